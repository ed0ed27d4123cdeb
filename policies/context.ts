/** Everything the rules look at, computed once at most. */

import { readActivationPolicies } from "../src/access/activation-policy.ts";
import { attribute } from "../src/access/attribution.ts";
import { readPolicies } from "../src/access/conditional-access.ts";
import { type AccessGraph, buildGraph } from "../src/access/graph.ts";
import type { AccessRecord } from "../src/access/record.ts";
import { accessRecords } from "../src/access/records.ts";
import type { Staff } from "../src/access/staff.ts";
import { systemAccess } from "../src/access/system-accounts.ts";
import type { Entitlements } from "../src/entitlements/entitlements.ts";
import type { LoadedMatrix } from "../src/matrix/load.ts";
import type { Matrix } from "../src/matrix/schema.ts";
import type { Plan, SourcePosition } from "../src/plan/plan.ts";
import type { SystemRosterDocument } from "../src/roster/roster.ts";
import type { MaterialisedTenant } from "../src/tenant/materialised.ts";
import type { Snapshot } from "../src/tenant/snapshot.ts";
import type { ReviewStanding } from "./reviews.ts";
import type { RuleContext, Scope } from "./rule.ts";

export interface ContextInput {
  readonly matrix: Matrix;
  readonly entitlements: Entitlements;
  /** What is judged; with `materialised` given, its snapshot is meant. */
  readonly snapshot: Snapshot;
  readonly plan?: Plan;
  readonly materialised?: MaterialisedTenant;
  readonly scope: Scope;
  /** Whether a snapshot of the tenant is underneath. A whole tenant is always seen. */
  readonly seesTenant?: boolean;
  /** ISO date. */
  readonly today: string;
  /** Object or application ids of the identity that runs the deployment. */
  readonly deploymentIds?: readonly string[];
  /** Rosters of the systems beside the tenant. */
  readonly systemRosters?: readonly SystemRosterDocument[];
  /** Who works at the providers. */
  readonly staff?: Staff;
  /** How far the stack's reviews are. */
  readonly reviews?: ReviewStanding;
  /** The matrix's file, so that what is wrong in it has a position. */
  readonly matrixSource?: Pick<LoadedMatrix, "file" | "positionOf">;
}

/** Builds the context of an evaluation. */
export function buildContext(input: ContextInput): RuleContext {
  const { matrix, entitlements, snapshot, plan, materialised, scope, deploymentIds } = input;
  const declared: ReadonlyMap<string, string> = materialised?.declaredBy ?? new Map();
  const seesTenant = scope === "whole-tenant" || input.seesTenant === true;
  const attribution = attribute(snapshot, matrix, entitlements, {
    seesTenant,
    ...(materialised && { assumed: materialised.assumed }),
    ...(deploymentIds && { deploymentIds }),
    ...(input.staff && { staff: input.staff }),
  });
  let sources: ReadonlyMap<string, SourcePosition | undefined> | undefined;
  // Not everybody asks for all of it, and of a large tenant each takes seconds.
  let graph: AccessGraph | undefined;
  let records: readonly AccessRecord[] | undefined;
  return {
    matrix,
    entitlements,
    snapshot,
    attribution,
    get graph() {
      graph ??= buildGraph(attribution, declared);
      return graph;
    },
    get records() {
      records ??= accessRecords(snapshot, attribution);
      return records;
    },
    activation: readActivationPolicies(attribution.directory),
    conditionalAccess: readPolicies(snapshot),
    ...(plan && { plan }),
    ...(materialised && { materialised }),
    scope,
    seesTenant,
    today: input.today,
    ...(input.systemRosters && { systems: systemAccess(attribution, input.systemRosters) }),
    ...(input.reviews && { reviews: input.reviews }),
    declaredBy: (objectKey) => declared.get(objectKey),
    concerns: (objectKey) => scope === "whole-tenant" || declared.has(objectKey),
    sourceOf(urn) {
      // Plan files rarely say where anything is written.
      sources ??= new Map(
        plan?.resources.flatMap(({ urn: of, source }) => (source === undefined ? [] : [[of, source] as const])),
      );
      const source = sources.get(urn) ?? matrixPosition(urn, input);
      return source && { file: source.file, line: source.line, column: source.column };
    },
    providerName: (key) => matrix.providers[key]?.name ?? key,
  };
}

/** Position of a path in the matrix, such as `client` or `waivers.0.until`. */
function matrixPosition(place: string, { matrix, matrixSource }: ContextInput) {
  const path = place.split(".");
  if (matrixSource === undefined || !Object.hasOwn(matrix, String(path[0]))) return undefined;
  return { file: matrixSource.file, ...matrixSource.positionOf(path) };
}
