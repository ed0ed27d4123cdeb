/**
 * Where Azure's resources are and what they hold for: tenant root, management groups, subscriptions, resource groups, resources
 * (https://learn.microsoft.com/azure/role-based-access-control/scope-overview).
 */

import { asObject, asText, type Entity } from "./entity.ts";
import type { Index, TenantStore } from "./store.ts";

/** Types that ARM's answers do not always name. */
export const managementGroupType = "Microsoft.Management/managementGroups";
export const membershipType = "Microsoft.Management/managementGroups/subscriptions";
export const subscriptionType = "Microsoft.Resources/subscriptions";

/** ARM's ids and types are the same in any case. */
export const resourcesById: Index = { table: "armResources", keyOf: ({ id }) => id.toLowerCase() };
const resourcesByType: Index = { table: "armResources", keyOf: ({ type }) => asText(type)?.toLowerCase() };
const membershipsBySubscription: Index = {
  table: "armResources",
  keyOf: ({ id }) => /\/managementgroups\/[^/]+(\/subscriptions\/[^/]+)$/.exec(id.toLowerCase())?.[1],
};

/** Every resource of a type. */
export function resourcesOfType(store: TenantStore, type: string): Entity[] {
  return store.every(resourcesByType, type.toLowerCase());
}

/** Whether something is a scope or in it, by its id. */
export function within(id: string, scope: string): boolean {
  const [inner, outer] = [id.toLowerCase(), scope.toLowerCase()];
  return outer === "/" || inner === outer || inner.startsWith(`${outer}/`);
}

/** The scope that an authorization resource holds for, lower case: what it says, else what its id hangs on. */
export function heldScope({ id, properties }: Entity): string {
  const said = asText(asObject(properties)?.["scope"]);
  return (said ?? id.slice(0, Math.max(0, id.toLowerCase().lastIndexOf("/providers/")))).toLowerCase() || "/";
}

const managementGroup = /^\/providers\/microsoft\.management\/managementgroups\/[^/]+$/;
const subscription = /^\/subscriptions\/[^/]+/;

/** A scope and everything above it up to the tenant root, lower case. */
export function scopesAbove(store: TenantStore, tenantId: string, scope: string): ReadonlySet<string> {
  const found = new Set<string>(["/"]);
  const root = `/providers/microsoft.management/managementgroups/${tenantId.toLowerCase()}`;
  let at: string | undefined = scope.toLowerCase();
  while (at !== undefined && at !== "/" && !found.has(at)) {
    found.add(at);
    at = scopeAbove(store, root, at);
  }
  return found;
}

function scopeAbove(store: TenantStore, root: string, scope: string): string | undefined {
  if (managementGroup.test(scope)) return scope === root ? undefined : (parentGroup(store, scope) ?? root);
  const [whole] = subscription.exec(scope) ?? [];
  if (whole === undefined) return undefined;
  if (whole !== scope) return scope.slice(0, scope.lastIndexOf("/")) || undefined;
  const membership = store.first(membershipsBySubscription, scope);
  return membership?.id.toLowerCase().slice(0, -scope.length) ?? root;
}

/** The management group that one is in. */
export function parentGroup(store: TenantStore, id: string): string | undefined {
  const group = store.first(resourcesById, id.toLowerCase());
  const details = asObject(asObject(group?.["properties"])?.["details"]);
  return asText(asObject(details?.["parent"])?.["id"])?.toLowerCase();
}
