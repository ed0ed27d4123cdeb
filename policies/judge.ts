/** The gate's one decision: a plan, a matrix, perhaps a snapshot in; findings out. */

import { type Mentioned, relevantTenant } from "../src/access/relevant-tenant.ts";
import { deriveEntitlements } from "../src/entitlements/derive.ts";
import type { Finding, ProposedChange, WaivedFinding } from "../src/finding.ts";
import type { Matrix } from "../src/matrix/schema.ts";
import type { Plan } from "../src/plan/plan.ts";
import { type MaterialiseOptions, materialise } from "../src/tenant/materialise.ts";
import type { MaterialisedTenant } from "../src/tenant/materialised.ts";
import type { Snapshot } from "../src/tenant/snapshot.ts";
import { deploymentClientId } from "../src/tenant/tenant.ts";
import { buildContext, type ContextInput } from "./context.ts";
import { askedDeployers, namedDeployers } from "./deployment.ts";
import { becauseIgnored, ignoredChanges } from "./ignored-changes.ts";
import { proposedChanges } from "./proposals.ts";
import { relevantPart } from "./relevant-part.ts";
import { evaluateRules, type Rule, type RuleContext, type Scope } from "./rule.ts";
import { named } from "./stand-in-names.ts";
import { applyWaivers } from "./waivers.ts";

export interface JudgeInput {
  readonly matrix: Matrix;
  readonly plan: Plan;
  /** What the tenant holds already; the plan is judged on top of it. */
  readonly snapshot?: Snapshot;
  /** URN → what the last deployment made of it, where that is known: declared objects are then those of the snapshot. */
  readonly applied?: MaterialiseOptions["applied"];
  /** Whether the plan declares everything that Demarc manages, or only some of it. */
  readonly scope: Scope;
  readonly rules: readonly Rule[];
  /** ISO date. */
  readonly today: string;
  /** How far the stack's reviews are. */
  readonly reviews?: ContextInput["reviews"];
  /** The matrix's file, so that what is wrong with a waiver has a position. */
  readonly matrixSource?: ContextInput["matrixSource"];
  /** Nobody will ask what else is in the tenant: of a large plan or tenant only what findings can come from is then looked at. */
  readonly onlyFindings?: boolean;
}

/** Resources from which on it is worth looking for what a plan can be judged without. */
const largePlan = 500;
/** People and groups from which on it is worth looking for those whom a plan can be judged without. */
const largeTenant = 1000;

export interface Judgement {
  readonly findings: readonly Finding[];
  /** Findings that the matrix waives: shown, and no reason to refuse. */
  readonly waived: readonly WaivedFinding[];
  /** The smallest set of changes that leaves no path; empty when no finding is about one. */
  readonly proposals: readonly ProposedChange[];
  /** What was taken for granted because nothing said otherwise. */
  readonly assumptions: readonly string[];
  readonly context: RuleContext;
  readonly materialised: MaterialisedTenant;
  /** What was judged. */
  readonly input: JudgeInput;
}

/** The tenant as a plan declares it. */
export function declaredTenant({
  matrix: { client, providers },
  plan,
  snapshot,
  applied,
  now,
}: Pick<JudgeInput, "matrix" | "plan" | "snapshot" | "applied"> & Pick<MaterialiseOptions, "now">): MaterialisedTenant {
  return materialise(plan, {
    tenantId: client.tenantId,
    initialDomain: client.initialDomain,
    domains: client.domains,
    displayName: client.name,
    guestDomains: Object.values(providers).flatMap(({ accounts, domains }) => (accounts === "guests" ? domains : [])),
    ...(snapshot && { base: snapshot }),
    ...(applied && { applied }),
    ...(now !== undefined && { now }),
  });
}

/** Judges a plan. Never throws for a plan: a rule that cannot be decided is a finding. */
export function judge(input: JudgeInput): Judgement {
  const ignored = ignoredChanges(input.plan, input);
  const asWritten = judgePlan({ ...input, plan: ignored.settled });
  if (ignored.open === undefined) return asWritten;
  const { findings, waived } = judgePlan({ ...input, plan: ignored.open });
  const told = new Set([...asWritten.findings, ...asWritten.waived].map(sameKey));
  const isNew = (finding: Finding) => finding.severity !== "note" && !told.has(sameKey(finding));
  return {
    ...asWritten,
    findings: [...asWritten.findings, ...findings.filter(isNew).map((each) => becauseIgnored(each, ignored))],
    waived: [...asWritten.waived, ...waived.filter(isNew).map((each) => becauseIgnored(each, ignored))],
  };
}

const sameKey = ({ rule, resource }: Finding) => `${rule} ${resource}`;

function judgePlan(input: JudgeInput): Judgement {
  const { matrix, plan, snapshot, scope, rules, today, reviews, matrixSource } = input;
  const entitlements = deriveEntitlements(matrix);
  const isPart = input.onlyFindings === true && snapshot === undefined && plan.resources.length >= largePlan;
  const materialised = declaredTenant(isPart ? { ...input, plan: relevantPart(plan, matrix, entitlements) } : input);
  const { users, groups } = materialised.snapshot.collections;
  const isOfPart = input.onlyFindings === true && snapshot !== undefined && users.length + groups.length >= largeTenant;
  const context = buildContext({
    matrix,
    entitlements,
    snapshot: isOfPart
      ? relevantTenant(materialised.snapshot, matrix, entitlements, spokenOf(materialised))
      : materialised.snapshot,
    plan,
    materialised,
    scope,
    seesTenant: snapshot !== undefined,
    today,
    ...(reviews && { reviews }),
    ...(matrixSource && { matrixSource }),
    // Who creates groups and applications owns them; that is the deployment's own identity.
    deploymentIds: [
      deploymentClientId(matrix.client.tenantId),
      ...namedDeployers(plan, matrix).map(({ clientId }) => clientId),
      ...askedDeployers(plan),
    ],
  });
  const { findings, waived } = applyWaivers(evaluateRules(rules, context), rules, context);
  return {
    findings,
    waived,
    proposals: proposedChanges(context, findings, waived).map((proposal) => ({
      ...proposal,
      message: named(proposal.message, plan),
    })),
    assumptions: assumptions(input, materialised).map((assumption) => named(assumption, plan)),
    context,
    materialised,
    input,
  };
}

/** Whatever the plan declares or looks up: an object, or a relation between two (`members:…:…`). */
function spokenOf({ declaredBy, assumed }: MaterialisedTenant): Mentioned {
  return {
    ids: [...declaredBy.keys(), ...assumed.keys()].flatMap((key) => [key, ...key.split(":")]),
    names: new Set(),
  };
}

function assumptions({ snapshot, scope, reviews }: JudgeInput, { assumed }: MaterialisedTenant): string[] {
  const lookups = [...assumed.values()].map(({ token, asked }) => {
    const what = Object.values(asked)
      .filter((value) => typeof value === "string")
      .join(", ");
    return `${token.split(":").at(-1)}(${what}) finds what its arguments say`;
  });
  return [
    ...(snapshot === undefined ? ["no snapshot of the tenant was given: only what the plan declares is judged"] : []),
    ...(reviews?.kind === "none" ? ["no review of the stack was ever begun: there is no evidence of one"] : []),
    ...(scope === "partial" ? ["the plan declares a part of the tenant: what it leaves out may be elsewhere"] : []),
    ...new Set(lookups),
  ];
}
