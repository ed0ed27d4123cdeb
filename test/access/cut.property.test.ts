import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conditionOrder } from "../../src/access/condition.ts";
import { smallestCut } from "../../src/access/cut.ts";
import { type AccessEdge, type AccessGraph, type AccessNode, GraphBuilder } from "../../src/access/graph.ts";

/** Change 0 is what follows from what things are: it cannot be taken away. Changes 1 and 2 are declared. */
const changes = 7;
const declaredBy = new Map([
  ["key 1", "urn 1"],
  ["key 2", "urn 2"],
]);
const size = 7;

type Arrow = readonly [from: number, to: number, change: number, rank: number, kind: boolean];

function graphOf(arrows: readonly Arrow[]): { graph: AccessGraph; nodes: AccessNode[] } {
  const builder = new GraphBuilder(declaredBy);
  const nodes = Array.from({ length: size }, (_, index) => builder.node(`n${index}`, "principal", `n${index}`));
  for (const [from, to, change, rank, kind] of arrows) {
    const [start, end] = [nodes[from], nodes[to]];
    if (start === undefined || end === undefined || start === end) continue;
    const edge = {
      from: start,
      to: end,
      kind: kind ? ("member-of" as const) : ("holds-role" as const),
      objectKeys: change === 0 ? [] : [`key ${change}`],
    };
    builder.edge(edge, conditionOrder[rank] ?? "standing");
  }
  return { graph: builder.finish(nodes[0] ?? builder.node("n0", "principal", "n0")), nodes };
}

const keyOf = (edge: AccessEdge) => edge.declaredBy ?? edge.objectKeys[0];

/** Whether some way from a start to the target has no removed edge and, where asked, one that is declared: by trying every step. */
function isOpen(
  graph: AccessGraph,
  starts: readonly AccessNode[],
  removed: ReadonlySet<string>,
  declaredOnly: boolean,
): boolean {
  const walk = (node: AccessNode, isDeclared: boolean, seen: readonly string[]): boolean => {
    if (node === graph.tierZero) return isDeclared || !declaredOnly;
    return graph.edges.some((edge) => {
      const now = isDeclared || edge.declaredBy !== undefined;
      const state = `${edge.to.id} ${now}`;
      if (edge.from !== node || edge.condition === "internal-approval" || seen.includes(state)) return false;
      return !removed.has(keyOf(edge) ?? "") && walk(edge.to, now, [...seen, state]);
    });
  };
  return starts.some((start) => walk(start, false, []));
}

const arrows = fc.array(
  fc.tuple(fc.nat(size - 1), fc.nat(size - 1), fc.nat(changes - 1), fc.nat(conditionOrder.length - 1), fc.boolean()),
  { maxLength: 22, minLength: 6 },
);

describe("the smallest cut", () => {
  it.each([false, true])("is as small as any set of changes can be (only ways through declared edges: %s)", (only) => {
    fc.assert(
      fc.property(arrows, (some) => {
        const { graph, nodes } = graphOf(some);
        const starts = [nodes[1], nodes[2], nodes[3]].filter((node) => node !== undefined);
        const options = only ? { through: (edge: AccessEdge) => edge.declaredBy !== undefined } : {};
        const cut = smallestCut(graph, starts, graph.tierZero, options);
        const keys = [...new Set(graph.edges.map(keyOf))].filter((key) => key !== undefined);
        const all = new Set(keys);
        // Whoever gets there when everything is gone is not the cut's to stop.
        expect(cut.uncut).toEqual(starts.filter((start) => isOpen(graph, [start], all, only)));
        const others = starts.filter((start) => !cut.uncut.includes(start));
        const found = cut.changes.map(({ key }) => key);
        expect(isOpen(graph, others, new Set(found), only)).toBe(false);
        expect(cut.exact).toBe(true);
        const inTenant = (key: string) => !key.startsWith("urn");
        const cost = (set: readonly string[]) => [set.length, set.filter(inTenant).length];
        let best: number[] | undefined;
        for (let bits = 0; bits < 2 ** keys.length; bits++) {
          const set = keys.filter((_, index) => (bits >> index) % 2 === 1);
          if (isOpen(graph, others, new Set(set), only)) continue;
          const candidate = cost(set);
          if (best === undefined || compare(candidate, best) < 0) best = candidate;
        }
        expect(cost(found)).toEqual(best);
      }),
      { numRuns: 250 },
    );
  });

  const compare = (one: readonly number[], other: readonly number[]) =>
    one.map((value, index) => value - (other[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
});
