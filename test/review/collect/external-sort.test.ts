import { readdirSync } from "node:fs";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { type SortRecord, sortedByKey } from "../../../src/review/collect/external-sort.ts";
import { temporaryFolder } from "../../support/demarc.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

async function sorted(records: readonly SortRecord[], held: number | undefined): Promise<SortRecord[]> {
  const given = async function* () {
    yield* records;
  };
  const found: SortRecord[] = [];
  const options = held === undefined ? { folder: undefined } : { folder: folder.path, held };
  for await (const record of sortedByKey(given(), options)) found.push(record);
  return found;
}

test("sorts as memory does, with any number of runs, and keeps the order of equals", async () => {
  const record = fc.record({
    key: fc.oneof(fc.constantFrom("a", "b", "c"), fc.string()),
    text: fc.string().map((text) => JSON.stringify(text)),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { maxLength: 60 }),
      fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
      async (records, held) => {
        const expected = records.toSorted(({ key: left }, { key: right }) =>
          left < right ? -1 : left > right ? 1 : 0,
        );
        expect(await sorted(records, held)).toEqual(expected);
      },
    ),
    { numRuns: 60 },
  );
  expect(readdirSync(folder.path)).toEqual([]);
});

test("leaves nothing behind when nobody takes the rest", async () => {
  const records = async function* () {
    for (let index = 0; index < 50; index++) yield { key: String(index), text: "1" };
  };
  for await (const { key } of sortedByKey(records(), { folder: folder.path, held: 10 })) if (key === "10") break;
  expect(readdirSync(folder.path)).toEqual([]);
});
