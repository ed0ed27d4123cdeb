/** A tenant whose answers can be spoilt, one request at a time, inside batches too. */

import type { GraphClientOptions } from "../../../src/review/collect/client.ts";
import { harbourId, harbourToday, seedHarbour } from "../../../src/tenant/seed/harbour.ts";
import { EmbeddedTenant } from "../../../src/tenant/tenant.ts";
import { tenantFetch } from "../../../src/tenant/tenant-fetch.ts";

export type Send = NonNullable<GraphClientOptions["fetch"]>;

/** Answers instead of the tenant, or not. `url` is decoded; a request of a batch has the address that it would have alone. */
export type Spoil = (url: string, count: number) => Response | undefined;

interface Inner {
  readonly id: string;
  readonly url: string;
}

/** A `fetch` that answers from the tenant unless `spoil` does. */
export function spoiltFetch(tenant: EmbeddedTenant, spoil: Spoil): Send {
  const honest = tenantFetch(tenant);
  let count = 0;
  return async (address, init) => {
    const own = spoil(decodeURIComponent(address), count++);
    if (own !== undefined) return own;
    if (!address.endsWith("/$batch")) return honest(address, init);
    const { requests } = JSON.parse(String(init.body)) as { requests: readonly Inner[] };
    const spoilt = new Map<string, Response>();
    for (const { id, url } of requests) {
      const answer = spoil(decodeURIComponent(address.replace("/$batch", url)), count++);
      if (answer !== undefined) spoilt.set(id, answer);
    }
    const left = requests.filter(({ id }) => !spoilt.has(id));
    const body = JSON.stringify({ requests: left });
    const answered = left.length === 0 ? [] : await responsesOf(await honest(address, { ...init, body }));
    return Response.json({ responses: [...answered, ...(await Promise.all([...spoilt].map(asResponse)))] });
  };
}

async function responsesOf(response: Response): Promise<unknown[]> {
  return ((await response.json()) as { responses: unknown[] }).responses;
}

/** What cannot be read inside a batch comes as an answer without a body. */
async function asResponse([id, response]: [string, Response]) {
  const text = await response.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  return { id, status: response.status, headers: Object.fromEntries(response.headers), body };
}

/** Graph's refusal for want of a permission. */
export function refused(code = "Authorization_RequestDenied"): Response {
  return Response.json(
    { error: { code, message: "Insufficient privileges to complete the operation." } },
    { status: 403 },
  );
}

/** The same with pages of so many objects, where the collector asks for more. */
export function smallPages(send: Send, size: number): Send {
  const smaller = (text: string) => text.replaceAll(/\$top=\d+/g, `$top=${size}`);
  return (url, init) =>
    send(smaller(url), typeof init.body === "string" ? { ...init, body: smaller(init.body) } : init);
}

/** Harbour with groups that a page does not hold, nested ones, and one that fills itself from a manager's reports. */
export function crowdedTenant(): EmbeddedTenant {
  const snapshot = seedHarbour();
  const { collections } = snapshot;
  const users = collections.users.map(({ id }) => ({ "@odata.type": "#microsoft.graph.user", id }));
  const [manager, ...reports] = users;
  const group = (name: string, more: object) => ({ id: harbourId(name), displayName: name, groupTypes: [], ...more });
  const made = [
    ...Array.from({ length: 30 }, (_, index) =>
      group(`Crowd ${index}`, { members: users.slice(index, index + 15 + index), owners: users.slice(0, index) }),
    ),
    group("Privileged", {
      isAssignableToRole: true,
      members: [{ "@odata.type": "#microsoft.graph.group", id: harbourId("Crowd 3") }],
      owners: [],
    }),
    group("Reports", {
      groupTypes: ["DynamicMembership"],
      membershipRule: `Direct Reports for "${manager?.id}"`,
      members: [],
      owners: [],
    }),
  ];
  const reporting = new Set(reports.slice(0, 3).map(({ id }) => id));
  return EmbeddedTenant.fromSnapshot(
    {
      ...snapshot,
      collections: {
        ...collections,
        groups: [...collections.groups, ...made],
        users: collections.users.map((user) =>
          reporting.has(user.id) ? { ...user, manager: { id: manager?.id ?? "" } } : user,
        ),
      },
    },
    { clock: () => harbourToday },
  );
}
