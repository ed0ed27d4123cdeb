/** Harbour with an agreement on its systems, and rosters to compare it with. */

import { accountHolders } from "../../src/access/account-holder.ts";
import { attribute } from "../../src/access/attribution.ts";
import { systemAccess } from "../../src/access/system-accounts.ts";
import { systemById } from "../../src/catalogue/systems/index.ts";
import { compareSystems, type SystemComparison, type SystemsInput } from "../../src/review/systems/compare.ts";
import type { RosterAccount, SystemRosterDocument } from "../../src/roster/roster.ts";
import { entitled, harbourWith } from "../support/matrices.ts";
import { TenantBuilder, today } from "../support/tenant-builder.ts";

const end = "review:\n  cadence: quarterly";

/** Harbour with a section on systems. */
export function agreed(section: string, ...replacements: readonly (readonly [string, string])[]) {
  const key = JSON.stringify([section, replacements]);
  const world = worlds.get(key) ?? entitled(harbourWith(...replacements, [end, `systems:\n${section}\n\n${end}`]));
  worlds.set(key, world);
  return world;
}

/** Reading a matrix takes longer than all that follows. */
const worlds = new Map<string, ReturnType<typeof entitled>>();

export type Person = Partial<Omit<RosterAccount, "roles">> & {
  readonly roles?: readonly (string | RosterAccount["roles"][number])[];
};

/** A roster of a system of the catalogue (NinjaOne unless said otherwise). */
export function roster(people: readonly Person[], more: Partial<SystemRosterDocument> = {}): SystemRosterDocument {
  const system = more.system ?? "ninjaone";
  const known = systemById(system);
  return {
    format: "demarc-roster/1",
    system,
    collectedAt: `${today}T00:00:00Z`,
    source: { kind: "api", address: "https://eu.ninjarmm.com" },
    complete: true,
    unread: [],
    notes: [],
    showsRoles: true,
    people: people.map(({ roles = [], ...person }, index) => ({
      id: `${index + 1}`,
      kind: "person",
      enabled: true,
      ...person,
      roles: roles.map((role) =>
        typeof role === "string"
          ? { name: role, reach: known?.roles.find(({ name }) => name === role)?.reach ?? "unknown" }
          : role,
      ),
    })),
    ...more,
  };
}

interface Comparing {
  readonly tenant?: TenantBuilder;
  readonly replace?: readonly (readonly [string, string])[];
  readonly placeOf?: SystemsInput["placeOf"];
}

export function compared(
  section: string,
  rosters: readonly SystemRosterDocument[],
  { tenant = new TenantBuilder(), replace = [], placeOf }: Comparing = {},
): SystemComparison[] {
  const { matrix, entitlements } = agreed(section, ...replace);
  const attribution = attribute(tenant.snapshot, matrix, entitlements);
  return compareSystems({
    systems: systemAccess(attribution, rosters),
    holderOf: accountHolders(attribution).byAddress,
    partyLabel: (party) => party.kind,
    ...(placeOf && { placeOf }),
  });
}

export function titles(...given: Parameters<typeof compared>): string[] {
  return compared(...given).flatMap(({ differences }) =>
    differences.map(({ severity, title }) => `${severity}: ${title}`),
  );
}

export const dana = { name: "Dana Reyes", email: "dana.reyes@tideway.example" };
export const miriam = { name: "Miriam Okafor", email: "Miriam.Okafor@harbourdental.example" };
export const okta = { replace: [["systems: [microsoft-entra-id]", "systems: [microsoft-entra-id, okta]"]] as const };
export const ninjaIsOurs = {
  replace: [["  rmm:\n    owner: provider", "  rmm:\n    owner: internal"]] as const,
};
