/** Where an installed Chromium is. */

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The browser's program: CHROMIUM_PATH, or found on the PATH; undefined when there is none. */
export const chromiumPath: string | undefined = [
  process.env["CHROMIUM_PATH"] ?? [],
  ["chromium", "chromium-browser", "google-chrome"].flatMap((name) =>
    (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, name)),
  ),
]
  .flat()
  .find(isProgram);

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
