/**
 * Ids that a plan made offline writes for what does not exist yet beyond the objects themselves (plan/computed-outputs.ts,
 * plan/lookups.ts): client ids, directory roles, and lookups of objects that the same plan makes.
 */

import { entraRoles } from "../../catalogue/entra-roles.ts";
import { placeholderId } from "../../plan/placeholder-id.ts";
import type { Plan, PlannedLookup, PlannedResource } from "../../plan/plan.ts";
import { asText } from "../entity.ts";
import { invitedMail } from "../graph/users.ts";
import type { Inputs } from "./inputs.ts";
import { functionName } from "./lookups.ts";
import { idsIn } from "./references.ts";

/** Stands for the client id of an application that the resource with that URN will make. */
export function clientIdStandIn(urn: string): string {
  return placeholderId(`${urn}#clientId`);
}

/**
 * The resource of the plan that a lookup finds once it exists: `getServicePrincipal({ clientId: application.clientId })`, or
 * `getUser({ userPrincipalName })` of a user that the plan declares under that name.
 */
export function lookedUpInPlan(plan: Plan, lookup: PlannedLookup): PlannedResource | undefined {
  if (lookup.asked["output"] !== undefined) return undefined;
  const asked = new Set(idsIn(lookup.asked));
  const wanted = functionName(lookup.token).replace(/^get/, "").toLowerCase();
  const isWanted = ({ type }: PlannedResource) =>
    madeBy(type).some((made) => wanted === "directoryobject" || made === wanted || `${made}s` === wanted);
  return plan.resources.find(
    (resource) =>
      isWanted(resource) &&
      (asked.has(resource.id.toLowerCase()) ||
        asked.has(clientIdStandIn(resource.urn)) ||
        asked.has(asText(resource.inputs["clientId"])?.toLowerCase() ?? "") ||
        answersTo(plan, resource, lookup.asked)),
  );
}

/** What a resource of that type is called when it is looked up, lower case. */
function madeBy(type: string): readonly string[] {
  const name = type.slice(type.lastIndexOf(":") + 1).toLowerCase();
  return aliases[name] ?? [name];
}

const aliases: Readonly<Record<string, readonly string[]>> = {
  invitation: ["user"],
  groupwithoutmembers: ["group"],
  applicationregistration: ["application"],
};

/** Properties that lookups go by and programs set. Object and client ids are compared apart. */
const names = ["userPrincipalName", "mail", "mailNickname", "employeeId", "displayName"];

function answersTo(plan: Plan, resource: PlannedResource, asked: Inputs): boolean {
  const same = (one: unknown, other: unknown) =>
    asText(one) !== undefined && asText(one)?.toLowerCase() === asText(other)?.toLowerCase();
  const inputs = nameSource(plan, resource).inputs;
  if (names.some((name) => same(asked[name], inputs[name]))) return true;
  const invited = inputs["userEmailAddress"];
  return (
    invited !== undefined &&
    (same(asked["mail"], invited) || same(invitedMail(asText(asked["userPrincipalName"]) ?? ""), invited))
  );
}

/** A service principal is called what its application is called. */
function nameSource(plan: Plan, resource: PlannedResource): PlannedResource {
  const clientId = asText(resource.inputs["clientId"])?.toLowerCase();
  if (clientId === undefined) return resource;
  return plan.resources.find(({ urn }) => clientIdStandIn(urn) === clientId) ?? resource;
}

let standIns: ReadonlyMap<string, string> | undefined;

/** Stand-in for an activated directory role → its template. */
export function roleStandIns(): ReadonlyMap<string, string> {
  standIns ??= new Map(
    [...entraRoles.keys()].map((template) => [placeholderId(`directoryRole ${template}`), template]),
  );
  return standIns;
}
