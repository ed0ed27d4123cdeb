/** A review of one tenant: what was read of it, held against what the matrix declares, through one access model. */

import { attribute } from "../access/attribution.ts";
import { type AccessEdge, buildGraph } from "../access/graph.ts";
import { identityOf } from "../access/identity.ts";
import { accessRecords } from "../access/records.ts";
import { shortestPaths } from "../access/search.ts";
import { startsOf } from "../access/starts.ts";
import type { Entitlements } from "../entitlements/entitlements.ts";
import type { Finding, PathStep } from "../finding.ts";
import type { Matrix } from "../matrix/schema.ts";
import type { MaterialisedTenant } from "../tenant/materialised.ts";
import type { Snapshot } from "../tenant/snapshot.ts";
import { assembleReview } from "./assemble.ts";
import { digestOf } from "./digest.ts";
import type { Review } from "./schema.ts";

export interface ReviewInput {
  readonly matrix: Matrix;
  readonly entitlements: Entitlements;
  /** Name of the stack, as `demarc up --stack` takes it. */
  readonly stack: string;
  readonly declared: MaterialisedTenant;
  readonly actual: Snapshot;
  /** What the rules say of the actual tenant. */
  readonly findings: readonly Finding[];
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
  const reaching = shortestPaths(graph, (node) => starts.has(node)).map(({ from, path }) => ({
    principal: {
      id: from.id,
      ...identityOf(attribution.directory, from.id),
      label: from.label,
      party: from.party ?? ({ kind: "unknown" } as const),
    },
    path: path.map(pathStep),
  }));
  return assembleReview({
    matrix,
    entitlements,
    stack: input.stack,
    today: input.today,
    declared: accessRecords(
      declared.snapshot,
      attribute(declared.snapshot, matrix, entitlements, { assumed: declared.assumed, ...deployment }),
    ),
    declaredBy: declared.declaredBy,
    declaredDigest: digestOf(declared.snapshot.collections),
    actual: accessRecords(actual, attribution),
    snapshot: actual,
    snapshotDigest: digestOf(actual),
    findings: input.findings,
    rules: input.rules,
    reaching,
    versions: input.versions,
  });
}

function pathStep(edge: AccessEdge): PathStep {
  return {
    from: edge.from.label,
    edge: edge.kind,
    to: edge.to.label,
    condition: edge.condition,
    ...(edge.declaredBy !== undefined && { resource: edge.declaredBy }),
  };
}
