/** Whether one review is what was signed, whatever became of those around it. */

import type { Matrix } from "../../matrix/schema.ts";
import { ReviewFolderError } from "../decisions/problem.ts";
import type { EvidenceFolder } from "./chain.ts";
import { verifyChain } from "./verify.ts";

/**
 * Faults of the chain around a review do not alter what it says, a side may yet sign, and that something is still there is for the
 * review after to say.
 */
const elsewhere: ReadonlySet<string> = new Set(["chain", "revoked-still-there", "signature-missing"]);

/**
 * @param matrix as it is today: it says who is trusted
 * @param refused what is not done with a review that is not as it was signed
 * @throws ReviewFolderError when it was altered, or signed by whom nobody trusts
 */
export async function assertAsSigned(evidence: EvidenceFolder, matrix: Matrix, refused: string): Promise<void> {
  const { reviews } = await verifyChain({ signed: [evidence], open: [] }, { matrix });
  const problems = reviews.flatMap((review) => review.problems.filter(({ kind }) => !elsewhere.has(kind)));
  if (problems.length === 0) return;
  const said = problems.map(({ message }) => message).join("\n");
  throw new ReviewFolderError(`${evidence.folder} is not as it was signed, and ${refused}\n${said}`);
}
