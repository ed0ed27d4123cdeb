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

/** What decides about further requests, both sorted. */
export interface GroupFacts {
  /**
   * Groups whose membership gives something: role-assignable ones, those that roles or conditional access name, and those nested
   * in them. Only these are asked about PIM, because Graph answers that for one group a request
   * (https://learn.microsoft.com/graph/api/privilegedaccessgroup-list-eligibilityschedules).
   */
  readonly conveying: readonly string[];
  /** People whose direct reports a rule takes in. */
  readonly managers: readonly string[];
}

/** Kinds of principals in assignments that are no groups: there may be one for each user and application. */
const noGroups: ReadonlySet<unknown> = new Set(["User", "ServicePrincipal"]);

/** What the collected groups say, in one go: to put them together costs more than all that is asked of them. */
export async function groupFacts(finish: Finish): Promise<GroupFacts> {
  const start = new Set<unknown>();
  for (const name of giving) {
    for await (const { principalId, principalType } of finished(name, finish)) {
      if (!noGroups.has(principalType)) start.add(principalId);
    }
  }
  for await (const policy of finished("conditionalAccessPolicies", finish)) {
    for (const id of groupsOfPolicy(policy)) start.add(id);
  }
  for await (const { properties } of finished("armResources", finish)) start.add(asObject(properties)?.["principalId"]);
  const nested = new Map<string, readonly string[]>();
  const managers = new Set<string>();
  for await (const group of finished("groups", finish)) {
    const id = String(group["id"]);
    nested.set(id, inside(group));
    if (group["isAssignableToRole"] === true) start.add(id);
    for (const manager of managersIn(group["membershipRule"])) managers.add(manager);
  }
  const named = new Set<string>();
  // What is added while it goes on comes in its turn.
  for (const id of start) {
    const members = typeof id === "string" ? nested.get(id) : undefined;
    if (typeof id !== "string" || members === undefined) continue;
    named.add(id);
    for (const member of members) start.add(member);
  }
  return { conveying: [...named].sort(), managers: [...managers].sort() };
}

const nobody: readonly string[] = [];

/** Members that may be groups; of most groups none, which then takes no room. */
function inside(group: GraphObject): readonly string[] {
  const members = objectsOf(group["members"]).filter(({ "@odata.type": type }) => type !== "#microsoft.graph.user");
  return members.length === 0 ? nobody : members.map(({ id }) => String(id));
}

function groupsOfPolicy(policy: GraphObject): unknown[] {
  const users = asObject(asObject(policy["conditions"])?.["users"]);
  return [users?.["includeGroups"], users?.["excludeGroups"]].flatMap((list): unknown[] =>
    Array.isArray(list) ? list : [],
  );
}

/** `Direct Reports for "…"` (https://learn.microsoft.com/entra/identity/users/groups-dynamic-membership#create-a-direct-reports-rule). */
function managersIn(rule: unknown): string[] {
  const named = (asText(rule) ?? "").matchAll(/direct\s+reports\s+for\s+["']([0-9a-f-]{36})["']/gi);
  return [...named].map(([, id = ""]) => id.toLowerCase());
}
