/** Directory roles, activation rules and application permissions as AzureHound writes them, in Graph's shapes. */

import { findRole } from "../../../catalogue/entra-roles.ts";
import { asObject, asText, derivedId, type JsonObject } from "../../../tenant/entity.ts";
import type { CollectionName } from "../../../tenant/snapshot.ts";
import type { GraphObject } from "../read-error.ts";
import { graphId, withGraphIds } from "./kept-properties.ts";

/** An object and the collection it belongs to; undefined for a record that lacks what makes it one. */
type Placed = readonly [CollectionName, GraphObject & { readonly id: string }];

/**
 * An active role assignment (https://learn.microsoft.com/graph/api/resources/unifiedroleassignment), and the administrative unit that it names.
 * @param given what the record says of all its assignments
 */
export function roleAssignmentOf(
  assignment: JsonObject,
  given: JsonObject,
  tenantId: string | undefined,
): readonly (Placed | undefined)[] {
  const principalId = idIn(assignment["principalId"]) ?? idIn(asObject(assignment["principal"])?.["id"]);
  const roleDefinitionId = idIn(assignment["roleDefinitionId"]) ?? idIn(given["roleDefinitionId"]);
  if (principalId === undefined || roleDefinitionId === undefined) return [undefined];
  const directoryScopeId = scopeIn(assignment, roleDefinitionId, tenantId);
  const id = asText(assignment["id"]) || derivedId("role assignment", principalId, roleDefinitionId, directoryScopeId);
  const [, unit] = /^\/administrativeUnits\/(.+)$/.exec(directoryScopeId) ?? [];
  const displayName = asText(asObject(assignment["directoryScope"])?.["displayName"]);
  return [
    ["roleAssignments", { id, principalId, roleDefinitionId, directoryScopeId }],
    ...(unit !== undefined && displayName ? [["administrativeUnits", { id: unit, displayName }] as const] : []),
  ];
}

/**
 * AzureHound writes `/` and the client id of the application for every scope that is not the directory, and so `/` alone for an administrative
 * unit; which object it is stands beside it (cmd/list-role-assignments.go).
 */
function scopeIn(assignment: JsonObject, roleDefinitionId: string, tenantId: string | undefined): string {
  const written = graphId(asText(assignment["directoryScopeId"]) || "/");
  const shown = asObject(assignment["directoryScope"]);
  const target = idIn(shown?.["id"]);
  const isTarget = target !== undefined && target !== tenantId && !target.includes("/");
  if (written !== "/") return isTarget && asText(shown?.["appId"]) ? `/${target}` : written;
  // A built-in role that no unit can limit holds for the directory, whatever stands there.
  const canBeLimited = findRole(roleDefinitionId)?.scopable !== false;
  return isTarget && canBeLimited ? `/administrativeUnits/${target}` : "/";
}

/** An eligible role (https://learn.microsoft.com/graph/api/resources/unifiedroleeligibilityschedule); until when is not told. */
export function eligibilityOf(record: JsonObject): Placed | undefined {
  const principalId = idIn(record["principalId"]);
  const roleDefinitionId = idIn(record["roleDefinitionId"]);
  if (principalId === undefined || roleDefinitionId === undefined) return undefined;
  const directoryScopeId = graphId(asText(record["directoryScopeId"]) || "/");
  // The id of the record is in capitals, and was not before.
  const id = derivedId("role eligibility", principalId, roleDefinitionId, directoryScopeId);
  const startDateTime = asText(record["startDateTime"]);
  const scheduleInfo = { ...(startDateTime && { startDateTime }), expiration: { type: "notSpecified" } };
  return ["roleEligibilitySchedules", { id, principalId, roleDefinitionId, directoryScopeId, scheduleInfo }];
}

/** What activating a role demands: the policy with its rules, and what it is for. */
export function activationRulesOf(record: JsonObject): readonly (Placed | undefined)[] {
  const roleDefinitionId = idIn(record["roleDefinitionId"]);
  const policy = asObject(record["policy"]);
  const policyId = asText(policy?.["id"]) || asText(record["policyId"]);
  if (roleDefinitionId === undefined || policy === undefined || !policyId) return [undefined];
  const scope = { scopeId: "/", scopeType: "DirectoryRole" };
  const rules = withGraphIds(policy["rules"] ?? []);
  return [
    ["roleManagementPolicies", { id: policyId, ...scope, rules }],
    [
      "roleManagementPolicyAssignments",
      { id: derivedId("policy assignment", policyId, roleDefinitionId), policyId, roleDefinitionId, ...scope },
    ],
  ];
}

/** A permission of an application (https://learn.microsoft.com/graph/api/resources/approleassignment). */
export function appRoleAssignmentOf(record: JsonObject): Placed | undefined {
  const [principalId, resourceId, appRoleId] = ["principalId", "resourceId", "appRoleId"].map((name) =>
    idIn(record[name]),
  );
  if (principalId === undefined || appRoleId === undefined) return undefined;
  const id = asText(record["id"]) || derivedId("app role assignment", principalId, resourceId ?? "", appRoleId);
  const kept = Object.fromEntries(
    ["createdDateTime", "principalDisplayName", "principalType", "resourceDisplayName"].flatMap((name) =>
      asText(record[name]) ? [[name, record[name]]] : [],
    ),
  );
  return ["appRoleAssignments", { id, appRoleId, principalId, ...(resourceId && { resourceId }), ...kept }];
}

/** An id that is there, in Graph's spelling. */
export function idIn(value: unknown): string | undefined {
  const id = asText(value);
  return id ? graphId(id) : undefined;
}
