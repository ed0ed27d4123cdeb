/**
 * OData system query options: read from a URL, and applied to a list
 * (https://learn.microsoft.com/graph/query-parameters).
 */

import type { Entity, JsonObject } from "../entity.ts";
import { badRequest } from "./error.ts";
import { parseFilter } from "./filter.ts";

/** One item of `$expand`, with the options in its parentheses. */
export interface Expansion {
  readonly relation: string;
  readonly query: Query;
}

export interface Query {
  readonly filter?: string;
  readonly select?: readonly string[];
  readonly expand?: readonly Expansion[];
  readonly top?: number;
  readonly skip?: number;
  readonly orderBy?: readonly { readonly path: string; readonly descending: boolean }[];
  readonly count?: boolean;
  readonly search?: string;
  /** The options as they were, for the link to the next page. */
  readonly raw: readonly (readonly [name: string, value: string])[];
}

export const noQuery: Query = { raw: [] };

/** Graph's page size when the client names none, and the largest it allows. */
const defaultPage = 100;
const largestPage = 999;

/**
 * Reads the part of a URL after `?`.
 * @throws GraphError 400 for an option that is unknown or not supported.
 */
export function parseQuery(search: string): Query {
  if (search === "") return noQuery;
  return readOptions([...new URLSearchParams(search)]);
}

function readOptions(options: readonly (readonly [string, string])[]): Query {
  const query: { -readonly [K in keyof Query]: Query[K] } = { raw: options };
  for (const [name, value] of options) {
    switch (name.toLowerCase()) {
      case "$filter":
        query.filter = value;
        break;
      case "$select":
        query.select = commaList(value);
        break;
      case "$expand":
        query.expand = splitOutside(value, ",").map(readExpansion);
        break;
      case "$top":
        query.top = wholeNumber(name, value, 1, largestPage);
        break;
      case "$skip":
        query.skip = wholeNumber(name, value, 0, Number.MAX_SAFE_INTEGER);
        break;
      case "$skiptoken":
        query.skip = wholeNumber(name, Buffer.from(value, "base64url").toString(), 0, Number.MAX_SAFE_INTEGER);
        break;
      case "$orderby":
        query.orderBy = commaList(value).map((item) => {
          const [path = "", direction = "asc"] = item.split(/\s+/);
          return { path, descending: direction.toLowerCase() === "desc" };
        });
        break;
      case "$count":
        query.count = value.toLowerCase() === "true";
        break;
      case "$search":
        query.search = value;
        break;
      case "$format":
        break;
      default:
        // Options without `$` belong to the client (`api-version`); Graph passes over them too.
        if (name.startsWith("$")) {
          throw badRequest(`The query option '${name}' is not supported.`, "Request_UnsupportedQuery");
        }
    }
  }
  return query;
}

function commaList(value: string): string[] {
  return value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function wholeNumber(name: string, value: string, smallest: number, largest: number): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= smallest && number <= largest) return number;
  throw badRequest(`Invalid value '${value}' for query option '${name}'.`, "BadRequest");
}

/** Splits at a separator, leaving what is inside parentheses and quotes whole. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let part = "";
  for (const character of text) {
    if (character === "'") quoted = !quoted;
    if (!quoted && character === "(") depth++;
    if (!quoted && character === ")") depth--;
    if (character === separator && depth === 0 && !quoted) {
      parts.push(part.trim());
      part = "";
    } else part += character;
  }
  parts.push(part.trim());
  return parts.filter((item) => item !== "");
}

function readExpansion(item: string): Expansion {
  const open = item.indexOf("(");
  if (open === -1) return { relation: item, query: noQuery };
  if (!item.endsWith(")")) throw badRequest(`Invalid $expand '${item}'.`, "BadRequest");
  const options = splitOutside(item.slice(open + 1, -1), ";").map((option) => {
    const equals = option.indexOf("=");
    return [option.slice(0, equals), option.slice(equals + 1)] as const;
  });
  return { relation: item.slice(0, open), query: readOptions(options) };
}

/** A page of a list, and where the next one starts. */
export interface Page {
  readonly items: readonly Entity[];
  readonly total: number;
  readonly next?: string;
}

/** Filters, sorts and pages a list. `link` makes the URL of the next page from its query string. */
export function applyQuery(entities: Iterable<Entity>, query: Query, link: (search: string) => string): Page {
  let items = [...entities];
  if (query.filter !== undefined) items = items.filter(parseFilter(query.filter));
  if (query.search !== undefined) items = items.filter(parseSearch(query.search));
  if (query.orderBy !== undefined) items = sorted(items, query.orderBy);
  const start = query.skip ?? 0;
  const end = start + (query.top ?? defaultPage);
  const page = start === 0 && end >= items.length ? items : items.slice(start, end);
  if (end >= items.length) return { items: page, total: items.length };
  const kept = query.raw.filter(([name]) => !["$skiptoken", "$skip"].includes(name.toLowerCase()));
  const token = Buffer.from(String(end)).toString("base64url");
  const search = new URLSearchParams([
    ...kept.map(([name, value]): [string, string] => [name, value]),
    ["$skiptoken", token],
  ]);
  return { items: page, total: items.length, next: link(search.toString()) };
}

function sorted(items: readonly Entity[], keys: NonNullable<Query["orderBy"]>): Entity[] {
  return items.toSorted((left, right) => {
    for (const { path, descending } of keys) {
      const [first, second] = [String(left[path] ?? ""), String(right[path] ?? "")];
      const order = first.localeCompare(second, "en");
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
}

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
