/**
 * Accounts of other systems that are somebody's of the matrix in another name: with a private address and the person's name, or with the
 * person's address among several. Nobody decides on their own access, also where it is not said that it is theirs.
 */

import { addressesIn, mailboxOf, turnedName } from "../../access/shown-address.ts";
import type { SystemAccess } from "../../access/system-accounts.ts";
import type { Matrix } from "../../matrix/schema.ts";
import { escapedForPattern } from "../../pattern-text.ts";
import type { UsedBy } from "../used-by.ts";

/** Each account of which a person's name or address speaks, once for each person; not those that are known to be theirs. */
export function namedAfter(systems: readonly SystemAccess[], matrix: Matrix): UsedBy[] {
  const people = peopleOf(matrix);
  const byAddress = new Map(people.flatMap((person) => person.addresses.map((each) => [each, person] as const)));
  const byName = new Map(people.map((person) => [spaced(person.name), person]));
  // A single word is too many people's name.
  const names = [...byName.keys()].filter((name) => name.includes(" "));
  const pattern = names.map(escapedForPattern).join("|");
  const named = pattern === "" ? undefined : new RegExp(`(?<![\\p{L}\\p{N}-])(?:${pattern})(?![\\p{L}\\p{N}-])`, "u");
  const found = new Map<string, UsedBy>();
  for (const { system, accounts } of systems) {
    for (const { account, holder } of accounts) {
      const addresses = [...addressesIn(account.email), ...addressesIn(account.id)];
      const [name] = (account.name !== undefined && named?.exec(spaced(turnedName(account.name)))) || [];
      const meant = [
        byName.get(name ?? ""),
        ...addresses.map((each) => byAddress.get(each) ?? byAddress.get(mailboxOf(each) ?? "")),
      ];
      for (const person of meant) {
        if (person === undefined || person.addresses.some((each) => holder.identity === `user:${each}`)) continue;
        const [address = ""] = person.addresses;
        found.set(`${holder.identity}\n${address}`, {
          identity: holder.identity,
          person: address,
          how: `${person.name} is named by the account ${account.email ?? account.id} in ${system.name}`,
        });
      }
    }
  }
  return [...found.values()];
}

interface Person {
  readonly name: string;
  /** In lower case; the first is the one that decisions name. */
  readonly addresses: readonly string[];
}

function peopleOf({ internal, providers }: Matrix): Person[] {
  return [
    ...internal.people.map(({ name, userPrincipalName }) => ({ name, addresses: [userPrincipalName.toLowerCase()] })),
    ...Object.values(providers).flatMap(({ people }) =>
      people.map(({ name, email, userPrincipalName }) => ({
        name,
        addresses: [email, userPrincipalName].flatMap((each) => each?.toLowerCase() ?? []),
      })),
    ),
  ];
}

const spaced = (name: string) => name.normalize("NFKC").trim().replaceAll(/\s+/g, " ").toLowerCase();
