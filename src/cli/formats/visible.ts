/** Names come from programs and tenants: whoever chose them may have put more into them than letters. */

/**
 * One line that shows what it holds: line breaks become spaces, and what a reader would not see (control and formatting
 * characters, among them those that turn the reading direction, lone surrogates) becomes `[U+202E]`.
 */
export function visible(text: string): string {
  return text
    .replaceAll(/[\s\u2028\u2029\u0085]+/gu, " ")
    .replaceAll(
      /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}]/gu,
      (character) => `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`,
    );
}

/** At most so many characters, the last of them an ellipsis where something is left out. Never half a surrogate pair. */
export function shortened(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, Math.max(0, most - 1)).join("")}…`;
}
