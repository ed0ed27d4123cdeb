import { describe, expect, test } from "vitest";
import { indexDirectory } from "../../src/access/directory.ts";
import { permissionHoldings, type RoleHolding, roleHoldings } from "../../src/access/holdings.ts";
import { resourceApplications } from "../../src/catalogue/app-permissions.ts";
import { TenantBuilder } from "../support/tenant-builder.ts";

const reader = "5d6b6bb7-de71-4623-b4af-96380a352509";
const createdDateTime = "2026-11-02T00:00:00Z";
const startDateTime = "2026-11-03T00:00:00Z";
const endDateTime = "2027-01-01T00:00:00Z";
const ends = { startDateTime, expiration: { type: "afterDateTime" as const, endDateTime } };

describe("who holds a directory role", () => {
  const kimReads: Omit<RoleHolding, "objectKeys" | "held"> = {
    principal: "kim",
    role: { id: reader, name: "Security Reader", kind: "built-in", actions: [] },
    scope: { kind: "directory", id: "/", label: "directory" },
  };
  const at = { principalId: "KIM", roleDefinitionId: reader, directoryScopeId: "/" };
  const tenantWithKim = () => {
    const tenant = new TenantBuilder();
    tenant.user("kim@client.example");
    return tenant;
  };
  const assigned = (tenant: TenantBuilder, id: string, more: object = {}) =>
    tenant.collections.roleAssignmentSchedules.push({
      ...{ id, ...at, assignmentType: "Assigned", createdDateTime, scheduleInfo: ends, ...more },
    });
  const eligible = (tenant: TenantBuilder, id: string, more: object = {}) =>
    tenant.collections.roleEligibilitySchedules.push({ id, ...at, createdDateTime, scheduleInfo: ends, ...more });
  const held = (tenant: TenantBuilder) => roleHoldings(indexDirectory(tenant.snapshot));
  const times = { since: createdDateTime, until: endDateTime };

  test("by an assignment", () => {
    const tenant = tenantWithKim();
    tenant.collections.roleAssignments.push({ id: "a", ...at });
    expect(held(tenant)).toStrictEqual([{ ...kimReads, held: "standing", objectKeys: ["a"] }]);
  });

  test("by two of the same, which are one", () => {
    const tenant = tenantWithKim();
    tenant.collections.roleAssignments.push({ id: "a", ...at }, { id: "b", ...at, principalId: "kim" });
    expect(held(tenant)).toStrictEqual([{ ...kimReads, held: "standing", objectKeys: ["b", "a"] }]);
  });

  test("of other roles, at other scopes, and of other principals, each by itself", () => {
    const tenant = tenantWithKim();
    tenant.unit("Staff");
    tenant.role("kim", "Security Reader");
    tenant.role("kim", "Security Reader", "Staff");
    tenant.role("kim", "Global Reader");
    tenant.role("lee", "Security Reader");
    expect(held(tenant).map(({ principal, role, scope }) => [principal, role.name, scope.id])).toEqual([
      ["kim", "Security Reader", "/"],
      ["kim", "Security Reader", "Staff"],
      ["kim", "Global Reader", "/"],
      ["lee", "Security Reader", "/"],
    ]);
  });

  test("that says neither who nor what is nobody known's, of a role that nobody knows", () => {
    const tenant = new TenantBuilder();
    tenant.collections.roleAssignments.push({ id: "a" });
    expect(held(tenant)).toMatchObject([{ principal: "", role: { id: "", kind: "unknown" }, objectKeys: ["a"] }]);
  });

  test("by a schedule alone, or beside its assignment", () => {
    const tenant = tenantWithKim();
    assigned(tenant, "s");
    expect(held(tenant)).toStrictEqual([{ ...kimReads, held: "standing", objectKeys: ["s"], ...times }]);
    tenant.collections.roleAssignments.push({ id: "a", ...at });
    expect(held(tenant)).toStrictEqual([{ ...kimReads, held: "standing", objectKeys: ["a", "s"], ...times }]);
  });

  test("by an activation, while there is the eligibility for it", () => {
    const tenant = tenantWithKim();
    tenant.collections.roleAssignments.push({ id: "a", ...at });
    assigned(tenant, "s", { assignmentType: "Activated" });
    expect(held(tenant)).toMatchObject([{ held: "standing" }]);
    eligible(tenant, "e");
    expect(held(tenant)).toStrictEqual([
      { ...kimReads, held: "activated", objectKeys: ["a", "s"], ...times },
      { ...kimReads, held: "eligible", objectKeys: ["e"], ...times },
    ]);
  });

  test("by an assignment beside an eligibility and its activation, which stays when those end", () => {
    const tenant = tenantWithKim();
    eligible(tenant, "e");
    tenant.collections.roleAssignments.push({ id: "a", ...at });
    expect(held(tenant)[0]).toStrictEqual({ ...kimReads, held: "standing", objectKeys: ["a"] });
    assigned(tenant, "s1", { assignmentType: "Activated" });
    assigned(tenant, "s2", { createdDateTime: startDateTime, scheduleInfo: undefined });
    expect(held(tenant)[0]).toStrictEqual({
      ...kimReads,
      ...{ held: "standing", objectKeys: ["a", "s1", "s2"], since: startDateTime },
    });
  });

  test("by an eligibility, with or without an end", () => {
    const tenant = tenantWithKim();
    eligible(tenant, "e1", { createdDateTime: undefined });
    eligible(tenant, "e2", { scheduleInfo: { startDateTime, expiration: { type: "noExpiration" } } });
    eligible(tenant, "e3", { createdDateTime: undefined, scheduleInfo: undefined });
    expect(held(tenant)).toStrictEqual([
      { ...kimReads, held: "eligible", objectKeys: ["e1"], since: startDateTime, until: endDateTime },
      { ...kimReads, held: "eligible", objectKeys: ["e2"], since: createdDateTime },
      { ...kimReads, held: "eligible", objectKeys: ["e3"] },
    ]);
  });

  test("as the role's own list of members says, where no assignment does", () => {
    const tenant = tenantWithKim();
    tenant.collections.directoryRoles.push(
      { id: "activated", roleTemplateId: reader, members: [{ id: "kim" }, { id: "lee" }] },
      { id: reader, members: [{ id: "max" }] },
      { id: "empty", roleTemplateId: reader },
    );
    tenant.collections.roleAssignments.push({ id: "a", ...at });
    expect(held(tenant)).toStrictEqual([
      { ...kimReads, held: "standing", objectKeys: ["a"] },
      { ...kimReads, principal: "lee", held: "standing", objectKeys: ["members:activated:lee"] },
      { ...kimReads, principal: "max", held: "standing", objectKeys: [`members:${reader}:max`] },
    ]);
  });
});

describe("who holds an application permission", () => {
  const graph = resourceApplications.microsoftGraph;
  const assignsRoles = "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8";
  const nobodyKnows = "11111111-2222-4333-8444-555555555555";
  const worst = {
    ...{ tier: 0, equivalent: "global-administrator", known: false },
    reason: "the catalogue does not know this permission, so it counts as the worst",
  };
  const tenantWith = (...assignments: object[]) => {
    const tenant = new TenantBuilder();
    tenant.user("kim@client.example", { displayName: "Kim" });
    tenant.group("Team");
    tenant.application("Sync");
    tenant.application("Graph", { appId: graph.appId.toUpperCase(), displayName: "Our Graph" });
    tenant.application("Nameless Graph", { appId: graph.appId, displayName: null });
    tenant.application("Own", { appId: "Own-Api", appRoles: [{ id: "Role-1", value: "Orders.Read" }, { value: "x" }] });
    tenant.application("No client id", { appId: null });
    for (const [index, assignment] of assignments.entries()) {
      const usual = {
        id: `p${index}`,
        principalId: "SYNC",
        resourceId: "graph",
        appRoleId: assignsRoles.toUpperCase(),
      };
      tenant.collections.appRoleAssignments.push({ ...usual, ...assignment });
    }
    return permissionHoldings(indexDirectory(tenant.snapshot));
  };

  test("in full", () => {
    expect(tenantWith({ createdDateTime }, {})).toStrictEqual([
      {
        ...{ principal: "Sync", appRoleId: assignsRoles, resourceAppId: graph.appId, resourceName: "Our Graph" },
        ...{ name: "RoleManagement.ReadWrite.Directory", objectKey: "p0", since: createdDateTime },
        judgement: { tier: 0, equivalent: "global-administrator", known: true, reason: expect.stringMatching(/./) },
      },
      expect.not.objectContaining({ since: expect.anything() }),
    ]);
  });

  test.each<[string, object, object | undefined]>([
    ["a user, who gets to use the application", { principalId: "kim" }, undefined],
    ["a group", { principalId: "team" }, undefined],
    ["a user who is not there", { principalId: "gone", principalType: "User" }, undefined],
    ["a group that is not there", { principalId: "gone", principalType: "Group" }, undefined],
    [
      "an application that is not there",
      { principalId: "gone", principalType: "ServicePrincipal" },
      { principal: "gone" },
    ],
    ["nobody that is said", { principalId: null }, { principal: "" }],
    ["access without a permission", { appRoleId: "00000000-0000-0000-0000-000000000000" }, undefined],
    ["a permission whose id ends in zeros", { appRoleId: "1-000" }, { name: "1-000", judgement: worst }],
    ["a permission whose id begins with zeros", { appRoleId: "000-1" }, { name: "000-1", judgement: worst }],
    [
      "a permission that is not said",
      { appRoleId: null },
      { appRoleId: "", name: "that is not known", judgement: worst },
    ],
    ["a permission that nobody knows", { appRoleId: nobodyKnows }, { name: nobodyKnows, judgement: worst }],
    [
      "one of a resource of which only the permission is known",
      { resourceId: "gone", resourceDisplayName: "Somebody's Graph" },
      {
        ...{ name: "RoleManagement.ReadWrite.Directory", resourceAppId: graph.appId },
        ...{ resourceName: "Somebody's Graph", judgement: { tier: 0, known: true } },
      },
    ],
    [
      "one of a resource that is not said",
      { resourceId: null },
      { name: "RoleManagement.ReadWrite.Directory", resourceName: graph.appId },
    ],
    ["one of a resource without a name", { resourceId: "nameless graph" }, { resourceName: graph.appId }],
    [
      "one of what is no application",
      { resourceId: "kim", appRoleId: nobodyKnows },
      { resourceAppId: "", resourceName: "an unknown resource", name: nobodyKnows, judgement: worst },
    ],
    [
      "one of a resource without a client id",
      { resourceId: "No client id", appRoleId: nobodyKnows },
      { resourceAppId: "", resourceName: "No client id", judgement: worst },
    ],
    [
      "one of the client's own application",
      { resourceId: "Own", appRoleId: "ROLE-1" },
      {
        ...{ name: "Orders.Read", resourceAppId: "own-api", resourceName: "Own", appRoleId: "role-1" },
        judgement: { tier: 2, equivalent: "none", known: false, reason: "" },
      },
    ],
    [
      "Graph's id at another application is not Graph's",
      { resourceId: "Own" },
      { name: assignsRoles, judgement: { tier: 2 } },
    ],
  ])("%s", (_name, assignment, expected) => {
    expect(tenantWith(assignment)).toMatchObject(expected === undefined ? [] : [expected]);
  });
});
