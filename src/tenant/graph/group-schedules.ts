/** PIM for Groups: eligible and active membership or ownership for a time. */

import type { Entity, JsonObject } from "../entity.ts";
import { asObject, asText } from "../entity.ts";
import type { Index } from "../store.ts";
import { audit } from "./audit.ts";
import {
  type Context,
  createdId,
  lookUp,
  noContent,
  type Operations,
  parameter,
  type Reply,
  requiredText,
} from "./context.ts";
import { badRequest, notFound } from "./error.ts";
import { addReference, isRelated, present, removeReference } from "./relations.ts";
import {
  candidates,
  directoryType,
  findDirectoryObject,
  list,
  listAll,
  propertyIndex,
  type Resource,
  readOperations,
  single,
} from "./resource.ts";
import { checkPimGroup } from "./restricted-management.ts";
import { enforcePolicy, type PolicyScope } from "./role-management-policies.ts";
import { needsApproval } from "./role-schedules.ts";
import { isCurrent, type Period, readPeriod } from "./schedule.ts";
import { actionOf, assignmentExists, assignmentMissing, requestFrame } from "./schedule-request.ts";

type Kind = "assignment" | "eligibility";
type Access = "member" | "owner";

interface GroupGrant {
  readonly groupId: string;
  readonly principalId: string;
  readonly accessId: Access;
}

const tables = {
  assignment: { requests: "groupAssignmentScheduleRequests", schedules: "groupAssignmentSchedules" },
  eligibility: { requests: "groupEligibilityScheduleRequests", schedules: "groupEligibilitySchedules" },
} as const;

const expands: NonNullable<Resource["expands"]> = {
  principal: { of: (context, each) => findDirectoryObject(context, String(each["principalId"])) },
  group: { of: (context, each) => findDirectoryObject(context, String(each["groupId"])) },
};

function resource(kind: Kind, name: "Schedule" | "ScheduleRequest" | "ScheduleInstance"): Resource {
  const capital = kind === "assignment" ? "Assignment" : "Eligibility";
  const table = name === "ScheduleRequest" ? tables[kind].requests : tables[kind].schedules;
  return {
    table,
    type: `#microsoft.graph.privilegedAccessGroup${capital}${name}`,
    set: `identityGovernance/privilegedAccess/group/${kind}${name}s`,
    expands,
    indexes: { groupId: propertyIndex(table, "groupId"), principalId: propertyIndex(table, "principalId") },
  };
}

const relationOf: Readonly<Record<Access, "members" | "owners">> = { member: "members", owner: "owners" };

function readGrant(context: Context): GroupGrant {
  const kind = "PrivilegedAccessGroupScheduleRequest";
  const accessId = requiredText(context, "accessId", kind);
  if (accessId !== "member" && accessId !== "owner") {
    throw badRequest(`Invalid accessId '${accessId}': it must be 'member' or 'owner'.`, "BadRequest");
  }
  const groupId = requiredText(context, "groupId", kind).toLowerCase();
  const principalId = requiredText(context, "principalId", kind).toLowerCase();
  if (context.store.get("groups", groupId) === undefined) throw notFound(groupId);
  checkPimGroup(context, groupId);
  return { groupId, principalId, accessId };
}

function grantKey({ groupId, principalId, accessId }: JsonObject | GroupGrant): string {
  return `${groupId}\n${principalId}\n${accessId}`;
}

const schedulesByGrant: Readonly<Record<Kind, Index>> = {
  assignment: { table: tables.assignment.schedules, keyOf: grantKey },
  eligibility: { table: tables.eligibility.schedules, keyOf: grantKey },
};

function sameGrant(each: Entity, grant: GroupGrant): boolean {
  return (
    each["groupId"] === grant.groupId &&
    each["principalId"] === grant.principalId &&
    each["accessId"] === grant.accessId
  );
}

function policyScope({ groupId, accessId }: GroupGrant): PolicyScope {
  return { scopeType: "Group", scopeId: groupId, roleDefinitionId: accessId };
}

function reply(
  context: Context,
  kind: Kind,
  grant: GroupGrant,
  id: string,
  status: string,
  target: string,
  period?: Period,
): Reply {
  const request: Entity = {
    ...requestFrame(context, id, status, period?.requested ?? null),
    ...grant,
    targetScheduleId: target,
  };
  context.store.put(tables[kind].requests, request);
  return single(context, resource(kind, "ScheduleRequest"), request, 201);
}

function checkPrincipal(context: Context, kind: Kind, { groupId, principalId }: GroupGrant): void {
  const type = directoryType(context, principalId);
  if (type === undefined) throw notFound(principalId);
  const group = lookUp(context, "groups", groupId);
  if (kind === "assignment" && type === "#microsoft.graph.group" && group["isAssignableToRole"] === true) {
    throw badRequest("A group cannot be an active member of a role-assignable group: nesting is not supported.");
  }
}

function auditGroup(context: Context, activity: string, grant: GroupGrant): void {
  audit(context, "GroupManagement", activity, [{ id: grant.principalId }, { id: grant.groupId }], {
    accessId: grant.accessId,
  });
}

function request(kind: Kind): (context: Context) => Reply {
  return (context) => {
    const { store } = context;
    const grant = readGrant(context);
    const action = actionOf(context);
    const existing = store.first(schedulesByGrant[kind], grantKey(grant));
    const id = createdId(context);
    const adjective = kind === "eligibility" ? "eligible " : "";
    if (action === "remove") {
      if (existing === undefined) throw assignmentMissing();
      store.remove(tables[kind].schedules, existing.id);
      if (kind === "assignment") endMembership(context, grant);
      auditGroup(context, `Remove ${adjective}${grant.accessId} from group in PIM completed`, grant);
      return reply(context, kind, grant, id, "Revoked", existing.id);
    }
    checkPrincipal(context, kind, grant);
    const period = readPeriod(context.body["scheduleInfo"], context.now);
    const activates = action === "activate";
    const level = kind === "eligibility" ? "Eligibility" : "Assignment";
    enforcePolicy(context, policyScope(grant), activates ? "EndUser" : "Admin", level, period);
    if (action === "update" && existing === undefined) throw assignmentMissing();
    // Asking again for the same is refused; asking for another period changes the schedule, which azuread's update
    // relies on.
    if (action === "assign" && existing !== undefined && samePeriod(existing, period)) throw assignmentExists();
    const target = existing?.id ?? `${grant.groupId}_${grant.accessId}_${id}`;
    if (activates) {
      if (kind === "eligibility" || !isEligible(context, grant)) throw assignmentMissing();
      if (needsApproval(context, policyScope(grant))) {
        return reply(context, kind, grant, id, "PendingApproval", target, period);
      }
    }
    const schedule: Entity = {
      id: target,
      ...grant,
      ...(kind === "assignment" && { assignmentType: activates ? "activated" : "assigned" }),
      createdDateTime: existing?.["createdDateTime"] ?? context.now,
      createdUsing: id,
      memberType: "direct",
      modifiedDateTime: context.now,
      scheduleInfo: period.scheduled,
      status: "Provisioned",
    };
    store.put(tables[kind].schedules, schedule);
    if (kind === "assignment" && isCurrent(schedule, context.now)) beginMembership(context, grant);
    const bound = period.end === undefined ? "permanent" : "timebound";
    auditGroup(context, `Add ${adjective}${grant.accessId} to group in PIM completed (${bound})`, grant);
    return reply(context, kind, grant, id, "Provisioned", target, period);
  };
}

function samePeriod(schedule: Entity, period: Period): boolean {
  const expiration = (info: unknown) => JSON.stringify(asObject(asObject(info)?.["expiration"]));
  return expiration(schedule["scheduleInfo"]) === expiration(period.scheduled);
}

function isEligible(context: Context, grant: GroupGrant): boolean {
  return (
    context.store.find("groupEligibilitySchedules", (each) => {
      const group = context.store.get("groups", String(each["principalId"]));
      const covers =
        each["principalId"] === grant.principalId ||
        (group !== undefined && isRelated(context, group, "members", grant.principalId));
      return covers && sameGrant({ ...each, principalId: grant.principalId }, grant) && isCurrent(each, context.now);
    }) !== undefined
  );
}

function beginMembership(context: Context, { groupId, principalId, accessId }: GroupGrant): void {
  const group = context.store.get("groups", groupId);
  if (group === undefined || isRelated(context, group, relationOf[accessId], principalId)) return;
  addReference(context, "groups", group, relationOf[accessId], principalId);
}

function endMembership(context: Context, { groupId, principalId, accessId }: GroupGrant): void {
  const group = context.store.get("groups", groupId);
  if (group === undefined || !isRelated(context, group, relationOf[accessId], principalId)) return;
  removeReference(context, "groups", group, relationOf[accessId], principalId);
}

/** Starts and ends the membership that a schedule stands for; called when time passes. */
export function turnMembership(context: Context, schedule: Entity, begins: boolean): void {
  const grant = schedule as unknown as GroupGrant;
  if (!begins) endMembership(context, grant);
  // Of a principal that is no object of the tenant only the schedule says that it is in the group.
  else if (directoryType(context, grant.principalId) !== undefined) beginMembership(context, grant);
}

/** Ends the active schedule of a member or owner that was removed from the group directly. */
export function endActiveAssignment(context: Context, groupId: string, principalId: string, accessId: Access): void {
  const grant = { groupId, principalId, accessId };
  const schedule = context.store.first(schedulesByGrant.assignment, grantKey(grant));
  if (schedule !== undefined) context.store.remove("groupAssignmentSchedules", schedule.id);
}

/** A schedule that has begun, in the shape of an instance. */
function instanceOf(kind: Kind, schedule: Entity): Entity {
  const info = asObject(schedule["scheduleInfo"]);
  return {
    id: schedule.id,
    accessId: schedule["accessId"],
    groupId: schedule["groupId"],
    principalId: schedule["principalId"],
    startDateTime: info?.["startDateTime"] ?? null,
    endDateTime: asText(asObject(info?.["expiration"])?.["endDateTime"]) ?? null,
    memberType: schedule["memberType"] ?? "direct",
    ...(kind === "assignment"
      ? { assignmentType: schedule["assignmentType"] ?? "assigned", assignmentScheduleId: schedule.id }
      : { eligibilityScheduleId: schedule.id }),
  };
}

/** Graph lists PIM for Groups only for one group or one principal at a time. */
function demandScope(context: Context): void {
  if (/\b(groupId|principalId)\b/.test(context.query.filter ?? "")) return;
  throw badRequest("The required filter on groupId or principalId is missing.", "MissingParameters");
}

function operations(kind: Kind): Operations {
  const path = `identityGovernance/privilegedAccess/group/${kind}`;
  const requests = resource(kind, "ScheduleRequest");
  const schedules = resource(kind, "Schedule");
  const scoped = (read: (context: Context) => Reply) => (context: Context) => {
    demandScope(context);
    return read(context);
  };
  return {
    ...readOperations(`${path}ScheduleRequests`, requests),
    ...readOperations(`${path}Schedules`, schedules),
    [`GET ${path}ScheduleRequests`]: scoped((context) => listAll(context, requests)),
    [`GET ${path}Schedules`]: scoped((context) => listAll(context, schedules)),
    [`GET ${path}ScheduleInstances`]: scoped((context) =>
      list(
        context,
        resource(kind, "ScheduleInstance"),
        present(candidates(context, schedules))
          .filter((schedule) => isCurrent(schedule, context.now))
          .map((schedule) => instanceOf(kind, schedule)),
      ),
    ),
    [`POST ${path}ScheduleRequests`]: request(kind),
    [`POST ${path}ScheduleRequests/:id/cancel`]: (context) => {
      const found = lookUp(context, requests.table, parameter(context, "id"));
      context.store.put(requests.table, { ...found, status: "Canceled" });
      return noContent;
    },
  };
}

export const groupScheduleOperations: Operations = { ...operations("assignment"), ...operations("eligibility") };
