import { describe, expect, it } from "vitest";
import { evaluateRules } from "../../../policies/rule.ts";
import { providerCustomRoleNarrow as rule } from "../../../policies/rules/provider-custom-role-narrow.ts";
import { AzureBuilder } from "../../support/azure-builder.ts";
import { azureWorld } from "../../support/azure-world.ts";
import { goodTenant, helpdeskTeam, type TenantBuilder } from "../../support/tenant-builder.ts";

const dana = "dana.reyes";

function messages(make: (azure: AzureBuilder, tenant: TenantBuilder) => void): string[] {
  const tenant = goodTenant();
  make(new AzureBuilder(tenant), tenant);
  return tenant.findings(rule).map(({ message }) => message);
}
const held = (actions: readonly string[], more: Record<string, readonly string[]> = {}) =>
  messages((azure) => azure.role(dana, azure.customRole("Own", { actions, ...more }), "sub/rg"));

const { azure } = azureWorld.entitlements;
if (azure === undefined) throw new Error("the matrix says nothing of Azure");
/** The matrix has a role of its own. */
const agreedRole = {
  ...azureWorld,
  entitlements: {
    ...azureWorld.entitlements,
    azure: {
      ...azure,
      customRoles: [
        {
          key: "site-reader",
          displayName: "Site reader",
          description: "Sees sites.",
          actions: ["Microsoft.Web/sites/read"],
          dataActions: [],
          assignableScopes: ["/subscriptions/sub"],
        },
      ],
    },
  },
};

describe(rule.name, () => {
  it.each([
    ["everything", ["*"]],
    ["all of a resource", ["Microsoft.Compute/virtualMachines/*"]],
    ["every write", ["*/write"]],
    ["every action below", ["Microsoft.Compute/virtualMachines/*/action"]],
    ["giving roles", ["Microsoft.Authorization/roleAssignments/write"]],
    ["policies", ["Microsoft.Authorization/policyAssignments/write"]],
  ])("refuses %s", (_, actions) => {
    expect(held(actions)).toEqual([
      `Dana Reyes (dana.reyes@tideway.example) of Tideway IT holds Own over resource group rg, and the custom role Own allows ${actions.join()}.`,
    ]);
  });

  it("names the wide ones among narrow ones, of data, too", () => {
    const wide = held(["Microsoft.Compute/virtualMachines/read", "Microsoft.Web/sites/*"], {
      dataActions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*"],
    });
    expect(wide).toEqual([
      expect.stringContaining(
        "allows Microsoft.Web/sites/* and Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*.",
      ),
    ]);
  });

  it("is not soothed by what is taken back", () => {
    expect(
      held(["Microsoft.Compute/*"], { notActions: ["Microsoft.Compute/virtualMachines/runCommand/action"] }),
    ).toHaveLength(1);
  });

  it("leaves Microsoft's own roles, and what only names what it is about, alone", () => {
    const builtIn = (type: string) =>
      messages((azure, tenant) => {
        const id = azure.customRole("Own", { actions: ["Microsoft.Compute/*"] });
        const definition = tenant.collections.armResources.find((each) => each.id === id);
        Object.assign(definition?.properties ?? {}, { type });
        azure.role(dana, id);
      });
    expect([builtIn("BuiltInRole"), builtIn("CustomRole")].map(({ length }) => length)).toEqual([0, 1]);
    expect(held(["Microsoft.Web/Microsoft.Authorization/stop/action"])).toEqual([]);
    expect(held(["Microsoft.Web/*/read/write"])).toHaveLength(1);
  });

  it.each([
    [
      "operations by name",
      ["Microsoft.Compute/virtualMachines/read", "Microsoft.Compute/virtualMachines/restart/action"],
    ],
    ["reading everything", ["*/read"]],
    ["reading all of a kind, and who holds what", ["Microsoft.Compute/*/read", "Microsoft.Authorization/*/read"]],
  ])("lets %s pass", (_, actions) => {
    expect(held(actions)).toEqual([]);
  });

  it.each<[string, unknown, string | undefined]>([
    ["what the matrix lists", [{ actions: ["Microsoft.Web/Sites/Read"], notActions: [] }], undefined],
    ["less", [{ actions: [], notActions: [], dataActions: null }], undefined],
    ["nothing that is written", [], "allows something that nobody knows here"],
    ["more, in a part that nobody knows", [{ actions: [] }, "an output"], "allows something that nobody knows here"],
    ["data that nobody knows", [{ actions: [], dataActions: "an output" }], "allows something that nobody knows here"],
    [
      "more",
      [
        {
          actions: ["Microsoft.Web/sites/read", "Microsoft.Web/sites/stop/action"],
          dataActions: ["Microsoft.Web/d/read"],
        },
      ],
      "allows Microsoft.Web/sites/stop/action and Microsoft.Web/d/read, which the matrix does not list",
    ],
    ["what nobody knows", "an output", "allows something that nobody knows here, which the matrix does not list"],
    ["actions that nobody knows", [{ actions: "an output" }], "allows something that nobody knows here"],
  ])("looks into a role called as one of the matrix that allows %s", (_, permissions, what) => {
    const found = (roleName: string) => {
      const tenant = goodTenant();
      new AzureBuilder(tenant).extension("roleDefinitions", "sub", { roleName, permissions });
      return evaluateRules([rule], tenant.context(agreedRole)).map(({ message }) => message);
    };
    expect(found("SITE reader")).toEqual(what === undefined ? [] : [expect.stringContaining(what)]);
    expect(found("Another reader")).toEqual([]);
  });

  it("looks in a program only into the roles that it declares, and in a tenant only into roles", () => {
    const tenant = goodTenant();
    const azureBuilder = new AzureBuilder(tenant);
    const settings = { roleName: "Site reader", permissions: [{ actions: ["Microsoft.Web/sites/write"] }] };
    const id = azureBuilder.extension("roleDefinitions", "sub", settings);
    azureBuilder.extension("locks", "sub", settings);
    expect(evaluateRules([rule], tenant.context(agreedRole))).toMatchObject([
      { remedy: "Take it out, or list it in the matrix: azure.customRoles.site-reader." },
    ]);
    expect(evaluateRules([rule], tenant.programContext(agreedRole))).toEqual([]);
    tenant.declaredBy.set(id, "urn:role");
    expect(evaluateRules([rule], tenant.programContext(agreedRole)).map(({ resource }) => resource)).toEqual([
      "urn:role",
    ]);
  });

  it("speaks of providers, who hold it or can, by whatever way", () => {
    const wide = { actions: ["Microsoft.Compute/*"] };
    expect(messages((azure) => void azure.customRole("Own", wide))).toEqual([]);
    expect(messages((azure) => azure.role("joel.lindqvist", azure.customRole("Own", wide)))).toEqual([]);
    expect(messages((azure) => azure.role(dana, "Contributor"))).toEqual([]);
    expect(messages((azure) => azure.role(helpdeskTeam, azure.customRole("Own", wide)))).toHaveLength(1);
    expect(messages((azure) => azure.eligible(dana, azure.customRole("Own", wide)))).toHaveLength(1);
  });
});
