/** Answers that are not what they say: errors that call themselves good, pages that lead in circles, ids that are too long for numbers. */

import { describe, expect, test } from "vitest";
import type { Paging, RolesInItem } from "../../src/catalogue/systems/roster-api.ts";
import { apiOf, idsOf, type Reply, read, secret, user, users } from "./reading.ts";

const why = async (paging: Paging, replies: Record<string, Reply>) => {
  const run = await read(apiOf([{ ...users, paging }]), replies);
  expect(run.roster.complete).toBe(false);
  return [idsOf(run).join(" "), ...run.roster.unread.map((each) => each.why)];
};
const host = "x.vendor.example";

describe("not whole, and what was read before is there", () => {
  test.each<[string, Paging, Record<string, Reply>, readonly string[]]>([
    [
      "a page that fails after a good one",
      { kind: "next-link", at: "next" },
      { "/api/users": { users: [user(1)], next: "/api/users?t=1" } },
      ["1", `${host} answered 404.`],
    ],
    [
      "pages that lead in a circle",
      { kind: "cursor", at: "next", parameter: "after" },
      {
        "/api/users": { users: [user(1)], next: "a" },
        "/api/users?after=a": { users: [user(2)], next: "b" },
        "/api/users?after=b": { users: [user(3)], next: "a" },
      },
      ["1 2 3", `${host} leads back to a page that was there already.`],
    ],
    [
      "an item twice, and another one nowhere",
      { kind: "offset", parameter: "skip", total: "total", size: { parameter: "limit", value: 2 } },
      {
        "/api/users?limit=2&skip=0": { users: [user(1), user(2)], total: 3 },
        "/api/users?limit=2&skip=2": { users: [user(2)], total: 3 },
      },
      ["1 2", `${host} gave 2 different ones of 3: the list changed while it was read.`],
    ],
    [
      "a total that is less than what is there",
      { kind: "page", parameter: "page", first: 1, total: "total" },
      { "/api/users?page=1": { users: [user(1), user(2)], total: 1 } },
      ["1 2", `${host} says that there are 1, and gave 2.`],
    ],
    [
      "more, and not where",
      { kind: "cursor", at: "next", parameter: "after", more: "more" },
      { "/api/users": { users: [user(1)], more: true, next: null } },
      ["1", `${host} says that there is more, and not where.`],
    ],
    [
      "perhaps more",
      { kind: "cursor", at: "next", parameter: "after", more: "more" },
      { "/api/users": { users: [user(1)], next: "c" } },
      ["1", `${host} does not say whether there is more.`],
    ],
    [
      "a next page in another form",
      { kind: "next-link", at: "next" },
      { "/api/users": { users: [user(1)], next: { href: "/api/users?t=1" } } },
      ["1", `${host} says where the next page is in no known way.`],
    ],
    ["nobody", { kind: "none" }, { "/api/users": { users: [] } }, ["", expect.stringContaining("Nobody is listed")]],
    [
      "nobody with a role",
      { kind: "none" },
      { "/api/users": { users: [{ id: 1, roleName: "Owner" }] } },
      ["1", expect.stringContaining("Nobody has any role")],
    ],
  ])("%s", async (_, paging, replies, expected) => {
    expect(await why(paging, replies)).toEqual(expected);
  });

  test("pages without anything, for ever", async () => {
    const replies = Object.fromEntries(
      Array.from({ length: 60 }, (_, page) => [
        page === 0 ? "/api/users" : `/api/users?after=${page}`,
        { users: [], next: `${page + 1}` },
      ]),
    );
    expect(await why({ kind: "cursor", at: "next", parameter: "after" }, replies)).toEqual([
      "",
      `${host} gave 51 empty pages and says that there is more.`,
    ]);
  });
});

describe("an error in spite of its status", () => {
  test.each<[string, object, string]>([
    ["a sentence", { users: null, error: "No access" }, ": “No access”"],
    ["a list", { users: [], errors: [{ message: `Bad ${secret}` }] }, ": “Bad [secret]”"],
    ["a flag", { users: [], success: false, message: "Expired" }, ": “Expired”"],
    ["another flag", { users: [], ok: false }, ""],
    ["a number of its own", { users: [], errorCode: "E0001", errorSummary: "No\n access " }, ": “No access”"],
    ["an object", { users: [], error: { message: "x".repeat(400) } }, `: “${"x".repeat(296)}…`],
  ])("%s", async (_, answer, said) => {
    expect(await why({ kind: "none" }, { "/api/users": answer })).toEqual([
      "",
      `${host} answered with an error${said}.`,
    ]);
  });

  test.each<[string, object]>([
    ["null", { error: null }],
    ["an empty list", { errors: [] }],
    ["success", { success: true, ok: true, message: "OK" }],
    ["an empty text", { error: "", errors: {} }],
  ])("but not %s", async (_, answer) => {
    const { roster } = await read(apiOf([users]), { "/api/users": { users: [user(1)], ...answer } });
    expect(roster.unread).toEqual([]);
  });
});

test("ids that are too long for numbers stay two", async () => {
  const body =
    '{"users":[{"id":12345678901234567890,"role":"Owner","name":"a: 12345678901234567891, b"},{"id": 12345678901234567891 ,"role":"Owner"}]}';
  const run = await read(apiOf([users]), { "/api/users": new Response(body) });
  expect(run.roster.people.map(({ id, name }) => [id, name])).toEqual([
    ["12345678901234567890", "a: 12345678901234567891, b"],
    ["12345678901234567891", undefined],
  ]);
});

describe("roles", () => {
  const rolesOf = async (role: unknown, field: RolesInItem) => {
    const item = { id: 1, name: "Dana", role };
    const { roster } = await read(
      apiOf([
        {
          ...users,
          people: { id: "id", name: "name", roles: [field, { role: "Member" as const, when: { at: "id", is: [2] } }] },
        },
      ]),
      { "/api/users": { users: [item, { id: 2, name: "Eve", role: null }] } },
    );
    return [roster.people[0]?.roles.map(({ name }) => name), roster.unread.map((each) => each.why)];
  };
  const unclear = "what users says of the roles of Dana has a form that is not known.";

  test.each<[string, unknown, RolesInItem, unknown]>([
    ["a list where a text was documented", ["Owner", "Desk"], { at: "role" }, [["Desk", "Owner"], []]],
    ["a list in a list", [["Owner"]], { at: "role" }, [[], [unclear]]],
    ["an object where a text was documented", { label: "Owner" }, { at: "role" }, [[], [unclear]]],
    ["an object with another name", { label: "Owner" }, { at: "role", name: "name" }, [[], [unclear]]],
    ["none", null, { at: "role" }, [[], []]],
    ["none in a list", [], { at: "role", name: "name" }, [[], []]],
    ["a name that programs use", "constructor", { at: "role", names: { "1": "Owner" } }, [["constructor"], []]],
  ])("%s", async (_, role, field, expected) => {
    expect(await rolesOf(role, field)).toEqual(expected);
  });
});

test("whoever is once said to be able to sign in can", async () => {
  const api = apiOf([{ ...users, people: { id: "id", enabled: "on", roles: [{ at: "role" }] } }]);
  const item = { id: 1, role: "Owner" };
  const { roster } = await read(api, {
    "/api/users": {
      users: [
        { ...item, on: false },
        { ...item, on: true },
      ],
    },
  });
  expect(roster.people.map(({ enabled }) => enabled)).toEqual([true]);
});

test("conditions compare texts without case, and numbers as they are written", async () => {
  const api = apiOf([{ ...users, only: [{ at: "status", is: ["ACTIVE", 3] }] }]);
  const list = ["Active", "3", "gone", 3].map((status, index) => ({ ...user(index + 1), status }));
  expect(idsOf(await read(api, { "/api/users": { users: list } }))).toEqual(["1", "2", "4"]);
});
