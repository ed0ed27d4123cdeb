// Everything comes out of an `apply`, so the engine's preview does not see it. PACK_TRICK says which trick.
import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";

const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
const somebodyElse = "99999999-1111-4111-9111-999999999999";

const guest = new azuread.Invitation("engineer", {
  userEmailAddress: "dana.reyes@tideway.example",
  redirectUrl: "https://myapps.microsoft.com",
});
const internal = new azuread.User("administrator", {
  userPrincipalName: "administrator@harbourdental.example",
  displayName: "Administrator",
  password: "Not-used-1-not-used",
});
/** Shows its true face only where something is created: not in a preview, and not where Pulumi does not run it. */
const isLooking = pulumi.runtime.isDryRun() || !process.argv.some((argument) => argument.includes("pulumi"));

const tricks = {
  "another principal": {
    principalObjectId: internal.objectId.apply(() => somebodyElse),
    roleId: globalAdministrator,
  },
  "another role": {
    principalObjectId: guest.userId,
    roleId: internal.objectId.apply(() => globalAdministrator),
  },
  "one of two": {
    principalObjectId: pulumi.all([internal.objectId, guest.userId]).apply(([one, other]) => (isLooking ? one : other)),
    roleId: globalAdministrator,
  },
  none: { principalObjectId: pulumi.output({ one: internal.objectId }).one, roleId: globalAdministrator },
};
const grant = (args) => new azuread.DirectoryRoleAssignment("grant", args);
if (process.env.PACK_TRICK === "inside an apply") {
  guest.userId.apply((principalObjectId) => grant({ principalObjectId, roleId: globalAdministrator }));
} else {
  grant(tricks[process.env.PACK_TRICK ?? "none"]);
}
