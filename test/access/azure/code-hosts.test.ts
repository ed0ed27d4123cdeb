/** Roles that let their holder be what runs below their scope, and their near misses. */

import { describe, expect, test } from "vitest";
import { evaluateRules } from "../../../policies/rule.ts";
import { providerNoPathToGlobalAdmin as rule } from "../../../policies/rules/provider-no-path-to-global-admin.ts";
import { AzureBuilder } from "../../support/azure-builder.ts";
import { control, dana, ends, type Make, powerful, waysIn, who } from "../../support/azure-ways.ts";
import { goodTenant } from "../../support/tenant-builder.ts";

describe("a role lets its holder be what runs below its scope", () => {
  const inGroup = "holds {role} over resource group rg, which can run code on";
  test.each<[string, Make, string]>([
    [
      "Contributor on a subscription, a machine in it",
      (azure, tenant) => {
        powerful(azure, tenant);
        azure.role(dana, "Contributor");
      },
      'holds Contributor over subscription sub, which can run code on every virtual machine in subscription sub, which includes virtual machine "runner", which runs as managed identity "runner"',
    ],
    [
      "a role at the machine itself",
      (azure, tenant) => {
        powerful(azure, tenant);
        azure.role(
          dana,
          "Virtual Machine Contributor",
          "/subscriptions/sub/resourcegroups/RG/providers/microsoft.compute/virtualmachines/Runner",
        );
      },
      'holds Virtual Machine Contributor over virtual machine "runner", which can run code on virtual machine "runner", which runs as managed identity "runner"',
    ],
    [
      "signing in to a machine as an ordinary user",
      (azure, tenant) => {
        powerful(azure, tenant);
        azure.role(dana, "Virtual Machine User Login", "sub/rg");
      },
      `${inGroup.replace("{role}", "Virtual Machine User Login")} every virtual machine in resource group rg, which includes virtual machine "runner", which runs as managed identity "runner"`,
    ],
    [
      "the tenant root",
      (azure, tenant) => {
        powerful(azure, tenant);
        azure.role(dana, "Contributor", "/");
      },
      'holds Contributor over all of Azure, which can run code on every virtual machine in all of Azure, which includes virtual machine "runner", which runs as managed identity "runner"',
    ],
    [
      "User Access Administrator at the tenant root, as elevated access leaves it",
      (azure, tenant) => {
        powerful(azure, tenant);
        azure.role(dana, "User Access Administrator", "/");
      },
      'holds User Access Administrator over all of Azure, which can give itself access to every virtual machine in all of Azure, which includes virtual machine "runner", which runs as managed identity "runner"',
    ],
    [
      "a management group two levels above",
      (azure, tenant) => {
        powerful(azure, tenant);
        azure.managementGroup("platform");
        azure.managementGroup("identity", "platform");
        azure.place("sub", "identity");
        azure.role(dana, "Contributor", "/providers/Microsoft.Management/managementGroups/platform");
      },
      'holds Contributor over management group platform, which can run code on every virtual machine in management group platform, which includes virtual machine "runner", which runs as managed identity "runner"',
    ],
    [
      "a management group, when nobody knows in which one the subscription is",
      (azure, tenant) => {
        powerful(azure, tenant);
        azure.role(dana, "Contributor", "/providers/Microsoft.Management/managementGroups/platform");
      },
      'holds Contributor over management group platform, which can run code on every virtual machine in management group platform, which includes virtual machine "runner", which runs as managed identity "runner"',
    ],
    [
      "a custom role with one action",
      (azure, tenant) => {
        powerful(azure, tenant);
        const role = azure.customRole("Patcher", { actions: ["Microsoft.Compute/virtualMachines/runCommand/action"] });
        azure.role(dana, role, "sub/rg");
      },
      `${inGroup.replace("{role}", "Patcher")} every virtual machine in resource group rg, which includes virtual machine "runner", which runs as managed identity "runner"`,
    ],
    [
      "a custom role whose notActions leave a way",
      (azure, tenant) => {
        powerful(azure, tenant);
        const role = azure.customRole("Nearly", {
          actions: ["*"],
          notActions: ["Microsoft.Compute/virtualMachines/write", "Microsoft.Authorization/*"],
        });
        azure.role(dana, role, "sub/rg");
      },
      `${inGroup.replace("{role}", "Nearly")} every virtual machine in resource group rg, which includes virtual machine "runner", which runs as managed identity "runner"`,
    ],
    [
      "a resource type that no table knows",
      (azure, tenant) => {
        azure.resource("search", "index", "sub/rg", { runs: "as itself" });
        tenant.permission("index", control);
        azure.role(dana, "Search Service Contributor", "sub/rg");
      },
      `${inGroup.replace("{role}", "Search Service Contributor")} every Microsoft.Search/searchServices in resource group rg, which includes Microsoft.Search/searchServices "index", which runs as managed identity "index"`,
    ],
    [
      "a policy's identity",
      (azure, tenant) => {
        azure.resource("Microsoft.Authorization/policyAssignments", "tagging", "sub", { runs: "as itself" });
        tenant.permission("tagging", control);
        azure.role(dana, "Resource Policy Contributor");
      },
      'holds Resource Policy Contributor over subscription sub, which can run code on every policy assignment in subscription sub, which includes policy assignment "tagging", which runs as managed identity "tagging"',
    ],
  ])("%s", (_name, make, path) => {
    expect(waysIn(make)).toEqual([`${who}${path}${ends}`]);
  });

  test.each<[string, string, string]>([
    ["scaleSet", "Virtual Machine Contributor", "scale set"],
    ["webApp", "Website Contributor", "app"],
    ["logicApp", "Logic App Contributor", "logic app"],
    ["automation", "Automation Contributor", "automation account"],
    ["vm", "Avere Contributor", "virtual machine"],
    ["aks", "Azure Kubernetes Service Contributor Role", "Kubernetes cluster"],
    ["aks", "Azure Kubernetes Service RBAC Writer", "Kubernetes cluster"],
    ["aks", "Azure Kubernetes Service Cluster Admin Role", "Kubernetes cluster"],
    ["container", "Contributor", "container group"],
    ["containerApp", "Container Apps Operator", "container app"],
    ["dataFactory", "Data Factory Contributor", "data factory"],
    ["script", "Contributor", "deployment script"],
  ])("%s by %s", (kind, role, what) => {
    const found = waysIn((azure, tenant) => {
      azure.resource(kind, "host", "sub/rg", { runs: "as itself" });
      tenant.permission("host", control);
      azure.role(dana, role, "sub/rg");
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`can run code on every ${what} in resource group rg, which includes `);
  });

  test.each<[string, Make]>([
    ["Reader", (azure) => azure.role(dana, "Reader", "/")],
    ["a role for something else", (azure) => azure.role(dana, "Website Contributor", "sub/rg")],
    ["an operator who only starts what is there", (azure) => azure.role(dana, "Automation Operator", "sub/rg")],
    ["the resource group beside", (azure) => azure.role(dana, "Contributor", "sub/rg2")],
    ["a resource group whose name only begins alike", (azure) => azure.role(dana, "Contributor", "sub/r")],
    ["another subscription", (azure) => azure.role(dana, "Contributor", "sub2")],
    [
      "a custom role without the action",
      (azure) =>
        azure.role(
          dana,
          azure.customRole("Restart", { actions: ["Microsoft.Compute/virtualMachines/restart/action"] }),
        ),
    ],
    [
      "a custom role that takes everything back",
      (azure) =>
        azure.role(
          dana,
          azure.customRole("All but", {
            actions: ["*"],
            notActions: ["Microsoft.Compute/*", "Microsoft.SerialConsole/*", "Microsoft.Authorization/*"],
          }),
        ),
    ],
    [
      "a custom role whose data action is only written as an action",
      (azure) =>
        azure.role(dana, azure.customRole("Login", { actions: ["Microsoft.Compute/virtualMachines/login/action"] })),
    ],
    [
      "a management group that the subscription is known not to be in",
      (azure) => {
        azure.managementGroup("platform");
        azure.managementGroup("sandbox");
        azure.place("sub", "platform");
        azure.role(dana, "Contributor", "/providers/Microsoft.Management/managementGroups/sandbox");
      },
    ],
    [
      "an assignment that has ended",
      (azure) =>
        azure.extension("roleAssignmentScheduleRequests", "sub", {
          principalId: dana,
          roleDefinitionId: "b24988ac-6180-42a0-ab88-20f7382dd24c",
          scheduleInfo: {
            startDateTime: "2026-01-01T00:00:00Z",
            expiration: { type: "AfterDateTime", endDateTime: "2026-06-30T00:00:00Z" },
          },
        }),
    ],
    [
      "a request that takes a role away",
      (azure) =>
        azure.extension("roleAssignmentScheduleRequests", "sub", {
          principalId: dana,
          roleDefinitionId: "b24988ac-6180-42a0-ab88-20f7382dd24c",
          requestType: "AdminRemove",
        }),
    ],
  ])("not %s", (_name, make) => {
    expect(
      waysIn((azure, tenant) => {
        powerful(azure, tenant);
        make(azure, tenant);
      }),
    ).toEqual([]);
  });

  test("an identity that holds nothing leads nowhere", () => {
    expect(
      waysIn((azure, tenant) => {
        azure.resource("vm", "runner", "sub/rg", { runs: "as itself" });
        tenant.permission("runner", "User.Read.All");
        azure.role(dana, "Contributor");
      }),
    ).toEqual([]);
  });
});

describe("Kubernetes clusters", () => {
  const cluster: Make = (azure, tenant) => {
    const kubelet = azure.identity("kubelet", "sub/MC_rg_k8s_westeurope");
    tenant.permission("kubelet", control);
    azure.resource("aks", "k8s", "sub/rg", {
      location: "westeurope",
      properties: { identityProfile: { kubeletidentity: { resourceId: kubelet } } },
    });
  };
  test.each<[string, Make]>([
    ["the cluster", (azure) => azure.role(dana, "Azure Kubernetes Service Cluster User Role", "sub/rg")],
    [
      "the resource group of its nodes",
      (azure) => azure.role(dana, "Virtual Machine Contributor", "sub/MC_rg_k8s_westeurope"),
    ],
  ])("code on %s is its nodes' identity", (_name, make) => {
    const found = waysIn((azure, tenant) => {
      cluster(azure, tenant);
      make(azure, tenant);
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('Kubernetes cluster "k8s", which runs as managed identity "kubelet"');
  });

  test("two clusters may share the resource group of their nodes", () => {
    const tenant = goodTenant();
    const azure = new AzureBuilder(tenant);
    for (const name of ["one", "two"]) {
      azure.resource("aks", name, `sub/${name}`, { runs: "as itself", properties: { nodeResourceGroup: "nodes" } });
    }
    azure.role(dana, "Virtual Machine Contributor", "sub/nodes");
    const { edges } = tenant.context().graph;
    const named = (kind: string) =>
      edges.filter((edge) => edge.kind === kind).map(({ from, to }) => `${from.label} > ${to.label}`);
    expect(named("contains")).toEqual([
      'every scale set in resource group nodes > Kubernetes cluster "one"',
      'every scale set in resource group nodes > Kubernetes cluster "two"',
    ]);
  });

  test("not a role for other machines", () => {
    expect(
      waysIn((azure, tenant) => {
        cluster(azure, tenant);
        azure.role(dana, "Virtual Machine Contributor", "sub/rg");
      }),
    ).toEqual([]);
  });
});

test("a way from an identity to the next one goes on", () => {
  const [message] = waysIn((azure, tenant) => {
    powerful(azure, tenant);
    azure.resource("logicApp", "flow", "sub/apps", { runs: "as itself" });
    azure.role("flow", "Contributor", "sub/rg");
    azure.role(dana, "Logic App Contributor", "sub/apps");
  });
  expect(message).toContain(
    'logic app "flow", which runs as managed identity "flow", which holds Contributor over resource group rg,',
  );
});

test("each step names the resource that declares it", () => {
  const tenant = goodTenant();
  const azure = new AzureBuilder(tenant);
  powerful(azure, tenant);
  tenant.declare(azure.role(dana, "Contributor"), "grant");
  const [finding] = evaluateRules([rule], tenant.programContext());
  expect(finding).toMatchObject({ resource: expect.stringContaining("::grant"), file: "index.ts", line: 1 });
});
