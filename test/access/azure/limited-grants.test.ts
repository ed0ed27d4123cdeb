/** Roles that give roles to others, with a limit: by a condition of the assignment, or through Azure Lighthouse. */

import { describe, expect, test } from "vitest";
import {
  type AzureAssignment,
  azureTier,
  conveys,
  givesAccess,
  readAzureAssignments,
} from "../../../src/access/azure/assignments.ts";
import { actAs } from "../../../src/catalogue/azure-capabilities.ts";
import { azureRoleIdByName } from "../../../src/catalogue/azure-role-actions.ts";
import { AzureBuilder, roleId } from "../../support/azure-builder.ts";
import { TenantBuilder } from "../../support/tenant-builder.ts";

function first(make: (azure: AzureBuilder) => void): AzureAssignment {
  const tenant = new TenantBuilder();
  make(new AzureBuilder(tenant));
  const [found] = readAzureAssignments(tenant.attribution().directory).all;
  if (found === undefined) throw new Error("no assignment");
  return found;
}

const assigned = "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]";
const anyAction = "!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})";
const only = (...ids: readonly string[]) => `${anyAction} OR ${assigned} GuidEquals {${ids.join(", ")}}`;
const guid = (name: string) => azureRoleIdByName(name) ?? "";
const unknownRole = "3f0c2d4e-0000-4000-8000-00000000abcd";

const administrator = "Role Based Access Control Administrator";
const names = ({ givesOnly }: AzureAssignment) => givesOnly?.roles.map(({ name }) => name);

describe("by a condition", () => {
  const held = (condition: string | undefined, role = administrator) =>
    first((azure) => azure.role("p", role, "sub", { condition }));

  test.each<[string, string | undefined, string[] | undefined, boolean, 0 | 1 | 2]>([
    ["no condition", undefined, undefined, true, 0],
    ["one that cannot be read", "only nice roles", undefined, true, 0],
    ["one that leaves everything open", `${anyAction} OR Exists ${assigned}`, undefined, true, 0],
    [
      "one that names a role that may not be given",
      `${anyAction} OR !(${assigned} GuidEquals {${guid("Owner")}})`,
      undefined,
      true,
      0,
    ],
    ["roles of no harm", only(guid("AcrPull"), guid("Reader")), ["Reader", "AcrPull"], false, 1],
    [
      "one role of tier 0 among others",
      only(guid("AcrPull"), guid("Contributor")),
      ["Contributor", "AcrPull"],
      true,
      0,
    ],
    ["a role that nobody knows", only(unknownRole.toUpperCase()), [`role ${unknownRole}`], true, 0],
    ["no role at all", anyAction, [], false, 1],
  ])("%s", (_name, condition, given, gives, tier) => {
    const assignment = held(condition);
    expect([names(assignment)?.toSorted(), givesAccess(assignment), azureTier(assignment)]).toEqual([
      given?.toSorted(),
      gives,
      tier,
    ]);
  });

  test("means nothing for a role that gives none", () => {
    expect(held(only(guid("AcrPull")), "Contributor")).not.toHaveProperty("givesOnly");
  });

  test("leaves what else a role does", () => {
    const limited = held(only(guid("AcrPull")), "Owner");
    expect([givesAccess(limited), azureTier(limited)]).toEqual([false, 0]);
  });

  test("a tenant's own role that may be given is rewritten by whoever may rewrite roles", () => {
    const mine = (azure: AzureBuilder) => azure.customRole("Mine", { actions: ["*/read"] });
    const by = (role: string) =>
      first((azure) => azure.role("p", role, "sub", { condition: only(mine(azure).split("/").at(-1) ?? "") }));
    expect([by("Owner").givesOnly, names(by(administrator))]).toEqual([undefined, ["Mine"]]);
  });

  test("a built-in role that may be given is rewritten by nobody", () => {
    expect(names(held(only(guid("AcrPull")), "Owner"))).toEqual(["AcrPull"]);
  });

  test("one of several that may be rewritten is enough", () => {
    const assignment = first((azure) => {
      const mine =
        azure
          .customRole("Mine", { actions: ["*/read"] })
          .split("/")
          .at(-1) ?? "";
      azure.role("p", "Owner", "sub", { condition: only(mine, guid("AcrPull")) });
    });
    expect(assignment.givesOnly).toBeUndefined();
  });

  test("two assignments that only differ by their conditions are two", () => {
    const tenant = new TenantBuilder();
    const azure = new AzureBuilder(tenant);
    for (const condition of [undefined, only(guid("AcrPull")), only(guid("Reader")), only(guid("Reader"))]) {
      azure.role("p", administrator, "sub", { condition });
    }
    const { all } = readAzureAssignments(tenant.attribution().directory);
    expect(all.map((assignment) => [names(assignment), assignment.objectKeys.length])).toEqual([
      [undefined, 1],
      [["AcrPull"], 1],
      [["Reader"], 2],
    ]);
  });
});

describe("through Lighthouse", () => {
  const offered = (role: string, ...delegated: readonly string[]) =>
    first((azure) =>
      azure.lighthouse("t", [
        {
          principalId: "p",
          roleDefinitionId: roleId(role),
          ...(delegated.length > 0 && { delegatedRoleDefinitionIds: delegated.map(guid) }),
        },
      ]),
    );

  test.each<[string, string[], string[] | undefined, boolean, 0 | 1 | 2]>([
    ["User Access Administrator", ["Contributor"], ["Contributor"], true, 0],
    ["User Access Administrator", ["Monitoring Contributor", "Reader"], ["Monitoring Contributor", "Reader"], true, 0],
    ["User Access Administrator", ["Monitoring Contributor"], ["Monitoring Contributor"], false, 2],
    ["User Access Administrator", [], [], false, 2],
    ["Contributor", ["Reader"], undefined, false, 0],
  ])("%s that may give %j", (role, delegated, given, gives, tier) => {
    const assignment = offered(role, ...delegated);
    expect([names(assignment), givesAccess(assignment), azureTier(assignment)]).toEqual([given, gives, tier]);
  });

  test("what may be given tells two entries of one offer apart", () => {
    const tenant = new TenantBuilder();
    const entry = { principalId: "p", roleDefinitionId: roleId("User Access Administrator") };
    new AzureBuilder(tenant).lighthouse("t", [
      { ...entry, delegatedRoleDefinitionIds: [guid("Reader")] },
      { ...entry, delegatedRoleDefinitionIds: [guid("AcrPull"), guid("Reader")] },
    ]);
    const { all } = readAzureAssignments(tenant.attribution().directory);
    expect(all.map(names)).toEqual([["Reader"], ["AcrPull", "Reader"]]);
  });
});

describe("how a capability comes with a role", () => {
  const machines = actAs("Microsoft.Compute/virtualMachines");
  const policies = actAs("Microsoft.Authorization/policyAssignments");
  const byCondition = (role: string, ...given: readonly string[]) =>
    first((azure) => azure.role("p", role, "sub", { condition: only(...given.map(guid)) }));
  const lighthouse = (...given: readonly string[]) =>
    first((azure) =>
      azure.lighthouse("t", [
        {
          principalId: "p",
          roleDefinitionId: roleId("User Access Administrator"),
          delegatedRoleDefinitionIds: given.map(guid),
        },
      ]),
    );

  test.each<[string, AzureAssignment, Parameters<typeof conveys>[1], ReturnType<typeof conveys>]>([
    ["the role has it", first((azure) => azure.role("p", "Contributor")), machines, "directly"],
    ["nothing gives it", first((azure) => azure.role("p", "Reader")), machines, undefined],
    ["its holder may give any role", first((azure) => azure.role("p", administrator)), machines, "by-giving"],
    ["a role that may be given has it", byCondition(administrator, "Reader", "Contributor"), machines, "by-giving"],
    ["no role that may be given has it", byCondition(administrator, "AcrPull"), machines, undefined],
    ["the role has it beside a limit", byCondition("Owner", "AcrPull"), machines, "directly"],
    ["a limit that leaves nothing else", lighthouse("AcrPull"), policies, undefined],
    ["a limit that leaves nothing but it", lighthouse("AcrPull", "Resource Policy Contributor"), policies, "by-giving"],
  ])("%s", (_name, assignment, capability, expected) => {
    expect(conveys(assignment, capability)).toBe(expected);
  });
});
