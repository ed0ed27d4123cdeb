/** Every system that has an API, asked as its vendor's documents say that it answers: whoever is there is read, and as what. */

import { describe, expect, test } from "vitest";
import { systemById, systems } from "../../src/catalogue/systems/index.ts";
import { secretVariable } from "../../src/roster/connection.ts";
import { readRosterApi } from "../../src/roster/read-api.ts";
import { type Held, held, serve, type Vendor } from "./vendor-server.ts";
import { ofClients } from "./vendors-of-clients.ts";
import { ofProtection } from "./vendors-of-protection.ts";
import { ofProviders } from "./vendors-of-providers.ts";

const vendors = [...ofClients, ...ofProviders, ...ofProtection];

async function rosterOf(vendor: Vendor, people: readonly Held[], secrets = vendor.secrets) {
  const system = systemById(vendor.id);
  if (system?.roster.api?.documented !== true) throw new Error(`${vendor.id} has no API`);
  return readRosterApi(system, system.roster.api, {
    connection: vendor.connection ?? {},
    environment: Object.fromEntries(
      Object.entries(secrets).map(([name, value]) => [secretVariable(vendor.id, name), value]),
    ),
    now: "2026-11-22T08:00:00Z",
    fetch: serve(vendor, people),
    sleep: async () => undefined,
  });
}

const rolesOf = ({ shows }: Vendor, isTop: boolean) => (isTop ? shows.top : (shows.other ?? ""));

function namesOf({ shows }: Vendor, person: Held) {
  const { email } = person;
  if (shows.names === "nothing") return {};
  if (shows.names === "addresses only") return { email };
  return shows.names === "the id" ? { name: shows.id(person) } : { name: `${person.first} ${person.last}`, email };
}

describe.each(vendors)("$id", (vendor) => {
  const { shows } = vendor;

  test.each([1, 2, 4, 5])("gives all %d", async (count) => {
    const people = held(count);
    const { unread, people: read } = await rosterOf(vendor, people);
    expect(unread).toEqual([]);
    const found = read.filter(({ kind }) => kind === (shows.kind ?? "person"));
    const sorted = <T>(each: readonly T[]) => each.map((one) => JSON.stringify(one)).toSorted();
    expect(
      sorted(
        found.map(({ id, name, email, enabled, lastSignIn, roles }) => ({
          id,
          name,
          email,
          enabled,
          lastSignIn: lastSignIn ?? null,
          roles: roles.map(({ name }) => name).join(),
        })),
      ),
    ).toEqual(
      sorted(
        people.map((person) => ({
          id: shows.id(person),
          ...namesOf(vendor, person),
          enabled: shows.states === true ? !person.isOff : null,
          lastSignIn: shows.signIns === true ? person.seen : null,
          roles: rolesOf(vendor, person.isTop),
        })),
      ),
    );
    const tops = read.filter(({ roles }) => roles.some(({ reach }) => reach === "super-administrator"));
    expect(tops).toHaveLength(shows.top === "" ? 0 : people.filter(({ isTop }) => isTop).length);
  });

  test("gives nobody to a stranger, and says so", async () => {
    const wrong = Object.fromEntries(Object.keys(vendor.secrets).map((name) => [name, "wrong-secret"]));
    const { complete, unread, people } = await rosterOf(vendor, held(3), wrong);
    expect([complete, people]).toEqual([false, []]);
    expect(JSON.stringify(unread)).not.toContain("wrong-secret");
  });
});

test("no system is missing", () => {
  const asked = new Set(vendors.map(({ id }) => id));
  const withApi = systems.filter(({ roster }) => roster.api?.documented === true).map(({ id }) => id);
  expect(withApi.filter((id) => !asked.has(id))).toEqual([]);
});
