/**
 * What a review reads of a tenant, as data: which collection, by which request, with which permission, and what stays
 * unseen without it. The same table serves the embedded tenant and Microsoft Graph.
 */

import type { CollectionName } from "../tenant/snapshot.ts";

/** A relation that is read with its objects. */
export interface RelationReader {
  readonly name: "members" | "owners" | "federatedIdentityCredentials";
  /** Properties of the related objects that are kept; `id` and the type alone where absent. */
  readonly select?: readonly string[];
  /**
   * Version for the request per object, where it must differ: v1.0 leaves service principals out of `/groups/{id}/members`
   * (https://learn.microsoft.com/graph/api/group-list-members).
   */
  readonly followUpVersion?: "beta";
}

/** For which already collected objects a request is repeated. */
export type ForEach = "group-that-conveys-access" | "access-package";

export interface Reader {
  readonly collection: CollectionName;
  readonly version: "v1.0" | "beta";
  /** Path after the version; `{id}` stands for the object of `each`. */
  readonly path: string;
  readonly select?: readonly string[];
  readonly filter?: string;
  readonly expand?: string;
  /** Page size, where the collection takes one. */
  readonly top?: 999;
  readonly relations?: readonly RelationReader[];
  /** The collection is this relation of the objects read, laid flat. */
  readonly flatten?: "appRoleAssignments" | "accessPackageResourceRoleScopes";
  readonly each?: ForEach;
  /** Least privileged application permission for the request. */
  readonly permission: string;
  /** Licence without which Graph refuses. */
  readonly licence?: string;
  /** Microsoft's page on the request and its permissions. */
  readonly source: string;
}

const api = "https://learn.microsoft.com/graph/api";
const entraGovernance = "Microsoft Entra ID P2 or ID Governance";

/** In the order in which a person would want to know that one failed. */
export const readers: readonly Reader[] = [
  {
    collection: "organization",
    version: "v1.0",
    path: "organization",
    select: ["id", "displayName", "tenantType", "verifiedDomains", "onPremisesSyncEnabled"],
    permission: "Organization.Read.All",
    source: `${api}/organization-list`,
  },
  {
    collection: "domains",
    version: "v1.0",
    path: "domains",
    permission: "Domain.Read.All",
    source: `${api}/domain-list`,
  },
  {
    collection: "users",
    version: "v1.0",
    path: "users",
    select: [
      "id",
      "displayName",
      "userPrincipalName",
      "mail",
      "otherMails",
      "proxyAddresses",
      "companyName",
      "userType",
      "accountEnabled",
      "createdDateTime",
      "creationType",
      "externalUserState",
      "externalUserStateChangeDateTime",
      "onPremisesSyncEnabled",
      "onPremisesImmutableId",
      "identities",
    ],
    top: 999,
    permission: "User.Read.All",
    source: `${api}/user-list`,
  },
  {
    collection: "groups",
    version: "v1.0",
    path: "groups",
    select: [
      "id",
      "displayName",
      "description",
      "createdDateTime",
      "isAssignableToRole",
      "securityEnabled",
      "mailEnabled",
      "groupTypes",
      "membershipRule",
      "membershipRuleProcessingState",
      "onPremisesSyncEnabled",
      "visibility",
    ],
    top: 999,
    relations: [{ name: "members", followUpVersion: "beta" }, { name: "owners" }],
    permission: "GroupMember.Read.All",
    source: `${api}/group-list`,
  },
  {
    collection: "administrativeUnits",
    version: "v1.0",
    path: "directory/administrativeUnits",
    relations: [{ name: "members" }],
    permission: "AdministrativeUnit.Read.All",
    source: `${api}/directory-list-administrativeunits`,
  },
  {
    collection: "applications",
    version: "v1.0",
    path: "applications",
    select: [
      "id",
      "appId",
      "displayName",
      "createdDateTime",
      "publisherDomain",
      "signInAudience",
      "passwordCredentials",
      "keyCredentials",
      "requiredResourceAccess",
    ],
    top: 999,
    relations: [
      { name: "owners" },
      { name: "federatedIdentityCredentials", select: ["id", "name", "issuer", "subject", "audiences"] },
    ],
    permission: "Application.Read.All",
    source: `${api}/application-list`,
  },
  {
    collection: "servicePrincipals",
    version: "v1.0",
    path: "servicePrincipals",
    select: [
      "id",
      "appId",
      "displayName",
      "appDisplayName",
      "appOwnerOrganizationId",
      "accountEnabled",
      "servicePrincipalType",
      "appRoles",
      "oauth2PermissionScopes",
      "passwordCredentials",
      "keyCredentials",
      "tags",
    ],
    top: 999,
    relations: [{ name: "owners" }],
    permission: "Application.Read.All",
    source: `${api}/serviceprincipal-list`,
  },
  {
    collection: "appRoleAssignments",
    version: "v1.0",
    path: "servicePrincipals",
    select: ["id"],
    expand: "appRoleAssignments",
    flatten: "appRoleAssignments",
    top: 999,
    permission: "Application.Read.All",
    source: `${api}/serviceprincipal-list-approleassignments`,
  },
  {
    collection: "oauth2PermissionGrants",
    version: "v1.0",
    path: "oauth2PermissionGrants",
    top: 999,
    permission: "Directory.Read.All",
    source: `${api}/oauth2permissiongrant-list`,
  },
  {
    collection: "directoryRoles",
    version: "v1.0",
    path: "directoryRoles",
    relations: [{ name: "members" }],
    permission: "RoleManagement.Read.Directory",
    source: `${api}/directoryrole-list`,
  },
  {
    collection: "roleDefinitions",
    version: "v1.0",
    path: "roleManagement/directory/roleDefinitions",
    permission: "RoleManagement.Read.Directory",
    source: `${api}/rbacapplication-list-roledefinitions`,
  },
  {
    collection: "roleAssignments",
    version: "v1.0",
    path: "roleManagement/directory/roleAssignments",
    permission: "RoleManagement.Read.Directory",
    source: `${api}/rbacapplication-list-roleassignments`,
  },
  {
    collection: "roleAssignmentSchedules",
    version: "v1.0",
    path: "roleManagement/directory/roleAssignmentSchedules",
    permission: "RoleAssignmentSchedule.Read.Directory",
    licence: entraGovernance,
    source: `${api}/rbacapplication-list-roleassignmentschedules`,
  },
  {
    collection: "roleEligibilitySchedules",
    version: "v1.0",
    path: "roleManagement/directory/roleEligibilitySchedules",
    permission: "RoleEligibilitySchedule.Read.Directory",
    licence: entraGovernance,
    source: `${api}/rbacapplication-list-roleeligibilityschedules`,
  },
  {
    collection: "groupAssignmentSchedules",
    version: "v1.0",
    path: "identityGovernance/privilegedAccess/group/assignmentSchedules",
    filter: "groupId eq '{id}'",
    each: "group-that-conveys-access",
    permission: "PrivilegedAssignmentSchedule.Read.AzureADGroup",
    licence: entraGovernance,
    source: `${api}/privilegedaccessgroup-list-assignmentschedules`,
  },
  {
    collection: "groupEligibilitySchedules",
    version: "v1.0",
    path: "identityGovernance/privilegedAccess/group/eligibilitySchedules",
    filter: "groupId eq '{id}'",
    each: "group-that-conveys-access",
    permission: "PrivilegedEligibilitySchedule.Read.AzureADGroup",
    licence: entraGovernance,
    source: `${api}/privilegedaccessgroup-list-eligibilityschedules`,
  },
  {
    collection: "roleManagementPolicies",
    version: "v1.0",
    path: "policies/roleManagementPolicies",
    filter: "scopeId eq '/' and scopeType eq 'DirectoryRole'",
    expand: "rules",
    permission: "RoleManagementPolicy.Read.Directory",
    licence: entraGovernance,
    source: `${api}/policyroot-list-rolemanagementpolicies`,
  },
  {
    collection: "roleManagementPolicies",
    version: "v1.0",
    path: "policies/roleManagementPolicies",
    filter: "scopeId eq '{id}' and scopeType eq 'Group'",
    expand: "rules",
    each: "group-that-conveys-access",
    permission: "RoleManagementPolicy.Read.AzureADGroup",
    licence: entraGovernance,
    source: `${api}/policyroot-list-rolemanagementpolicies`,
  },
  {
    collection: "roleManagementPolicyAssignments",
    version: "v1.0",
    path: "policies/roleManagementPolicyAssignments",
    filter: "scopeId eq '/' and scopeType eq 'DirectoryRole'",
    permission: "RoleManagementPolicy.Read.Directory",
    licence: entraGovernance,
    source: `${api}/policyroot-list-rolemanagementpolicyassignments`,
  },
  {
    collection: "roleManagementPolicyAssignments",
    version: "v1.0",
    path: "policies/roleManagementPolicyAssignments",
    filter: "scopeId eq '{id}' and scopeType eq 'Group'",
    each: "group-that-conveys-access",
    permission: "RoleManagementPolicy.Read.AzureADGroup",
    licence: entraGovernance,
    source: `${api}/policyroot-list-rolemanagementpolicyassignments`,
  },
  {
    collection: "conditionalAccessPolicies",
    version: "v1.0",
    path: "identity/conditionalAccess/policies",
    permission: "Policy.Read.All",
    source: `${api}/conditionalaccessroot-list-policies`,
  },
  {
    collection: "namedLocations",
    version: "v1.0",
    path: "identity/conditionalAccess/namedLocations",
    permission: "Policy.Read.All",
    source: `${api}/conditionalaccessroot-list-namedlocations`,
  },
  {
    collection: "authenticationStrengthPolicies",
    version: "v1.0",
    path: "policies/authenticationStrengthPolicies",
    permission: "Policy.Read.All",
    source: `${api}/authenticationstrengthroot-list-policies`,
  },
  {
    collection: "crossTenantPartners",
    version: "v1.0",
    path: "policies/crossTenantAccessPolicy/partners",
    permission: "Policy.Read.All",
    source: `${api}/crosstenantaccesspolicy-list-partners`,
  },
  {
    collection: "directoryAudits",
    version: "v1.0",
    path: "auditLogs/directoryAudits",
    filter: "category eq 'RoleManagement'",
    top: 999,
    permission: "AuditLog.Read.All",
    licence: "Microsoft Entra ID P1",
    source: `${api}/directoryaudit-list`,
  },
  {
    collection: "accessPackageCatalogs",
    version: "beta",
    path: "identityGovernance/entitlementManagement/accessPackageCatalogs",
    permission: "EntitlementManagement.Read.All",
    licence: entraGovernance,
    source: `${api}/accesspackagecatalog-list?view=graph-rest-beta`,
  },
  {
    collection: "accessPackages",
    version: "beta",
    path: "identityGovernance/entitlementManagement/accessPackages",
    permission: "EntitlementManagement.Read.All",
    licence: entraGovernance,
    source: `${api}/accesspackage-list?view=graph-rest-beta`,
  },
  {
    collection: "accessPackageAssignmentPolicies",
    version: "beta",
    path: "identityGovernance/entitlementManagement/accessPackageAssignmentPolicies",
    permission: "EntitlementManagement.Read.All",
    licence: entraGovernance,
    source: `${api}/accesspackageassignmentpolicy-list?view=graph-rest-beta`,
  },
  {
    collection: "accessPackageResourceRoleScopes",
    version: "beta",
    path: "identityGovernance/entitlementManagement/accessPackages/{id}",
    expand: "accessPackageResourceRoleScopes($expand=accessPackageResourceRole,accessPackageResourceScope)",
    flatten: "accessPackageResourceRoleScopes",
    each: "access-package",
    permission: "EntitlementManagement.Read.All",
    licence: entraGovernance,
    source: `${api}/accesspackage-list-accesspackageresourcerolescopes?view=graph-rest-beta`,
  },
];

/** What a review reads of one Azure subscription; `{subscription}` is its id. */
export const azureReaders: readonly { readonly path: string; readonly what: string; readonly source: string }[] = [
  {
    path: "/subscriptions/{subscription}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01",
    what: "Azure role assignments",
    source: "https://learn.microsoft.com/rest/api/authorization/role-assignments/list-for-subscription",
  },
  {
    path: "/subscriptions/{subscription}/resourcegroups?api-version=2024-07-01",
    what: "resource groups",
    source: "https://learn.microsoft.com/rest/api/resources/resource-groups/list",
  },
  {
    path: "/subscriptions/{subscription}/providers/Microsoft.OperationalInsights/workspaces?api-version=2023-09-01",
    what: "Log Analytics workspaces",
    source: "https://learn.microsoft.com/rest/api/loganalytics/workspaces/list",
  },
  {
    path: "/subscriptions/{subscription}/providers/Microsoft.Insights/actionGroups?api-version=2023-01-01",
    what: "action groups",
    source: "https://learn.microsoft.com/rest/api/monitor/action-groups/list-by-subscription-id",
  },
  {
    path: "/subscriptions/{subscription}/providers/Microsoft.Insights/scheduledQueryRules?api-version=2023-12-01",
    what: "alert rules",
    source: "https://learn.microsoft.com/rest/api/monitor/scheduled-query-rules/list-by-subscription",
  },
  {
    path: "/providers/microsoft.aadiam/diagnosticSettings?api-version=2017-04-01",
    what: "Entra ID's diagnostic settings",
    source: "https://learn.microsoft.com/azure/azure-monitor/essentials/diagnostic-settings",
  },
];

/** Application permissions that a complete review needs, each once, in alphabetical order. */
export function permissionsNeeded(): string[] {
  return [...new Set(readers.map((reader) => reader.permission))].sort();
}
