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
    expect(smells()).toEqual([near]);
    expect(smells(apart)).toEqual([]);
    const found = lintMatrix(parseMatrix(edited(kestrelFile), "m.yaml"), "2026-11-21");
    expect(found.find(({ smell }) => smell === "guard-near-backups")).toMatchObject({
      severity: "note",
      message:
        "the Resource Guard is in the subscription of the backups (kestrel-servers): whoever controls that holds both keys",
    });
  });

  it("say that GDAP gives nothing in Azure, once for each row that would need it", () => {
    expect(smells(apart, [lighthouse(), ""])).toEqual([
      "azure-access-without-accounts @ functions.server-patching",
      "azure-access-without-accounts @ functions.backup-management",
      "azure-access-without-accounts @ functions.network-monitoring",
    ]);
  });

  it("say what Lighthouse cannot delegate", () => {
    expect(
      smells(apart, ["    monitored: { resourceGroup: rg-network }", "    monitored: { managementGroup: root }"]),
    ).toEqual(["lighthouse-cannot-delegate @ functions.network-monitoring"]);
    const own: [string, string] = [
      "  network-monitoring: { owner: brightdesk }",
      "  network-monitoring: { owner: brightdesk, access: { reason: R., azure: [{ role: erp-machine-operator, scope: erp }, { role: Reader, scope: erp }] } }",
    ];
    expect(smells(apart, own)).toEqual(["lighthouse-cannot-delegate @ functions.network-monitoring.access.azure.0"]);
  });

  it("say nothing of rows that the internal team does, or of providers with accounts", () => {
    expect(
      smells(
        apart,
        [lighthouse(), ""],
        ["  server-patching: { owner: brightdesk }", "  server-patching: { owner: internal }"],
      ),
    ).toHaveLength(2);
    const accounts: [string, string] = ["    accounts: gdap-technicians\n", "    accounts: guests\n"];
    expect(smells(apart, [lighthouse(), ""], accounts)).toEqual([]);
  });
});
