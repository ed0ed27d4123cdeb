import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { sortedByKey } from "../../../src/review/collect/external-sort.ts";
import type { SortRecord } from "../../../src/review/collect/sorted-run.ts";
import { temporaryFolder } from "../../support/demarc.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

interface Limits {
  readonly held: number;
  readonly mostRuns: number;
}

async function sorted(
  parts: readonly (readonly SortRecord[])[],
  limits: Limits | undefined,
): Promise<readonly SortRecord[]> {
  const given = async function* () {
    yield* parts;
  };
  const options = limits === undefined ? { folder: undefined } : { folder: folder.path, ...limits };
  const found: SortRecord[] = [];
  for await (const part of sortedByKey(given(), options)) found.push(...part);
  return found;
}

test("sorts as memory does, with any number of runs merged however often, and keeps the order of equals", async () => {
  const record = fc.record({
    key: fc.oneof(fc.constantFrom("a", "b", "c"), fc.uuid(), fc.string({ unit: "binary" })),
    text: fc.string().map((text) => JSON.stringify(text)),
  });
  const limits = fc.record({ held: fc.integer({ min: 1, max: 200 }), mostRuns: fc.integer({ min: 2, max: 5 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(record, { maxLength: 12 }), { maxLength: 8 }),
      fc.option(limits, { nil: undefined }),
      async (parts, limited) => {
        const expected = parts
          .flat()
          .toSorted(({ key: left }, { key: right }) => (left < right ? -1 : left > right ? 1 : 0));
        expect(await sorted(parts, limited)).toEqual(expected);
      },
    ),
    { numRuns: 60 },
  );
  expect(readdirSync(folder.path)).toEqual([]);
});

test("merges runs of many records, each longer than what is read at once", async () => {
  const size = 70_000;
  const records = Array.from({ length: 40 }, (_, index) => ({
    key: String((index * 7) % 40).padStart(2, "0"),
    text: JSON.stringify(String(index).repeat(size)),
  }));
  const found = await sorted([records], { held: 3 * size, mostRuns: 3 });
  expect(found).toEqual(records.toSorted((left, right) => (left.key < right.key ? -1 : 1)));
});

test("holds no more runs than are merged at once, however much there is", async () => {
  const most = { files: 0 };
  const records = async function* () {
    for (let index = 0; index < 200; index++) {
      const [place] = readdirSync(folder.path);
      if (place !== undefined) most.files = Math.max(most.files, readdirSync(join(folder.path, place)).length);
      yield [{ key: String(index), text: "1" }];
    }
  };
  const limits = { folder: folder.path, held: 1, mostRuns: 4 };
  let found = 0;
  for await (const part of sortedByKey(records(), limits)) found += part.length;
  expect(found).toBe(200);
  // Of 4³ = 64 records three runs at most, and so of 16, of 4 and of one.
  expect(most.files).toBeLessThanOrEqual(12);
});

test("leaves nothing behind when nobody takes the rest", async () => {
  const records = async function* () {
    for (let index = 0; index < 2000; index++) yield [{ key: String(index), text: "1" }];
  };
  for await (const [first] of sortedByKey(records(), { folder: folder.path, held: 100 })) if (first?.key === "0") break;
  expect(readdirSync(folder.path)).toEqual([]);
});
