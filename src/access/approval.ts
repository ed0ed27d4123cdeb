/**
 * What an approval is worth: who approves decides. An approver group that a provider can get into approves nothing, so the
 * answer depends on the graph itself and is settled on it.
 */

import type { StepCondition } from "../finding.ts";
import type { Attribution } from "./attribution.ts";
import { hardest, rankOf } from "./condition.ts";
import type { AccessEdge, AccessGraph } from "./graph.ts";
import { assemble } from "./graph.ts";
import { oncePer } from "./once.ts";
import { isProvider } from "./party.ts";
import type { Party } from "./record.ts";
import { reachFrom, reachTo } from "./search.ts";
import { startsOf } from "./starts.ts";

/** By the parties of those who can approve now. Every stage must approve; within a stage anybody suffices. */
export function approvalCondition(stages: readonly (readonly string[])[], attribution: Attribution): StepCondition {
  if (stages.length === 0) return "unknown-approval";
  return hardest(
    stages.map((approvers) => {
      const parties = approvers.flatMap((id) => partiesOf(id, attribution));
      if (parties.some(isProvider)) return "provider-approval";
      const own = (party: Party) => party.kind === "internal" || party.kind === "emergency";
      return parties.length > 0 && parties.every(own) ? "internal-approval" : "unknown-approval";
    }),
  );
}

/**
 * Weakens internal approvals whose approvers a provider can become or take over, until nothing changes. Whoever has tier 0 without them
 * needs no approver: that is a matter of its own, and must not make every approval in the tenant look worthless.
 */
export function settleApprovals(
  graph: AccessGraph,
  approvers: ReadonlyMap<number, readonly (readonly string[])[]>,
  attribution: Attribution,
): AccessGraph {
  const open = new Map(
    [...approvers].filter(
      ([index, stages]) => stages.length > 0 && graph.edges[index]?.condition !== "provider-approval",
    ),
  );
  if (open.size === 0) return graph;
  // What a role "can be turned into" may be just this: a way to the approver.
  const toTierZero = reachTo(graph, [graph.tierZero], { admits: ({ kind }) => kind !== "can-reach-tier-zero" });
  const needApproval = startsOf(graph, attribution, isProvider).filter((start) => {
    const condition = toTierZero.condition(start);
    return condition === undefined || !isEasy(condition);
  });
  let settled = graph;
  while (open.size > 0) {
    const reach = reachFrom(settled, needApproval, { admits: ({ condition }) => isEasy(condition) });
    /** How a provider gets to somebody who can approve: nothing to do where that is one of its own, undefined for no way. */
    const wayTo = (id: string): readonly AccessEdge[] | undefined => {
      if (isProvider(attribution.partyOf(id).party)) return [];
      const node = settled.node(id);
      return node && reach.path(node);
    };
    const ways = new Map<string, readonly AccessEdge[] | "none">();
    const takeover = (id: string) =>
      remembered(ways, id, () => {
        const found = approversBehind(id, attribution)
          .map(wayTo)
          .filter((way) => way !== undefined);
        return found.toSorted((one, other) => one.length - other.length)[0] ?? "none";
      });
    const weakened = new Map(
      [...open].flatMap(([index, stages]) => {
        const lost = stages.map((stage) => stage.map(takeover).filter((way) => way !== "none"));
        return lost.every((found) => found.length > 0) ? [[index, lost.flat(2)] as const] : [];
      }),
    );
    if (weakened.size === 0) break;
    const edges = settled.edges.map((edge): AccessEdge => {
      const by = weakened.get(edge.index);
      if (by === undefined) return edge;
      open.delete(edge.index);
      // Whoever declares the way to the approver has a part in what the approval is worth.
      const declaredBy = edge.declaredBy ?? by.find((step) => step.declaredBy !== undefined)?.declaredBy;
      return { ...edge, condition: "provider-approval", ...(declaredBy !== undefined && { declaredBy }) };
    });
    settled = assemble(settled.nodes, edges, settled.tierZero, new Map(settled.nodes.map((node) => [node.id, node])));
  }
  return settled;
}

/** True for what a provider does without anybody who is not its own. */
function isEasy(condition: StepCondition): boolean {
  return rankOf(condition) < rankOf("unknown-approval");
}

/** Keys of what puts anybody but the internal side among the approvers: it has a part in what the approval is worth. */
export function foreignApproverKeys(stages: readonly (readonly string[])[], attribution: Attribution): string[] {
  const { foreignKeys } = readingsOf(attribution);
  return stages.flat().flatMap((approver) =>
    remembered(foreignKeys, approver, () =>
      approversBehind(approver, attribution).flatMap((id) =>
        attribution.directory
          .membershipsOf(id)
          .filter(({ member }) => attribution.partyOf(member).party.kind !== "internal")
          .flatMap(({ objectKeys }) => objectKeys),
      ),
    ),
  );
}

/** What was read of approvers: many eligibilities name the same ones. */
interface Readings {
  readonly behind: Map<string, readonly string[]>;
  readonly parties: Map<string, readonly Party[]>;
  readonly foreignKeys: Map<string, readonly string[]>;
}

const readingsOf = oncePer(
  (_: Attribution): Readings => ({
    behind: new Map(),
    parties: new Map(),
    foreignKeys: new Map(),
  }),
);

function remembered<T>(known: Map<string, T>, id: string, read: () => T): T {
  const before = known.get(id);
  if (before !== undefined) return before;
  const value = read();
  known.set(id, value);
  return value;
}

/** The approver itself, and for a group everybody in it. */
function approversBehind(id: string, attribution: Attribution): readonly string[] {
  return remembered(readingsOf(attribution).behind, id, () => {
    const found = new Set([id]);
    // A set may grow while it is walked.
    for (const next of found) {
      for (const { member, role } of attribution.directory.membershipsOf(next))
        if (role === "member") found.add(member);
    }
    return [...found];
  });
}

function partiesOf(id: string, attribution: Attribution): readonly Party[] {
  return remembered(readingsOf(attribution).parties, id, () => {
    const members = approversBehind(id, attribution).filter(
      (member) => attribution.directory.object(member)?.kind !== "group",
    );
    return (members.length > 0 ? members : [id]).map((member) => attribution.partyOf(member).party);
  });
}
