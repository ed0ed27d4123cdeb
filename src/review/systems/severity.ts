/** How much it matters that somebody holds a role in a system and nobody agreed to it. */

import type { Party } from "../../access/record.ts";
import type { RoleReach } from "../../catalogue/systems/role-reach.ts";
import { type AgreedSystem, isIdentityProvider } from "../../matrix/systems.ts";
import type { ReviewSeverity } from "../schema.ts";

export type Reach = RoleReach | "unknown";

/** Whose side a holder is on, as the system sees it. */
type Side = "provider" | "owning-provider" | "internal" | "unknown";

/** Absent: no difference. A role that nobody knows may be any, and is read in the middle. */
const undeclared: Readonly<Record<Side, Partial<Record<Reach, ReviewSeverity>>>> = {
  provider: {
    "super-administrator": "high",
    administrator: "high",
    unknown: "medium",
    operator: "medium",
    "read-only": "low",
  },
  "owning-provider": { "super-administrator": "medium", administrator: "low", unknown: "low" },
  internal: { "super-administrator": "medium", administrator: "low" },
  unknown: { "super-administrator": "high", administrator: "medium", unknown: "medium", operator: "low" },
};

/** Severity of a role that was not agreed; undefined: it is none of the review's business. */
export function undeclaredRoleSeverity(
  party: Party,
  reach: Reach,
  system: Pick<AgreedSystem, "category" | "known" | "owners">,
): ReviewSeverity | undefined {
  const side = sideOf(party, system.owners);
  // Whoever is on top of the identity provider is on top of everything that signs in through it.
  if (reach === "super-administrator" && isIdentityProvider(system) && side !== "internal") return "critical";
  return undeclared[side][reach];
}

function sideOf(party: Party, owners: readonly string[]): Side {
  if (party.kind === "provider") return owners.includes(party.provider) ? "owning-provider" : "provider";
  return party.kind === "unknown" ? "unknown" : "internal";
}
