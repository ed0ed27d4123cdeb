import * as aadiam from "@pulumi/azure-native/aadiam/diagnosticSetting.js";
import * as locks from "@pulumi/azure-native/authorization/managementLockByScope.js";
import * as actionGroups from "@pulumi/azure-native/monitor/actionGroup.js";
import * as queryRules from "@pulumi/azure-native/monitor/scheduledQueryRule.js";
import * as subscriptionLogs from "@pulumi/azure-native/monitor/subscriptionDiagnosticSetting.js";
import * as workspaces from "@pulumi/azure-native/operationalinsights/workspace.js";
import { Provider } from "@pulumi/azure-native/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { accessLogCategories, activityLogCategory } from "../../src/catalogue/access-logs.ts";
import { globalAdministratorId } from "../../src/catalogue/entra-roles.ts";
import type { Monitoring } from "../../src/entitlements/entitlements.ts";
import { AzureGroups } from "./azure-groups.ts";
import { type AzureProviders, azureProviders } from "./azure-providers.ts";

export interface AccessMonitoringArgs {
  readonly monitoring: Monitoring;
  /** Object ids of the emergency accounts: alerts go by id, names can change. */
  readonly emergencyAccountIds: readonly pulumi.Input<string>[];
}

/**
 * Logging and alerts in the client's own subscription: a workspace, the Entra diagnostic settings and activity logs that feed it, and
 * alerts for a sign-in of an emergency account, a new Global Administrator, changes to conditional access and to activation rules, and
 * a subscription or resource group that is delegated to another tenant.
 */
export class AccessMonitoring extends pulumi.ComponentResource {
  readonly workspaceId: pulumi.Output<string>;
  /** For what else is declared in Azure. */
  readonly providers: AzureProviders;
  readonly groups: AzureGroups;

  constructor(
    name: string,
    { monitoring, emergencyAccountIds }: AccessMonitoringArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("demarc:index:AccessMonitoring", name, {}, options);
    const provider = new Provider("access-monitoring", { subscriptionId: monitoring.subscriptionId }, { parent: this });
    const within = { parent: this, provider };
    this.providers = azureProviders({ subscriptionId: monitoring.subscriptionId, provider }, { parent: this });
    this.groups = new AzureGroups(this.providers);
    const { subscriptionId, resourceGroup, location } = monitoring;
    const resourceGroupName = this.groups.named(
      { subscriptionId, name: resourceGroup, location },
      this,
      "access-monitoring",
    );
    const workspace = new workspaces.Workspace(
      "access-logs",
      {
        workspaceName: "access-logs",
        resourceGroupName,
        location: monitoring.location,
        retentionInDays: monitoring.retentionDays,
        sku: { name: "PerGB2018" },
      },
      // The evidence of three years of reviews must not go with a mistaken destroy.
      { ...within, protect: true },
    );
    this.workspaceId = workspace.id;
    if (monitoring.locked) {
      new locks.ManagementLockByScope(
        "access-logs-lock",
        { lockName: "keep", scope: workspace.id, level: "CanNotDelete", notes: "Logs of access: evidence of reviews." },
        within,
      );
    }
    new aadiam.DiagnosticSetting(
      "entra-logs",
      {
        name: "access-logs",
        workspaceId: workspace.id,
        logs: accessLogCategories.map((category) => ({ category, enabled: true })),
      },
      within,
    );
    for (const subscriptionId of monitoring.subscriptions) {
      new subscriptionLogs.SubscriptionDiagnosticSetting(
        `activity-log-${subscriptionId}`,
        {
          name: "access-logs",
          workspaceId: workspace.id,
          logs: [{ category: activityLogCategory, enabled: true }],
        },
        { parent: this, provider: this.providers(subscriptionId) },
      );
    }
    const notify = new actionGroups.ActionGroup(
      "access-alerts",
      {
        actionGroupName: "access-alerts",
        groupShortName: "access",
        resourceGroupName,
        location: "Global",
        enabled: true,
        emailReceivers: monitoring.alertEmails.map((emailAddress) => ({
          name: emailAddress,
          emailAddress,
          useCommonAlertSchema: true,
        })),
      },
      within,
    );
    const alert = (key: string, displayName: string, query: pulumi.Input<string>) =>
      new queryRules.ScheduledQueryRule(
        key,
        {
          ruleName: key,
          displayName,
          resourceGroupName,
          location: monitoring.location,
          scopes: [workspace.id],
          severity: 0,
          enabled: true,
          evaluationFrequency: "PT5M",
          windowSize: "PT5M",
          criteria: { allOf: [{ query, timeAggregation: "Count", operator: "GreaterThan", threshold: 0 }] },
          // A new workspace knows no table until something is in it, and Azure refuses a rule whose query it cannot run
          // (https://github.com/hashicorp/terraform-provider-azurerm/issues/17145).
          skipQueryValidation: true,
          actions: { actionGroups: [notify.id] },
          autoMitigate: false,
        },
        within,
      );
    alert(
      "emergency-account-sign-in",
      "An emergency account signed in",
      pulumi.all([...emergencyAccountIds]).apply(emergencySignIns),
    );
    alert("global-administrator-granted", "Global Administrator was granted", globalAdministratorGrants);
    alert("conditional-access-changed", "Conditional access was changed", conditionalAccessChanges);
    alert("activation-rules-changed", "The rules of an activation were changed", activationRuleChanges);
    alert("lighthouse-delegation-added", "Azure was delegated to another tenant", lighthouseDelegations);
    this.registerOutputs({ workspaceId: this.workspaceId });
  }
}

/**
 * Rows of tables of which some, or all, may not be there: a table comes into being with its first row and a query stops finding it 30 days
 * after its last one, and Azure disables a rule whose query has failed for a week
 * (https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-troubleshoot-log). With nothing there the result is empty, not an error.
 * @param columns what the rest of the query looks at, with the types of the tables' reference
 */
function rowsOf(tables: readonly string[], columns: string): string {
  return `union isfuzzy=true (datatable(TimeGenerated: datetime, ${columns})[]), ${tables.join(", ")}`;
}

/** Successful or not: a failed attempt at an emergency account is an incident too. */
function emergencySignIns(ids: readonly string[]): string {
  const list = ids.map((id) => `"${id}"`).join(", ");
  const signIns = rowsOf(["SigninLogs", "AADNonInteractiveUserSignInLogs"], "UserId: string");
  return `${signIns} | where UserId in~ (${list})`;
}

const audits = rowsOf(["AuditLogs"], "OperationName: string, TargetResources: dynamic");

/** Active or eligible, by PIM or directly (https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities). */
const globalAdministratorGrants = [
  audits,
  'where OperationName in~ ("Add member to role", "Add eligible member to role", "Add member to role outside of PIM (permanent)", "Add member to role in PIM completed (permanent)", "Add eligible member to role in PIM completed (permanent)", "Add member to role in PIM completed (timebound)", "Add eligible member to role in PIM completed (timebound)")',
  `where tostring(TargetResources) has_any ("${globalAdministratorId}", "Global Administrator", "Company Administrator")`,
].join(" | ");

/** Added, changed or deleted (the same page). */
const conditionalAccessChanges = `${audits} | where OperationName has "conditional access policy"`;

/** Of directory roles and of groups. */
const activationRuleChanges = `${audits} | where OperationName has "role setting in PIM"`;

/** Azure writes operations in capitals (https://learn.microsoft.com/azure/lighthouse/how-to/monitor-delegation-changes). */
const lighthouseDelegations = `${rowsOf(["AzureActivity"], "OperationNameValue: string")} | where OperationNameValue in~ ("Microsoft.ManagedServices/registrationAssignments/write", "Microsoft.ManagedServices/registrationDefinitions/write")`;
