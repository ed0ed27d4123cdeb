/** This project as a contestant. */

import { join, resolve } from "node:path";
import type { Contestant } from "./contest.ts";

export const projectFolder = resolve(import.meta.dirname, "..");

/** A run of the command line. 0 and 1 are answers. */
export function demarc(...args: readonly string[]): Contestant {
  return {
    name: "demarc",
    command: [process.execPath, join(projectFolder, "src", "cli", "demarc.mjs"), ...args],
    directory: projectFolder,
    accepts: [0, 1],
  };
}
