/** PIM for Azure and Azure Lighthouse. */

import { describe, expect, test } from "vitest";
import { azureRoleIdByName } from "../../../src/catalogue/azure-role-actions.ts";
import { AzureBuilder, roleId } from "../../support/azure-builder.ts";
import { control, dana, ends, type Make, powerful, waysIn, who } from "../../support/azure-ways.ts";
import { goodTenant, nightwatch, tideway } from "../../support/tenant-builder.ts";

describe("PIM for Azure", () => {
  test.each<[string, Make, string]>([
    [
      "an eligibility is activated alone",
      (azure) => azure.eligible(dana, "Contributor"),
      "can activate Contributor over subscription sub alone, without an approval,",
    ],
    [
      "the provider's own people approve",
      (azure, tenant) => {
        tenant.group("Tideway leads", { members: [tenant.guest("kim@tideway.example", "Kim")] });
        azure.eligible(dana, "Contributor");
        azure.approval("Contributor", "sub", ["Tideway leads"]);
      },
      "can activate Contributor over subscription sub with an approval from the provider's own side,",
    ],
    [
      "an approval at another scope",
      (azure) => {
        azure.eligible(dana, "Contributor");
        azure.approval("Contributor", "sub/rg", ["approvers"]);
      },
      "can activate Contributor over subscription sub alone, without an approval,",
    ],
  ])("%s", (_name, make, path) => {
    const found = waysIn((azure, tenant) => {
      powerful(azure, tenant);
      make(azure, tenant);
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(who + path);
  });

  test.each<[string, boolean, string | undefined]>([
    ["counts when it happens", true, "with an approval from the provider's own side"],
    ["means nothing when it is switched off", false, undefined],
  ])("escalation to the provider's people %s", (_name, isEscalationEnabled, condition) => {
    const found = waysIn((azure, tenant) => {
      powerful(azure, tenant);
      tenant.group("Tideway leads", { members: [tenant.guest("kim@tideway.example", "Kim")] });
      azure.eligible(dana, "Contributor");
      azure.approval("Contributor", "sub", ["approvers"], {
        isEscalationEnabled,
        escalationApprovers: [{ id: "Tideway leads" }],
      });
    });
    expect(found).toHaveLength(condition === undefined ? 0 : 1);
    if (condition !== undefined) expect(found[0]).toContain(condition);
  });

  test("an approval by the internal team is no finding", () => {
    expect(
      waysIn((azure, tenant) => {
        powerful(azure, tenant);
        azure.eligible(dana, "Contributor");
        azure.approval("Contributor", "sub", ["approvers"]);
      }),
    ).toEqual([]);
  });

  test("a step says since when and until when", () => {
    const tenant = goodTenant();
    const scheduleInfo = { expiration: { type: "AfterDateTime", endDateTime: "2027-01-01T00:00:00Z" } };
    const azure = new AzureBuilder(tenant);
    azure.eligible(dana, "Contributor", "sub", { createdOn: "2026-11-01T00:00:00Z", scheduleInfo });
    azure.role(dana, "Reader");
    const steps = tenant.context().graph.edges.filter(({ kind }) => kind.endsWith("-azure-role"));
    expect(steps.map(({ kind, since, until }) => [kind, since, until])).toEqual([
      ["eligible-for-azure-role", "2026-11-01T00:00:00Z", "2027-01-01T00:00:00Z"],
      ["holds-azure-role", undefined, undefined],
    ]);
  });

  test("an assignment that is only an activation says nothing more than its eligibility", () => {
    expect(
      waysIn((azure, tenant) => {
        powerful(azure, tenant);
        const properties = { principalId: dana, roleDefinitionId: "/x/b24988ac-6180-42a0-ab88-20f7382dd24c" };
        azure.extension("roleAssignments", "sub", properties);
        azure.extension("roleAssignmentScheduleInstances", "sub", { ...properties, assignmentType: "Activated" });
        azure.eligible(dana, "Contributor");
        azure.approval("Contributor", "sub", ["approvers"]);
      }),
    ).toEqual([]);
  });
});

describe("Azure Lighthouse", () => {
  const contributor = "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c";
  const engineers = {
    principalId: "engineers",
    principalIdDisplayName: "Tideway Engineers",
    roleDefinitionId: contributor,
  };
  const reader = { ...engineers, roleDefinitionId: "acdd72a7-3385-48ef-bd42-f606fba81ae7" };

  function found(make: Make): string[] {
    return waysIn((azure, tenant) => {
      powerful(azure, tenant);
      make(azure, tenant);
    });
  }

  test("gives the managing tenant's principals a role", () => {
    expect(found((azure) => azure.lighthouse(tideway.tenantId, [engineers]))).toEqual([
      `Tideway Engineers of Tideway IT can reach Global Administrator or an equivalent: holds Contributor over subscription sub, which can run code on every virtual machine in subscription sub, which includes virtual machine "runner", which runs as managed identity "runner"${ends}`,
    ]);
  });

  test("is another provider's when its tenant manages", () => {
    expect(found((azure) => azure.lighthouse(nightwatch.tenantId, [engineers]))[0]).toContain(
      "Tideway Engineers of Nightwatch",
    );
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["alone", {}, "can activate Contributor over subscription sub alone, without an approval,"],
    [
      "with an approval by its own people",
      {
        justInTimeAccessPolicy: {
          multiFactorAuthProvider: "Azure",
          managedByTenantApprovers: [{ principalId: "leads" }],
        },
      },
      "can activate Contributor over subscription sub with an approval from the provider's own side,",
    ],
  ])("what can be activated, is activated %s", (_name, more, path) => {
    const [message] = found((azure) =>
      azure.lighthouse(tideway.tenantId, [], { eligibleAuthorizations: [{ ...engineers, ...more }] }),
    );
    expect(message).toContain(path);
  });

  test("to read is nothing", () => {
    expect(found((azure) => azure.lighthouse(tideway.tenantId, [reader]))).toEqual([]);
  });

  test("an offer that nobody accepted is nothing", () => {
    expect(
      found((azure) =>
        azure.extension(
          "registrationDefinitions",
          "sub",
          { managedByTenantId: tideway.tenantId, authorizations: [engineers] },
          "Microsoft.ManagedServices",
        ),
      ),
    ).toEqual([]);
  });
});

describe("conditions on which roles may be given", () => {
  const only = (role: string) =>
    `!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}) OR @Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${azureRoleIdByName(role)}}`;

  test.each<[string, number]>([
    ["Virtual Machine Contributor", 1],
    ["AcrPull", 0],
    ["Website Contributor", 0],
  ])("whoever may give %s has %i ways to a machine's identity", (role, ways) => {
    const found = waysIn((azure, tenant) => {
      powerful(azure, tenant);
      azure.role(dana, "Role Based Access Control Administrator", "sub", { condition: only(role) });
    });
    expect(found).toHaveLength(ways);
    if (ways > 0)
      expect(found[0]).toContain("which can give itself access to every virtual machine in subscription sub");
  });
});

describe("what else a limited role does", () => {
  const userAccess = "User Access Administrator";
  const policy: Make = (azure, tenant) => {
    azure.resource("Microsoft.Authorization/policyAssignments", "tagging", "sub", { runs: "as itself" });
    tenant.permission("tagging", control);
  };
  const delegated = (role: string) => ({
    principalId: "engineers",
    roleDefinitionId: roleId(userAccess),
    delegatedRoleDefinitionIds: [roleId(role)],
  });

  test("a condition takes nothing else from a role: policies are still its holder's to write", () => {
    const found = waysIn((azure, tenant) => {
      policy(azure, tenant);
      azure.role(dana, userAccess, "sub", {
        condition: `!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}) OR @Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] GuidEquals {${azureRoleIdByName("AcrPull")}}`,
      });
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain("can run code on every policy assignment in subscription sub");
  });

  test.each([
    ["Resource Policy Contributor", 1],
    ["AcrPull", 0],
  ])("through Lighthouse it only gives %s: %i ways to a policy's identity", (role, ways) => {
    const found = waysIn((azure, tenant) => {
      policy(azure, tenant);
      azure.lighthouse(tideway.tenantId, [delegated(role)]);
    });
    expect(found).toHaveLength(ways);
  });
});
