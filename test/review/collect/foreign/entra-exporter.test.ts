/** The folder that EntraExporter writes (https://github.com/microsoft/EntraExporter, src/Get-EEDefaultSchema.ps1). */

import { afterAll, describe, expect, it } from "vitest";
import { seedHarbour } from "../../../../src/tenant/seed/harbour.ts";
import type { Snapshot } from "../../../../src/tenant/snapshot.ts";
import { entraExporterFiles } from "../../../support/entra-exporter.ts";
import { Exports, globalAdministrator, guid, lacks, tenantId } from "./support.ts";

const exports = new Exports();
afterAll(() => exports.remove());

const organisation = { "Organization/Organization.json": { id: tenantId, displayName: "Harbour" } };
const [user, group, app] = [guid("a", 1), guid("b", 1), guid("c", 1)];
const inOwnFolder = (folder: string, object: { readonly id: string }) => ({
  [`${folder}/${object.id}/${object.id}.json`]: object,
});
const converted = (files: Readonly<Record<string, string | Uint8Array | object>>): Promise<Snapshot> =>
  exports.snapshot(exports.folder({ ...organisation, ...files }));

describe("a whole export", () => {
  it("gives back the tenant it was made of, as far as it holds it", async () => {
    const seed = seedHarbour();
    const folder = exports.folder(Object.fromEntries(entraExporterFiles(seed)));
    const snapshot = await exports.snapshot(folder);
    const ids = ({ collections: c }: Snapshot) =>
      Object.fromEntries(
        [
          c.users,
          c.groups,
          c.applications,
          c.servicePrincipals,
          c.administrativeUnits,
          c.conditionalAccessPolicies,
          c.roleAssignments,
          c.appRoleAssignments,
        ].map((list, index) => [index, list.map(({ id }) => id).toSorted()]),
      );
    expect(ids(snapshot)).toEqual(ids(seed));
    const memberships = ({ collections: { groups, administrativeUnits, applications, servicePrincipals } }: Snapshot) =>
      [...groups, ...administrativeUnits]
        .flatMap(({ id, members = [] }) => members.map((each) => `${id} ${each.id}`))
        .concat(
          [...groups, ...applications, ...servicePrincipals].flatMap(({ id, owners = [] }) =>
            owners.map((each) => `${id} owned by ${each.id}`),
          ),
        );
    expect(memberships(snapshot).toSorted()).toEqual(memberships(seed).toSorted());
  });
});

describe("what is in its folders", () => {
  it("is read in whatever encoding PowerShell chose, and in any spelling of ids", async () => {
    const text = JSON.stringify({
      id: user.toUpperCase(),
      displayName: "Zoë",
      userPrincipalName: "zoe@harbour.example",
    });
    const { collections } = await converted({
      [`Users/${user}/${user}.json`]: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]),
      ...inOwnFolder("Groups", { id: group }),
      [`groups/${group}/MEMBERS/${user}/${user}.json`]: {
        id: user.toUpperCase(),
        "@odata.type": "#microsoft.graph.user",
      },
    });
    expect(collections.users).toMatchObject([{ id: user, displayName: "Zoë" }]);
    expect(collections.groups).toMatchObject([
      { id: group, members: [{ "@odata.type": "#microsoft.graph.user", id: user }] },
    ]);
  });

  it("keeps no secret and nothing of people that a collection leaves out", async () => {
    const { collections } = await converted({
      ...inOwnFolder("Users", { id: user, ...{ faxNumber: "5", mobilePhone: "6", mail: "a@harbour.example" } }),
      ...inOwnFolder("Applications", { id: app, ...{ passwordCredentials: [{ keyId: "k", hint: "Xz!" }] } }),
    });
    expect(collections.users).toEqual([{ id: user, mail: "a@harbour.example" }]);
    expect(collections.applications[0]?.passwordCredentials).toEqual([{ keyId: "k", hint: null }]);
  });

  it("reads PIM: eligibilities, what activating demands, and until when assignments last", async () => {
    const rules = [{ id: "Approval_EndUser_Assignment", setting: { isApprovalRequired: true } }];
    const { collections } = await converted({
      "PIM/DirectoryRoles/e1.json": {
        id: "e1-instance",
        roleEligibilityScheduleId: "e1",
        principalId: user,
        roleDefinitionId: globalAdministrator,
        directoryScopeId: "/",
        endDateTime: "2027-01-01T00:00:00Z",
        Policy: { RoleName: null, RoleID: globalAdministrator, PolicyID: "DirectoryRole_p", Rules: rules },
      },
      "PIM/Groups/g1.json": {
        Id: "g1",
        GroupId: group,
        PrincipalId: user,
        AccessId: "member",
        ScheduleInfo: { startDateTime: "2026-01-01T00:00:00Z", expiration: { type: "noExpiration" } },
        Policy: { id: "Group_p", rules },
      },
      "RoleManagement/Directory/RoleAssignmentScheduleInstances/s/s.json": {
        id: "s",
        principalId: user,
        roleDefinitionId: globalAdministrator,
        directoryScopeId: "/",
        assignmentType: "Assigned",
        endDateTime: "2027-02-01T00:00:00Z",
        principal: { displayName: "somebody" },
      },
    });
    expect(collections.roleEligibilitySchedules).toMatchObject([
      { id: "e1", principalId: user, scheduleInfo: { expiration: { endDateTime: "2027-01-01T00:00:00Z" } } },
    ]);
    expect(collections.groupEligibilitySchedules).toMatchObject([
      {
        id: "g1",
        groupId: group,
        principalId: user,
        accessId: "member",
        scheduleInfo: { expiration: { type: "noExpiration" } },
      },
    ]);
    expect(collections.roleManagementPolicies).toMatchObject([
      { id: "DirectoryRole_p", scopeId: "/", rules },
      { id: "Group_p", scopeId: group, rules },
    ]);
    const governed = collections.roleManagementPolicyAssignments.map((each) => [each.scopeType, each.roleDefinitionId]);
    expect(governed.toSorted()).toEqual([
      ["DirectoryRole", globalAdministrator],
      ["Group", "member"],
    ]);
    expect(collections.roleAssignmentSchedules).toMatchObject([
      { id: "s", scheduleInfo: { expiration: { type: "afterDateTime", endDateTime: "2027-02-01T00:00:00Z" } } },
    ]);
    expect(collections.roleAssignmentSchedules[0]).not.toHaveProperty("principal");
  });

  it("reads what access packages give, and Azure's roles", async () => {
    const scope = "/subscriptions/11111111-2222-4333-8444-555555555555";
    const packages = "IdentityGovernance/EntitlementManagement/AccessPackages/p";
    const { collections } = await converted({
      [`${packages}/p.json`]: { id: "p", catalogId: "c" },
      [`${packages}/AssignmentPolicies/q/q.json`]: { id: "q", accessPackageId: "p" },
      [`${packages}/ResourceScopes/p/p.json`]: { id: "p", accessPackageResourceRoleScopes: [{ id: "rs" }] },
      [`IAM/RoleAssignments/Subscriptions/x/rg/${user}&owner.json`]: {
        PrincipalId: user,
        PrincipalType: "User",
        RoleDefinitionId: "/providers/Microsoft.Authorization/RoleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
        Scope: scope,
      },
      "IAM/RoleDefinitions/CustomRole/Subscriptions/x/custom.json": {
        id: `${scope}/providers/Microsoft.Authorization/roleDefinitions/custom`,
        name: "custom",
        type: "Microsoft.Authorization/roleDefinitions",
        properties: { roleName: "Custom", type: "CustomRole" },
      },
      "IAM/RoleDefinitions/BuiltInRole/x.json": { id: "/builtin", name: "x", type: "t" },
    });
    expect(collections.accessPackages).toMatchObject([{ id: "p" }]);
    expect(collections.accessPackageAssignmentPolicies).toMatchObject([{ id: "q" }]);
    expect(collections.accessPackageResourceRoleScopes).toMatchObject([{ id: "rs", accessPackageId: "p" }]);
    expect(collections.armResources).toMatchObject([
      { type: "Microsoft.Authorization/roleAssignments", properties: { principalId: user, scope } },
      { type: "Microsoft.Authorization/roleDefinitions", name: "custom" },
    ]);
  });
});

describe("what it does not show", () => {
  it("is named: what was not exported with -Type, and what never is", async () => {
    const snapshot = await converted(inOwnFolder("Users", { id: user }));
    const reasons = new Map(snapshot.unreadable.map(({ collection, part, message }) => [part ?? collection, message]));
    expect(reasons.get("servicePrincipals")).toBe(
      "The export has nothing in ServicePrincipals: there is none, or Export-Entra was run without -All or -Type ServicePrincipals.",
    );
    expect(reasons.get("authenticationStrengthPolicies")).toBe(
      "EntraExporter does not export authentication strengths.",
    );
    expect(lacks(snapshot)).toContain("crossTenantPartners: NotInExport");
    expect(lacks(snapshot)).not.toContain("users: NotInExport");
    // Where a collection is not there, its relations are not told one by one.
    expect(lacks(snapshot).filter((each) => /^owners/.test(each))).toEqual([]);
    // What one folder repeats of another need not be there.
    const granted = await converted({
      ...inOwnFolder("ServicePrincipals", { id: app }),
      [`ServicePrincipals/${app}/AppRoleAssignments/r/r.json`]: { id: "r", principalId: app },
    });
    expect(lacks(granted)).not.toContain("appRoleAssignments: NotInExport");
    expect(lacks(granted)).toContain("oauth2PermissionGrants: NotInExport");
  });

  it("is all but the dynamic groups where groups come with the configuration", async () => {
    const dynamic = { id: group, groupTypes: ["DynamicMembership"], membershipRule: "user.department -eq 1" };
    const only = lacks(await converted(inOwnFolder("Groups", dynamic)));
    expect(only).toContain("groups: NotInExport");
    const both = lacks(
      await converted({
        ...inOwnFolder("Groups", dynamic),
        ...inOwnFolder("Groups", { id: guid("b", 2) }),
        [`Groups/${guid("b", 2)}/Members/${user}/${user}.json`]: { id: user },
      }),
    );
    expect(both).not.toContain("groups: NotInExport");
    expect(both).toContain("members of groups: NotInFormat");
  });

  it("is what a file lacks", async () => {
    const snapshot = await converted({ "PIM/DirectoryRoles/e1.json": { id: "e1" } });
    expect(lacks(snapshot)).toContain("roleEligibilitySchedules: IncompleteExport");
  });
});

describe("what is refused", () => {
  const cut = `Users/${user}/${user}.json`;
  it.each([
    [
      "a file that is cut short",
      { [cut]: '{"id": "' },
      `${cut}:1:9: the file is cut short: its JSON ends here. Export again`,
    ],
    ["an empty file", { [cut]: "" }, `${cut}:1:1: the file is cut short: its JSON ends here. Export again`],
    ["an object without an id", { [cut]: { displayName: "x" } }, `${cut}:1:1: has no id; export it again`],
    ["a list", { [cut]: "[]" }, `${cut}:1:1: not an object as EntraExporter writes it`],
    [
      "two tenants",
      { "Organization/b/b.json": { id: guid("9", 1) } },
      ` is of more than one tenant: ${tenantId} (Organization/Organization.json) and ${guid("9", 1)} (Organization/b/b.json). Convert the export of each on its own`,
    ],
  ])("%s", async (_, files, message) => {
    expect(await exports.refusal(exports.folder({ ...organisation, ...files }))).toBe(message);
  });

  it("a folder with nothing of it, and no folder", async () => {
    const folder = exports.folder({ "Policies/x.txt": "" });
    expect(await exports.refusal(folder)).toBe(
      " has nothing of EntraExporter: name the folder that was -Path of Export-Entra",
    );
    const file = exports.file("f.json", "{}");
    expect(await exports.refusal(file, { format: "entra-exporter" })).toBe(
      "f.json is a file; name the folder that Export-Entra -Path wrote",
    );
  });

  it("no tenant, unless somebody says it", async () => {
    const folder = exports.folder(inOwnFolder("Users", { id: user }));
    // Users alone are no sign of it.
    expect(await exports.refusal(folder)).toBe(" holds no export of AzureHound, EntraExporter, ScubaGear");
    const { tenantId: of } = await exports.snapshot(folder, { format: "entra-exporter", tenantId });
    expect(of).toBe(tenantId);
  });
});
