/** Application permissions, and which of them are tier 0. */

import type { EdgeContext } from "../graph.ts";
import { permissionHoldings } from "../holdings.ts";
import { permissionNode } from "./permission-node.ts";

export function permissionEdges(context: EdgeContext): void {
  const made = new Set<string>();
  for (const holding of permissionHoldings(context.directory)) {
    const { judgement } = holding;
    const node = permissionNode(context, holding);
    if (!made.has(node.id) && judgement.equivalent !== "none") {
      made.add(node.id);
      context.add({
        from: node,
        to: context.tierZero,
        kind: judgement.equivalent === "global-administrator" ? "equals-global-administrator" : "can-reach-tier-zero",
        condition: "standing",
        objectKeys: [],
        reason: judgement.reason,
      });
    }
    context.add({
      from: context.principal(holding.principal),
      to: node,
      kind: "has-app-role",
      condition: "standing",
      objectKeys: [holding.objectKey],
      since: holding.since,
    });
  }
}
