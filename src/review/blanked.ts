/** Takes names out of sentences, so that those which differ in a name alone can be told to say the same. */

import { endsWord, startsWord } from "../word-edges.ts";

/** Stands where a name was: no name has it. */
export const gap = "\u0000";

/** An address behind a name, whosever it is. */
const addressNote = / \([^()\s]+@[^()\s]+\)/uy;

/**
 * The text with a gap for each of the names where it stands alone, and for the address or the note in brackets behind it. A pattern for each
 * name would take most of the time of a review of many accounts: there are as many names as differences, and each is looked for in a few
 * sentences.
 * @param notes what may be in the brackets, besides any address
 */
export function blanked(text: string, names: readonly string[], notes: readonly string[]): string {
  const wanted = names.filter((name) => name !== "");
  let result = "";
  let done = 0;
  for (let from = 0; ; ) {
    const found = first(text, wanted, from);
    if (found === undefined) return result + text.slice(done);
    const end = startsWord(text, found.at) ? endOf(text, found.at, wanted, notes) : undefined;
    if (end === undefined) from = found.at + 1;
    else {
      result += text.slice(done, found.at) + gap;
      done = end;
      from = end;
    }
  }
}

/** Where any of the names is next. */
function first(text: string, names: readonly string[], from: number): { readonly at: number } | undefined {
  const places = names.map((name) => text.indexOf(name, from)).filter((at) => at !== -1);
  return places.length === 0 ? undefined : { at: Math.min(...places) };
}

/** Where a name that begins at a place ends, with its note; undefined where each is only the beginning of a longer word. */
function endOf(text: string, at: number, names: readonly string[], notes: readonly string[]): number | undefined {
  for (const name of names) {
    if (!text.startsWith(name, at)) continue;
    const end = at + name.length;
    const ends = text.startsWith(" (", end) ? [...noteEnds(text, end, notes), end] : [end];
    const alone = ends.find((each) => endsWord(text, each));
    if (alone !== undefined) return alone;
  }
  return undefined;
}

function noteEnds(text: string, at: number, notes: readonly string[]): number[] {
  addressNote.lastIndex = at;
  const address = addressNote.exec(text)?.[0].length;
  return [
    ...(address === undefined ? [] : [at + address]),
    ...notes.flatMap((note) => (note !== "" && text.startsWith(`${note})`, at + 2) ? [at + note.length + 3] : [])),
  ];
}
