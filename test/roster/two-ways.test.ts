/** Where documents and services differ, or documents among each other: both ways are read, and what is neither is said. */

import { describe, expect, test } from "vitest";
import type { RosterRequest } from "../../src/catalogue/systems/roster-api.ts";
import { apiOf, idsOf, read, user, users } from "./reading.ts";

describe("answers that are documented in two ways", () => {
  test.each<[string, unknown, readonly string[]]>([
    ["under a name", { users: [user(1)] }, ["1"]],
    ["bare", [user(1)], ["1"]],
    ["under a name, and empty", { users: [] }, []],
  ])("%s", async (_, reply, ids) => {
    expect(idsOf(await read(apiOf([{ ...users, items: ["users", ""] }]), { "/api/users": [reply] }))).toEqual(ids);
  });

  const grants: RosterRequest = {
    ...users,
    items: "grants",
    each: ["who[]", "one"],
    people: { id: "", roles: [{ parent: "role" }] },
  };

  test.each<[string, object, readonly string[], readonly string[]]>([
    ["several", { who: ["a", "b"], role: "Owner" }, ["a", "b"], []],
    ["one", { one: "a", role: "Owner" }, ["a"], []],
    ["nobody, in a list that is empty", { who: [], role: "Owner" }, [], ["Nobody is listed"]],
    ["nobody, in no list", { whom: ["a"], role: "Owner" }, [], ["An item names nobody in who[] or one."]],
    ["nobody, in null", { who: null, role: "Owner" }, [], ["An item names nobody in who[] or one."]],
  ])("who is meant: %s", async (_, item, ids, why) => {
    const { roster } = await read(apiOf([grants]), { "/api/users": { grants: [item] } });
    expect(roster.people.map(({ id }) => id)).toEqual(ids);
    expect(roster.unread.map((each) => each.why.slice(0, (why[0] ?? "").length))).toEqual(why);
  });

  test.each<[string, unknown, string]>([
    ["a type that the vendor has, whatever its label", { type: "OWNER_ROLE", label: "The owner" }, "Owner"],
    ["a type that says nothing", { type: "CUSTOM", label: "Desk" }, "Desk"],
    ["no type", { label: "Desk" }, "Desk"],
    ["a type and no label", { type: "CUSTOM" }, "CUSTOM"],
  ])("a role with %s", async (_, role, name) => {
    const roles = [{ at: "role", name: "type", otherwise: "label" }];
    const { roster } = await read(apiOf([{ ...users, people: { id: "id", roles } }]), {
      "/api/users": { users: [{ id: 1, role }] },
    });
    expect(roster.people.map((each) => each.roles.map((held) => held.name))).toEqual([[name]]);
  });

  test.each<[object, string]>([
    [{ id: 1, mail: "a@x.example", other: "b@x.example" }, "a@x.example"],
    [{ id: 1, mail: "", other: "b@x.example" }, "b@x.example"],
    [{ id: 1, other: "b@x.example" }, "b@x.example"],
  ])("an address in %j", async (item, email) => {
    const people = { id: "id", email: { at: "mail", otherwise: "other" } };
    const { roster } = await read(apiOf([{ ...users, people }]), { "/api/users": { users: [item] } });
    expect(roster.people.map((each) => each.email)).toEqual([email]);
  });

  test.each<[unknown, boolean | null]>([
    ["true", true],
    ["False", false],
    [true, true],
    ["yes", null],
  ])("a state that is %j", async (on, enabled) => {
    const { roster } = await read(apiOf([{ ...users, people: { id: "id", enabled: "on" } }]), {
      "/api/users": { users: [{ id: 1, on }] },
    });
    expect(roster.people.map((each) => each.enabled)).toEqual([enabled]);
  });

  test.each<[object, string]>([
    [{ all: false, roles: true }, "super-administrator"],
    [{ all: "true" }, "super-administrator"],
    [{ all: false, roles: false }, "unknown"],
  ])("what a role of %j can do", async (rights, reach) => {
    const of = { true: "super-administrator" } as const;
    const roles = [
      {
        at: "role",
        name: "name",
        reach: [
          { at: "all", of },
          { at: "roles", of },
        ],
      },
    ];
    const { roster } = await read(apiOf([{ ...users, people: { id: "id", roles } }]), {
      "/api/users": { users: [{ id: 1, role: { name: "Desk", ...rights } }] },
    });
    expect(roster.people.map((each) => each.roles)).toEqual([[{ name: "Desk", reach }]]);
  });

  test("a role that is written down as none is none", async () => {
    const roles = [{ at: "role", name: "name" }];
    const { roster } = await read(apiOf([{ ...users, people: { id: "id", roles } }]), {
      "/api/users": {
        users: [
          { id: 1, role: { name: "Owner" } },
          { id: 2, role: { name: "" } },
          { id: 3, role: { name: null } },
        ],
      },
    });
    expect(roster.unread).toEqual([]);
    expect(roster.people.map((each) => each.roles.length)).toEqual([1, 0, 0]);
  });
});
