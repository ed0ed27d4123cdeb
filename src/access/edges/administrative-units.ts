/**
 * Roles over an administrative unit: what they can do to the people and groups in it, and to those whom they can move into it. What a
 * role over a single application or group can do is here too.
 */

import { relationKey } from "../../tenant/snapshot.ts";
import type { EdgeContext } from "../graph.ts";
import { roleHoldings } from "../holdings.ts";
import { powersOfRole } from "../powers.ts";
import { canFill, isRestrictedElsewhere, protectionReader, resetsPast, signsInHere } from "./protection.ts";
import { roleNode } from "./role-node.ts";

export function administrativeUnitEdges(context: EdgeContext): void {
  const { directory } = context;
  const scoped = new Map(
    roleHoldings(directory)
      .filter(({ scope }) => scope.kind === "administrative-unit")
      .map(({ role, scope }) => [`${role.id} ${scope.id}`, { role, scope }]),
  );
  if (scoped.size === 0) return;
  const units = new Map(directory.snapshot.collections.administrativeUnits.map((unit) => [unit.id, unit]));
  const protection = protectionReader(directory);
  for (const { role, scope } of scoped.values()) {
    const { resets, fills } = powersOfRole(role);
    if (resets === undefined && fills === undefined) continue;
    const unit = units.get(scope.id);
    const from = roleNode(context, role, scope);
    for (const { id } of unit?.members ?? []) {
      if (isRestrictedElsewhere(directory, id, unit)) continue;
      const member = directory.object(id);
      const edge = {
        from,
        condition: "standing",
        objectKeys: [relationKey("members", scope.id, id)],
      } as const;
      if (member?.kind === "user" && resets !== undefined) {
        if (!signsInHere(member.value) || !resetsPast(resets, protection(member.id))) continue;
        context.add({ ...edge, to: context.principal(member.id), kind: "can-reset-password-of" });
      } else if (member?.kind === "group" && fills !== undefined && canFill(fills, member.value)) {
        context.add({ ...edge, to: context.principal(member.id), kind: "administers" });
      }
    }
  }
}
