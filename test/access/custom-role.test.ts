import { describe, expect, test } from "vitest";
import { customRoleTier } from "../../src/access/custom-role.ts";

const of = (...actions: string[]) => customRoleTier(actions.map((action) => `microsoft.directory/${action}`));
const assigns = "it can assign roles";
const activates = "it can assign roles and change what an activation takes";
const conditionalAccess = "it can change conditional access";
const privilegedGroups = "it can fill groups that hold roles";
const groups = "it can fill groups that hold access";
const applications = "it can sign in as applications that hold more";
const agents = "it can sign in as agents that hold more";
const grants = "it can grant permissions to applications";
const provisions = "it can write accounts and groups through provisioning";
const accounts = "it can take over accounts";
const handsOut = "it can hand out access";
const moves = "it can move people into the reach of lesser roles";
const trust = "it can change whom the tenant trusts";
const everything = "it allows everything in a namespace";

describe("an action that gives the tenant away", () => {
  test.each([
    ["roleAssignments/allProperties/allTasks", assigns],
    ["roleAssignments/create", assigns],
    ["roleDefinitions/allProperties/update", assigns],
    ["directoryRoles/allProperties/allTasks", assigns],
    ["privilegedIdentityManagement/allProperties/allTasks", activates],
    ["privilegedIdentityManagement/roleSettings/update", activates],
    ["privilegedIdentityManagement/eligibilities/create", activates],
    ["groupsAssignableToRoles/allProperties/update", privilegedGroups],
    ["groupsAssignableToRoles/members/update", privilegedGroups],
    ["groupsAssignableToRoles/create", privilegedGroups],
    ["groupsAssignableToRoles/restore", privilegedGroups],
    ["groupsAssignableToRoles/allProperties/allTasks", privilegedGroups],
    ["*", everything],
    ["users/*", everything],
    ["allEntities/allProperties/allTasks", everything],
  ])("%s by itself: %s", (action, reason) => {
    expect(of(action)).toEqual({ tier: 0, equivalent: "global-administrator", known: true, reason });
  });

  test.each([
    ["conditionalAccessPolicies/basic/update", conditionalAccess],
    ["conditionalAccessPolicies/create", conditionalAccess],
    ["conditionalAccessPolicies/delete", conditionalAccess],
    ["conditionalAccessPolicies/tenantDefault/update", conditionalAccess],
    ["conditionalAccessPolicies.applications/allProperties/allTasks", conditionalAccess],
    ["namedLocations/basic/update", conditionalAccess],
    ["namedLocations/delete", conditionalAccess],
    ["groups/members/update", groups],
    ["groups/owners/update", groups],
    ["groups.security.assignedMembership/members/update", groups],
    ["groups/dynamicMembershipRule/update", groups],
    ["groups.unified/allProperties/allTasks", groups],
    ["applications/credentials/update", applications],
    ["applications.myOrganization/owners/update", applications],
    ["applications/authentication/update", applications],
    ["servicePrincipals/credentials/update", applications],
    ["servicePrincipals/allProperties/allTasks", applications],
    ["agentIdentityBlueprints/credentials/update", agents],
    ["agentIdentities/allProperties/allTasks", agents],
    ["agentIdentityBlueprintPrincipals.own/owners/create", agents],
    ["servicePrincipals/appRoleAssignedTo/update", grants],
    ["servicePrincipals/managePermissionGrantsForAll.microsoft-company-admin", grants],
    ["oAuth2PermissionGrants/create", grants],
    ["oAuth2PermissionGrants/allProperties/update", grants],
    ["permissionGrantPolicies/allProperties/allTasks", grants],
    ["servicePrincipals/synchronizationCredentials/manage", provisions],
    ["servicePrincipals/synchronization/manage", provisions],
    ["applicationTemplates/allProperties/synchronization", provisions],
    ["onPremisesSynchronization/basic/update", provisions],
    ["onPremisesSynchronization/allProperties/allTasks", provisions],
    ["users/password/update", accounts],
    ["users/authenticationMethods/create", accounts],
    ["users/authenticationMethods/basic/update", accounts],
    ["users/allProperties/allTasks", accounts],
    ["users/userPrincipalName/update", accounts],
    ["users/identities/update", accounts],
    ["lifecycleWorkflows/workflows/allProperties/allTasks", handsOut],
    ["entitlementManagement/allProperties/update", handsOut],
    ["entitlementManagement/accessPackages/create", handsOut],
    ["administrativeUnits/members/update", moves],
    ["administrativeUnits/allProperties/allTasks", moves],
    ["domains/federation/update", trust],
    ["domains/create", trust],
    ["crossTenantAccessPolicy/partners/b2bCollaboration/update", trust],
    ["authorizationPolicy/allProperties/allTasks", trust],
    ["organization/trustedCAsForPasswordlessAuth/create", trust],
    ["organization/strongAuthentication/allTasks", trust],
    ["hybridAuthenticationPolicy/allProperties/allTasks", trust],
    ["passwordHashSync/allProperties/allTasks", trust],
  ])("%s by a further step: %s", (action, reason) => {
    expect(of(action)).toEqual({ tier: 0, equivalent: "path", known: true, reason });
  });

  test("a whole other namespace", () => {
    const tier = customRoleTier(["microsoft.office365.exchange/allEntities/basic/allTasks"]);
    expect(tier).toMatchObject({ tier: 0, reason: everything });
    expect(customRoleTier(["microsoft.intune/*"])).toMatchObject({ tier: 0, reason: everything });
  });
});

describe("an action that only looks like one", () => {
  const writes = { tier: 1, equivalent: "none", known: true, reason: "" };
  test.each([
    "roleAssignments/delete",
    "groupsAssignableToRoles/delete",
    "conditionalAccessPolicies/owners",
    "namedLocationsOther/basic/update",
    "groups/basic/update",
    "groups/members/updateOther",
    "groupSettings/members/update",
    "applications/basic/update",
    "applications/credentialsOther/update",
    "servicePrincipals/basic/update",
    "servicePrincipals/enable",
    "onPremisesSynchronization/basic/updateOther",
    "users/basic/update",
    "users/password/delete",
    "entitlementManagement/allProperties/delete",
    "administrativeUnits/basic/update",
    "domains/delete",
    "organization/basic/update",
    "allEntities/basic/update",
  ])("%s", (action) => {
    expect(of(action)).toEqual(writes);
  });

  test("in another namespace", () => {
    expect(customRoleTier(["microsoft.other/roleAssignments/create"])).toEqual(writes);
    expect(customRoleTier(["x/microsoft.directory/users/password/update"])).toEqual(writes);
  });
});

describe("a role of several actions", () => {
  const read = "users/standard/read";
  test.each<[string, string[], object]>([
    ["none at all reads nothing and writes nothing", [], { tier: 2, equivalent: "none", known: true, reason: "" }],
    [
      "what only reads is ordinary",
      [read, "BitlockerKeys/metadata/READ"],
      { tier: 2, equivalent: "none", known: true, reason: "" },
    ],
    ["one that writes is enough", [read, "users/basic/update"], { tier: 1, equivalent: "none" }],
    ["so is one that only sounds like reading", [read, "groups/readOther"], { tier: 1 }],
    [
      "one that gives a way is enough",
      [read, "users/password/update"],
      { tier: 0, equivalent: "path", known: true, reason: accounts },
    ],
    [
      "the first that is listed gives the reason",
      ["users/password/update", "groups/owners/update"],
      { reason: groups },
    ],
    [
      "what equals a Global Administrator says more than a way to it",
      ["namedLocations/create", "groupsAssignableToRoles/create"],
      { equivalent: "global-administrator", reason: privilegedGroups },
    ],
  ])("%s", (_name, actions, expected) => {
    expect(of(...actions)).toMatchObject(expected);
  });
});
