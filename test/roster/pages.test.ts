/** Every kind of paging, and pages that are not whole or lead elsewhere. */

import { describe, expect, test } from "vitest";
import type { Paging } from "../../src/catalogue/systems/roster-api.ts";
import { eachPage } from "../../src/roster/pages.ts";
import { apiOf, idsOf, type Reply, read, user, users } from "./reading.ts";

describe("pages", () => {
  const two = [user(1), user(2)];
  test.each<[string, Paging, Record<string, Reply>]>([
    [
      "numbered, of a service that gives fewer than it is asked for",
      { kind: "page", parameter: "page", first: 1, size: { parameter: "per_page", value: 500 } },
      {
        "/api/users?per_page=500&page=1": { users: two },
        "/api/users?per_page=500&page=2": { users: [user(3)] },
        "/api/users?per_page=500&page=3": { users: [] },
      },
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
      "by a cursor that is always there, while there is more",
      { kind: "cursor", at: "cursor", parameter: "after", more: "hasMore" },
      {
        "/api/users": { users: two, cursor: "c1", hasMore: true },
        "/api/users?after=c1": { users: [user(3)], cursor: "c1", hasMore: false },
      },
    ],
    [
      "by a cursor that is there while more is 1",
      { kind: "cursor", at: "cursor", parameter: "after", more: "more" },
      {
        "/api/users": { users: two, cursor: "c1", more: 1 },
        "/api/users?after=c1": { users: [user(3)], cursor: "c2", more: 0 },
      },
    ],
    [
      "by a cursor, at whose end nothing is said of more",
      { kind: "cursor", at: "cursor", parameter: "after", more: "more" },
      { "/api/users": { users: two, cursor: "c1", more: "TRUE" }, "/api/users?after=c1": { users: [user(3)] } },
    ],
    [
      "by a whole link where others are relative",
      { kind: "next-link", at: "next", prefix: "/api" },
      {
        "/api/users": { users: two, next: "https://x.vendor.example/api/users?t=1" },
        "/api/users?t=1": { users: [user(3)] },
      },
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
      {
        "/api/users": { users: two, links: { next: "/users?t=1" } },
        "/api/users?t=1": { users: [user(3)], links: { next: false } },
      },
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

  test.each([
    "<https://x.vendor.example/api/users?t=1>; rel=next",
    '<https://x.vendor.example/api/users?t=1> ; title="more of them"; REL="next"',
  ])("by the header %s", async (link) => {
    const run = await read(apiOf([{ ...users, paging: { kind: "link-header" } }]), {
      "/api/users": Response.json({ users: two }, { headers: { link } }),
      "/api/users?t=1": { users: [user(3)] },
    });
    expect(idsOf(run)).toEqual(["1", "2", "3"]);
  });

  test("that are many", async () => {
    const replies = Object.fromEntries(
      Array.from({ length: 60 }, (_, page) => [`/api/users?page=${page}`, { users: page < 59 ? [user(page)] : [] }]),
    );
    const run = await read(apiOf([{ ...users, paging: { kind: "page", parameter: "page", first: 0 } }]), replies);
    expect(run.roster.unread).toEqual([]);
    expect(idsOf(run)).toHaveLength(59);
  });

  test.each<[string, unknown, readonly string[], readonly string[]]>([
    ["one item instead of a list", { users: user(1) }, ["1"], []],
    ["null instead of an empty list", { users: null, ok: true }, [], [expect.stringContaining("Nobody is listed")]],
    ["a text instead of a list", { users: "none" }, [], ["x.vendor.example gave no list of users named users."]],
  ])("of %s", async (_, reply, ids, why) => {
    const run = await read(apiOf([users]), { "/api/users": reply });
    expect([idsOf(run), run.roster.unread.map((each) => each.why)]).toEqual([ids, why]);
  });

  test("that say where they are in the body, and how large they are nowhere", async () => {
    const paging: Paging = { kind: "cursor", in: "body", parameter: "after", at: "next" };
    const run = await read(apiOf([{ ...users, body: { first: 1 }, paging }]), {
      "/api/users": [{ users: [user(1)], next: "c" }, { users: [user(2)] }],
    });
    expect(run.sent.map(({ body }) => JSON.parse(String(body)))).toEqual([{ first: 1 }, { first: 1, after: "c" }]);
    expect(idsOf(run)).toEqual(["1", "2"]);
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
      "a next page that is no address",
      { kind: "next-link", at: "next" },
      { "/api/users": { users: [user(1)], next: "https://[" } },
      "x.vendor.example gave a next page that is no address.",
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

  test("whose whole answer is to be a list, and is none", async () => {
    const { roster } = await read(apiOf([{ ...users, items: "" }]), { "/api/users": '"nobody"' });
    expect(roster.unread).toEqual([{ what: "users", why: "x.vendor.example gave no list of users." }]);
  });

  test.each(["/users/{parent.key}", "/users/{parent}"])(
    "at %s are not asked without what is to stand there",
    async (path) => {
      const api = apiOf([users, { ...users, name: "more", path, forEach: "users" }]);
      const { roster, asked } = await read(api, { "/api/users": { users: [user(1)] } });
      expect(asked).toEqual(["/api/users"]);
      expect(roster.unread).toEqual([
        { what: "more (1)", why: `${path} needs ${path.slice("/users/".length)}, which is not there.` },
      ]);
    },
  );

  test("leave an error of the program one", async () => {
    const client = { read: () => Promise.reject(new TypeError("a bug")) };
    const reading = eachPage(
      client,
      "https://x.vendor.example/api",
      users,
      () => undefined,
      () => undefined,
    );
    await expect(reading).rejects.toThrow("a bug");
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
