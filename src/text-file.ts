/** Files of JSON that other programs write, read as text. */

import { readFileSync } from "node:fs";

/** Text of a file in UTF-8, or in UTF-16 with a byte order mark as Windows PowerShell writes it; without the mark. */
export function readText(file: string): string {
  const bytes = readFileSync(file);
  const isUtf16 = bytes.length >= 2 && bytes[0] === 0xff && bytes[1] === 0xfe;
  return bytes.toString(isUtf16 ? "utf16le" : "utf8").replace(/^\uFEFF/, "");
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
