/** What has to be logged of a tenant for access to be provable, and what somebody has to be woken by. */

import { globalAdministratorId } from "./entra-roles.ts";

/**
 * Log categories of Entra ID that say who signed in and who changed what
 * (https://learn.microsoft.com/entra/identity/monitoring-health/concept-diagnostic-settings-logs-options).
 */
export const accessLogCategories = [
  "AuditLogs",
  "SignInLogs",
  "NonInteractiveUserSignInLogs",
  "ServicePrincipalSignInLogs",
  "ProvisioningLogs",
] as const;

/**
 * Category of a subscription's activity log in which roles and delegations are given
 * (https://learn.microsoft.com/azure/azure-monitor/platform/activity-log-schema#categories).
 */
export const activityLogCategory = "Administrative";

/** An alert that has to be there, recognised by what it asks for: its name says nothing. */
export interface AccessAlert {
  /** What it is about, after "when". */
  readonly when: string;
  /** Table of the workspace that its query must read. */
  readonly table: string;
  /** What the query must name: one of these. Object ids of the emergency accounts, all of them, where it is `emergency-accounts`. */
  readonly names: readonly string[] | "emergency-accounts";
}

export const accessAlerts: readonly AccessAlert[] = [
  { when: "an emergency account signs in", table: "SigninLogs", names: "emergency-accounts" },
  {
    when: "Global Administrator is granted",
    table: "AuditLogs",
    names: [globalAdministratorId, "Global Administrator", "Company Administrator"],
  },
  // Activities "Add", "Update" and "Delete conditional access policy", and "Update role setting in PIM"
  // (https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities).
  { when: "conditional access is changed", table: "AuditLogs", names: ["conditional access policy"] },
  { when: "the rules of an activation are changed", table: "AuditLogs", names: ["role setting in PIM"] },
  {
    when: "a subscription or resource group is delegated through Lighthouse",
    table: "AzureActivity",
    names: ["Microsoft.ManagedServices/registrationAssignments"],
  },
];

/** Lets somebody stop the logs or the alerts: change or delete what holds and watches them. */
export const silenceMonitoring = {
  actions: [
    "Microsoft.OperationalInsights/workspaces/delete",
    "Microsoft.OperationalInsights/workspaces/write",
    "Microsoft.Insights/scheduledQueryRules/delete",
    "Microsoft.Insights/scheduledQueryRules/write",
    "Microsoft.Insights/actionGroups/delete",
    "Microsoft.Insights/actionGroups/write",
    "Microsoft.Insights/diagnosticSettings/delete",
    "Microsoft.Insights/diagnosticSettings/write",
    "Microsoft.Resources/subscriptions/resourceGroups/delete",
  ],
  dataActions: [],
  source: "https://learn.microsoft.com/azure/azure-monitor/fundamentals/roles-permissions-security",
};
