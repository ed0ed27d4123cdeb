/**
 * Conditional access, evaluated: one sign-in in, the outcome out. Semantics as Microsoft publishes them
 * (https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-policies): every policy whose
 * conditions all match applies; a block wins; the demands of all applicable policies add up; exclusions beat inclusions.
 * `conditional-access/` reads the parts of a policy.
 */

import type { Snapshot } from "../tenant/snapshot.ts";
import { type Condition, conditionsOf, type Policy } from "./conditional-access/conditions.ts";
import { all, type Formula, isTrue, never, testsIn } from "./conditional-access/formula.ts";
import {
  blocking,
  nameOf,
  type Requirement,
  readStrengths,
  requirementIn,
  type Strengths,
} from "./conditional-access/grants.ts";
import { principalCondition } from "./conditional-access/principals.ts";
import { sessionControls } from "./conditional-access/sessions.ts";
import type { SignIn, SignInPrincipal } from "./conditional-access/sign-in.ts";
import { keyOf } from "./conditional-access/tests.ts";

/** The policies of a snapshot with what they refer to, read once for many sign-ins. */
export interface PolicySet {
  readonly policies: readonly Policy[];
  readonly strengths: Strengths;
  /** Conditions of each policy but whom it is for. */
  readonly conditions: ReadonlyMap<Policy, readonly Condition[]>;
}

export interface SignInOutcome {
  readonly outcome: "granted" | "blocked";
  /** Policies that keep the sign-in out: by a block, or by demanding what such a sign-in can never show. */
  readonly blockedBy: readonly string[];
  /** All must be met for the sign-in to be granted. */
  readonly requires: readonly Requirement[];
  /** What is done to the session once it is granted. */
  readonly session: readonly { readonly policy: string; readonly controls: readonly string[] }[];
  /** Policies that apply and are enforced, by display name. */
  readonly applied: readonly string[];
  /** Policies that would apply but only report. */
  readonly reportOnly: readonly string[];
}

/** Why a policy applies to a sign-in or does not. */
export interface PolicyVerdict {
  readonly policy: string;
  readonly state: "enabled" | "report-only" | "disabled";
  readonly applies: boolean;
  /** The first condition that the sign-in does not meet. */
  readonly failed?: { readonly condition: string; readonly words: string };
  /** What nothing at hand could decide and would have made a difference, each a question that was answered with no. */
  readonly undecided: readonly string[];
}

/** Reads the policies of a snapshot. */
export function readPolicies(snapshot: Snapshot): PolicySet {
  const { conditionalAccessPolicies, namedLocations, authenticationStrengthPolicies } = snapshot.collections;
  return {
    policies: conditionalAccessPolicies,
    strengths: readStrengths(authenticationStrengthPolicies),
    conditions: new Map(conditionalAccessPolicies.map((policy) => [policy, conditionsOf(policy, namedLocations)])),
  };
}

/** What happens to a sign-in. */
export function evaluateSignIn(set: PolicySet, signIn: SignIn): SignInOutcome {
  const applies = (policy: Policy) => isTrue(applicability(set, policy, signIn.principal), signIn);
  const matching = set.policies.filter((policy) => policy.state !== "disabled" && applies(policy));
  const enforced = matching.filter(isEnforced);
  const blockedBy = enforced
    .filter((policy) => isTrue(blocking(set.strengths, policy, signIn.principal), signIn))
    .map(nameOf);
  return {
    outcome: blockedBy.length > 0 ? "blocked" : "granted",
    blockedBy,
    requires: enforced.flatMap((policy) => requirementIn(set.strengths, policy) ?? []),
    session: enforced.flatMap((policy) => {
      const controls = sessionControls(policy);
      return controls.length === 0 ? [] : [{ policy: nameOf(policy), controls }];
    }),
    applied: enforced.map(nameOf),
    reportOnly: matching.filter((policy) => !isEnforced(policy)).map(nameOf),
  };
}

/** Why each policy applies to a sign-in or does not, in the order of the set. */
export function explainSignIn(set: PolicySet, signIn: SignIn): PolicyVerdict[] {
  return set.policies.map((policy) => {
    const conditions = conditionsFor(set, policy, signIn.principal);
    const failed = conditions.find(({ formula }) => !isTrue(formula, signIn));
    const undecided = conditions
      .flatMap(({ formula }) => testsIn(formula))
      .flatMap((test) => {
        if (test.kind !== "assumption" || signIn.assumed[keyOf(test)] !== undefined) return [];
        const otherwise = { ...signIn, assumed: { ...signIn.assumed, [keyOf(test)]: true } };
        const wouldApply = conditions.every(({ formula }) => isTrue(formula, otherwise));
        return wouldApply === (failed === undefined) ? [] : [test.about];
      });
    const state = isEnforced(policy) ? "enabled" : policy.state === "disabled" ? "disabled" : "report-only";
    return {
      policy: nameOf(policy),
      state,
      applies: state !== "disabled" && failed === undefined,
      ...(failed && { failed: { condition: failed.name, words: failed.otherwise } }),
      undecided: [...new Set(undecided)],
    };
  });
}

/** True for a policy that acts; a report-only one does not. */
export function isEnforced(policy: Policy): boolean {
  return policy.state === "enabled";
}

/** False when a policy is for others whatever the sign-in. */
export function appliesToUser(policy: Policy, principal: SignInPrincipal): boolean {
  return principalCondition(policy.conditions, principal) !== never;
}

/** When a policy applies to a principal, whatever its state. */
export function applicability(set: PolicySet, policy: Policy, principal: SignInPrincipal): Formula {
  return all(...conditionsFor(set, policy, principal).map(({ formula }) => formula));
}

function conditionsFor(set: PolicySet, policy: Policy, principal: SignInPrincipal): Omit<Condition, "ofWorkloads">[] {
  const ofWorkloads = principal.workload !== undefined;
  return [
    {
      name: ofWorkloads ? "service principals" : "users",
      otherwise: `is not for this ${ofWorkloads ? "service principal" : "user"}`,
      formula: principalCondition(policy.conditions, principal),
    },
    ...(set.conditions.get(policy) ?? []).filter((condition) => !ofWorkloads || condition.ofWorkloads),
  ];
}
