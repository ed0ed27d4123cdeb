/** Every kind of step through Azure: one tenant in which it leads a provider to tier 0, and its near misses. */

import { describe, expect, test } from "vitest";
import { evaluateRules } from "../../../policies/rule.ts";
import { deployIdentityInternal } from "../../../policies/rules/deploy-identity-internal.ts";
import { providerNoPathToGlobalAdmin as rule } from "../../../policies/rules/provider-no-path-to-global-admin.ts";
import { AzureBuilder } from "../../support/azure-builder.ts";
import { goodTenant, nightwatch, type TenantBuilder, tideway } from "../../support/tenant-builder.ts";

type Make = (azure: AzureBuilder, tenant: TenantBuilder) => void;

const dana = "dana.reyes";
const control = "RoleManagement.ReadWrite.Directory";
/** A machine that can make itself Global Administrator. */
const powerful: Make = (azure, tenant) => {
  azure.resource("vm", "runner", "sub/rg", { runs: "as itself" });
  tenant.permission("runner", control);
};

function messages(make: Make): string[] {
  const tenant = goodTenant();
  make(new AzureBuilder(tenant), tenant);
  return tenant.findings(rule).map(({ message }) => message);
}

/** What follows "can reach …: " and leads to the identity, which then holds control. */
const ends = `, which holds permission ${control} on Microsoft Graph, which is as good as Global Administrator (Gives any principal any role).`;
const who = "Dana Reyes (dana.reyes@tideway.example) of Tideway IT can reach Global Administrator or an equivalent: ";

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
    expect(messages(make)).toEqual([`${who}${path}${ends}`]);
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
    const found = messages((azure, tenant) => {
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
      messages((azure, tenant) => {
        powerful(azure, tenant);
        make(azure, tenant);
      }),
    ).toEqual([]);
  });

  test("an identity that holds nothing leads nowhere", () => {
    expect(
      messages((azure, tenant) => {
        azure.resource("vm", "runner", "sub/rg", { runs: "as itself" });
        tenant.permission("runner", "User.Read.All");
        azure.role(dana, "Contributor");
      }),
    ).toEqual([]);
  });
});

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
    const found = messages((azure, tenant) => {
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
      messages((azure, tenant) => {
        deployer(azure, tenant);
        make(azure, tenant);
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
    const found = messages((azure, tenant) => {
      cluster(azure, tenant);
      make(azure, tenant);
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('Kubernetes cluster "k8s", which runs as managed identity "kubelet"');
  });

  test("not a role for other machines", () => {
    expect(
      messages((azure, tenant) => {
        cluster(azure, tenant);
        azure.role(dana, "Virtual Machine Contributor", "sub/rg");
      }),
    ).toEqual([]);
  });
});

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
    const found = messages((azure, tenant) => {
      powerful(azure, tenant);
      make(azure, tenant);
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(who + path);
  });

  test("an approval by the internal team is no finding", () => {
    expect(
      messages((azure, tenant) => {
        powerful(azure, tenant);
        azure.eligible(dana, "Contributor");
        azure.approval("Contributor", "sub", ["approvers"]);
      }),
    ).toEqual([]);
  });

  test("an assignment that is only an activation says nothing more than its eligibility", () => {
    expect(
      messages((azure, tenant) => {
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
    return messages((azure, tenant) => {
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

describe("key vaults", () => {
  const vault =
    (settings: Record<string, unknown>): Make =>
    (azure, tenant) => {
      tenant.application("Sync");
      tenant.collections.servicePrincipals.at(-1)?.passwordCredentials?.push({ keyId: "key-1" });
      tenant.collections.applications.push({
        id: "registration",
        appId: "app-Sync",
        displayName: "Sync",
        passwordCredentials: [{ keyId: "key-1" }],
      });
      tenant.permission("Sync", control);
      azure.resource("vault", "safe", "sub/rg", { properties: settings });
      azure.resource("Microsoft.KeyVault/vaults/safe/secrets", "sync", "sub/rg");
      const secret = tenant.collections.armResources.at(-1);
      if (secret)
        Object.assign(secret, {
          type: "Microsoft.KeyVault/vaults/secrets",
          properties: { demarcCredentialKeyIds: ["key-1"] },
        });
    };
  const byRoles = { enableRbacAuthorization: true };

  test.each<[string, Record<string, unknown>, Make]>([
    ["a role that reads secrets", byRoles, (azure) => azure.role(dana, "Key Vault Secrets User", "sub/rg")],
    ["a role over its keys", byRoles, (azure) => azure.role(dana, "Key Vault Crypto User", "sub/rg")],
    ["whoever may give that role", byRoles, (azure) => azure.role(dana, "User Access Administrator", "sub/rg")],
    ["changing the access policies", {}, (azure) => azure.role(dana, "Key Vault Contributor", "sub/rg")],
    [
      "templates that may read it",
      { ...byRoles, enabledForTemplateDeployment: true },
      (azure) => azure.role(dana, "Contributor"),
    ],
    ["its own access policy", { accessPolicies: [{ objectId: dana, permissions: { secrets: ["Get"] } }] }, () => {}],
  ])("%s", (_name, settings, make) => {
    const found = messages((azure, tenant) => {
      vault(settings)(azure, tenant);
      make(azure, tenant);
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(
      'key vault "safe", which keeps a credential of app registration "Sync", which can sign in as application "Sync"',
    );
  });

  test.each<[string, Record<string, unknown>, Make]>([
    ["managing a vault in which roles decide", byRoles, (azure) => azure.role(dana, "Key Vault Contributor", "sub/rg")],
    ["reading a vault's settings", byRoles, (azure) => azure.role(dana, "Key Vault Reader", "sub/rg")],
    ["a data role where policies decide", {}, (azure) => azure.role(dana, "Key Vault Secrets User", "sub/rg")],
    [
      "a policy that only lists",
      { accessPolicies: [{ objectId: dana, permissions: { secrets: ["List", "Set"] } }] },
      () => {},
    ],
    [
      "a policy that no longer counts",
      { ...byRoles, accessPolicies: [{ objectId: dana, permissions: { secrets: ["Get"] } }] },
      () => {},
    ],
  ])("not %s", (_name, settings, make) => {
    expect(
      messages((azure, tenant) => {
        vault(settings)(azure, tenant);
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

test("a way from an identity to the next one goes on", () => {
  const [message] = messages((azure, tenant) => {
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
    const found = messages((azure, tenant) => {
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
