/**
 * Ids that a plan made offline writes for what does not exist yet beyond the objects themselves (plan/computed-outputs.ts,
 * plan/lookups.ts): client ids, directory roles, and lookups of objects that the same plan makes.
 */

import { entraRoles } from "../../catalogue/entra-roles.ts";
import { placeholderId } from "../../plan/placeholder-id.ts";
import type { Plan, PlannedLookup, PlannedResource } from "../../plan/plan.ts";
import { asText } from "../entity.ts";
import { functionName } from "./lookups.ts";
import { idsIn } from "./references.ts";

/** Stands for the client id of an application that the resource with that URN will make. */
export function clientIdStandIn(urn: string): string {
  return placeholderId(`${urn}#clientId`);
}

/** The resource of the plan that a lookup finds once it exists, e.g. `getServicePrincipal({ clientId: application.clientId })`. */
export function lookedUpInPlan(plan: Plan, lookup: PlannedLookup): PlannedResource | undefined {
  const asked = new Set(idsIn(lookup.asked));
  if (asked.size === 0) return undefined;
  const wanted = functionName(lookup.token).replace(/^get/, "").toLowerCase();
  const isWanted = ({ type }: PlannedResource) => {
    const made = type.slice(type.lastIndexOf(":") + 1).toLowerCase();
    return wanted === "directoryobject" || made === wanted || `${made}s` === wanted;
  };
  return plan.resources.find(
    (resource) =>
      isWanted(resource) &&
      (asked.has(resource.id.toLowerCase()) ||
        asked.has(clientIdStandIn(resource.urn)) ||
        asked.has(asText(resource.inputs["clientId"])?.toLowerCase() ?? "")),
  );
}

let standIns: ReadonlyMap<string, string> | undefined;

/** Stand-in for an activated directory role → its template. */
export function roleStandIns(): ReadonlyMap<string, string> {
  standIns ??= new Map(
    [...entraRoles.keys()].map((template) => [placeholderId(`directoryRole ${template}`), template]),
  );
  return standIns;
}
