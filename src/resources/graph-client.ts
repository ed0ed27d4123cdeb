/**
 * Single calls of Microsoft Graph, reading and writing, for resources: repeated where Graph asks for it or is not consistent yet, with
 * errors that say what was asked and what came back, and never a token in them.
 */

import { setTimeout as delay } from "node:timers/promises";
import { objectOf, objectsOf, type Properties, textOf } from "./unknown.ts";

export interface GraphClientOptions {
  /** Origin that every request goes to, e.g. `https://graph.microsoft.com`. */
  readonly graph: string;
  /** @param renewed Graph took the last one no more */
  readonly token: (renewed?: boolean) => Promise<string>;
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Waits between attempts, milliseconds. */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

/** A request that was answered with an error, or not at all. */
export class GraphError extends Error {
  override readonly name = "GraphError";
  /** HTTP status; 0 without an answer. */
  readonly status: number;
  /** Graph's. */
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface GraphClient {
  /** Origin of Microsoft Graph. */
  readonly origin: string;
  /** An object, or undefined when there is none. */
  get(path: string): Promise<Properties | undefined>;
  /** An object that was made just now: Graph may not know it everywhere yet, and is asked until it does. */
  getNew(path: string): Promise<Properties>;
  /** Every item of a collection, all pages. */
  list(path: string): Promise<Properties[]>;
  /** @param concernsNew the request is about an object that was made just now: not to be found means not yet */
  post(path: string, body: Properties, concernsNew?: boolean): Promise<Properties>;
  patch(path: string, body: Properties): Promise<void>;
  /** Deletes; what is not there is as good as deleted. */
  remove(path: string): Promise<void>;
}

const attempts = 8;
/** Nobody sits before a deployment for longer, whatever Graph asks. */
const longestWait = 300_000;
/** Graph did nothing: any request may be repeated (https://learn.microsoft.com/graph/throttling). */
const refusedInPassing = new Set([429, 503]);
/** Graph may have done something: only what can be done twice is repeated. */
const failedInPassing = new Set([0, 408, 500, 502, 504]);

/** Whether a request that failed may have been done all the same. */
export function mayBeDone(error: unknown): boolean {
  return error instanceof GraphError && failedInPassing.has(error.status);
}

/** A client for one tenant. Every method throws `GraphError`. */
export function graphClient(options: GraphClientOptions): GraphClient {
  const send = options.fetch ?? ((url: string, init: RequestInit) => fetch(url, init));
  const sleep = options.sleep ?? delay;
  const origin = new URL(options.graph).origin;

  async function attempt(method: string, url: URL, body: Properties | undefined, renewed: boolean): Promise<Answer> {
    const token = await options.token(renewed);
    const fail = (status: number, code: string, message: string, wait?: number): Failure => ({
      failed: new GraphError(
        status,
        code,
        `${method} ${url.pathname}: ${message.replaceAll(token, "[token]")} (HTTP ${status}, ${code})`,
      ),
      ...(wait !== undefined && { wait }),
    });
    let response: Response;
    let text: string;
    try {
      response = await send(url.href, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          accept: "application/json",
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        redirect: "error",
        signal: AbortSignal.timeout(100_000),
      });
      text = await response.text();
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
      return fail(0, "NoAnswer", `no answer, ${error instanceof Error ? error.message : String(error)}${cause}`);
    }
    const content = text === "" ? {} : parsed(text);
    if (response.ok) {
      return content === undefined ? fail(0, "TruncatedAnswer", "the answer is no whole JSON document") : { content };
    }
    const detail = objectOf(content?.["error"]);
    return fail(
      response.status,
      textOf(detail?.["code"]) || "Unknown",
      textOf(detail?.["message"]) || "the answer gives no reason",
      waitIn(response.headers.get("retry-after")),
    );
  }

  async function call(method: string, path: string, body?: Properties, concernsNew = false): Promise<Properties> {
    const url = new URL(path, origin);
    let answer = await attempt(method, url, body, false);
    // The token may have run out, or been withdrawn, in the middle: once, another is asked for.
    if ("failed" in answer && answer.failed.status === 401) answer = await attempt(method, url, body, true);
    for (let count = 1; ; count++) {
      if (!("failed" in answer)) return answer.content;
      const { failed, wait } = answer;
      const again =
        refusedInPassing.has(failed.status) ||
        (method !== "POST" && failedInPassing.has(failed.status)) ||
        (concernsNew && failed.status === 404);
      if (!again || count >= attempts) throw failed;
      await sleep(Math.min(wait ?? 500 * 2 ** (count - 1), longestWait));
      answer = await attempt(method, url, body, false);
    }
  }

  return {
    origin,
    async get(path) {
      try {
        return await call("GET", path);
      } catch (error) {
        if (error instanceof GraphError && error.status === 404) return undefined;
        throw error;
      }
    },
    getNew: (path) => call("GET", path, undefined, true),
    async list(path) {
      const items: Properties[] = [];
      for (let next: string | undefined = path; next !== undefined; ) {
        const page: Properties = await call("GET", next);
        items.push(...objectsOf(page["value"]));
        next = textOf(page["@odata.nextLink"]);
        if (next !== undefined && new URL(next, origin).origin !== origin) {
          throw new GraphError(0, "ForeignNextLink", `GET ${path}: a next link leads away from ${origin}.`);
        }
      }
      return items;
    },
    post: (path, body, concernsNew) => call("POST", path, body, concernsNew),
    patch: async (path, body) => {
      await call("PATCH", path, body);
    },
    async remove(path) {
      try {
        await call("DELETE", path);
      } catch (error) {
        if (!(error instanceof GraphError && error.status === 404)) throw error;
      }
    },
  };
}

type Answer = { readonly content: Properties } | Failure;

interface Failure {
  readonly failed: GraphError;
  /** Milliseconds that Graph asks to wait. */
  readonly wait?: number;
}

function waitIn(header: string | null): number | undefined {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

function parsed(text: string): Properties | undefined {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}
