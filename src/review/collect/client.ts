/**
 * Reads Microsoft Graph (and, with its `nextLink`, Azure Resource Manager): pages, batches, throttling, bounded retries, and errors
 * that say what was asked and what came back. It only ever reads. An answer that is not whole is an error, never an empty list.
 */

import { setTimeout as delay } from "node:timers/promises";
import { reasonOf, retryAfter, withoutTokens } from "../../http-answer.ts";
import { asList, asObject, asText } from "../../tenant/entity.ts";
import { adaptiveLimit } from "./adaptive-limit.ts";
import { type GraphObject, GraphReadError } from "./read-error.ts";

export interface GraphClientOptions {
  /** Origin that every request goes to, e.g. `https://graph.microsoft.com`. */
  readonly baseUrl: string;
  /**
   * Gives a bearer token; asked before every request, so that it can renew an expiring one.
   * @param refused what a 401 said in WWW-Authenticate: a token that is held must not be given again
   */
  readonly token: (refused?: string) => Promise<string>;
  /** Sends the request; the global `fetch` when absent. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Waits between attempts, milliseconds. */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
  /** Longest time for one answer, milliseconds; 100 seconds when absent. */
  readonly timeout?: number;
  /** Attempts for one request, the first one included; 6 when absent. Being asked to wait is not failing, and may be ten times as often. */
  readonly attempts?: number;
  /** Requests under way at once at most; 8 when absent. */
  readonly concurrency?: number;
}

/** One page of a collection. */
export interface Page {
  readonly items: readonly GraphObject[];
  /** Address of the next page. */
  readonly next?: string;
  /** Where a delta query goes on from the next time. */
  readonly delta?: string;
}

/** What became of one request of a batch. */
export type Answer = { readonly body: GraphObject } | { readonly failed: GraphReadError };

export interface GraphClient {
  /** One object. Throws `GraphReadError`. */
  get(path: string): Promise<GraphObject>;
  /** One page of a collection. Throws `GraphReadError`. */
  page(path: string): Promise<Page>;
  /** Every object of a collection, all pages. Throws `GraphReadError`. */
  list(path: string): Promise<GraphObject[]>;
  /** How many a collection has, as `…/$count` says; undefined when it does not say. */
  count(path: string): Promise<number | undefined>;
  /**
   * At most 20 reads in one request (https://learn.microsoft.com/graph/json-batching), each answered for itself; those that were
   * throttled, faulty or left out are asked again together.
   * @param paths all of one version
   */
  batch(paths: readonly string[]): Promise<Answer[]>;
  /** The page in an answer. Throws `GraphReadError` when it is none. */
  pageIn(body: GraphObject, path: string): Page;
  /** HTTP requests sent so far, repeated ones included. */
  readonly requests: number;
  /** How many of them repeated one that had failed in passing. */
  readonly repeated: number;
}

/** Requests in one batch. */
export const batchSize = 20;
/** Statuses after which the same request may succeed (https://learn.microsoft.com/graph/throttling, /graph/errors). */
const worthRepeating = new Set([408, 429, 500, 502, 503, 504]);
/** Codes of ours after which the same request may succeed. */
const passing = new Set(["NoAnswer", "Timeout", "TruncatedAnswer"]);
const longestWait = 120_000;
/** How much more often a request is repeated whose service asks to wait. */
const patience = 10;
/** Longest time that one request waits in all, milliseconds. */
const longestWaits = 45 * 60_000;

interface Failure {
  readonly failed: GraphReadError;
  /** Milliseconds that the service asked to wait. */
  readonly wait?: number;
  /** What a 401 says. */
  readonly refused?: string;
}

/** A client for one tenant. */
export function graphClient(options: GraphClientOptions): GraphClient {
  const origin = new URL(options.baseUrl).origin;
  const send = options.fetch ?? ((url: string, init: RequestInit) => fetch(url, init));
  const sleep = options.sleep ?? delay;
  const timeout = options.timeout ?? 100_000;
  const attempts = options.attempts ?? 6;
  const limit = adaptiveLimit(options.concurrency ?? 8);
  let [requests, repeated] = [0, 0];

  async function attempt(url: URL, init: RequestInit, refused?: string): Promise<{ text: string } | Failure> {
    const token = await options.token(refused);
    const fail = (status: number, code: string, message: string) =>
      new GraphReadError(status, code, withoutTokens(message, token), url.pathname);
    let response: Response;
    let text: string;
    requests++;
    try {
      response = await send(url.href, {
        method: "GET",
        ...init,
        headers: { authorization: `Bearer ${token}`, accept: "application/json", ...init.headers },
        redirect: "error",
        signal: AbortSignal.timeout(timeout),
      });
      text = await response.text();
    } catch (error) {
      const timedOut = error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError");
      return timedOut
        ? { failed: fail(0, "Timeout", `No whole answer within ${timeout / 1000} s.`) }
        : { failed: fail(0, "NoAnswer", `No answer: ${reasonOf(error)}.`) };
    }
    if (response.ok) {
      const type = response.headers.get("content-type") ?? "none";
      if (/\bjson\b/i.test(type) || /^text\/plain/i.test(type)) return { text };
      return { failed: fail(response.status, "NotJson", `Expected JSON, the answer's content type is ${type}.`) };
    }
    const { code, message } = explanation(parse(text), response.status);
    const wait = retryAfter(response.headers.get("retry-after"));
    return {
      failed: fail(response.status, code, message),
      ...(wait !== undefined && { wait }),
      ...(response.status === 401 && { refused: response.headers.get("www-authenticate") ?? "" }),
    };
  }

  /** Sends a request until it is answered, or it is no use. */
  async function answered<T>(
    url: URL,
    init: RequestInit,
    read: (text: string) => T | GraphReadError,
  ): Promise<T | GraphReadError> {
    let [faults, waits, waited] = [0, 0, 0];
    let refused: string | undefined;
    for (;;) {
      const answer = await limit.run(() => attempt(url, init, refused));
      const result = "text" in answer ? read(answer.text) : answer.failed;
      if (!(result instanceof GraphReadError)) {
        limit.eased();
        return result;
      }
      const { wait, refused: challenge } = "text" in answer ? {} : answer;
      if (challenge !== undefined && refused === undefined) {
        // A token may end, or be withdrawn, between two requests; a second refusal is meant.
        refused = challenge;
        repeated++;
        continue;
      }
      const isThrottled = result.status === 429 || wait !== undefined;
      if (!worthRepeating.has(result.status) && !passing.has(result.code)) return result;
      if (isThrottled) waits++;
      else faults++;
      if (faults >= attempts || waits >= attempts * (wait === undefined ? 1 : patience)) return result;
      if (waited > longestWaits) return result;
      repeated++;
      const length = Math.min(wait ?? 500 * 2 ** (faults + waits - 1), longestWait);
      waited += length;
      const pause = sleep(length);
      if (isThrottled || result.status === 503) limit.throttled(pause);
      await pause;
    }
  }

  async function get(url: URL): Promise<GraphObject> {
    const result = await answered(url, {}, (text) => whole(text, url));
    if (result instanceof GraphReadError) throw result;
    return result;
  }

  function pageIn(body: GraphObject, path: string): Page {
    const at = new URL(path, origin);
    const value = body["value"];
    if (!Array.isArray(value)) {
      const message = "Expected a collection, the answer has no list named value.";
      throw new GraphReadError(0, "NotACollection", message, at.pathname);
    }
    if (!value.every((each) => asObject(each) !== undefined)) {
      const message = "An element of the list is no object.";
      throw new GraphReadError(0, "NotACollection", message, at.pathname);
    }
    const next = linkIn(body["@odata.nextLink"] ?? body["nextLink"], at);
    const delta = linkIn(body["@odata.deltaLink"], at);
    if (next === at.href) {
      const message = "A next link leads back to a page that was read already.";
      throw new GraphReadError(0, "EndlessPaging", message, at.pathname);
    }
    return { items: value, ...(next !== undefined && { next }), ...(delta !== undefined && { delta }) };
  }

  /** Only the same origin is followed: the token must not go anywhere else. */
  function linkIn(link: unknown, current: URL): string | undefined {
    if (link === undefined || link === null || link === "") return undefined;
    const found =
      typeof link === "string" && URL.canParse(link, current.href) ? new URL(link, current.href) : undefined;
    if (found?.origin === origin) return found.href;
    throw new GraphReadError(
      0,
      "ForeignNextLink",
      `A next link leads to ${found?.origin ?? "an address that is none"} instead of ${origin}; it was not followed.`,
      current.pathname,
    );
  }

  const page = async (path: string) => pageIn(await get(new URL(path, origin)), path);

  /** One round of a batch: what was answered for good, and how long to wait for the rest. */
  async function round(
    paths: readonly string[],
  ): Promise<{ answers: (Answer | undefined)[]; wait: number | undefined }> {
    const [, version = "v1.0"] = (paths[0] ?? "").match(/^(?:https?:\/\/[^/]+)?\/([^/]+)\//) ?? [];
    const relative = paths.map((path) => {
      const { pathname, search } = new URL(path, origin);
      return pathname.slice(version.length + 1) + search;
    });
    const body = JSON.stringify({
      requests: relative.map((url, index) => ({ id: String(index), method: "GET", url })),
    });
    const url = new URL(`/${version}/$batch`, origin);
    const init = { method: "POST", body, headers: { "content-type": "application/json" } };
    const result = await answered(url, init, (text) => whole(text, url));
    if (result instanceof GraphReadError) throw result;
    const byId = new Map(asList(result["responses"]).map((each) => [String(asObject(each)?.["id"]), asObject(each)]));
    let wait: number | undefined;
    const answers = paths.map((path, index): Answer | undefined => {
      const response = byId.get(String(index));
      const status = Number(response?.["status"]);
      const { pathname } = new URL(path, origin);
      const found = asObject(response?.["body"]);
      if (status >= 200 && status < 300 && found !== undefined && !isExcuse(found)) return { body: found };
      if (response === undefined || Number.isNaN(status) || worthRepeating.has(status) || status < 300) {
        const asked = Object.entries(asObject(response?.["headers"]) ?? {}).find(([name]) =>
          /^retry-after$/i.test(name),
        );
        const told = asked === undefined ? undefined : retryAfter(String(asked[1]));
        if (told !== undefined) wait = Math.max(wait ?? 0, told);
        return undefined;
      }
      const { code, message } = explanation(found, status);
      return { failed: new GraphReadError(status, code, withoutTokens(message, ""), pathname) };
    });
    return { answers, wait };
  }

  return {
    get: (path) => get(new URL(path, origin)),
    page,
    async list(path) {
      const found: GraphObject[] = [];
      const seen = new Set<string>();
      for (let next: string | undefined = path; next !== undefined; ) {
        if (seen.has(next)) {
          const message = "A next link leads back to a page that was read already.";
          throw new GraphReadError(0, "EndlessPaging", message, new URL(next, origin).pathname);
        }
        seen.add(next);
        const read: Page = await page(next);
        for (const item of read.items) found.push(item);
        next = read.next;
      }
      return found;
    },
    async count(path) {
      const headers = { ConsistencyLevel: "eventual", accept: "text/plain" };
      const url = new URL(path, origin);
      const result = await answered(url, { headers }, (text) => ({
        count: Number.parseInt(text.replace(/^\uFEFF/, ""), 10),
      }));
      return result instanceof GraphReadError || Number.isNaN(result.count) ? undefined : result.count;
    },
    async batch(paths) {
      const answers: (Answer | undefined)[] = paths.map(() => undefined);
      for (let count = 1; ; count++) {
        const open = answers.flatMap((answer, index) => (answer === undefined ? [index] : []));
        if (open.length === 0) return answers.flatMap((answer) => answer ?? []);
        const asked = await round(open.map((index) => paths[index] ?? ""));
        for (const [place, index] of open.entries()) answers[index] = asked.answers[place];
        const left = open.filter((index) => answers[index] === undefined);
        if (left.length === 0) continue;
        if (count >= attempts * (asked.wait === undefined ? 1 : patience)) {
          const message = "A request of a batch was not answered, however often it was asked.";
          for (const index of left) {
            const { pathname } = new URL(paths[index] ?? "", origin);
            answers[index] = { failed: new GraphReadError(0, "NoAnswer", message, pathname) };
          }
          continue;
        }
        repeated++;
        const pause = sleep(Math.min(asked.wait ?? 500 * 2 ** Math.min(count - 1, 8), longestWait));
        limit.throttled(pause);
        await pause;
      }
    },
    pageIn,
    get requests() {
      return requests;
    },
    get repeated() {
      return repeated;
    },
  };
}

function whole(text: string, url: URL): GraphObject | GraphReadError {
  const message = `The answer of ${text.length} characters is no whole JSON document.`;
  const document = parse(text);
  if (document === undefined) return new GraphReadError(200, "TruncatedAnswer", message, url.pathname);
  return isExcuse(document)
    ? new GraphReadError(200, "ErrorInAnswer", "The answer is an error, though it says that it is none.", url.pathname)
    : document;
}

/** An error that somebody on the way (a proxy, a gateway) passes on as if all were well. No object of Graph's has that property. */
function isExcuse(body: GraphObject): boolean {
  return body["error"] !== undefined && body["id"] === undefined && body["value"] === undefined;
}

/** Graph's code and words, or what can be said without them. */
function explanation(
  body: GraphObject | undefined,
  status: number,
): { readonly code: string; readonly message: string } {
  const detail = asObject(body?.["error"]);
  return {
    code: asText(detail?.["code"]) || `HTTP${status}`,
    message: asText(detail?.["message"]) || `The answer was HTTP ${status} without an explanation.`,
  };
}

function parse(text: string): GraphObject | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}
