/** User-assigned identities, what they trust, and identities as ARM names them. */

import { describe, expect, test } from "vitest";
import { evaluateRules } from "../../../policies/rule.ts";
import { deployIdentityInternal } from "../../../policies/rules/deploy-identity-internal.ts";
import { AzureBuilder } from "../../support/azure-builder.ts";
import { control, dana, ends, type Make, waysIn, who } from "../../support/azure-ways.ts";
import { goodTenant } from "../../support/tenant-builder.ts";

describe("user-assigned identities", () => {
  const deployer: Make = (azure, tenant) => {
    const id = azure.identity("deployer", "sub/identities");
    tenant.permission("deployer", control);
    azure.resource("vm", "build", "sub/build", { runs: [id] });
  };
  test.each<[string, Make, string]>([
    [
      "code where one is attached",
      (azure) => azure.role(dana, "Virtual Machine Contributor", "sub/build"),
      "holds Virtual Machine Contributor over resource group build, which can run code on every virtual machine in",
    ],
    [
      "attaching one",
      (azure) => azure.role(dana, "Managed Identity Operator", "sub/identities"),
      "holds Managed Identity Operator over resource group identities, which can sign in as every managed identity in resource group identities, which includes managed identity",
    ],
    [
      "trusting a workload of one's own",
      (azure) =>
        azure.role(
          dana,
          "Managed Identity Contributor",
          "/subscriptions/sub/resourceGroups/identities/providers/Microsoft.ManagedIdentity/userAssignedIdentities/deployer",
        ),
      'holds Managed Identity Contributor over managed identity "deployer", which can sign in as managed identity "deployer"',
    ],
  ])("%s", (_name, make, path) => {
    const found = waysIn((azure, tenant) => {
      deployer(azure, tenant);
      make(azure, tenant);
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(who + path);
    expect(found[0]).toContain(ends);
  });

  test("a pipeline of the provider that one trusts is the provider", () => {
    const tenant = goodTenant();
    const azure = new AzureBuilder(tenant);
    deployer(azure, tenant);
    azure.federated(
      `${azure.scope("sub/identities")}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/deployer`,
      "repo:tideway-it/tools:ref:refs/heads/main",
    );
    expect(tenant.attribution().partyOf("deployer")).toEqual({
      party: { kind: "provider", provider: "tideway" },
      because: "GitHub repo:tideway-it/tools can sign in as it",
    });
  });

  test("a pipeline of the client is the client's", () => {
    const tenant = goodTenant();
    const azure = new AzureBuilder(tenant);
    azure.federated(azure.identity("deployer"), "repo:harbour-dental/infrastructure:ref:refs/heads/main");
    expect(tenant.attribution().partyOf("deployer").party).toEqual({ kind: "internal" });
  });

  test.each<[string, Make]>([
    ["reading identities", (azure) => azure.role(dana, "Reader", "sub/identities")],
    ["attaching identities elsewhere", (azure) => azure.role(dana, "Managed Identity Operator", "sub/build")],
  ])("not %s", (_name, make) => {
    expect(
      waysIn((azure, tenant) => {
        deployer(azure, tenant);
        make(azure, tenant);
      }),
    ).toEqual([]);
  });
});

test("code where the identity that deploys lives is the deployment", () => {
  const tenant = goodTenant();
  const azure = new AzureBuilder(tenant);
  azure.resource("containerApp", "agents", "sub/pipelines", { runs: [azure.identity("deployer", "sub/pipelines")] });
  azure.role(dana, "Container Apps Contributor", "sub/pipelines");
  azure.role("joel.lindqvist", "Owner");
  const context = tenant.context({ deploymentIds: ["deployer"] });
  expect(evaluateRules([deployIdentityInternal], context).map(({ path }) => path?.map(({ edge }) => edge))).toEqual([
    ["holds-azure-role", "can-run-code-on", "contains", "runs-as"],
  ]);
});

describe("a tenant as it is collected, where ARM names the principals", () => {
  const collected: Make = (azure, tenant) => {
    for (const id of ["of-machine", "of-identity"]) {
      tenant.collections.servicePrincipals.push({ id, displayName: id, servicePrincipalType: "ManagedIdentity" });
      tenant.permission(id, control);
    }
    const identity = `${azure.scope("sub/ids")}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shared`;
    azure.resource("vm", "runner", "sub/rg");
    const [runner] = tenant.collections.armResources;
    if (runner) {
      runner.identity = {
        type: "SystemAssigned, UserAssigned",
        principalId: "of-machine",
        userAssignedIdentities: { [identity.toUpperCase()]: { principalId: "of-identity", clientId: "c" } },
      };
    }
    azure.federated(identity, "repo:tideway-it/tools:ref:refs/heads/main");
  };

  test("code on the machine is each of its identities", () => {
    const tenant = goodTenant();
    const azure = new AzureBuilder(tenant);
    collected(azure, tenant);
    azure.role(dana, "Virtual Machine Contributor");
    const reached = tenant.context().graph.edges.filter(({ kind }) => kind === "runs-as");
    expect(reached.map(({ to }) => to.id)).toEqual(["of-machine", "of-identity"]);
    expect(tenant.attribution().partyOf("of-machine").party).toEqual({ kind: "internal" });
    expect(tenant.attribution().partyOf("of-identity").party).toEqual({ kind: "provider", provider: "tideway" });
  });

  test("a user-assigned identity says its principal itself", () => {
    const found = waysIn((azure, tenant) => {
      tenant.collections.servicePrincipals.push({ id: "shared-principal", displayName: "shared" });
      tenant.permission("shared-principal", control);
      azure.resource("Microsoft.ManagedIdentity/userAssignedIdentities", "shared", "sub/rg", {
        properties: { principalId: "shared-principal" },
      });
      azure.role(dana, "Managed Identity Operator");
    });
    expect(found).toHaveLength(1);
  });
});
