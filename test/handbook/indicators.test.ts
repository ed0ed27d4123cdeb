/** Values of the indicators: measured by a review, or said not to be. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MeasuredReview, readMeasuredReview } from "../../src/handbook/measured-review.ts";
import { loadMatrix } from "../../src/matrix/load.ts";
import {
  addReview,
  decideAll,
  exchange,
  helpdesk,
  joel,
  keepUntil,
  miriam,
  type Reviews,
  reviewOf,
  reviews,
  signAs,
} from "../review/evidence/reviews.ts";
import { harbour, harbourWith, kestrelFile } from "../support/matrices.ts";
import { chapterOf, inputOf, rowOf } from "./inputs.ts";

const measured: MeasuredReview = {
  reviewedOn: "2026-11-21",
  standingPrivileged: 4,
  reaching: 1,
  rows: 14,
  rowsWithDifference: 2,
  unreadable: 0,
  observations: [
    { kind: "left-provider", title: "People who left", found: 1, unseen: [] },
    { kind: "stale-access", title: "Unused access", found: 2, unseen: [] },
    { kind: "disabled-with-access", title: "Disabled accounts with access", found: 0, unseen: [] },
    { kind: "guest-never-redeemed", title: "Invitations nobody took", found: 0, unseen: [] },
    { kind: "scope-creep", title: "Scope creep", found: 0, unseen: [] },
    { kind: "shadow-global-administrator", title: "Shadow", found: 3, unseen: [] },
  ],
};

const valueFor = (title: string, review?: MeasuredReview, date?: string) =>
  rowOf(
    chapterOf(inputOf(harbour(), { ...(review && { review }), ...(date !== undefined && { date }) }), "indicators"),
    title,
  )[1];

const standing = "Privileged access of providers that is always on";
const orphaned = "Accounts and access of providers that nobody uses or that are of people who left";
const restores = "Systems with a witnessed restore in the last quarter";

describe("an indicator", () => {
  it("without a review is not measured, unless the matrix tells it", () => {
    expect(
      [standing, orphaned, "Reviews closed in time", "Mean time to remove access"].map((title) => valueFor(title)),
    ).toEqual(Array.from({ length: 4 }, () => "**not measured**"));
    expect(valueFor("Rows with one owner")).toBe("12 of 14 (86 %)");
    expect(valueFor(restores)).toBe("3 of 3 have a recorded test, the oldest of 30 September 2026");
  });

  it("counts a core function that nobody owns as a row without an owner", () => {
    const without = harbourWith(["  vendor-management:\n    owner: provider\n", ""]);
    expect(rowOf(chapterOf(inputOf(without), "indicators"), "Rows with one owner")[1]).toBe("11 of 14 (79 %)");
  });

  it("of one review has that review's value; what only many show stays unmeasured", () => {
    expect(valueFor(standing, measured)).toBe("4");
    expect(valueFor(orphaned, measured)).toBe("3 (People who left: 1; Unused access: 2)");
    expect(valueFor("Mean time to remove access", measured)).toBe("**not measured**");
  });

  it("that could not be looked for is not zero", () => {
    const blind = measured.observations?.map((each) => ({ ...each, found: 0, unseen: ["No roster was given."] })) ?? [];
    expect(valueFor(orphaned, { ...measured, observations: blind })).toBe("**not measured**");
    const [first, ...others] = measured.observations ?? [];
    const partly = first === undefined ? [] : [{ ...first, found: 0, unseen: ["No roster was given."] }, ...others];
    expect(valueFor(orphaned, { ...measured, observations: partly })).toBe(
      "2 (Unused access: 2), **not measured for people who left**",
    );
    const none = partly.map((each) => ({ ...each, found: 0 }));
    expect(valueFor(orphaned, { ...measured, observations: none })).toBe(
      "**not measured** for people who left; else none",
    );
    const halfBlind = blind.map((each) => (each.kind === "stale-access" ? { ...each, found: 2 } : each));
    expect(valueFor(orphaned, { ...measured, observations: halfBlind })).toMatch(
      /^2 \(Unused access: 2\), \*\*not measured for/,
    );
    const { observations: _, ...earlier } = measured;
    expect(valueFor(orphaned, earlier)).toBe("**not measured**");
  });

  it("of many reviews says how many came in time, and how long access took to go", () => {
    const signed = { count: 3, inTime: 2, due: "2027-02-21", daysToRemove: [3, 8], waiting: 1 };
    const review = { ...measured, signed };
    expect(valueFor("Reviews closed in time", review)).toBe("2 of 3; the next is due on 21 February 2027");
    expect(valueFor("Reviews closed in time", review, "2027-03-01")).toBe(
      "2 of 3; the next is late since 21 February 2027",
    );
    expect(valueFor("Mean time to remove access", review)).toBe(
      "5.5 days, of 2 removals; 1 decided to go and still there",
    );
  });

  it("with a day counts restores of the last quarter only", () => {
    expect(valueFor(restores, undefined, "2026-11-21")).toBe("3 of 3 on 21 November 2026");
    expect(valueFor(restores, undefined, "2027-02-05")).toBe("2 of 3 on 5 February 2027");
    expect(valueFor(restores, undefined, "2028-01-01")).toBe("0 of 3 on 1 January 2028");
  });
});

describe("a warning sign", () => {
  const sign = (title: string, review?: MeasuredReview) =>
    rowOf(chapterOf(inputOf(harbour(), { ...(review && { review }) }), "indicators"), title)[1];
  const creep = "A provider gradually does what is not its row (scope creep)";
  const shadow = "Delegated roles that pile up into a shadow Global Administrator";

  it("of the tenant is not looked for without a review", () => {
    expect(sign(creep)).toContain("**not looked for**");
    expect(sign(creep, measured)).toBe("no");
    expect(sign(shadow, measured)).toBe("**yes, 3**: see the review");
  });

  it("of the matrix is named with its row", () => {
    const many = harbourWith(
      [
        "  - { channel: ticketing, purpose: everything that can wait an hour }",
        "  - { channel: ticketing, purpose: everything that can wait an hour }\n  - { channel: email, purpose: a }\n  - { channel: slack, purpose: b }",
      ],
      ["    systems: [hudu]", "    systems: [hudu, confluence]"],
    );
    const chapter = chapterOf(inputOf(many), "indicators");
    expect(rowOf(chapter, "More than two channels")[1]).toContain("**yes**: 4 channels");
    expect(rowOf(chapter, "Two systems in one category, and none decided")[1]).toContain(
      "(tools.documentation.systems)",
    );
    expect(rowOf(chapter, "A backup that nobody restored")[1]).toBe("no");
  });

  it("that depends on the day is judged only where a day is given", () => {
    const late = (date?: string) =>
      rowOf(
        chapterOf(inputOf(harbour(), { ...(date !== undefined && { date }) }), "indicators"),
        "A backup that nobody restored",
      )[1];
    expect(late()).toBe("no");
    const judged = chapterOf(inputOf(harbour(), { date: "2028-06-01" }), "indicators");
    expect(judged).toContain("Judged as of 1 June 2028.");
    expect(rowOf(judged, "A backup that nobody restored")[1]).toContain("**yes**");
    expect(judged).toContain("the contract with Nightwatch ended on 2028-02-29");
  });
});

describe("a review that is read", () => {
  let of: Reviews;
  beforeEach(async () => {
    of = await reviews();
  });
  afterEach(() => of.remove());

  it("may be one, or all of a stack, of which the newest counts and the signed ones tell the rest", async () => {
    const first = addReview(of, "2026-08-20", "2026-08-20", [helpdesk, exchange]);
    decideAll(of, first, keepUntil("2026-11-20", "2026-08-20"), ({ identity }) => ({
      by: identity.includes("joel") ? miriam : joel,
    }));
    for (const side of ["internal", "tideway", "nightwatch"] as const)
      await signAs(of, first, side, { on: "2026-08-25T09:00:00Z" });
    addReview(of, "2026-11-21", "2026-11-21", [helpdesk]);
    expect(readMeasuredReview(first, of.matrix)).toMatchObject({ reviewedOn: "2026-08-20", standingPrivileged: 2 });
    const all = readMeasuredReview(of.parent, of.matrix);
    expect(all).toMatchObject({ reviewedOn: "2026-11-21", standingPrivileged: 1 });
    expect(all.signed).toMatchObject({ count: 1, inTime: 1, due: "2026-11-20", daysToRemove: [] });
  });

  it("of another tenant, or none at all, is refused", () => {
    const folder = addReview(of, "one", "2026-11-21", []);
    const { matrix } = loadMatrix(kestrelFile);
    expect(() => readMeasuredReview(folder, matrix)).toThrow(/is a review of tenant .* \(Harbour Dental Group\)/);
    writeFileSync(
      join(of.parent, "one", "review.json"),
      JSON.stringify({ ...reviewOf(of, "2026-11-21", []), format: "x" }),
    );
    expect(() => readMeasuredReview(folder, of.matrix)).toThrow("is no review");
    expect(() => readMeasuredReview(join(of.parent, "nowhere"), of.matrix)).toThrow(/cannot be read|nowhere/);
  });
});
