/** What a handbook is made from, as it is named on the command line. */

import { createHash } from "node:crypto";
import { basename } from "node:path";
import { attribute } from "../access/attribution.ts";
import { systemAccess } from "../access/system-accounts.ts";
import { deriveEntitlements } from "../entitlements/derive.ts";
import type { HandbookInput } from "../handbook/input.ts";
import { inventoryOf } from "../handbook/inventory-of.ts";
import { readMeasuredReview } from "../handbook/measured-review.ts";
import { handbookSmells } from "../handbook/smells.ts";
import type { LoadedMatrix } from "../matrix/load.ts";
import { emptySnapshot, type Snapshot } from "../tenant/snapshot.ts";
import { readSnapshotOf } from "../tenant/snapshot-file.ts";
import { readText } from "../text-file.ts";
import { UsageError } from "./errors.ts";
import { readSystemRosters } from "./roster-files.ts";

export interface HandbookSources {
  readonly snapshot?: string;
  /** A review's folder, or that of all reviews. */
  readonly review?: string;
  /** Rosters of systems, or folders of them. */
  readonly systems?: readonly string[];
  /** ISO date. */
  readonly date?: string;
}

/** @throws UsageError, SnapshotError or ReviewFolderError for what cannot be read */
export function handbookInput(loaded: LoadedMatrix, sources: HandbookSources): HandbookInput {
  const { matrix } = loaded;
  const date = dateOf(sources.date);
  const entitlements = deriveEntitlements(matrix);
  const snapshot =
    sources.snapshot === undefined ? undefined : readSnapshotOf(matrix.client.tenantId, sources.snapshot);
  return {
    matrix,
    entitlements,
    matrixFile: basename(loaded.file),
    digest: createHash("sha256").update(readText(loaded.file).replaceAll("\r\n", "\n")).digest("hex"),
    smells: handbookSmells(loaded, date),
    ...(date !== undefined && { date }),
    ...(snapshot !== undefined && { inventory: inventoryOf(snapshot, matrix) }),
    ...(sources.systems !== undefined &&
      sources.systems.length > 0 && {
        systems: systemAccess(
          attribute(snapshot ?? nobody(matrix), matrix, entitlements, { seesTenant: snapshot !== undefined }),
          readSystemRosters(sources.systems, loaded),
        ),
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

/** A tenant of which nothing is known: whose somebody is then follows from the matrix alone. */
function nobody({ client }: LoadedMatrix["matrix"]): Snapshot {
  return emptySnapshot(client.tenantId, "embedded", "2000-01-01T00:00:00Z");
}
