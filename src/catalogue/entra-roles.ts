/**
 * The built-in Entra roles. Ids, names, the privileged label and which roles an administrative unit can limit are Microsoft's;
 * two public tier models are quoted beside our own judgement.
 */

import { readTable } from "./table.ts";
import { type Equivalence, type Judgement, type Tier, unknownId } from "./tier.ts";

/** Where the facts of `entra-roles.tsv` come from. */
export const entraRoleSources = {
  roles: "https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference",
  scopable:
    "https://learn.microsoft.com/entra/identity/role-based-access-control/manage-roles-portal#roles-that-can-be-assigned-with-administrative-unit-scope",
  azureTiering: "https://github.com/emiliensocchi/azure-tiering",
  azurePrivilegedIam: "https://github.com/Cloud-Architekt/AzurePrivilegedIAM",
} as const;

export type EnterpriseAccessLevel = "ControlPlane" | "ManagementPlane" | "UserAccess" | "Unclassified";

export interface EntraRole {
  readonly templateId: string;
  readonly name: string;
  /** Microsoft's own "privileged" label. */
  readonly microsoftPrivileged: boolean;
  /** Tier in azure-tiering (for the whole directory); absent where that model does not judge the role. */
  readonly azureTiering?: Tier;
  readonly azureTieringPath?: "Direct" | "Indirect";
  readonly azurePrivilegedIam: EnterpriseAccessLevel;
  /** Our tier, for an assignment over the whole directory. */
  readonly tier: Tier;
  readonly equivalent: Equivalence;
  /** Whether Microsoft allows assigning it over an administrative unit. */
  readonly scopable: boolean;
  /** Our tier over an administrative unit that holds nobody and nothing privileged; absent where it cannot be so assigned. */
  readonly unitTier?: Tier;
  /** Why this tier, in our words. */
  readonly reason: string;
  /** Microsoft's page on the role. */
  readonly source: string;
}

const columns = [
  "templateId",
  "name",
  "microsoftPrivileged",
  "azureTiering",
  "azureTieringPath",
  "azurePrivilegedIam",
  "tier",
  "equivalent",
  "unitTier",
  "reason",
] as const;

/** Every built-in role by template id (lower case). */
export const entraRoles: ReadonlyMap<string, EntraRole> = new Map(
  readTable("entra-roles.tsv", columns).map((row) => [
    row.templateId,
    {
      templateId: row.templateId,
      name: row.name,
      microsoftPrivileged: row.microsoftPrivileged === "yes",
      ...(row.azureTiering !== "" && { azureTiering: Number(row.azureTiering) as Tier }),
      ...(row.azureTieringPath !== "" && { azureTieringPath: row.azureTieringPath as "Direct" | "Indirect" }),
      azurePrivilegedIam: row.azurePrivilegedIam as EnterpriseAccessLevel,
      tier: Number(row.tier) as Tier,
      equivalent: row.equivalent as Equivalence,
      scopable: row.unitTier !== "",
      ...(row.unitTier !== "" && { unitTier: Number(row.unitTier) as Tier }),
      reason: row.reason,
      source: `${entraRoleSources.roles}#${row.name.toLowerCase().replaceAll(" ", "-")}`,
    },
  ]),
);

const byName = new Map([...entraRoles.values()].map((role) => [role.name.toLowerCase(), role]));

/** A built-in role by its display name (any case), or undefined. */
export function roleByName(name: string): EntraRole | undefined {
  return byName.get(name.trim().toLowerCase());
}

/** A built-in role by template id or display name (any case), or undefined. */
export function findRole(idOrName: string): EntraRole | undefined {
  return entraRoles.get(idOrName.trim().toLowerCase()) ?? roleByName(idOrName);
}

/**
 * Judgement of a built-in role at a scope; unknown ids are tier 0. Over an administrative unit it holds only while the unit
 * has nobody and nothing privileged in it, which the access graph checks. Custom roles are judged by their actions, not here.
 */
export function roleTier(templateId: string, scope: "directory" | "administrative-unit" = "directory"): Judgement {
  const role = entraRoles.get(templateId.toLowerCase());
  if (role === undefined) return unknownId;
  if (scope === "administrative-unit" && role.unitTier !== undefined) {
    return { tier: role.unitTier, equivalent: "none", known: true };
  }
  return { tier: role.tier, equivalent: role.equivalent, known: true };
}

/** Template id of Global Administrator. */
export const globalAdministratorId = "62e90394-69f5-4237-9190-012177145e10";
