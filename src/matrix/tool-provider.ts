/** Which provider a row of the tools means: asked here by the contract, the handbook, the review and the exit alike. */

import { toolCategoryById } from "../catalogue/tool-categories.ts";
import { INTERNAL, nameOfParty, type PartyKey } from "./parties.ts";
import type { Matrix } from "./schema.ts";

export type ToolRow = NonNullable<Matrix["tools"][keyof Matrix["tools"]]>;

/**
 * The provider that owns the tool or shares it: as the row says, else the only one there is, else the only one of the kind that usually
 * has such a tool. Undefined where the client alone owns it, and where it cannot be told (`references.ts` asks for `by` there).
 */
export function providerOfTool(
  { providers }: Pick<Matrix, "providers">,
  category: string,
  { owner, by }: Pick<ToolRow, "owner" | "by">,
): PartyKey | undefined {
  if (owner === INTERNAL) return undefined;
  if (owner in providers) return owner;
  if (by !== undefined) return by;
  const keys = Object.keys(providers);
  const usual = toolCategoryById(category)?.usualProvider;
  const meant = keys.length === 1 ? keys : keys.filter((key) => providers[key]?.kind === usual);
  return meant.length === 1 ? meant[0] : undefined;
}

/** What a sentence about a tool calls the other side: the provider by name; of the client's own tool `each provider` where there are several. */
export function partnerOfTool(
  matrix: Pick<Matrix, "client" | "providers">,
  category: string,
  row: Pick<ToolRow, "owner" | "by">,
): string {
  const keys = Object.keys(matrix.providers);
  const [only] = keys;
  if (row.owner === INTERNAL) {
    const meant = row.by ?? (keys.length === 1 ? only : undefined);
    return meant === undefined ? (keys.length === 0 ? "a provider" : "each provider") : nameOfParty(matrix, meant);
  }
  const provider = providerOfTool(matrix, category, row);
  return provider === undefined ? "the provider" : nameOfParty(matrix, provider);
}
