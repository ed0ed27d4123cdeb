/** Which provider a row of the tools means. */

import { toolCategories } from "../../catalogue/tool-categories.ts";
import type { Matrix } from "../../matrix/schema.ts";

type ToolRow = NonNullable<Matrix["tools"][keyof Matrix["tools"]]>;

/** The provider that owns the tool; undefined where the client does or both do. Of several the only one of the kind that usually has it. */
export function toolProvider(
  { providers }: Pick<Matrix, "providers">,
  category: string,
  { owner, by }: ToolRow,
): string | undefined {
  if (owner in providers) return owner;
  if (by !== undefined) return by;
  if (owner !== "provider") return undefined;
  const keys = Object.keys(providers);
  const usual = toolCategories.find(({ id }) => id === category)?.usualProvider;
  const ofKind = keys.filter((key) => keys.length === 1 || providers[key]?.kind === usual);
  return ofKind.length === 1 ? ofKind[0] : undefined;
}
