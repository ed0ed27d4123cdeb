/** What a role can do, as the catalogue knows it. */

import type { NamedSystem } from "../catalogue/systems/system.ts";
import { vendorRole } from "../matrix/systems.ts";
import type { HeldRole } from "./roster.ts";

/**
 * Tells the reach of a role from its name, and the vendor's own name for it. Roles that customers make have none that is known.
 * @param system undefined for one that is not in the catalogue
 */
export function roleOf(system: Pick<NamedSystem, "roles"> | undefined, name: string): HeldRole {
  const found = vendorRole(system, name);
  return found === undefined ? { name, reach: "unknown" } : { name: found.name, reach: found.reach };
}

/** Somebody administers every system: where nobody has a role, what shows the roles was not understood. */
export const nobodyHasRole =
  "Nobody has any role: where roles are written was not found, or the export leaves them out.";

/** Whoever let it be asked has an account there. */
export const nobodyIsThere = "Nobody is listed, not even whoever the token belongs to: it is not allowed to see them.";
