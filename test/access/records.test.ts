import { describe, expect, it } from "vitest";
import type { AccessRecord } from "../../src/access/record.ts";
import { accessRecords } from "../../src/access/records.ts";
import { goodTenant, helpdeskTeam, memberKey, TenantBuilder, tideway } from "../support/tenant-builder.ts";

function recordsOf(tenant: TenantBuilder): AccessRecord[] {
  return accessRecords(tenant.snapshot, tenant.attribution());
}

const keys = (tenant: TenantBuilder) => recordsOf(tenant).map(({ key, held }) => `${key}: ${held}`);

describe("access records", () => {
  it("have keys of stable names, each once", () => {
    const records = recordsOf(goodTenant());
    expect(new Set(records.map(({ key }) => key)).size).toBe(records.length);
    expect(records.map(({ key }) => key)).toEqual(
      expect.arrayContaining([
        `directory-role | group:${helpdeskTeam} | 729827e3-9c14-49f7-bb1b-9608f156bbb8 | administrative unit Practice staff`,
        `group-member | user:dana.reyes@tideway.example | ${helpdeskTeam} | directory`,
        `activation-rules | group:${helpdeskTeam} | member | directory`,
        "administrative-unit-member | user:nora@harbourdental.example | Practice staff | directory",
        "user | user:emergency-1@harbourdental.onmicrosoft.com | account | directory",
        "conditional-access-policy | policy:Emergency accounts | Emergency accounts | directory",
      ]),
    );
  });

  it("leave nobody out who is called like another", () => {
    const tenant = new TenantBuilder();
    for (const id of ["one", "two"]) {
      tenant.group(id, { displayName: "Twins" });
      tenant.role(id, "Security Reader");
    }
    const held = recordsOf(tenant).filter(({ kind }) => kind === "directory-role");
    expect(held.map(({ principal, objectKey }) => [principal.id, objectKey])).toEqual([
      ["one", "one holds Security Reader"],
      ["two", "two holds Security Reader"],
    ]);
    expect(new Set(held.map(({ key }) => key)).size).toBe(1);
  });

  it("name a group of which only the id is known by that", () => {
    const tenant = new TenantBuilder();
    tenant.guest("dana.reyes@tideway.example", "Dana Reyes");
    tenant.group("4f0e", { members: ["dana.reyes"] });
    Object.assign(tenant.collections.groups.at(-1) ?? {}, { displayName: "" });
    const [membership] = recordsOf(tenant).filter(({ kind }) => kind === "group-member");
    expect(membership).toMatchObject({ target: "4f0e", key: expect.stringContaining("| 4f0e |") });
  });

  it("do not depend on object ids", () => {
    const renamed: TenantBuilder = goodTenant();
    const text = JSON.stringify(renamed.snapshot.collections)
      .replaceAll('"id":"dana.reyes"', '"id":"other-id"')
      .replaceAll('"principalId":"dana.reyes"', '"principalId":"other-id"')
      .replaceAll('"id":"Practice staff"', '"id":"other-unit"')
      .replaceAll("/administrativeUnits/Practice staff", "/administrativeUnits/other-unit");
    Object.assign(renamed.snapshot.collections, JSON.parse(text));
    expect(keys(renamed)).toEqual(keys(goodTenant()));
  });

  it("say how an access is held; standing beats eligible beats activated", () => {
    const tenant = new TenantBuilder();
    tenant.guest("kim@tideway.example", "Kim");
    tenant.eligibleRole("kim", "Security Reader", "2027-01-01T00:00:00Z");
    const role = () => recordsOf(tenant).find(({ kind }) => kind === "directory-role");
    expect(role()).toMatchObject({ held: "eligible", until: "2027-01-01T00:00:00Z", since: "2026-11-01T00:00:00Z" });
    tenant.role("kim", "Security Reader");
    expect(role()).toMatchObject({ held: "standing", principal: { party: { kind: "provider", provider: "tideway" } } });
    tenant.collections.roleAssignmentSchedules.push({
      id: "s",
      principalId: "kim",
      roleDefinitionId: "5d6b6bb7-de71-4623-b4af-96380a352509",
      directoryScopeId: "/",
      assignmentType: "Activated",
    });
    expect(role()?.held).toBe("eligible");
  });

  it("name applications by what both sides know", () => {
    const tenant = new TenantBuilder();
    tenant.application("Own");
    tenant.application("RMM", { appId: "AAAA", appOwnerOrganizationId: tideway.tenantId });
    tenant.permission("Own", "User.Read.All");
    tenant.permission("RMM", "Directory.Read.All");
    const found = recordsOf(tenant).filter(({ kind }) => kind === "application-permission");
    expect(found.map(({ principal, target, scope }) => [principal.identity, target, scope])).toEqual([
      ["servicePrincipal:Own", "User.Read.All", "Microsoft Graph"],
      ["servicePrincipal:aaaa", "Directory.Read.All", "Microsoft Graph"],
    ]);
  });

  it("compare policies by names, whatever the order", () => {
    const policy = (group: string, users: string[]) => {
      const tenant = new TenantBuilder();
      tenant.collections.groups.push({ id: group, displayName: "Vendors" });
      tenant.policy("P", {
        conditions: { users: { includeGroups: [group], includeUsers: users }, signInRiskLevels: [] },
      });
      return recordsOf(tenant).find(({ kind }) => kind === "conditional-access-policy")?.settings;
    };
    expect(policy("1", ["b", "a"])).toEqual(policy("2", ["a", "b"]));
    expect(policy("1", ["a"])).not.toEqual(policy("1", ["b"]));
    expect(policy("1", ["a"])).toEqual({
      state: "enabled",
      "conditions.clientAppTypes": ["all"],
      "conditions.users.includeGroups": ["group:Vendors"],
      "conditions.users.includeUsers": ["a"],
      "conditions.applications.includeApplications": ["All"],
    });
  });

  it("tell since when and by whom, where the audit log does", () => {
    const tenant = new TenantBuilder();
    tenant.guest("kim@tideway.example", "Kim");
    tenant.group("g", { displayName: "Vendors", members: ["kim"] });
    tenant.collections.directoryAudits.push({
      id: "a",
      activityDisplayName: "Add member to group",
      activityDateTime: "2025-05-05T05:05:05Z",
      initiatedBy: { user: { userPrincipalName: "joel.lindqvist@harbourdental.example" } },
      targetResources: [
        { id: "kim", modifiedProperties: [{ displayName: "Group.DisplayName", newValue: '"Vendors"' }] },
      ],
    });
    expect(recordsOf(tenant).find(({ kind }) => kind === "group-member")).toMatchObject({
      since: "2025-05-05T05:05:05Z",
      grantedBy: "joel.lindqvist@harbourdental.example",
      objectKey: memberKey("g", "kim"),
    });
  });

  it("cover owners, credentials, delegated permissions, Azure and custom roles", () => {
    const tenant = new TenantBuilder();
    tenant.guest("kim@tideway.example", "Kim");
    tenant.application("App", { subjects: ["repo:harbour-dental/x:ref:refs/heads/main"], owners: ["kim"] });
    tenant.group("g", { owners: ["kim"] });
    tenant.collections.roleDefinitions.push({ id: "c", displayName: "Reader", isBuiltIn: false, rolePermissions: [] });
    tenant.role("kim", "c");
    tenant.permission("App", "User.Read.All");
    tenant.collections.oauth2PermissionGrants.push({
      id: "o",
      clientId: "App",
      consentType: "AllPrincipals",
      resourceId: "microsoft-graph",
      scope: "User.Read RoleManagement.ReadWrite.Directory",
    });
    tenant.collections.armResources.push({
      id: "/subscriptions/1/providers/Microsoft.Authorization/roleAssignments/2",
      name: "2",
      type: "Microsoft.Authorization/roleAssignments",
      properties: { principalId: "kim", roleDefinitionId: "/x/8e3af657-a8ff-443c-a75c-2fe8c4bcb635" },
    });
    expect(recordsOf(tenant).map(({ key, tier }) => `${key}${tier === undefined ? "" : ` (${tier})`}`)).toEqual(
      expect.arrayContaining([
        "group-owner | user:kim@tideway.example | g | directory",
        "application-owner | user:kim@tideway.example | App | service principal",
        "application-credential | application:App | federated credential of GitHub repo:harbour-dental/x | directory",
        "delegated-permission | servicePrincipal:App | User.Read | Microsoft Graph, for everybody (2)",
        "delegated-permission | servicePrincipal:App | RoleManagement.ReadWrite.Directory | Microsoft Graph, for everybody (0)",
        "directory-role | user:kim@tideway.example | Reader | directory (2)",
        "azure-role | user:kim@tideway.example | 8e3af657-a8ff-443c-a75c-2fe8c4bcb635 | /subscriptions/1 (0)",
      ]),
    );
  });
});
