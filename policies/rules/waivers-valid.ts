import type { Rule } from "../rule.ts";
import { brokenWaiverFinding, brokenWaivers, waiversValidName } from "../waivers.ts";

/** @param others every other rule: what there is to waive */
export function waiversValid(others: readonly Rule[]): Rule {
  return {
    id: "DEMARC.WAIVER.1v1",
    name: waiversValidName,
    severity: "error",
    title: "Every waiver is approved by the internal side, about one thing, and ends",
    rationale:
      "An exception that nobody decided, that the provider decided, or that outlived its reason is how standing access comes back. Tier 0 is waived for an emergency only.",
    evaluate: ({ matrix, today }) => brokenWaivers(matrix, others, today).map(brokenWaiverFinding),
  };
}
