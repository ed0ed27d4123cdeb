/** A review for a terminal: the headline, the numbers, each difference in a line or two. The report has the rest. */

import { type Difference, type Review, type ReviewSeverity, severities } from "../review/schema.ts";
import { print, styled } from "./output.ts";

const colours = { critical: "red", high: "red", medium: "yellow", low: "cyan" } as const satisfies Record<
  ReviewSeverity,
  string
>;

/** Prints a review, worst first. */
export function printReview(review: Review): void {
  const { summary } = review;
  print(styled("bold", review.headline));
  print(
    `${summary.asDeclared} of ${summary.declared} declared accesses are as declared; ${summary.standingPrivileged} standing privileged assignments of providers; ${summary.providersReachingGlobalAdministrator} provider principals reach Global Administrator without approval.`,
  );
  for (const severity of severities) {
    for (const difference of review.differences.filter((each) => each.severity === severity))
      printDifference(difference);
  }
}

function printDifference({ severity, kind, title, access, remedy, row }: Difference): void {
  const since = access.since === undefined ? "" : styled("dim", ` since ${access.since.slice(0, 10)}`);
  print(`${styled(colours[severity], severity.padEnd(8))} ${kind.padEnd(10)} ${title}${since}`);
  print(`${" ".repeat(20)}${styled("dim", `${row.path ?? "no row of the matrix"} → ${remedy.words}`)}`);
}
