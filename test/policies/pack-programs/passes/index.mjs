// The same shape, for one of the client's own people; and a policy whose unknown ids could be anybody's without the offline run.
import * as azuread from "@pulumi/azuread";

// PACK_EDIT is what somebody edits after the preview: everything that is created first, or that there is a policy.
const edit = process.env.PACK_EDIT;
const description = edit === "changed" ? "Edited" : "As judged";

const lead = azuread.getUserOutput({ userPrincipalName: "miriam.okafor@harbourdental.example" });
const group = new azuread.Group("administrators", {
  displayName: "Administrators",
  description,
  securityEnabled: true,
  assignableToRole: true,
  members: [lead.objectId],
});
const role = new azuread.DirectoryRole("role", {
  displayName: edit === "changed" ? "Global Reader" : "Global Administrator",
});
new azuread.DirectoryRoleAssignment("grant", { roleId: role.templateId, principalObjectId: group.objectId });

const emergency = new azuread.Group("emergency", {
  displayName: "Harbour Dental Group – emergency accounts",
  description,
  securityEnabled: true,
  assignableToRole: true,
});
const policy = {
  displayName: "Administrators – multifactor",
  state: "enabled",
  conditions: {
    applications: { includedApplications: ["All"] },
    clientAppTypes: ["all"],
    users: { includedGroups: [group.objectId], excludedGroups: [emergency.objectId] },
  },
  grantControls: { operator: "OR", builtInControls: ["mfa"] },
};
if (edit !== "removed") new azuread.ConditionalAccessPolicy("administrators", policy);
