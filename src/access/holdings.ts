/** Who holds which directory role and which application permission, however the snapshot says it: read once, used by graph and records. */

import { type AppPermission, appPermission, appPermissions, appPermissionTier } from "../catalogue/app-permissions.ts";
import { type Judgement, unknownId } from "../catalogue/tier.ts";
import type { Collections } from "../tenant/snapshot.ts";
import { type Directory, type RoleMeaning, type ScopeMeaning, scheduleEnd } from "./directory.ts";
import { oncePer } from "./once.ts";

/** A directory role as one principal holds it. */
export interface RoleHolding {
  readonly principal: string;
  readonly role: RoleMeaning;
  readonly scope: ScopeMeaning;
  readonly held: "standing" | "activated" | "eligible";
  /** Ids under which provenance maps know it: assignment, schedule, or `directoryRole:ROLE:MEMBER`. */
  readonly objectKeys: readonly string[];
  readonly since?: string;
  readonly until?: string;
}

/** An application permission as one principal holds it. */
export interface PermissionHolding {
  readonly principal: string;
  readonly resourceAppId: string;
  readonly resourceName: string;
  readonly appRoleId: string;
  /** e.g. `RoleManagement.ReadWrite.Directory`; the id where nothing gives it a name. */
  readonly name: string;
  readonly judgement: Judgement & { readonly reason: string };
  readonly objectKey: string;
  readonly since?: string;
}

/**
 * Every role holding: active assignments, their schedules, the classic DirectoryRole members, eligibilities. An assignment
 * that only exists because an eligibility was activated is `activated`, not standing.
 */
export const roleHoldings: (directory: Directory) => readonly RoleHolding[] = oncePer(readRoleHoldings);

function readRoleHoldings(directory: Directory): RoleHolding[] {
  const { roleAssignments, roleAssignmentSchedules, roleEligibilitySchedules, directoryRoles } =
    directory.snapshot.collections;
  const found = new Map<string, RoleHolding>();
  const place = (assignment: {
    principalId?: string | null;
    roleDefinitionId?: string | null;
    directoryScopeId?: string | null;
    appScopeId?: string | null;
  }) => {
    const principal = directory.canonical(assignment.principalId ?? "");
    const role = directory.role(assignment.roleDefinitionId ?? "");
    const scope = directory.scope(assignment.directoryScopeId, assignment.appScopeId);
    return { principal, role, scope, key: `${principal} ${role.id} ${scope.id}` };
  };
  const schedules = Map.groupBy(roleAssignmentSchedules, (schedule) => place(schedule).key);
  const eligible = Map.groupBy(roleEligibilitySchedules, (schedule) => place(schedule).key);
  const active = (assignment: Parameters<typeof place>[0], objectKey: string | undefined) => {
    const { key, ...where } = place(assignment);
    const own = schedules.get(key) ?? [];
    const before = found.get(key);
    const assigned = own.filter(({ assignmentType }) => assignmentType !== "Activated");
    // An activation without its eligibility in sight is taken for what it looks like: access that is there.
    const activated = own.length > 0 && assigned.length === 0 && eligible.has(key);
    const deciding = assigned[0] ?? own[0];
    const until = deciding && scheduleEnd(deciding.scheduleInfo, deciding.createdDateTime);
    const since = deciding?.createdDateTime;
    const keys = [...(objectKey !== undefined ? [objectKey] : []), ...(before?.objectKeys ?? own.map(({ id }) => id))];
    found.set(key, {
      ...where,
      held: activated ? "activated" : "standing",
      objectKeys: [...new Set(keys)],
      ...(since && { since }),
      ...(until !== undefined && { until }),
    });
  };
  for (const assignment of roleAssignments) active(assignment, assignment.id);
  for (const schedule of roleAssignmentSchedules) active(schedule, undefined);
  for (const role of directoryRoles) {
    for (const member of role.members ?? []) {
      const assignment = { principalId: member.id, roleDefinitionId: role.roleTemplateId ?? role.id };
      if (!found.has(place(assignment).key)) active(assignment, directoryRoleMemberKey(role.id, member.id));
    }
  }
  const eligibilities = [...eligible.values()].flat().map((schedule): RoleHolding => {
    const { principal, role, scope } = place(schedule);
    const until = scheduleEnd(schedule.scheduleInfo, schedule.createdDateTime);
    const since = schedule.createdDateTime ?? schedule.scheduleInfo?.startDateTime;
    return {
      principal,
      role,
      scope,
      held: "eligible",
      objectKeys: [schedule.id],
      ...(since && { since }),
      ...(until !== undefined && { until }),
    };
  });
  return [...found.values(), ...eligibilities];
}

/** Key of a member that only the classic `directoryRoles` relation shows. */
export function directoryRoleMemberKey(role: string, member: string): string {
  return `members:${role}:${member}`;
}

/** Every application permission held by an application (assignments of users and groups to an application give none). */
export const permissionHoldings: (directory: Directory) => readonly PermissionHolding[] =
  oncePer(readPermissionHoldings);

function readPermissionHoldings(directory: Directory): PermissionHolding[] {
  return directory.snapshot.collections.appRoleAssignments.flatMap((assignment) => {
    const principal = directory.canonical(assignment.principalId ?? "");
    const kind = directory.object(principal)?.kind;
    if (
      kind === "user" ||
      kind === "group" ||
      assignment.principalType === "User" ||
      assignment.principalType === "Group"
    ) {
      return [];
    }
    const appRoleId = assignment.appRoleId?.toLowerCase() ?? "";
    // All zeros is "default access": an assignment without a permission.
    if (/^[0-]+$/.test(appRoleId)) return [];
    const permission = readPermission(directory, assignment, appRoleId);
    const since = assignment.createdDateTime;
    return [{ principal, appRoleId, ...permission, objectKey: assignment.id, ...(since && { since }) }];
  });
}

function readPermission(
  directory: Directory,
  assignment: Collections["appRoleAssignments"][number],
  appRoleId: string,
): Pick<PermissionHolding, "resourceAppId" | "resourceName" | "name" | "judgement"> {
  const resource = assignment.resourceId ? directory.object(assignment.resourceId) : undefined;
  const service = resource?.kind === "servicePrincipal" ? resource.value : undefined;
  const appId = service?.appId?.toLowerCase();
  const known: AppPermission | undefined = appId ? appPermission(appId, appRoleId) : permissionOf(appRoleId);
  const resourceAppId = appId ?? known?.resourceAppId ?? "";
  const resourceName = service?.displayName ?? assignment.resourceDisplayName ?? resourceAppId;
  const ownName = service?.appRoles?.find((role) => role.id?.toLowerCase() === appRoleId)?.value;
  const judged: Judgement = known
    ? { tier: known.tier, equivalent: known.equivalent, known: true }
    : appId
      ? appPermissionTier(appId, appRoleId)
      : unknownId;
  const reason =
    known?.reason ??
    (judged.tier === 0 ? "the catalogue does not know this permission, so it counts as the worst" : "");
  return {
    resourceAppId,
    resourceName: resourceName || "an unknown resource",
    name: known?.value ?? ownName ?? (appRoleId || "that is not known"),
    judgement: { ...judged, reason },
  };
}

let permissionsById: ReadonlyMap<string, AppPermission> | undefined;

/** An app role whose resource is not known. */
function permissionOf(appRoleId: string): AppPermission | undefined {
  permissionsById ??= new Map(appPermissions().map((permission) => [permission.id.toLowerCase(), permission]));
  return permissionsById.get(appRoleId);
}
