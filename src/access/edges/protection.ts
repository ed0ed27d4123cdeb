/**
 * What shields people and groups from ordinary administrators. Active administrators and active members or owners of role-assignable
 * groups are protected from ordinary resets; people who are merely *eligible* for such groups are not
 * (https://learn.microsoft.com/entra/id-governance/privileged-identity-management/concept-pim-for-groups).
 */

import {
  type AdministrativeUnitObject,
  type Directory,
  type GroupObject,
  invitedAddress,
  type UserObject,
} from "../directory.ts";
import { roleHoldings } from "../holdings.ts";
import type { GroupPower, Powers } from "../powers.ts";

/** Roles a user holds for the whole directory, active; `protected` when an active place in a role-assignable group shields it. */
export type Protection = "protected" | ReadonlySet<string>;

/** Reads what shields a user. */
export function protectionReader(directory: Directory): (userId: string) => Protection {
  const active = Map.groupBy(
    roleHoldings(directory).filter(({ held, scope }) => held === "standing" && scope.kind === "directory"),
    ({ principal }) => principal,
  );
  const assignable = (groupId: string) => {
    const group = directory.object(groupId);
    return group?.kind === "group" && group.value.isAssignableToRole === true;
  };
  const conveying = groupsInto(directory, active.keys());
  return (userId) => {
    const own = directory.membershipsBy(userId);
    if (own.some(({ group, held }) => held === "standing" && assignable(group))) return "protected";
    const groups = own.some(({ group }) => conveying.has(group)) ? directory.activeGroupsOf(userId) : [];
    return new Set([userId, ...groups].flatMap((id) => (active.get(id) ?? []).map((holding) => holding.role.id)));
  };
}

/** The groups among some principals, and all groups below them: in a large tenant few of all that there are. */
function groupsInto(directory: Directory, principals: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const id of principals) if (directory.object(id)?.kind === "group") found.add(id);
  // A set may grow while it is walked.
  for (const group of found) {
    for (const { member } of directory.membershipsOf(group)) {
      if (directory.object(member)?.kind === "group") found.add(member);
    }
  }
  return found;
}

/** Whether a power over passwords gets past what shields somebody. */
export function resetsPast(resets: NonNullable<Powers["resets"]>, protection: Protection): boolean {
  if (resets === "anyone") return true;
  return protection !== "protected" && [...protection].every((id) => resets.has(id));
}

/** Whether the tenant keeps a password or methods for the account: a guest signs in at home. */
export function signsInHere({ userPrincipalName }: UserObject): boolean {
  return userPrincipalName ? invitedAddress(userPrincipalName) === undefined : true;
}

/** Whether a power to fill groups covers a group. Who is in a synchronised group is decided on premises. */
export function canFill({ kinds, rules }: GroupPower, group: GroupObject): boolean {
  if (group.isAssignableToRole === true || group.onPremisesSyncEnabled === true) return false;
  if (!rules && group.membershipRule) return false;
  return kinds === "all" || (kinds === "microsoft-365") === isUnified(group);
}

/** Whether it is a Microsoft 365 group rather than a security group. */
export function isUnified({ groupTypes }: GroupObject): boolean {
  return groupTypes?.includes("Unified") === true;
}

/** A member of a restricted unit can only be managed by roles over that unit, not by those over another one or the directory. */
export function isRestrictedElsewhere(
  directory: Directory,
  memberId: string,
  unit: AdministrativeUnitObject | undefined,
): boolean {
  const restricted = directory.unitsOf(memberId).filter((other) => other.isMemberManagementRestricted === true);
  return restricted.length > 0 && !restricted.some((other) => other.id === unit?.id);
}
