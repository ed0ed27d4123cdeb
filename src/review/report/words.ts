/** Words that every report uses for the same things. */

import { tierZeroLabel } from "../../access/graph.ts";
import type { StepCondition } from "../../finding.ts";
import type { Difference, DifferenceKind, LastUse, Review, ReviewSeverity } from "../schema.ts";
import { counted } from "../words.ts";

export const severityWords: Readonly<Record<ReviewSeverity, { readonly name: string; readonly meaning: string }>> = {
  critical: {
    name: "Critical",
    meaning: "somebody outside can take control of the tenant, or nobody can get in; act today",
  },
  high: { name: "High", meaning: "much more access or much less protection than agreed; act this week" },
  medium: { name: "Medium", meaning: "not agreed, with limited harm; decide in this review" },
  low: { name: "Low", meaning: "tidy up" },
};

export const kindWords: Readonly<Record<DifferenceKind, string>> = {
  undeclared: "not in the matrix",
  missing: "declared, not there",
  changed: "not as declared",
  refused: "refused by a rule",
  noticed: "noticed by the review",
};

export const conditionWords: Readonly<Record<StepCondition, { readonly short: string; readonly long: string }>> = {
  standing: { short: "standing", long: "at any time, without any further step" },
  "self-activation": { short: "self-activation", long: "after activating it alone" },
  "provider-approval": { short: "own approval", long: "after an approval by the provider’s own side" },
  "unknown-approval": { short: "unknown approval", long: "after an approval by nobody knows whom" },
  "internal-approval": { short: "internal approval", long: "only after a person of the internal team approves" },
};

export const verdictWords: Readonly<Record<Review["verdict"], { readonly name: string; readonly meaning: string }>> = {
  "act-now": { name: "Act now", meaning: "The line between company and provider is open." },
  decide: { name: "Decide", meaning: "Nothing is on fire; some access is not what was agreed." },
  incomplete: {
    name: "Incomplete",
    meaning: "A part of the tenant could not be read, so nobody can say that all is well.",
  },
  "in-order": { name: "In order", meaning: "The tenant is as agreed." },
};

/** In how many lines the differences are, where many are one line. */
export function inLines({ differences }: Review): string {
  return differences.some(({ members }) => members !== undefined)
    ? `, in ${counted(differences.length, "line", "lines")} to decide`
    : "";
}

// Made once: of a large tenant it is asked for as often as there are accounts.
const inWords = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** `21 November 2026`; anything that is no date stays as it is. */
export function dateText(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : inWords.format(date);
}

/** `21 November 2026, 10:02 UTC` */
export function dateTimeText(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : `${dateText(iso)}, ${date.toISOString().slice(11, 16)} UTC`;
}

/**
 * How far what was collected and the day of the review lie apart, where that is further than the work of a review takes: what
 * happened meanwhile is not in it. Undefined where it is not.
 */
export function ageText({ reviewedOn, evidence }: Pick<Review, "reviewedOn" | "evidence">): string | undefined {
  const day = (iso: string) => Math.floor(Date.parse(iso) / 86_400_000);
  const days = day(reviewedOn) - day(evidence.collectedAt);
  // A clock may be in another zone.
  if (days < -1) return "after the day of the review: one of the two clocks is wrong";
  return days > mostDays ? `${days} days before the review: what changed since is not in it` : undefined;
}

/** A snapshot that people go through for a fortnight is none of yesterday's. */
const mostDays = 14;

/** When it was last used; that it never was and that nobody knows are different. */
export function lastUseText({ state, on, what }: LastUse): string {
  if (state === "used") return `${what} on ${dateText(on ?? "")}`;
  return state === "never" ? `never: no ${what} on record` : `not known: ${what}`;
}

/** What taking it away is worth. */
export function withoutItText(withoutIt: NonNullable<Difference["withoutIt"]>): string {
  return withoutIt === "gone"
    ? "no way to Global Administrator is left"
    : `another way is left, ${conditionWords[withoutIt].long}`;
}

/** `directory-role` → `directory role` */
export function plainText(word: string): string {
  return word.replaceAll("-", " ");
}

/** Steps worth telling: that Global Administrator is as good as Global Administrator is not. */
export function tellingSteps<Step extends { readonly to: string }>(path: readonly Step[]): readonly Step[] {
  const end = path.findIndex(({ to }) => isGoal(to));
  return end === -1 ? path : path.slice(0, end + 1);
}

/** Whether a label means the goal of every path: the role itself, or the name that the graph gives to it and its equivalents. */
export function isGoal(label: string): boolean {
  return label === tierZeroLabel || label === "Global Administrator";
}
