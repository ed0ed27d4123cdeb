/** A difference before it is put into words. */

import { createHash } from "node:crypto";
import type { AccessRecord } from "../access/record.ts";
import type { Change } from "./changes.ts";
import type { DifferenceKind, ReviewSeverity } from "./schema.ts";

export interface Draft {
  readonly kind: DifferenceKind;
  readonly severity: ReviewSeverity;
  readonly record: AccessRecord;
  /** Every access that it stands for; the first is `record`. */
  readonly records: readonly AccessRecord[];
  readonly changes: readonly Change[];
  readonly urn?: string;
  readonly title?: string;
  readonly why?: string;
  /** What makes its id, where that is not the key of `record`. */
  readonly key?: string;
}

/** Short, stable, the same in every review: what people write into tickets. */
export function differenceId(kind: string, key: string): string {
  return `D-${createHash("sha256").update(`${kind}\n${key}`).digest("hex").slice(0, 8)}`;
}
