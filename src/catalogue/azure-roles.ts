/** Built-in Azure roles that matter for who controls what. Ids are Microsoft's. */

import { readTable } from "./table.ts";
import { type Tier, unknownId } from "./tier.ts";

/** Where the facts of `azure-roles.tsv` come from. */
export const azureRoleSources = {
  roles: "https://learn.microsoft.com/azure/role-based-access-control/built-in-roles",
  azureTiering: "https://github.com/emiliensocchi/azure-tiering",
} as const;

export interface AzureRole {
  /** The GUID at the end of the role definition's resource id. */
  readonly roleDefinitionId: string;
  readonly name: string;
  /** azure-tiering has four tiers for Azure; its 3 is our 2. Absent where it does not judge the role. */
  readonly azureTiering?: 0 | 1 | 2 | 3;
  readonly tier: Tier;
  /** True if the holder can assign roles to itself or others: Owner, User Access Administrator, RBAC Administrator, … */
  readonly grantsAccess: boolean;
  /** Why; given for every tier 0, for roles that grant access and wherever we differ from azure-tiering, else empty. */
  readonly reason: string;
}

/** Role definition GUID of User Access Administrator. */
export const userAccessAdministratorId = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";

const columns = ["roleDefinitionId", "name", "azureTiering", "tier", "grantsAccess", "reason"] as const;

/** Built-in Azure roles by role definition GUID (lower case). Any other built-in or custom role is unknown to this table. */
export const azureRoles: ReadonlyMap<string, AzureRole> = new Map(
  readTable("azure-roles.tsv", columns).map((row) => [
    row.roleDefinitionId,
    {
      roleDefinitionId: row.roleDefinitionId,
      name: row.name,
      ...(row.azureTiering !== "" && { azureTiering: Number(row.azureTiering) as 0 | 1 | 2 | 3 }),
      tier: Number(row.tier) as Tier,
      grantsAccess: row.grantsAccess === "yes",
      reason: row.reason,
    },
  ]),
);

/**
 * A role by its GUID or by a role definition's full resource id; unknown ones are tier 0 and taken to grant access.
 */
export function azureRoleTier(roleDefinitionId: string): { tier: Tier; grantsAccess: boolean; known: boolean } {
  const guid = roleDefinitionId.toLowerCase().split("/").at(-1) ?? "";
  const role = azureRoles.get(guid);
  return role === undefined
    ? { tier: unknownId.tier, grantsAccess: true, known: false }
    : { tier: role.tier, grantsAccess: role.grantsAccess, known: true };
}
