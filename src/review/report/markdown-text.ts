/** Text inside Markdown that others may have chosen. */

import { visible } from "../../visible.ts";

/**
 * Where a tracker that shows the text makes a mention or a link of it, backslash or not. A character of no width keeps it from that; an
 * address stays one.
 */
const active = /(?<![\w.+-])@(?=\w)|:(?=\/\/)|(?<![a-z0-9])www(?=\.)/gi;

/** One line that means itself, in a table too: it is no markup, mentions nobody and links nowhere. */
export function plainMarkdown(value: string): string {
  return visible(value)
    .replaceAll(active, (match) => `${match}\u200b`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\\`*_[\]|~#]/g, (character) => `\\${character}`);
}
