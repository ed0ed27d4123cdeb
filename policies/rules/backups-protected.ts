import { mayBeSame, scopeOf } from "../../src/access/azure/scopes.ts";
import type { BackupEntitlement, BackupVault } from "../../src/entitlements/azure.ts";
import { type BackupState, backupState, type GuardedVault, vaultSettings } from "../backups.ts";
import { hasUnknown } from "../not-known.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";

/** How long Azure keeps what was deleted where a vault does not say (https://learn.microsoft.com/azure/backup/secure-by-default). */
const defaultSoftDeleteDays = 14;

export const backupsProtected: Rule = {
  id: "DEMARC.AZURE.3v2",
  name: "backups-protected",
  severity: "error",
  title: "Backups are kept as the matrix says, and only the internal team can let go of them",
  rationale:
    "Soft delete that is always on, immutability and a Resource Guard are what stands between a mistake (or a break-in) and the last copy. Each can be weakened by one setting.",
  evaluate(context) {
    const backup = context.entitlements.azure?.backup;
    if (backup === undefined) return [];
    const state = backupState(context, []);
    const vaults = backup.vaults.flatMap((entitled) => {
      // A program that does not say its subscription may mean the vault's.
      const vault = state.vaults.find(({ id }) => mayBeSame(scopeOf(id), scopeOf(entitled.scope.id)));
      if (vault?.resource === undefined) return missing(entitled, context);
      if (!context.concerns(vault.id)) return [];
      return [...settingProblems(entitled, vault, context), ...withoutGuard(entitled, vault, context)];
    });
    return [...vaults, ...otherGuards(backup, state, context), ...exclusions(backup, state, context)];
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

function withoutGuard({ key }: BackupVault, { name, guardId, isGuarded, id }: GuardedVault, context: RuleContext) {
  // A program may leave the association to another one.
  if (guardId !== undefined || isGuarded || context.scope === "partial") return [];
  return [
    {
      message: `Vault ${name} needs nobody's consent: no Resource Guard is associated with it.`,
      resource: context.declaredBy(id) ?? id,
      remedy: associate(key),
    },
  ];
}

const associate = (key: string, guard = "the guard of the matrix") =>
  `Associate it with ${guard} (azure-native.recoveryservices.ResourceGuardProxy "VaultProxy", azure.backup.vaults.${key}).`;

/** Vaults of the matrix that ask another guard than the matrix says, whether the vault itself is in sight or not. */
function otherGuards(
  { vaults, guard }: BackupEntitlement,
  { proxies }: BackupState,
  context: RuleContext,
): RuleFinding[] {
  return proxies.flatMap(({ id, vault, guardId }): RuleFinding[] => {
    const entitled = vaults.find(({ scope }) => mayBeSame(vault, scopeOf(scope.id)));
    if (entitled === undefined || mayBeSame(scopeOf(guardId), wantedGuard(guard)) || !context.concerns(id)) return [];
    return [
      {
        message: `Vault ${entitled.key} needs nobody's consent: it asks ${guardId}, and the matrix says ${guard.name}.`,
        resource: context.declaredBy(id) ?? id,
        remedy: associate(entitled.key, guard.name),
      },
    ];
  });
}

/** ARM id of the matrix's guard, in one spelling. */
function wantedGuard({ name, subscriptionId, resourceGroup }: BackupEntitlement["guard"]): string {
  return scopeOf(
    `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.DataProtection/resourceGuards/${name}`,
  );
}

/** What the matrix's guard lets pass. */
function exclusions({ guard }: BackupEntitlement, { guards }: BackupState, context: RuleContext): RuleFinding[] {
  const own = guards.find(({ id }) => mayBeSame(scopeOf(id), wantedGuard(guard)));
  const excluded = hasUnknown(own?.properties) ? "not known" : own?.properties?.["vaultCriticalOperationExclusionList"];
  if (own === undefined || excluded === undefined || excluded === null || !context.concerns(own.id)) return [];
  const resource = context.declaredBy(own.id) ?? own.id;
  const remedy = "Empty vaultCriticalOperationExclusionList.";
  if (!Array.isArray(excluded)) {
    const message = `Which critical operations the Resource Guard ${own.name} lets pass cannot be told before the deployment.`;
    return [{ message, resource, remedy }];
  }
  if (excluded.length === 0) return [];
  return [
    {
      message: `The Resource Guard ${own.name} lets ${excluded.length} critical ${excluded.length === 1 ? "operation" : "operations"} pass without consent: ${excluded.map((each) => String(each).split("/").at(-1)).join(", ")}.`,
      resource,
      remedy,
    },
  ];
}
