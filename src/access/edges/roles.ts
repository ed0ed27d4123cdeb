/** Directory roles: who holds or can activate which role at which scope, and which of them are tier 0. */

import type { RoleMeaning, ScopeMeaning } from "../directory.ts";
import type { AccessNode, EdgeContext } from "../graph.ts";
import { roleHoldings } from "../holdings.ts";
import { judgeRole } from "../judge.ts";
import { activationCondition } from "./activation.ts";

/** The node of a role at a scope, with its edge to tier 0 where it has one. */
export function roleEdges(context: EdgeContext): void {
  const made = new Set<string>();
  for (const holding of roleHoldings(context.directory)) {
    // What is merely activated now shows as the eligibility it comes from.
    if (holding.held === "activated") continue;
    const node = roleNode(context, holding.role, holding.scope);
    if (!made.has(node.id)) {
      made.add(node.id);
      judgedEdges(context, node, holding.role, holding.scope);
    }
    context.add({
      from: context.principal(holding.principal),
      to: node,
      kind: holding.held === "eligible" ? "eligible-for-role" : "holds-role",
      condition:
        holding.held === "eligible" ? activationCondition(context.policies.ofRole(holding.role.id)) : "standing",
      objectKeys: holding.objectKeys,
      ...(holding.since !== undefined && { since: holding.since }),
      ...(holding.until !== undefined && { until: holding.until }),
    });
  }
}

/** Id of the node of a role at a scope. */
export function roleNodeId(role: RoleMeaning, scope: ScopeMeaning): string {
  return `role:${role.id}@${scope.id}`;
}

function roleNode(context: EdgeContext, role: RoleMeaning, scope: ScopeMeaning): AccessNode {
  const label = scope.kind === "directory" ? role.name : `${role.name} over ${scope.label}`;
  return context.other("role", roleNodeId(role, scope), label);
}

function judgedEdges(context: EdgeContext, node: AccessNode, role: RoleMeaning, scope: ScopeMeaning): void {
  const { equivalent, reason } = judgeRole(role);
  if (equivalent === "none") return;
  const standing = { from: node, condition: "standing", objectKeys: [], reason } as const;
  if (scope.kind === "directory") {
    const kind = equivalent === "global-administrator" ? "equals-global-administrator" : "can-reach-tier-zero";
    context.add({ ...standing, to: context.tierZero, kind });
  } else if (scope.kind === "object" && context.directory.object(scope.id)) {
    context.add({ ...standing, to: context.principal(scope.id), kind: "administers" });
  }
}
