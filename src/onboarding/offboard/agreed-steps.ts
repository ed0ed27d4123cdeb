/** What was agreed for the end: data that is handed over, the contract, and what the provider could have seen. */

import type { RuleContext } from "../../../policies/rule.ts";
import { systemById } from "../../catalogue/systems/index.ts";
import { toolCategories } from "../../catalogue/tool-categories.ts";
import { INTERNAL } from "../../matrix/parties.ts";
import { daysAfter } from "../init/draft.ts";
import { oneLine } from "../question.ts";
import type { ExitContext } from "./exit-context.ts";
import type { ExitStep } from "./phases.ts";
import { toolProvider } from "./tool-provider.ts";

/** @param today ISO date: the exit begins then */
export function agreedSteps(exit: ExitContext, today: string): ExitStep[] {
  return [...exportSteps(exit, today), ...contractSteps(exit), ...secretSteps(exit)];
}

function exportSteps({ context: { matrix }, provider, client, theirs }: ExitContext, today: string): ExitStep[] {
  return toolCategories.flatMap(({ id, title }): ExitStep[] => {
    const row = matrix.tools[id];
    // What both sides share, and what nobody can tell whose it is, may hold data at the provider as well.
    if (row === undefined || row.owner === INTERNAL) return [];
    if ((toolProvider(matrix, id, row) ?? provider) !== provider) return [];
    const systems = row.systems.map((system) => (typeof system === "string" ? system : system.name));
    const named = systems.map((system) => systemById(system)?.name ?? system).join(", ");
    const agreed = row.dataExport;
    const portable = systems.flatMap((system) => systemById(system)?.portability ?? [])[0];
    const what =
      agreed === undefined
        ? `Have the data of ${named} (${title}) handed over. Nothing is agreed in the matrix: ask now. ${portable ?? ""}`.trim()
        : `Have ${agreed.contents.join(", ")} of ${named} (${title}) handed over as ${agreed.format}, and read them back.`;
    return [
      {
        phase: "exports",
        what: oneLine(what),
        who: `${theirs} hands over, ${client} checks`,
        ...(agreed && { due: daysAfter(today, agreed.withinDays) }),
      },
      ...(row.tenancy !== undefined && row.tenancy.nameOf !== INTERNAL
        ? [
            {
              phase: "exports" as const,
              what: `Put ${named} into the client's name: it is in that of ${row.tenancy.nameOf}, billed to ${row.tenancy.billedTo}.`,
              who: `${client} and ${theirs}`,
            },
          ]
        : []),
    ];
  });
}

function contractSteps({ context: { matrix }, provider, client, theirs }: ExitContext): ExitStep[] {
  const contract = matrix.providers[provider]?.contract;
  if (contract === undefined) return [];
  const { reference, end, noticeDays, exitDays } = contract;
  return [
    {
      phase: "contract",
      what: `Give notice of ${reference}, which ends on ${end}, ${noticeDays} days before.`,
      who: client,
      due: daysAfter(end, -noticeDays),
    },
    {
      phase: "contract",
      what: `Confirm in writing that everything is handed over and every copy is deleted: at most ${exitDays} days after the end.`,
      who: theirs,
      due: daysAfter(end, exitDays),
    },
  ];
}

/** Secrets of applications it owned, vaults it could read, and what Global Administrators see. */
function secretSteps({ context, provider, client, named }: ExitContext): ExitStep[] {
  const { attribution, records, matrix } = context;
  const its = (party: { readonly kind: string; readonly provider?: string }) =>
    party.kind === "provider" && party.provider === provider;
  const own = records.filter(({ principal }) => its(principal.party));
  const owned = new Set(own.filter(({ kind }) => kind === "application-owner").map(({ targetId }) => targetId ?? ""));
  const secrets = records.filter(
    ({ kind, principal }) =>
      kind === "application-credential" && owned.has(principal.id) && !its(attribution.partyOf(principal.id).party),
  );
  const azure = [...new Set(own.filter(({ kind }) => kind === "azure-role").map(({ scope }) => scope))];
  const hadAll = controls(context, own);
  return [
    ...secrets.map(
      ({ principal, target }): ExitStep => ({
        phase: "secrets",
        what: oneLine(
          `Replace the ${target} of ${named(principal.id, principal.label)}: people of the provider owned it.`,
        ),
        who: client,
      }),
    ),
    ...azure.map(
      (scope): ExitStep => ({
        phase: "secrets",
        what: oneLine(`Replace keys, connection strings and secrets that can be read at ${scope}.`),
        who: client,
      }),
    ),
    ...(hadAll
      ? [
          {
            phase: "secrets" as const,
            what: "Replace what an administrator of the whole tenant could have seen or set: passwords of service accounts, recovery keys, local administrators' passwords, secrets of every application; and look at every application, federated credential and mail rule that came while the provider had access.",
            who: client,
          },
        ]
      : []),
    ...matrix.emergencyAccounts.map(
      ({ userPrincipalName, custody }): ExitStep => ({
        phase: "secrets",
        what: oneLine(
          `See that nobody of the provider could open where the credential of ${userPrincipalName} is (${custody}); else replace it.`,
        ),
        who: client,
      }),
    ),
    {
      phase: "secrets",
      what: "Replace what is in the shared password vault, on network devices, in backup and monitoring systems, and at the domain's registrar.",
      who: client,
    },
  ];
}

function controls(
  { graph }: RuleContext,
  own: readonly { readonly tier?: 0 | 1 | 2; readonly principal: { readonly id: string } }[],
): boolean {
  return own.some(({ tier, principal }) => tier === 0 && graph.node(principal.id) !== undefined);
}
