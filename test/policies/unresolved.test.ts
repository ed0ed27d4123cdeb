/** Ends of grants that nobody knows before the deployment: which those are, and whether tier 0 may be given. */

import { describe, expect, test } from "vitest";
import { unresolvedGrants } from "../../policies/unresolved.ts";
import { appPermissionByName, resourceApplications } from "../../src/catalogue/app-permissions.ts";
import { findRole } from "../../src/catalogue/entra-roles.ts";
import { roleId as azureRole } from "../support/azure-builder.ts";
import { tokenOf } from "../support/plans.ts";
import { goodTenant, helpdeskTeam } from "../support/tenant-builder.ts";

const unknown = { "demarc:unknown": true, from: [] };
const appRole = (name: string) => appPermissionByName(resourceApplications.microsoftGraph.appId, name)?.id ?? name;
const role = (name: string) => findRole(name)?.templateId ?? name;

/** What is said of a resource with these inputs, of which these properties (by default those that are unknown) stay open. */
function grantsOf(
  type: string,
  inputs: Readonly<Record<string, unknown>>,
  open = Object.keys(inputs).filter((name) => inputs[name] === unknown),
) {
  const tenant = goodTenant();
  tenant.group("Admins", { members: ["joel.lindqvist"] });
  tenant.role("Admins", "Global Administrator");
  const urn = tenant.declare(String(inputs["id"] ?? "x"), "grant", { type: tokenOf(type), inputs });
  tenant.unresolved = open.map((property) => ({ urn, property, from: [] }));
  return unresolvedGrants(tenant.programContext()).map(({ urn: of, ...grant }) => {
    expect(of).toBe(urn);
    return grant;
  });
}

const roleTypes = [
  ["DirectoryRoleAssignment", "principalObjectId", "roleId"],
  ["DirectoryRoleMember", "memberObjectId", "roleObjectId"],
  ["DirectoryRoleEligibilityScheduleRequest", "principalId", "roleDefinitionId"],
] as const;
const groupTypes = [
  ["GroupMember", "memberObjectId", "groupObjectId"],
  ["PrivilegedAccessGroupEligibilitySchedule", "principalId", "groupId"],
  ["PrivilegedAccessGroupAssignmentSchedule", "principalId", "groupId"],
] as const;
const azureTypes = [
  ["azure-native:authorization:RoleAssignment", "principalId", "roleDefinitionId"],
  ["azure-native:authorization/v20220401:RoleAssignment", "principalId", "roleDefinitionId"],
  ["azure-native:authorization:PimRoleEligibilitySchedule", "principalId", "roleDefinitionId"],
] as const;
const appRoles = ["AppRoleAssignment", "principalObjectId", "appRoleId"] as const;

const given: (readonly [string, string, string, string, "yes" | "no", string])[] = [
  ...roleTypes.flatMap(([type, who, what]) => [
    [type, who, what, role("Global Administrator"), "yes", "Global Administrator"] as const,
    [type, who, what, role("Directory Readers"), "no", "Directory Readers"] as const,
  ]),
  ...groupTypes.flatMap(([type, who, what]) => [
    [type, who, what, "Admins", "yes", 'membership in group "Admins"'] as const,
    [type, who, what, helpdeskTeam, "no", `membership in group "${helpdeskTeam}"`] as const,
    [type, who, what, "ADMINS", "yes", 'membership in group "Admins"'] as const,
    [type, who, what, "not-there", "no", 'membership in group "not-there"'] as const,
  ]),
  ...azureTypes.flatMap(([type, who, what]) => [
    [type, who, what, azureRole("Owner"), "yes", "Owner in Azure"] as const,
    [type, who, what, azureRole("Contributor"), "no", "Contributor in Azure"] as const,
  ]),
  [...appRoles, appRole("RoleManagement.ReadWrite.Directory"), "yes", "RoleManagement.ReadWrite.Directory"],
  [
    ...appRoles,
    appRole("RoleManagement.ReadWrite.Directory").toUpperCase(),
    "yes",
    "RoleManagement.ReadWrite.Directory",
  ],
  [...appRoles, appRole("User.Read.All"), "no", "User.Read.All"],
  [...appRoles, "5f9c1a6e-0000-4000-8000-00000000aaaa", "no", "app role 5f9c1a6e-0000-4000-8000-00000000aaaa"],
];

describe("somebody unknown", () => {
  test.each(given)("of a %s (%s), by its %s %s: tier 0 is %s", (type, who, what, value, tierZero, words) => {
    expect(grantsOf(type, { [who]: unknown, [what]: value })).toEqual([{ property: who, tierZero, what: words }]);
  });

  test("of a role that nobody says", () => {
    expect(grantsOf("DirectoryRoleAssignment", { principalObjectId: unknown })).toEqual([
      { property: "principalObjectId", tierZero: "yes", what: "unknown role" },
    ]);
  });

  test.each([
    ["Admins", "yes"],
    ["approvers", "no"],
  ])("in the list of the group %s: tier 0 is %s", (id, tierZero) => {
    const name = id === "approvers" ? "Harbour Dental Group – access approvers" : id;
    const what = `membership in group "${name}"`;
    expect(grantsOf("Group", { id, members: [unknown], owners: unknown }, ["members.0", "owners"])).toEqual([
      { property: "members.0", tierZero, what },
      { property: "owners", tierZero, what },
    ]);
  });
});

describe("something unknown", () => {
  const maybe = { tierZero: "maybe", what: "access" };

  test.each([...roleTypes, ...groupTypes, ...azureTypes, appRoles])("for the %s of a known %s", (type, who, what) => {
    expect(grantsOf(type, { [who]: "dana.reyes", [what]: unknown })).toEqual([{ property: what, ...maybe }]);
  });

  test("may be of an application of which nothing is known", () => {
    const inputs = { principalObjectId: "Portal", appRoleId: appRole("User.Read.All"), resourceObjectId: unknown };
    expect(grantsOf("AppRoleAssignment", inputs)).toEqual([{ property: "resourceObjectId", ...maybe }]);
  });

  test("for somebody unknown may be tier 0", () => {
    const both = { principalObjectId: unknown, roleId: unknown };
    expect(grantsOf("DirectoryRoleAssignment", both)).toEqual([
      { property: "principalObjectId", ...maybe },
      { property: "roleId", ...maybe },
    ]);
  });

  test("is as unknown where it comes from one resource, or is a secret", () => {
    const from = { "demarc:unknown": true, from: ["urn:pulumi:dev::test::x:y:Z::role"] };
    const secret = { "demarc:secret": true };
    const who = { property: "principalObjectId", ...maybe };
    const open = ["principalObjectId"];
    const type = "DirectoryRoleAssignment";
    expect(grantsOf(type, { principalObjectId: unknown, roleId: from }, open)).toEqual([who]);
    expect(grantsOf(type, { principalObjectId: unknown, roleId: secret }, [...open, "roleId"])).toEqual([
      who,
      { property: "roleId", ...maybe },
    ]);
    expect(grantsOf(type, { principalObjectId: "dana.reyes", roleId: [unknown] }, ["roleId.0"])).toEqual([
      { property: "roleId.0", ...maybe },
    ]);
  });
});

describe("nothing is said", () => {
  test.each<[string, string, Readonly<Record<string, unknown>>]>([
    ["of what gives nobody anything", "NamedLocation", { displayName: unknown }],
    ["of an input that is neither end", "DirectoryRoleAssignment", { directoryScopeId: unknown, roleId: "x" }],
    ["of what is known", "DirectoryRoleAssignment", { principalObjectId: "dana.reyes", roleId: "x" }],
  ])("%s", (_, type, inputs) => {
    expect(grantsOf(type, inputs)).toEqual([]);
  });

  test("where no plan is", () => {
    expect(unresolvedGrants(goodTenant().context())).toEqual([]);
  });
});
