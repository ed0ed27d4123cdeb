/** Ways to tier 0 as short text, and the people whom edges are tried on. */

import type { EdgeKind } from "../../../src/access/edge-kinds.ts";
import { buildGraph } from "../../../src/access/graph.ts";
import { reachTo } from "../../../src/access/search.ts";
import { TenantBuilder } from "../../support/tenant-builder.ts";

export const admin = "Global Administrator";
export const equal = "equals-global-administrator";

/** Dana and Tomasz of Tideway, Miriam and Nora of the internal side, the approvers' group. */
export function people(): TenantBuilder {
  const tenant = new TenantBuilder();
  tenant.guest("dana.reyes@tideway.example", "Dana Reyes");
  tenant.guest("tomasz.wilk@tideway.example", "Tomasz Wilk");
  tenant.user("miriam.okafor@harbourdental.example", { displayName: "Miriam Okafor" });
  tenant.user("nora@harbourdental.example", { displayName: "Nora Finch" });
  tenant.group("approvers", { members: ["miriam.okafor"], isAssignableToRole: true });
  return tenant;
}

/**
 * The best way of one principal to tier 0, `edge (condition)` by step; what the catalogue says of roles and permissions (`can be
 * turned into`) is left out, so that a way is one that the tenant shows.
 */
export function shownWay(tenant: TenantBuilder, from: string): string | undefined {
  const graph = buildGraph(tenant.attribution());
  const node = graph.node(from);
  const reach = reachTo(graph, [graph.tierZero], { admits: ({ kind }) => kind !== "can-reach-tier-zero" });
  return (node && reach.path(node))
    ?.map(({ kind, condition }) => (condition === "standing" ? kind : `${kind} (${condition})`))
    .join(" > ");
}

/**
 * Edges of some kinds as text: `from kind to`, the condition when it asks for something, what makes the edge in brackets, and why.
 */
export function edgesOf(tenant: TenantBuilder, ...kinds: readonly EdgeKind[]): string[] {
  return buildGraph(tenant.attribution())
    .edges.filter(({ kind }) => kinds.includes(kind))
    .map(({ from, to, kind, condition, objectKeys, reason }) => {
      const asked = condition === "standing" ? "" : ` (${condition})`;
      const made = objectKeys.length === 0 ? "" : ` [${objectKeys.join(", ")}]`;
      return `${from.id} ${kind} ${to.id}${asked}${made}${reason === undefined ? "" : `: ${reason}`}`;
    });
}
