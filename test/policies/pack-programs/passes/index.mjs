// The same shape, for one of the client's own people; and a policy whose unknown ids could be anybody's without the offline run.
import * as azuread from "@pulumi/azuread";

const lead = azuread.getUserOutput({ userPrincipalName: "miriam.okafor@harbourdental.example" });
const group = new azuread.Group("administrators", {
  displayName: "Administrators",
  securityEnabled: true,
  assignableToRole: true,
  members: [lead.objectId],
});
const role = new azuread.DirectoryRole("role", { displayName: "Global Administrator" });
new azuread.DirectoryRoleAssignment("grant", { roleId: role.templateId, principalObjectId: group.objectId });

const emergency = new azuread.Group("emergency", {
  displayName: "Harbour Dental Group – emergency accounts",
  securityEnabled: true,
  assignableToRole: true,
});
new azuread.ConditionalAccessPolicy("administrators", {
  displayName: "Administrators – multifactor",
  state: "enabled",
  conditions: {
    applications: { includedApplications: ["All"] },
    clientAppTypes: ["all"],
    users: { includedGroups: [group.objectId], excludedGroups: [emergency.objectId] },
  },
  grantControls: { operator: "OR", builtInControls: ["mfa"] },
});
