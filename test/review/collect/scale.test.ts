/** A tenant with a crowd, Azure included, under throttling and faults: everything of the store arrives, in about as few requests as there are pages. */

import { beforeAll, describe, expect, test } from "vitest";
import { type GraphClient, graphClient } from "../../../src/review/collect/client.ts";
import { type Collected, collectTenant } from "../../../src/review/collect/collect.ts";
import { memoryStore } from "../../../src/review/collect/page-store.ts";
import type { GraphObject } from "../../../src/review/collect/read-error.ts";
import { harbourToday, seedHarbour } from "../../../src/tenant/seed/harbour.ts";
import { scaledTenant } from "../../../src/tenant/seed/scale/scale.ts";
import type { CollectionName, Snapshot } from "../../../src/tenant/snapshot.ts";
import type { EmbeddedTenant } from "../../../src/tenant/tenant.ts";
import { tenantFetch } from "../../../src/tenant/tenant-fetch.ts";
import { matrix } from "../fixture.ts";
import { refused } from "./support.ts";

let tenant: EmbeddedTenant;
let stored: Snapshot;
let collected: Collected;

const shares = { throttle: 0.05, error: 0.01, truncate: 0.01, "expire-skiptoken": 0.02 };

function client(service: string, spoil: (url: string) => Response | undefined = () => undefined): GraphClient {
  const send = tenantFetch(tenant, { misbehaviour: { shares }, sleep: async () => {} });
  const fetch = async (url: string, init: RequestInit) => spoil(decodeURIComponent(url)) ?? send(url, init);
  return graphClient({ baseUrl: service, token: async () => "t", fetch, sleep: async () => {} });
}

function collect(spoil?: (url: string) => Response | undefined): Promise<Collected> {
  const azure = { client: client("https://management.azure.com", spoil) };
  return collectTenant(client("https://graph.microsoft.com"), memoryStore(), {
    tenantId: tenant.facts.tenantId,
    azure,
  });
}

async function objects(from: Collected, name: CollectionName): Promise<GraphObject[]> {
  const found: GraphObject[] = [];
  for await (const entity of from.entities(name)) found.push(entity);
  return found;
}

beforeAll(async () => {
  const providers = Object.values(matrix.providers);
  ({ tenant } = scaledTenant(seedHarbour(), { users: 2500, providers }, { clock: () => harbourToday }));
  stored = tenant.toSnapshot(harbourToday);
  collected = await collect();
});

const ids = (list: unknown) => (Array.isArray(list) ? list.map(({ id }: { id: string }) => id).sort() : []);

test("nothing is missing", () => {
  expect(collected.unreadable).toEqual([]);
  expect(collected.figures.repeated).toBeGreaterThan(0);
});

test.each<CollectionName>([
  "users",
  "groups",
  "administrativeUnits",
  "applications",
  "servicePrincipals",
  "appRoleAssignments",
  "oauth2PermissionGrants",
  "roleAssignments",
  "roleEligibilitySchedules",
  "groupEligibilitySchedules",
  "userRegistrationDetails",
  "servicePrincipalSignInActivities",
])("every one of the %s arrives, with who is in it", async (name) => {
  const rows: readonly GraphObject[] = stored.collections[name] as never;
  const shape = (list: readonly GraphObject[]) =>
    list.map(({ id, members, owners }) => ({ id, members: ids(members), owners: ids(owners) }));
  const actual = shape(await objects(collected, name));
  expect(actual.length).toBeGreaterThan(0);
  expect(actual).toEqual(shape(rows));
});

test("last sign-ins come with the people", async () => {
  const seen = (list: readonly GraphObject[]) => list.filter(({ signInActivity }) => signInActivity != null).length;
  expect(seen(await objects(collected, "users"))).toBe(seen(stored.collections.users as never));
});

test("in few more requests than full pages would take", () => {
  const { requests, repeated, bound } = collected.figures;
  expect(requests - repeated).toBeLessThanOrEqual(bound * 1.2);
  // Far from one for each group.
  expect(bound).toBeLessThan(stored.collections.groups.length);
});

describe("Azure", () => {
  test("every assignment, group of subscriptions and registration arrives, each once", async () => {
    const actual = await objects(collected, "armResources");
    const arrived = new Set(actual.map(({ id }) => String(id).toLowerCase()));
    const missing = stored.collections.armResources.filter(({ id }) => !arrived.has(id.toLowerCase()));
    expect(missing.map(({ id }) => id)).toEqual([]);
    expect(arrived.size).toBe(actual.length);
    expect(stored.collections.armResources.length).toBeGreaterThan(30);
  });

  test("what one subscription does not show is said", async () => {
    const path =
      stored.collections.armResources.find(({ type }) => type === "Microsoft.Resources/subscriptions")?.id ?? "";
    const { unreadable } = await collect((url) =>
      url.includes(`${path}/providers/Microsoft.Authorization/roleAssignments`)
        ? refused("AuthorizationFailed")
        : undefined,
    );
    expect(unreadable).toContainEqual({
      collection: "armResources",
      status: 403,
      code: "AuthorizationFailed",
      message: `Azure role assignments of ${path}: Insufficient privileges to complete the operation.`,
    });
    // Groups that only that subscription gives something to were not asked about.
    expect(unreadable.map(({ collection }) => collection)).toContain("groupEligibilitySchedules");
  });

  test("subscriptions of others, which Lighthouse shows, are left out", async () => {
    const foreign = { id: "/subscriptions/f", subscriptionId: "f", tenantId: "another", displayName: "Theirs" };
    const asked: string[] = [];
    const others = await collect((url) => {
      asked.push(url);
      return /\/subscriptions\?/.test(url) && !url.includes("managementGroups")
        ? Response.json({ value: [foreign] })
        : undefined;
    });
    expect(asked.some((url) => url.includes("/subscriptions/f"))).toBe(false);
    expect((await objects(others, "armResources")).map(({ id }) => id)).not.toContain("/subscriptions/f");
  });
});
