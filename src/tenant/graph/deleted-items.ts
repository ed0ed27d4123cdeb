/** The recycle bin: users, groups, applications and service principals stay there for 30 days. */

import type { Entity } from "../entity.ts";
import { asText } from "../entity.ts";
import { type Context, lookUp, noContent, type Operations, parameter, type Reply } from "./context.ts";
import { badRequest } from "./error.ts";
import { removeTraces } from "./relations.ts";
import { allDirectoryResources, listDirectoryObjects, type Resource, viewDirectoryObject } from "./resource.ts";

const retentionDays = 30;
const day = 24 * 60 * 60 * 1000;

/** Moves an object to the recycle bin and takes it out of everything that refers to it. */
export function softDelete(context: Context, resource: Resource, entity: Entity): Reply {
  context.store.remove(resource.table, entity.id);
  removeTraces(context, entity.id);
  const emptied = Object.fromEntries(
    Object.entries(entity).filter(([key]) => !["members", "owners", "manager"].includes(key)),
  );
  context.store.put("deletedItems", {
    ...emptied,
    "@odata.type": resource.type,
    deletedDateTime: context.now,
    id: entity.id,
  });
  return noContent;
}

function retained(context: Context): Entity[] {
  const oldest = Date.parse(context.now) - retentionDays * day;
  return context.store.filter("deletedItems", (item) => Date.parse(asText(item["deletedDateTime"]) ?? "") >= oldest);
}

function restore(context: Context): Reply {
  const item = lookUp(context, "deletedItems", parameter(context, "id"));
  const resource = [...allDirectoryResources()].find(({ type }) => type === item["@odata.type"]);
  if (resource === undefined) throw badRequest(`A ${String(item["@odata.type"])} cannot be restored.`);
  const { "@odata.type": _, deletedDateTime: __, ...restored } = item;
  context.store.remove("deletedItems", item.id);
  context.store.put(resource.table, restored as Entity);
  return { status: 200, body: viewDirectoryObject(context, item) };
}

export const deletedItemOperations: Operations = {
  "GET directory/deletedItems/:id": (context) => {
    const id = parameter(context, "id");
    if (id.startsWith("microsoft.graph.")) return listDirectoryObjects(context, retained(context), id);
    return { status: 200, body: viewDirectoryObject(context, lookUp(context, "deletedItems", id), context.query) };
  },
  "DELETE directory/deletedItems/:id": (context) => {
    context.store.remove("deletedItems", lookUp(context, "deletedItems", parameter(context, "id")).id);
    return noContent;
  },
  "POST directory/deletedItems/:id/restore": restore,
};
