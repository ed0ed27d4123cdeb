/** Files whose bytes are others because a program changed their line ends, as git does with `core.autocrlf`. */

import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";

/** What keeps git from changing line ends, as `.gitattributes` in the folder of the files (https://git-scm.com/docs/gitattributes). */
export const gitAttributes = { name: ".gitattributes", content: "* -text\n" } as const;

/** What to do where that has happened, as a clause. */
export const lineEndsHint =
  "only its line ends were changed, as git does with core.autocrlf: put `* -text` into .gitattributes there and check the files out anew";

/** So much is read at once. */
const chunk = 1_048_576;

/**
 * Whether a file has the digest with every line ended the other way: `\n` for `\r\n`, or `\r\n` for `\n`. False for a file that cannot
 * be read.
 * @param sha256 hexadecimal, of the file as it was written
 */
export function hasOtherLineEnds(file: string, sha256: string): boolean {
  const [unix, windows] = [createHash("sha256"), createHash("sha256")];
  let handle: number;
  try {
    handle = openSync(file, "r");
  } catch {
    return false;
  }
  try {
    const buffer = Buffer.alloc(chunk);
    let left = "";
    for (let read = readSync(handle, buffer); read > 0; read = readSync(handle, buffer)) {
      const text = left + buffer.toString("latin1", 0, read);
      // What follows the last sign may belong to it.
      left = text.endsWith("\r") ? "\r" : "";
      const whole = text.slice(0, text.length - left.length).replaceAll("\r\n", "\n");
      unix.update(whole, "latin1");
      windows.update(whole.replaceAll("\n", "\r\n"), "latin1");
    }
    unix.update(left);
    windows.update(left);
  } catch {
    return false;
  } finally {
    closeSync(handle);
  }
  return [unix.digest("hex"), windows.digest("hex")].includes(sha256);
}
