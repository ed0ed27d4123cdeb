/** Files of sorted records, one a line: written once, read once, and gone when the sort is done. Nobody else needs them, so nothing waits for the disk. */

import { closeSync, openSync, readSync, writeFileSync } from "node:fs";
import { LineCutter } from "../../lines.ts";

export interface SortRecord {
  readonly key: string;
  /** JSON in one line. */
  readonly text: string;
}

/** Bytes of a run that are held while it is written or read: dozens of runs are read at once. */
const bufferSize = 1 << 16;

/** A key that is written as it is: ids are. A key in JSON begins with a quotation mark. */
const plainKey = /^[\w./:@-]+$/;

export function writeRun(file: string, records: Iterable<SortRecord>): void {
  const descriptor = openSync(file, "wx", 0o600);
  try {
    let waiting = "";
    for (const { key, text } of records) {
      // JSON has no raw tabs.
      waiting += `${plainKey.test(key) ? key : JSON.stringify(key)}\t${text}\n`;
      if (waiting.length < bufferSize) continue;
      writeFileSync(descriptor, waiting);
      waiting = "";
    }
    writeFileSync(descriptor, waiting);
  } finally {
    closeSync(descriptor);
  }
}

export function* readRun(file: string): Generator<SortRecord> {
  const descriptor = openSync(file, "r");
  try {
    const cutter = new LineCutter();
    const buffer = Buffer.allocUnsafeSlow(bufferSize);
    for (let size = readSync(descriptor, buffer); size > 0; size = readSync(descriptor, buffer)) {
      for (const { text } of cutter.cut(buffer.subarray(0, size))) yield recordIn(text);
    }
  } finally {
    closeSync(descriptor);
  }
}

function recordIn(line: string): SortRecord {
  const tab = line.indexOf("\t");
  const key = line.slice(0, tab);
  return { key: key.startsWith('"') ? (JSON.parse(key) as string) : key, text: line.slice(tab + 1) };
}
