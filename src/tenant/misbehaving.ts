/** A tenant whose answers go wrong as often as it is asked to. */

import { isArmPath } from "./arm.ts";
import { answerBatch, batchItems } from "./batch.ts";
import { asObject, asText, type Entity, isGuid, type JsonObject, objectsOf } from "./entity.ts";
import { GraphError } from "./graph/error.ts";
import { pathSegments } from "./graph/router.ts";
import { type Draw, drawFrom, type Fault, type MisbehaviourOptions } from "./misbehaviour.ts";
import type { EmbeddedTenant, GraphRequest, GraphResponse } from "./tenant.ts";

/** An answer, and what the way to the client does to it. */
export interface Delivery {
  readonly response: GraphResponse;
  /** Milliseconds that the client waits for it. */
  readonly delay: number;
  /** Share of the body's text that arrives; 1 unless it is cut. */
  readonly arrives: number;
}

/** Answers a request to the tenant. */
export type Answering = (request: GraphRequest) => Delivery;

/** A tenant that answers as it should. */
export function behaving(tenant: EmbeddedTenant): Answering {
  return (request) => ({ response: tenant.handle(request), delay: 0, arrives: 1 });
}

/** What is drawn of each request. */
const purposes: Readonly<Record<Fault | "how" | "seconds", number>> = {
  throttle: 0,
  error: 1,
  slow: 2,
  truncate: 3,
  stale: 4,
  how: 5,
  seconds: 6,
  // These two have draws of their own.
  "expire-skiptoken": 0,
  "expire-deltatoken": 0,
};

/** A slow answer takes up to so long, milliseconds. */
const slowest = 2000;
/** Longest wait that a throttled client is asked for, seconds. */
const longestWait = 3;
/** For so long an object that was just made is missing where a replica lags behind, milliseconds. */
const lag = 10_000;

/**
 * A tenant that misbehaves.
 * @param clock Milliseconds; what Retry-After dates and lagging replicas go by.
 */
export function misbehaving(
  tenant: EmbeddedTenant,
  options: MisbehaviourOptions,
  clock: () => number = Date.now,
): Answering {
  const faulty = new Faulty(tenant, options, clock);
  return (request) => faulty.deliver(request);
}

class Faulty {
  readonly #tenant: EmbeddedTenant;
  readonly #options: MisbehaviourOptions;
  readonly #clock: () => number;
  /** How often each request was made: a repeated one meets faults of its own. */
  readonly #times = new Map<string, number>();
  /** How often each list was begun: its links expire for good, until somebody begins anew. */
  readonly #begun = new Map<string, number>();
  /** Objects that a replica does not have yet, and until when. */
  readonly #late = new Map<string, number>();

  constructor(tenant: EmbeddedTenant, options: MisbehaviourOptions, clock: () => number) {
    this.#tenant = tenant;
    this.#options = options;
    this.#clock = clock;
  }

  deliver(request: GraphRequest): Delivery {
    const isBatch = /^\/(v1\.0|beta)\/\$batch$/.test(request.path);
    const isRead = isBatch ? batchItems(request.body).every(isReading) : isReading(request);
    if (!isRead && this.#options.writes !== true) {
      return { response: this.#answer(request, isBatch), delay: 0, arrives: 1 };
    }
    const draw = this.#drawOf(request, isBatch);
    const delay = this.#happens("slow", draw) ? Math.ceil(slowest * Math.max(0.1, draw(purposes.how))) : 0;
    const response = this.#refusal(request, draw) ?? this.#answer(request, isBatch);
    const isCut = response.status === 200 && asObject(response.body) !== undefined && this.#happens("truncate", draw);
    return { response, delay, arrives: isCut ? 0.05 + 0.9 * draw(purposes.how) : 1 };
  }

  #share(fault: Fault): number {
    return this.#options.shares[fault] ?? 0;
  }

  #happens(fault: Fault, draw: Draw): boolean {
    return draw(purposes[fault]) < this.#share(fault);
  }

  #drawOf({ method, path, body }: GraphRequest, isBatch: boolean): Draw {
    const what = isBatch
      ? batchItems(body)
          .map(({ url }) => url)
          .join(" ")
      : "";
    const key = `${method} ${path} ${what}`;
    const times = (this.#times.get(key) ?? 0) + 1;
    this.#times.set(key, times);
    return drawFrom(this.#seed, `${key}\n${times}`);
  }

  get #seed(): number {
    return this.#options.seed ?? 1;
  }

  #answer(request: GraphRequest, isBatch: boolean): GraphResponse {
    if (!isBatch)
      return this.#late.size === 0 && isReading(request) ? this.#tenant.handle(request) : this.#laggingAnswer(request);
    const version = request.path.split("/")[1] ?? "v1.0";
    try {
      return answerBatch(request, version, (each) => this.#answerItem(each));
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      return this.#tenant.handle(request);
    }
  }

  /** A request inside a batch meets what can happen to it there. */
  #answerItem(request: GraphRequest): GraphResponse {
    if (!isReading(request) && this.#options.writes !== true) return this.#answer(request, false);
    return this.#refusal(request, this.#drawOf(request, false)) ?? this.#answer(request, false);
  }

  /** The error that the request meets, if it meets one; nothing has happened then. */
  #refusal(request: GraphRequest, draw: Draw): GraphResponse | undefined {
    if (this.#happens("throttle", draw)) return this.#throttled(request, draw);
    if (this.#happens("error", draw)) return this.#failed(request, draw);
    if (!isReading(request) || isArmPath(request.path)) return undefined;
    if (this.#isExpired(request.path, "$skiptoken", "expire-skiptoken")) return expiredPage;
    if (this.#isExpired(request.path, "$deltatoken", "expire-deltatoken")) return goneSince(request);
    return this.#happens("stale", draw) ? missingObject(request.path) : undefined;
  }

  #throttled(request: GraphRequest, draw: Draw): GraphResponse {
    const seconds = 1 + Math.floor(longestWait * draw(purposes.seconds));
    const isDate = draw(purposes.how) < 0.5;
    const until = new Date(this.#clock() + seconds * 1000).toUTCString();
    const message = "Please retry again later.";
    return {
      status: 429,
      headers: { "Retry-After": isDate ? until : String(seconds) },
      body: isArmPath(request.path)
        ? { error: { code: "TooManyRequests", message } }
        : this.#error("TooManyRequests", message, "429"),
    };
  }

  #failed(request: GraphRequest, draw: Draw): GraphResponse {
    const [status, code, message] = failures[Math.floor(failures.length * draw(purposes.how))] ?? failures[0];
    const waits = status === 503 && draw(purposes.seconds) < 0.5;
    return {
      status,
      ...(waits && { headers: { "Retry-After": "1" } }),
      body: isArmPath(request.path) ? { error: { code, message } } : this.#error(code, message, String(status)),
    };
  }

  #error(code: string, message: string, status: string): JsonObject {
    const date = new Date(this.#clock()).toISOString().slice(0, 19);
    return {
      error: { code, message, innerError: { date, code: status, "request-id": nobody, "client-request-id": nobody } },
    };
  }

  #isExpired(path: string, option: "$skiptoken" | "$deltatoken", fault: Fault): boolean {
    if (this.#share(fault) === 0) return false;
    const mark = path.indexOf("?");
    const search = new URLSearchParams(mark === -1 ? "" : path.slice(mark + 1));
    const token = search.get(option);
    search.delete(option);
    const place = mark === -1 ? path : path.slice(0, mark);
    // Links of a delta query do not repeat its options.
    const list = place.endsWith("/delta") ? place : `${place}?${search.toString()}`;
    if (option === "$deltatoken")
      return token !== null && token !== "" && token !== "latest" && this.#expires(fault, token, 0);
    if (token !== null) return this.#expires(fault, `${list} ${token}`, this.#begun.get(list) ?? 0);
    this.#begun.set(list, (this.#begun.get(list) ?? 0) + 1);
    return false;
  }

  #expires(fault: Fault, link: string, generation: number): boolean {
    return drawFrom(this.#seed, `${fault}\n${link}\n${generation}`)(purposes[fault]) < this.#share(fault);
  }

  /** What a replica answers that has not heard of everything yet. */
  #laggingAnswer(request: GraphRequest): GraphResponse {
    const now = this.#clock();
    for (const [id, until] of this.#late) if (until <= now) this.#late.delete(id);
    const response = this.#tenant.handle(request);
    const body = asObject(response.body);
    if (!isReading(request)) {
      const id = asText(body?.["id"]);
      const isLate =
        response.status === 201 && id !== undefined && drawFrom(this.#seed, `late\n${id}`)(0) < this.#share("stale");
      if (isLate) this.#late.set(id, now + lag);
      return response;
    }
    const hidden = pathSegments(request.path.split("?")[0] ?? "").find((segment) => this.#late.has(segment));
    if (hidden !== undefined) return notYet(hidden);
    if (!Array.isArray(body?.["value"])) return response;
    const value = objectsOf(body["value"]).filter((each) => !this.#late.has(String((each as Entity).id)));
    return { ...response, body: { ...body, value } };
  }
}

function isReading({ method }: { readonly method?: unknown }): boolean {
  return String(method).toUpperCase() === "GET";
}

const nobody = "00000000-0000-0000-0000-000000000000";

/** https://learn.microsoft.com/graph/errors */
const failures = [
  [503, "serviceNotAvailable", "The service is temporarily unavailable."],
  [504, "UnknownError", "Gateway Timeout"],
  [500, "InternalServerError", "Internal server error."],
] as const;

const expiredPage: GraphResponse = {
  status: 400,
  body: {
    error: {
      code: "Directory_ExpiredPageToken",
      message: "The specified page token value has expired and can no longer be included in your request.",
    },
  },
};

function goneSince(request: GraphRequest): GraphResponse {
  const path = request.path.split("?")[0] ?? "";
  return {
    status: 410,
    headers: { Location: `${request.origin ?? "https://graph.microsoft.com"}${path}?$deltatoken=` },
    body: { error: { code: "resyncRequired", message: "Resync required. Any local changes must be applied anew." } },
  };
}

/** Collections of directory objects, whose replicas may lag behind. */
const replicated = new Set([
  "users",
  "groups",
  "applications",
  "serviceprincipals",
  "directoryobjects",
  "administrativeunits",
]);

/** 404 for a directory object that a list has shown, or undefined when the path names none. */
function missingObject(path: string): GraphResponse | undefined {
  const segments = pathSegments(path.split("?")[0] ?? "");
  const at = segments.findIndex((segment) => replicated.has(segment.toLowerCase()));
  const id = at === -1 ? undefined : segments[at + 1];
  return id !== undefined && isGuid(id) ? notYet(id) : undefined;
}

function notYet(id: string): GraphResponse {
  const message = `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`;
  return { status: 404, body: { error: { code: "Request_ResourceNotFound", message } } };
}
