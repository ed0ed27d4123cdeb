/**
 * Waivers: findings that the internal side accepts for a time. A waiver takes exactly the findings of one rule at one resource out
 * of what refuses, and only while nothing is wrong with the waiver itself; they stay visible as waived.
 */

import type { Finding, WaivedFinding } from "../src/finding.ts";
import type { Matrix, Waiver } from "../src/matrix/schema.ts";
import { type BrokenWaiver, isInForce, waiverProblems } from "../src/matrix/waivers.ts";
import type { Rule, RuleContext, RuleFinding } from "./rule.ts";

/** Name of the rule that judges waivers. Its own findings can't be waived. */
export const waiversValidName = "waivers-valid";

/** What a waiver says of a rule: whether it exists, and whether control of the tenant hangs on it. */
type RuleFacts = Pick<Rule, "name" | "tierZero">;

/** Waivers that do not hold, by the matrix and by what the rules are. */
export function brokenWaivers(matrix: Matrix, rules: readonly RuleFacts[], today: string): BrokenWaiver[] {
  const byRule = matrix.waivers.flatMap((waiver, index): BrokenWaiver[] => {
    if (waiver.rule === waiversValidName) {
      return [broken(waiver, index, "rule", "is a waiver of waivers", "Put the waiver right that it is about.")];
    }
    const rule = rules.find(({ name }) => name === waiver.rule);
    if (rule === undefined) {
      return [broken(waiver, index, "rule", "names no rule", `Rules: ${rules.map(({ name }) => name).join(", ")}.`)];
    }
    return rule.tierZero === true ? windowProblems(matrix, waiver, index) : [];
  });
  return [...waiverProblems(matrix, today), ...byRule];
}

/** Tier 0 is waived for an emergency, not for a contract year: not by one waiver, and not by several in a row. */
function windowProblems(matrix: Matrix, waiver: Waiver, index: number): BrokenWaiver[] {
  const window = matrix.emergencyWindowDays;
  const most = `the emergency window of ${window} ${window === 1 ? "day" : "days"} (emergencyWindowDays)`;
  const remedy = `Say from and until within ${most}; what has to stay longer needs another design.`;
  if (waiver.from === undefined) {
    return [broken(waiver, index, "rule", "is about tier 0 and does not say from when", remedy)];
  }
  const own = daysOf(waiver).length;
  if (own > window) {
    return [broken(waiver, index, "until", `is about tier 0 and lasts ${own} days, longer than ${most}`, remedy)];
  }
  const same = matrix.waivers.filter(
    (each) => each.rule === waiver.rule && nameIn(each.resource) === nameIn(waiver.resource),
  );
  const all = new Set(same.flatMap(daysOf)).size;
  if (all <= window) return [];
  return [
    broken(
      waiver,
      index,
      "until",
      `is one of ${same.length} about tier 0 that last ${all} days together, longer than ${most}`,
      remedy,
    ),
  ];
}

/** Longest window there is; days beyond it need no counting. */
const countedDays = 400;

/** The days of a waiver, as numbers. */
function daysOf({ from, until }: Waiver): number[] {
  const first = Date.parse(from ?? until) / 86_400_000;
  const days = Date.parse(until) / 86_400_000 - first + 1;
  return Array.from({ length: Math.min(Math.max(days, 0), countedDays) }, (_, day) => first + day);
}

function broken(waiver: Waiver, index: number, field: keyof Waiver, what: string, remedy: string): BrokenWaiver {
  return { waiver, index, field, what, remedy };
}

/** What is wrong with a waiver, at its place in the matrix (`waivers.0.until`). */
export function brokenWaiverFinding({ waiver, index, field, what, remedy }: BrokenWaiver): RuleFinding {
  return {
    message: `The waiver of ${waiver.rule} for ${waiver.resource} ${what}, so it waives nothing.`,
    resource: `waivers.${index}.${field}`,
    remedy,
  };
}

export interface Settled {
  /** What still counts, and what is wrong with waivers once it is seen what they meet. */
  readonly findings: readonly Finding[];
  readonly waived: readonly WaivedFinding[];
}

/**
 * Takes what the matrix waives out of the findings.
 *
 * @param findings as `evaluateRules` gives them
 * @param rules the rules that were evaluated
 */
export function applyWaivers(findings: readonly Finding[], rules: readonly RuleFacts[], context: RuleContext): Settled {
  const { matrix, today } = context;
  const doNotHold = new Set(brokenWaivers(matrix, rules, today).map(({ index }) => index));
  const waivers = matrix.waivers.flatMap((waiver, index) =>
    doNotHold.has(index) || !isInForce(waiver, today) ? [] : [{ waiver, index, met: meets(waiver, findings, context) }],
  );
  const by = new Map<Finding, Waiver>();
  for (const { waiver, met } of waivers) {
    for (const finding of met.findings) by.set(finding, waiver);
  }
  const said = rules.some(({ name }) => name === waiversValidName)
    ? waivers.flatMap(({ waiver, index, met }) => remarks(waiver, index, met, context))
    : [];
  return {
    findings: [...findings.filter((finding) => !by.has(finding)), ...said],
    waived: findings.flatMap((finding) => {
      const waiver = by.get(finding);
      // Whatever nobody approved does not hold.
      if (waiver?.approvedBy === undefined) return [];
      const { reason, approvedBy, until } = waiver;
      return [{ ...finding, waiver: { reason, approvedBy, until } }];
    }),
  };
}

/** What a waiver is about: the findings, or the resources that its name could mean when those are several. */
interface Met {
  readonly findings: readonly Finding[];
  readonly meanings: readonly string[];
}

function meets({ rule, resource }: Waiver, findings: readonly Finding[], context: RuleContext): Met {
  // A rule that came to no end blames itself; that is a defect, and nothing to accept.
  const candidates = findings.filter((finding) => finding.rule === rule && finding.resource !== rule);
  const exact = candidates.filter((finding) => finding.resource.toLowerCase() === resource.toLowerCase());
  if (exact.length > 0) return { findings: exact, meanings: [] };
  const named = candidates.filter((finding) => namesOf(finding.resource, context).includes(resource));
  if (named.length === 0) return { findings: [], meanings: [] };
  const blamed = named.map((finding) => finding.resource);
  const meanings = [...new Set([...blamed, ...bearersOf(resource, blamed, context)])];
  return meanings.length > 1 ? { findings: [], meanings } : { findings: named, meanings: [] };
}

/** What a person may call a finding's resource: the name in the program, or the display name of what is in the tenant already. */
function namesOf(resource: string, context: RuleContext): (string | null | undefined)[] {
  if (isUrn(resource)) return [nameIn(resource)];
  const object = context.attribution.directory.object(resource)?.value;
  const address = object && "userPrincipalName" in object ? object.userPrincipalName : undefined;
  return [object?.displayName, address];
}

/** Everything of the same sort that bears the name, blamed or not: who approved it may have meant that. */
function bearersOf(name: string, blamed: readonly string[], { plan, snapshot }: RuleContext): string[] {
  const { users, groups, applications, servicePrincipals, administrativeUnits } = snapshot.collections;
  const objects = [...users, ...groups, ...applications, ...servicePrincipals, ...administrativeUnits];
  return blamed.some(isUrn)
    ? (plan?.resources ?? []).filter((resource) => resource.name === name).map(({ urn }) => urn)
    : objects.filter(({ displayName }) => displayName === name).map(({ id }) => id);
}

const isUrn = (resource: string) => resource.startsWith("urn:");
/** The name at the end of a URN; anything else as it is. */
const nameIn = (resource: string) => resource.split("::").at(-1) ?? resource;

/** What only shows when a waiver meets findings: that its name means several resources, or that it is about nothing. */
function remarks(waiver: Waiver, index: number, { findings, meanings }: Met, context: RuleContext): Finding[] {
  const place = (field: keyof Waiver) => {
    const resource = `waivers.${index}.${field}`;
    return { rule: waiversValidName, resource, ...context.sourceOf(resource) };
  };
  if (meanings.length > 0) {
    return [
      {
        ...place("resource"),
        severity: "error",
        message: `The waiver of ${waiver.rule} for ${waiver.resource} means ${meanings.length} resources, so it waives nothing.`,
        remedy: `Say which, by the whole URN or id: ${meanings.join(", ")}.`,
      },
    ];
  }
  if (findings.length > 0 || !isSeenHere(waiver, context)) return [];
  return [
    {
      ...place("resource"),
      severity: "warning",
      message: `The waiver of ${waiver.rule} for ${waiver.resource} meets no finding.`,
      remedy: "Take it out, so that it does not cover what comes later.",
    },
  ];
}

/** Whether what the waiver is about would show here if it were there: another program's, or the tenant's, does not. */
function isSeenHere({ resource }: Waiver, { plan, scope }: RuleContext): boolean {
  if (plan === undefined) return false;
  if (isUrn(resource)) return resource.startsWith(`urn:pulumi:${plan.stack}::${plan.project}::`);
  return scope === "whole-tenant";
}
