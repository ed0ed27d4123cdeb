/**
 * What the records of AzureHound are of, by their kind (https://github.com/SpecterOps/AzureHound, enums/kind.go and models/). Kinds that
 * are not listed here are counted and told.
 */

import type { CollectionName, PartName } from "../../../tenant/snapshot.ts";

/** One object of Graph a record. */
export const objectKinds: Readonly<Record<string, CollectionName>> = {
  AZUser: "users",
  AZGroup: "groups",
  AZApp: "applications",
  AZServicePrincipal: "servicePrincipals",
  AZRole: "roleDefinitions",
};

export interface RelationKind {
  readonly collection: CollectionName;
  readonly name: Extract<PartName, "members" | "owners" | "federatedIdentityCredentials">;
  /** Property with the id of the object whose relation it is. */
  readonly of: string;
  /** Property with the list, and in each element the property with the related object. */
  readonly list: string;
  readonly element: string;
}

/** All elements of a relation of one object a record. */
export const relationKinds: Readonly<Record<string, RelationKind>> = {
  AZGroupMember: { collection: "groups", name: "members", of: "groupId", list: "members", element: "member" },
  AZGroupOwner: { collection: "groups", name: "owners", of: "groupId", list: "owners", element: "owner" },
  // The record names the client id, its elements the object id.
  AZAppOwner: { collection: "applications", name: "owners", of: "appId", list: "owners", element: "owner" },
  AZFederatedIdentityCredential: {
    collection: "applications",
    name: "federatedIdentityCredentials",
    of: "appId",
    list: "fics",
    element: "fic",
  },
  AZServicePrincipalOwner: {
    collection: "servicePrincipals",
    name: "owners",
    of: "servicePrincipalId",
    list: "owners",
    element: "owner",
  },
};

/** One resource of Azure a record, and its type where the record does not tell. */
export const resourceKinds: Readonly<Record<string, string>> = {
  AZSubscription: "Microsoft.Resources/subscriptions",
  AZManagementGroup: "Microsoft.Management/managementGroups",
  AZResourceGroup: "Microsoft.Resources/resourceGroups",
  AZVM: "Microsoft.Compute/virtualMachines",
  AZVMScaleSet: "Microsoft.Compute/virtualMachineScaleSets",
  AZKeyVault: "Microsoft.KeyVault/vaults",
  AZManagedCluster: "Microsoft.ContainerService/managedClusters",
  AZAutomationAccount: "Microsoft.Automation/automationAccounts",
  AZLogicApp: "Microsoft.Logic/workflows",
  AZFunctionApp: "Microsoft.Web/sites",
  AZWebApp: "Microsoft.Web/sites",
  AZContainerRegistry: "Microsoft.ContainerRegistry/registries",
  AZStorageAccount: "Microsoft.Storage/storageAccounts",
};

const azureKinds = [
  "ManagementGroup",
  "Subscription",
  "ResourceGroup",
  "VM",
  "KeyVault",
  "ManagedCluster",
  "AutomationAccount",
  "LogicApp",
  "FunctionApp",
  "WebApp",
  "ContainerRegistry",
  "StorageAccount",
  "VMScaleSet",
];

/** Suffixes of kinds with Azure role assignments: all of them, or those of one role. The list and the property in each element. */
const assignmentLists: Readonly<Record<string, readonly (readonly [list: string, element: string])[]>> = {
  RoleAssignment: [
    ["roleAssignments", "roleAssignment"],
    ["assignees", "assignee"],
  ],
  Owner: [["owners", "owner"]],
  UserAccessAdmin: [["userAccessAdmins", "userAccessAdmin"]],
  Contributor: [["contributors", "contributor"]],
  VMContributor: [["vmContributors", "vmContributor"]],
  AvereContributor: [["avereContributors", "avereContributor"]],
  AdminLogin: [["adminLogins", "adminLogin"]],
  KVContributor: [["kvContributors", "kvContributor"]],
};

/** By kind, such as AZSubscriptionOwner: where its Azure role assignments are. */
export const azureAssignmentKinds: ReadonlyMap<string, readonly (readonly [list: string, element: string])[]> = new Map(
  azureKinds.flatMap((of) =>
    Object.entries(assignmentLists).map(([what, lists]) => [`AZ${of}${what}`, lists] as const),
  ),
);

/** Records that say nothing that a snapshot holds, or repeat what others say. */
export const idleKinds: ReadonlySet<string> = new Set([
  "AZDevice",
  "AZDeviceOwner",
  "AZAppMember",
  "AZStorageContainer",
  // The vault says it, too.
  "AZKeyVaultAccessPolicy",
]);

export interface Brought {
  readonly collection: CollectionName;
  readonly part?: PartName;
  /** Record without which nobody knows. */
  readonly kind: string;
}

/** What AzureHound collects when it may: without a single record of the kind it was not asked to, was refused, or there is none. */
export const brought: readonly Brought[] = [
  { collection: "organization", kind: "AZTenant" },
  { collection: "users", kind: "AZUser" },
  { collection: "groups", kind: "AZGroup" },
  { collection: "groups", part: "members", kind: "AZGroupMember" },
  { collection: "groups", part: "owners", kind: "AZGroupOwner" },
  { collection: "applications", kind: "AZApp" },
  { collection: "applications", part: "owners", kind: "AZAppOwner" },
  { collection: "applications", part: "federatedIdentityCredentials", kind: "AZFederatedIdentityCredential" },
  { collection: "servicePrincipals", kind: "AZServicePrincipal" },
  { collection: "servicePrincipals", part: "owners", kind: "AZServicePrincipalOwner" },
  { collection: "appRoleAssignments", kind: "AZAppRoleAssignment" },
  { collection: "roleDefinitions", kind: "AZRole" },
  { collection: "roleAssignments", kind: "AZRoleAssignment" },
  { collection: "roleEligibilitySchedules", kind: "AZRoleEligibilityScheduleInstance" },
  { collection: "roleManagementPolicies", kind: "AZRoleManagementPolicyAssignment" },
  { collection: "roleManagementPolicyAssignments", kind: "AZRoleManagementPolicyAssignment" },
  { collection: "armResources", kind: "AZSubscription" },
];

/** What it never collects, whole collections and parts, each with what it is in words. */
export const neverCollected: readonly {
  readonly collection: CollectionName;
  readonly part?: PartName;
  readonly what: string;
}[] = [
  { collection: "conditionalAccessPolicies", what: "conditional access" },
  { collection: "namedLocations", what: "named locations" },
  { collection: "authenticationStrengthPolicies", what: "authentication strengths" },
  { collection: "administrativeUnits", what: "administrative units and who is in them" },
  { collection: "directoryRoles", what: "which directory roles are activated" },
  { collection: "roleAssignmentSchedules", what: "whether an active role was activated, and until when it lasts" },
  { collection: "roleManagementPolicies", what: "what activating a group membership demands" },
  { collection: "roleManagementPolicyAssignments", what: "what activating a group membership demands" },
  { collection: "groupAssignmentSchedules", what: "PIM for Groups" },
  { collection: "groupEligibilitySchedules", what: "PIM for Groups" },
  { collection: "oauth2PermissionGrants", what: "delegated permissions" },
  { collection: "domains", what: "more of a domain than its name" },
  { collection: "domains", part: "federationConfiguration", what: "the federation of domains" },
  { collection: "onPremisesSynchronization", what: "settings of the synchronisation with an Active Directory" },
  { collection: "subscribedSkus", what: "licences" },
  { collection: "crossTenantPartners", what: "cross-tenant access" },
  { collection: "crossTenantDefault", what: "cross-tenant access" },
  { collection: "userRegistrationDetails", what: "sign-in methods" },
  { collection: "servicePrincipalSignInActivities", what: "sign-ins of applications" },
  { collection: "directoryAudits", what: "the audit log" },
  { collection: "accessPackageCatalogs", what: "access packages" },
  { collection: "accessPackages", what: "access packages" },
  { collection: "accessPackageAssignmentPolicies", what: "access packages" },
  { collection: "accessPackageResourceRoleScopes", what: "access packages" },
  {
    collection: "armResources",
    what: "eligible roles, custom roles, Lighthouse delegations, locks and diagnostic settings of Azure",
  },
];

/** AzureHound leaves out what is false; where others of the export have the property, its absence says so. */
export const leftOutWhenFalse: Partial<Record<CollectionName, readonly string[]>> = {
  users: ["accountEnabled"],
  servicePrincipals: ["accountEnabled"],
  groups: ["isAssignableToRole", "securityEnabled"],
};
