import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type HistoryTables, historyFacts } from "../../../src/review/report/history/facts.ts";
import { reportHistory } from "../../../src/review/report/history/read.ts";
import { htmlReporter } from "../../../src/review/report/html.ts";
import {
  addReview,
  decideAll,
  helpdesk,
  joel,
  keepUntil,
  miriam,
  type Reviews,
  reviews,
  signedReview,
} from "../evidence/reviews.ts";
import { dayOf, review, tablesOf } from "./tables.ts";

const sectionOf = (page: string) => /<section aria-labelledby="history">.*?<\/section>/s.exec(page)?.[0];
const rendered = (tables: HistoryTables) => sectionOf(htmlReporter.render(review, tables)) ?? "";
const numbersOf = (text: string) =>
  [...text.matchAll(/(?:[xy]|cx|cy|width|height)="(-?[\d.]+|NaN|-?Infinity)"/g)].map(([, number]) => Number(number));

describe("the facts behind the plots", () => {
  const facts = historyFacts(review, tablesOf(5));

  it("are the signed reviews and, at the end, the one that is reported", () => {
    expect(facts?.points.map(({ standing, isSigned }) => `${standing} ${isSigned}`)).toEqual([
      "10 true",
      "9 true",
      "8 true",
      "7 true",
      "6 true",
      `${review.summary.standingPrivileged} false`,
    ]);
  });

  it("are shortest, median and longest of what was gone by a review, and what is decided to go and there", () => {
    expect(facts?.removed).toEqual([
      { on: dayOf(1), count: 4, shortest: 10, median: 25, longest: 40 },
      { on: dayOf(2), count: 3, shortest: 20, median: 30, longest: 40 },
      { on: dayOf(3), count: 2, shortest: 20, median: 25, longest: 30 },
      { on: dayOf(4), count: 1, shortest: 30, median: 30, longest: 30 },
    ]);
    expect(facts?.waiting).toBe(4);
  });

  it("are who decided how much, most first", () => {
    expect(facts?.reviewers).toEqual([
      { name: miriam, keep: 6, revoke: 3, changeMatrix: 0 },
      { name: joel, keep: 0, revoke: 0, changeMatrix: 2 },
    ]);
  });

  it("are the rows that differed, worst first, in the last twelve reviews at most; the others are counted", () => {
    const long = historyFacts(review, tablesOf(20));
    expect(long?.driftDates).toHaveLength(12);
    expect(long?.driftDates.at(-1)).toBe("2026-11-21");
    expect(long?.drift[0]?.counts.slice(0, 11)).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect((long?.drift.length ?? 0) + (long?.quietRows ?? 0)).toBe(review.rows.length);
  });

  it("are none while nothing is signed", () => {
    expect(historyFacts(review, tablesOf(0))).toBeUndefined();
  });
});

describe("the plots", () => {
  it.each([1, 2, 12, 40])("have a place for everything with %i reviews, and a table each", (count) => {
    const section = rendered(tablesOf(count));
    const numbers = numbersOf(section);
    expect(numbers.length).toBeGreaterThan(10);
    expect(numbers.filter((number) => !(number >= 0 && number <= 500))).toEqual([]);
    const plots = section.match(/<svg class="plot"/g)?.length ?? 0;
    expect(plots).toBe(count === 1 ? 3 : 4);
    expect(section.match(/<table>/g)).toHaveLength(plots);
    for (const [, words = ""] of section.matchAll(/<desc[^>]*>(.*?)<\/desc>/gs)) expect(words).not.toBe("");
    expect(section).toContain(count === 1 ? "From one signed review" : `From ${count} signed reviews`);
  });

  it("say every number in the table, the first and the last, too", () => {
    const section = rendered(tablesOf(3));
    const [table = ""] = /<table>.*?<\/table>/s.exec(section) ?? [];
    const cells = [...table.matchAll(/<t[hd](?: [^>]*)?>([^<]*)</g)].map(([, text]) => text);
    expect(cells.slice(0, 6)).toEqual(["Review", "Standing", "Reaching", "21 November 2023", "6", "0"]);
    expect(cells.slice(-3)).toEqual(["21 November 2026 (this one)", `${review.summary.standingPrivileged}`, "0"]);
  });

  it("need values: reviews in which nothing happened are words", () => {
    const quiet = { ...tablesOf(2), removals: [], decisions: [], rows: [] };
    const section = rendered({ ...quiet, reviews: quiet.reviews.map((row) => ({ ...row, standing_privileged: 0 })) });
    expect(section).toContain("Nothing that an earlier review had is gone by a later one.");
    expect(section).toContain("Nobody has decided anything yet.");
    expect(section).not.toMatch(/NaN|Infinity/);
  });

  it("are nothing else than text where names are chosen by others", () => {
    const tables = tablesOf(2);
    const hostile = `<script>alert(1)</script>"'`;
    const section = rendered({ ...tables, decisions: [{ sequence: 1, by: hostile, decision: "keep" }] });
    expect(section).not.toContain("<script");
    expect(section).toContain("&lt;script&gt;");
  });

  it("have no id twice, and leave the page its one script and its policy", () => {
    const page = htmlReporter.render(review, tablesOf(12));
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toMatch(/ style="| on[a-z]+="/);
  });
});

describe("the history of a report", () => {
  let of: Reviews;
  beforeAll(async () => {
    of = await reviews();
  });
  afterAll(() => of.remove());
  const read = (folder = "elsewhere") => reportHistory(of.parent, folder, of.matrix.client.tenantId);

  it("comes from the signed reviews of the stack; none is no history, what cannot be read is said", async () => {
    expect(reportHistory(join(of.parent, "not-there"), "x", of.matrix.client.tenantId)).toBeUndefined();
    expect(read()).toBeUndefined();
    const open = addReview(of, "2026-01-10", "2026-01-10");
    expect(read()).toBeUndefined();
    decideAll(of, open, keepUntil("2026-02-10", "2026-01-10"));
    const first = await signedReview(of, "2026-05-21", "2026-05-21", {
      decide: (folder) =>
        decideAll(of, folder, { choice: "revoke", by: miriam, on: "2026-05-22" }, ({ identity }) => ({
          by: identity.includes("joel") ? miriam : joel,
        })),
    });
    await signedReview(of, "2026-08-21", "2026-08-21", { held: [helpdesk] });
    const tables = read();
    if (tables === undefined || "problem" in tables) throw new Error("there is no history");
    expect(historyFacts(review, tables)?.points.map(({ on, standing }) => [on, standing])).toEqual([
      ["2026-05-21", 2],
      ["2026-08-21", 1],
      ["2026-11-21", review.summary.standingPrivileged],
    ]);
    expect(historyFacts(review, tables)?.removed).toEqual([
      { on: "2026-08-21", count: 1, shortest: 91, median: 91, longest: 91 },
    ]);
    // Made anew in its own folder, a review is not one before itself.
    const without = read(join(of.parent, "2026-08-21"));
    expect(without).toMatchObject({ reviews: [{ reviewed_on: "2026-05-21" }] });
    expect(reportHistory(of.parent, "x", "another tenant")).toEqual({
      problem: expect.stringContaining("also has reviews of another tenant"),
    });
    writeFileSync(join(first, "decisions.yaml"), "[");
    expect(read()).toEqual({ problem: expect.stringContaining("decisions.yaml") });
    const page = htmlReporter.render(review, read());
    expect(sectionOf(page)).toContain("The earlier reviews <strong>could not be read</strong>");
  });
});
