/** What the rosters of systems show of people: who is gone and still has an account, who never comes, and where nobody could look. */

import type { SystemAccess, SystemAccount } from "../../access/system-accounts.ts";
import { isWhole } from "../../tenant/blind-spots.ts";
import { daysBetween } from "../last-use.ts";
import { shortName } from "../names.ts";
import type { Observation, ObserveContext, Observer } from "../observe/observation.ts";
import type { Roster } from "../roster.ts";
import type { ReviewSeverity } from "../schema.ts";
import { counted, listed } from "../words.ts";
import type { Reach } from "./severity.ts";

/** How much it matters that an account stays which nobody should have any more. */
const ofReach: Readonly<Record<Reach, ReviewSeverity>> = {
  "super-administrator": "high",
  administrator: "high",
  operator: "medium",
  unknown: "medium",
  "read-only": "medium",
  member: "low",
};

const order: readonly ReviewSeverity[] = ["critical", "high", "medium", "low"];

/** Accounts of people who are no longer on the roster of their provider's staff. */
export const leftProviderElsewhere: Observer = (context) => {
  const staff = new Map(context.rosters.map((roster) => [roster.provider, roster]));
  const found = everyAccount(context).flatMap(({ access, account }): Observation[] => {
    const { party } = account.holder;
    const roster = party.kind === "provider" ? staff.get(party.provider) : undefined;
    if (roster === undefined || !isOpen(account)) return [];
    const staffed = onStaff(account, roster);
    if (staffed.some(({ isActive }) => isActive)) return [];
    const provider = context.matrix.providers[roster.provider]?.name ?? roster.provider;
    return [
      observation(
        "left-provider",
        account,
        access,
        `${nameOf(account)} ${staffed.length === 0 ? "is not on the roster of" : "is no longer active at"} ${provider}, and still has ${accountWords(account, access)}.`,
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
  const found = everyAccount(context).flatMap(({ access, account }): Observation[] => {
    const { holder } = account;
    if (!isOpen(account) || account.account.kind === "service" || account.through !== undefined) return [];
    const why =
      holder.user?.accountEnabled === false
        ? "is blocked in the tenant"
        : holder.user === undefined && holder.party.kind === "internal" && holder.by === "address" && seesUsers
          ? "has no account in the tenant"
          : undefined;
    if (why === undefined) return [];
    return [
      observation(
        "account-without-person",
        account,
        access,
        `${nameOf(account)} ${why}, and still has ${accountWords(account, access)}.`,
        "Blocking somebody in the tenant does not reach an account with a password of its own.",
        `Find out whose it is; block it in ${access.system.name} unless somebody needs it.`,
      ),
    ];
  });
  const unlisted = context.systems.filter(({ roster }) => roster === undefined).map(({ system }) => system.name);
  const noRoster = `Who has an account in ${unlisted.join(", ")} is not known: no roster was given (demarc roster --all --out DIR, then --systems DIR).`;
  return {
    found,
    unseen: [
      ...(unlisted.length > 0 ? [noRoster] : []),
      ...context.systems.flatMap((access) => unseenOf(access, context.today)),
    ],
  };
};

/** People who do not come, and could do much if they, or whoever has their password, did. */
export const staleElsewhere: Observer = (context) => {
  const found = everyAccount(context).flatMap(({ access, account }): Observation[] => {
    const { lastSignIn } = account.account;
    if (!isOpen(account) || lastSignIn === undefined || account.account.kind !== "person") return [];
    const worst = reachOf(account);
    if (worst === "member" || worst === "read-only") return [];
    if (lastSignIn !== null && daysBetween(lastSignIn, context.today) < context.unusedDays) return [];
    const when = lastSignIn === null ? "never signed in there" : `last signed in there on ${lastSignIn.slice(0, 10)}`;
    const stale = observation(
      "stale-access",
      account,
      access,
      `${nameOf(account)} has ${accountWords(account, access)} and ${when}.`,
      "Nobody notices that an account is used by somebody else when nobody uses it.",
      `Take the role away in ${access.system.name}; whoever needs it can ask for it again.`,
    );
    const isWide = worst === "super-administrator" || worst === "administrator";
    // Of who never came nobody knows since when: the account may be of yesterday.
    return [{ ...stale, severity: isWide && lastSignIn !== null ? "medium" : "low" }];
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
  const found = everyAccount(context).flatMap(({ access, account }): Observation[] => {
    const worst = reachOf(account);
    if (account.enabled !== false || (worst !== "super-administrator" && worst !== "administrator")) return [];
    const disabled = observation(
      "disabled-with-access",
      account,
      access,
      `The account of ${nameOf(account)} in ${access.system.name} is disabled and still has ${roleWords(account)}.`,
      "Enabling an account asks nobody about what it holds.",
      "Take the roles away from it; what somebody else needs now, give to them.",
    );
    return [{ ...disabled, severity: "low" }];
  });
  return { found, unseen: [] };
};

function everyAccount({ systems }: ObserveContext) {
  return systems.flatMap((access) => access.accounts.map((account) => ({ access, account })));
}

const isOpen = ({ enabled }: SystemAccount) => enabled !== false;

/** Lines of a staff list about whoever has an account, by every address that is known of the person. */
function onStaff({ account, holder }: SystemAccount, { byAddress }: Roster) {
  const { email, id } = account;
  const names = [email, id, holder.identity.replace(/^user:/, ""), holder.user?.userPrincipalName, holder.user?.mail];
  return names.flatMap((name) => byAddress.get(name?.toLowerCase() ?? "") ?? []);
}

const nameOf = ({ holder }: SystemAccount) => shortName(holder.label);

function accountWords(account: SystemAccount, { system }: SystemAccess): string {
  const via = account.through === undefined ? "" : `, through the group ${account.through}`;
  return account.roles.length === 0
    ? `an account in ${system.name}${via}`
    : `an account in ${system.name} with ${roleWords(account)}${via}`;
}

function roleWords({ roles }: SystemAccount): string {
  const names = [...new Set(roles.map(({ name }) => name))];
  return names.length === 1 ? `the role ${names[0]}` : `the roles ${listed(names)}`;
}

/** The widest reach among the roles; an account without any is a member. */
function reachOf({ roles }: SystemAccount): Reach {
  const worst = roles.toSorted(
    (left, right) => order.indexOf(ofReach[left.reach]) - order.indexOf(ofReach[right.reach]),
  );
  return worst.find(({ reach }) => reach === "super-administrator")?.reach ?? worst[0]?.reach ?? "member";
}

function observation(
  kind: Observation["kind"],
  account: SystemAccount,
  { system }: SystemAccess,
  message: string,
  why: string,
  words: string,
): Observation {
  const { holder, key } = account;
  return {
    kind,
    severity: ofReach[reachOf(account)],
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
    objects: [key],
    joins: "also",
    remedy: { words },
    row:
      system.entry === undefined
        ? { path: `tools.${system.category}`, text: system.name }
        : { path: `systems.${system.key}`, text: system.name },
  };
}

/** A roster that is older than this says little about today, days. */
const oldRosterDays = 35;

function unseenOf({ system, roster, accounts }: SystemAccess, today: string): string[] {
  if (roster === undefined) return [];
  const { name } = system;
  const byName = accounts.filter(({ holder }) => holder.by === "name").map(nameOf);
  const age = daysBetween(roster.collectedAt, today);
  return [
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
