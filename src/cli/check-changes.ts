/** What a judged plan does to who can do what, as plain data. */

import { accessChangesOf, contextBefore } from "../../policies/changes.ts";
import type { Judgement } from "../../policies/judge.ts";
import { controlWords, pathSteps } from "../../policies/words.ts";
import { partyName } from "../access/party.ts";
import type { AccessRecord, Party } from "../access/record.ts";
import { signInChanges } from "../access/sign-in-changes.ts";
import type { Plan } from "../plan/plan.ts";
import type { ChangeParty, Changes, CheckStep } from "./check-result.ts";

/** What nobody holds. */
const settings = new Set<AccessRecord["principal"]["type"]>(["policy", "location", "resource"]);
const theTenant: ChangeParty = { kind: "tenant", name: "Settings of the tenant" };

/**
 * @param placed a file's name as the document has it
 * @param planBefore what the program declared before, where that is known
 */
export function changesOf(judgement: Judgement, placed: (file: string) => string, planBefore?: Plan): Changes {
  const { context, input } = judgement;
  const tenantBefore = contextBefore(judgement, planBefore);
  const { access, reach } = accessChangesOf(judgement, tenantBefore);
  const { providers } = context.matrix;
  const said = (party: Party): ChangeParty => ({ kind: party.kind, name: partyName(party, providers) });
  return {
    comparedWith: planBefore !== undefined ? "base" : input.snapshot === undefined ? "nothing" : "snapshot",
    access: access.map(({ change, record, differences }) => ({
      change,
      party: settings.has(record.principal.type) ? theTenant : said(record.principal.party),
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
    signIns: signInChanges(tenantBefore.attribution, context.attribution).map(
      ({ change, principals, policy, controls, words }) => ({
        change,
        principals: principals.map(({ label, party }) => ({ name: label, party: said(party) })),
        policy,
        controls: controls.map(controlWords),
        words,
      }),
    ),
  };
}

function withFile(step: CheckStep, placed: (file: string) => string): CheckStep {
  return step.file === undefined ? step : { ...step, file: placed(step.file) };
}
