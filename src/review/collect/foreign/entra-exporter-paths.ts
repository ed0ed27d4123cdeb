/**
 * What is in which folder of an export by EntraExporter (https://github.com/microsoft/EntraExporter, src/Get-EEDefaultSchema.ps1), and with which
 * `-Type` it comes. Each object is a file `<folder>/<id>/<id>.json`, or right in the folder.
 */

import type { CollectionName, PartName } from "../../../tenant/snapshot.ts";
import type { readings } from "./entra-exporter-objects.ts";

export interface ExportedFolder {
  /** `*` stands for the id of the object around it, `**` for any folders below. */
  readonly path: string;
  readonly collection: CollectionName;
  /** The objects are elements of this relation of the object around them. */
  readonly relation?: Extract<PartName, "members" | "owners">;
  /** `-Type` of Export-Entra; all of it comes with `-All`. */
  readonly type: string;
  /** How its objects are turned into Graph's; as they are where absent. */
  readonly reading?: keyof typeof readings;
  /** Nothing is missing without it: another folder says the same, or there need be none. */
  readonly isRepeated?: true;
}

export const exportedFolders: readonly ExportedFolder[] = [
  { path: "Organization", collection: "organization", type: "Config" },
  { path: "Directory", collection: "onPremisesSynchronization", type: "Config" },
  { path: "Domains", collection: "domains", type: "Config" },
  { path: "SubscribedSkus", collection: "subscribedSkus", type: "Config" },
  { path: "DirectoryRoles", collection: "directoryRoles", type: "Config" },
  { path: "DirectoryRoles/*/Members", collection: "directoryRoles", relation: "members", type: "Config" },
  { path: "Identity/Conditional/AccessPolicies", collection: "conditionalAccessPolicies", type: "ConditionalAccess" },
  { path: "Identity/Conditional/NamedLocations", collection: "namedLocations", type: "ConditionalAccess" },
  {
    path: "Policies/CrossTenantAccessPolicy/Default",
    collection: "crossTenantDefault",
    type: "Config",
    reading: "default",
  },
  { path: "Policies/CrossTenantAccessPolicy/Partners", collection: "crossTenantPartners", type: "Config" },
  { path: "AdministrativeUnits", collection: "administrativeUnits", type: "AdministrativeUnits" },
  {
    path: "AdministrativeUnits/*/Members",
    collection: "administrativeUnits",
    relation: "members",
    type: "AdministrativeUnits",
  },
  { path: "Groups", collection: "groups", type: "Groups" },
  { path: "Groups/*/Members", collection: "groups", relation: "members", type: "Groups" },
  { path: "Groups/*/Owners", collection: "groups", relation: "owners", type: "Groups" },
  { path: "Applications", collection: "applications", type: "Applications" },
  { path: "Applications/*/Owners", collection: "applications", relation: "owners", type: "Applications" },
  { path: "ServicePrincipals", collection: "servicePrincipals", type: "ServicePrincipals" },
  {
    path: "ServicePrincipals/*/Owners",
    collection: "servicePrincipals",
    relation: "owners",
    type: "ServicePrincipals",
  },
  { path: "ServicePrincipals/*/AppRoleAssignments", collection: "appRoleAssignments", type: "ServicePrincipals" },
  {
    path: "ServicePrincipals/*/AppRoleAssignedTo",
    collection: "appRoleAssignments",
    type: "ServicePrincipals",
    isRepeated: true,
  },
  {
    path: "ServicePrincipals/*/Oauth2PermissionGrants",
    collection: "oauth2PermissionGrants",
    type: "ServicePrincipals",
  },
  { path: "Users", collection: "users", type: "Users" },
  { path: "RoleManagement/Directory/RoleDefinitions", collection: "roleDefinitions", type: "DirectoryRoles" },
  { path: "RoleManagement/Directory/RoleAssignments", collection: "roleAssignments", type: "DirectoryRoles" },
  {
    path: "RoleManagement/Directory/RoleAssignmentScheduleInstances",
    collection: "roleAssignmentSchedules",
    type: "DirectoryRoles",
    reading: "role-schedule",
  },
  { path: "PIM/DirectoryRoles", collection: "roleEligibilitySchedules", type: "PIM", reading: "role-eligibility" },
  { path: "PIM/Groups", collection: "groupEligibilitySchedules", type: "PIM", reading: "group-eligibility" },
  { path: "IdentityGovernance/EntitlementManagement/AccessPackages", collection: "accessPackages", type: "Governance" },
  {
    path: "IdentityGovernance/EntitlementManagement/AccessPackages/*/AssignmentPolicies",
    collection: "accessPackageAssignmentPolicies",
    type: "Governance",
  },
  {
    path: "IdentityGovernance/EntitlementManagement/AccessPackages/*/ResourceScopes",
    collection: "accessPackageResourceRoleScopes",
    type: "Governance",
    reading: "package-resources",
  },
  { path: "IAM/RoleAssignments/**", collection: "armResources", type: "IAM", reading: "azure-assignment" },
  { path: "IAM/RoleDefinitions/CustomRole/**", collection: "armResources", type: "IAM", isRepeated: true },
];

/** Seen in some folder of every export. */
export const tellTaleFolders = ["Organization", "Identity", "Policies", "Domains", "RoleManagement", "PIM"] as const;

/** What an export lacks however it was made, with the reason. */
export const neverExported: readonly {
  readonly collection: CollectionName;
  readonly part?: PartName;
  readonly why: string;
}[] = [
  {
    collection: "applications",
    part: "federatedIdentityCredentials",
    why: "EntraExporter does not export federated credentials.",
  },
  {
    collection: "domains",
    part: "federationConfiguration",
    why: "EntraExporter does not export the federation of domains.",
  },
  { collection: "authenticationStrengthPolicies", why: "EntraExporter does not export authentication strengths." },
  {
    collection: "roleAssignmentSchedules",
    why: "EntraExporter exports assigned roles only: one that was just activated looks as if it were standing.",
  },
  {
    collection: "groupAssignmentSchedules",
    why: "EntraExporter exports who is eligible for a group, not who activated it.",
  },
  {
    collection: "roleManagementPolicies",
    why: "EntraExporter exports activation rules only of what somebody is eligible for.",
  },
  {
    collection: "roleManagementPolicyAssignments",
    why: "EntraExporter exports activation rules only of what somebody is eligible for.",
  },
  {
    collection: "crossTenantPartners",
    why: "EntraExporter writes all partners to one file, each over the one before: only the last is left.",
  },
  { collection: "accessPackageCatalogs", why: "EntraExporter does not export catalogues of access packages." },
  { collection: "userRegistrationDetails", why: "EntraExporter does not export sign-in methods of people." },
  { collection: "users", part: "signInActivity", why: "EntraExporter does not export when people signed in." },
  { collection: "servicePrincipalSignInActivities", why: "EntraExporter does not export sign-ins of applications." },
  { collection: "directoryAudits", why: "EntraExporter does not export the audit log." },
  {
    collection: "armResources",
    why: "Of Azure, EntraExporter exports active role assignments without their conditions, and custom roles; eligible ones are not read.",
  },
];
