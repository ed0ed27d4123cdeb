/** What a role at a scope amounts to: catalogue for built-in roles, actions for custom ones, the worst for unknown ones. */

import { entraRoles, roleTier } from "../catalogue/entra-roles.ts";
import type { Judgement } from "../catalogue/tier.ts";
import { customRoleTier } from "./custom-role.ts";
import type { RoleMeaning, ScopeMeaning } from "./directory.ts";

export interface RoleJudgement extends Judgement {
  /** Why, a clause without a full stop; may be empty. */
  readonly reason: string;
}

/** A role held over the whole directory. */
export function judgeRole(role: RoleMeaning): RoleJudgement {
  if (role.kind === "custom") return customRoleTier(role.actions);
  const reason = entraRoles.get(role.id)?.reason ?? "the catalogue does not know this role, so it counts as the worst";
  return { ...roleTier(role.id), reason };
}

/**
 * A role at a scope. Over a unit or a single object a role has no tier 0 by its name; whether it reaches that is a matter of
 * what is in the unit, which the graph's edges say.
 */
export function judgeRoleAt(role: RoleMeaning, scope: ScopeMeaning): RoleJudgement {
  const judged = judgeRole(role);
  if (scope.kind === "directory" || !judged.known) return judged;
  return { ...judged, tier: judged.tier === 0 ? 1 : judged.tier, equivalent: "none" };
}

/** What administrative units have as members. */
const onMembersOfUnits = /^microsoft\.directory\/(users|groups|devices)\b/i;

/**
 * Whether Microsoft lets the role be held over an administrative unit. A custom role can be when one of its permissions is about users,
 * groups or devices (https://learn.microsoft.com/entra/identity/role-based-access-control/admin-units-assign-roles).
 */
export function isScopable(role: RoleMeaning): boolean {
  if (role.kind === "custom") return role.actions.some((action) => onMembersOfUnits.test(action));
  return entraRoles.get(role.id)?.scopable ?? false;
}
