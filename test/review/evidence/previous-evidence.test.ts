import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseMatrix } from "../../../src/matrix/load.ts";
import { previousEvidence } from "../../../src/review/evidence/previous-evidence.ts";
import { addReview, matrixText, type Reviews, reviews, signedReview } from "./reviews.ts";

let of: Reviews;
let kept: string;
let first: string;
beforeAll(async () => {
  of = await reviews();
  first = await signedReview(of, "2026-08-21", "2026-08-21", { held: [] });
  await signedReview(of, "2026-11-21", "2026-11-21", { held: [] });
  kept = join(of.parent, "..", "kept");
  cpSync(of.parent, kept, { recursive: true });
});
beforeEach(() => {
  rmSync(of.parent, { recursive: true });
  cpSync(kept, of.parent, { recursive: true });
});
afterAll(() => of.remove());

const last = () => join(of.parent, "2026-11-21");
const look = (place: string) => previousEvidence(place, of.matrix);
const unsigned = { state: "unsigned", words: "Nobody signed it: nothing shows that it is as it was made." };
const signed = "It is signed by internal, nightwatch and tideway.";

describe("the signatures of the review that is compared with", () => {
  it("are all there, from the folder and from its file; of an earlier one it is said that a later one is there", async () => {
    expect(await look(last())).toEqual({ state: "signed", words: signed });
    expect(await look(join(last(), "review.json"))).toEqual({ state: "signed", words: signed });
    expect(await look(first)).toEqual({
      state: "signed",
      words: `${signed} It is not the last one: 2026-11-21 was signed after it.`,
    });
    // Half signed, the later one is not the last signed one.
    rmSync(join(last(), "signatures/tideway.json"));
    expect(await look(first)).toEqual({ state: "signed", words: signed });
  });

  it("are said to be missing: one of them, or all", async () => {
    rmSync(join(last(), "signatures/internal.json"));
    expect(await look(last())).toEqual({
      state: "partly-signed",
      words: "It is signed by nightwatch and tideway, and not by internal: it is not settled.",
    });
    rmSync(join(last(), "signatures"), { recursive: true });
    expect(await look(last())).toEqual(unsigned);
    expect(await look(addReview(of, "open", "2026-12-01", []))).toEqual(unsigned);
  });

  it("are those of the folder, not of a file with another name in it, and not of one elsewhere", async () => {
    const other = join(of.parent, "..", "report.json");
    writeFileSync(other, "{}");
    expect(await look(other)).toEqual(unsigned);
  });

  it.each<[string, () => void, string]>([
    ["a file was altered", () => writeFileSync(join(last(), "review.json"), "{}"), "review.json was altered"],
    ["a file is gone", () => rmSync(join(last(), "review.html")), "review.html is gone."],
    ["a file was added", () => writeFileSync(join(last(), "holdings.json"), ""), "holdings.json was added."],
    [
      "a signature is of another review",
      () => cpSync(join(first, "signatures/internal.json"), join(last(), "signatures/internal.json")),
      "The signature of internal does not fit the manifest",
    ],
    ["the manifest is another's", () => cpSync(join(first, "manifest.json"), join(last(), "manifest.json")), "altered"],
  ])("do not hold when %s: nothing is compared with it", async (_, alter, message) => {
    alter();
    await expect(look(last())).rejects.toThrow("is not as it was signed, and a review cannot be compared with it");
    await expect(look(last())).rejects.toThrow(message);
  });

  it("do not hold when the matrix does not trust them", async () => {
    const { matrix } = parseMatrix(await matrixText(`    tideway:\n      - key: ${"A".repeat(43)}\n`), "m");
    await expect(previousEvidence(last(), matrix)).rejects.toThrow("nobody trusts for internal");
  });

  it("hold whatever became of the reviews before it", async () => {
    renameSync(first, join(of.parent, "..", "away"));
    expect(await look(last())).toMatchObject({ state: "signed" });
    mkdirSync(join(of.parent, "odd"));
    writeFileSync(join(of.parent, "odd", "signatures"), "");
    expect(await look(last())).toMatchObject({ state: "signed" });
  });
});
