/**
 * Whose an account of another system is. Systems know people by an address at best; this finds the person of the tenant, or of the
 * matrix, whom the address means, so that somebody is the same person everywhere.
 */

import { lower } from "./attributed.ts";
import type { Attribution } from "./attribution.ts";
import { addressOf, invitedAddress, labelOf, type UserObject } from "./directory.ts";
import { matchingDomain, readMatrix } from "./matrix-parties.ts";
import { oncePer } from "./once.ts";
import type { Party } from "./record.ts";
import { addressesIn, comparedName, mailboxOf } from "./shown-address.ts";

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
export const accountHolders = oncePer((attribution: Attribution): AccountHolders => {
  const { matrix, entitlements, directory } = attribution;
  const facts = readMatrix(matrix, entitlements);
  const clientDomains = new Map([...facts.clientDomains].map((domain) => [domain, domain]));
  const users = usersByAddress(directory.snapshot.collections.users);
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
  const byName = Map.groupBy(named, ({ name }) => comparedName(name));
  // Somebody else of the same name in the tenant: then a name says nothing.
  const namesakes = new Map<string, Set<string>>();
  for (const user of directory.snapshot.collections.users) {
    const name = comparedName(user.displayName ?? "");
    if (!byName.has(name)) continue;
    const identities = namesakes.get(name) ?? new Set();
    namesakes.set(name, identities.add(`user:${addressOf(user) ?? user.id}`));
  }
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
    const shown = lower(address);
    const wanted = guestOf(shown) ?? shown;
    const mailbox = mailboxOf(wanted);
    const exact = somebody(shown, shown) ?? somebody(wanted, shown);
    const found = exact ?? (mailbox === undefined ? undefined : somebody(mailbox, shown));
    if (found !== undefined) return found;
    const party = partyOf(wanted);
    return party && { identity: `user:${mailbox ?? wanted}`, label: shown, party, by: "address" };
  }

  /** The person an address was invited under, where it is the name of one of the client's guests. */
  function guestOf(address: string): string | undefined {
    // Elsewhere anybody can give an account such a name.
    return matchingDomain(address, clientDomains) === undefined ? undefined : invitedAddress(address);
  }

  function somebody(wanted: string, shown: string): AccountHolder | undefined {
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
    return (
      person && { identity: person.identity, label: `${person.name} (${shown})`, party: person.party, by: "address" }
    );
  }

  function partyOf(address: string): Party | undefined {
    if (facts.emergency.has(address)) return { kind: "emergency" };
    const listed = facts.listedUsers.get(address) ?? matchingDomain(address, facts.providerDomains)?.value;
    if (listed !== undefined) return { kind: "provider", provider: listed };
    return matchingDomain(address, clientDomains) === undefined ? undefined : { kind: "internal" };
  }

  /** Whoever is behind several addresses: of a provider's and the client's the provider's, of a known one and a stranger's the stranger. */
  function behind(addresses: readonly string[], name: string | undefined, label: string): AccountHolder {
    const candidates = addresses.map((address): AccountHolder => {
      const found = byAddress(address);
      if (found === undefined) return { identity: `user:${address}`, label, party: { kind: "unknown" }, by: "nothing" };
      // Of whom only the domain is known, the system knows the name.
      const isBare = name !== undefined && found.label === address;
      return isBare ? { ...found, label: `${name} (${address})` } : found;
    });
    const [first, ...others] = candidates;
    if (first === undefined) return { identity: `user:${label}`, label, party: { kind: "unknown" }, by: "nothing" };
    return others.reduce((worst, each) => (trust(each.party) < trust(worst.party) ? each : worst), first);
  }

  return {
    byAddress(address) {
      const [only, ...others] = addressesIn(address);
      return only === undefined || others.length > 0 ? undefined : byAddress(only);
    },
    of(system, { id, name, email }) {
      const label = name === undefined ? (email ?? id) : email === undefined ? name : `${name} (${email})`;
      const listed = [id, email, name].flatMap((each) => facts.listedUsers.get(lower(each)) ?? [])[0];
      const addresses = [...new Set([...addressesIn(email), ...addressesIn(id)])];
      if (addresses.length > 0) {
        const found = behind(addresses, name, label);
        return listed === undefined || found.party.kind === "provider"
          ? found
          : { ...found, party: { kind: "provider", provider: listed } };
      }
      const nobody = `account:${system}:${lower(id)}`;
      if (listed !== undefined) {
        return { identity: nobody, label, party: { kind: "provider", provider: listed }, by: "name" };
      }
      const compared = comparedName(name ?? "");
      const [person, ...others] = byName.get(compared) ?? [];
      const isOnlyOne = [...(namesakes.get(compared) ?? [])].every((identity) => identity === person?.identity);
      // What has an @ in it and is no address is nobody's name either.
      const isWithout = !`${email ?? ""}${id}`.includes("@");
      if (person !== undefined && others.length === 0 && isOnlyOne && isWithout) {
        return { identity: person.identity, label: person.name, party: person.party, by: "name" };
      }
      return { identity: nobody, label, party: { kind: "unknown" }, by: "nothing" };
    },
  };
});

/** How far an account of a party is believed to be as it should: less goes before more. */
const trust = ({ kind }: Party) => (kind === "provider" ? 0 : kind === "unknown" ? 1 : 2);

/** Users by what they are addressed by; an address that is somebody's own name means them before anybody who has it beside. */
function usersByAddress(users: readonly UserObject[]): ReadonlyMap<string, UserObject> {
  const found = new Map<string, UserObject>();
  // Addresses that people can write into their own account (otherMails) mean nobody.
  const ways: readonly ((user: UserObject) => readonly (string | null | undefined)[])[] = [
    (user) => [addressOf(user), user.userPrincipalName],
    (user) => [user.mail],
    (user) => (user.proxyAddresses ?? []).map((each) => each.replace(/^smtp:/i, "")),
  ];
  for (const way of ways) {
    for (const user of users) {
      for (const address of way(user)) {
        if (address && !found.has(lower(address))) found.set(lower(address), user);
      }
    }
  }
  return found;
}
