/** A review of one tenant: what was read of it, held against what the matrix declares, through one access model. */

import { attribute } from "../access/attribution.ts";
import { type AccessEdge, buildGraph } from "../access/graph.ts";
import { identityOf } from "../access/identity.ts";
import { accessRecords } from "../access/records.ts";
import { reachTo, shortestPaths } from "../access/search.ts";
import { startsOf } from "../access/starts.ts";
import type { Entitlements } from "../entitlements/entitlements.ts";
import type { Finding, PathStep, WaivedFinding } from "../finding.ts";
import type { Matrix } from "../matrix/schema.ts";
import type { MaterialisedTenant } from "../tenant/materialised.ts";
import type { Snapshot } from "../tenant/snapshot.ts";
import { assembleReview } from "./assemble.ts";
import { digestOf } from "./digest.ts";
import { unlistedEmergencyAccounts } from "./emergency.ts";
import { shortName } from "./names.ts";
import type { Review } from "./schema.ts";

export interface ReviewInput {
  readonly matrix: Matrix;
  readonly entitlements: Entitlements;
  /** Name of the stack, as `demarc up --stack` takes it. */
  readonly stack: string;
  readonly declared: MaterialisedTenant;
  readonly actual: Snapshot;
  /** What the rules say of the actual tenant, waived or not. */
  readonly findings: readonly (Finding | WaivedFinding)[];
  /** Every rule that ran, with one sentence that is true when it has no finding. */
  readonly rules: readonly { readonly name: string; readonly title: string }[];
  /** ISO date of the review. */
  readonly today: string;
  /** What took part, e.g. `{ demarc: "0.1.0", node: "24.21.0" }`. */
  readonly versions: Readonly<Record<string, string>>;
  /** Object or application ids of the identity that runs the deployment. */
  readonly deploymentIds?: readonly string[];
}

/** The review as plain data, ready for `reporters`. */
export function reviewTenant(input: ReviewInput): Review {
  const { matrix, entitlements, declared, actual } = input;
  const deployment = input.deploymentIds === undefined ? {} : { deploymentIds: input.deploymentIds };
  const attribution = attribute(actual, matrix, entitlements, deployment);
  const graph = buildGraph(attribution);
  const starts = new Set(startsOf(graph, attribution, (party) => party.kind !== "microsoft"));
  // Of two ways that ask for the same, the one without a further step is the one to show.
  const direct = reachTo(graph, [graph.tierZero], { admits: ({ kind }) => kind !== "can-reach-tier-zero" });
  // An app registration is the same thing as its service principal, seen from the other side.
  const isRegistration = (path: readonly AccessEdge[]) => path[0]?.kind === "can-sign-in-as" && starts.has(path[0].to);
  const ways = shortestPaths(graph, (node) => starts.has(node))
    .filter(({ path }) => !isRegistration(path))
    .map(({ from, condition, path }) => ({
      from,
      path: direct.condition(from) === condition ? (direct.path(from) ?? path) : path,
    }));
  const reaching = ways.map(({ from, path }) => ({
    principal: {
      id: from.id,
      ...identityOf(attribution.directory, from.id),
      label: shortName(from.label),
      party: from.party ?? ({ kind: "unknown" } as const),
    },
    path: path.map(pathStep),
  }));
  const records = accessRecords(actual, attribution);
  const completed = withLookedUp(declared.snapshot, actual);
  return assembleReview({
    matrix,
    entitlements,
    stack: input.stack,
    today: input.today,
    declared: accessRecords(
      completed,
      attribute(completed, matrix, entitlements, { assumed: declared.assumed, ...deployment }),
    ),
    declaredBy: declared.declaredBy,
    declaredDigest: digestOf(declared.snapshot.collections),
    actual: records,
    snapshot: actual,
    snapshotDigest: digestOf(actual),
    findings: [...input.findings, ...unlistedEmergencyAccounts(attribution, records)],
    rules: input.rules,
    reaching,
    versions: input.versions,
  });
}

/**
 * The declared tenant with those objects of the actual one that it refers to and does not declare: what the program looked up.
 * They come without their relations, so that they say who somebody is and nothing more.
 */
function withLookedUp(declared: Snapshot, actual: Snapshot): Snapshot {
  const mentioned = new Set(
    JSON.stringify(declared.collections).match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi),
  );
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
