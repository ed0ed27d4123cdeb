/** One table as CSV. */

import { csvField } from "../report/csv.ts";
import type { Table } from "./tables.ts";

/** RFC 4180, with what a spreadsheet would run made harmless. */
export function csvOf({ columns, rows }: Table): string {
  const lines = [columns.map(({ name }) => name), ...rows];
  return lines.map((line) => `${line.map((value) => csvField(String(value))).join(",")}\r\n`).join("");
}
