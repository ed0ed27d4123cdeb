// A provider's "standard onboarding", as such programs look: all technicians are invited as guests into one group, and the
// group becomes Global Administrator. `demarc check` refuses it before anything exists.
import * as azuread from "@pulumi/azuread";

const technicians = ["dana.reyes@tideway.example", "tomasz.wilk@tideway.example", "aisha.bello@tideway.example"];

const guests = technicians.map(
  (userEmailAddress) =>
    new azuread.Invitation(userEmailAddress, { userEmailAddress, redirectUrl: "https://myapps.microsoft.com" }),
);

const group = new azuread.Group("m365-partner-engineers", {
  displayName: "M365 partner engineers",
  securityEnabled: true,
  assignableToRole: true,
  members: guests.map((guest) => guest.userId),
});

const globalAdministrator = new azuread.DirectoryRole("global-administrator", { displayName: "Global Administrator" });

new azuread.DirectoryRoleAssignment("partner-engineers-global-administrator", {
  roleId: globalAdministrator.templateId,
  principalObjectId: group.objectId,
});
