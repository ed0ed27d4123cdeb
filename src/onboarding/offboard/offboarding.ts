/** Everything that has to happen when a provider leaves, and what of it is still open. */

import { z } from "zod";
import { buildContext } from "../../../policies/context.ts";
import { idsOnRosters } from "../../access/on-rosters.ts";
import { relevantTenant } from "../../access/relevant-tenant.ts";
import { deriveEntitlements } from "../../entitlements/derive.ts";
import type { Matrix, Provider } from "../../matrix/schema.ts";
import { matrixSchema } from "../../matrix/schema.ts";
import type { SystemRosterDocument } from "../../roster/roster.ts";
import type { CollectionName, Snapshot } from "../../tenant/snapshot.ts";
import { agreedSteps } from "./agreed-steps.ts";
import { namesIn } from "./names.ts";
import { type ExitStep, phaseOrder, phases } from "./phases.ts";
import { mayBeThere, systemSteps, unreadOfSystems } from "./system-steps.ts";
import { objectsPresent, tenantSteps } from "./tenant-steps.ts";

const stepSchema = z.strictObject({
  number: z.int().positive(),
  phase: z.enum(phases.map(({ id }) => id)),
  what: z.string(),
  who: z.string(),
  how: z.string().optional(),
  due: z.string().optional(),
  object: z.string().optional(),
});

/** The plan of an exit, as it is kept: what was there when it was made is looked for again later. */
export const offboardingSchema = z.strictObject({
  format: z.literal("demarc-offboarding/1"),
  tenantId: z.string(),
  stack: z.string(),
  key: z.string(),
  /** As the matrix had it: its people and domains are known by it after it is gone from there. */
  provider: matrixSchema.shape.providers.unwrap().valueType,
  madeOn: z.string(),
  collectedAt: z.string(),
  /** Whether the client gets in without the provider; nothing else is to be done before. */
  ready: z.boolean(),
  unreadable: z.array(z.string()),
  steps: z.array(stepSchema),
});
export type Offboarding = z.output<typeof offboardingSchema>;
export type NumberedStep = Offboarding["steps"][number];

export interface OffboardInput {
  readonly matrix: Matrix;
  readonly stack: string;
  readonly key: string;
  readonly provider: Provider;
  readonly snapshot: Snapshot;
  /** ISO date. */
  readonly today: string;
  /** Who has an account in the systems beside the tenant. */
  readonly systemRosters?: readonly SystemRosterDocument[];
  /** The plan that was made before. */
  readonly before?: Offboarding;
}

/** Collections that hold what a provider may have: one that was not read may hold more. */
const telling: ReadonlySet<CollectionName> = new Set([
  "users",
  "groups",
  "applications",
  "servicePrincipals",
  "roleAssignments",
  "roleEligibilitySchedules",
  "groupAssignmentSchedules",
  "groupEligibilitySchedules",
  "appRoleAssignments",
  "oauth2PermissionGrants",
  "crossTenantPartners",
  "conditionalAccessPolicies",
  "namedLocations",
  "armResources",
]);

/** What a snapshot does not tell of a provider, in words. Azure that nobody asked about is a choice, and said as well. */
export function unreadOf({ unreadable }: Snapshot): readonly { readonly what: string; readonly isChoice: boolean }[] {
  return unreadable
    .filter(({ collection }) => telling.has(collection))
    .map(({ collection, part, code, message }) => ({
      what: `${collection}${part === undefined ? "" : ` (${part})`}: ${message}`,
      isChoice: code === "NotAsked",
    }));
}

/** The plan: what is open now, together with what was open before and is still there. */
export function planExit(input: OffboardInput): Offboarding {
  const { stack, key, provider, snapshot, today, before } = input;
  // Whose things are is known by what the matrix said of the provider, also after it is gone from there.
  const matrix: Matrix = { ...input.matrix, providers: { ...input.matrix.providers, [key]: provider } };
  const entitlements = deriveEntitlements(matrix);
  const ids = before?.steps.flatMap(({ object }) => object?.match(guid) ?? []) ?? [];
  const systemRosters = input.systemRosters ?? [];
  const relevant = relevantTenant(snapshot, matrix, entitlements, {
    ids: [...ids, ...idsOnRosters(snapshot, systemRosters)],
    names: new Set(),
  });
  const context = buildContext({
    matrix,
    entitlements,
    snapshot: relevant,
    scope: "whole-tenant",
    today,
    systemRosters,
  });
  const lead = matrix.internal.people.find(({ duty }) => duty === "it-lead") ?? matrix.internal.people[0];
  const client = lead === undefined ? matrix.client.name : `${lead.name} (${matrix.client.name})`;
  const theirs = `${provider.people[0]?.name ?? "somebody"} (${provider.name})`;
  const exit = { context, provider: key, client, theirs, named: namesIn(snapshot) };
  const found = [
    ...tenantSteps(exit),
    ...systemSteps(exit),
    ...matrixSteps(input, client),
    ...agreedSteps(exit, before?.madeOn ?? today),
  ];
  const known = new Set(found.flatMap(({ object }) => object ?? []));
  const present = objectsPresent(context);
  const left = (before?.steps ?? []).filter(
    ({ object }) =>
      object !== undefined && !known.has(object) && (present.has(object) || mayBeThere(object, context.systems)),
  );
  const seen = new Set<string>();
  const steps = [...found, ...left.map(({ number: _, ...step }) => step)]
    .filter(({ object, what }) => {
      const identity = object ?? what;
      return !seen.has(identity) && seen.add(identity);
    })
    .toSorted((one, other) => phaseOrder(one.phase) - phaseOrder(other.phase))
    .map((step, index) => ({ number: index + 1, ...step }));
  return {
    format: "demarc-offboarding/1",
    tenantId: matrix.client.tenantId,
    stack,
    key,
    provider,
    madeOn: before?.madeOn ?? today,
    collectedAt: snapshot.collectedAt,
    ready: !steps.some(({ phase, object }) => phase === "safety" && object !== undefined),
    unreadable: [...unreadOf(snapshot).map(({ what }) => what), ...unreadOfSystems(context.systems)],
    steps,
  };
}

const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

function matrixSteps({ matrix, key, stack }: OffboardInput, client: string): ExitStep[] {
  const isThere = key in matrix.providers;
  return [
    ...(isThere
      ? [
          {
            phase: "matrix" as const,
            what: `Give its rows to somebody else and take ${key} out of the matrix.`,
            who: client,
            how: "git apply matrix.diff, then demarc lint",
            object: `matrix ${key}`,
          },
        ]
      : []),
    {
      phase: "matrix",
      what: "Apply the matrix without it: the groups of its teams and its accounts go.",
      who: client,
      how: `demarc preview --stack ${stack}, then demarc up --stack ${stack}`,
    },
  ];
}

/** Steps whose object is still there. */
export function openSteps({ steps }: Offboarding): readonly NumberedStep[] {
  return steps.filter(({ object }) => object !== undefined);
}
