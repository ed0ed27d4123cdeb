/** Why can this principal do that: what it holds or can get, and the ways there. */

import { entraRoles, findRole, globalAdministratorId } from "../catalogue/entra-roles.ts";
import type { StepCondition } from "../finding.ts";
import { suggest } from "../matrix/suggest.ts";
import type { Attribution } from "./attribution.ts";
import { conditionOrder, hardest, rankOf } from "./condition.ts";
import type { AccessEdge, AccessGraph, AccessNode } from "./graph.ts";
import { type Reach, reachFrom, reachTo, waysTo } from "./search.ts";
import { findWho, type Who } from "./who.ts";

/** Something that is held or can be had. */
export interface Reached {
  readonly node: AccessNode;
  /** Roles and permissions are held; groups are joined; people and applications can be acted as; the rest can be worked on. */
  readonly as: "access" | "group" | "identity" | "object";
  readonly condition: StepCondition;
  readonly path: readonly AccessEdge[];
  /** How it leads on to tier 0, where it does. */
  readonly toTierZero?: StepCondition;
}

/** Where somebody gets to, the strongest first: what leads to tier 0, then what is easiest, then what is nearest. */
export function whatReaches(graph: AccessGraph, attribution: Attribution, { nodes }: Who): Reached[] {
  const origins = new Set(nodes);
  const from = reachFrom(graph, nodes);
  const leads = waysTo(graph, graph.tierZero);
  const found = graph.nodes.flatMap((node): Reached[] => {
    const path = node === graph.tierZero ? bestWay(nodes, leads) : from.path(node);
    if (origins.has(node) || path === undefined) return [];
    const condition = conditionOf(path);
    const toTierZero = leads.condition(node);
    return [
      { node, as: kindOf(node, graph, attribution), condition, path, ...(toTierZero !== undefined && { toTierZero }) },
    ];
  });
  const strength = ({ condition, toTierZero }: Reached) =>
    toTierZero === undefined ? conditionOrder.length : rankOf(hardest([condition, toTierZero]));
  return found.toSorted(
    (one, other) =>
      strength(one) - strength(other) ||
      rankOf(one.condition) - rankOf(other.condition) ||
      one.path.length - other.path.length,
  );
}

function kindOf(node: AccessNode, graph: AccessGraph, { directory }: Attribution): Reached["as"] {
  if (node.kind === "principal") return directory.object(node.id)?.kind === "group" ? "group" : "identity";
  if (node.kind === "external") return "identity";
  const isAccess = node.kind === "role" || node.kind === "permission" || node.kind === "azure-role";
  return isAccess || node === graph.tierZero ? "access" : "object";
}

function bestWay(nodes: readonly AccessNode[], to: Reach): readonly AccessEdge[] | undefined {
  return nodes
    .map((node) => to.path(node))
    .filter((path) => path !== undefined)
    .toSorted(easiestFirst)[0];
}

/** What a way as a whole asks for. */
export function conditionOf(path: readonly AccessEdge[]): StepCondition {
  return hardest(path.map(({ condition }) => condition));
}

function easiestFirst(one: readonly AccessEdge[], other: readonly AccessEdge[]): number {
  return rankOf(conditionOf(one)) - rankOf(conditionOf(other)) || one.length - other.length;
}

/** What `--to` means: a role wherever it is held, a permission, a group, an application, a person, or tier 0. */
export interface Target {
  readonly label: string;
  /** None when nobody in sight holds it. */
  readonly nodes: readonly AccessNode[];
}

export type TargetAnswer =
  | { readonly found: Target }
  | { readonly several: readonly { readonly id?: string; readonly label: string }[] }
  | { readonly nearest: string | undefined };

/** Finds what is meant: Global Administrator means whatever equals it, too. */
export function findTarget(graph: AccessGraph, attribution: Attribution, asked: string): TargetAnswer {
  const name = asked.trim();
  const wanted = name.toLowerCase();
  const role = findRole(name);
  const isTierZero = ["tier 0", "tier zero", "tier-zero", graph.tierZero.label.toLowerCase()].includes(wanted);
  if (isTierZero || role?.templateId === globalAdministratorId) {
    return { found: { label: graph.tierZero.label, nodes: [graph.tierZero] } };
  }
  const access = graph.nodes.filter((node) => kindOf(node, graph, attribution) === "access");
  if (role) {
    const nodes = access.filter(({ id }) => id.toLowerCase().startsWith(`role:${role.templateId.toLowerCase()}@`));
    return { found: { label: role.name, nodes } };
  }
  const named = access.filter(({ label }) => isCalled(label.toLowerCase(), wanted));
  if (named.length > 0) return { found: { label: name, nodes: named } };
  const who = findWho({ graph, attribution }, asked);
  if (!("nearest" in who)) return who;
  const names = [...access.map(({ label }) => label), ...Array.from(entraRoles.values(), (each) => each.name)];
  return { nearest: suggest(asked, names) ?? who.nearest };
}

/** A role or permission by its name alone or with where it holds: `Contributor on subscription X`, `permission Y on Z`. */
function isCalled(label: string, wanted: string): boolean {
  return [label, label.replace(/^permission /, "")].some(
    (name) => name === wanted || name.startsWith(`${wanted} over `) || name.startsWith(`${wanted} on `),
  );
}

/** A way from one of the origins to the target. */
export interface Way {
  readonly from: AccessNode;
  readonly condition: StepCondition;
  readonly path: readonly AccessEdge[];
}

/**
 * The shortest way of each condition: one that works at once, one that asks for an activation, one that asks for an approval … Of
 * somebody who has a standing way the others show what else would have to go.
 */
export function waysByCondition(graph: AccessGraph, { nodes }: Who, target: Target): Way[] {
  const targets = new Set(target.nodes);
  const from = reachFrom(graph, nodes, { stopsAt: (node) => targets.has(node) });
  const to = reachOfTarget(graph, target);
  return conditionOrder.flatMap((condition): Way[] => {
    let best: readonly AccessEdge[] = [];
    for (const edge of graph.edges) {
      if (edge.condition !== condition || targets.has(edge.from)) continue;
      const after = to.path(edge.to, condition);
      const before = after && from.path(edge.from, condition);
      if (!after || !before) continue;
      const path = [...before, edge, ...after];
      if (visitsTwice(path) || (best.length > 0 && best.length <= path.length)) continue;
      best = path;
    }
    const [first] = best;
    return first === undefined ? [] : [{ from: first.from, condition, path: best }];
  });
}

/** The best way of each of the origins that has one, the easiest first; an application and its registration are one. */
export function waysByPrincipal(graph: AccessGraph, { nodes }: Who, target: Target): Way[] {
  const to = reachOfTarget(graph, target);
  const origins = new Set(nodes);
  return nodes
    .flatMap((from): Way[] => {
      const path = to.path(from) ?? [];
      const [first] = path;
      if (first === undefined) return [];
      const isRegistration = first.kind === "can-sign-in-as" && first.objectKeys.length === 0 && origins.has(first.to);
      return isRegistration ? [] : [{ from, condition: conditionOf(path), path }];
    })
    .toSorted((one, other) => easiestFirst(one.path, other.path));
}

function reachOfTarget(graph: AccessGraph, { nodes }: Target): Reach {
  return nodes.includes(graph.tierZero) ? waysTo(graph, graph.tierZero) : reachTo(graph, nodes);
}

function visitsTwice(path: readonly AccessEdge[]): boolean {
  return new Set(path.flatMap(({ from, to }) => [from, to])).size <= path.length;
}
