import { describe, expect, it } from "vitest";
import { azureSmells } from "../../src/matrix/azure-lint.ts";
import { lintMatrix } from "../../src/matrix/lint.ts";
import { parseMatrix } from "../../src/matrix/load.ts";
import { edited, harbourFile, kestrelFile } from "../support/matrices.ts";

type Replacements = readonly (readonly [string, string])[];

function smells(...replacements: Replacements): string[] {
  const { matrix } = parseMatrix(edited(kestrelFile, ...replacements), "m.yaml");
  return azureSmells(matrix).map(({ smell, path }) => `${smell} @ ${path.join(".")}`);
}
/** The example without what it says of itself. */
const unlocked: [string, string] = ["  locks: true\n", ""];
const near = "guard-near-backups @ azure.backup.guard";
const apart: [string, string] = [
  "guard: { resourceGroup: rg-backup-guard }",
  "guard: { resourceGroup: rg-backup-guard, subscriptionId: 4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f91 }",
];
const lighthouse = () => {
  const text = edited(kestrelFile);
  return text.slice(text.indexOf("  lighthouse:"), text.indexOf("  locks:"));
};

describe("smells of the Azure section", () => {
  it("are none without it, and a note where the guard is near the backups", () => {
    expect(azureSmells(parseMatrix(edited(harbourFile), "m.yaml").matrix)).toEqual([]);
    expect(smells(unlocked)).toEqual([near]);
    expect(smells(unlocked, apart)).toEqual([]);
    const found = lintMatrix(parseMatrix(edited(kestrelFile), "m.yaml"), "2026-11-21");
    expect(found.find(({ smell }) => smell === "guard-near-backups")).toMatchObject({
      severity: "note",
      message:
        "the Resource Guard is in the subscription of the backups (kestrel-servers): whoever controls that holds both keys",
    });
  });

  it("say what is meant, and what would be right", () => {
    const told = (...replacements: Replacements) =>
      azureSmells(parseMatrix(edited(kestrelFile, apart, ...replacements), "m.yaml").matrix)
        .filter(({ path }) => path[0] === "functions")
        .map(({ severity, message, hint }) => `${severity}: ${message} (${hint})`);
    const patching: [string, string] = [
      "  server-patching: { owner: brightdesk }",
      "  server-patching: { owner: brightdesk, access: { reason: R., azure: [{ role: Reader, scope: servers }, { role: Reader, scope: monitored }, { role: Backup Operator, scope: servers }] } }",
    ];
    expect(told([lighthouse(), ""], patching)[0]).toBe(
      "warning: Brightdesk does this in azure.scopes.servers and azure.scopes.monitored, but its people come through GDAP, which gives nothing in Azure (add azure.lighthouse.brightdesk, or take the scope out)",
    );
    expect(told(["    monitored: { resourceGroup: rg-network }", "    monitored: { managementGroup: root }"])).toEqual([
      "warning: azure.scopes.monitored is a management group, and Lighthouse delegates subscriptions and resource groups: nothing is declared for it (name another scope or role, or give the provider accounts here)",
    ]);
    const own: [string, string] = [
      "  network-monitoring: { owner: brightdesk }",
      "  network-monitoring: { owner: brightdesk, access: { reason: R., azure: [{ role: erp-machine-operator, scope: erp }] } }",
    ];
    expect(told(own)).toEqual([
      "warning: erp-machine-operator is a role of your own, and Lighthouse knows built-in ones only: nothing is declared for it (name another scope or role, or give the provider accounts here)",
    ]);
  });

  it("name every vault that the guard is near, and where it should be", () => {
    const two: [string, string] = [
      "      kestrel-servers: {",
      "      another: { resourceGroup: rg-backup }\n      kestrel-servers: {",
    ];
    const all = azureSmells(parseMatrix(edited(kestrelFile, two), "m.yaml").matrix);
    const found = all.filter(({ smell }) => smell === "guard-near-backups");
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      severity: "note",
      message: expect.stringContaining("(another, kestrel-servers)"),
      hint: "keep it in a subscription of its own (azure.backup.guard.subscriptionId)",
    });
  });

  it.each<[string, string, string[]]>([
    ["the group of the vault", "{ resourceGroup: RG-Backup }", []],
    ["the vault's subscription", "{ subscriptionId: 4D0E6F7A-2C1B-4E58-9A67-3B8C5D2E1F90 }", []],
    ["a management group", "{ managementGroup: root }", []],
    ["another group", "{ resourceGroup: rg-servers }", ["vaults-out-of-scope @ azure.scopes.vaults"]],
    [
      "another subscription",
      "{ subscriptionId: 4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f91 }",
      ["vaults-out-of-scope @ azure.scopes.vaults"],
    ],
  ])("tell where the scope of the vaults has none of them: %s", (_, scope, expected) => {
    const vaults: [string, string] = [
      "    monitored: { resourceGroup: rg-network }",
      `    monitored: { resourceGroup: rg-network }\n    vaults: ${scope}`,
    ];
    expect(smells(unlocked, apart, vaults).filter((told) => told.endsWith("scopes.vaults"))).toEqual(expected);
  });

  it("say that GDAP gives nothing in Azure, once for each row that would need it", () => {
    expect(smells(unlocked, apart, [lighthouse(), ""])).toEqual([
      "azure-access-without-accounts @ functions.server-patching",
      "azure-access-without-accounts @ functions.backup-management",
      "azure-access-without-accounts @ functions.network-monitoring",
    ]);
  });

  it("say what Lighthouse cannot delegate", () => {
    expect(
      smells(unlocked, apart, [
        "    monitored: { resourceGroup: rg-network }",
        "    monitored: { managementGroup: root }",
      ]),
    ).toEqual(["lighthouse-cannot-delegate @ functions.network-monitoring"]);
    const own: [string, string] = [
      "  network-monitoring: { owner: brightdesk }",
      "  network-monitoring: { owner: brightdesk, access: { reason: R., azure: [{ role: erp-machine-operator, scope: erp }, { role: Reader, scope: erp }] } }",
    ];
    expect(smells(unlocked, apart, own)).toEqual([
      "lighthouse-cannot-delegate @ functions.network-monitoring.access.azure.0",
    ]);
  });

  it("say nothing of rows that the internal team does, or of providers with accounts", () => {
    expect(
      smells(
        unlocked,
        apart,
        [lighthouse(), ""],
        ["  server-patching: { owner: brightdesk }", "  server-patching: { owner: internal }"],
      ),
    ).toHaveLength(2);
    const accounts: [string, string] = ["    accounts: gdap-technicians\n", "    accounts: guests\n"];
    expect(smells(unlocked, apart, [lighthouse(), ""], accounts)).toEqual([]);
  });

  it("say that locks keep out nobody who comes through Lighthouse", () => {
    expect(smells(apart)).toEqual(["lighthouse-not-locked-out @ azure.locks"]);
    const accounts: [string, string] = ["    accounts: gdap-technicians\n", "    accounts: guests\n"];
    expect(smells(apart, [lighthouse(), ""], accounts)).toEqual([]);
  });

  it("say what Azure refuses of a role over management groups", () => {
    const over = (erp: string, root: string, second: string) =>
      smells(
        unlocked,
        apart,
        ["    erp: { resourceGroup: rg-erp }", `    erp: { ${erp} }\n    root: { ${root} }`],
        [
          "        - { role: erp-machine-operator, scope: erp,",
          `        - { role: ${second}, scope: root }\n        - { role: erp-machine-operator, scope: erp,`,
        ],
      );
    const [one, other] = ["managementGroup: one", "managementGroup: other"];
    expect(over(one, other, "erp-machine-operator")).toEqual([
      "role-over-several-groups @ azure.customRoles.erp-machine-operator",
    ]);
    expect(over(one, "resourceGroup: rg-root", "erp-machine-operator")).toEqual([]);
    expect(over(one, other, "Reader")).toEqual([]);
  });

  it("say which time zones Azure does not know", () => {
    const zone = (name: string) => {
      const text = edited(kestrelFile, ["    timeZone: W. Europe Standard Time", `    timeZone: ${name}`]);
      return azureSmells(parseMatrix(text, "m.yaml").matrix).filter(({ smell }) => smell === "time-zone-unknown");
    };
    expect(zone("UTC")).toEqual([]);
    expect(zone("Europe/Oslo")).toEqual([
      expect.objectContaining({
        path: ["azure", "updates", "timeZone"],
        hint: expect.stringContaining("such as W. Eur"),
      }),
    ]);
    expect(zone("W Europe Standard Time")[0]?.hint).toBe('did you mean "W. Europe Standard Time"?');
  });
});
