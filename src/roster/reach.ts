/** What a role can do, as the catalogue knows it. */

import { roleReaches } from "../catalogue/systems/role-reach.ts";
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

/**
 * A role of a roster that is given as a file: its reach is the catalogue's. Of a role that customers made the file is believed only where
 * the system's API says what such a role can do; of two that differ the wider one holds.
 */
export function reached(system: NamedSystem | undefined, role: HeldRole): HeldRole {
  const { name, reach } = roleOf(system, role.name);
  if (!describesReach(system)) return { ...role, name, reach };
  if (reach === "unknown" || role.reach === "unknown")
    return { ...role, name, reach: reach === "unknown" ? role.reach : reach };
  return { ...role, name, reach: roleReaches.indexOf(reach) < roleReaches.indexOf(role.reach) ? reach : role.reach };
}

function describesReach(system: NamedSystem | undefined): boolean {
  const api = system?.roster?.api;
  return (
    api?.documented === true &&
    api.requests.some(
      ({ people }) => people?.roles?.some((field) => "reach" in field && field.reach !== undefined) === true,
    )
  );
}

/** Somebody administers every system: where nobody has a role, what shows the roles was not understood. */
export const nobodyHasRole =
  "Nobody has any role: where roles are written was not found, or the export leaves them out.";

/** Whoever let it be asked has an account there. */
export const nobodyIsThere = "Nobody is listed, not even whoever the token belongs to: it is not allowed to see them.";
