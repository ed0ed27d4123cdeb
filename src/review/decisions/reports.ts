/**
 * Whether the reports in a review's folder are those that were written with its review.json, which has their digests. Decisions hold the
 * digest of review.json in turn: so what people read before anybody signs is tied to what they decide on.
 */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hasOtherLineEnds, lineEndsHint } from "../../line-ends.ts";
import type { RecordedReview } from "./recorded-review.ts";

/** A sentence about each report that is another one. One that is gone misleads nobody. */
export function alteredReports(folder: string, { reports = {} }: RecordedReview): string[] {
  return Object.entries(reports).flatMap(([name, sha256]) => {
    const file = join(folder, name);
    let found: string;
    try {
      found = createHash("sha256").update(readFileSync(file)).digest("hex");
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return code === "ENOENT" ? [] : [`${name} cannot be read: ${message}.`];
    }
    if (found === sha256) return [];
    const why = hasOtherLineEnds(file, sha256) ? lineEndsHint : "its digest is another";
    return [`${name} is not what was written with review.json: ${why}.`];
  });
}
