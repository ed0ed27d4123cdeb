/** A review of one tenant: what was read of it, held against what the matrix declares, through one access model. */

import { buildContext } from "../../policies/context.ts";
import { conveysAccess } from "../../policies/conveying.ts";
import { evaluateRules, type RegisteredRule, type RuleContext } from "../../policies/rule.ts";
import { applyWaivers } from "../../policies/waivers.ts";
import { attribute } from "../access/attribution.ts";
import type { AccessEdge } from "../access/graph.ts";
import { identityOf } from "../access/identity.ts";
import { idsOnRosters, idsOnStaff } from "../access/on-rosters.ts";
import { accessRecords } from "../access/records.ts";
import { mentionedIn, relevantTenant } from "../access/relevant-tenant.ts";
import { reachTo, shortestPaths } from "../access/search.ts";
import { startsOf } from "../access/starts.ts";
import type { Entitlements } from "../entitlements/entitlements.ts";
import type { PathStep } from "../finding.ts";
import type { LoadedMatrix } from "../matrix/load.ts";
import type { Matrix } from "../matrix/schema.ts";
import type { Plan } from "../plan/plan.ts";
import type { SystemRosterDocument } from "../roster/roster.ts";
import type { MaterialisedTenant } from "../tenant/materialised.ts";
import type { Snapshot } from "../tenant/snapshot.ts";
import { snapshotDigest } from "../tenant/snapshot-digest.ts";
import { assembleReview } from "./assemble.ts";
import { declaredDigest } from "./declared-digest.ts";
import { unlistedEmergencyAccounts } from "./emergency.ts";
import type { PreviousEvidence } from "./evidence/previous-evidence.ts";
import { readHistory } from "./history.ts";
import { readLastUse } from "./last-use.ts";
import { shortName } from "./names.ts";
import type { PreviousReview } from "./previous.ts";
import type { ReachingPrincipal } from "./reach.ts";
import { recognise } from "./recognise.ts";
import { type Roster, staffOf } from "./roster.ts";
import type { Review } from "./schema.ts";
import { waysWithout } from "./without.ts";

export interface ReviewInput {
  readonly matrix: Matrix;
  readonly entitlements: Entitlements;
  /** Name of the stack, as `demarc up --stack` takes it. */
  readonly stack: string;
  /** Command line that restores what is declared; `demarc up` for the stack unless given. */
  readonly restore?: string;
  readonly declared: MaterialisedTenant;
  /** What `declared` was made from. */
  readonly plan: Pick<Plan, "resources">;
  readonly actual: Snapshot;
  /** The rules of the gate; they run on the actual tenant. */
  readonly rules: readonly RegisteredRule[];
  /** ISO date of the review. */
  readonly today: string;
  /** What took part, e.g. `{ demarc: "0.1.0", node: "24.21.0" }`. */
  readonly versions: Readonly<Record<string, string>>;
  /** Object or application ids of the identity that runs the deployment. */
  readonly deploymentIds?: readonly string[];
  /** The matrix's file, so that what is to change in it has a line. */
  readonly matrixSource?: Pick<LoadedMatrix, "file" | "positionOf">;
  /** The review before this one. */
  readonly previous?: PreviousReview;
  /** How far that one is signed; absent: nobody looked. */
  readonly previousEvidence?: PreviousEvidence;
  /** Who works at the providers now. */
  readonly rosters?: readonly Roster[];
  /** Who has an account in the systems beside the tenant. */
  readonly systemRosters?: readonly SystemRosterDocument[];
  /** Object ids by URN, as the state of the deployment has them. */
  readonly stateIds?: ReadonlyMap<string, string>;
  /** Days after which an access that nobody used is stale; the matrix's unless given. */
  readonly unusedDays?: number;
  /** Days before an end that are worth a word; 60 unless given. */
  readonly expiringDays?: number;
}

/** Two months: the longest notice that most contracts ask for is announced in time, and a certificate can be ordered. */
const usualExpiringDays = 60;

/** The review as plain data, ready for `reporters`. */
export function reviewTenant(input: ReviewInput): Review {
  const { matrix, entitlements, declared, actual, today, matrixSource, previous } = input;
  const history = readHistory(actual);
  const recognised = recognise(declared, actual, history, {
    ...(input.stateIds !== undefined && { ofState: input.stateIds }),
    ...(previous?.objects !== undefined && { ofPrevious: new Map(previous.objects.map(({ urn, id }) => [urn, id])) }),
  });
  const mentioned = mentionedIn(declared.snapshot);
  const staff = staffOf(input.rosters ?? []);
  const snapshot = relevantTenant(recognised.snapshot, matrix, entitlements, {
    ids: [
      ...mentioned.ids,
      ...recognised.objects.map(({ id }) => id),
      ...idsOnRosters(recognised.snapshot, input.systemRosters ?? []),
      ...idsOnStaff(recognised.snapshot, staff),
    ],
    names: mentioned.names,
  });
  const deployment = input.deploymentIds === undefined ? {} : { deploymentIds: input.deploymentIds };
  const context = buildContext({
    matrix,
    entitlements,
    snapshot,
    scope: "whole-tenant",
    today,
    ...deployment,
    systemRosters: input.systemRosters ?? [],
    staff,
    ...(matrixSource !== undefined && { matrixSource }),
  });
  const { attribution, graph, records } = context;
  const { findings, waived } = applyWaivers(evaluateRules(input.rules, context), input.rules, context);
  const completed = withLookedUp(declared.snapshot, snapshot, mentioned.ids);
  return assembleReview({
    matrix,
    entitlements,
    stack: input.stack,
    ...(input.restore !== undefined && { restore: input.restore }),
    today,
    declared: accessRecords(
      completed,
      attribute(completed, matrix, entitlements, { assumed: declared.assumed, ...deployment }),
    ),
    declaredBy: declared.declaredBy,
    declaredDigest: declaredDigest(matrix, input.plan),
    actual: records,
    snapshot: actual,
    snapshotDigest: snapshotDigest(actual),
    findings: [...findings, ...waived, ...unlistedEmergencyAccounts(attribution, records)],
    rules: input.rules.map(({ name, title }) => ({ name, title })),
    reaching: reachingPrincipals(context),
    versions: input.versions,
    history,
    lastUse: readLastUse(actual, history),
    withoutIt: waysWithout(graph),
    ...(matrixSource !== undefined && {
      placeOf: (path) => ({ file: matrixSource.file, line: matrixSource.positionOf(path.split(".").map(step)).line }),
    }),
    recognised,
    observing: {
      attribution,
      whole: actual,
      conveys: (groupId) => conveysAccess(context, groupId),
      rosters: input.rosters ?? [],
      systems: context.systems ?? [],
      unusedDays: input.unusedDays ?? matrix.review.unusedAfterDays,
      expiringDays: input.expiringDays ?? usualExpiringDays,
    },
    ...(previous !== undefined && { previous }),
    ...(input.previousEvidence !== undefined && { previousEvidence: input.previousEvidence }),
  });
}

/** Lists of the matrix have positions, everything else names. */
function step(name: string): string | number {
  return /^\d+$/.test(name) ? Number(name) : name;
}

/** Who reaches Global Administrator or an equivalent, each by the way to show. */
function reachingPrincipals({ attribution, graph }: RuleContext): ReachingPrincipal[] {
  const starts = new Set(startsOf(graph, attribution, (party) => party.kind !== "microsoft"));
  // Of two ways that ask for the same, the one without a further step is the one to show.
  const direct = reachTo(graph, [graph.tierZero], { admits: ({ kind }) => kind !== "can-reach-tier-zero" });
  // An app registration is the same thing as its service principal, seen from the other side.
  const isRegistration = (path: readonly AccessEdge[]) => path[0]?.kind === "can-sign-in-as" && starts.has(path[0].to);
  return shortestPaths(graph, (node) => starts.has(node))
    .filter(({ path }) => !isRegistration(path))
    .map(({ from, condition, path }) => ({
      principal: {
        id: from.id,
        ...identityOf(attribution.directory, from.id),
        label: shortName(from.label),
        party: from.party ?? ({ kind: "unknown" } as const),
      },
      path: (direct.condition(from) === condition ? (direct.path(from) ?? path) : path).map(pathStep),
    }));
}

/**
 * The declared tenant with those objects of the actual one that it refers to and does not declare: what the program looked up.
 * They come without their relations, so that they say who somebody is and nothing more.
 */
function withLookedUp(declared: Snapshot, actual: Snapshot, mentioned: ReadonlySet<string>): Snapshot {
  const missing = <T extends { readonly id: string }>(own: readonly T[], there: readonly T[]): T[] => {
    const known = new Set(own.map(({ id }) => id));
    return [
      ...own,
      ...there
        .filter(({ id }) => mentioned.has(id) && !known.has(id))
        .map((object) => ({ ...object, members: [], owners: [] })),
    ];
  };
  const { users, groups, applications, servicePrincipals, administrativeUnits } = declared.collections;
  return {
    ...declared,
    collections: {
      ...declared.collections,
      users: missing(users, actual.collections.users),
      groups: missing(groups, actual.collections.groups),
      administrativeUnits: missing(administrativeUnits, actual.collections.administrativeUnits),
      applications: missing(applications, actual.collections.applications),
      servicePrincipals: missing(servicePrincipals, actual.collections.servicePrincipals),
    },
  };
}

function pathStep(edge: AccessEdge): PathStep {
  return {
    from: shortName(edge.from.label),
    edge: edge.kind,
    to: shortName(edge.to.label),
    condition: edge.condition,
    ...(edge.declaredBy !== undefined && { resource: edge.declaredBy }),
  };
}
