/** Answers `demarc explain`: the graph of a tenant or a plan, asked about one principal or party. */

import { contextBefore } from "../../policies/changes.ts";
import { buildContext } from "../../policies/context.ts";
import { judge } from "../../policies/judge.ts";
import type { RuleContext } from "../../policies/rule.ts";
import { pathSteps } from "../../policies/words.ts";
import { rankOf } from "../access/condition.ts";
import {
  findTarget,
  type Reached,
  type Target,
  type Way,
  waysByCondition,
  waysByPrincipal,
  whatReaches,
} from "../access/explain.ts";
import type { AccessNode } from "../access/graph.ts";
import { isProvider, partyName } from "../access/party.ts";
import { reachFrom } from "../access/search.ts";
import { findWho, type Who } from "../access/who.ts";
import { deriveEntitlements } from "../entitlements/derive.ts";
import type { StepCondition } from "../finding.ts";
import type { Matrix } from "../matrix/schema.ts";
import type { Plan } from "../plan/plan.ts";
import { blindTo, missingName } from "../tenant/blind-spots.ts";
import type { Snapshot } from "../tenant/snapshot.ts";
import { deploymentClientId } from "../tenant/tenant.ts";
import { UsageError } from "./errors.ts";
import type { ExplainedAccess, ExplainedWay, ExplainResult } from "./explain-result.ts";

/** What is looked at: a tenant, a plan, or a plan on top of a tenant. */
export interface Sight {
  readonly context: RuleContext;
  /** The tenant without the plan, where both are given. */
  readonly before?: RuleContext;
  readonly assumptions: readonly string[];
}

export function sightOfPlan(
  matrix: Matrix,
  plan: Plan,
  snapshot: Snapshot | undefined,
  scope: RuleContext["scope"],
): Sight {
  const judgement = judge({ matrix, plan, ...(snapshot && { snapshot }), scope, rules: [], today: today() });
  return {
    context: judgement.context,
    ...(snapshot && { before: contextBefore(judgement) }),
    assumptions: [...judgement.assumptions, ...(snapshot ? notRead(snapshot) : [])],
  };
}

export function sightOfTenant(matrix: Matrix, snapshot: Snapshot): Sight {
  const context = buildContext({
    matrix,
    entitlements: deriveEntitlements(matrix),
    snapshot,
    scope: "whole-tenant",
    today: today(),
    deploymentIds: [deploymentClientId(matrix.client.tenantId)],
  });
  return {
    context,
    assumptions: [`the tenant is as it was at ${snapshot.collectedAt}`, ...notRead(snapshot)],
  };
}

const today = () => new Date().toISOString().slice(0, 10);

/** What is missing is told one by one; exports of other tools lack so much that nobody would read it. */
const mostTold = 8;

function notRead({ unreadable }: Snapshot): string[] {
  const missing = Map.groupBy(unreadable, missingName);
  if (missing.size > mostTold) {
    return [
      `not in the snapshot, or not all of it, so that nobody sees what they would show: ${[...missing.keys()].join(", ")}`,
    ];
  }
  return [...missing].flatMap(([name, [entry]]) =>
    entry ? [`${name}: not in the snapshot, or not all of it, so nobody can see ${blindTo(entry)}`] : [],
  );
}

/** @throws UsageError when nobody, or more than one, goes by the name of `asked` or `to` */
export function explain(sight: Sight, asked: string, to: string | undefined): ExplainResult {
  const { context, before } = sight;
  const { graph, attribution, matrix } = context;
  const who = theOne(asked, findWho({ graph, attribution }, asked), whoever);
  const earlier = before && reachFrom(before.graph, sameNodes(who, asked, before));
  const isNew = (node: AccessNode, condition: StepCondition) => {
    const same = before?.graph.node(node.id);
    const was = same && earlier?.condition(same);
    return was === undefined || rankOf(was) > rankOf(condition);
  };
  const news = (node: AccessNode, condition: StepCondition) => (before ? { new: isNew(node, condition) } : {});
  const way = ({ from, condition, path }: Way): ExplainedWay => ({
    from: from.label,
    condition,
    path: pathSteps(path, context),
    ...news(path.at(-1)?.to ?? from, condition),
  });
  const common = {
    who: {
      name: who.label,
      ...(who.id !== undefined && { id: who.id }),
      party: who.id === undefined ? who.label : partyName(who.party, matrix.providers),
      ...(who.because !== undefined && { because: who.because }),
    },
    assumptions: sight.assumptions,
  };
  if (to === undefined) {
    const reached = whatReaches(graph, attribution, who);
    const tierZero = reached.find(({ node }) => node === graph.tierZero);
    return {
      ok: !(tierZero && offends(who, tierZero.condition)),
      ...common,
      reaches: reached.map((each) => accessOf(each, way)),
    };
  }
  const target = theOne(to, findTarget(graph, attribution, to), "a role, a permission, a group or an application");
  const ways = who.id === undefined ? waysByPrincipal(graph, who, target) : waysByCondition(graph, who, target);
  return {
    ok: !ways.some(({ condition }) => isTierZero(target, context) && offends(who, condition)),
    ...common,
    to: { name: target.label, ways: ways.map(way) },
  };
}

function accessOf(
  { node, as, condition, path, toTierZero }: Reached,
  way: (way: Way) => ExplainedWay,
): ExplainedAccess {
  const [first] = path;
  return {
    what: node.label,
    as,
    ...way({ from: first?.from ?? node, condition, path }),
    ...(toTierZero !== undefined && { toTierZero }),
  };
}

/** Whoever is a provider's, or nobody's, must not get to tier 0 without the internal team. */
function offends({ party }: Who, condition: StepCondition): boolean {
  return condition !== "internal-approval" && (isProvider(party) || party.kind === "unknown");
}

/** Whether getting there is getting to tier 0, with no more asked than an internal person's approval. */
function isTierZero({ nodes }: Target, { graph }: RuleContext): boolean {
  const condition = reachFrom(graph, nodes).condition(graph.tierZero);
  return condition !== undefined && condition !== "internal-approval";
}

function sameNodes(who: Who, asked: string, { graph, attribution }: RuleContext): readonly AccessNode[] {
  if (who.id !== undefined) return who.nodes.flatMap(({ id }) => graph.node(id) ?? []);
  const answer = findWho({ graph, attribution }, asked);
  return "found" in answer ? answer.found.nodes : [];
}

type Answer<T> =
  | { readonly found: T }
  | { readonly several: readonly { readonly id?: string; readonly label: string }[] }
  | { readonly nearest: string | undefined };

const whoever = "an address, a name, an id, provider, a provider's key, or unknown";

function theOne<T>(asked: string, answer: Answer<T>, kinds: string): T {
  if ("found" in answer) return answer.found;
  if ("several" in answer) {
    const candidates = answer.several.map(({ id, label }) => `${label}, id ${id ?? "unknown"}`);
    throw new UsageError(`"${asked}" is the name of ${candidates.length}: ${candidates.join("; ")}`, "use the id");
  }
  throw new UsageError(
    `nobody and nothing in sight is called "${asked}"`,
    answer.nearest === undefined ? kinds : `did you mean "${answer.nearest}"?`,
  );
}
