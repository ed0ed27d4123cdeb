/** Who can give roles in Azure: Owner, and whatever equals it. */

import { azureOwnerNodeId } from "../src/access/edges/azure.ts";
import type { AccessNode } from "../src/access/graph.ts";
import { oncePer } from "../src/access/once.ts";
import type { AccessRecord } from "../src/access/record.ts";
import type { RuleContext } from "./rule.ts";

/** The node that stands for being able to give roles in Azure; absent where nobody can. */
export function azureOwner(context: RuleContext): AccessNode | undefined {
  return context.graph.node(azureOwnerNodeId);
}

/** True for a record of a role that lets its holder give roles, without an approval by the internal team. */
export function ownsAzure(context: RuleContext, { principal, objectKey }: AccessRecord): boolean {
  return holdings(context).has(`${principal.id} ${objectKey}`);
}

/** Who holds such a role by what: one Lighthouse delegation may give several principals several roles. */
const holdings = oncePer(({ graph }: RuleContext): ReadonlySet<string> => {
  const owner = graph.node(azureOwnerNodeId);
  const roles = new Set(graph.edges.filter(({ to }) => to === owner).map(({ from }) => from));
  return new Set(
    graph.edges
      .filter(({ to, condition }) => roles.has(to) && condition !== "internal-approval")
      .flatMap(({ from, objectKeys }) => objectKeys.map((key) => `${from.id} ${key}`)),
  );
});
