import { describe, expect, test } from "vitest";
import { lookedUpClientId } from "../../src/plan/client-ids.ts";
import { placeholderId } from "../../src/plan/placeholder-id.ts";
import type { Plan, PlannedResource, UnknownValue } from "../../src/plan/plan.ts";
import { materialise } from "../../src/tenant/materialise.ts";
import type { MaterialisedTenant } from "../../src/tenant/materialised.ts";
import { relationKey } from "../../src/tenant/snapshot.ts";
import { harbour, harbourTenant } from "../support/harbour-tenant.ts";
import { lookup, planned, planOf } from "../support/plans.ts";

const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
const helpdeskAdministrator = "729827e3-9c14-49f7-bb1b-9608f156bbb8";
const stranger = "11111111-2222-4333-8444-555555555555";

const team = planned("Group", "team", { displayName: "team", securityEnabled: true, assignableToRole: true });
const person = planned("User", "person", { displayName: "P", userPrincipalName: "p@harbourdental.example" });

function declared(...resources: PlannedResource[]): MaterialisedTenant {
  return materialise(planOf(resources), harbour);
}

function unknown(...from: PlannedResource[]): UnknownValue {
  return { "demarc:unknown": true, from: from.map(({ urn }) => urn) };
}

function holders({ snapshot }: MaterialisedTenant, role = globalAdministrator): (string | null | undefined)[] {
  return snapshot.collections.roleAssignments
    .filter(({ roleDefinitionId }) => roleDefinitionId === role)
    .map(({ principalId }) => principalId)
    .toSorted();
}

describe("objects", () => {
  test("have the planned ids, and the plan says who declares them", () => {
    const member = planned("GroupMember", "m", { groupObjectId: team.id, memberObjectId: person.id });
    const { snapshot, declaredBy, refused } = declared(team, person, member);
    expect(refused).toEqual([]);
    expect(snapshot.source).toBe("plan");
    expect(snapshot.collections.groups).toMatchObject([
      { id: team.id, isAssignableToRole: true, members: [{ "@odata.type": "#microsoft.graph.user", id: person.id }] },
    ]);
    expect(declaredBy.get(team.id)).toBe(team.urn);
    expect(declaredBy.get(relationKey("members", team.id, person.id))).toBe(member.urn);
  });

  test("a group declares its inline members and owners, and its creator owns one without owners", () => {
    const owned = planned("Group", "o", {
      displayName: "o",
      securityEnabled: true,
      members: [person.id],
      owners: [person.id],
    });
    const { declaredBy, snapshot } = declared(person, owned, team);
    expect(declaredBy.get(relationKey("members", owned.id, person.id))).toBe(owned.urn);
    expect(declaredBy.get(relationKey("owners", owned.id, person.id))).toBe(owned.urn);
    const [creator] = snapshot.collections.groups.find(({ id }) => id === team.id)?.owners ?? [];
    expect(declaredBy.get(relationKey("owners", team.id, creator?.id ?? ""))).toBe(team.urn);
  });

  test("an application and its service principal share the client id that the plan refers to", () => {
    const application = planned("Application", "a", { displayName: "a" });
    const clientId = placeholderId(`${application.urn}#clientId`);
    const principal = planned("ServicePrincipal", "a", { clientId });
    const { snapshot, refused } = declared(application, principal);
    expect(refused).toEqual([]);
    expect(snapshot.collections.applications).toContainEqual(
      expect.objectContaining({ id: application.id, appId: clientId }),
    );
    expect(snapshot.collections.servicePrincipals).toContainEqual(
      expect.objectContaining({ id: principal.id, appId: clientId }),
    );
  });

  test("an application of a state file has the client id that its service principal names", () => {
    const application = planned("Application", "a", { displayName: "a" });
    const principal = planned(
      "ServicePrincipal",
      "a",
      { clientId: stranger },
      { propertyDependencies: { clientId: [application.urn] } },
    );
    const { snapshot } = declared(application, principal);
    expect(snapshot.collections.applications).toContainEqual(expect.objectContaining({ appId: stranger }));
  });

  test("an existing service principal is used, not made", () => {
    const graph = planned("ServicePrincipal", "graph", {
      clientId: "00000003-0000-0000-c000-000000000000",
      useExisting: true,
    });
    const grant = planned("AppRoleAssignment", "g", {
      appRoleId: "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8",
      principalObjectId: graph.id,
      resourceObjectId: graph.id,
    });
    const { snapshot } = declared(graph, grant);
    const existing = snapshot.collections.servicePrincipals.filter(
      ({ appId }) => appId === "00000003-0000-0000-c000-000000000000",
    );
    expect(existing).toHaveLength(1);
    expect(snapshot.collections.appRoleAssignments).toMatchObject([{ resourceId: existing[0]?.id }]);
  });

  test("a read resource exists but nobody declares it; an imported one is declared", () => {
    const read = planned("Group", "r", { displayName: "r", securityEnabled: true }, { read: true });
    const imported = planned(
      "Group",
      "i",
      { displayName: "i", securityEnabled: true },
      { options: { import: `/groups/${stranger}` } },
    );
    const { snapshot, declaredBy } = declared(read, imported);
    expect(snapshot.collections.groups.map(({ id }) => id).toSorted()).toEqual([read.id, stranger].toSorted());
    expect(declaredBy.has(read.id)).toBe(false);
    expect(declaredBy.get(stranger)).toBe(imported.urn);
  });
});

describe("roles", () => {
  test("membership of a directory role is a role assignment, and both are declared by the same resource", () => {
    const role = planned("DirectoryRole", "ga", { templateId: globalAdministrator });
    const member = planned("DirectoryRoleMember", "m", { roleObjectId: role.id, memberObjectId: person.id });
    const tenant = declared(person, role, member);
    const [assignment] = tenant.snapshot.collections.roleAssignments;
    expect(assignment).toMatchObject({
      principalId: person.id,
      roleDefinitionId: globalAdministrator,
      directoryScopeId: "/",
    });
    expect(tenant.declaredBy.get(assignment?.id ?? "")).toBe(member.urn);
    expect(tenant.declaredBy.get(relationKey("members", role.id, person.id))).toBe(member.urn);
  });

  test.each([
    ["the role's template id", (role: PlannedResource) => ({ roleId: role.id })],
    ["a literal id", () => ({ roleId: helpdeskAdministrator })],
  ])("an assignment names its role by %s", (_, named) => {
    const role = planned("DirectoryRole", "hd", { displayName: "Helpdesk Administrator" });
    const assignment = planned("DirectoryRoleAssignment", "a", { ...named(role), principalObjectId: team.id });
    expect(holders(declared(team, role, assignment), helpdeskAdministrator)).toEqual([team.id]);
  });

  test("a role looked up without a tenant is the role all the same", () => {
    const standIn = placeholderId(`directoryRole ${globalAdministrator}`);
    const member = planned("DirectoryRoleMember", "m", { roleObjectId: standIn, memberObjectId: person.id });
    expect(holders(declared(person, member))).toEqual([person.id]);
  });

  test("a custom role and a scope are resolved", () => {
    const unit = planned("AdministrativeUnit", "u", { displayName: "u" });
    const role = planned("CustomDirectoryRole", "c", {
      displayName: "c",
      enabled: true,
      version: "1",
      permissions: [{ allowedResourceActions: ["microsoft.directory/users/standard/read"] }],
    });
    const assignment = planned("DirectoryRoleAssignment", "a", {
      roleId: role.id,
      principalObjectId: team.id,
      directoryScopeId: `/administrativeUnits/${unit.id}`,
    });
    const { snapshot, refused } = declared(team, unit, role, assignment);
    expect(refused).toEqual([]);
    expect(snapshot.collections.roleAssignments).toMatchObject([
      { roleDefinitionId: role.id, directoryScopeId: `/administrativeUnits/${unit.id}` },
    ]);
  });
});

describe("activation rules", () => {
  test("a demand that is switched off is off, although the first deployment leaves the tenant's default", () => {
    const rules = planned("GroupRoleManagementPolicy", "r", {
      groupId: team.id,
      roleId: "member",
      activationRules: { requireApproval: true, requireMultifactorAuthentication: false },
    });
    const { snapshot, declaredBy } = declared(team, rules);
    const [policy] = snapshot.collections.roleManagementPolicies.filter(({ id }) => declaredBy.get(id) === rules.urn);
    const enabled = (policy?.rules ?? []).find(({ id }) => id === "Enablement_EndUser_Assignment");
    expect(enabled).toMatchObject({ enabledRules: ["Justification"] });
  });
});

describe("lookups", () => {
  test("a person nobody could look up stands in the tenant with what was asked for", () => {
    const guest = lookup("getUser", { userPrincipalName: "x@tideway.example" });
    const grant = planned("DirectoryRoleAssignment", "a", { roleId: globalAdministrator, principalObjectId: guest.id });
    const { snapshot, assumed, declaredBy, refused } = materialise(planOf([grant], [guest]), harbour);
    expect(refused).toEqual([]);
    expect(assumed.get(guest.id)).toBe(guest);
    expect(declaredBy.has(guest.id)).toBe(false);
    expect(snapshot.collections.users).toMatchObject([
      { id: guest.id, userPrincipalName: "x@tideway.example", mail: "x@tideway.example" },
    ]);
    expect(snapshot.collections.roleAssignments).toMatchObject([{ principalId: guest.id }]);
  });

  test.each([
    ["getGroup", { displayName: "MSP" }, "groups", { displayName: "MSP" }],
    ["getServicePrincipal", { clientId: stranger }, "servicePrincipals", { appId: stranger }],
    ["getAdministrativeUnit", { displayName: "Clinic" }, "administrativeUnits", { displayName: "Clinic" }],
  ] as const)("%s gives an object that carries the question", (name, asked, collection, expected) => {
    const looked = lookup(name, asked);
    const { snapshot } = materialise(planOf([], [looked]), harbour);
    expect(snapshot.collections[collection]).toContainEqual(expect.objectContaining({ id: looked.id, ...expected }));
  });

  test("what the base tenant has is found there", () => {
    const tenant = harbourTenant();
    tenant.handle({
      method: "POST",
      path: "/v1.0/groups",
      body: {
        displayName: "MSP",
        mailEnabled: false,
        mailNickname: "msp",
        securityEnabled: true,
        isAssignableToRole: true,
      },
      assignId: stranger,
    });
    const looked = lookup("getGroup", { displayName: "MSP" });
    const grant = planned("DirectoryRoleAssignment", "a", {
      roleId: globalAdministrator,
      principalObjectId: looked.id,
    });
    const base = tenant.toSnapshot();
    const result = materialise(planOf([grant], [looked]), { ...harbour, base });
    expect(holders(result)).toEqual([stranger]);
    expect(result.assumed.size).toBe(0);
    expect(result.declaredBy.has(stranger)).toBe(false);
  });

  test("a lookup of something the plan makes is that resource", () => {
    const application = planned("Application", "a", { displayName: "a" });
    const clientId = placeholderId(`${application.urn}#clientId`);
    const principal = planned("ServicePrincipal", "a", { clientId });
    const looked = lookup("getServicePrincipal", { clientId });
    const member = planned("GroupMember", "m", { groupObjectId: team.id, memberObjectId: looked.id });
    const { snapshot } = materialise(planOf([application, principal, team, member], [looked]), harbour);
    expect(snapshot.collections.groups[0]?.members).toMatchObject([{ id: principal.id }]);
  });

  test.each([
    ["getUser", { userPrincipalName: "P@harbourdental.example" }, person],
    ["getUsers", { mail: "x@tideway.example" }, planned("Invitation", "i", { userEmailAddress: "x@tideway.example" })],
    [
      "getUser",
      { userPrincipalName: "x_tideway.example#EXT#@harbourdental.onmicrosoft.com" },
      planned("Invitation", "i", { userEmailAddress: "x@tideway.example" }),
    ],
    ["getGroup", { displayName: "MSP" }, planned("GroupWithoutMembers", "g", { displayName: "MSP" })],
  ] as const)("%s(%o) of what the plan makes under that name is that resource", (name, asked, made) => {
    const looked = lookup(name, asked);
    const grant = planned("DirectoryRoleAssignment", "a", {
      roleId: globalAdministrator,
      principalObjectId: looked.id,
    });
    const result = materialise(planOf([made, grant], [looked]), harbour);
    expect(holders(result)).toEqual([made.id]);
    expect(result.assumed.size).toBe(0);
  });

  test("an application's service principal is found by the application's name, and another kind of object is not", () => {
    const application = planned("Application", "a", { displayName: "MSP" });
    const principal = planned("ServicePrincipal", "a", { clientId: placeholderId(`${application.urn}#clientId`) });
    const [asService, asGroup] = ["getServicePrincipal", "getGroup"].map((name) =>
      lookup(name, { displayName: "MSP" }),
    );
    const grants = [asService, asGroup].map((looked, index) =>
      planned("DirectoryRoleAssignment", `a${index}`, { roleId: globalAdministrator, principalObjectId: looked?.id }),
    );
    const lookups = [asService, asGroup].flatMap((looked) => looked ?? []);
    const result = materialise(planOf([application, principal, ...grants], lookups), harbour);
    expect(holders(result)).toEqual([principal.id, asGroup?.id].toSorted());
  });

  test("a service principal that exists, named by a lookup's client id, is what the lookup found", () => {
    const looked = lookup("getServicePrincipal", { displayName: "Tideway Portal" });
    const used = planned("ServicePrincipal", "p", {
      clientId: lookedUpClientId(looked.id, looked.asked),
      useExisting: true,
    });
    const grant = planned("DirectoryRoleAssignment", "a", { roleId: globalAdministrator, principalObjectId: used.id });
    expect(holders(materialise(planOf([used, grant], [looked]), harbour))).toEqual([looked.id]);
  });

  test("an output of another stack is an object of unknown kind, and what it holds stays", () => {
    const looked = {
      token: "pulumi:pulumi:StackReference",
      asked: { stack: "org/other", output: "group" },
      id: placeholderId("stack"),
      answeredBy: "placeholder" as const,
    };
    const grant = planned("DirectoryRoleAssignment", "a", {
      roleId: globalAdministrator,
      principalObjectId: looked.id,
    });
    const result = materialise(planOf([grant], [looked]), harbour);
    expect(holders(result)).toEqual([looked.id]);
    expect(result.assumed.has(looked.id)).toBe(true);
  });
});

describe("what Entra would refuse is in the snapshot all the same, and noted", () => {
  const grant = (principalObjectId: string) =>
    planned("DirectoryRoleAssignment", "a", { roleId: globalAdministrator, principalObjectId });

  test("a role for an object that nobody knows", () => {
    const result = declared(grant(stranger));
    expect(holders(result)).toEqual([stranger]);
    expect(result.refused).toMatchObject([{ urn: grant(stranger).urn }]);
    expect(result.declaredBy.get(result.snapshot.collections.roleAssignments[0]?.id ?? "")).toBe(grant(stranger).urn);
    expect(result.snapshot.collections.roleAssignmentSchedules).toHaveLength(1);
  });

  test("a role for a group that cannot hold roles", () => {
    const plain = planned("Group", "plain", { displayName: "plain", securityEnabled: true });
    expect(holders(declared(plain, grant(plain.id)))).toEqual([plain.id]);
  });

  test("a person whose domain is not verified, a member of a group", () => {
    const foreign = planned("User", "f", { displayName: "F", userPrincipalName: "f@elsewhere.example" });
    const member = planned("GroupMember", "m", { groupObjectId: team.id, memberObjectId: foreign.id });
    const { snapshot, refused } = declared(team, foreign, member);
    expect(refused).toHaveLength(1);
    expect(snapshot.collections.users).toMatchObject([{ id: foreign.id, userPrincipalName: "f@elsewhere.example" }]);
    expect(JSON.stringify(snapshot)).not.toContain("passwordProfile");
    expect(snapshot.collections.groups[0]?.members).toMatchObject([{ id: foreign.id }]);
  });

  test("a group nested in a group that can hold roles", () => {
    const inner = planned("Group", "inner", { displayName: "inner", securityEnabled: true });
    const nested = planned("GroupMember", "n", { groupObjectId: team.id, memberObjectId: inner.id });
    const { snapshot } = declared(team, inner, nested);
    expect(snapshot.collections.groups.find(({ id }) => id === team.id)?.members).toMatchObject([{ id: inner.id }]);
  });

  test("an application whose owner nobody knows, with all that Entra makes of it, and with that owner only", () => {
    const application = planned("Application", "app", { displayName: "Payroll", owners: [stranger] });
    const principal = planned(
      "ServicePrincipal",
      "app",
      { clientId: placeholderId(`${application.urn}#clientId`), owners: [person.id, stranger] },
      { propertyDependencies: { clientId: [application.urn] } },
    );
    const { snapshot, refused } = declared(person, application, principal);
    expect(refused.map(({ urn }) => urn)).toEqual(expect.arrayContaining([application.urn, principal.urn]));
    const [app] = snapshot.collections.applications.filter(({ id }) => id === application.id);
    expect(app).toMatchObject({ displayName: "Payroll", publisherDomain: "harbourdental.onmicrosoft.com" });
    expect(app?.owners?.map(({ id }) => id)).toEqual([stranger]);
    const [other] = snapshot.collections.servicePrincipals.filter(({ id }) => id === principal.id);
    expect(other).toMatchObject({ displayName: "Payroll", appOwnerOrganizationId: harbour.tenantId });
    expect(other?.owners?.map(({ id }) => id).toSorted()).toEqual([person.id, stranger].toSorted());
  });

  test("the same principal name twice", () => {
    const second = planned("User", "second", { displayName: "P2", userPrincipalName: "p@harbourdental.example" });
    expect(declared(person, second).snapshot.collections.users).toHaveLength(2);
  });

  test("a member of a group that is not in the plan", () => {
    const member = planned("GroupMember", "m", { groupObjectId: stranger, memberObjectId: person.id });
    const { snapshot } = declared(person, member);
    expect(snapshot.collections.groups).toMatchObject([{ id: stranger, members: [{ id: person.id }] }]);
  });

  test("an eligibility that the group's own rules forbid", () => {
    const eligible = planned("PrivilegedAccessGroupEligibilitySchedule", "e", {
      groupId: team.id,
      principalId: person.id,
      assignmentType: "member",
      permanentAssignment: true,
    });
    const { snapshot, refused } = declared(team, person, eligible);
    expect(refused).toHaveLength(1);
    expect(snapshot.collections.groupEligibilitySchedules).toMatchObject([
      {
        groupId: team.id,
        principalId: person.id,
        accessId: "member",
        scheduleInfo: { expiration: { type: "noExpiration" } },
      },
    ]);
  });

  test("never throws for inputs of the wrong kind", () => {
    const odd = [
      planned("Group", "a", { displayName: 7, members: "x", owners: [{}], types: null }),
      planned("ConditionalAccessPolicy", "b", { conditions: [], grantControls: "no" }),
      planned("DirectoryRoleAssignment", "c", {}),
      planned("User", "d", { userPrincipalName: [] }),
      planned("GroupRoleManagementPolicy", "e", { groupId: stranger, roleId: "member", activationRules: 3 }),
      planned("azure-native:authorization:RoleAssignment", "f", { scope: 4 }),
    ];
    for (const resource of odd) expect(() => declared(resource)).not.toThrow();
  });
});

describe("values that nobody knows yet", () => {
  const grant = (inputs: Record<string, unknown>) =>
    planned("DirectoryRoleAssignment", "a", { roleId: globalAdministrator, ...inputs });

  test("a reference that can only be one object is that object", () => {
    const result = declared(team, grant({ principalObjectId: unknown(team) }));
    expect(holders(result)).toEqual([team.id]);
    expect(result.unresolved).toEqual([]);
  });

  test("a reference that can be several objects is each of them, and unresolved", () => {
    const assignment = grant({ principalObjectId: unknown(team, person) });
    const result = declared(team, person, assignment);
    expect(holders(result)).toEqual([team.id, person.id].toSorted());
    expect(result.unresolved).toEqual([
      { urn: assignment.urn, property: "principalObjectId", from: [team.urn, person.urn] },
    ]);
  });

  test("a reference of which nothing is known keeps its edge", () => {
    const result = declared(grant({ principalObjectId: unknown() }));
    expect(holders(result)).toHaveLength(1);
    expect(result.unresolved).toMatchObject([{ property: "principalObjectId", from: [] }]);
  });

  test("a role and a scope are resolved by what they come from", () => {
    const role = planned("DirectoryRole", "hd", { templateId: helpdeskAdministrator });
    const unit = planned("AdministrativeUnit", "u", { displayName: "u" });
    const assignment = planned("DirectoryRoleAssignment", "a", {
      roleId: unknown(role),
      principalObjectId: unknown(team),
      directoryScopeId: unknown(unit),
    });
    const { snapshot } = declared(team, role, unit, assignment);
    expect(snapshot.collections.roleAssignments).toMatchObject([
      {
        roleDefinitionId: helpdeskAdministrator,
        principalId: team.id,
        directoryScopeId: `/administrativeUnits/${unit.id}`,
      },
    ]);
  });

  test("values inside a policy are told apart by what they name", () => {
    const network = planned("NamedLocation", "n", { displayName: "n", ip: { ipRanges: ["203.0.113.0/24"] } });
    const strength = planned("AuthenticationStrengthPolicy", "s", { displayName: "s", allowedCombinations: ["fido2"] });
    const policy = planned("ConditionalAccessPolicy", "p", {
      displayName: "p",
      state: "enabled",
      conditions: {
        clientAppTypes: ["all"],
        applications: { includedApplications: ["All"] },
        users: { includedGroups: [unknown(team, network)] },
        locations: { includedLocations: ["All"], excludedLocations: [unknown(team, network)] },
      },
      grantControls: { operator: "OR", authenticationStrengthPolicyId: unknown(strength) },
    });
    const { snapshot, unresolved, refused } = declared(team, network, strength, policy);
    expect({ unresolved, refused }).toEqual({ unresolved: [], refused: [] });
    expect(snapshot.collections.conditionalAccessPolicies).toMatchObject([
      {
        conditions: { users: { includeGroups: [team.id] }, locations: { excludeLocations: [network.id] } },
        grantControls: { authenticationStrength: { id: strength.id } },
      },
    ]);
  });

  test("members in a list, known and unknown, are all there", () => {
    const group = planned("Group", "g", {
      displayName: "g",
      securityEnabled: true,
      members: [person.id, unknown(team)],
    });
    const { snapshot } = declared(person, team, group);
    const members = snapshot.collections.groups.find(({ id }) => id === group.id)?.members ?? [];
    expect(members.map(({ id }) => id).toSorted()).toEqual([person.id, team.id].toSorted());
  });

  test("whole unknown blocks and secret references are listed, passwords are not", () => {
    const policy = planned("ConditionalAccessPolicy", "p", {
      displayName: "p",
      state: "enabled",
      conditions: unknown(team),
    });
    const hidden = planned(
      "DirectoryRoleAssignment",
      "h",
      { roleId: globalAdministrator, principalObjectId: { "demarc:secret": true } },
      { propertyDependencies: { principalObjectId: [team.urn] } },
    );
    const account = planned("User", "u", {
      displayName: "U",
      userPrincipalName: "u@harbourdental.example",
      password: { "demarc:secret": true },
    });
    const result = declared(team, policy, hidden, account);
    expect(result.unresolved).toMatchObject([{ urn: policy.urn, property: "conditions" }]);
    expect(holders(result)).toEqual([team.id]);
    expect(result.refused.filter(({ urn }) => urn === account.urn)).toEqual([]);
  });
});

describe("PIM for Groups before or without its objects", () => {
  const active = (group: string, principal: string) =>
    planned("PrivilegedAccessGroupAssignmentSchedule", `s-${group.slice(0, 4)}-${principal.slice(0, 4)}`, {
      assignmentType: "member",
      groupId: group,
      principalId: principal,
      duration: "P30D",
      justification: "rota",
    });

  test("somebody whom the tenant does not know is in the group by the schedule, and nothing after it is refused", () => {
    const grant = active(team.id, stranger);
    const { snapshot, refused } = declared(team, grant, person);
    expect(refused.map(({ urn }) => urn)).toEqual([grant.urn]);
    expect(snapshot.collections.groupAssignmentSchedules).toMatchObject([{ groupId: team.id, principalId: stranger }]);
    expect(snapshot.collections.users.map(({ id }) => id)).toContain(person.id);
  });

  test("a grant in a group that the plan makes later is membership in the end", () => {
    const { snapshot } = declared(person, active(team.id, person.id), team);
    expect(snapshot.collections.groups).toMatchObject([{ id: team.id, members: [{ id: person.id }] }]);
  });
});

describe("types", () => {
  test("what may convey access and is not read is listed", () => {
    const types = [
      "azuread:index/somethingNew:SomethingNew",
      "command:local:Command",
      "azure-native:resources:Deployment",
    ];
    const result = declared(...types.map((type) => planned(type, "x", {})));
    expect(result.notUnderstood.map(({ type }) => type)).toEqual(types);
  });

  test("Azure resources are kept as ARM keeps them, whatever the API version", () => {
    const scope = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590";
    const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${stranger}`;
    const grant = planned(
      "azure-native:authorization/v20220401:RoleAssignment",
      "r",
      {
        scope,
        principalId: team.id,
        principalType: "Group",
        roleDefinitionId: "/x/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
      },
      { id },
    );
    const { snapshot, declaredBy } = declared(team, grant);
    expect(snapshot.collections.armResources).toEqual([
      {
        id,
        name: stranger,
        type: "Microsoft.Authorization/roleAssignments",
        properties: {
          principalId: team.id,
          principalType: "Group",
          provisioningState: "Succeeded",
          roleDefinitionId: "/x/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
        },
      },
    ]);
    expect(declaredBy.get(id)).toBe(grant.urn);
  });

  test("a managed identity is a service principal that can be granted access", () => {
    const id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/runner";
    const identity = planned(
      "azure-native:managedidentity:UserAssignedIdentity",
      "i",
      { resourceName: "runner" },
      { id },
    );
    const principalId = placeholderId(`${identity.urn}#principalId`);
    const grant = planned("DirectoryRoleAssignment", "a", {
      roleId: globalAdministrator,
      principalObjectId: principalId,
    });
    const result = declared(identity, grant);
    expect(result.refused.map(({ urn }) => urn)).not.toContain(grant.urn);
    expect(result.snapshot.collections.servicePrincipals).toContainEqual(
      expect.objectContaining({ id: principalId, servicePrincipalType: "ManagedIdentity", displayName: "runner" }),
    );
  });
});

describe("with the tenant as it is", () => {
  function existing(): Plan {
    return planOf([planned("Group", "g", { displayName: "new name", securityEnabled: true }, { id: stranger })]);
  }

  test("an object that is there already is changed, not doubled", () => {
    const tenant = harbourTenant();
    const body = { displayName: "old name", mailEnabled: false, mailNickname: "g", securityEnabled: true };
    tenant.handle({ method: "POST", path: "/v1.0/groups", body, assignId: stranger });
    const { snapshot, declaredBy } = materialise(existing(), { ...harbour, base: tenant.toSnapshot() });
    expect(snapshot.collections.groups).toMatchObject([{ id: stranger, displayName: "new name" }]);
    expect(declaredBy.get(stranger)).toBe(existing().resources[0]?.urn);
  });

  test("a member that somebody added by hand stays, a declared one is there", () => {
    const tenant = harbourTenant();
    const [own, foreign] = ["22222222-2222-4333-8444-555555555555", "33333333-2222-4333-8444-555555555555"];
    for (const id of [own, foreign]) {
      const body = { displayName: id, userPrincipalName: `${id}@harbourdental.example`, mailNickname: id };
      tenant.handle({
        method: "POST",
        path: "/v1.0/users",
        body: { ...body, accountEnabled: true, passwordProfile: { password: "Aa1!xxxxxxxxxxxxxxxx" } },
        assignId: id,
      });
    }
    const body = { displayName: "g", mailEnabled: false, mailNickname: "g", securityEnabled: true };
    tenant.handle({ method: "POST", path: "/v1.0/groups", body, assignId: stranger });
    tenant.handle({
      method: "POST",
      path: `/v1.0/groups/${stranger}/members/$ref`,
      body: { "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${foreign}` },
    });
    const group = planned("Group", "g", { displayName: "g", securityEnabled: true, members: [own] }, { id: stranger });
    const { snapshot, declaredBy } = materialise(planOf([group]), { ...harbour, base: tenant.toSnapshot() });
    expect(snapshot.collections.groups[0]?.members?.map(({ id }) => id)).toEqual([own, foreign]);
    expect(declaredBy.has(relationKey("members", stranger, own))).toBe(true);
    expect(declaredBy.has(relationKey("members", stranger, foreign))).toBe(false);
  });

  test("objects that were deployed have the ids they got then", () => {
    const applied = new Map([
      [team.urn, { made: { id: stranger, outputs: { objectId: stranger }, keys: [stranger] }, inputs: team.inputs }],
    ]);
    const grant = planned("DirectoryRoleAssignment", "a", { roleId: globalAdministrator, principalObjectId: team.id });
    const result = materialise(planOf([team, grant]), { ...harbour, applied });
    expect(result.snapshot.collections.groups).toMatchObject([{ id: stranger }]);
    expect(holders(result)).toEqual([stranger]);
  });
});
