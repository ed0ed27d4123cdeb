/** The handbook as Markdown: one file for each chapter, so that a change of the matrix is a difference that can be read. */

import { plainMarkdown } from "../review/report/markdown-text.ts";
import type { Block, Card, Chapter, Phrase, Row } from "./document.ts";

/** What would begin a list or a heading where a line begins. */
const lineBegin = /^(?:[-+](?=\s|$)|[-=]{2,}|\d+(?=[.)](?:\s|$)))/;

/** A text that means itself wherever it stands: in a line of its own, in an item, in a cell. */
export function markdownText(phrase: Phrase): string {
  const parts = typeof phrase === "string" ? [phrase] : phrase;
  const text = parts
    .map((part) => (typeof part === "string" ? plainMarkdown(part) : `**${plainMarkdown(part.strong)}**`))
    .join("");
  return text.replace(lineBegin, (mark) => (/^\d/.test(mark) ? `${mark}\\` : `\\${mark}`));
}

/** One chapter. @param number from 1 */
export function chapterMarkdown({ title, lead, blocks }: Chapter, number: number): string {
  return [`# ${number}. ${markdownText(title)}`, markdownText(lead), ...blocks.map(blockMarkdown), ""].join("\n\n");
}

function blockMarkdown(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `## ${markdownText(block.text)}`;
    case "paragraph":
      return markdownText(block.text);
    case "notice":
      return `> ${markdownText(block.text)}`;
    case "list":
      return block.items
        .map((item, index) => `${block.ordered ? `${index + 1}.` : "-"} ${markdownText(item)}`)
        .join("\n");
    case "checklist":
      return block.items.map((item) => `- [ ] ${markdownText(item)}`).join("\n");
    case "table":
      return tableMarkdown(block.heads, block.rows, block.empty);
    case "cards":
      return block.cards.map(cardMarkdown).join("\n\n");
  }
}

function tableMarkdown(heads: readonly string[], rows: readonly Row[], empty: string): string {
  if (rows.length === 0) return markdownText(empty);
  const line = (cells: readonly Phrase[]) => `| ${cells.map(markdownText).join(" | ")} |`;
  return [line(heads), `|${heads.map(() => " --- ").join("|")}|`, ...rows.map(line)].join("\n");
}

function cardMarkdown({ title, when, facts, lists, template }: Card): string {
  return [
    `### ${markdownText(title)}`,
    markdownText(when),
    facts.map(([label, text]) => `- **${markdownText(label)}:** ${markdownText(text)}`).join("\n"),
    ...lists.flatMap((list) => [
      `**${markdownText(list.title)}**`,
      blockMarkdown({ kind: "list", ordered: list.ordered, items: list.items }),
    ]),
    `> ${markdownText(template)}`,
  ].join("\n\n");
}
