import { mayBeSame, scopeOf } from "../../src/access/azure/scopes.ts";
import type { BackupEntitlement, BackupVault } from "../../src/entitlements/azure.ts";
import { type BackupState, backupState, type GuardedVault, vaultSettings } from "../backups.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";

/** How long Azure keeps what was deleted where a vault does not say (https://learn.microsoft.com/azure/backup/secure-by-default). */
const defaultSoftDeleteDays = 14;

export const backupsProtected: Rule = {
  id: "DEMARC.AZURE.3v1",
  name: "backups-protected",
  severity: "error",
  title: "Backups are kept as the matrix says, and only the internal team can let go of them",
  rationale:
    "Soft delete that is always on, immutability and a Resource Guard are what stands between a mistake (or a break-in) and the last copy. Each can be weakened by one setting.",
  evaluate(context) {
    const backup = context.entitlements.azure?.backup;
    if (backup === undefined) return [];
    const state = backupState(context, []);
    return backup.vaults.flatMap((entitled) => {
      // A program that does not say its subscription may mean the vault's.
      const vault = state.vaults.find(({ id }) => mayBeSame(scopeOf(id), scopeOf(entitled.scope.id)));
      if (vault?.resource === undefined) return missing(entitled, context);
      if (!context.concerns(vault.id)) return [];
      return [...settingProblems(entitled, vault, context), ...guardProblems(entitled, vault, backup, state, context)];
    });
  },
};

function missing({ key, scope }: BackupVault, { scope: seen, seesTenant, plan }: RuleContext): RuleFinding[] {
  if (seen === "partial" || (plan !== undefined && !seesTenant)) return [];
  return [
    {
      message: `The backup vault ${key} is not there: the matrix says that it is at ${scope.id}.`,
      resource: `azure.backup.vaults.${key}`,
      remedy: "Restore it from what the matrix declares, and find out who deleted it.",
    },
  ];
}

/** What a state other than "always on" means. */
const softDeleteWords: ReadonlyMap<string | undefined, string> = new Map([
  ["enabled", "its soft delete can be turned off"],
  ["disabled", "what is deleted from it cannot be brought back: soft delete is off"],
]);

function settingProblems(entitled: BackupVault, vault: GuardedVault, context: RuleContext): RuleFinding[] {
  if (vault.resource === undefined) return [];
  const { softDelete, softDeleteDays, immutability } = vaultSettings(vault.resource);
  const problems: string[] = [];
  if (softDelete !== "alwayson") {
    problems.push(softDeleteWords.get(softDelete) ?? "nothing says that what is deleted from it can be brought back");
  }
  const isOn = softDelete === "alwayson" || softDelete === "enabled";
  const days = softDeleteDays ?? (isOn ? defaultSoftDeleteDays : undefined);
  if (days !== undefined && days < entitled.softDeleteDays) {
    const kept = softDeleteDays === undefined ? `${days} days, Azure's default` : `${days} days`;
    problems.push(`it keeps deleted backups for ${kept}, and the matrix says ${entitled.softDeleteDays}`);
  }
  if (immutability !== "locked" && immutability !== entitled.immutability) {
    problems.push(
      immutability === "unlocked"
        ? "its immutability is not locked, as the matrix says it is"
        : "its backups are not immutable: they can be deleted before their time",
    );
  }
  return problems.map((problem) => ({
    message: `Vault ${vault.name}: ${problem}.`,
    resource: context.declaredBy(vault.id) ?? vault.id,
    remedy: `Set what azure.backup.vaults.${entitled.key} says (securitySettings of azure-native.recoveryservices.Vault).`,
  }));
}

function guardProblems(
  { key }: BackupVault,
  vault: GuardedVault,
  { guard }: BackupEntitlement,
  { guards }: BackupState,
  context: RuleContext,
): RuleFinding[] {
  const wanted = `/subscriptions/${guard.subscriptionId}/resourceGroups/${guard.resourceGroup}/providers/Microsoft.DataProtection/resourceGuards/${guard.name}`;
  const { guardId, isGuarded } = vault;
  if (guardId === undefined && isGuarded) return [];
  if (guardId === undefined || !mayBeSame(scopeOf(guardId), scopeOf(wanted))) {
    if (context.scope === "partial") return [];
    return [
      {
        message: `Vault ${vault.name} needs nobody's consent: ${guardId === undefined ? "no Resource Guard is associated with it" : `it asks ${guardId}, and the matrix says ${guard.name}`}.`,
        resource: context.declaredBy(vault.id) ?? vault.id,
        remedy: `Associate it with ${guard.name} (azure-native.recoveryservices.ResourceGuardProxy "VaultProxy", azure.backup.vaults.${key}).`,
      },
    ];
  }
  const own = guards.find(({ id }) => mayBeSame(scopeOf(id), scopeOf(wanted)));
  const excluded = own?.properties?.["vaultCriticalOperationExclusionList"];
  if (own === undefined || !Array.isArray(excluded) || excluded.length === 0 || !context.concerns(own.id)) return [];
  return [
    {
      message: `The Resource Guard ${own.name} lets ${excluded.length} critical ${excluded.length === 1 ? "operation" : "operations"} pass without consent: ${excluded.map((each) => String(each).split("/").at(-1)).join(", ")}.`,
      resource: context.declaredBy(own.id) ?? own.id,
      remedy: "Empty vaultCriticalOperationExclusionList.",
    },
  ];
}
