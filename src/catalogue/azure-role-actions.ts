/**
 * What Azure's built-in roles allow, as far as `azure-capabilities.ts`, `azure-protection.ts` and `access-logs.ts` ask: writes of
 * whole resource types and the actions named there. Reading, other deleting and what conveys nothing is left out, so an empty row is a
 * role that conveys nothing.
 */

import { azureRoles } from "./azure-roles.ts";
import { readTable } from "./table.ts";

/** Where the rows come from (2026-08-21); `notActions` are Microsoft's. */
export const azureRoleActionSources = {
  actions: "https://github.com/Cloud-Architekt/AzurePrivilegedIAM",
  notActions: "https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/privileged",
} as const;

/** A set of permissions, in the words of a role definition. `*` stands for anything. */
export interface AzurePermissions {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

export interface BuiltInAzureRole {
  readonly roleDefinitionId: string;
  readonly name: string;
  readonly permissions: AzurePermissions;
  /**
   * Whether it has data actions at all, also such as convey nothing here. One that came to the Log Analytics roles in 2026
   * (`workspaces/jobs/export/action`) does not count: Lighthouse has always delegated those.
   */
  readonly hasDataActions: boolean;
}

const columns = ["roleDefinitionId", "name", "actions", "notActions", "dataActions", "data"] as const;

let table: ReadonlyMap<string, BuiltInAzureRole> | undefined;

/** Built-in roles by role definition GUID (lower case). Read when first asked for: most plans hold no Azure role. */
export function builtInAzureRoles(): ReadonlyMap<string, BuiltInAzureRole> {
  const list = (cell: string) => cell.split(" ").filter((action) => action !== "");
  table ??= new Map(
    readTable("azure-role-actions.tsv", columns).map((row) => [
      row.roleDefinitionId,
      {
        roleDefinitionId: row.roleDefinitionId,
        name: row.name,
        permissions: {
          actions: list(row.actions),
          notActions: list(row.notActions),
          dataActions: list(row.dataActions),
          notDataActions: [],
        },
        hasDataActions: row.data === "yes",
      },
    ]),
  );
  return table;
}

/** The GUID of a built-in role by its name, whatever the case. */
export function azureRoleIdByName(name: string): string | undefined {
  const wanted = name.trim().toLowerCase();
  const listed = [...azureRoles.values()].find((role) => role.name.toLowerCase() === wanted)?.roleDefinitionId;
  return (
    listed ?? [...builtInAzureRoles().values()].find((role) => role.name.toLowerCase() === wanted)?.roleDefinitionId
  );
}
