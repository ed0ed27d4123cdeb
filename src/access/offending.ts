/**
 * Which grants give a party its way to a target. A finding belongs to the grant that lets the party's principals step onto
 * something that is not theirs, since that is what has to go; how they get to that point only makes the path.
 */

import type { StepCondition } from "../finding.ts";
import type { Attribution } from "./attribution.ts";
import { hardest, rankOf } from "./condition.ts";
import { holdingKinds } from "./edge-kinds.ts";
import type { AccessEdge, AccessGraph, AccessNode } from "./graph.ts";
import type { Party } from "./record.ts";
import { type Reach, reachFrom, reachTo } from "./search.ts";
import { startsOf } from "./starts.ts";

export interface OffendingGrant {
  /** The last step that leaves the party's own principals. */
  readonly edge: AccessEdge;
  /** The best way that uses it, from somebody who can act to the target. */
  readonly path: readonly AccessEdge[];
  /** The hardest step on that way. */
  readonly condition: StepCondition;
  /** True when no step takes anything over or asks for anything: it is held, now. */
  readonly held: boolean;
  /** Who can use it under that condition, nearest first. */
  readonly holders: readonly AccessNode[];
}

/**
 * All grants by which principals whose party `party` accepts reach `target`, in the order of the graph's edges. Ways that
 * need an internal person's approval are included; the caller decides.
 */
export function offendingGrants(
  graph: AccessGraph,
  attribution: Attribution,
  party: (party: Party) => boolean,
  target: AccessNode = graph.tierZero,
): OffendingGrant[] {
  const own = (node: AccessNode) => node.party !== undefined && party(node.party);
  const starts = startsOf(graph, attribution, party);
  const isStart = new Set(starts);
  const admits = (edge: AccessEdge) => holdingKinds.has(edge.kind) && edge.condition === "standing";
  const to = reachTo(graph, [target], { stopsAt: own });
  const from = reachFrom(graph, starts);
  const heldTo = reachTo(graph, [target], { stopsAt: own, admits });
  const heldFrom = reachFrom(graph, starts, { admits });

  /**
   * A group of the party that holds the target, into which people come by an activation that nobody internal approves: the
   * group holds it at all times, and the activation is the way in. Two things have to go, so there are two grants.
   */
  const activatedGroup = (edge: AccessEdge): OffendingGrant[] | undefined => {
    const isGroup = attribution.directory.object(edge.from.id)?.kind === "group";
    const entered = from.condition(edge.from);
    if (!isGroup || !admits(edge) || entered === undefined || entered === "standing" || entered === "internal-approval")
      return;
    const after = heldTo.path(edge.to);
    const before = from.path(edge.from);
    if (after === undefined || before === undefined || heldFrom.condition(edge.from) !== undefined) return;
    const entry = before.findLast((step) => step.condition !== "standing");
    if (entry === undefined) return;
    const holders = nearest(graph, edge.from, isStart, (step) => rankOf(step.condition) <= rankOf(entered));
    const path = [...before, edge, ...after];
    return [
      { edge, path: [edge, ...after], condition: "standing", held: true, holders: [edge.from] },
      { edge: entry, path, condition: hardest(path.map((step) => step.condition)), held: false, holders },
    ];
  };

  return graph.edges.flatMap((edge) => {
    if (!own(edge.from) || (own(edge.to) && edge.to !== target)) return [];
    const activated = activatedGroup(edge);
    if (activated !== undefined) return activated;
    const held = admits(edge) && heldFrom.condition(edge.from) !== undefined && heldTo.condition(edge.to) !== undefined;
    const path = held ? way(heldFrom, edge, heldTo) : way(from, edge, to);
    if (path === undefined) return [];
    const limit = rankOf(from.condition(edge.from) ?? "standing");
    const holders = nearest(graph, edge.from, isStart, (step) =>
      held ? admits(step) : rankOf(step.condition) <= limit,
    );
    return [{ edge, path, condition: hardest(path.map((step) => step.condition)), held, holders }];
  });
}

/** Starts that get to a node by admitted steps, nearest first. Small: few nodes lead to a grant. */
function nearest(
  graph: AccessGraph,
  node: AccessNode,
  isStart: ReadonlySet<AccessNode>,
  admits: (edge: AccessEdge) => boolean,
): AccessNode[] {
  const seen = new Set([node]);
  for (const next of seen) {
    for (const step of graph.incoming[next.index] ?? []) if (admits(step)) seen.add(step.from);
  }
  return [...seen].filter((candidate) => isStart.has(candidate));
}

function way(from: Reach, edge: AccessEdge, to: Reach): AccessEdge[] | undefined {
  const before = from.path(edge.from);
  const after = to.path(edge.to);
  return before && after ? [...before, edge, ...after] : undefined;
}
