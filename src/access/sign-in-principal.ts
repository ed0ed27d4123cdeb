/** Principals of a snapshot as conditional access sees them. */

import { isWhole } from "../tenant/blind-spots.ts";
import type { Attribution } from "./attribution.ts";
import type {
  Activation,
  AttributeValue,
  ExternalUserType,
  HomeClaim,
  SignInPrincipal,
} from "./conditional-access/sign-in.ts";
import { type Directory, labelOf, type ServicePrincipalObject, type UserObject } from "./directory.ts";
import { roleHoldings } from "./holdings.ts";
import { isProvider } from "./party.ts";

/** Reads users of one attributed snapshot. */
export function signInPrincipals(attribution: Attribution): (user: UserObject) => SignInPrincipal {
  const { directory } = attribution;
  // Policies for roles reach built-in roles over the whole directory only
  // (https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-users-groups).
  const holdings = roleHoldings(directory).filter(
    ({ scope, role }) => scope.kind === "directory" && role.kind !== "custom",
  );
  const byPrincipal = Map.groupBy(holdings, ({ principal }) => principal);
  const rolesHeld = (ids: readonly string[], isEligible: boolean) =>
    ids.flatMap((id) =>
      (byPrincipal.get(id) ?? []).flatMap(({ held, role }) => ((held === "eligible") === isEligible ? [role] : [])),
    );
  const rolesOf = (ids: readonly string[]) => rolesHeld(ids, false).map(({ id }) => id);
  const believedOf = trustReader(attribution);
  const activationsOf = (ids: readonly string[]): Activation[] => {
    const { memberships, reached } = reachableByActivation(directory, ids);
    return [
      ...memberships.map(({ label, groups }) => ({ about: `membership of ${label}`, groups, roles: rolesOf(groups) })),
      ...rolesHeld(reached, true).map(({ id, name }) => ({ about: name, groups: [], roles: [id] })),
    ];
  };
  return (user) => {
    const groups = [...directory.activeGroupsOf(user.id)];
    const type = externalType(user);
    const { party } = attribution.partyOf(user.id);
    const tenantId = isProvider(party) ? attribution.matrix.providers[party.provider]?.tenantId : undefined;
    const activations = activationsOf([user.id, ...groups]);
    return {
      label: labelOf({ kind: "user", id: user.id, value: user }),
      ids: [user.id],
      groups,
      roles: rolesOf([user.id, ...groups]),
      ...(activations.length > 0 && { activations }),
      ...(type !== undefined && {
        external: { type, ...(tenantId !== undefined && { tenantId, ...believedOf(type, tenantId) }) },
      }),
    };
  };
}

/** Claim of a home tenant → property of Graph's inbound trust. */
const trustProperties: readonly (readonly [HomeClaim, string])[] = [
  ["mfa", "isMfaAccepted"],
  ["compliantDevice", "isCompliantDeviceAccepted"],
  ["hybridJoinedDevice", "isHybridAzureADJoinedDeviceAccepted"],
];

/**
 * Reads what of a home tenant is not believed: by its own settings, else by those for all tenants, which only a tenant that is wholly seen
 * shows (https://learn.microsoft.com/entra/external-id/cross-tenant-access-overview).
 */
function trustReader({ directory, seesUsers }: Attribution) {
  const { snapshot } = directory;
  const { crossTenantPartners, crossTenantDefault } = snapshot.collections;
  // What a plan is put into has Microsoft's default where nobody said what the tenant has.
  const isSeen =
    seesUsers &&
    snapshot.source !== "plan" &&
    isWhole(snapshot, "crossTenantPartners") &&
    isWhole(snapshot, "crossTenantDefault");
  const byDefault = isSeen ? crossTenantDefault[0]?.inboundTrust : undefined;
  const own = new Map(crossTenantPartners.map((each) => [(each.tenantId ?? each.id).toLowerCase(), each.inboundTrust]));
  return (type: ExternalUserType, tenantId: string): { readonly notBelieved?: readonly HomeClaim[] } => {
    const trust = own.get(tenantId.toLowerCase()) ?? byDefault;
    // Of accounts that are this tenant's own nothing is said elsewhere.
    if (!trust || type === "internalGuest") return {};
    const claims = new Map(Object.entries(trust));
    const notBelieved = trustProperties.flatMap(([claim, property]) => (claims.get(property) === true ? [] : [claim]));
    return notBelieved.length === 0 ? {} : { notBelieved };
  };
}

/** What somebody can activate, one activation after the other: memberships with all that each group is in, and roles. */
function reachableByActivation(directory: Directory, ids: readonly string[]) {
  const found = new Map<string, string[]>();
  const reached = new Set(ids);
  for (const next of reached) {
    for (const { group, role, held } of directory.membershipsBy(next)) {
      if (role !== "member" || held !== "eligible" || found.has(group)) continue;
      const groups = [group, ...directory.activeGroupsOf(group)];
      found.set(group, groups);
      for (const each of groups) reached.add(each);
    }
  }
  const memberships = [...found].map(([group, groups]) => {
    const object = directory.object(group);
    return { label: object ? labelOf(object) : `group ${group}`, groups };
  });
  return { memberships, reached: [...reached] };
}

/** Somebody who comes through GDAP from a provider's tenant: no object of this tenant, yet signing in to it. */
export function technicianOf(tenantId: string): SignInPrincipal {
  return {
    label: "a GDAP technician",
    ids: [],
    groups: [],
    roles: [],
    external: { type: "serviceProvider", tenantId },
  };
}

/** Providers whose technicians come through GDAP, by the matrix or because the tenant knows the provider as a partner. */
export function providersByDelegation({ matrix, directory }: Attribution): { provider: string; tenantId: string }[] {
  const partners = new Set(
    directory.snapshot.collections.crossTenantPartners
      .filter(({ isServiceProvider }) => isServiceProvider === true)
      .map(({ tenantId }) => tenantId?.toLowerCase()),
  );
  return Object.entries(matrix.providers)
    .filter(([, { accounts, tenantId }]) => accounts === "gdap-technicians" || partners.has(tenantId.toLowerCase()))
    .map(([provider, { tenantId }]) => ({ provider, tenantId }));
}

/**
 * A service principal. Policies reach only single-tenant ones that are registered in this tenant, and no managed identities
 * (https://learn.microsoft.com/entra/identity/conditional-access/workload-identity).
 */
export function workloadPrincipal(value: ServicePrincipalObject, { directory }: Attribution): SignInPrincipal {
  const application = directory.applicationOf(value.appId ?? "");
  const audience = value.signInAudience ?? application?.signInAudience;
  const isOwn = value.appOwnerOrganizationId?.toLowerCase() === directory.snapshot.tenantId.toLowerCase();
  const isSingle = audience === undefined || audience === null || audience === "AzureADMyOrg";
  const attributes = securityAttributes(value.customSecurityAttributes);
  return {
    label: labelOf({ kind: "servicePrincipal", id: value.id, value }),
    ids: [value.id],
    groups: [],
    roles: [],
    workload: {
      covered: value.servicePrincipalType !== "ManagedIdentity" && isOwn && isSingle,
      ...(attributes && { attributes }),
    },
  };
}

/** Graph nests custom security attributes by set; filters name them `Set_Attribute`. Undefined when they were not read. */
export function securityAttributes(value: object | null | undefined): Record<string, AttributeValue> | undefined {
  if (!value) return undefined;
  const isText = (item: unknown): item is string => typeof item === "string";
  return Object.fromEntries(
    Object.entries(value).flatMap(([set, attributes]: [string, unknown]) =>
      typeof attributes !== "object" || attributes === null
        ? []
        : Object.entries(attributes).flatMap(([name, found]: [string, unknown]): [string, AttributeValue][] =>
            isText(found) || (Array.isArray(found) && found.every(isText)) ? [[`${set}_${name}`, found]] : [],
          ),
    ),
  );
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
