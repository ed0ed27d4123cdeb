/** What a judged plan would change in who can do what. Reads a second tenant, so only those ask who show it. */

import { type AccessChanges, accessChanges } from "../src/access/changes.ts";
import { deploymentClientId } from "../src/tenant/tenant.ts";
import { buildContext } from "./context.ts";
import type { Judgement } from "./judge.ts";
import { declaredTenant } from "./judge.ts";

/**
 * The tenant with the plan compared with the tenant without it: the snapshot, or a tenant on its first day where none was
 * given. What the program only reads or looks up is there on both sides.
 */
export function changesOf({ context, materialised, input }: Judgement): AccessChanges {
  const { matrix, plan, snapshot, scope, today } = input;
  const present = { ...plan, resources: plan.resources.filter(({ read }) => read) };
  // Through the same model, so that what the model adds by itself is no difference.
  const without = declaredTenant({ matrix, plan: present, ...(snapshot && { snapshot }) });
  const before = buildContext({
    matrix,
    entitlements: context.entitlements,
    snapshot: without.snapshot,
    materialised: without,
    scope,
    today,
    deploymentIds: [deploymentClientId(matrix.client.tenantId)],
  });
  const changes = accessChanges(before, context);
  // An object that only stands for what a lookup would find comes and goes with the lookup.
  const assumed = (id: string) => materialised.assumed.has(id) || without.assumed.has(id);
  return { ...changes, access: changes.access.filter(({ record }) => !assumed(record.objectKey)) };
}
