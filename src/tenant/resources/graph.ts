/** Microsoft Graph as the translators use it: a handful of synchronous calls on a tenant. */

import { asText, type JsonObject, objectsOf } from "../entity.ts";

/** Anything that answers Graph requests; the embedded tenant does. */
export interface GraphTenant {
  handle(request: {
    readonly method: string;
    /** With version, without origin: `/v1.0/users`. */
    readonly path: string;
    readonly body?: JsonObject;
    /** Object id of the caller. */
    readonly actor?: string;
    /** Id for the object that the request creates. */
    readonly assignId?: string;
    /** ISO 8601. */
    readonly now?: string;
  }): { readonly status: number; readonly body?: unknown };
}

export interface Graph {
  /** Object id of the principal in whose name the requests are made; it owns what it creates. */
  readonly actor: string;
  /** The object at a path, or undefined when there is none. */
  get(path: string): JsonObject | undefined;
  /** Every item of a collection, over all pages. */
  list(path: string): readonly JsonObject[];
  post(path: string, body: JsonObject, assignId?: string): JsonObject;
  patch(path: string, body: JsonObject): void;
  put(path: string, body: JsonObject): JsonObject;
  /** Deletes; nothing there to delete is as good. */
  remove(path: string): void;
}

/** A request that the tenant refused: HTTP status, Graph's code, Graph's sentence. */
export class GraphRefusal extends Error {
  override readonly name = "GraphRefusal";
  readonly status: number;
  readonly code: string;
  readonly request: string;
  constructor(status: number, code: string, message: string, request: string) {
    // A refusal is an answer, not a defect, and a plan may get one for each of its resources: where it was made says nothing.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
    this.status = status;
    this.code = code;
    this.request = request;
  }
}

const nextPath = /^https?:\/\/[^/]+(\/.*)$/;

/** Graph on a tenant, in the name of a principal that is only asked for when something is written. */
export function graphOf(tenant: GraphTenant, actorOf: () => string): Graph {
  const call = (method: string, path: string, body?: JsonObject, assignId?: string): JsonObject => {
    const answer = tenant.handle({
      method,
      path,
      ...(method !== "GET" && { actor: actorOf() }),
      ...(body !== undefined && { body }),
      ...(assignId !== undefined && { assignId }),
    });
    const content = (answer.body ?? {}) as JsonObject;
    if (answer.status < 400) return content;
    const [error = {}] = objectsOf([content["error"]]);
    throw new GraphRefusal(
      answer.status,
      asText(error["code"]) ?? "unknown",
      asText(error["message"]) ?? `The tenant answered ${answer.status}.`,
      `${method} ${path}`,
    );
  };
  return {
    get actor() {
      return actorOf();
    },
    get: (path) => absentAsUndefined(() => call("GET", path)),
    list: (path) => {
      const items: JsonObject[] = [];
      for (let next: string | undefined = path; next !== undefined; ) {
        const page: JsonObject = call("GET", next);
        items.push(...objectsOf(page["value"]));
        const link = asText(page["@odata.nextLink"]);
        next = link === undefined ? undefined : (nextPath.exec(link)?.[1] ?? link);
      }
      return items;
    },
    post: (path, body, assignId) => call("POST", path, body, assignId),
    patch: (path, body) => {
      call("PATCH", path, body);
    },
    put: (path, body) => call("PUT", path, body),
    remove: (path) => {
      absentAsUndefined(() => call("DELETE", path));
    },
  };
}

function absentAsUndefined(request: () => JsonObject): JsonObject | undefined {
  try {
    return request();
  } catch (error) {
    if (error instanceof GraphRefusal && error.status === 404) return undefined;
    throw error;
  }
}

const alreadyThere = /already exist|conflicting object|same value/i;

/**
 * Graph for a create or update that was interrupted: objects that it made already are found by the id it had chosen, relations and
 * schedules that exist already are taken as made. Running the same again then completes it.
 */
export function resuming(graph: Graph): Graph {
  return {
    ...graph,
    post: (path, body, assignId) => {
      const isReference = path.endsWith("/$ref");
      const made = assignId === undefined || isReference ? undefined : findMade(graph, path, assignId);
      if (made !== undefined) return made;
      try {
        return graph.post(path, body, assignId);
      } catch (error) {
        if (!(error instanceof GraphRefusal)) throw error;
        const exists = error.code === "RoleAssignmentExists" || (isReference && alreadyThere.test(error.message));
        if (exists) return {};
        throw error;
      }
    },
  };
}

/** The object of a collection with that id. Some collections of Graph cannot be read by id, some not at all. */
function findMade(graph: Graph, path: string, id: string): JsonObject | undefined {
  try {
    return graph.get(`${path}/${id}`);
  } catch (error) {
    if (!(error instanceof GraphRefusal)) throw error;
  }
  try {
    return graph.list(path).find((each) => each["id"] === id);
  } catch (error) {
    if (!(error instanceof GraphRefusal)) throw error;
    return undefined;
  }
}

/** Thrown by `findOnly` when there is nothing to find. */
export class NotMade extends Error {
  override readonly name = "NotMade";
}

/** Graph for running a create only to learn what it has made before; nothing is made or changed. */
export function findOnly(graph: Graph): Graph {
  return {
    ...graph,
    post: (path, _body, assignId) => {
      if (path.endsWith("/$ref")) return {};
      const made = assignId === undefined ? undefined : findMade(graph, path, assignId);
      if (made === undefined) throw new NotMade(path);
      return made;
    },
    patch: () => undefined,
    put: (path) => {
      if (path.endsWith("/$ref")) return {};
      const made = graph.get(path);
      if (made === undefined) throw new NotMade(path);
      return made;
    },
    remove: () => undefined,
  };
}

/** The address that Graph wants in `…@odata.bind` and `@odata.id`. */
export function directoryObject(id: string): string {
  return `https://graph.microsoft.com/v1.0/directoryObjects/${id}`;
}

/** Body that adds an object to a relation. */
export function reference(id: string): JsonObject {
  return { "@odata.id": directoryObject(id) };
}
