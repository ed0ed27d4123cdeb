/** Which groups and applications convey access: being in them, or owning them, is holding something. */

import type { AccessNode } from "../src/access/graph.ts";
import { type Reach, reachTo } from "../src/access/search.ts";
import type { RuleContext } from "./rule.ts";

const remembered = new WeakMap<RuleContext, Reach>();

/**
 * True for an object from which a role or a permission is reached, by whatever condition; and for a role-assignable group,
 * which exists to hold one even where the assignment is not in sight. Whoever approves activations holds something too.
 */
export function conveysAccess(context: RuleContext, objectId: string): boolean {
  const { directory } = context.attribution;
  const object = directory.object(objectId);
  if (object?.kind === "group" && object.value.isAssignableToRole === true) return true;
  if (context.activation.approvers.has(directory.canonical(objectId))) return true;
  const node = context.graph.node(directory.canonical(objectId));
  return node !== undefined && reachOfAccess(context).condition(node) !== undefined;
}

/** Nodes that reach a role or permission. */
function reachOfAccess(context: RuleContext): Reach {
  const known = remembered.get(context);
  if (known) return known;
  const isAccess = (node: AccessNode) => node.kind === "role" || node.kind === "permission";
  const reach = reachTo(context.graph, context.graph.nodes.filter(isAccess));
  remembered.set(context, reach);
  return reach;
}
