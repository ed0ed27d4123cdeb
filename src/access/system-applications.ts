/** Enterprise applications through which people sign in to systems that the matrix names, found in a snapshot. */

import type { SystemEntitlement } from "../entitlements/system-access.ts";
import type { Directory } from "./directory.ts";
import { oncePer } from "./once.ts";

/** Anything that has both. */
interface Facts {
  readonly directory: Directory;
  readonly entitlements: { readonly systemSignIns: readonly SystemEntitlement[] };
}

/** The system of each service principal and of each application, by object id. */
export const systemApplications: (facts: Facts) => ReadonlyMap<string, SystemEntitlement> = oncePer(find);

function find({ directory, entitlements }: Facts): Map<string, SystemEntitlement> {
  const found = new Map<string, SystemEntitlement>();
  // Most matrices name none.
  if (entitlements.systemSignIns.length === 0) return found;
  const byName = new Map<string, SystemEntitlement>();
  const byClientId = new Map<string, SystemEntitlement>();
  for (const system of entitlements.systemSignIns) {
    const { application } = system;
    if (application.kind === "made") byName.set(application.displayName.toLowerCase(), system);
    else (application.by === "clientId" ? byClientId : byName).set(application.value.toLowerCase(), system);
  }
  const { servicePrincipals, applications } = directory.snapshot.collections;
  // Of several that have the name nobody can tell here which is meant: all of them count.
  for (const { id, appId, displayName } of [...servicePrincipals, ...applications]) {
    const system = byClientId.get(appId?.toLowerCase() ?? "") ?? byName.get(displayName?.toLowerCase() ?? "");
    if (system !== undefined) found.set(id, system);
  }
  return found;
}
