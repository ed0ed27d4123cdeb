/**
 * Roles over an administrative unit: what they can do to the people and groups in it. Active administrators and active
 * members or owners of role-assignable groups are protected from ordinary resets; people who are merely *eligible* for such
 * groups are not (https://learn.microsoft.com/entra/id-governance/privileged-identity-management/concept-pim-for-groups).
 */

import { relationKey } from "../../tenant/snapshot.ts";
import type { AdministrativeUnitObject, Directory } from "../directory.ts";
import type { AccessNode, EdgeContext } from "../graph.ts";
import { type RoleHolding, roleHoldings } from "../holdings.ts";
import { roleNodeId } from "./roles.ts";

/** Template ids that the tables below speak of. */
const role = {
  authenticationAdministrator: "c4e39bd9-1100-46d3-8c65-fb160da0071f",
  directoryReaders: "88d8e3e3-8f55-4a1e-953a-9b9898b8876b",
  groupsAdministrator: "fdd7a751-b60b-444a-984c-02652fe8fa1c",
  guestInviter: "95e79109-95c0-4d8e-aee3-d01accf2d47b",
  helpdeskAdministrator: "729827e3-9c14-49f7-bb1b-9608f156bbb8",
  messageCenterReader: "790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b",
  passwordAdministrator: "966707d0-3269-4727-9be2-8c3a10f19b9d",
  privilegedAuthenticationAdministrator: "7be44c8a-adaf-4e2a-84d6-ab2649e08a13",
  reportsReader: "4a5d8f65-41da-4de4-8968-e035b65339cf",
  sharePointAdministrator: "f28a1f50-f6e7-4571-818b-6a12f2af6b6c",
  teamsAdministrator: "69091246-20e8-4a56-aa4d-066075b2a7a8",
  usageSummaryReportsReader: "75934031-6c7e-415a-99d7-48dbd49e875e",
  userAdministrator: "fe930be7-5e62-47db-91af-98c3a49a38b1",
  userExperienceSuccessManager: "27460883-1df1-4691-b032-3b79643e5e63",
} as const;

const readers = [
  role.directoryReaders,
  role.guestInviter,
  role.messageCenterReader,
  role.reportsReader,
  role.usageSummaryReportsReader,
  role.userExperienceSuccessManager,
];

/**
 * Whose password a role can reset, by the roles the other one holds; "anyone" has no limit
 * (https://learn.microsoft.com/entra/identity/role-based-access-control/privileged-roles-permissions#who-can-reset-passwords).
 */
export const passwordResets: ReadonlyMap<string, "anyone" | ReadonlySet<string>> = new Map<
  string,
  "anyone" | ReadonlySet<string>
>([
  [role.privilegedAuthenticationAdministrator, "anyone"],
  [role.passwordAdministrator, new Set([role.directoryReaders, role.guestInviter, role.passwordAdministrator])],
  [role.helpdeskAdministrator, new Set([...readers, role.passwordAdministrator, role.helpdeskAdministrator])],
  [
    role.authenticationAdministrator,
    new Set([...readers, role.passwordAdministrator, role.authenticationAdministrator]),
  ],
  [
    role.userAdministrator,
    new Set([
      ...readers,
      role.passwordAdministrator,
      role.helpdeskAdministrator,
      role.groupsAdministrator,
      role.userAdministrator,
    ]),
  ],
]);

/**
 * Which groups of its unit a role can fill. None reaches role-assignable groups
 * (https://learn.microsoft.com/entra/identity/role-based-access-control/manage-roles-portal).
 */
export const groupAdministration: ReadonlyMap<string, "all" | "microsoft-365"> = new Map([
  [role.groupsAdministrator, "all"],
  [role.userAdministrator, "all"],
  [role.teamsAdministrator, "microsoft-365"],
  [role.sharePointAdministrator, "microsoft-365"],
]);

/** What a custom role may do to users and groups of its unit, by its actions. */
const resetAction =
  /^microsoft\.directory\/users\/(password|authenticationmethods|allproperties)\/.*(update|create|alltasks)$/i;
const fillAction = /^microsoft\.directory\/groups(\.[a-z]+)?\/(members|owners|allproperties)\/(update|alltasks)$/i;

export function administrativeUnitEdges(context: EdgeContext): void {
  const { directory } = context;
  const holdings = roleHoldings(directory);
  const scoped = new Map(
    holdings
      .filter(({ scope }) => scope.kind === "administrative-unit")
      .map((holding) => [roleNodeId(holding.role, holding.scope), holding]),
  );
  if (scoped.size === 0) return;
  const units = new Map(directory.snapshot.collections.administrativeUnits.map((unit) => [unit.id, unit]));
  const protection = protectionReader(directory, holdings);
  for (const [id, holding] of scoped) {
    const unit = units.get(holding.scope.id);
    const from = context.other("role", id, "");
    for (const member of unit?.members ?? []) {
      if (unit && isRestrictedElsewhere(directory, member.id, unit)) continue;
      memberEdge(context, from, holding, member.id, protection, [relationKey("members", unit?.id ?? "", member.id)]);
    }
  }
}

type Protection = (userId: string) => "protected" | ReadonlySet<string>;

function memberEdge(
  context: EdgeContext,
  from: AccessNode,
  { role: held }: RoleHolding,
  memberId: string,
  protection: Protection,
  objectKeys: readonly string[],
): void {
  const member = context.directory.object(memberId);
  if (member?.kind === "user") {
    const resets = held.actions.some((action) => resetAction.test(action))
      ? new Set<string>()
      : passwordResets.get(held.id);
    if (resets === undefined) return;
    const roles = resets === "anyone" ? new Set<string>() : protection(member.id);
    if (roles === "protected" || (resets !== "anyone" && ![...roles].every((id) => resets.has(id)))) return;
    context.add({
      from,
      to: context.principal(member.id),
      kind: "can-reset-password-of",
      condition: "standing",
      objectKeys,
    });
  } else if (member?.kind === "group" && member.value.isAssignableToRole !== true) {
    const fills = held.actions.some((action) => fillAction.test(action)) ? "all" : groupAdministration.get(held.id);
    const unified = (member.value.groupTypes ?? []).includes("Unified");
    if (fills === undefined || (fills === "microsoft-365" && !unified)) return;
    context.add({ from, to: context.principal(member.id), kind: "administers", condition: "standing", objectKeys });
  }
}

/** What shields a user from an ordinary reset: its active roles, or an active place in a role-assignable group. */
function protectionReader(directory: Directory, holdings: readonly RoleHolding[]): Protection {
  const active = Map.groupBy(
    holdings.filter(({ held, scope }) => held === "standing" && scope.kind === "directory"),
    ({ principal }) => principal,
  );
  return (userId) => {
    const groups = directory.activeGroupsOf(userId);
    const assignable = (groupId: string) => {
      const group = directory.object(groupId);
      return group?.kind === "group" && group.value.isAssignableToRole === true;
    };
    const shielded = directory
      .membershipsBy(userId)
      .some(({ group, held }) => held === "standing" && assignable(group));
    if (shielded) return "protected";
    return new Set([userId, ...groups].flatMap((id) => (active.get(id) ?? []).map((holding) => holding.role.id)));
  };
}

/** A member of a restricted unit can only be managed by roles over that unit. */
function isRestrictedElsewhere(directory: Directory, memberId: string, unit: AdministrativeUnitObject): boolean {
  const restricted = directory.unitsOf(memberId).filter((other) => other.isMemberManagementRestricted === true);
  return restricted.length > 0 && !restricted.some((other) => other.id === unit.id);
}
