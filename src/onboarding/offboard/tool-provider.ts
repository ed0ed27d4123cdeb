/** Which provider owns a tool alone, and so has to hand it over. */

import type { Matrix } from "../../matrix/schema.ts";
import { providerOfTool, type ToolRow } from "../../matrix/tool-provider.ts";

/** Undefined where the client does, or both do and the row does not name the other. */
export function toolProvider(matrix: Pick<Matrix, "providers">, category: string, row: ToolRow): string | undefined {
  return row.owner === "shared" && row.by === undefined ? undefined : providerOfTool(matrix, category, row);
}
