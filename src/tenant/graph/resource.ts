/** How each kind of object looks from outside: its type, what is hidden, what `$expand` adds, and lists of it. */

import { asText, type Entity, type JsonObject, type Reference } from "../entity.ts";
import type { Index, TableName } from "../store.ts";
import type { Rows } from "../table.ts";
import { type Context, lookUp, noContent, parameter, type Reply } from "./context.ts";
import { badRequest } from "./error.ts";
import { noQuery, type Query } from "./odata.ts";
import { countOf, pageOf, rowsOf } from "./page.ts";

/** Gives what `$expand` of a relation adds: one object, a list, or nothing. */
export type Expand = (context: Context, entity: Entity) => Entity | Rows | undefined;

export interface Resource {
  readonly table: TableName;
  /** e.g. `#microsoft.graph.user` */
  readonly type: string;
  /** How `@odata.context` names the set, e.g. `users`. */
  readonly set: string;
  /** Properties that are kept inline but only shown by `$expand` or an operation of their own. */
  readonly hidden?: readonly string[];
  readonly expands?: Readonly<Record<string, { readonly resource?: () => Resource; readonly of: Expand }>>;
  /** What v1.0 returns without `$select`; absent: everything. */
  readonly defaultSelect?: readonly string[];
  /** Properties made at reading time. */
  readonly derive?: (context: Context, entity: Entity) => JsonObject;
  /** True for directory objects, where counting and searching need `ConsistencyLevel: eventual`. */
  readonly directory?: boolean;
  /** Properties that are shown only to who selects them, and the largest page they are shown on. */
  readonly selectOnly?: Readonly<Record<string, number>>;
  /** Page size when the client names none; 100 when absent. */
  readonly defaultTop?: number;
  /** Order when the client asks for none; that of creation when absent. */
  readonly order?: Query["orderBy"];
  /** What a `$filter` that begins with `property eq '…'` is answered from. */
  readonly indexes?: Readonly<Record<string, Index>>;
}

/**
 * Of a directory object's relation, `$expand` gives no more than this many
 * (https://learn.microsoft.com/graph/query-parameters#expand).
 */
const expansionLimit = 20;

/** The object as Graph shows it. */
export function view(
  context: Context,
  resource: Resource,
  entity: Entity,
  query: Query = noQuery,
  withType = false,
): JsonObject {
  const selected = query.select ?? (context.version === "v1.0" ? resource.defaultSelect : undefined);
  const shown: Record<string, unknown> = {};
  if (withType) shown["@odata.type"] = resource.type;
  const full = resource.derive === undefined ? entity : { ...entity, ...resource.derive(context, entity) };
  if (selected === undefined || selected.includes("*")) {
    for (const [key, value] of Object.entries(full)) {
      if (resource.hidden?.includes(key) !== true && resource.selectOnly?.[key] === undefined) shown[key] = value;
    }
  } else {
    for (const key of selected) {
      const name = key.split("/")[0] ?? key;
      if (resource.hidden?.includes(name) === true) continue;
      // Reports and attributes that somebody does not have are left out, not null.
      if (full[name] !== undefined || resource.selectOnly?.[name] === undefined) shown[name] = full[name] ?? null;
    }
    if (entity["@odata.type"] !== undefined) shown["@odata.type"] = entity["@odata.type"];
  }
  for (const { relation, query: inner } of expansions(resource, query)) {
    const expand = resource.expands?.[relation];
    if (expand === undefined) {
      throw badRequest(
        `Could not find a property named '${relation}' on type '${resource.type.slice(1)}'.`,
        "BadRequest",
      );
    }
    const value = expand.of(context, entity);
    const target = expand.resource?.();
    const show = (item: Entity) =>
      target === undefined ? viewDirectoryObject(context, item, inner) : view(context, target, item, inner);
    if (isRows(value))
      shown[relation] = firstOf(value, resource.directory === true ? expansionLimit : value.length).map(show);
    else shown[relation] = value === undefined ? null : show(value);
  }
  return shown;
}

function isRows(value: Entity | Rows | undefined): value is Rows {
  return typeof value?.["at"] === "function";
}

function firstOf(rows: Rows, most: number): Entity[] {
  const found: Entity[] = [];
  for (let place = 0; place < rows.length && found.length < most; place++) {
    const entity = rows.at(place);
    if (entity !== undefined) found.push(entity);
  }
  return found;
}

function expansions(resource: Resource, query: Query): readonly { relation: string; query: Query }[] {
  return (query.expand ?? []).flatMap((expansion) =>
    expansion.relation === "*"
      ? Object.keys(resource.expands ?? {}).map((relation) => ({ relation, query: noQuery }))
      : [expansion],
  );
}

const directoryResources = new Map<string, Resource>();

/** Makes a resource known as a kind of directory object. */
export function directoryResource(resource: Resource): Resource {
  directoryResources.set(resource.type, { ...resource });
  return resource;
}

/** Every kind of directory object. */
export function allDirectoryResources(): Iterable<Resource> {
  return directoryResources.values();
}

/** A directory object of whatever kind, with its type. `@odata.type` of the entity says which. */
export function viewDirectoryObject(context: Context, entity: Entity, query: Query = noQuery): JsonObject {
  const resource = directoryResources.get(String(entity["@odata.type"]));
  if (resource === undefined) return entity;
  return view(context, resource, entity, query, true);
}

/** A directory object by id, with its type, or undefined. */
export function findDirectoryObject(context: Context, id: string): Entity | undefined {
  for (const resource of directoryResources.values()) {
    const found = context.store.get(resource.table, id);
    if (found !== undefined) return { "@odata.type": resource.type, ...found };
  }
  return undefined;
}

/** The directory object that a reference means, with its type, or undefined. */
export function findReferenced(context: Context, { id, "@odata.type": type }: Reference): Entity | undefined {
  const resource = directoryResources.get(type);
  const found = resource === undefined ? undefined : context.store.get(resource.table, id);
  return found === undefined ? findDirectoryObject(context, id) : { "@odata.type": type, ...found };
}

/** Type of the directory object with that id, e.g. `#microsoft.graph.user`, or undefined when there is none. */
export function directoryType(context: Context, id: string): string | undefined {
  for (const resource of directoryResources.values()) {
    if (context.store.get(resource.table, id) !== undefined) return resource.type;
  }
  return undefined;
}

function contextUrl(context: Context, set: string, query: Query): string {
  const selected = query.select === undefined ? "" : `(${query.select.join(",")})`;
  return `${context.origin}/${context.version}/$metadata#${set}${selected}`;
}

/** Answer with one object. */
export function single(context: Context, resource: Resource, entity: Entity, status = 200): Reply {
  const { query } = context;
  if (query.filter !== undefined || query.search !== undefined || query.top !== undefined) {
    throw badRequest("$filter, $search and $top do not apply to a single object.", "Request_UnsupportedQuery");
  }
  // Whoever fills a tenant that is not kept reads single properties of the answer.
  if (!context.isKept && query === noQuery && resource.derive === undefined) return { status, body: entity };
  return {
    status,
    body: {
      "@odata.context": `${contextUrl(context, resource.set, query)}/$entity`,
      ...view(context, resource, entity, query),
    },
  };
}

function checkConsistency(context: Context, directory: boolean): void {
  if (directory && context.query.search !== undefined && !context.eventualConsistency) {
    throw badRequest(
      "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
      "Request_UnsupportedQuery",
    );
  }
}

function reply(
  context: Context,
  resource: Pick<Resource, "set" | "directory" | "defaultTop" | "order" | "selectOnly">,
  entities: Iterable<Entity> | Rows,
  show: (entity: Entity) => JsonObject,
): Reply {
  const directory = resource.directory === true;
  checkConsistency(context, directory);
  const { query } = context;
  const rows = rowsOf(entities);
  const largest = largestTop(resource, query);
  const page = pageOf(rows, query, {
    instance: context.store.instance,
    ...(resource.defaultTop !== undefined && { defaultTop: resource.defaultTop }),
    ...(largest !== undefined && { largestTop: largest }),
    ...(resource.order !== undefined && { order: resource.order }),
  });
  // Of directory objects only the first page says how many there are (https://learn.microsoft.com/graph/paging).
  const counted =
    query.count === true && (!directory || (context.eventualConsistency && query.skipToken === undefined));
  return {
    status: 200,
    body: {
      "@odata.context": contextUrl(context, resource.set, query),
      ...(counted && { "@odata.count": countOf(rows, query) }),
      ...(page.next !== undefined && {
        "@odata.nextLink": `${context.origin}/${context.version}/${context.path}?${page.next}`,
      }),
      value: page.items.map(show),
    },
  };
}

function largestTop({ selectOnly }: Pick<Resource, "selectOnly">, { select, filter }: Query): number | undefined {
  if (selectOnly === undefined) return undefined;
  const asked = Object.keys(selectOnly).filter(
    (property) =>
      select?.some((each) => each.split("/")[0] === property) === true || filter?.includes(property) === true,
  );
  return asked.length === 0
    ? undefined
    : Math.min(...asked.map((property) => selectOnly[property] ?? Number.POSITIVE_INFINITY));
}

/** Answer with a list of one kind of object. */
export function list(context: Context, resource: Resource, entities: Iterable<Entity> | Rows): Reply {
  return reply(context, resource, entities, (entity) => view(context, resource, entity, context.query));
}

/** Answer with the objects of a resource's table, by its indexes where the filter allows. */
export function listAll(context: Context, resource: Resource): Reply {
  return list(context, resource, candidates(context, resource));
}

/** The rows of a resource's table that its filter may mean, by an index where it begins with one. */
export function candidates(context: Context, { table, indexes }: Resource): Rows {
  const [, property = "", text = ""] =
    /^\(?(\w+) eq '((?:[^']|'')*)'\)?(?: and (?!.*\bor\b).*)?$/.exec(context.query.filter ?? "") ?? [];
  const index = indexes !== undefined && Object.hasOwn(indexes, property) ? indexes[property] : undefined;
  return index === undefined
    ? context.store.rows(table)
    : context.store.every(index, text.replaceAll("''", "'").toLowerCase());
}

/** An index for `Resource.indexes`. */
export function propertyIndex(table: TableName, property: string): Index {
  return { table, keyOf: (entity) => asText(entity[property])?.toLowerCase() };
}

/** Answer with a list of directory objects of any kind; `cast` keeps one kind, e.g. `microsoft.graph.user`. */
export function listDirectoryObjects(context: Context, entities: Iterable<Entity> | Rows, cast?: string): Reply {
  const rows = rowsOf(entities);
  const type = `#${cast?.replace(/^#/, "")}`;
  const kept: Rows =
    cast === undefined
      ? rows
      : {
          length: rows.length,
          at: (place) => {
            const entity = rows.at(place);
            return entity?.["@odata.type"] === type ? entity : undefined;
          },
        };
  return reply(context, { set: "directoryObjects", directory: true }, kept, (entity) =>
    viewDirectoryObject(context, entity, context.query),
  );
}

/** Answer to `/$count`. */
export function count(context: Context, resource: Resource, entities: Iterable<Entity> | Rows): Reply {
  if (resource.directory === true && !context.eventualConsistency) {
    throw badRequest("$count is not currently supported.", "Request_BadRequest");
  }
  return { status: 200, body: countOf(rowsOf(entities), context.query) };
}

/** The operations that most collections share: list, count, get, delete. */
export function readOperations(
  path: string,
  resource: Resource,
): Readonly<Record<string, (context: Context) => Reply>> {
  return {
    [`GET ${path}`]: (context) => listAll(context, resource),
    [`GET ${path}/$count`]: (context) => count(context, resource, candidates(context, resource)),
    [`GET ${path}/:id`]: (context) =>
      single(context, resource, lookUp(context, resource.table, parameter(context, "id"))),
  };
}

/** Delete without consequences for other objects. */
export function deleteOperation(resource: Resource): (context: Context) => Reply {
  return (context) => {
    const { id } = lookUp(context, resource.table, parameter(context, "id"));
    context.store.remove(resource.table, id);
    return noContent;
  };
}
