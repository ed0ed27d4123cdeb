/**
 * Systems beside the tenant: who is agreed to hold which role there, against their rosters. An agreement with a party allows each of the
 * people whom the matrix names of it, of whoever owns the system also the others, and demands none; one with a person demands it. Whoever
 * was agreed to do more may do less.
 */

import type { AccountHolder } from "../../access/account-holder.ts";
import type { Party } from "../../access/record.ts";
import type { SystemAccess, SystemAccount } from "../../access/system-accounts.ts";
import { roleReaches } from "../../catalogue/systems/role-reach.ts";
import { INTERNAL } from "../../matrix/parties.ts";
import { type AgreedRole, isIdentityProvider, vendorRole } from "../../matrix/systems.ts";
import { differenceId } from "../draft.ts";
import { shortName } from "../names.ts";
import type { Difference, HeldAccess, ReviewPrincipal, ReviewSeverity } from "../schema.ts";
import { principalOf } from "../sentences.ts";
import { matrixLines } from "./matrix-lines.ts";
import { type Reach, undeclaredRoleSeverity } from "./severity.ts";
import { accountNames, isOfStrangers, lastUse } from "./shown.ts";

export interface SystemsInput {
  readonly systems: readonly SystemAccess[];
  /** Whom an address of the matrix means. */
  readonly holderOf: (address: string) => AccountHolder | undefined;
  readonly partyLabel: (party: Party) => string;
  /** Where a path of the matrix is in its file. */
  readonly placeOf?: (path: string) => { readonly file: string; readonly line: number };
}

/** What came out for one system. */
export interface SystemComparison {
  readonly access: SystemAccess;
  readonly differences: readonly Difference[];
  /** Roles that were agreed with a person, and how many of them the person has. */
  readonly agreed: number;
  readonly asAgreed: number;
  /** Of these, what cannot be said because the roster does not show everything, or is perhaps not of this company. */
  readonly notCompared: readonly string[];
  /** What providers hold there, agreed or not: the next review sees what they gained. */
  readonly holdings: readonly HeldAccess[];
}

/** A role as somebody has it. */
interface Role {
  readonly name: string;
  readonly reach: Reach;
  readonly scope?: string | undefined;
}

/** One comparison for each system, in their order. */
export function compareSystems(input: SystemsInput): SystemComparison[] {
  return input.systems.map((access) => compareSystem(access, input));
}

function compareSystem(access: SystemAccess, input: SystemsInput): SystemComparison {
  const { system, roster, accounts } = access;
  const agreed = system.roles.flatMap((role, index) =>
    role.held.flatMap(({ address }) => (address === undefined ? [] : [{ role, index, address }])),
  );
  if (roster === undefined) {
    return { access, differences: [], agreed: agreed.length, asAgreed: 0, notCompared: [], holdings: [] };
  }
  // Who cannot sign in holds nothing for now; that the account still has its roles is an observation.
  const able = accounts.filter(({ enabled }) => enabled !== false);
  const byIdentity = Map.groupBy(able, ({ holder }) => holder.identity);
  const agreedIdentity = new Map(agreed.map(({ address }) => [address, agreedHolder(address, input).identity]));
  const differences = new Map<string, Difference>();
  const holdings = new Map<string, HeldAccess>();
  // The same role at several places, of several accounts, or through several groups, is one decision.
  const accountsOf = new Map<string, Map<string, SystemAccount>>();
  const note = (id: string, account: SystemAccount) => {
    const before = accountsOf.get(id);
    if (before === undefined) accountsOf.set(id, new Map([[account.key, account]]));
    else before.set(account.key, account);
    return before === undefined;
  };
  for (const account of able) {
    const { party } = account.holder;
    for (const role of rolesOf(account, access)) {
      const isAgreed = system.roles.some(
        (each) => covers(each, role, access) && isWith(each, account.holder, access, agreedIdentity),
      );
      const isMeant = isAgreed || mayAdminister(party, role, access);
      const severity = undeclaredRoleSeverity(party, role.reach, system);
      // What is neither agreed nor worth a word is none of the review's business, now or in the next one.
      if (party.kind === "provider" && (isAgreed || severity !== undefined)) {
        const held = holding(account, role, isMeant, access, input);
        if (note(held.key, account)) holdings.set(held.key, held);
      }
      if (isMeant || severity === undefined) continue;
      // Agreed with a party is agreed with those whom the matrix names of it.
      const isOfParty = system.roles.some(
        (each) =>
          covers(each, role, access) &&
          each.held.some(({ party: of, address }) => address === undefined && of === partyKey(party)),
      );
      const id = differenceId("undeclared", recordKey(account.holder.identity, role.name, system.key));
      if (note(id, account)) differences.set(id, undeclared(account, role, { id, severity, isOfParty }, access, input));
    }
  }
  const isOfOthers = isOfStrangers(access);
  let asAgreed = 0;
  const notCompared: string[] = [];
  for (const { role, index, address } of agreed) {
    const held = (byIdentity.get(agreedIdentity.get(address) ?? "") ?? []).flatMap((each) => each.roles);
    if (held.some(({ name }) => isNamed(role, name, access))) asAgreed++;
    else if (!roster.complete || !roster.showsRoles || isOfOthers)
      notCompared.push(`${address}: ${role.role} in ${system.name}`);
    else {
      const difference = missing(role, index, address, access, input);
      differences.set(difference.id, difference);
    }
  }
  return {
    access,
    differences: [...differences.values()].map((each) => withAccounts(each, accountsOf.get(each.id))),
    agreed: agreed.length,
    asAgreed,
    notCompared,
    holdings: [...holdings.values()].map((each) => ({
      ...each,
      objects: [...(accountsOf.get(each.key)?.keys() ?? [])],
    })),
  };
}

/** Where the roster does not show roles, an account may hold any. */
function rolesOf({ roles }: SystemAccount, access: SystemAccess): readonly Role[] {
  return hidesRoles(access) ? [{ name: "a role that the roster does not show", reach: "unknown" }] : roles;
}

const hidesRoles = ({ roster }: SystemAccess) => roster?.showsRoles === false;

function isNamed(agreed: AgreedRole, name: string, { system }: SystemAccess): boolean {
  const own = (role: string) => (vendorRole(system.known, role)?.name ?? role).trim().toLowerCase();
  return own(agreed.role) === own(name);
}

/** Two roles of the same reach are two things; one that reaches further has the other in it. */
function covers(agreed: AgreedRole, role: Role, access: SystemAccess): boolean {
  if (isNamed(agreed, role.name, access)) return true;
  // Whoever can give itself anything there has every other role, too, also one that a customer made.
  if (agreed.reach === "super-administrator") return true;
  if (agreed.reach === "unknown" || role.reach === "unknown") return false;
  return roleReaches.indexOf(agreed.reach) < roleReaches.indexOf(role.reach);
}

function isWith(
  { held }: AgreedRole,
  holder: AccountHolder,
  { system }: SystemAccess,
  agreedIdentity: ReadonlyMap<string, string>,
): boolean {
  return held.some(({ party, address }) =>
    address === undefined
      ? party === partyKey(holder.party) && (holder.isNamed || system.owners.includes(party))
      : agreedIdentity.get(address) === holder.identity,
  );
}

/** With the accounts that it is about, each by name where there are several: who takes one away leaves the others. */
function withAccounts(difference: Difference, accounts: ReadonlyMap<string, SystemAccount> = new Map()): Difference {
  if (accounts.size < 2) return difference;
  const { access } = difference;
  return {
    ...difference,
    access: { ...access, objects: [...accounts.keys()] },
    items: accountNames(accounts.values()),
  };
}

/** Whom an agreement means; an address of nobody known is somebody all the same. */
function agreedHolder(address: string, { holderOf }: SystemsInput): AccountHolder {
  return (
    holderOf(address) ?? {
      identity: `user:${address}`,
      label: address,
      party: { kind: "unknown" },
      by: "nothing",
      isNamed: false,
    }
  );
}

function mayAdminister(party: Party, { reach }: Role, { system }: SystemAccess): boolean {
  const key = partyKey(party);
  // To own a row is not to be on top of everything that signs in through it: that has to be said.
  if (party.kind === "provider" && reach === "super-administrator" && isIdentityProvider(system)) return false;
  return key !== undefined && system.administers.includes(key);
}

function partyKey(party: Party): string | undefined {
  if (party.kind === "provider") return party.provider;
  return party.kind === "internal" || party.kind === "emergency" ? INTERNAL : undefined;
}

const reachWords: Readonly<Record<Reach, string>> = {
  "super-administrator": ", which can give itself anything there",
  administrator: ", which changes it for everybody",
  operator: "",
  "read-only": "",
  member: "",
  unknown: ", of which nobody knows what it can do",
};

const reasons: Readonly<Record<"provider" | "unknown" | "internal", string>> = {
  provider: "It belongs to a provider, and what a provider holds is what the matrix says.",
  unknown: "Nobody knows whose account it is. Whoever can change a system has to have a name.",
  internal: "Who is on top of a system is agreed, so that whoever leaves or changes is noticed.",
};

function undeclared(
  account: SystemAccount,
  role: Role,
  { id, severity, isOfParty }: { readonly id: string; readonly severity: ReviewSeverity; readonly isOfParty: boolean },
  access: SystemAccess,
  { partyLabel, placeOf }: SystemsInput,
): Difference {
  const { holder, through, held, key } = account;
  const { system } = access;
  const who = shortName(holder.label);
  const what = hidesRoles(access) ? "has an account" : `${held === "eligible" ? "can activate" : "holds"} ${role.name}`;
  const via = through === undefined ? "" : ` through the group ${through}`;
  const isMeant = severity !== "critical" && (holder.party.kind === "provider" || holder.party.kind === "internal");
  const isKnown = holder.identity.startsWith("user:") && !hidesRoles(access);
  const lines = isMeant && isKnown ? matrixLines(system, role.name, holder.identity.slice("user:".length)) : undefined;
  const removal = hidesRoles(access)
    ? `Look in ${system.name} what ${who} may do there, and take away what nobody needs.`
    : `Take ${role.name} away from ${who} in ${system.name}${through === undefined ? "" : `: out of the group ${through}`}.`;
  return {
    id,
    kind: "undeclared",
    severity,
    title: `${who} ${what} in ${system.name}${via}${reachWords[role.reach]}, and the matrix does not say so.`,
    why: [
      reasons[holder.party.kind === "provider" || holder.party.kind === "unknown" ? holder.party.kind : "internal"],
      ...(isOfParty
        ? ["The role is agreed with those whom the matrix names of this side, and this is nobody of them."]
        : []),
      ...(holder.doubts ?? []),
      ...(holder.by === "name" ? ["The account was matched by its name alone: the system shows no address."] : []),
      ...(severity === "critical" ? ["Everything that signs in through it is in the same hands."] : []),
    ].join(" "),
    principal: principal(account, partyLabel),
    access: {
      kind: "system-role",
      target: role.name,
      scope: role.scope === undefined ? system.name : `${system.name}: ${role.scope}`,
      held,
      ...lastUse(account.account.lastSignIn),
      objects: [key],
    },
    changes: [],
    items: [],
    row: rowOf(access),
    rules: [],
    remedy: {
      words: lines === undefined ? removal : `${removal} If it is meant, say so in the matrix instead.`,
      ...(lines !== undefined && { matrix: lines, ...placeAt(rowOf(access).path, placeOf) }),
    },
  };
}

function missing(
  agreed: AgreedRole,
  index: number,
  address: string,
  { system }: SystemAccess,
  input: SystemsInput,
): Difference {
  const holder = agreedHolder(address, input);
  const path = `systems.${system.key}.roles.${index}`;
  return {
    id: differenceId("missing", recordKey(holder.identity, agreed.role, system.key)),
    kind: "missing",
    severity: "low",
    title: `Agreed, but not there: ${shortName(holder.label)} does not hold ${agreed.role} in ${system.name}.`,
    why: "Whoever is to do the work cannot, or somebody else does it.",
    principal: principalOf(
      { principal: { id: holder.user?.id ?? holder.identity, type: "user", ...holder } },
      input.partyLabel,
    ),
    access: { kind: "system-role", target: agreed.role, scope: system.name, held: "standing", objects: [] },
    changes: [],
    items: [],
    row: { path, text: `${system.name}: ${agreed.role}` },
    rules: [],
    remedy: {
      words: `Give ${shortName(holder.label)} the role in ${system.name}, or take the line out of the matrix.`,
      ...placeAt(path, input.placeOf),
    },
  };
}

const recordKey = (identity: string, role: string, system: string) => `system-role | ${identity} | ${role} | ${system}`;

function principal({ holder, key, account }: SystemAccount, partyLabel: (party: Party) => string): ReviewPrincipal {
  const { identity, label, party } = holder;
  const type = account.kind === "service" ? "servicePrincipal" : "user";
  return principalOf({ principal: { id: holder.user?.id ?? key, identity, label, party, type } }, partyLabel);
}

function holding(
  account: SystemAccount,
  role: Role,
  declared: boolean,
  { system }: SystemAccess,
  { partyLabel }: SystemsInput,
): HeldAccess {
  return {
    key: recordKey(account.holder.identity, role.name, system.key),
    kind: "system-role",
    principal: principal(account, partyLabel),
    target: role.name,
    scope: system.name,
    held: account.held,
    declared,
    objects: [account.key],
  };
}

function rowOf({ system }: SystemAccess): { readonly path: string; readonly text: string } {
  return system.entry === undefined
    ? { path: `tools.${system.category}`, text: `${system.name}: its owner administers it, and nothing else is agreed` }
    : { path: `systems.${system.key}`, text: `${system.name}: who holds which role` };
}

function placeAt(path: string, placeOf: SystemsInput["placeOf"]): Pick<Difference["remedy"], "place"> {
  return placeOf === undefined ? {} : { place: { ...placeOf(path), path } };
}
