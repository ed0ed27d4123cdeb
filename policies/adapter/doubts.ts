/** One judgement from several: of the plan as it was filled in, and of what else it could turn out to be. */

import type { Finding, WaivedFinding } from "../../src/finding.ts";
import type { PlannedResource } from "../../src/plan/plan.ts";

/** What came out of judging a plan. */
export interface Judged {
  readonly findings: readonly Finding[];
  readonly waived: readonly WaivedFinding[];
}

/** The judgement with the resources that no preview shows. */
export interface JudgedUnseen extends Judged {
  readonly unseen: readonly PlannedResource[];
}

/**
 * Nothing that is found in any of the plans gets lost, and each is told once.
 *
 * @param filled the plan as the offline run filled it
 * @param possible findings where whomever of several a property names could be meant
 * @param declared with what only the offline run declares. That run is not the engine's: what it adds may refuse, and protects
 *   nobody from what is refused without it.
 */
export function combined(filled: Judged, possible: readonly Finding[], declared: JudgedUnseen | undefined): Judged {
  const told = [...filled.findings, ...filled.waived];
  const isNew = (finding: Finding) => !told.some((each) => isSame(each, finding));
  const findings = [...filled.findings, ...possible.filter(isNew).map(asPossible)];
  if (declared === undefined) return { findings, waived: filled.waived };
  const { unseen } = declared;
  const withUnseen = [...declared.findings, ...declared.waived];
  const isLeft = (finding: Finding) => withUnseen.some((each) => isSame(each, finding));
  return {
    findings: [
      ...findings.map((finding) => (isLeft(finding) ? finding : notProtected(finding, unseen))),
      ...declared.findings.filter(isNew).map((finding) => asUnseen(finding, unseen)),
    ],
    waived: [...filled.waived, ...declared.waived.filter(isNew)],
  };
}

/** `rules, grant and 2 more`: resources by their names. */
export function namesOf(resources: readonly PlannedResource[]): string {
  const names = resources.map(({ name }) => name);
  const more = names.length - 3;
  return more > 0 ? `${names.slice(0, 3).join(", ")} and ${more} more` : names.join(", ");
}

function isSame(one: Finding, other: Finding): boolean {
  return one.rule === other.rule && one.resource === other.resource;
}

function asPossible(finding: Finding): Finding {
  return {
    ...finding,
    message: `Who this is for is picked from several objects that do not exist yet, and it may be this: ${finding.message}`,
    remedy: "Refer to the one object directly (its own output, not one of many), so that the engine knows which it is.",
  };
}

/** The engine cannot show a resource that it does not have, so the sentence names it. */
function asUnseen(finding: Finding, unseen: readonly PlannedResource[]): Finding {
  const own = unseen.find(({ urn }) => urn === finding.resource);
  const what = namesOf(own === undefined ? unseen : [own]);
  return {
    ...finding,
    message: `With ${what}, which the program makes inside an apply that this preview does not run yet: ${finding.message}`,
  };
}

function notProtected(finding: Finding, unseen: readonly PlannedResource[]): Finding {
  const why = `(This preview does not have ${namesOf(unseen)}, made inside an apply that waits for values of what does not exist yet, and counts nothing as protection that it does not have. Make it outside of the apply, from the outputs themselves.)`;
  return { ...finding, remedy: finding.remedy === undefined ? why : `${finding.remedy} ${why}` };
}
