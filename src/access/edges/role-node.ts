/** The node of a directory role at a scope, with what the catalogue says of it. */

import type { RoleMeaning, ScopeMeaning } from "../directory.ts";
import type { AccessNode, EdgeContext } from "../graph.ts";
import { judgeRole } from "../judge.ts";

/** Nodes whose own edges are made; each graph is built with one context. */
const made = new WeakMap<EdgeContext, Set<string>>();

/** The node of a role at a scope; when it is new, with its edge to tier 0 where it has one. */
export function roleNode(context: EdgeContext, role: RoleMeaning, scope: ScopeMeaning): AccessNode {
  const id = `role:${role.id}@${scope.id}`;
  const label = scope.kind === "directory" ? role.name : `${role.name} over ${scope.label}`;
  const node = context.other("role", id, label);
  const known = made.get(context) ?? new Set();
  made.set(context, known);
  if (!known.has(id)) {
    known.add(id);
    judgedEdges(context, node, role, scope);
  }
  return node;
}

function judgedEdges(context: EdgeContext, node: AccessNode, role: RoleMeaning, scope: ScopeMeaning): void {
  const { equivalent, reason } = judgeRole(role);
  if (equivalent === "none") return;
  // What a custom role makes possible is what its definition says, so whoever declares that has a part in it.
  const objectKeys = role.kind === "custom" ? [role.id] : [];
  const standing = { from: node, condition: "standing", objectKeys, reason } as const;
  if (scope.kind === "directory") {
    const kind = equivalent === "global-administrator" ? "equals-global-administrator" : "can-reach-tier-zero";
    context.add({ ...standing, to: context.tierZero, kind });
  } else if (scope.kind === "object" && context.directory.object(scope.id)) {
    context.add({ ...standing, to: context.principal(scope.id), kind: "administers" });
  }
}
