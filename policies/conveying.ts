/** Which groups and applications convey access: being in them, or owning them, is holding something. */

import type { Membership } from "../src/access/directory.ts";
import type { AccessNode } from "../src/access/graph.ts";
import { oncePer } from "../src/access/once.ts";
import { type Reach, reachTo } from "../src/access/search.ts";
import { systemApplications } from "../src/access/system-applications.ts";
import { entraRoles } from "../src/catalogue/entra-roles.ts";
import { agreedGroup } from "./entitled.ts";
import type { RuleContext } from "./rule.ts";

/** True for an object from which a role, a permission or a group that exists to convey one is reached, by whatever condition. */
export function conveysAccess(context: RuleContext, objectId: string): boolean {
  const id = context.attribution.directory.canonical(objectId);
  if (isForAccess(context, id)) return true;
  const node = context.graph.node(id);
  return node !== undefined && reachOfAccess(context).condition(node) !== undefined;
}

/** Nodes that reach a role or permission, or a role in Azure that matters. */
const reachOfAccess = oncePer((context: RuleContext): Reach => {
  const inAzure = new Set(
    context.records
      .filter(({ kind, tier }) => kind === "azure-role" && tier === 0)
      .map(({ principal }) => principal.id),
  );
  const isAccess = (node: AccessNode) =>
    node.kind === "role" || node.kind === "permission" || inAzure.has(node.id) || isForAccess(context, node.id);
  return reachTo(context.graph, context.graph.nodes.filter(isAccess));
});

/**
 * A group that conveys access though nobody sees what it holds: it is role-assignable, the matrix's team, or one that is only
 * looked up and that people have to activate or that is called after a role. Whoever approves activations holds something too, and so
 * does whoever is assigned to the application of a system that the matrix names, or has that application: it says who people are.
 */
function isForAccess(context: RuleContext, id: string): boolean {
  const { directory } = context.attribution;
  const object = directory.object(id);
  if (context.activation.approvers.has(id)) return true;
  if (systemApplications(context.attribution).has(id)) return true;
  if (object?.kind !== "group") return false;
  if (object.value.isAssignableToRole === true || agreedGroup(context, id) !== undefined) return true;
  if (assignedToSystems(context).has(id)) return true;
  if (!isUnseen(context, id)) return false;
  return isNamedAfterRole(object.value.displayName ?? "") || directory.membershipsOf(id).some(isEligible);
}

/** Groups that are assigned to the application of a system that the matrix names. */
const assignedToSystems = oncePer(
  (context: RuleContext): ReadonlySet<string> =>
    new Set(
      context.entitlements.systemSignIns.length === 0
        ? []
        : context.records.filter(({ kind }) => kind === "application-role").map(({ principal }) => principal.id),
    ),
);

/** True for a group that the program only looks up: what it holds is not in sight. */
export function isUnseen(context: RuleContext, groupId: string): boolean {
  return context.materialised?.assumed.has(groupId) === true;
}

function isEligible({ held }: Membership): boolean {
  return held === "eligible";
}

/** Groups are called after the role they hold: `SG-Global-Admins`, `Exchange Administrators`. */
function isNamedAfterRole(displayName: string): boolean {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, "")
      .replaceAll("administrator", "admin");
  const name = plain(displayName);
  return [...entraRoles.values()].some(
    (role) => role.name.endsWith("Administrator") && name.includes(plain(role.name)),
  );
}
