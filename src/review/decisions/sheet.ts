/** The decisions of a review's folder: what the command line and a page read, complete, check and write. */

import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Matrix } from "../../matrix/schema.ts";
import { type DecisionItem, itemsOf } from "./items.ts";
import { type DecisionContext, type DecisionProblems, judgeDecisions } from "./judge.ts";
import { ReviewFolderError } from "./problem.ts";
import { type ReadDecisions, readDecisions } from "./read.ts";
import { parseReview, type RecordedReview, readReview, reviewFileName } from "./recorded-review.ts";
import { alteredReports } from "./reports.ts";
import type { Decision } from "./schema.ts";
import { sheetText } from "./write.ts";

export const decisionsFileName = "decisions.yaml";

/** Everything that decisions on a review are made from. */
export interface DecisionSheet {
  readonly folder: string;
  readonly review: RecordedReview;
  /** SHA-256 of review.json. */
  readonly digest: string;
  readonly items: readonly DecisionItem[];
  /** Absent: there is no decisions.yaml yet. */
  readonly existing?: { readonly text: string; readonly read: ReadDecisions };
}

/**
 * @param folder where `demarc review --out` wrote
 * @throws ReviewFolderError when there is no review, its reports are not those that were written with it, or its decisions.yaml cannot
 * be read; with line and column
 */
export function openSheet(folder: string, matrix: Matrix): DecisionSheet {
  const review = readReview(folder);
  const altered = alteredReports(folder, review);
  if (altered.length > 0) {
    throw new ReviewFolderError(
      `the reports in ${folder} are not those of its ${reviewFileName}: what was read there may not be what is decided on (\`demarc review\` makes them anew)\n${altered.join("\n")}`,
    );
  }
  const digest = createHash("sha256")
    .update(readFileSync(join(folder, reviewFileName)))
    .digest("hex");
  const file = join(folder, decisionsFileName);
  const base = { folder, review, digest, items: itemsOf(review, matrix) };
  if (!existsSync(file)) return base;
  const text = decisionsText(readFileSync(file), file);
  const read = readDecisions(text, file);
  if ("problems" in read) throw new ReviewFolderError(`${file} cannot be used`, read.problems);
  return { ...base, existing: { text, read } };
}

/**
 * The text of a decisions.yaml. Another encoding would change people's words with the next entry that is written.
 * @throws ReviewFolderError
 */
export function decisionsText(bytes: Buffer, file: string): string {
  const text = bytes.toString("utf8");
  if (isUtf8(bytes)) return text;
  const line = text.slice(0, text.indexOf("\uFFFD")).split("\n").length;
  throw new ReviewFolderError(`${file} is not UTF-8 from line ${line} on; save it as UTF-8, then look at what it says`);
}

/** A sheet from the bytes of evidence, so that what is judged is what was hashed. */
export function sheetFrom(folder: string, matrix: Matrix, review: Buffer, decisions: Buffer): DecisionSheet {
  const recorded = parseReview(review.toString("utf8"), join(folder, reviewFileName));
  const file = join(folder, decisionsFileName);
  const text = decisionsText(decisions, file);
  const read = readDecisions(text, file);
  if ("problems" in read) throw new ReviewFolderError(`${file} cannot be used`, read.problems);
  const digest = createHash("sha256").update(review).digest("hex");
  return { folder, review: recorded, digest, items: itemsOf(recorded, matrix), existing: { text, read } };
}

/**
 * The file's text with an entry for everything; what was decided stays as it is written.
 * @param change a decision to put in, in the place of the one that may be there
 * @throws ReviewFolderError when the file is of another tenant: it would become one of this review's
 */
export function completedText(
  sheet: DecisionSheet,
  change?: { readonly id: string; readonly decision: Decision },
): string {
  const { tenantId } = sheet.review.client;
  const tenant = sheet.existing?.read.file.tenant ?? tenantId;
  if (tenant !== tenantId) {
    const file = join(sheet.folder, decisionsFileName);
    throw new ReviewFolderError(
      `${file} is of tenant ${tenant}, and the review of ${tenantId}: nothing was written. Put it where it belongs.`,
    );
  }
  return sheetText(sheet, sheet.existing, change);
}

/** What is wrong with the decisions, and what is open. */
export function judgeSheet(
  sheet: DecisionSheet,
  context: Omit<DecisionContext, "review" | "digest" | "items">,
): DecisionProblems {
  const { existing, review, digest, items } = sheet;
  if (existing === undefined) {
    const file = join(sheet.folder, decisionsFileName);
    throw new ReviewFolderError(`there is no ${file}: \`demarc review decide ${sheet.folder}\` makes it`);
  }
  return judgeDecisions(existing.read, { ...context, review, digest, items });
}

/** The decisions that were made, with what they are about, in the order of the items. */
export function madeDecisions({ items, existing }: DecisionSheet): { item: DecisionItem; decision: Decision }[] {
  return items.flatMap((item) => {
    const decision = existing?.read.decisions.get(item.id);
    return decision === undefined ? [] : [{ item, decision }];
  });
}
