import { describe, expect, test } from "vitest";
import { mayBeSame, readScopes, scopeOf } from "../../../src/access/azure/scopes.ts";
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
    ["an id of a form that Azure does not have", "/a/b", ["/"]],
    [
      "a resource of a subscription",
      "/subscriptions/s/providers/Microsoft.Insights/actionGroups/g/x/y",
      ["/subscriptions/s/providers/microsoft.insights/actiongroups/g", "/subscriptions/s", "/", root],
    ],
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

  test("a management group may say its parent by the name alone, and only who has one is below it", () => {
    const above = allAbove(group("identity"), [], ({ tenant }) => {
      tenant.collections.armResources.push(
        { id: group("Identity"), name: "x", type: "x", properties: { details: { parent: { id: "Corp" } } } },
        { id: group("corp"), name: "x", type: "x", properties: { details: {} } },
        { id: root, name: "x", type: "x", properties: { details: { parent: { id: "/" } } } },
      );
    });
    expect(above).toEqual([group("corp"), root, "/"]);
  });

  test("a subscription that nobody placed may be in any group that is in sight", () => {
    const above = allAbove("/subscriptions/s", [group("given"), "/subscriptions/t"], (azure) => {
      azure.managementGroup("declared");
      azure.place("other", "holding");
    });
    expect(above).toEqual(["/", root, group("given"), group("declared"), group("holding")]);
  });

  test("a management group of which only the id is in sight is below the root", () => {
    const above = allAbove(group("corp"), [], ({ tenant }) =>
      tenant.collections.armResources.push({ id: group("corp"), name: "corp", type: "x" }),
    );
    expect(above).toEqual([root, "/"]);
  });

  describe("a plan's own subscription", () => {
    const own = `/subscriptions/${placeholderSubscriptionId}`;
    const right = (scope: string, given: readonly string[]) =>
      readScopes([], new Set(given), tenantId)
        .above(scope)
        .filter((above) => !above.includes("nobody knows"));

    test.each<[string, string, string[], string[]]>([
      [
        "may be any that it names",
        own,
        ["/subscriptions/a/resourcegroups/r", "/subscriptions/b", own],
        ["/subscriptions/a", "/subscriptions/b"],
      ],
      ["is no management group that it names", own, [group("corp"), `${group("corp")}/subscriptions/a`, "/"], []],
      [
        "may be another with all that is in it",
        `${own}/resourcegroups/r`,
        ["/subscriptions/a", "/subscriptions/a/resourcegroups/x"],
        [own, "/subscriptions/a/resourcegroups/r"],
      ],
      ["may be what another is", "/subscriptions/a", [own, "/subscriptions/b"], [own]],
      [
        "may be what another is, with all that is in that",
        "/subscriptions/a/resourcegroups/r",
        ["/subscriptions/b", `${own}/resourcegroups/x`],
        ["/subscriptions/a", `${own}/resourcegroups/r`],
      ],
      ["is not what another only begins like", `${own}1`, ["/subscriptions/b"], []],
      ["has nothing to do with two that have their names", "/subscriptions/a", ["/subscriptions/b"], []],
      ["has nothing to do with a management group", group("corp"), [own], []],
      ["has nothing to do with a tenant's resource", "/providers/microsoft.capacity/orders/o", [own], ["/"]],
    ])("%s", (_name, scope, given, above) => {
      expect(right(scope, given)).toEqual(above);
    });

    test.each<[string, string, boolean]>([
      ["/subscriptions/a/x", "/subscriptions/a/x", true],
      [`${own}/x`, "/subscriptions/a/x", true],
      ["/subscriptions/a/x", `${own}/x`, true],
      [own, "/subscriptions/a", true],
      ["/subscriptions/a/x", "/subscriptions/b/x", false],
      [`${own}/x`, "/subscriptions/a/y", false],
      ["/subscriptions/a/x", own, false],
      [own, group("corp"), false],
      [group("corp"), own, false],
    ])("%s and %s may be the same: %s", (one, other, expected) => {
      expect(mayBeSame(one, other)).toBe(expected);
    });
  });

  test("an id of no known form may be anywhere", () => {
    const given = ["/subscriptions/s", "/subscriptions/t/resourcegroups/r"];
    expect(allAbove("3f0c2d4e-0000-4000-8000-000000000000", given)).toEqual(expect.arrayContaining(given));
  });
});

test("right above the root is nothing", () => {
  expect(readScopes([], new Set(), tenantId).above("/")).toEqual([]);
});

test.each([
  [" /Subscriptions/S// ", "/subscriptions/s"],
  ["abc/", "abc"],
  ["/abc", "/abc"],
  ["///", "/"],
  ["", "/"],
])("%j is %s in one spelling", (written, scope) => {
  expect(scopeOf(written)).toBe(scope);
});

test("a scope is called what people call it", () => {
  const tenant = new TenantBuilder();
  const azure = new AzureBuilder(tenant);
  const vm = azure.resource("vm", "Runner", "sub/rg", { properties: { displayName: "The runner" } });
  const other = azure.resource("vm", "Other");
  tenant.collections.armResources.push(
    {
      id: "/subscriptions/a",
      name: "a",
      type: "Microsoft.Resources/subscriptions",
      properties: { displayName: "Production" },
    },
    { id: "/subscriptions/c", name: "c", type: "Microsoft.Resources/subscriptions", properties: {} },
    { id: "/subscriptions/a/resourceGroups/r", name: "r", type: "Microsoft.Resources/resourceGroups" },
    { id: group("plain"), name: "plain", type: "Microsoft.Management/managementGroups" },
    {
      id: group("corp"),
      name: "corp",
      type: "Microsoft.Management/managementGroups",
      properties: { displayName: "Corporate" },
    },
  );
  const tree = readScopes(
    tenant.collections.armResources,
    new Set([vm, "/subscriptions/a/resourceGroups/r"].map(scopeOf)),
    tenantId,
  );
  const scopes = [
    "/",
    group("corp"),
    group("other"),
    group("plain"),
    "/subscriptions/a",
    "/subscriptions/b",
    "/subscriptions/c",
    `/subscriptions/${placeholderSubscriptionId}`,
    "/subscriptions/a/resourcegroups/r",
    scopeOf(vm),
    scopeOf(other),
    "3f0c2d4e",
  ];
  expect(scopes.map(tree.label)).toEqual([
    "all of Azure",
    'management group "Corporate"',
    "management group other",
    "management group plain",
    'subscription "Production"',
    "subscription b",
    "subscription c",
    "the subscription",
    "resource group r",
    'virtual machine "Runner"',
    "other",
    "3f0c2d4e",
  ]);
});
