/** What a review, and the signed reviews before it, say of the indicators. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Matrix } from "../matrix/schema.ts";
import { nextReview } from "../review/decisions/days.ts";
import { ReviewFolderError } from "../review/decisions/problem.ts";
import { readReview, reviewFileName } from "../review/decisions/recorded-review.ts";
import { readChain } from "../review/evidence/chain.ts";
import { historyOf } from "../review/evidence/history.ts";
import { observationKinds } from "../review/schema.ts";

/** What a review looked for besides differences. */
const observationsSchema = z.object({
  observations: z
    .array(z.object({ kind: z.enum(observationKinds), title: z.string(), found: z.int(), unseen: z.array(z.string()) }))
    .optional(),
});
export type Observed = NonNullable<z.infer<typeof observationsSchema>["observations"]>[number];

/** Reviews that were signed, as a whole. */
export interface SignedReviews {
  readonly count: number;
  /** Reviews that came before the one before them was due for renewal. */
  readonly inTime: number;
  /** ISO date by which the next one has to come. */
  readonly due: string;
  /** Days that each access took to go, of those that are gone. */
  readonly daysToRemove: readonly number[];
  /** Decided to go, and still there in the newest of them. */
  readonly waiting: number;
}

export interface MeasuredReview {
  /** ISO date. */
  readonly reviewedOn: string;
  /** Standing assignments of tier 0 or 1 that providers hold. */
  readonly standingPrivileged: number;
  /** Principals of providers that reach Global Administrator without an internal approval. */
  readonly reaching: number;
  readonly rows: number;
  readonly rowsWithDifference: number;
  /** Parts of the tenant that could not be read. */
  readonly unreadable: number;
  /** Absent: a review of an earlier version, which did not look. */
  readonly observations?: readonly Observed[];
  /** Absent: only one review was given, or none is signed. */
  readonly signed?: SignedReviews;
}

/**
 * @param folder one review's folder, or the folder with all reviews of a stack: then the newest counts, and the signed ones tell the rest
 * @throws ReviewFolderError when it is neither, cannot be read, or is of another tenant
 */
export function readMeasuredReview(folder: string, matrix: Matrix): MeasuredReview {
  if (existsSync(join(folder, reviewFileName))) return measured(folder, matrix);
  const chain = readChain(folder);
  const newest = [...chain.signed, ...chain.open]
    .map((each) => each.folder)
    .filter((each) => existsSync(join(each, reviewFileName)))
    .toSorted((left, right) => (readReview(left).reviewedOn < readReview(right).reviewedOn ? -1 : 1))
    .at(-1);
  if (newest === undefined) {
    throw new ReviewFolderError(`${folder} has no review: neither a ${reviewFileName} nor folders with one are in it`);
  }
  const one = measured(newest, matrix);
  if (chain.signed.length === 0) return one;
  const { reviews, removals } = historyOf(chain);
  const days = reviews.map((row) => String(row["reviewed_on"]));
  const last = days.at(-1) ?? one.reviewedOn;
  const dueAfter = (day: string) => nextReview(day, matrix.review.cadence);
  return {
    ...one,
    signed: {
      count: days.length,
      inTime: days.filter((day, index) => index === 0 || day <= dueAfter(days[index - 1] ?? day)).length,
      due: dueAfter(last),
      daysToRemove: removals.flatMap((row) => (row["gone_on"] === null ? [] : [Number(row["days_to_remove"])])),
      waiting: removals.filter((row) => row["gone_on"] === null && row["revoked_on"] !== null).length,
    },
  };
}

function measured(folder: string, matrix: Matrix): MeasuredReview {
  const review = readReview(folder);
  if (review.client.tenantId !== matrix.client.tenantId) {
    throw new ReviewFolderError(
      `${folder} is a review of tenant ${review.client.tenantId} (${review.client.name}), and the matrix is of ${matrix.client.tenantId}`,
    );
  }
  const more = observationsSchema.safeParse(JSON.parse(readFileSync(join(folder, reviewFileName), "utf8")));
  const { standingPrivileged, providersReachingGlobalAdministrator, rows, rowsWithDifference, unreadable } =
    review.summary;
  return {
    reviewedOn: review.reviewedOn.slice(0, 10),
    standingPrivileged,
    reaching: providersReachingGlobalAdministrator,
    rows,
    rowsWithDifference,
    unreadable,
    ...(more.data?.observations !== undefined && { observations: more.data.observations }),
  };
}
