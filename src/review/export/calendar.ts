/** What falls due after a review, as an iCalendar file (RFC 5545). */

import ical, { ICalAlarmType } from "ical-generator";
import { addDays, nextReview } from "../decisions/days.ts";
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
      text: `The last one was on ${reviewedOn}. Reviewers: ${people}. Two weeks later it fails the gate (review-overdue).`,
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

/** The file; made twice from the same review it is the same. */
export function calendarOf(subject: ExportSubject): string {
  const { review } = subject;
  const calendar = ical({
    name: `Access review of ${review.client.name}`,
    prodId: { company: "Demarc", product: "review", language: "EN" },
  });
  const stamp = new Date(`${review.reviewedOn.slice(0, 10)}T00:00:00Z`);
  for (const { key, on, title, text, noticeDays } of remindersOf(subject)) {
    const event = calendar.createEvent({
      id: `${Buffer.from(key).toString("hex")}@${review.client.tenantId}`,
      allDay: true,
      start: new Date(on),
      end: new Date(addDays(on, 1)),
      stamp,
      summary: oneLine(title),
      description: oneLine(text),
    });
    event.createAlarm({ type: ICalAlarmType.display, trigger: noticeDays * 86_400, description: oneLine(title) });
  }
  return calendar.toString();
}

const oneLine = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
