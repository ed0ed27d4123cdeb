/** The roster reader where services are busy or broken: what it could not read is said. */

import { describe, expect, test } from "vitest";
import type { RosterRequest } from "../../src/catalogue/systems/roster-api.ts";
import { readRosterApi } from "../../src/roster/read-api.ts";
import { apiOf, idsOf, type Reply, read, secret, source, system, user, users } from "./reading.ts";

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

  test("is asked less and less often", async () => {
    const { slept } = await read(apiOf([users]), { "/api/users": new Error("busy") });
    expect(slept).toEqual([1000, 2000, 4000, 8000, 16_000]);
  });

  test("is not waited for longer than two minutes at a time", async () => {
    const { slept } = await read(apiOf([users]), { "/api/users": [busy(429, "86400"), { users: [user(1)] }] });
    expect(slept).toEqual([120_000]);
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
      apiOf([users, each], { concurrency: 1, rateLimit: { requests: 2, perSeconds: 20, source } }),
      { "/api/users": { users: [user(1), user(2)] }, "/api/users/1": { users: [] }, "/api/users/2": { users: [] } },
    );
    expect(slept).toHaveLength(2);
    expect(slept.every((wait) => wait > 9000 && wait <= 20_000)).toBe(true);
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

  test.each<[string, unknown, string]>([
    ["a text", "Ada", " (Ada)"],
    ["an object with a text somewhere", { tags: [], name: "Ada" }, " (Ada)"],
    ["an object without any", { tags: [] }, " (an item)"],
    ["nothing", null, " (an item)"],
  ])("is told by %s", async (_, parent, told) => {
    const { roster } = await read(
      apiOf([
        { ...users, people: { id: "" } },
        { ...roles, path: "/roles", people: { id: { parent: "" } } },
      ]),
      { "/api/users": { users: [parent] } },
    );
    expect(roster.unread[0]).toEqual({ what: `roles of a user${told}`, why: "x.vendor.example answered 404." });
  });

  test("is said once: who else is there, or holds what, cannot be told then", async () => {
    const nobody = await read(apiOf([users]), { "/api/users": new Response("{}", { status: 400 }) });
    expect(nobody.roster.unread).toEqual([{ what: "users", why: "x.vendor.example answered 400." }]);
    const noRole = await read(apiOf([users, roles]), { "/api/users": { users: [{ id: 1 }] } });
    expect(noRole.roster.unread).toEqual([{ what: "roles of a user (1)", why: "x.vendor.example answered 404." }]);
  });

  test("are groups that hold nothing: there may be none", async () => {
    const groups: RosterRequest = { ...users, people: { id: "id", kind: "group", roles: [{ at: "role" }] } };
    const named: RosterRequest = { ...users, name: "names", path: "/names" };
    const { people: _, ...names } = named;
    const { roster } = await read(apiOf([names, groups]), {
      "/api/names": { users: [user(1)] },
      "/api/users": { users: [] },
    });
    expect(roster.unread).toEqual([]);
  });

  test.each<[string, object, string, string]>([
    ["nobody at all", { users: [] }, "people", "Nobody is listed"],
    ["somebody without an id", { users: [{ name: "Ada", role: "Owner" }] }, "people", "an item of users does not say"],
    ["nobody with a role", { users: [{ id: 1 }] }, "roles", "Nobody has any role"],
  ])("of %s", async (_, reply, what, why) => {
    const { roster } = await read(apiOf([users]), { "/api/users": reply });
    expect(roster.unread).toEqual([{ what, why: expect.stringContaining(why) }]);
  });

  test.each([
    [401, "; the token needs Read users, Read roles", 1],
    [403, "; the token needs Read users, Read roles", 1],
    [400, "", 1],
  ])("for want of a permission says which (%s)", async (status, words, times) => {
    const { roster, asked } = await read(apiOf([users], { permissions: ["Read users", "Read roles"] }), {
      "/api/users": new Response("<html>No</html>", { status }),
    });
    expect(asked).toHaveLength(times);
    expect(roster.unread.map(({ why }) => why)).toEqual([`x.vendor.example answered ${status}${words}.`]);
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
    const { roster } = await read(apiOf([users]), {
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
