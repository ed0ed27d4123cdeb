/** Resources that run as somebody or keep a credential, and whose service principals identities are. */

import { describe, expect, test } from "vitest";
import { type CodeHost, readCodeHosts } from "../../../src/access/azure/hosts.ts";
import { readManagedIdentities } from "../../../src/access/azure/identities.ts";
import type { ArmResource } from "../../../src/tenant/snapshot.ts";
import { AzureBuilder } from "../../support/azure-builder.ts";
import { TenantBuilder } from "../../support/tenant-builder.ts";

type Make = (azure: AzureBuilder, tenant: TenantBuilder) => void;

function tenantWith(make: Make): TenantBuilder {
  const tenant = new TenantBuilder();
  make(new AzureBuilder(tenant), tenant);
  return tenant;
}

/** The hosts, with what they are called for what they are. */
function hosts(make: Make): (Omit<CodeHost, "resource"> & { readonly name: string })[] {
  return readCodeHosts(tenantWith(make).attribution().directory).map(({ resource, ...rest }) => ({
    name: resource.name,
    ...rest,
  }));
}

const identityType = "Microsoft.ManagedIdentity/userAssignedIdentities";
const rg = "/subscriptions/sub/resourcegroups/rg";

describe("as whom a resource runs", () => {
  test("as itself, and what runs as nobody is no host", () => {
    expect(
      hosts((azure) => {
        azure.resource("vm", "Runner", "sub/rg", { runs: "as itself" });
        azure.resource("vm", "plain");
      }),
    ).toEqual([
      {
        name: "Runner",
        scope: `${rg}/providers/microsoft.compute/virtualmachines/runner`,
        identities: ["Runner"],
        alsoAt: [],
        keepsCredentialsOf: [],
      },
    ]);
  });

  /** An identity `deployer`, and a machine of which ARM says something. */
  const machine =
    (more: Partial<ArmResource> & { identity?: unknown }): Make =>
    (azure, tenant) => {
      azure.identity("deployer");
      azure.resource("vm", "runner");
      Object.assign(tenant.collections.armResources.at(-1) ?? {}, more);
    };
  const deployer = `/subscriptions/SUB/resourceGroups/rg/providers/${identityType}/Deployer/`;

  test.each<[string, Partial<ArmResource> & { identity?: unknown }, string[]]>([
    ["what it names", { identity: { userAssignedIdentities: { [deployer]: {} } } }, ["deployer"]],
    ["what it names in a list", { identity: { userAssignedIdentities: [deployer, null] } }, ["deployer"]],
    ["what it names alone", { identity: { userAssignedIdentities: deployer } }, ["deployer"]],
    ["a service principal that it names", { identity: { userAssignedIdentities: { deployer: null } } }, ["deployer"]],
    [
      "what its nodes run as",
      { properties: { identityProfile: { kubeletidentity: { resourceId: deployer }, other: "x" } } },
      ["deployer"],
    ],
    [
      "the service principal of its nodes",
      { properties: { identityProfile: { kubeletidentity: { objectId: "deployer" } } } },
      ["deployer"],
    ],
    [
      "one identity, however often it names it",
      {
        identity: { userAssignedIdentities: { [deployer]: {} } },
        properties: { identityProfile: { kubeletidentity: { resourceId: deployer, objectId: "deployer" } } },
      },
      ["deployer"],
    ],
    ["whom ARM shows beside it", { identity: { principalId: "shown" } }, ["shown"]],
    [
      "whom ARM shows beside it and beside what it names",
      { identity: { principalId: "shown", userAssignedIdentities: { "/x/other": { principalId: "too" } } } },
      ["shown", "too"],
    ],
    ["nobody it does not know", { identity: { userAssignedIdentities: { "/x/other": null, "": {} } } }, []],
    ["nobody of whom only properties speak", { properties: { principalId: "shown" } }, []],
    ["nobody", {}, []],
  ])("%s", (_name, more, expected) => {
    const found = hosts(machine(more)).filter(({ name }) => name === "runner");
    expect(found.flatMap(({ identities }) => identities)).toEqual(expected);
  });

  test("Entra ID's word on whose identity a resource's is counts before ARM's", () => {
    const found = hosts((azure, tenant) => {
      azure.resource("vm", "runner", "sub/rg", { runs: "as itself" });
      Object.assign(tenant.collections.armResources.at(-1) ?? {}, { identity: { principalId: "shown" } });
    });
    expect(found.map(({ identities }) => identities)).toEqual([["runner"]]);
  });
});

describe("whose identity a service principal is", () => {
  test("that of each resource that names it, in one spelling, and of nothing else", () => {
    const { snapshot } = tenantWith((azure, tenant) => {
      azure.identity("deployer", "sub/RG");
      azure.resource("vm", "one");
      azure.resource("vm", "two");
      for (const resource of tenant.collections.armResources.slice(1)) {
        Object.assign(resource, { identity: { principalId: "shared" } });
      }
    });
    const managed = readManagedIdentities(snapshot);
    expect(["deployer", "shared", "nobody"].map(managed.resourcesOf)).toEqual([
      [`${rg}/providers/microsoft.managedidentity/userassignedidentities/deployer`],
      ["one", "two"].map((name) => `${rg}/providers/microsoft.compute/virtualmachines/${name}`),
      [],
    ]);
  });

  test("a user-assigned identity says it itself, one of which only the id is in sight says nothing", () => {
    const { snapshot } = tenantWith((_azure, tenant) => {
      tenant.collections.servicePrincipals.push({ id: "plain" });
      const type = identityType.toUpperCase();
      tenant.collections.armResources.push(
        { id: "/x/said", name: "said", type, properties: { principalId: "shown" } },
        { id: "/x/bare", name: "bare", type },
      );
    });
    const managed = readManagedIdentities(snapshot);
    expect(snapshot.collections.armResources.map(managed.of)).toEqual([["shown"], []]);
    expect(managed.resourcesOf("shown")).toEqual(["/x/said"]);
  });
});

describe("the nodes of a Kubernetes cluster", () => {
  const cluster = (more: Partial<ArmResource>, id = "/subscriptions/S/resourceGroups/RG/x/k8s") =>
    hosts((azure, tenant) => {
      azure.identity("deployer");
      const identity = { userAssignedIdentities: ["deployer"] };
      const type = "Microsoft.ContainerService/managedClusters";
      tenant.collections.armResources.push(Object.assign({ id, name: "K8s", type, ...more }, { identity }));
    }).at(-1)?.alsoAt;
  const machines = "Microsoft.Compute/virtualMachineScaleSets";

  test.each<[string, Partial<ArmResource>, string]>([
    [
      "are in a group that it names",
      { properties: { nodeResourceGroup: "Nodes" } },
      "/subscriptions/s/resourcegroups/nodes",
    ],
    [
      "are in a group that Azure names after it",
      { location: "westeurope", properties: {} },
      "/subscriptions/s/resourcegroups/mc_rg_k8s_westeurope",
    ],
    ["are somewhere, if nobody says the region", {}, "/subscriptions/s/resourcegroups/mc_rg_k8s_"],
    [
      "in whatever case ARM writes the type",
      { type: "MICROSOFT.containerservice/managedclusters", location: "x" },
      "/subscriptions/s/resourcegroups/mc_rg_k8s_x",
    ],
  ])("%s", (_name, more, scope) => {
    expect(cluster(more)).toEqual([{ type: machines, scope }]);
  });

  test("are nothing that another resource has", () => {
    expect(cluster({ type: "Microsoft.Web/sites", properties: { nodeResourceGroup: "nodes" } })).toEqual([]);
  });
});

describe("whose credential a resource keeps", () => {
  const keeps = (keys: unknown, make: Make = () => {}) =>
    hosts((azure, tenant) => {
      tenant.collections.applications.push(
        { id: "by secret", passwordCredentials: [{ keyId: "KEY-1" }, { keyId: null }] },
        { id: "by certificate", keyCredentials: [{ keyId: "key-2" }] },
        { id: "without" },
      );
      tenant.collections.servicePrincipals.push({ id: "principal", passwordCredentials: [{ keyId: "key-3" }] });
      azure.resource("Microsoft.App/jobs", "job", "sub/rg", { properties: { demarcCredentialKeyIds: keys } });
      make(azure, tenant);
    }).map(({ keepsCredentialsOf }) => keepsCredentialsOf);

  test.each<[string, unknown, string[][]]>([
    ["an application's", ["key-1"], [["by secret"]]],
    ["several", ["key-2", "Key-3"], [["by certificate", "principal"]]],
    ["one application's, however often", ["key-1", "KEY-1"], [["by secret"]]],
    ["one among others that nobody has", ["gone", 7, "key-1"], [["by secret"]]],
    ["nobody's", ["gone"], []],
    ["none", undefined, []],
  ])("%s", (_name, keys, expected) => {
    expect(keeps(keys)).toEqual(expected);
  });
});
