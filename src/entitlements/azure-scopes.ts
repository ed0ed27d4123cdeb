/** Named scopes of the matrix as Azure knows them. */

import type { Matrix } from "../matrix/schema.ts";
import type { AzureScope, BackupVault } from "./azure.ts";

type Section = NonNullable<Matrix["azure"]>;

/** The scopes that a name means: one, or every vault of `azure.backup` for `vaults` where no scope has the name. */
export function scopesNamed(azure: Section, key: string): AzureScope[] {
  const named = azure.scopes[key];
  if (named === undefined) return key === "vaults" ? backupVaults(azure).map(({ scope }) => scope) : [];
  if (named.managementGroup !== undefined) {
    return [
      {
        key,
        kind: "management-group",
        id: `/providers/Microsoft.Management/managementGroups/${named.managementGroup}`,
      },
    ];
  }
  const { subscriptionId = azure.subscriptionId, resourceGroup } = named;
  const id = `/subscriptions/${subscriptionId}`;
  return resourceGroup === undefined
    ? [{ key, kind: "subscription", id, subscriptionId }]
    : [{ key, kind: "resource-group", id: `${id}/resourceGroups/${resourceGroup}`, subscriptionId, resourceGroup }];
}

export function backupVaults({ backup, subscriptionId: own, location: nearby }: Section): BackupVault[] {
  return Object.entries(backup?.vaults ?? {}).map(([key, vault]): BackupVault => {
    const { subscriptionId = own, resourceGroup, location = nearby, ...settings } = vault;
    const id = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.RecoveryServices/vaults/${key}`;
    return { key, scope: { key, kind: "vault", id, subscriptionId, resourceGroup }, location, ...settings };
  });
}

/** Where Lighthouse can delegate what is wanted at a scope: a subscription or the resource group that it is in. */
export function delegable(scope: AzureScope): (AzureScope & { readonly subscriptionId: string }) | undefined {
  const { key, subscriptionId, resourceGroup } = scope;
  if (subscriptionId === undefined) return undefined;
  if (scope.kind !== "vault" || resourceGroup === undefined) return { ...scope, subscriptionId };
  const id = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  return { key, kind: "resource-group", id, subscriptionId, resourceGroup };
}

/** In a sentence: `the resource group rg-servers`. */
export function scopeWords({ kind, id, key }: AzureScope): string {
  const name = id.slice(id.lastIndexOf("/") + 1);
  return kind === "vault" ? `the backup vault ${key}` : `the ${kind.replace("-", " ")} ${name}`;
}

/** Subscriptions that the section names, the workspace's own first. */
export function watchedSubscriptions(azure: Section): string[] {
  const { subscriptionId, scopes, backup } = azure;
  const named = [...Object.values(scopes), ...Object.values(backup?.vaults ?? {}), ...(backup ? [backup.guard] : [])];
  const all = [subscriptionId, ...named.flatMap((each) => each.subscriptionId ?? [])];
  return [...new Set(all.map((id) => id.toLowerCase()))];
}
