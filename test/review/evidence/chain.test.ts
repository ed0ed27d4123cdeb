import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ReviewFolderError } from "../../../src/review/decisions/problem.ts";
import { readChain } from "../../../src/review/evidence/chain.ts";
import { addReview, problemsOf, type Reviews, reviews, signedReview, verified } from "./reviews.ts";

let of: Reviews;
let folder: string;
beforeAll(async () => {
  of = await reviews();
  folder = await signedReview(of, "2026-11-21", "2026-11-21", { held: [] });
});
afterAll(() => of.remove());

const namesIn = (parent: string) => {
  const { signed, open } = readChain(parent);
  return { signed: signed.map(({ name }) => name), open: open.map(({ name }) => name) };
};

/** What is put into the folder of reviews for as long as the check takes. */
async function withOdd(name: string, put: (place: string) => void, check: (place: string) => Promise<void> | void) {
  const place = join(of.parent, name);
  put(place);
  try {
    await check(place);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

describe("a folder of reviews", () => {
  it.each<[string, string, (place: string) => void]>([
    ["a file of the system's", ".DS_Store", (place) => writeFileSync(place, "")],
    ["a file", "README.md", (place) => writeFileSync(place, "# Reviews\n")],
    ["a folder with something else in it", "notes", (place) => mkdirSync(join(place, "2026"), { recursive: true })],
    ["a hidden folder", ".2026-11-22", (place) => mkdirSync(place)],
    ["a link to a file", "latest.html", (place) => symlinkSync(join(folder, "review.html"), place)],
    ["a hidden link to nothing", ".lock", (place) => symlinkSync("/nowhere", place)],
  ])("takes %s for no review", async (_, name, put) => {
    await withOdd(name, put, async () => {
      expect(namesIn(of.parent)).toEqual({ signed: ["2026-11-21"], open: [] });
      expect((await verified(of)).ok).toBe(true);
    });
  });

  it.each<[string, (place: string) => void, string]>([
    ["a link to nothing", (place) => symlinkSync("/nowhere", place), "odd is a link to nothing"],
    [
      "a link to itself",
      (place) => symlinkSync("odd", place),
      "odd cannot be read: it is a link that leads back to itself",
    ],
    [
      "a file where the signatures should be",
      (place) => {
        mkdirSync(place);
        writeFileSync(join(place, "signatures"), "");
      },
      "signatures cannot be read: a file is where a folder should be",
    ],
    [
      "a signature that is a link to itself",
      (place) => {
        mkdirSync(join(place, "signatures"), { recursive: true });
        symlinkSync("internal.json", join(place, "signatures/internal.json"));
      },
      "internal.json cannot be read: it is a link that leads back to itself",
    ],
  ])("with %s in it is not read past it", async (_, put, message) => {
    await withOdd("odd", put, () => {
      expect(() => readChain(of.parent)).toThrow(ReviewFolderError);
      expect(() => readChain(of.parent)).toThrow(message);
    });
  });

  it.skipIf(process.getuid?.() === 0)("with a review in it that may not be read is not read past it", async () => {
    const put = (place: string) => {
      mkdirSync(place);
      chmodSync(place, 0o000);
    };
    await withOdd("odd", put, (place) => {
      expect(() => readChain(of.parent)).toThrow("cannot be read: there is no permission to do so");
      chmodSync(place, 0o700);
    });
  });

  it.each<[string, (place: string) => void]>([
    ["a folder for a signature", (place) => mkdirSync(join(place, "signatures/internal.json"), { recursive: true })],
    [
      "a folder for a manifest",
      (place) => {
        mkdirSync(join(place, "manifest.json"), { recursive: true });
        mkdirSync(join(place, "signatures"));
        writeFileSync(join(place, "signatures/internal.json"), "");
      },
    ],
  ])("shows what has %s as broken evidence", async (_, put) => {
    await withOdd("odd", put, async () => {
      expect(await problemsOf(of)).toContain("odd: manifest");
    });
  });

  it("counts what has a folder for its data among the open ones", async () => {
    await withOdd(
      "odd",
      (place) => mkdirSync(join(place, "review.json"), { recursive: true }),
      () => {
        expect(namesIn(of.parent).open).toEqual(["odd"]);
      },
    );
  });

  it("takes a link to a review for the review, and names a file of its own that cannot be followed", async () => {
    const away = join(of.parent, "..", "away");
    renameSync(folder, away);
    symlinkSync(away, folder);
    expect((await verified(of)).ok).toBe(true);
    symlinkSync("/nowhere", join(away, "extra"));
    expect(await problemsOf(of)).toEqual(["2026-11-21: file-added"]);
    rmSync(join(away, "extra"));
    rmSync(folder);
    renameSync(away, folder);
    addReview(of, "open", "2026-12-01");
    expect(namesIn(of.parent)).toEqual({ signed: ["2026-11-21"], open: ["open"] });
    rmSync(join(of.parent, "open"), { recursive: true });
  });

  it("that is not there, or is a file, is said", () => {
    expect(() => readChain(join(of.parent, "none"))).toThrow("none cannot be read: there is no such file or folder");
    expect(() => readChain(of.matrixFile)).toThrow("cannot be read: a file is where a folder should be");
  });
});
