/** Tables of history as files that DuckDB, pandas and spreadsheets read. */

import { csvField } from "../report/csv.ts";
import { type HistoryRow, type HistoryTable, historyColumns } from "./history.ts";

export type HistoryFormat = "jsonl" | "csv";

/** CSV has its columns in the first line also where there are no rows: readers know a table by them. */
export function historyText(table: HistoryTable, rows: readonly HistoryRow[], format: HistoryFormat): string {
  if (format === "jsonl") return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const columns: readonly string[] = historyColumns[table];
  const lines = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? "")))];
  return lines.map((line) => `${line.map(csvField).join(",")}\r\n`).join("");
}
