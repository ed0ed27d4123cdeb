/** What is exported: a review, its decisions, and its evidence as far as it is signed. */

import { join } from "node:path";
import { parseMatrix } from "../../matrix/load.ts";
import type { Matrix } from "../../matrix/schema.ts";
import type { DecisionItem } from "../decisions/items.ts";
import type { RecordedReview } from "../decisions/recorded-review.ts";
import type { Decision } from "../decisions/schema.ts";
import { openSheet } from "../decisions/sheet.ts";
import { assertAsSigned } from "../evidence/as-signed.ts";
import { readEvidence } from "../evidence/chain.ts";
import { bytesOf, matrixCopyName, sha256 } from "../evidence/files.ts";
import type { Manifest } from "../evidence/manifest.ts";
import { readSignature, type SignedBy } from "../evidence/signature.ts";

export interface DecidedItem {
  readonly item: DecisionItem;
  /** Absent: nobody decided yet. */
  readonly decision?: Decision;
}

export interface ExportSubject {
  readonly review: RecordedReview;
  readonly matrix: Matrix;
  readonly decided: readonly DecidedItem[];
  /** Absent: nobody signed. */
  readonly evidence?: {
    readonly manifest: Manifest;
    /** SHA-256 of the manifest. */
    readonly digest: string;
    /** Genuine signatures; whom to trust, `demarc review verify` says. */
    readonly signatures: readonly ({ readonly side: string } & SignedBy)[];
  };
}

/**
 * A review's folder as something to export. Of a signed review the matrix is the one in its evidence.
 * @param today the matrix that says who is trusted
 * @throws ReviewFolderError, MatrixError; also when a signed review is not as it was signed: auditors would read it as if it were
 */
export async function exportSubject(folder: string, today: Matrix): Promise<ExportSubject> {
  const evidence = readEvidence(folder);
  if (evidence !== undefined) await assertAsSigned(evidence, today, "nothing is exported");
  const copy = evidence && bytesOf(join(folder, matrixCopyName));
  const matrix = copy === undefined ? today : parseMatrix(copy.toString("utf8"), join(folder, matrixCopyName)).matrix;
  const sheet = openSheet(folder, matrix);
  const decided = sheet.items.map((item): DecidedItem => {
    const decision = sheet.existing?.read.decisions.get(item.id);
    return { item, ...(decision !== undefined && { decision }) };
  });
  const base = { review: sheet.review, matrix, decided };
  if (evidence?.manifest === undefined) return base;
  const signatures: ({ side: string } & SignedBy)[] = [];
  for (const [name, bytes] of evidence.signatures) {
    const side = name.replace(/\.json$/, "");
    const signed = await readSignature(bytes, side, evidence.manifestBytes);
    if (!("problem" in signed)) signatures.push({ side, ...signed });
  }
  return { ...base, evidence: { manifest: evidence.manifest, digest: sha256(evidence.manifestBytes), signatures } };
}
