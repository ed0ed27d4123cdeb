/** Management groups and subscriptions as Azure Resource Manager shows them (https://learn.microsoft.com/rest/api/managementgroups). */

import { managementGroupType, membershipType, parentGroup, resourcesOfType, subscriptionType } from "./arm-scopes.ts";
import { asObject, asText, type Entity, type JsonObject } from "./entity.ts";
import type { TenantStore } from "./store.ts";

/** Every subscription that is stored or has something in it. */
export function subscriptions(store: TenantStore, tenantId: string): Entity[] {
  const stored = resourcesOfType(store, subscriptionType);
  const known = new Set(stored.map(({ id }) => id.toLowerCase()));
  const implied = new Map<string, Entity>();
  for (const { id } of store.all("armResources")) {
    const [found] = /^\/subscriptions\/[^/]+/i.exec(id) ?? [];
    if (found !== undefined && !known.has(found.toLowerCase())) implied.set(found.toLowerCase(), { id: found });
  }
  return [...stored, ...implied.values()].map((each) => viewSubscription(each, tenantId));
}

/** A subscription as ARM shows it: without a type and a name, its facts beside the id. */
export function viewSubscription(stored: Entity, tenantId: string): Entity {
  const { type: _, name: __, properties, ...facts } = stored;
  const subscriptionId = stored.id.split("/").at(-1) ?? "";
  return {
    authorizationSource: "RoleBased",
    managedByTenants: [],
    subscriptionId,
    tenantId,
    displayName: asText(asObject(properties)?.["displayName"]) ?? subscriptionId,
    state: "Enabled",
    ...facts,
    id: stored.id,
  };
}

/** A management group in a list: without what only the group itself shows. */
export function listedGroup(group: Entity): Entity {
  const { tenantId, displayName } = asObject(group["properties"]) ?? {};
  return { id: group.id, type: managementGroupType, name: group["name"], properties: { tenantId, displayName } };
}

interface Member extends Entity {
  readonly properties: JsonObject;
}

/** Groups and subscriptions right in a management group, as `descendants` shows them. */
function membersOf(store: TenantStore, group: string): Member[] {
  const parent = { id: group };
  const groups = resourcesOfType(store, managementGroupType)
    .filter(({ id }) => parentGroup(store, id) === group.toLowerCase())
    .map((each) => member(each.id, managementGroupType, each, parent));
  const subscribed = resourcesOfType(store, membershipType)
    .filter(({ id }) => id.toLowerCase().startsWith(`${group.toLowerCase()}/subscriptions/`))
    .map((each) => member(each.id.slice(group.length), "/subscriptions", each, parent));
  return [...groups, ...subscribed];
}

function member(id: string, type: string, stored: Entity, parent: JsonObject): Member {
  const name = id.split("/").at(-1);
  const displayName = asObject(stored["properties"])?.["displayName"] ?? name;
  return { id, type, name, properties: { displayName, parent } };
}

/** Everything below a management group, however deep. */
export function descendants(store: TenantStore, group: string): Entity[] {
  return membersOf(store, group).flatMap((each) =>
    each["type"] === managementGroupType ? [each, ...descendants(store, each.id)] : [each],
  );
}

/** `$expand=children` of a management group, and with `$recurse=true` what is in those. */
export function withChildren(store: TenantStore, group: Entity, recurse: boolean): Entity {
  const children = (id: string): JsonObject[] =>
    membersOf(store, id).map((each) => {
      const inner = recurse && each["type"] === managementGroupType ? children(each.id) : [];
      return {
        id: each.id,
        type: each["type"],
        name: each["name"],
        displayName: each.properties["displayName"],
        ...(inner.length > 0 && { children: inner }),
      };
    });
  return { ...group, properties: { ...asObject(group["properties"]), children: children(group.id) } };
}
