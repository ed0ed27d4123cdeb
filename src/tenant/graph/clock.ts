/** What time does to a tenant: schedules begin and end by themselves. */

import type { Entity } from "../entity.ts";
import type { TableName, TenantStore } from "../store.ts";
import type { Context } from "./context.ts";
import { turnMembership } from "./group-schedules.ts";
import { assignmentsByGrant, findAssignment, grantIn, removeGrant } from "./role-assignments.ts";
import { isCurrent, periodOf } from "./schedule.ts";

const timed = [
  "roleAssignmentSchedules",
  "roleEligibilitySchedules",
  "groupAssignmentSchedules",
  "groupEligibilitySchedules",
] as const;

export type TimedTable = (typeof timed)[number];

/** Schedules by the table they stand in. */
export type Schedules = Readonly<Record<TimedTable, readonly Entity[]>>;

export function isTimed(table: TableName): table is TimedTable {
  return (timed as readonly TableName[]).includes(table);
}

/** Every schedule of a tenant. */
export function allSchedules(store: TenantStore): Schedules {
  const all = noSchedules();
  for (const table of timed) for (const schedule of store.all(table)) all[table].push(schedule);
  return all;
}

export function noSchedules(): Record<TimedTable, Entity[]> {
  return {
    roleAssignmentSchedules: [],
    roleEligibilitySchedules: [],
    groupAssignmentSchedules: [],
    groupEligibilitySchedules: [],
  };
}

/** The next moment (milliseconds) at which one of the schedules begins or ends, after `now`. */
export function nextTurn(schedules: Schedules, now: number): number {
  let next = Number.POSITIVE_INFINITY;
  for (const table of timed) {
    for (const schedule of schedules[table]) {
      const { start, end } = periodOf(schedule);
      if (start > now && start < next) next = start;
      if (end > now && end < next) next = end;
    }
  }
  return next;
}

/** Ends those of the schedules that have ended and begins those that have begun by `context.now`. */
export function passTime(context: Context, schedules: Schedules): void {
  const { store } = context;
  const now = Date.parse(context.now);
  for (const table of timed) {
    for (const schedule of schedules[table]) {
      if (periodOf(schedule).end > now) continue;
      store.remove(table, schedule.id);
      if (table === "roleAssignmentSchedules") removeGrant(context, assignmentsByGrant, grantIn(schedule));
      if (table === "groupAssignmentSchedules") turnMembership(context, schedule, false);
    }
  }
  for (const schedule of schedules.groupAssignmentSchedules) {
    if (isCurrent(schedule, context.now)) turnMembership(context, schedule, true);
  }
  for (const schedule of schedules.roleAssignmentSchedules) {
    if (isCurrent(schedule, context.now) && findAssignment(context, grantIn(schedule)) === undefined) {
      store.put("roleAssignments", assignmentOf(schedule));
    }
  }
}

function assignmentOf(schedule: Entity): Entity {
  return { id: schedule.id, ...grantIn(schedule), appScopeId: null };
}
