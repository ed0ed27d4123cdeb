/** Who can give roles in Azure: Owner, and whatever equals it. */

import { azureOwnerNodeId } from "../src/access/edges/azure.ts";
import type { AccessNode } from "../src/access/graph.ts";
import type { AccessRecord } from "../src/access/record.ts";
import type { RuleContext } from "./rule.ts";

/** The node that stands for being able to give roles in Azure; absent where nobody can. */
export function azureOwner(context: RuleContext): AccessNode | undefined {
  return context.graph.node(azureOwnerNodeId);
}

const remembered = new WeakMap<RuleContext, ReadonlySet<string>>();

/** True for a record of a role that lets its holder give roles, without an approval by the internal team. */
export function ownsAzure(context: RuleContext, { principal, objectKey }: AccessRecord): boolean {
  const known = remembered.get(context) ?? holdings(context);
  remembered.set(context, known);
  return known.has(`${principal.id} ${objectKey}`);
}

/** Who holds such a role by what: one Lighthouse delegation may give several principals several roles. */
function holdings(context: RuleContext): ReadonlySet<string> {
  const owner = azureOwner(context);
  if (owner === undefined) return new Set();
  const roles = (context.graph.incoming[owner.index] ?? []).map(({ from }) => from);
  const held = roles.flatMap((role) => context.graph.incoming[role.index] ?? []);
  return new Set(
    held
      .filter(({ condition }) => condition !== "internal-approval")
      .flatMap(({ from, objectKeys }) => objectKeys.map((key) => `${from.id} ${key}`)),
  );
}
