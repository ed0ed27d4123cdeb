/** Text inside Markdown that others may have chosen: it is shown, and does nothing. */

import { visible } from "../../visible.ts";

/**
 * Mentions, references to issues, links and emoji are found after rendering, so character references do not stop them; a character
 * of no width between does.
 */
const gap = "\u200b";
const gapped = /@(?=\S)|#(?=\w)|(?<![a-z0-9])gh-(?=\d)|:(?=\/\/)|:(?=[a-z+-][a-z0-9+_-]*:)|(?<![a-z0-9])www(?=\.)/gi;
/** What has a meaning to Markdown (also to GitHub's mathematics and footnotes) or to HTML, wherever it stands. */
const special = /[&<>$\\`*_{}[\]|~!^="'\u200b]/g;

/**
 * Text on one line, without meaning to Markdown, tables, HTML, mathematics or emoji, that mentions nobody, refers to no issue and
 * links nowhere. It is written with character references, so it also is what it is inside HTML elements.
 */
export function text(value: string): string {
  return (
    visible(value)
      .trim()
      .replaceAll(gapped, (match) => `${match}${gap}`)
      .replaceAll(special, reference)
      // What begins a list or a heading at the start of a line.
      .replace(/^(?:\d+[.)]|[#+-])/, (mark) => `${mark.slice(0, -1)}${reference(mark.slice(-1))}`)
  );
}

function reference(character: string): string {
  return `&#${character.codePointAt(0)};`;
}

/** Markdown that is shown when it is opened. Blank lines let Markdown go on inside HTML. */
export function details(summary: string, content: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${content}\n\n</details>`;
}

/** Text that can be copied as it is. */
export function code(value: string): string {
  const shown = visible(value).trim() || "–";
  const ticks = "`".repeat(Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return ticks.length === 1 ? `\`${shown}\`` : `${ticks} ${shown} ${ticks}`;
}

/** A code block whose fence no line of it closes. */
export function fence(language: string, code: string): string {
  const ticks = "`".repeat(Math.max(3, ...[...code.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${ticks}${language}\n${code}\n${ticks}`;
}
