/**
 * Azure's scopes: tenant root, management groups, subscriptions, resource groups, resources; what is given on one holds for
 * all below it (https://learn.microsoft.com/azure/role-based-access-control/scope-overview).
 *
 * What cannot be told counts as below: a subscription whose management group is not in sight may be in any of them, a plan
 * that does not say its subscription may mean any that it names, and an id of no known form may be anywhere.
 */

import { hostWord } from "../../catalogue/azure-capabilities.ts";
import { placeholderSubscriptionId } from "../../plan/provider-id.ts";
import { asObject, asText } from "../../tenant/entity.ts";
import type { ArmResource } from "../../tenant/snapshot.ts";

export interface ScopeTree {
  /** Scopes right above one. Several where one of them holds, and which is not known. */
  above(scope: string): readonly string[];
  /** What people call it: `subscription X`, `resource group X`, `all of Azure`. */
  label(scope: string): string;
}

/** The tenant root. */
export const rootScope = "/";
/** Stands between management groups and what may be in any of them. */
const anywhere = "management group of which nobody knows";

const managementGroup = /^\/providers\/microsoft\.management\/managementgroups\/[^/]+$/;
const membership = /^\/providers\/microsoft\.management\/managementgroups\/[^/]+\/subscriptions\/[^/]+$/;
const subscription = /^\/subscriptions\/[^/]+$/;
const resourceGroup = /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+$/;
const placeholder = `/subscriptions/${placeholderSubscriptionId}`;

/** One spelling of a scope: lower case, no slash at the end; the root for nothing at all. */
export function scopeOf(id: string): string {
  const lower = id.trim().toLowerCase();
  let end = lower.length;
  while (lower.endsWith("/", end)) end--;
  return lower.slice(0, end) || rootScope;
}

/** Where an authorization resource holds, as it is written: what it says, else what its id hangs on. */
export function writtenScopeOf({ id, properties }: Pick<ArmResource, "id" | "properties">): string {
  const hangsOn = id.slice(0, Math.max(0, id.toLowerCase().lastIndexOf("/providers/")));
  return asText(properties?.["scope"]) || hangsOn || rootScope;
}

/** The same in one spelling. */
export function scopeOfExtension(resource: Pick<ArmResource, "id" | "properties">): string {
  return scopeOf(writtenScopeOf(resource));
}

/**
 * The tree of a tenant.
 * @param given Scopes that something is given on, in one spelling.
 */
export function readScopes(resources: readonly ArmResource[], given: ReadonlySet<string>, tenantId: string): ScopeTree {
  const root = `/providers/microsoft.management/managementgroups/${tenantId.toLowerCase()}`;
  const parents = new Map<string, string>();
  const names = new Map<string, string>();
  const labels = new Map<string, string>();
  const groups = new Set([root, ...[...given].filter((scope) => managementGroup.test(scope))]);
  for (const resource of resources) {
    const id = scopeOf(resource.id);
    const { displayName, details } = resource.properties ?? {};
    const name = asText(displayName);
    if (managementGroup.test(id)) {
      groups.add(id);
      const parent = asText(asObject(asObject(details)?.["parent"])?.["id"]);
      // https://learn.microsoft.com/azure/governance/management-groups/create-management-group-portal: without one, the root.
      parents.set(id, parent === undefined ? root : groupScope(parent));
      if (name !== undefined) names.set(id, name);
    } else if (membership.test(id)) {
      const at = id.lastIndexOf("/subscriptions/");
      const group = id.slice(0, at);
      groups.add(group);
      parents.set(id.slice(at), group);
    } else if (subscription.test(id)) {
      if (name !== undefined) names.set(id, name);
    } else if (given.has(id) && !resourceGroup.test(id)) {
      labels.set(id, `${hostWord(resource.type)} "${resource.name}"`);
    }
  }
  const named = [...new Set([...given].flatMap((scope) => subscriptionOf(scope) ?? []))];
  return {
    above(scope) {
      if (scope === rootScope) return [];
      if (scope === root) return [rootScope];
      if (scope === anywhere) return [rootScope, ...groups];
      if (managementGroup.test(scope) || subscription.test(scope)) {
        return [parents.get(scope) ?? anywhere, ...sameElsewhere(scope, named)];
      }
      if (!scope.startsWith("/")) return [...given];
      return [containerOf(scope), ...sameElsewhere(scope, named)];
    },
    label: (scope) =>
      labels.get(scope) ?? (names.has(scope) ? `${kindOf(scope)} "${names.get(scope)}"` : labelOf(scope)),
  };
}

/** Whether a resource with that id, in one spelling, says where others are: management groups and what is in them, subscriptions. */
export function shapesTree(id: string): boolean {
  // Nearly everything is inside a subscription.
  if (id.startsWith("/subscriptions/")) return !id.includes("/", "/subscriptions/".length);
  return managementGroup.test(id) || membership.test(id);
}

/** A management group by its id or its name alone. */
function groupScope(parent: string): string {
  return parent.includes("/")
    ? scopeOf(parent)
    : `/providers/microsoft.management/managementgroups/${parent.toLowerCase()}`;
}

/** Whether two scopes, in one spelling, may be the same: a plan that does not say its subscription may mean any. */
export function mayBeSame(one: string, other: string): boolean {
  const theirs = subscriptionOf(other);
  return one === other || (theirs !== undefined && sameElsewhere(one, [theirs]).includes(other));
}

/** A plan's own subscription may be each of those it names, and each of those may be the plan's own. */
function sameElsewhere(scope: string, named: readonly string[]): string[] {
  const own = subscriptionOf(scope);
  if (own === undefined) return [];
  const others = named.filter((other) => (other === placeholder) !== (own === placeholder));
  return others.map((other) => `${other}${scope.slice(own.length)}`);
}

/** The subscription that a scope is or is in. */
export function subscriptionOf(scope: string): string | undefined {
  return /^\/subscriptions\/[^/]+/.exec(scope)?.[0];
}

/** What a resource group or resource is in: names and types alternate after the last `providers/{namespace}`. */
function containerOf(scope: string): string {
  const segments = scope.split("/");
  const at = segments.lastIndexOf("providers");
  if (at === -1) return scopeOf(segments.slice(0, -2).join("/"));
  const inner = segments.length - (at + 2) > 2;
  return scopeOf(segments.slice(0, inner ? -2 : at).join("/"));
}

function kindOf(scope: string): string {
  return managementGroup.test(scope) ? "management group" : "subscription";
}

function labelOf(scope: string): string {
  if (scope === rootScope) return "all of Azure";
  if (scope === placeholder) return "the subscription";
  const name = scope.slice(scope.lastIndexOf("/") + 1);
  if (managementGroup.test(scope)) return `management group ${name}`;
  if (subscription.test(scope)) return `subscription ${name}`;
  return resourceGroup.test(scope) ? `resource group ${name}` : name;
}
