/** How much a difference matters: a table over what is held, by whom, and how. */

import type { AccessRecord, Party, RecordKind } from "../access/record.ts";
import type { Change } from "./changes.ts";
import { type ReviewSeverity, severities } from "./schema.ts";

/** Undeclared access by party and tier; `ordinary` is access without a tier. Absent: no difference. */
const undeclared: Readonly<Record<Party["kind"], Partial<Record<0 | 1 | 2 | "ordinary", ReviewSeverity>>>> = {
  provider: { 0: "critical", 1: "high", 2: "medium", ordinary: "low" },
  unknown: { 0: "critical", 1: "medium" },
  emergency: { 0: "high", 1: "high", 2: "medium" },
  internal: {},
  deployment: {},
  microsoft: {},
};

/** Kinds that matter more for a provider than "ordinary" says. */
const providerKinds: Partial<Record<RecordKind, ReviewSeverity>> = {
  user: "medium",
  "application-credential": "high",
  "application-owner": "medium",
  "application-role": "high",
  "group-owner": "medium",
};

/** A policy that Demarc does not manage is one only when it protects nobody though it looks as if it did. */
const unusedPolicy: Readonly<Record<string, ReviewSeverity>> = {
  disabled: "medium",
  enabledForReportingButNotEnforced: "low",
};

/** What is declared and missing: what was protected by it, or who cannot work. */
const missing: Readonly<Record<RecordKind, ReviewSeverity>> = {
  "conditional-access-policy": "high",
  "activation-rules": "high",
  "authentication-strength": "high",
  "named-location": "medium",
  "azure-resource": "medium",
  "azure-role": "low",
  "directory-role": "low",
  "group-member": "low",
  "group-owner": "low",
  "application-owner": "low",
  "application-permission": "low",
  "application-role": "low",
  "delegated-permission": "low",
  "application-credential": "low",
  "administrative-unit-member": "low",
  user: "low",
};

/** Rules whose findings are worse than their own severity says. */
const criticalRules = new Set([
  "provider-no-standing-global-admin",
  "provider-no-path-to-global-admin",
  "emergency-accounts-never-locked-out",
  "emergency-accounts-intact",
]);

/** Severity of an undeclared access; undefined: it is none of the review's business. `reachesTierZero`: it is a step of such a path. */
export function undeclaredSeverity(
  record: AccessRecord,
  context: { readonly managed: boolean; readonly reachesTierZero: boolean },
): ReviewSeverity | undefined {
  const { party } = record.principal;
  if (party.kind === "microsoft") return undefined;
  // Rules of a group that is not declared say nothing that its members do not.
  if (record.kind === "activation-rules") return undefined;
  if (record.kind === "conditional-access-policy") return unusedPolicy[String(record.settings?.["state"])];
  // A group acts through those in it, and they are judged each for themselves.
  if (party.kind === "unknown" && record.principal.type === "group") {
    return context.managed || record.tier === 0 || record.tier === 1 ? "medium" : undefined;
  }
  const tier = context.reachesTierZero && party.kind !== "internal" ? 0 : record.tier;
  const byTier = undeclared[party.kind][tier ?? "ordinary"];
  const severity = tier === 0 && record.held === "eligible" && byTier === "critical" ? "high" : byTier;
  if (party.kind === "provider" && tier === undefined) return providerKinds[record.kind] ?? severity;
  // Whoever it is: a change of something that the matrix declares is a difference.
  return severity ?? (context.managed ? (party.kind === "deployment" ? "low" : "medium") : undefined);
}

export function missingSeverity(record: AccessRecord): ReviewSeverity {
  return record.principal.party.kind === "emergency" ? "critical" : missing[record.kind];
}

export function changedSeverity(record: AccessRecord, changes: readonly Change[]): ReviewSeverity {
  const { party } = record.principal;
  if (party.kind === "emergency" && changes.some(({ what }) => what === "how it is held")) return "critical";
  if (!changes.some(({ weaker }) => weaker)) return "low";
  if (record.tier === 0 && party.kind === "provider") return "critical";
  return changes.every(({ what }) => what === "end") && record.tier !== 0 ? "medium" : "high";
}

export function findingSeverity(rule: string, severity: "error" | "warning" | "note"): ReviewSeverity {
  if (severity === "error") return criticalRules.has(rule) ? "critical" : "high";
  return severity === "warning" ? "medium" : "low";
}

/** The worse of two. */
export function worse(left: ReviewSeverity, right: ReviewSeverity): ReviewSeverity {
  return severities.indexOf(left) <= severities.indexOf(right) ? left : right;
}
