import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSignature } from "../../../src/review/evidence/signature.ts";
import { type Reviews, reviews, type Side, sides, signedReview, verified } from "./reviews.ts";

let of: Reviews;
let folder: string;
let files: string[];
beforeAll(async () => {
  of = await reviews();
  folder = await signedReview(of, "2026-11-21", "2026-11-21");
  files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    statSync(join(folder, file)).isFile(),
  );
});
afterAll(() => of.remove());

/** What somebody does to a file's bytes; undefined where it changes nothing. */
type Alteration = (bytes: Buffer) => Buffer | undefined;

const at = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const byte = fc.integer({ min: 0, max: 255 });
const alterations: fc.Arbitrary<Alteration> = fc.oneof(
  fc.tuple(at, byte).map(([place, value]) => (bytes: Buffer) => {
    const altered = Buffer.from(bytes);
    altered[Math.floor(place * bytes.length)] = value;
    return altered;
  }),
  fc.tuple(at, byte).map(([place, value]) => (bytes: Buffer) => {
    const index = Math.floor(place * (bytes.length + 1));
    return Buffer.concat([bytes.subarray(0, index), Buffer.from([value]), bytes.subarray(index)]);
  }),
  at.map((place) => (bytes: Buffer) => {
    const index = Math.floor(place * bytes.length);
    return Buffer.concat([bytes.subarray(0, index), bytes.subarray(index + 1)]);
  }),
  at.map((place) => (bytes: Buffer) => bytes.subarray(0, Math.floor(place * bytes.length))),
  fc.constant(() => undefined),
);

describe("evidence", () => {
  it("fails when any byte of any file is altered, added, removed or cut off, or a file is gone", async () => {
    expect((await verified(of)).ok).toBe(true);
    // Small files would hardly ever be met by their size: each is as likely as another.
    const file = fc.integer({ min: 0, max: 1000 }).map((number) => files[number % files.length] ?? "");
    await fc.assert(
      fc.asyncProperty(file, alterations, async (name, alter) => {
        const path = join(folder, name);
        const before = readFileSync(path);
        const after = alter(before);
        fc.pre(after === undefined || !after.equals(before));
        if (after === undefined) rmSync(path);
        else writeFileSync(path, after);
        try {
          expect((await verified(of)).ok).toBe(false);
        } finally {
          writeFileSync(path, before);
        }
      }),
      { numRuns: 150 },
    );
    expect((await verified(of)).ok).toBe(true);
  });

  it("fails when a file is added anywhere, also an empty one and one among the signatures", async () => {
    for (const name of ["a", "z.txt", "review.json.bak", "signatures/other.json", "signatures/internal.json~"]) {
      writeFileSync(join(folder, name), "");
      expect((await verified(of)).ok, name).toBe(false);
      rmSync(join(folder, name));
    }
    const path = join(folder, "review.html");
    const before = readFileSync(path);
    truncateSync(path, 0);
    expect((await verified(of)).reviews[0]?.problems).toEqual([
      {
        kind: "file-altered",
        file: "review.html",
        message: `review.html was altered: it has 0 bytes instead of ${before.length}.`,
      },
    ]);
    writeFileSync(path, before);
  });

  it.each(sides)(
    "has a signature of %s in which no bit can be turned, those that base64url leaves unused included",
    async (side: Side) => {
      const manifest = readFileSync(join(folder, "manifest.json"));
      const signature = readFileSync(join(folder, `signatures/${side}.json`));
      expect(await readSignature(signature, side, manifest)).not.toHaveProperty("problem");
      for (let index = 0; index < signature.length; index++) {
        for (const bit of [1, 2, 4, 16]) {
          const altered = Buffer.from(signature);
          altered[index] = (signature[index] ?? 0) ^ bit;
          const result = await readSignature(altered, side, manifest);
          expect("problem" in result, `byte ${index}, bit ${bit}`).toBe(true);
        }
      }
    },
  );

  it("has no second signature that verifies: the other half of an ECDSA signature is refused", async () => {
    const manifest = readFileSync(join(folder, "manifest.json"));
    const parsed = JSON.parse(readFileSync(join(folder, "signatures/internal.json"), "utf8")) as Record<string, string>;
    const bytes = Buffer.from(parsed["signature"] ?? "", "base64url");
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const other = order - BigInt(`0x${bytes.subarray(32).toString("hex")}`);
    const turned = Buffer.concat([bytes.subarray(0, 32), Buffer.from(other.toString(16).padStart(64, "0"), "hex")]);
    const file = `${JSON.stringify({ protected: parsed["protected"], signature: turned.toString("base64url") }, undefined, 2)}\n`;
    expect(await readSignature(Buffer.from(file), "internal", manifest)).toHaveProperty("problem");
  });
});
