/**
 * Puts records in order that do not fit into memory: sorted runs on disk, then merged. Records of one key keep their order. What it
 * holds is bounded whatever there is to sort: a run, and a buffer for each of the runs that are merged at once.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readRun, type SortRecord, writeRun } from "./sorted-run.ts";

export interface SortOptions {
  /** Where runs are written; everything stays in memory when absent. */
  readonly folder: string | undefined;
  /**
   * Characters that are held in memory; 2 million when absent: so few that they are gone before the collector of garbage takes them for
   * something that stays, and lets them lie.
   */
  readonly held?: number;
  /** Runs that are merged at once at most, two or more; 128 when absent. */
  readonly mostRuns?: number;
}

interface Run {
  readonly file: string;
  /** How often what is in it was merged. */
  readonly level: number;
}

/** Records that are handed on at once: a step of an asynchronous loop costs more than a small record. */
const partSize = 500;

/** By key, in the order of UTF-16 code units; in parts, as they come. */
export async function* sortedByKey(
  records: AsyncIterable<readonly SortRecord[]>,
  { folder, held = 2_000_000, mostRuns = 128 }: SortOptions,
): AsyncGenerator<readonly SortRecord[]> {
  let batch: SortRecord[] = [];
  let size = 0;
  const runs: Run[] = [];
  let place: string | undefined;
  let written = 0;
  const add = (folder: string, sorted: Iterable<SortRecord>, level: number) => {
    place ??= mkdtempSync(join(folder, "sort-"));
    const file = join(place, String(written++));
    writeRun(file, sorted);
    return { file, level };
  };
  try {
    for await (const part of records) {
      for (const record of part) {
        batch.push(record);
        size += record.key.length + record.text.length;
        if (folder === undefined || size < held) continue;
        runs.push(add(folder, batch.sort(byKey), 0));
        batch = [];
        size = 0;
        for (let last = equals(runs, mostRuns); last !== undefined; last = equals(runs, mostRuns)) {
          const into = add(folder, merged(last.map(({ file }) => readRun(file))), (last[0]?.level ?? 0) + 1);
          for (const { file } of last) rmSync(file);
          runs.splice(-mostRuns, mostRuns, into);
        }
      }
    }
    batch.sort(byKey);
    yield* inParts(runs.length === 0 ? batch : merged([...runs.map(({ file }) => readRun(file)), batch.values()]));
  } finally {
    if (place !== undefined) rmSync(place, { recursive: true, force: true });
  }
}

/** `Array.sort` is stable. */
function byKey(left: SortRecord, right: SortRecord): number {
  return left.key < right.key ? -1 : left.key > right.key ? 1 : 0;
}

/** So many runs of one level at the end, which become one of the next: neither their number nor what is written of each record grows. */
function equals(runs: readonly Run[], most: number): readonly Run[] | undefined {
  const last = runs.slice(-most);
  return last.length === most && last.every(({ level }) => level === last[0]?.level) ? last : undefined;
}

function* inParts(records: Iterable<SortRecord>): Generator<readonly SortRecord[]> {
  let part: SortRecord[] = [];
  for (const record of records) {
    part.push(record);
    if (part.length < partSize) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

interface Head {
  readonly source: Iterator<SortRecord>;
  /** Earlier sources hold what came earlier. */
  readonly order: number;
  record: SortRecord;
}

function* merged(sources: readonly Iterator<SortRecord>[]): Generator<SortRecord> {
  // A heap: the smallest is the first, and none is smaller than the one at half its place.
  const heads: Head[] = [];
  try {
    for (const [order, source] of sources.entries()) {
      const first = source.next();
      if (first.done !== true) heads.push({ source, order, record: first.value });
    }
    heads.sort((left, right) => byKey(left.record, right.record) || left.order - right.order);
    for (let smallest = heads[0]; smallest !== undefined; smallest = heads[0]) {
      yield smallest.record;
      const next = smallest.source.next();
      if (next.done !== true) smallest.record = next.value;
      else {
        const last = heads.pop();
        if (last !== undefined && last !== smallest) heads[0] = last;
      }
      sink(heads);
    }
  } finally {
    // Where nobody takes the rest, files are still open.
    for (const source of sources) source.return?.();
  }
}

/** Puts the first of a heap where it belongs. */
function sink(heads: Head[]): void {
  const [sunk] = heads;
  if (sunk === undefined) return;
  let at = 0;
  for (;;) {
    const [left, right] = [heads[2 * at + 1], heads[2 * at + 2]];
    const isRight = right !== undefined && left !== undefined && comesBefore(right, left);
    const smaller = isRight ? right : left;
    if (smaller === undefined || !comesBefore(smaller, sunk)) break;
    heads[at] = smaller;
    at = 2 * at + (isRight ? 2 : 1);
  }
  heads[at] = sunk;
}

function comesBefore(left: Head, right: Head): boolean {
  const [one, other] = [left.record.key, right.record.key];
  return one < other || (one === other && left.order < right.order);
}
