/** Errors in Microsoft Graph's shape (https://learn.microsoft.com/graph/errors). */

import type { JsonObject } from "../entity.ts";

/** What an operation throws to refuse: HTTP status, Graph's error code, Graph's sentence. */
export class GraphError extends Error {
  override readonly name = "GraphError";
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>> | undefined;
  constructor(status: number, code: string, message: string, headers?: Readonly<Record<string, string>>) {
    // A refusal is an answer, not a defect, and a plan may get one for each of its resources: where it was made says nothing.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** 404 in the words of Entra's directory. */
export function notFound(id: string): GraphError {
  return new GraphError(
    404,
    "Request_ResourceNotFound",
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

/** 400 for a request that Entra's directory refuses. */
export function badRequest(message: string, code = "Request_BadRequest"): GraphError {
  return new GraphError(400, code, message);
}

/** 501 for what Microsoft Graph may know and the embedded tenant does not: never an empty answer. */
export function notImplemented(what: string): GraphError {
  return new GraphError(501, "NotImplemented", `The embedded tenant does not implement ${what}.`);
}

/** The body Graph sends with an error. */
export function errorBody(error: GraphError, requestId: string, date: string): JsonObject {
  return {
    error: {
      code: error.code,
      message: error.message,
      innerError: { date: date.slice(0, 19), "request-id": requestId, "client-request-id": requestId },
    },
  };
}
