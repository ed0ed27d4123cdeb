/** What the chapters for bad days and the indicators say where the example companies have nothing to say it of. */

import { describe, expect, it } from "vitest";
import { type IndicatorId, indicators } from "../../src/catalogue/indicators.ts";
import { emergencyAccess } from "../../src/handbook/chapters/emergency-access.ts";
import { escalation } from "../../src/handbook/chapters/escalation.ts";
import { firstNinetyDays } from "../../src/handbook/chapters/first-90-days.ts";
import { indicatorsChapter } from "../../src/handbook/chapters/indicators.ts";
import type { HandbookInput } from "../../src/handbook/input.ts";
import type { MeasuredReview } from "../../src/handbook/measured-review.ts";
import type { SmellName } from "../../src/matrix/lint.ts";
import type { Matrix } from "../../src/matrix/schema.ts";
import { linesOf, loaded, tableOf, told, withMatrix } from "./chapter-parts.ts";
import { inHouse, inputOf } from "./inputs.ts";

describe("emergency access", () => {
  it("names the accounts that nobody tried, and when each is to be tried", () => {
    const accounts = loaded.matrix.emergencyAccounts.map(({ lastValidated: _, ...account }, index) => ({
      ...account,
      ...(index === 0 && { lastValidated: "2026-10-01" }),
    }));
    const chapter = emergencyAccess(withMatrix({ emergencyAccounts: accounts }));
    expect([...tableOf(chapter, "Emergency accounts and custody")].map((row) => row.slice(3))).toEqual([
      ["1 October 2026", expect.stringMatching(/^\d+ \w+ 20\d\d$/)],
      ["never recorded", "at once"],
    ]);
    const missing = linesOf(chapter).filter((line) => line.startsWith("No trial is recorded of "));
    expect(missing).toEqual([expect.stringContaining(`of ${accounts[1]?.userPrincipalName}.`)]);
    const tried = accounts.map((account) => ({ ...account, lastValidated: "2026-10-01" }));
    expect(linesOf(emergencyAccess(withMatrix({ emergencyAccounts: tried }))).join(" ")).not.toContain("No trial");
  });
});

describe("escalation", () => {
  type Channel = Matrix["communication"][number]["channel"];

  it.each<[readonly Channel[], boolean]>([
    [["phone", "ticketing"], false],
    [["phone", "ticketing", "phone"], false],
    [["phone", "ticketing", "teams"], true],
  ])("over %j says that they are too many: %s", (channels, isSaid) => {
    const chapter = escalation(
      withMatrix({ communication: channels.map((channel) => ({ channel, purpose: "something" })) }),
    );
    expect(linesOf(chapter).some((line) => line.startsWith("More than two channels"))).toBe(isSaid);
  });

  it("of a company alone has no queue to move to, and tells its own side", () => {
    const lines = linesOf(escalation(inputOf(inHouse())));
    expect(lines).not.toContain("Tickets that wait too long");
    expect(lines.join(" ")).not.toContain("only one side is told");
  });

  it("says when a provider is not told of a security incident, and has no queue", () => {
    const { itsm, ...tools } = loaded.matrix.tools;
    if (itsm === undefined) throw new Error("the example has lost its tickets");
    const { providerQueue: _, ...without } = itsm;
    const incident = loaded.matrix.escalation["security-incident"];
    const alone = { ...incident, contacts: { ...incident.contacts, providers: {} } };
    const change = {
      tools: { ...tools, itsm: without },
      escalation: { ...loaded.matrix.escalation, "security-incident": alone },
    };
    const lines = linesOf(escalation(withMatrix(change)));
    expect(lines).toContain("The provider has no queue of its own in the matrix (tools, itsm, providerQueue).");
    expect(lines.join(" ")).toContain("names nobody of a provider for a security incident: only one side is told");
    expect(linesOf(escalation(inputOf(loaded))).join(" ")).not.toMatch(/has no queue|only one side/);
  });
});

describe("the first ninety days", () => {
  it("of a company alone are days of a plan for whoever comes", () => {
    const lines = linesOf(firstNinetyDays(inputOf(inHouse())));
    expect(lines.slice(0, 3)).toEqual([
      "There is no provider. This is the plan for the day on which one comes.",
      "Dates for the internal team",
      "The matrix names no day 1 (plan, start), so these are days, not dates.",
    ]);
  });

  it.each([
    [1, " with Tideway IT"],
    [4, " with Tideway IT, Provider 1, Provider 2 and Provider 3"],
    [5, " with 5 providers"],
  ])("with %s that begin together are headed so", (count, expected) => {
    const { tideway } = loaded.matrix.providers;
    if (tideway === undefined) throw new Error("the example has lost its provider");
    const more = Array.from({ length: count - 1 }, (_, index) => [
      `p${index + 1}`,
      { ...tideway, name: `Provider ${index + 1}` },
    ]);
    const matrix = { ...loaded.matrix, plan: undefined, providers: { tideway, ...Object.fromEntries(more) } } as Matrix;
    expect(linesOf(firstNinetyDays({ ...inputOf(loaded), matrix }))[0]).toBe(`Dates${expected}`);
  });

  it("speak of the provider by its name where there is one", () => {
    const { tideway } = loaded.matrix.providers;
    const items = (providers: object) => {
      const matrix = { ...loaded.matrix, providers } as Matrix;
      const chapter = firstNinetyDays({ ...inputOf(loaded), matrix });
      return chapter.blocks.flatMap((block) => (block.kind === "checklist" ? block.items.map(told) : [])).join("\n");
    };
    expect(items({ tideway })).toContain("Tideway IT");
    expect(items(loaded.matrix.providers)).not.toContain("Tideway IT");
  });
});

const titleOf = (id: IndicatorId) => indicators.find((each) => each.id === id)?.title;

describe("indicators", () => {
  const review: MeasuredReview = {
    reviewedOn: "2026-11-21",
    standingPrivileged: 3,
    reaching: 0,
    rows: 14,
    rowsWithDifference: 1,
    unreadable: 2,
    signed: { count: 4, inTime: 3, due: "2026-12-31", daysToRemove: [2, 5], waiting: 1 },
    observations: [
      { kind: "left-provider", title: "Left", found: 2, unseen: [] },
      { kind: "stale-access", title: "Unused", found: 0, unseen: ["nobody looked"] },
      { kind: "account-without-person", title: "Without a person", found: 0, unseen: ["no roster"] },
      { kind: "expiring", title: "Ending", found: 9, unseen: ["no dates"] },
    ],
  };
  const value = (id: IndicatorId, change: Partial<HandbookInput>) =>
    [...tableOf(indicatorsChapter(inputOf(loaded, change)), "Indicators")].find(([name]) => name === titleOf(id))?.[1];
  const signed = (more: Partial<NonNullable<MeasuredReview["signed"]>>) => ({
    ...review,
    signed: { count: 4, inTime: 3, due: "2026-12-31", daysToRemove: [], waiting: 0, ...more },
  });

  it("are of the day of their review, and say what it could not see", () => {
    const first = (change: Partial<MeasuredReview>) =>
      linesOf(indicatorsChapter(inputOf(loaded, { review: { ...review, ...change } })))[0];
    expect(first({})).toBe(
      "Values are of the review of 21 November 2026. 2 parts of the tenant could not be read then, and may hide more.",
    );
    expect(first({ unreadable: 0 })).toBe("Values are of the review of 21 November 2026.");
  });

  it.each<[IndicatorId, Partial<HandbookInput>, string]>([
    ["standing-privileged-assignments", { review }, "3"],
    ["standing-privileged-assignments", {}, "not measured"],
    ["review-in-time", { review }, "3 of 4; the next is due on 31 December 2026"],
    ["review-in-time", { review, date: "2026-12-31" }, "3 of 4; the next is due on 31 December 2026"],
    ["review-in-time", { review, date: "2027-01-01" }, "3 of 4; the next is late since 31 December 2026"],
    ["time-to-remove-access", { review }, "3.5 days, of 2 removals; 1 decided to go and still there"],
    ["time-to-remove-access", { review: signed({}) }, "nothing was removed yet"],
    ["time-to-remove-access", { review: signed({ daysToRemove: [1] }) }, "1 days, of 1 removal"],
    ["orphaned-or-unused-accounts", { review }, "2 (Left: 2), not measured for unused and without a person"],
    ["restore-tests-witnessed", { date: "2026-11-21" }, "3 of 3 on 21 November 2026"],
    ["restore-tests-witnessed", { date: "2027-02-11" }, "2 of 3 on 11 February 2027"],
    ["restore-tests-witnessed", { date: "2027-02-12" }, "0 of 3 on 12 February 2027"],
  ])("%s", (id, change, expected) => {
    expect(value(id, change)).toBe(expected);
  });

  it("of restores that nobody recorded are none", () => {
    const recovery = loaded.matrix.recovery.map(({ lastRestoreTest: _, ...row }) => row);
    const chapter = indicatorsChapter(withMatrix({ recovery }));
    expect([...tableOf(chapter, "Indicators")].find(([name]) => name === titleOf("restore-tests-witnessed"))?.[1]).toBe(
      `0 of ${recovery.length}`,
    );
  });

  it("have beside them what else is worth knowing, and nothing twice", () => {
    const smell = (name: SmellName, path: string) => ({
      smell: name,
      severity: "note" as const,
      message: "M",
      path,
      file: "m.yaml",
      line: 1,
      column: 1,
    });
    const chapter = indicatorsChapter(
      inputOf(loaded, { smells: [smell("tooling-overlap", "tools.rmm"), smell("contract-ended", "")] }),
    );
    expect(tableOf(chapter, "Other remarks on the matrix")).toEqual([["M", "the whole", "decide"]]);
    expect(tableOf(chapter, "Warning signs")).toContainEqual([
      expect.stringContaining("Two systems"),
      "yes: M (tools.rmm)",
    ]);
    expect(() => tableOf(indicatorsChapter(inputOf(loaded, { smells: [] })), "Other remarks on the matrix")).toThrow();
  });
});
