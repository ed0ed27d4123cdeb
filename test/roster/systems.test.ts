/** Every system of the catalogue that has a roster: what its API or its console gives, read by the one reader. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { systems } from "../../src/catalogue/systems/index.ts";
import type { RosterApi } from "../../src/catalogue/systems/roster-api.ts";
import { neededSecrets, secretVariable } from "../../src/roster/connection.ts";
import { readRosterApi } from "../../src/roster/read-api.ts";
import { readRosterCsv } from "../../src/roster/read-csv.ts";
import { type Exchange, serveSystem } from "./served-system.ts";

const folder = join(import.meta.dirname, "../fixtures/rosters");
const json = <T>(...path: string[]): T => JSON.parse(readFileSync(join(folder, ...path), "utf8")) as T;

interface ApiFixture {
  readonly connection: Record<string, string>;
  readonly exchanges: Exchange[];
}

const withApi = systems.flatMap((system) =>
  system.roster.api?.documented === true ? [{ system, api: system.roster.api, id: system.id }] : [],
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

function isTokenRequest({ authentication }: RosterApi, request: string): boolean {
  if (authentication.kind !== "oauth") return false;
  const path = authentication.tokenUrl.replace(/^https:\/\/[^/]+/, "").replace(/^.*\}/, "");
  return request.startsWith("POST ") && request.endsWith(path);
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
      for (const { request, headers } of served.asked) {
        if (isTokenRequest(api, request)) continue;
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

const withCsv = systems.filter(({ roster }) => roster.csv !== undefined);

test.each(withCsv)("$id from its console's CSV", (system) => {
  const text = readFileSync(join(folder, system.id, "console.csv"), "utf8");
  const roster = readRosterCsv(text, {
    system: system.id,
    name: system.name,
    known: system,
    file: "console.csv",
    sha256: "0",
    collectedAt: "2026-11-22T08:00:00Z",
  });
  expect(roster.complete).toBe(true);
  expect(roster.people).toEqual(json(system.id, "console.expected.json"));
});

describe.each(systems)("what is known of $id", (system) => {
  const { roles, signIn, roster, exports } = system;

  test("has a source on the web for each fact", () => {
    const sources = JSON.stringify({ roles, signIn, roster, exports }).matchAll(/"source":"([^"]*)"/g);
    expect([...sources].filter(([, source = ""]) => !/^https:\/\/[a-z0-9.-]+\/\S*$/i.test(source))).toEqual([]);
  });

  test("says roles, sign-in and what can be taken along", () => {
    expect(roles.some(({ reach }) => reach === "super-administrator")).toBe(true);
    expect(new Set(roles.map(({ name }) => name.toLowerCase())).size).toBe(roles.length);
    expect(signIn.own || signIn.entra !== undefined).toBe(true);
    expect(exports.length).toBeGreaterThan(0);
    for (const limit of roster.limits ?? []) expect(limit).toMatch(/^[A-Z].*\.$/);
  });

  test("says a way to the roster, or why there is none", () => {
    const { api, csv, snapshot } = roster;
    if (api?.documented === false) expect(api.why).toMatch(/^[A-Z].*\.$/);
    expect([api, csv, snapshot].some((way) => way !== undefined)).toBe(true);
  });
});

test.each(withApi)("the requests of $id fit together", ({ api }) => {
  const known = new Set<string>();
  const referred: string[] = [];
  for (const request of api.requests) {
    if (request.forEach !== undefined) referred.push(request.forEach);
    for (const role of request.people?.roles ?? []) {
      if ("lookup" in role && role.lookup !== undefined) referred.push(role.lookup.request);
    }
    expect(referred.filter((name) => !known.has(name))).toEqual([]);
    expect(known.has(request.name)).toBe(false);
    known.add(request.name);
    const placeholders = [
      ...`${request.path} ${Object.values(request.query ?? {}).join(" ")}`.matchAll(/\{([^}]+)\}/g),
    ];
    const unknown = placeholders.flatMap(([, name = ""]) =>
      name.startsWith("parent") ? (request.forEach === undefined ? [name] : []) : name in api.connection ? [] : [name],
    );
    expect(unknown).toEqual([]);
  }
  expect(api.requests.some(({ people }) => people !== undefined)).toBe(true);
  const secrets = Object.keys(api.authentication.secrets);
  const used = [...JSON.stringify(api.authentication).matchAll(/\{([a-z-]+)\}/g)].map(([, name]) => name);
  const bearer = api.authentication.kind === "bearer" ? ["token"] : [];
  expect(secrets.filter((name) => !used.includes(name) && !bearer.includes(name))).toEqual([]);
});

test("a system that is described has a fixture for each way", () => {
  const missing = systems.flatMap(({ id, roster }) => [
    ...(roster.api?.documented === true && !existsSync(join(folder, id, "api.json")) ? [`${id}/api.json`] : []),
    ...(roster.csv !== undefined && !existsSync(join(folder, id, "console.csv")) ? [`${id}/console.csv`] : []),
  ]);
  expect(missing).toEqual([]);
});
