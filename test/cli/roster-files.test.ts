/** Rosters that are given as files: whoever writes one by hand is not believed about what can be known. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it, test } from "vitest";
import { readSystemRosters } from "../../src/cli/roster-files.ts";
import type { RosterAccount } from "../../src/roster/roster.ts";
import { temporaryFolder } from "../support/demarc.ts";
import { harbourWith } from "../support/matrices.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const loaded = harbourWith(["systems: [ninjaone]", "systems: [ninjaone, tactical-rmm]"]);

function given(system: string, roles: RosterAccount["roles"], more: object = {}) {
  const file = join(folder.path, "roster.json");
  const roster = {
    format: "demarc-roster/1",
    system,
    collectedAt: "2026-11-21T00:00:00Z",
    source: { kind: "api", address: "https://system.example" },
    complete: true,
    unread: [],
    notes: [],
    showsRoles: true,
    people: [{ id: "1", kind: "person", enabled: true, roles }],
    ...more,
  };
  writeFileSync(file, JSON.stringify(roster));
  return readSystemRosters([file], loaded).find((each) => each.system === system);
}

describe("what a role can do", () => {
  it.each([
    ["is the catalogue's", "ninjaone", "System Administrator", "member", "super-administrator"],
    ["also in another spelling", "ninjaone", "system_administrator", "read-only", "super-administrator"],
    ["of one that customers made is unknown", "ninjaone", "Night desk", "member", "unknown"],
    [
      "is believed where the system's API says it",
      "tactical-rmm",
      "Night desk",
      "super-administrator",
      "super-administrator",
    ],
  ] as const)("%s", (_, system, name, reach, expected) => {
    expect(given(system, [{ name, reach }])?.people[0]?.roles.map((role) => role.reach)).toEqual([expected]);
  });
});

test("a roster that says what it could not read is not whole, whatever else it says", () => {
  expect(given("ninjaone", [], { unread: [{ what: "users", why: "429" }] })?.complete).toBe(false);
});

test("a roster of nobody is not whole: somebody administers every system", () => {
  expect(given("ninjaone", [], { people: [] })).toMatchObject({
    complete: false,
    unread: [{ what: "people", why: "Nobody is listed, not even whoever administers it." }],
  });
});

test.each([
  ["no time at all", "yesterday", "is no point in time"],
  ["a time to come", "2999-01-01T00:00:00Z", "which is still to come"],
])("is refused with %s", (_, collectedAt, message) => {
  expect(() => given("ninjaone", [], { collectedAt })).toThrow(message);
});
