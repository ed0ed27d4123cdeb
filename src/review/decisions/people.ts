/** Who may decide what: people of the matrix, and the sides they are on. */

import type { Matrix } from "../../matrix/schema.ts";
import type { DecisionItem } from "./items.ts";

export interface Person {
  readonly name: string;
  /** Lower case. */
  readonly address: string;
  /** `internal`, or a provider's key. */
  readonly side: string;
  /** One of the internal approvers or reviewers: decides for the internal side. */
  readonly decides: boolean;
}

/** Everybody the matrix names, by address. */
export function peopleOf(matrix: Matrix): ReadonlyMap<string, Person> {
  const deciding = new Set(
    [...matrix.internal.approvers, ...matrix.review.reviewers].map((each) => each.toLowerCase()),
  );
  const internal = matrix.internal.people.map(({ name, userPrincipalName }) => {
    const address = userPrincipalName.toLowerCase();
    return { name, address, side: "internal", decides: deciding.has(address) };
  });
  const providers = Object.entries(matrix.providers).flatMap(([side, { people }]) =>
    people.map(({ name, email }) => ({ name, address: email.toLowerCase(), side, decides: false })),
  );
  return new Map([...internal, ...providers].map((person) => [person.address, person]));
}

/** Whether an item is a person's own access: it is in their name, or in that of a team of the provider's that they work in. */
export function isOwnAccess(item: DecisionItem, person: Person, matrix: Matrix): boolean {
  const { identity, row, kind, party, members = [] } = item;
  const own = `user:${person.address}`;
  if (identity.toLowerCase() === own || members.some((member) => member.identity.toLowerCase() === own)) return true;
  if (kind !== "access" || row === undefined || party.provider !== person.side) return false;
  const functions = matrix.providers[person.side]?.people.find(
    ({ email }) => email.toLowerCase() === person.address,
  )?.functions;
  return functions === undefined || functions.some((each) => row === `functions.${each}`);
}

/** How a person can use what is in another name, in a clause; undefined when the review does not say that they can. */
export function useOf({ usedBy = [] }: DecisionItem, { address }: Person): string | undefined {
  return usedBy.find(({ person }) => person === address)?.how;
}
