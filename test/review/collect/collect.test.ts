import { beforeAll, describe, expect, test } from "vitest";
import { azureReaders, azureScopeReaders } from "../../../src/review/collect/azure-readers.ts";
import { graphClient } from "../../../src/review/collect/client.ts";
import { collectSnapshot } from "../../../src/review/collect/collect-snapshot.ts";
import { readers } from "../../../src/review/collect/readers.ts";
import { blindTo } from "../../../src/tenant/blind-spots.ts";
import { harbourId, harbourToday, seedHarbour } from "../../../src/tenant/seed/harbour.ts";
import { type CollectionName, emptyCollections, type Snapshot } from "../../../src/tenant/snapshot.ts";
import { EmbeddedTenant } from "../../../src/tenant/tenant.ts";
import { tenantFetch } from "../../../src/tenant/tenant-fetch.ts";
import { refused, type Spoil, spoiltFetch } from "./support.ts";

type StoredObject = Readonly<Record<string, unknown>>;

let tenant: EmbeddedTenant;
let expected: Snapshot;

beforeAll(() => {
  tenant = EmbeddedTenant.fromSnapshot(seedHarbour(), { clock: () => harbourToday });
  expected = tenant.toSnapshot(harbourToday);
});

/** Collects from the seeded tenant; `spoil` may answer instead of it. */
async function collect(spoil: Spoil = () => undefined) {
  const client = graphClient({
    baseUrl: "https://graph.microsoft.com",
    token: async () => "t",
    fetch: spoiltFetch(tenant, spoil),
    sleep: async () => {},
  });
  const snapshot = await collectSnapshot(client, {
    tenantId: expected.tenantId,
    source: "embedded",
    now: harbourToday,
  });
  return { snapshot, requests: client.requests };
}

/** Only the properties that were read, in an order that depends on the content alone. */
function comparable(objects: readonly StoredObject[], like: readonly StoredObject[]): StoredObject[] {
  const read = new Map(like.map((object) => [object["id"], object]));
  return objects
    .map((object) =>
      Object.fromEntries(
        Object.entries(object)
          .filter(
            ([name]) => name in (read.get(object["id"]) ?? {}) && !name.startsWith("@odata") && object[name] !== null,
          )
          .map(([name, value]) => [
            name,
            Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : value,
          ]),
      ),
    )
    .sort((left, right) => (String(left["id"]) < String(right["id"]) ? -1 : 1));
}

describe("the seeded tenant", () => {
  test("is collected as it is", async () => {
    const { snapshot } = await collect();
    expect(snapshot.unreadable).toEqual([expect.objectContaining({ collection: "armResources", code: "NotAsked" })]);
    for (const name of Object.keys(emptyCollections()) as CollectionName[]) {
      const actual = snapshot.collections[name] as unknown as readonly StoredObject[];
      const stored = expected.collections[name] as unknown as readonly StoredObject[];
      // Graph answers activation rules for every role there is and for the groups asked about; of audits, those of role management are read.
      const partly = [
        "roleManagementPolicies",
        "roleManagementPolicyAssignments",
        "directoryAudits",
        "crossTenantDefault",
      ].includes(name);
      const common = (objects: readonly StoredObject[], others: readonly StoredObject[]) => {
        const ids = new Set(others.map(({ id }) => id));
        return partly ? objects.filter(({ id }) => ids.has(id)) : objects;
      };
      expect(comparable(common(actual, stored), actual), name).toEqual(comparable(common(stored, actual), actual));
      if (stored.length > 0) expect(common(actual, stored), name).not.toHaveLength(0);
    }
    expect(snapshot.collections.users.length).toBeGreaterThan(75);
    expect(snapshot.collections.groupEligibilitySchedules).toHaveLength(1);
  });

  test("keeps no secret and no part of one", async () => {
    const { snapshot } = await collect();
    expect(
      snapshot.collections.applications.flatMap(({ passwordCredentials }) => passwordCredentials ?? []),
    ).not.toHaveLength(0);
    expect(JSON.stringify(snapshot)).not.toMatch(/"(secretText|hint|password|passwordProfile)":(?!null)/);
  });

  test("is the same under throttling, 5xx and truncated answers", async () => {
    const calm = await collect();
    const rough = await collect((_, count) => {
      if (count % 7 === 0)
        return new Response("{}", { status: 429, headers: { "retry-after": "1", "content-type": "application/json" } });
      if (count % 11 === 0) return new Response("busy", { status: 503 });
      if (count % 13 === 0) return new Response('{"value":[{"id', { headers: { "content-type": "application/json" } });
      return undefined;
    });
    expect(rough.snapshot).toEqual(calm.snapshot);
    expect(rough.requests).toBeGreaterThan(calm.requests);
  });
});

describe("what could not be read is said, and never empty", () => {
  test.each(
    readers
      .filter(({ each, onlySynchronised }) => each === undefined && onlySynchronised === undefined)
      .map((reader) => [`${reader.collection}: ${reader.path}`, reader] as const),
  )("%s", async (_, reader) => {
    const { snapshot } = await collect((url) => {
      const { pathname, search } = new URL(url);
      const relation = reader.flatten;
      const own = pathname === `/${reader.version}/${reader.path}`;
      return own &&
        (relation === undefined ? !search.includes("$expand=appRoleAssignments") : search.includes(relation))
        ? refused()
        : undefined;
    });
    expect(snapshot.unreadable).toContainEqual(
      expect.objectContaining({ collection: reader.collection, status: 403, code: "Authorization_RequestDenied" }),
    );
  });

  test("a collection that hangs on another says so", async () => {
    const { snapshot } = await collect((url) => (new URL(url).pathname === "/v1.0/groups" ? refused() : undefined));
    const names = snapshot.unreadable.map(({ collection }) => collection);
    expect(names).toEqual(
      expect.arrayContaining([
        "groups",
        "groupEligibilitySchedules",
        "groupAssignmentSchedules",
        "roleManagementPolicies",
      ]),
    );
  });

  test("many failures of one kind are one entry", async () => {
    const { snapshot } = await collect((url) =>
      url.includes("eligibilitySchedules") ? refused("AadPremiumLicenseRequired") : undefined,
    );
    const entries = snapshot.unreadable.filter(({ collection }) => collection === "groupEligibilitySchedules");
    expect(entries).toHaveLength(1);
    expect(entries[0]?.message).toMatch(/and \d+ more: /);
  });
});

test("a relation longer than an expansion is read to its end, from beta for members", async () => {
  const group = harbourId("All practice staff");
  const asked: string[] = [];
  const { snapshot } = await collect((url) => {
    asked.push(url);
    const { pathname, search } = new URL(url);
    if (pathname !== "/v1.0/groups" || !search.includes("$expand=members")) return undefined;
    // Graph cuts an expansion off at twenty, without saying so.
    const value = expected.collections.groups.map(({ id, members }) => ({ id, members: (members ?? []).slice(0, 20) }));
    return Response.json({ value });
  });
  const whole = expected.collections.groups.find(({ id }) => id === group)?.members?.length ?? 0;
  expect(whole).toBeGreaterThan(20);
  expect(snapshot.collections.groups.find(({ id }) => id === group)?.members).toHaveLength(whole);
  expect(asked.some((url) => url.includes(`/beta/groups/${group}/members`))).toBe(true);
});

test("another tenant than the one asked for is refused, not compared", async () => {
  const client = graphClient({
    baseUrl: "https://graph.microsoft.com",
    token: async () => "t",
    fetch: tenantFetch(tenant),
  });
  const asked = collectSnapshot(client, {
    tenantId: "00000000-0000-4000-8000-000000000001",
    source: "embedded",
    now: harbourToday,
  });
  await expect(asked).rejects.toThrow(
    `the tenant that answered is ${expected.tenantId}, but 00000000-0000-4000-8000-000000000001`,
  );
});

test("every row names a permission that only reads, a page of Microsoft's, and what is unseen without it", () => {
  const page = /^https:\/\/learn\.microsoft\.com\//;
  for (const { permission, source, relations = [], collection, pageSize } of readers) {
    expect(permission).toMatch(/\.Read\./);
    expect(source).toMatch(page);
    expect(pageSize).toBeGreaterThan(0);
    for (const relation of relations) {
      expect(relation.source ?? source).toMatch(page);
      expect(relation.permission ?? permission).toMatch(/\.Read\./);
      expect(blindTo({ collection, part: relation.name })).not.toBe("");
    }
  }
  for (const { source, path } of [...azureReaders, ...Object.values(azureScopeReaders)]) {
    expect(source).toMatch(page);
    expect(path).toMatch(/[?&]api-version=\d{4}-\d\d-\d\d/);
  }
});

test("every collection of a snapshot is read by somebody", () => {
  const read = new Set<string>([...readers.map(({ collection }) => collection), "armResources"]);
  expect(Object.keys(emptyCollections()).filter((name) => !read.has(name))).toEqual([]);
});
