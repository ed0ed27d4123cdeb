/**
 * What Azure asks of each type that the stacks declare, at the API version that the SDK speaks: what has to be there, and what is
 * allowed. From the types that Microsoft generates of its specifications
 * (https://github.com/Azure/bicep-types-az/tree/main/generated), with the limits that only the pages have.
 */

export interface ArmRequirement {
  /** Module and file of the type in `@pulumi/azure-native`. */
  readonly file: string;
  readonly api: string;
  /** Page of the type; the version's is behind its version selector. */
  readonly source: string;
  /** Paths in the inputs that must not be empty; `[]` is every item of a list. */
  readonly required: readonly string[];
  /** Path → what its value has to be like, in full. */
  readonly allowed: Readonly<Record<string, RegExp>>;
}

const templates = "https://learn.microsoft.com/azure/templates";
const guid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const groupName = /[\p{L}\p{N}_.()-]{0,89}[\p{L}\p{N}_()-]/u;
const scope =
  /\/(subscriptions\/[0-9a-f-]{36}(\/resourceGroups\/[^/]+(\/providers\/.+)?)?|providers\/Microsoft\.Management\/managementGroups\/[^/]+)/;
const roleId = /(\/subscriptions\/[0-9a-f-]{36})?\/providers\/Microsoft\.Authorization\/roleDefinitions\/[0-9a-f-]{36}/;
const duration = /P(\d+D|T(\d+H)?(\d+M)?)/;
const text = /.+/;

export const armRequirements: Readonly<Record<string, ArmRequirement>> = {
  "aadiam:DiagnosticSetting": {
    file: "aadiam/diagnosticSetting",
    api: "2017-04-01",
    source: `${templates}/microsoft.aadiam/diagnosticsettings`,
    required: ["name", "workspaceId", "logs[].category"],
    allowed: {
      // The specification names the first two; the page on logs has the others
      // (https://learn.microsoft.com/entra/identity/monitoring-health/concept-diagnostic-settings-logs-options).
      "logs[].category":
        /AuditLogs|SignInLogs|NonInteractiveUserSignInLogs|ServicePrincipalSignInLogs|ManagedIdentitySignInLogs|ProvisioningLogs/,
      "logs[].enabled": /true/,
    },
  },
  "authorization:ManagementLockByScope": {
    file: "authorization/managementLockByScope",
    api: "2020-05-01",
    source: `${templates}/microsoft.authorization/locks`,
    required: ["scope", "lockName", "level"],
    // notes: at most 512 characters.
    allowed: { level: /CanNotDelete|ReadOnly/, notes: /.{0,512}/ },
  },
  "authorization:PimRoleEligibilitySchedule": {
    file: "authorization/pimRoleEligibilitySchedule",
    // Without a line of its own: the provider asks at this one (custom_pim_eligibility.go of github.com/pulumi/pulumi-azure-native).
    api: "",
    source: "https://learn.microsoft.com/rest/api/authorization/role-eligibility-schedule-requests/create",
    // The provider reads type and duration of an expiration without looking whether they are there.
    required: [
      "principalId",
      "roleDefinitionId",
      "scope",
      "scheduleInfo.expiration.type",
      "scheduleInfo.expiration.duration",
    ],
    allowed: { principalId: guid, roleDefinitionId: roleId, scope, "scheduleInfo.expiration.type": /AfterDuration/ },
  },
  "authorization:RoleAssignment": {
    file: "authorization/roleAssignment",
    api: "2022-04-01",
    source: `${templates}/microsoft.authorization/roleassignments`,
    required: ["principalId", "roleDefinitionId", "scope", "principalType"],
    allowed: {
      principalId: guid,
      roleDefinitionId: roleId,
      scope,
      principalType: /Group|User|ServicePrincipal/,
      roleAssignmentName: guid,
    },
  },
  "authorization:RoleDefinition": {
    file: "authorization/roleDefinition",
    api: "2022-05-01-preview",
    source: `${templates}/microsoft.authorization/roledefinitions`,
    required: ["scope", "roleDefinitionId", "roleName", "permissions[].actions", "assignableScopes[]"],
    allowed: { roleDefinitionId: guid, roleType: /CustomRole/, "assignableScopes[]": scope, roleName: /.{1,512}/ },
  },
  "authorization:RoleManagementPolicy": {
    file: "authorization/roleManagementPolicy",
    api: "2024-09-01-preview",
    source: "https://learn.microsoft.com/rest/api/authorization/role-management-policies/update",
    required: ["scope", "roleManagementPolicyName", "rules[].id", "rules[].ruleType"],
    allowed: {
      scope,
      roleManagementPolicyName: guid,
      "rules[].ruleType": /RoleManagementPolicy(Approval|AuthenticationContext|Enablement|Expiration|Notification)Rule/,
      "rules[].enabledRules[]": /MultiFactorAuthentication|Justification|Ticketing/,
      "rules[].maximumDuration": duration,
      "rules[].setting.approvalMode": /SingleStage|Serial|Parallel|NoApproval/,
      "rules[].setting.approvalStages[].primaryApprovers[].userType": /User|Group/,
      "rules[].target.caller": /Admin|EndUser/,
      "rules[].target.level": /Assignment|Eligibility/,
    },
  },
  "dataprotection:ResourceGuard": {
    file: "dataprotection/resourceGuard",
    api: "2025-01-01",
    source: `${templates}/microsoft.dataprotection/resourceguards`,
    required: ["resourceGroupName", "resourceGuardsName", "location"],
    allowed: { resourceGroupName: groupName },
  },
  "maintenance:ConfigurationAssignmentsForResourceGroup": {
    file: "maintenance/configurationAssignmentsForResourceGroup",
    api: "2023-10-01-preview",
    source:
      "https://learn.microsoft.com/rest/api/maintenance/configuration-assignments-for-resource-group/create-or-update",
    required: [
      "resourceGroupName",
      "configurationAssignmentName",
      "maintenanceConfigurationId",
      "filter.resourceTypes[]",
    ],
    allowed: { "filter.tagSettings.filterOperator": /All|Any/ },
  },
  "maintenance:ConfigurationAssignmentsForSubscription": {
    file: "maintenance/configurationAssignmentsForSubscription",
    api: "2023-10-01-preview",
    source:
      "https://learn.microsoft.com/rest/api/maintenance/configuration-assignments-for-subscriptions/create-or-update",
    required: ["configurationAssignmentName", "maintenanceConfigurationId", "filter.resourceTypes[]"],
    allowed: { "filter.tagSettings.filterOperator": /All|Any/ },
  },
  "maintenance:MaintenanceConfiguration": {
    file: "maintenance/maintenanceConfiguration",
    api: "2023-10-01-preview",
    source: "https://learn.microsoft.com/rest/api/maintenance/maintenance-configurations/create-or-update",
    // Without the patch mode: "Extension properties must contain Patch mode" (https://github.com/Azure/bicep/issues/8959).
    required: ["resourceGroupName", "location", "startDateTime", "timeZone", "extensionProperties.InGuestPatchMode"],
    allowed: {
      maintenanceScope: /InGuestPatch/,
      visibility: /Custom/,
      startDateTime: /\d{4}-\d\d-\d\d \d\d:\d\d/,
      // 1 hour 30 minutes to 3 hours 55 minutes (https://learn.microsoft.com/azure/virtual-machines/maintenance-configurations#guest).
      duration: /01:[3-5]\d|02:[0-5]\d|03:([0-4]\d|5[0-5])/,
      recurEvery: /([1-9]\d*)?(Days?|Weeks?( \w+day(,\w+day)*)?|Months? \w+.*)/,
      "extensionProperties.InGuestPatchMode": /User|Platform/,
      "installPatches.rebootSetting": /IfRequired|Never|Always/,
      "installPatches.windowsParameters.classificationsToInclude[]":
        /Critical|Security|UpdateRollup|FeaturePack|ServicePack|Definition|Tools|Updates/,
      "installPatches.linuxParameters.classificationsToInclude[]": /Critical|Security|Other/,
    },
  },
  "managedservices:RegistrationAssignment": {
    file: "managedservices/registrationAssignment",
    api: "2022-10-01",
    source: `${templates}/microsoft.managedservices/registrationassignments`,
    required: ["scope", "registrationAssignmentId", "properties.registrationDefinitionId"],
    allowed: { registrationAssignmentId: guid, scope: /\/subscriptions\/[^/]+(\/resourceGroups\/[^/]+)?/ },
  },
  "managedservices:RegistrationDefinition": {
    file: "managedservices/registrationDefinition",
    api: "2022-10-01",
    source: `${templates}/microsoft.managedservices/registrationdefinitions`,
    required: [
      "scope",
      "registrationDefinitionId",
      "properties.managedByTenantId",
      "properties.authorizations[].principalId",
    ],
    allowed: {
      registrationDefinitionId: guid,
      scope: /\/subscriptions\/[^/]+/,
      "properties.managedByTenantId": guid,
      "properties.authorizations[].roleDefinitionId": guid,
      "properties.eligibleAuthorizations[].roleDefinitionId": guid,
      "properties.eligibleAuthorizations[].justInTimeAccessPolicy.multiFactorAuthProvider": /Azure|None/,
      // Half an hour to eight hours (https://learn.microsoft.com/azure/lighthouse/how-to/create-eligible-authorizations#maximum-duration).
      "properties.eligibleAuthorizations[].justInTimeAccessPolicy.maximumActivationDuration": /PT(30M|[1-7]H(30M)?|8H)/,
    },
  },
  "monitor:ActionGroup": {
    file: "monitor/actionGroup",
    api: "2024-10-01-preview",
    source: `${templates}/microsoft.insights/actiongroups`,
    required: [
      "resourceGroupName",
      "enabled",
      "groupShortName",
      "emailReceivers[].name",
      "emailReceivers[].emailAddress",
    ],
    allowed: { groupShortName: /.{1,12}/, location: /Global/ },
  },
  "monitor:ScheduledQueryRule": {
    file: "monitor/scheduledQueryRule",
    api: "2025-01-01-preview",
    source: `${templates}/microsoft.insights/scheduledqueryrules`,
    required: ["resourceGroupName", "location", "scopes[]", "criteria.allOf[].query", "actions.actionGroups[]"],
    allowed: {
      severity: /[0-4]/,
      // A rule looks at no less than it is evaluated over.
      evaluationFrequency: /PT(1|5|10|15|30|45)M|PT[1-6]H|P1D/,
      windowSize: /PT(5|10|15|30|45)M|PT[1-6]H|P[12]D/,
      "criteria.allOf[].timeAggregation": /Average|Count|Maximum|Minimum|Total/,
      "criteria.allOf[].operator": /Equals|GreaterThan|GreaterThanOrEqual|LessThan|LessThanOrEqual/,
    },
  },
  "monitor:SubscriptionDiagnosticSetting": {
    file: "monitor/subscriptionDiagnosticSetting",
    api: "2021-05-01-preview",
    source: "https://learn.microsoft.com/rest/api/monitor/subscription-diagnostic-settings/create-or-update",
    required: ["name", "workspaceId", "logs[].category"],
    allowed: {
      "logs[].category": /Administrative|Security|ServiceHealth|Alert|Recommendation|Policy|Autoscale|ResourceHealth/,
    },
  },
  "operationalinsights:Workspace": {
    file: "operationalinsights/workspace",
    api: "2023-09-01",
    source: `${templates}/microsoft.operationalinsights/workspaces`,
    required: ["resourceGroupName", "location", "sku.name"],
    allowed: {
      workspaceName: /[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]/,
      "sku.name": /PerGB2018/,
      retentionInDays: /[3-9]\d|[1-6]\d\d|7[0-2]\d|730/,
    },
  },
  "recoveryservices:ResourceGuardProxy": {
    file: "recoveryservices/resourceGuardProxy",
    api: "2024-10-01",
    source: `${templates}/microsoft.recoveryservices/vaults/backupresourceguardproxies`,
    required: ["resourceGroupName", "vaultName", "properties.resourceGuardResourceId"],
    allowed: { resourceGuardProxyName: /VaultProxy/ },
  },
  "recoveryservices:Vault": {
    file: "recoveryservices/vault",
    api: "2024-10-01",
    source: `${templates}/microsoft.recoveryservices/vaults`,
    required: ["resourceGroupName", "location", "sku.name", "properties.publicNetworkAccess"],
    allowed: {
      vaultName: /[A-Za-z][A-Za-z0-9-]{1,49}/,
      "sku.name": /RS0|Standard/,
      "properties.redundancySettings.standardTierStorageRedundancy": /LocallyRedundant|ZoneRedundant|GeoRedundant/,
      "properties.redundancySettings.crossRegionRestore": /Enabled|Disabled/,
      "properties.securitySettings.softDeleteSettings.softDeleteState": /AlwaysON|Enabled|Disabled/,
      "properties.securitySettings.softDeleteSettings.enhancedSecurityState": /AlwaysON|Enabled|Disabled/,
      // https://learn.microsoft.com/azure/backup/backup-azure-enhanced-soft-delete-about
      "properties.securitySettings.softDeleteSettings.softDeleteRetentionPeriodInDays": /1[4-9]|[2-9]\d|1[0-7]\d|180/,
      "properties.securitySettings.immutabilitySettings.state": /Disabled|Unlocked|Locked/,
    },
  },
  "resources:ResourceGroup": {
    file: "resources/resourceGroup",
    api: "2024-03-01",
    source: `${templates}/microsoft.resources/resourcegroups`,
    required: ["resourceGroupName", "location"],
    allowed: { resourceGroupName: groupName, location: text },
  },
};
