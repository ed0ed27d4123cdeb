import { join, relative, resolve } from "node:path";
import { readChain } from "../../review/evidence/chain.ts";
import { type HistoryRow, type HistoryTable, historyOf, historyTables } from "../../review/evidence/history.ts";
import { csvField } from "../../review/report/csv.ts";
import { UsageError } from "../errors.ts";
import { print } from "../output.ts";
import { writeWhole } from "../reports.ts";

export interface HistoryOptions {
  readonly table: HistoryTable;
  readonly format: "jsonl" | "csv";
  readonly out?: string;
}

/** 0, also where nothing is signed yet: then the tables are empty. */
export async function history(folder: string, { table, format, out }: HistoryOptions): Promise<number> {
  const tables = historyOf(readChain(folder));
  const render = format === "csv" ? csv : jsonLines;
  if (out === undefined) {
    process.stdout.write(render(tables[table]));
    return 0;
  }
  if (resolve(out).startsWith(`${resolve(folder)}/`)) {
    throw new UsageError(`${out} is among the reviews`, "another folder: what is in theirs is signed as it is");
  }
  for (const name of historyTables) {
    const file = join(out, `${name}.${format}`);
    writeWhole(file, render(tables[name]));
    print(relative(process.cwd(), file));
  }
  return 0;
}

function jsonLines(rows: readonly HistoryRow[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

function csv(rows: readonly HistoryRow[]): string {
  const [first] = rows;
  if (first === undefined) return "";
  const columns = Object.keys(first);
  const lines = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? "")))];
  return lines.map((line) => `${line.map(csvField).join(",")}\r\n`).join("");
}
