/** The embedded tenant as a `fetch`, for Graph clients in the same process. */

import { setTimeout as delay } from "node:timers/promises";
import { behaving, misbehaving } from "./misbehaving.ts";
import type { MisbehaviourOptions } from "./misbehaviour.ts";
import type { EmbeddedTenant } from "./tenant.ts";

export interface TenantFetchOptions {
  /** Object id of the caller; the deployment identity when absent. */
  readonly actor?: string;
  /** ISO 8601; the tenant's clock when absent. */
  readonly now?: string;
  /** Answers go wrong as often as this says. */
  readonly misbehaviour?: MisbehaviourOptions;
  /** Waits for slow answers, milliseconds. */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

/** A `fetch` that sends every request to the tenant, whatever host its URL names. Tokens are not looked at. */
export function tenantFetch(tenant: EmbeddedTenant, options: TenantFetchOptions = {}): typeof fetch {
  const { actor, now, misbehaviour, sleep = delay } = options;
  const clock = now === undefined ? Date.now : () => Date.parse(now);
  const answering = misbehaviour === undefined ? behaving(tenant) : misbehaving(tenant, misbehaviour, clock);
  return async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const text = await request.text();
    const delivery = answering({
      ...(actor !== undefined && { actor }),
      ...(now !== undefined && { now }),
      method: request.method,
      path: url.pathname + url.search,
      origin: url.origin,
      eventualConsistency: request.headers.get("ConsistencyLevel") === "eventual",
      ...(text !== "" && { body: JSON.parse(text) as unknown }),
    });
    if (delivery.delay > 0) await sleep(delivery.delay);
    request.signal.throwIfAborted();
    const { status, body, headers } = delivery.response;
    if (body === undefined) return new Response(null, { status, ...(headers && { headers }) });
    const content = JSON.stringify(body);
    return new Response(content.slice(0, Math.floor(content.length * delivery.arrives)), {
      status,
      headers: { "content-type": "application/json", ...headers },
    });
  };
}
