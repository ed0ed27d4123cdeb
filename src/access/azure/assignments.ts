/**
 * Who holds which Azure role where, however the snapshot says it: role assignments, PIM for Azure, Azure Lighthouse. Read once,
 * used by graph and records.
 */

import { type AzureCapability, changeRoles, generalCapabilities } from "../../catalogue/azure-capabilities.ts";
import { userAccessAdministratorId } from "../../catalogue/azure-roles.ts";
import type { Tier } from "../../catalogue/tier.ts";
import { asObject, asText, type JsonObject, objectsOf } from "../../tenant/entity.ts";
import { texts } from "../../tenant/resources/inputs.ts";
import type { ArmResource } from "../../tenant/snapshot.ts";
import { type Directory, scheduleEnd } from "../directory.ts";
import type { NewEdge } from "../graph.ts";
import { oncePer } from "../once.ts";
import { readAzureActivations } from "./activation.ts";
import { readCondition } from "./condition.ts";
import { isOfType, isReadType, type ReadType } from "./read-types.ts";
import { type AzureRole, type AzureRoleReader, readAzureRoles } from "./roles.ts";
import { scopeOfExtension, writtenScopeOf } from "./scopes.ts";

/** An Azure role as one principal holds it. */
export interface AzureAssignment {
  readonly principal: string;
  readonly role: AzureRole;
  /** In one spelling, see `scopes.ts`. */
  readonly scope: string;
  /** The scope as it is written. */
  readonly writtenScope: string;
  readonly held: "standing" | "eligible";
  /** What it takes to use it. */
  readonly condition: NewEdge["condition"];
  /** Of a role that gives roles to others: the only ones it can give. Absent: any. */
  readonly givesOnly?: LimitedGrants;
  /** Ids of the assignment, and of the definition and policies that decide what it is worth. */
  readonly objectKeys: readonly string[];
  readonly since?: string;
  readonly until?: string;
}

/** Which roles can be given, when not all. */
export interface LimitedGrants {
  readonly roles: readonly AzureRole[];
  /** From this tier upwards (0 is worst) giving a role is as good as giving any. */
  readonly harmfulFrom: Tier;
  /** True when nothing else that the role allows applies. */
  readonly nothingElse: boolean;
}

export interface AzureAssignments {
  readonly all: readonly AzureAssignment[];
  readonly roles: AzureRoleReader;
}

/** Every assignment that is in force when the snapshot was taken. */
export const readAzureAssignments = oncePer((directory: Directory): AzureAssignments => {
  const resources = directory.snapshot.collections.armResources;
  const roles = readAzureRoles(resources);
  const activations = readAzureActivations(resources, directory);
  const limits = limitReader(roles);
  const found = new Map<string, { readonly assignment: AzureAssignment; readonly keys: Set<string> }>();
  const activated = new Set<string>();
  const keep = (assignment: AzureAssignment, limit: string) => {
    const { held, until } = assignment;
    if (until !== undefined && until < directory.snapshot.collectedAt) return;
    const key = `${placeOf(assignment)} ${held} ${limit}`;
    const before = found.get(key);
    // A request, its schedule and the schedule's instance are one thing.
    if (before === undefined) found.set(key, { assignment, keys: new Set(assignment.objectKeys) });
    else for (const objectKey of assignment.objectKeys) before.keys.add(objectKey);
  };

  for (const resource of resources) {
    const held = heldAs(resource.type);
    const properties = resource.properties ?? {};
    if (held === undefined || isOver(properties)) continue;
    const role = roleOf(properties, roles);
    const scope = scopeOfExtension(resource);
    const principal = principalOf(properties, directory);
    if (says(properties, "assignmentType", /^activated$/i)) {
      activated.add(placeOf({ principal, role, scope }));
      continue;
    }
    const condition = asText(properties["condition"]) ?? "";
    const activation = held === "eligible" ? activations(scope, role.id) : undefined;
    const givesOnly = limits.ofCondition(role, condition);
    keep(
      {
        principal,
        role,
        scope,
        writtenScope: writtenScopeOf(resource),
        held,
        condition: activation?.condition ?? "standing",
        ...(givesOnly && { givesOnly }),
        objectKeys: [resource.id, ...(role.definedBy ? [role.definedBy] : []), ...(activation?.objectKeys ?? [])],
        ...periodOf(properties),
      },
      condition,
    );
  }
  for (const { assignment, definition, authorization, eligible } of delegations(resources)) {
    const role = roleOf(authorization, roles);
    const givesOnly = limits.ofDelegation(role, authorization);
    keep(
      {
        principal: principalOf(authorization, directory),
        role,
        scope: scopeOfExtension(assignment),
        writtenScope: writtenScopeOf(assignment),
        held: eligible ? "eligible" : "standing",
        condition: eligible ? justInTime(authorization, directory) : "standing",
        ...(givesOnly && { givesOnly }),
        objectKeys: [assignment.id, ...(definition ? [definition.id] : [])],
      },
      texts(authorization, "delegatedRoleDefinitionIds").join(),
    );
  }
  const all = [...found.values()].map(({ assignment, keys }) => ({ ...assignment, objectKeys: [...keys] }));
  return { all: withoutActivated(all, activated), roles };
});

/** Whether holding it lets somebody give roles that matter to anybody, first to itself. */
export function givesAccess({ role, givesOnly }: AzureAssignment): boolean {
  if (!role.permits(generalCapabilities.grantAccess)) return false;
  return givesOnly === undefined || givesOnly.roles.some(({ tier }) => tier <= givesOnly.harmfulFrom);
}

/** Tier of what is held, with what it can give counted in. */
export function azureTier(assignment: AzureAssignment): Tier {
  if (givesAccess(assignment)) return 0;
  const { role, givesOnly } = assignment;
  if (givesOnly === undefined) return role.tier;
  // What it can give is of a better tier than what else it does.
  return givesOnly.nothingElse ? 2 : role.ownTier;
}

/** How a capability comes with an assignment: the role has it, or its holder can give itself a role that has. */
export function conveys(
  assignment: AzureAssignment,
  capability: AzureCapability,
): "directly" | "by-giving" | undefined {
  const { role, givesOnly } = assignment;
  if (givesOnly?.nothingElse !== true && role.permits(capability)) return "directly";
  if (!role.permits(generalCapabilities.grantAccess)) return undefined;
  const given = givesOnly === undefined || givesOnly.roles.some((other) => other.permits(capability));
  return given ? "by-giving" : undefined;
}

const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** ARM type → how what it lists is held. */
const scheduleTypes: Readonly<Partial<Record<ReadType, AzureAssignment["held"]>>> = {
  "microsoft.authorization/roleassignments": "standing",
  "microsoft.authorization/roleassignmentschedulerequests": "standing",
  "microsoft.authorization/roleassignmentschedules": "standing",
  "microsoft.authorization/roleassignmentscheduleinstances": "standing",
  "microsoft.authorization/roleeligibilityschedulerequests": "eligible",
  "microsoft.authorization/roleeligibilityschedules": "eligible",
  "microsoft.authorization/roleeligibilityscheduleinstances": "eligible",
};

/** True for an ARM type whose elements give somebody a role, now or when activated. */
export function isAssignmentType(type: string): boolean {
  return heldAs(type) !== undefined;
}

function heldAs(type: string): AzureAssignment["held"] | undefined {
  const lower = type.toLowerCase();
  return isReadType(lower) ? scheduleTypes[lower] : undefined;
}

/**
 * Requests that take away, were never granted or are for an activation, which the eligibility stands for
 * (https://learn.microsoft.com/rest/api/authorization/role-assignment-schedule-requests/get#status, #requesttype).
 */
function isOver(properties: JsonObject): boolean {
  return (
    says(properties, "requestType", /^(adminremove|selfdeactivate|selfactivate|selfextend|selfrenew)$/i) ||
    says(
      properties,
      "status",
      /^(admindenied|canceled|denied|failed|failedasresourceislocked|invalid|revoked|timedout)$/i,
    )
  );
}

function says(properties: JsonObject, property: string, words: RegExp): boolean {
  return words.test(asText(properties[property]) ?? "");
}

/** A role assignment that only exists because an eligibility was activated says nothing more. */
function withoutActivated(all: readonly AzureAssignment[], activated: ReadonlySet<string>): AzureAssignment[] {
  const isEligible = ({ held }: AzureAssignment) => held === "eligible";
  const eligible = new Set(all.filter(isEligible).map(placeOf));
  const repeated = activated.intersection(eligible);
  return all.filter((assignment) => isEligible(assignment) || !repeated.has(placeOf(assignment)));
}

function placeOf({ principal, role, scope }: Pick<AzureAssignment, "principal" | "role" | "scope">): string {
  return `${principal} ${role.id} ${scope}`;
}

function roleOf(properties: JsonObject, roles: AzureRoleReader): AzureRole {
  return roles.role(asText(properties["roleDefinitionId"]) ?? "");
}

function principalOf(properties: JsonObject, directory: Directory): string {
  return directory.canonical(asText(properties["principalId"]) ?? "");
}

function periodOf(properties: JsonObject) {
  const schedule = asObject(properties["scheduleInfo"]);
  const since = asText(properties["createdOn"]) ?? asText(properties["startDateTime"]);
  const until = asText(properties["endDateTime"]) ?? (schedule && scheduleEnd(schedule, since));
  return { ...(since && { since }), ...(until && { until }) };
}

/** What limits the roles that can be given. Conditions and delegations repeat, so each is read once. */
function limitReader(roles: AzureRoleReader) {
  const conditions = new Map<string, LimitedGrants | undefined>();
  /** An id that no role has: what a condition lets through for it, it lets through for any role. */
  const anyOther = "00000000-0000-0000-0000-000000000000";
  const read = (condition: string): LimitedGrants | undefined => {
    const assignable = readCondition(condition);
    if (assignable === undefined || assignable(anyOther)) return undefined;
    // Roles that only the condition names count too: nobody knows what they allow.
    const named = [...condition.toLowerCase().matchAll(guid)].map(([id]) => id);
    const ids = [...new Set([...roles.known, ...named])].filter(assignable);
    return { roles: ids.map((id) => roles.role(id)), harmfulFrom: 0, nothingElse: false };
  };
  return {
    ofCondition(role: AzureRole, condition: string): LimitedGrants | undefined {
      if (!role.permits(generalCapabilities.grantAccess)) return undefined;
      if (!conditions.has(condition)) conditions.set(condition, read(condition));
      const limit = conditions.get(condition);
      // A condition says nothing of definitions: whoever may rewrite a role that it may give, may give anything.
      const rewritable = limit?.roles.some(({ kind }) => kind !== "built-in") === true;
      return rewritable && role.permits(changeRoles) ? undefined : limit;
    },
    /**
     * Through Lighthouse a User Access Administrator only gives managed identities the roles listed
     * (https://learn.microsoft.com/azure/lighthouse/how-to/deploy-policy-remediation).
     */
    ofDelegation(role: AzureRole, authorization: JsonObject): LimitedGrants | undefined {
      if (role.id !== userAccessAdministratorId) return undefined;
      const delegated = texts(authorization, "delegatedRoleDefinitionIds");
      return { roles: delegated.map((id) => roles.role(id)), harmfulFrom: 1, nothingElse: true };
    },
  };
}

interface Delegation {
  readonly assignment: ArmResource;
  readonly definition?: ArmResource;
  readonly authorization: JsonObject;
  readonly eligible: boolean;
}

/** What Lighthouse gives whom, one entry an authorization. An assignment whose definition is not in sight may give anything. */
function delegations(resources: readonly ArmResource[]): Delegation[] {
  const definitions = new Map(
    resources
      .filter((resource) => isOfType(resource, "microsoft.managedservices/registrationdefinitions"))
      .map((definition) => [definition.id.toLowerCase(), definition]),
  );
  return resources
    .filter((resource) => isOfType(resource, "microsoft.managedservices/registrationassignments"))
    .flatMap((assignment): Delegation[] => {
      const { registrationDefinitionId, registrationDefinition } = assignment.properties ?? {};
      const definition = definitions.get((asText(registrationDefinitionId) ?? "").toLowerCase());
      const expanded = asObject(asObject(registrationDefinition)?.["properties"]);
      const properties = definition?.properties ?? expanded;
      const common = { assignment, ...(definition && { definition }) };
      if (properties === undefined) {
        return [{ ...common, authorization: anything, eligible: false }];
      }
      const read = (list: string, eligible: boolean) =>
        objectsOf(properties[list]).map((authorization) => ({ ...common, authorization, eligible }));
      const unread = isWhollyRead(properties) ? [] : [{ ...common, authorization: anything, eligible: false }];
      return [...unread, ...read("authorizations", false), ...read("eligibleAuthorizations", true)];
    });
}

/** What nobody can read may be any role. */
const anything: JsonObject = { principalId: "the managing tenant" };

/** Whether a delegation's definition says all that it gives: what a plan does not know yet is no list, or is missing. */
export function isWhollyRead({ authorizations, eligibleAuthorizations }: JsonObject): boolean {
  const lists = [authorizations, eligibleAuthorizations].filter((list) => list !== undefined && list !== null);
  return lists.length > 0 && lists.every((list) => Array.isArray(list) && objectsOf(list).length === list.length);
}

/** The approvers are the managing tenant's own people (https://learn.microsoft.com/azure/lighthouse/how-to/create-eligible-authorizations). */
function justInTime(authorization: JsonObject, directory: Directory): NewEdge["condition"] {
  const policy = asObject(authorization["justInTimeAccessPolicy"]);
  const approvers = objectsOf(policy?.["managedByTenantApprovers"]).map((approver) => principalOf(approver, directory));
  return approvers.length === 0 ? "self-activation" : { approvers: [approvers] };
}
