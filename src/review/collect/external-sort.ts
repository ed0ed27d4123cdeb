/** Puts records in order that do not fit into memory: sorted runs on disk, then merged. Records of one key keep their order. */

import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { LineWriter, linesOf } from "../../lines.ts";

export interface SortRecord {
  readonly key: string;
  /** JSON in one line. */
  readonly text: string;
}

export interface SortOptions {
  /** Where runs are written; everything stays in memory when absent. */
  readonly folder: string | undefined;
  /** Characters that are held in memory; 8 million when absent. */
  readonly held?: number;
}

/** By key, in the order of UTF-16 code units. */
export async function* sortedByKey(
  records: AsyncIterable<SortRecord>,
  { folder, held = 8_000_000 }: SortOptions,
): AsyncGenerator<SortRecord> {
  let batch: SortRecord[] = [];
  let size = 0;
  const runs: string[] = [];
  let place: string | undefined;
  try {
    for await (const record of records) {
      batch.push(record);
      size += record.key.length + record.text.length;
      if (folder === undefined || size < held) continue;
      place ??= mkdtempSync(join(folder, "sort-"));
      runs.push(await writeRun(join(place, String(runs.length)), batch));
      batch = [];
      size = 0;
    }
    batch.sort(byKey);
    if (runs.length === 0) yield* batch;
    else yield* merged([...runs.map(readRun), batch.values()]);
  } finally {
    if (place !== undefined) rmSync(place, { recursive: true, force: true });
  }
}

/** `Array.sort` is stable. */
function byKey(left: SortRecord, right: SortRecord): number {
  return left.key < right.key ? -1 : left.key > right.key ? 1 : 0;
}

async function writeRun(file: string, batch: SortRecord[]): Promise<string> {
  const writer = await LineWriter.create(file);
  for (const { key, text } of batch.sort(byKey)) await writer.write(`${JSON.stringify(key)}\t${text}`);
  await writer.close();
  return file;
}

/** JSON has no raw tabs. */
async function* readRun(file: string): AsyncGenerator<SortRecord> {
  for await (const { text } of linesOf(file)) {
    const tab = text.indexOf("\t");
    yield { key: JSON.parse(text.slice(0, tab)) as string, text: text.slice(tab + 1) };
  }
}

type Source = AsyncIterator<SortRecord> | Iterator<SortRecord>;

/** A few dozen runs at most, so the smallest is looked for in all of them. */
async function* merged(sources: readonly Source[]): AsyncGenerator<SortRecord> {
  const heads: { source: Source; record: SortRecord }[] = [];
  for (const source of sources) {
    const first = await source.next();
    if (first.done !== true) heads.push({ source, record: first.value });
  }
  while (heads.length > 0) {
    let smallest = heads[0];
    // The first of equals: earlier runs hold what came earlier.
    for (const head of heads) if (smallest === undefined || head.record.key < smallest.record.key) smallest = head;
    if (smallest === undefined) return;
    yield smallest.record;
    const next = await smallest.source.next();
    if (next.done === true) heads.splice(heads.indexOf(smallest), 1);
    else smallest.record = next.value;
  }
}
