/** Objects of an export by EntraExporter that are not yet as Graph or Azure Resource Manager has them. */

import { asList, asObject, asText, derivedId, type JsonObject, objectsOf } from "../../../tenant/entity.ts";
import type { CollectionName } from "../../../tenant/snapshot.ts";
import { graphObject } from "./powershell-spelling.ts";

/** An object and its collection; `object` has an id. */
export interface ExportedObject {
  readonly collection: CollectionName;
  readonly object: JsonObject;
}

/** By the name that the table of folders gives. An object that lacks what it needs gives nothing. */
export const readings = {
  default: (object: JsonObject): readonly ExportedObject[] => [
    { collection: "crossTenantDefault", object: { ...object, id: "default" } },
  ],
  "role-schedule": roleSchedule,
  "role-eligibility": roleEligibility,
  "group-eligibility": groupEligibility,
  "package-resources": packageResources,
  "azure-assignment": azureAssignment,
};

/** An instance says when it is, a schedule what it follows (https://learn.microsoft.com/graph/api/resources/unifiedroleassignmentscheduleinstance). */
function roleSchedule(object: JsonObject): ExportedObject[] {
  const { id, principalId, roleDefinitionId, directoryScopeId, appScopeId, assignmentType, memberType } = object;
  if (!asText(id)) return [];
  const kept = { id, principalId, roleDefinitionId, directoryScopeId, appScopeId, assignmentType, memberType };
  return [{ collection: "roleAssignmentSchedules", object: { ...kept, scheduleInfo: scheduleOf(object) } }];
}

function scheduleOf({ startDateTime, endDateTime }: JsonObject): JsonObject {
  const expiration = asText(endDateTime) ? { type: "afterDateTime", endDateTime } : { type: "noExpiration" };
  return { ...(asText(startDateTime) && { startDateTime }), expiration };
}

/** Who is eligible for a role, with what activating it demands. */
function roleEligibility(object: JsonObject): ExportedObject[] {
  const { principalId, roleDefinitionId, directoryScopeId, appScopeId, memberType } = object;
  const id = asText(object["roleEligibilityScheduleId"]) ?? asText(object["id"]);
  if (!id || !asText(principalId) || !asText(roleDefinitionId)) return [];
  const schedule = { id, principalId, roleDefinitionId, directoryScopeId, appScopeId, memberType };
  const policy = graphObject(asObject(object["Policy"]) ?? {});
  return [
    { collection: "roleEligibilitySchedules", object: { ...schedule, scheduleInfo: scheduleOf(object) } },
    ...rulesOf(asText(policy["policyID"]), policy["rules"], String(roleDefinitionId), "/", "DirectoryRole"),
  ];
}

/** The same of a group; PowerShell chose the names of its properties. */
function groupEligibility(written: JsonObject): ExportedObject[] {
  const object = graphObject(written);
  const { id, groupId, principalId, accessId, memberType, createdDateTime, scheduleInfo } = object;
  if (![id, groupId, principalId].every((each) => asText(each))) return [];
  const schedule = { id, groupId, principalId, accessId, memberType, createdDateTime, scheduleInfo };
  const policy = asObject(object["policy"]);
  return [
    { collection: "groupEligibilitySchedules", object: schedule },
    ...rulesOf(asText(policy?.["id"]), policy?.["rules"], String(accessId), String(groupId), "Group"),
  ];
}

function rulesOf(
  policyId: string | undefined,
  rules: unknown,
  roleDefinitionId: string,
  scopeId: string,
  scopeType: "DirectoryRole" | "Group",
): ExportedObject[] {
  if (!policyId || asList(rules).length === 0) return [];
  const id = derivedId("policy assignment", policyId, roleDefinitionId);
  return [
    { collection: "roleManagementPolicies", object: { id: policyId, scopeId, scopeType, rules } },
    {
      collection: "roleManagementPolicyAssignments",
      object: { id, policyId, roleDefinitionId, scopeId, scopeType },
    },
  ];
}

/** The access package again, with what it gives inside. */
function packageResources(object: JsonObject): ExportedObject[] {
  return objectsOf(object["accessPackageResourceRoleScopes"]).flatMap((scope) =>
    asText(scope["id"])
      ? [
          {
            collection: "accessPackageResourceRoleScopes" as const,
            object: { ...scope, accessPackageId: object["id"] },
          },
        ]
      : [],
  );
}

/** An Azure role assignment as a query of Azure Resource Graph has it; its name is not exported. */
function azureAssignment(written: JsonObject): ExportedObject[] {
  const { principalId, principalType, roleDefinitionId, scope } = graphObject(written);
  if (![principalId, roleDefinitionId, scope].every((each) => asText(each))) return [];
  const name = derivedId("Azure role assignment", String(principalId), String(roleDefinitionId), String(scope));
  const type = "Microsoft.Authorization/roleAssignments";
  const id = `${String(scope).replace(/\/$/, "")}/providers/${type}/${name}`;
  const properties = { principalId, principalType, roleDefinitionId, scope };
  return [{ collection: "armResources", object: { id, name, type, properties } }];
}
