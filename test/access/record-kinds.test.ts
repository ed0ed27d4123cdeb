import { describe, expect, test } from "vitest";
import type { AccessRecord, RecordKind } from "../../src/access/record.ts";
import { accessRecords } from "../../src/access/records.ts";
import { relationKey } from "../../src/tenant/snapshot.ts";
import { AzureBuilder } from "../support/azure-builder.ts";
import { memberKey, TenantBuilder, tideway } from "../support/tenant-builder.ts";

const since = "2026-11-02T00:00:00Z";
const until = "2027-01-01T00:00:00Z";
const reader = "5d6b6bb7-de71-4623-b4af-96380a352509";
const ends = { startDateTime: since, expiration: { type: "afterDateTime" as const, endDateTime: until } };

/** Records of a kind, without their key. */
function recordsOf(kind: RecordKind, tenant: TenantBuilder): Omit<AccessRecord, "key">[] {
  const records = accessRecords(tenant.snapshot, tenant.attribution());
  return records.filter((record) => record.kind === kind).map(({ key: _, ...record }) => record);
}

const kim = {
  ...{ id: "kim", identity: "user:kim@tideway.example", label: "Kim (kim@tideway.example)", type: "user" },
  party: { kind: "provider", provider: "tideway" },
};
const own = (type: string, id: string, label: string) => ({
  ...{ id, identity: `${type}:${label}`, label, type },
  party: { kind: "unknown" },
});

function tenantWithKim(): TenantBuilder {
  const tenant = new TenantBuilder();
  tenant.guest("kim@tideway.example", "Kim");
  return tenant;
}

describe("a directory role", () => {
  test("as it is held", () => {
    const tenant = tenantWithKim();
    tenant.unit("Staff");
    tenant.role("kim", "Helpdesk Administrator", "Staff");
    const eligibility = { id: "e", principalId: "kim", roleDefinitionId: reader, scheduleInfo: ends };
    tenant.collections.roleEligibilitySchedules.push(eligibility);
    expect(recordsOf("directory-role", tenant)).toStrictEqual([
      {
        ...{ kind: "directory-role", principal: kim, target: "Helpdesk Administrator", held: "standing" },
        ...{ targetId: "729827e3-9c14-49f7-bb1b-9608f156bbb8", scope: "administrative unit Staff", tier: 1 },
        objectKey: "kim holds Helpdesk Administrator over Staff",
      },
      {
        ...{ kind: "directory-role", principal: kim, target: "Security Reader", held: "eligible" },
        ...{ targetId: reader, scope: "directory", tier: 1, objectKey: "e", since, until },
      },
    ]);
  });
});

describe("groups", () => {
  test("their members and owners", () => {
    const tenant = tenantWithKim();
    tenant.group("t", { displayName: "Team", members: ["kim"], owners: ["kim"] });
    const shared = { principal: kim, target: "Team", targetId: "t", scope: "directory", held: "standing" };
    expect(recordsOf("group-member", tenant)).toStrictEqual([
      { kind: "group-member", ...shared, objectKey: memberKey("t", "kim") },
    ]);
    expect(recordsOf("group-owner", tenant)).toStrictEqual([
      { kind: "group-owner", ...shared, objectKey: relationKey("owners", "t", "kim") },
    ]);
  });

  test("that are not there go by their ids", () => {
    const tenant = tenantWithKim();
    tenant.eligible("gone", "kim", { until });
    expect(recordsOf("group-member", tenant)).toMatchObject([{ target: "gone", held: "eligible", until }]);
  });
});

describe("applications", () => {
  test("their owners, of either object, by name or id", () => {
    const tenant = tenantWithKim();
    tenant.collections.applications.push({ id: "r1", displayName: "Sync", owners: [{ id: "kim" }] });
    tenant.collections.servicePrincipals.push({ id: "s1", owners: [{ id: "kim" }] }, { id: "s2" });
    const shared = { kind: "application-owner", principal: kim, held: "standing" };
    expect(recordsOf("application-owner", tenant)).toStrictEqual([
      {
        ...shared,
        target: "Sync",
        targetId: "r1",
        scope: "app registration",
        objectKey: relationKey("owners", "r1", "kim"),
      },
      {
        ...shared,
        target: "s1",
        targetId: "s1",
        scope: "service principal",
        objectKey: relationKey("owners", "s1", "kim"),
      },
    ]);
  });

  test("their permissions", () => {
    const tenant = new TenantBuilder();
    tenant.application("RMM", { appId: "AAAA", appOwnerOrganizationId: tideway.tenantId });
    tenant.permission("RMM", "RoleManagement.ReadWrite.Directory");
    Object.assign(tenant.collections.appRoleAssignments[0] ?? {}, { createdDateTime: since });
    const principal = {
      id: "RMM",
      identity: "servicePrincipal:aaaa",
      label: 'application "RMM"',
      type: "servicePrincipal",
    };
    expect(recordsOf("application-permission", tenant)).toStrictEqual([
      {
        ...{ kind: "application-permission", principal: { ...principal, party: kim.party } },
        ...{ target: "RoleManagement.ReadWrite.Directory", targetId: "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8" },
        ...{ scope: "Microsoft Graph", held: "standing", tier: 0, since },
        objectKey: "RMM has RoleManagement.ReadWrite.Directory",
      },
    ]);
  });

  test("what they may in the name of people", () => {
    const tenant = tenantWithKim();
    tenant.application("App");
    tenant.application("Other");
    tenant.permission("Other", "User.Read.All");
    tenant.collections.oauth2PermissionGrants.push(
      {
        id: "all",
        clientId: "App",
        consentType: "AllPrincipals",
        resourceId: "microsoft-graph",
        scope: " User.Read  Mail.Read",
      },
      { id: "again", clientId: "App", consentType: "AllPrincipals", resourceId: "microsoft-graph", scope: "User.Read" },
      {
        id: "one",
        clientId: "App",
        consentType: "Principal",
        principalId: "kim",
        resourceId: "gone",
        scope: "User.Read",
      },
      { id: "whom", clientId: "App", consentType: "Principal", resourceId: "Other", scope: "Directory.ReadWrite.All" },
      { id: "nothing", clientId: "App", consentType: "AllPrincipals", resourceId: "microsoft-graph" },
      { id: "nobody's", scope: "openid" },
    );
    const records = recordsOf("delegated-permission", tenant);
    expect(
      records.map(({ principal, target, scope, tier, objectKey }) => [principal.id, target, scope, tier, objectKey]),
    ).toEqual([
      ["App", "User.Read", "Microsoft Graph, for everybody", 2, "all"],
      ["App", "Mail.Read", "Microsoft Graph, for everybody", 2, "all"],
      ["App", "User.Read", "gone, for user:kim@tideway.example", 2, "one"],
      ["App", "Directory.ReadWrite.All", "Other, for foreign:", 2, "whom"],
      ["", "openid", ", for foreign:", 2, "nobody's"],
    ]);
    expect(records.every(({ held }) => held === "standing")).toBe(true);
  });

  test("their credentials, by the name, the id, or what they are", () => {
    const tenant = new TenantBuilder();
    tenant.collections.applications.push(
      {
        id: "r",
        displayName: "Sync",
        passwordCredentials: [
          { keyId: "k1", displayName: "pipeline", startDateTime: since, endDateTime: until },
          { keyId: "k2" },
          {},
        ],
        keyCredentials: [{ keyId: "k3", displayName: "CN=sync", endDateTime: until }],
        federatedIdentityCredentials: [
          { id: "f1", issuer: "https://token.actions.githubusercontent.com", subject: "repo:a/b:pull_request" },
          { id: "f2" },
        ],
      },
      { id: "none" },
    );
    const records = recordsOf("application-credential", tenant);
    const principal = { id: "r", identity: "application:Sync", label: 'app registration "Sync"', type: "application" };
    const shared = { kind: "application-credential", principal: { ...principal, party: { kind: "unknown" } } };
    const held = { scope: "directory", held: "standing" };
    expect(records).toStrictEqual([
      { ...shared, ...held, target: "secret pipeline", objectKey: "k1", since, until },
      { ...shared, ...held, target: "secret k2", objectKey: "k2" },
      { ...shared, ...held, target: "secret", objectKey: "r" },
      { ...shared, ...held, target: "certificate CN=sync", objectKey: "k3", until },
      {
        ...{ ...shared, ...held, target: "federated credential of GitHub repo:a/b", objectKey: "f1" },
        settings: { issuer: "https://token.actions.githubusercontent.com", subject: "repo:a/b:pull_request" },
      },
      {
        ...{ ...shared, ...held, target: "federated credential of any subject of an unknown issuer", objectKey: "f2" },
        settings: { issuer: "", subject: "" },
      },
    ]);
  });
});

describe("activation rules", () => {
  const rules = {
    ...{ approval: true, multifactor: true, justification: true, ticket: true, maximumHours: 4 },
    ...{ eligibilityEnds: false, assignmentEnds: false },
  };
  const tenantWithRules = () => {
    const tenant = tenantWithKim();
    tenant.group("Team");
    tenant.group("B approvers");
    tenant.group("A approvers");
    return tenant;
  };

  test("of a group's members and owners", () => {
    const tenant = tenantWithRules();
    tenant.activationRules("Team", { approvers: ["B approvers", "A approvers"] });
    tenant.activationRules("Team", { approval: false }, "owner");
    const principal = {
      id: "Team",
      identity: "group:Team",
      label: 'group "Team"',
      type: "group",
      party: { kind: "unknown" },
    };
    const shared = { kind: "activation-rules", principal, scope: "directory", held: "on" };
    expect(recordsOf("activation-rules", tenant)).toStrictEqual([
      {
        ...{ ...shared, target: "member", objectKey: "rules of Team member" },
        settings: { ...rules, approvers: ["group:A approvers", "group:B approvers"] },
      },
      {
        ...{ ...shared, target: "owner", objectKey: "rules of Team owner" },
        settings: { ...rules, approval: false, approvers: [] },
      },
    ]);
  });

  test("of a group in another spelling, whatever is said of the kind of scope", () => {
    const tenant = tenantWithRules();
    tenant.activationRules("Team");
    Object.assign(tenant.collections.roleManagementPolicyAssignments[0] ?? {}, { scopeType: null, scopeId: "TEAM" });
    expect(recordsOf("activation-rules", tenant)).toMatchObject([{ principal: { id: "Team" }, target: "member" }]);
  });

  test("of a role, which is its own subject", () => {
    const tenant = tenantWithRules();
    tenant.activationRules("Security Reader", { approvers: ["A approvers"] }, "role");
    const name = "Security Reader";
    expect(recordsOf("activation-rules", tenant)).toStrictEqual([
      {
        ...{ kind: "activation-rules", scope: "directory", held: "on", target: name },
        principal: { id: name, identity: `role:${name}`, label: name, type: "resource", party: { kind: "unknown" } },
        ...{ objectKey: "rules of Security Reader role", settings: { ...rules, approvers: ["group:A approvers"] } },
      },
    ]);
  });

  test("that are not there are none", () => {
    const tenant = tenantWithRules();
    tenant.activationRules("Team");
    tenant.collections.roleManagementPolicies.length = 0;
    tenant.collections.roleManagementPolicyAssignments.push({ id: "says nothing" });
    expect(recordsOf("activation-rules", tenant)).toEqual([]);
  });
});

describe("conditional access", () => {
  test("policies, locations and strengths are their own subjects", () => {
    const tenant = new TenantBuilder();
    tenant.policy("p", { displayName: "Block", createdDateTime: since, conditions: {} });
    tenant.collections.conditionalAccessPolicies.push({ id: "nameless" });
    const trusted = { id: "l", displayName: "Office", isTrusted: true, ipRanges: [], createdDateTime: since };
    tenant.collections.namedLocations.push(trusted, { id: "l2" });
    tenant.collections.authenticationStrengthPolicies.push(
      {
        id: "s",
        displayName: "Passkeys",
        policyType: "custom",
        allowedCombinations: ["fido2"],
        createdDateTime: since,
      },
      { id: "s2", policyType: "custom" },
      { id: "s3", displayName: "Phishing-resistant MFA", policyType: "builtIn" },
    );
    const shared = { scope: "directory", held: "on" };
    const [policy, nameless] = recordsOf("conditional-access-policy", tenant);
    expect(policy).toStrictEqual({
      ...{ kind: "conditional-access-policy", principal: own("policy", "p", "Block"), target: "Block", ...shared },
      settings: {
        state: "enabled",
        "conditions.clientAppTypes": ["all"],
        "conditions.applications.includeApplications": ["All"],
      },
      ...{ objectKey: "p", since },
    });
    expect(nameless).toMatchObject({ principal: own("policy", "nameless", "nameless"), target: "nameless" });
    const [location, other] = recordsOf("named-location", tenant);
    expect(location).toStrictEqual({
      ...{ kind: "named-location", principal: own("location", "l", "Office"), target: "Office", ...shared },
      ...{ settings: { ipRanges: [], isTrusted: true }, objectKey: "l", since },
    });
    expect(other).toMatchObject({ target: "l2", objectKey: "l2" });
    const strengths = recordsOf("authentication-strength", tenant);
    expect(strengths).toMatchObject([
      { principal: own("policy", "s", "Passkeys"), target: "Passkeys", ...shared, objectKey: "s", since },
      { principal: own("policy", "s2", "s2"), target: "s2", objectKey: "s2" },
    ]);
    expect(strengths[0]?.settings).toBeDefined();
  });
});

describe("people", () => {
  test("in administrative units", () => {
    const tenant = tenantWithKim();
    tenant.unit("u", ["kim"], { displayName: "Staff" });
    tenant.collections.administrativeUnits.push({ id: "nameless", members: [{ id: "kim" }] }, { id: "empty" });
    const shared = { kind: "administrative-unit-member", principal: kim, scope: "directory", held: "standing" };
    expect(recordsOf("administrative-unit-member", tenant)).toStrictEqual([
      { ...shared, target: "Staff", targetId: "u", objectKey: memberKey("u", "kim") },
      { ...shared, target: "nameless", targetId: "nameless", objectKey: memberKey("nameless", "kim") },
    ]);
  });

  test("and their accounts, which stay the same when a guest becomes a member", () => {
    const tenant = tenantWithKim();
    tenant.user("nora@harbourdental.example", { accountEnabled: false, createdDateTime: since });
    tenant.collections.users.push({ id: "x" });
    const [guest, member, other] = recordsOf("user", tenant);
    expect(guest).toStrictEqual({
      ...{ kind: "user", principal: kim, target: "guest account", scope: "directory", held: "on", objectKey: "kim" },
      settings: { accountEnabled: true, userType: "Guest" },
    });
    expect(member).toMatchObject({ target: "account", settings: { accountEnabled: false, userType: "Member" }, since });
    expect(other).toMatchObject({ target: "account", settings: { accountEnabled: true, userType: "Member" } });
    const keys = accessRecords(tenant.snapshot, tenant.attribution()).map(({ key }) => key);
    expect(keys[0]).toBe("user | user:kim@tideway.example | account | directory");
  });
});

describe("Azure", () => {
  test("roles, and access policies of vaults", () => {
    const tenant = tenantWithKim();
    const azure = new AzureBuilder(tenant);
    azure.role("kim", "Owner", "sub/rg", { createdOn: since });
    const accessPolicies = [{ objectId: "kim", permissions: { secrets: ["get"] } }];
    const vault = azure.resource("vault", "v", "sub/rg", { properties: { accessPolicies } });
    const [role, policy] = recordsOf("azure-role", tenant);
    expect(role).toMatchObject({
      ...{ kind: "azure-role", principal: kim, target: "Owner", targetId: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635" },
      ...{ scope: "/subscriptions/sub/resourceGroups/rg", held: "standing", tier: 0 },
      objectKey: expect.stringContaining("roleAssignments"),
    });
    expect(policy).toMatchObject({
      ...{ kind: "azure-role", principal: kim, target: "access policy (secrets: get)" },
      ...{ scope: vault, held: "standing", tier: 1 },
    });
  });

  test("resources, which are their own subjects; assignments are none", () => {
    const tenant = new TenantBuilder();
    const azure = new AzureBuilder(tenant);
    const id = azure.resource("vm", "Server");
    azure.role("kim", "Owner", "sub");
    const label = "Microsoft.Compute/virtualMachines Server";
    expect(recordsOf("azure-resource", tenant)).toStrictEqual([
      {
        ...{ kind: "azure-resource", principal: own("resource", id, label), target: label },
        ...{ scope: "Azure", held: "on", objectKey: id },
      },
    ]);
  });
});

test("somebody whom a lookup finds is called after what it asks", () => {
  const tenant = new TenantBuilder();
  tenant.assumed.set("stand-in", {
    ...{ token: "azuread:index/getUser:getUser", asked: { userPrincipalName: "kim@tideway.example" } },
    ...{ id: "stand-in", answeredBy: "placeholder" },
  });
  tenant.role("stand-in", "Security Reader");
  expect(recordsOf("directory-role", tenant)).toMatchObject([
    { principal: { id: "stand-in", label: "getUser(kim@tideway.example)", type: "foreign", party: kim.party } },
  ]);
});
