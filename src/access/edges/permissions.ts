/** Application permissions, and which of them are tier 0. */

import type { EdgeContext } from "../graph.ts";
import { permissionHoldings } from "../holdings.ts";

export function permissionEdges(context: EdgeContext): void {
  const made = new Set<string>();
  for (const holding of permissionHoldings(context.directory)) {
    const { resourceAppId, resourceName, appRoleId, name, judgement } = holding;
    const id = `permission:${resourceAppId}/${appRoleId}`;
    const node = context.other("permission", id, `permission ${name} on ${resourceName}`);
    if (!made.has(id) && judgement.equivalent !== "none") {
      made.add(id);
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
      ...(holding.since !== undefined && { since: holding.since }),
    });
  }
}
