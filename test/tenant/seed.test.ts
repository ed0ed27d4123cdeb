/** The tenant before Demarc has the sins that the story needs, and can be read back over Graph. */

import { expect, test } from "vitest";
import { harbourId, harbourToday, seedHarbour } from "../../src/tenant/seed/harbour.ts";
import { EmbeddedTenant } from "../../src/tenant/tenant.ts";
import { type Body, Contoso, roles } from "./contoso.ts";

const seed = seedHarbour();
const harbour = new Contoso(EmbeddedTenant.fromSnapshot(seed, { clock: () => harbourToday }));
harbour.now = harbourToday;

function holders(roleDefinitionId: string): unknown[] {
  const path = `/v1.0/roleManagement/directory/roleAssignments?$filter=roleDefinitionId eq '${roleDefinitionId}' and directoryScopeId eq '/'&$expand=principal`;
  return harbour.list(path).map((each) => (each["principal"] as Body)["displayName"]);
}

test("it is the same every time, and the same after a round trip", () => {
  expect(seedHarbour()).toEqual(seed);
  expect(harbour.tenant.toSnapshot(harbourToday)).toEqual(seed);
});

test("75 people work there; nobody the matrix will make exists yet", () => {
  const staff = harbour.list("/beta/users?$top=999&$filter=companyName eq 'Harbour Dental Group'");
  expect(staff).toHaveLength(75);
  expect(staff.map((each) => each["userPrincipalName"])).toEqual(
    expect.arrayContaining(["miriam.okafor@harbourdental.example", "joel.lindqvist@harbourdental.example"]),
  );
  const names = harbour.list("/v1.0/users?$top=999").map((each) => String(each["userPrincipalName"]));
  const toCome = [
    "emergency-1@",
    "emergency-2@",
    "dana.reyes_tideway",
    "tomasz.wilk_tideway",
    "aisha.bello_tideway",
    "_nightwatch.example",
  ];
  expect(names.filter((name) => toCome.some((part) => name.includes(part)))).toEqual([]);
});

test("three of the provider's people are Global Administrators for ever, one of them a guest", () => {
  expect(holders(roles.globalAdministrator).toSorted()).toEqual([
    "Break glass",
    "Dana Reyes (Tideway)",
    "Miriam Okafor",
    "Rafael Castellan",
    "Tomasz Wilk (Tideway)",
  ]);
  const provider = harbour
    .list("/beta/users?$filter=endswith(mail,'@tideway.example')")
    .map((each) => [each["displayName"], each["userType"]]);
  expect(provider).toEqual(
    expect.arrayContaining([
      ["Dana Reyes (Tideway)", "Member"],
      ["Rafael Castellan", "Guest"],
    ]),
  );
});

test("a helpdesk role over everybody, held by the provider's group and by a guest who left", () => {
  expect(holders(roles.helpdeskAdministrator).toSorted()).toEqual(["Piotr Nowak", "Tideway Helpdesk"]);
});

test("three groups deep, the provider is eligible for a role-assignable group that one of them owns", () => {
  const inside = harbour.list(`/v1.0/groups/${harbourId("IT Operations")}/transitiveMembers`).map((each) => each["id"]);
  expect(inside).toEqual(
    expect.arrayContaining([harbourId("Tideway Dana"), harbourId("Tideway Aisha"), harbourId("IT Vendors")]),
  );
  const target = harbourId("User administrators");
  const eligible = harbour.list(
    `/v1.0/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances?$filter=groupId eq '${target}'`,
  );
  expect(eligible).toMatchObject([{ principalId: harbourId("IT Operations"), accessId: "member" }]);
  const owners = harbour.list(`/v1.0/groups/${target}/owners`).map((each) => each["id"]);
  expect(owners).toContain(harbourId("Tideway Tomasz"));
});

test("the RMM may manage roles, by a secret that lasts for years and an application that the provider owns", () => {
  const permissions = (name: string) => {
    const ids = harbour
      .list(`/v1.0/servicePrincipals/${harbourId(name)}/appRoleAssignments`)
      .map((each) => each["appRoleId"]);
    const graph = harbour.ok("GET", "/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')");
    return (graph["appRoles"] as Body[]).filter((role) => ids.includes(role["id"])).map((role) => role["value"]);
  };
  expect(permissions("NinjaOne")).toContain("RoleManagement.ReadWrite.Directory");
  const application = harbour.ok("GET", `/v1.0/applications/${harbourId("NinjaOne application")}?$expand=owners`);
  expect(application).toMatchObject({
    owners: [{ id: harbourId("Tideway Tomasz") }],
    passwordCredentials: [{ endDateTime: "2032-06-15T12:30:00Z", secretText: null }],
  });
  expect(permissions("Tideway console")).toHaveLength(19);
  expect(permissions("Nightwatch reader")).toEqual(["SecurityEvents.Read.All", "SecurityIncident.Read.All"]);
});

test("conditional access: break-glass inside, one policy off, one only watching", () => {
  const policies = harbour.list("/v1.0/identity/conditionalAccess/policies");
  expect(Object.fromEntries(policies.map((each) => [each["displayName"], each["state"]]))).toEqual({
    "Block legacy authentication": "enabled",
    "Require a compliant device": "enabled",
    "Require MFA for administrators": "enabledForReportingButNotEnforced",
    "Require MFA for guests": "disabled",
  });
  const compliant = policies.find((each) => each["displayName"] === "Require a compliant device");
  expect(compliant).toMatchObject({
    conditions: {
      users: { includeRoles: expect.arrayContaining([roles.globalAdministrator]), excludeUsers: [], excludeGroups: [] },
    },
  });
});

test("the audit log tells who made Tomasz a Global Administrator, and when", () => {
  const path = `/v1.0/auditLogs/directoryAudits?$filter=activityDisplayName eq 'Add member to role' and targetResources/any(t:t/id eq '${harbourId("Tideway Tomasz")}')`;
  expect(harbour.list(path)).toMatchObject([
    {
      activityDateTime: "2022-01-12T14:20:00Z",
      initiatedBy: { user: { userPrincipalName: "tideway-dana@harbourdental.onmicrosoft.com" } },
    },
  ]);
});
