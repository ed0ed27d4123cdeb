/** What is at a place in the file system. */

import { statSync } from "node:fs";

/** Whether a folder is there; also where a link leads to one. */
export function isFolder(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
}
