import { describe, expect, it } from "vitest";
import { evaluateRules } from "../../../policies/rule.ts";
import { backupsProtected as rule } from "../../../policies/rules/backups-protected.ts";
import { placeholderSubscriptionId } from "../../../src/plan/provider-id.ts";
import {
  azureTenant,
  azureWorld,
  guard,
  guardId,
  proxy,
  proxyId,
  resource,
  said,
  subscription,
  vault,
  vaultId,
} from "../../support/azure-world.ts";
import { goodTenant, type TenantBuilder } from "../../support/tenant-builder.ts";

const odd = { ...guard(), properties: { vaultCriticalOperationExclusionList: "an output" } };

describe(rule.name, () => {
  it("has nothing to say of vaults as the matrix has them, nor where it has none", () => {
    expect(said(rule, azureTenant())).toEqual([]);
    expect(goodTenant().findings(rule)).toEqual([]);
    const tenant = goodTenant();
    tenant.collections.armResources.push(vault({ softDeleteState: "Disabled" }));
    expect(tenant.findings(rule)).toEqual([]);
  });

  it("lets stricter settings pass, and any spelling of them", () => {
    expect(said(rule, azureTenant([vault({ softDeleteRetentionPeriodInDays: 180 }, "Locked")]))).toEqual([]);
    expect(said(rule, azureTenant([{ ...vault({ softDeleteState: "AlwaysOn" }), id: vaultId.toUpperCase() }]))).toEqual(
      [],
    );
  });

  it.each<[string, TenantBuilder, string]>([
    [
      "soft delete is off",
      azureTenant([vault({ softDeleteState: "Disabled" })]),
      "Vault files: what is deleted from it cannot be brought back: soft delete is off.",
    ],
    [
      "soft delete can be turned off",
      azureTenant([vault({ softDeleteState: "Enabled" })]),
      "Vault files: its soft delete can be turned off.",
    ],
    [
      "it is shorter",
      azureTenant([vault({ softDeleteRetentionPeriodInDays: 14 })]),
      "Vault files: it keeps deleted backups for 14 days, and the matrix says 30.",
    ],
    [
      "it does not say for how long",
      azureTenant([vault({ softDeleteRetentionPeriodInDays: undefined })]),
      "Vault files: it keeps deleted backups for 14 days, Azure's default, and the matrix says 30.",
    ],
    [
      "soft delete is not known",
      azureTenant([vault({ softDeleteState: undefined })]),
      "Vault files: nothing says that what is deleted from it can be brought back.",
    ],
    [
      "nothing is immutable",
      azureTenant([vault({}, "Disabled")]),
      "Vault files: its backups are not immutable: they can be deleted before their time.",
    ],
    [
      "no guard is asked",
      azureTenant([], [proxyId]),
      "Vault files needs nobody's consent: no Resource Guard is associated with it.",
    ],
    [
      "the guard is gone",
      azureTenant([], [guardId]),
      "Vault files needs nobody's consent: no Resource Guard is associated with it.",
    ],
    [
      "another guard is asked",
      azureTenant([proxy("/subscriptions/other/g")]),
      "Vault files needs nobody's consent: it asks /subscriptions/other/g, and the matrix says backup-guard.",
    ],
    [
      "the guard lets something pass",
      azureTenant([guard(["Microsoft.RecoveryServices/vaults/backupconfig/write"])]),
      "The Resource Guard backup-guard lets 1 critical operation pass without consent: write.",
    ],
    [
      "the vault is gone",
      azureTenant([], [vaultId]),
      `The backup vault files is not there: the matrix says that it is at ${vaultId}.`,
    ],
  ])("refuses it when %s", (_, tenant, message) => {
    expect(said(rule, tenant)).toEqual([message]);
  });

  it("reads nothing as nothing set", () => {
    const bare = resource(vaultId, "Microsoft.RecoveryServices/vaults", {});
    expect(said(rule, azureTenant([bare]))).toHaveLength(2);
  });

  it("believes Azure that there is a guard where nobody may see which", () => {
    const settings = vault();
    const security = { ...Object(settings.properties?.["securitySettings"]), multiUserAuthorization: "Enabled" };
    const told = { ...settings, properties: { securitySettings: security } };
    expect(said(rule, azureTenant([told], [proxyId]))).toEqual([]);
  });

  it("takes a vault in a subscription that a program does not name for the agreed one", () => {
    const unnamed = vaultId.replace(subscription, `/subscriptions/${placeholderSubscriptionId}`);
    const judged = (id: string) => {
      const tenant = azureTenant([], [vaultId, proxyId]);
      tenant.collections.armResources.push({ ...vault({ softDeleteState: "Disabled" }), id });
      tenant.declaredBy.set(id, "urn:files");
      return evaluateRules([rule], tenant.programContext(azureWorld)).map(({ resource: urn }) => urn);
    };
    expect(judged(unnamed)).toEqual(["urn:files"]);
    expect(judged(unnamed.replace("rg-backup", "rg-other"))).toEqual([]);
    expect(judged(vaultId.replace(subscription, "/subscriptions/another"))).toEqual([]);
  });

  it.each<[string, TenantBuilder, string, string | undefined]>([
    ["another guard for the vault", azureTenant([proxy("/other/g")], [vaultId, guardId]), proxyId, "it asks /other/g"],
    ["the agreed guard for the vault", azureTenant([], [vaultId, guardId]), proxyId, undefined],
    ["a guard that lets something pass", azureTenant([guard(["a/write"])], [vaultId]), guardId, "pass without consent"],
    ["a guard that lets nobody knows what pass", azureTenant([odd], [vaultId]), guardId, "cannot be told"],
    ["a guard that lets nothing pass", azureTenant([guard()], [vaultId]), guardId, undefined],
  ])("judges a program that declares nothing but %s", (_, tenant, id, what) => {
    expect(evaluateRules([rule], tenant.programContext(azureWorld))).toEqual([]);
    tenant.declaredBy.set(id, "urn:it");
    const found = evaluateRules([rule], tenant.programContext(azureWorld));
    expect(found.map(({ resource: urn, message }) => [urn, message])).toEqual(
      what === undefined ? [] : [["urn:it", expect.stringContaining(what)]],
    );
  });

  it("judges of a program only what it declares", () => {
    const judged = (declares: boolean) => {
      const tenant = azureTenant([vault({ softDeleteState: "Disabled" })], [proxyId]);
      if (declares) tenant.declaredBy.set(vaultId, "urn:files");
      return evaluateRules([rule], tenant.programContext(azureWorld)).map(({ resource: urn }) => urn);
    };
    expect(judged(true)).toEqual(["urn:files"]);
    expect(judged(false)).toEqual([]);
  });
});
