/** PIM for directory roles: requests, and the schedules and instances that come of them. */

import type { Entity } from "../entity.ts";
import { asObject, asText } from "../entity.ts";
import type { TableName } from "../store.ts";
import { type Context, createdId, lookUp, noContent, type Operations, parameter, type Reply } from "./context.ts";
import { badRequest, notFound } from "./error.ts";
import { isRelated, present } from "./relations.ts";
import { candidates, list, type Resource, readOperations, single } from "./resource.ts";
import {
  auditGrant,
  checkGrant,
  deleteRoleAssignment,
  findAssignment,
  findEligibility,
  type Grant,
  grantOf,
  putRoleAssignment,
  roleExpansions,
  roleIndexes,
  sameGrant,
} from "./role-assignments.ts";
import { enforcePolicy, type PolicyScope, policyRule } from "./role-management-policies.ts";
import { isCurrent, type Period, readPeriod } from "./schedule.ts";
import { actionOf, assignmentExists, assignmentMissing, requestFrame } from "./schedule-request.ts";

type Kind = "Assignment" | "Eligibility";

function resource(table: TableName, name: string): Resource {
  return {
    table,
    type: `#microsoft.graph.unifiedRole${name}`,
    set: `roleManagement/directory/role${name}s`,
    expands: roleExpansions,
    indexes: roleIndexes(table),
  };
}

const requests: Readonly<Record<Kind, Resource>> = {
  Assignment: resource("roleAssignmentScheduleRequests", "AssignmentScheduleRequest"),
  Eligibility: resource("roleEligibilityScheduleRequests", "EligibilityScheduleRequest"),
};
const schedules: Readonly<Record<Kind, Resource>> = {
  Assignment: resource("roleAssignmentSchedules", "AssignmentSchedule"),
  Eligibility: resource("roleEligibilitySchedules", "EligibilitySchedule"),
};
const instances: Readonly<Record<Kind, Resource>> = {
  Assignment: resource("roleAssignmentSchedules", "AssignmentScheduleInstance"),
  Eligibility: resource("roleEligibilitySchedules", "EligibilityScheduleInstance"),
};

function policyScope(grant: Grant): PolicyScope {
  return { scopeType: "DirectoryRole", scopeId: "/", roleDefinitionId: grant.roleDefinitionId };
}

function reply(
  context: Context,
  kind: Kind,
  grant: Grant,
  id: string,
  status: string,
  target: string | null,
  period?: Period,
) {
  const request: Entity = {
    ...requestFrame(context, id, status, period?.requested ?? null),
    ...grant,
    appScopeId: null,
    targetScheduleId: target,
  };
  context.store.put(requests[kind].table, request);
  return single(context, requests[kind], request, 201);
}

function scheduleOf(context: Context, id: string, grant: Grant, period: Period): Entity {
  return {
    id,
    ...grant,
    appScopeId: null,
    createdDateTime: context.now,
    createdUsing: id,
    memberType: "Direct",
    modifiedDateTime: context.now,
    scheduleInfo: period.scheduled,
    status: "Provisioned",
  };
}

function requestEligibility(context: Context): Reply {
  const grant = grantOf(context, "UnifiedRoleEligibilityScheduleRequest");
  const { store } = context;
  const action = actionOf(context);
  if (action === "activate")
    throw badRequest("Eligibility cannot be activated by a request for eligibility.", "InvalidAction");
  const existing = findEligibility(context, grant);
  const id = createdId(context);
  if (action === "remove") {
    if (existing === undefined) throw assignmentMissing();
    store.remove("roleEligibilitySchedules", existing.id);
    auditGrant(context, "Remove eligible member from role in PIM completed (permanent)", grant);
    return reply(context, "Eligibility", grant, id, "Revoked", existing.id);
  }
  checkGrant(context, grant);
  const period = readPeriod(context.body["scheduleInfo"], context.now);
  enforcePolicy(context, policyScope(grant), "Admin", "Eligibility", period);
  if (action === "assign" && existing !== undefined) throw assignmentExists();
  if (action === "update" && existing === undefined) throw assignmentMissing();
  const schedule = scheduleOf(context, existing?.id ?? id, grant, period);
  store.put("roleEligibilitySchedules", { ...schedule, createdDateTime: existing?.["createdDateTime"] ?? context.now });
  const bound = period.end === undefined ? "permanent" : "timebound";
  auditGrant(context, `Add eligible member to role in PIM completed (${bound})`, grant);
  return reply(context, "Eligibility", grant, id, "Provisioned", schedule.id, period);
}

/** Whether the principal, or a group it belongs to, is eligible for the role now. */
function isEligible(context: Context, grant: Grant): boolean {
  return (
    context.store.find("roleEligibilitySchedules", (each) => {
      const holder = String(each["principalId"]);
      const group = context.store.get("groups", holder);
      const covers =
        holder === grant.principalId ||
        (group !== undefined && isRelated(context, group, "members", grant.principalId));
      return covers && sameGrant({ ...each, principalId: grant.principalId }, grant) && isCurrent(each, context.now);
    }) !== undefined
  );
}

function requestAssignment(context: Context): Reply {
  const grant = grantOf(context, "UnifiedRoleAssignmentScheduleRequest");
  const action = actionOf(context);
  const existing = findAssignment(context, grant);
  const id = createdId(context);
  if (action === "remove") {
    if (existing === undefined) throw assignmentMissing();
    deleteRoleAssignment(context, existing.id);
    return reply(context, "Assignment", grant, id, "Revoked", existing.id);
  }
  checkGrant(context, grant);
  const period = readPeriod(context.body["scheduleInfo"], context.now);
  const activates = action === "activate";
  enforcePolicy(context, policyScope(grant), activates ? "EndUser" : "Admin", "Assignment", period);
  if (action === "update" && existing === undefined) throw assignmentMissing();
  if (action !== "update" && existing !== undefined) throw assignmentExists();
  if (activates) {
    if (!isEligible(context, grant)) throw assignmentMissing();
    if (needsApproval(context, policyScope(grant))) {
      return reply(context, "Assignment", grant, id, "PendingApproval", null, period);
    }
  }
  const schedule = {
    ...scheduleOf(context, existing?.id ?? id, grant, period),
    assignmentType: activates ? "Activated" : "Assigned",
  };
  if (isCurrent(schedule, context.now)) putRoleAssignment(context, schedule.id, grant, schedule);
  else context.store.put("roleAssignmentSchedules", schedule);
  return reply(context, "Assignment", grant, id, "Provisioned", schedule.id, period);
}

/** Whether the policy holds an activation back until somebody approves it. */
export function needsApproval(context: Context, scope: PolicyScope): boolean {
  const setting = asObject(policyRule(context, scope, "Approval_EndUser_Assignment")["setting"]);
  return setting?.["isApprovalRequired"] === true;
}

/** A schedule that has begun, in the shape of an instance. */
function instanceOf(kind: Kind, schedule: Entity): Entity {
  const info = asObject(schedule["scheduleInfo"]);
  return {
    id: schedule.id,
    principalId: schedule["principalId"],
    roleDefinitionId: schedule["roleDefinitionId"],
    directoryScopeId: schedule["directoryScopeId"],
    appScopeId: null,
    startDateTime: info?.["startDateTime"] ?? null,
    endDateTime: asText(asObject(info?.["expiration"])?.["endDateTime"]) ?? null,
    memberType: schedule["memberType"] ?? "Direct",
    ...(kind === "Assignment"
      ? {
          assignmentType: schedule["assignmentType"] ?? "Assigned",
          roleAssignmentOriginId: schedule.id,
          roleAssignmentScheduleId: schedule.id,
        }
      : { roleEligibilityScheduleId: schedule.id }),
  };
}

function operations(kind: Kind, request: (context: Context) => Reply): Operations {
  const path = `roleManagement/directory/role${kind}`;
  const current = (context: Context) =>
    present(candidates(context, schedules[kind]))
      .filter((schedule) => isCurrent(schedule, context.now))
      .map((schedule) => instanceOf(kind, schedule));
  const instance = (context: Context): Reply => {
    const schedule = lookUp(context, schedules[kind].table, parameter(context, "id"));
    if (!isCurrent(schedule, context.now)) throw notFound(schedule.id);
    return single(context, instances[kind], instanceOf(kind, schedule));
  };
  return {
    ...readOperations(`${path}ScheduleRequests`, requests[kind]),
    [`POST ${path}ScheduleRequests`]: request,
    [`POST ${path}ScheduleRequests/:id/cancel`]: (context) => {
      const found = lookUp(context, requests[kind].table, parameter(context, "id"));
      context.store.put(requests[kind].table, { ...found, status: "Canceled" });
      return noContent;
    },
    ...readOperations(`${path}Schedules`, schedules[kind]),
    [`GET ${path}ScheduleInstances`]: (context) => list(context, instances[kind], current(context)),
    [`GET ${path}ScheduleInstances/:id`]: instance,
  };
}

export const roleScheduleOperations: Operations = {
  ...operations("Assignment", requestAssignment),
  ...operations("Eligibility", requestEligibility),
};
