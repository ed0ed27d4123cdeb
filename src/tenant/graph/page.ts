/**
 * Pages of a list (https://learn.microsoft.com/graph/paging). A page is read from its place on: what it costs does not grow with
 * how far into the list it is.
 */

import type { Entity, JsonObject } from "../entity.ts";
import type { Rows } from "../table.ts";
import { badRequest } from "./error.ts";
import { parseFilter } from "./filter.ts";
import type { Query } from "./odata.ts";

/** Graph's page size when the client names none. */
const defaultPage = 100;

/** A page of a list. */
export interface Page {
  readonly items: readonly Entity[];
  /** Query string of the next page. */
  readonly next?: string;
}

export interface PageOptions {
  /** Which store's places the links mean. */
  readonly instance: string;
  /** Page size when the client names none. */
  readonly defaultTop?: number;
  /** Pages are never larger, whatever the client asks for. */
  readonly largestTop?: number;
  /** Order when the client asks for none. */
  readonly order?: Query["orderBy"];
}

/** Filters, sorts and pages a list. */
export function pageOf(list: Rows, query: Query, options: PageOptions): Page {
  const fits = predicateOf(query);
  const order = query.orderBy ?? options.order;
  const rows = order === undefined ? list : sorted(list, order);
  const most = Math.min(query.top ?? options.defaultTop ?? defaultPage, options.largestTop ?? Number.POSITIVE_INFINITY);
  const items: Entity[] = [];
  let place =
    query.skipToken === undefined ? skipped(rows, fits, query.skip ?? 0) : placeIn(query.skipToken, options.instance);
  let next: number | undefined;
  for (; place < rows.length; place++) {
    const entity = rows.at(place);
    if (entity === undefined || !fits(entity)) continue;
    if (items.length === most) {
      next = place;
      break;
    }
    items.push(entity);
  }
  return next === undefined ? { items } : { items, next: nextQuery(query, tokenOf(next, options.instance)) };
}

/** How many of a list fit a query, whatever page it asks for. */
export function countOf(list: Rows, query: Query): number {
  const fits = predicateOf(query);
  let count = 0;
  for (let place = 0; place < list.length; place++) {
    const entity = list.at(place);
    if (entity !== undefined && fits(entity)) count++;
  }
  return count;
}

/** A list of its own, by places. */
export function rowsOf(entities: Iterable<Entity> | Rows): Rows {
  return "at" in entities ? entities : [...entities];
}

function predicateOf({ filter, search }: Query): (entity: JsonObject) => boolean {
  const filters = filter === undefined ? undefined : parseFilter(filter);
  const searches = search === undefined ? undefined : parseSearch(search);
  if (filters === undefined) return searches ?? (() => true);
  return searches === undefined ? filters : (entity) => filters(entity) && searches(entity);
}

function skipped(rows: Rows, fits: (entity: JsonObject) => boolean, count: number): number {
  let place = 0;
  for (let left = count; left > 0 && place < rows.length; place++) {
    const entity = rows.at(place);
    if (entity !== undefined && fits(entity)) left--;
  }
  return place;
}

function tokenOf(place: number, instance: string): string {
  return Buffer.from(`${instance}.${place}`).toString("base64url");
}

/**
 * Where a page begins.
 * @throws GraphError 400 for a token of another tenant or of one that was closed meanwhile, as for one that has expired
 */
function placeIn(token: string, instance: string): number {
  const [from, place = ""] = Buffer.from(token, "base64url").toString().split(".");
  if (!/^\d+$/.test(place)) throw badRequest("The specified page token is invalid.", "Directory_InvalidPageToken");
  if (from !== instance) throw expiredPageToken();
  return Number(place);
}

/** What the directory says to a link that it no longer knows; the list has to be begun anew. */
export function expiredPageToken(): Error {
  return badRequest(
    "The specified page token value has expired and can no longer be included in your request.",
    "Directory_ExpiredPageToken",
  );
}

/** The query of a request with another token in it. */
function nextQuery({ raw }: Query, token: string): string {
  const kept = raw.filter(([name]) => !["$skiptoken", "$skip"].includes(name.toLowerCase()));
  return new URLSearchParams([
    ...kept.map(([name, value]): [string, string] => [name, value]),
    ["$skiptoken", token],
  ]).toString();
}

type Order = NonNullable<Query["orderBy"]>;

interface SortedRows {
  readonly version: number | undefined;
  readonly rows: readonly Entity[];
}

/** Lists that were sorted for a page, for the pages that follow. */
const sortedLists = new WeakMap<Rows, Map<string, SortedRows>>();
const keptOrders = 4;

function sorted(list: Rows, keys: Order): Rows {
  const orders = sortedLists.get(list) ?? new Map<string, SortedRows>();
  sortedLists.set(list, orders);
  const name = JSON.stringify(keys);
  const known = orders.get(name);
  if (known !== undefined && list.version !== undefined && known.version === list.version) return known.rows;
  const rows: Entity[] = [];
  for (let place = 0; place < list.length; place++) {
    const entity = list.at(place);
    if (entity !== undefined) rows.push(entity);
  }
  rows.sort(comparer(keys));
  if (orders.size >= keptOrders) orders.clear();
  orders.set(name, { version: list.version, rows });
  return rows;
}

function comparer(keys: Order): (left: Entity, right: Entity) => number {
  return (left, right) => {
    for (const { path, descending } of keys) {
      const [first, second] = [String(left[path] ?? ""), String(right[path] ?? "")];
      const order = first === second ? 0 : inOrder.compare(first, second);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  };
}

const inOrder = new Intl.Collator("en");

/** `$search` as `"property:text"` clauses joined by OR or AND, each matching inside the property. */
function parseSearch(search: string): (entity: JsonObject) => boolean {
  const clauses = [...search.matchAll(/"([^":]+):([^"]*)"/g)].map(([, property = "", text = ""]) => ({
    property,
    text: text.toLowerCase(),
  }));
  if (clauses.length === 0) throw badRequest(`Syntax error in $search '${search}'.`, "Request_BadRequest");
  const matches = (entity: JsonObject) => (clause: { property: string; text: string }) =>
    String(entity[clause.property] ?? "")
      .toLowerCase()
      .includes(clause.text);
  return / AND /.test(search) ? (entity) => clauses.every(matches(entity)) : (entity) => clauses.some(matches(entity));
}
