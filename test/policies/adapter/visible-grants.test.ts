import { describe, expect, test } from "vitest";
import { needsVerdict, visibleGrant } from "../../../policies/adapter/visible-grants.ts";
import { tokenOf } from "../../support/plans.ts";

const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
const globalReader = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
const roleManagement = "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8";
const userRead = "df021288-bdef-4463-88db-98f22de89214";
const owner = "/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

describe("what an update's validation can see of a grant", () => {
  test.each<[string, string, Record<string, unknown>, string | undefined]>([
    ["a role", "DirectoryRoleAssignment", { roleId: globalAdministrator }, "tier-zero"],
    ["a role in capitals", "DirectoryRoleAssignment", { roleId: globalAdministrator.toUpperCase() }, "tier-zero"],
    ["a lesser role", "DirectoryRoleAssignment", { roleId: globalReader }, "harmless"],
    [
      "a role of the tenant",
      "DirectoryRoleAssignment",
      { roleId: "11111111-1111-4111-9111-111111111111" },
      "not-in-catalogue",
    ],
    [
      "an eligibility",
      "DirectoryRoleEligibilityScheduleRequest",
      { roleDefinitionId: globalAdministrator },
      "tier-zero",
    ],
    ["an app role", "AppRoleAssignment", { appRoleId: roleManagement }, "tier-zero"],
    ["a lesser app role", "AppRoleAssignment", { appRoleId: userRead }, "harmless"],
    ["an Azure role", "azure-native:authorization:RoleAssignment", { roleDefinitionId: owner }, "tier-zero"],
    [
      "an eligibility in Azure",
      "azure-native:authorization:PimRoleEligibilitySchedule",
      { roleDefinitionId: owner },
      "tier-zero",
    ],
    ["a role that is unknown", "DirectoryRoleAssignment", { roleId: { "demarc:unknown": true, from: [] } }, undefined],
    ["no grant", "Group", { displayName: globalAdministrator }, undefined],
  ])("%s", (_name, type, inputs, standing) => {
    expect(visibleGrant(tokenOf(type), inputs)?.standing).toBe(standing);
  });

  test.each<[string, boolean]>([
    ["azuread:index/group:Group", true],
    ["azure-native:authorization:RoleAssignment", true],
    ["pulumi-nodejs:dynamic:Resource", true],
    ["command:local:Command", true],
    ["msgraph:index:Resource", true],
    ["somebodys:index:Unheard", true],
    ["pulumi:providers:azuread", false],
    ["pulumi:pulumi:Stack", false],
    ["random:index/randomPassword:RandomPassword", false],
  ])("%s needs a verdict: %s", (type, expected) => {
    expect(needsVerdict(type)).toBe(expected);
  });
});
