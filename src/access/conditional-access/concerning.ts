/** The policies of a set as they bear on one principal; what many principals have in common is made once. */

import { applicability, isEnforced, type PolicySet } from "../conditional-access.ts";
import type { Policy } from "./conditions.ts";
import { all, type Formula, never } from "./formula.ts";
import { blocking, type Control, demandsOf, requirementIn } from "./grants.ts";
import { principalCondition } from "./principals.ts";
import type { SignInPrincipal } from "./sign-in.ts";

export interface ConcerningPolicy {
  readonly policy: Policy;
  /** When it applies. */
  readonly applies: Formula;
  /** When it applies and keeps out. */
  readonly blocks: Formula;
  /** What it asks for where it applies: of each list, one. */
  readonly demands: readonly (readonly Control[])[];
  /** `applies` and `blocks` as text, the same for the same. */
  readonly appliesText: string;
  readonly blocksText: string;
}

export interface Concern {
  /** Enforced policies that may apply, in the order of the set. */
  readonly policies: readonly ConcerningPolicy[];
  /** The same for principals for whom every policy of the set is the same. */
  readonly alike: string;
}

/** Reads the enforced policies of a set for one principal after the other. */
export function concerning(set: PolicySet): (principal: SignInPrincipal) => Concern {
  const enforced = set.policies.filter(isEnforced).map((policy) => ({
    policy,
    variants: new Map<string, ConcerningPolicy>(),
  }));
  return (principal) => {
    const found = enforced.flatMap(({ policy, variants }, index) => {
      const condition = principalCondition(policy.conditions, principal);
      if (condition === never) return [];
      const variant = JSON.stringify([
        principal.workload !== undefined,
        principal.external?.notBelieved ?? [],
        condition,
      ]);
      const known = variants.get(variant) ?? read(set, policy, principal);
      variants.set(variant, known);
      return [{ known, key: `${index} ${variant}` }];
    });
    return { policies: found.map(({ known }) => known), alike: found.map(({ key }) => key).join() };
  };
}

function read(set: PolicySet, policy: Policy, principal: SignInPrincipal): ConcerningPolicy {
  const applies = applicability(set, policy, principal);
  const blocks = all(applies, blocking(set.strengths, policy, principal));
  const requirement = requirementIn(set.strengths, policy);
  return {
    policy,
    applies,
    blocks,
    demands: requirement ? demandsOf(requirement, principal) : [],
    appliesText: JSON.stringify(applies),
    blocksText: JSON.stringify(blocks),
  };
}
