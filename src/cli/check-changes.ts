/** What a judged plan does to who can do what, as plain data. */

import { buildContext } from "../../policies/context.ts";
import { declaredTenant, type Judgement } from "../../policies/judge.ts";
import type { RuleContext } from "../../policies/rule.ts";
import { pathSteps } from "../../policies/words.ts";
import { accessChanges } from "../access/changes.ts";
import { partyName } from "../access/party.ts";
import type { Party } from "../access/record.ts";
import { deploymentClientId } from "../tenant/tenant.ts";
import type { Changes, CheckStep } from "./check-result.ts";

/** @param placed a file's name as the document has it */
export function changesOf({ context, input }: Judgement, placed: (file: string) => string): Changes {
  const { access, reach } = accessChanges(contextBefore(context, input), context);
  const { providers } = context.matrix;
  const said = (party: Party) => ({ kind: party.kind, name: partyName(party, providers) });
  return {
    comparedWith: input.snapshot === undefined ? "nothing" : "snapshot",
    access: access.map(({ change, record, differences }) => ({
      change,
      party: said(record.principal.party),
      principal: record.principal.label,
      kind: record.kind,
      target: record.target,
      scope: record.scope,
      held: record.held,
      ...(record.until !== undefined && { until: record.until }),
      differences,
    })),
    reach: reach.map(({ change, principal, party, before, after, path }) => ({
      change,
      party: said(party),
      principal: principal.label,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
      path: pathSteps(path, context).map((step) => withFile(step, placed)),
    })),
  };
}

/** The tenant without what the plan declares. What the program only looks up is in it: to find something gives nobody anything. */
function contextBefore(context: RuleContext, input: Judgement["input"]): RuleContext {
  const before = declaredTenant({ ...input, plan: { ...input.plan, resources: [] } });
  return buildContext({
    matrix: input.matrix,
    entitlements: context.entitlements,
    snapshot: before.snapshot,
    materialised: before,
    scope: input.scope,
    seesTenant: input.snapshot !== undefined,
    today: input.today,
    deploymentIds: [deploymentClientId(input.matrix.client.tenantId)],
  });
}

function withFile(step: CheckStep, placed: (file: string) => string): CheckStep {
  return step.file === undefined ? step : { ...step, file: placed(step.file) };
}
