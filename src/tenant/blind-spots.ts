/** What nobody sees of a tenant whose snapshot lacks a part. */

import type { CollectionName, PartName, Snapshot, Unreadable } from "./snapshot.ts";

/** As the end of "without it nobody sees …". */
export const blindSpots: Readonly<Record<CollectionName, string>> = {
  organization: "which tenant was reviewed",
  domains: "domains and their federation",
  users: "who the principals are, guests included",
  groups: "access that is held through a group, and who can change a group",
  administrativeUnits: "whom a role over an administrative unit reaches",
  applications: "applications, their owners and credentials",
  servicePrincipals: "which applications act in the tenant, and whose they are",
  directoryRoles: "members of classic directory roles",
  roleDefinitions: "what custom roles allow",
  roleAssignments: "who holds which role, Global Administrator included",
  roleAssignmentSchedules: "whether an active role is standing or activated, and until when",
  roleEligibilitySchedules: "who can activate a role",
  groupAssignmentSchedules: "whether a group membership is standing or activated",
  groupEligibilitySchedules: "who can activate a group membership",
  roleManagementPolicies: "what activating a role or a group membership demands",
  roleManagementPolicyAssignments: "which activation rules belong to which role or group",
  conditionalAccessPolicies: "what a sign-in has to prove, and whether an emergency account is locked out",
  namedLocations: "from where a sign-in is let through",
  authenticationStrengthPolicies: "which sign-in methods a policy accepts",
  appRoleAssignments: "what applications may do on their own, Global Administrator equivalents included",
  oauth2PermissionGrants: "what applications may do in people's names",
  crossTenantPartners: "which other tenants are trusted",
  crossTenantDefault: "how far every other tenant is trusted",
  onPremisesSynchronization: "which accounts are ruled by an Active Directory outside the tenant",
  subscribedSkus: "which licences the tenant has, and so what it can enforce",
  userRegistrationDetails: "which sign-in methods people have",
  servicePrincipalSignInActivities: "which applications are still used",
  directoryAudits: "who gave a role to whom, and when",
  accessPackageCatalogs: "catalogues of access packages",
  accessPackages: "access packages",
  accessPackageAssignmentPolicies: "who can ask for an access package, and who approves",
  accessPackageResourceRoleScopes: "what an access package gives",
  armResources: "roles and resources in Azure",
};

/** Whether all of a collection, with its relations, was read: what is not in it is not in the tenant either. */
export function isWhole({ unreadable }: Snapshot, name: CollectionName): boolean {
  return !unreadable.some(
    ({ collection, part }) => collection === name && (part === undefined || !saysNothing.has(part)),
  );
}

/** Parts without which everything that gives access is still there. */
const saysNothing: ReadonlySet<PartName> = new Set(["signInActivity", "manager"]);

/** What is missing, by its name: `users`, `members of groups`. */
export function missingName({ collection, part }: Pick<Unreadable, "collection" | "part">): string {
  return part === undefined ? collection : `${part} of ${collection}`;
}

/** What is not seen without it. */
export function blindTo({ collection, part }: Pick<Unreadable, "collection" | "part">): string {
  return (part && parts[part][collection]) ?? blindSpots[collection];
}

const parts: Readonly<Record<PartName, Partial<Record<CollectionName, string>>>> = {
  members: { groups: "access that is held through a group" },
  owners: {
    groups: "who can change a group",
    applications: "who can give an application credentials",
    servicePrincipals: "who can give an application in the tenant credentials",
  },
  federatedIdentityCredentials: { applications: "which workloads outside the tenant can act as an application" },
  signInActivity: { users: "who has not signed in for a long time" },
  customSecurityAttributes: { servicePrincipals: "which applications a policy's filter reaches" },
  manager: { users: "whom a group of somebody's direct reports takes in" },
  federationConfiguration: { domains: "which identity provider signs in everybody of a domain" },
  identitySynchronization: { crossTenantPartners: "which tenants make accounts in this one" },
  accessPackageResources: { accessPackageCatalogs: "what is in a catalogue of access packages" },
  roleAssignments: { accessPackageCatalogs: "who manages a catalogue of access packages" },
};
