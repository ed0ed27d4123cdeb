/** What would be left of somebody's ways to Global Administrator without one access. */

import { conditionOrder, rankOf } from "../access/condition.ts";
import type { AccessEdge, AccessGraph } from "../access/graph.ts";
import { reachTo } from "../access/search.ts";
import type { StepCondition } from "../finding.ts";

/** `gone`: no way is left; else the hardest step of the easiest one. `objects`: keys of what is taken away. */
export type WithoutIt = (principalId: string, objects: readonly string[]) => StepCondition | "gone";

/** Only edges that lead to the goal are looked at: in a large tenant these are few. */
export function waysWithout(graph: AccessGraph): WithoutIt {
  const reach = reachTo(graph, [graph.tierZero]);
  const leading = new Map<number, AccessEdge[]>();
  for (const edge of graph.edges) {
    if (reach.condition(edge.to) === undefined) continue;
    const list = leading.get(edge.from.index);
    if (list === undefined) leading.set(edge.from.index, [edge]);
    else list.push(edge);
  }
  return (principalId, objects) => {
    const start = graph.node(principalId);
    if (start === undefined) return "gone";
    const without = new Set(objects);
    // An access that is two edges is still one access: whatever any of its keys makes goes with it.
    const isLeft = ({ objectKeys }: AccessEdge) => !objectKeys.some((key) => without.has(key));
    for (const [rank, condition] of conditionOrder.entries()) {
      const seen = new Set([start.index]);
      for (const node of seen) {
        for (const edge of leading.get(node) ?? []) {
          if (rankOf(edge.condition) > rank || !isLeft(edge)) continue;
          if (edge.to === graph.tierZero) return condition;
          seen.add(edge.to.index);
        }
      }
    }
    return "gone";
  };
}
