/** Every system of the catalogue that has a roster: what its API or its console gives, read by the one reader. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { systems } from "../../src/catalogue/systems/index.ts";
import type { RosterApi } from "../../src/catalogue/systems/roster-api.ts";
import { neededSecrets, secretVariable } from "../../src/roster/connection.ts";
import { readRosterApi } from "../../src/roster/read-api.ts";
import { type Exchange, serveSystem } from "./served-system.ts";

const folder = join(import.meta.dirname, "../fixtures/rosters");
const json = <T>(...path: string[]): T => JSON.parse(readFileSync(join(folder, ...path), "utf8")) as T;

interface ApiFixture {
  readonly connection: Record<string, string>;
  readonly exchanges: Exchange[];
}

const withApi = systems.flatMap((system) =>
  system.roster?.api?.documented === true ? [{ system, api: system.roster.api, id: system.id }] : [],
);

function secretsFor(id: string, api: RosterApi): Record<string, string> {
  return Object.fromEntries(neededSecrets(id, api, {}).map((name) => [secretVariable(id, name), `secret-of-${name}`]));
}

/** What has to be in the headers of each request: one of these. */
function proofs(api: RosterApi): string[] {
  const { authentication } = api;
  const names = Object.keys(authentication.secrets).map((name) => `secret-of-${name}`);
  return [...names, "issued-token", "Basic "];
}

describe.each(withApi)("$id through its API", ({ system, api, id }) => {
  test("gives everybody and their roles", async () => {
    const { connection, exchanges } = json<ApiFixture>(id, "api.json");
    const served = await serveSystem(exchanges);
    try {
      const roster = await readRosterApi(system, api, {
        connection,
        environment: secretsFor(id, api),
        now: "2026-11-22T08:00:00Z",
        fetch: served.fetch,
        sleep: async () => undefined,
      });
      expect(roster.unread).toEqual([]);
      expect(roster.complete).toBe(true);
      expect(roster.people).toEqual(json(id, "expected.json"));
      expect(served.unused()).toEqual([]);
      for (const { headers } of served.asked.filter(
        ({ request }) => !request.startsWith("POST") || api.requests.some(({ body }) => body),
      )) {
        expect(proofs(api).some((proof) => headers.includes(proof))).toBe(true);
      }
      expect(JSON.stringify(roster)).not.toMatch(/secret-of-|issued-token/);
    } finally {
      await served.close();
    }
  });

  test("is not whole when a request fails", async () => {
    const { connection, exchanges } = json<ApiFixture>(id, "api.json");
    const broken = exchanges.at(-1);
    const served = await serveSystem(
      exchanges.map((each) => (each === broken ? { ...each, status: 403, answer: { message: "no" } } : each)),
    );
    try {
      const roster = await readRosterApi(system, api, {
        connection,
        environment: secretsFor(id, api),
        now: "2026-11-22T08:00:00Z",
        fetch: served.fetch,
        sleep: async () => undefined,
      });
      expect(roster.complete).toBe(false);
      expect(roster.unread[0]?.why).toContain("answered 403: “no”; the token needs ");
    } finally {
      await served.close();
    }
  });
});

test("a system that is described has a fixture for each way", () => {
  const missing = systems.flatMap(({ id, roster }) => [
    ...(roster?.api?.documented === true && !existsSync(join(folder, id, "api.json")) ? [`${id}/api.json`] : []),
    ...(roster?.csv !== undefined && !existsSync(join(folder, id, "console.csv")) ? [`${id}/console.csv`] : []),
  ]);
  expect(missing).toEqual([]);
});
