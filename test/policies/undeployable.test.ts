import { describe, expect, test } from "vitest";
import { undeployable } from "../../policies/undeployable.ts";
import { azureRoleIdByName } from "../../src/catalogue/azure-role-actions.ts";
import type { PlannedResource } from "../../src/plan/plan.ts";
import { materialise } from "../../src/tenant/materialise.ts";
import { harbour } from "../support/harbour-tenant.ts";
import { planned, planOf } from "../support/plans.ts";

const scope = "/subscriptions/4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f90";

describe("what Azure Lighthouse refuses to delegate", () => {
  const given = (role: string) => ({ principalId: "8f1c1f0e-7d3c-4f3c-8d55-000000000001", roleDefinitionId: role });
  const builtIn = (name: string) => given(azureRoleIdByName(name) ?? name);
  const definition = (lists: Record<string, unknown>): PlannedResource =>
    planned("azure-native:managedservices/v20220101preview:RegistrationDefinition", "offer", {
      scope,
      registrationDefinitionId: "3f4b9a80-5d0c-4e0e-9b3b-0f4f5f4bb001",
      properties: { managedByTenantId: "7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01", ...lists },
    });
  const own = planned("azure-native:authorization:RoleDefinition", "own", {
    scope,
    roleDefinitionId: "5a8b7c6d-0000-4000-8000-000000000001",
    roleName: "Machine operator",
    permissions: [{ actions: ["Microsoft.Compute/virtualMachines/restart/action"] }],
  });
  const said = (...resources: readonly PlannedResource[]) => {
    const plan = planOf(resources);
    return undeployable(plan, materialise(plan, harbour)).map(({ message, resource }) => [
      message.replace("This cannot be deployed as it is: Azure Lighthouse does not delegate ", ""),
      resource.split("::").at(-1),
    ]);
  };

  test.each<[string, Record<string, unknown>, string[]]>([
    [
      "data actions, eligible or not, each once",
      {
        authorizations: [builtIn("Storage Blob Data Contributor")],
        eligibleAuthorizations: [builtIn("Key Vault Secrets User"), builtIn("Storage Blob Data Contributor")],
      },
      ["Storage Blob Data Contributor, which has data actions.", "Key Vault Secrets User, which has data actions."],
    ],
    ["Owner", { authorizations: [builtIn("Owner")] }, ["Owner."]],
    [
      "a role of the client's own",
      {
        eligibleAuthorizations: [
          given(`${scope}/providers/Microsoft.Authorization/roleDefinitions/5a8b7c6d-0000-4000-8000-000000000001`),
        ],
      },
      ["custom roles such as Machine operator."],
    ],
    [
      "other built-in roles",
      { authorizations: [builtIn("Reader")], eligibleAuthorizations: [builtIn("Contributor")] },
      [],
    ],
    ["a role that nobody has written down", { authorizations: [given("5a8b7c6d-0000-4000-8000-000000000099")] }, []],
    ["what is no list", { authorizations: "an output", eligibleAuthorizations: [null, 3, {}] }, []],
  ])("%s", (_name, lists, expected) => {
    expect(said(own, definition(lists))).toEqual(expected.map((message) => [message, "offer"]));
  });
});
