/** How much there is to read in a snapshot, for whoever has to find room for it. */

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Bytes of a snapshot's file or files; 0 for what is not there. */
export function snapshotSize(place: string): number {
  const found = statSync(place, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.size;
  return readdirSync(place).reduce((sum, name) => sum + statSync(join(place, name)).size, 0);
}
