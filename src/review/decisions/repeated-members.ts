/** Members that a JSON object has twice: programs take the last, other programs and people the first. */

/** One token: text, or a sign that opens, closes or separates. Numbers and words in between say nothing of members. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/**
 * @param source JSON
 * @returns the name of the first member that its object has already, and the offset of the second; undefined when there is none
 */
export function repeatedMember(source: string): { readonly name: string; readonly offset: number } | undefined {
  /** Names so far of each object that is open; undefined for a list. */
  const open: (Set<string> | undefined)[] = [];
  let last: { readonly text: string; readonly offset: number } | undefined;
  for (const match of source.matchAll(tokens)) {
    const [token] = match;
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(undefined);
    else if (token === "}" || token === "]") open.pop();
    else if (token === ":" && last !== undefined) {
      // Escapes make other texts of one name.
      const name: string = last.text.includes("\\") ? JSON.parse(last.text) : last.text.slice(1, -1);
      const names = open.at(-1);
      if (names?.has(name) === true) return { name, offset: last.offset };
      names?.add(name);
    } else if (token !== ",") last = { text: token, offset: match.index };
  }
  return undefined;
}
