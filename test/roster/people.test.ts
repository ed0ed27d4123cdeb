/** What items say of people, in every form that the data on systems can have. */

import { describe, expect, test } from "vitest";
import type { RosterRequest } from "../../src/catalogue/systems/roster-api.ts";
import { apiOf, read, user, users } from "./reading.ts";

describe("what an item says", () => {
  const one = async (people: RosterRequest["people"], item: object, more: Partial<RosterRequest> = {}) => {
    if (people === undefined) throw new Error("nothing is read");
    const { roster } = await read(apiOf([{ ...users, people, ...more }]), { "/api/users": { users: [item] } });
    return roster.people;
  };

  test.each<[string, NonNullable<RosterRequest["people"]>, object, object]>([
    [
      "a name in two parts",
      { id: "id", name: { at: ["a.first", "a.last"] } },
      { id: 1, a: { first: "Dana", last: "Reyes" } },
      { name: "Dana Reyes" },
    ],
    [
      "a name of which a part is missing",
      { id: "id", name: { at: ["first", "last"] } },
      { id: 1, first: " Dana ", last: null },
      { name: "Dana" },
    ],
    [
      "a state in words, in any case",
      { id: "id", enabled: { at: "state", on: ["Active"], off: ["Gone"] } },
      { id: 1, state: "GONE" },
      { enabled: false },
    ],
    [
      "a state that is no word of either list",
      { id: "id", enabled: { at: "state", on: ["Active"], off: ["Gone"] } },
      { id: 1, state: "Parked" },
      { enabled: null },
    ],
    ["no state at all", { id: "id", enabled: "enabled" }, { id: 1 }, { enabled: null }],
    [
      "a state that is null where that means something",
      { id: "id", enabled: { at: "gone", on: [null], off: [true] } },
      { id: 1, gone: null },
      { enabled: true },
    ],
    [
      "a day of the last sign-in",
      { id: "id", lastSignIn: "seen" },
      { id: 1, seen: 1763451702 },
      { lastSignIn: "2025-11-18T07:41:42.000Z" },
    ],
    [
      "roles by numbers that never change",
      { id: "id", roles: [{ at: "level", names: { "1": "Owner" } }] },
      { id: 1, level: 1 },
      { roles: [{ name: "Owner", reach: "super-administrator" }] },
    ],
    [
      "roles with what they are limited to",
      { id: "id", roles: [{ at: "grants[]", name: "role.name", scope: "site" }] },
      {
        id: 1,
        grants: [
          { role: { name: "owner" }, site: "North" },
          { role: { name: "owner" }, site: "South" },
        ],
      },
      {
        roles: [
          { name: "Owner", reach: "super-administrator", scope: "North" },
          { name: "Owner", reach: "super-administrator", scope: "South" },
        ],
      },
    ],
    [
      "roles that are limited together, by what the whole item says",
      { id: "id", roles: [{ at: "grants", name: "role", scope: { item: "app.name" } }] },
      { id: 1, app: { name: "wiki" }, grants: [{ role: "owner", app: { name: "other" } }, { role: "guest" }] },
      {
        roles: [
          { name: "Owner", reach: "super-administrator", scope: "wiki" },
          { name: "guest", reach: "unknown", scope: "wiki" },
        ],
      },
    ],
    [
      "roles that say themselves what they can do",
      { id: "id", roles: [{ at: "role", name: "name", reach: [{ at: "all", of: { true: "super-administrator" } }] }] },
      { id: 1, role: { name: "Boss", all: true } },
      { roles: [{ name: "Boss", reach: "super-administrator" }] },
    ],
    [
      "a state that is a number where words were documented",
      { id: "id", enabled: { at: "state", on: ["Active"], off: ["Gone"] } },
      { id: 1, state: 1 },
      { enabled: null },
    ],
    [
      "an empty role, which is none",
      { id: "id", roles: [{ at: "role" }, { role: "Member" }] },
      { id: 1, role: " " },
      {
        roles: [{ name: "Member", reach: "unknown" }],
      },
    ],
    [
      "a flag, and the role that everybody has",
      { id: "id", roles: [{ role: "Owner", when: { at: "isAdmin", is: [true, 1] } }, { role: "Member" }] },
      { id: 1, isAdmin: 1 },
      {
        roles: [
          { name: "Member", reach: "unknown" },
          { name: "Owner", reach: "super-administrator" },
        ],
      },
    ],
  ])("%s", async (_, people, item, expected) => {
    expect(await one(people, item)).toMatchObject([expected]);
  });

  test("of several people is said of each", async () => {
    const people = await one(
      { id: "", kind: "group", roles: [{ parent: "role" }] },
      { role: "Owner", ids: ["b", "a"] },
      { each: ["ids[]"] },
    );
    expect(people.map(({ id, kind, roles }) => [id, kind, roles[0]?.name])).toEqual([
      ["a", "group", "Owner"],
      ["b", "group", "Owner"],
    ]);
  });

  test("counts only where the conditions hold", async () => {
    const only = [{ at: "type", is: ["ADMIN"] }];
    expect(await one({ id: "id" }, { id: 1, type: "END_USER" }, { only })).toEqual([]);
    expect(await one({ id: "id" }, { id: 1, type: "ADMIN" }, { only })).toHaveLength(1);
  });

  test.each([
    [{}, 1],
    [{ type: "something new" }, 1],
    [{ type: "GROUP" }, 0],
  ])("counts %j unless it is said not to", async (item, count) => {
    expect(await one({ id: "id" }, { id: 1, ...item }, { only: [{ at: "type", isNot: ["group"] }] })).toHaveLength(
      count,
    );
  });

  test.each([
    [{}, 1],
    [{ gone: null }, 1],
    [{ gone: "2026-01-01" }, 0],
  ])("counts %j, where nothing may be said", async (item, count) => {
    expect(await one({ id: "id" }, { id: 1, ...item }, { only: [{ at: "gone", is: [null] }] })).toHaveLength(count);
  });

  test("that can be read in two ways is left out, and that is said", async () => {
    const people = { id: "id", lastSignIn: "seen" };
    const { roster } = await read(apiOf([{ ...users, people }]), {
      "/api/users": { users: [{ id: 1, seen: "03/04/2026" }] },
    });
    expect(roster.notes).toEqual([
      "Times of the last sign-in (seen) are written in a way that can be read differently; they are left out.",
    ]);
    expect(roster.people).toStrictEqual([{ id: "1", kind: "person", enabled: null, roles: [] }]);
    expect(roster.showsRoles).toBe(false);
  });

  test("is looked up under the first item that has the key", async () => {
    const lookup = { request: "roles", key: "id", value: "name" };
    const { roster } = await read(
      apiOf([
        { name: "roles", path: "/roles", paging: { kind: "none" }, items: "", source: users.source },
        { ...users, people: { id: "id", roles: [{ at: "role", lookup }] } },
      ]),
      {
        "/api/roles": [[{ name: "Nobody" }, { id: 7, name: "Owner" }, { id: 7, name: "Desk" }]],
        "/api/users": { users: [{ id: 1, role: 7 }] },
      },
    );
    expect(roster.people[0]?.roles.map(({ name }) => name)).toEqual(["Owner"]);
  });

  test("is of two where a group has the name of an account", async () => {
    const groups: RosterRequest = { ...users, name: "groups", path: "/groups", people: { id: "id", kind: "group" } };
    const { roster } = await read(apiOf([users, groups]), {
      "/api/users": { users: [user(1)] },
      "/api/groups": { users: [user(1)] },
    });
    expect(roster.people.map(({ id, kind }) => `${kind} ${id}`)).toEqual(["group 1", "person 1"]);
  });

  test("is put together by its id, whoever says it", async () => {
    const roles: RosterRequest = {
      ...users,
      name: "grants",
      path: "/grants",
      items: "grants",
      people: { id: "user", roles: [{ at: "role" }] },
    };
    const { roster } = await read(apiOf([{ ...users, people: { id: "id", name: "name" } }, roles]), {
      "/api/users": { users: [user(1)] },
      "/api/grants": {
        grants: [
          { user: 1, role: "Owner" },
          { user: 1, role: "Owner" },
          { user: 9, role: "Desk" },
        ],
      },
    });
    expect(roster.showsRoles).toBe(true);
    expect(roster.people).toStrictEqual([
      {
        id: "1",
        kind: "person",
        name: "Person 1",
        enabled: null,
        roles: [{ name: "Owner", reach: "super-administrator" }],
      },
      { id: "9", kind: "person", enabled: null, roles: [{ name: "Desk", reach: "unknown" }] },
    ]);
  });
});
