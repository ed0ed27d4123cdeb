/** A table's roster that has only the day of its file: the review says so. */

import { expect, test } from "vitest";
import { systemAccess } from "../../src/access/system-accounts.ts";
import type { SystemRosterDocument } from "../../src/roster/roster.ts";
import { harbourWith } from "../support/matrices.ts";
import { TenantBuilder, today } from "../support/tenant-builder.ts";
import { unseen } from "./observing.ts";

const { matrix } = harbourWith(["review:\n  cadence", "systems:\n  ninjaone:\n    signIn: own\n\nreview:\n  cadence"]);
const table = { kind: "csv", file: "technicians.csv", sha256: "00" } as const;

test.each<[string, SystemRosterDocument["source"], number]>([
  ["the day of its file", { ...table, dayOf: "file" }, 1],
  ["the day of its export", { ...table, dayOf: "export" }, 0],
  ["a day of which nobody said what it is", table, 0],
  ["the day on which the API was asked", { kind: "api", address: "https://eu.ninjarmm.com" }, 0],
])("%s", (_, source, count) => {
  const tenant = new TenantBuilder();
  const { attribution } = tenant.context({ matrix });
  const roster: SystemRosterDocument = {
    format: "demarc-roster/1",
    system: "ninjaone",
    collectedAt: `${today}T00:00:00Z`,
    source,
    complete: true,
    unread: [],
    notes: [],
    showsRoles: true,
    people: [{ id: "7", kind: "person", enabled: true, email: "dana.reyes@tideway.example", roles: [] }],
  };
  const said = unseen("account-without-person", tenant, { matrix, systems: systemAccess(attribution, [roster]) });
  expect(said.filter((each) => each.includes("the day of its file"))).toHaveLength(count);
});
