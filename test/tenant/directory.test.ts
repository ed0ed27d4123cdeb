/** What Entra refuses and what it does by itself, for the objects of the directory. */

import { describe, expect, test } from "vitest";
import { Contoso, errorOf, reference, roles, tenantId } from "./contoso.ts";

const user = {
  accountEnabled: true,
  displayName: "A",
  mailNickname: "a",
  passwordProfile: { password: "x" },
  userPrincipalName: "a@contoso.example",
};
const group = { displayName: "G", mailEnabled: false, mailNickname: "g", securityEnabled: true };

describe("refusals", () => {
  const contoso = new Contoso();
  contoso.user("taken");
  const inner = contoso.group("inner");
  const roleGroup = contoso.roleGroup("roles");
  const someone = contoso.user("someone");
  contoso.ok("POST", `/v1.0/groups/${roleGroup}/members/$ref`, reference(someone));
  const unit = contoso.unit("unit");
  const application = contoso.ok("POST", "/v1.0/applications", { displayName: "App" });
  contoso.ok("POST", "/v1.0/servicePrincipals", { appId: application["appId"] });
  const nobody = "99999999-9999-4999-8999-999999999999";
  const assignments = "/v1.0/roleManagement/directory/roleAssignments";

  test.each<[string, string, string, Record<string, unknown>, number, string]>([
    [
      "a user name that is taken",
      "POST",
      "/v1.0/users",
      { ...user, userPrincipalName: "TAKEN@contoso.example" },
      400,
      "userPrincipalName already exists",
    ],
    [
      "a domain that is not ours",
      "POST",
      "/v1.0/users",
      { ...user, userPrincipalName: "a@other.example" },
      400,
      "verified domain names",
    ],
    [
      "a user without password",
      "POST",
      "/v1.0/users",
      { ...user, passwordProfile: null },
      400,
      "'passwordProfile' of resource 'User'",
    ],
    [
      "a guest of our own domain",
      "POST",
      "/v1.0/invitations",
      { invitedUserEmailAddress: "x@contoso.example", inviteRedirectUrl: "https://x" },
      400,
      "domain of this organization",
    ],
    [
      "a dynamic role-assignable group",
      "POST",
      "/v1.0/groups",
      { ...group, isAssignableToRole: true, groupTypes: ["DynamicMembership"], membershipRule: "x" },
      400,
      "dynamic membership",
    ],
    [
      "making a group role-assignable later",
      "PATCH",
      `/v1.0/groups/${inner}`,
      { isAssignableToRole: true },
      400,
      "cannot be changed",
    ],
    [
      "a group inside a role-assignable group",
      "POST",
      `/v1.0/groups/${roleGroup}/members/$ref`,
      reference(inner),
      400,
      "role-assignable group",
    ],
    [
      "the same member twice",
      "POST",
      `/v1.0/groups/${roleGroup}/members/$ref`,
      reference(someone),
      400,
      "already exist",
    ],
    ["a member that does not exist", "POST", `/v1.0/groups/${inner}/members/$ref`, reference(nobody), 404, nobody],
    [
      "an owner named twice",
      "POST",
      "/v1.0/groups",
      { ...group, "owners@odata.bind": [reference(someone)["@odata.id"], reference(someone)["@odata.id"]] },
      400,
      "duplicate",
    ],
    [
      "a role for an ordinary group",
      "POST",
      assignments,
      { principalId: inner, roleDefinitionId: roles.securityReader, directoryScopeId: "/" },
      400,
      "isAssignableToRole",
    ],
    [
      "a role for nobody",
      "POST",
      assignments,
      { principalId: nobody, roleDefinitionId: roles.securityReader, directoryScopeId: "/" },
      404,
      nobody,
    ],
    [
      "a role that does not exist",
      "POST",
      assignments,
      { principalId: someone, roleDefinitionId: nobody, directoryScopeId: "/" },
      404,
      nobody,
    ],
    [
      "a role over a unit that does not exist",
      "POST",
      assignments,
      {
        principalId: someone,
        roleDefinitionId: roles.helpdeskAdministrator,
        directoryScopeId: `/administrativeUnits/${nobody}`,
      },
      404,
      nobody,
    ],
    [
      "a role that cannot be scoped over a unit",
      "POST",
      assignments,
      {
        principalId: someone,
        roleDefinitionId: roles.globalAdministrator,
        directoryScopeId: `/administrativeUnits/${unit}`,
      },
      400,
      "administrative unit",
    ],
    [
      "a second service principal",
      "POST",
      "/v1.0/servicePrincipals",
      { appId: application["appId"] },
      400,
      "already in use",
    ],
    [
      "a service principal of nothing",
      "POST",
      "/v1.0/servicePrincipals",
      { appId: nobody },
      400,
      "does not reference a valid application object",
    ],
    [
      "changing a built-in role",
      "PATCH",
      `/v1.0/roleManagement/directory/roleDefinitions/${roles.securityReader}`,
      { displayName: "x" },
      400,
      "built-in",
    ],
    [
      "deleting a built-in strength",
      "DELETE",
      "/v1.0/policies/authenticationStrengthPolicies/00000000-0000-0000-0000-000000000004",
      {},
      400,
      "built-in",
    ],
    [
      "a policy with an unknown location",
      "POST",
      "/v1.0/identity/conditionalAccess/policies",
      {
        displayName: "x",
        state: "enabled",
        conditions: { applications: {}, users: {}, locations: { includeLocations: [nobody] } },
      },
      400,
      nobody,
    ],
    [
      "a policy with an unknown state",
      "POST",
      "/v1.0/identity/conditionalAccess/policies",
      { displayName: "x", state: "on", conditions: { applications: {}, users: {} } },
      400,
      "Invalid state 'on'",
    ],
  ])("%s", (_, method, path, body, status, message) => {
    const before = JSON.stringify(contoso.tenant.toSnapshot());
    const answer = contoso.send(method, path, body);
    expect(errorOf(answer).message).toContain(message);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(contoso.tenant.toSnapshot())).toBe(before);
  });
});

test("errors have Graph's shape", () => {
  const answer = new Contoso().send("GET", "/v1.0/groups/99999999-9999-4999-8999-999999999999");
  expect(answer).toEqual({
    status: 404,
    body: {
      error: {
        code: "Request_ResourceNotFound",
        message:
          "Resource '99999999-9999-4999-8999-999999999999' does not exist or one of its queried reference-property objects are not present.",
        innerError: {
          date: "2026-11-01T09:00:00",
          "request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
          "client-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
        },
      },
    },
  });
});

test("the creator owns what names no owner; named owners own alone", () => {
  const contoso = new Contoso();
  const creator = contoso.user("creator");
  const owner = contoso.user("owner");
  const owners = (id: unknown) => contoso.list(`/v1.0/groups/${String(id)}/owners`).map((each) => each["id"]);
  const own = contoso.ok("POST", "/v1.0/groups", group, { actor: creator });
  const given = contoso.ok(
    "POST",
    "/v1.0/groups",
    { ...group, "owners@odata.bind": [reference(owner)["@odata.id"]] },
    { actor: creator },
  );
  expect(owners(own["id"])).toEqual([creator]);
  expect(owners(given["id"])).toEqual([owner]);
  const last = contoso.send("DELETE", `/v1.0/groups/${String(given["id"])}/owners/${owner}/$ref`);
  expect(errorOf(last).message).toBe("The group must have at least one owner, hence this owner cannot be removed.");
});

test("a guest gets Entra's name, and a second invitation finds the same guest", () => {
  const contoso = new Contoso();
  const invite = () =>
    contoso.ok("POST", "/v1.0/invitations", {
      invitedUserEmailAddress: "dana@msp.example",
      inviteRedirectUrl: "https://x",
    })["invitedUser"];
  const guest = invite() as { id: string };
  expect(contoso.ok("GET", `/beta/users/${guest.id}`)).toMatchObject({
    userPrincipalName: "dana_msp.example#EXT#@contoso.onmicrosoft.com",
    mail: "dana@msp.example",
    userType: "Guest",
  });
  expect(invite()).toEqual(guest);
});

test("directory roles, scoped members and role assignments are one thing", () => {
  const contoso = new Contoso();
  const someone = contoso.user("someone");
  const unit = contoso.unit("unit");
  const role = contoso.ok("POST", "/v1.0/directoryRoles", { roleTemplateId: roles.helpdeskAdministrator });
  const path = `/v1.0/directoryRoles/${String(role["id"])}`;
  contoso.ok("POST", `${path}/members/$ref`, reference(someone));
  const scoped = contoso.ok("POST", `/v1.0/directory/administrativeUnits/${unit}/scopedRoleMembers`, {
    roleId: role["id"],
    roleMemberInfo: { id: someone },
  });
  const assignments = () =>
    contoso
      .list("/v1.0/roleManagement/directory/roleAssignments")
      .map((each) => [each["principalId"], each["directoryScopeId"]]);
  expect(assignments()).toEqual([
    [someone, "/"],
    [someone, `/administrativeUnits/${unit}`],
  ]);
  expect(contoso.list(`${path}/members`).map((each) => each["id"])).toEqual([someone]);
  expect(contoso.list(`${path}/scopedMembers`)).toMatchObject([{ administrativeUnitId: unit, id: scoped["id"] }]);
  expect(contoso.list(`/v1.0/users/${someone}/memberOf`).map((each) => each["@odata.type"])).toEqual([
    "#microsoft.graph.directoryRole",
  ]);
  contoso.ok("DELETE", `${path}/members/${someone}/$ref`);
  contoso.ok("DELETE", `/v1.0/directory/administrativeUnits/${unit}/scopedRoleMembers/${String(scoped["id"])}`);
  expect(assignments()).toEqual([]);
});

test("an assignment made outside PIM is scheduled as assigned, without end", () => {
  const contoso = new Contoso();
  const id = contoso.assign(contoso.user("someone"), roles.globalAdministrator);
  expect(contoso.list("/v1.0/roleManagement/directory/roleAssignmentSchedules")).toMatchObject([
    { id, assignmentType: "Assigned", memberType: "Direct", scheduleInfo: { expiration: { type: "noExpiration" } } },
  ]);
  const [instance] = contoso.list(
    "/v1.0/roleManagement/directory/roleAssignmentScheduleInstances?$expand=roleDefinition,principal",
  );
  expect(instance).toMatchObject({
    roleDefinition: { displayName: "Global Administrator" },
    principal: { displayName: "someone" },
  });
});

test("the deleted are in the recycle bin for 30 days and in nothing else", () => {
  const contoso = new Contoso();
  const someone = contoso.user("someone");
  const team = contoso.roleGroup("team");
  contoso.addMember(team, someone);
  contoso.assign(someone, roles.securityReader);
  contoso.ok("DELETE", `/v1.0/users/${someone}`);
  expect(contoso.members(team)).toEqual([]);
  expect(contoso.list("/v1.0/roleManagement/directory/roleAssignments")).toEqual([]);
  const bin = () => contoso.list("/v1.0/directory/deletedItems/microsoft.graph.user").map((each) => each["id"]);
  expect(bin()).toEqual([someone]);
  contoso.ok("POST", `/v1.0/directory/deletedItems/${someone}/restore`);
  expect(contoso.ok("GET", `/v1.0/users/${someone}`)["displayName"]).toBe("someone");
  contoso.ok("DELETE", `/v1.0/users/${someone}`);
  contoso.now = "2026-12-05T09:00:00Z";
  expect(bin()).toEqual([]);
});

test("passwords and secrets are in the answer at most, never in the tenant", () => {
  const contoso = new Contoso();
  contoso.user("someone", { passwordProfile: { password: "hunter2-hunter2" } });
  const application = contoso.ok("POST", "/v1.0/applications", {
    displayName: "App",
    passwordCredentials: [{ keyId: "k", secretText: "brought-along" }],
  });
  const secret = contoso.ok("POST", `/v1.0/applications/${String(application["id"])}/addPassword`, {
    passwordCredential: { displayName: "for the RMM" },
  });
  expect(String(secret["secretText"]).length).toBeGreaterThan(30);
  const all = JSON.stringify([contoso.tenant.toSnapshot(), contoso.tenant.rows()]);
  for (const text of [String(secret["secretText"]), "hunter2", "brought-along", "passwordProfile"])
    expect(all).not.toContain(text);
  expect(contoso.ok("GET", `/v1.0/applications/${String(application["id"])}`)["passwordCredentials"]).toMatchObject([
    { keyId: "k" },
    { displayName: "for the RMM", keyId: secret["keyId"] },
  ]);
});

test("a service principal repeats what its application offers, and app roles are assigned once", () => {
  const contoso = new Contoso();
  const role = {
    id: "00000000-0000-4000-8000-000000000001",
    displayName: "Tech",
    value: "tech",
    allowedMemberTypes: ["User"],
    isEnabled: true,
  };
  const application = contoso.ok("POST", "/v1.0/applications", { displayName: "App", appRoles: [role] });
  const principal = contoso.ok("POST", "/v1.0/servicePrincipals", { appId: application["appId"] });
  expect(principal).toMatchObject({
    displayName: "App",
    appOwnerOrganizationId: tenantId,
    appRoles: [{ value: "tech" }],
  });
  const someone = contoso.user("someone");
  const path = `/v1.0/servicePrincipals/${String(principal["id"])}/appRoleAssignedTo`;
  const assignment = { appRoleId: role.id, principalId: someone, resourceId: principal["id"] };
  contoso.ok("POST", path, assignment);
  expect(errorOf(contoso.send("POST", path, assignment)).message).toBe(
    "Permission being assigned already exists on the object",
  );
  expect(errorOf(contoso.send("POST", path, { ...assignment, appRoleId: tenantId })).message).toContain(
    "not found on application",
  );
  contoso.ok("PATCH", `/v1.0/applications/${String(application["id"])}`, { displayName: "Renamed" });
  expect(contoso.ok("GET", `/v1.0/servicePrincipals/${String(principal["id"])}`)["displayName"]).toBe("Renamed");
  contoso.ok("DELETE", `/v1.0/applications/${String(application["id"])}`);
  expect(contoso.send("GET", `/v1.0/servicePrincipals/${String(principal["id"])}`).status).toBe(404);
  expect(contoso.list(`/v1.0/users/${someone}/appRoleAssignments`)).toEqual([]);
});

test("a trusted location must be made untrusted before it can go, a strength unused", () => {
  const contoso = new Contoso();
  const location = contoso.ok("POST", "/v1.0/identity/conditionalAccess/namedLocations", {
    "@odata.type": "#microsoft.graph.ipNamedLocation",
    displayName: "NOC",
    ipRanges: [{ "@odata.type": "#microsoft.graph.iPv4CidrRange", cidrAddress: "203.0.113.0/24" }],
    isTrusted: true,
  });
  const strength = contoso.ok("POST", "/v1.0/policies/authenticationStrengthPolicies", {
    displayName: "Keys",
    allowedCombinations: ["fido2"],
  });
  const policy = contoso.ok("POST", "/v1.0/identity/conditionalAccess/policies", {
    displayName: "Keys",
    state: "enabled",
    conditions: { applications: { includeApplications: ["All"] }, users: { includeUsers: ["All"] } },
    grantControls: { operator: "OR", authenticationStrength: { id: strength["id"] } },
  });
  expect(policy["grantControls"]).toMatchObject({
    authenticationStrength: { displayName: "Keys", allowedCombinations: ["fido2"] },
  });
  const locationPath = `/v1.0/identity/conditionalAccess/namedLocations/${String(location["id"])}`;
  expect(contoso.send("DELETE", locationPath).status).toBe(400);
  contoso.ok("PATCH", locationPath, { isTrusted: false });
  contoso.ok("DELETE", locationPath);
  const strengthPath = `/v1.0/policies/authenticationStrengthPolicies/${String(strength["id"])}`;
  expect(errorOf(contoso.send("DELETE", strengthPath)).message).toContain(
    "used by the conditional access policy 'Keys'",
  );
  contoso.ok("DELETE", `/v1.0/identity/conditionalAccess/policies/${String(policy["id"])}`);
  contoso.ok("DELETE", strengthPath);
});

test("the audit log says who did what and when", () => {
  const contoso = new Contoso();
  const admin = contoso.user("admin");
  const someone = contoso.user("someone");
  contoso.now = "2026-11-05T17:00:00Z";
  contoso.ok(
    "POST",
    "/v1.0/roleManagement/directory/roleAssignments",
    { principalId: someone, roleDefinitionId: roles.globalAdministrator, directoryScopeId: "/" },
    { actor: admin },
  );
  expect(contoso.list("/v1.0/auditLogs/directoryAudits?$filter=category eq 'RoleManagement'")).toMatchObject([
    {
      activityDisplayName: "Add member to role",
      activityDateTime: "2026-11-05T17:00:00Z",
      initiatedBy: { user: { id: admin, userPrincipalName: "admin@contoso.example" } },
      targetResources: [
        { id: someone, type: "User" },
        { displayName: "Global Administrator", type: "Role" },
      ],
    },
  ]);
});
