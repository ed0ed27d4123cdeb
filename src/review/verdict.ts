/** What a review comes to: its verdict, its headline, and what is in order. */

import type { Difference, Reach, Review } from "./schema.ts";
import { counted, listed } from "./words.ts";

/** Control of the tenant without approval needs action now; what nobody could read leaves it open. */
export function verdictOf(summary: Review["summary"]): Review["verdict"] {
  const { critical, high, medium, low } = summary.differences;
  if (critical > 0 || summary.providersReachingGlobalAdministrator > 0) return "act-now";
  if (summary.unreadable > 0) return "incomplete";
  return high + medium + low > 0 ? "decide" : "in-order";
}

/** One sentence for whoever reads nothing else. `reaching`: of providers, without an internal approval. */
export function headlineOf(verdict: Review["verdict"], summary: Review["summary"], reaching: readonly Reach[]): string {
  const { critical, high, medium, low } = summary.differences;
  const parties = [...new Set(reaching.map(({ principal }) => principal.party.label))];
  if (reaching.length > 0) {
    return `${counted(reaching.length, "account or application", "accounts and applications")} of ${listed(parties)} can take control of the whole tenant without your approval.`;
  }
  if (verdict === "act-now") return `${counted(critical, "difference needs", "differences need")} action now.`;
  if (verdict === "incomplete") {
    return `${counted(summary.unreadable, "part of the tenant", "parts of the tenant")} could not be read: this review cannot say that all is well.`;
  }
  if (verdict === "decide") {
    return `No provider can take control of the tenant. ${counted(high + medium + low, "difference waits", "differences wait")} for a decision.`;
  }
  return "What is in the tenant is what the matrix says. No provider can take control of it.";
}

/** What was looked at and is as it should be, a sentence each. */
export function inOrder(
  {
    findings,
    rules,
  }: {
    readonly findings: readonly { readonly rule: string }[];
    readonly rules: readonly { readonly name: string; readonly title: string }[];
  },
  summary: Review["summary"],
  reach: readonly Reach[],
  differences: readonly Difference[],
): string[] {
  const broken = new Set(findings.map(({ rule }) => rule));
  // Rules judge the tenant: what a provider holds in another system beyond the matrix breaks the same promise.
  if (differences.some(({ kind, principal }) => kind === "undeclared" && principal.party.kind === "provider")) {
    broken.add("provider-access-in-matrix");
  }
  const emergency = reach.filter(
    ({ principal, condition }) => principal.party.kind === "emergency" && condition === "standing",
  );
  return [
    ...(summary.asDeclared > 0
      ? [`${summary.asDeclared} of ${summary.declared} declared accesses are in the tenant exactly as declared.`]
      : []),
    ...(emergency.length >= 2
      ? [
          `${counted(emergency.length, "emergency account holds", "emergency accounts hold")} Global Administrator permanently, as meant.`,
        ]
      : []),
    ...(summary.providersReachingGlobalAdministrator === 0 && summary.unreadable === 0
      ? ["No provider reaches Global Administrator without an internal approval."]
      : []),
    // A rule that saw only a part of the tenant has not proved anything.
    ...(summary.unreadable > 0
      ? []
      : rules.filter(({ name }) => !broken.has(name)).map(({ title }) => (title.endsWith(".") ? title : `${title}.`))),
  ];
}
