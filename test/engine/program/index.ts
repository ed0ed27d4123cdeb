/** One resource of each kind that Demarc's stacks declare, for comparing what two engines leave in a tenant. */

import * as azuread from "@pulumi/azuread";

const unit = new azuread.AdministrativeUnit("staff", { displayName: "AU staff" });
const strength = new azuread.AuthenticationStrengthPolicy("strength", {
  displayName: "Phishing-resistant for providers",
  allowedCombinations: ["fido2", "x509CertificateMultiFactor", "windowsHelloForBusiness"],
});
const network = new azuread.NamedLocation("network", {
  displayName: "MSP NOC",
  ip: { ipRanges: ["203.0.113.0/24"], trusted: true },
});
const helpdesk = new azuread.Group("helpdesk", {
  displayName: "sg-msp-helpdesk",
  securityEnabled: true,
  assignableToRole: true,
});
const catalog = new azuread.AccessPackageCatalog("catalog", { displayName: "Provider access", description: "d" });
const accessPackage = new azuread.AccessPackage("package", {
  displayName: "ap",
  description: "d",
  catalogId: catalog.id,
});
const technicianRole = "00000000-0000-4000-8000-000000000001";
const application = new azuread.Application("rmm", {
  displayName: "NinjaOne SSO",
  appRoles: [
    {
      id: technicianRole,
      allowedMemberTypes: ["User"],
      displayName: "Tech",
      description: "d",
      value: "tech",
      enabled: true,
    },
  ],
  requiredResourceAccesses: [
    {
      resourceAppId: "00000003-0000-0000-c000-000000000000",
      resourceAccesses: [{ id: "7ab1d382-f21e-4acd-a863-ba3e13f7da61", type: "Role" }],
    },
  ],
});
const principal = new azuread.ServicePrincipal("rmm", {
  clientId: application.clientId,
  appRoleAssignmentRequired: true,
});
const emergency = new azuread.User(
  "emergency",
  {
    displayName: "Break glass 1",
    userPrincipalName: "bg1@harbourdental.onmicrosoft.com",
    password: "Aa1!not-a-real-password-0000",
    disablePasswordExpiration: true,
  },
  { additionalSecretOutputs: ["password"] },
);
const technician = new azuread.Invitation("technician", {
  userEmailAddress: "t@tideway.example",
  redirectUrl: "https://myapps.microsoft.com",
});
const custom = new azuread.CustomDirectoryRole("licences", {
  displayName: "MSP licence reader",
  enabled: true,
  version: "1.0",
  permissions: [{ allowedResourceActions: ["microsoft.directory/users/standard/read"] }],
});
const helpdeskRole = new azuread.DirectoryRole("helpdesk", { templateId: "729827e3-9c14-49f7-bb1b-9608f156bbb8" });
const approvers = new azuread.Group("approvers", { displayName: "sg-approvers", securityEnabled: true });
const accounts = new azuread.Group("accounts", { displayName: "sg-bg", securityEnabled: true, assignableToRole: true });

new azuread.AdministrativeUnitMember("emergency", {
  administrativeUnitObjectId: unit.objectId,
  memberObjectId: emergency.objectId,
});
new azuread.GroupMember("approver", { groupObjectId: approvers.objectId, memberObjectId: emergency.objectId });
new azuread.DirectoryRoleAssignment("helpdesk", {
  roleId: helpdeskRole.templateId,
  principalObjectId: helpdesk.objectId,
  directoryScopeId: unit.objectId.apply((id) => `/administrativeUnits/${id}`),
});
new azuread.DirectoryRoleAssignment("emergency", {
  roleId: "62e90394-69f5-4237-9190-012177145e10",
  principalObjectId: emergency.objectId,
});
new azuread.DirectoryRoleAssignment("licences", { roleId: custom.objectId, principalObjectId: helpdesk.objectId });
new azuread.DirectoryRoleEligibilityScheduleRequest("reader", {
  roleDefinitionId: "5d6b6bb7-de71-4623-b4af-96380a352509",
  principalId: helpdesk.objectId,
  directoryScopeId: "/",
  justification: "matrix row siem",
});
new azuread.AppRoleAssignment("rmm", {
  appRoleId: technicianRole,
  principalObjectId: helpdesk.objectId,
  resourceObjectId: principal.objectId,
});
const rules = new azuread.GroupRoleManagementPolicy("helpdesk", {
  groupId: helpdesk.objectId,
  roleId: "member",
  eligibleAssignmentRules: { expirationRequired: true, expireAfter: "P90D" },
  activeAssignmentRules: { expirationRequired: true, expireAfter: "P15D", requireJustification: true },
  activationRules: {
    maximumDuration: "PT4H",
    requireApproval: true,
    requireMultifactorAuthentication: true,
    requireJustification: true,
    approvalStage: { primaryApprovers: [{ type: "groupMembers", objectId: approvers.objectId }] },
  },
});
new azuread.PrivilegedAccessGroupEligibilitySchedule(
  "technician",
  {
    groupId: helpdesk.objectId,
    principalId: technician.userId,
    assignmentType: "member",
    duration: "P90D",
    justification: "matrix",
  },
  { dependsOn: [rules] },
);
new azuread.ConditionalAccessPolicy("provider", {
  displayName: "MSP phishing-resistant MFA",
  state: "enabled",
  conditions: {
    clientAppTypes: ["all"],
    applications: { includedApplications: ["All"] },
    locations: { includedLocations: ["All"], excludedLocations: [network.objectId] },
    users: {
      includedGroups: [helpdesk.objectId],
      excludedGroups: [accounts.objectId],
      includedGuestsOrExternalUsers: [
        {
          guestOrExternalUserTypes: ["serviceProvider"],
          externalTenants: [{ membershipKind: "enumerated", members: ["7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01"] }],
        },
      ],
    },
  },
  grantControls: { operator: "OR", authenticationStrengthPolicyId: strength.id },
  sessionControls: { signInFrequency: 4, signInFrequencyPeriod: "hours", persistentBrowserMode: "never" },
});
// Nobody reads these two; they are here to be made.
void [accessPackage, principal];
