/** The contract schedule's sentences on what a provider may do in Azure. */

import { reader } from "../catalogue/lighthouse-roles.ts";
import type { Matrix } from "../matrix/schema.ts";
import type { AzureEntitlements, AzureGrant } from "./azure.ts";
import { scopeWords } from "./azure-scopes.ts";
import type { ContractLine } from "./entitlements.ts";
import { hoursText } from "./sentence-parts.ts";

/** In a list of roles: `Backup Operator over the backup vault files in Azure`. */
export function azureScopeWords({ role, scope }: Pick<AzureGrant, "role" | "scope">): string {
  return `${role.name} over ${scopeWords(scope)} in Azure`;
}

/** What is held otherwise than by a team's group, and what binds both sides. */
export function azureLines(matrix: Matrix, azure: AzureEntitlements | undefined): ContractLine[] {
  if (azure === undefined) return [];
  const client = matrix.client.name;
  const nameOf = (provider: string) => matrix.providers[provider]?.name ?? provider;
  return [
    ...azure.eligibilities.map(({ provider, functionId, activation, ...grant }): ContractLine => {
      const how = activation.approval ? `with ${client}'s approval` : "without waiting for an approval";
      return {
        row: `functions.${functionId}`,
        party: provider,
        text: `Administrative scope of ${nameOf(provider)}: ${azureScopeWords(grant)}. Never standing: each person activates the role ${how}, for at most ${hoursText(activation.maximumHours)}; eligibility ends after ${activation.eligibleDays} days unless renewed.`,
      };
    }),
    ...azure.lighthouse.flatMap(({ provider, scope, eligible, approvers }) =>
      eligible.map(
        ({ role, maximumHours, functionId }): ContractLine => ({
          row: `functions.${functionId}`,
          party: provider,
          text: `Administrative scope of ${nameOf(provider)}: ${role.name} over ${scopeWords(scope)} in Azure, from its own tenant through Azure Lighthouse. Never standing: activated with multifactor authentication and the approval of ${approvers.map(({ name }) => name).join(" or ")}, who are ${nameOf(provider)}'s own, for at most ${hoursText(maximumHours)}. ${client} may end the delegation at any time.`,
        }),
      ),
    ),
    ...azure.lighthouse
      .filter(({ permanent }) => permanent.some(({ role }) => role.roleDefinitionId === reader.roleDefinitionId))
      .map(
        ({ provider, scope }): ContractLine => ({
          row: "azure.lighthouse",
          party: provider,
          text: `Administrative scope of ${nameOf(provider)}: Reader over ${scopeWords(scope)} in Azure, from its own tenant through Azure Lighthouse. Held without activation: it sees what is there, which activating a role takes, and changes nothing.`,
        }),
      ),
    ...(azure.backup === undefined ? [] : [guardLine(client)]),
  ];
}

function guardLine(client: string): ContractLine {
  return {
    row: "azure.backup",
    party: "internal",
    text: `Backups in Azure can be deleted, kept for less time or left unprotected only with ${client}'s consent (Resource Guard); deleted backups can be brought back for a time, and nobody can turn that off.`,
  };
}
