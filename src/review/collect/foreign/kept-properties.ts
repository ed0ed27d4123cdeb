/** Objects of exports as a snapshot has them: the properties that Demarc reads itself, no secrets, ids in Graph's spelling. */

import { asObject } from "../../../tenant/entity.ts";
import type { CollectionName } from "../../../tenant/snapshot.ts";
import { keptObject } from "../kept.ts";
import type { GraphObject } from "../read-error.ts";
import { readers } from "../readers.ts";

/** Relations that are read with their objects, and never as a property of them. */
const relations: ReadonlySet<string> = new Set(["members", "owners", "federatedIdentityCredentials"]);

/** What is chosen of a collection's objects; undefined: everything. */
const chosen: ReadonlyMap<CollectionName, readonly string[] | undefined> = new Map(
  readers.map(({ collection, select, flatten, relations: own = [] }) => [
    collection,
    // Where a collection is read inside of other objects, the choice is among what those have.
    flatten === undefined && select !== undefined
      ? [...select, ...own.flatMap(({ name }) => (relations.has(name) ? [] : [name]))]
      : undefined,
  ]),
);

/** An object with an id; its relations have to be read on their own. */
export function keptProperties(collection: CollectionName, object: GraphObject): GraphObject {
  const select = chosen.get(collection);
  const own = Object.fromEntries(Object.entries(object).filter(([name]) => !relations.has(name)));
  return keptObject(own, { path: collection, ...(select !== undefined && { select }) });
}

const guids = /[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}/g;

/** An id, or a scope with one in it, as Graph writes it. */
export function graphId(id: string): string {
  return id.replace(guids, (guid) => guid.toLowerCase()).replace(/^\/administrativeunits\//i, "/administrativeUnits/");
}

const guidAlone = new RegExp(`^${guids.source}$`);

/** A value with every id that stands alone in it as Graph writes it. */
export function withGraphIds(value: unknown): unknown {
  if (typeof value === "string") return guidAlone.test(value) ? value.toLowerCase() : value;
  if (Array.isArray(value)) return value.map(withGraphIds);
  const object = asObject(value);
  return object === undefined
    ? value
    : Object.fromEntries(Object.entries(object).map(([name, each]) => [name, withGraphIds(each)]));
}
