/** What a matrix says of whom: names, domains, tenants and organisations, ready to be looked up in lower case. */

import { type Entitlements, providerGroups } from "../entitlements/entitlements.ts";
import type { Matrix } from "../matrix/schema.ts";
import { endsWord, startsWord } from "../word-edges.ts";
import { lower } from "./attributed.ts";
import type { Party } from "./record.ts";

/** Shorter keys and domain labels (`it`, `msp`) are ordinary words, not names. */
const shortestName = 4;

/** A name that means a provider where it stands alone in a text. */
interface ProviderName {
  readonly provider: string;
  readonly words: string;
  readonly isIn: WordTest;
}

/** Everything attribution looks up, by lower-case name. */
export function readMatrix(matrix: Matrix, entitlements: Entitlements) {
  const providers = Object.entries(matrix.providers);
  const listed = (pick: (value: Matrix["providers"][string]) => readonly string[]) =>
    providers.flatMap(([key, value]) => pick(value).map((name) => [lower(name), key] as const));
  const organisations = new Map<string, Party>(
    [...matrix.client.githubOrganisations, matrix.client.tenantId].map((name) => [lower(name), { kind: "internal" }]),
  );
  for (const [key, value] of providers) {
    for (const name of [...value.githubOrganisations, value.tenantId]) {
      organisations.set(lower(name), { kind: "provider", provider: key });
    }
  }
  return {
    emergency: new Set(
      [...matrix.emergencyAccounts, ...entitlements.emergency.accounts].map((account) =>
        lower(account.userPrincipalName),
      ),
    ),
    internalPeople: new Set(matrix.internal.people.map((person) => lower(person.userPrincipalName))),
    listedUsers: new Map([
      ...listed((value) => value.principals.users),
      ...entitlements.people.flatMap((person) =>
        [person.email, person.userPrincipalName].flatMap((name) =>
          name ? [[lower(name), person.provider] as const] : [],
        ),
      ),
    ]),
    listedGroups: new Map([
      ...listed((value) => value.principals.groups),
      ...providerGroups(entitlements).map((group) => [lower(group.displayName), group.provider] as const),
    ]),
    listedApplications: new Map(listed((value) => value.principals.applications)),
    providerDomains: new Map(listed((value) => value.domains)),
    clientDomains: new Set([...matrix.client.domains, matrix.client.initialDomain].map(lower)),
    providerTenants: new Map(listed((value) => [value.tenantId])),
    organisations,
    names: providerNames(matrix),
    personNames: Object.entries(matrix.providers).flatMap(([key, { people }]) =>
      people
        .filter(({ name }) => /\S\s+\S/.test(name))
        .map(({ name }) => ({ provider: key, name, isIn: standingAlone(lower(name)) })),
    ),
  };
}

/** Words that mean a provider when they stand alone in a name. */
function providerNames(matrix: Matrix): ProviderName[] {
  const providers = Object.entries(matrix.providers);
  const own = providers.flatMap(([key, value]) => {
    const labels = value.domains.flatMap((domain) => domain.split(".", 1));
    const words = [value.name, ...[key, ...labels].filter((word) => word.length >= shortestName)];
    return [...new Set(words.map(lower))].map((word) => ({ provider: key, words: word }));
  });
  const generic = (
    [
      ["msp", ["msp", "managed service provider"]],
      ["mssp", ["mssp", "managed security service provider"]],
    ] as const
  ).flatMap(([kind, words]) => {
    const [only, ...others] = providers.filter(([, value]) => value.kind === kind);
    return only && others.length === 0 ? words.map((word) => ({ provider: only[0], words: word })) : [];
  });
  return [...own, ...generic].map((name) => ({ ...name, isIn: standingAlone(name.words) }));
}

/** Whether the words are in a text (both lower case) and not merely a part of longer ones. */
type WordTest = (text: string) => boolean;

// A pattern for each name would cost more time to compile than most plans take to judge.
function standingAlone(words: string): WordTest {
  return (text) => {
    for (let at = words === "" ? -1 : text.indexOf(words); at !== -1; at = text.indexOf(words, at + 1)) {
      if (startsWord(text, at) && endsWord(text, at + words.length)) return true;
    }
    return false;
  };
}

/** Whether a name has words in it that mean some provider, or one of its people. */
export function mentionsProvider(name: string, { names, personNames }: MatrixParties): boolean {
  const text = lower(name);
  return names.some(({ isIn }) => isIn(text)) || personNames.some(({ isIn }) => isIn(text));
}

/** A domain of the map that an address is in, or under. */
export function matchingDomain(address: string, domains: ReadonlyMap<string, string>) {
  for (let name = address.slice(address.lastIndexOf("@") + 1); ; ) {
    const value = domains.get(name);
    if (value !== undefined) return { name, value };
    const dot = name.indexOf(".");
    if (dot === -1) return undefined;
    name = name.slice(dot + 1);
  }
}

/** What `readMatrix` gives. */
export type MatrixParties = ReturnType<typeof readMatrix>;
