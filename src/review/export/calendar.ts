/** What falls due after a review, as an iCalendar file (RFC 5545). */

import ical, { ICalAlarmType, type ICalCalendar } from "ical-generator";
import type { Matrix } from "../../matrix/schema.ts";
import { addDays, nextReview } from "../decisions/days.ts";
import { dateText } from "../report/words.ts";
import { counted } from "../words.ts";
import type { ExportSubject } from "./subject.ts";

export interface Reminder {
  /** Stable: the same reminder in the next file replaces this one. */
  readonly key: string;
  /** ISO date, all day. */
  readonly on: string;
  readonly title: string;
  readonly text: string;
  /** Days before, on which calendars say so. */
  readonly noticeDays: number;
}

/** In the order of their days. */
export function remindersOf({ review, matrix, decided }: ExportSubject): Reminder[] {
  const reviewedOn = review.reviewedOn.slice(0, 10);
  const due = nextReview(reviewedOn, matrix.review.cadence);
  const people = matrix.review.reviewers.join(", ");
  return [
    {
      key: "next-review",
      on: due,
      title: `Access review of ${review.client.name} is due`,
      text: `The last one was on ${dateText(reviewedOn)}. Reviewers: ${people}. Two weeks later it fails the gate (review-overdue).`,
      noticeDays: 14,
    },
    ...decided.flatMap(({ item, decision }): Reminder[] =>
      decision?.choice !== "keep" || decision.until === undefined
        ? []
        : [
            {
              key: `keep-${item.id}`,
              on: decision.until,
              title: `${item.id}: kept until today`,
              text: `${item.title} Kept by ${decision.by ?? "nobody"}: ${decision.reason ?? ""} From tomorrow on: ${item.remedy}`,
              noticeDays: 7,
            },
          ],
    ),
    ...matrixReminders(matrix, reviewedOn),
  ]
    .filter(({ on }) => on >= reviewedOn)
    .toSorted((left, right) => (left.on < right.on ? -1 : left.on > right.on ? 1 : left.key < right.key ? -1 : 1));
}

/**
 * What falls due by the matrix alone, in the order of the matrix.
 * @param untried ISO date that the time of emergency accounts is counted from whose trial nobody recorded; absent: they have no day
 */
export function matrixReminders(matrix: Matrix, untried?: string): Reminder[] {
  return [
    ...matrix.emergencyAccounts.flatMap(({ userPrincipalName, lastValidated, custody }): Reminder[] => {
      const days = matrix.review.emergencyValidationDays;
      const since = lastValidated ?? untried;
      if (since === undefined) return [];
      return [
        {
          key: `emergency-${userPrincipalName.toLowerCase()}`,
          on: addDays(since, days),
          title: `Validate the emergency account ${userPrincipalName}`,
          text: `${lastValidated === undefined ? "The matrix records no validation." : `Last validated on ${dateText(lastValidated)}.`} Every ${days} days: sign in with its credential, see that the alert arrives, put it back. Custody: ${custody}`,
          noticeDays: 7,
        },
      ];
    }),
    ...Object.entries(matrix.providers).flatMap(([key, { name, contract }]): Reminder[] => [
      {
        key: `contract-notice-${key}`,
        on: addDays(contract.end, -contract.noticeDays),
        title: `Last day to give notice to ${name}`,
        text: `Contract ${contract.reference} ends on ${dateText(contract.end)}, with ${contract.noticeDays} days' notice.`,
        noticeDays: 30,
      },
      {
        key: `contract-end-${key}`,
        on: contract.end,
        title: `The contract with ${name} ends`,
        text: `Contract ${contract.reference}. Everything is handed over within ${counted(contract.exitDays, "day")}; access that is kept beyond it has no ground.`,
        noticeDays: 30,
      },
    ]),
    ...matrix.waivers.map(
      ({ rule, resource, until, reason }): Reminder => ({
        key: `waiver-${rule}-${resource}`,
        on: until,
        title: `The waiver of ${rule} ends`,
        text: `For ${resource}: ${reason}`,
        noticeDays: 7,
      }),
    ),
  ];
}

/** The file; made twice from the same review it is the same. */
export function calendarOf(subject: ExportSubject): string {
  const { review } = subject;
  const calendar = ical({
    name: `Access review of ${review.client.name}`,
    prodId: { company: "Demarc", product: "review", language: "EN" },
  });
  addReminders(calendar, remindersOf(subject), {
    tenantId: review.client.tenantId,
    stamp: new Date(`${review.reviewedOn.slice(0, 10)}T00:00:00Z`),
  });
  return calendar.toString();
}

/** Puts each on its day. The same reminder of the same tenant has the same id in every file, and replaces the one before. */
export function addReminders(
  calendar: ICalCalendar,
  reminders: readonly Reminder[],
  { tenantId, stamp }: { readonly tenantId: string; readonly stamp: Date },
): void {
  for (const { key, on, title, text, noticeDays } of reminders) {
    const event = calendar.createEvent({
      id: `${Buffer.from(key).toString("hex")}@${tenantId}`,
      allDay: true,
      start: new Date(on),
      end: new Date(addDays(on, 1)),
      stamp,
      summary: calendarLine(title),
      description: calendarLine(text),
    });
    event.createAlarm({ type: ICalAlarmType.display, trigger: noticeDays * 86_400, description: calendarLine(title) });
  }
}

/** A text that is one line of a calendar. */
export const calendarLine = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
