import { readAzureAssignments } from "../../src/access/azure/assignments.ts";
import type { AzureCapability } from "../../src/catalogue/azure-capabilities.ts";
import { operateGuard } from "../../src/catalogue/azure-protection.ts";
import { providersAbleTo } from "../azure-powers.ts";
import { backupState } from "../backups.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { pathSteps, sentence } from "../words.ts";

export const providerBackupNotDestroyable: Rule = {
  id: "DEMARC.AZURE.2v2",
  name: "provider-backup-not-destroyable",
  severity: "error",
  title: "Who runs the backups cannot destroy them",
  rationale:
    "Whoever takes over a provider takes over what it may do for every client. Backups that it can delete, or keep for less time, are gone on the day they are needed.",
  evaluate(context) {
    const { all } = readAzureAssignments(context.attribution.directory);
    const { vaults, guards } = backupState(
      context,
      all.map(({ scope }) => scope),
    );
    const unguarded = vaults.filter(({ isGuarded }) => !isGuarded);
    const guardIds = new Map([
      ...vaults.flatMap(({ guardId }) => (guardId === undefined ? [] : [[guardId.toLowerCase(), guardId] as const])),
      ...guards.map(({ id }) => [id.toLowerCase(), id] as const),
    ]);
    return [
      ...unguarded.flatMap((vault) =>
        findings(
          vault.destroyedBy,
          vault.id,
          `can destroy the backups in ${vault.name}, which no Resource Guard protects`,
          "Give Backup Operator, which backs up and restores, or put the vault under a Resource Guard of the internal team (azure.backup in the matrix).",
          context,
        ),
      ),
      ...[...guardIds.values()].flatMap((id) =>
        findings(
          operateGuard,
          id,
          `can consent for the Resource Guard ${id.slice(id.lastIndexOf("/") + 1)}, which is to keep backups from being destroyed`,
          "Keep the guard where no provider has a role, in a resource group or better a subscription of the internal team.",
          context,
        ),
      ),
    ];
  },
};

function findings(
  capability: AzureCapability,
  id: string,
  what: string,
  remedy: string,
  context: RuleContext,
): RuleFinding[] {
  return providersAbleTo(capability, [id], context).map(({ grant, who, how }) => ({
    message: sentence(`${who} ${what}: ${how}`),
    resource: grant.resource,
    path: pathSteps(grant.path, context),
    remedy,
  }));
}
