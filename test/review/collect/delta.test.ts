import { beforeEach, describe, expect, test } from "vitest";
import { graphClient } from "../../../src/review/collect/client.ts";
import { type Collected, collectTenant, type EarlierSnapshot } from "../../../src/review/collect/collect.ts";
import { memoryStore } from "../../../src/review/collect/page-store.ts";
import type { GraphObject } from "../../../src/review/collect/read-error.ts";
import { type CollectionName, emptyCollections } from "../../../src/tenant/snapshot.ts";
import type { EmbeddedTenant } from "../../../src/tenant/tenant.ts";
import { crowdedTenant, refused, type Spoil, smallPages, spoiltFetch } from "./support.ts";

const names = Object.keys(emptyCollections()) as CollectionName[];

let tenant: EmbeddedTenant;
let before: EarlierSnapshot;

beforeEach(async () => {
  tenant = crowdedTenant();
  before = await earlier(await collect());
});

async function collect(since?: EarlierSnapshot, spoil: Spoil = () => undefined) {
  const asked: string[] = [];
  const fetch = smallPages(
    spoiltFetch(tenant, (url, count) => {
      asked.push(url);
      return spoil(url, count);
    }),
    25,
  );
  const client = graphClient({
    baseUrl: "https://graph.microsoft.com",
    token: async () => "t",
    fetch,
    sleep: async () => {},
  });
  const { tenantId } = tenant.facts;
  const collected = await collectTenant(client, memoryStore(), { tenantId, ...(since && { since }) });
  return { ...collected, asked };
}

async function objects(collected: Pick<Collected, "entities">): Promise<Record<string, GraphObject[]>> {
  const found: Record<string, GraphObject[]> = {};
  for (const name of names) {
    const entities: GraphObject[] = [];
    for await (const entity of collected.entities(name)) entities.push(entity);
    found[name] = entities;
  }
  return found;
}

async function earlier(collected: Collected): Promise<EarlierSnapshot> {
  const kept = await objects(collected);
  return {
    delta: collected.delta,
    async *entities(name) {
      yield* kept[name] ?? [];
    },
  };
}

/** Whether groups were listed again. */
const listed = (asked: readonly string[]) => asked.some((url) => /\/v1\.0\/groups\?\$select=id,/.test(url));

function change(): void {
  const ask = (method: string, path: string, body?: unknown) => {
    const { status, body: answer } = tenant.handle({ method, path: `/v1.0/${path}`, body });
    if (status >= 400) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
    return answer as { id: string };
  };
  const reference = (id: string) => ({ "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${id}` });
  const rows = tenant.rows();
  const users = rows.flatMap(({ table, id }) => (table === "users" ? [id] : []));
  const crowd = (index: number) =>
    rows.find(({ table, entity }) => table === "groups" && entity["displayName"] === `Crowd ${index}`)?.id ?? "";
  const made = ask("POST", "users", {
    accountEnabled: true,
    displayName: "New",
    mailNickname: "new",
    userPrincipalName: "new@harbourdental.example",
    passwordProfile: { password: "Long-enough-1" },
  });
  const group = ask("POST", "groups", {
    displayName: "New",
    mailNickname: "new",
    mailEnabled: false,
    securityEnabled: true,
  });
  ask("POST", `groups/${group.id}/members/$ref`, reference(made.id));
  ask("PATCH", `groups/${crowd(1)}`, { displayName: "Renamed" });
  ask("POST", `groups/${crowd(2)}/members/$ref`, reference(made.id));
  ask("DELETE", `groups/${crowd(25)}/members/${users[30]}/$ref`);
  ask("POST", `groups/${crowd(4)}/owners/$ref`, reference(made.id));
  ask("DELETE", `groups/${crowd(28)}`);
  ask("PATCH", `users/${users[5]}`, { jobTitle: null, department: "Elsewhere" });
  ask("DELETE", `users/${users[40]}`);
}

describe("from an earlier snapshot", () => {
  test.each([
    ["nothing changed", () => undefined],
    ["much changed", change],
  ])("comes exactly what reading everything gives: %s", async (_, happen) => {
    happen();
    const [whole, since] = [await collect(), await collect(before)];
    expect(listed(whole.asked)).toBe(true);
    expect(listed(since.asked)).toBe(false);
    expect(await objects(since)).toEqual(await objects(whole));
    expect(since.unreadable).toEqual(whole.unreadable);
    expect(since.figures.requests).toBeLessThan(whole.figures.requests);
  });

  test("and from the one after that", async () => {
    change();
    const second = await earlier(await collect(before));
    tenant.handle({
      method: "PATCH",
      path: `/v1.0/users/${tenant.rows().find(({ table }) => table === "users")?.id}`,
      body: { jobTitle: "Other" },
    });
    expect(await objects(await collect(second))).toEqual(await objects(await collect()));
  });

  test.each<[string, () => Response]>([
    [
      "has forgotten where (410)",
      () => Response.json({ error: { code: "resyncRequired", message: "Resync." } }, { status: 410 }),
    ],
    ["refuses", () => refused()],
  ])("everything is read again when Graph %s", async (_, answer) => {
    change();
    const whole = await objects(await collect());
    const since = await collect(before, (url) =>
      /groups\/delta\?.*token=(?!latest)/.test(url) ? answer() : undefined,
    );
    expect(listed(since.asked)).toBe(true);
    expect(await objects(since)).toEqual(whole);
  });

  test("everything is read again when other properties were asked for then", async () => {
    change();
    const { groups, ...others } = before.delta;
    const other = { ...before, delta: { ...others, ...(groups && { groups: { ...groups, request: "another" } }) } };
    const since = await collect(other);
    expect(listed(since.asked)).toBe(true);
    expect(await objects(since)).toEqual(await objects(await collect()));
  });

  test("a tenant that has no delta queries is read all the same, and gives nothing to go on from", async () => {
    const { unreadable, delta } = await collect(undefined, (url) => (url.includes("/delta") ? refused() : undefined));
    expect(delta).toEqual({});
    expect(unreadable.map(({ collection }) => collection)).toEqual(["armResources"]);
  });
});
