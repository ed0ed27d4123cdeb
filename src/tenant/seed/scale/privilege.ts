/** Who may administer a tenant of any size: roles, PIM, and the audit log of how that came about. */

import { roleByName } from "../../../catalogue/entra-roles.ts";
import type { Entity, Reference } from "../../entity.ts";
import type { TableName } from "../../store.ts";
import { type Frame, type Row, row, userReference } from "./frame.ts";
import type { Groups } from "./groups.ts";
import type { People } from "./people.ts";

/** A grant of a role: until when, since when, and by whom. */
export interface Grant {
  readonly principalId: string;
  readonly role: string;
  readonly scope?: string;
  readonly sinceDays: number;
  /** Days from today until it ends; absent: never. */
  readonly endsInDays?: number;
}

/** Id of a built-in role by its name. */
export function roleId(name: string): string {
  const role = roleByName(name);
  if (role === undefined) throw new Error(`no role ${name}`);
  return role.templateId;
}

/** Below tier 0, as larger companies give them to their own people. */
const staffRoles = ["Reports Reader", "Message Center Reader", "License Administrator", "Teams Administrator"];
const unitRoles = ["Helpdesk Administrator", "User Administrator", "Groups Administrator"];

/** Shares of all users. */
const standing = 0.001;
const eligible = 0.003;
const perUnit = 2;

export function* privilegeRows(frame: Frame, people: People, groups: Groups): Generator<Row> {
  const random = frame.random("privilege");
  const { staff } = people;
  if (staff.length === 0) return;
  const administrator = staff[0]?.id ?? "";
  for (const holder of someOf(staff, frame.share(standing))) {
    const grant = { principalId: holder.id, role: random.of(staffRoles), sinceDays: 30 + random.below(900) };
    yield* activeRows(frame, grant, administrator);
  }
  for (const holder of someOf(staff, frame.share(eligible, 2), 7)) {
    const grant = {
      principalId: holder.id,
      role: random.of(staffRoles),
      sinceDays: 10 + random.below(300),
      endsInDays: 60 + random.below(300),
    };
    yield* eligibleRows(frame, grant, administrator);
  }
  const units = Math.ceil(staff.length / 2500);
  for (let number = 0; number < units * perUnit; number++) {
    const scope = `/administrativeUnits/${frame.id("unit", number % units)}`;
    const holder = roleGroup(frame, `Helpdesk of region ${number + 1}`, [random.of(staff), random.of(staff)]);
    yield row("groups", holder);
    yield* activeRows(
      frame,
      { principalId: holder.id, role: random.of(unitRoles), scope, sinceDays: 400 },
      administrator,
    );
    yield* groupEligibleRows(frame, holder.id, random.of(staff).id, 90, 120);
  }
  yield* everydayAudits(frame, people, groups);
}

/** So many of a list, spread over it, each once. */
function someOf(list: readonly Reference[], count: number, offset = 3): Reference[] {
  const step = Math.max(1, Math.floor(list.length / Math.max(1, count)));
  const found: Reference[] = [];
  for (let at = offset % list.length; at < list.length && found.length < count; at += step) {
    const each = list[at];
    if (each !== undefined) found.push(each);
  }
  return found;
}

/** A role-assignable group. */
export function roleGroup(
  frame: Frame,
  name: string,
  members: readonly Reference[],
  owners: readonly Reference[] = [],
): Entity {
  return {
    id: frame.id("group", name),
    createdDateTime: frame.daysAgo(500),
    description: null,
    displayName: name,
    groupTypes: [],
    isAssignableToRole: true,
    mailEnabled: false,
    mailNickname: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-"),
    members: [...new Map(members.map((each) => [each.id, each])).values()],
    owners,
    securityEnabled: true,
    visibility: "Private",
  };
}

/** An active assignment, how it is held, and who gave it. */
export function* activeRows(frame: Frame, grant: Grant, by: string): Generator<Row> {
  const id = frame.id("assignment", keyOf(grant));
  const core = coreOf(id, grant);
  yield row("roleAssignments", core);
  yield row("roleAssignmentSchedules", { ...core, ...scheduleOf(frame, id, grant), assignmentType: "Assigned" });
  yield auditRow(
    frame,
    "RoleManagement",
    "Add member to role",
    grant.sinceDays,
    by,
    grant.principalId,
    roleId(grant.role),
    grant.role,
  );
}

/** An eligibility and who gave it. */
export function* eligibleRows(frame: Frame, grant: Grant, by: string): Generator<Row> {
  const id = frame.id("eligibility", keyOf(grant));
  yield row("roleEligibilitySchedules", { ...coreOf(id, grant), ...scheduleOf(frame, id, grant) });
  const activity = `Add eligible member to role in PIM completed (${grant.endsInDays === undefined ? "permanent" : "timebound"})`;
  yield auditRow(
    frame,
    "RoleManagement",
    activity,
    grant.sinceDays,
    by,
    grant.principalId,
    roleId(grant.role),
    grant.role,
  );
}

/** An eligibility for membership of a group. */
export function* groupEligibleRows(
  frame: Frame,
  groupId: string,
  principalId: string,
  sinceDays: number,
  endsInDays: number,
): Generator<Row> {
  const id = `${groupId}_member_${frame.id(`eligible ${groupId}`, principalId)}`;
  const { modifiedDateTime, ...schedule } = scheduleOf(frame, id, { sinceDays, endsInDays });
  yield row("groupEligibilitySchedules", {
    id,
    accessId: "member",
    groupId,
    principalId,
    ...schedule,
    memberType: "direct",
    modifiedDateTime,
  });
}

function keyOf({ principalId, role, scope }: Grant): string {
  return `${principalId} ${role} ${scope ?? "/"}`;
}

function coreOf(id: string, { principalId, role, scope }: Grant): Entity {
  return { id, principalId, roleDefinitionId: roleId(role), directoryScopeId: scope ?? "/", appScopeId: null };
}

function scheduleOf(
  frame: Frame,
  createdUsing: string,
  { sinceDays, endsInDays }: Pick<Grant, "sinceDays" | "endsInDays">,
) {
  const startDateTime = frame.daysAgo(sinceDays);
  return {
    createdDateTime: startDateTime,
    createdUsing,
    memberType: "Direct",
    modifiedDateTime: startDateTime,
    scheduleInfo: {
      startDateTime,
      recurrence: null,
      expiration:
        endsInDays === undefined
          ? { type: "noExpiration", endDateTime: null, duration: null }
          : { type: "afterDateTime", endDateTime: frame.daysAgo(-endsInDays), duration: null },
    },
    status: "Provisioned",
  };
}

/** What people do to users and groups every day: so much for each user. */
const auditsForAUser = 0.05;

function* everydayAudits(frame: Frame, { staff }: People, { teams }: Groups): Generator<Row> {
  const random = frame.random("audits");
  for (let number = 0; number < frame.share(auditsForAUser); number++) {
    const [by, whom] = [random.of(staff).id, random.of(staff).id];
    const team = teams.length === 0 ? undefined : random.of(teams);
    const isGroup = team !== undefined && random.next() < 0.6;
    yield isGroup
      ? auditRow(
          frame,
          "GroupManagement",
          "Add member to group",
          random.below(30),
          by,
          whom,
          team,
          `Team ${number}`,
          "Group",
        )
      : auditRow(frame, "UserManagement", "Update user", random.below(30), by, whom);
  }
}

/** How the audit log names kinds of objects. */
type TargetKind = "Role" | "Group";

/** One entry of the audit log (https://learn.microsoft.com/graph/api/resources/directoryaudit). */
export function auditRow(
  frame: Frame,
  category: string,
  activity: string,
  days: number,
  by: string,
  whom: string,
  target?: string,
  targetName = "",
  kind: TargetKind = "Role",
): Row {
  const id = frame.id(`audit ${activity} ${by} ${days}`, `${whom} ${target ?? ""}`);
  const nameless = { userPrincipalName: null, groupType: null, modifiedProperties: [] };
  return row("directoryAudits" satisfies TableName, {
    id,
    category,
    correlationId: id,
    activityDisplayName: activity,
    activityDateTime: frame.daysAgo(days),
    operationType: activity.startsWith("Add") ? "Add" : activity.startsWith("Delete") ? "Delete" : "Update",
    result: "success",
    resultReason: "",
    loggedByService: activity.includes(" in PIM ") ? "PIM" : "Core Directory",
    initiatedBy: {
      app: null,
      user: { ...userReference(by), displayName: null, userPrincipalName: null, ipAddress: null },
    },
    targetResources: [
      { id: whom, displayName: null, type: "User", ...nameless },
      ...(target === undefined ? [] : [{ id: target, displayName: targetName, type: kind, ...nameless }]),
    ],
    additionalDetails: [],
  });
}
