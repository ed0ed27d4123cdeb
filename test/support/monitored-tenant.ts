/** A tenant in which all access is logged and watched, and ways to make it less so. */

import { accessLogCategories } from "../../src/catalogue/access-logs.ts";
import { deriveEntitlements } from "../../src/entitlements/derive.ts";
import { parseMatrix } from "../../src/matrix/load.ts";
import type { ArmResource } from "../../src/tenant/snapshot.ts";
import { edited, harbourFile } from "./matrices.ts";
import { goodTenant, type TenantBuilder } from "./tenant-builder.ts";

export const subscription = "/subscriptions/4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f90";
export const group = `${subscription}/resourceGroups/rg-access`;
export const workspace = `${group}/providers/Microsoft.OperationalInsights/workspaces/access-logs`;
export const setting = "/providers/microsoft.aadiam/diagnosticSettings/access-logs";
export const actionGroup = `${group}/providers/Microsoft.Insights/actionGroups/access-alerts`;
export const activityLog = `${subscription}/providers/Microsoft.Insights/diagnosticSettings/access-logs`;
export const alert = (name: string) => `${group}/providers/Microsoft.Insights/scheduledQueryRules/${name}`;

const loaded = parseMatrix(
  `${edited(harbourFile)}
azure:
  subscriptionId: 4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f90
  resourceGroup: rg-access
  location: westeurope
  retentionDays: 365
  alertEmails: [alerts@harbourdental.example]
`,
  harbourFile,
);
export const world = { matrix: loaded.matrix, entitlements: deriveEntitlements(loaded.matrix), matrixSource: loaded };

export function resource(id: string, type: string, properties: Record<string, unknown>): ArmResource {
  return { id, name: id.slice(id.lastIndexOf("/") + 1), type, properties };
}
export const logs = (categories: readonly string[]) => categories.map((category) => ({ category, enabled: true }));
export const logSetting = (
  categories: readonly string[] = accessLogCategories,
  workspaceId: string | undefined = workspace,
) => resource(setting, "microsoft.aadiam/diagnosticSettings", { logs: logs(categories), workspaceId });
export const activitySetting = (properties: Record<string, unknown> = {}) =>
  resource(activityLog, "Microsoft.Insights/diagnosticSettings", {
    logs: logs(["Administrative"]),
    workspaceId: workspace,
    ...properties,
  });
export const queryRule = (name: string, query: string, more: Record<string, unknown> = {}) =>
  resource(alert(name), "Microsoft.Insights/scheduledQueryRules", {
    enabled: true,
    scopes: [workspace],
    criteria: { allOf: [{ query }] },
    actions: { actionGroups: [actionGroup] },
    ...more,
  });
export const signInQuery = 'SigninLogs | where UserId in~ ("emergency-1", "emergency-2")';
export const grantQuery = 'AuditLogs | where TargetResources has "62e90394-69f5-4237-9190-012177145e10"';
export const receivers = { enabled: true, emailReceivers: [{ emailAddress: "alerts@harbourdental.example" }] };

/** Everything as it should be, by id. */
const good = (): ArmResource[] => [
  logSetting(),
  activitySetting(),
  resource(workspace, "Microsoft.OperationalInsights/workspaces", { retentionInDays: 365 }),
  resource(actionGroup, "Microsoft.Insights/actionGroups", receivers),
  queryRule("emergency", signInQuery),
  queryRule("granted", grantQuery),
  queryRule("conditional-access", 'AuditLogs | where OperationName has "conditional access policy"'),
  queryRule(
    "lighthouse",
    'AzureActivity | where OperationNameValue =~ "Microsoft.ManagedServices/registrationAssignments/write"',
  ),
  queryRule("activation", 'AuditLogs | where OperationName == "Update role setting in PIM"'),
];

/** A tenant with these resources in the place of those of the same id. */
export function tenantWith(...changed: readonly ArmResource[]): TenantBuilder {
  const tenant = goodTenant();
  const kept = good().filter(({ id }) => !changed.some((each) => each.id === id));
  tenant.collections.armResources.push(...kept, ...changed);
  return tenant;
}
