/** Puts a review together from records that were read and findings that were made: numbers, verdict, headline, decisions. */

import { accountHolders } from "../access/account-holder.ts";
import type { AccessRecord, Party } from "../access/record.ts";
import { functionById } from "../catalogue/functions.ts";
import type { Entitlements } from "../entitlements/entitlements.ts";
import type { Finding, WaivedFinding } from "../finding.ts";
import { resolveRows } from "../matrix/parties.ts";
import type { Matrix } from "../matrix/schema.ts";
import { blindTo, missingName } from "../tenant/blind-spots.ts";
import type { Snapshot } from "../tenant/snapshot.ts";
import { type AccessGroup, accessGroups, renamedGroups } from "./access-groups.ts";
import { alikeFrom, countOf } from "./alike.ts";
import { readers } from "./collect/readers.ts";
import { compareAccess } from "./compare.ts";
import type { PreviousEvidence } from "./evidence/previous-evidence.ts";
import { formats } from "./format.ts";
import { heldAccess } from "./held-access.ts";
import type { History } from "./history.ts";
import type { LastUseOf } from "./last-use.ts";
import { shortName } from "./names.ts";
import type { ObserveContext } from "./observe/observation.ts";
import { observe } from "./observe/observers.ts";
import { labelOfParty } from "./party-label.ts";
import { type PreviousReview, sincePrevious } from "./previous.ts";
import { decisionsOf } from "./questions.ts";
import { byParty, type ReachingPrincipal, reachOf } from "./reach.ts";
import type { Recognised, Renamed } from "./recognise.ts";
import { staffLists } from "./roster.ts";
import type { Difference, ObservationSummary, Review } from "./schema.ts";
import { compareSystems, type SystemComparison } from "./systems/compare.ts";
import { namedAfter } from "./systems/named-after.ts";
import { reviewedSystem } from "./systems/reviewed.ts";
import { usedBy } from "./used-by.ts";
import { headlineOf, inOrder, verdictOf } from "./verdict.ts";
import type { WithoutIt } from "./without.ts";

export interface ReviewParts {
  readonly matrix: Matrix;
  readonly entitlements: Entitlements;
  readonly stack: string;
  readonly restore?: string;
  /** ISO date or date-time of the review. */
  readonly today: string;
  readonly declared: readonly AccessRecord[];
  readonly declaredBy: ReadonlyMap<string, string>;
  readonly declaredDigest: string;
  readonly actual: readonly AccessRecord[];
  readonly snapshot: Snapshot;
  readonly snapshotDigest: string;
  readonly findings: readonly (Finding | WaivedFinding)[];
  /** Every rule that ran, to say which had nothing to say. */
  readonly rules: readonly { readonly name: string; readonly title: string }[];
  readonly reaching: readonly ReachingPrincipal[];
  /** What took part: Demarc, Node, … */
  readonly versions: Readonly<Record<string, string>>;
  readonly history?: History;
  readonly lastUse?: LastUseOf;
  readonly withoutIt?: WithoutIt;
  /** Where a path of the matrix is in its file. */
  readonly placeOf?: (path: string) => { readonly file: string; readonly line: number };
  /** Which declared objects were recognised, and what they are called now. */
  readonly recognised?: Pick<Recognised, "renamed" | "recreated" | "objects">;
  /** What the observers look at, besides what is here already; absent: they do not look. */
  readonly observing?: Pick<
    ObserveContext,
    "attribution" | "whole" | "conveys" | "rosters" | "systems" | "unusedDays" | "expiringDays"
  >;
  /** The review before this one. */
  readonly previous?: PreviousReview;
  /** How far that one is signed; absent: nobody looked. */
  readonly previousEvidence?: PreviousEvidence;
}

/** The review as plain data. */
export function assembleReview(parts: ReviewParts): Review {
  const { matrix, entitlements, snapshot } = parts;
  const partyLabel = (party: Party) => labelOfParty(party, matrix);
  const pathByPrincipal = new Map(parts.reaching.map(({ principal, path }) => [principal.id, path]));
  const declaredKeys = new Set(parts.declared.map(({ key }) => key));
  const { recognised, observing, history, lastUse } = parts;
  const systems = observing === undefined ? [] : systemsOf(parts, observing, partyLabel);
  const holdings = [
    ...heldAccess(parts.actual, declaredKeys, partyLabel),
    ...systems.flatMap((system) => system.holdings),
  ];
  const observations =
    observing === undefined || history === undefined || lastUse === undefined
      ? undefined
      : observe({
          ...observing,
          matrix,
          snapshot: observing.attribution.directory.snapshot,
          records: parts.actual,
          reaching: parts.reaching,
          history,
          lastUse,
          partyLabel,
          today: parts.today,
          holdings,
          recreated: recognised?.recreated ?? [],
          ...(parts.previous !== undefined && { previous: parts.previous }),
        });
  const { differences, asDeclared, declared, notCompared } = compareAccess({
    declared: parts.declared,
    actual: parts.actual,
    declaredBy: parts.declaredBy,
    unreadable: snapshot.unreadable,
    entitlements,
    stack: parts.stack,
    ...(parts.restore !== undefined && { restore: parts.restore }),
    findings: parts.findings,
    pathOf: (id) => pathByPrincipal.get(id),
    partyLabel,
    ...(observations !== undefined && { observations: observations.found }),
    ...(history !== undefined && { history, formerNames: formerNames(history, recognised) }),
    ...(lastUse !== undefined && { lastUse }),
    ...(parts.withoutIt !== undefined && { withoutIt: parts.withoutIt }),
    ...(parts.placeOf !== undefined && { placeOf: parts.placeOf }),
    elsewhere: systems.flatMap((system) => system.differences),
  });
  const reach = parts.reaching.map((entry) => reachOf(entry, partyLabel)).toSorted(byParty);
  const rows = rowsOf(matrix, entitlements, differences);
  const reviewed = systems.map((system) => reviewedSystem(system, differences, matrix));
  const internal = internalTierZero(parts, partyLabel);
  const count = (severity: Difference["severity"]) => countOf(differences, severity);
  const providersReaching = reach.filter(
    ({ principal, condition }) => principal.party.kind === "provider" && condition !== "internal-approval",
  );
  const asked = snapshot.unreadable.filter(({ code }) => code !== "NotAsked");
  const summary: Review["summary"] = {
    differences: { critical: count("critical"), high: count("high"), medium: count("medium"), low: count("low") },
    standingPrivileged: standingPrivileged(parts.actual),
    providersReachingGlobalAdministrator: providersReaching.length,
    principalsReachingGlobalAdministrator: reach.length,
    rowsWithDifference: rows.filter((row) => row.differences.length > 0).length,
    rows: rows.length,
    declared,
    asDeclared,
    unreadable: asked.length,
  };
  const verdict = verdictOf(summary);
  const staff = staffLists(observing?.rosters ?? [], (key) => matrix.providers[key]?.name ?? key);
  const groups = observing && accessGroups(observing.attribution.directory.snapshot, observing.conveys);
  return {
    format: formats.review,
    client: { name: matrix.client.name, tenantId: snapshot.tenantId },
    stack: parts.stack,
    reviewedOn: parts.today,
    verdict,
    headline: headlineOf(verdict, summary, providersReaching),
    summary,
    decisions: decisionsOf(differences, asked.length),
    differences: [...differences],
    reach,
    internalTierZero: internal,
    rows,
    unreadable: snapshot.unreadable.map((entry) => {
      const reader = readers.find(({ collection }) => collection === entry.collection);
      return {
        collection: missingName(entry),
        status: entry.status,
        code: entry.code,
        message: entry.message,
        blind: blindTo(entry),
        ...(reader !== undefined && { permission: reader.permission }),
        asked: entry.code !== "NotAsked",
      };
    }),
    notCompared: [
      ...notCompared.map(({ principal, target }) => `${shortName(principal.label)}: ${target}`),
      ...systems.flatMap((system) => system.notCompared),
    ],
    inOrder: inOrder(parts, summary, reach, differences),
    ...(reviewed.length > 0 && { systems: reviewed }),
    ...(observations !== undefined && { observations: summaryOf(observations, differences) }),
    holdings,
    usedBy: [
      ...usedBy(
        snapshot,
        matrix,
        entitlements,
        new Map(
          [
            ...differences.flatMap((line) => (line.members ?? [line]).map(({ principal }) => principal)),
            ...holdings.map(({ principal }) => principal),
            ...reach.map(({ principal }) => principal),
            ...internal.map(({ principal }) => principal),
          ].map(({ id, identity }) => [id, identity]),
        ),
      ),
      ...namedAfter(observing?.systems ?? [], matrix),
    ],
    ...(recognised !== undefined && {
      objects: recognised.objects.map((each) => ({ ...each })),
      renamed: [...recognised.renamed, ...renamedAccess(groups, parts)].map((each) => ({ ...each })),
    }),
    ...(groups !== undefined && { groups }),
    ...(parts.previous !== undefined && {
      previous: sincePrevious(parts.previous, parts.previousEvidence, differences, {
        rows,
        holdings,
        systems: reviewed,
      }),
    }),
    alikeFrom,
    evidence: {
      snapshotDigest: parts.snapshotDigest,
      declaredDigest: parts.declaredDigest,
      collectedAt: snapshot.collectedAt,
      source: snapshot.source,
      objects: Object.values(snapshot.collections).reduce((sum, collection) => sum + collection.length, 0),
      ...(staff.length > 0 && { staff }),
      versions: { ...parts.versions },
    },
  };
}

/** The systems beside the tenant, each against its roster. */
function systemsOf(
  { placeOf }: ReviewParts,
  { attribution, systems }: NonNullable<ReviewParts["observing"]>,
  partyLabel: (party: Party) => string,
): SystemComparison[] {
  return compareSystems({
    systems,
    // Without a roster nobody asks, and of a large tenant it takes a while.
    holderOf: (address) => accountHolders(attribution).byAddress(address),
    partyLabel,
    ...(placeOf !== undefined && { placeOf }),
  });
}

/** Groups that give access and are called something else now, besides those that are recognised as declared ones. */
function renamedAccess(
  groups: readonly AccessGroup[] | undefined,
  { recognised, previous, history }: ReviewParts,
): Renamed[] {
  if (groups === undefined || history === undefined) return [];
  return renamedGroups(groups, previous, history, new Set(recognised?.objects.map(({ id }) => id)));
}

/** What objects were called before: as the audit log has it, and as what is declared says. */
function formerNames(history: History, recognised: ReviewParts["recognised"]): ReadonlyMap<string, string> {
  return new Map([
    ...[...history.renames].flatMap(([id, [latest]]) => (latest === undefined ? [] : [[id, latest.was] as const])),
    // The comparison calls them by their declared names.
    ...(recognised?.renamed ?? []).map(
      ({ id, now }) => [id.toLowerCase(), `${now} (its name in the tenant now)`] as const,
    ),
  ]);
}

function summaryOf({ kinds }: ReturnType<typeof observe>, differences: readonly Difference[]): ObservationSummary[] {
  const byKind = new Map<string, string[]>();
  for (const { id, observations = [] } of differences) {
    for (const kind of new Set(observations.map((each) => each.kind))) {
      const list = byKind.get(kind);
      if (list === undefined) byKind.set(kind, [id]);
      else list.push(id);
    }
  }
  return kinds.map(({ kind, title, count, unseen }) => ({
    kind,
    title,
    found: count,
    differences: byKind.get(kind) ?? [],
    unseen: [...unseen],
  }));
}

/**
 * Privileged access of providers that is always active: roles and permissions of people and applications, and memberships of
 * groups that hold such a role. A team's group holds its role, but that alone makes nobody active.
 */
function standingPrivileged(records: readonly AccessRecord[]): number {
  const privileged = records.filter(
    ({ held, tier, kind }) =>
      held === "standing" &&
      (tier === 0 || tier === 1) &&
      ["directory-role", "application-permission", "azure-role"].includes(kind),
  );
  const isProviders = ({ principal }: AccessRecord) =>
    principal.party.kind === "provider" && principal.type !== "group";
  const groups = new Set(
    privileged.filter(({ principal }) => principal.type === "group").map(({ principal }) => principal.id),
  );
  const members = records.filter(
    (record) =>
      record.kind === "group-member" &&
      record.held === "standing" &&
      groups.has(record.targetId ?? "") &&
      isProviders(record),
  );
  return privileged.filter(isProviders).length + members.length;
}

function rowsOf(matrix: Matrix, entitlements: Entitlements, differences: readonly Difference[]): Review["rows"] {
  const byPath = Map.groupBy(differences, ({ row }) => row.path);
  const idsOf = (path: string) => (byPath.get(path) ?? []).map(({ id }) => id);
  const rows = resolveRows(matrix).map((row) => {
    const path = `functions.${row.functionId}`;
    const team = entitlements.teams.find(({ functionId }) => functionId === row.functionId);
    const provider = row.provider ?? row.support?.provider;
    return {
      path,
      name: functionById(row.functionId)?.title ?? row.functionId,
      owner: row.owner,
      ...(provider !== undefined && { provider: matrix.providers[provider]?.name ?? provider }),
      ...(team !== undefined && { team: team.displayName }),
      differences: idsOf(path),
    };
  });
  const emergency = differences
    .filter(({ row }) => row.path === "emergencyAccounts" || row.path?.startsWith("emergencyAccounts.") === true)
    .map(({ id }) => id);
  return [
    ...rows,
    { path: "emergencyAccounts", name: "Emergency accounts", owner: "internal", differences: emergency },
  ];
}

function internalTierZero(parts: ReviewParts, partyLabel: (party: Party) => string): Review["internalTierZero"] {
  return parts.actual
    .filter(({ principal, tier, kind }) => {
      const party = principal.party.kind;
      return tier === 0 && (party === "internal" || party === "deployment") && kind !== "group-member";
    })
    .map((record) => ({
      principal: {
        id: record.principal.id,
        identity: record.principal.identity,
        label: shortName(record.principal.label),
        type: record.principal.type,
        party: { kind: record.principal.party.kind, label: partyLabel(record.principal.party) },
      },
      target: record.target,
      scope: record.scope,
      held: record.held,
      ...(record.since !== undefined && { since: record.since }),
    }));
}
