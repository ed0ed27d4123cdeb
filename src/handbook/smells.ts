/** What `demarc lint` says of a matrix, as far as the handbook can say it every day. */

import { lintMatrix, type Smell, type SmellName } from "../matrix/lint.ts";
import type { LoadedMatrix } from "../matrix/load.ts";

/** Told by comparing a date with the day. */
const ofTheDay: ReadonlySet<SmellName> = new Set([
  "contract-ended",
  "contract-ends-soon",
  "waiver-does-not-hold",
  "waiver-ends-soon",
]);

/** @param date ISO date; absent: only what is so on any day */
export function handbookSmells(loaded: LoadedMatrix, date: string | undefined): readonly Smell[] {
  if (date !== undefined) return lintMatrix(loaded, date);
  return lintMatrix(loaded, "2000-01-01").filter(
    ({ smell, path }) => !ofTheDay.has(smell) && !path.endsWith("lastRestoreTest"),
  );
}
