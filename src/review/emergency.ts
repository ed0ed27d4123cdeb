/** Accounts that look like emergency accounts and that the matrix does not know: the last way in, guarded by nobody. */

import type { Attribution } from "../access/attribution.ts";
import { nameOf } from "../access/conditional-access/grants.ts";
import { appliesToUser, isEnforced, readPolicies } from "../access/conditional-access.ts";
import type { AccessRecord } from "../access/record.ts";
import { signInPrincipals } from "../access/sign-in-principal.ts";
import { globalAdministratorId } from "../catalogue/entra-roles.ts";
import type { Finding } from "../finding.ts";
import { isWhole } from "../tenant/blind-spots.ts";

/** Names that people give to such accounts. */
const usualNames = /break.?glass|emergency|notfall|bris.?de.?glace|noodtoegang|\bbtg\b/i;

/** One finding for each account that holds Global Administrator, is named like an emergency account, and is not listed. */
export function unlistedEmergencyAccounts(attribution: Attribution, records: readonly AccessRecord[]): Finding[] {
  const { policies } = readPolicies(attribution.directory.snapshot);
  const nothing = isWhole(attribution.directory.snapshot, "conditionalAccessPolicies")
    ? "No conditional access policy applies to it."
    : "Whether a conditional access policy applies to it is not known: not all of them could be read.";
  const principalOf = signInPrincipals(attribution);
  return records.flatMap((record): Finding[] => {
    const isGlobal = record.kind === "directory-role" && record.targetId === globalAdministratorId;
    if (!isGlobal || record.principal.party.kind !== "internal") return [];
    const user = attribution.directory.object(record.principal.id);
    if (user?.kind !== "user" || !usualNames.test(`${user.value.displayName} ${user.value.userPrincipalName}`))
      return [];
    const inside = policies
      .filter((policy) => isEnforced(policy) && appliesToUser(policy, principalOf(user.value)))
      .map((policy) => `“${nameOf(policy)}”`);
    const caught =
      inside.length === 0
        ? nothing
        : `${inside.length === 1 ? "A conditional access policy that can lock it out applies" : `${inside.length} conditional access policies that can lock it out apply`} to it: ${inside.join(", ")}.`;
    return [
      {
        rule: "emergency-accounts-listed",
        severity: inside.length === 0 ? "warning" : "error",
        message: `${record.principal.label} looks like an emergency account, and the matrix does not list it. ${caught}`,
        resource: record.objectKey,
        remedy:
          "List it under emergencyAccounts with `existing: true`, so that its group, its exclusions and its alert are declared; or retire it once the listed accounts have been tried.",
      },
    ];
  });
}
