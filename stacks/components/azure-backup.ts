import * as locks from "@pulumi/azure-native/authorization/managementLockByScope.js";
import * as resourceGuards from "@pulumi/azure-native/dataprotection/resourceGuard.js";
import * as guardProxies from "@pulumi/azure-native/recoveryservices/resourceGuardProxy.js";
import * as vaults from "@pulumi/azure-native/recoveryservices/vault.js";
import * as pulumi from "@pulumi/pulumi";
import type { BackupEntitlement, BackupVault } from "../../src/entitlements/azure.ts";
import type { AzureGroups } from "./azure-groups.ts";
import type { AzureProviders } from "./azure-providers.ts";

export interface AzureBackupArgs {
  readonly backup: BackupEntitlement;
  /** Whether vaults and guard are locked against deletion. */
  readonly locks: boolean;
  readonly providers: AzureProviders;
  readonly groups: AzureGroups;
}

const redundancies = { local: "LocallyRedundant", zone: "ZoneRedundant", geo: "GeoRedundant" } as const;
const immutabilities = { unlocked: "Unlocked", locked: "Locked" } as const;

/**
 * Recovery Services vaults that a provider runs and cannot empty: soft delete is always on, backups are immutable, and whatever weakens
 * that needs the consent of a Resource Guard, on which only the internal side holds roles. A deployment never asks for that consent
 * (`resourceGuardOperationRequests`): whoever deploys declares the guard and would have it, and nobody else would be asked. So Azure
 * refuses a deployment that weakens something, until a person who was given consent has done it
 * (https://learn.microsoft.com/azure/backup/multi-user-authorization-concept).
 */
export class AzureBackup extends pulumi.ComponentResource {
  /** By key. */
  readonly vaults: ReadonlyMap<string, vaults.Vault>;

  readonly #args: AzureBackupArgs;

  constructor(name: string, args: AzureBackupArgs, options?: pulumi.ComponentResourceOptions) {
    super("demarc:index:AzureBackup", name, {}, options);
    this.#args = args;
    const guard = this.guard();
    this.vaults = new Map(args.backup.vaults.map((vault) => [vault.key, this.vault(vault, guard)]));
    this.registerOutputs({});
  }

  private guard(): resourceGuards.ResourceGuard {
    const { name, subscriptionId, resourceGroup, location } = this.#args.backup.guard;
    const guard = new resourceGuards.ResourceGuard(
      name,
      {
        resourceGuardsName: name,
        resourceGroupName: this.group(subscriptionId, resourceGroup, location),
        location,
        // Nothing is left out: every critical operation needs consent.
        properties: { vaultCriticalOperationExclusionList: [] },
      },
      { ...this.within(subscriptionId), protect: true },
    );
    // With a dot no vault is named.
    this.lock(`${name}.guard`, guard.id, "The Resource Guard of the backups.", subscriptionId);
    return guard;
  }

  private vault(entitled: BackupVault, guard: resourceGuards.ResourceGuard): vaults.Vault {
    const { key, location, scope, softDeleteDays, immutability, redundancy, crossRegionRestore } = entitled;
    const { subscriptionId, resourceGroup } = scope;
    const within = this.within(subscriptionId);
    const resourceGroupName = this.group(subscriptionId, resourceGroup, location);
    const vault = new vaults.Vault(
      key,
      {
        vaultName: key,
        resourceGroupName,
        location,
        sku: { name: "RS0", tier: "Standard" },
        properties: {
          publicNetworkAccess: "Enabled",
          redundancySettings: {
            standardTierStorageRedundancy: redundancies[redundancy],
            crossRegionRestore: crossRegionRestore ? "Enabled" : "Disabled",
          },
          securitySettings: {
            // The vault is where Azure wants this said: backupconfig is refused then ("BMSUserErrorSoftDeleteUseVaultApi",
            // https://github.com/Azure/bicep-registry-modules/pull/7292).
            softDeleteSettings: {
              softDeleteState: "AlwaysON",
              enhancedSecurityState: "AlwaysON",
              softDeleteRetentionPeriodInDays: softDeleteDays,
            },
            immutabilitySettings: { state: immutabilities[immutability] },
          },
        },
      },
      { ...within, protect: true },
    );
    new guardProxies.ResourceGuardProxy(
      `${key}-guard`,
      {
        // Azure knows one association of a vault, under this name.
        resourceGuardProxyName: "VaultProxy",
        vaultName: vault.name,
        resourceGroupName,
        properties: { resourceGuardResourceId: guard.id },
      },
      // Taking it away is what the guard protects first: Azure refuses that until somebody has its consent (unlockDelete).
      { ...within, protect: true },
    );
    this.lock(key, vault.id, "Backups: see the responsibility matrix, azure.backup.", subscriptionId);
    return vault;
  }

  private lock(key: string, scope: pulumi.Input<string>, notes: string, subscriptionId: string): void {
    if (!this.#args.locks) return;
    new locks.ManagementLockByScope(
      `${key}-lock`,
      { lockName: "keep", scope, level: "CanNotDelete", notes },
      this.within(subscriptionId),
    );
  }

  private group(subscriptionId: string, name: string, location: string): pulumi.Output<string> {
    return this.#args.groups.named({ subscriptionId, name, location }, this);
  }

  private within(subscriptionId: string): pulumi.CustomResourceOptions {
    return { parent: this, provider: this.#args.providers(subscriptionId) };
  }
}
