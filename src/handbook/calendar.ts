/** The rhythm as an iCalendar file (RFC 5545): meetings that repeat, and what falls due. */

import ical, {
  type ICalCalendar,
  ICalEventRepeatingFreq,
  type ICalRepeatingOptions,
  ICalWeekday,
} from "ical-generator";
import { meetings } from "../catalogue/operations.ts";
import type { Matrix } from "../matrix/schema.ts";
import { addDays } from "../review/decisions/days.ts";
import { addReminders, calendarLine } from "../review/export/calendar.ts";
import { firstDay, type MeetingDates, meetingDates } from "./dates.ts";
import { dueDates } from "./due-dates.ts";

/** The file; the same matrix gives the same bytes. */
export function rhythmCalendar(matrix: Matrix): string {
  const calendar = ical({
    name: `Rhythm of ${calendarLine(matrix.client.name)} and its providers`,
    prodId: { company: "Demarc", product: "handbook", language: "EN" },
  });
  const { tenantId } = matrix.client;
  // A stamp is demanded; the day on which the file is made would make it another one each day.
  const stamp = new Date(`${firstDay(matrix) ?? "2000-01-01"}T00:00:00Z`);
  for (const meeting of meetingDates(matrix)) addMeeting(calendar, meeting, { tenantId, stamp });
  addReminders(calendar, dueDates(matrix), { tenantId, stamp });
  return `${calendar.toString()}\r\n`;
}

function addMeeting(
  calendar: ICalCalendar,
  { id, first, every, at, minutes = 60, place }: MeetingDates,
  { tenantId, stamp }: { readonly tenantId: string; readonly stamp: Date },
): void {
  const meeting = meetings.find((each) => each.id === id);
  if (first === undefined || meeting === undefined) return;
  const start = new Date(`${first}T${at ?? "00:00"}:00Z`);
  const event = calendar.createEvent({
    id: `${Buffer.from(`meeting-${id}`).toString("hex")}@${tenantId}`,
    start,
    // Without a time zone it is the time of whoever reads it.
    ...(at === undefined
      ? { allDay: true, end: new Date(addDays(first, 1)) }
      : { floating: true, end: new Date(start.getTime() + minutes * 60_000) }),
    stamp,
    summary: meeting.title,
    description: `With ${meeting.attendees}. ${meeting.agenda.join(". ")}.`,
    ...(place !== undefined && { location: calendarLine(place) }),
  });
  event.repeating(repeating(first, every));
}

const weekdays = [
  ICalWeekday.SU,
  ICalWeekday.MO,
  ICalWeekday.TU,
  ICalWeekday.WE,
  ICalWeekday.TH,
  ICalWeekday.FR,
  ICalWeekday.SA,
] as const;

/** On the same weekday: each week, or the same one of its month (a fifth one is the last). */
function repeating(first: string, every: MeetingDates["every"]): ICalRepeatingOptions {
  if (every === "week") return { freq: ICalEventRepeatingFreq.WEEKLY };
  const date = new Date(first);
  const weekday = weekdays[date.getUTCDay()] ?? ICalWeekday.MO;
  const position = Math.ceil(date.getUTCDate() / 7);
  return {
    freq: ICalEventRepeatingFreq.MONTHLY,
    interval: every === "month" ? 1 : 3,
    byDay: [weekday],
    bySetPos: position > 4 ? -1 : position,
  };
}
