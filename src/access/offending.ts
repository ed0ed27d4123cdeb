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
import { type Reach, reachFrom, reachTo, waysTo } from "./search.ts";
import { startsOf } from "./starts.ts";

export interface OffendingGrant {
  /** The step to blame: the last one that leaves the party's own principals, or the one that completes the way. */
  readonly edge: AccessEdge;
  /** Whose way it is. */
  readonly party: Party;
  /** The best way that uses it, from somebody who can act to the target. */
  readonly path: readonly AccessEdge[];
  /** The hardest step on that way. */
  readonly condition: StepCondition;
  /** True when no step takes anything over or asks for anything: it is held, now. */
  readonly held: boolean;
  /** Who can use it under that condition, nearest first. */
  readonly holders: readonly AccessNode[];
}

/** True for steps by which somebody has an access at all times, without doing anything first. */
const isHeld = (edge: AccessEdge) => holdingKinds.has(edge.kind) && edge.condition === "standing";

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
  const holdersOf = holderReader(graph, starts);
  const beyond = { stopsAt: (node: AccessNode) => node === target };
  const to = waysTo(graph, target, { stopsAt: own });
  const from = reachFrom(graph, starts, beyond);
  const heldTo = reachTo(graph, [target], { stopsAt: own, admits: isHeld });
  const heldFrom = reachFrom(graph, starts, { ...beyond, admits: isHeld });

  /**
   * A group of the party that holds the target, into which people come by an activation that nobody internal approves: the
   * group holds it at all times, and the activation is the way in. Two things have to go, so there are two grants.
   */
  const activatedGroup = (edge: AccessEdge, party: Party): OffendingGrant[] | undefined => {
    if (!isHeld(edge)) return;
    const before = from.path(edge.from) ?? [];
    const after = heldTo.path(edge.to);
    const entry = before.findLast((step) => step.condition !== "standing");
    const entered = conditionOf(before);
    if (after === undefined || entry === undefined || entered === "internal-approval") return;
    const holders = holdersOf(edge.from, entered);
    const path = [...before, edge, ...after];
    return [
      { edge, party, path: [edge, ...after], condition: "standing", held: true, holders: [edge.from] },
      { edge: entry, party, path, condition: conditionOf(path), held: false, holders },
    ];
  };

  return graph.edges.flatMap((edge) => {
    const whose = edge.from.party;
    if (whose === undefined || !party(whose) || (own(edge.to) && edge.to !== target)) return [];
    const activated = activatedGroup(edge, whose);
    if (activated !== undefined) return activated;
    const held = isHeld(edge) && heldFrom.condition(edge.from) !== undefined && heldTo.condition(edge.to) !== undefined;
    const path = held ? way(heldFrom, edge, heldTo) : way(from, edge, to);
    const ground = { graph, starts, target, admits: held ? isHeld : () => true, stopsAt: own };
    const straight = path && withoutDetour(path, edge, ground);
    if (straight === undefined) return [];
    const condition = conditionOf(straight);
    const holders = holdersOf(edge.from, held ? "held" : condition);
    return [{ edge, party: whose, path: straight, condition, held, holders }];
  });
}

/**
 * Declared grants that complete a way to the target together with what is in the tenant already, where none of the blamed
 * resources is part of the way: a membership in a group that has held the target for long. Each of their resources once, for
 * the declared step nearest to the target. Ways that need an internal person's approval are not among them.
 */
export function completingGrants(
  graph: AccessGraph,
  attribution: Attribution,
  party: (party: Party) => boolean,
  blamed: Iterable<string>,
  target: AccessNode = graph.tierZero,
): OffendingGrant[] {
  const known = new Set<string | undefined>(blamed);
  const isOpen = (edge: AccessEdge) => edge.condition !== "internal-approval" && !known.has(edge.declaredBy);
  const starts = startsOf(graph, attribution, party);
  const holdersOf = holderReader(graph, starts);
  const found: OffendingGrant[] = [];
  for (;;) {
    const candidates = graph.edges.filter((edge) => edge.declaredBy !== undefined && isOpen(edge));
    if (candidates.length === 0) return found;
    const ways = [(edge: AccessEdge) => isHeld(edge) && isOpen(edge), isOpen].map((admits) => ({
      admits,
      from: reachFrom(graph, starts, { admits, stopsAt: (node) => node === target }),
      to: waysTo(graph, target, { admits }),
    }));
    const round = candidates.flatMap((edge): OffendingGrant[] => {
      for (const [index, { admits, from, to }] of ways.entries()) {
        if (!admits(edge)) continue;
        const some = way(from, edge, to);
        const path = some && withoutDetour(some, edge, { graph, starts, target, admits, stopsAt: () => false });
        if (path === undefined) continue;
        // The declared steps nearest to the target first: what leads there only through them is then no way of its own.
        if (path.slice(path.indexOf(edge) + 1).some(({ declaredBy }) => declaredBy !== undefined)) continue;
        const held = index === 0;
        const whose = path.findLast(({ from: { party: own } }) => own !== undefined && party(own))?.from.party;
        if (whose === undefined) continue;
        const condition = conditionOf(path);
        const holders = holdersOf(edge.from, held ? "held" : condition);
        return [{ edge, party: whose, path, condition, held, holders }];
      }
      return [];
    });
    if (round.length === 0) return found;
    for (const { edge } of round) known.add(edge.declaredBy);
    found.push(...round);
  }
}

/** Where ways are looked for. */
interface Ground {
  readonly graph: AccessGraph;
  readonly starts: readonly AccessNode[];
  readonly target: AccessNode;
  readonly admits: (edge: AccessEdge) => boolean;
  /** What a way does not go on from, after the step. */
  readonly stopsAt: (node: AccessNode) => boolean;
}

/**
 * A way that visits nothing twice. One that comes back to where it has been shows nothing about the step: without it the way
 * is shorter. Then one half is kept, and another one looked for that keeps clear of it.
 */
function withoutDetour(
  path: readonly AccessEdge[],
  edge: AccessEdge,
  { graph, starts, target, admits, stopsAt }: Ground,
): readonly AccessEdge[] | undefined {
  const at = path.indexOf(edge);
  const before = path.slice(0, at);
  const after = path.slice(at + 1);
  const earlier = new Set([...before.map(({ from }) => from), edge.from]);
  const later = new Set([edge.to, ...after.map(({ to }) => to)]);
  if (earlier.isDisjointFrom(later)) return path;
  const clear = starts.filter((start) => !later.has(start));
  const sooner = reachFrom(graph, clear, { admits: (step) => admits(step) && !later.has(step.to) }).path(edge.from);
  if (sooner) return [...sooner, edge, ...after];
  const on = waysTo(graph, target, { admits: (step) => admits(step) && !earlier.has(step.from), stopsAt }).path(
    edge.to,
  );
  return on && [...before, edge, ...on];
}

/** Starts that get to a node by held steps, or by steps that are at most so hard; nearest first. */
function holderReader(
  graph: AccessGraph,
  starts: readonly AccessNode[],
): (node: AccessNode, by: StepCondition | "held") => readonly AccessNode[] {
  const isStart = new Set(starts);
  const known = new Map<string, readonly AccessNode[]>();
  return (node, by) => {
    const key = `${node.index} ${by}`;
    const before = known.get(key);
    if (before) return before;
    const admits = by === "held" ? isHeld : (step: AccessEdge) => rankOf(step.condition) <= rankOf(by);
    const seen = new Set([node]);
    // A set may grow while it is walked.
    for (const next of seen) {
      for (const step of graph.incoming[next.index] ?? []) if (admits(step)) seen.add(step.from);
    }
    const holders = [...seen].filter((candidate) => isStart.has(candidate));
    known.set(key, holders);
    return holders;
  };
}

function conditionOf(path: readonly AccessEdge[]): StepCondition {
  return hardest(path.map(({ condition }) => condition));
}

/** The shortest of the easiest ways that use an edge. */
function way(from: Reach, edge: AccessEdge, to: Reach): AccessEdge[] | undefined {
  const [entered, left] = [from.condition(edge.from), to.condition(edge.to)];
  if (entered === undefined || left === undefined) return undefined;
  // Where one step asks for something anyhow, the others may ask for as much.
  const limit = hardest([entered, edge.condition, left]);
  return [...(from.path(edge.from, limit) ?? []), edge, ...(to.path(edge.to, limit) ?? [])];
}
