/** Decisions of signed reviews, read from the evidence itself. */

import { join } from "node:path";
import { parseMatrix } from "../../matrix/load.ts";
import type { Matrix } from "../../matrix/schema.ts";
import { daysBetween } from "../decisions/days.ts";
import { lastingIds } from "../decisions/items.ts";
import { reviewFileName } from "../decisions/recorded-review.ts";
import { type DecisionSheet, decisionsFileName, madeDecisions, sheetFrom } from "../decisions/sheet.ts";
import { bytesOf, matrixCopyName } from "./files.ts";

/** A review's decisions and the matrix that they were judged by. */
export interface RecordedDecisions {
  readonly matrix: Matrix;
  readonly sheet: DecisionSheet;
}

/** @throws MatrixError, ReviewFolderError when a file of the evidence cannot be read */
export function recordedDecisions(folder: string): RecordedDecisions {
  const part = (name: string) => bytesOf(join(folder, name)) ?? Buffer.alloc(0);
  const { matrix } = parseMatrix(part(matrixCopyName).toString("utf8"), join(folder, matrixCopyName));
  return { matrix, sheet: sheetFrom(folder, matrix, part(reviewFileName), part(decisionsFileName)) };
}

/** Days for which something was kept so far, by its lasting id, with those of one more review. */
export function withKeeps(before: ReadonlyMap<string, number>, sheet: DecisionSheet): Map<string, number> {
  const kept = new Map(before);
  for (const { item, decision } of madeDecisions(sheet)) {
    const { choice, until, on } = decision;
    if (choice !== "keep" || until === undefined || on === undefined) continue;
    for (const id of lastingIds(item)) kept.set(id, (kept.get(id) ?? 0) + daysBetween(on, until) + 1);
  }
  return kept;
}

/** Days for which reviews kept each item, together. */
export function keptBy(folders: readonly string[]): ReadonlyMap<string, number> {
  return folders.reduce<ReadonlyMap<string, number>>(
    (kept, folder) => withKeeps(kept, recordedDecisions(folder).sheet),
    new Map(),
  );
}
