import { describe, expect, test } from "vitest";
import { answerLookup } from "../../src/plan/lookups.ts";
import { emptySnapshot } from "../../src/tenant/snapshot.ts";

const tenantId = "7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01";
const snapshot = emptySnapshot(tenantId, "embedded", "2026-11-01T00:00:00Z");
const id = (digit: number) => `${digit}0000000-0000-4000-8000-000000000000`;
snapshot.collections.users.push({
  id: id(1),
  userPrincipalName: "ann@harbourdental.example",
  mailNickname: "ann",
  employeeId: "7",
  onPremisesSyncEnabled: true,
});
snapshot.collections.groups.push(
  {
    id: id(2),
    displayName: "MSP Engineers",
    mailNickname: "msp",
    isAssignableToRole: true,
    members: [{ id: id(1) }],
    owners: [],
  },
  { id: id(3), displayName: "MSP Owners" },
);
snapshot.collections.servicePrincipals.push({
  id: id(4),
  appId: id(5),
  displayName: "RMM",
  appRoles: [{ id: id(6), value: "Agent.Run" }],
  appOwnerOrganizationId: tenantId,
});
snapshot.collections.applications.push({
  id: id(7),
  appId: id(5),
  displayName: "RMM",
  identifierUris: ["api://rmm"],
  owners: [{ id: id(1) }],
});
snapshot.collections.administrativeUnits.push({ id: id(8), displayName: "Clinics", members: [{ id: id(1) }] });
snapshot.collections.namedLocations.push({ id: id(9), displayName: "Offices" });

const azuread = (name: string) => `azuread:index/${name}:${name}`;

describe("the azuread provider's functions on a snapshot", () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    [
      "getUser",
      { userPrincipalName: "ANN@harbourdental.example" },
      { id: `/users/${id(1)}`, objectId: id(1), onpremisesSyncEnabled: true },
    ],
    ["getUser", { mailNickname: "ann" }, { objectId: id(1) }],
    ["getUser", { employeeId: "7" }, { objectId: id(1) }],
    ["getUser", { objectId: id(1) }, { userPrincipalName: "ann@harbourdental.example" }],
    [
      "getGroup",
      { displayName: "msp engineers" },
      { id: `/groups/${id(2)}`, members: [id(1)], owners: [], assignableToRole: true },
    ],
    ["getGroup", { mailNickname: "msp" }, { objectId: id(2) }],
    ["getGroups", { displayNames: ["MSP Owners", "MSP Engineers"] }, { objectIds: [id(3), id(2)] }],
    [
      "getGroups",
      { displayNamePrefix: "msp" },
      { objectIds: [id(2), id(3)], displayNames: ["MSP Engineers", "MSP Owners"] },
    ],
    ["getUsers", { employeeIds: ["7"] }, { objectIds: [id(1)], userPrincipalNames: ["ann@harbourdental.example"] }],
    ["getUsers", { returnAll: true }, { objectIds: [id(1)] }],
    [
      "getServicePrincipal",
      { clientId: id(5) },
      { objectId: id(4), appRoleIds: { "Agent.Run": id(6) }, applicationTenantId: tenantId },
    ],
    ["getServicePrincipals", { displayNames: ["RMM"] }, { objectIds: [id(4)], clientIds: [id(5)] }],
    [
      "getApplication",
      { identifierUri: "api://rmm" },
      { id: `/applications/${id(7)}`, clientId: id(5), owners: [id(1)] },
    ],
    ["getAdministrativeUnit", { displayName: "Clinics" }, { id: id(8), members: [id(1)] }],
    ["getNamedLocation", { displayName: "Offices" }, { objectId: id(9) }],
    ["getDirectoryObject", { objectId: id(4) }, { type: "ServicePrincipal" }],
    ["getClientConfig", {}, { tenantId }],
  ])("%s(%o)", (name, asked, expected) => {
    const answer = answerLookup(azuread(name), asked, { snapshot });
    expect(answer.result).toMatchObject(expected);
    if (name !== "getClientConfig") {
      expect(answer.found.length).toBeGreaterThan(0);
      expect(new Set(answer.found.map(({ answeredBy }) => answeredBy))).toEqual(new Set(["snapshot"]));
    }
  });

  test.each<[string, Record<string, unknown>, boolean]>([
    ["getUser", { mail: "dana@tideway.example" }, true],
    ["getUsers", { mails: ["dana@tideway.example"] }, true],
    // The provider takes the first of these, and of no other list.
    ["getUsers", { mailNicknames: ["dana"] }, false],
    ["getUser", { userPrincipalName: "dana_tideway.example#EXT#@harbourdental.onmicrosoft.com" }, false],
    ["getGroup", { displayName: "Team" }, true],
    ["getGroup", { displayName: "Team", securityEnabled: true }, false],
  ])("of several that fit the provider chooses none: %s(%o)", (name, asked, isAmbiguous) => {
    const several = emptySnapshot(tenantId, "embedded", "2026-11-01T00:00:00Z");
    const dana = { mail: "Dana@tideway.example", mailNickname: "dana" };
    several.collections.users.push(
      { ...dana, id: id(1), userPrincipalName: "tideway-dana@harbourdental.onmicrosoft.com" },
      { ...dana, id: id(2), userPrincipalName: "dana_tideway.example#EXT#@harbourdental.onmicrosoft.com" },
    );
    several.collections.groups.push(
      { id: id(3), displayName: "Team", securityEnabled: false },
      { id: id(4), displayName: "Team", securityEnabled: true },
    );
    const [found] = answerLookup(azuread(name), asked, { snapshot: several }).found;
    expect([found?.answeredBy, found?.isAmbiguous === true]).toEqual(["snapshot", isAmbiguous]);
  });

  test("what the snapshot does not have is a placeholder that keeps the question", () => {
    const asked = { userPrincipalName: "eve@tideway.example" };
    const { result, found } = answerLookup(azuread("getUser"), asked, { snapshot });
    const placeholder = { token: azuread("getUser"), asked, id: result["objectId"], answeredBy: "placeholder" };
    expect(found).toEqual([{ ...placeholder, isMissing: true }]);
    // What was not read, or not given, may have it.
    const failed = { collection: "users" as const, status: 403, code: "Authorization_RequestDenied", message: "" };
    const unread = { ...snapshot, unreadable: [failed] };
    expect(answerLookup(azuread("getUser"), asked, { snapshot: unread }).found).toEqual([placeholder]);
    expect(answerLookup(azuread("getUser"), asked).found).toEqual([placeholder]);
    expect(result).toMatchObject(asked);
    // An id that the program gives is the object's own.
    expect(answerLookup(azuread("getUser"), { objectId: id(0) }, { snapshot }).found[0]?.id).toBe(id(0));
  });
});

describe("applications that nobody could look up", () => {
  test("Microsoft's own are known by their names", () => {
    const { result } = answerLookup(azuread("getServicePrincipal"), { displayName: "Microsoft Graph" });
    expect(result).toMatchObject({
      clientId: "00000003-0000-0000-c000-000000000000",
      appRoleIds: { "RoleManagement.ReadWrite.Directory": "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8" },
    });
  });

  test.each(["getServicePrincipal", "getApplication"])("others have a client id that names them: %s", (name) => {
    const [one, other] = ["RMM", "PSA"].map((displayName) => answerLookup(azuread(name), { displayName }).result);
    expect(one?.["clientId"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(one?.["clientId"]).not.toBe(other?.["clientId"]);
  });
});

describe("facts that need no tenant", () => {
  test("roles, published applications, catalog roles, Azure roles", () => {
    const templates = answerLookup(azuread("getDirectoryRoleTemplates"), {}).result["roleTemplates"];
    expect(templates).toContainEqual(
      expect.objectContaining({
        objectId: "62e90394-69f5-4237-9190-012177145e10",
        displayName: "Global Administrator",
      }),
    );
    expect(answerLookup(azuread("getApplicationPublishedAppIds"), {}).result["result"]).toMatchObject({
      MicrosoftGraph: "00000003-0000-0000-c000-000000000000",
      Office365ExchangeOnline: "00000002-0000-0ff1-ce00-000000000000",
    });
    expect(answerLookup(azuread("getAccessPackageCatalogRole"), { displayName: "Catalog owner" })).toMatchObject({
      result: { objectId: "ae79f266-94d4-4dab-b730-feca7e132178" },
      found: [{ answeredBy: "catalogue" }],
    });
    const owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    expect(
      answerLookup("azure-native:authorization:getRoleDefinition", { roleDefinitionId: owner, scope: "/" }),
    ).toMatchObject({
      result: { roleName: "Owner", id: `/providers/Microsoft.Authorization/roleDefinitions/${owner}` },
      found: [{ answeredBy: "catalogue" }],
    });
  });

  test("any other function echoes what it was asked", () => {
    const { result, open } = answerLookup("aws:ec2/getAmi:getAmi", { owner: "self" });
    expect(result).toEqual({ owner: "self", id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(open).toBe(true);
  });
});
