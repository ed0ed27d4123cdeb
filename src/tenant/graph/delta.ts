/**
 * Delta queries: everything there is, then only what has changed since (https://learn.microsoft.com/graph/delta-query-overview).
 * Members and owners come as `members@delta`, many of them over several pages, on which their group is named again.
 */

import type { Touch } from "../change-log.ts";
import { type Entity, type JsonObject, type Reference, referencesOf } from "../entity.ts";
import type { Context, Operations, Reply } from "./context.ts";
import { badRequest, GraphError, notImplemented } from "./error.ts";
import type { Query } from "./odata.ts";
import { type Resource, view } from "./resource.ts";

type Relation = "members" | "owners";

/** Objects on a page when the client names no size, and references of relations on it. */
const objectsPerPage = 200;
const referencesPerPage = 2000;

/** So long Graph remembers what it told about identities. */
const lifetime = 7 * 86_400_000;

/** What a link of a delta query stands for; clients see it as one opaque text. */
interface State {
  /** Which store's numbers these are. */
  readonly store: string;
  /** When the client was last told everything, milliseconds. */
  readonly asOf: number;
  /** Options of the first request. */
  readonly options: readonly (readonly [string, string])[];
  /** Changes after this revision are told; absent: everything there is. */
  readonly after?: number;
  /** Up to this one; later changes come with the next delta link. */
  readonly upTo: number;
  /** Object to go on with, and how many of its references were told. */
  readonly place: number;
  readonly told: number;
}

/** The delta function of a collection, under both of its names. */
export function deltaOperations(path: string, resource: Resource, relations: readonly Relation[] = []): Operations {
  const answer = (context: Context) => delta(context, resource, relations);
  return { [`GET ${path}/delta`]: answer, [`GET ${path}/microsoft.graph.delta`]: answer };
}

function delta(context: Context, resource: Resource, relations: readonly Relation[]): Reply {
  const log = context.store.changes;
  if (log === undefined) throw notImplemented("delta queries of a tenant that keeps no history");
  const { query } = context;
  const now = Date.parse(context.now);
  const frame = { store: context.store.instance, upTo: log.revision, place: 0, told: 0 };
  if (query.deltaToken === "latest") {
    return answer(context, resource, query, [], {
      ...frame,
      asOf: now,
      options: keptOptions(query),
      after: log.revision,
    });
  }
  const token = query.skipToken ?? (query.deltaToken || undefined);
  if (token === undefined) {
    return page(context, resource, relations, query, { ...frame, asOf: now, options: keptOptions(query) });
  }
  const state = readState(context, token);
  const asked = queryOf(state.options);
  const goesOn = query.skipToken !== undefined;
  return page(context, resource, relations, asked, goesOn ? state : { ...state, upTo: log.revision, asOf: now });
}

function keptOptions({ raw }: Query): State["options"] {
  return raw.filter(([name]) => ["$select", "$expand", "$filter", "$top"].includes(name.toLowerCase()));
}

function queryOf(options: State["options"]): Query {
  const value = (name: string) => options.find(([each]) => each.toLowerCase() === name)?.[1];
  const list = (text: string) => text.split(",").map((each) => each.trim());
  const [select, expand, filter, top] = [value("$select"), value("$expand"), value("$filter"), value("$top")];
  return {
    ...(select !== undefined && { select: list(select) }),
    ...(expand !== undefined && { expand: list(expand).map((relation) => ({ relation, query: { raw: [] } })) }),
    ...(filter !== undefined && { filter }),
    ...(top !== undefined && { top: Number(top) }),
    raw: options,
  };
}

/**
 * @throws GraphError 400 syncStateNotFound when the link is too old, 410 when the tenant no longer knows what it has told
 *   (https://learn.microsoft.com/graph/delta-query-overview#synchronization-reset)
 */
function readState(context: Context, token: string): State {
  let state: State;
  try {
    state = JSON.parse(Buffer.from(token, "base64url").toString()) as State;
  } catch {
    throw badRequest("Badly formed token.", "BadRequest");
  }
  if (state.store !== context.store.instance) throw resynchronise(context);
  if (Date.parse(context.now) - state.asOf <= lifetime) return state;
  throw badRequest(
    "The sync state generation is not found. The delta token is expired and data must be synchronized again.",
    "syncStateNotFound",
  );
}

function resynchronise(context: Context): GraphError {
  const location = `${context.origin}/${context.version}/${context.path}?$deltatoken=`;
  return new GraphError(410, "resyncRequired", "Resync required. Any local changes must be applied anew.", {
    Location: location,
  });
}

/** One object of an answer, with the references that are told of it. */
interface Told {
  readonly object: JsonObject;
  readonly references: References;
}

/** References of an object's relations, one relation after the other; a part of many costs as much as the part. */
interface References {
  readonly count: number;
  part(from: number, most: number): readonly ToldReference[];
}

interface ToldReference {
  readonly relation: Relation;
  readonly reference: JsonObject;
}

function page(context: Context, resource: Resource, relations: readonly Relation[], query: Query, state: State): Reply {
  const shown = relations.filter((relation) => shows(query, relation));
  const ids = idsIn(query.filter);
  const source =
    state.after === undefined ? everything(context, resource) : changes(context, resource, state.after, state.upTo);
  if (source === undefined) throw resynchronise(context);
  const value: JsonObject[] = [];
  let { place, told } = state;
  let room = referencesPerPage;
  for (; place < source.length; place++) {
    const item = source.at(place);
    if (item === undefined || (ids !== undefined && !ids.has(item.id))) continue;
    if (value.length >= (query.top ?? objectsPerPage) || room <= 0) break;
    const { object, references } = tell(context, resource, shown, query, item);
    const part = references.part(told, room);
    value.push(withReferences(object, part));
    room -= part.length;
    told += part.length;
    if (told < references.count) break;
    told = 0;
  }
  return answer(
    context,
    resource,
    query,
    value,
    place < source.length ? { ...state, place, told } : { ...state, after: state.upTo },
  );
}

function answer(context: Context, resource: Resource, query: Query, value: readonly JsonObject[], state: State): Reply {
  const isWhole = state.after === state.upTo;
  const next: State = isWhole ? { ...state, place: 0, told: 0 } : state;
  const token = Buffer.from(JSON.stringify(next)).toString("base64url");
  const url = `${context.origin}/${context.version}/${context.path}`;
  const selected = query.select === undefined ? "" : `(${query.select.join(",")})`;
  return {
    status: 200,
    body: {
      "@odata.context": `${context.origin}/${context.version}/$metadata#${resource.set}${selected}`,
      ...(isWhole
        ? { "@odata.deltaLink": `${url}?$deltatoken=${token}` }
        : { "@odata.nextLink": `${url}?$skiptoken=${token}` }),
      value,
    },
  };
}

/** Relations are told unless the client selects other properties only. */
function shows({ select, expand }: Query, relation: Relation): boolean {
  if (expand?.some((each) => each.relation === relation) === true) return true;
  return select === undefined || select.includes(relation);
}

/** Graph lets a delta query be filtered by ids only. */
function idsIn(filter: string | undefined): ReadonlySet<string> | undefined {
  if (filter === undefined) return undefined;
  const parts = filter.split(/\s+or\s+/i).map((part) => /^\(?\s*id\s+eq\s+'([^']+)'\s*\)?$/i.exec(part.trim())?.[1]);
  if (parts.includes(undefined)) {
    throw badRequest("A delta query can be filtered by id only.", "Request_UnsupportedQuery");
  }
  return new Set(parts.map((id) => String(id).toLowerCase()));
}

/** An object to tell about: as it is, or as it was when the client last heard of it. */
interface Item {
  readonly id: string;
  readonly now: Entity | undefined;
  readonly touch?: Touch;
}

interface Source {
  readonly length: number;
  at(place: number): Item | undefined;
}

function everything(context: Context, { table }: Resource): Source {
  const rows = context.store.rows(table);
  return {
    length: rows.length,
    at: (place) => {
      const now = rows.at(place);
      return now === undefined ? undefined : { id: now.id, now };
    },
  };
}

function changes(context: Context, { table }: Resource, after: number, upTo: number): Source | undefined {
  const touches = context.store.changes?.between(table, after, upTo);
  return touches
    ?.map((touch): Item => ({ id: touch.id, now: context.store.get(table, touch.id), touch }))
    .filter(({ now, touch }) => now !== undefined || touch?.before !== undefined);
}

function tell(context: Context, resource: Resource, relations: readonly Relation[], query: Query, item: Item): Told {
  const { id, now, touch } = item;
  if (now === undefined) {
    // What is in the recycle bin can come back.
    const reason = context.store.get("deletedItems", id) === undefined ? "deleted" : "changed";
    return { object: { id, "@removed": { reason } }, references: listed([]) };
  }
  const { expand: _, filter: __, ...plain } = query;
  const select = plain.select?.filter((name) => name !== "members" && name !== "owners");
  const object = { ...view(context, resource, now, { ...plain, ...(select && { select }) }), id };
  const references =
    touch?.before === undefined
      ? present(relations, now)
      : listed(relations.flatMap((relation) => changedReferences(relation, now, touch)));
  return { object, references };
}

function listed(references: readonly ToldReference[]): References {
  return { count: references.length, part: (from, most) => references.slice(from, from + most) };
}

/** Everything an object refers to. */
function present(relations: readonly Relation[], now: Entity): References {
  const lists = relations.map((relation) => ({ relation, references: referencesOf(now, relation) }));
  return {
    count: lists.reduce((total, { references }) => total + references.length, 0),
    part(from, most) {
      const found: ToldReference[] = [];
      let start = from;
      for (const { relation, references } of lists) {
        for (const each of references.slice(start, start + most - found.length)) {
          found.push({ relation, reference: reference(each) });
        }
        start = Math.max(0, start - references.length);
      }
      return found;
    },
  };
}

/** What was added to a relation and taken out of it since a change. */
function changedReferences(relation: Relation, now: Entity, touch: Touch): ToldReference[] {
  const after = referencesOf(now, relation);
  // What grew in place has later references behind those it had.
  const before = touch.before === undefined ? [] : referencesOf(touch.before, relation).slice(0, touch[relation]);
  const [idsBefore, idsAfter] = [new Set(before.map(({ id }) => id)), new Set(after.map(({ id }) => id))];
  const added = after.filter(({ id }) => !idsBefore.has(id)).map(reference);
  const removed = before
    .filter(({ id }) => !idsAfter.has(id))
    .map((each) => ({ ...reference(each), "@removed": { reason: "deleted" } }));
  return [...added, ...removed].map((each) => ({ relation, reference: each }));
}

function reference({ id, "@odata.type": type }: Reference): JsonObject {
  return { "@odata.type": type, id };
}

function withReferences(object: JsonObject, told: readonly ToldReference[]): JsonObject {
  const byRelation = Map.groupBy(told, ({ relation }) => `${relation}@delta`);
  const lists = [...byRelation].map(([name, each]) => [name, each.map((one) => one.reference)]);
  return { ...object, ...Object.fromEntries(lists) };
}
