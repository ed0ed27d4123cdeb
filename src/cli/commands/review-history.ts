import { join, relative, resolve } from "node:path";
import { readChain } from "../../review/evidence/chain.ts";
import { type HistoryTable, historyOf, historyTables } from "../../review/evidence/history.ts";
import { type HistoryFormat, historyText } from "../../review/evidence/history-text.ts";
import { UsageError } from "../errors.ts";
import { print, say } from "../output.ts";
import { writeWhole } from "../reports.ts";

export interface HistoryOptions {
  readonly table: HistoryTable;
  readonly format: HistoryFormat;
  readonly out?: string;
}

/** 0, also where nothing is signed yet: then the tables are empty. */
export async function history(folder: string, { table, format, out }: HistoryOptions): Promise<number> {
  const chain = readChain(folder);
  if (chain.signed.length === 0) say(`No review in ${folder} is signed: the tables are empty.`);
  const tables = historyOf(chain);
  if (out === undefined) {
    process.stdout.write(historyText(table, tables[table], format));
    return 0;
  }
  if (resolve(out).startsWith(`${resolve(folder)}/`)) {
    throw new UsageError(`${out} is among the reviews`, "another folder: what is in theirs is signed as it is");
  }
  for (const name of historyTables) {
    const file = join(out, `${name}.${format}`);
    writeWhole(file, historyText(name, tables[name], format));
    print(relative(process.cwd(), file));
  }
  return 0;
}
