import type { ReviewStanding } from "../reviews.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";

/**
 * Days for which a late review is a warning. An error on the very day would stop deployments over a holiday, among them those that
 * take access away; two weeks are enough to decide and sign, and short enough that nobody skips a quarter.
 */
const graceDays = 14;

export const reviewOverdue: Rule = {
  id: "DEMARC.REVIEW.1v1",
  name: "review-overdue",
  severity: "error",
  title: "Access is reviewed, decided and signed in the rhythm of the matrix",
  rationale:
    "What was agreed drifts from what is there a little every week. A review that nobody signs is one that did not happen, and nobody notices that unless something stops.",
  evaluate: ({ reviews, matrix, today }) => findings(reviews, matrix, today),
};

function findings(
  reviews: ReviewStanding | undefined,
  { review }: RuleContext["matrix"],
  today: string,
): RuleFinding[] {
  if (reviews === undefined || reviews.kind === "none") return [];
  const resource = "review.cadence";
  if (reviews.kind === "broken") {
    return [
      {
        message: `The evidence of the last review, ${reviews.name}, does not hold: ${reviews.problem}`,
        resource,
        remedy: "Bring the evidence back as it was signed; `demarc review verify` says what is wrong with it.",
      },
    ];
  }
  const { due, reviewedOn, name, kind } = reviews;
  if (today <= due) return [];
  const late = Math.round((Date.parse(today) - Date.parse(due)) / 86_400_000);
  const what =
    kind === "open"
      ? `The review ${name}, begun on ${reviewedOn}, was never signed by every side, and the next is due since ${due}`
      : `The last signed review is of ${reviewedOn}, and the next is due since ${due} (${review.cadence})`;
  return [
    {
      severity: late > graceDays ? "error" : "warning",
      message: `${what}: ${late} ${late === 1 ? "day" : "days"} late${late > graceDays ? "" : `; it is an error after ${graceDays}`}.`,
      resource,
      remedy: "Review, decide and sign: demarc review, then demarc review decide and demarc review sign for each side.",
    },
  ];
}
