import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  appPermission,
  appPermissionByName,
  appPermissionSources,
  appPermissions,
  appPermissionTier,
  delegatedScope,
  delegatedScopes,
  resourceApplications,
} from "../../src/catalogue/app-permissions.ts";
import { azureRoleSources, azureRoles, azureRoleTier } from "../../src/catalogue/azure-roles.ts";
import {
  entraRoleSources,
  entraRoles,
  findRole,
  globalAdministratorId,
  roleByName,
  roleTier,
} from "../../src/catalogue/entra-roles.ts";
import { readTable } from "../../src/catalogue/table.ts";

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const graph = resourceApplications.microsoftGraph.appId;
const sentence = /^[A-Z].+\.$/;
const page = /^https:\/\/[a-z.]+\/\S+$/;

const rows = (fileName: string) =>
  readFileSync(new URL(`../../src/catalogue/${fileName}`, import.meta.url), "utf8")
    .trim()
    .split("\n")
    .slice(1);

describe("Entra roles", () => {
  const all = [...entraRoles.values()];

  test("there are 145, no id or name twice", () => {
    expect(rows("entra-roles.tsv")).toHaveLength(145);
    expect(entraRoles.size).toBe(145);
    expect(new Set(all.map((role) => role.name.toLowerCase())).size).toBe(145);
  });

  test.each(all)("$name is well formed", (role) => {
    expect(role.templateId).toMatch(guid);
    expect([0, 1, 2]).toContain(role.tier);
    expect(["global-administrator", "path", "none"]).toContain(role.equivalent);
    expect(role.tier === 0, "tier 0 and nothing else reaches the top").toBe(role.equivalent !== "none");
    expect(role.reason).toMatch(sentence);
    expect(role.source).toMatch(page);
    expect(["ControlPlane", "ManagementPlane", "UserAccess", "Unclassified"]).toContain(role.azurePrivilegedIam);
    expect(role.scopable).toBe(role.unitTier !== undefined);
    if (role.unitTier !== undefined) expect(role.unitTier).toBeGreaterThanOrEqual(1);
    if (role.azureTieringPath === "Direct") expect(role.equivalent).toBe("global-administrator");
    if (role.azureTiering === 0) expect(role.tier, "never milder than a public model's tier 0").toBe(0);
  });

  test("what is as good as Global Administrator", () => {
    expect(
      all
        .filter((role) => role.equivalent === "global-administrator")
        .map((role) => role.name)
        .sort(),
    ).toEqual([
      "Conditional Access Administrator",
      "Customer Delegated Admin Relationship Administrator",
      "Domain Name Administrator",
      "External Identity Provider Administrator",
      "Global Administrator",
      "Hybrid Identity Administrator",
      "Partner Tier2 Support",
      "Privileged Authentication Administrator",
      "Privileged Role Administrator",
      "Security Administrator",
      "Tenant Governance Administrator",
    ]);
  });

  test("Microsoft's list of roles for administrative units", () => {
    expect(
      all
        .filter((role) => role.scopable)
        .map((role) => role.name)
        .sort(),
    ).toEqual([
      "Attribute Assignment Administrator",
      "Attribute Assignment Reader",
      "Authentication Administrator",
      "Cloud Device Administrator",
      "Groups Administrator",
      "Helpdesk Administrator",
      "License Administrator",
      "Password Administrator",
      "Printer Administrator",
      "Privileged Authentication Administrator",
      "SharePoint Administrator",
      "Teams Administrator",
      "Teams Devices Administrator",
      "User Administrator",
    ]);
  });

  test("lookups ignore case, find ids and names, and nothing else", () => {
    expect(roleByName(" global administrator ")?.templateId).toBe(globalAdministratorId);
    expect(findRole(globalAdministratorId.toUpperCase())?.name).toBe("Global Administrator");
    expect(findRole("Helpdesk Administrator")?.scopable).toBe(true);
    expect(findRole("Global Admin")).toBeUndefined();
  });

  test("a role over an administrative unit is milder only if Microsoft allows it there", () => {
    const helpdesk = "729827e3-9c14-49f7-bb1b-9608f156bbb8";
    expect(roleTier(helpdesk)).toEqual({ tier: 0, equivalent: "path", known: true });
    expect(roleTier(helpdesk, "administrative-unit")).toEqual({ tier: 1, equivalent: "none", known: true });
    expect(roleTier(globalAdministratorId, "administrative-unit")).toEqual({
      tier: 0,
      equivalent: "global-administrator",
      known: true,
    });
  });

  test("an unknown role is the worst role", () => {
    const worst = { tier: 0, equivalent: "global-administrator", known: false };
    expect(roleTier("00000000-0000-4000-8000-000000000000")).toEqual(worst);
    expect(roleTier("")).toEqual(worst);
    expect(roleTier("00000000-0000-4000-8000-000000000000", "administrative-unit")).toEqual(worst);
  });
});

test("whatever the id, a judgement comes back, and only a known one is mild", () => {
  fc.assert(
    fc.property(fc.oneof(fc.uuid(), fc.string()), fc.constantFrom("directory", "administrative-unit"), (id, scope) => {
      const judgement = roleTier(id, scope);
      expect(judgement.known || judgement.equivalent === "global-administrator").toBe(true);
      expect(azureRoleTier(id).known || azureRoleTier(id).grantsAccess).toBe(true);
      expect(appPermissionTier(graph, id).known || appPermissionTier(graph, id).tier === 0).toBe(true);
    }),
  );
});

describe("permissions of applications", () => {
  const all = [...appPermissions(), ...delegatedScopes()];

  test("the tables are whole", () => {
    expect(rows("graph-app-permissions.tsv")).toHaveLength(711);
    expect(rows("graph-delegated-scopes.tsv")).toHaveLength(41);
    expect(rows("other-app-permissions.tsv")).toHaveLength(38);
    for (const permissions of [appPermissions(), delegatedScopes()]) {
      const ids = permissions.map(({ resourceAppId, id }) => `${resourceAppId} ${id}`);
      const values = permissions.map(({ resourceAppId, value }) => `${resourceAppId} ${value}`.toLowerCase());
      expect(new Set(ids).size).toBe(ids.length);
      expect(new Set(values).size).toBe(values.length);
    }
  });

  test("every row is well formed", () => {
    const resources: string[] = Object.values(resourceApplications).map(({ appId }) => appId);
    for (const permission of all) {
      expect(permission.id, permission.value).toMatch(guid);
      expect(resources, permission.value).toContain(permission.resourceAppId);
      expect([0, 1, 2], permission.value).toContain(permission.tier);
      expect(permission.tier === 0, permission.value).toBe(permission.equivalent !== "none");
      if (permission.tier === 0) expect(permission.reason, permission.value).toMatch(sentence);
      if (permission.azureTiering === 0) expect(permission.tier, permission.value).toBe(0);
      if (permission.azureTiering !== undefined && permission.azureTiering !== permission.tier) {
        expect(permission.reason, permission.value).toMatch(sentence);
      }
      if (permission.azurePrivilegedIam === "ControlPlane" && permission.tier !== 0) {
        expect(permission.reason, permission.value).toMatch(sentence);
      }
    }
  });

  test("a permission that only reads is not tier 0, but for local administrator passwords", () => {
    const reading = appPermissions().filter(({ value, tier }) => tier === 0 && /\.Read\.|\.Read$/.test(value));
    expect(reading.map(({ value }) => value)).toEqual(["DeviceLocalCredential.Read.All"]);
  });

  test("the permissions that a provider's console grants itself in every tenant are all tier 0", () => {
    const granted = [
      "Application.ReadWrite.All",
      "DeviceManagementConfiguration.ReadWrite.All",
      "DeviceManagementRBAC.ReadWrite.All",
      "DeviceManagementScripts.ReadWrite.All",
      "Directory.ReadWrite.All",
      "Domain.ReadWrite.All",
      "Group-OnPremisesSyncBehavior.ReadWrite.All",
      "Group.ReadWrite.All",
      "GroupMember.ReadWrite.All",
      "Organization.ReadWrite.All",
      "Policy.ReadWrite.AuthenticationMethod",
      "Policy.ReadWrite.ConditionalAccess",
      "PrivilegedAccess.ReadWrite.AzureADGroup",
      "RoleAssignmentSchedule.ReadWrite.Directory",
      "RoleEligibilitySchedule.ReadWrite.Directory",
      "RoleManagement.ReadWrite.Directory",
      "RoleManagementPolicy.ReadWrite.Directory",
      "User.ReadWrite.All",
      "UserAuthenticationMethod.ReadWrite.All",
    ];
    expect(granted).toHaveLength(19);
    for (const value of granted) expect(appPermissionByName(graph, value)?.tier, value).toBe(0);
  });

  test("lookups by id and by name meet", () => {
    const byName = appPermissionByName(graph, "rolemanagement.readwrite.directory");
    expect(byName?.id).toBe("9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8");
    expect(appPermission(graph.toUpperCase(), "9E3F62CF-CA93-4989-B6CE-BF83C28F9FE8")).toBe(byName);
    expect(delegatedScope(graph, "Directory.ReadWrite.All")?.id).toBe("c5366453-9fb0-48a5-a156-24f0c49a4b84");
    expect(delegatedScope(graph, "c5366453-9fb0-48a5-a156-24f0c49a4b84")?.tier).toBe(0);
    expect(delegatedScope(graph, "User.Read")).toBeUndefined();
    expect(delegatedScope(graph, "User.Read.All")).toBeUndefined();
    expect(delegatedScope(graph, "Directory.AccessAsUser.All")?.equivalent).toBe("global-administrator");
    // Only the app role of that name is listed.
    expect(delegatedScope(graph, "Policy.ReadWrite.Authorization")).toMatchObject({ kind: "delegated", tier: 0 });
    expect(
      appPermissionByName(resourceApplications.azureActiveDirectoryGraph.appId, "RoleManagement.ReadWrite.Directory"),
    ).toBeUndefined();
  });

  test("unknown: worst in Graph, suspicious at Microsoft, ordinary elsewhere", () => {
    const unknown = "00000000-0000-4000-8000-000000000000";
    expect(appPermissionTier(graph, unknown)).toEqual({ tier: 0, equivalent: "global-administrator", known: false });
    expect(appPermissionTier(resourceApplications.exchangeOnline.appId, unknown).tier).toBe(1);
    expect(appPermissionTier(unknown, unknown)).toEqual({ tier: 2, equivalent: "none", known: false });
  });
});

describe("Azure roles", () => {
  test("every row is well formed", () => {
    expect(rows("azure-roles.tsv")).toHaveLength(140);
    expect(azureRoles.size).toBe(140);
    for (const role of azureRoles.values()) {
      expect(role.roleDefinitionId, role.name).toMatch(guid);
      if (role.azureTiering !== undefined) expect(role.tier, role.name).toBeLessThanOrEqual(role.azureTiering);
      if (role.grantsAccess) expect(role.tier, role.name).toBe(0);
      if (role.tier === 0 || role.azureTiering === undefined) expect(role.reason, role.name).toMatch(sentence);
    }
  });

  test.each([
    ["8e3af657-a8ff-443c-a75c-2fe8c4bcb635", true],
    ["18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", true],
    ["f58310d9-a9f6-439a-9e8d-f62e7b41a168", true],
    ["b24988ac-6180-42a0-ab88-20f7382dd24c", false],
    ["acdd72a7-3385-48ef-bd42-f606fba81ae7", false],
  ])("%s grants access: %s", (id, grantsAccess) => {
    expect(azureRoleTier(id).grantsAccess).toBe(grantsAccess);
    const resourceId = `/subscriptions/0/providers/Microsoft.Authorization/roleDefinitions/${id.toUpperCase()}`;
    expect(azureRoleTier(resourceId)).toEqual(azureRoleTier(id));
  });

  test("an unknown role is the worst role", () => {
    expect(azureRoleTier("00000000-0000-4000-8000-000000000000")).toEqual({
      tier: 0,
      grantsAccess: true,
      known: false,
    });
  });
});

describe("sources", () => {
  test.each(Object.entries({ ...entraRoleSources, ...appPermissionSources, ...azureRoleSources }))(
    "%s is a page",
    (_, source) => {
      expect(source).toMatch(page);
    },
  );
});

test("a table with other columns is refused", () => {
  expect(() => readTable("azure-roles.tsv", ["id"])).toThrow("azure-roles.tsv: its columns must be id");
});
