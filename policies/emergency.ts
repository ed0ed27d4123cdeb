/** The emergency accounts as rules see them: those of the matrix, wherever they show. */

import type { SignInPrincipal } from "../src/access/conditional-access/sign-in.ts";
import { labelOf, type UserObject } from "../src/access/directory.ts";
import { oncePer } from "../src/access/once.ts";
import { globalAdministratorId } from "../src/catalogue/entra-roles.ts";
import type { EmergencyAccount } from "../src/entitlements/entitlements.ts";
import type { RuleContext } from "./rule.ts";

export interface ShownEmergencyAccount {
  readonly account: EmergencyAccount;
  /** Its object; absent when neither plan nor tenant shows it. */
  readonly user?: UserObject;
  /** URN of the resource that declares it. */
  readonly declaredBy?: string;
  /** True when it is only what a lookup stands for. */
  readonly assumed: boolean;
}

/** Every account of the matrix, with what is known of it. */
export function emergencyAccounts(context: RuleContext): ShownEmergencyAccount[] {
  return context.entitlements.emergency.accounts.map((account) => {
    const user = context.attribution.emergencyAccounts.get(account.userPrincipalName.toLowerCase());
    const declaredBy = user && context.declaredBy(user.id);
    return {
      account,
      ...(user && { user }),
      ...(declaredBy !== undefined && { declaredBy }),
      assumed: user !== undefined && (context.materialised?.assumed.has(user.id) ?? false),
    };
  });
}

/** Ids of groups that are the emergency accounts' (by who is in them, or by the name the matrix gives). */
export const emergencyGroups: (context: RuleContext) => readonly string[] = oncePer((context: RuleContext) => {
  const { groups } = context.snapshot.collections;
  return groups.filter(({ id }) => context.attribution.partyOf(id).party.kind === "emergency").map(({ id }) => id);
});

/**
 * The account as conditional access sees it. It counts as a Global Administrator even where the assignment is not in sight.
 * An account that nothing shows is in no group but the one that the matrix names for the emergency accounts.
 */
export function emergencyPrincipal({ account, user }: ShownEmergencyAccount, context: RuleContext): SignInPrincipal {
  const { directory } = context.attribution;
  const own = user ? [...directory.activeGroupsOf(user.id)] : [];
  const assumedIn = context.seesTenant ? [] : emergencyGroups(context);
  return {
    label: user ? labelOf({ kind: "user", id: user.id, value: user }) : account.userPrincipalName,
    ids: user ? [user.id] : [],
    groups: [...new Set([...own, ...assumedIn])],
    roles: [globalAdministratorId],
  };
}
