/**
 * Reads Microsoft Graph (and, with its `nextLink`, Azure Resource Manager): paging, throttling, bounded retries, and errors
 * that say what was asked and what came back. It only ever reads. An answer that is not whole is an error, never an empty list.
 */

import { setTimeout as delay } from "node:timers/promises";

/** A JSON object as Graph sends it. */
export type GraphObject = Readonly<Record<string, unknown>>;

export interface GraphClientOptions {
  /** Origin that every request goes to, e.g. `https://graph.microsoft.com`. */
  readonly baseUrl: string;
  /** Gives a bearer token; asked before every request, so that it can renew an expiring one. */
  readonly token: () => Promise<string>;
  /** Sends the request; the global `fetch` when absent. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Waits between attempts, milliseconds. */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
  /** Longest time for one answer, milliseconds; 100 seconds when absent. */
  readonly timeout?: number;
  /** Attempts for one request, the first one included; 6 when absent. */
  readonly attempts?: number;
}

export interface GraphClient {
  /** One object. Throws `GraphReadError`. */
  get(path: string): Promise<GraphObject>;
  /** Every object of a collection, all pages. Throws `GraphReadError`. */
  list(path: string): Promise<GraphObject[]>;
  /** HTTP requests sent so far, repeated ones included. */
  readonly requests: number;
}

/** A read that failed for good. Carries no token, no query string and no body. */
export class GraphReadError extends Error {
  override readonly name = "GraphReadError";
  /** HTTP status; 0 when no usable answer came. */
  readonly status: number;
  /** Graph's error code, or one of ours: `NoAnswer`, `Timeout`, `NotJson`, `TruncatedAnswer`, `NotACollection`, `ForeignNextLink`, `EndlessPaging`. */
  readonly code: string;
  /** Path without the query string. */
  readonly path: string;
  constructor(status: number, code: string, message: string, path: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.path = path;
  }
}

/** Statuses after which the same request may succeed (https://learn.microsoft.com/graph/throttling, /graph/errors). */
const worthRepeating = new Set([429, 500, 502, 503, 504]);
/** Codes of ours after which the same request may succeed. */
const passing = new Set(["NoAnswer", "Timeout", "TruncatedAnswer"]);
const longestWait = 120_000;

/** A client for one tenant. */
export function graphClient(options: GraphClientOptions): GraphClient {
  const origin = new URL(options.baseUrl).origin;
  const send = options.fetch ?? ((url: string, init: RequestInit) => fetch(url, init));
  const sleep = options.sleep ?? delay;
  const timeout = options.timeout ?? 100_000;
  const attempts = options.attempts ?? 6;
  let requests = 0;

  async function attempt(url: URL): Promise<{ body: GraphObject } | { failed: GraphReadError; wait?: number }> {
    const token = await options.token();
    const fail = (status: number, code: string, message: string) =>
      new GraphReadError(status, code, withoutSecrets(message, token), url.pathname);
    let response: Response;
    let text: string;
    requests++;
    try {
      response = await send(url.href, {
        method: "GET",
        headers: { authorization: `Bearer ${token}`, accept: "application/json" },
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
    const isJson = /\bjson\b/i.test(response.headers.get("content-type") ?? "");
    const body = isJson ? parse(text) : undefined;
    if (!response.ok) {
      const detail = objectOf(body?.["error"]);
      const code = textOf(detail?.["code"]) ?? `HTTP${response.status}`;
      const message = textOf(detail?.["message"]) ?? `The answer was HTTP ${response.status} without an explanation.`;
      const wait = retryAfter(response.headers.get("retry-after"));
      return { failed: fail(response.status, code, message), ...(wait !== undefined && { wait }) };
    }
    if (!isJson) {
      const type = response.headers.get("content-type") ?? "none";
      return { failed: fail(response.status, "NotJson", `Expected JSON, the answer's content type is ${type}.`) };
    }
    if (body === undefined) {
      return {
        failed: fail(
          response.status,
          "TruncatedAnswer",
          `The answer of ${text.length} characters is no whole JSON document.`,
        ),
      };
    }
    return { body };
  }

  async function read(url: URL): Promise<GraphObject> {
    for (let count = 1; ; count++) {
      const answer = await attempt(url);
      if ("body" in answer) return answer.body;
      const { failed } = answer;
      const repeat = worthRepeating.has(failed.status) || passing.has(failed.code);
      if (!repeat || count >= attempts) throw failed;
      await sleep(Math.min(answer.wait ?? 500 * 2 ** (count - 1), longestWait));
    }
  }

  return {
    get: (path) => read(new URL(path, origin)),
    async list(path) {
      const found: GraphObject[] = [];
      const seen = new Set<string>();
      let url: URL | undefined = new URL(path, origin);
      while (url !== undefined) {
        const at: URL = url;
        if (seen.has(at.href)) {
          throw new GraphReadError(
            0,
            "EndlessPaging",
            "A next link leads back to a page that was read already.",
            at.pathname,
          );
        }
        seen.add(at.href);
        const page: GraphObject = await read(at);
        const value = page["value"];
        if (!Array.isArray(value)) {
          throw new GraphReadError(
            0,
            "NotACollection",
            "Expected a collection, the answer has no list named value.",
            at.pathname,
          );
        }
        for (const item of value) found.push(item as GraphObject);
        url = nextPage(page, at, origin);
      }
      return found;
    },
    get requests() {
      return requests;
    },
  };
}

/** The next page's address. Only the same origin is followed: the token must not go anywhere else. */
function nextPage(page: GraphObject, current: URL, origin: string): URL | undefined {
  const link = page["@odata.nextLink"] ?? page["nextLink"];
  if (link === undefined || link === null || link === "") return undefined;
  const next = typeof link === "string" && URL.canParse(link, current.href) ? new URL(link, current.href) : undefined;
  if (next?.origin === origin) return next;
  throw new GraphReadError(
    0,
    "ForeignNextLink",
    `A next link leads to ${next?.origin ?? "an address that is none"} instead of ${origin}; it was not followed.`,
    current.pathname,
  );
}

/** Milliseconds to wait, from seconds or an HTTP date. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000;
  const until = Date.parse(header);
  return Number.isNaN(until) ? undefined : Math.max(0, until - Date.now());
}

/** A server may echo what it was sent. */
function withoutSecrets(message: string, token: string): string {
  const hidden = token === "" ? message : message.replaceAll(token, "[token]");
  return hidden.replace(/\b(bearer\s+)\S+/gi, "$1[token]").replace(/\beyJ[\w-]+\.[\w-]+(\.[\w-]+)?/g, "[token]");
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown reason";
  return error.cause instanceof Error && error.cause.message !== "" ? error.cause.message : error.message;
}

function parse(text: string): GraphObject | undefined {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): GraphObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as GraphObject) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
