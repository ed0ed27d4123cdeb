/** Tables as spreadsheets and consoles export them. */

export interface TableRow {
  readonly cells: readonly string[];
  /** 1-based. */
  readonly line: number;
}

/**
 * Comma, semicolon or tab, as the header has it, or Excel's line `sep=;` before it; quoted fields may hold line ends (RFC 4180). Empty
 * lines are skipped.
 */
export function readTable(source: string, file: string, fail: (message: string) => never): TableRow[] {
  if (source.startsWith("PK\u0003") || source.includes("\u0000")) {
    fail(`${file} is no text, but a workbook or something like it: save it as CSV (UTF-8)`);
  }
  // A line end of Macs alone, too.
  const text = source.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n");
  const first = text.slice(0, text.search(/\n|$/));
  const said = /^sep=([,;\t])$/i.exec(first)?.[1];
  const separator = said ?? separatorIn(text) ?? ",";
  const rows: TableRow[] = [];
  let cells: string[] = [];
  let cell = "";
  let line = 1;
  let start = 1;
  let quoted = false;
  let isClosed = false;
  const endRow = () => {
    cells.push(cell);
    if (cells.some((each) => each.trim() !== "")) rows.push({ cells, line: start });
    cells = [];
    cell = "";
    isClosed = false;
    start = line + 1;
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    if (quoted) {
      if (character === "\n") line++;
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') {
        cell += '"';
        at++;
      } else [quoted, isClosed] = [false, true];
    } else if (character === separator) {
      cells.push(cell);
      cell = "";
      isClosed = false;
    } else if (character === "\n") {
      endRow();
      line++;
    } else if (isClosed) {
      // A quote that opened too early would have swallowed the lines up to here.
      if (character.trim() !== "") fail(`${file}:${line}: a quoted field goes on after its closing quote`);
    } else if (character === '"' && cell.trim() === "") {
      quoted = true;
      cell = "";
    } else cell += character;
  }
  if (quoted) fail(`${file}:${start}: a quoted field does not end`);
  if (cell !== "" || cells.length > 0) endRow();
  return said === undefined ? rows : rows.slice(1);
}

/** The one that the first line with any of them has most of: a title may stand above the headers. */
function separatorIn(text: string): string | undefined {
  const line = /^.*[,;\t].*$/m.exec(text)?.[0] ?? "";
  const most = [",", ";", "\t"].toSorted((left, right) => line.split(right).length - line.split(left).length)[0];
  return most !== undefined && line.includes(most) ? most : undefined;
}
