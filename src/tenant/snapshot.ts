/**
 * A snapshot: everything Demarc reads of one tenant, in Microsoft Graph's own shapes
 * (https://learn.microsoft.com/graph/api/overview). One format, whether it was collected from Microsoft Graph, exported from
 * the embedded tenant, or materialised from a plan. Relations are inline, as `$expand` would return them.
 */

import type {
  AdministrativeUnit,
  Application,
  AppRoleAssignment,
  AuthenticationStrengthPolicy,
  ConditionalAccessPolicy,
  CountryNamedLocation,
  CrossTenantAccessPolicyConfigurationDefault,
  CrossTenantAccessPolicyConfigurationPartner,
  DirectoryAudit,
  DirectoryRole,
  Domain,
  FederatedIdentityCredential,
  Group,
  IpNamedLocation,
  OAuth2PermissionGrant,
  OnPremisesDirectorySynchronization,
  Organization,
  PrivilegedAccessGroupAssignmentSchedule,
  PrivilegedAccessGroupEligibilitySchedule,
  ServicePrincipal,
  SignInActivity,
  SubscribedSku,
  UnifiedRoleAssignment,
  UnifiedRoleAssignmentSchedule,
  UnifiedRoleDefinition,
  UnifiedRoleEligibilitySchedule,
  UnifiedRoleManagementPolicy,
  UnifiedRoleManagementPolicyAssignment,
  User,
  UserRegistrationDetails,
} from "@microsoft/microsoft-graph-types";

/** What Graph returns for an element of a relation. */
export interface DirectoryObjectReference {
  readonly "@odata.type"?: string;
  readonly id: string;
}

type Stored<T> = Omit<T, "id" | "members" | "owners" | "memberOf" | "federatedIdentityCredentials"> & {
  id: string;
  "@odata.type"?: string;
};
type WithMembers<T> = Stored<T> & { members?: DirectoryObjectReference[] };
type WithMembersAndOwners<T> = WithMembers<T> & { owners?: DirectoryObjectReference[] };
type WithOwners<T> = Stored<T> & { owners?: DirectoryObjectReference[] };

/** An ARM resource as `GET /subscriptions/…` returns it, with the parts Demarc reads. */
export interface ArmResource {
  id: string;
  name: string;
  /** e.g. `Microsoft.Insights/scheduledQueryRules` */
  type: string;
  location?: string;
  /** Managed identities, which ARM shows beside the properties. */
  identity?: Record<string, unknown>;
  properties?: Record<string, unknown>;
}

/** When a service principal was last used (https://learn.microsoft.com/graph/api/resources/serviceprincipalsigninactivity, beta only). */
export interface ServicePrincipalSignInActivity {
  id: string;
  appId?: string | null;
  lastSignInActivity?: SignInActivity | null;
  delegatedClientSignInActivity?: SignInActivity | null;
  delegatedResourceSignInActivity?: SignInActivity | null;
  applicationAuthenticationClientSignInActivity?: SignInActivity | null;
  applicationAuthenticationResourceSignInActivity?: SignInActivity | null;
}

/** The collections of a snapshot, by the name Graph gives them. */
export interface Collections {
  organization: Stored<Organization>[];
  domains: Stored<Domain>[];
  users: Stored<User>[];
  groups: WithMembersAndOwners<Group>[];
  administrativeUnits: WithMembers<AdministrativeUnit>[];
  applications: (WithOwners<Application> & {
    federatedIdentityCredentials?: (Omit<FederatedIdentityCredential, "id"> & { id: string })[];
  })[];
  servicePrincipals: WithOwners<ServicePrincipal>[];
  directoryRoles: WithMembers<DirectoryRole>[];
  roleDefinitions: Stored<UnifiedRoleDefinition>[];
  /** Active role assignments (`roleManagement/directory/roleAssignments`), standing or activated. */
  roleAssignments: Stored<UnifiedRoleAssignment>[];
  /** How active assignments are held: `assignmentType` Assigned or Activated, and until when. */
  roleAssignmentSchedules: Stored<UnifiedRoleAssignmentSchedule>[];
  roleEligibilitySchedules: Stored<UnifiedRoleEligibilitySchedule>[];
  /** PIM for Groups, active. */
  groupAssignmentSchedules: Stored<PrivilegedAccessGroupAssignmentSchedule>[];
  /** PIM for Groups, eligible. */
  groupEligibilitySchedules: Stored<PrivilegedAccessGroupEligibilitySchedule>[];
  /** With `rules` expanded. */
  roleManagementPolicies: Stored<UnifiedRoleManagementPolicy>[];
  roleManagementPolicyAssignments: Stored<UnifiedRoleManagementPolicyAssignment>[];
  conditionalAccessPolicies: Stored<ConditionalAccessPolicy>[];
  namedLocations: (Stored<IpNamedLocation> | Stored<CountryNamedLocation>)[];
  authenticationStrengthPolicies: Stored<AuthenticationStrengthPolicy>[];
  appRoleAssignments: Stored<AppRoleAssignment>[];
  oauth2PermissionGrants: Stored<OAuth2PermissionGrant>[];
  /** With `identitySynchronization` inline. */
  crossTenantPartners: (CrossTenantAccessPolicyConfigurationPartner & { id: string })[];
  /** What holds for every other tenant: one object, whose id is `default`. */
  crossTenantDefault: (CrossTenantAccessPolicyConfigurationDefault & { id: string })[];
  onPremisesSynchronization: Stored<OnPremisesDirectorySynchronization>[];
  subscribedSkus: Stored<SubscribedSku>[];
  /** Which authentication methods somebody has (`reports/authenticationMethods/userRegistrationDetails`), by the user's id. */
  userRegistrationDetails: Stored<UserRegistrationDetails>[];
  servicePrincipalSignInActivities: ServicePrincipalSignInActivity[];
  directoryAudits: Stored<DirectoryAudit>[];
  accessPackageCatalogs: ({ id: string } & Record<string, unknown>)[];
  accessPackages: ({ id: string } & Record<string, unknown>)[];
  accessPackageAssignmentPolicies: ({ id: string } & Record<string, unknown>)[];
  accessPackageResourceRoleScopes: ({ id: string } & Record<string, unknown>)[];
  /** Azure role assignments and everything else ARM holds that Demarc declares or reads. */
  armResources: ArmResource[];
}

export type CollectionName = keyof Collections;

/** Relations and properties that are read with requests of their own, and may be missing where their objects are not. */
export const partNames = [
  "members",
  "owners",
  "federatedIdentityCredentials",
  "signInActivity",
  "customSecurityAttributes",
  "manager",
  "federationConfiguration",
  "identitySynchronization",
  "accessPackageResources",
  "roleAssignments",
] as const;
export type PartName = (typeof partNames)[number];

/** A collection that could not be read. In an access review that is a finding, never "nothing there". */
export interface Unreadable {
  readonly collection: CollectionName;
  /** The collection was read, but not this relation or property of its objects. */
  readonly part?: PartName;
  /** HTTP status, 0 when no answer came. */
  readonly status: number;
  /** Graph's error code, e.g. `Authorization_RequestDenied`. */
  readonly code: string;
  readonly message: string;
}

export interface Snapshot {
  readonly format: "demarc-snapshot/1";
  readonly source: "embedded" | "microsoft-graph" | "plan" | "import";
  readonly tenantId: string;
  /** ISO 8601, UTC. */
  readonly collectedAt: string;
  readonly unreadable: readonly Unreadable[];
  readonly collections: Collections;
}

/** A snapshot with nothing in it. */
export function emptySnapshot(tenantId: string, source: Snapshot["source"], collectedAt: string): Snapshot {
  return {
    format: "demarc-snapshot/1",
    source,
    tenantId,
    collectedAt,
    unreadable: [],
    collections: emptyCollections(),
  };
}

/** Every collection, empty. */
export function emptyCollections(): Collections {
  return {
    organization: [],
    domains: [],
    users: [],
    groups: [],
    administrativeUnits: [],
    applications: [],
    servicePrincipals: [],
    directoryRoles: [],
    roleDefinitions: [],
    roleAssignments: [],
    roleAssignmentSchedules: [],
    roleEligibilitySchedules: [],
    groupAssignmentSchedules: [],
    groupEligibilitySchedules: [],
    roleManagementPolicies: [],
    roleManagementPolicyAssignments: [],
    conditionalAccessPolicies: [],
    namedLocations: [],
    authenticationStrengthPolicies: [],
    appRoleAssignments: [],
    oauth2PermissionGrants: [],
    crossTenantPartners: [],
    crossTenantDefault: [],
    onPremisesSynchronization: [],
    subscribedSkus: [],
    userRegistrationDetails: [],
    servicePrincipalSignInActivities: [],
    directoryAudits: [],
    accessPackageCatalogs: [],
    accessPackages: [],
    accessPackageAssignmentPolicies: [],
    accessPackageResourceRoleScopes: [],
    armResources: [],
  };
}

/** Key of a relation in provenance maps: `members:GROUP:MEMBER`, `owners:GROUP:OWNER`. */
export function relationKey(relation: "members" | "owners", of: string, element: string): string {
  return `${relation}:${of}:${element}`;
}
