/** What a judged plan would change in who can do what. Reads a second tenant, so only those ask who show it. */

import { type AccessChanges, accessChanges } from "../src/access/changes.ts";
import type { AccessRecord } from "../src/access/record.ts";
import type { Plan } from "../src/plan/plan.ts";
import { deploymentClientId } from "../src/tenant/tenant.ts";
import { buildContext } from "./context.ts";
import { declaredTenant, type Judgement } from "./judge.ts";
import type { RuleContext } from "./rule.ts";

/** The tenant with the plan compared with the tenant without it. */
export function accessChangesOf(judgement: Judgement, before = contextBefore(judgement)): AccessChanges {
  const { context } = judgement;
  const changes = accessChanges(before, context);
  // An object that only stands for what a lookup would find comes and goes with the lookup.
  const assumed = (id: string) => [before, context].some(({ materialised }) => materialised?.assumed.has(id));
  // Rules that nobody declares are Microsoft's own, which come and go with the group or role they are for.
  const byDefault = ({ kind, objectKey }: AccessRecord) =>
    kind === "activation-rules" && [before, context].every(({ declaredBy }) => declaredBy(objectKey) === undefined);
  return {
    ...changes,
    access: changes.access.filter(
      ({ change, record }) => !assumed(record.objectKey) && (change === "changed" || !byDefault(record)),
    ),
  };
}

/**
 * The tenant without what the plan declares: the snapshot, or a tenant on its first day where none was given. What the program
 * only reads or looks up is in it: to find something gives nobody anything.
 *
 * @param planBefore what the program declared before, where that is known
 */
export function contextBefore({ context, input }: Judgement, planBefore?: Plan): RuleContext {
  const { matrix, plan, scope, snapshot, today } = input;
  // Through the same model, so that what the model adds by itself is no difference.
  const before = declaredTenant({
    ...input,
    plan: planBefore ?? { ...plan, resources: plan.resources.filter(({ read }) => read) },
  });
  return buildContext({
    matrix,
    entitlements: context.entitlements,
    snapshot: before.snapshot,
    materialised: before,
    scope,
    seesTenant: snapshot !== undefined,
    today,
    deploymentIds: [deploymentClientId(matrix.client.tenantId)],
  });
}
