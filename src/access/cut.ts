/**
 * The smallest set of changes that leaves no way from some principals to a target. A change takes away everything that one
 * declared resource, or one object in the tenant, makes possible, so several edges may go at once.
 */

import type { EdgeKind } from "./edge-kinds.ts";
import { adjacencyOf, type EdgeList, type EdgeSearchOptions, searchEdges, unreached } from "./edge-list.ts";
import type { AccessEdge, AccessGraph, AccessNode } from "./graph.ts";
import { cheapestLabelCut, fixed } from "./label-cut.ts";
import type { Party } from "./record.ts";
import { reachTo } from "./search.ts";

export interface CutChange {
  /** URN of the declared resource, else the id of what makes the edges in the tenant. */
  readonly key: string;
  readonly declared: boolean;
  /** What it takes away of the ways to the target, in the order of the graph. */
  readonly edges: readonly AccessEdge[];
  /** Those of the starts that have a way through it. */
  readonly starts: readonly AccessNode[];
}

export interface Cut {
  /** In the order of the graph. */
  readonly changes: readonly CutChange[];
  /** False when the search was given up and there may be a smaller set. */
  readonly exact: boolean;
  /** Starts that keep a way whatever is changed, since it follows from what things are. The changes cut all others off. */
  readonly uncut: readonly AccessNode[];
}

export interface CutOptions {
  /** Ways of other edges do not count. Default: every edge but those that an internal person must approve. */
  readonly admits?: (edge: AccessEdge) => boolean;
  /** Only ways with at least one such edge count. Default: all. */
  readonly through?: (edge: AccessEdge) => boolean;
}

const membershipKinds: ReadonlySet<EdgeKind> = new Set([
  "member-of",
  "eligible-member-of",
  "owner-of",
  "eligible-owner-of",
  "can-request-membership-of",
  "can-request-ownership-of",
]);

/**
 * One change less is worth more than any number of changes to what is in the tenant, those more than to what others hold, and those
 * more than memberships.
 */
const weights = { change: 100_000_000_000, inTenant: 10_000_000, ofOthers: 1000, membership: 1 } as const;

/** Parties whose own access is no part of the problem: who gets at it is. */
const inCharge: ReadonlySet<Party["kind"] | undefined> = new Set(["internal", "emergency", "deployment"]);

/**
 * The smallest cut between `starts` and `target`; among equally small ones the one with the fewest changes to what is in the tenant
 * already, then with the fewest to what the company's own people and programs hold, then with the fewest memberships. Exact where `exact` says so (see `label-cut.ts`); always a cut, and never with a
 * change that could be left out.
 */
export function smallestCut(
  graph: AccessGraph,
  starts: readonly AccessNode[],
  target: AccessNode,
  options: CutOptions = {},
): Cut {
  const ways = waysBetween(graph, starts, target, options);
  const uncut = starts.filter(ways.isUnavoidable);
  const sources = starts.filter((node) => !ways.isUnavoidable(node));
  const placed = sources.map((node): Placed => ({ node, place: ways.placeOfStart(node) }));
  const arcs = ways.arcsFrom(placed);
  const labels = labelsOf(arcs.map(({ edge }) => edge));
  const { labels: chosen, exact } = cheapestLabelCut({
    nodeCount: ways.placeCount,
    from: arcs.map(({ from }) => from),
    to: arcs.map(({ to }) => to),
    label: arcs.map(({ edge }) => labels.position(edge)),
    sources: placed.map(({ place }) => place),
    sink: ways.sink,
    weights: labels.all.map(({ weight }) => weight),
  });
  const changes = chosen
    .flatMap((position) => labels.all[position] ?? [])
    .map(({ key, declared, edges }) => ({ key, declared, edges, starts: ways.startsThrough(placed, edges) }));
  return { changes, exact, uncut };
}

/** What would be removed to take an edge away; undefined when it follows from what a role or an application is. */
function changeKey(edge: AccessEdge): string | undefined {
  return edge.declaredBy ?? edge.objectKeys[0];
}

/** What can be changed, in the order of the graph, with what it costs. */
function labelsOf(edges: readonly AccessEdge[]) {
  const byKey = Map.groupBy(new Set(edges), changeKey);
  const all = [...byKey].flatMap(([key, edges]) => (key === undefined ? [] : [{ key, edges, ...priceOf(edges) }]));
  const positions = new Map<string | undefined, number>(all.map(({ key }, position) => [key, position]));
  return { all, position: (edge: AccessEdge) => positions.get(changeKey(edge)) ?? fixed };
}

function priceOf([first]: readonly AccessEdge[]): { readonly declared: boolean; readonly weight: number } {
  const declared = first?.declaredBy !== undefined;
  const weight =
    weights.change +
    (declared ? 0 : weights.inTenant) +
    (inCharge.has(first?.from.party?.kind) ? weights.ofOthers : 0) +
    (first && membershipKinds.has(first.kind) ? weights.membership : 0);
  return { declared, weight };
}

/** A start and its place among the arcs. */
interface Placed {
  readonly node: AccessNode;
  readonly place: number;
}

interface Arc {
  readonly from: number;
  readonly to: number;
  readonly edge: AccessEdge;
}

/**
 * The ways as arcs between numbered places. Where ways must lead through certain edges, a node is two places: before and after
 * such an edge, and only the target after it counts.
 */
function waysBetween(
  graph: AccessGraph,
  starts: readonly AccessNode[],
  target: AccessNode,
  { admits = ({ condition }) => condition !== "internal-approval", through }: CutOptions,
) {
  const leads = reachTo(graph, [target], { admits });
  const places = new Map<number, number>();
  const placeOf = ({ index }: AccessNode, isAfter: boolean) => {
    const key = isAfter ? index + graph.nodes.length : index;
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    return place;
  };
  const isAfterAtOnce = through === undefined;
  const sink = placeOf(target, true);
  const startPlaces = new Map(starts.map((node) => [node, placeOf(node, isAfterAtOnce)]));
  const arcs: Arc[] = [];
  for (const edge of graph.edges) {
    if (!admits(edge) || edge.from === target || leads.condition(edge.to) === undefined) continue;
    arcs.push({ from: placeOf(edge.from, true), to: placeOf(edge.to, true), edge });
    if (through !== undefined) {
      arcs.push({ from: placeOf(edge.from, false), to: placeOf(edge.to, through(edge)), edge });
    }
  }
  const list: EdgeList = {
    nodeCount: places.size,
    from: Int32Array.from(arcs, ({ from }) => from),
    to: Int32Array.from(arcs, ({ to }) => to),
    rank: new Uint8Array(arcs.length),
  };
  const backward = adjacencyOf(list, "backward");
  const leadingTo = (ends: Iterable<number>, accepts: EdgeSearchOptions = {}) =>
    searchEdges(list, ends, "backward", accepts, backward).level;
  const toSink = leadingTo([sink]);
  const arcsOf = Map.groupBy(arcs, ({ edge }) => edge);
  const isFixed = (arc: number) => arcs[arc] !== undefined && changeKey(arcs[arc].edge) === undefined;
  const byFixedArcs = leadingTo([sink], { admits: isFixed });
  const placeOfStart = (node: AccessNode) => startPlaces.get(node) ?? sink;
  return {
    placeCount: places.size,
    sink,
    placeOfStart,
    /** Whether a start has a way on which nothing can be changed. */
    isUnavoidable: (node: AccessNode) => byFixedArcs[placeOfStart(node)] !== unreached,
    /** Arcs on ways from these starts to the target. */
    arcsFrom(nodes: readonly Placed[]): Arc[] {
      const origins = nodes.map(({ place }) => place);
      const { level } = searchEdges(list, origins, "forward");
      return arcs.filter(({ from, to }) => level[from] !== unreached && toSink[to] !== unreached);
    },
    /** Those of the starts that have a way through one of these edges. */
    startsThrough(nodes: readonly Placed[], edges: readonly AccessEdge[]): AccessNode[] {
      const entries = edges.flatMap((edge) => arcsOf.get(edge) ?? []).filter(({ to }) => toSink[to] !== unreached);
      const level = leadingTo(entries.map(({ from }) => from));
      return nodes.flatMap(({ node, place }) => (level[place] === unreached ? [] : [node]));
    },
  };
}
