/** What time does to a tenant: schedules begin and end by themselves. */

import type { Entity } from "../entity.ts";
import type { TenantStore } from "../store.ts";
import type { Context } from "./context.ts";
import { turnMembership } from "./group-schedules.ts";
import { removeWhere } from "./relations.ts";
import { findAssignment, grantIn, sameGrant } from "./role-assignments.ts";
import { periodOf } from "./schedule.ts";

const timed = [
  "roleAssignmentSchedules",
  "roleEligibilitySchedules",
  "groupAssignmentSchedules",
  "groupEligibilitySchedules",
] as const;

/** The next moment (milliseconds) at which a schedule begins or ends, after `now`. */
export function nextTurn(store: TenantStore, now: number): number {
  let next = Number.POSITIVE_INFINITY;
  for (const table of timed) {
    for (const schedule of store.all(table)) {
      const { start, end } = periodOf(schedule);
      if (start > now && start < next) next = start;
      if (end > now && end < next) next = end;
    }
  }
  return next;
}

/** Ends what has ended and begins what has begun by `context.now`. */
export function passTime(context: Context): void {
  const { store } = context;
  const now = Date.parse(context.now);
  for (const table of timed) {
    for (const schedule of store.filter(table, (each) => periodOf(each).end <= now)) {
      store.remove(table, schedule.id);
      if (table === "roleAssignmentSchedules") {
        removeWhere(context, ["roleAssignments"], (each) => sameGrant(each, grantIn(schedule)));
      }
      if (table === "groupAssignmentSchedules") turnMembership(context, schedule, false);
    }
  }
  for (const schedule of store.filter("groupAssignmentSchedules", (each) => periodOf(each).start <= now)) {
    turnMembership(context, schedule, true);
  }
  for (const schedule of store.filter("roleAssignmentSchedules", (each) => periodOf(each).start <= now)) {
    if (findAssignment(context, grantIn(schedule)) === undefined) store.put("roleAssignments", assignmentOf(schedule));
  }
}

function assignmentOf(schedule: Entity): Entity {
  return { id: schedule.id, ...grantIn(schedule), appScopeId: null };
}
