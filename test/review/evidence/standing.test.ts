import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseMatrix } from "../../../src/matrix/load.ts";
import { readChain } from "../../../src/review/evidence/chain.ts";
import { historyOf, historyTables } from "../../../src/review/evidence/history.ts";
import { historyText } from "../../../src/review/evidence/history-text.ts";
import { reviewStanding } from "../../../src/review/evidence/standing.ts";
import {
  addReview,
  decideAll,
  exchange,
  helpdesk,
  joel,
  keepUntil,
  matrixText,
  miriam,
  type Reviews,
  reviews,
  signAs,
  signedReview,
} from "./reviews.ts";

let of: Reviews;
beforeEach(async () => {
  of = await reviews();
});
afterEach(() => of.remove());

const standing = () => reviewStanding(of.parent, of.matrix);

describe("how far reviews are", () => {
  it("is nothing where no review was begun, and the first one begun while none is signed", async () => {
    expect(await standing()).toEqual({ kind: "none" });
    mkdirSync(join(of.parent, "notes"));
    expect(await standing()).toEqual({ kind: "none" });
    addReview(of, "b", "2026-11-30");
    const first = addReview(of, "a", "2026-11-21");
    const open = { kind: "open", name: "a", reviewedOn: "2026-11-21", due: "2027-02-21" };
    expect(await standing()).toEqual(open);
    // Half signed is not signed.
    decideAll(of, first, keepUntil("2027-01-31", "2026-11-21"));
    await signAs(of, first, "internal");
    expect(await standing()).toEqual(open);
  });

  it("is the newest review that every side signed; the next is due by the calendar, in the matrix's rhythm", async () => {
    await signedReview(of, "a", "2026-08-21", {});
    addReview(of, "b", "2026-11-20");
    expect(await standing()).toEqual({ kind: "signed", name: "a", reviewedOn: "2026-08-21", due: "2026-11-21" });
    await signedReview(of, "c", "2026-11-30", {});
    expect(await standing()).toEqual({ kind: "signed", name: "c", reviewedOn: "2026-11-30", due: "2027-02-28" });
    const { matrix } = parseMatrix(await matrixText(undefined, ["cadence: quarterly", "cadence: monthly"]), "m");
    expect(await reviewStanding(of.parent, matrix)).toMatchObject({ due: "2026-12-30" });
  });

  it("is broken where evidence does not hold: altered, removed from the chain, or signed by whom nobody trusts", async () => {
    const first = await signedReview(of, "a", "2026-08-21", {});
    const second = await signedReview(of, "b", "2026-11-21", {});
    writeFileSync(join(second, "review.html"), "");
    expect(await standing()).toMatchObject({
      kind: "broken",
      name: "b",
      problem: expect.stringContaining("review.html was altered"),
    });
    rmSync(second, { recursive: true });
    expect(await standing()).toMatchObject({ kind: "signed", name: "a" });
    const again = await signedReview(of, "b", "2026-11-21", {});
    renameSync(first, join(of.parent, "..", "away"));
    expect(await standing()).toMatchObject({
      kind: "broken",
      name: "b",
      problem: "It is review 2 of its chain, and review 1 is not here.",
    });
    renameSync(join(of.parent, "..", "away"), first);
    const nobody = parseMatrix(await matrixText(`    internal:\n      - key: ${"A".repeat(43)}\n`), "m").matrix;
    expect(await reviewStanding(of.parent, nobody)).toMatchObject({ kind: "broken", name: "b" });
    rmSync(again, { recursive: true });
  });
});

describe("history", () => {
  it("has a row for each review, decision, row of the matrix, and difference from when it came to when it went", async () => {
    const decide = (day: string, by: string) => (folder: string) =>
      decideAll(of, folder, keepUntil(day.replace("21", "28"), day), ({ kind, title }) =>
        kind === "difference" && title.includes("Exchange")
          ? ({ choice: "revoke", until: undefined, by } as never)
          : undefined,
      );
    await signedReview(of, "a", "2026-05-21", { held: [helpdesk, exchange], decide: decide("2026-05-21", joel) });
    await signedReview(of, "b", "2026-08-21", { held: [exchange], decide: decide("2026-08-21", miriam) });
    await signedReview(of, "c", "2026-11-21", { held: [helpdesk], decide: decide("2026-11-21", miriam) });
    const history = historyOf(readChain(of.parent));
    expect(
      history.reviews.map(({ sequence, reviewed_on, high, standing_privileged, revoked, kept, items }) => [
        sequence,
        reviewed_on,
        high,
        standing_privileged,
        revoked,
        kept,
        items,
      ]),
    ).toEqual([
      [1, "2026-05-21", 2, 2, 1, 4, 5],
      [2, "2026-08-21", 1, 1, 1, 3, 4],
      [3, "2026-11-21", 1, 1, 0, 4, 4],
    ]);
    expect(
      history.removals.map(({ title, id: _, ...row }) => ({
        ...row,
        what: String(title).includes("Exchange") ? "exchange" : "helpdesk",
      })),
    ).toEqual([
      {
        what: "helpdesk",
        severity: "high",
        party: "Tideway IT",
        row: "functions.tier-1-helpdesk",
        since: "2026-02-01",
        first_seen: "2026-05-21",
        revoked_on: null,
        gone_on: "2026-08-21",
        days_to_remove: 92,
      },
      {
        what: "exchange",
        severity: "high",
        party: "Tideway IT",
        row: "functions.tier-1-helpdesk",
        since: "2026-02-01",
        first_seen: "2026-05-21",
        revoked_on: "2026-05-21",
        gone_on: "2026-11-21",
        days_to_remove: 184,
      },
      expect.objectContaining({ what: "helpdesk", first_seen: "2026-11-21", gone_on: null, days_to_remove: null }),
    ]);
    expect(history.decisions.filter(({ by }) => by === joel)).toMatchObject([
      { sequence: 1, decision: "revoke", side: "internal", days_to_decide: 0, until: null },
    ]);
    expect(history.decisions).toHaveLength(13);
    expect(
      history.rows.filter(({ row }) => row === "functions.tier-1-helpdesk").map(({ differences }) => differences),
    ).toEqual([2, 1, 1]);
  });

  it("is empty where nothing is signed", () => {
    addReview(of, "a", "2026-05-21");
    expect(historyOf(readChain(of.parent))).toEqual({ reviews: [], removals: [], decisions: [], rows: [] });
  });

  it("has its columns also in a table without rows, in the order of the rows", async () => {
    await signedReview(of, "a", "2026-05-21");
    const history = historyOf(readChain(of.parent));
    for (const table of historyTables) {
      const head = Object.keys(history[table][0] ?? {}).map((name) => `"${name}"`);
      expect(historyText(table, [], "csv"), table).toBe(`${head.join(",")}\r\n`);
      expect(historyText(table, history[table], "csv").startsWith(historyText(table, [], "csv"))).toBe(true);
      expect(historyText(table, [], "jsonl")).toBe("");
    }
  });
});

describe("signers in the matrix", () => {
  const key = "B".repeat(43);
  const problems = async (signers: string) => {
    try {
      parseMatrix(await matrixText(signers), "m");
      return [];
    } catch (error) {
      return String(error instanceof Error ? error.message : error)
        .split("\n")
        .map((line) => line.replace(/^m:\d+:\d+: /, ""));
    }
  };

  it("are of parties that there are, each with its own key, and begin before they end", async () => {
    const issuer = "https://token.actions.githubusercontent.com";
    expect(
      await problems(`    internal:\n      - key: ${key}\n        person: ${miriam}\n        from: 2026-01-01\n`),
    ).toEqual([]);
    expect(await problems(`    tidway:\n      - key: ${key}\n`)).toEqual([
      'review.signers.tidway: "tidway" is no party of this matrix (did you mean "tideway"?)',
    ]);
    // A provider that has left is no party any more, and what it signed is to hold.
    expect(await problems(`    tidway:\n      - key: ${key}\n        until: 2026-01-01\n`)).toEqual([]);
    expect(
      await problems(`    tidway:\n      - key: ${key}\n        until: 2026-01-01\n      - key: ${"C".repeat(43)}\n`),
    ).toHaveLength(1);
    expect(await problems(`    internal:\n      - key: ${key}\n    tideway:\n      - key: ${key}\n`)).toEqual([
      "review.signers.tideway.0.key: signs for internal already (each side signs with something that only it has)",
    ]);
    const pipeline = `      - issuer: ${issuer}\n        subject: repo:a/b:ref:refs/heads/main\n`;
    expect(await problems(`    internal:\n${pipeline}    tideway:\n${pipeline}`)).toEqual([
      "review.signers.tideway.0.subject: signs for internal already (each side signs with something that only it has)",
    ]);
    expect(
      await problems(`    internal:\n      - key: ${key}\n        from: 2026-02-01\n        until: 2026-01-01\n`),
    ).toEqual(["review.signers.internal.0.until: the signer ends (2026-01-01) before it begins (2026-02-01)"]);
    expect((await problems("    internal:\n      - key: short\n"))[0]).toContain(
      "must be a thumbprint of 43 characters",
    );
  });
});
