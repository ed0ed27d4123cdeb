/** Directory roles: who holds or can activate which role at which scope. */

import type { EdgeContext } from "../graph.ts";
import { roleHoldings } from "../holdings.ts";
import { activationCondition } from "./activation.ts";
import { roleNode } from "./role-node.ts";

export function roleEdges(context: EdgeContext): void {
  for (const holding of roleHoldings(context.directory)) {
    // What is merely activated now shows as the eligibility it comes from.
    if (holding.held === "activated") continue;
    context.add({
      from: context.principal(holding.principal),
      to: roleNode(context, holding.role, holding.scope),
      kind: holding.held === "eligible" ? "eligible-for-role" : "holds-role",
      condition:
        holding.held === "eligible" ? activationCondition(context.policies.ofRole(holding.role.id)) : "standing",
      objectKeys: holding.objectKeys,
      since: holding.since,
      until: holding.until,
    });
  }
}
