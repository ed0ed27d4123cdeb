/** The matrix turned into what each party is entitled to. Pure: same matrix, same result. */

import { azureRoleTier } from "../catalogue/azure-roles.ts";
import { findRole } from "../catalogue/entra-roles.ts";
import { readAccessForGuests } from "../catalogue/function-table.ts";
import {
  type ActivationRule,
  type CustomRole as CatalogueCustomRole,
  type Delegation,
  functionById,
  type ItFunction,
} from "../catalogue/functions.ts";
import type { Tier } from "../catalogue/tier.ts";
import { type PartyKey, type ResolvedRow, resolveRows, type SupportCondition } from "../matrix/parties.ts";
import type { FunctionRow, Matrix, Provider } from "../matrix/schema.ts";
import { type AzureNeed, azureNeeds } from "./azure-access.ts";
import { type AzureClaim, azureEntitlements, azureGrant, heldByTeam } from "./azure-derive.ts";
import { watchedSubscriptions } from "./azure-scopes.ts";
import { contractLines } from "./contract.ts";
import type {
  ActivationRules,
  AdministrativeUnitEntitlement,
  CustomRole,
  Entitlements,
  Monitoring,
  ProviderPerson,
  RoleGrant,
  Team,
} from "./entitlements.ts";
import { slug } from "./names.ts";
import { privilegedAccess } from "./privileged-access.ts";
import { signInEntitlements } from "./sign-in.ts";
import { systemLines, systemSignIns } from "./system-access.ts";

/** What the matrix entitles each party to. Never throws for a matrix that loaded. */
export function deriveEntitlements(matrix: Matrix): Entitlements {
  const people = Object.entries(matrix.providers).flatMap(([key, provider]) => providerPeople(matrix, key, provider));
  const allDrafts = resolveRows(matrix).flatMap((row) => teamDrafts(matrix, row));
  // GDAP technicians are no objects of this tenant: their roles are agreed in Partner Center, not declared here.
  const [throughGdap, drafts] = partition(
    allDrafts,
    (draft) => accountsOf(matrix, draft.provider) === "gdap-technicians",
  );
  const teams = drafts.filter(conveysSomething).map((draft) => team(matrix, draft, people));
  const claims = allDrafts.map(({ provider, itFunction, azureNeeds: needs }): AzureClaim => {
    const doing = people.filter((person) => performs(matrix, person, itFunction.id)(provider));
    return { provider, functionId: itFunction.id, needs, people: doing.map(({ key }) => key) };
  });
  const systems = systemSignIns(matrix, people);
  const azure = azureEntitlements(matrix, claims, strictest);
  return {
    client: {
      name: matrix.client.name,
      tenantId: matrix.client.tenantId,
      initialDomain: matrix.client.initialDomain,
    },
    people,
    peopleGroups: Object.entries(matrix.providers)
      .filter(([, provider]) => provider.accounts !== "gdap-technicians")
      .map(([key, provider]) => ({ key: `${key}-people`, provider: key, displayName: `${provider.name} – people` })),
    approvers: {
      key: "approvers",
      displayName: `${matrix.client.name} – access approvers`,
      members: matrix.internal.approvers,
    },
    administrativeUnits: administrativeUnits(matrix, drafts),
    customRoles: customRoles(drafts),
    teams,
    delegatedAdminRoles: throughGdap.flatMap((draft) =>
      draft.delegations.flatMap(({ role }) =>
        // A GDAP relationship takes built-in roles only, for the whole directory.
        role.kind === "built-in" ? { provider: draft.provider, functionId: draft.itFunction.id, role: role.name } : [],
      ),
    ),
    ...signInEntitlements(matrix, teams, systems),
    emergency: {
      group: { key: "emergency-accounts", displayName: `${matrix.client.name} – emergency accounts` },
      accounts: matrix.emergencyAccounts.map((account, index) => ({
        key: slug(account.userPrincipalName.split("@")[0] ?? `emergency-${index + 1}`),
        userPrincipalName: account.userPrincipalName,
        displayName: account.displayName ?? `Emergency access ${index + 1}`,
        credential: account.credential,
        existing: account.existing ?? false,
      })),
    },
    ...privilegedAccess(matrix),
    ...(matrix.azure && { monitoring: monitoring(matrix.azure) }),
    ...(azure && { azure }),
    systemSignIns: systems,
    contractLines: [...contractLines(matrix, teams, azure), ...systemLines(matrix, systems, people)],
  };
}

function monitoring(azure: NonNullable<Matrix["azure"]>): Monitoring {
  const { subscriptionId, resourceGroup, location, retentionDays, alertEmails, locks } = azure;
  const subscriptions = watchedSubscriptions(azure);
  return { subscriptionId, resourceGroup, location, retentionDays, alertEmails, subscriptions, locked: locks };
}

function providerPeople(matrix: Matrix, key: PartyKey, provider: Provider): ProviderPerson[] {
  const account = (
    { guests: "guest", "local-accounts": "local-account", "gdap-technicians": "gdap-technician" } as const
  )[provider.accounts];
  return provider.people.map((person) => {
    const local = person.email.slice(0, person.email.indexOf("@"));
    return {
      key: `${key}-${slug(local)}`,
      provider: key,
      name: person.name,
      email: person.email,
      account,
      ...(account === "local-account" && { userPrincipalName: `${key}-${slug(local)}@${matrix.client.initialDomain}` }),
      ...(account === "guest" &&
        person.existing && { userPrincipalName: guestName(person.email, matrix.client.initialDomain) }),
      ...(person.userPrincipalName !== undefined && { userPrincipalName: person.userPrincipalName }),
      existing: person.existing ?? false,
    };
  });
}

/** What Entra calls a guest who is invited under an address (https://learn.microsoft.com/entra/external-id/user-properties). */
export function guestName(address: string, initialDomain: string): string {
  return `${address.replace("@", "_")}#EXT#@${initialDomain}`;
}

/** A team before its people are known: which provider does which function, with which roles. */
interface TeamDraft {
  readonly provider: PartyKey;
  readonly itFunction: ItFunction;
  readonly when?: SupportCondition;
  readonly delegations: readonly ScopedDelegation[];
  /** Everything that the row needs in Azure, and of it what the team's group holds. */
  readonly azureNeeds: readonly AzureNeed[];
  readonly azureHeld: readonly AzureNeed[];
  readonly overrideReason?: string;
}

/** A row whose access is all elsewhere (through Lighthouse, by eligibilities of its own) has no group here. */
function conveysSomething({ delegations, azureHeld }: TeamDraft): boolean {
  return delegations.length > 0 || azureHeld.length > 0;
}

interface ScopedDelegation {
  readonly role: Delegation["role"];
  /** Key of an administrative unit, or undefined for the whole directory. */
  readonly unit: string | undefined;
  readonly why: string;
  readonly source: string;
  readonly activation: ActivationRule;
  readonly eligibilityDays: number;
}

function teamDrafts(matrix: Matrix, resolved: ResolvedRow): TeamDraft[] {
  const itFunction = functionById(resolved.functionId);
  if (itFunction === undefined) return [];
  const { access } = resolved.row;
  const delegations = access?.delegations
    ? overridden(access.reason, access.delegations, itFunction)
    : itFunction.delegations.map(scoped);
  const needs = azureNeeds(matrix.azure, resolved.row, itFunction);
  if (delegations.length === 0 && needs.length === 0) return [];
  const overrideReason = resolved.row.access?.reason;
  const draft = (provider: PartyKey, when?: SupportCondition): TeamDraft => ({
    provider,
    itFunction,
    delegations: usableBy(accountsOf(matrix, provider), delegations),
    azureNeeds: needs,
    azureHeld: heldByTeam(matrix, provider, needs),
    ...(when !== undefined && { when }),
    ...(overrideReason !== undefined && { overrideReason }),
  });
  return [
    ...(resolved.provider !== undefined && resolved.provider in matrix.providers ? [draft(resolved.provider)] : []),
    ...(resolved.support && resolved.support.provider in matrix.providers
      ? [draft(resolved.support.provider, resolved.support.when)]
      : []),
  ];
}

const accountsOf = (matrix: Matrix, provider: PartyKey) => matrix.providers[provider]?.accounts;

/** Guests may not read the directory: a role over an administrative unit does nothing for them without it. */
function usableBy(
  accounts: Provider["accounts"] | undefined,
  delegations: readonly ScopedDelegation[],
): readonly ScopedDelegation[] {
  const hasUnits = delegations.some((delegation) => delegation.unit !== undefined);
  return accounts === "guests" && hasUnits ? [...delegations, scoped(readAccessForGuests)] : delegations;
}

function partition<T>(values: readonly T[], test: (value: T) => boolean): [T[], T[]] {
  return [values.filter(test), values.filter((value) => !test(value))];
}

function scoped(delegation: Delegation): ScopedDelegation {
  return {
    role: delegation.role,
    unit: delegation.scope.kind === "administrative-unit" ? delegation.scope.unit : undefined,
    why: delegation.why,
    source: delegation.source,
    activation: delegation.activation,
    eligibilityDays: delegation.eligibilityDays,
  };
}

/** The row's own delegations instead of the catalogue's; what it leaves open is as strict as the catalogue's strictest. */
function overridden(
  reason: string,
  delegations: NonNullable<NonNullable<FunctionRow["access"]>["delegations"]>,
  itFunction: ItFunction,
): ScopedDelegation[] {
  return delegations.flatMap((delegation) => {
    const role = findRole(delegation.role);
    if (role === undefined) return [];
    return {
      role: { kind: "built-in" as const, templateId: role.templateId, name: role.name },
      unit: delegation.scope === "directory" ? undefined : delegation.scope,
      why: reason,
      source: `matrix: functions.${itFunction.id}.access`,
      activation: {
        maximumHours: delegation.maximumHours ?? 4,
        approval: delegation.approval ?? true,
        ticket: true,
      },
      eligibilityDays: delegation.eligibleDays ?? 90,
    };
  });
}

/** The lengths that Entra accepts as the longest eligibility of a group's policy, days. */
const policyLengths = [15, 30, 90, 180, 365];

function team(matrix: Matrix, draft: TeamDraft, people: readonly ProviderPerson[]): Team {
  const { provider, itFunction } = draft;
  const key = `${provider}-${itFunction.id}`;
  const name = matrix.providers[provider]?.name ?? provider;
  return {
    key,
    provider,
    functionId: itFunction.id,
    ...(draft.when !== undefined && { when: draft.when }),
    displayName: `${name} – ${itFunction.title}`,
    description: `${itFunction.title} for ${matrix.client.name}${draft.when ? ` (${draft.when.replaceAll("-", " ")})` : ""}. Declared in the responsibility matrix, row functions.${itFunction.id}.`,
    grants: draft.delegations.map((delegation) => grant(key, delegation)),
    azure: draft.azureHeld.map((need) => azureGrant(key, need)),
    eligible: people.filter((person) => performs(matrix, person, itFunction.id)(provider)).map((person) => person.key),
    activation: strictest([...draft.delegations, ...draft.azureHeld]),
    ...(draft.overrideReason !== undefined && { overrideReason: draft.overrideReason }),
  };
}

const performs = (matrix: Matrix, person: ProviderPerson, functionId: string) => (provider: PartyKey) => {
  if (person.provider !== provider) return false;
  const only = matrix.providers[provider]?.people.find((each) => each.email === person.email)?.functions;
  return only === undefined || only.some((each) => each === functionId);
};

function grant(teamKey: string, { role, unit, why, source }: ScopedDelegation): RoleGrant {
  const name = role.kind === "built-in" ? role.name : role.displayName;
  return {
    key: `${teamKey}-${slug(name)}${unit === undefined ? "" : `-${unit}`}`,
    role: role.kind === "built-in" ? role : { kind: "custom", key: role.key, name },
    scope: unit === undefined ? { kind: "directory" } : { kind: "administrative-unit", unit },
    why,
    source,
  };
}

/** One group has one set of activation rules: the strictest of what it gives. */
function strictest(delegations: readonly (ScopedDelegation | AzureNeed)[]): ActivationRules {
  const days = Math.min(...delegations.map((each) => each.eligibilityDays));
  return {
    maximumHours: Math.min(...delegations.map((each) => each.activation.maximumHours)),
    approval: delegations.some((each) => each.activation.approval || tierOf(each) === 0),
    multifactor: true,
    justification: true,
    ticket: delegations.some((each) => each.activation.ticket),
    eligibleDays: policyLengths.findLast((length) => length <= days) ?? days,
  };
}

function tierOf({ role, ...where }: ScopedDelegation | AzureNeed): Tier | undefined {
  if (role.kind !== "built-in") return undefined;
  if ("roleDefinitionId" in role) return azureRoleTier(role.roleDefinitionId).tier;
  return "unit" in where && where.unit === undefined ? findRole(role.templateId)?.tier : undefined;
}

/** The units that some delegation needs, described by the matrix where it names them. */
function administrativeUnits(matrix: Matrix, drafts: readonly TeamDraft[]): AdministrativeUnitEntitlement[] {
  const needed = drafts.flatMap((draft) => draft.delegations.flatMap((delegation) => delegation.unit ?? []));
  const keys = [...new Set([...Object.keys(matrix.administrativeUnits), ...needed])].filter((key) =>
    needed.includes(key),
  );
  const neverMembers = [
    ...matrix.internal.people.map((person) => person.userPrincipalName),
    ...matrix.emergencyAccounts.map((account) => account.userPrincipalName),
  ];
  return keys.map((key) => {
    const declared = matrix.administrativeUnits[key];
    return {
      key,
      displayName: declared?.displayName ?? titleOf(key),
      description:
        declared?.description ?? `Where providers work for ${matrix.client.name}. No privileged person belongs in it.`,
      ...(declared?.members?.group !== undefined && { memberGroup: declared.members.group }),
      ...(declared?.members?.users && { memberUsers: declared.members.users }),
      neverMembers,
    };
  });
}

const titleOf = (key: string) => key.charAt(0).toUpperCase() + key.slice(1).replaceAll("-", " ");

function customRoles(drafts: readonly TeamDraft[]): CustomRole[] {
  const found = new Map<string, CatalogueCustomRole>();
  for (const { role } of drafts.flatMap((draft) => draft.delegations))
    if (role.kind === "custom") found.set(role.key, role);
  return [...found.values()].map((role) => ({
    key: role.key,
    displayName: role.displayName,
    description: role.description,
    resourceActions: role.actions,
  }));
}
