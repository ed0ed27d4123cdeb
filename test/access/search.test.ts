import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conditionOrder, rankOf } from "../../src/access/condition.ts";
import { type AccessGraph, type AccessNode, GraphBuilder } from "../../src/access/graph.ts";
import { reachFrom, reachTo, shortestPaths } from "../../src/access/search.ts";

type Arrow = readonly [from: number, to: number, rank: number];

function graphOf(size: number, arrows: readonly Arrow[]): AccessGraph {
  const builder = new GraphBuilder();
  const nodes = Array.from({ length: size }, (_, index) => builder.node(`n${index}`, "principal", `n${index}`));
  for (const [from, to, rank] of arrows) {
    const [start, end] = [nodes[from], nodes[to]];
    if (!start || !end) continue;
    builder.edge({ from: start, to: end, kind: "member-of", objectKeys: [] }, conditionOrder[rank] ?? "standing");
  }
  return builder.finish(nodes[0] ?? builder.node("n0", "principal", "n0"));
}

/** Best [rank, length] from every node to node 0, by trying every matrix power: nothing in common with the search. */
function bruteForce(size: number, arrows: readonly Arrow[]): ([number, number] | undefined)[] {
  return Array.from({ length: size }, (_, from) => {
    for (let rank = 0; rank < conditionOrder.length; rank++) {
      const distance = Array.from({ length: size }, (_, one) =>
        Array.from({ length: size }, (_, other) => (one === other ? 0 : Number.POSITIVE_INFINITY)),
      );
      for (const [start, end, cost] of arrows) {
        const row = distance[start];
        if (row && cost <= rank && start !== end) row[end] = 1;
      }
      for (let via = 0; via < size; via++) {
        for (const row of distance) {
          for (let to = 0; to < size; to++) {
            const detour = (row[via] ?? 0) + (distance[via]?.[to] ?? 0);
            if (detour < (row[to] ?? 0)) row[to] = detour;
          }
        }
      }
      const length = distance[from]?.[0] ?? Number.POSITIVE_INFINITY;
      if (length !== Number.POSITIVE_INFINITY) return [rank, length];
    }
    return undefined;
  });
}

const size = 8;
const arrows = fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1), fc.nat(conditionOrder.length - 1)), {
  maxLength: 24,
});

describe("search", () => {
  it("finds the easiest, then shortest way, as a brute-force closure does", () => {
    fc.assert(
      fc.property(arrows, (some) => {
        const graph = graphOf(size, some);
        const expected = bruteForce(size, some);
        const backward = reachTo(graph, [graph.tierZero]);
        for (const node of graph.nodes) {
          const condition = backward.condition(node);
          const path = backward.path(node);
          const found = condition === undefined ? undefined : [rankOf(condition), path?.length];
          expect(found).toEqual(expected[node.index]);
          if (path) expectPath(path, node, graph.tierZero);
          // The same question asked from the other end.
          const forward = reachFrom(graph, [node]);
          expect(forward.condition(graph.tierZero)).toBe(condition);
          expect(forward.path(graph.tierZero)?.length).toBe(path?.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  function expectPath(path: readonly { from: AccessNode; to: AccessNode }[], start: AccessNode, end: AccessNode) {
    let at = start;
    for (const { from, to } of path) {
      expect(from).toBe(at);
      at = to;
    }
    expect(at).toBe(end);
  }

  it("is deterministic", () => {
    fc.assert(
      fc.property(arrows, (some) => {
        const once = shortestPaths(graphOf(size, some), () => true);
        const again = shortestPaths(graphOf(size, some), () => true);
        const texts = (paths: typeof once) => paths.map(({ path }) => path.map(({ index }) => index).join(" "));
        expect(texts(once)).toEqual(texts(again));
      }),
      { numRuns: 50 },
    );
  });

  it("prefers three standing steps to one activation", () => {
    const graph = graphOf(4, [
      [3, 0, 1],
      [3, 2, 0],
      [2, 1, 0],
      [1, 0, 0],
    ]);
    expect(shortestPaths(graph, ({ id }) => id === "n3")[0]?.path).toHaveLength(3);
  });

  it("stops where it is told to, but not at its origin", () => {
    const graph = graphOf(3, [
      [2, 1, 0],
      [1, 0, 0],
    ]);
    const reach = reachTo(graph, [graph.tierZero], { stopsAt: ({ id }) => id === "n1" || id === "n0" });
    expect(graph.nodes.map((node) => reach.condition(node))).toEqual(["standing", "standing", undefined]);
  });

  it("takes admitted edges only", () => {
    const graph = graphOf(2, [[1, 0, 0]]);
    expect(
      reachTo(graph, [graph.tierZero], { admits: () => false }).path(graph.nodes[1] ?? graph.tierZero),
    ).toBeUndefined();
  });

  it("walks a chain of a hundred thousand principals", () => {
    const length = 100_000;
    const graph = graphOf(
      length,
      Array.from({ length: length - 1 }, (_, index): Arrow => [index + 1, index, index % 5]),
    );
    const last = graph.nodes.at(-1) ?? graph.tierZero;
    expect(reachTo(graph, [graph.tierZero]).path(last)).toHaveLength(length - 1);
  });
});
