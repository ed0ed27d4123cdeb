/** Azure roles that a row of the matrix gives, and those that none gives once the matrix says where providers work. */

import { describe, expect, it } from "vitest";
import { evaluateRules } from "../../policies/rule.ts";
import { providerAccessInMatrix as rule } from "../../policies/rules/provider-access-in-matrix.ts";
import { placeholderSubscriptionId } from "../../src/plan/provider-id.ts";
import { AzureBuilder } from "../support/azure-builder.ts";
import { azureWorld, azureWorldWith, resource, subscription } from "../support/azure-world.ts";
import { goodTenant, nightwatch } from "../support/tenant-builder.ts";

const team = "Tideway IT – Server patching";
const servers = `${subscription}/resourceGroups/rg-servers`;

function messages(make: (azure: AzureBuilder) => void, more: object = azureWorld): string[] {
  const tenant = goodTenant();
  tenant.group(team, { isAssignableToRole: true });
  make(new AzureBuilder(tenant));
  return evaluateRules([rule], tenant.context(more)).map(({ message }) => message);
}

describe("a role in Azure", () => {
  it("is agreed on for the row's team at the row's scope, in any spelling", () => {
    expect(messages((azure) => azure.role(team, "Scheduled Patching Contributor", servers))).toEqual([]);
    expect(messages((azure) => azure.role(team, "Scheduled Patching Contributor", servers.toUpperCase()))).toEqual([]);
  });

  it.each<[string, (azure: AzureBuilder) => void, string]>([
    ["another role", (azure) => azure.role(team, "Reader", servers), `holds Reader over ${servers}`],
    [
      "above it",
      (azure) => azure.role(team, "Scheduled Patching Contributor", subscription),
      `holds Scheduled Patching Contributor over ${subscription}`,
    ],
    [
      "a person beside the team",
      (azure) => azure.role("dana.reyes", "Scheduled Patching Contributor", servers),
      "Dana Reyes",
    ],
    ["one that runs code", (azure) => azure.role(team, "Contributor", servers), `holds Contributor over ${servers}`],
  ])("is not for %s", (_, make, what) => {
    expect(messages(make)).toEqual([expect.stringMatching(new RegExp(`${what}.*which no row of the matrix gives`))]);
  });

  it("is nobody's matter where the matrix does not say where providers work, unless it is tier 0", () => {
    const none = {};
    expect(messages((azure) => azure.role(team, "Reader", servers), none)).toEqual([]);
    expect(messages((azure) => azure.role("dana.reyes", "Contributor", servers), none)).toHaveLength(1);
  });

  it("has to be in a subscription that the program names", () => {
    const tenant = goodTenant();
    tenant.group(team, { isAssignableToRole: true });
    const unnamed = `/subscriptions/${placeholderSubscriptionId}/resourceGroups/rg-servers`;
    new AzureBuilder(tenant).role(team, "Scheduled Patching Contributor", unnamed);
    const remedies = evaluateRules([rule], tenant.context(azureWorld)).map(({ remedy }) => remedy);
    expect(remedies).toEqual([expect.stringMatching(/^Say which subscription it is in/)]);
  });

  it("of an application or of the internal team is as before", () => {
    expect(messages((azure) => azure.role("joel.lindqvist", "Contributor", subscription))).toEqual([]);
  });
});

describe("a delegation through Lighthouse", () => {
  const delegated = (scope: string, roleDefinitionId: string, principalId = "11111111-0000-4000-8000-000000000001") =>
    messages((azure) => {
      const definition = `${subscription}/providers/Microsoft.ManagedServices/registrationDefinitions/d`;
      azure.tenant.collections.armResources.push(
        resource(definition, "Microsoft.ManagedServices/registrationDefinitions", {
          managedByTenantId: nightwatch.tenantId,
          authorizations: [],
          eligibleAuthorizations: [{ principalId, principalIdDisplayName: "Watchers", roleDefinitionId }],
        }),
        resource(
          `${scope}/providers/Microsoft.ManagedServices/registrationAssignments/a`,
          "Microsoft.ManagedServices/registrationAssignments",
          {
            registrationDefinitionId: definition,
          },
        ),
      );
    }, world);

  const backup = "00c29273-979b-4161-815c-10b084fb9324";
  const vaults = `${subscription}/resourceGroups/rg-backup`;
  const world = azureWorldWith([
    "  backup-management:\n    owner: provider\n",
    "  backup-management:\n    owner: nightwatch\n",
  ]);

  it("is agreed on for the group, the role and the scope of the row", () => {
    expect(delegated(vaults, backup)).toEqual([]);
  });

  it.each([
    ["another scope", servers, backup, undefined],
    ["another role", vaults, "5e467623-bb1f-42f4-a55d-6e525e11384b", undefined],
    ["another group", vaults, backup, "22222222-0000-4000-8000-000000000001"],
  ])("is not for %s", (_, scope, role, group) => {
    expect(delegated(scope, role, group)).toEqual([expect.stringContaining("which no row of the matrix gives")]);
  });
});
