import { describe, expect, test } from "vitest";
import { readScopes, scopeOf } from "../../../src/access/azure/scopes.ts";
import { placeholderSubscriptionId } from "../../../src/plan/provider-id.ts";
import { AzureBuilder } from "../../support/azure-builder.ts";
import { TenantBuilder } from "../../support/tenant-builder.ts";

const group = (name: string) => `/providers/microsoft.management/managementgroups/${name}`;
const tenantId = "0B1F6471-1bf0-4dda-aec3-cb9272f09590";
const root = group(tenantId.toLowerCase());

/** Every scope above one, on whichever way. */
function allAbove(
  scope: string,
  given: readonly string[] = [],
  make: (azure: AzureBuilder) => void = () => {},
): string[] {
  const tenant = new TenantBuilder();
  make(new AzureBuilder(tenant));
  const tree = readScopes(tenant.collections.armResources, new Set(given.map(scopeOf)), tenantId);
  const found = new Set([scopeOf(scope)]);
  for (const at of found) for (const above of tree.above(at)) found.add(above);
  return [...found].slice(1).filter((at) => at.startsWith("/"));
}

describe("what is above", () => {
  test.each<[string, string, string[]]>([
    ["the root", "/", []],
    ["the root management group", root, ["/"]],
    [
      "a resource",
      "/subscriptions/S/resourceGroups/R/providers/Microsoft.Web/sites/A",
      ["/subscriptions/s/resourcegroups/r", "/subscriptions/s", "/", root],
    ],
    [
      "a resource in another",
      "/subscriptions/s/resourceGroups/r/providers/Microsoft.Web/sites/a/slots/b",
      [
        "/subscriptions/s/resourcegroups/r/providers/microsoft.web/sites/a",
        "/subscriptions/s/resourcegroups/r",
        "/subscriptions/s",
        "/",
        root,
      ],
    ],
    [
      "an extension of a resource",
      "/subscriptions/s/providers/Microsoft.Authorization/policyAssignments/p",
      ["/subscriptions/s", "/", root],
    ],
    ["a tenant's resource", "/providers/Microsoft.Capacity/reservationOrders/o", ["/"]],
  ])("%s", (_name, scope, above) => {
    expect(allAbove(scope)).toEqual(above);
  });

  test("a subscription in a declared hierarchy", () => {
    expect(
      allAbove("/subscriptions/s", [], (azure) => {
        azure.managementGroup("corp");
        azure.managementGroup("identity", "corp");
        azure.managementGroup("beside");
        azure.place("s", "identity");
      }),
    ).toEqual([group("identity"), group("corp"), root, "/"]);
  });

  test("a plan's own subscription may be any that it names, and the same place in it", () => {
    const own = `/subscriptions/${placeholderSubscriptionId}/resourceGroups/r`;
    const above = allAbove(own, ["/subscriptions/named/resourceGroups/r", "/subscriptions/other", own]);
    expect(above).toEqual(
      expect.arrayContaining(["/subscriptions/named/resourcegroups/r", "/subscriptions/named", "/subscriptions/other"]),
    );
    expect(allAbove("/subscriptions/named/resourceGroups/r", [own])).toContain(own.toLowerCase());
    expect(allAbove("/subscriptions/named/resourceGroups/r", ["/subscriptions/other"])).not.toContain(
      "/subscriptions/other",
    );
  });

  test("an id of no known form may be anywhere", () => {
    const given = ["/subscriptions/s", "/subscriptions/t/resourcegroups/r"];
    expect(allAbove("3f0c2d4e-0000-4000-8000-000000000000", given)).toEqual(expect.arrayContaining(given));
  });
});

test("a scope is called what people call it", () => {
  const tenant = new TenantBuilder();
  const azure = new AzureBuilder(tenant);
  const vm = azure.resource("vm", "Runner");
  tenant.collections.armResources.push(
    {
      id: "/subscriptions/a",
      name: "a",
      type: "Microsoft.Resources/subscriptions",
      properties: { displayName: "Production" },
    },
    {
      id: group("corp"),
      name: "corp",
      type: "Microsoft.Management/managementGroups",
      properties: { displayName: "Corporate" },
    },
  );
  const tree = readScopes(tenant.collections.armResources, new Set([scopeOf(vm)]), tenantId);
  const scopes = [
    "/",
    group("corp"),
    group("other"),
    "/subscriptions/a",
    "/subscriptions/b",
    `/subscriptions/${placeholderSubscriptionId}`,
    "/subscriptions/a/resourcegroups/r",
    scopeOf(vm),
  ];
  expect(scopes.map(tree.label)).toEqual([
    "all of Azure",
    'management group "Corporate"',
    "management group other",
    'subscription "Production"',
    "subscription b",
    "the subscription",
    "resource group r",
    'virtual machine "Runner"',
  ]);
});
