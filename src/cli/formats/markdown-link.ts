/** Places as links, where it is known at which address the files can be read. */

import { posix } from "node:path";
import { shortened } from "../../visible.ts";
import type { CheckResult } from "../check-result.ts";
import type { Setting } from "./formatter.ts";
import { text } from "./markdown-text.ts";
import { uriOf } from "./places.ts";
import { placeText } from "./words.ts";

/** `file:line` as Markdown, a link when it can be one; empty without a file. */
export function linkTo(
  place: { readonly file?: string; readonly line?: number },
  { subject }: CheckResult,
  { sourceUrl }: Pick<Setting, "sourceUrl">,
): string {
  if (place.file === undefined) return "";
  const shown = text(
    shortened(placeText({ file: shownFile(place.file), ...(place.line !== undefined && { line: place.line }) }), 200),
  );
  const path = posix.normalize(posix.join(subject.folder, place.file.replaceAll("\\", "/")));
  const isInside = !posix.isAbsolute(place.file) && !/^[a-z]:/i.test(place.file) && !/^\.\.(\/|$)/.test(path);
  if (sourceUrl === undefined || !isInside) return shown;
  const uri = uriOf(path).replaceAll("(", "%28").replaceAll(")", "%29").replaceAll("'", "%27");
  const url = sourceUrl.replaceAll("{file}", () => uri).replaceAll("{line}", String(place.line ?? 1));
  return `[${shown}](<${url.replaceAll(/[<>\s\\]/g, (character) => encodeURIComponent(character))}>)`;
}

/** Of a file outside of the repository the folders say nothing. */
function shownFile(file: string): string {
  return posix.isAbsolute(file) ? posix.basename(file) : file;
}
