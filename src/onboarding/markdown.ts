/** Markdown made of what a tenant's names hold: shown as it is, and without effect. */

import { oneLine } from "./question.ts";

/** What has a meaning to Markdown or to HTML, wherever it stands. */
const special = /[&<>\\`*_{}[\]|~]/g;

/** A text on one line, without meaning to Markdown, tables or HTML. */
export function md(text: string): string {
  return oneLine(text).replaceAll(special, (character) => `&#${character.codePointAt(0)};`);
}

/** A table; `empty` where there is no row. Cells are texts, not Markdown. */
export function mdTable(heads: readonly string[], rows: readonly (readonly string[])[], empty: string): string {
  if (rows.length === 0) return `${empty}\n`;
  const line = (cells: readonly string[]) => `| ${cells.map(md).join(" | ")} |`;
  return [line(heads), `|${heads.map(() => " --- ").join("|")}|`, ...rows.map(line), ""].join("\n");
}
