/**
 * The handbook as one self-contained page: it loads nothing, reads well in light and dark, and prints as the copy that is signed. Each
 * chapter begins a page on paper; each escalation card has a small page of its own.
 */

import { html, type Markup } from "../review/report/markup.ts";
import { pageDocument } from "../review/report/page-document.ts";
import { shortened, visible } from "../visible.ts";
import type { Block, Card, Chapter, Phrase } from "./document.ts";
import { style } from "./style.ts";

export interface Page {
  readonly title: string;
  readonly client: string;
  /** Facts about the handbook itself: label and text. */
  readonly about: readonly (readonly [label: string, text: string])[];
  readonly intro: Phrase;
  /** What each printed page is known by, such as the beginning of the matrix's fingerprint. */
  readonly mark: string;
  readonly chapters: readonly Chapter[];
}

/** The whole page. */
export function handbookPage({ title, client, about, intro, chapters, mark }: Page): string {
  const body = html`<a class="skip" href="#main">To the content</a>
<header class="top">
<p class="eyebrow">${client}</p>
<h1>${title}</h1>
<p>${phrase(intro)}</p>
<dl class="about">${about.map(([label, text]) => html`<div><dt>${label}</dt><dd>${text}</dd></div>`)}</dl>
<nav aria-label="Chapters"><ol class="contents">${chapters.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ol></nav>
</header>
<main id="main">
${chapters.map(chapterMarkup)}
</main>
<footer>Made by Demarc from the responsibility matrix. This file is complete in itself and loads nothing.</footer>`;
  return pageDocument({
    title: `${title}, ${client}`,
    style: `${style}${footerStyle(`${client} · ${title} · ${mark}`)}`,
    body,
  });
}

/** The foot of each printed page: a sheet that is taken out still says whose it is. Every letter is a number, so that none has a meaning. */
function footerStyle(text: string): string {
  const escaped = [...shortened(visible(text), 90)]
    .map((letter) => `\\${letter.codePointAt(0)?.toString(16)} `)
    .join("");
  return `@media print { @page { @bottom-left { content: "${escaped}"; font: 8.5pt sans-serif; } } @page card { @bottom-left { content: ""; } } }\n`;
}

function chapterMarkup({ id, title, lead, blocks }: Chapter, index: number): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title"><span class="number">${index + 1}</span> ${title}</h2>
<p class="lead">${phrase(lead)}</p>
${blocks.map((block, at) => blockMarkup(block, `${index + 1}.${blocks.slice(0, at + 1).filter(({ kind }) => kind === "table").length}`))}
</section>
`;
}

/** A line of its own above a list. */
const isLabel = (text: Phrase) => typeof text !== "string" && text.length === 1 && typeof text[0] === "object";

/** Longer than a narrow column: an address, or a name without a blank. */
const isLong = (text: Phrase) =>
  (typeof text === "string" ? [text] : text).some((part) =>
    (typeof part === "string" ? part : part.strong).split(/[\s\u00ad-]+/).some((word) => [...word].length > 18),
  );

function phrase(text: Phrase): Markup {
  const parts = typeof text === "string" ? [text] : text;
  return html`${parts.map((part) => (typeof part === "string" ? part : html`<strong>${part.strong}</strong>`))}`;
}

/** @param number of the table, unique on the page */
function blockMarkup(block: Block, number: string): Markup {
  switch (block.kind) {
    case "heading":
      return html`<h3>${block.text}</h3>\n`;
    case "paragraph":
      return html`<p${isLabel(block.text) && html` class="label"`}>${phrase(block.text)}</p>\n`;
    case "notice":
      return html`<p class="notice">${phrase(block.text)}</p>\n`;
    case "list":
      return listMarkup(block.ordered, block.items);
    case "checklist":
      return html`<ul class="checklist">${block.items.map((item) => html`<li>${phrase(item)}</li>\n`)}</ul>\n`;
    case "table":
      return tableMarkup(block, number);
    case "cards":
      return html`<div class="cards">${block.cards.map(cardMarkup)}</div>\n`;
  }
}

function listMarkup(ordered: boolean, items: readonly Phrase[]): Markup {
  const lines = items.map((item) => html`<li>${phrase(item)}</li>\n`);
  return ordered ? html`<ol class="steps">${lines}</ol>\n` : html`<ul class="plain">${lines}</ul>\n`;
}

function tableMarkup({ caption, heads, rows, empty }: Extract<Block, { kind: "table" }>, number: string): Markup {
  if (rows.length === 0) return html`<p>${empty}</p>\n`;
  return html`<div class="scroll" role="region" tabindex="0" aria-label="Table ${number}: ${caption}"><table${caption.startsWith("Signatures") && html` class="signed"`}>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (cells) =>
    html`<tr>${cells.map((cell, index) =>
      index === 0 && cell !== ""
        ? html`<th${isLong(cell) && html` class="long"`} scope="row">${phrase(cell)}</th>`
        : cellMarkup(cell, heads[index]),
    )}</tr>\n`,
)}</tbody>
</table></div>
`;
}

function cellMarkup(cell: Phrase, head = ""): Markup {
  const kind = cell === "" ? html` class="blank"` : isLong(cell) && html` class="long"`;
  return html`<td${kind} data-label="${head}">${phrase(cell)}</td>`;
}

function cardMarkup({ title, when, facts, lists, template }: Card): Markup {
  return html`<article class="card">
<h4>${title}</h4>
<p>${when}</p>
<dl>${facts.map(([label, text]) => html`<div><dt>${label}</dt><dd>${phrase(text)}</dd></div>`)}</dl>
${lists.map((list) => html`<h5>${list.title}</h5>\n${listMarkup(list.ordered, list.items)}`)}
<blockquote>${template}</blockquote>
</article>
`;
}
