/** A user of a snapshot as conditional access sees it. */

import type { Attribution } from "./attribution.ts";
import type { ExternalUserType, SignInPrincipal } from "./conditional-access.ts";
import { labelOf, type UserObject } from "./directory.ts";
import { roleHoldings } from "./holdings.ts";
import { isProvider } from "./party.ts";

/** Reads users of one attributed snapshot. */
export function signInPrincipals(attribution: Attribution): (user: UserObject) => SignInPrincipal {
  const { directory } = attribution;
  // Policies for roles reach roles over the whole directory only
  // (https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-users-groups).
  const roles = Map.groupBy(
    roleHoldings(directory).filter(({ held, scope }) => held !== "eligible" && scope.kind === "directory"),
    ({ principal }) => principal,
  );
  return (user) => {
    const groups = [...directory.activeGroupsOf(user.id)];
    const type = externalType(user);
    const { party } = attribution.partyOf(user.id);
    const tenantId = isProvider(party) ? attribution.matrix.providers[party.provider]?.tenantId : undefined;
    return {
      label: labelOf({ kind: "user", id: user.id, value: user }),
      ids: [user.id],
      groups,
      roles: [user.id, ...groups].flatMap((id) => (roles.get(id) ?? []).map((holding) => holding.role.id)),
      ...(type !== undefined && { external: { type, ...(tenantId !== undefined && { tenantId }) } }),
    };
  };
}

/** Which kind of external user an account is; undefined for an ordinary member. */
export function externalType(user: UserObject): ExternalUserType | undefined {
  const invited =
    user.userPrincipalName?.toUpperCase().includes("#EXT#") === true ||
    user.creationType === "Invitation" ||
    Boolean(user.externalUserState);
  // An account that so far is only an invitation has no user principal name yet.
  if (user.userType === "Guest") return invited || !user.userPrincipalName ? "b2bCollaborationGuest" : "internalGuest";
  return invited ? "b2bCollaborationMember" : undefined;
}
