/** What is read through Azure Resource Manager, as data: scope by scope, each request with Microsoft's page on it. */

/**
 * Where a request is made: once, for every management group, subscription or vault, for every scope below a subscription at which somebody
 * is eligible for a role. `{scope}` is the path of that.
 */
export type AzureScope = "tenant" | "management-group" | "subscription" | "vault" | "eligible-below";

export interface AzureReader {
  readonly scope: AzureScope;
  readonly path: string;
  /** As in "could not be read: …". */
  readonly what: string;
  /** The answer is one resource, not a list. */
  readonly single?: true;
  /** Type of what is listed, where the answer does not say. */
  readonly type?: string;
  readonly source: string;
}

const rest = "https://learn.microsoft.com/rest/api";
const authorization = "{scope}/providers/Microsoft.Authorization";

/** The lists that say which management groups and subscriptions there are. */
export const azureScopeReaders: Readonly<Record<"management-group" | "subscription", AzureReader>> = {
  "management-group": {
    scope: "tenant",
    path: "/providers/Microsoft.Management/managementGroups?api-version=2020-05-01",
    what: "management groups",
    type: "Microsoft.Management/managementGroups",
    source: `${rest}/managementgroups/management-groups/list`,
  },
  subscription: {
    scope: "tenant",
    path: "/subscriptions?api-version=2022-12-01",
    what: "subscriptions",
    type: "Microsoft.Resources/subscriptions",
    source: `${rest}/resources/subscriptions/list`,
  },
};

/** Which vaults there are, of both kinds: read like the rest, and asked about one by one afterwards. */
export const vaultReaders: readonly AzureReader[] = [
  {
    scope: "subscription",
    path: "{scope}/providers/Microsoft.RecoveryServices/vaults?api-version=2024-04-01",
    what: "Recovery Services vaults",
    source: `${rest}/recoveryservices/vaults/list-by-subscription-id`,
  },
  {
    scope: "subscription",
    path: "{scope}/providers/Microsoft.DataProtection/backupVaults?api-version=2024-04-01",
    what: "Backup vaults",
    source: `${rest}/dataprotection/backup-vaults/get-in-subscription`,
  },
];

/** Least rights: Reader at the tenant root (or on every subscription), see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles#reader. */
export const azureReaders: readonly AzureReader[] = [
  {
    scope: "tenant",
    path: "/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=atScope()",
    what: "Azure role assignments at the tenant root",
    source: `${rest}/authorization/role-assignments/list-for-scope`,
  },
  {
    scope: "tenant",
    path: "/providers/microsoft.aadiam/diagnosticSettings?api-version=2017-04-01",
    what: "Entra ID's diagnostic settings",
    source: "https://learn.microsoft.com/azure/azure-monitor/essentials/diagnostic-settings",
  },
  {
    scope: "management-group",
    path: "{scope}?api-version=2020-05-01",
    what: "the management group",
    single: true,
    source: `${rest}/managementgroups/management-groups/get`,
  },
  {
    scope: "management-group",
    path: "{scope}/subscriptions?api-version=2020-05-01",
    what: "subscriptions of the management group",
    type: "Microsoft.Management/managementGroups/subscriptions",
    source: `${rest}/managementgroups/management-group-subscriptions/get-subscriptions-under-management-group`,
  },
  {
    scope: "management-group",
    path: `${authorization}/roleAssignments?api-version=2022-04-01&$filter=atScope()`,
    what: "Azure role assignments",
    source: `${rest}/authorization/role-assignments/list-for-scope`,
  },
  {
    scope: "management-group",
    path: `${authorization}/roleEligibilityScheduleInstances?api-version=2020-10-01&$filter=atScope()`,
    what: "eligible Azure role assignments",
    source: `${rest}/authorization/role-eligibility-schedule-instances/list-for-scope`,
  },
  {
    scope: "management-group",
    path: `${authorization}/roleManagementPolicyAssignments?api-version=2020-10-01`,
    what: "activation rules of Azure roles",
    source: `${rest}/authorization/role-management-policy-assignments/list-for-scope`,
  },
  {
    scope: "subscription",
    path: `${authorization}/roleAssignments?api-version=2022-04-01`,
    what: "Azure role assignments",
    source: `${rest}/authorization/role-assignments/list-for-subscription`,
  },
  {
    scope: "subscription",
    path: `${authorization}/roleDefinitions?api-version=2022-04-01&$filter=type%20eq%20'CustomRole'`,
    what: "custom Azure roles",
    source: `${rest}/authorization/role-definitions/list`,
  },
  {
    scope: "subscription",
    path: `${authorization}/roleEligibilityScheduleInstances?api-version=2020-10-01`,
    what: "eligible Azure role assignments",
    source: `${rest}/authorization/role-eligibility-schedule-instances/list-for-scope`,
  },
  {
    scope: "subscription",
    path: `${authorization}/roleManagementPolicyAssignments?api-version=2020-10-01`,
    what: "activation rules of Azure roles",
    source: `${rest}/authorization/role-management-policy-assignments/list-for-scope`,
  },
  {
    scope: "subscription",
    path: "{scope}/providers/Microsoft.ManagedServices/registrationDefinitions?api-version=2022-10-01",
    what: "Lighthouse registrations",
    source: `${rest}/managedservices/registration-definitions/list`,
  },
  {
    scope: "subscription",
    path: "{scope}/providers/Microsoft.ManagedServices/registrationAssignments?api-version=2022-10-01",
    what: "Lighthouse assignments",
    source: `${rest}/managedservices/registration-assignments/list`,
  },
  {
    scope: "subscription",
    path: `${authorization}/locks?api-version=2020-05-01`,
    what: "locks",
    source: `${rest}/resources/management-locks/list-at-subscription-level`,
  },
  {
    scope: "subscription",
    path: "{scope}/providers/Microsoft.Insights/diagnosticSettings?api-version=2021-05-01-preview",
    what: "diagnostic settings of the activity log",
    type: "Microsoft.Insights/diagnosticSettings",
    source: `${rest}/monitor/subscription-diagnostic-settings/list`,
  },
  {
    scope: "subscription",
    path: "{scope}/resourcegroups?api-version=2024-07-01",
    what: "resource groups",
    source: `${rest}/resources/resource-groups/list`,
  },
  {
    scope: "subscription",
    path: "{scope}/resources?api-version=2021-04-01",
    what: "resources and their managed identities",
    source: `${rest}/resources/resources/list`,
  },
  {
    scope: "subscription",
    path: "{scope}/providers/Microsoft.ManagedIdentity/userAssignedIdentities?api-version=2023-01-31",
    what: "user-assigned managed identities",
    source: `${rest}/managedidentity/user-assigned-identities/list-by-subscription`,
  },
  {
    scope: "subscription",
    path: "{scope}/providers/Microsoft.KeyVault/vaults?api-version=2023-07-01",
    what: "key vaults",
    source: `${rest}/keyvault/keyvault/vaults/list-by-subscription`,
  },
  {
    scope: "subscription",
    path: "{scope}/providers/Microsoft.ContainerService/managedClusters?api-version=2024-05-01",
    what: "Kubernetes clusters",
    source: `${rest}/aks/managed-clusters/list`,
  },
  {
    scope: "subscription",
    path: "{scope}/providers/Microsoft.OperationalInsights/workspaces?api-version=2023-09-01",
    what: "Log Analytics workspaces",
    source: `${rest}/loganalytics/workspaces/list`,
  },
  {
    scope: "subscription",
    path: "{scope}/providers/Microsoft.Insights/actionGroups?api-version=2023-01-01",
    what: "action groups",
    source: `${rest}/monitor/action-groups/list-by-subscription-id`,
  },
  {
    scope: "subscription",
    path: "{scope}/providers/Microsoft.Insights/scheduledQueryRules?api-version=2023-12-01",
    what: "alert rules",
    source: `${rest}/monitor/scheduled-query-rules/list-by-subscription`,
  },
  {
    scope: "subscription",
    path: "{scope}/providers/Microsoft.Insights/activityLogAlerts?api-version=2020-10-01",
    what: "alerts on the activity log",
    source: `${rest}/monitor/activity-log-alerts/list-by-subscription-id`,
  },
  {
    scope: "subscription",
    path: "{scope}/providers/Microsoft.DataProtection/resourceGuards?api-version=2024-04-01",
    what: "Resource Guards",
    source: `${rest}/dataprotection/resource-guards/get-resources-in-subscription`,
  },
  {
    scope: "subscription",
    path: "{scope}/providers/Microsoft.Maintenance/maintenanceConfigurations?api-version=2023-04-01",
    what: "maintenance windows",
    source: `${rest}/maintenance/maintenance-configurations/list`,
  },
  {
    scope: "subscription",
    path: "{scope}/providers/Microsoft.Maintenance/configurationAssignments?api-version=2023-04-01",
    what: "machines that maintenance windows take in",
    source: `${rest}/maintenance/configuration-assignments-within-subscription/list`,
  },
  ...vaultReaders,
  {
    scope: "eligible-below",
    path: `${authorization}/roleManagementPolicyAssignments?api-version=2020-10-01`,
    what: "activation rules of Azure roles",
    source: `${rest}/authorization/role-management-policy-assignments/list-for-scope`,
  },
  {
    scope: "vault",
    path: "{scope}/backupResourceGuardProxies?api-version=2024-04-01",
    what: "Resource Guards of vaults",
    // Of a Backup vault the same: `/rest/api/dataprotection/dpp-resource-guard-proxy/list`.
    source: `${rest}/backup/resource-guard-proxies/get`,
  },
];
