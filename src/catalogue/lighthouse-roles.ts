/** What a provider may hold through Azure Lighthouse without activating anything: roles that look, and the one that ends it. */

/** A built-in role. */
interface BuiltInRole {
  /** GUID. */
  readonly roleDefinitionId: string;
  readonly name: string;
}

/** Lets the provider end a delegation, and nothing else (https://learn.microsoft.com/azure/lighthouse/how-to/remove-delegation). */
export const delegationEnder: BuiltInRole = {
  roleDefinitionId: "91c1777a-f3dc-4fae-b103-61d183457e46",
  name: "Managed Services Registration assignment Delete Role",
};

/**
 * Looks at everything. Without it nobody can activate anything in the portal
 * (https://learn.microsoft.com/azure/lighthouse/how-to/create-eligible-authorizations, the note on the user).
 */
export const reader: BuiltInRole = { roleDefinitionId: "acdd72a7-3385-48ef-bd42-f606fba81ae7", name: "Reader" };

/**
 * Role definition GUIDs of built-in roles that read and do nothing else, and have no data actions
 * (https://learn.microsoft.com/azure/role-based-access-control/built-in-roles), and of the one that ends a delegation.
 */
export const permanentRoles: ReadonlyMap<string, string> = new Map([
  [reader.roleDefinitionId, reader.name],
  ["43d0d8ad-25c7-4714-9337-8ba259a9fe05", "Monitoring Reader"],
  ["73c42c96-874c-492b-b04d-ab87d138a893", "Log Analytics Reader"],
  ["39bc4728-0917-49c7-9d2c-d95423bc2eb4", "Security Reader"],
  ["8d289c81-5878-46d4-8554-54e1e3d8b5cb", "Microsoft Sentinel Reader"],
  ["a795c7a0-d4a2-40c1-ae25-d81f01202912", "Backup Reader"],
  ["72fafb9e-0641-4937-9268-a91bfd8191a3", "Cost Management Reader"],
  ["fa23ad8b-c56e-40d8-ac0c-ce449e1d2c64", "Billing Reader"],
  [delegationEnder.roleDefinitionId, delegationEnder.name],
]);

/** Longest activation that Lighthouse knows, hours (https://learn.microsoft.com/azure/lighthouse/how-to/create-eligible-authorizations). */
export const longestLighthouseActivation = 8;
