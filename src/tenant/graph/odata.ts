/**
 * OData system query options, read from a URL (https://learn.microsoft.com/graph/query-parameters).
 */

import { badRequest } from "./error.ts";

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
  /** From a link to a further page. */
  readonly skipToken?: string;
  /** From a link to later changes. */
  readonly deltaToken?: string;
  readonly orderBy?: readonly { readonly path: string; readonly descending: boolean }[];
  readonly count?: boolean;
  readonly search?: string;
  /** The options as they were, for the link to the next page. */
  readonly raw: readonly (readonly [name: string, value: string])[];
}

export const noQuery: Query = { raw: [] };

/** The largest page that Graph gives. */
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
        query.skipToken = value;
        break;
      case "$deltatoken":
        query.deltaToken = value;
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
