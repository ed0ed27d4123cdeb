/**
 * Dates of the plan and of the rhythm. All of them are counted from dates of the matrix: the handbook of a matrix is the same whenever it is
 * made.
 */

import { type MeetingId, meetings } from "../catalogue/operations.ts";
import type { PartyKey } from "../matrix/parties.ts";
import type { Matrix } from "../matrix/schema.ts";
import { addDays, nextReview } from "../review/decisions/days.ts";

/** A plan of ninety days: with whom, and from when. */
export interface PlanOf {
  /** Empty: the internal team alone. */
  readonly providers: readonly PartyKey[];
  /** ISO date of day 1; absent: nothing in the matrix says when. */
  readonly start?: string;
}

/** One plan where the matrix says when it begins, else one for each day on which contracts begin, earliest first. */
export function plansOf({ plan, providers }: Pick<Matrix, "plan" | "providers">): readonly PlanOf[] {
  const keys = Object.keys(providers);
  if (plan?.start !== undefined || keys.length === 0) {
    return [{ providers: keys, ...(plan?.start !== undefined && { start: plan.start }) }];
  }
  return [...Map.groupBy(keys, (key) => providers[key]?.contract.start ?? "")]
    .map(([start, own]) => ({ providers: own, start }))
    .toSorted((left, right) => (left.start < right.start ? -1 : 1));
}

/** The first day that the matrix knows of working together; undefined where it knows none. */
export function firstDay(matrix: Pick<Matrix, "plan" | "providers">): string | undefined {
  return plansOf(matrix)[0]?.start;
}

/** Date of a day of a plan, counted from 1. */
export function dayOfPlan(start: string, day: number): string {
  return addDays(start, day - 1);
}

/** When a meeting takes place for the first time, and how it repeats. */
export interface MeetingDates {
  readonly id: MeetingId;
  /** ISO date; absent: nothing in the matrix says when. */
  readonly first?: string;
  /** True where the matrix says so, false where it is counted from the first day of the plan. */
  readonly isAgreed: boolean;
  readonly every: "week" | "month" | "quarter";
  readonly at?: string | undefined;
  readonly minutes?: number | undefined;
  readonly place?: string | undefined;
}

/** Weekdays of meetings that the matrix gives no date, 0 is Sunday: what is weekly begins the week, and no two fall on one day. */
const usualWeekday = {
  "operational-sync": 1,
  "operations-meeting": 2,
  "business-review": 3,
  "access-review": 4,
} as const satisfies Readonly<Record<Exclude<MeetingId, "recovery-drill">, number>>;

/** Each meeting of the catalogue with its dates. */
export function meetingDates(matrix: Matrix): readonly MeetingDates[] {
  return meetings.map(({ id, every: usually }): MeetingDates => {
    const every = id === "access-review" && matrix.review.cadence === "monthly" ? "month" : usually;
    const agreed = matrix.rhythm?.[id];
    if (agreed !== undefined) return { id, every, isAgreed: true, ...agreed };
    const first = usualFirst(matrix, id, every);
    const isDrill = id === "recovery-drill" && matrix.recovery.some(({ nextDrill: on }) => on === first);
    return { id, every, isAgreed: first !== undefined && isDrill, ...(first !== undefined && { first }) };
  });
}

function usualFirst(matrix: Matrix, id: MeetingId, every: MeetingDates["every"]): string | undefined {
  if (id === "recovery-drill") return matrix.recovery.flatMap((row) => nextDrill(matrix, row) ?? []).toSorted()[0];
  const start = firstDay(matrix);
  if (start === undefined) return undefined;
  const from = every === "quarter" ? nextReview(start, "quarterly") : every === "month" ? addDays(start, 7) : start;
  return onOrAfter(from, usualWeekday[id]);
}

/** The first such weekday from a date on. */
function onOrAfter(date: string, weekday: number): string {
  return addDays(date, (weekday - new Date(date).getUTCDay() + 7) % 7);
}

/** When a system is restored next: as agreed, a quarter after the last time, or within the plan's ninety days. */
export function nextDrill(matrix: Matrix, row: Matrix["recovery"][number]): string | undefined {
  if (row.nextDrill !== undefined) return row.nextDrill;
  if (row.lastRestoreTest !== undefined) return nextReview(row.lastRestoreTest, "quarterly");
  const start = firstDay(matrix);
  return start === undefined ? undefined : dayOfPlan(start, 90);
}

/** When an emergency account has to be tried next; undefined: at once, since no trial is recorded. */
export function nextValidation(matrix: Matrix, account: Matrix["emergencyAccounts"][number]): string | undefined {
  const { lastValidated } = account;
  return lastValidated === undefined ? undefined : addDays(lastValidated, matrix.review.emergencyValidationDays);
}
