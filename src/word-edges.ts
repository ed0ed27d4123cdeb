/** Whether a place in a text is the edge of a word, where a pattern for each of many words would cost too much to compile. */

const endsInWord = /[\p{L}\p{N}]$/u;
const beginsWithWord = /^[\p{L}\p{N}]/u;

// Two units hold any character.

/** Whether no letter or digit stands before the place. */
export function startsWord(text: string, at: number): boolean {
  return !endsInWord.test(text.slice(Math.max(0, at - 2), at));
}

/** Whether no letter or digit stands at the place. */
export function endsWord(text: string, end: number): boolean {
  return !beginsWithWord.test(text.slice(end, end + 2));
}
