/**
 * Reachability on the access graph. The best way is the one whose hardest step is easiest, then the shortest. Linear in the
 * graph's edges (see `edge-list.ts`).
 */

import type { StepCondition } from "../finding.ts";
import { conditionOrder, rankOf } from "./condition.ts";
import { type Adjacency, adjacencyOf, type Direction, type EdgeList, searchEdges, unreached } from "./edge-list.ts";
import type { AccessEdge, AccessGraph, AccessNode } from "./graph.ts";

/** What a search found. */
export interface Reach {
  /** The hardest step of the best way between the node and the search's origin; undefined when there is none. */
  condition(node: AccessNode): StepCondition | undefined;
  /**
   * The best way, in the direction of the edges; empty for an origin itself, undefined when there is none. With a limit the
   * shortest way on which no step is harder than that: for when the rest of a way asks for as much anyhow.
   */
  path(node: AccessNode, limit?: StepCondition): readonly AccessEdge[] | undefined;
}

export interface SearchOptions {
  /** Only edges for which this is true are taken. */
  readonly admits?: (edge: AccessEdge) => boolean;
  /** The search reaches such nodes, and does not go on from them. */
  readonly stopsAt?: (node: AccessNode) => boolean;
}

/** Which nodes reach one of `targets`, and how. */
export function reachTo(graph: AccessGraph, targets: Iterable<AccessNode>, options: SearchOptions = {}): Reach {
  return search(graph, targets, "backward", options);
}

/**
 * Which nodes reach a target, and how. Of ways that ask for the same, those whose every step is in sight come before those that end
 * with "can be turned into": that step stands for whatever a role makes possible, and is shorter only for that.
 */
export function waysTo(graph: AccessGraph, target: AccessNode, options: SearchOptions = {}): Reach {
  const { admits, stopsAt } = options;
  const all = reachTo(graph, [target], options);
  const inSight = reachTo(graph, [target], {
    ...(stopsAt && { stopsAt }),
    admits: (edge) => edge.kind !== "can-reach-tier-zero" && admits?.(edge) !== false,
  });
  return {
    condition: all.condition,
    path: (node, limit = all.condition(node)) => inSight.path(node, limit) ?? all.path(node, limit),
  };
}

/** Which nodes are reached from one of `starts`, and how. */
export function reachFrom(graph: AccessGraph, starts: Iterable<AccessNode>, options: SearchOptions = {}): Reach {
  return search(graph, starts, "forward", options);
}

/** The best way from each node that `from` accepts to `target`, in the order of the graph's nodes. */
export function shortestPaths(
  graph: AccessGraph,
  from: (node: AccessNode) => boolean,
  target: AccessNode = graph.tierZero,
): { readonly from: AccessNode; readonly condition: StepCondition; readonly path: readonly AccessEdge[] }[] {
  const reach = reachTo(graph, [target]);
  return graph.nodes.flatMap((node) => {
    if (node === target || !from(node)) return [];
    const condition = reach.condition(node);
    return condition === undefined ? [] : [{ from: node, condition, path: reach.path(node) ?? [] }];
  });
}

/** A graph's edges as numbers, and its adjacency as far as it was asked for. */
interface Numbers {
  readonly list: EdgeList;
  readonly adjacency: Map<Direction, Adjacency>;
}

/** Graphs are searched many times and never change. */
const numbered = new WeakMap<AccessGraph, Numbers>();

function numbersOf(graph: AccessGraph): Numbers {
  const known = numbered.get(graph);
  if (known) return known;
  const { edges, nodes } = graph;
  const list = {
    nodeCount: nodes.length,
    from: Int32Array.from(edges, (edge) => edge.from.index),
    to: Int32Array.from(edges, (edge) => edge.to.index),
    rank: Uint8Array.from(edges, (edge) => rankOf(edge.condition)),
  };
  const made = { list, adjacency: new Map<Direction, Adjacency>() };
  numbered.set(graph, made);
  return made;
}

function search(
  graph: AccessGraph,
  origins: Iterable<AccessNode>,
  direction: Direction,
  { admits, stopsAt }: SearchOptions,
): Reach {
  const { list, adjacency } = numbersOf(graph);
  const ordered = adjacency.get(direction) ?? adjacencyOf(list, direction);
  adjacency.set(direction, ordered);
  const { edges, nodes } = graph;
  const starts = Array.from(origins, ({ index }) => index);
  const options = {
    ...(admits && { admits: (index: number) => ofIndex(edges, index, admits) }),
    ...(stopsAt && { stopsAt: (index: number) => ofIndex(nodes, index, stopsAt) }),
  };
  const { level, ways } = searchEdges(list, starts, direction, options, ordered);
  return {
    condition: (node) => conditionOrder[level[node.index] ?? unreached],
    path(node, limit) {
      const own = level[node.index] ?? unreached;
      const most = limit === undefined ? own : rankOf(limit);
      if (own === unreached || own > most) return undefined;
      const way = ways.get(Math.max(...[...ways.keys()].filter((rank) => rank <= most)));
      if (!way) return undefined;
      const path: AccessEdge[] = [];
      for (let at = node; ; ) {
        const edge = edges[way[at.index] ?? unreached];
        if (!edge) break;
        path.push(edge);
        at = direction === "forward" ? edge.from : edge.to;
      }
      return direction === "forward" ? path.reverse() : path;
    },
  };
}

function ofIndex<T>(list: readonly T[], index: number, holds: (item: T) => boolean): boolean {
  const item = list[index];
  return item !== undefined && holds(item);
}
