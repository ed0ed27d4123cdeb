/** How far a stack's reviews are, for the gate: the newest one whose evidence holds, or why it does not. */

import type { ReviewStanding } from "../../../policies/reviews.ts";
import type { Matrix } from "../../matrix/schema.ts";
import { nextReview } from "../decisions/days.ts";
import { type EvidenceChain, readChain } from "./chain.ts";
import { missingSides, verifyChain } from "./verify.ts";

/**
 * @param parent folder of the stack's reviews
 * @throws ReviewFolderError when it cannot be read
 */
export async function reviewStanding(parent: string, matrix: Matrix): Promise<ReviewStanding> {
  const chain = readChain(parent);
  // A review that not every side has signed is on its way: it neither counts nor is broken.
  const isSettled = (each: EvidenceChain["signed"][number]) => missingSides(each, matrix).length === 0;
  const settled = chain.signed.filter(isSettled);
  const newest = settled.at(-1);
  const due = (reviewedOn: string) => nextReview(reviewedOn, matrix.review.cadence);
  if (newest === undefined) {
    const begun = [
      ...chain.open.map(({ name, reviewedOn }) => ({ name, reviewedOn })),
      ...chain.signed.map(({ name, manifest }) => ({ name, reviewedOn: manifest?.reviewedOn })),
    ].flatMap(({ name, reviewedOn }) =>
      reviewedOn === undefined ? [] : [{ name, reviewedOn: reviewedOn.slice(0, 10) }],
    );
    const first = begun.toSorted((left, right) => (left.reviewedOn < right.reviewedOn ? -1 : 1))[0];
    if (first === undefined && chain.signed.length > 0) {
      return { kind: "broken", name: chain.signed.at(-1)?.name ?? "", problem: "its manifest cannot be read." };
    }
    return first === undefined ? { kind: "none" } : { kind: "open", ...first, due: due(first.reviewedOn) };
  }
  // The whole chain: a keep of an earlier review counts against a later one, and a removed one shows.
  const { reviews } = await verifyChain({ signed: settled, open: [] }, { matrix });
  for (const { name, problems } of reviews.toReversed()) {
    const [problem] = problems.filter(({ kind }) => kind !== "revoked-still-there");
    if (problem !== undefined) return { kind: "broken", name, problem: problem.message };
  }
  const reviewedOn = newest.manifest?.reviewedOn.slice(0, 10) ?? "";
  return { kind: "signed", name: newest.name, reviewedOn, due: due(reviewedOn) };
}
