/** The embedded tenant as a `fetch`, for Graph clients in the same process. */

import type { EmbeddedTenant } from "./tenant.ts";

/** A `fetch` that sends every request to the tenant, whatever host its URL names. Tokens are not looked at. */
export function tenantFetch(
  tenant: EmbeddedTenant,
  defaults: { readonly actor?: string; readonly now?: string } = {},
): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const text = await request.text();
    const { status, body } = tenant.handle({
      ...defaults,
      method: request.method,
      path: url.pathname + url.search,
      origin: url.origin,
      eventualConsistency: request.headers.get("ConsistencyLevel") === "eventual",
      ...(text !== "" && { body: JSON.parse(text) as unknown }),
    });
    return body === undefined ? new Response(null, { status }) : Response.json(body, { status });
  };
}
