/** Who stays of a large tenant because a roster or a list of staff speaks of them. */

import { expect, it } from "vitest";
import { idsOnRosters, idsOnStaff } from "../../src/access/on-rosters.ts";
import type { SystemRosterDocument } from "../../src/roster/roster.ts";
import { TenantBuilder, today } from "../support/tenant-builder.ts";

const tenant = new TenantBuilder();
tenant.user("joel@harbourdental.example", { displayName: "Joel", proxyAddresses: ["smtp:j@harbourdental.example"] });
tenant.user("ivy@harbourdental.example", { displayName: "Ivy Lund" });
tenant.user("other@harbourdental.example", { displayName: "Other" });
tenant.guest("dana.reyes@tideway.example", "Dana Reyes", { mail: "dana.holt@tideway.example" });
tenant.group("Front desk", { mail: "Desk@harbourdental.example" });
tenant.group("Another", { mail: "another@harbourdental.example" });

const roster = (...people: readonly Partial<SystemRosterDocument["people"][number]>[]): SystemRosterDocument => ({
  format: "demarc-roster/1",
  system: "hudu",
  collectedAt: `${today}T00:00:00Z`,
  source: { kind: "api", address: "https://hudu.example" },
  complete: true,
  unread: [],
  notes: [],
  showsRoles: true,
  people: people.map((person) => ({ id: "1", kind: "person", enabled: true, roles: [], ...person })),
});

it.each<[string, Partial<SystemRosterDocument["people"][number]>, readonly string[]]>([
  ["by another address", { email: "J+hudu@harbourdental.example" }, ["joel"]],
  ["by the name, where there is no address", { name: "Lund, Ivy" }, ["ivy"]],
  ["not by the name, where there is one", { name: "Ivy Lund", email: "i@mail.example" }, []],
  ["by the address of the invitation", { email: "dana.reyes@tideway.example" }, ["dana.reyes"]],
  ["as a group", { email: "desk@harbourdental.example" }, ["Front desk"]],
  ["by its id", { id: "Another", kind: "group" }, ["Another"]],
])("on a roster: %s", (_, person, expected) => {
  expect(idsOnRosters(tenant.snapshot, [roster(person)])).toEqual(expected);
});

it("on a list of staff: by any address that was given", () => {
  const member = { provider: "tideway", addresses: ["j@harbourdental.example"] };
  expect(idsOnStaff(tenant.snapshot, new Map([["j@harbourdental.example", member]]))).toEqual(["joel"]);
  expect(idsOnStaff(tenant.snapshot, new Map())).toEqual([]);
});
