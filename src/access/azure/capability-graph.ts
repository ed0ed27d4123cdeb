/**
 * Lays what roles allow over the scope tree, in a size that grows with what is given and what is reached, not with their
 * product: a capability has a node only where it is given, and each such node leads to the next one below.
 */

import type { AzureCapability } from "../../catalogue/azure-capabilities.ts";
import type { AccessNode, EdgeContext } from "../graph.ts";
import type { ScopeTree } from "./scopes.ts";

/** Something that a capability is about. */
export interface CapabilityTarget {
  readonly scope: string;
  readonly node: AccessNode;
  /** Ids of what puts it there. */
  readonly objectKeys: readonly string[];
}

/** Somebody's role at a scope that conveys the capability. */
export interface CapabilityGiver {
  readonly node: AccessNode;
  readonly how: "directly" | "by-giving";
}

export interface CapabilityLayer {
  readonly capability: AzureCapability;
  /** Distinguishes the layer's nodes. */
  readonly key: string;
  /** What a target is: `virtual machine`. */
  readonly what: string;
  readonly kind: "can-run-code-on" | "can-use-identity" | "can-read-vault";
  readonly targets: readonly CapabilityTarget[];
  /** By scope. */
  readonly givers: ReadonlyMap<string, readonly CapabilityGiver[]>;
}

/** Adds the edges of one capability. */
export function addCapability(context: EdgeContext, tree: ScopeTree, layer: CapabilityLayer): void {
  const { key, what, kind, targets, givers } = layer;
  if (givers.size === 0) return;
  const standing = { condition: "standing", objectKeys: [] } as const;
  /** A target stands for its own scope where it is alone there. */
  const alone = new Map<string, CapabilityTarget>();
  for (const [scope, at] of Map.groupBy(targets, (target) => target.scope)) {
    const [only] = at;
    if (at.length === 1 && only) alone.set(scope, only);
  }
  const placeOf = (scope: string): AccessNode =>
    alone.get(scope)?.node ??
    context.other("azure-scope", `azure:${key}@${scope}`, `every ${what} in ${tree.label(scope)}`);
  const nearest = nearestGiving(givers, tree);
  const open: string[] = [];
  const seen = new Set<string>();
  const reach = (scope: string) => {
    if (seen.has(scope)) return;
    seen.add(scope);
    open.push(scope);
  };
  for (const { scope, node, objectKeys } of targets) {
    for (const giving of nearest(scope)) {
      const place = placeOf(giving);
      reach(giving);
      if (place !== node) context.add({ ...standing, from: place, to: node, kind: "contains", objectKeys });
    }
  }
  for (const scope of open) {
    const place = placeOf(scope);
    for (const { node, how } of givers.get(scope) ?? []) {
      context.add({
        ...standing,
        from: node,
        to: place,
        kind: how === "directly" ? kind : "can-give-itself-access-to",
        objectKeys: alone.get(scope)?.objectKeys ?? [],
      });
    }
    for (const parent of tree.above(scope)) {
      for (const giving of nearest(parent)) {
        if (giving === scope) continue;
        reach(giving);
        context.add({
          ...standing,
          from: placeOf(giving),
          to: place,
          kind: "contains",
          objectKeys: alone.get(scope)?.objectKeys ?? [],
        });
      }
    }
  }
}

/** Finds the first scopes on every way up, the one asked for included, on which the capability is given. */
function nearestGiving(givers: ReadonlyMap<string, unknown>, tree: ScopeTree): (scope: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  const search = (scope: string): readonly string[] => {
    const found = new Set<string>();
    const seen = new Set([scope]);
    for (const at of seen) {
      if (givers.has(at)) found.add(at);
      else for (const above of tree.above(at)) seen.add(above);
    }
    return [...found];
  };
  /** What what resources share, their containers, is searched once. */
  const remembered = (scope: string) => {
    const answer = known.get(scope) ?? search(scope);
    known.set(scope, answer);
    return answer;
  };
  return (scope) => (givers.has(scope) ? [scope] : [...new Set(tree.above(scope).flatMap(remembered))]);
}
