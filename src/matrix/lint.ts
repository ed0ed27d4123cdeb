/**
 * Smells: matrices that are well formed and still a bad sign. Each comes from practice (co-managed IT playbooks): too many
 * joint rows, functions nobody owns, overlapping tools, a provider with permanent Global Administrator.
 */

import { findRole, globalAdministratorId } from "../catalogue/entra-roles.ts";
import { coreFunctionIds, functionById } from "../catalogue/functions.ts";
import { toolCategories } from "../catalogue/tool-categories.ts";
import { type AgreementSmellName, agreementSmells } from "./agreement-lint.ts";
import { type AzureSmellName, azureSmells } from "./azure-lint.ts";
import type { LoadedMatrix } from "./load.ts";
import { type OperationsSmellName, operationsSmells } from "./operations-lint.ts";
import { resolveRows } from "./parties.ts";
import { type PatchingSmellName, patchingSmells } from "./patching-lint.ts";
import { type PlaceholderSmellName, placeholderSmells } from "./placeholder-lint.ts";
import { type PrivilegeSmellName, privilegeSmells } from "./privilege-lint.ts";
import type { MatrixProblem } from "./problem.ts";
import type { Matrix } from "./schema.ts";
import { type SystemApplicationSmellName, systemApplicationSmells } from "./system-application-lint.ts";
import { type SystemSmellName, systemSmells } from "./systems-lint.ts";
import { type BrokenWaiver, waiverProblems } from "./waivers.ts";

/** `warning`: somebody should decide. `note`: worth knowing. */
export interface Smell extends MatrixProblem {
  readonly smell: SmellName;
  readonly severity: "warning" | "note";
}

export type SmellName =
  | "too-many-joint-rows"
  | "function-without-owner"
  | "tool-without-owner"
  | "tooling-overlap"
  | "too-many-channels"
  | "permanent-global-administrator"
  | "backup-never-restored"
  | "change-without-approval"
  | "missing-data-export"
  | "contract-ended"
  | "contract-ends-soon"
  | "access-not-monitored"
  | "emergency-account-not-tried"
  | "reviews-not-signed"
  | "support-by-owner"
  | "waiver-does-not-hold"
  | "waiver-ends-soon"
  | AgreementSmellName
  | AzureSmellName
  | OperationsSmellName
  | PatchingSmellName
  | PlaceholderSmellName
  | PrivilegeSmellName
  | SystemSmellName
  | SystemApplicationSmellName;

type Draft = Omit<Smell, keyof MatrixProblem> & { path: readonly PropertyKey[]; message: string; hint?: string };

/**
 * @param loaded a matrix without errors
 * @param today ISO date that contract dates are compared with
 * @param broken waivers that do not hold; whoever knows the rules knows more of them
 */
export function lintMatrix(
  loaded: LoadedMatrix,
  today: string,
  broken: readonly BrokenWaiver[] = waiverProblems(loaded.matrix, today),
): Smell[] {
  const { matrix, file, positionOf } = loaded;
  const drafts = [
    ...ownership(matrix),
    ...tools(matrix),
    ...patchingSmells(matrix),
    ...collaboration(matrix),
    ...agreementSmells(matrix),
    ...operationsSmells(matrix),
    ...access(matrix),
    ...contracts(matrix, today),
    ...recovery(matrix, today),
    ...evidence(matrix),
    ...waivers(matrix, today, broken),
    ...systemSmells(matrix),
    ...systemApplicationSmells(matrix),
    ...privilegeSmells(matrix),
    ...azureSmells(matrix),
    ...placeholderSmells(matrix),
  ];
  return drafts
    .map(({ path, ...draft }) => ({ ...draft, file, ...positionOf(path), path: path.map(String).join(".") }))
    .sort((left, right) => left.line - right.line || left.column - right.column);
}

function ownership(matrix: Matrix): Draft[] {
  const drafts: Draft[] = [];
  const rows = resolveRows(matrix);
  const joint = rows.filter((row) => row.owner === "joint");
  const share = rows.length === 0 ? 0 : joint.length / rows.length;
  if (joint.length > matrix.lint.jointRows || share > matrix.lint.jointShare) {
    drafts.push({
      smell: "too-many-joint-rows",
      severity: "warning",
      path: ["functions"],
      message: `${joint.length} of ${rows.length} rows are joint (${Math.round(share * 100)} %): ${joint.map((row) => row.functionId).join(", ")}`,
      hint: `more than ${matrix.lint.jointRows} rows or ${Math.round(matrix.lint.jointShare * 100)} %: what both own, nobody does`,
    });
  }
  for (const functionId of coreFunctionIds) {
    if (matrix.functions[functionId] !== undefined) continue;
    drafts.push({
      smell: functionId.endsWith("patching") ? "unowned-patching" : "function-without-owner",
      severity: "warning",
      path: ["functions"],
      message: `nobody owns ${functionById(functionId)?.title ?? functionId} (${functionId})`,
      hint: "add the row",
    });
  }
  for (const { functionId, row, support } of rows) {
    if (row.support && support === undefined) {
      drafts.push({
        smell: "support-by-owner",
        severity: "note",
        path: ["functions", functionId, "support"],
        message: "the provider that owns the row cannot also support it: support has no effect",
      });
    }
  }
  return drafts;
}

function tools(matrix: Matrix): Draft[] {
  return toolCategories.flatMap((category): Draft[] => {
    const row = matrix.tools[category.id];
    const path = ["tools", category.id];
    if (row === undefined) {
      return [
        {
          smell: "tool-without-owner",
          severity: "warning",
          path: ["tools"],
          message: `nobody owns ${category.title} (${category.id})`,
          hint: "add the row",
        },
      ];
    }
    const drafts: Draft[] = [];
    if (row.systems.length > 1 && row.systemOfRecord === undefined) {
      drafts.push({
        smell: "tooling-overlap",
        severity: "warning",
        path: [...path, "systems"],
        message: `${row.systems.length} systems in one category and none decided`,
        hint: "add systemOfRecord",
      });
    }
    if (category.dataExport && row.owner !== "internal" && row.dataExport === undefined) {
      drafts.push({
        smell: "missing-data-export",
        severity: "warning",
        path,
        message: "no data export is agreed: can you leave with your data?",
        hint: "add dataExport: { format, contents, withinDays }",
      });
    }
    return drafts;
  });
}

function collaboration(matrix: Matrix): Draft[] {
  const channels = [...new Set(matrix.communication.map((each) => each.channel))];
  const drafts: Draft[] = [];
  if (channels.length > 2) {
    drafts.push({
      smell: "too-many-channels",
      severity: "warning",
      path: ["communication"],
      message: `${channels.length} channels: ${channels.join(", ")}`,
      hint: "two at most, or messages are missed",
    });
  }
  return drafts;
}

function access(matrix: Matrix): Draft[] {
  const drafts: Draft[] = [];
  for (const { functionId, row } of resolveRows(matrix)) {
    for (const [index, delegation] of (row.access?.delegations ?? []).entries()) {
      const path = ["functions", functionId, "access", "delegations", index];
      const role = findRole(delegation.role);
      if (role?.templateId === globalAdministratorId) {
        drafts.push({
          smell: "permanent-global-administrator",
          severity: "warning",
          path: [...path, "role"],
          message: "a provider that asks for Global Administrator",
          hint: "a scoped, time-bound role does the work; leave access out to see which",
        });
      } else if (role?.tier === 0 && delegation.approval === false) {
        drafts.push({
          smell: "change-without-approval",
          severity: "warning",
          path: [...path, "approval"],
          message: `${role.name} can be activated without the internal side's approval`,
          hint: "approval: true; the gate refuses it otherwise",
        });
      }
    }
  }
  if (matrix.azure === undefined) {
    drafts.push({
      smell: "access-not-monitored",
      severity: "note",
      path: [],
      message:
        "no Azure subscription is named: sign-ins of emergency accounts and new Global Administrators raise no alert from here",
      hint: "add azure: { subscriptionId, resourceGroup, location, alertEmails }",
    });
  }
  return drafts;
}

function contracts(matrix: Matrix, today: string): Draft[] {
  return Object.entries(matrix.providers).flatMap(([key, { name, contract }]): Draft[] => {
    const path = ["providers", key, "contract", "end"];
    const daysLeft = Math.round((Date.parse(contract.end) - Date.parse(today)) / 86_400_000);
    if (daysLeft < 0) {
      return [
        {
          smell: "contract-ended",
          severity: "warning",
          path,
          message: `the contract with ${name} ended on ${contract.end}`,
          hint: "renew it or remove the provider",
        },
      ];
    }
    if (daysLeft > contract.noticeDays) return [];
    return [
      {
        smell: "contract-ends-soon",
        severity: "note",
        path,
        message: `the contract with ${name} ends in ${daysLeft} days, within the notice period of ${contract.noticeDays}`,
      },
    ];
  });
}

/** A restore is tested every quarter, with a few weeks' grace. */
const restoreTestDays = 120;

function recovery(matrix: Matrix, today: string): Draft[] {
  return matrix.recovery.flatMap(({ system, lastRestoreTest }, index): Draft[] => {
    const age = lastRestoreTest
      ? Math.round((Date.parse(today) - Date.parse(lastRestoreTest)) / 86_400_000)
      : undefined;
    if (age !== undefined && age <= restoreTestDays) return [];
    return [
      {
        smell: "backup-never-restored",
        severity: "warning",
        path: ["recovery", index, ...(age === undefined ? [] : ["lastRestoreTest"])],
        message:
          age === undefined
            ? `no restore of ${system} has ever been recorded`
            : `the last restore of ${system} was ${age} days ago`,
        hint: "a backup that nobody restored is a hope: test one each quarter, with a witness",
      },
    ];
  });
}

/** What a review cannot know or prove, unless the matrix says it. */
function evidence(matrix: Matrix): Draft[] {
  const untried = matrix.emergencyAccounts.filter(({ lastValidated }) => lastValidated === undefined);
  const { signers } = matrix.review;
  const unsigned = ["internal", ...Object.keys(matrix.providers)].filter((side) => signers[side] === undefined);
  const tried: Draft = {
    smell: "emergency-account-not-tried",
    severity: "note",
    path: ["emergencyAccounts"],
    message: `whether the emergency accounts work is not known: ${untried.map(({ userPrincipalName }) => userPrincipalName).join(", ")} ${untried.length === 1 ? "has" : "have"} no lastValidated`,
    hint: "sign in with each, put the credential back, and write down the day",
  };
  const signed: Draft = {
    smell: "reviews-not-signed",
    severity: "note",
    path: ["review"],
    message: `nobody can sign a review for ${unsigned.join(", ")}: signers names no key and no pipeline of theirs`,
    hint: "demarc review thumbprint KEY says what a key is called; signers: { internal: [{ key: …, person: … }] }",
  };
  return [...(untried.length > 0 ? [tried] : []), ...(unsigned.length > 0 ? [signed] : [])];
}

/** Days before its end that a waiver is named, so that its end surprises nobody. */
const waiverNoticeDays = 7;

function waivers(matrix: Matrix, today: string, broken: readonly BrokenWaiver[]): Draft[] {
  const ending = matrix.waivers.flatMap(({ rule, resource, until }, index): Draft[] => {
    const daysLeft = Math.round((Date.parse(until) - Date.parse(today)) / 86_400_000);
    if (daysLeft < 0 || daysLeft > waiverNoticeDays) return [];
    return [
      {
        smell: "waiver-ends-soon",
        severity: "note",
        path: ["waivers", index, "until"],
        message: `the waiver of ${rule} for ${resource} ends in ${daysLeft} days`,
      },
    ];
  });
  return [
    ...broken.map(
      ({ waiver, index, field, what, remedy }): Draft => ({
        smell: "waiver-does-not-hold",
        severity: "warning",
        path: ["waivers", index, field],
        message: `the waiver of ${waiver.rule} for ${waiver.resource} ${what}`,
        hint: remedy,
      }),
    ),
    ...ending,
  ];
}
