/** The files that `demarc init` writes. */

import { parseMatrix } from "../../matrix/load.ts";
import type { Snapshot } from "../../tenant/snapshot.ts";
import { draftFromSnapshot } from "./from-snapshot.ts";
import { buildInventory, type Inventory } from "./inventory.ts";
import { inventoryCsv, inventoryJson, inventoryMarkdown } from "./inventory-reports.ts";
import { matrixText } from "./matrix-text.ts";
import { scratchDraft } from "./scratch.ts";

/** Name of the matrix in a stack's folder. */
export const matrixFileName = "matrix.yaml";

export interface FirstFiles {
  readonly files: ReadonlyMap<string, string>;
  /** Absent without a snapshot. */
  readonly inventory?: Inventory;
}

/**
 * @param today ISO date
 * @param schema address of the matrix's schema, as its first line names it
 */
export function filesFromScratch(today: string, schema: string): FirstFiles {
  return { files: new Map([[matrixFileName, matrixText(scratchDraft(today, schema)).text]]) };
}

export function filesFromSnapshot(snapshot: Snapshot, schema: string): FirstFiles {
  const { draft, tenants, deployment } = draftFromSnapshot(snapshot, schema);
  const { text, questions } = matrixText(draft);
  const { matrix } = parseMatrix(text, matrixFileName);
  const inventory = buildInventory({ snapshot, matrix, questions, tenants, deployment });
  const providers = Object.values(matrix.providers).map(({ name }) => name);
  return {
    files: new Map([
      [matrixFileName, text],
      ["inventory.md", inventoryMarkdown(inventory, providers)],
      ["inventory.csv", inventoryCsv(inventory)],
      ["inventory.json", inventoryJson(inventory)],
    ]),
    inventory,
  };
}
