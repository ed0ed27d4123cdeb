/** Text as itself in a regular expression; until the library that is compiled against has RegExp.escape. */
export function escapedForPattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
