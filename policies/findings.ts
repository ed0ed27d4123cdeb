/** Grouping: one finding for each thing to change, however many people it concerns. */

import { hardest } from "../src/access/condition.ts";
import type { AccessEdge, AccessNode } from "../src/access/graph.ts";
import { completingGrants, type OffendingGrant, offendingGrants } from "../src/access/offending.ts";
import { isProvider } from "../src/access/party.ts";
import type { AccessRecord, Party } from "../src/access/record.ts";
import type { RuleContext } from "./rule.ts";

/** Grants of one resource that lead to the same place, as one. */
export interface GrantFinding {
  /** URN of the declared resource to blame, else the id of what grants it in the tenant. */
  readonly resource: string;
  readonly party: Party;
  readonly holders: readonly AccessNode[];
  /** The shortest way of all. */
  readonly path: readonly AccessEdge[];
  /** What the grants give: several for the permissions of one application. */
  readonly reaches: readonly AccessNode[];
  readonly condition: OffendingGrant["condition"];
  readonly held: boolean;
}

/**
 * Grants by which principals of a party reach tier 0, grouped by the resource that declares them, or (in the tenant) by what
 * they reach. In a partial scope only ways that the program has a part in.
 */
export function tierZeroGrants(context: RuleContext, party: (party: Party) => boolean): GrantFinding[] {
  return grantsTo(context, context.graph.tierZero, party);
}

/** The same for any other target. */
export function grantsTo(context: RuleContext, target: AccessNode, party: (party: Party) => boolean): GrantFinding[] {
  const { graph, attribution, scope } = context;
  const own = offendingGrants(graph, attribution, party, target).flatMap((grant) => {
    const declared = blamed(grant);
    return scope === "partial" && declared === undefined ? [] : [{ grant, declared }];
  });
  // The best way by a grant may be the tenant's own while the program adds another one by the same grant.
  const known = own.flatMap(({ grant: { condition }, declared }) =>
    declared === undefined || condition === "internal-approval" ? [] : [declared],
  );
  const added = scope === "partial" ? completingGrants(graph, attribution, party, known, target) : [];
  const groups = Map.groupBy(
    [...own, ...added.map((grant) => ({ grant, declared: grant.edge.declaredBy }))],
    ({ grant, declared }) =>
      [declared ?? sameAccess(grant.edge), ownerOf(grant), grant.held, grant.condition].join(" "),
  );
  return [...groups.values()].flatMap((members) =>
    members
      .toSorted((one, other) => one.grant.path.length - other.grant.path.length)
      .slice(0, 1)
      .map(({ grant, declared }) => ({
        resource: declared ?? grant.edge.objectKeys[0] ?? grant.edge.from.id,
        party: grant.party,
        holders: withoutRegistrations(context, [...new Set(members.flatMap((member) => member.grant.holders))]),
        path: grant.path,
        reaches: [...new Set(members.map((member) => member.grant.edge.to))],
        condition: hardest(grant.path.map((edge) => edge.condition)),
        held: grant.held,
      })),
  );
}

/** In the tenant people who hold the same are one finding, and so is everything that one application holds. */
function sameAccess({ kind, from, to }: AccessEdge): string {
  return kind === "has-app-role" ? `${kind} of ${from.id}` : `${kind} ${to.id}`;
}

/** An app registration beside its own application says the same thing twice. */
function withoutRegistrations(context: RuleContext, holders: readonly AccessNode[]): readonly AccessNode[] {
  const kindOf = (node: AccessNode) => context.attribution.directory.object(node.id)?.kind;
  return holders.some((node) => kindOf(node) === "servicePrincipal")
    ? holders.filter((node) => kindOf(node) !== "application")
    : holders;
}

function ownerOf({ party }: OffendingGrant): string {
  return isProvider(party) ? party.provider : party.kind;
}

/** The declared resource nearest to the grant itself: the grant, else what leads to it, else what follows. */
function blamed({ edge, path }: OffendingGrant): string | undefined {
  const upToGrant = path.slice(0, path.indexOf(edge) + 1);
  return [...upToGrant.toReversed(), ...path].find(({ declaredBy }) => declaredBy !== undefined)?.declaredBy;
}

/** Records of one thing to change: of one declared resource, or of the same access in the tenant. */
export interface RecordGroup {
  readonly resource: string;
  readonly provider: string;
  readonly first: AccessRecord;
  readonly records: readonly AccessRecord[];
  /** Names of the principals. */
  readonly labels: readonly string[];
}

/** Groups the records of providers' principals that a rule objects to. */
export function groupRecords(
  context: RuleContext,
  objects: (record: AccessRecord, provider: string) => boolean,
): RecordGroup[] {
  const concerned = context.records.flatMap((record) => {
    const { party } = record.principal;
    if (!isProvider(party) || !context.concerns(record.objectKey) || !objects(record, party.provider)) return [];
    return [{ record, provider: party.provider, declared: context.declaredBy(record.objectKey) }];
  });
  const groups = Map.groupBy(concerned, ({ record, provider, declared }) =>
    [declared, provider, record.kind, sameRecord(record), record.scope, record.held].join(" "),
  );
  return [...groups.values()].flatMap((members) =>
    members.slice(0, 1).map(({ record: first, provider, declared }) => ({
      resource: declared ?? first.objectKey,
      provider,
      first,
      records: members.map(({ record }) => record),
      labels: members.map(({ record }) => record.principal.label),
    })),
  );
}

function sameRecord(record: AccessRecord): string {
  const ofApplication = record.kind === "application-permission" || record.kind === "delegated-permission";
  return ofApplication ? record.principal.id : (record.targetId ?? record.target);
}
