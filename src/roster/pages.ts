/** All pages of one request. An answer that is not whole is a problem, never an empty list. */

import type { Paging, RosterRequest } from "../catalogue/systems/roster-api.ts";
import { type Answer, type RosterClient, RosterReadError } from "./client.ts";
import { filled, filledJson, textOf, valueAt, valuesAt, withValue } from "./paths.ts";

const mostPages = 10_000;

/** A service that gives nothing this many times in a row, and always says that there is more, has none. */
const mostEmptyPages = 50;

/** What was read. With a `problem`, a sentence, there is more, or may be: what is there is true all the same. */
export interface Items {
  readonly items: readonly unknown[];
  readonly problem?: string;
}

/**
 * The items of every page, in order.
 * @param value of a placeholder, such as `host` or `parent.id`
 */
export async function itemsOf(
  client: RosterClient,
  baseUrl: string,
  request: RosterRequest,
  value: (name: string) => string | undefined,
): Promise<Items> {
  const items: unknown[] = [];
  try {
    await readPages(client, baseUrl, request, value, items);
    return { items };
  } catch (error) {
    if (!(error instanceof RosterReadError)) throw error;
    return { items, problem: error.message };
  }
}

/** @throws RosterReadError */
async function readPages(
  client: RosterClient,
  baseUrl: string,
  request: RosterRequest,
  value: (name: string) => string | undefined,
  items: unknown[],
): Promise<void> {
  const { paging } = request;
  const first = firstAddress(baseUrl, request, value);
  const body = filledJson(request.body, value);
  let [address, sent] = at(paging, first, body, start(paging));
  const asked = new Set<string>();
  let before = "";
  let empty = 0;
  for (let page = 1; page <= mostPages; page++) {
    const question = JSON.stringify([address.href, sent]);
    if (asked.has(question)) fail(`${address.host} leads back to a page that was there already.`);
    asked.add(question);
    const answer = await client.read(address, sent);
    const found = listIn(answer, request);
    const same = found.length > 0 ? JSON.stringify(found) : "";
    if (same !== "" && same === before) fail(`${address.host} gave the same page twice.`);
    before = same;
    empty = found.length === 0 ? empty + 1 : 0;
    if (empty > mostEmptyPages) fail(`${address.host} gave ${empty} empty pages and says that there is more.`);
    for (const each of found) items.push(each);
    const next = nextOf(paging, answer, items, found, page);
    if (next === undefined) return;
    [address, sent] = next instanceof URL ? [next, body] : at(paging, first, body, next);
  }
  fail(`${address.host} has more than ${mostPages} pages.`);
}

function firstAddress(baseUrl: string, request: RosterRequest, value: (name: string) => string | undefined): URL {
  const encoded = (name: string) => {
    const found = value(name);
    if (found === undefined) throw new RosterReadError(`${request.path} needs {${name}}, which is not there.`);
    return encodeURIComponent(found);
  };
  const address = new URL(`${baseUrl}${filled(request.path, encoded)}`);
  for (const [key, text] of Object.entries(request.query ?? {})) address.searchParams.set(key, filled(text, value));
  const size = "size" in request.paging ? request.paging.size : undefined;
  if (size !== undefined && !isInBody(request.paging)) address.searchParams.set(size.parameter, String(size.value));
  return address;
}

const isInBody = (paging: Paging) => "in" in paging;

/** What the first request says of where it is; undefined: nothing. */
function start(paging: Paging): string | number | undefined {
  if (paging.kind === "page") return paging.first;
  return paging.kind === "offset" ? 0 : undefined;
}

/** The address and body of the page that a parameter names. */
function at(paging: Paging, first: URL, body: unknown, where: string | number | undefined): [URL, unknown] {
  const address = new URL(first);
  if (!("parameter" in paging)) return [address, body];
  if (!isInBody(paging)) {
    if (where !== undefined) address.searchParams.set(paging.parameter, String(where));
    return [address, body];
  }
  const { size } = paging;
  const sized = size === undefined ? body : withValue(body, size.parameter, size.value);
  return [address, where === undefined ? sized : withValue(sized, paging.parameter, where)];
}

function listIn({ body, url }: Answer, { items, name }: RosterRequest): unknown[] {
  const found = items.includes("[]") ? valuesAt(body, items) : valueAt(body, items);
  if (Array.isArray(found)) return found;
  if (typeof found === "object" && found !== null) return [found];
  // Some services write an empty list as null.
  if (found === null) return [];
  throw new RosterReadError(`${url.host} gave no list of ${name}${items === "" ? "" : ` named ${items}`}.`);
}

/** Where the next page is: an address, what its parameter says, or undefined at the end. */
function nextOf(
  paging: Paging,
  answer: Answer,
  items: readonly unknown[],
  found: readonly unknown[],
  page: number,
): URL | string | number | undefined {
  const isShort = found.length === 0 || ("size" in paging && found.length < (paging.size?.value ?? 0));
  switch (paging.kind) {
    case "none":
      return undefined;
    case "page":
    case "offset": {
      const total = numberAt(answer, paging.total);
      if (total !== undefined && items.length < total && found.length === 0) {
        throw new RosterReadError(`${answer.url.host} gave ${items.length} of ${total} and no more.`);
      }
      const pages = paging.kind === "page" ? numberAt(answer, paging.pages) : undefined;
      if (total !== undefined && items.length > total) {
        fail(`${answer.url.host} says that there are ${total}, and gave ${items.length}.`);
      }
      const isEnd = total === undefined ? (pages === undefined ? isShort : page >= pages) : items.length >= total;
      if (isEnd && total !== undefined) assertDifferent(items, total, answer);
      if (isEnd) return undefined;
      return paging.kind === "page" ? paging.first + page : items.length;
    }
    case "cursor":
      if (paging.more === undefined) return nextIn(answer, paging.at);
      if (!isMore(answer, paging.more, paging.at)) return undefined;
      return nextIn(answer, paging.at) ?? fail(`${answer.url.host} says that there is more, and not where.`);
    case "last-item":
      if (isShort) return undefined;
      return textOf(valueAt(found.at(-1), paging.at)) ?? fail(`${answer.url.host} gave an item without ${paging.at}.`);
    case "next-link": {
      const link = nextIn(answer, paging.at);
      return link === undefined
        ? undefined
        : linked(link.startsWith("/") ? `${paging.prefix ?? ""}${link}` : link, answer);
    }
    case "link-header": {
      const link = /<([^<>]*)>\s*;(?:[^,<]*;)?\s*rel="?next"?/i.exec(answer.headers.get("link") ?? "")?.[1];
      return link === undefined ? undefined : linked(link, answer);
    }
  }
}

/** What an answer says of the next page; some say `false` where there is none. */
function nextIn({ body, url }: Answer, path: string): string | undefined {
  const said = valueAt(body, path);
  if (typeof said === "object" && said !== null)
    return fail(`${url.host} says where the next page is in no known way.`);
  return said === false ? undefined : textOf(said);
}

/** Whether an answer says that there is more. Nothing at all means no where it says nothing of the next page either. */
function isMore(answer: Answer, path: string, next: string): boolean {
  const said = textOf(valueAt(answer.body, path))?.toLowerCase();
  if (said === "true" || said === "1") return true;
  if (said === "false" || said === "0" || (said === undefined && nextIn(answer, next) === undefined)) return false;
  return fail(`${answer.url.host} does not say whether there is more.`);
}

/** When somebody comes or goes in between, pages shift: one item is there twice, and another one nowhere. */
function assertDifferent(items: readonly unknown[], total: number, { url }: Answer): void {
  const different = new Set(items.map((each) => JSON.stringify(each))).size;
  if (different < total)
    fail(`${url.host} gave ${different} different ones of ${total}: the list changed while it was read.`);
}

function linked(link: string, { url }: Answer): URL {
  if (!URL.canParse(link, url.href)) return fail(`${url.host} gave a next page that is no address.`);
  const next = new URL(link, url);
  return next.href === url.href ? fail(`${url.host} says that a page is the one after itself.`) : next;
}

function numberAt({ body }: Answer, path: string | undefined): number | undefined {
  const number = path === undefined ? Number.NaN : Number(textOf(valueAt(body, path)) ?? Number.NaN);
  return Number.isFinite(number) ? number : undefined;
}

function fail(message: string): never {
  throw new RosterReadError(message);
}
