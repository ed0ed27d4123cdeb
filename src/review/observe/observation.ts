/** What a review says besides differences: of accounts, credentials and reach as they are, whether they are declared or not. */

import type { Attribution } from "../../access/attribution.ts";
import type { AccessRecord, Party } from "../../access/record.ts";
import type { SystemAccess } from "../../access/system-accounts.ts";
import type { Matrix } from "../../matrix/schema.ts";
import type { Snapshot } from "../../tenant/snapshot.ts";
import type { History } from "../history.ts";
import type { LastUseOf } from "../last-use.ts";
import { shortName } from "../names.ts";
import type { PreviousReview } from "../previous.ts";
import type { ReachingPrincipal } from "../reach.ts";
import type { Recreated } from "../recognise.ts";
import type { Remedy } from "../remedy.ts";
import type { Roster } from "../roster.ts";
import type { Difference, HeldAccess, ObservationKind, ReviewSeverity } from "../schema.ts";

/** One thing that somebody has to look at. */
export interface Observation {
  readonly kind: ObservationKind;
  readonly severity: ReviewSeverity;
  /** One sentence: who, what, why it matters. */
  readonly message: string;
  /** Why it matters, one or two sentences. */
  readonly why: string;
  /** The same in every review of the tenant: whose or what it is about, without dates. */
  readonly key: string;
  /** Whom it is about, if somebody. */
  readonly principal?: AccessRecord["principal"];
  /** Keys of the accesses it is about: their differences say so, too. */
  readonly objects: readonly string[];
  /** `only`: where one of its accesses is a difference already, no line of its own. */
  readonly joins: "only" | "also";
  /** What it asks for goes before what a difference asks for that it joins. */
  readonly overrules?: true;
  /** Where it holds and how, with its last use, where that is not the tenant. */
  readonly where?: Pick<Difference["access"], "scope" | "held" | "lastUse">;
  readonly remedy: Remedy;
  /** ISO date by which it matters. */
  readonly due?: string;
  /** Where it stands for several: each of them. */
  readonly items?: readonly string[];
  /** Place in the matrix that it is about. */
  readonly row?: { readonly path?: string; readonly text: string };
}

/** What an observer looks at. */
export interface ObserveContext {
  readonly matrix: Matrix;
  readonly attribution: Attribution;
  /** The part of the tenant that matters; with declared names. */
  readonly snapshot: Snapshot;
  /** The tenant as it was collected. */
  readonly whole: Snapshot;
  readonly records: readonly AccessRecord[];
  readonly reaching: readonly ReachingPrincipal[];
  readonly history: History;
  readonly lastUse: LastUseOf;
  /** Whether being in a group gives anything. */
  readonly conveys: (groupId: string) => boolean;
  readonly partyLabel: (party: Party) => string;
  /** ISO date. */
  readonly today: string;
  readonly rosters: readonly Roster[];
  /** The systems beside the tenant. */
  readonly systems: readonly SystemAccess[];
  readonly previous?: PreviousReview;
  readonly holdings: readonly HeldAccess[];
  readonly recreated: readonly Recreated[];
  /** Days after which an access that nobody used is stale. */
  readonly unusedDays: number;
  /** Days before an end that are worth a word. */
  readonly expiringDays: number;
}

/** What an observer found, and what of it could not be looked at. */
export interface Observed {
  readonly found: readonly Observation[];
  readonly unseen: readonly string[];
}

export type Observer = (context: ObserveContext) => Observed;

/** Kinds of access that somebody acts with. */
const acted: ReadonlySet<AccessRecord["kind"]> = new Set([
  "directory-role",
  "azure-role",
  "application-permission",
  "application-owner",
]);

/** What each principal holds that gives anything: roles, permissions, applications, and groups that convey such. */
export function accessByPrincipal({
  records,
  conveys,
}: Pick<ObserveContext, "records" | "conveys">): ReadonlyMap<string, readonly AccessRecord[]> {
  const tiers = tiersOfGroups(records);
  const matters = records.flatMap((record) => {
    if (acted.has(record.kind)) return [record];
    if (!isMembership(record) || !conveys(record.targetId ?? "")) return [];
    const tier = tiers.get(record.targetId ?? "");
    return [tier === undefined ? record : { ...record, tier }];
  });
  return Map.groupBy(matters, ({ principal }) => principal.id);
}

function isMembership({ kind }: AccessRecord): boolean {
  return kind === "group-member" || kind === "group-owner";
}

/** The lowest tier of what each group holds, itself or through groups that it is in. */
function tiersOfGroups(records: readonly AccessRecord[]): ReadonlyMap<string, 0 | 1 | 2> {
  const tiers = new Map<string, 0 | 1 | 2>();
  const waiting: string[] = [];
  const lower = (group: string, tier: 0 | 1 | 2) => {
    if ((tiers.get(group) ?? 3) <= tier) return;
    tiers.set(group, tier);
    waiting.push(group);
  };
  const inside = Map.groupBy(
    records.filter((record) => isMembership(record) && record.principal.type === "group"),
    ({ targetId }) => targetId ?? "",
  );
  for (const { principal, tier, kind } of records) {
    if (principal.type === "group" && tier !== undefined && acted.has(kind)) lower(principal.id, tier);
  }
  for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
    const tier = tiers.get(group);
    for (const { principal } of inside.get(group) ?? []) if (tier !== undefined) lower(principal.id, tier);
  }
  return tiers;
}

/** What each kind of access is called, one of it and several. */
const nouns: Partial<Record<AccessRecord["kind"], readonly [one: string, several: string]>> = {
  "directory-role": ["the role", "roles"],
  "azure-role": ["the Azure role", "Azure roles"],
  "application-permission": ["the permission", "permissions"],
  "application-owner": ["the application", "applications"],
  "group-member": ["the group", "groups"],
  "group-owner": ["the group", "groups"],
};

/** `the role X`, `the group Y`, `19 permissions, such as Z`: each once, the worst first. */
export function accessNames(records: readonly AccessRecord[]): string[] {
  const worstFirst = records.toSorted((left, right) => (left.tier ?? 9) - (right.tier ?? 9));
  const byKind = Map.groupBy(worstFirst, ({ kind }) => nouns[kind]?.[1] ?? kind);
  return [...byKind].flatMap(([several, held]) => {
    const targets = [...new Set(held.map(({ target }) => target))];
    const one = nouns[held[0]?.kind ?? "user"]?.[0] ?? several;
    return targets.length > 3
      ? [`${targets.length} ${several}, such as ${targets[0]}`]
      : targets.map((target) => `${one} ${target}`);
  });
}

/** Each access on a line of its own, with where it holds. */
export function accessItems(records: readonly AccessRecord[]): string[] {
  const worstFirst = records.toSorted((left, right) => (left.tier ?? 9) - (right.tier ?? 9));
  return [
    ...new Set(
      worstFirst.map(({ kind, target, scope, held, tier }) =>
        [`${nouns[kind]?.[0] ?? kind} ${target}`, scope, held, ...(tier === undefined ? [] : [`tier ${tier}`])].join(
          ", ",
        ),
      ),
    ),
  ];
}

/** The lowest tier among accesses; undefined where none has one. */
export function worstTier(records: readonly AccessRecord[]): 0 | 1 | 2 | undefined {
  return records.flatMap(({ tier }) => tier ?? []).toSorted((left, right) => left - right)[0];
}

export function nameOf(principal: AccessRecord["principal"]): string {
  return shortName(principal.label);
}

/** The request that blocks an account (https://learn.microsoft.com/graph/api/user-update). */
export function blockCommand(id: string): string | undefined {
  return /^[A-Za-z0-9-]+$/.test(id)
    ? `az rest --method PATCH --url 'https://graph.microsoft.com/v1.0/users/${id}' --headers 'Content-Type=application/json' --body '{"accountEnabled":false}'`
    : undefined;
}
