import { describe, expect, it } from "vitest";
import { attribute } from "../../src/access/attribution.ts";
import {
  providersByDelegation,
  securityAttributes,
  signInPrincipals,
  technicianOf,
  workloadPrincipal,
} from "../../src/access/sign-in-principal.ts";
import { entitled, harbourWith } from "../support/matrices.ts";
import { nightwatch, TenantBuilder, tideway } from "../support/tenant-builder.ts";

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

  it("are nothing more than an id where they are in nothing", () => {
    const tenant = new TenantBuilder();
    tenant.user("kim@harbourdental.example");
    tenant.guest("lou@elsewhere.example", "Lou");
    const [kim, lou] = tenant.collections.users.map(signInPrincipals(tenant.attribution()));
    expect(kim).toStrictEqual({ label: "kim@harbourdental.example", ids: ["kim"], groups: [], roles: [] });
    // A guest of nobody whom the matrix knows: no tenant is known.
    expect(lou).toStrictEqual({
      label: "Lou (lou@elsewhere.example)",
      ids: ["lou"],
      groups: [],
      roles: [],
      external: { type: "b2bCollaborationGuest" },
    });
  });

  it("may activate membership of a group that is not in sight", () => {
    const tenant = new TenantBuilder();
    tenant.user("kim@harbourdental.example");
    tenant.eligible("gone", "kim");
    const [kim] = tenant.collections.users.map(signInPrincipals(tenant.attribution()));
    expect(kim?.activations).toEqual([{ about: "membership of group gone", groups: ["gone"], roles: [] }]);
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
    ["one of the tenant's own, as it says", { signInAudience: "AzureADMyOrg" }, true],
    ["one of the tenant's own, in capitals", { appOwnerOrganizationId: "3F6C1D52-8A0E-4F6B-9D37-52B1C7E0A975" }, true],
    ["one that does not say for whom", { signInAudience: null }, true],
    ["one that does not say whose", { appOwnerOrganizationId: null }, false],
    ["one whose registration is for several tenants", { appId: "wide" }, false],
    ["one whose registration is for this tenant", { appId: "narrow" }, true],
    ["one without a client id", { appId: null }, true],
    ["one for several tenants", { signInAudience: "AzureADMultipleOrgs" }, false],
    ["somebody else's", { appOwnerOrganizationId: tideway.tenantId }, false],
    ["a managed identity", { servicePrincipalType: "ManagedIdentity" }, false],
  ])("conditional access reaches a service principal or not: %s", (_name, more, covered) => {
    const tenant = new TenantBuilder();
    tenant.collections.applications.push(
      { id: "registration-1", appId: "wide", signInAudience: "AzureADMultipleOrgs" },
      { id: "registration-2", appId: "narrow", signInAudience: "AzureADMyOrg" },
    );
    tenant.application("robot", { ...more, customSecurityAttributes: { Zone: { Name: ["1"], Level: "2", Size: 3 } } });
    const [robot] = tenant.collections.servicePrincipals;
    expect(robot && workloadPrincipal(robot, tenant.attribution())).toEqual({
      label: "servicePrincipalType" in more ? 'managed identity "robot"' : 'application "robot"',
      ids: ["robot"],
      groups: [],
      roles: [],
      workload: { covered, attributes: { Zone_Name: ["1"], Zone_Level: "2" } },
    });
  });

  it("has no attributes where they were not read", () => {
    const tenant = new TenantBuilder();
    tenant.application("robot");
    const [robot] = tenant.collections.servicePrincipals;
    expect(robot && workloadPrincipal(robot, tenant.attribution()).workload).toStrictEqual({ covered: true });
  });

  it.each([
    [undefined, undefined],
    [null, undefined],
    [{}, {}],
    [{ Zone: { Name: "a", Level: ["1", "2"] } }, { Zone_Name: "a", Zone_Level: ["1", "2"] }],
    [
      { Zone: { Name: "a" }, Team: { Name: "b" } },
      { Zone_Name: "a", Team_Name: "b" },
    ],
    // What is neither a text nor several is nothing that a filter compares.
    [{ Zone: { Size: 3, On: true, Mixed: ["1", 2], None: null } }, {}],
    [{ Zone: null, "@odata.type": "#x", Count: 3 }, {}],
  ])("custom security attributes %o are %o", (value, expected) => {
    expect(securityAttributes(value)).toEqual(expected);
  });

  it.each([
    [{ userPrincipalName: "a@b.example", userType: "Member" }, undefined],
    [{ userPrincipalName: "a@b.example", userType: "Member", creationType: "Invitation" }, "b2bCollaborationMember"],
    [{ userPrincipalName: "a@b.example", userType: "Member", creationType: "LocalAccount" }, undefined],
    [{ userPrincipalName: "a@b.example", userType: "Guest", externalUserState: "Accepted" }, "b2bCollaborationGuest"],
    [{ userPrincipalName: "a_b#ext#@c.example", userType: "Guest" }, "b2bCollaborationGuest"],
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

describe("technicians who come through GDAP", () => {
  it("are no object of the tenant", () => {
    expect(technicianOf(tideway.tenantId)).toEqual({
      label: "a GDAP technician",
      ids: [],
      groups: [],
      roles: [],
      external: { type: "serviceProvider", tenantId: tideway.tenantId },
    });
  });

  const partner = (tenantId: string | null, isServiceProvider?: boolean) => ({
    id: "p",
    ...({ tenantId } as object),
    ...(isServiceProvider !== undefined && { isServiceProvider }),
  });
  const ofTideway = [{ provider: "tideway", tenantId: tideway.tenantId }];
  it.each([
    ["nobody is a partner", [], []],
    ["a provider is one", [partner(tideway.tenantId, true)], ofTideway],
    ["a provider is one, in capitals", [partner(tideway.tenantId.toUpperCase(), true)], ofTideway],
    ["a provider is a partner, but no service provider", [partner(tideway.tenantId, false)], []],
    ["a provider is a partner of a kind that is not said", [partner(tideway.tenantId)], []],
    ["others are", [partner("other", true), partner(null, true)], []],
    [
      "both are",
      [partner(tideway.tenantId, true), partner(nightwatch.tenantId, true)],
      [...ofTideway, { provider: "nightwatch", tenantId: nightwatch.tenantId }],
    ],
  ])("come from providers that the tenant knows: %s", (_name, partners, expected) => {
    const tenant = new TenantBuilder();
    tenant.collections.crossTenantPartners.push(...partners);
    expect(providersByDelegation(tenant.attribution())).toEqual(expected);
  });

  it("come from providers of whom the matrix says so", () => {
    const { matrix, entitlements } = entitled(harbourWith(["accounts: guests", "accounts: gdap-technicians"]));
    const attribution = attribute(new TenantBuilder().snapshot, matrix, entitlements, {});
    expect(providersByDelegation(attribution)).toEqual(ofTideway);
  });
});
