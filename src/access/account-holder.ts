/**
 * Whose an account of another system is. Systems know people by an address at best; this finds the person of the tenant, or of the
 * matrix, whom the address means, so that somebody is the same person everywhere.
 */

import { lower } from "./attributed.ts";
import type { Attribution } from "./attribution.ts";
import { addressOf, invitedAddress, labelOf, type UserObject } from "./directory.ts";
import { appearanceOf } from "./lookalike.ts";
import { matchingDomain, readMatrix } from "./matrix-parties.ts";
import { oncePer } from "./once.ts";
import type { Party } from "./record.ts";
import { addressesIn, comparedName, mailboxOf, turnedName } from "./shown-address.ts";

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
  /** The matrix names the person, or the account. */
  readonly isNamed: boolean;
  /** What speaks for somebody and proves nothing, a sentence each: for whoever has to find out. */
  readonly doubts?: readonly string[];
}

export interface AccountHolders {
  /** @param system key of the system, for accounts of nobody known */
  of(system: string, account: ShownAccount): AccountHolder;
  /** Whom an address means, in the matrix or in the tenant; undefined for an address of nobody known. */
  byAddress(address: string): AccountHolder | undefined;
  /** Whether the matrix names who has an identity. */
  isNamed(identity: string): boolean;
}

/** Whom an address means: somebody, or, from its domain alone, somebody of the client's whom nobody knows. */
type Addressee = Omit<AccountHolder, "isNamed" | "doubts"> & { readonly onlyDomain?: boolean };
type Doubtful = Pick<AccountHolder, "doubts">;

interface Named {
  readonly identity: string;
  readonly name: string;
  readonly party: Party;
}

/** Finds holders by the users of the tenant and the people of the matrix. */
export const accountHolders = oncePer((attribution: Attribution): AccountHolders => {
  const { matrix, entitlements, directory } = attribution;
  const facts = readMatrix(matrix, entitlements);
  let groupsByMail: ReadonlyMap<string, string> | undefined;
  let alike: ReturnType<typeof appearances> | undefined;
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

  const identities = new Set([
    ...named.map(({ identity }) => identity),
    ...[...facts.listedUsers.keys()].map((address) => `user:${address}`),
  ]);

  function byAddress(address: string): (Addressee & Doubtful) | undefined {
    const shown = lower(address);
    const wanted = guestOf(shown) ?? shown;
    const mailbox = mailboxOf(wanted);
    const exact = somebody(shown, shown) ?? somebody(wanted, shown);
    const found = exact ?? (mailbox === undefined ? undefined : somebody(mailbox, shown));
    return found ?? ofStaff(mailbox ?? wanted, shown) ?? inDomain(mailbox ?? wanted, shown);
  }

  /** The person an address was invited under, where it is the name of one of the client's guests. */
  function guestOf(address: string): string | undefined {
    // Elsewhere anybody can give an account such a name.
    return matchingDomain(address, clientDomains) === undefined ? undefined : invitedAddress(address);
  }

  function somebody(wanted: string, shown: string): (Addressee & Doubtful) | undefined {
    const person = ofMatrix.get(wanted);
    // Whoever has an account of the client's is known by another address as well.
    const user = users.get(wanted) ?? users.get(person?.identity.slice("user:".length) ?? "");
    if (user !== undefined) {
      const { party, because } = attribution.partyOf(user.id);
      // Of an address of the client's nobody expects that it is a provider's.
      const isUnexpected = party.kind === "provider" && matchingDomain(addressOf(user) ?? "", clientDomains);
      return {
        identity: `user:${addressOf(user) ?? user.id}`,
        label: labelOf({ kind: "user", id: user.id, value: user }),
        party,
        user,
        by: "address",
        ...(isUnexpected && person === undefined && { doubts: [sentence(because)] }),
      };
    }
    return (
      person && { identity: person.identity, label: `${person.name} (${shown})`, party: person.party, by: "address" }
    );
  }

  /** Whom a provider's list of staff means: by another of the person's addresses, or by this one. */
  function ofStaff(wanted: string, shown: string): (Addressee & Doubtful) | undefined {
    const member = attribution.staff.get(wanted);
    if (member === undefined) return undefined;
    const party = { kind: "provider", provider: member.provider } as const;
    for (const other of member.addresses) {
      const found = somebody(other, shown);
      if (found?.party.kind === "provider") return found;
    }
    const identity = `user:${member.addresses[0] ?? wanted}`;
    const doubts = wanted === member.addresses[0] ? [] : [`The provider's list of staff has ${wanted}.`];
    return { identity, label: shown, party, by: "address", ...(doubts.length > 0 && { doubts }) };
  }

  function inDomain(wanted: string, shown: string): Addressee | undefined {
    const found = { identity: `user:${wanted}`, label: shown, by: "address" } as const;
    if (facts.emergency.has(wanted)) return { ...found, party: { kind: "emergency" } };
    const listed = facts.listedUsers.get(wanted) ?? matchingDomain(wanted, facts.providerDomains)?.value;
    if (listed !== undefined) return { ...found, party: { kind: "provider", provider: listed } };
    if (matchingDomain(wanted, clientDomains) === undefined) return undefined;
    return { ...found, party: { kind: "internal" }, onlyDomain: true };
  }

  /** Whoever is behind several addresses: of a provider's and the client's the provider's, of a known one and a stranger's the stranger. */
  function behind(addresses: readonly string[], name: string | undefined, label: string): Addressee & Doubtful {
    const candidates = addresses.map((address): Addressee & Doubtful => {
      const found = byAddress(address);
      if (found === undefined) return { identity: `user:${address}`, label, party: { kind: "unknown" }, by: "nothing" };
      // Of whom only the domain is known, the system knows the name.
      const isBare = name !== undefined && found.label === address;
      const shown = isBare ? { ...found, label: `${name} (${address})` } : found;
      return found.onlyDomain === true ? nobodysOwn(shown, address, name) : shown;
    });
    const [first, ...others] = candidates;
    if (first === undefined) return { identity: `user:${label}`, label, party: { kind: "unknown" }, by: "nothing" };
    return others.reduce((worst, each) => (trust(each) < trust(worst) ? each : worst), first);
  }

  /**
   * Somebody with an address of the client's that nobody there has. Providers' people are given such addresses, and whoever left had one:
   * that it is the client's is not known, unless nobody could see who has an account.
   */
  function nobodysOwn(found: Addressee, address: string, name: string | undefined): Addressee & Doubtful {
    const after = name === undefined ? undefined : attribution.partyOfName(name);
    if (after !== undefined) return { ...found, party: after.party, doubts: [sentence(after.because)] };
    if (!attribution.seesUsers) return found;
    const group = groups().get(address);
    const whose =
      group === undefined
        ? "Its address is in the client's domain, and nobody in the tenant or in the matrix has it."
        : `Its address is that of the group ${group}: several people may use it.`;
    return { ...found, party: { kind: "unknown" }, doubts: [whose] };
  }

  function groups(): ReadonlyMap<string, string> {
    groupsByMail ??= new Map(
      directory.snapshot.collections.groups.flatMap(({ id, displayName, mail, proxyAddresses }) =>
        [mail, ...(proxyAddresses ?? []).map((each) => each.replace(/^smtp:/i, ""))].flatMap((each) =>
          each ? [[lower(each), displayName ?? id] as const] : [],
        ),
      ),
    );
    return groupsByMail;
  }

  /** What speaks for somebody where nobody knows whose an account is. */
  function hints(addresses: readonly string[], name: string | undefined): string[] {
    alike ??= appearances(named, [...facts.clientDomains, ...facts.providerDomains.keys()]);
    const compared = comparedName(name ?? "");
    const [person, ...others] = byName.get(compared) ?? [];
    const after = name === undefined ? undefined : attribution.partyOfName(turnedName(name));
    const ofName =
      others.length > 0
        ? [`${others.length + 1} people of the matrix have its name.`]
        : person !== undefined
          ? [`It has the name of ${person.name}, and nothing else that shows whose it is.`]
          : after === undefined
            ? []
            : [sentence(after.because)];
    return [...addresses.flatMap((address) => alike?.like(address) ?? []), ...ofName];
  }

  function found({ id, name, email }: ShownAccount, system: string): Addressee & Doubtful {
    const label = name === undefined ? (email ?? id) : email === undefined ? name : `${name} (${email})`;
    const listed = [id, email, name].flatMap((each) => facts.listedUsers.get(lower(each)) ?? [])[0];
    const addresses = addressesOf({ id, email });
    if (addresses.length > 0) {
      const holder = behind(addresses, name, label);
      return listed === undefined || holder.party.kind === "provider"
        ? holder
        : { ...holder, party: { kind: "provider", provider: listed } };
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
  }

  const isNamed = (identity: string) => identities.has(identity);
  const whole = ({ onlyDomain: _, ...holder }: Addressee & Doubtful): AccountHolder => ({
    ...holder,
    isNamed: isNamed(holder.identity),
  });

  return {
    isNamed,
    byAddress(address) {
      const [only, ...others] = addressesIn(address);
      const holder = only === undefined || others.length > 0 ? undefined : byAddress(only);
      return holder && whole(holder);
    },
    of(system, account) {
      const holder = whole(found(account, system));
      if (holder.party.kind !== "unknown") return holder;
      const doubts = [...(holder.doubts ?? []), ...hints(addressesOf(account), account.name)];
      return doubts.length === 0 ? holder : { ...holder, doubts };
    },
  };
});

const addressesOf = ({ id, email }: ShownAccount) => [...new Set([...addressesIn(email), ...addressesIn(id)])];

const sentence = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

/** Finds what an address looks like and is not: an address of somebody the matrix names, or a domain of one of the sides. */
function appearances(named: readonly Named[], domains: readonly string[]) {
  const addresses = named.map(({ identity }) => identity.slice("user:".length));
  const known = new Map([...domains, ...addresses].map((each) => [appearanceOf(each), each]));
  const words = (like: string, what: string) => [`${what} looks like ${like} and is another one.`];
  return {
    like(address: string): string[] {
      const whole = known.get(appearanceOf(address));
      if (whole !== undefined && whole !== address) return words(whole, "Its address");
      const domain = address.slice(address.lastIndexOf("@") + 1);
      const other = known.get(appearanceOf(domain));
      return other === undefined || other === domain ? [] : words(other, "The domain of its address");
    },
  };
}

/** How far an account of a party is believed to be as it should: less goes before more, a stranger before who may be the client's. */
const trust = ({ party: { kind }, onlyDomain = false }: Addressee) =>
  kind === "provider" ? 0 : kind !== "unknown" ? 3 : onlyDomain ? 2 : 1;

/** Users by what they are addressed by; an address that is somebody's own name means them before anybody who has it beside. */
function usersByAddress(users: readonly UserObject[]): ReadonlyMap<string, UserObject> {
  const found = new Map<string, UserObject>();
  // Addresses that people can write into their own account (otherMails) mean nobody.
  const ways: readonly ((user: UserObject) => readonly (string | null | undefined)[])[] = [
    (user) => [addressOf(user), user.userPrincipalName],
    (user) => [user.mail],
    (user) => (user.proxyAddresses ?? []).map((each) => each.replace(/^smtp:/i, "")),
    // Under which a guest was invited, who has another one now.
    (user) => [user.userPrincipalName ? invitedAddress(user.userPrincipalName) : undefined],
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
