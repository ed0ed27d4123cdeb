/** The history that goes into a report: of the stack's signed reviews. */

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { MatrixError } from "../../../matrix/problem.ts";
import { ReviewFolderError } from "../../decisions/problem.ts";
import { readChain } from "../../evidence/chain.ts";
import { historyOf } from "../../evidence/history.ts";
import type { ReportHistory } from "./facts.ts";

/**
 * @param parent folder of reviews
 * @param folder where the report goes: what is there is no review before this one
 * @returns undefined when nothing is signed yet; a sentence when what is there cannot be read, which is not the same
 */
export function reportHistory(parent: string, folder: string, tenantId: string): ReportHistory | undefined {
  if (!existsSync(parent)) return undefined;
  try {
    const chain = readChain(parent);
    const signed = chain.signed.filter((each) => resolve(each.folder) !== resolve(folder));
    if (signed.length === 0) return undefined;
    const tables = historyOf({ ...chain, signed });
    const other = tables.reviews.find((row) => row["tenant"] !== tenantId);
    return other === undefined
      ? tables
      : { problem: `${parent} also has reviews of another tenant, ${String(other["tenant"])}.` };
  } catch (error) {
    const isAnswer = error instanceof ReviewFolderError || error instanceof MatrixError;
    if (isAnswer || (error instanceof Error && "syscall" in error)) return { problem: error.message };
    throw error;
  }
}
