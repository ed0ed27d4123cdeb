/** What a handbook is made from, as it is named on the command line. */

import { createHash } from "node:crypto";
import { basename } from "node:path";
import { deriveEntitlements } from "../entitlements/derive.ts";
import type { HandbookInput } from "../handbook/input.ts";
import { inventoryOf } from "../handbook/inventory-of.ts";
import { readMeasuredReview } from "../handbook/measured-review.ts";
import { handbookSmells } from "../handbook/smells.ts";
import type { LoadedMatrix } from "../matrix/load.ts";
import { readSnapshotOf } from "../tenant/snapshot-file.ts";
import { readText } from "../text-file.ts";
import { UsageError } from "./errors.ts";

export interface HandbookSources {
  readonly snapshot?: string;
  /** A review's folder, or that of all reviews. */
  readonly review?: string;
  /** ISO date. */
  readonly date?: string;
}

/** @throws UsageError, SnapshotError or ReviewFolderError for what cannot be read */
export function handbookInput(loaded: LoadedMatrix, sources: HandbookSources): HandbookInput {
  const { matrix } = loaded;
  const date = dateOf(sources.date);
  return {
    matrix,
    entitlements: deriveEntitlements(matrix),
    matrixFile: basename(loaded.file),
    digest: createHash("sha256").update(readText(loaded.file).replaceAll("\r\n", "\n")).digest("hex"),
    smells: handbookSmells(loaded, date),
    ...(date !== undefined && { date }),
    ...(sources.snapshot !== undefined && {
      inventory: inventoryOf(readSnapshotOf(matrix.client.tenantId, sources.snapshot), matrix),
    }),
    ...(sources.review !== undefined && { review: readMeasuredReview(sources.review, matrix) }),
  };
}

/** @throws UsageError for what is no day */
function dateOf(date: string | undefined): string | undefined {
  if (date === undefined) return undefined;
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(date) && new Date(date).toJSON()?.startsWith(date) === true;
  if (!isDay) throw new UsageError(`--date ${date} is no day`, "such as 2027-01-31");
  return date;
}
