/** Which of the collected groups give something, and which of their rules go by managers. */

import { asObject, asText, objectsOf } from "../../tenant/entity.ts";
import type { CollectionName } from "../../tenant/snapshot.ts";
import { type Finish, finished } from "./finished.ts";
import type { GraphObject } from "./read-error.ts";

/** What decides which groups convey access: where one of them was not read whole, some of those groups may not have been asked about. */
export const conveyingSources: readonly CollectionName[] = [
  "groups",
  "roleAssignments",
  "roleEligibilitySchedules",
  "appRoleAssignments",
  "conditionalAccessPolicies",
  "armResources",
];

/** Collections whose objects give something to a principal. */
const giving: readonly CollectionName[] = ["roleAssignments", "roleEligibilitySchedules", "appRoleAssignments"];

/**
 * Groups whose membership gives something: role-assignable ones, those that roles or conditional access name, and those nested
 * in them. Only these are asked about PIM, because Graph answers that for one group a request
 * (https://learn.microsoft.com/graph/api/privilegedaccessgroup-list-eligibilityschedules).
 */
export async function groupsThatConveyAccess(finish: Finish): Promise<string[]> {
  const nested = new Map<string, readonly string[]>();
  const start: unknown[] = [];
  for await (const group of finished("groups", finish)) {
    const id = String(group["id"]);
    const inside = objectsOf(group["members"]).filter(
      ({ "@odata.type": type }) => asText(type) !== "#microsoft.graph.user",
    );
    nested.set(
      id,
      inside.map((member) => String(member["id"])),
    );
    if (group["isAssignableToRole"] === true) start.push(id);
  }
  for (const name of giving) {
    for await (const { principalId } of finished(name, finish)) start.push(principalId);
  }
  for await (const policy of finished("conditionalAccessPolicies", finish)) start.push(...groupsOfPolicy(policy));
  for await (const { properties } of finished("armResources", finish))
    start.push(asObject(properties)?.["principalId"]);
  const named = new Set<string>();
  for (let id = start.pop(); id !== undefined || start.length > 0; id = start.pop()) {
    const inside = typeof id === "string" && !named.has(id) ? nested.get(id) : undefined;
    if (typeof id !== "string" || inside === undefined) continue;
    named.add(id);
    for (const member of inside) start.push(member);
  }
  return [...named].sort();
}

function groupsOfPolicy(policy: GraphObject): unknown[] {
  const users = asObject(asObject(policy["conditions"])?.["users"]);
  return [users?.["includeGroups"], users?.["excludeGroups"]].flatMap((list): unknown[] =>
    Array.isArray(list) ? list : [],
  );
}

/** `Direct Reports for "…"` (https://learn.microsoft.com/entra/identity/users/groups-dynamic-membership#create-a-direct-reports-rule). */
export async function managersNamedByRules(groups: AsyncIterable<GraphObject>): Promise<string[]> {
  const named = new Set<string>();
  for await (const { membershipRule } of groups) {
    for (const [, id = ""] of (asText(membershipRule) ?? "").matchAll(
      /direct\s+reports\s+for\s+["']([0-9a-f-]{36})["']/gi,
    )) {
      named.add(id.toLowerCase());
    }
  }
  return [...named].sort();
}
