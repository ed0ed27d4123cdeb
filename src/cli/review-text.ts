/** A review for a terminal: the headline, the numbers, each difference in a line or two. The report has the rest. */

import { type Difference, type Review, type ReviewSeverity, severities } from "../review/schema.ts";
import { counted } from "../review/words.ts";
import { visible } from "../visible.ts";
import { print, styled } from "./output.ts";

const colours = { critical: "red", high: "red", medium: "yellow", low: "cyan" } as const satisfies Record<
  ReviewSeverity,
  string
>;

/** How many differences of one severity are named before the report has to be opened. */
const namedOfEach = { critical: 20, high: 5, medium: 3, low: 0 } as const satisfies Record<ReviewSeverity, number>;

/** Prints a review, worst first. */
export function printReview(review: Review): void {
  const { summary } = review;
  print(styled("bold", visible(review.headline)));
  print(
    `${summary.asDeclared} of ${summary.declared} declared accesses are as declared; ${counted(summary.standingPrivileged, "standing privileged assignment", "standing privileged assignments")} of providers; ${counted(summary.providersReachingGlobalAdministrator, "provider principal reaches", "provider principals reach")} Global Administrator without approval${summary.unreadable === 0 ? "" : `, as far as can be seen: ${counted(summary.unreadable, "part", "parts")} of the tenant could not be read`}.`,
  );
  for (const severity of severities) {
    const differences = review.differences.filter((each) => each.severity === severity);
    const named = differences.slice(0, namedOfEach[severity]);
    for (const difference of named) printDifference(difference);
    const rest = differences.length - named.length;
    if (rest > 0)
      print(
        `${styled(colours[severity], severity.padEnd(8))} ${named.length === 0 ? rest : `… and ${rest} more`}, in the report`,
      );
  }
  printPrevious(review);
  // What nobody could see is said even where there is nothing else to say.
  for (const unseen of (review.observations ?? []).flatMap((each) => each.unseen))
    print(styled("dim", visible(unseen)));
}

function printPrevious({ previous }: Review): void {
  if (previous === undefined) return;
  const { appeared, gone, remaining, reviewedOn, access, evidence, notCompared = [] } = previous;
  const held =
    access === undefined
      ? ""
      : `; providers gained ${access.appeared} accesses, widened ${access.wider}, lost ${access.gone}`;
  print(
    `Since the review of ${reviewedOn.slice(0, 10)}: ${appeared.length} new, ${gone.length} gone, ${remaining} still there${held}.`,
  );
  if (evidence !== undefined) {
    print(evidence.state === "signed" ? `  ${evidence.words}` : styled("yellow", `  ${evidence.words}`));
  }
  for (const sentence of notCompared) print(`  ${sentence}`);
}

function printDifference({ severity, title, access }: Difference): void {
  const since = access.since === undefined ? "" : styled("dim", ` since ${access.since.slice(0, 10)}`);
  print(
    `${styled(colours[severity], severity.padEnd(8))} ${visible(title.replace(/, and the matrix does not say so\.$/, "."))}${since}`,
  );
}
