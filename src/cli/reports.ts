/** Which forms a check is written in, and to where. */

import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { reasonOf } from "../system-error.ts";
import { UsageError } from "./errors.ts";
import { type Format, formats, isFormat } from "./formats/formatters.ts";

/** One form; without a file it goes to standard output. */
export interface Report {
  readonly format: Format;
  readonly file?: string;
}

/**
 * @param format of what `--out` names, else of standard output
 * @param extra `--report` values: `sarif=demarc.sarif`
 * @throws UsageError for a value that is none, and for one file that two reports are written to
 */
export function reportsOf(format: Format, out: string | undefined, extra: readonly string[]): readonly Report[] {
  const reports = [{ format, ...(out !== undefined && { file: out }) }, ...extra.map(reportOf)];
  const files = reports.flatMap(({ file }) => (file === undefined ? [] : [resolve(file)]));
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice !== undefined) throw new UsageError(`two reports are written to ${twice}`, "a file for each");
  return reports;
}

function reportOf(value: string): Report {
  const at = value.indexOf("=");
  const [format, file] = [value.slice(0, at), value.slice(at + 1)];
  if (at === -1 || file === "" || !isFormat(format)) {
    throw new UsageError(`--report ${value} is no report`, `FORMAT=FILE, with one of ${formats.join(", ")}`);
  }
  return { format, file };
}

/**
 * Writes a file whole or not at all: whoever reads it meanwhile sees the old one.
 * @throws UsageError when it cannot be written; nothing is left behind then
 */
export function writeWhole(file: string, content: string | Buffer): void {
  const draft = `${file}.${process.pid}.new`;
  try {
    mkdirSync(dirname(resolve(file)), { recursive: true });
    writeFileSync(draft, content);
    renameSync(draft, file);
  } catch (error) {
    discard(draft);
    throw new UsageError(`${file} cannot be written: ${reasonOf(error)}`);
  }
}

function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Where its folder should be is something else: it never came to be.
  }
}
