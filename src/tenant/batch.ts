/** Several requests in one (https://learn.microsoft.com/graph/json-batching). */

import { asList, asObject, asText, type JsonObject, objectsOf } from "./entity.ts";
import type { Reply } from "./graph/context.ts";
import { badRequest } from "./graph/error.ts";
import type { GraphRequest, GraphResponse } from "./tenant.ts";

/** Graph takes no more requests in one batch. */
const largestBatch = 20;

/** The requests of a batch. */
export function batchItems(body: unknown): readonly JsonObject[] {
  return objectsOf(asObject(body)?.["requests"]);
}

/**
 * Answers each request of a batch on its own, in order. One that depends on a failed one is not made (status 424).
 * @param answer Answers a single request.
 * @throws GraphError 400 for a batch that is none
 */
export function answerBatch(
  request: GraphRequest,
  version: string,
  answer: (request: GraphRequest) => GraphResponse,
): Reply {
  const items = batchItems(request.body);
  if (items.length === 0 || items.length > largestBatch) {
    throw badRequest(`A batch must have between 1 and ${largestBatch} requests.`, "BadRequest");
  }
  const ids = items.map((item) => asText(item["id"]));
  if (new Set(ids).size < ids.length || ids.includes(undefined)) {
    throw badRequest("Each request of a batch must have an id of its own.", "BadRequest");
  }
  const { body: _, assignId: __, ...frame } = request;
  const failed = new Set<string>();
  const responses = items.map((item) => {
    const id = String(item["id"]);
    const reply = asList(item["dependsOn"]).some((each) => failed.has(String(each)))
      ? dependencyFailed
      : answer(requestOf(item, frame, version));
    if (reply.status >= 400) failed.add(id);
    return {
      id,
      status: reply.status,
      headers: { "Content-Type": "application/json", ...reply.headers },
      body: reply.body ?? null,
    };
  });
  return { status: 200, body: { responses } };
}

function requestOf(item: JsonObject, frame: Omit<GraphRequest, "body">, version: string): GraphRequest {
  const headers = Object.entries(asObject(item["headers"]) ?? {});
  const header = (name: string) => headers.find(([key]) => key.toLowerCase() === name)?.[1];
  return {
    ...frame,
    method: String(item["method"]),
    path: `/${version}/${String(item["url"]).replace(/^\//, "")}`,
    body: item["body"],
    eventualConsistency: header("consistencylevel") === "eventual",
  };
}

const dependencyFailed: GraphResponse = {
  status: 424,
  body: { error: { code: "FailedDependency", message: "A request that this one depends on has failed." } },
};
