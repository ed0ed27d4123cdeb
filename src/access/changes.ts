/** What a change does to who can do what: two tenants compared, the one before and the one after. */

import type { StepCondition } from "../finding.ts";
import type { Attribution } from "./attribution.ts";
import { rankOf } from "./condition.ts";
import type { AccessEdge, AccessGraph, AccessNode } from "./graph.ts";
import { identityOf } from "./identity.ts";
import type { AccessRecord, Party } from "./record.ts";
import { type Reach, waysTo } from "./search.ts";
import { startsOf } from "./starts.ts";

/** One side of a comparison: a tenant, read. */
export interface AccessSide {
  readonly records: readonly AccessRecord[];
  readonly graph: AccessGraph;
  readonly attribution: Attribution;
}

/** What is otherwise than before, by the name it has in the record: `held`, `until`, or a setting such as `approvers`. */
export interface Difference {
  readonly what: string;
  /** As the record holds it; absent where it was not set. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** An access that is new, gone, or held or set otherwise than before. */
export interface AccessChange {
  readonly change: "gained" | "lost" | "changed";
  /** As it is after the change; for `lost`, as it was. */
  readonly record: AccessRecord;
  /** For `changed`: as it was. */
  readonly before?: AccessRecord;
  /** What differs; empty unless `changed`. */
  readonly differences: readonly Difference[];
}

/** Somebody who can now get to tier 0, or no longer, or more or less easily than before. */
export interface ReachChange {
  readonly change: "gained" | "lost" | "easier" | "harder";
  readonly principal: AccessNode;
  readonly party: Party;
  /** The hardest step of the best way; absent when there is none. */
  readonly before?: StepCondition;
  readonly after?: StepCondition;
  /** The best way after the change; before it when there is none any more. */
  readonly path: readonly AccessEdge[];
}

/** In the order of parties: providers, unknown, internal, emergency, others. */
export interface AccessChanges {
  readonly access: readonly AccessChange[];
  readonly reach: readonly ReachChange[];
}

/** What is different after a change. Principals are matched by object id, else by their stable name. */
export function accessChanges(before: AccessSide, after: AccessSide): AccessChanges {
  return {
    access: recordChanges(before.records, after.records).toSorted(
      (one, other) => placeOf(one.record.principal.party) - placeOf(other.record.principal.party),
    ),
    reach: reachChanges(before, after).toSorted((one, other) => placeOf(one.party) - placeOf(other.party)),
  };
}

function recordChanges(before: readonly AccessRecord[], after: readonly AccessRecord[]): AccessChange[] {
  const was = new Map(before.map((record) => [record.key, record]));
  // Where several have one name, each is compared with itself.
  const wasOf = new Map(before.map((record) => [`${record.key} ${record.principal.id} ${record.targetId}`, record]));
  const is = new Set(after.map(({ key }) => key));
  return [
    ...after.flatMap((record): AccessChange[] => {
      const old = wasOf.get(`${record.key} ${record.principal.id} ${record.targetId}`) ?? was.get(record.key);
      if (old === undefined) return [{ change: "gained", record, differences: [] }];
      const differences = differencesOf(old, record);
      return differences.length === 0 ? [] : [{ change: "changed", record, before: old, differences }];
    }),
    ...before.flatMap((record): AccessChange[] =>
      is.has(record.key) ? [] : [{ change: "lost", record, differences: [] }],
    ),
  ];
}

const day = 86_400_000;

function differencesOf(before: AccessRecord, after: AccessRecord): Difference[] {
  const names = new Set([...Object.keys(before.settings ?? {}), ...Object.keys(after.settings ?? {})]);
  // The end of a schedule is reckoned from the moment a plan is judged, so hours say nothing.
  const sameEnd =
    before.until === after.until || Math.abs(Date.parse(before.until ?? "") - Date.parse(after.until ?? "")) < day;
  return [
    ...(before.held === after.held ? [] : [difference("held", before.held, after.held)]),
    ...(sameEnd ? [] : [difference("until", before.until, after.until)]),
    ...[...names].flatMap((name) => {
      const [old, now] = [before.settings?.[name], after.settings?.[name]];
      return normal(old) === normal(now) ? [] : [difference(name, old, now)];
    }),
  ];
}

function difference(what: string, before: unknown, after: unknown): Difference {
  return { what, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
}

/** A value as text that is equal for equal values: lists are sets, and the order of properties says nothing. */
function normal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(normal).toSorted().join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const parts = Object.entries(value).flatMap(([key, inner]) =>
    inner === undefined || inner === null ? [] : [`${JSON.stringify(key)}:${normal(inner)}`],
  );
  return `{${parts.toSorted().join()}}`;
}

function reachChanges(before: AccessSide, after: AccessSide): ReachChange[] {
  const was = reachOfSide(before);
  const is = reachOfSide(after);
  const gainedOrChanged = is.starts.flatMap((principal) =>
    changeOf(principal, was.match(principal.id, is.nameOf(principal)), principal),
  );
  const lost = was.starts.flatMap((principal) => {
    const now = is.match(principal.id, was.nameOf(principal));
    // Whoever is a start on both sides was compared above.
    return is.isStart(now) ? [] : changeOf(principal, principal, now);
  });
  return [...gainedOrChanged, ...lost];

  function changeOf(principal: AccessNode, old: AccessNode | undefined, now: AccessNode | undefined): ReachChange[] {
    const { party } = principal;
    const conditionBefore = old && was.reach.condition(old);
    const conditionAfter = now && is.reach.condition(now);
    if (party === undefined || conditionBefore === conditionAfter) return [];
    const path = (now && is.reach.path(now)) ?? (old && was.reach.path(old)) ?? [];
    return [
      {
        change: kindOfChange(conditionBefore, conditionAfter),
        principal,
        party,
        ...(conditionBefore !== undefined && { before: conditionBefore }),
        ...(conditionAfter !== undefined && { after: conditionAfter }),
        path,
      },
    ];
  }
}

function kindOfChange(before: StepCondition | undefined, after: StepCondition | undefined): ReachChange["change"] {
  if (before === undefined) return "gained";
  if (after === undefined) return "lost";
  return rankOf(after) < rankOf(before) ? "easier" : "harder";
}

interface SideReach {
  readonly reach: Reach;
  /** Who can act, without app registrations: they act as their application, and would say the same thing twice. */
  readonly starts: readonly AccessNode[];
  isStart(node: AccessNode | undefined): boolean;
  /** Stable name of a node of this side. */
  nameOf(node: AccessNode): string;
  /** The node with this id, else the only one with this stable name. */
  match(id: string, name: string): AccessNode | undefined;
}

function reachOfSide({ graph, attribution }: AccessSide): SideReach {
  const { directory } = attribution;
  const nameOf = (node: AccessNode) => identityOf(directory, node.id).identity;
  const starts = startsOf(graph, attribution, () => true).filter(
    (node) => directory.object(node.id)?.kind !== "application",
  );
  const isStart = new Set<AccessNode | undefined>(starts);
  const byName = new Map<string, AccessNode | undefined>();
  for (const node of graph.nodes) {
    if (node.party === undefined) continue;
    const name = nameOf(node);
    // A name that two have tells nobody apart.
    byName.set(name, byName.has(name) ? undefined : node);
  }
  return {
    reach: waysTo(graph, graph.tierZero),
    starts,
    isStart: (node) => isStart.has(node),
    nameOf,
    match: (id, name) => graph.node(id) ?? byName.get(name),
  };
}

/** Order in which parties are told of: those who are not the client's first. */
const partyOrder: readonly Party["kind"][] = [
  "provider",
  "unknown",
  "internal",
  "emergency",
  "deployment",
  "microsoft",
];

function placeOf(party: Party): number {
  return partyOrder.indexOf(party.kind);
}
