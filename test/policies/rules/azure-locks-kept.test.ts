import { describe, expect, it } from "vitest";
import { evaluateRules } from "../../../policies/rule.ts";
import { azureLocksKept as rule } from "../../../policies/rules/azure-locks-kept.ts";
import type { AzureBuilder } from "../../support/azure-builder.ts";
import {
  azureTenant,
  azureWorld,
  guardId,
  lockOn,
  resource,
  said,
  subscription,
  vaultId,
  workspaceId,
} from "../../support/azure-world.ts";
import { goodTenant } from "../../support/tenant-builder.ts";

const dana = "dana.reyes";
const idOf = (id: string) => lockOn(id).id;

describe(rule.name, () => {
  it("has nothing to say where all is locked, nor where the matrix asks for no locks", () => {
    expect(said(rule, azureTenant())).toEqual([]);
    const matrix = { ...azureWorld.matrix };
    const entitlements = { ...azureWorld.entitlements };
    const { azure } = entitlements;
    if (azure === undefined) throw new Error("the world has an Azure section");
    const tenant = azureTenant([], [workspaceId, vaultId, guardId].map(idOf));
    const context = tenant.context({ matrix, entitlements: { ...entitlements, azure: { ...azure, locks: false } } });
    expect(evaluateRules([rule], context)).toEqual([]);
  });

  it.each([
    ["the workspace", workspaceId, "access-logs"],
    ["a vault", vaultId, "files"],
    ["the guard", guardId, "backup-guard"],
  ])("refuses %s without a lock", (_, id, name) => {
    const message = `${name} can be deleted by one mistake: the matrix says that it is locked, and there is no lock on it.`;
    expect(said(rule, azureTenant([], [idOf(id)]))).toEqual([message]);
    expect(said(rule, azureTenant([lockOn(id, "NotSpecified")]))).toEqual([message]);
    expect(said(rule, azureTenant([lockOn(id, "NotCannotDelete")]))).toEqual([message]);
    expect(said(rule, azureTenant([lockOn(id, "ReadOnlyPerhaps")]))).toEqual([message]);
  });

  it.each<[string, string, string | undefined, string[]]>([
    ["a vault of the matrix", vaultId, "NotSpecified", ["files"]],
    ["its group", vaultId.slice(0, vaultId.indexOf("/providers/")), "NotSpecified", ["files"]],
    ["the workspace", workspaceId, "NotSpecified", ["access-logs"]],
    ["the guard, in any spelling", guardId.toUpperCase(), "None", ["backup-guard"]],
    ["a vault of the matrix, for real", vaultId, "ReadOnly", []],
    ["what the matrix does not speak of", vaultId.replace("rg-backup", "rg-other"), "NotSpecified", []],
  ])("in a program, a lock on %s has to lock", (_, scope, level, kept) => {
    const lock = lockOn(scope, level);
    const tenant = azureTenant([lock]);
    const found = () => evaluateRules([rule], tenant.programContext(azureWorld)).map(({ message }) => message);
    expect(found()).toEqual([]);
    tenant.declaredBy.set(lock.id, "urn:lock");
    expect(found()).toEqual(
      kept.map(
        (name) =>
          `The lock keep keeps nothing from being deleted (level ${level}), and the matrix says that ${name} is locked.`,
      ),
    );
  });

  it("counts a lock on what it is in, and not one beside it", () => {
    const group = vaultId.slice(0, vaultId.indexOf("/providers/"));
    for (const scope of [group, subscription, vaultId.toUpperCase()]) {
      expect(said(rule, azureTenant([lockOn(scope, "ReadOnly")], [idOf(vaultId)]))).toEqual([]);
    }
    expect(said(rule, azureTenant([lockOn(`${vaultId}-old`), lockOn(`${group}-old`)], [idOf(vaultId)]))).toHaveLength(
      1,
    );
  });

  it("asks for no lock on what is not the matrix's", () => {
    const other = (id: string, type: string) => resource(id.replace(/rg-[a-z]+/, "rg-other"), type, {});
    const others = [
      other(workspaceId, "Microsoft.OperationalInsights/workspaces"),
      other(vaultId, "Microsoft.RecoveryServices/vaults"),
      resource(`${guardId}-of-others`, "Microsoft.DataProtection/resourceGuards", {}),
      resource(`${vaultId}/x/backup-guard`, "Microsoft.Web/sites", {}),
    ];
    expect(said(rule, azureTenant(others))).toEqual([]);
  });

  it("asks no program for a lock that may be elsewhere", () => {
    const tenant = azureTenant([], [idOf(vaultId)]);
    expect(evaluateRules([rule], tenant.programContext(azureWorld))).toEqual([]);
  });

  it.each<[string, (azure: AzureBuilder) => void, string]>([
    [
      "Locks Contributor on the subscription",
      (azure) => azure.role(dana, "Locks Contributor", subscription),
      "Locks Contributor",
    ],
    [
      "a custom role that deletes locks",
      (azure) =>
        azure.role(dana, azure.customRole("Tidy", { actions: ["Microsoft.Authorization/locks/delete"] }), vaultId),
      "Tidy",
    ],
  ])("refuses %s in a provider's hand", (_, make, role) => {
    const [message, ...others] = said(rule, azureTenant(), make);
    expect(message).toMatch(
      new RegExp(`^Dana Reyes .* of Tideway IT can take away locks \\(keep on access-logs, .*\\): holds ${role} over `),
    );
    expect(others).toEqual([]);
  });

  it.each<[string, (azure: AzureBuilder) => void]>([
    ["Contributor, which cannot", (azure) => azure.role(dana, "Contributor", subscription)],
    ["Owner, which another rule refuses", (azure) => azure.role("joel.lindqvist", "Owner", subscription)],
    [
      "Locks Contributor where no lock is",
      (azure) => azure.role(dana, "Locks Contributor", `${subscription}/resourceGroups/rg-servers`),
    ],
    [
      "Locks Contributor of the internal team",
      (azure) => azure.role("joel.lindqvist", "Locks Contributor", subscription),
    ],
  ])("lets %s pass", (_, make) => {
    expect(said(rule, azureTenant(), make)).toEqual([]);
  });

  it("guards locks that no matrix asks for", () => {
    const tenant = goodTenant();
    tenant.collections.armResources.push(lockOn(vaultId));
    expect(said(rule, tenant, (azure) => azure.role(dana, "Locks Contributor", vaultId)).at(0)).toContain(
      "can take away locks",
    );
  });
});
