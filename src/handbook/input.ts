/** What a handbook is made from: the matrix, and what else is known. */

import type { SystemAccess } from "../access/system-accounts.ts";
import type { Entitlements } from "../entitlements/entitlements.ts";
import type { Smell } from "../matrix/lint.ts";
import type { Matrix } from "../matrix/schema.ts";
import type { Inventory } from "../onboarding/init/inventory.ts";
import type { MeasuredReview } from "./measured-review.ts";

export interface HandbookInput {
  readonly matrix: Matrix;
  readonly entitlements: Entitlements;
  /** The matrix's file, as it is named in the handbook. */
  readonly matrixFile: string;
  /** SHA-256 of its text with line ends of one character, hexadecimal. */
  readonly digest: string;
  /** What `demarc lint` says of it and what does not depend on the day, unless `date` is given. */
  readonly smells: readonly Smell[];
  /** ISO date that ages are counted to. Absent: nothing in the handbook depends on the day. */
  readonly date?: string;
  /** What the tenant holds; absent: forms instead. */
  readonly inventory?: Inventory;
  /** Who has an account in which system, where rosters of systems were given. */
  readonly systems?: readonly SystemAccess[];
  /** Absent: indicators that need one are not measured. */
  readonly review?: MeasuredReview;
}
