/** What a rule is. Rules are plain functions over one context; `demarc check`, the policy pack and the review all run these. */

import type { ActivationPolicies } from "../src/access/activation-policy.ts";
import type { Attribution } from "../src/access/attribution.ts";
import type { PolicySet } from "../src/access/conditional-access.ts";
import type { AccessGraph } from "../src/access/graph.ts";
import type { AccessRecord } from "../src/access/record.ts";
import type { SystemAccess } from "../src/access/system-accounts.ts";
import type { Entitlements } from "../src/entitlements/entitlements.ts";
import type { Finding, Severity } from "../src/finding.ts";
import type { Matrix } from "../src/matrix/schema.ts";
import type { Plan } from "../src/plan/plan.ts";
import type { MaterialisedTenant } from "../src/tenant/materialised.ts";
import type { Snapshot } from "../src/tenant/snapshot.ts";
import type { Control } from "./compliance/compliance.ts";
import type { ReviewStanding } from "./reviews.ts";
import { withoutStandIns } from "./stand-in-names.ts";

/**
 * `whole-tenant`: what is not in the snapshot does not exist (a review, or the stack that declares everything).
 * `partial`: somebody's program, which declares some of it; what it leaves out may be elsewhere.
 */
export type Scope = "whole-tenant" | "partial";

export interface RuleContext {
  readonly matrix: Matrix;
  readonly entitlements: Entitlements;
  readonly snapshot: Snapshot;
  readonly attribution: Attribution;
  readonly graph: AccessGraph;
  readonly records: readonly AccessRecord[];
  readonly activation: ActivationPolicies;
  readonly conditionalAccess: PolicySet;
  readonly plan?: Plan;
  readonly materialised?: MaterialisedTenant;
  readonly scope: Scope;
  /** True when the snapshot shows what is really in the tenant, or all that will be. */
  readonly seesTenant: boolean;
  /** ISO date. */
  readonly today: string;
  /** Who has an account in the systems beside the tenant; absent where no roster is read. */
  readonly systems?: readonly SystemAccess[];
  /** How far the stack's reviews are; absent where no stack is judged. */
  readonly reviews?: ReviewStanding;
  /** URN of the resource that declares an object or a relation; undefined when it is in the tenant already. */
  declaredBy(objectKey: string): string | undefined;
  /** Whether a rule may blame this: in a partial scope, only what the program declares. */
  concerns(objectKey: string): boolean;
  /** Where the program constructs a resource. */
  sourceOf(urn: string): { readonly file: string; readonly line: number; readonly column: number } | undefined;
  /** A provider as the matrix names it. */
  providerName(key: string): string;
}

export interface Rule {
  /** Versioned, e.g. `DEMARC.ACCESS.1v1`: the version grows when the same tenant may be judged differently. */
  readonly id: string;
  /** Name, also of its file, page and test. */
  readonly name: string;
  /** Of its findings, unless a finding says otherwise. */
  readonly severity: Severity;
  /** One line. */
  readonly title: string;
  /** Why it matters, one or two sentences. */
  readonly rationale: string;
  /** True for what control of the tenant hangs on: a waiver of it lasts no longer than the matrix's emergency window. */
  readonly tierZero?: true;
  evaluate(context: RuleContext): RuleFinding[];
}

/** A rule as `rules/index.ts` lists it. */
export interface RegisteredRule extends Rule {
  /** Controls of public frameworks that it helps to meet. */
  readonly compliance: readonly Control[];
}

/** A finding as a rule gives it; name and source position are filled in by `evaluateRules`. */
export interface RuleFinding extends Omit<Finding, "rule" | "severity" | "file" | "line" | "column"> {
  readonly severity?: Severity;
}

/**
 * Runs rules. A rule that throws has not passed: it becomes an error finding of that rule, so that a defect here can never
 * let a change through.
 */
export function evaluateRules(rules: readonly Rule[], context: RuleContext): Finding[] {
  return rules.flatMap((rule) => {
    try {
      return rule.evaluate(context).map((finding) => ({
        ...withoutStandIns(finding, context.plan),
        rule: rule.name,
        severity: finding.severity ?? rule.severity,
        ...context.sourceOf(finding.resource),
      }));
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      return [
        {
          rule: rule.name,
          severity: "error" as const,
          message: `The rule could not be decided, so nothing passes: ${what}.`,
          resource: rule.name,
          remedy:
            "This is a defect of Demarc, not of your program; report it with the program or snapshot that shows it.",
        },
      ];
    }
  });
}
