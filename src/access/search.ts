/**
 * Reachability on the access graph. The best way is the one whose hardest step is easiest, then the shortest. One breadth-first
 * pass per condition that occurs in the graph: linear in its edges.
 */

import type { StepCondition } from "../finding.ts";
import { conditionOrder, rankOf } from "./condition.ts";
import type { AccessEdge, AccessGraph, AccessNode } from "./graph.ts";

/** What a search found. */
export interface Reach {
  /** The hardest step of the best way between the node and the search's origin; undefined when there is none. */
  condition(node: AccessNode): StepCondition | undefined;
  /** The best way, in the direction of the edges; empty for an origin itself, undefined when there is none. */
  path(node: AccessNode): readonly AccessEdge[] | undefined;
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
    const path = reach.path(node);
    return condition !== undefined && path !== undefined ? [{ from: node, condition, path }] : [];
  });
}

const unreached = -1;
/** The origin of a search has no edge that led to it. */
const origin = -2;

function search(
  graph: AccessGraph,
  origins: Iterable<AccessNode>,
  direction: "forward" | "backward",
  { admits, stopsAt }: SearchOptions,
): Reach {
  const starts = [...origins];
  const size = graph.nodes.length;
  const level = new Int8Array(size).fill(unreached);
  const ways = new Map<number, Int32Array>();
  const occurring = new Set(graph.edges.map((edge) => rankOf(edge.condition)));
  const next = direction === "forward" ? graph.outgoing : graph.incoming;
  for (let rank = 0; rank < conditionOrder.length; rank++) {
    if (rank > 0 && !occurring.has(rank)) continue;
    const way = new Int32Array(size).fill(unreached);
    ways.set(rank, way);
    const queue: AccessNode[] = [];
    for (const start of starts) {
      if (way[start.index] !== unreached) continue;
      way[start.index] = origin;
      queue.push(start);
    }
    const originCount = queue.length;
    for (let head = 0; head < queue.length; head++) {
      const node = queue[head];
      if (!node) break;
      if (level[node.index] === unreached) level[node.index] = rank;
      if (head >= originCount && stopsAt?.(node)) continue;
      for (const edge of next[node.index] ?? []) {
        const other = direction === "forward" ? edge.to : edge.from;
        if (way[other.index] !== unreached || rankOf(edge.condition) > rank || admits?.(edge) === false) continue;
        way[other.index] = edge.index;
        queue.push(other);
      }
    }
  }
  return {
    condition: (node) => conditionOrder[level[node.index] ?? unreached],
    path(node) {
      const way = ways.get(level[node.index] ?? unreached);
      if (!way) return undefined;
      const path: AccessEdge[] = [];
      for (let at = node; ; ) {
        const edge = graph.edges[way[at.index] ?? unreached];
        if (!edge) break;
        path.push(edge);
        at = direction === "forward" ? edge.from : edge.to;
      }
      return direction === "forward" ? path.reverse() : path;
    },
  };
}
