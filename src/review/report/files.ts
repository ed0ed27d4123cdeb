/** The files of a review's folder as `demarc review` writes them, tied together: review.json has the digests of all others. */

import { createHash } from "node:crypto";
import { gitAttributes } from "../../line-ends.ts";
import type { Review } from "../schema.ts";
import type { ReportHistory } from "./history/facts.ts";
import { reporters } from "./reporters.ts";

interface ReviewFile {
  readonly name: string;
  readonly content: string;
}

/** Names of everything that a review that nobody decided on has in its folder. */
export const reviewFileNames: readonly string[] = [...reporters.map(({ fileName }) => fileName), gitAttributes.name];

/**
 * In the order in which they are to be written: review.json last, so that a run that was ended before it leaves what does not fit.
 * @param history of the stack's signed reviews
 */
export function reviewFiles(review: Review, history?: ReportHistory): ReviewFile[] {
  const files = reporters
    .filter(({ format }) => format !== "json")
    .map((reporter) => ({ name: reporter.fileName, content: reporter.render(review, history) }));
  const reports = Object.fromEntries(
    files.map(({ name, content }) => [name, createHash("sha256").update(content).digest("hex")]),
  );
  const data = reporters
    .filter(({ format }) => format === "json")
    .map((reporter) => ({ name: reporter.fileName, content: reporter.render({ ...review, reports }) }));
  return [{ ...gitAttributes }, ...files, ...data];
}
