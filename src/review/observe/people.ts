/** Accounts whose person is gone, or never came: left the provider, disabled here, invitation never accepted. */

import { addressOf, givenAddresses, invitedAddress, labelOf, type UserObject } from "../../access/directory.ts";
import { userAddresses } from "../../access/person-addresses.ts";
import type { AccessRecord } from "../../access/record.ts";
import { daysBetween } from "../last-use.ts";
import type { Roster, RosterPerson } from "../roster.ts";
import { counted, listed } from "../words.ts";
import {
  accessByPrincipal,
  accessItems,
  accessNames,
  blockCommand,
  nameOf,
  type Observation,
  type ObserveContext,
  type Observer,
  worstTier,
} from "./observation.ts";

/** People with access who are not on their provider's roster, or disabled there. On the roster without access is no finding. */
export const leftProvider: Observer = (context) => {
  const rosters = new Map(context.rosters.map((roster) => [roster.provider, roster]));
  const unseen = Object.entries(context.matrix.providers).flatMap(([key, { name }]) =>
    rosters.has(key)
      ? []
      : [`No roster of ${name} was given (--roster ${key}=FILE): whether its people still work there is not known.`],
  );
  const access = accessByPrincipal(context);
  const accounts = context.snapshot.collections.users.flatMap((user) => {
    const { party } = context.attribution.partyOf(user.id);
    const roster = party.kind === "provider" ? rosters.get(party.provider) : undefined;
    return roster === undefined ? [] : [{ user, roster }];
  });
  const seen = new Set(accounts.flatMap(({ user }) => userAddresses(user, context.attribution.entitlements)));
  return {
    found: [
      ...accounts.flatMap(({ user, roster }) => goneAccount(user, roster, access.get(user.id) ?? [], context)),
      ...context.rosters.flatMap((roster) => goneFromMatrix(roster, seen, context)),
      ...context.whole.collections.users.flatMap((user) => movedAway(user, access.get(user.id) ?? [], context)),
    ],
    unseen,
  };
};

function goneAccount(
  user: UserObject,
  roster: Roster,
  held: readonly AccessRecord[],
  context: ObserveContext,
): Observation[] {
  const addresses = userAddresses(user, context.attribution.entitlements);
  const people = addresses.flatMap((address) => roster.byAddress.get(address) ?? []);
  if (people.some(({ isActive }) => isActive)) return [];
  const [person] = people;
  // Blocked and empty: whoever left has been dealt with.
  if (user.accountEnabled === false && held.length === 0) return [];
  if (person === undefined && isListedPrincipal(user, roster.provider, context)) return [];
  const provider = context.matrix.providers[roster.provider];
  const name = provider?.name ?? roster.provider;
  const tier = worstTier(held);
  const principal = principalOf(user, context);
  const index = (provider?.people ?? []).findIndex(({ email, userPrincipalName }) =>
    [email, userPrincipalName].some((name) => name !== undefined && addresses.includes(name.toLowerCase())),
  );
  const command = blockCommand(user.id);
  const what = held.length === 0 ? "still has an account" : `still has ${listed(accessNames(held))}`;
  return [
    {
      kind: "left-provider",
      severity: tier === 0 ? "critical" : held.length > 0 ? "high" : "medium",
      message: `${nameOf(principal)} ${gone(person, name, roster)} and ${what}.`,
      why: "Whoever leaves a provider keeps what nobody takes away, and no colleague notices that it is used.",
      key: principal.identity,
      principal,
      objects: [user.id, ...held.map(({ objectKey }) => objectKey)],
      joins: "also",
      remedy: {
        words: `Block the account and revoke its sessions today, then remove it${index === -1 ? "" : " from the matrix and the tenant"}; have ${name} say who takes over.`,
        ...(command !== undefined && { command }),
      },
      items: held.length > 1 ? accessItems(held) : [],
      row:
        index === -1
          ? { text: "No row: the matrix does not list the account" }
          : { path: `providers.${roster.provider}.people.${index}`, text: `People of ${name}` },
    },
  ];
}

/**
 * Guests who were invited under an address of their provider and have one elsewhere now. The address can be changed, and the invitation
 * redeemed anew by whoever reads it (https://learn.microsoft.com/entra/external-id/reset-redemption-status).
 */
function movedAway(user: UserObject, held: readonly AccessRecord[], context: ObserveContext): Observation[] {
  const invited = invitedAddress(user.userPrincipalName ?? "");
  const mail = user.mail?.toLowerCase();
  if (invited === undefined || !mail || invitedAddress(mail) !== undefined || user.accountEnabled === false) return [];
  const owner = Object.values(context.matrix.providers).find((each) => isIn(invited, each.domains));
  if (owner === undefined || isIn(mail, owner.domains)) return [];
  const principal = principalOf(user, context);
  const command = blockCommand(user.id);
  return [
    {
      kind: "left-provider",
      severity: held.length > 0 ? "high" : "medium",
      message: `${nameOf(principal)} was invited as ${invited} of ${owner.name} and has the address ${mail} now${held.length === 0 ? "" : `, and has ${listed(accessNames(held))}`}.`,
      why: "Who redeems an invitation anew signs in with that mailbox, and it is none of the provider's.",
      key: `${user.id} ${mail}`,
      principal,
      objects: [user.id, ...held.map(({ objectKey }) => objectKey)],
      joins: "also",
      remedy: {
        words: `Block the account, and ask ${owner.name} whether the person still works there and who changed the address.`,
        ...(command !== undefined && { command }),
      },
    },
  ];
}

function isIn(address: string, domains: readonly string[]): boolean {
  const domain = address.slice(address.lastIndexOf("@") + 1);
  return domains.some((each) => domain === each.toLowerCase() || domain.endsWith(`.${each.toLowerCase()}`));
}

/** People whom the matrix still lists, and of whom there is no account yet. */
function goneFromMatrix(roster: Roster, seen: ReadonlySet<string>, { matrix }: ObserveContext): Observation[] {
  const provider = matrix.providers[roster.provider];
  return (provider?.people ?? []).flatMap(({ name, email }, index): Observation[] => {
    const person = roster.byAddress.get(email.toLowerCase());
    if (person?.isActive === true || seen.has(email.toLowerCase())) return [];
    return [
      {
        kind: "left-provider",
        severity: "medium",
        message: `${name} ${gone(person, provider?.name ?? roster.provider, roster)}, and the matrix lists the person: the next deployment gives the access.`,
        why: "The matrix is what gets deployed: who is on it gets an account.",
        key: `matrix ${roster.provider} ${email.toLowerCase()}`,
        objects: [],
        joins: "also",
        remedy: { words: `Take ${name} out of the matrix.` },
        row: {
          path: `providers.${roster.provider}.people.${index}`,
          text: `People of ${provider?.name ?? roster.provider}`,
        },
      },
    ];
  });
}

function gone(person: RosterPerson | undefined, provider: string, { file }: Roster): string {
  return person === undefined
    ? `is not on the roster of ${provider}`
    : `is no longer active at ${provider} (roster, line ${person.line} of ${file.split(/[\\/]/).at(-1)})`;
}

/** Accounts that the matrix gives to the provider by name are not people: a roster does not have them. */
function isListedPrincipal(user: UserObject, provider: string, { matrix }: ObserveContext): boolean {
  const names = [user.id, user.displayName, ...givenAddresses(user)].map((name) => name?.toLowerCase());
  return matrix.providers[provider]?.principals.users.some((name) => names.includes(name.toLowerCase())) === true;
}

function principalOf(user: UserObject, { attribution }: ObserveContext): AccessRecord["principal"] {
  return {
    id: user.id,
    identity: `user:${addressOf(user) ?? user.id}`,
    label: labelOf({ kind: "user", id: user.id, value: user }),
    type: "user",
    party: attribution.partyOf(user.id).party,
  };
}

/** Accounts that are disabled and hold access all the same: whoever enables them has it. */
export const disabledWithAccess: Observer = (context) => {
  const access = accessByPrincipal(context);
  const found = context.snapshot.collections.users.flatMap((user): Observation[] => {
    const held = access.get(user.id) ?? [];
    if (user.accountEnabled !== false || held.length === 0) return [];
    const principal = principalOf(user, context);
    // Emergency accounts are looked at on their own.
    if (principal.party.kind === "emergency") return [];
    const tier = worstTier(held);
    return [
      {
        kind: "disabled-with-access",
        severity: tier === 0 ? "high" : tier === 1 ? "medium" : "low",
        message: `The account of ${nameOf(principal)} is disabled and still has ${listed(accessNames(held))}.`,
        why: "Enabling an account is a helpdesk's work and asks nobody about what it holds. What a leaver held should go with them.",
        key: principal.identity,
        principal,
        objects: held.map(({ objectKey }) => objectKey),
        joins: "also",
        remedy: { words: "Remove what it holds; what somebody else needs now, give to them." },
        items: held.length > 1 ? accessItems(held) : [],
      },
    ];
  });
  return { found, unseen: [] };
};

/** Guests who were invited and never came: an invitation that somebody else can still accept. */
export const guestsNeverRedeemed: Observer = (context) => {
  const { whole, today, unusedDays, attribution } = context;
  const access = accessByPrincipal(context);
  const waiting = whole.collections.users.filter(
    ({ externalUserState, externalUserStateChangeDateTime, createdDateTime }) => {
      const since = externalUserStateChangeDateTime ?? createdDateTime;
      return externalUserState === "PendingAcceptance" && since && daysBetween(since, today) >= unusedDays;
    },
  );
  const [ofProviders, others] = [true, false].map((wanted) =>
    waiting.filter(({ id }) => (access.has(id) || attribution.partyOf(id).party.kind === "provider") === wanted),
  );
  const remedy = (count: number) => ({
    words: `Delete the ${count === 1 ? "guest" : "guests"}, or invite again whoever is still needed.`,
  });
  const why =
    "An invitation stays open: whoever gets at that mailbox later accepts it, with whatever the account holds by then.";
  const found = (ofProviders ?? []).map((user): Observation => {
    const held = access.get(user.id) ?? [];
    const principal = principalOf(user, context);
    const since = String(user.externalUserStateChangeDateTime ?? user.createdDateTime).slice(0, 10);
    return {
      kind: "guest-never-redeemed",
      severity: held.length > 0 ? "medium" : "low",
      message: `${nameOf(principal)} was invited as a guest on ${since} and never accepted${held.length === 0 ? "" : `, and has ${listed(accessNames(held))}`}.`,
      why,
      key: principal.identity,
      principal,
      objects: [user.id, ...held.map(({ objectKey }) => objectKey)],
      joins: "also",
      remedy: remedy(1),
    };
  });
  if (others !== undefined && others.length > 0) {
    found.push({
      kind: "guest-never-redeemed",
      severity: "low",
      message: `${counted(others.length, "guest", "guests")} without access never accepted ${others.length === 1 ? "the" : "their"} invitation in ${unusedDays} days or more.`,
      why,
      key: "guests without access",
      objects: [],
      joins: "also",
      remedy: remedy(others.length),
      items: others.map((user) => addressOf(user) ?? user.id).toSorted(),
    });
  }
  return { found, unseen: [] };
};
