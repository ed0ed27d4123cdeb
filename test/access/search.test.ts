import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conditionOrder, rankOf } from "../../src/access/condition.ts";
import type { EdgeKind } from "../../src/access/edge-kinds.ts";
import { edgeListOf, searchEdges } from "../../src/access/edge-list.ts";
import { type AccessEdge, type AccessGraph, type AccessNode, GraphBuilder } from "../../src/access/graph.ts";
import { reachFrom, reachTo, shortestPaths, waysTo } from "../../src/access/search.ts";
import type { StepCondition } from "../../src/finding.ts";

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
          const onward = forward.path(graph.tierZero);
          expect(onward?.length).toBe(path?.length);
          if (onward) expectPath(onward, node, graph.tierZero);
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

  it("counts an origin as reached at no cost, whatever its edges ask for", () => {
    const graph = graphOf(2, [[1, 0, 2]]);
    expect(reachTo(graph, [graph.tierZero]).condition(graph.tierZero)).toBe("standing");
    expect(reachTo(graph, [graph.tierZero]).path(graph.tierZero)).toEqual([]);
  });

  it("gives the shortest way that asks for no more than a limit", () => {
    const graph = graphOf(4, [
      [3, 2, 0],
      [2, 1, 0],
      [1, 0, 1],
      [3, 0, 2],
      [3, 1, 4],
    ]);
    const reach = reachTo(graph, [graph.tierZero]);
    const start = graph.nodes[3] ?? graph.tierZero;
    const lengths = conditionOrder.map((limit) => reach.path(start, limit)?.length);
    expect(lengths).toEqual([undefined, 3, 1, 1, 1]);
    expect(reach.path(start)?.length).toBe(3);
    expect(graphOf(2, []).nodes.map((node) => reachTo(graph, [graph.tierZero]).path(node, "standing"))).toEqual([
      [],
      undefined,
    ]);
  });

  it("names everybody with a way, but not the target", () => {
    const graph = graphOf(4, [
      [1, 0, 0],
      [2, 1, 1],
    ]);
    const found = (from: (node: AccessNode) => boolean) =>
      shortestPaths(graph, from).map(({ from: { id }, condition, path }) => [id, condition, path.length]);
    expect(found(() => true)).toEqual([
      ["n1", "standing", 1],
      ["n2", conditionOrder[1], 2],
    ]);
    expect(found(({ id }) => id === "n2" || id === "n3")).toEqual([["n2", conditionOrder[1], 2]]);
  });

  describe("ways in sight", () => {
    const builder = new GraphBuilder();
    const node = (id: string) => builder.node(id, "principal", id);
    const [target, dana, role] = [node("target"), node("dana"), node("role")];
    const [nora, tomasz, app] = [node("nora"), node("tomasz"), node("app")];
    const edge = (from: AccessNode, to: AccessNode, kind: EdgeKind, condition: StepCondition = "standing") =>
      builder.edge({ from, to, kind, objectKeys: [] }, condition);
    edge(dana, role, "holds-role");
    edge(role, target, "can-reach-tier-zero");
    edge(role, nora, "can-reset-password-of");
    edge(nora, app, "owns-application");
    edge(app, target, "equals-global-administrator");
    edge(tomasz, role, "holds-role");
    edge(tomasz, target, "eligible-for-role", "self-activation");
    const graph = builder.finish(target);
    const kinds = (path: readonly AccessEdge[] | undefined) => path?.map(({ kind }) => kind);
    const seen = ["can-reset-password-of", "owns-application", "equals-global-administrator"];

    it("come before what a role can be turned into, where they ask for no more", () => {
      const ways = waysTo(graph, target);
      expect(kinds(ways.path(dana))).toEqual(["holds-role", ...seen]);
      expect(ways.condition(dana)).toBe("standing");
      expect(kinds(ways.path(tomasz))).toEqual(["holds-role", ...seen]);
      expect(kinds(ways.path(tomasz, "self-activation"))).toEqual(["eligible-for-role"]);
    });

    it("are only those that are admitted and not stopped", () => {
      const unowned = { admits: ({ kind }: AccessEdge) => kind !== "owns-application" };
      expect(kinds(waysTo(graph, target, unowned).path(dana))).toEqual(["holds-role", "can-reach-tier-zero"]);
      expect(kinds(waysTo(graph, target, unowned).path(tomasz, "self-activation"))).toEqual(["eligible-for-role"]);
      const unseen = { admits: ({ kind }: AccessEdge) => kind !== "can-reach-tier-zero" };
      expect(kinds(waysTo(graph, target, unseen).path(dana))).toEqual(["holds-role", ...seen]);
      expect(kinds(waysTo(graph, target, { admits: () => true }).path(dana))).toEqual(["holds-role", ...seen]);
      const stopped = { stopsAt: ({ id }: AccessNode) => id === "nora" };
      expect(kinds(waysTo(graph, target, stopped).path(dana))).toEqual(["holds-role", "can-reach-tier-zero"]);
      expect(waysTo(graph, target, { stopsAt: ({ id }) => id === "role" }).path(dana)).toBeUndefined();
    });
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

describe("a graph given by names", () => {
  const next = { dana: ["helpdesk", "all"], helpdesk: ["role"], role: [], stranger: ["all"] };
  const { list, names, nodeOf } = edgeListOf(next);

  it("numbers each name once, in the order it comes up, and has an edge for each step", () => {
    expect(names).toEqual(["dana", "helpdesk", "all", "role", "stranger"]);
    expect(names.map((name) => nodeOf.get(name))).toEqual([0, 1, 2, 3, 4]);
    expect(list).toEqual({
      nodeCount: 5,
      from: Int32Array.from([0, 0, 1, 4]),
      to: Int32Array.from([1, 2, 3, 2]),
      rank: new Uint8Array(4),
    });
  });

  it("is searched like any other", () => {
    const reached = (name: string, direction: "forward" | "backward") => {
      const { level } = searchEdges(list, [nodeOf.get(name) ?? 0], direction);
      return names.filter((_, node) => level[node] === 0);
    };
    expect(reached("dana", "forward")).toEqual(["dana", "helpdesk", "all", "role"]);
    expect(reached("all", "backward")).toEqual(["dana", "all", "stranger"]);
  });
});
