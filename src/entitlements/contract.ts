/** The contract schedule's sentences: what a row of the matrix means on paper, and what it gives in the tenant. */

import { functionById } from "../catalogue/functions.ts";
import { toolCategories } from "../catalogue/tool-categories.ts";
import { INTERNAL, nameOfParty, resolveRows, type SupportCondition } from "../matrix/parties.ts";
import type { Matrix } from "../matrix/schema.ts";
import { partnerOfTool, providerOfTool } from "../matrix/tool-provider.ts";
import type { AzureEntitlements } from "./azure.ts";
import { azureLines, azureScopeWords } from "./azure-contract.ts";
import type { ContractLine, Team } from "./entitlements.ts";
import { hoursText, listed, withNames } from "./sentence-parts.ts";

/** Sentences for every function, every tool and every team's administrative scope, in the order of the matrix. */
export function contractLines(
  matrix: Matrix,
  teams: readonly Team[],
  azure: AzureEntitlements | undefined,
): ContractLine[] {
  return [...functionLines(matrix, teams), ...azureLines(matrix, azure), ...toolLines(matrix)];
}

/** When a provider steps in, after "steps in". */
const stepsIn: Readonly<Record<SupportCondition, string>> = {
  "overflow-only": "for overflow only",
  "internal-unavailable": "when the internal team is unavailable",
  "after-hours": "after hours",
};

function functionLines(matrix: Matrix, teams: readonly Team[]): ContractLine[] {
  return resolveRows(matrix).flatMap((resolved): ContractLine[] => {
    const itFunction = functionById(resolved.functionId);
    if (itFunction === undefined) return [];
    const row = `functions.${resolved.functionId}`;
    const party = resolved.provider ?? INTERNAL;
    const lines: ContractLine[] = [
      {
        row,
        party,
        text: `${itFunction.title}: ${fill(itFunction.contract[resolved.owner], matrix, resolved.provider ?? resolved.support?.provider)} Accountable: ${nameOfParty(matrix, resolved.accountable)}.`,
      },
    ];
    if (resolved.support) {
      const { provider, when } = resolved.support;
      lines.push({
        row,
        party: provider,
        text: `${itFunction.title}: ${nameOfParty(matrix, provider)} steps in ${stepsIn[when]}.`,
      });
    }
    return [
      ...lines,
      ...teams.filter((team) => team.functionId === resolved.functionId).map((team) => scopeLine(matrix, team, row)),
    ];
  });
}

/** The provider's administrative scope, as it is really declared. */
function scopeLine(matrix: Matrix, team: Team, row: string): ContractLine {
  const roles = [
    ...team.grants.map(
      ({ role, scope }) =>
        `${role.name} over ${scope.kind === "directory" ? "the directory" : `the administrative unit ${matrix.administrativeUnits[scope.unit]?.displayName ?? scope.unit}`}`,
    ),
    ...team.azure.map(azureScopeWords),
  ];
  const { maximumHours, approval, ticket, eligibleDays } = team.activation;
  const how = approval ? `with ${matrix.client.name}'s approval` : "without waiting for an approval";
  return {
    row,
    party: team.provider,
    text: `Administrative scope of ${nameOfParty(matrix, team.provider)}: ${roles.join("; ")}. Never standing: activated ${how}, with phishing-resistant sign-in${ticket ? ", a justification and a ticket" : " and a justification"}, for at most ${hoursText(maximumHours)}; eligibility ends after ${eligibleDays} ${eligibleDays === 1 ? "day" : "days"} unless renewed.`,
  };
}

function toolLines(matrix: Matrix): ContractLine[] {
  return toolCategories.flatMap((category): ContractLine[] => {
    const tool = matrix.tools[category.id];
    if (tool === undefined) return [];
    const kind = tool.owner === INTERNAL || tool.owner === "shared" ? tool.owner : "provider";
    const row = `tools.${category.id}`;
    const party = (kind === "provider" ? providerOfTool(matrix, category.id, tool) : undefined) ?? INTERNAL;
    const partner = partnerOfTool(matrix, category.id, tool);
    const lines: ContractLine[] = [
      { row, party, text: `${category.title}: ${withNames(category.contract[kind], matrix.client.name, partner)}` },
    ];
    if (tool.dataExport) {
      const { contents, format, withinDays } = tool.dataExport;
      lines.push({
        row,
        party,
        text: `${category.title}: on demand and at exit ${listed(contents)} ${contents.length === 1 ? "is" : "are"} exported as ${format} within ${withinDays} ${withinDays === 1 ? "day" : "days"}.`,
      });
    }
    return lines;
  });
}

function fill(sentence: string, matrix: Matrix, provider: string | undefined): string {
  return withNames(
    sentence,
    matrix.client.name,
    provider === undefined ? "the provider" : nameOfParty(matrix, provider),
  );
}
