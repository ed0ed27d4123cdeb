/**
 * Who decides who is in an administrative unit, and holds a role over it: such a provider pulls anybody into that role's reach. Either
 * alone is harmless, so the two are looked for together, within one provider.
 */

import type { AccessNode, EdgeContext } from "../graph.ts";
import { permissionHoldings, roleHoldings } from "../holdings.ts";
import { isProvider, sameParty } from "../party.ts";
import { powersOfPermission, powersOfRole } from "../powers.ts";
import type { Party } from "../record.ts";
import { classesOf } from "./directory-wide.ts";
import { permissionNode } from "./permission-node.ts";
import { roleNode } from "./role-node.ts";

interface Mover {
  readonly node: AccessNode;
  readonly party: Party;
  /** Id of the unit, `/` for all of them. */
  readonly unit: string;
}

export function unitMembershipEdges(context: EdgeContext): void {
  const all = movers(context);
  if (all.length === 0) return;
  const connected = new Set<AccessNode>();
  for (const { role, scope, principal } of roleHoldings(context.directory)) {
    if (scope.kind !== "administrative-unit") continue;
    const powers = powersOfRole(role);
    if (powers.resets === undefined && powers.fills === undefined) continue;
    const { party } = context.attribution.partyOf(principal);
    for (const mover of all) {
      if (!sameParty(mover.party, party) || (mover.unit !== "/" && mover.unit !== scope.id)) continue;
      const reach = context.other(
        "class",
        `class:reach of ${role.id}@${scope.id}`,
        `the reach of ${role.name} over ${scope.label}`,
      );
      context.add({ from: mover.node, to: reach, kind: "can-pull-in", condition: "standing", objectKeys: [] });
      if (!connected.has(reach)) classesOf(context).connect(reach, powers);
      connected.add(reach);
    }
  }
}

function movers(context: EdgeContext): Mover[] {
  const roles = roleHoldings(context.directory).flatMap(({ role, scope, principal }) =>
    powersOfRole(role).movesPeople ? [{ node: roleNode(context, role, scope), principal, unit: scope.id }] : [],
  );
  const permissions = permissionHoldings(context.directory).flatMap((holding) =>
    powersOfPermission(holding.resourceAppId, holding.name).movesPeople
      ? [{ node: permissionNode(context, holding), principal: holding.principal, unit: "/" }]
      : [],
  );
  return [...roles, ...permissions].flatMap(({ node, principal, unit }) => {
    const { party } = context.attribution.partyOf(principal);
    return isProvider(party) ? [{ node, unit, party }] : [];
  });
}
