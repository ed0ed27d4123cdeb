/** What providers hold, declared or not: what the next review compares with to see what they gained. */

import type { AccessRecord, Party } from "../access/record.ts";
import type { HeldAccess } from "./schema.ts";
import { principalOf } from "./sentences.ts";

/** Everything of providers, and of unknown principals what reaches beyond themselves; in the order of the records. */
export function heldAccess(
  records: readonly AccessRecord[],
  declared: ReadonlySet<string>,
  partyLabel: (party: Party) => string,
): HeldAccess[] {
  return records.filter(isKept).map((record) => ({
    key: record.key,
    kind: record.kind,
    principal: principalOf(record, partyLabel),
    target: record.target,
    ...(record.targetId !== undefined && { targetId: record.targetId }),
    scope: record.scope,
    held: record.held,
    ...(record.until !== undefined && { until: record.until }),
    ...(record.tier !== undefined && { tier: record.tier }),
    declared: declared.has(record.key),
    objects: [record.objectKey],
  }));
}

function isKept({ principal, kind, tier, scope }: AccessRecord): boolean {
  if (kind === "activation-rules" || kind === "administrative-unit-member") return false;
  // What single people have consented to is as many as there are people.
  if (kind === "delegated-permission" && tier === 2 && !scope.endsWith("for everybody")) return false;
  if (principal.party.kind === "provider") return true;
  return principal.party.kind === "unknown" && (tier === 0 || tier === 1);
}
