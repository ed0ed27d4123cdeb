/** Evidence that an older version of Demarc made, byte for byte: it holds, its review is compared with, and the next one follows it. */

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseMatrix } from "../../../src/matrix/load.ts";
import { assembleReview } from "../../../src/review/assemble.ts";
import { readChain } from "../../../src/review/evidence/chain.ts";
import { historyOf } from "../../../src/review/evidence/history.ts";
import { previousEvidence } from "../../../src/review/evidence/previous-evidence.ts";
import { prepareSigning } from "../../../src/review/evidence/sign.ts";
import { verifyChain } from "../../../src/review/evidence/verify.ts";
import { readPreviousReview } from "../../../src/review/previous.ts";
import { reporters } from "../../../src/review/report/reporters.ts";
import { projectRoot, temporaryFolder } from "../../support/demarc.ts";
import { globalAdministrator, parts, role } from "../fixture.ts";
import { addReview, decideAll, keepUntil, type Reviews, reviews, signing } from "./reviews.ts";

const day = "2026-08-21";
const older = join(projectRoot, "test/fixtures/reviews");
const source = readFileSync(join(older, day, "matrix.yaml"));
const { matrix } = parseMatrix(source.toString(), "matrix.yaml");

describe("a review that was signed with an older version", () => {
  it("holds", async () => {
    const { ok, reviews: all } = await verifyChain(readChain(older), { matrix });
    expect(all.flatMap(({ problems }) => problems)).toEqual([]);
    expect([ok, all[0]?.signatures.map(({ side }) => side)]).toEqual([true, ["internal", "nightwatch", "tideway"]]);
  });

  it("is compared with, and what it did not write down is said, not guessed", async () => {
    const previous = readPreviousReview(join(older, day), matrix.client.tenantId);
    const evidence = await previousEvidence(join(older, day), matrix);
    expect(evidence).toEqual({ state: "signed", words: "It is signed by internal, nightwatch and tideway." });
    const global = {
      target: "Global Administrator",
      targetId: globalAdministrator,
      scope: "directory",
      tier: 0,
    } as const;
    const now = assembleReview(
      parts({ actual: [role({ ...global, held: "standing" })], previous, previousEvidence: evidence }),
    );
    expect(now.previous).toMatchObject({
      reviewedOn: day,
      evidence,
      gone: previous.differences.map(({ id, title }) => ({ id, title })),
      notCompared: [
        "It kept no list of what providers hold: what they gained or lost since then is not known.",
        "It did not note the ids of declared objects: one that was deleted and made anew since then may not show.",
      ],
    });
    expect(now.previous).not.toHaveProperty("access");
    for (const { format, render } of reporters.filter((each) => ["html", "markdown"].includes(each.format))) {
      const said = [evidence.words, ...(now.previous?.notCompared ?? [])];
      expect(
        said.filter((sentence) => !render(now).includes(sentence)),
        format,
      ).toEqual([]);
    }
  });

  it("has a history", () => {
    const { reviews: rows, decisions } = historyOf(readChain(older));
    expect(rows).toMatchObject([{ sequence: 1, reviewed_on: day, revoked: 3 }]);
    expect(decisions.length).toBeGreaterThan(3);
  });
});

describe("the review after it", () => {
  let of: Reviews;
  beforeEach(async () => {
    of = await reviews(source.toString());
    cpSync(join(older, day), join(of.parent, day), { recursive: true });
  });
  afterEach(() => of.remove());

  const next = () => {
    const folder = addReview(of, "2026-11-20", "2026-11-20", []);
    decideAll(of, folder, keepUntil("2027-01-31", "2026-11-20"));
    return prepareSigning(signing(of, folder, "internal"));
  };

  it("follows it", async () => {
    expect((await next()).manifest).toMatchObject({ sequence: 2, previous: { sequence: 1 }, period: { from: day } });
  });

  it("does not follow one of a newer version: nobody here can tell whether that holds", async () => {
    const file = join(of.parent, day, "manifest.json");
    writeFileSync(file, readFileSync(file, "utf8").replace("demarc-evidence/1", "demarc-evidence/2"));
    await expect(next()).rejects.toThrow(
      "manifest.json is demarc-evidence/2, which a newer version of Demarc wrote: this one reads up to demarc-evidence/1",
    );
  });
});

describe("a file of a newer version is refused in a sentence", () => {
  const folder = temporaryFolder();
  afterEach(() => folder.remove());

  it.each([
    ["review.json", "demarc-review/1", "demarc-review/2"],
    ["decisions.yaml", "demarc-decisions/1", "demarc-decisions/3"],
  ])("%s", async (name, was, is) => {
    const place = join(folder.path, day);
    cpSync(join(older, day), place, { recursive: true });
    const file = join(place, name);
    writeFileSync(file, readFileSync(file, "utf8").replace(was, is));
    const sentence = `is ${is}, which a newer version of Demarc wrote: this one reads up to ${was}`;
    const { reviews: all } = await verifyChain(readChain(folder.path), { matrix });
    const unread = all[0]?.problems.find(({ kind }) => kind === "decision");
    expect(unread?.message).toContain(sentence);
    if (name === "review.json") {
      expect(() => readPreviousReview(place, matrix.client.tenantId)).toThrow(`${file} ${sentence}`);
    }
  });
});
