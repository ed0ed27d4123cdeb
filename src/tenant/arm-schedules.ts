/**
 * What Azure makes of what is asked of PIM: a request for an eligibility or an assignment becomes a schedule and its instance
 * (https://learn.microsoft.com/rest/api/authorization/privileged-role-eligibility-rest-sample), and the assignment of a role's rules
 * shows the rules in force (https://learn.microsoft.com/rest/api/authorization/role-management-policy-assignments/get).
 */

import { heldScope, resourcesById, resourcesOfType } from "./arm-scopes.ts";
import { asObject, asText, type Entity } from "./entity.ts";
import type { TenantStore } from "./store.ts";

const requests: Readonly<Record<string, string>> = {
  "microsoft.authorization/roleeligibilityschedules": "roleEligibilityScheduleRequests",
  "microsoft.authorization/roleeligibilityscheduleinstances": "roleEligibilityScheduleRequests",
  "microsoft.authorization/roleassignmentschedules": "roleAssignmentScheduleRequests",
  "microsoft.authorization/roleassignmentscheduleinstances": "roleAssignmentScheduleRequests",
};
const policyAssignments = "microsoft.authorization/rolemanagementpolicyassignments";

/** Every resource of a type as a list of Azure shows it: those that are stored, and those that follow from a request. */
export function shownOfType(store: TenantStore, type: string): Entity[] {
  const key = type.toLowerCase();
  const stored = resourcesOfType(store, type);
  if (key === policyAssignments) return stored.map((each) => withRules(store, each));
  const collection = requests[key];
  if (collection === undefined) return stored;
  const known = new Set(stored.map(placeOf));
  const made = resourcesOfType(store, `Microsoft.Authorization/${collection}`)
    .filter(({ properties }) => asObject(properties)?.["requestType"] !== "AdminRemove")
    .map((request) => scheduleOf(request, type, collection))
    .filter((each) => !known.has(placeOf(each)));
  return [...stored, ...made];
}

function scheduleOf(request: Entity, type: string, collection: string): Entity {
  const { requestType: _, ...properties } = asObject(request["properties"]) ?? {};
  return {
    ...request,
    id: request.id.replace(collection, type.slice(type.lastIndexOf("/") + 1)),
    type,
    properties: { ...properties, scope: heldScope(request), status: "Provisioned" },
  };
}

/** Who holds what where. */
function placeOf(resource: Entity): string {
  const { principalId, roleDefinitionId } = asObject(resource["properties"]) ?? {};
  const role = asText(roleDefinitionId) ?? "";
  return `${asText(principalId)} ${role.slice(role.lastIndexOf("/") + 1)} ${heldScope(resource)}`.toLowerCase();
}

function withRules(store: TenantStore, assignment: Entity): Entity {
  const properties = asObject(assignment["properties"]) ?? {};
  const policyId = asText(properties["policyId"])?.toLowerCase();
  const policy = policyId === undefined ? undefined : store.first(resourcesById, policyId);
  const rules = asObject(policy?.["properties"])?.["rules"];
  if (rules === undefined || properties["effectiveRules"] !== undefined) return assignment;
  return { ...assignment, properties: { ...properties, effectiveRules: rules } };
}
