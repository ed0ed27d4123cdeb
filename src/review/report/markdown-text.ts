/** Text inside Markdown that others may have chosen. */

/** One line that means itself, in a table too. */
export function plainMarkdown(value: string): string {
  return value
    .replaceAll(/\s+/g, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\\`*_[\]|~#]/g, (character) => `\\${character}`);
}
