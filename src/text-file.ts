/** Files of JSON that other programs write, read as text. */

import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";

/**
 * Text of a file in UTF-8, or in UTF-16 with a byte order mark as Windows PowerShell and Excel write it; without the mark.
 * @throws Error with a code when it cannot be opened, without one when it is in another encoding: names in it would be other names
 */
export function readText(file: string): string {
  const bytes = readFileSync(file);
  const isBigEndian = bytes.length >= 2 && bytes.length % 2 === 0 && bytes[0] === 0xfe && bytes[1] === 0xff;
  if (isBigEndian) bytes.swap16();
  const isUtf16 = bytes.length >= 2 && bytes[0] === 0xff && bytes[1] === 0xfe;
  const text = bytes.toString(isUtf16 ? "utf16le" : "utf8").replace(/^\uFEFF/, "");
  if (isUtf16 || bytes.includes(0) || isUtf8(bytes)) return text;
  const before = text.slice(0, text.indexOf("\uFFFD")).split("\n");
  const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  throw new Error(`it is not UTF-8 from ${place} on; save it as UTF-8`);
}

/** Where JSON stops being JSON. */
export interface JsonFault {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly isCutShort: boolean;
}

/** The document, or where it goes wrong. */
export function parseJson(text: string): { readonly document: unknown } | { readonly fault: JsonFault } {
  try {
    return { document: JSON.parse(text) as unknown };
  } catch {
    const end = text.trimEnd().length;
    const offset = readableLength(text);
    const before = text.slice(0, Math.min(offset, end)).split("\n");
    return { fault: { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, isCutShort: offset >= end } };
  }
}

/** How much of a text could be the beginning of JSON. Node itself says where it stopped only for some errors. */
function readableLength(text: string): number {
  let [good, bad] = [0, text.length + 1];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (isBeginning(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

function isBeginning(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    const position = /at position (\d+)/.exec(message)?.[1];
    return /^Unexpected end|^Unterminated/.test(message) || Number(position) === text.length;
  }
}

/** Where a value of a JSON document is, from 1; where the nearest value around it is when the document has none at that path. */
export function positionIn(text: string, path: readonly (string | number)[]): { line: number; column: number } {
  const before = text.slice(0, offsetOf(text, afterSpace(text, 0), path)).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** @param start of a value in text that is JSON */
function offsetOf(text: string, start: number, [next, ...rest]: readonly (string | number)[]): number {
  const opening = text[start];
  if (next === undefined || opening !== (typeof next === "number" ? "[" : "{")) return start;
  let [at, index, found] = [afterSpace(text, start + 1), 0, start];
  while (at < text.length && !"]}".includes(text[at] ?? "")) {
    let key: unknown = index;
    if (opening === "{") {
      const end = afterValue(text, at);
      key = JSON.parse(text.slice(at, end));
      at = afterSpace(text, afterSpace(text, end) + 1);
    }
    // Of a key that is there twice, JSON.parse takes the last.
    if (key === next) found = offsetOf(text, at, rest);
    if (key === next && opening === "[") return found;
    at = afterSpace(text, afterValue(text, at));
    if (text[at] === ",") at = afterSpace(text, at + 1);
    index += 1;
  }
  return found;
}

const space = /[ \t\r\n]*/y;

function afterSpace(text: string, at: number): number {
  space.lastIndex = at;
  space.exec(text);
  return space.lastIndex;
}

const token = /"(?:[^"\\]|\\.)*"|[[\]{}]|[^\s"[\]{},:]+/g;

function afterValue(text: string, start: number): number {
  token.lastIndex = start;
  let depth = 0;
  do {
    const [found] = token.exec(text) ?? [];
    if (found === undefined) return text.length;
    if (found === "[" || found === "{") depth += 1;
    if (found === "]" || found === "}") depth -= 1;
  } while (depth > 0);
  return token.lastIndex;
}
