import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readChain, readEvidence } from "../../../src/review/evidence/chain.ts";
import { historyOf } from "../../../src/review/evidence/history.ts";
import { prepareSigning } from "../../../src/review/evidence/sign.ts";
import {
  addReview,
  decideAll,
  digestOfFile,
  exchange,
  helpdesk,
  keepUntil,
  matrixText,
  miriam,
  problemsOf,
  type Reviews,
  reviews,
  signAs,
  signedReview,
  signing,
  thumbprintOf,
  verified,
} from "./reviews.ts";

let made: Reviews[] = [];
const start = async (text?: string) => {
  const of = await reviews(text);
  made.push(of);
  return of;
};
afterEach(() => {
  for (const each of made) each.remove();
  made = [];
});

/** A review that is decided and not signed. */
async function decided(): Promise<{ of: Reviews; folder: string }> {
  const of = await start();
  const folder = addReview(of, "2026-11-21", "2026-11-21");
  decideAll(of, folder, keepUntil("2027-01-31", "2026-11-21"));
  return { of, folder };
}

describe("signing", () => {
  it("holds once every side has signed, in whatever order", async () => {
    for (const order of [
      ["internal", "tideway", "nightwatch"],
      ["nightwatch", "internal", "tideway"],
    ] as const) {
      const { of, folder } = await decided();
      expect((await signAs(of, folder, order[0])).missing.toSorted()).toEqual(order.slice(1).toSorted());
      expect(await problemsOf(of)).toEqual(["2026-11-21: signature-missing", "2026-11-21: signature-missing"]);
      await signAs(of, folder, order[1]);
      expect((await signAs(of, folder, order[2])).missing).toEqual([]);
      const result = await verified(of);
      expect(result).toMatchObject({ ok: true, reviews: [{ sequence: 1, reviewedOn: "2026-11-21", problems: [] }] });
      expect(result.reviews[0]?.signatures.map(({ side }) => side).toSorted()).toEqual(order.toSorted());
    }
  });

  it("puts into the manifest what was reviewed, by whom it was decided, and every file", async () => {
    const { of, folder } = await decided();
    await signAs(of, folder, "internal");
    const { manifest } = readEvidence(folder) ?? {};
    expect(manifest).toMatchObject({
      tenant: { id: of.matrix.client.tenantId, name: "Harbour Dental Group" },
      sequence: 1,
      period: { from: null, to: "2026-11-21" },
      previous: null,
      sides: ["internal", "nightwatch", "tideway"],
      matrix: digestOfFile(of.matrixFile),
      snapshot: { digest: "1".repeat(64) },
      declared: "0".repeat(64),
      versions: { demarc: "0.1.0", node: "24.21.0" },
      decisions: { by: [{ person: miriam, side: "internal" }] },
    });
    expect(manifest?.decisions.choices.keep).toBe(manifest?.decisions.items);
    expect(manifest?.files.map(({ path }) => path)).toEqual([
      "decisions.yaml",
      "matrix.yaml",
      "review.html",
      "review.json",
    ]);
    for (const { path, sha256 } of manifest?.files ?? []) expect(sha256).toBe(digestOfFile(join(folder, path)));
  });

  it("changes nothing when the same side signs again, and refuses another key of it", async () => {
    const two = `    internal:\n      - key: ${await thumbprintOf("internal")}\n      - key: ${await thumbprintOf("nightwatch")}\n`;
    const of = await start(await matrixText(two));
    const folder = addReview(of, "2026-11-21", "2026-11-21");
    decideAll(of, folder, keepUntil("2027-01-31", "2026-11-21"));
    await signAs(of, folder, "internal");
    const before = readFileSync(join(folder, "signatures/internal.json"));
    expect(await signAs(of, folder, "internal", { on: "2026-11-25T09:00:00Z" })).toMatchObject({ before: true });
    expect(readFileSync(join(folder, "signatures/internal.json"))).toEqual(before);
    await expect(signAs(of, folder, "nightwatch", { as: "internal" })).rejects.toThrow("a side signs once");
  });

  it.each(["PS256", "RS256"] as const)("signs with an RSA key, %s", async (algorithm) => {
    const { of, folder } = await decided();
    await signAs(of, folder, "nightwatch", { algorithm });
    expect((await verified(of)).reviews[0]?.signatures).toMatchObject([{ side: "nightwatch", kind: "key" }]);
  });

  it("refuses while a decision is open or not valid, and leaves the folder as it was", async () => {
    const of = await start();
    const folder = addReview(of, "2026-11-21", "2026-11-21");
    await expect(signAs(of, folder, "internal")).rejects.toThrow("there is no");
    decideAll(of, folder, { choice: "revoke", by: miriam, on: "2026-11-21" });
    const file = join(folder, "decisions.yaml");
    const text = readFileSync(file, "utf8");
    for (const [from, to, said] of [
      ["decision: revoke", "decision:", "is not decided"],
      ["decision: revoke", "decision: revok", 'did you mean "revoke"?'],
      ["by: miriam.okafor", "by: mirian.okafor", `did you mean "${miriam}"?`],
    ] as const) {
      writeFileSync(file, text.replace(from, to));
      const before = readdirSync(folder);
      await expect(signAs(of, folder, "internal")).rejects.toThrow(said);
      expect(readdirSync(folder)).toEqual(before);
    }
  });

  it("refuses what changed since the other side signed, and names it", async () => {
    const { of, folder } = await decided();
    await signAs(of, folder, "tideway");
    writeFileSync(join(folder, "review.html"), "<title>All is well</title>");
    await expect(signAs(of, folder, "internal")).rejects.toThrow("changed since tideway signed: review.html");
    const again = await decided();
    await signAs(again.of, again.folder, "tideway");
    writeFileSync(join(again.folder, "extra.txt"), "");
    await expect(signAs(again.of, again.folder, "internal")).rejects.toThrow("changed since tideway signed: extra.txt");
  });

  it("refuses a side that is none, a key that nobody trusts, and one that is trusted for another side", async () => {
    const { of, folder } = await decided();
    await expect(signAs(of, folder, "tideway", { as: "tidewave" })).rejects.toThrow(
      '"tidewave" is no side of this review',
    );
    await expect(signAs(of, folder, "tideway", { as: "internal" })).rejects.toThrow("nobody trusts for internal");
    expect(existsSync(join(folder, "manifest.json"))).toBe(false);
  });

  it("refuses a chain that does not fit: a review before it that is not whole, or one that is later", async () => {
    const of = await start();
    const first = await signedReview(of, "2026-08-21", "2026-08-21");
    const second = addReview(of, "2026-11-21", "2026-11-21");
    decideAll(of, second, keepUntil("2027-01-31", "2026-11-21"));
    rmSync(join(first, "signatures/tideway.json"));
    await expect(signAs(of, second, "internal")).rejects.toThrow("2026-08-21: tideway has not signed");
    await signAs(of, first, "tideway");
    const early = addReview(of, "2026-05-21", "2026-05-21");
    decideAll(of, early, keepUntil("2026-06-30", "2026-05-21"));
    await expect(signAs(of, early, "internal")).rejects.toThrow("cannot follow 2026-08-21");
    await signAs(of, second, "internal");
    expect(readEvidence(second)?.manifest).toMatchObject({ sequence: 2, period: { from: "2026-08-21" } });
  });

  it("refuses evidence of another tenant's review", async () => {
    const { of, folder } = await decided();
    const other = await start(
      await matrixText(undefined, [of.matrix.client.tenantId, "11111111-2222-4333-8444-555555555555"]),
    );
    await expect(prepareSigning({ ...signing(other, folder, "internal"), folder })).rejects.toThrow(
      "the matrix is of 1111",
    );
  });

  it("counts what earlier reviews kept against the emergency window", async () => {
    const of = await start();
    const refused = { ...helpdesk, refused: true };
    const keep = (on: string, until: string) => (folder: string) =>
      decideAll(of, folder, keepUntil(until, on), ({ rules }) =>
        rules.length > 0 ? {} : ({ choice: "revoke", until: undefined } as never),
      );
    await signedReview(of, "2026-08-21", "2026-08-21", { held: [refused], decide: keep("2026-08-21", "2026-08-22") });
    const second = addReview(of, "2026-11-21", "2026-11-21", [refused]);
    keep("2026-11-21", "2026-11-22")(second);
    await expect(signAs(of, second, "internal")).rejects.toThrow(
      "2 days, after 2 in earlier reviews are more than the emergency window of 3",
    );
    keep("2026-11-21", "2026-11-21")(second);
    await signAs(of, second, "internal");
  });
});

describe("a chain of reviews", () => {
  async function three() {
    const of = await start();
    const folders = [];
    for (const day of ["2026-05-21", "2026-08-21", "2026-11-21"]) folders.push(await signedReview(of, day, day));
    return { of, folders };
  }

  it("holds, and shows a review that was removed, reordered, copied or replaced", async () => {
    const { of, folders } = await three();
    expect(await problemsOf(of)).toEqual([]);
    const [first = "", second = "", third = ""] = folders;
    const away = join(of.parent, "..", "away");
    renameSync(second, away);
    expect(await problemsOf(of)).toEqual(["2026-11-21: chain"]);
    renameSync(away, second);
    renameSync(first, away);
    expect(await problemsOf(of)).toEqual(["2026-08-21: chain"]);
    renameSync(away, first);
    // Folders' names decide nothing.
    renameSync(third, join(of.parent, "0-third"));
    expect(await problemsOf(of)).toEqual([]);
    cpSync(second, join(of.parent, "copy"), { recursive: true });
    expect((await problemsOf(of)).filter((problem) => problem.endsWith("chain"))).not.toEqual([]);
    rmSync(join(of.parent, "copy"), { recursive: true });
    // The same review anew, signed by the same sides: not the one that the next review followed.
    rmSync(second, { recursive: true });
    renameSync(join(of.parent, "0-third"), away);
    await signedReview(of, "2026-08-21", "2026-08-21", { held: [helpdesk] });
    renameSync(away, third);
    expect(await problemsOf(of)).toContain("2026-11-21: chain");
  });

  it("shows what was cut off at the end to whoever kept the head", async () => {
    const { of, folders } = await three();
    const { head } = await verified(of);
    rmSync(folders[2] ?? "", { recursive: true });
    expect(await problemsOf(of)).toEqual([]);
    const { readChain } = await import("../../../src/review/evidence/chain.ts");
    const { verifyChain } = await import("../../../src/review/evidence/verify.ts");
    const result = await verifyChain(readChain(of.parent), { matrix: of.matrix, head: head ?? "" });
    expect(result.ok).toBe(false);
    expect(result.problems[0]?.message).toContain(`${head} was expected`);
  });

  it("is nothing to whoever asks about another tenant", async () => {
    const { of } = await three();
    const text = await matrixText(undefined, [of.matrix.client.tenantId, "11111111-2222-4333-8444-555555555555"]);
    expect(await problemsOf(of, (await start(text)).matrix)).toEqual([
      "2026-05-21: chain",
      "2026-08-21: chain",
      "2026-11-21: chain",
    ]);
  });

  it("shows a signature that was made anew under a review that others follow", async () => {
    const { of, folders } = await three();
    rmSync(join(folders[0] ?? "", "signatures/internal.json"));
    await signAs(of, folders[0] ?? "", "internal");
    expect(await problemsOf(of)).toEqual(["2026-08-21: chain"]);
  });

  it("trusts as the matrix says today: a key that is taken out, or that was not to sign on that day, is named", async () => {
    const { of } = await three();
    const key = await thumbprintOf("tideway");
    const withTideway = async (lines: string) => {
      const text = await matrixText(`    tideway:\n      - key: ${key}\n${lines}`);
      return (await start(text)).matrix;
    };
    const others = (await problemsOf(of, await withTideway(""))).filter((problem) => problem.startsWith("2026-05-21"));
    expect(others).toEqual(["2026-05-21: signature-not-trusted", "2026-05-21: signature-not-trusted"]);
    const messages = async (lines: string) =>
      (await verified(of, await withTideway(lines))).reviews
        .flatMap(({ problems }) => problems.map(({ message }) => message))
        .filter((message) => message.includes("tideway"));
    expect(await messages("        until: 2026-08-22\n")).toEqual([
      "The signature of tideway was made on 2026-11-22, when review.signers.tideway does not let it sign.",
    ]);
    expect(await messages("        until: 2026-11-22\n")).toEqual([]);
    expect(await messages("        from: 2026-05-23\n")).toHaveLength(1);
  });

  it.each([
    ["told in another line now", "D-first", ["D-own"], "D-second", ["D-own"], 1],
    ["a line of its own now", "D-first", ["D-own"], "D-own", [], 1],
    ["told in a line, after one of its own", "D-own", [], "D-second", ["D-own"], 1],
    ["something else", "D-first", ["D-own"], "D-second", ["D-another"], 0],
  ])("names what was to be revoked, with what was noticed: %s", async (_, first, told, second, now, count) => {
    const of = await start();
    const revoke = (day: string, id: string, noticed: readonly string[]) => (folder: string) => {
      const file = join(folder, "review.json");
      const review = JSON.parse(readFileSync(file, "utf8"));
      const [difference] = review.differences;
      difference.id = id;
      difference.observations = noticed.map((each) => ({ kind: "left-provider", message: "It has left.", id: each }));
      writeFileSync(file, JSON.stringify(review));
      decideAll(of, folder, keepUntil(day.replace("-21", "-28"), day), ({ kind }) =>
        kind === "difference" ? ({ choice: "revoke", until: undefined } as never) : undefined,
      );
    };
    await signedReview(of, "a", "2026-05-21", { held: [exchange], decide: revoke("2026-05-21", first, told) });
    await signedReview(of, "b", "2026-08-21", { held: [exchange], decide: revoke("2026-08-21", second, now) });
    const problems = (await verified(of)).reviews[1]?.problems ?? [];
    expect(problems.filter(({ kind }) => kind === "revoked-still-there")).toHaveLength(count);
  });

  it.each([
    ["has no roster any more", undefined, false],
    ["has one that is not whole", { complete: false }, false],
    ["has one of strangers", { complete: true, ofStrangers: true }, false],
    ["has a whole one", { complete: true }, true],
  ])("does not take what was to be revoked for gone from a system that %s", async (_, roster, isGone) => {
    const of = await start();
    const decideIn = (day: string, systemRoster: object | undefined) => (folder: string) => {
      const file = join(folder, "review.json");
      const review = JSON.parse(readFileSync(file, "utf8"));
      for (const { access } of review.differences) Object.assign(access, { kind: "system-role", objects: ["okta/7"] });
      review.systems = [
        {
          key: "okta",
          name: "Okta",
          ...(systemRoster !== undefined && { roster: { digest: "0", ...systemRoster } }),
        },
      ];
      writeFileSync(file, JSON.stringify(review));
      decideAll(of, folder, keepUntil(day.replace("-21", "-28"), day), ({ kind }) =>
        kind === "difference" ? ({ choice: "revoke", until: undefined } as never) : undefined,
      );
    };
    await signedReview(of, "a", "2026-05-21", { held: [exchange], decide: decideIn("2026-05-21", { complete: true }) });
    await signedReview(of, "b", "2026-08-21", { held: [], decide: decideIn("2026-08-21", roster) });
    const { reviews: all } = await verified(of);
    expect(all[1]?.problems).toEqual([]);
    expect(all[1]?.remarks).toEqual(
      isGone ? [] : [expect.stringMatching(/^D-\w+ was to be revoked .* and whether it is gone is not known: /)],
    );
    const [removal] = historyOf(readChain(of.parent)).removals;
    expect(removal?.["gone_on"]).toBe(isGone ? "2026-08-21" : null);
  });

  it("names what was to be revoked and is still there, until a later review has dealt with it", async () => {
    const of = await start();
    const revoke = (day: string) => (folder: string) =>
      decideAll(of, folder, keepUntil(day.replace("-21", "-28"), day), ({ kind }) =>
        kind === "difference" ? ({ choice: "revoke", until: undefined } as never) : undefined,
      );
    await signedReview(of, "a", "2026-05-21", { held: [helpdesk, exchange], decide: revoke("2026-05-21") });
    await signedReview(of, "b", "2026-08-21", { held: [exchange], decide: revoke("2026-08-21") });
    const { reviews: all } = await verified(of);
    expect(all[1]?.problems).toHaveLength(1);
    expect(all[1]?.problems[0]).toMatchObject({ kind: "revoked-still-there" });
    expect(all[1]?.problems[0]?.message).toContain("tomasz.wilk@tideway.example holds the role Exchange Administrator");
    await signedReview(of, "c", "2026-11-21", { held: [], decide: revoke("2026-11-21") });
    const later = await verified(of);
    expect(later.ok).toBe(true);
    expect(later.reviews[1]?.remarks).toHaveLength(1);
  });
});
