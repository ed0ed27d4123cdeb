/** Which functions of the matrix somebody seems to do, from the roles they hold: the catalogue's least privilege read backwards. */

import { readAccessForGuests } from "../../catalogue/function-table.ts";
import { coreFunctionIds, type FunctionId, functionById, functionIds } from "../../catalogue/functions.ts";
import type { Grant } from "./holders.ts";

export interface SeemingFunctions {
  /** Each with the role that it was told from. */
  readonly does: ReadonlyMap<FunctionId, string>;
  /** Other functions that the same roles would fit. */
  readonly maybe: readonly FunctionId[];
  /** Roles that no function of the catalogue needs: more than any work asks for, or other work. */
  readonly unexplained: readonly string[];
}

const isCore = (id: FunctionId) => coreFunctionIds.some((core) => core === id);

/** Ids of the built-in roles, and names of the Azure roles, that a function needs. */
function needsOf(id: FunctionId): readonly string[] {
  const { delegations = [], otherAccess = [] } = functionById(id) ?? {};
  return [
    ...delegations.flatMap(({ role }) => (role.kind === "built-in" ? [role.templateId] : [])),
    ...otherAccess.flatMap(({ system, role }) => (system === "azure" ? [role] : [])),
  ];
}

/**
 * For each role the one function that fits best: one whose roles are all held, and of the fourteen that every matrix decides, before
 * others.
 */
export function seemingFunctions(grants: readonly Grant[]): SeemingFunctions {
  const held = new Map(
    grants.flatMap(({ kind, roleId, name }) =>
      kind === "application-permission" ? [] : [[kind === "azure-role" ? name : (roleId ?? name), name] as const],
    ),
  );
  const { role: readers } = readAccessForGuests;
  if (readers.kind === "built-in") held.delete(readers.templateId);
  const does = new Map<FunctionId, string>();
  const maybe = new Set<FunctionId>();
  const unexplained: string[] = [];
  for (const [role, name] of held) {
    const fitting = functionIds.filter((id) => needsOf(id).includes(role));
    const rank = (id: FunctionId) => (needsOf(id).every((need) => held.has(need)) ? 0 : 1) + (isCore(id) ? 0 : 2);
    const [best, ...others] = fitting.toSorted((left, right) => rank(left) - rank(right));
    if (best === undefined) {
      unexplained.push(name);
      continue;
    }
    if (!does.has(best)) does.set(best, name);
    for (const other of others) maybe.add(other);
  }
  return { does, maybe: [...maybe].filter((id) => !does.has(id)), unexplained: unexplained.toSorted() };
}
