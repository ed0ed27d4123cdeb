/** Smells of patching: a class of machines that nobody owns, and one that two rows of the matrix give to different sides. */

import { functionById } from "../catalogue/functions.ts";
import { patchAssetClasses } from "../catalogue/tool-categories.ts";
import type { FoundSmell } from "./found-smell.ts";
import { INTERNAL, nameOfParty, resolveRow } from "./parties.ts";
import type { Matrix } from "./schema.ts";

export type PatchingSmellName = "unowned-patching" | "patching-owned-twice" | "change-without-approval";

export type PatchingSmell = FoundSmell<PatchingSmellName>;

/** The function whose work is the patching of a class; a joint row divides it in the class's own row. */
const functionOf = { servers: "server-patching", workstations: "workstation-patching" } as const;

/** Of the row `tools.patch-management`; without it there is nothing to say here. */
export function patchingSmells(matrix: Matrix): PatchingSmell[] {
  const row = matrix.tools["patch-management"];
  if (row === undefined) return [];
  const path = ["tools", "patch-management", "patching"];
  const unowned = patchAssetClasses.flatMap((assetClass): PatchingSmell[] =>
    row.patching?.[assetClass] === undefined
      ? [
          {
            smell: "unowned-patching",
            severity: "warning",
            path,
            message: `nobody owns patching of ${assetClass}`,
            hint: "one named owner, rings, a window and an approver for each asset class",
          },
        ]
      : [],
  );
  const twice = (["servers", "workstations"] as const).flatMap((assetClass): PatchingSmell[] => {
    const functionId = functionOf[assetClass];
    const [patching, work] = [row.patching?.[assetClass], matrix.functions[functionId]];
    if (patching === undefined || work === undefined) return [];
    const { owner, provider } = resolveRow(matrix, functionId, work);
    const party = provider ?? INTERNAL;
    if (owner === "joint" || party === patching.owner) return [];
    return [
      {
        smell: "patching-owned-twice",
        severity: "warning",
        path: [...path, assetClass, "owner"],
        message: `${functionById(functionId)?.title ?? functionId} (${functionId}) is ${nameOfParty(matrix, party)}'s, and the ${assetClass} are ${nameOfParty(matrix, patching.owner)}'s: the contract would say both`,
        hint: `the same owner in functions.${functionId} and here`,
      },
    ];
  });
  const alone = patchAssetClasses.flatMap((assetClass): PatchingSmell[] => {
    const patching = row.patching?.[assetClass];
    if (patching === undefined || patching.owner === INTERNAL || patching.approver !== patching.owner) return [];
    return [
      {
        smell: "change-without-approval",
        severity: "warning",
        path: [...path, assetClass, "approver"],
        message: `${nameOfParty(matrix, patching.owner)} approves its own patches of the ${assetClass}`,
        hint: "approver: internal, or another provider",
      },
    ];
  });
  return [...unowned, ...twice, ...alone];
}
