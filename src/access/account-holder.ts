/**
 * Whose an account of another system is. Systems know people by an address at best; this finds the person of the tenant, or of the
 * matrix, whom the address means, so that somebody is the same person everywhere.
 */

import { lower } from "./attributed.ts";
import type { Attribution } from "./attribution.ts";
import { addressOf, labelOf, type UserObject } from "./directory.ts";
import { matchingDomain, readMatrix } from "./matrix-parties.ts";
import type { Party } from "./record.ts";

/** What a system shows of an account. */
export interface ShownAccount {
  /** What the system calls it; often the address. */
  readonly id: string;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
}

export interface AccountHolder {
  /** The same in the tenant and in every system: `user:dana.reyes@tideway.example`; of nobody known `account:<system>:<id>`. */
  readonly identity: string;
  readonly label: string;
  readonly party: Party;
  /** The user of the tenant, where there is one. */
  readonly user?: UserObject;
  /** What it was found by. A name alone is weaker: two people may have one. */
  readonly by: "address" | "name" | "nothing";
}

export interface AccountHolders {
  /** @param system key of the system, for accounts of nobody known */
  of(system: string, account: ShownAccount): AccountHolder;
  /** Whom an address means, in the matrix or in the tenant; undefined for an address of nobody known. */
  byAddress(address: string): AccountHolder | undefined;
}

interface Named {
  readonly identity: string;
  readonly name: string;
  readonly party: Party;
}

/** Finds holders by the users of the tenant and the people of the matrix. */
export function accountHolders(attribution: Attribution): AccountHolders {
  const { matrix, entitlements, directory } = attribution;
  const facts = readMatrix(matrix, entitlements);
  const users = new Map<string, UserObject>();
  // Addresses that people can write into their own account (otherMails) mean nobody.
  for (const user of directory.snapshot.collections.users) {
    const proxies = (user.proxyAddresses ?? []).map((each) => each.replace(/^smtp:/i, ""));
    for (const address of [addressOf(user), user.userPrincipalName, user.mail, ...proxies]) {
      if (address && !users.has(lower(address))) users.set(lower(address), user);
    }
  }
  const named: readonly Named[] = [
    ...matrix.internal.people.map(({ name, userPrincipalName }) => ({
      identity: `user:${lower(userPrincipalName)}`,
      name,
      party: { kind: "internal" } as const,
    })),
    ...entitlements.people.map(({ name, email, account, userPrincipalName, provider }) => ({
      // A guest is known by the address of the invitation, an account of the tenant by its own name.
      identity: `user:${lower(account === "local-account" ? (userPrincipalName ?? email) : email)}`,
      name,
      party: { kind: "provider", provider } as const,
    })),
  ];
  const byName = Map.groupBy(named, ({ name }) => lower(name.trim()));
  const ofMatrix = new Map([
    ...named.map((each) => [each.identity.slice("user:".length), each] as const),
    ...entitlements.people.flatMap((person, index) => {
      const found = named[matrix.internal.people.length + index];
      return found === undefined
        ? []
        : [person.email, person.userPrincipalName].flatMap((address) =>
            address === undefined ? [] : [[lower(address), found] as const],
          );
    }),
  ]);

  function byAddress(address: string): AccountHolder | undefined {
    const wanted = lower(address);
    const user = users.get(wanted);
    if (user !== undefined) {
      return {
        identity: `user:${addressOf(user) ?? user.id}`,
        label: labelOf({ kind: "user", id: user.id, value: user }),
        party: attribution.partyOf(user.id).party,
        user,
        by: "address",
      };
    }
    const person = ofMatrix.get(wanted);
    if (person !== undefined) {
      return { identity: person.identity, label: `${person.name} (${wanted})`, party: person.party, by: "address" };
    }
    const party = partyOf(wanted);
    return party === undefined ? undefined : { identity: `user:${wanted}`, label: wanted, party, by: "address" };
  }

  function partyOf(address: string): Party | undefined {
    if (facts.emergency.has(address)) return { kind: "emergency" };
    const listed = facts.listedUsers.get(address) ?? matchingDomain(address, facts.providerDomains)?.value;
    if (listed !== undefined) return { kind: "provider", provider: listed };
    const domains = new Map([...facts.clientDomains].map((domain) => [domain, domain]));
    return matchingDomain(address, domains) === undefined ? undefined : { kind: "internal" };
  }

  return {
    byAddress,
    of(system, { id, name, email }) {
      const addresses = [email, id].flatMap((each) => (each?.includes("@") === true ? [each] : []));
      for (const address of addresses) {
        const found = byAddress(address);
        if (found === undefined) continue;
        // Of whom only the domain is known, the system knows the name.
        const isBare = name !== undefined && found.label === lower(address);
        return isBare ? { ...found, label: `${name} (${lower(address)})` } : found;
      }
      const label = name === undefined ? (email ?? id) : email === undefined ? name : `${name} (${email})`;
      if (addresses.length > 0) {
        return { identity: `user:${lower(addresses[0])}`, label, party: { kind: "unknown" }, by: "nothing" };
      }
      const [person, ...others] = byName.get(lower((name ?? "").trim())) ?? [];
      if (person !== undefined && others.length === 0) {
        return { identity: person.identity, label: person.name, party: person.party, by: "name" };
      }
      return { identity: `account:${system}:${lower(id)}`, label, party: { kind: "unknown" }, by: "nothing" };
    },
  };
}
