/** Reads the catalogue's tab-separated tables. They are checked by tests; at run time only their shape is. */

import { readFileSync } from "node:fs";

/**
 * The rows of a table beside this file, each as an object by column name.
 * @throws Error when the header is not `columns` or a row has another number of cells.
 */
export function readTable<const Column extends string>(
  fileName: string,
  columns: readonly Column[],
): Readonly<Record<Column, string>>[] {
  const [header, ...lines] = readFileSync(new URL(fileName, import.meta.url), "utf8")
    .replace(/\n$/, "")
    .split("\n");
  if (header !== columns.join("\t")) throw new Error(`${fileName}: its columns must be ${columns.join(", ")}`);
  return lines.map((line, index) => {
    const cells = line.split("\t");
    if (cells.length !== columns.length) {
      throw new Error(`${fileName}:${index + 2}: ${columns.length} cells expected, ${cells.length} found`);
    }
    const row: Partial<Record<Column, string>> = {};
    for (const [position, column] of columns.entries()) row[column] = cells[position] ?? "";
    return row as Record<Column, string>;
  });
}
