/** Entitlements of the internal side and of partner tenants: PIM settings of roles, the restricted unit, and whose claims are believed. */

import { findRole, globalAdministratorId } from "../catalogue/entra-roles.ts";
import type { PartyKey } from "../matrix/parties.ts";
import type { Matrix } from "../matrix/schema.ts";
import { slug } from "./names.ts";

/** Cross-tenant access settings for a provider's tenant. */
export interface PartnerTenant {
  /** e.g. `tideway-tenant` */
  readonly key: string;
  readonly provider: PartyKey;
  readonly tenantId: string;
  /** Claims of its sign-ins that are believed. */
  readonly trust: { readonly mfa: boolean; readonly compliantDevice: boolean; readonly hybridJoinedDevice: boolean };
  /** Taken over instead of made. */
  readonly existing: boolean;
}

/** PIM settings of one directory role. */
export interface PrivilegedRole {
  /** e.g. `role-global-administrator` */
  readonly key: string;
  readonly name: string;
  readonly templateId: string;
  readonly maximumHours: number;
  /** Approval by the internal approvers. */
  readonly approval: boolean;
  /** Demanded on activation instead of multifactor authentication. */
  readonly authenticationContext?: string;
  readonly ticket: boolean;
  readonly eligibleDays: number;
  /** Absent where active assignments may be permanent, as the emergency accounts' is. */
  readonly activeDays?: number;
  readonly notify: readonly string[];
}

/** The restricted-management unit: the emergency accounts, and these people. */
export interface SensitiveUnit {
  readonly key: string;
  readonly displayName: string;
  readonly description: string;
  /** User principal names, looked up. */
  readonly people: readonly string[];
}

export interface PrivilegedAccessEntitlements {
  readonly partnerTenants: readonly PartnerTenant[];
  readonly privilegedRoles: readonly PrivilegedRole[];
  /** Only when the matrix asks for it. */
  readonly sensitiveUnit?: SensitiveUnit;
}

/** What a matrix says of them; nothing where it says nothing. */
export function privilegedAccess(matrix: Matrix): PrivilegedAccessEntitlements {
  const sensitiveUnit = unitOf(matrix);
  return {
    partnerTenants: Object.entries(matrix.providers).flatMap(([provider, { tenantId, trust }]) => {
      if (trust === undefined) return [];
      const { existing, ...claims } = trust;
      return { key: `${provider}-tenant`, provider, tenantId: tenantId.toLowerCase(), trust: claims, existing };
    }),
    privilegedRoles: rolesOf(matrix.privilegedRoles),
    ...(sensitiveUnit && { sensitiveUnit }),
  };
}

function rolesOf(section: Matrix["privilegedRoles"]): PrivilegedRole[] {
  if (section === undefined) return [];
  const { roles, activeDays, authenticationContext, ...settings } = section;
  const known = new Map(roles.flatMap((role) => findRole(role) ?? []).map((role) => [role.templateId, role]));
  return [...known.values()].map(({ templateId, name }) => ({
    key: `role-${slug(name)}`,
    name,
    templateId,
    ...settings,
    ...(authenticationContext !== undefined && { authenticationContext }),
    // https://learn.microsoft.com/entra/identity/role-based-access-control/security-emergency-access: permanently active.
    ...(templateId !== globalAdministratorId && { activeDays }),
  }));
}

function unitOf({ client, internal, sensitivePeople }: Matrix): SensitiveUnit | undefined {
  if (sensitivePeople === undefined) return undefined;
  const { displayName, people } = sensitivePeople;
  return {
    key: "sensitive-people",
    displayName,
    description: `Emergency accounts and privileged people of ${client.name}: only roles over this unit may change them.`,
    people: [...new Set([...internal.approvers, ...people].map((person) => person.toLowerCase()))],
  };
}
