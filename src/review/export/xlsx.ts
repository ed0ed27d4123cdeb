/** The tables as one Excel workbook, a sheet each. */

import writeWorkbook, { type Cell, type Sheet } from "write-excel-file/node";
import type { Table } from "./tables.ts";

/** The longest text of a cell (https://support.microsoft.com/office/excel-specifications-and-limits). */
const longestText = 32_767;

/** Every text is written as text: no cell is a formula, whatever its first character is. */
export async function xlsxOf(tables: readonly Table[]): Promise<Buffer> {
  const sheets = tables.map(
    ({ name, columns, rows }): Sheet<Buffer> => ({
      sheet: name,
      columns: columns.map(({ width }) => ({ width })),
      stickyRowsCount: 1,
      data: [
        columns.map((column) => ({ ...textCell(column.name), fontWeight: "bold" })),
        ...rows.map((row) => row.map(cellOf)),
      ],
    }),
  );
  return writeWorkbook(sheets as Parameters<typeof writeWorkbook>[0]).toBuffer();
}

function cellOf(value: string | number): Cell {
  return typeof value === "number" ? { value, type: Number } : textCell(value);
}

function textCell(text: string) {
  return { value: text.replaceAll(notXml, "?").slice(0, longestText), type: String };
}

/** Characters that XML 1.0 cannot hold: a name with one of them would make a workbook that does not open. */
const notXml = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
