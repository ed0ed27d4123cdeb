import { describe, expect, it } from "vitest";
import { evaluateRules } from "../../../policies/rule.ts";
import { providerBackupNotDestroyable as rule } from "../../../policies/rules/provider-backup-not-destroyable.ts";
import type { ArmResource } from "../../../src/tenant/snapshot.ts";
import { AzureBuilder } from "../../support/azure-builder.ts";
import {
  azureTenant,
  azureWorld,
  guardId,
  proxy,
  proxyId,
  resource,
  said,
  subscription,
  vaultId,
} from "../../support/azure-world.ts";
import { goodTenant, helpdeskTeam, nightwatch } from "../../support/tenant-builder.ts";

type Make = (azure: AzureBuilder) => void;

const contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const dana = "dana.reyes";
const who = "Dana Reyes (dana.reyes@tideway.example) of Tideway IT";
const destroys = `${who} can destroy the backups in files, which no Resource Guard protects`;
const consents = `${who} can consent for the Resource Guard backup-guard, which is to keep backups from being destroyed`;
const unguarded = () => azureTenant([], [proxyId, guardId]);

describe(rule.name, () => {
  it("has nothing to say where nobody works", () => {
    expect(said(rule, azureTenant())).toEqual([]);
    expect(goodTenant().findings(rule)).toEqual([]);
  });

  it.each<[string, Make, string]>([
    [
      "Backup Contributor on the vault",
      (azure) => azure.role(dana, "Backup Contributor", vaultId),
      'holds Backup Contributor over Microsoft.RecoveryServices/vaults "files"',
    ],
    [
      "Contributor on its resource group",
      (azure) => azure.role(dana, "Contributor", `${subscription}/resourceGroups/rg-backup`),
      "holds Contributor over resource group rg-backup",
    ],
    [
      "Contributor on the subscription, by PIM alone",
      (azure) => azure.eligible(dana, "Contributor", subscription),
      "can activate Contributor over subscription 4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f90",
    ],
    [
      "a custom role that deletes what is protected",
      (azure) =>
        azure.role(
          dana,
          azure.customRole("Cleaner", {
            actions: ["Microsoft.RecoveryServices/Vaults/backupFabrics/protectionContainers/protectedItems/*"],
          }),
          vaultId,
        ),
      'holds Cleaner over Microsoft.RecoveryServices/vaults "files"',
    ],
  ])("refuses %s of a vault without a guard", (_, make, how) => {
    const [message = "nothing", ...others] = said(rule, unguarded(), make);
    expect(message.startsWith(`${destroys}: `)).toBe(true);
    expect(message).toContain(how);
    expect(others).toEqual([]);
  });

  it.each<[string, Make]>([
    ["Backup Operator", (azure) => azure.role(dana, "Backup Operator", vaultId)],
    ["Backup Reader on the subscription", (azure) => azure.role(dana, "Backup Reader", subscription)],
    ["Contributor elsewhere", (azure) => azure.role(dana, "Contributor", `${subscription}/resourceGroups/rg-servers`)],
    ["Backup Contributor of the internal team", (azure) => azure.role("joel.lindqvist", "Backup Contributor", vaultId)],
    [
      "Backup Contributor by an approval of the internal team",
      (azure) => {
        azure.eligible(dana, "Backup Contributor", vaultId);
        azure.approval("Backup Contributor", vaultId, ["approvers"]);
      },
    ],
  ])("lets %s pass", (_, make) => {
    expect(said(rule, unguarded(), make)).toEqual([]);
  });

  it("asks of a team's group what its members need for it", () => {
    expect(said(rule, unguarded(), (azure) => azure.role(helpdeskTeam, "Backup Contributor", vaultId))).toEqual([]);
    const tenant = unguarded();
    tenant.group("Backup people", { members: [dana] });
    expect(said(rule, tenant, (azure) => azure.role("Backup people", "Backup Contributor", vaultId))).toHaveLength(1);
  });

  it("lets who runs the backups do so under a guard, and refuses a hand on the guard", () => {
    const runs: Make = (azure) => azure.role(dana, "Backup Contributor", vaultId);
    expect(said(rule, azureTenant(), runs)).toEqual([]);
    for (const role of ["Backup MUA Operator", "Backup MUA Admin", "Contributor"]) {
      const messages = said(rule, azureTenant(), (azure) => azure.role(dana, role, guardId));
      expect(messages).toEqual([expect.stringContaining(`${consents}: holds ${role} over `)]);
    }
    expect(said(rule, azureTenant(), (azure) => azure.role(dana, "Contributor", subscription))).toEqual([
      expect.stringContaining(`${consents}: `),
    ]);
    expect(said(rule, azureTenant(), (azure) => azure.role(dana, "Reader", guardId))).toEqual([]);
    expect(said(rule, azureTenant(), (azure) => azure.role("joel.lindqvist", "Backup MUA Operator", guardId))).toEqual(
      [],
    );
  });

  it("believes a guard that nobody reads here, and none that was deleted", () => {
    const runs: Make = (azure) => azure.role(dana, "Backup Contributor", vaultId);
    const elsewhere = guardId.replace(subscription, "/subscriptions/00000000-0000-4000-8000-000000000009");
    expect(said(rule, azureTenant([proxy(elsewhere)], [guardId]), runs)).toEqual([]);
    expect(said(rule, azureTenant([], [guardId]), runs)).toEqual([expect.stringContaining(destroys)]);
  });

  it("speaks of vaults that no matrix names, and of one that only a role shows", () => {
    const tenant = goodTenant();
    const unseen = vaultId.replace("files", "other");
    expect(said(rule, tenant, (azure) => azure.role(dana, "Backup Contributor", unseen))).toEqual([
      expect.stringContaining("can destroy the backups in other, which no Resource Guard protects"),
    ]);
  });

  describe("a Backup vault", () => {
    const blobs = `${subscription}/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/blobs`;
    const type = "Microsoft.DataProtection/backupVaults";
    const guarded = resource(
      `${blobs}/backupResourceGuardProxies/DppResourceGuardProxy`,
      `${type}/backupResourceGuardProxies`,
      {
        resourceGuardResourceId: guardId,
      },
    );
    const runs: Make = (azure) => azure.role(dana, "Backup Contributor", blobs);

    it.each<[string, Make]>([
      ["Backup Contributor", runs],
      [
        "a custom role that stops the protection",
        (azure) =>
          azure.role(
            dana,
            azure.customRole("Stopper", { actions: [`${type}/backupInstances/stopProtection/action`] }),
            blobs,
          ),
      ],
    ])("without a guard is not for %s", (_, make) => {
      expect(said(rule, azureTenant([resource(blobs, type, {})]), make)).toEqual([
        expect.stringContaining("can destroy the backups in blobs, which no Resource Guard protects"),
      ]);
    });

    it.each<[string, readonly ArmResource[], Make]>([
      ["under a guard", [resource(blobs, type, {}), guarded], runs],
      ["that Azure says is guarded", [resource(blobs, type, { isVaultProtectedByResourceGuard: true })], runs],
      ["for Backup Operator", [resource(blobs, type, {})], (azure) => azure.role(dana, "Backup Operator", blobs)],
      ["that no snapshot holds", [], runs],
    ])("is fine %s", (_, resources, make) => {
      expect(said(rule, azureTenant(resources), make)).toEqual([]);
    });

    it("that only a role shows is refused in a program", () => {
      const tenant = azureTenant();
      tenant.declare(new AzureBuilder(tenant).role(dana, "Backup Contributor", blobs), "grant");
      expect(evaluateRules([rule], tenant.programContext(azureWorld))).toHaveLength(1);
    });
  });

  it("sees what comes through Lighthouse", () => {
    const tenant = unguarded();
    const definition = `${subscription}/providers/Microsoft.ManagedServices/registrationDefinitions/d`;
    const at = `${subscription}/resourceGroups/rg-backup/providers/Microsoft.ManagedServices/registrationAssignments/a`;
    tenant.collections.armResources.push(
      resource(definition, "Microsoft.ManagedServices/registrationDefinitions", {
        managedByTenantId: nightwatch.tenantId,
        authorizations: [{ principalId: "w", principalIdDisplayName: "Watchers", roleDefinitionId: contributor }],
      }),
      resource(at, "Microsoft.ManagedServices/registrationAssignments", { registrationDefinitionId: definition }),
    );
    expect(said(rule, tenant)).toEqual([expect.stringMatching(/^Watchers.* can destroy the backups in files, /)]);
  });
});
