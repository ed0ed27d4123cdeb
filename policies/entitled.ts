/** What the matrix gives: roles of teams with their scopes, in the words of access records. */

import { scopeOf } from "../src/access/azure/scopes.ts";
import { identityOf } from "../src/access/identity.ts";
import { oncePer } from "../src/access/once.ts";
import type { AccessRecord } from "../src/access/record.ts";
import { systemApplications } from "../src/access/system-applications.ts";
import type { AzureRoleReference } from "../src/entitlements/azure.ts";
import {
  type ActivationRules,
  type Entitlements,
  type RoleGrant,
  systemGroups,
  type Team,
} from "../src/entitlements/entitlements.ts";
import type { SystemGroup } from "../src/entitlements/system-access.ts";
import type { RuleContext } from "./rule.ts";

export interface EntitledRole {
  readonly team: Team;
  readonly grant: RoleGrant;
  /** As `AccessRecord.scope` says it. */
  readonly scope: string;
}

/** The provider's entitlements to the role of a record, at whatever scope. */
export function entitledRoles(context: RuleContext, provider: string, record: AccessRecord): EntitledRole[] {
  return context.entitlements.teams
    .filter((team) => team.provider === provider)
    .flatMap((team) =>
      team.grants
        .filter(({ role }) =>
          role.kind === "built-in"
            ? role.templateId.toLowerCase() === record.targetId?.toLowerCase()
            : role.name.toLowerCase() === record.target.toLowerCase(),
        )
        .map((grant) => ({ team, grant, scope: scopeLabel(context, grant) })),
    );
}

/** True when a row of the matrix gives the provider an Azure role at the very scope: to a team's group, to its people, or by Lighthouse. */
export function isEntitledInAzure(context: RuleContext, provider: string, record: AccessRecord): boolean {
  const { azure, people } = context.entitlements;
  const fits = (role: AzureRoleReference | { roleDefinitionId: string; name: string }, scope: string) =>
    scopeOf(scope) === scopeOf(record.scope) &&
    ("roleDefinitionId" in role ? role.roleDefinitionId === record.targetId : role.name === record.target);
  const team = teamOf(context, record.principal.id);
  if (team?.provider === provider && team.azure.some(({ role, scope }) => fits(role, scope.id))) return true;
  const own = azure?.eligibilities.some(
    (each) =>
      each.provider === provider && fits(each.role, each.scope.id) && isAmong(each.eligible, people, record.principal),
  );
  const delegated = azure?.lighthouse.some(
    (each) =>
      each.provider === provider &&
      [...each.eligible, ...each.permanent].some(
        ({ role, principal }) => principal.id === record.principal.id && fits(role, each.scope.id),
      ),
  );
  return own === true || delegated === true;
}

function scopeLabel(context: RuleContext, { scope }: RoleGrant): string {
  if (scope.kind === "directory") return "directory";
  const unit = context.entitlements.administrativeUnits.find(({ key }) => key === scope.unit);
  return `administrative unit ${unit?.displayName ?? scope.unit}`;
}

/** The team whose group this object is, if any. */
export function teamOf(context: RuleContext, objectId: string): Team | undefined {
  const { identity } = identityOf(context.attribution.directory, objectId);
  return teamsByIdentity(context.entitlements).get(identity.toLowerCase());
}

const teamsByIdentity = oncePer(
  ({ teams }: Entitlements) =>
    // Of two teams of one name the first is meant.
    new Map(teams.toReversed().map((team) => [`group:${team.displayName}`.toLowerCase(), team])),
);

/** A group that the matrix declares because being in it is holding something: a team's, or one that holds a role in a system. */
export interface AgreedGroup {
  /** Keys of the provider's people who belong in it; nobody of a provider belongs in an internal one. */
  readonly eligible: readonly string[];
  /** How they become members; absent: they are members. */
  readonly activation?: ActivationRules;
}

/** The group of the matrix that this object is, if any. */
export function agreedGroup(context: RuleContext, objectId: string): AgreedGroup | undefined {
  const team = teamOf(context, objectId);
  if (team !== undefined) return team;
  const group = systemGroupOf(context, objectId);
  if (group === undefined) return undefined;
  // Internal people are no keys of a provider's.
  return { eligible: group.people, ...(group.activation && { activation: group.activation }) };
}

/** The group that holds a role in a system and that this object is, if any. */
function systemGroupOf({ attribution, entitlements }: RuleContext, objectId: string): SystemGroup | undefined {
  if (entitlements.systemSignIns.length === 0) return undefined;
  const { identity } = identityOf(attribution.directory, objectId);
  return systemGroupsByIdentity(entitlements).get(identity.toLowerCase());
}

const systemGroupsByIdentity = oncePer(
  (entitlements: Entitlements) =>
    new Map(systemGroups(entitlements).map((group) => [`group:${group.displayName}`.toLowerCase(), group])),
);

/** True when the matrix assigns the very group to the application of the system, with that app role. */
export function isAssignedByMatrix(context: RuleContext, record: AccessRecord): boolean {
  const group = systemGroupOf(context, record.principal.id);
  const system = systemApplications(context.attribution).get(record.targetId ?? "");
  return group !== undefined && group.system === system?.key && group.appRoleId === record.settings?.["appRole"];
}

/** True when a principal is one of the people whom the matrix puts into a group. */
export function isInGroup(context: RuleContext, group: AgreedGroup, principal: AccessRecord["principal"]): boolean {
  return isAmong(group.eligible, context.entitlements.people, principal);
}

function isAmong(
  keys: readonly string[],
  people: Entitlements["people"],
  principal: AccessRecord["principal"],
): boolean {
  return people.some(
    (person) =>
      keys.includes(person.key) &&
      [person.email, person.userPrincipalName].some(
        (address) => address !== undefined && principal.identity === `user:${address.toLowerCase()}`,
      ),
  );
}
