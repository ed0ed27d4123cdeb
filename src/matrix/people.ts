/** Who is meant where the matrix names a person in words. */

import { INTERNAL, type PartyKey } from "./parties.ts";
import type { Matrix } from "./schema.ts";

export interface NamedPerson {
  readonly party: PartyKey;
  readonly name: string;
  readonly phone?: string | undefined;
}

/** Everybody the matrix names: the client's own people, then each provider's. */
function everybody({ internal, providers }: Pick<Matrix, "internal" | "providers">): NamedPerson[] {
  return [
    ...internal.people.map(({ name, phone }) => ({ party: INTERNAL, name, phone })),
    ...Object.entries(providers).flatMap(([party, { people }]) =>
      people.map(({ name, phone }) => ({ party, name, phone })),
    ),
  ];
}

/** The person whose name a text has in it, as in `Lena Fischer may isolate any workstation`; the longest of several. Undefined for nobody known. */
export function personIn(matrix: Pick<Matrix, "internal" | "providers">, text: string): NamedPerson | undefined {
  const words = wordsOf(text);
  return everybody(matrix)
    .filter(({ name }) => words.includes(wordsOf(name)))
    .toSorted((left, right) => right.name.length - left.name.length)[0];
}

/** Words between blanks, so that only whole ones are found in each other. */
const wordsOf = (text: string) =>
  ` ${text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim()} `;
