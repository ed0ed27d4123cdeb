/** Services that are slow, busy, forgetful or beside the document: what can be read is, nothing is waited for that never comes. */

import { describe, expect, test } from "vitest";
import type { Authentication, Paging, RosterRequest } from "../../src/catalogue/systems/roster-api.ts";
import { readRosterApi } from "../../src/roster/read-api.ts";
import { apiOf, type Reply, read, secret, source, system, user, users } from "./reading.ts";

const host = "x.vendor.example";
const whyOf = ({ roster }: Awaited<ReturnType<typeof read>>) => roster.unread.map(({ why }) => why);

describe("waits", () => {
  const inSeconds = (seconds: number) => `${Math.floor(Date.now() / 1000) + seconds}`;

  test.each<[string, Record<string, string>, number]>([
    ["as long as it is told", { "retry-after": "7" }, 7000],
    ["until a date", { "retry-after": new Date(Date.now() + 30_000).toUTCString() }, 30_000],
    ["until the limit starts anew, by the clock", { "x-rate-limit-reset": inSeconds(20) }, 20_000],
    ["until the limit starts anew, in seconds from now", { "x-ratelimit-reset": "9" }, 9000],
    ["until the limit starts anew, as another vendor says it", { "x-ratelimit-retryafter": inSeconds(20) }, 20_000],
    ["not for what was already", { "x-rate-limit-reset": inSeconds(-60) }, 0],
    ["a while where it is told nothing that can be understood", { "x-rate-limit-reset": "soon" }, 1000],
    ["two minutes at most", { "retry-after": "86400" }, 120_000],
  ])("%s", async (_, headers, wait) => {
    const run = await read(apiOf([users]), {
      "/api/users": [Response.json({}, { status: 429, headers }), { users: [user(1)] }],
    });
    expect(run.roster.complete).toBe(true);
    expect(run.slept).toHaveLength(1);
    expect(Math.abs((run.slept[0] ?? 0) - wait)).toBeLessThan(1500);
  });

  test("for a service that is down only with the first requests", async () => {
    const each: RosterRequest = { ...users, name: "roles", path: "/users/{parent.id}", forEach: "users" };
    const many = Array.from({ length: 50 }, (_, index) => user(index + 1));
    const down = Object.fromEntries(many.map(({ id }) => [`/api/users/${id}`, Response.json({}, { status: 503 })]));
    const run = await read(apiOf([users, each], { concurrency: 2 }), { "/api/users": { users: many }, ...down });
    expect(run.roster.unread).toHaveLength(50);
    expect(whyOf(run).at(0)).toBe(`${host} answered 503, 6 times.`);
    expect(whyOf(run).at(-1)).toBe(`${host} answered 503.`);
    expect(run.asked.length).toBeLessThan(1 + 2 * 6 + 2 * 6 + 50);
  });

  test("for a service that came back as long as before", async () => {
    const each: RosterRequest = { ...users, name: "roles", path: "/users/{parent.id}", forEach: "users" };
    const down = Response.json({}, { status: 503 });
    const run = await read(apiOf([users, each], { concurrency: 1 }), {
      "/api/users": { users: [1, 2, 3, 4].map(user) },
      "/api/users/1": down,
      "/api/users/2": down,
      "/api/users/3": { users: [] },
      "/api/users/4": [down, down, { users: [] }],
    });
    expect(run.roster.unread.map(({ what }) => what)).toEqual(["roles (1)", "roles (2)"]);
  });

  test("for one that never answers three times", async () => {
    const never = new DOMException("The operation was aborted due to timeout", "TimeoutError");
    const run = await read(apiOf([users]), { "/api/users": never });
    expect(run.asked).toHaveLength(3);
    expect(whyOf(run)).toEqual([`${host} gave no answer: The operation was aborted due to timeout, 3 times.`]);
  });
});

test("a page for people instead of an answer is called one", async () => {
  const page = new Response("<!doctype html><title>Sign in</title>", { headers: { "content-type": "text/html" } });
  expect(whyOf(await read(apiOf([users]), { "/api/users": page }))).toEqual([
    `${host} answered with a page instead of JSON.`,
  ]);
});

describe("tokens that end", () => {
  const authentication: Authentication = {
    kind: "oauth",
    tokenUrl: "/token",
    tokenQuery: { tenant: "{tenant}" },
    form: { grant_type: "client_credentials", client_secret: "{client-secret}" },
    secrets: { "client-secret": "a secret" },
    source,
  };
  const tenant = { description: "a tenant", kind: "label", default: "", example: "acme" } as const;
  const each: RosterRequest = { ...users, name: "roles", path: "/users/{parent.id}", forEach: "users" };

  async function readWith(given: Record<string, string>, uses: number) {
    const asked: string[] = [];
    let issued = 0;
    let left = 0;
    const hosts = { description: "the host", kind: "host", example: host } as const;
    const roster = await readRosterApi(
      system,
      apiOf([users, each], {
        authentication,
        headers: { "x-tenant": "{tenant}" },
        connection: { host: hosts, tenant },
      }),
      {
        connection: { host, ...given },
        environment: { DEMARC_OKTA_CLIENT_SECRET: secret },
        now: "2026-11-22T08:00:00Z",
        sleep: async () => undefined,
        fetch: async (url, init) => {
          const { pathname, search } = new URL(url);
          const headers = new Headers(init.headers);
          asked.push(`${pathname}${search} ${headers.get("x-tenant")}`);
          // A real service takes a while: meanwhile others ask, and only the newest token counts.
          await new Promise((resolve) => setImmediate(resolve));
          if (pathname === "/api/token") {
            left = uses;
            return Response.json({ access_token: `issued-token-${++issued}` });
          }
          if (headers.get("authorization") !== `Bearer issued-token-${issued}` || left-- <= 0) {
            return Response.json({}, { status: 401 });
          }
          return Response.json({ users: pathname === "/api/users" ? [1, 2, 3, 4, 5, 6, 7].map(user) : [] });
        },
      },
    );
    return { roster, asked };
  }

  test("are renewed once for all that had them", async () => {
    const { roster, asked } = await readWith({}, 4);
    expect(roster.unread).toEqual([]);
    expect(asked.filter((one) => one.startsWith("/api/token"))).toHaveLength(2);
  });

  test.each([
    [{}, "/api/token null"],
    [{ tenant: "acme" }, "/api/token?tenant=acme acme"],
  ])("are got with what is there of %j", async (given, request) => {
    expect((await readWith(given, 100)).asked[0]).toBe(request);
  });

  test("are not given for a wrong secret, whatever the token would need", async () => {
    const run = await read(
      apiOf([users], { authentication: { ...authentication, tokenQuery: {} } }),
      { "/api/token": Response.json({ error: "invalid_client" }, { status: 401 }) },
      { DEMARC_OKTA_CLIENT_SECRET: secret },
    );
    expect(whyOf(run)).toEqual([`${host} answered 401: “invalid_client”; it gave no token.`]);
  });

  test("are not asked for again and again where no token is good enough", async () => {
    const { roster, asked } = await readWith({}, 0);
    expect(roster.unread).toHaveLength(1);
    expect(asked).toHaveLength(4);
  });
});

describe("pages", () => {
  const run = (paging: Paging, replies: Record<string, Reply>, more: Partial<RosterRequest> = {}) =>
    read(apiOf([{ ...users, paging, ...more }]), replies);
  const linked = (body: unknown, headers: Record<string, string> = {}) =>
    Response.json(body, { headers: { link: `<https://${host}/api/users?t=1>; rel="next"`, ...headers } });

  test.each<[string, Paging, Record<string, Reply>]>([
    [
      "that nobody documented, by the header",
      { kind: "none" },
      { "/api/users": linked({ users: [user(1)] }), "/api/users?t=1": { users: [user(2)] } },
    ],
    [
      "by the header where the body was to say it",
      { kind: "next-link", at: "next" },
      { "/api/users": linked({ users: [user(1)] }), "/api/users?t=1": { users: [user(2)] } },
    ],
    [
      "by an address where a cursor was documented",
      { kind: "cursor", at: "next", parameter: "after" },
      {
        "/api/users": { users: [user(1)], next: `https://${host}/api/users?cursor=2` },
        "/api/users?cursor=2": { users: [user(2)] },
      },
    ],
    [
      "as many as a header says",
      { kind: "link-header", total: "x-total-count" },
      {
        "/api/users": linked({ users: [user(1)] }, { "x-total-count": "2" }),
        "/api/users?t=1": Response.json({ users: [user(2)] }, { headers: { "x-total-count": "2" } }),
      },
    ],
    [
      "at the same host without encryption, with it",
      { kind: "next-link", at: "next" },
      {
        "/api/users": { users: [user(1)], next: `http://${host}/api/users?t=1` },
        "/api/users?t=1": { users: [user(2)] },
      },
    ],
    [
      "by one of several relations",
      { kind: "link-header" },
      {
        "/api/users": Response.json(
          { users: [user(1)] },
          { headers: { link: '</api/users?t=9>; rel="next-archive", </api/users?t=1>; rel="last next"' } },
        ),
        "/api/users?t=1": { users: [user(2)] },
      },
    ],
    [
      "one of them empty",
      { kind: "cursor", at: "next", parameter: "after" },
      {
        "/api/users": { users: [user(1)], next: "a" },
        "/api/users?after=a": { users: [], next: "b" },
        "/api/users?after=b": { users: [user(2)], next: "" },
      },
    ],
  ])("%s", async (_, paging, replies) => {
    const { roster, asked } = await run(paging, replies);
    expect(roster.unread).toEqual([]);
    expect(roster.people.map(({ id }) => id)).toEqual(["1", "2"]);
    expect(asked).toHaveLength(Object.keys(replies).length);
  });

  test.each<[string, Paging, Record<string, Reply>, string]>([
    [
      "at another host, by an address where a cursor was documented",
      { kind: "cursor", at: "next", parameter: "after" },
      { "/api/users": { users: [user(1)], next: "https://evil.example/api/users" } },
      `The next page is said to be at https://evil.example instead of https://${host}; it was not asked.`,
    ],
    [
      "fewer than a header says",
      { kind: "link-header", total: "x-total-count" },
      { "/api/users": Response.json({ users: [user(1)] }, { headers: { "x-total-count": "2" } }) },
      `${host} gave 1 of 2 and no more.`,
    ],
    [
      "the same again later",
      { kind: "cursor", at: "next", parameter: "after" },
      {
        "/api/users": { users: [user(1)], next: "a" },
        "/api/users?after=a": { users: [user(2)], next: "b" },
        "/api/users?after=b": { users: [user(1)], next: "c" },
      },
      `${host} gave the same page twice.`,
    ],
    [
      "one on two pages by number",
      { kind: "page", parameter: "page", first: 1 },
      {
        "/api/users?page=1": { users: [user(1), user(2)] },
        "/api/users?page=2": { users: [user(2)] },
        "/api/users?page=3": { users: [] },
      },
      `${host} gave 2 different ones of 3: the list changed while it was read.`,
    ],
  ])("not whole: %s", async (_, paging, replies, why) => {
    const { roster } = await run(paging, replies);
    expect(roster.unread).toEqual([{ what: "users", why }]);
    // Whoever was there is there, once.
    expect(new Set(roster.people.map(({ id }) => id)).size).toBe(roster.people.length);
  });

  test("one of which has the same twice: a role in two places", async () => {
    const twice = { "/api/users?page=1": { users: [user(1), user(1)], total: 2 } };
    const { roster } = await run({ kind: "page", parameter: "page", first: 1, total: "total" }, twice);
    expect([roster.unread, roster.people.length]).toEqual([[], 1]);
  });

  test("that never end are left, and hardly anything of them is kept", async () => {
    let page = 0;
    const { complete, unread } = await readRosterApi(
      system,
      apiOf([{ ...users, people: { id: "id" }, paging: { kind: "cursor", at: "next", parameter: "after" } }]),
      {
        connection: { host },
        environment: { DEMARC_OKTA_TOKEN: secret },
        now: "2026-11-22T08:00:00Z",
        fetch: async () => new Response(`{"users":[{"id":7,"page":${page}}],"next":"${++page}"}`),
      },
    );
    expect([complete, page]).toEqual([false, 10_000]);
    expect(unread.map(({ why }) => why)).toEqual([`${host} has more than 10000 pages.`]);
  });
});
