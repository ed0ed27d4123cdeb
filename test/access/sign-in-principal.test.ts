import { describe, expect, it } from "vitest";
import { signInPrincipals, workloadPrincipal } from "../../src/access/sign-in-principal.ts";
import { TenantBuilder, tideway } from "../support/tenant-builder.ts";

describe("users as conditional access sees them", () => {
  it("counts active memberships and roles only, nested groups included", () => {
    const tenant = new TenantBuilder();
    tenant.guest("kim@tideway.example", "Kim");
    tenant.group("inner", { members: ["kim"] });
    tenant.group("outer", { members: ["inner"] });
    tenant.group("later");
    tenant.eligible("later", "kim");
    tenant.role("outer", "Security Reader");
    tenant.unit("staff");
    tenant.role("kim", "Helpdesk Administrator", "staff");
    tenant.eligibleRole("kim", "Global Administrator");
    const [kim] = tenant.collections.users.map(signInPrincipals(tenant.attribution()));
    expect(kim).toEqual({
      label: "Kim (kim@tideway.example)",
      ids: ["kim"],
      groups: ["inner", "outer"],
      roles: ["5d6b6bb7-de71-4623-b4af-96380a352509"],
      activations: [
        { about: 'membership of group "later"', groups: ["later"], roles: [] },
        { about: "Global Administrator", groups: [], roles: ["62e90394-69f5-4237-9190-012177145e10"] },
      ],
      external: { type: "b2bCollaborationGuest", tenantId: tideway.tenantId },
    });
  });

  it("knows what one activation after the other adds: groups, theirs, and the roles of all", () => {
    const tenant = new TenantBuilder();
    tenant.user("kim@harbourdental.example");
    tenant.group("team", { members: ["kim"] });
    tenant.group("first");
    tenant.group("wide", { members: ["first"] });
    tenant.group("second");
    tenant.eligible("first", "team");
    tenant.eligible("second", "wide");
    tenant.eligible("second", "kim", { accessId: "owner" });
    tenant.role("wide", "Security Reader");
    tenant.eligibleRole("team", "Global Reader");
    tenant.eligibleRole("first", "Helpdesk Administrator");
    const [kim] = tenant.collections.users.map(signInPrincipals(tenant.attribution()));
    expect(kim?.activations).toEqual([
      {
        about: 'membership of group "first"',
        groups: ["first", "wide"],
        roles: ["5d6b6bb7-de71-4623-b4af-96380a352509"],
      },
      { about: 'membership of group "second"', groups: ["second"], roles: [] },
      { about: "Global Reader", groups: [], roles: ["f2ef992c-3afb-46b9-b7cf-a126ee74c451"] },
      { about: "Helpdesk Administrator", groups: [], roles: ["729827e3-9c14-49f7-bb1b-9608f156bbb8"] },
    ]);
  });

  it("leaves custom roles out: policies know only built-in ones", () => {
    const tenant = new TenantBuilder();
    tenant.user("kim@harbourdental.example");
    tenant.collections.roleDefinitions.push({ id: "own", displayName: "Own", rolePermissions: [] });
    tenant.role("kim", "own");
    const [kim] = tenant.collections.users.map(signInPrincipals(tenant.attribution()));
    expect(kim?.roles).toEqual([]);
  });

  it.each([
    ["one of the tenant's own", {}, true],
    ["one for several tenants", { signInAudience: "AzureADMultipleOrgs" }, false],
    ["somebody else's", { appOwnerOrganizationId: tideway.tenantId }, false],
    ["a managed identity", { servicePrincipalType: "ManagedIdentity" }, false],
  ])("conditional access reaches a service principal or not: %s", (_name, more, covered) => {
    const tenant = new TenantBuilder();
    tenant.application("robot", { ...more, customSecurityAttributes: { Zone: { Name: ["1"], Level: "2", Size: 3 } } });
    const [robot] = tenant.collections.servicePrincipals;
    expect(robot && workloadPrincipal(robot, tenant.attribution())).toEqual({
      label: expect.stringContaining('"robot"'),
      ids: ["robot"],
      groups: [],
      roles: [],
      workload: { covered, attributes: { Zone_Name: ["1"], Zone_Level: "2" } },
    });
  });

  it.each([
    [{ userPrincipalName: "a@b.example", userType: "Member" }, undefined],
    [{ userPrincipalName: "a@b.example", userType: "Guest" }, "internalGuest"],
    [{ userPrincipalName: "a_b#EXT#@c.example", userType: "Member" }, "b2bCollaborationMember"],
    [{ mail: "a@b.example", userType: "Guest" }, "b2bCollaborationGuest"],
  ])("%o is %s", (user, type) => {
    const tenant = new TenantBuilder();
    tenant.collections.users.push({ id: "x", ...user });
    const [found] = tenant.collections.users.map(signInPrincipals(tenant.attribution()));
    expect(found?.external?.type).toBe(type);
  });
});
