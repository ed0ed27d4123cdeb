/** Names come from programs and tenants: whoever chose them may have put more into them than letters. */

/** Scripts whose words are spelt with joiners, and emoji that are made of several: there they belong to the name. */
const joining =
  "[\\p{Script=Arabic}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Kannada}\\p{Script=Malayalam}\\p{Script=Sinhala}\\p{Script=Tamil}\\p{Script=Telugu}]";
const emoji = "\\p{Extended_Pictographic}";
const joiner = `(?<=${joining})[\\u200c\\u200d]${joining}|(?<=[${emoji}\\p{Emoji_Modifier}\\ufe0f])\\u200d${emoji}`;

/** What a reader would not see, among it what turns the reading direction and what a terminal obeys. */
const unseen = new RegExp(`(?!${joiner})[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Noncharacter_Code_Point}]`, "gu");

function named(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;
}

/**
 * One line that shows what it holds: line breaks become spaces, and what a reader would not see (control and formatting
 * characters, among them those that turn the reading direction, lone surrogates) becomes `[U+202E]`.
 */
export function visible(text: string): string {
  return text.replaceAll(/[\s\u2028\u2029\u0085]+/gu, " ").replaceAll(unseen, named);
}

/** The same for text of several lines: their ends and tabs stay. */
export function visibleLines(text: string): string {
  return text.replaceAll(unseen, (character) => (/[\t\n\r]/.test(character) ? character : named(character)));
}

/** At most so many characters, the last of them an ellipsis where something is left out. Never half a surrogate pair. */
export function shortened(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, Math.max(0, most - 1)).join("")}…`;
}
