/** Role definitions and active role assignments, with the schedules that say how each is held. */

import { entraRoles } from "../../catalogue/entra-roles.ts";
import type { Entity, JsonObject } from "../entity.ts";
import { asList, asText, isGuid, mergeJson } from "../entity.ts";
import type { Index, TableName, TenantStore } from "../store.ts";
import { audit } from "./audit.ts";
import {
  type Context,
  createdId,
  lookUp,
  noContent,
  type Operations,
  parameter,
  plainProperties,
  type Reply,
  requiredText,
} from "./context.ts";
import { badRequest, GraphError, notFound } from "./error.ts";
import { removeTraces } from "./relations.ts";
import {
  directoryType,
  findDirectoryObject,
  list,
  propertyIndex,
  type Resource,
  readOperations,
  single,
} from "./resource.ts";

export const roleDefinitionResource: Resource = {
  table: "roleDefinitions",
  type: "#microsoft.graph.unifiedRoleDefinition",
  set: "roleManagement/directory/roleDefinitions",
};

/** What every assignment, schedule and request can expand. */
export const roleExpansions: NonNullable<Resource["expands"]> = {
  principal: { of: (context, each) => findDirectoryObject(context, String(each["principalId"])) },
  roleDefinition: {
    resource: () => roleDefinitionResource,
    of: (context, each) => context.store.get("roleDefinitions", String(each["roleDefinitionId"])),
  },
  directoryScope: {
    of: (context, each) => findDirectoryObject(context, String(each["directoryScopeId"]).split("/").at(-1) ?? ""),
  },
};

/** By whom and by what assignments and schedules are asked for. */
export function roleIndexes(table: TableName): NonNullable<Resource["indexes"]> {
  return {
    principalId: propertyIndex(table, "principalId"),
    roleDefinitionId: propertyIndex(table, "roleDefinitionId"),
  };
}

export const roleAssignmentResource: Resource = {
  table: "roleAssignments",
  type: "#microsoft.graph.unifiedRoleAssignment",
  set: "roleManagement/directory/roleAssignments",
  expands: roleExpansions,
  indexes: roleIndexes("roleAssignments"),
};

/** The built-in roles as Graph lists them. */
export function builtInRoleDefinitions(): Entity[] {
  return [...entraRoles.values()].map(({ templateId, name }) => ({
    id: templateId,
    description: name,
    displayName: name,
    isBuiltIn: true,
    isEnabled: true,
    resourceScopes: ["/"],
    rolePermissions: [],
    templateId,
    version: "1",
  }));
}

function customRoleOf(context: Context): Entity {
  const role = lookUp(context, "roleDefinitions", parameter(context, "id"));
  if (role["isBuiltIn"] === true) throw badRequest("A built-in role definition cannot be changed or deleted.");
  return role;
}

function createRoleDefinition(context: Context): Reply {
  const { body, store } = context;
  const name = requiredText(context, "displayName", "UnifiedRoleDefinition");
  if (asList(body["rolePermissions"]).length === 0) {
    throw badRequest("A value is required for property 'rolePermissions' of resource 'UnifiedRoleDefinition'.");
  }
  if (store.find("roleDefinitions", (role) => asText(role["displayName"])?.toLowerCase() === name.toLowerCase())) {
    throw badRequest(
      "A conflicting object with one or more of the specified property values is present in the directory.",
    );
  }
  const id = createdId(context);
  // The provider sends an empty template id; Entra then uses the object's own.
  const { templateId, ...properties } = plainProperties(body);
  const role: Entity = {
    description: null,
    isEnabled: true,
    resourceScopes: ["/"],
    version: null,
    ...properties,
    templateId: asText(templateId) || id,
    isBuiltIn: false,
    id,
  };
  store.put("roleDefinitions", role);
  audit(context, "RoleManagement", "Add role definition", [{ id, type: "Role", displayName: name }]);
  return single(context, roleDefinitionResource, role, 201);
}

function updateRoleDefinition(context: Context): Reply {
  const role = customRoleOf(context);
  const { templateId: _, isBuiltIn: __, ...change } = plainProperties(context.body);
  context.store.put("roleDefinitions", { ...mergeJson(role, change), id: role.id });
  audit(context, "RoleManagement", "Update role definition", [
    { id: role.id, type: "Role", displayName: String(role["displayName"]) },
  ]);
  return noContent;
}

function deleteRoleDefinition(context: Context): Reply {
  const role = customRoleOf(context);
  context.store.remove("roleDefinitions", role.id);
  removeTraces(context, role.id);
  audit(context, "RoleManagement", "Delete role definition", [
    { id: role.id, type: "Role", displayName: String(role["displayName"]) },
  ]);
  return noContent;
}

/** Who gets which role over what. */
export interface Grant {
  readonly principalId: string;
  readonly roleDefinitionId: string;
  readonly directoryScopeId: string;
}

/**
 * The grant in a request's body; every part is demanded. `appScopeId` is kept as the scope of a custom-application
 * role.
 */
export function grantOf(context: Context, kind: string): Grant {
  const scope = asText(context.body["directoryScopeId"]) ?? asText(context.body["appScopeId"]);
  if (scope === undefined || scope === "") {
    throw badRequest(`A value is required for property 'directoryScopeId' of resource '${kind}'.`);
  }
  return {
    principalId: requiredText(context, "principalId", kind).toLowerCase(),
    roleDefinitionId: requiredText(context, "roleDefinitionId", kind).toLowerCase(),
    directoryScopeId: scope,
  };
}

/**
 * Refuses what Entra refuses: unknown role or principal, a group that is not role-assignable, a scope that does not
 * exist or that the role cannot be limited to.
 */
export function checkGrant(context: Context, { principalId, roleDefinitionId, directoryScopeId }: Grant): void {
  const principalType = directoryType(context, principalId);
  if (principalType === undefined) throw notFound(principalId);
  const role = context.store.get("roleDefinitions", roleDefinitionId);
  if (role === undefined) {
    throw new GraphError(404, "RoleNotFound", `The role definition '${roleDefinitionId}' is not found.`);
  }
  const group = principalType === "#microsoft.graph.group" ? context.store.get("groups", principalId) : undefined;
  if (group !== undefined && group["isAssignableToRole"] !== true) {
    throw badRequest("The group cannot be assigned to a role: its property 'isAssignableToRole' is not true.");
  }
  if (directoryScopeId === "/" || directoryScopeId.startsWith("/AccessPackageCatalog/")) return;
  const scopeId = directoryScopeId.split("/").at(-1) ?? "";
  const scope = isGuid(scopeId) ? findDirectoryObject(context, scopeId) : undefined;
  if (scope === undefined) throw notFound(scopeId);
  const isUnit = directoryScopeId.startsWith("/administrativeUnits/");
  if (isUnit && role["isBuiltIn"] === true && entraRoles.get(role.id)?.scopable === false) {
    throw badRequest(`The role '${String(role["displayName"])}' cannot be assigned over an administrative unit.`);
  }
}

/** The active assignment of exactly that grant, or undefined. */
export function findAssignment(context: Context, grant: Grant): Entity | undefined {
  return context.store.first(assignmentsByGrant, grantKey(grant));
}

/** A grant as one text, for indexes. */
function grantKey({ principalId, roleDefinitionId, directoryScopeId }: JsonObject | Grant): string {
  return `${principalId}\n${roleDefinitionId}\n${directoryScopeId}`;
}

export const assignmentsByGrant: Index = { table: "roleAssignments", keyOf: grantKey };
const schedulesByGrant: Index = { table: "roleAssignmentSchedules", keyOf: grantKey };
const eligibilitiesByGrant: Index = { table: "roleEligibilitySchedules", keyOf: grantKey };

/** How exactly that grant is held actively, or undefined. */
export function findSchedule(store: TenantStore, grant: Grant): Entity | undefined {
  return store.first(schedulesByGrant, grantKey(grant));
}

/** The eligibility of exactly that grant, or undefined. */
export function findEligibility(context: Context, grant: Grant): Entity | undefined {
  return context.store.first(eligibilitiesByGrant, grantKey(grant));
}

/** Deletes what an index has under a grant. */
export function removeGrant(context: Context, index: Index, grant: Grant): void {
  for (const { id } of context.store.every(index, grantKey(grant))) context.store.remove(index.table, id);
}

/** The grant that an assignment or schedule stands for. */
export function grantIn(each: JsonObject): Grant {
  return {
    principalId: String(each["principalId"]),
    roleDefinitionId: String(each["roleDefinitionId"]),
    directoryScopeId: String(each["directoryScopeId"] ?? each["appScopeId"] ?? "/"),
  };
}

export function sameGrant(each: JsonObject, grant: Grant): boolean {
  return (
    each["principalId"] === grant.principalId &&
    each["roleDefinitionId"] === grant.roleDefinitionId &&
    each["directoryScopeId"] === grant.directoryScopeId
  );
}

/** An assignment without end, made outside PIM. Its schedule has the same id and says Assigned, without expiration. */
export function createRoleAssignment(context: Context, id: string, grant: Grant): Entity {
  checkGrant(context, grant);
  if (findAssignment(context, grant) !== undefined) {
    throw badRequest(
      "A conflicting object with one or more of the specified property values is present in the directory.",
    );
  }
  return putRoleAssignment(context, id, grant, permanentSchedule(id, grant, context.now));
}

/** How an assignment is held that nobody bounded. */
export function permanentSchedule(id: string, grant: Grant, since: string | null): Entity {
  return {
    id,
    ...grant,
    appScopeId: null,
    assignmentType: "Assigned",
    createdDateTime: since,
    createdUsing: id,
    memberType: "Direct",
    modifiedDateTime: null,
    scheduleInfo: {
      startDateTime: since,
      recurrence: null,
      expiration: { type: "noExpiration", endDateTime: null, duration: null },
    },
    status: "Provisioned",
  };
}

/** Stores an assignment and how it is held, and writes it to the audit log. */
export function putRoleAssignment(context: Context, id: string, grant: Grant, schedule: Entity): Entity {
  const assignment: Entity = { id, ...grant, appScopeId: null };
  context.store.put("roleAssignments", assignment);
  context.store.put("roleAssignmentSchedules", schedule);
  auditGrant(context, "Add member to role", grant);
  return assignment;
}

/** Ends an assignment, however it is held. */
export function deleteRoleAssignment(context: Context, id: string): void {
  const assignment = lookUp(context, "roleAssignments", id);
  context.store.remove("roleAssignments", assignment.id);
  // In a tenant that was collected, a schedule has an id of its own.
  removeGrant(context, schedulesByGrant, grantIn(assignment));
  auditGrant(context, "Remove member from role", grantIn(assignment));
}

/** One audit entry about a principal, a role and a scope. */
export function auditGrant(context: Context, activity: string, grant: Grant): void {
  const role = context.store.get("roleDefinitions", grant.roleDefinitionId);
  audit(
    context,
    "RoleManagement",
    activity,
    [
      { id: grant.principalId },
      { id: grant.roleDefinitionId, type: "Role", displayName: String(role?.["displayName"] ?? "") },
    ],
    { directoryScopeId: grant.directoryScopeId },
  );
}

const definitions = "roleManagement/directory/roleDefinitions";
const assignments = "roleManagement/directory/roleAssignments";

export const roleAssignmentOperations: Operations = {
  ...readOperations(definitions, roleDefinitionResource),
  [`POST ${definitions}`]: createRoleDefinition,
  [`PATCH ${definitions}/:id`]: updateRoleDefinition,
  [`DELETE ${definitions}/:id`]: deleteRoleDefinition,
  ...readOperations(assignments, roleAssignmentResource),
  [`POST ${assignments}`]: (context) => {
    const assignment = createRoleAssignment(context, createdId(context), grantOf(context, "UnifiedRoleAssignment"));
    return single(context, roleAssignmentResource, assignment, 201);
  },
  [`DELETE ${assignments}/:id`]: (context) => {
    deleteRoleAssignment(context, parameter(context, "id"));
    return noContent;
  },
  [`GET roleManagement/directory/transitiveRoleAssignments`]: (context) => {
    if (!context.eventualConsistency) {
      throw badRequest(
        "transitiveRoleAssignments needs the header 'ConsistencyLevel: eventual'.",
        "Request_UnsupportedQuery",
      );
    }
    return list(context, roleAssignmentResource, transitiveAssignments(context));
  },
};

/** Every assignment, and for those of groups one more for each active member. */
function transitiveAssignments(context: Context): Entity[] {
  return [...context.store.all("roleAssignments")].flatMap((assignment) => {
    const group = context.store.get("groups", String(assignment["principalId"]));
    const members = asList(group?.["members"]) as readonly Entity[];
    return [assignment, ...members.map(({ id }) => ({ ...assignment, principalId: id }))];
  });
}
