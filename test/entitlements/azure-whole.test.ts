/** What follows from the Azure section, whole: roles, scopes, eligibilities, delegations, and the sentences of the contract. */

import { describe, expect, it, test } from "vitest";
import { azureRole } from "../../src/entitlements/azure-access.ts";
import { delegable, scopesNamed, scopeWords, watchedSubscriptions } from "../../src/entitlements/azure-scopes.ts";
import { deriveEntitlements } from "../../src/entitlements/derive.ts";
import { parseMatrix } from "../../src/matrix/load.ts";
import { edited, harbourFile, kestrelFile } from "../support/matrices.ts";

const subscription = "4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f90";
const other = "4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f91";
const policy = "11111111-0000-4000-8000-000000000009";

const section = `
azure:
  subscriptionId: ${subscription}
  resourceGroup: rg-access
  location: westeurope
  alertEmails: [alerts@harbourdental.example]
  scopes:
    servers: { resourceGroup: rg-servers }
    elsewhere: { subscriptionId: ${other.toUpperCase()} }
    root: { managementGroup: corp }
  customRoles:
    restarter: { displayName: Restarter, description: Restarts., actions: [Microsoft.Compute/virtualMachines/restart/action] }
    unused: { displayName: Unused, description: Nobody has it., actions: [Microsoft.Web/sites/read] }
`;

/** Harbour, whose providers are guests, with what its patching row gives in Azure. */
function harbour(access: string, more = "") {
  const row = "  server-patching:\n    owner: provider\n";
  const given = access === "" ? row : `${row}    access: { reason: Runs them., azure: [${access}] }\n`;
  const { matrix } = parseMatrix(`${edited(harbourFile, [row, given])}${section}${more}`, "m.yaml");
  const entitlements = deriveEntitlements(matrix);
  const { azure } = entitlements;
  if (azure === undefined) throw new Error("nothing of Azure is derived");
  const team = entitlements.teams.find(({ key }) => key === "tideway-server-patching");
  const lines = entitlements.contractLines.filter(({ text }) => text.includes("Azure"));
  return { azure, team, lines, matrix };
}

describe("a role that a row gives", () => {
  it("is held by the team's group, told by who, what and where", () => {
    const { team, azure } = harbour(
      "{ role: Reader, scope: servers, maximumHours: 2, approval: false, eligibleDays: 30 }",
    );
    expect(team?.azure).toEqual([
      {
        key: "tideway-server-patching-reader-servers",
        role: { kind: "built-in", roleDefinitionId: "acdd72a7-3385-48ef-bd42-f606fba81ae7", name: "Reader" },
        scope: {
          key: "servers",
          kind: "resource-group",
          id: `/subscriptions/${subscription}/resourceGroups/rg-servers`,
          subscriptionId: subscription,
          resourceGroup: "rg-servers",
        },
        why: "Runs them.",
        source: "matrix: functions.server-patching.access.azure",
      },
    ]);
    expect(team?.activation).toMatchObject({ maximumHours: 2, approval: false, ticket: true, eligibleDays: 30 });
    expect(azure.eligibilities).toEqual([]);
    expect(azure.customRoles).toEqual([]);
  });

  it.each([
    ["{ role: Reader, scope: servers }", { maximumHours: 4, approval: true, eligibleDays: 90 }],
    ["{ role: Contributor, scope: servers, approval: false }", { approval: true }],
    ["{ role: restarter, scope: servers, approval: false }", { approval: false }],
    ["{ role: Reader, scope: servers, activation: membership, approval: true }", { approval: true }],
    // Rules of a role that nobody is eligible for itself are of no account.
    [
      `{ role: Reader, scope: servers, activation: membership, policy: ${policy}, maximumHours: 1 }`,
      { maximumHours: 1 },
    ],
  ])("%s is activated as strictly as it must be", (access, activation) => {
    expect(harbour(access).team?.activation).toMatchObject(activation);
  });

  it("is nothing where the row's catalogue role has no place here", () => {
    const { team } = harbour("");
    expect(team?.azure.map(({ role }) => role.name)).toEqual(["Scheduled Patching Contributor"]);
  });
});

describe("eligibility for the role itself", () => {
  const access = (role: string, approval: boolean) =>
    `{ role: ${role}, scope: servers, activation: role, policy: ${policy}, approval: ${approval} }, { role: Reader, scope: root }`;

  it("is each person's, by rules of its own, and not the group's", () => {
    const { azure, team, lines } = harbour(access("Backup Operator", true));
    expect(azure.eligibilities).toEqual([
      expect.objectContaining({
        key: "tideway-server-patching-backup-operator-servers",
        provider: "tideway",
        functionId: "server-patching",
        eligible: ["tideway-dana-reyes", "tideway-tomasz-wilk"],
        activation: expect.objectContaining({ approval: true, maximumHours: 4, eligibleDays: 90 }),
        policy,
      }),
    ]);
    expect(team?.azure.map(({ role, scope }) => `${role.name} ${scope.id}`)).toEqual([
      "Reader /providers/Microsoft.Management/managementGroups/corp",
    ]);
    expect(
      lines.filter(({ row }) => row === "functions.server-patching").map(({ party, text }) => [party, text]),
    ).toContainEqual([
      "tideway",
      "Administrative scope of Tideway IT: Backup Operator over the resource group rg-servers in Azure. Never standing: each person activates the role with Harbour Dental Group's approval, for at most 4 hours; eligibility ends after 90 days unless renewed.",
    ]);
  });

  it("without an approval says so", () => {
    const { lines } = harbour(access("Backup Operator", false));
    expect(lines.map(({ text }) => text).join("\n")).toContain(
      "activates the role without waiting for an approval, for",
    );
  });
});

describe("roles of the matrix's own", () => {
  it("are declared where somebody holds them, to be assigned in the subscription or the management group", () => {
    const { azure } = harbour(
      "{ role: restarter, scope: servers }, { role: restarter, scope: elsewhere }, { role: restarter, scope: root }",
    );
    expect(azure.customRoles).toEqual([
      {
        key: "restarter",
        displayName: "Restarter",
        description: "Restarts.",
        actions: ["Microsoft.Compute/virtualMachines/restart/action"],
        dataActions: [],
        assignableScopes: [
          `/subscriptions/${subscription}`,
          `/subscriptions/${other.toUpperCase()}`,
          "/providers/Microsoft.Management/managementGroups/corp",
        ],
      },
    ]);
  });

  it("are nobody's of a provider that has no accounts here, whose delegation knows built-in ones only", () => {
    const lighthouse = `  lighthouse:
    tideway:
      group: { id: ${policy}, name: Patchers }
      approvers: [{ id: ${policy}, name: Leads }, { id: ${other}, name: Deputies }]
`;
    const { azure, team, lines } = harbour(
      "{ role: restarter, scope: servers }, { role: Backup Operator, scope: servers }",
      lighthouse,
    );
    expect(azure.customRoles).toEqual([]);
    expect(team?.azure ?? []).toEqual([]);
    expect(azure.lighthouse).toMatchObject([
      {
        key: "tideway-servers",
        displayName: "Tideway IT – servers",
        description:
          "What Tideway IT may activate for Harbour Dental Group. Declared in the responsibility matrix, functions.server-patching.",
        eligible: [{ role: { name: "Backup Operator" }, functionId: "server-patching", why: "Runs them." }],
      },
    ]);
    expect(lines.map(({ row, party, text }) => [row, party, text])).toContainEqual([
      "functions.server-patching",
      "tideway",
      expect.stringContaining(
        "with multifactor authentication and the approval of Leads or Deputies, who are Tideway IT's own, for at most 4 hours",
      ),
    ]);
    expect(lines.filter(({ text }) => text.includes("Resource Guard"))).toEqual([]);
  });

  it("of rows that share a delegation are told together", () => {
    const own =
      "  server-patching: { owner: brightdesk, access: { reason: R., azure: [{ role: Backup Operator, scope: monitored }] } }";
    const text = edited(kestrelFile, ["  server-patching: { owner: brightdesk }", own]);
    const { azure, contractLines } = deriveEntitlements(parseMatrix(text, "m.yaml").matrix);
    const [shared] = azure?.lighthouse.filter(({ eligible }) => eligible.length > 1) ?? [];
    expect(shared?.description).toContain("functions.server-patching, functions.network-monitoring");
    expect(contractLines.find(({ row }) => row === "azure.backup")?.party).toBe("internal");
  });
});

describe("named scopes", () => {
  const { azure } = harbour("").matrix;
  if (azure === undefined) throw new Error("the section is lost");
  const words = (key: string) =>
    scopesNamed(azure, key).map((scope) => [scope.kind, scopeWords(scope), delegable(scope)?.id]);

  test.each([
    [
      "servers",
      "resource-group",
      "the resource group rg-servers",
      `/subscriptions/${subscription}/resourceGroups/rg-servers`,
    ],
    ["elsewhere", "subscription", `the subscription ${other.toUpperCase()}`, `/subscriptions/${other.toUpperCase()}`],
    ["root", "management-group", "the management group corp", undefined],
  ])("%s is a %s", (key, ...expected) => {
    expect(words(key)).toEqual([expected]);
  });

  it("of vaults are delegated where they are, and called by their name", () => {
    const withVaults = parseMatrix(
      `${edited(harbourFile)}${section}  backup:\n    vaults: { files: { resourceGroup: rg-b, subscriptionId: ${other} } }\n    guard: { resourceGroup: rg-g, subscriptionId: ${policy} }\n`,
      "m.yaml",
    ).matrix.azure;
    const [vault] = withVaults === undefined ? [] : scopesNamed(withVaults, "vaults");
    expect(vault && scopeWords(vault)).toBe("the backup vault files");
    expect(vault && delegable(vault)).toEqual({
      key: "files",
      kind: "resource-group",
      id: `/subscriptions/${other}/resourceGroups/rg-b`,
      subscriptionId: other,
      resourceGroup: "rg-b",
    });
    expect(withVaults && watchedSubscriptions(withVaults)).toEqual([subscription, other, policy]);
    expect(watchedSubscriptions(azure)).toEqual([subscription, other]);
  });

  it("that there are not are none", () => {
    expect([scopesNamed(azure, "vaults"), scopesNamed(azure, "nowhere")]).toEqual([[], []]);
  });
});

test.each<[string, unknown]>([
  ["Reader", { kind: "built-in", roleDefinitionId: "acdd72a7-3385-48ef-bd42-f606fba81ae7", name: "Reader" }],
  [
    "ACDD72A7-3385-48EF-BD42-F606FBA81AE7",
    { kind: "built-in", roleDefinitionId: "acdd72a7-3385-48ef-bd42-f606fba81ae7", name: "Reader" },
  ],
  ["own", { kind: "custom", key: "own", name: "Own" }],
  ["constructor", undefined],
  ["Rreader", undefined],
])("the role %s", (written, expected) => {
  const own = { displayName: "Own", description: "", actions: [], dataActions: [] };
  expect(azureRole({ customRoles: { own } }, written)).toEqual(expected);
});
