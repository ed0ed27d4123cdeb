/**
 * Azure Resource Manager as far as Demarc declares and reads it: resources by id, put, read, listed by type, deleted
 * (https://learn.microsoft.com/rest/api/resources). What a resource means to Azure is not modelled.
 */

import { descendants, listedGroup, subscriptions, viewSubscription, withChildren } from "./arm-hierarchy.ts";
import { armList, armPage, genericResources } from "./arm-lists.ts";
import { lockedScope, refusalToMake } from "./arm-refusals.ts";
import { managementGroupType, resourcesById, subscriptionType, within } from "./arm-scopes.ts";
import type { Entity, JsonObject } from "./entity.ts";
import { asObject } from "./entity.ts";
import type { Reply } from "./graph/context.ts";
import { GraphError } from "./graph/error.ts";
import { decodedSegment } from "./graph/router.ts";
import type { TenantStore } from "./store.ts";

export interface ArmRequest {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly search: URLSearchParams;
  readonly body: JsonObject;
  /** Where the tenant is reached, for links to further pages. */
  readonly origin: string;
}

/** True for a path of Azure Resource Manager, as opposed to one of Microsoft Graph. */
export function isArmPath(path: string): boolean {
  return /^\/(subscriptions|providers)(\/|\?|$)/i.test(path);
}

interface Place {
  /** Id of the resource, or of what the listed resources are in. */
  readonly id: string;
  readonly type: string;
  /** True when the path names a collection. */
  readonly isCollection: boolean;
}

/** Takes a path apart: names and types alternate after the last `providers/{namespace}`; above it, after `/`. */
function placeOf(path: string): Place {
  const segments = path
    .split("/")
    .filter((segment) => segment !== "")
    .map(decodedSegment);
  const at = segments.findLastIndex((segment) => segment.toLowerCase() === "providers");
  const typed = at === -1 ? segments : segments.slice(at + 2);
  const types = typed.filter((_, index) => index % 2 === 0);
  const isCollection = typed.length % 2 === 1;
  const kinds = at === -1 ? [knownKind(types.at(-1) ?? "")] : types;
  // What a collection is in: the resource above it, or the scope that its provider hangs on.
  const scope = at === -1 || typed.length > 1 ? segments.slice(0, -1) : segments.slice(0, at);
  return {
    id: `/${(isCollection ? scope : segments).join("/")}`,
    type: [at === -1 ? "Microsoft.Resources" : (segments[at + 1] ?? ""), ...kinds].join("/"),
    isCollection,
  };
}

function knownKind(segment: string): string {
  return segment.toLowerCase() === "resourcegroups" ? "resourceGroups" : segment.toLowerCase();
}

function find(store: TenantStore, id: string): Entity | undefined {
  return store.first(resourcesById, id.toLowerCase());
}

/**
 * Answers one request.
 * @throws GraphError when it is refused; ARM's errors have the same shape, in ARM's own codes.
 */
export function handleArm(store: TenantStore, tenantId: string, request: ArmRequest): Reply {
  const { method, path, search, body } = request;
  if (!search.has("api-version")) {
    throw new GraphError(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  }
  const place = placeOf(path);
  if (place.isCollection) {
    if (method !== "GET") throw unknownOperation(method, path);
    const listed = listedIn(store, tenantId, place, search.get("$filter"));
    return { status: 200, body: armPage(listed, `${request.origin}${path}`, search) };
  }
  if (method === "GET" && same(place.type, subscriptionType)) {
    return { status: 200, body: viewSubscription(find(store, place.id) ?? { id: place.id }, tenantId) };
  }
  if (method === "GET" && same(place.type, managementGroupType) && search.get("$expand") === "children") {
    return { status: 200, body: withChildren(store, demanded(store, place), search.get("$recurse") === "true") };
  }
  switch (method) {
    case "GET":
      return { status: 200, body: demanded(store, place) };
    case "PUT":
      return put(store, place, body);
    case "DELETE":
      return remove(store, place);
    default:
      throw unknownOperation(method, path);
  }
}

function listedIn(store: TenantStore, tenantId: string, { id, type }: Place, filter: string | null): Entity[] {
  if (same(type, subscriptionType)) return subscriptions(store, tenantId);
  if (same(type, `${managementGroupType}/descendants`)) return descendants(store, id);
  if (same(type, "Microsoft.Resources/resources")) return genericResources(store, id, filter);
  const listed = armList({ store, tenantId, scope: id, type, filter });
  return same(type, managementGroupType) ? listed.map(listedGroup) : listed;
}

function same(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

function unknownOperation(method: string, path: string): GraphError {
  return new GraphError(501, "NotImplemented", `The embedded tenant does not implement ${method} ${path}.`);
}

function demanded(store: TenantStore, { id, type }: Place): Entity {
  const found = find(store, id);
  if (found !== undefined) return found;
  const isGroup = type === "Microsoft.Resources/resourceGroups";
  throw new GraphError(
    404,
    isGroup ? "ResourceGroupNotFound" : "ResourceNotFound",
    `The resource '${id}' was not found.`,
  );
}

/** A resource needs its resource group; everything else stands by itself. Of what a type refuses there is what deployments run into. */
function put(store: TenantStore, place: Place, body: JsonObject): Reply {
  const [group] = /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+(?=\/)/i.exec(place.id) ?? [];
  if (group !== undefined && find(store, group) === undefined) {
    throw new GraphError(
      404,
      "ResourceGroupNotFound",
      `Resource group '${group.split("/").at(-1)}' could not be found.`,
    );
  }
  const before = find(store, place.id);
  const refusal = before === undefined ? refusalToMake(place.type, body) : undefined;
  if (refusal !== undefined) throw new GraphError(400, "BadRequest", refusal);
  const { id: _, name: __, type: ___, ...content } = body;
  const resource: Entity = {
    ...content,
    properties: { ...asObject(body["properties"]), provisioningState: "Succeeded" },
    id: before?.id ?? place.id,
    name: place.id.split("/").at(-1) ?? "",
    type: place.type,
  };
  store.put("armResources", resource);
  return { status: before === undefined ? 201 : 200, body: resource };
}

/** What is inside goes with it, unless somebody locked it. Nothing there to delete is as good. */
function remove(store: TenantStore, { id }: Place): Reply {
  const lock = lockedScope(store, id);
  if (lock !== undefined) {
    throw new GraphError(
      409,
      "ScopeLocked",
      `The scope '${id}' cannot perform delete operation because following scope(s) are locked: '${lock}'. Please remove the lock and try again.`,
    );
  }
  const gone = store.filter("armResources", (resource) => within(resource.id, id));
  for (const resource of gone) store.remove("armResources", resource.id);
  return gone.length === 0 ? { status: 204 } : { status: 200, body: {} };
}

/** The body ARM sends with an error. */
export function armErrorBody({ code, message }: GraphError): JsonObject {
  return { error: { code, message } };
}
