/** The roster reader where services are busy, broken or malicious: what it could not read is said, and no secret goes astray. */

import { describe, expect, test } from "vitest";
import type { Authentication, Paging, RosterApi, RosterRequest } from "../../src/catalogue/systems/roster-api.ts";
import type { NamedSystem } from "../../src/catalogue/systems/system.ts";
import { ConnectionError } from "../../src/roster/connection.ts";
import { readRosterApi } from "../../src/roster/read-api.ts";
import { rosterSchema, type SystemRosterDocument } from "../../src/roster/roster.ts";

const source = "https://vendor.example/api";
const secret = "s3cret-s3cret-s3cret";

const users: RosterRequest = {
  name: "users",
  path: "/users",
  paging: { kind: "none" },
  items: "users",
  people: { id: "id", name: "name", roles: [{ at: "role" }] },
  source,
};

const token: Authentication = { kind: "bearer", secrets: { token: "a token" }, source };

function apiOf(requests: readonly RosterRequest[], more: Partial<RosterApi> = {}): RosterApi {
  return {
    documented: true,
    baseUrl: "https://{host}/api",
    connection: { host: { description: "the host", kind: "host", example: "x.vendor.example" } },
    authentication: token,
    permissions: ["Read users"],
    requests,
    source,
    ...more,
  };
}

const system: NamedSystem = {
  id: "okta",
  name: "Vendor",
  vendor: "Vendor",
  category: "rmm",
  documentation: source,
  portability: "All of it.",
  roles: [{ name: "Owner", reach: "super-administrator", spellings: ["OWNER_ROLE"], source }],
  exports: [],
};

interface Run {
  readonly roster: SystemRosterDocument;
  readonly asked: readonly string[];
  readonly sent: readonly RequestInit[];
  readonly slept: readonly number[];
}

type Reply = unknown | Response;

/** Reads with replies by path and query, in turn where a list is given; what is not there is a 404. */
async function read(
  api: RosterApi,
  replies: Readonly<Record<string, Reply | readonly Reply[]>>,
  environment: Record<string, string> = { DEMARC_OKTA_TOKEN: secret },
): Promise<Run> {
  const asked: string[] = [];
  const sent: RequestInit[] = [];
  const slept: number[] = [];
  const count = new Map<string, number>();
  const roster = await readRosterApi(system, api, {
    connection: { host: "x.vendor.example" },
    environment,
    now: "2026-11-22T08:00:00Z",
    sleep: async (milliseconds) => slept.push(milliseconds),
    fetch: async (url, init) => {
      const { host, pathname, search } = new URL(url);
      const key = `${host === "x.vendor.example" ? "" : host}${pathname}${search}`;
      asked.push(key);
      sent.push(init);
      const turn = count.get(key) ?? 0;
      count.set(key, turn + 1);
      const reply = replies[key];
      const now: unknown = Array.isArray(reply) ? (reply[turn] ?? reply.at(-1)) : reply;
      if (now instanceof Error) throw now;
      if (now instanceof Response) return now.clone();
      return now === undefined ? new Response("{}", { status: 404 }) : Response.json(now);
    },
  });
  expect(rosterSchema.safeParse(roster).error).toBeUndefined();
  return { roster, asked, sent, slept };
}

const idsOf = ({ roster }: Run) => roster.people.map(({ id }) => id);
const user = (id: number) => ({ id, name: `Person ${id}`, role: "Owner" });

describe("pages", () => {
  const two = [user(1), user(2)];
  test.each<[string, Paging, Record<string, Reply>]>([
    [
      "numbered, until one is short",
      { kind: "page", parameter: "page", first: 1, size: { parameter: "per_page", value: 2 } },
      { "/api/users?per_page=2&page=1": { users: two }, "/api/users?per_page=2&page=2": { users: [user(3)] } },
    ],
    [
      "numbered, until one is empty",
      { kind: "page", parameter: "page", first: 0 },
      {
        "/api/users?page=0": { users: two },
        "/api/users?page=1": { users: [user(3)] },
        "/api/users?page=2": { users: [] },
      },
    ],
    [
      "numbered, as many as the answer says",
      { kind: "page", parameter: "page", first: 1, pages: "meta.pages" },
      {
        "/api/users?page=1": { users: two, meta: { pages: 2 } },
        "/api/users?page=2": { users: [user(3)], meta: { pages: 2 } },
      },
    ],
    [
      "left out by number, up to a total",
      { kind: "offset", parameter: "skip", total: "total", size: { parameter: "limit", value: 2 } },
      {
        "/api/users?limit=2&skip=0": { users: two, total: 3 },
        "/api/users?limit=2&skip=2": { users: [user(3)], total: 3 },
      },
    ],
    [
      "by a cursor in the answer",
      { kind: "cursor", at: "meta.next", parameter: "after" },
      {
        "/api/users": { users: two, meta: { next: "c 1" } },
        "/api/users?after=c+1": { users: [user(3)], meta: { next: null } },
      },
    ],
    [
      "by the last item",
      { kind: "last-item", at: "id", parameter: "after", size: { parameter: "limit", value: 2 } },
      { "/api/users?limit=2": { users: two }, "/api/users?limit=2&after=2": { users: [user(3)] } },
    ],
    [
      "by a whole link",
      { kind: "next-link", at: "@odata.nextLink" },
      {
        "/api/users": { users: two, "@odata.nextLink": "https://x.vendor.example/api/users?t=1" },
        "/api/users?t=1": { users: [user(3)] },
      },
    ],
    [
      "by a relative link",
      { kind: "next-link", at: "links.next", prefix: "/api" },
      { "/api/users": { users: two, links: { next: "/users?t=1" } }, "/api/users?t=1": { users: [user(3)] } },
    ],
    [
      "by a header",
      { kind: "link-header" },
      {
        "/api/users": Response.json(
          { users: two },
          {
            headers: {
              link: '<https://x.vendor.example/api/users>; rel="self", <https://x.vendor.example/api/users?t=1>; rel="next"',
            },
          },
        ),
        "/api/users?t=1": { users: [user(3)] },
      },
    ],
  ])("%s", async (_, paging, replies) => {
    const run = await read(apiOf([{ ...users, paging }]), replies);
    expect(run.roster.unread).toEqual([]);
    expect(idsOf(run)).toEqual(["1", "2", "3"]);
    expect(run.asked).toHaveLength(Object.keys(replies).length);
  });

  test("that say where they are in the body", async () => {
    const paging: Paging = {
      kind: "page",
      in: "body",
      parameter: "variables.input.page",
      first: 1,
      size: { parameter: "variables.input.pageSize", value: 1 },
      total: "data.total",
    };
    const query = "query ($input: List!) { users(input: $input) { id name } }";
    const api = apiOf([{ ...users, path: "/graph", items: "data.users", body: { query, variables: {} }, paging }]);
    const run = await read(api, {
      "/api/graph": [{ data: { users: [user(1)], total: 2 } }, { data: { users: [user(2)], total: 2 } }],
    });
    expect(idsOf(run)).toEqual(["1", "2"]);
    expect(run.sent.map(({ method, body }) => [method, JSON.parse(String(body))])).toEqual(
      [1, 2].map((page) => ["POST", { query, variables: { input: { page, pageSize: 1 } } }]),
    );
  });

  test.each<[string, Paging, Record<string, Reply>, string]>([
    [
      "fewer than the total",
      { kind: "offset", parameter: "skip", total: "total" },
      { "/api/users?skip=0": { users: [user(1)], total: 3 }, "/api/users?skip=1": { users: [], total: 3 } },
      "x.vendor.example gave 1 of 3 and no more.",
    ],
    [
      "a parameter that the service does not know",
      { kind: "page", parameter: "page", first: 1 },
      { "/api/users?page=1": { users: [user(1)] }, "/api/users?page=2": { users: [user(1)] } },
      "x.vendor.example gave the same page twice.",
    ],
    [
      "a page that is the one after itself",
      { kind: "next-link", at: "next" },
      { "/api/users": { users: [user(1)], next: "/api/users" } },
      "x.vendor.example says that a page is the one after itself.",
    ],
    [
      "no list",
      { kind: "none" },
      { "/api/users": { people: [] } },
      "x.vendor.example gave no list of users named users.",
    ],
  ])("that are not whole: %s", async (_, paging, replies, why) => {
    const { roster } = await read(apiOf([{ ...users, paging }]), replies);
    expect(roster.complete).toBe(false);
    expect(roster.unread).toEqual([{ what: "users", why }]);
  });

  test("at another host are not asked: the secret would go there", async () => {
    const api = apiOf([{ ...users, paging: { kind: "next-link", at: "next" } }]);
    const { roster, asked } = await read(api, {
      "/api/users": { users: [user(1)], next: "https://evil.example/api/users?t=1" },
    });
    expect(asked).toEqual(["/api/users"]);
    expect(roster.complete).toBe(false);
    expect(roster.unread[0]?.why).toBe(
      "The next page is said to be at https://evil.example instead of https://x.vendor.example; it was not asked.",
    );
  });

  test("elsewhere, says a redirect: not followed either", async () => {
    const { roster, sent } = await read(apiOf([users]), {
      "/api/users": new Response(null, { status: 302, headers: { location: "https://evil.example/" } }),
    });
    expect(sent.map(({ redirect }) => redirect)).toEqual(["manual"]);
    expect(roster.unread[0]?.why).toBe("x.vendor.example wants to send the request elsewhere; it was not followed.");
  });
});

describe("a service that is busy", () => {
  const busy = (status: number, after?: string) =>
    new Response("{}", { status, ...(after !== undefined && { headers: { "retry-after": after } }) });

  test("is asked again when it says", async () => {
    const run = await read(apiOf([users]), {
      "/api/users": [busy(429, "7"), busy(503, "2"), { users: [user(1)] }],
    });
    expect(run.slept).toEqual([7000, 2000]);
    expect(run.roster.complete).toBe(true);
    expect(idsOf(run)).toEqual(["1"]);
  });

  test("is not asked for ever", async () => {
    const { roster, asked } = await read(apiOf([users]), { "/api/users": busy(429, "1") });
    expect(asked).toHaveLength(6);
    expect(roster.unread).toEqual([{ what: "users", why: "x.vendor.example answered 429, 6 times." }]);
  });

  test("gets no more at once than it stands", async () => {
    let [running, most] = [0, 0];
    const roster = await readRosterApi(
      system,
      apiOf([users, { ...users, name: "roles", path: "/users/{parent.id}/roles", forEach: "users" }], {
        concurrency: 2,
      }),
      {
        connection: { host: "x.vendor.example" },
        environment: { DEMARC_OKTA_TOKEN: secret },
        now: "2026-11-22T08:00:00Z",
        fetch: async (url) => {
          running++;
          most = Math.max(most, running);
          await new Promise((resolve) => setImmediate(resolve));
          running--;
          return Response.json({ users: url.endsWith("/users") ? [1, 2, 3, 4, 5].map(user) : [] });
        },
      },
    );
    expect(roster.complete).toBe(true);
    expect(most).toBe(2);
  });

  test("gets requests at the rate that its vendor states", async () => {
    const each: RosterRequest = { ...users, name: "roles", path: "/users/{parent.id}", forEach: "users" };
    const { slept } = await read(
      apiOf([users, each], { concurrency: 1, rateLimit: { requests: 1, perSeconds: 10, source } }),
      { "/api/users": { users: [user(1), user(2)] }, "/api/users/1": { users: [] }, "/api/users/2": { users: [] } },
    );
    expect(slept).toHaveLength(2);
    expect(slept.every((wait) => wait > 9000)).toBe(true);
  });
});

describe("what cannot be read", () => {
  const roles: RosterRequest = {
    name: "roles of a user",
    path: "/users/{parent.id}/roles",
    forEach: "users",
    paging: { kind: "none" },
    items: "roles",
    people: { id: { parent: "id" }, roles: [{ at: "name" }] },
    source,
  };

  test("is said, and for whom; the rest is read", async () => {
    const { roster } = await read(apiOf([users, roles]), {
      "/api/users": { users: [user(1), user(2)] },
      "/api/users/1/roles": Response.json({ error: { message: "no access" } }, { status: 403 }),
      "/api/users/2/roles": { roles: [{ name: "OWNER_ROLE" }, { name: "Desk" }] },
    });
    expect(roster.complete).toBe(false);
    expect(roster.unread).toEqual([
      {
        what: "roles of a user (1)",
        why: "x.vendor.example answered 403: “no access”; the token needs Read users.",
      },
    ]);
    expect(roster.people.map((each) => each.roles)).toEqual([
      [{ name: "Owner", reach: "super-administrator" }],
      [
        { name: "Desk", reach: "unknown" },
        { name: "Owner", reach: "super-administrator" },
      ],
    ]);
  });

  test.each<[string, Reply, string]>([
    ["no answer", new Error("connect ECONNREFUSED"), "x.vendor.example gave no answer: connect ECONNREFUSED, 6 times."],
    [
      "half an answer",
      new Response('{"users": [', { headers: { "content-type": "application/json" } }),
      "x.vendor.example answered with something that is no whole JSON.",
    ],
    ["an item without an id", { users: [{ name: "Nobody" }] }, "an item of users does not say whose it is."],
  ])("%s", async (_, reply, why) => {
    const { roster } = await read(apiOf([users]), { "/api/users": reply });
    expect(roster.complete).toBe(false);
    expect(roster.unread.map((each) => each.why)).toEqual([why]);
  });

  test("an error that comes with status 200", async () => {
    const { roster } = await read(apiOf([users], { errorAt: "errors" }), {
      "/api/users": { errors: [{ message: "unknown field" }] },
    });
    expect(roster.unread[0]?.why).toBe("x.vendor.example answered with an error: “unknown field”.");
  });

  test("a role that the list of roles does not have is its id, and of unknown reach", async () => {
    const lookup = { request: "roles", key: "id", value: "name" };
    const api = apiOf([
      { name: "roles", path: "/roles", paging: { kind: "none" }, items: "", source },
      { ...users, people: { id: "id", roles: [{ at: "role", lookup }] } },
    ]);
    const { roster } = await read(api, {
      "/api/roles": [{ id: 7, name: "Owner" }],
      "/api/users": {
        users: [
          { id: 1, role: 7 },
          { id: 2, role: 8 },
          { id: 3, role: null },
        ],
      },
    });
    expect(roster.people.map((each) => each.roles)).toEqual([
      [{ name: "Owner", reach: "super-administrator" }],
      [{ name: "8", reach: "unknown" }],
      [],
    ]);
    expect(roster.notes).toEqual(["A role is only known as 8: the list of roles does not have it."]);
  });
});

describe("secrets", () => {
  test("are in no message, whatever the service says", async () => {
    const { roster } = await read(apiOf([users]), {
      "/api/users": Response.json({ message: `your token ${secret} is bad` }, { status: 400 }),
    });
    expect(roster.unread[0]?.why).toBe("x.vendor.example answered 400: “your token [secret] is bad”.");
    expect(JSON.stringify(roster)).not.toContain(secret);
  });

  test("are in no message when they are short, or sent in another form", async () => {
    const authentication: Authentication = {
      kind: "basic",
      user: "acme",
      password: "{password}",
      secrets: { password: "a password" },
      source,
    };
    const { roster } = await read(
      apiOf([users], { authentication }),
      { "/api/users": Response.json({ message: "no pa$$w0rd, pa%24%24w0rd or cGEkJHcwcmQ=" }, { status: 400 }) },
      { DEMARC_OKTA_PASSWORD: "pa$$w0rd" },
    );
    expect(roster.unread[0]?.why).toBe("x.vendor.example answered 400: “no [secret], [secret] or [secret]”.");
  });

  const oauth: Authentication = {
    kind: "oauth",
    tokenUrl: "https://login.vendor.example/token",
    form: { grant_type: "client_credentials", client_id: "{client-id}", client_secret: "{client-secret}" },
    secrets: { "client-id": "an id", "client-secret": "a secret" },
    source,
  };
  const client = { DEMARC_OKTA_CLIENT_ID: "client", DEMARC_OKTA_CLIENT_SECRET: secret };

  test("get a token once, and a new one when it has ended", async () => {
    const { roster, asked, sent } = await read(
      apiOf([users], { authentication: oauth }),
      {
        "login.vendor.example/token": [{ access_token: "first-issued-token" }, { access_token: "second-issued-token" }],
        "/api/users": [Response.json({}, { status: 401 }), { users: [user(1)] }],
      },
      client,
    );
    expect(roster.complete).toBe(true);
    expect(asked).toEqual(["login.vendor.example/token", "/api/users", "login.vendor.example/token", "/api/users"]);
    expect(String(sent[0]?.body)).toBe(`grant_type=client_credentials&client_id=client&client_secret=${secret}`);
    expect(sent.map(({ headers }) => new Headers(headers).get("authorization"))).toEqual([
      null,
      "Bearer first-issued-token",
      null,
      "Bearer second-issued-token",
    ]);
  });

  test("are not needed where a token is given", async () => {
    const { asked, sent } = await read(
      apiOf([users], { authentication: oauth }),
      { "/api/users": { users: [] } },
      { DEMARC_OKTA_TOKEN: secret },
    );
    expect(asked).toEqual(["/api/users"]);
    expect(new Headers(sent[0]?.headers).get("authorization")).toBe(`Bearer ${secret}`);
  });

  test.each<[string, Authentication, Record<string, string>]>([
    [
      "headers",
      { kind: "headers", headers: { "x-api-key": "{key}" }, secrets: { key: "a key" }, source },
      { "x-api-key": secret },
    ],
    [
      "basic authentication",
      {
        kind: "basic",
        user: "acme+{key}",
        password: "{key}",
        headers: { clientid: "{key}" },
        secrets: { key: "a key" },
        source,
      },
      {
        authorization: `Basic ${Buffer.from(`acme+${secret}:${secret}`).toString("base64")}`,
        clientid: secret,
      },
    ],
  ])("in %s", async (_, authentication, expected) => {
    const { sent } = await read(
      apiOf([users], { authentication }),
      { "/api/users": { users: [] } },
      { DEMARC_OKTA_KEY: secret },
    );
    expect(Object.fromEntries(new Headers(sent[0]?.headers))).toMatchObject(expected);
  });
});

describe("before anything is sent", () => {
  test.each<[string, Record<string, string>, Record<string, string>, string]>([
    [
      "all that is missing is said",
      {},
      {},
      "Vendor cannot be asked: systems.okta.connection.host of the matrix is missing: the host, such as x.vendor.example; DEMARC_OKTA_TOKEN is not set: a token.",
    ],
    [
      "a host is a host",
      { host: "x.vendor.example/api?" },
      { DEMARC_OKTA_TOKEN: secret },
      'Vendor cannot be asked: host: "x.vendor.example/api?" is no host name (without https:// and path) (such as x.vendor.example).',
    ],
    [
      "a value is one that it needs",
      { host: "x.vendor.example", hots: "y" },
      { DEMARC_OKTA_TOKEN: secret },
      'Vendor cannot be asked: hots: its API needs no "hots" (did you mean "host"?).',
    ],
  ])("%s", async (_, connection, environment, message) => {
    const reading = readRosterApi(system, apiOf([users]), {
      connection,
      environment,
      now: "2026-11-22T08:00:00Z",
      fetch: async () => {
        throw new Error("nothing may be sent");
      },
    });
    await expect(reading).rejects.toThrow(new ConnectionError(message));
  });

  test("a host of the vendor's is one", async () => {
    const api = apiOf([users], {
      connection: { host: { description: "the host", kind: "host", endsIn: [".vendor.example"], example: "x" } },
    });
    const reading = readRosterApi(system, api, {
      connection: { host: "vendor.example.evil.example" },
      environment: { DEMARC_OKTA_TOKEN: secret },
      now: "2026-11-22T08:00:00Z",
    });
    await expect(reading).rejects.toThrow("is not one of the vendor's hosts (it ends in .vendor.example)");
  });
});
