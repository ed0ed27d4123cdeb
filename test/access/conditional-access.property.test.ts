import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { all } from "../../src/access/conditional-access/formula.ts";
import { blocking } from "../../src/access/conditional-access/grants.ts";
import {
  applicability,
  evaluateSignIn,
  isEnforced,
  type PolicySet,
  readPolicies,
} from "../../src/access/conditional-access.ts";
import { findScenario, toApplication } from "../../src/access/sign-in-scenarios.ts";
import { emptySnapshot } from "../../src/tenant/snapshot.ts";
import {
  isPlausible,
  type PlainPolicy,
  plainLocations,
  plainOutcome,
  plainPolicies,
  plainPrincipal,
  plainSignIns,
} from "../support/plain-conditional-access.ts";

function read(policies: readonly PlainPolicy[]): PolicySet {
  const snapshot = emptySnapshot("t", "import", "2026-11-21T00:00:00Z");
  snapshot.collections.namedLocations.push(...plainLocations);
  snapshot.collections.conditionalAccessPolicies.push(...policies.map(({ policy }) => policy));
  return readPolicies(snapshot);
}

describe("random policies", () => {
  it("are evaluated as a literal reading of Microsoft's pages does it", () => {
    fc.assert(
      fc.property(plainPolicies, fc.array(plainSignIns, { minLength: 8, maxLength: 8 }), (policies, signIns) => {
        const set = read(policies);
        for (const signIn of signIns) {
          const { applied, reportOnly, outcome } = evaluateSignIn(set, signIn);
          const plain = plainOutcome(policies, signIn);
          expect({ applied, reportOnly, blocked: outcome === "blocked" }).toEqual({
            applied: plain.applied,
            reportOnly: plain.reporting,
            blocked: plain.blocked,
          });
        }
      }),
      { numRuns: 800 },
    );
  });

  it("are divided into classes in each of which every sign-in comes out alike: any sign-in's outcome is found", () => {
    fc.assert(
      fc.property(plainPolicies, plainSignIns, (policies, signIn) => {
        fc.pre(isPlausible(signIn));
        const set = read(policies);
        const { applied } = plainOutcome(policies, signIn);
        const formulas = set.policies.filter(isEnforced).map((policy) => ({
          isApplied: applied.includes(policy.id),
          applies: applicability(set, policy, plainPrincipal),
        }));
        const found = findScenario(plainPrincipal, {
          must: [toApplication, ...formulas.flatMap(({ isApplied, applies }) => (isApplied ? [applies] : []))],
          mustNot: formulas.flatMap(({ isApplied, applies }) => (isApplied ? [] : [applies])),
        });
        expect(found && plainOutcome(policies, found.signIn).applied).toEqual(applied);
      }),
      { numRuns: 800 },
    );
  });

  it("let a sign-in through exactly where the search finds one", () => {
    fc.assert(
      fc.property(plainPolicies, fc.array(plainSignIns, { minLength: 40, maxLength: 40 }), (policies, signIns) => {
        const set = read(policies);
        const guards = set.policies
          .filter(isEnforced)
          .map((policy) =>
            all(applicability(set, policy, plainPrincipal), blocking(set.strengths, policy, plainPrincipal)),
          );
        const found = findScenario(plainPrincipal, { must: [toApplication], mustNot: guards });
        if (found) {
          expect(
            Object.values(found.signIn.assumed).includes(true) || !plainOutcome(policies, found.signIn).blocked,
          ).toBe(true);
        } else {
          expect(signIns.filter((each) => isPlausible(each) && !plainOutcome(policies, each).blocked)).toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
  });
});
