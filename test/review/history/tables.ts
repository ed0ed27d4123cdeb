/** A review, and the history of so many before it. */

import { assembleReview } from "../../../src/review/assemble.ts";
import type { HistoryTables } from "../../../src/review/report/history/facts.ts";
import { joel, miriam } from "../evidence/reviews.ts";
import * as fixture from "../fixture.ts";

/** The review that is reported, of 21 November 2026. */
export const review = assembleReview(
  fixture.parts({ actual: [fixture.role({ scope: "directory", held: "standing", tier: 1 })] }),
);
export const dayOf = (index: number) => new Date(Date.UTC(2023, 10 + 3 * index, 21)).toISOString().slice(0, 10);

/** Tables of so many reviews, a quarter apart. */
export function tablesOf(count: number): HistoryTables {
  const indexes = Array.from({ length: count }, (_, index) => index);
  return {
    reviews: indexes.map((index) => ({
      sequence: index + 1,
      reviewed_on: dayOf(index),
      standing_privileged: 2 * count - index,
      providers_reaching_global_administrator: index % 3,
    })),
    removals: indexes.flatMap((index) =>
      [10, 40, 20, 30].slice(index % 4).map((days) => ({
        first_seen: dayOf(index),
        revoked_on: index % 2 === 0 ? dayOf(index) : null,
        gone_on: index === count - 1 ? null : dayOf(index + 1),
        days_to_remove: index === count - 1 ? null : days,
      })),
    ),
    decisions: indexes.flatMap((index) =>
      ["keep", "revoke", "change-matrix", "keep"].slice(0, 1 + (index % 4)).map((decision, at) => ({
        sequence: index + 1,
        by: at === 2 ? joel : miriam,
        decision,
      })),
    ),
    rows: indexes.flatMap((index) =>
      review.rows.map(({ path, name }, at) => ({
        sequence: index + 1,
        reviewed_on: dayOf(index),
        row: path,
        name,
        differences: at < 5 ? Math.max(0, index - at) : 0,
      })),
    ),
  };
}
