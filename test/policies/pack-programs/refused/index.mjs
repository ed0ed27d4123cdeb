// Every id here is unknown in a preview: guest, group and the role's template id.
import * as azuread from "@pulumi/azuread";

const guest = new azuread.Invitation("engineer", {
  userEmailAddress: "engineer@tideway.example",
  redirectUrl: "https://myapps.microsoft.com",
});
const group = new azuread.Group("engineers", {
  displayName: "Engineers",
  securityEnabled: true,
  assignableToRole: true,
  members: [guest.userId],
});
const role = new azuread.DirectoryRole("role", { displayName: "Global Administrator" });
new azuread.DirectoryRoleAssignment("grant", { roleId: role.templateId, principalObjectId: group.objectId });
