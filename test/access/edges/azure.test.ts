/** The edges of Azure, whole: from whom to whom, on what condition, by which resource. */

import { describe, expect, test } from "vitest";
import type { EdgeKind } from "../../../src/access/edge-kinds.ts";
import { buildGraph } from "../../../src/access/graph.ts";
import { azureRoleIdByName } from "../../../src/catalogue/azure-role-actions.ts";
import { placeholderSubscriptionId } from "../../../src/plan/provider-id.ts";
import { AzureBuilder, roleId } from "../../support/azure-builder.ts";
import type { TenantBuilder } from "../../support/tenant-builder.ts";
import { edgesOf, people } from "./ways.ts";

const dana = "dana.reyes";
const everyKind: readonly EdgeKind[] = [
  "holds-azure-role",
  "eligible-for-azure-role",
  "equals-azure-owner",
  "can-run-code-on",
  "can-use-identity",
  "can-give-itself-access-to",
  "can-read-vault",
  "contains",
  "runs-as",
  "keeps-credential-of",
  "can-sign-in-as",
];

function tenantWith(make: (azure: AzureBuilder, tenant: TenantBuilder) => void): TenantBuilder {
  const tenant = people();
  make(new AzureBuilder(tenant), tenant);
  return tenant;
}

/** Ids as short as they are readable: without the ways that Azure writes before them. */
function short(text: string): string {
  return text
    .replaceAll(/\/subscriptions\/|resourcegroups\/|\/?providers\/microsoft\.\w+(?:\/virtualmachines)?\//gi, "/")
    .replaceAll(/\/+/g, "/");
}

function edges(make: (azure: AzureBuilder, tenant: TenantBuilder) => void, ...kinds: readonly EdgeKind[]): string[] {
  return edgesOf(tenantWith(make), ...(kinds.length > 0 ? kinds : everyKind)).map(short);
}

/** Kind, label and party of the nodes of a kind. */
function nodes(make: (azure: AzureBuilder, tenant: TenantBuilder) => void, kind: string) {
  return buildGraph(tenantWith(make).attribution())
    .nodes.filter((node) => node.kind === kind)
    .map(({ id, label, party }) => ({ id: short(id), label, ...(party && { party: party.kind }) }));
}

const contributor = azureRoleIdByName("Contributor");
const administrator = azureRoleIdByName("Role Based Access Control Administrator");
const only = (...roles: readonly string[]) =>
  `!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}) OR @Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] GuidEquals {${roles.map(azureRoleIdByName).join(", ")}}`;

/** What Lighthouse offers Dana: to give some roles to managed identities, and the node of that. */
const giving = (...roles: readonly string[]) => ({
  principalId: dana,
  roleDefinitionId: roleId("User Access Administrator"),
  delegatedRoleDefinitionIds: roles.map(roleId),
});
const given = (...roles: readonly string[]) =>
  `azure-role:${azureRoleIdByName("User Access Administrator")}@/sub giving ${roles.map(azureRoleIdByName).join()}`;

describe("roles", () => {
  test("who holds one, who may activate one, once for each however many hold it", () => {
    expect(
      edges((azure) => {
        azure.role(dana, "Contributor");
        azure.role("nora", "Contributor");
        azure.eligible(dana, "Contributor", "sub/rg");
      }),
    ).toEqual([
      `${dana} holds-azure-role azure-role:${contributor}@/sub [/sub/roleAssignments/1]`,
      `nora holds-azure-role azure-role:${contributor}@/sub [/sub/roleAssignments/2]`,
      `${dana} eligible-for-azure-role azure-role:${contributor}@/sub/rg (self-activation) [/sub/rg/roleEligibilityScheduleRequests/3]`,
    ]);
  });

  test("a role that gives any other equals Owner, once", () => {
    expect(
      edges((azure) => {
        for (const who of [dana, "nora"]) azure.role(who, "Owner");
      }, "equals-azure-owner"),
    ).toEqual([`azure-role:${azureRoleIdByName("Owner")}@/sub equals-azure-owner azure-owner`]);
  });

  test.each<[string, (azure: AzureBuilder) => void, string]>([
    [
      "nobody knows what it allows",
      (azure) => azure.role(dana, "/x/gone"),
      "azure-role:gone@/sub equals-azure-owner azure-owner: nobody knows what this role allows, so it counts as the worst",
    ],
    [
      "it may give one that counts",
      (azure) =>
        azure.role(dana, "Role Based Access Control Administrator", "sub", {
          condition: only("AcrPull", "Contributor"),
        }),
      `azure-role:${administrator}@/sub giving ${contributor},${azureRoleIdByName("AcrPull")} equals-azure-owner azure-owner: it can give Contributor`,
    ],
    [
      "it may give two that count",
      (azure) =>
        azure.role(dana, "Role Based Access Control Administrator", "sub", { condition: only("Owner", "Contributor") }),
      `azure-role:${administrator}@/sub giving ${contributor},${azureRoleIdByName("Owner")} equals-azure-owner azure-owner: it can give Contributor and Owner`,
    ],
    [
      "through Lighthouse it may give three that count",
      (azure) => azure.lighthouse("t", [giving("Reader", "Monitoring Contributor", "Contributor", "Owner")]),
      `${given("Reader", "Monitoring Contributor", "Contributor", "Owner")} equals-azure-owner azure-owner: it can give Reader and Contributor and 1 more such role`,
    ],
    [
      "through Lighthouse it may give many that count",
      (azure) => azure.lighthouse("t", [giving("Reader", "Contributor", "Owner", "Key Vault Secrets User")]),
      `${given("Reader", "Contributor", "Owner", "Key Vault Secrets User")} equals-azure-owner azure-owner: it can give Reader and Contributor and 2 more such roles`,
    ],
  ])("why a role is as good as Owner: %s", (_name, make, expected) => {
    expect(edges(make, "equals-azure-owner")).toEqual([expected]);
  });

  test("a role that may give none that counts is not as good as Owner", () => {
    const make = (azure: AzureBuilder) =>
      azure.role(dana, "Role Based Access Control Administrator", "sub", { condition: only("AcrPull") });
    expect(edges(make)).toEqual([
      `${dana} holds-azure-role azure-role:${administrator}@/sub giving ${azureRoleIdByName("AcrPull")} [/sub/roleAssignments/1]`,
    ]);
  });

  test("a role with a limit and the same without are two, which their names say", () => {
    const make = (azure: AzureBuilder) => {
      azure.role(dana, "Role Based Access Control Administrator");
      azure.role(dana, "Role Based Access Control Administrator", "sub", { condition: only("AcrPull") });
    };
    expect(nodes(make, "azure-role").map(({ label }) => label)).toEqual([
      "Role Based Access Control Administrator over subscription sub",
      "Owner or an equivalent in Azure",
      "Role Based Access Control Administrator over subscription sub with a limit to the roles that it can give",
    ]);
  });
});

describe("resources that run as somebody", () => {
  test("a machine, through a subscription and through a resource group", () => {
    expect(
      edges((azure) => {
        azure.resource("vm", "runner", "sub/rg", { runs: "as itself" });
        azure.role(dana, "Contributor");
        azure.role("nora", "Owner", "sub/rg");
      }),
    ).toEqual([
      `${dana} holds-azure-role azure-role:${contributor}@/sub [/sub/roleAssignments/1]`,
      `azure-role:${azureRoleIdByName("Owner")}@/sub/rg equals-azure-owner azure-owner`,
      `nora holds-azure-role azure-role:${azureRoleIdByName("Owner")}@/sub/rg [/sub/rg/roleAssignments/2]`,
      "azure:/sub/rg/runner runs-as runner [/sub/rg/runner]",
      "azure:microsoft.compute/virtualmachines@/sub/rg contains azure:/sub/rg/runner [/sub/rg/runner]",
      `azure-role:${azureRoleIdByName("Owner")}@/sub/rg can-run-code-on azure:microsoft.compute/virtualmachines@/sub/rg`,
      "azure:microsoft.compute/virtualmachines@/sub contains azure:microsoft.compute/virtualmachines@/sub/rg",
      `azure-role:${contributor}@/sub can-run-code-on azure:microsoft.compute/virtualmachines@/sub`,
    ]);
  });

  test("a machine stands for its own scope, and a role there is a role over it", () => {
    expect(
      edges(
        (azure) => {
          const machine = azure.resource("vm", "runner", "sub/rg", { runs: "as itself" });
          azure.role(dana, "Contributor", machine);
          azure.role("nora", "User Access Administrator", "sub");
        },
        "can-run-code-on",
        "can-give-itself-access-to",
        "contains",
      ),
    ).toEqual([
      `azure-role:${contributor}@/sub/rg/runner can-run-code-on azure:/sub/rg/runner [/sub/rg/runner]`,
      "azure:microsoft.compute/virtualmachines@/sub contains azure:/sub/rg/runner [/sub/rg/runner]",
      `azure-role:${azureRoleIdByName("User Access Administrator")}@/sub can-give-itself-access-to azure:microsoft.compute/virtualmachines@/sub`,
    ]);
  });

  test("in a subscription that may be another: nothing includes itself", () => {
    const own = placeholderSubscriptionId;
    expect(
      edges(
        (azure) => {
          azure.resource("vm", "runner", `${own}/rg`, { runs: "as itself" });
          azure.role(dana, "Contributor", own);
          azure.role("nora", "Reader", "sub/rg");
        },
        "contains",
        "can-run-code-on",
      ),
    ).toEqual([
      `azure:microsoft.compute/virtualmachines@/${own} contains azure:/${own}/rg/runner [/${own}/rg/runner]`,
      `azure-role:${contributor}@/${own} can-run-code-on azure:microsoft.compute/virtualmachines@/${own}`,
    ]);
  });

  test("are called by what they are", () => {
    const make = (azure: AzureBuilder) => {
      azure.resource("vm", "Runner", "sub/rg", { runs: "as itself" });
      azure.resource("webApp", "shop", "sub/rg", { runs: "as itself" });
      azure.role(dana, "Contributor");
    };
    expect([...nodes(make, "azure-resource"), ...nodes(make, "azure-scope")].map(({ label }) => label)).toEqual([
      'virtual machine "Runner"',
      'app "shop"',
      "every virtual machine in subscription sub",
      "every app in subscription sub",
    ]);
  });

  test("an identity is used by whoever may attach it, and nothing runs as itself there", () => {
    expect(
      edges((azure) => {
        azure.identity("deployer");
        azure.role(dana, "Managed Identity Operator", "sub/rg");
      }),
    ).toEqual([
      `${dana} holds-azure-role azure-role:${azureRoleIdByName("Managed Identity Operator")}@/sub/rg [/sub/rg/roleAssignments/1]`,
      "azure:microsoft.managedidentity/userassignedidentities@/sub/rg contains deployer [/sub/rg/userAssignedIdentities/deployer]",
      `azure-role:${azureRoleIdByName("Managed Identity Operator")}@/sub/rg can-use-identity azure:microsoft.managedidentity/userassignedidentities@/sub/rg`,
    ]);
  });

  test("types differ whatever their case, and one type is one", () => {
    const make = (azure: AzureBuilder) => {
      azure.resource("Microsoft.Web/sites", "one", "sub/rg", { runs: "as itself" });
      azure.resource("microsoft.web/SITES", "two", "sub/rg", { runs: "as itself" });
      azure.role(dana, "Contributor");
    };
    expect(nodes(make, "azure-scope")).toEqual([
      { id: "azure:microsoft.web/sites@/sub", label: "every app in subscription sub" },
    ]);
  });
});

describe("what keeps a credential", () => {
  const kept = { properties: { demarcCredentialKeyIds: ["key-1"] } };
  const application = (tenant: TenantBuilder) =>
    tenant.collections.applications.push({ id: "sync", appId: "a", passwordCredentials: [{ keyId: "key-1" }] });
  const policy = (objectId: string) => ({ objectId, permissions: { secrets: ["get"] } });
  const vault = (azure: AzureBuilder, where: string, properties: Record<string, unknown>) =>
    azure.resource("vault", "Safe", where, { properties });
  const secret = (azure: AzureBuilder, name: string, where = "sub/rg") =>
    azure.tenant.collections.armResources.push({
      id: `${azure.scope(where)}/providers/Microsoft.KeyVault/vaults/Safe/secrets/${name}`,
      name,
      type: "MICROSOFT.KEYVAULT/vaults/secrets",
      ...kept,
    });
  const secretsUser = azureRoleIdByName("Key Vault Secrets User");

  test("a vault by roles, once, however many secrets keep one", () => {
    expect(
      edges((azure, tenant) => {
        application(tenant);
        vault(azure, "sub/rg", { enableRbacAuthorization: true });
        secret(azure, "one");
        secret(azure, "two");
        azure.role(dana, "Key Vault Secrets User", "sub/rg");
      }),
    ).toEqual([
      `${dana} holds-azure-role azure-role:${secretsUser}@/sub/rg [/sub/rg/roleAssignments/1]`,
      "azure:/sub/rg/vaults/safe keeps-credential-of sync [/sub/rg/vaults/Safe/secrets/one]",
      "azure:/sub/rg/vaults/safe keeps-credential-of sync [/sub/rg/vaults/Safe/secrets/two]",
      "azure:vaults by role@/sub/rg contains azure:/sub/rg/vaults/safe [/sub/rg/vaults/Safe]",
      `azure-role:${secretsUser}@/sub/rg can-read-vault azure:vaults by role@/sub/rg`,
    ]);
  });

  test("a vault by its policies, by whoever writes those, and by templates", () => {
    const make = (azure: AzureBuilder, tenant: TenantBuilder) => {
      application(tenant);
      vault(azure, "sub/rg", { accessPolicies: [policy("nora")], enabledForTemplateDeployment: true });
      secret(azure, "one");
      azure.role(dana, "Contributor");
    };
    expect(edges(make, "can-read-vault", "contains", "keeps-credential-of")).toEqual([
      "nora can-read-vault azure:/sub/rg/vaults/safe [/sub/rg/vaults/Safe]",
      "azure:/sub/rg/vaults/safe keeps-credential-of sync [/sub/rg/vaults/Safe/secrets/one]",
      "azure:vaults by policy@/sub contains azure:/sub/rg/vaults/safe [/sub/rg/vaults/Safe]",
      `azure-role:${contributor}@/sub can-read-vault azure:vaults by policy@/sub`,
      "azure:vaults by template@/sub contains azure:/sub/rg/vaults/safe [/sub/rg/vaults/Safe]",
      `azure-role:${contributor}@/sub can-read-vault azure:vaults by template@/sub`,
    ]);
    expect(nodes(make, "azure-resource")).toEqual([{ id: "azure:/sub/rg/vaults/safe", label: 'key vault "Safe"' }]);
    expect(nodes(make, "azure-scope").map(({ label }) => label)).toEqual([
      "every key vault in subscription sub",
      "every key vault in subscription sub",
    ]);
  });

  test("a vault of which only a secret is in sight", () => {
    const make = (azure: AzureBuilder, tenant: TenantBuilder) => {
      application(tenant);
      secret(azure, "one");
      azure.role(dana, "Key Vault Secrets User", "sub/rg");
    };
    expect(nodes(make, "azure-resource")).toEqual([{ id: "azure:/sub/rg/vaults/safe", label: 'key vault "Safe"' }]);
    expect(edges(make, "contains")).toEqual([
      "azure:vaults by role@/sub/rg contains azure:/sub/rg/vaults/safe [/sub/rg/vaults/Safe]",
    ]);
  });

  test("a vault that may be another too: whoever either's policies let in, but how it lets in is its own", () => {
    const own = `${placeholderSubscriptionId}/rg`;
    const make = (azure: AzureBuilder, tenant: TenantBuilder) => {
      application(tenant);
      vault(azure, own, { accessPolicies: [policy("nora")] });
      vault(azure, "sub/rg", { enableRbacAuthorization: true });
      vault(azure, "sub/elsewhere", { accessPolicies: [policy("miriam.okafor")] });
      secret(azure, "one");
      azure.role(dana, "Key Vault Secrets User", "sub/rg");
    };
    expect(edges(make, "can-read-vault")).toEqual([
      `nora can-read-vault azure:/sub/rg/vaults/safe [/${own}/vaults/Safe]`,
      `azure-role:${secretsUser}@/sub/rg can-read-vault azure:vaults by role@/sub/rg`,
    ]);
  });

  test("anything else is open to whoever can write it, and is no vault", () => {
    expect(
      edges(
        (azure, tenant) => {
          application(tenant);
          azure.resource("Microsoft.Automation/automationAccounts/variables", "v", "sub/rg", kept);
          azure.role(dana, "Automation Contributor", "sub/rg");
        },
        "keeps-credential-of",
        "can-run-code-on",
        "can-read-vault",
      ),
    ).toEqual([
      "azure:/sub/rg/automationaccounts/variables/v keeps-credential-of sync [/sub/rg/automationAccounts/variables/v]",
      `azure-role:${azureRoleIdByName("Automation Contributor")}@/sub/rg can-run-code-on azure:microsoft.automation/automationaccounts/variables@/sub/rg`,
    ]);
  });
});

describe("what a user-assigned identity trusts", () => {
  const trusting = (azure: AzureBuilder) => {
    const identity = azure.identity("deployer");
    azure.identity("other");
    azure.federated(identity, "repo:tideway-it/tools:ref:refs/heads/main");
  };

  test("signs in as it", () => {
    expect(edges(trusting)).toEqual([
      "external:GitHub repo:tideway-it/tools can-sign-in-as deployer [/sub/rg/userAssignedIdentities/deployer/federatedIdentityCredentials/1]",
    ]);
  });

  test("is somebody's", () => {
    expect(nodes(trusting, "external")).toEqual([
      { id: "external:GitHub repo:tideway-it/tools", label: "GitHub repo:tideway-it/tools", party: "provider" },
    ]);
  });
});
