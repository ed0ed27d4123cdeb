/** Harbour with an Azure section, a tenant in which all of it is as the matrix says, and ways to make it less so. */

import { evaluateRules, type Rule } from "../../policies/rule.ts";
import { deriveEntitlements } from "../../src/entitlements/derive.ts";
import { parseMatrix } from "../../src/matrix/load.ts";
import type { ArmResource } from "../../src/tenant/snapshot.ts";
import { AzureBuilder } from "./azure-builder.ts";
import { edited, harbourFile } from "./matrices.ts";
import { goodTenant, type TenantBuilder } from "./tenant-builder.ts";

const subscriptionId = "4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f90";
export const subscription = `/subscriptions/${subscriptionId}`;

const section = `
azure:
  subscriptionId: ${subscriptionId}
  resourceGroup: rg-access
  location: westeurope
  alertEmails: [alerts@harbourdental.example]
  scopes:
    servers: { resourceGroup: rg-servers }
  lighthouse:
    nightwatch:
      group: { id: 11111111-0000-4000-8000-000000000001, name: Watchers }
      approvers: [{ id: 11111111-0000-4000-8000-000000000002, name: Leads }]
      maximumHours: 2
  locks: true
  backup:
    vaults:
      files: { resourceGroup: rg-backup }
    guard: { resourceGroup: rg-guard }
  updates:
    timeZone: W. Europe Standard Time
    from: 2027-01-04
    classes:
      servers: { scope: servers }
`;

/** Harbour with the section, and with replacements in its text; and what follows from it. */
export function azureWorldWith(...replacements: readonly (readonly [string, string])[]) {
  const loaded = parseMatrix(`${edited(harbourFile, ...replacements)}${section}`, harbourFile);
  return { matrix: loaded.matrix, entitlements: deriveEntitlements(loaded.matrix), matrixSource: loaded };
}
export const azureWorld = azureWorldWith();

export function resource(id: string, type: string, properties: Record<string, unknown>): ArmResource {
  return { id, name: id.slice(id.lastIndexOf("/") + 1), type, properties };
}

export const workspaceId = `${subscription}/resourceGroups/rg-access/providers/Microsoft.OperationalInsights/workspaces/access-logs`;
export const vaultId = `${subscription}/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/files`;
export const proxyId = `${vaultId}/backupResourceGuardProxies/VaultProxy`;
export const guardId = `${subscription}/resourceGroups/rg-guard/providers/Microsoft.DataProtection/resourceGuards/backup-guard`;
export const lockOn = (id: string, level = "CanNotDelete") =>
  resource(`${id}/providers/Microsoft.Authorization/locks/keep`, "Microsoft.Authorization/locks", { level });

/** The vault with settings of its own. */
export const vault = (softDelete: Record<string, unknown> = {}, immutability = "Unlocked") =>
  resource(vaultId, "Microsoft.RecoveryServices/vaults", {
    securitySettings: {
      softDeleteSettings: { softDeleteState: "AlwaysON", softDeleteRetentionPeriodInDays: 30, ...softDelete },
      immutabilitySettings: { state: immutability },
    },
  });
export const guard = (excluded: readonly string[] = []) =>
  resource(guardId, "Microsoft.DataProtection/resourceGuards", { vaultCriticalOperationExclusionList: excluded });
export const proxy = (to = guardId) =>
  resource(proxyId, "Microsoft.RecoveryServices/vaults/backupResourceGuardProxies", { resourceGuardResourceId: to });

const windowOf = (key: string) =>
  `${subscription}/resourceGroups/rg-access/providers/Microsoft.Maintenance/maintenanceConfigurations/${key}`;
export const window = (key: string, startDateTime: string, more: Record<string, unknown> = {}) =>
  resource(windowOf(key), "Microsoft.Maintenance/maintenanceConfigurations", {
    maintenanceWindow: {
      startDateTime,
      duration: "03:00",
      recurEvery: "2Weeks Sunday",
      timeZone: "W. Europe Standard Time",
      ...more,
    },
  });
export const assigned = (key: string, ring: string, more: Record<string, unknown> = {}) =>
  resource(
    `${subscription}/resourceGroups/rg-servers/providers/Microsoft.Maintenance/configurationAssignments/${key}`,
    "Microsoft.Maintenance/configurationAssignments",
    {
      maintenanceConfigurationId: windowOf(key),
      filter: { tagSettings: { tags: { PatchRing: [ring] } } },
      ...more,
    },
  );

const good = (): ArmResource[] => [
  resource(workspaceId, "Microsoft.OperationalInsights/workspaces", {}),
  vault(),
  guard(),
  proxy(),
  ...[workspaceId, vaultId, guardId].map((id) => lockOn(id)),
  window("servers-test-server", "2027-01-10 02:00"),
  window("servers-all-servers", "2027-01-17 02:00"),
  assigned("servers-test-server", "test server"),
  assigned("servers-all-servers", "all servers"),
];

/** A tenant with these resources in the place of those of the same id, and without some. */
export function azureTenant(changed: readonly ArmResource[] = [], without: readonly string[] = []): TenantBuilder {
  const tenant = goodTenant();
  const gone = [...changed.map(({ id }) => id), ...without];
  tenant.collections.armResources.push(...good().filter(({ id }) => !gone.includes(id)), ...changed);
  return tenant;
}

/** What a rule says of it, as `severity: message`. */
export function said(rule: Rule, tenant: TenantBuilder, make: (azure: AzureBuilder) => void = () => {}): string[] {
  make(new AzureBuilder(tenant));
  return evaluateRules([rule], tenant.context(azureWorld)).map(({ message, remedy }) => {
    if (!remedy) throw new Error(`nobody is told what would be right: ${message}`);
    return message;
  });
}
