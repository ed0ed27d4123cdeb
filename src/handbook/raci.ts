/** Who is responsible, accountable, consulted and informed for a row of the matrix. */

import { INTERNAL, type PartyKey, type ResolvedRow, type SupportCondition } from "../matrix/parties.ts";

/** A party's part in a row; `when` is the condition under which a provider steps in. */
export interface RaciEntry {
  readonly party: PartyKey;
  readonly letters: ReadonlySet<RaciLetter>;
  readonly when?: SupportCondition;
}

export const raciLetters = ["R", "A", "C", "I"] as const;
export type RaciLetter = (typeof raciLetters)[number];

/**
 * Every party that has a part in the row; exactly one of them is accountable. What owner, support and accountable say holds, except for
 * the parties that the row's own `raci` names. The client has always a part: it is informed of what others do for it.
 */
export function raciOf(resolved: ResolvedRow): readonly RaciEntry[] {
  const { owner, provider, support, accountable, row } = resolved;
  const letters = new Map<PartyKey, Set<RaciLetter>>();
  const give = (party: PartyKey, letter: RaciLetter) => {
    if (row.raci !== undefined && party in row.raci && letter !== "A") return;
    const own = letters.get(party) ?? new Set();
    letters.set(party, own.add(letter));
  };
  for (const [party, written] of Object.entries(row.raci ?? {})) {
    letters.set(party, new Set(raciLetters.filter((letter) => letter !== "A" && written.includes(letter))));
  }
  give(accountable, "A");
  if (owner !== "provider") give(INTERNAL, "R");
  if (provider !== undefined) give(provider, "R");
  if (support !== undefined) give(support.provider, "R");
  if (!letters.has(INTERNAL)) give(INTERNAL, "I");
  return [...letters]
    .filter(([, own]) => own.size > 0)
    .map(([party, own]) => ({
      party,
      letters: own,
      ...(support?.provider === party && { when: support.when }),
    }));
}

/** The parties that have a letter. */
export function partiesWith(entries: readonly RaciEntry[], letter: RaciLetter): readonly RaciEntry[] {
  return entries.filter(({ letters }) => letters.has(letter));
}
