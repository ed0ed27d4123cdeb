/** All pages of one request. An answer that is not whole is a problem, never an empty list. */

import { createHash } from "node:crypto";
import type { Paging, RosterRequest } from "../catalogue/systems/roster-api.ts";
import { type Answer, type RosterClient, RosterReadError } from "./client.ts";
import { filled, filledJson, textOf, valueAt, valuesAt, withValue } from "./paths.ts";

const mostPages = 10_000;

/** A service that gives nothing this many times in a row, and always says that there is more, has none. */
const mostEmptyPages = 50;

/**
 * Reads page after page, and keeps none.
 * @param value of a placeholder, such as `host` or `parent.id`
 * @param take what to do with the items of a page
 * @returns a sentence where there is more, or may be: what was taken is true all the same
 */
export async function eachPage(
  client: RosterClient,
  baseUrl: string,
  request: RosterRequest,
  value: (name: string) => string | undefined,
  take: (items: readonly unknown[]) => void,
): Promise<string | undefined> {
  try {
    await readPages(client, baseUrl, request, value, take);
    return undefined;
  } catch (error) {
    if (!(error instanceof RosterReadError)) throw error;
    return error.message;
  }
}

/** @throws RosterReadError */
async function readPages(
  client: RosterClient,
  baseUrl: string,
  request: RosterRequest,
  value: (name: string) => string | undefined,
  take: (items: readonly unknown[]) => void,
): Promise<void> {
  const { paging } = request;
  const first = firstAddress(baseUrl, request, value);
  const body = filledJson(request.body, value);
  let [address, sent] = at(paging, first, body, start(paging));
  const asked = new Set<string>();
  const given = new Set<string>();
  const seen = new SeenItems();
  let empty = 0;
  for (let page = 1; page <= mostPages; page++) {
    const question = digest([address.href, sent]);
    if (asked.has(question)) fail(`${address.host} leads back to a page that was there already.`);
    asked.add(question);
    const answer = await client.read(address, sent);
    const found = listIn(answer, request);
    if (found.length > 0) {
      const same = digest(found);
      if (given.has(same)) fail(`${address.host} gave the same page twice.`);
      given.add(same);
    }
    empty = found.length === 0 ? empty + 1 : 0;
    if (empty > mostEmptyPages) fail(`${address.host} gave ${empty} empty pages and says that there is more.`);
    if (canShift(paging)) seen.add(found);
    else seen.count(found);
    take(found);
    const next = nextOf(paging, answer, seen, found, page);
    if (next === undefined) return;
    [address, sent] = next instanceof URL ? [next, body] : at(paging, first, body, next);
  }
  fail(`${address.host} has more than ${mostPages} pages.`);
}

/** Something short that is the same for the same JSON: pages are not kept. */
const digest = (json: unknown) => createHash("sha256").update(JSON.stringify(json)).digest("base64").slice(0, 22);

/** Pages by number shift when somebody comes or goes in between. */
const canShift = ({ kind }: Paging) => kind === "page" || kind === "offset";

/** What was given until now, in numbers. */
class SeenItems {
  readonly #digests = new Set<string>();
  total = 0;
  /** Those that were on a page before; twice on one page is nothing that shifted. */
  repeated = 0;

  add(items: readonly unknown[]): void {
    this.count(items);
    const here = items.map(digest);
    this.repeated += here.filter((each) => this.#digests.has(each)).length;
    for (const each of here) this.#digests.add(each);
  }

  count(items: readonly unknown[]): void {
    this.total += items.length;
  }
}

function firstAddress(baseUrl: string, request: RosterRequest, value: (name: string) => string | undefined): URL {
  const encoded = (name: string) => {
    const found = value(name);
    if (found === undefined) throw new RosterReadError(`${request.path} needs {${name}}, which is not there.`);
    return encodeURIComponent(found);
  };
  const address = new URL(`${baseUrl}${filled(request.path, encoded)}`);
  for (const [key, text] of Object.entries(request.query ?? {})) {
    const said = filled(text, value);
    if (said !== "") address.searchParams.set(key, said);
  }
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
  const paths = typeof items === "string" ? [items] : items;
  const found = paths
    .map((path) => (path.includes("[]") ? valuesAt(body, path) : valueAt(body, path)))
    .find((each) => each !== undefined);
  if (Array.isArray(found)) return found;
  if (typeof found === "object" && found !== null) return [found];
  // Some services write an empty list as null.
  if (found === null) return [];
  const [path = ""] = paths;
  throw new RosterReadError(`${url.host} gave no list of ${name}${path === "" ? "" : ` named ${path}`}.`);
}

/** Where the next page is: an address, what its parameter says, or undefined at the end. */
function nextOf(
  paging: Paging,
  answer: Answer,
  seen: SeenItems,
  found: readonly unknown[],
  page: number,
): URL | string | number | undefined {
  const { host } = answer.url;
  switch (paging.kind) {
    case "none":
      return headerLink(answer);
    case "page":
    case "offset": {
      const total = numberAt(answer, paging.total);
      if (total !== undefined && seen.total < total && found.length === 0) {
        fail(`${host} gave ${seen.total} of ${total} and no more.`);
      }
      const pages = paging.kind === "page" ? numberAt(answer, paging.pages) : undefined;
      if (total !== undefined && seen.total > total) {
        fail(`${host} says that there are ${total}, and gave ${seen.total}.`);
      }
      // A page that is shorter than what was asked for may be one of a service that never gives more.
      const isEnd =
        total === undefined ? (pages === undefined ? found.length === 0 : page >= pages) : seen.total >= total;
      if (!isEnd) return paging.kind === "page" ? paging.first + page : seen.total;
      // One item that is there twice means another one that is nowhere.
      if (seen.repeated > 0) {
        const different = seen.total - seen.repeated;
        fail(`${host} gave ${different} different ones of ${seen.total}: the list changed while it was read.`);
      }
      return undefined;
    }
    case "cursor": {
      const isEnd = paging.more !== undefined && !isMore(answer, paging.more, paging.at);
      const next = isEnd ? undefined : nextIn(answer, paging.at);
      if (next === undefined && paging.more !== undefined && !isEnd)
        fail(`${host} says that there is more, and not where.`);
      return next !== undefined && /^https?:\/\//i.test(next) ? linked(next, answer) : next;
    }
    case "next-link": {
      const link = nextIn(answer, paging.at);
      return link === undefined
        ? headerLink(answer)
        : linked(link.startsWith("/") ? `${paging.prefix ?? ""}${link}` : link, answer);
    }
    case "link-header": {
      const next = headerLink(answer);
      const total = paging.total === undefined ? Number.NaN : Number(answer.headers.get(paging.total) ?? Number.NaN);
      if (next === undefined && seen.total < total) fail(`${host} gave ${seen.total} of ${total} and no more.`);
      return next;
    }
  }
}

/** What the header `Link` says of the next page. */
function headerLink(answer: Answer): URL | undefined {
  const link = nextInHeader.exec(answer.headers.get("link") ?? "")?.[1];
  return link === undefined ? undefined : linked(link, answer);
}

/** One link may have several relations, and `next-archive` is none of ours. */
const nextInHeader = /<([^<>]*)>\s*;(?:[^,<]*;)?\s*rel=(?:"(?:[^"<]*\s)?next(?:\s[^"<]*)?"|next(?=\s*(?:[;,]|$)))/i;

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

function linked(link: string, { url }: Answer): URL {
  if (!URL.canParse(link, url.href)) return fail(`${url.host} gave a next page that is no address.`);
  const next = new URL(link, url);
  // A service behind another one may not know that it is asked over HTTPS.
  if (next.protocol === "http:" && next.host === url.host) next.protocol = url.protocol;
  return next.href === url.href ? fail(`${url.host} says that a page is the one after itself.`) : next;
}

function numberAt({ body }: Answer, path: string | undefined): number | undefined {
  const number = path === undefined ? Number.NaN : Number(textOf(valueAt(body, path)) ?? Number.NaN);
  return Number.isFinite(number) ? number : undefined;
}

function fail(message: string): never {
  throw new RosterReadError(message);
}
