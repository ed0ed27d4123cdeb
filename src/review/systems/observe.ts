/** What the rosters of systems show of people: who is gone and still has an account, who never comes, and where nobody could look. */

import { givenAddresses } from "../../access/directory.ts";
import { withOtherAddresses } from "../../access/person-addresses.ts";
import { isSharedMailbox } from "../../access/shared-mailbox.ts";
import { addressesIn, mailboxOf } from "../../access/shown-address.ts";
import type { SystemAccess, SystemAccount } from "../../access/system-accounts.ts";
import { isWhole } from "../../tenant/blind-spots.ts";
import { daysBetween } from "../last-use.ts";
import { shortName } from "../names.ts";
import type { Observation, ObserveContext, Observer } from "../observe/observation.ts";
import type { Roster } from "../roster.ts";
import type { ReviewSeverity } from "../schema.ts";
import { counted, listed } from "../words.ts";
import type { Reach } from "./severity.ts";
import { accountNames, isOfStrangers, lastUse } from "./shown.ts";

/** How much it matters that an account stays which nobody should have any more. */
const ofReach: Readonly<Record<Reach, ReviewSeverity>> = {
  "super-administrator": "high",
  administrator: "high",
  operator: "medium",
  unknown: "medium",
  "read-only": "medium",
  member: "low",
};

/** Widest first. A role that nobody knows may do more than work on what it is given. */
const widestFirst: readonly Reach[] = [
  "super-administrator",
  "administrator",
  "unknown",
  "operator",
  "read-only",
  "member",
];

/** What changes the system for everybody. */
const wide: ReadonlySet<Reach> = new Set(["super-administrator", "administrator"]);

/** Accounts of people who are no longer on the roster of their provider's staff. */
export const leftProviderElsewhere: Observer = (context) => {
  const staff = new Map(context.rosters.map((roster) => [roster.provider, roster]));
  const found = everybody(context, isOpen).flatMap(({ access, accounts, account }): Observation[] => {
    const { party } = account.holder;
    const roster = party.kind === "provider" ? staff.get(party.provider) : undefined;
    if (roster === undefined) return [];
    const staffed = accounts.flatMap((each) => onStaff(each, roster, context));
    if (staffed.some(({ isActive }) => isActive)) return [];
    if (staffed.length === 0 && isShared(account)) return [];
    const provider = context.matrix.providers[roster.provider]?.name ?? roster.provider;
    return [
      blocking(
        "left-provider",
        accounts,
        access,
        `${nameOf(account)} ${staffed.length === 0 ? "is not on the roster of" : "is no longer active at"} ${provider}, and still has ${accountWords(accounts, access)}.`,
        "Whoever leaves a provider keeps what nobody takes away, and a system with accounts of its own is looked at last.",
        `Block the account in ${access.system.name} today, and give its work to somebody else; have ${provider} say who takes over.`,
      ),
    ];
  });
  return { found, unseen: [] };
};

/** Accounts whose person has no account in the tenant any more, or a blocked one. */
export const accountsWithoutPerson: Observer = (context) => {
  const seesUsers = isWhole(context.whole, "users");
  // With an address of the client's somebody is its own, or nobody known.
  const isOfClient = ({ holder: { party, by } }: SystemAccount) =>
    by === "address" && (party.kind === "internal" || party.kind === "unknown");
  const isPersonal = (account: SystemAccount) =>
    isOpen(account) && account.account.kind !== "service" && account.through === undefined;
  const found = everybody(context, isPersonal).flatMap(({ access, accounts, account }): Observation[] => {
    const { holder } = account;
    const why =
      holder.user?.accountEnabled === false
        ? "is blocked in the tenant"
        : holder.user === undefined && isOfClient(account) && seesUsers
          ? "has no account in the tenant"
          : undefined;
    if (why === undefined) return [];
    return [
      blocking(
        "account-without-person",
        accounts,
        access,
        `${nameOf(account)} ${why}, and still has ${accountWords(accounts, access)}.`,
        "Blocking somebody in the tenant does not reach an account with a password of its own.",
        `Find out whose it is; block it in ${access.system.name} unless somebody needs it.`,
      ),
    ];
  });
  const unlisted = context.systems.filter(({ roster }) => roster === undefined).map(({ system }) => system.name);
  const noRoster = `Who has an account in ${unlisted.join(", ")} is not known: no roster was given (demarc roster --all --out DIR, then --systems DIR).`;
  return {
    found: [...found, ...sharedAccounts(context)],
    unseen: [
      ...(unlisted.length > 0 ? [noRoster] : []),
      ...context.systems.flatMap((access) => unseenOf(access, context)),
    ],
  };
};

/** People who do not come, and could do much if they, or whoever has their password, did. */
export const staleElsewhere: Observer = (context) => {
  const isIdle = (each: SystemAccount) => {
    const { lastSignIn, kind } = each.account;
    if (!isOpen(each) || lastSignIn === undefined || kind !== "person") return false;
    const widest = reachOf([each]);
    if (widest === "member" || widest === "read-only") return false;
    return lastSignIn === null || daysBetween(lastSignIn, context.today) >= context.unusedDays;
  };
  const found = everybody(context, isIdle).map(({ access, accounts, account }): Observation => {
    const lastSignIn = lastSignInOf(accounts);
    const when = lastSignIn ? `last signed in there on ${lastSignIn.slice(0, 10)}` : "never signed in there";
    const stale = observation(
      "stale-access",
      accounts,
      access,
      `${nameOf(account)} has ${accountWords(accounts, access)} and ${when}.`,
      "Nobody notices that an account is used by somebody else when nobody uses it.",
      `Take the role away in ${access.system.name}; whoever needs it can ask for it again.`,
    );
    // Of who never came nobody knows since when: the account may be of yesterday.
    return { ...stale, severity: wide.has(reachOf(accounts)) && lastSignIn !== null ? "medium" : "low" };
  });
  return { found, unseen: context.systems.flatMap(withoutSignIns) };
};

/** Not to be told when people come is not to know that they do. */
function withoutSignIns({ system, accounts }: SystemAccess): string[] {
  const people = accounts.filter(({ account, enabled }) => account.kind === "person" && enabled !== false);
  if (people.length === 0 || people.some(({ account }) => account.lastSignIn !== undefined)) return [];
  return [`When people last signed in to ${system.name} is not known: its roster does not show it.`];
}

/** Accounts that are disabled there and would be somebody again as soon as somebody enables them. */
export const disabledElsewhere: Observer = (context) => {
  const isBlocked = (each: SystemAccount) => each.enabled === false && wide.has(reachOf([each]));
  const found = everybody(context, isBlocked).map(({ access, accounts, account }): Observation => {
    const several = accounts.length > 1;
    const disabled = observation(
      "disabled-with-access",
      accounts,
      access,
      `${several ? `${accounts.length} accounts` : "The account"} of ${nameOf(account)} in ${access.system.name} ${several ? "are disabled and still have" : "is disabled and still has"} ${roleWords(accounts)}.`,
      "Enabling an account asks nobody about what it holds.",
      `Take the roles away from ${several ? "them" : "it"}; what somebody else needs now, give to them.`,
    );
    return { ...disabled, severity: "low" };
  });
  return { found, unseen: [] };
};

interface Somebody {
  readonly access: SystemAccess;
  /** The person's accounts that are looked at; there is one at least. */
  readonly accounts: readonly SystemAccount[];
  /** The first of them. */
  readonly account: SystemAccount;
}

/** Each person in each system, with those accounts that are meant: one who has five is one who leaves. */
function everybody({ systems }: ObserveContext, isMeant: (account: SystemAccount) => boolean): Somebody[] {
  return systems.flatMap((access) =>
    [...Map.groupBy(access.accounts.filter(isMeant), ({ holder }) => holder.identity).values()].flatMap((accounts) => {
      const [account] = accounts;
      return account === undefined ? [] : [{ access, accounts, account }];
    }),
  );
}

/** Nobody knows it from another who left. */
const isShared = ({ holder }: SystemAccount) =>
  holder.user === undefined && isSharedMailbox(holder.identity.replace(/^user:/, ""));

/** Accounts of providers that are nobody's on the list of staff: several people use them. */
function sharedAccounts(context: ObserveContext): Observation[] {
  const staff = new Map(context.rosters.map((roster) => [roster.provider, roster]));
  return everybody(context, (account) => isOpen(account) && isShared(account)).flatMap(
    ({ access, accounts, account }) => {
      const { party } = account.holder;
      const roster = party.kind === "provider" ? staff.get(party.provider) : undefined;
      if (roster === undefined || accounts.some((each) => onStaff(each, roster, context).length > 0)) return [];
      const provider = context.matrix.providers[roster.provider]?.name ?? roster.provider;
      const { system } = access;
      return [
        blocking(
          "account-without-person",
          accounts,
          access,
          `${nameOf(account)} is several people by its address, and nobody on the roster of ${provider}, and has ${accountWords(accounts, access)}.`,
          "What is done with an account of several is nobody's doing, and whoever of them leaves still knows its password.",
          `Have ${provider} say who uses it; give each of them an account of their own in ${system.name}, and close this one.`,
        ),
      ];
    },
  );
}

const isOpen = ({ enabled }: SystemAccount) => enabled !== false;

/** Lines of a staff list about whoever has an account, by every address that is known of the person. */
function onStaff({ account, holder }: SystemAccount, { byAddress }: Roster, { attribution }: ObserveContext) {
  const { email, id } = account;
  const shown = [...addressesIn(email), ...addressesIn(id), holder.identity.replace(/^user:/, "")];
  const given = holder.user === undefined ? [] : givenAddresses(holder.user);
  const names = [...shown, ...shown.flatMap((each) => mailboxOf(each) ?? []), ...given];
  return withOtherAddresses(names, attribution.entitlements).flatMap((name) => byAddress.get(name) ?? []);
}

const nameOf = ({ holder }: SystemAccount) => shortName(holder.label);

function accountWords(accounts: readonly SystemAccount[], { system }: SystemAccess): string {
  const groups = [...new Set(accounts.flatMap(({ through }) => through ?? []))];
  const own = accounts.filter(({ through }) => through === undefined).length;
  const what = own > 1 ? `${own} accounts` : "an account";
  const via = groups.length === 0 ? "" : `, through the group ${listed(groups)}`;
  const roles = accounts.some((each) => each.roles.length > 0) ? ` with ${roleWords(accounts)}` : "";
  return `${what} in ${system.name}${roles}${via}`;
}

function roleWords(accounts: readonly SystemAccount[]): string {
  const names = [...new Set(accounts.flatMap(({ roles }) => roles.map(({ name }) => name)))];
  return names.length === 1 ? `the role ${names[0]}` : `the roles ${listed(names)}`;
}

/** The widest reach among the roles; an account without any is a member. */
function reachOf(accounts: readonly SystemAccount[]): Reach {
  const held = new Set(accounts.flatMap(({ roles }) => roles.map(({ reach }) => reach)));
  return widestFirst.find((reach) => held.has(reach)) ?? "member";
}

/** When one of them was last used; null: none ever was; undefined: nobody knows. */
function lastSignInOf(accounts: readonly SystemAccount[]): string | null | undefined {
  const times = accounts.map(({ account: { lastSignIn } }) => lastSignIn);
  const latest = times
    .flatMap((each) => each ?? [])
    .toSorted()
    .at(-1);
  return latest ?? (times.includes(undefined) ? undefined : null);
}

/** About somebody who should have no account there: whatever role it is, the account goes. */
function blocking(...given: Parameters<typeof observation>): Observation {
  return { ...observation(...given), overrules: true };
}

function observation(
  kind: Observation["kind"],
  accounts: readonly SystemAccount[],
  { system }: SystemAccess,
  message: string,
  why: string,
  words: string,
): Observation {
  const [first] = accounts;
  if (first === undefined) throw new Error(`${kind} is about nobody`);
  const { holder, key, held } = first;
  return {
    kind,
    severity: ofReach[reachOf(accounts)],
    message,
    why,
    key: `${system.key} ${holder.identity}`,
    principal: {
      id: holder.user?.id ?? key,
      identity: holder.identity,
      label: holder.label,
      type: "user",
      party: holder.party,
    },
    objects: accounts.map((each) => each.key),
    joins: "only",
    where: { scope: system.name, held, ...lastUse(lastSignInOf(accounts)) },
    remedy: { words },
    items: accounts.length > 1 ? accountNames(accounts) : [],
    row:
      system.entry === undefined
        ? { path: `tools.${system.category}`, text: system.name }
        : { path: `systems.${system.key}`, text: system.name },
  };
}

/** A roster that is older than this says little about today, days. */
const oldRosterDays = 35;

function unseenOf(access: SystemAccess, { today, matrix }: ObserveContext): string[] {
  const { system, roster, accounts } = access;
  if (roster === undefined) return [];
  const { name } = system;
  const byName = accounts.filter(({ holder }) => holder.by === "name").map(nameOf);
  const age = daysBetween(roster.collectedAt, today);
  return [
    ...(isOfStrangers(access)
      ? [
          `Nobody on the roster of ${name} is of ${matrix.client.name} or of a provider: it may be another company's, and what was agreed was not compared.`,
        ]
      : []),
    ...roster.unread.map(({ what, why }) => `The roster of ${name} is not whole: ${what}: ${why}`),
    ...(roster.showsRoles ? [] : [`Which roles people have in ${name} is not known: its roster does not show them.`]),
    ...(byName.length === 0
      ? []
      : [
          `${counted(byName.length, "account", "accounts")} in ${name} ${byName.length === 1 ? "is" : "are"} told by a name alone, which anybody can give an account: ${listed(byName)}.`,
        ]),
    ...(roster.source.kind === "csv" && roster.source.dayOf === "file"
      ? [`The roster of ${name} has the day of its file: it may be older (roster.exportedOn of the matrix).`]
      : []),
    ...(age > oldRosterDays ? [`The roster of ${name} is ${age} days old: who came since then is not known.`] : []),
  ];
}
