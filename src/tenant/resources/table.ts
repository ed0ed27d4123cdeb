/**
 * Type token → translator, for every azuread 6.9.1 type that leaves something in the tenant that a snapshot shows, and for Demarc's own.
 */

import { tokenOf } from "../../resources/tokens.ts";
import * as accessPackages from "./access-packages.ts";
import * as administrativeUnits from "./administrative-units.ts";
import * as parts from "./application-parts.ts";
import { application, applicationRegistration } from "./applications.ts";
import * as conditionalAccess from "./conditional-access.ts";
import * as credentials from "./credentials.ts";
import * as directoryRoles from "./directory-roles.ts";
import * as groupPim from "./group-pim.ts";
import { group, groupMember } from "./groups.ts";
import * as own from "./own-resources.ts";
import * as servicePrincipals from "./service-principals.ts";
import type { Translator } from "./translator.ts";
import { invitation, user } from "./users.ts";

const azuread: Readonly<Record<string, Translator>> = {
  AccessPackage: accessPackages.accessPackage,
  AccessPackageAssignmentPolicy: accessPackages.accessPackageAssignmentPolicy,
  AccessPackageCatalog: accessPackages.accessPackageCatalog,
  AccessPackageCatalogRoleAssignment: accessPackages.catalogRoleAssignment,
  AccessPackageResourceCatalogAssociation: accessPackages.catalogResource,
  AccessPackageResourcePackageAssociation: accessPackages.packageResource,
  AdministrativeUnit: administrativeUnits.administrativeUnit,
  AdministrativeUnitMember: administrativeUnits.administrativeUnitMember,
  AdministrativeUnitRoleMember: administrativeUnits.administrativeUnitRoleMember,
  AppRoleAssignment: servicePrincipals.appRoleAssignment,
  Application: application,
  ApplicationApiAccess: parts.applicationApiAccess,
  ApplicationAppRole: parts.applicationAppRole,
  ApplicationCertificate: credentials.applicationCertificate,
  ApplicationFallbackPublicClient: parts.applicationFallbackPublicClient,
  ApplicationFederatedIdentityCredential: credentials.federatedCredential,
  ApplicationFlexibleFederatedIdentityCredential: credentials.flexibleFederatedCredential,
  ApplicationIdentifierUri: parts.applicationIdentifierUri,
  ApplicationKnownClients: parts.applicationKnownClients,
  ApplicationOptionalClaims: parts.applicationOptionalClaims,
  ApplicationOwner: parts.applicationOwner,
  ApplicationPassword: credentials.applicationPassword,
  ApplicationPermissionScope: parts.applicationPermissionScope,
  ApplicationPreAuthorized: parts.applicationPreAuthorized,
  ApplicationRedirectUris: parts.applicationRedirectUris,
  ApplicationRegistration: applicationRegistration,
  AuthenticationStrengthPolicy: conditionalAccess.authenticationStrengthPolicy,
  ClaimsMappingPolicy: servicePrincipals.claimsMappingPolicy,
  ConditionalAccessPolicy: conditionalAccess.conditionalAccessPolicy,
  CustomDirectoryRole: directoryRoles.customDirectoryRole,
  DirectoryRole: directoryRoles.directoryRole,
  DirectoryRoleAssignment: directoryRoles.directoryRoleAssignment,
  DirectoryRoleEligibilityScheduleRequest: directoryRoles.directoryRoleEligibility,
  DirectoryRoleMember: directoryRoles.directoryRoleMember,
  Group: group,
  GroupMember: groupMember,
  GroupRoleManagementPolicy: groupPim.groupRoleManagementPolicy,
  GroupWithoutMembers: group,
  Invitation: invitation,
  NamedLocation: conditionalAccess.namedLocation,
  PrivilegedAccessGroupAssignmentSchedule: groupPim.groupAssignment,
  PrivilegedAccessGroupEligibilitySchedule: groupPim.groupEligibility,
  ServicePrincipal: servicePrincipals.servicePrincipal,
  ServicePrincipalCertificate: credentials.servicePrincipalCertificate,
  ServicePrincipalClaimsMappingPolicyAssignment: servicePrincipals.claimsMappingPolicyAssignment,
  ServicePrincipalDelegatedPermissionGrant: servicePrincipals.delegatedPermissionGrant,
  ServicePrincipalPassword: credentials.servicePrincipalPassword,
  ServicePrincipalTokenSigningCertificate: credentials.tokenSigningCertificate,
  User: user,
};

/** `Group` → `azuread:index/group:Group`. */
function token(type: string): string {
  return `azuread:index/${type.slice(0, 1).toLowerCase()}${type.slice(1)}:${type}`;
}

export const translators: ReadonlyMap<string, Translator> = new Map([
  ...Object.entries(azuread).map(([type, translator]) => [token(type), translator] as const),
  [tokenOf("CrossTenantAccessPartner"), own.crossTenantAccessPartner],
  [tokenOf("DirectoryRoleManagementPolicy"), own.directoryRoleManagementPolicy],
  [tokenOf("RestrictedAdministrativeUnit"), own.restrictedAdministrativeUnit],
]);
