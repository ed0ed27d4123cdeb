/**
 * The resource types that `program` leaves out, in two versions (PARITY_VERSION): the second changes properties in place, replaces
 * objects, and leaves some out.
 */

import * as azuread from "@pulumi/azuread";

const later = process.env["PARITY_VERSION"] === "2";
const pick = <T>(first: T, second: T): T => (later ? second : first);
const globalReader = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
const scopeId = "00000000-0000-4000-8000-000000000011";
const roleId = "00000000-0000-4000-8000-000000000012";

const lead = new azuread.User("lead", {
  displayName: pick("Lead", "Lead of IT"),
  userPrincipalName: "lead@harbourdental.example",
  mailNickname: "lead",
  password: "Aa1!not-a-real-password-0001",
  department: pick("IT", undefined as unknown as string),
  businessPhones: ["+31 20 000 0000"],
  costCenter: "100",
});
const technician = new azuread.User("technician", {
  displayName: "Technician",
  userPrincipalName: "technician@harbourdental.example",
  password: "Aa1!not-a-real-password-0002",
  managerId: lead.objectId,
  showInAddressList: false,
});
const guest = new azuread.Invitation("guest", {
  userEmailAddress: "guest@nightwatch.example",
  userDisplayName: "Guest",
  redirectUrl: "https://myapps.microsoft.com",
  message: { body: "Welcome" },
});

const team = new azuread.Group("team", {
  displayName: "team",
  description: pick("first", "second"),
  securityEnabled: true,
  mailNickname: "team",
  members: pick([lead.objectId, technician.objectId], [technician.objectId, guest.userId]),
  owners: pick([lead.objectId], [technician.objectId]),
});
const dynamic = new azuread.Group("dynamic", {
  displayName: "dynamic",
  securityEnabled: true,
  types: ["DynamicMembership"],
  dynamicMembership: { enabled: true, rule: pick('user.department -eq "IT"', 'user.department -eq "Desk"') },
});
const plain = new azuread.GroupWithoutMembers("plain", {
  displayName: "plain",
  securityEnabled: true,
  assignableToRole: pick(false, true),
  mailNickname: "plain",
});
const holders = new azuread.Group("holders", { displayName: "holders", securityEnabled: true, assignableToRole: true });
const unit = new azuread.AdministrativeUnit("unit", {
  displayName: "unit",
  description: pick("first", "second"),
  members: pick([technician.objectId], [lead.objectId]),
  hiddenMembershipEnabled: true,
});
const inUnit = new azuread.Group("in-unit", {
  displayName: "in unit",
  securityEnabled: true,
  administrativeUnitIds: [unit.objectId],
});

const role = new azuread.DirectoryRole("reader", { displayName: "Global Reader" });
new azuread.DirectoryRoleMember("reader", { roleObjectId: role.objectId, memberObjectId: lead.objectId });
const helpdesk = new azuread.DirectoryRole("helpdesk", { templateId: "729827e3-9c14-49f7-bb1b-9608f156bbb8" });
new azuread.AdministrativeUnitRoleMember("helpdesk", {
  administrativeUnitObjectId: unit.objectId,
  roleObjectId: helpdesk.objectId,
  memberObjectId: technician.objectId,
});
new azuread.CustomDirectoryRole("custom", {
  displayName: pick("custom", "custom, changed"),
  description: "d",
  enabled: true,
  version: "1",
  permissions: [
    {
      allowedResourceActions: pick(
        ["microsoft.directory/users/standard/read"],
        ["microsoft.directory/groups/standard/read"],
      ),
    },
  ],
});

const activeRules = new azuread.GroupRoleManagementPolicy("active", {
  groupId: holders.objectId,
  roleId: "member",
  activeAssignmentRules: {
    expirationRequired: pick(true, false),
    expireAfter: "P30D",
    requireMultifactorAuthentication: true,
  },
  eligibleAssignmentRules: { expirationRequired: false },
  activationRules: { requiredConditionalAccessAuthenticationContext: pick("c1", "c2"), requireTicketInfo: true },
  notificationRules: {
    eligibleActivations: {
      adminNotifications: {
        notificationLevel: "Critical",
        defaultRecipients: false,
        additionalRecipients: ["a@harbourdental.example"],
      },
    },
  },
});
new azuread.PrivilegedAccessGroupAssignmentSchedule(
  "active",
  {
    groupId: holders.objectId,
    principalId: lead.objectId,
    assignmentType: "member",
    duration: pick("P10D", "P20D"),
    justification: "j",
  },
  { dependsOn: [activeRules] },
);
new azuread.PrivilegedAccessGroupEligibilitySchedule(
  "permanent",
  {
    groupId: holders.objectId,
    principalId: technician.objectId,
    assignmentType: "member",
    permanentAssignment: true,
    justification: "j",
  },
  { dependsOn: [activeRules] },
);

const countries = new azuread.NamedLocation("countries", {
  displayName: pick("countries", "countries, changed"),
  country: { countriesAndRegions: pick(["NL"], ["NL", "BE"]), includeUnknownCountriesAndRegions: false },
});
const strength = new azuread.AuthenticationStrengthPolicy("strength", {
  displayName: "strength",
  description: "d",
  allowedCombinations: pick(["fido2"], ["fido2", "windowsHelloForBusiness"]),
});
new azuread.ConditionalAccessPolicy("block", {
  displayName: "block",
  state: pick("enabledForReportingButNotEnforced", "enabled"),
  conditions: {
    clientAppTypes: ["exchangeActiveSync", "other"],
    applications: { includedApplications: ["All"], excludedApplications: ["00000003-0000-0ff1-ce00-000000000000"] },
    users: { includedUsers: ["All"], excludedUsers: [lead.objectId], includedRoles: [globalReader] },
    locations: { includedLocations: [countries.objectId] },
    platforms: { includedPlatforms: ["all"], excludedPlatforms: ["iOS"] },
    devices: { filter: { mode: "exclude", rule: "device.isCompliant -eq True" } },
    signInRiskLevels: pick(["high"], ["high", "medium"]),
    userRiskLevels: [],
  },
  grantControls: { operator: "OR", builtInControls: ["block"] },
});
new azuread.ConditionalAccessPolicy("session", {
  displayName: "session",
  state: "disabled",
  conditions: {
    clientAppTypes: ["all"],
    applications: { includedUserActions: ["urn:user:registersecurityinfo"] },
    users: {
      includedGroups: [team.objectId],
      excludedGuestsOrExternalUsers: [
        {
          guestOrExternalUserTypes: ["internalGuest", "b2bCollaborationGuest"],
          externalTenants: [{ membershipKind: "all" }],
        },
      ],
    },
  },
  grantControls: pick(
    { operator: "AND", builtInControls: ["compliantDevice"], authenticationStrengthPolicyId: strength.id },
    { operator: "OR", builtInControls: ["mfa"] },
  ),
  sessionControls: pick({ signInFrequencyInterval: "everyTime" }, { cloudAppSecurityPolicy: "monitorOnly" }),
});

const application = new azuread.Application("application", {
  displayName: pick("application", "application, changed"),
  description: "d",
  owners: [lead.objectId],
  identifierUris: ["api://harbour-application"],
  groupMembershipClaims: ["SecurityGroup", "ApplicationGroup"],
  featureTags: [{ enterprise: true, hide: true }],
  api: {
    requestedAccessTokenVersion: 2,
    oauth2PermissionScopes: [
      {
        id: scopeId,
        adminConsentDescription: "d",
        adminConsentDisplayName: "n",
        value: pick("read", "read.all"),
        type: "User",
        enabled: true,
      },
    ],
  },
  appRoles: [
    {
      id: roleId,
      allowedMemberTypes: ["User"],
      displayName: pick("Role", "Role 2"),
      description: "d",
      value: "role",
      enabled: true,
    },
  ],
  optionalClaims: { idTokens: [{ name: "groups", additionalProperties: ["emit_as_roles"] }] },
  web: {
    homepageUrl: "https://x.example/",
    redirectUris: ["https://x.example/in"],
    implicitGrant: { idTokenIssuanceEnabled: true },
  },
  singlePageApplication: { redirectUris: ["https://x.example/spa"] },
});
const registration = new azuread.ApplicationRegistration("registration", {
  displayName: "registration",
  notes: pick("first", "second"),
});
new azuread.ApplicationOwner("registration", { applicationId: registration.id, ownerObjectId: technician.objectId });
new azuread.ApplicationApiAccess("registration", {
  applicationId: registration.id,
  apiClientId: "00000003-0000-0000-c000-000000000000",
  roleIds: pick(["7ab1d382-f21e-4acd-a863-ba3e13f7da61"], ["df021288-bdef-4463-88db-98f22de89214"]),
});
new azuread.ApplicationAppRole("registration", {
  applicationId: registration.id,
  roleId: "00000000-0000-4000-8000-000000000021",
  allowedMemberTypes: ["User"],
  displayName: pick("n", "n2"),
  description: "d",
  value: "v",
});
new azuread.ApplicationPermissionScope("registration", {
  applicationId: registration.id,
  scopeId: "00000000-0000-4000-8000-000000000022",
  adminConsentDescription: "d",
  adminConsentDisplayName: "n",
  value: "scope",
});
new azuread.ApplicationIdentifierUri("registration", {
  applicationId: registration.id,
  identifierUri: "api://harbour-registration",
});
new azuread.ApplicationRedirectUris("registration", {
  applicationId: registration.id,
  type: "Web",
  redirectUris: ["https://r.example/in"],
});
new azuread.ApplicationFallbackPublicClient("registration", { applicationId: registration.id, enabled: true });
new azuread.ApplicationKnownClients("registration", {
  applicationId: registration.id,
  knownClientIds: [application.clientId],
});
new azuread.ApplicationOptionalClaims("registration", {
  applicationId: registration.id,
  idTokens: [{ name: "email", essential: true }],
});
new azuread.ApplicationFederatedIdentityCredential("registration", {
  applicationId: registration.id,
  displayName: "main",
  issuer: "https://token.actions.githubusercontent.com",
  subject: pick("repo:harbour/infra:ref:refs/heads/main", "repo:harbour/infra:environment:production"),
  audiences: ["api://AzureADTokenExchange"],
});
new azuread.ApplicationFlexibleFederatedIdentityCredential("registration", {
  applicationId: registration.id,
  displayName: "flexible",
  issuer: "https://token.actions.githubusercontent.com",
  audience: "api://AzureADTokenExchange",
  claimsMatchingExpression: "claims['sub'] matches 'repo:harbour/*'",
});
new azuread.ApplicationPassword("registration", { applicationId: registration.id, displayName: "p" });

const principal = new azuread.ServicePrincipal("application", {
  clientId: application.clientId,
  description: pick("first", "second"),
  owners: [lead.objectId],
  notes: "n",
});
const microsoftGraph = new azuread.ServicePrincipal("graph", {
  clientId: "00000003-0000-0000-c000-000000000000",
  useExisting: true,
});
new azuread.ServicePrincipalPassword("application", { servicePrincipalId: principal.id, displayName: "p" });
new azuread.AppRoleAssignment("graph", {
  appRoleId: "7ab1d382-f21e-4acd-a863-ba3e13f7da61",
  principalObjectId: principal.objectId,
  resourceObjectId: microsoftGraph.objectId,
});
new azuread.ServicePrincipalDelegatedPermissionGrant("graph", {
  servicePrincipalObjectId: principal.objectId,
  resourceServicePrincipalObjectId: microsoftGraph.objectId,
  claimValues: pick(["openid"], ["openid", "User.Read.All"]),
});

const catalog = new azuread.AccessPackageCatalog("catalog", {
  displayName: "catalog",
  description: pick("first", "second"),
  externallyVisible: false,
});
const resource = new azuread.AccessPackageResourceCatalogAssociation("team", {
  catalogId: catalog.id,
  resourceOriginId: team.objectId,
  resourceOriginSystem: "AadGroup",
});
const accessPackage = new azuread.AccessPackage("package", {
  catalogId: catalog.id,
  displayName: pick("package", "package, changed"),
  description: "d",
  hidden: true,
});
new azuread.AccessPackageResourcePackageAssociation("team", {
  accessPackageId: accessPackage.id,
  catalogResourceAssociationId: resource.id,
});
new azuread.AccessPackageCatalogRoleAssignment("lead", {
  catalogId: catalog.id,
  roleId: "ae79f266-94d4-4dab-b730-feca7e132178",
  principalObjectId: lead.objectId,
});
new azuread.AccessPackageAssignmentPolicy("policy", {
  accessPackageId: accessPackage.id,
  displayName: "policy",
  description: "d",
  durationInDays: pick(90, 30),
  approvalSettings: {
    approvalRequired: true,
    approvalStages: [
      { approvalTimeoutInDays: 14, primaryApprovers: [{ objectId: team.objectId, subjectType: "groupMembers" }] },
    ],
  },
  requestorSettings: { scopeType: "AllExistingDirectoryMemberUsers", requestsAccepted: true },
});

if (!later) {
  new azuread.GroupMember("gone", { groupObjectId: holders.objectId, memberObjectId: guest.userId });
  new azuread.Group("gone", { displayName: "gone", securityEnabled: true });
}
// Nobody reads these; they are here to be made.
void [dynamic, plain, inUnit];
