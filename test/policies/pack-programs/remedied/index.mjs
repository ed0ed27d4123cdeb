// A team as the matrix has it, but activated for longer and with less, and eligible for ever. Its group's id is unknown in a preview.
import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";

const lead = azuread.getUserOutput({ userPrincipalName: "miriam.okafor@harbourdental.example" });
const joel = azuread.getUserOutput({ userPrincipalName: "joel.lindqvist@harbourdental.example" });
const approvers = new azuread.Group("approvers", {
  displayName: "Harbour Dental Group – access approvers",
  securityEnabled: true,
  assignableToRole: true,
  members: [lead.objectId, joel.objectId],
});
const team = new azuread.Group("team", {
  displayName: "Tideway IT – Tier-1 helpdesk",
  securityEnabled: true,
  assignableToRole: true,
});
const unit = new azuread.AdministrativeUnit("staff-users", { displayName: "Practice staff" });
new azuread.DirectoryRoleAssignment("helpdesk", {
  roleId: "729827e3-9c14-49f7-bb1b-9608f156bbb8",
  principalObjectId: team.objectId,
  directoryScopeId: pulumi.interpolate`/administrativeUnits/${unit.objectId}`,
});
const rules = new azuread.GroupRoleManagementPolicy("rules", {
  groupId: team.objectId,
  roleId: "member",
  activationRules: {
    maximumDuration: "PT10H",
    requireApproval: true,
    approvalStage: { primaryApprovers: [{ objectId: approvers.objectId, type: "groupMembers" }] },
    requireJustification: false,
  },
  eligibleAssignmentRules: { expirationRequired: false },
});
const guest = new azuread.Invitation("dana", {
  userEmailAddress: "dana.reyes@tideway.example",
  redirectUrl: "https://myapps.microsoft.com",
});
new azuread.PrivilegedAccessGroupEligibilitySchedule(
  "dana-helpdesk",
  { groupId: team.objectId, principalId: guest.userId, assignmentType: "member", permanentAssignment: true },
  { dependsOn: [rules] },
);
