/** How hard a step is to take, in order: the search prefers the easier way. */

import type { StepCondition } from "../finding.ts";

/** From what works at once to what an internal person must approve. */
export const conditionOrder: readonly StepCondition[] = [
  "standing",
  "self-activation",
  "provider-approval",
  "unknown-approval",
  "internal-approval",
];

const ranks = new Map(conditionOrder.map((condition, rank) => [condition, rank]));

/** Position in `conditionOrder`. */
export function rankOf(condition: StepCondition): number {
  return ranks.get(condition) ?? 0;
}

/** The hardest of several conditions: what a way as a whole asks for. */
export function hardest(conditions: readonly StepCondition[]): StepCondition {
  return conditionOrder.findLast((condition) => conditions.includes(condition)) ?? "standing";
}
