import { describe, expect, test } from "vitest";
import { answerLookup } from "../../src/plan/lookups.ts";
import { placeholderSubscriptionId } from "../../src/plan/provider-id.ts";
import { emptySnapshot } from "../../src/tenant/snapshot.ts";

const tenantId = "3f6c1d52-8a0e-4f6b-9d37-52b1c7e0a975";
const provider = "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/";
const machines = "/providers/Microsoft.Compute/virtualMachines/";
const snapshot = emptySnapshot(tenantId, "embedded", "2026-11-01T00:00:00Z");
snapshot.collections.armResources.push(
  {
    id: `/subscriptions/one/resourceGroups/rg-ops${provider}id-deploy`,
    name: "id-deploy",
    type: "Microsoft.ManagedIdentity/userAssignedIdentities",
    properties: { principalId: "principal", clientId: "client" },
  },
  {
    id: `/subscriptions/one/resourceGroups/rg-ops${machines}runner`,
    name: "runner",
    type: "Microsoft.Compute/virtualMachines",
    location: "uksouth",
    properties: { vmId: "7" },
  },
  ...["one", "two"].map((subscription) => ({
    id: `/subscriptions/${subscription}/resourceGroups/rg-both${machines}twin`,
    name: "twin",
    type: "Microsoft.Compute/virtualMachines",
    identity: { principalId: `twin-${subscription}` },
  })),
);
snapshot.collections.servicePrincipals.push({
  id: "runner-identity",
  appId: "runner-client",
  alternativeNames: ["isExplicit=False", `/subscriptions/one/resourcegroups/rg-ops${machines}Runner`],
});

const machine = (vmName: string, resourceGroupName = "rg-ops") => ({ resourceGroupName, vmName });

describe("Azure resources that exist", () => {
  test.each<[string, string, Record<string, unknown>, string]>([
    ["compute", "getVirtualMachine", machine("vm"), `/resourceGroups/rg-ops${machines}vm`],
    ["resources", "getResourceGroup", { resourceGroupName: "rg" }, "/resourceGroups/rg"],
    ["web", "getWebApp", { resourceGroupName: "rg", name: "a" }, "/resourceGroups/rg/providers/Microsoft.Web/sites/a"],
    [
      "managedidentity",
      "getUserAssignedIdentity",
      { resourceGroupName: "rg", resourceName: "id" },
      `/resourceGroups/rg${provider}id`,
    ],
  ])("are where the arguments say: %s.%s", (module, name, asked, path) => {
    const id = `/subscriptions/mine${path}`;
    for (const token of [`azure-native:${module}:${name}`, `azure-native:${module}/v20240101:${name}`]) {
      const { result, open, found } = answerLookup(token, asked, { subscriptionId: "mine" });
      expect(result).toMatchObject({ ...asked, id, name: path.split("/").at(-1) });
      expect(open).toBe(true);
      expect(found[0]).toEqual({ token, asked, id, answeredBy: "placeholder" });
    }
    expect(answerLookup(`azure-native:${module}:${name}`, asked).result["id"]).toBe(
      `/subscriptions/${placeholderSubscriptionId}${path}`,
    );
  });

  test("have an identity of their own, the same in every lookup", () => {
    const ask = (vmName: string) => answerLookup("azure-native:compute:getVirtualMachine", machine(vmName));
    const principal = (vmName: string) => ask(vmName).result["identity"];
    expect(principal("vm")).toEqual(principal("VM"));
    expect(principal("vm")).not.toEqual(principal("other"));
    const [resource, identity] = ask("vm").found;
    expect(identity).toMatchObject({ asked: { output: "principalId", id: resource?.id } });
    expect(principal("vm")).toMatchObject({ principalId: identity?.id });
  });

  test("an identity has its principal beside the other properties", () => {
    const asked = { resourceGroupName: "rg", resourceName: "id" };
    const { result, found } = answerLookup("azure-native:managedidentity:getUserAssignedIdentity", asked);
    expect(result["principalId"]).toBe(found[1]?.id);
    expect(result["clientId"]).not.toBe(result["principalId"]);
  });

  test("a function whose arguments name no place finds what nobody can spell", () => {
    const { result } = answerLookup("azure-native:subscription:getSubscription", { subscriptionId: "x" });
    expect(result["id"]).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("with a snapshot", () => {
  const ask = (name: string, asked: Record<string, unknown>, subscriptionId?: string) =>
    answerLookup(name, asked, { snapshot, ...(subscriptionId !== undefined && { subscriptionId }) });

  test("an identity is the tenant's, though the program names no subscription", () => {
    const asked = { resourceGroupName: "RG-ops", resourceName: "ID-deploy" };
    const { result, open, found } = ask("azure-native:managedidentity:getUserAssignedIdentity", asked);
    const id = `/subscriptions/one/resourceGroups/rg-ops${provider}id-deploy`;
    expect(result).toMatchObject({ id, name: "id-deploy", principalId: "principal", clientId: "client", tenantId });
    expect(open).toBe(false);
    expect(found).toEqual([
      { token: "azure-native:managedidentity:getUserAssignedIdentity", asked, id, answeredBy: "snapshot" },
    ]);
  });

  test("Entra ID says whose the identity of a machine is", () => {
    const { result } = ask("azure-native:compute:getVirtualMachine", machine("runner"));
    expect(result).toMatchObject({ vmId: "7", location: "uksouth", identity: { principalId: "runner-identity" } });
  });

  test("of two places with that name the subscription decides, and without one neither is meant", () => {
    const twin = (subscription?: string) =>
      ask("azure-native:compute:getVirtualMachine", machine("twin", "rg-both"), subscription);
    expect(twin("two").result["identity"]).toMatchObject({ principalId: "twin-two" });
    expect(twin("three").found[0]?.answeredBy).toBe("placeholder");
    expect(twin().found[0]).toMatchObject({
      answeredBy: "placeholder",
      id: `/subscriptions/${placeholderSubscriptionId}/resourceGroups/rg-both${machines}twin`,
    });
  });
});
