/** What it is worth to hold a role: its tier, and whether its holder can give itself any other. */

import { describe, expect, test } from "vitest";
import { azureTier, givesAccess, readAzureAssignments } from "../../../src/access/azure/assignments.ts";
import { AzureBuilder } from "../../support/azure-builder.ts";
import { TenantBuilder } from "../../support/tenant-builder.ts";

function read(make: (azure: AzureBuilder) => void) {
  const tenant = new TenantBuilder();
  make(new AzureBuilder(tenant));
  return readAzureAssignments(tenant.attribution().directory).all;
}

describe("what a role is worth", () => {
  test.each<[string, Record<string, readonly string[]>, 0 | 1, boolean]>([
    ["reads", { actions: ["*/read"] }, 1, false],
    ["restarts machines", { actions: ["Microsoft.Compute/virtualMachines/restart/action"] }, 1, false],
    ["writes machines", { actions: ["microsoft.compute/VIRTUALMACHINES/Write"] }, 0, false],
    ["signs in to machines", { dataActions: ["Microsoft.Compute/virtualMachines/login/action"] }, 0, false],
    ["does what a wildcard says in the middle", { actions: ["Microsoft.Compute/*/runCommand/action"] }, 0, false],
    [
      "trusts pipelines for identities",
      { actions: ["Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write"] },
      0,
      false,
    ],
    ["gives roles", { actions: ["Microsoft.Authorization/roleAssignments/write"] }, 0, true],
    ["gives eligibilities", { actions: ["Microsoft.Authorization/roleEligibilityScheduleRequests/*"] }, 0, true],
    ["has everything but giving roles", { actions: ["*"], notActions: ["Microsoft.Authorization/*/write"] }, 0, false],
    [
      "has a data action among its actions, where it means nothing",
      { actions: ["Microsoft.Compute/virtualMachines/login/action"] },
      1,
      false,
    ],
    ["has every data action", { dataActions: ["*"] }, 0, false],
    ["has a data action taken back", { dataActions: ["*"], notDataActions: ["*"] }, 1, false],
    ["a dot that is a dot", { actions: ["MicrosoftXCompute/virtualMachines/write"] }, 1, false],
  ])("a custom role that %s", (_name, permissions, tier, gives) => {
    const [assignment] = read((azure) => azure.role("p", azure.customRole("Custom", permissions)));
    expect(assignment && [assignment.role.kind, azureTier(assignment), givesAccess(assignment)]).toEqual([
      "custom",
      tier,
      gives,
    ]);
  });

  test.each<[string, 0 | 1 | 2, boolean]>([
    ["Owner", 0, true],
    ["User Access Administrator", 0, true],
    ["Role Based Access Control Administrator", 0, true],
    ["Azure File Sync Administrator", 0, true],
    ["DevCenter Owner", 0, true],
    ["Contributor", 0, false],
    ["Virtual Machine User Login", 0, false],
    ["Reader", 1, false],
    ["Key Vault Secrets User", 1, false],
    ["Azure Maps Data Reader", 1, false],
    ["Monitoring Contributor", 2, false],
    // Its definition holds a condition that leaves one data role.
    ["Defender for Storage Scanner Operator", 1, false],
  ])("%s", (name, tier, gives) => {
    const [assignment] = read((azure) => azure.role("p", name));
    expect(assignment && [assignment.role.name, azureTier(assignment), givesAccess(assignment)]).toEqual([
      name,
      tier,
      gives,
    ]);
  });

  test("two sets of permissions do not take from each other", () => {
    const [assignment] = read((azure) => {
      const definition = azure.extension("roleDefinitions", "sub", {
        roleName: "Both",
        permissions: [{ actions: ["Microsoft.Web/sites/*"] }, { actions: ["*/read"], notActions: ["Microsoft.Web/*"] }],
      });
      azure.role("p", definition);
    });
    expect(assignment && azureTier(assignment)).toBe(0);
  });

  test("a definition without permissions may be anything", () => {
    const [assignment] = read((azure) =>
      azure.role("p", azure.extension("roleDefinitions", "sub", { roleName: "Empty" })),
    );
    expect(assignment && [assignment.role.kind, assignment.role.name, azureTier(assignment)]).toEqual([
      "unknown",
      "Empty",
      0,
    ]);
  });
});
