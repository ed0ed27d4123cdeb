/** The last day for which a keep needs no word on what it goes beyond: what the page proposes. The judge has the last word. */

import { addDays, nextReview } from "../decisions/days.ts";
import type { DecisionItem } from "../decisions/items.ts";
import type { SessionInput } from "./session.ts";

/** ISO date; undefined when no keep from today on would be accepted without more words. */
export function latestKeep(item: DecisionItem, reviewedOn: string, input: SessionInput): string | undefined {
  const { matrix, keptBefore, tierZeroRules, today } = input;
  const contract = item.party.provider === undefined ? undefined : matrix.providers[item.party.provider]?.contract;
  const isTierZero = item.rules.some((rule) => tierZeroRules.includes(rule));
  const days = [
    nextReview(reviewedOn, matrix.review.cadence),
    addDays(reviewedOn, matrix.review.keepDays),
    ...(contract === undefined ? [] : [contract.end]),
    ...(isTierZero ? [addDays(today(), matrix.emergencyWindowDays - (keptBefore.get(item.id) ?? 0) - 1)] : []),
  ];
  const last = days.reduce((one, other) => (one < other ? one : other));
  return last < today() ? undefined : last;
}
