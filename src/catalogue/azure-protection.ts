/**
 * What Azure roles let somebody destroy: backups, the consent that guards them, locks. Operation names are Azure's
 * (https://learn.microsoft.com/azure/role-based-access-control/resource-provider-operations).
 */

import type { AzureCapability } from "./azure-capabilities.ts";

/**
 * Deletes backups or the vault, or weakens what keeps them: soft delete, immutability, how long they are kept. Of a vault with
 * multi-user authorisation all of it needs the Resource Guard's consent.
 */
export const destroyBackups: AzureCapability = {
  actions: [
    "Microsoft.RecoveryServices/vaults/delete",
    "Microsoft.RecoveryServices/vaults/write",
    "Microsoft.RecoveryServices/vaults/backupconfig/write",
    "Microsoft.RecoveryServices/vaults/backupPolicies/delete",
    "Microsoft.RecoveryServices/vaults/backupPolicies/write",
    "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/delete",
    "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/stopProtection/action",
    "Microsoft.Resources/subscriptions/resourceGroups/delete",
  ],
  dataActions: [],
  source: "https://learn.microsoft.com/azure/backup/multi-user-authorization-concept",
};

/** The same in a Backup vault, which keeps blobs, disks, databases and clusters. */
export const destroyVaultedBackups: AzureCapability = {
  actions: [
    "Microsoft.DataProtection/backupVaults/delete",
    "Microsoft.DataProtection/backupVaults/write",
    "Microsoft.DataProtection/backupVaults/backupPolicies/delete",
    "Microsoft.DataProtection/backupVaults/backupPolicies/write",
    "Microsoft.DataProtection/backupVaults/backupInstances/delete",
    "Microsoft.DataProtection/backupVaults/backupInstances/stopProtection/action",
    "Microsoft.DataProtection/backupVaults/backupInstances/suspendBackups/action",
    "Microsoft.Resources/subscriptions/resourceGroups/delete",
  ],
  dataActions: [],
  source: "https://learn.microsoft.com/azure/backup/multi-user-authorization-concept?tabs=backup-vault",
};

/** Consents for the Resource Guard, or changes or deletes it. Reading it does neither. */
export const operateGuard: AzureCapability = {
  actions: [
    "Microsoft.DataProtection/subscriptions/resourceGroups/providers/resourceGuards/write",
    "Microsoft.DataProtection/subscriptions/resourceGroups/providers/resourceGuards/delete",
    "Microsoft.DataProtection/resourceGuards/write",
    "Microsoft.DataProtection/resourceGuards/delete",
    // What Backup MUA Operator consents with: it has a wildcard for the operation.
    "Microsoft.DataProtection/resourceGuards/{operation}/action",
    "Microsoft.Resources/subscriptions/resourceGroups/delete",
  ],
  dataActions: [],
  source: "https://learn.microsoft.com/azure/backup/multi-user-authorization",
};

/** Takes a lock away or changes it. */
export const changeLocks: AzureCapability = {
  actions: ["Microsoft.Authorization/locks/delete", "Microsoft.Authorization/locks/write"],
  dataActions: [],
  source: "https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources",
};
