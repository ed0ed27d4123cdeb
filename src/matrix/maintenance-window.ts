/** Maintenance windows as the matrix says them in words. */

/** A window that comes back. */
export interface RecurringWindow {
  /** `hh:mm` */
  readonly start: string;
  readonly minutes: number;
  /** Every day, or every week on a day. */
  readonly weekday?: Weekday;
}

export const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
type Weekday = (typeof weekdays)[number];

/**
 * Shortest and longest window for patches inside a machine, minutes
 * (https://learn.microsoft.com/azure/virtual-machines/maintenance-configurations#guest).
 */
export const shortestWindow = 90;
export const longestWindow = 235;

const written =
  /^(daily|every day|(?:every )?(?:sun|mon|tues|wednes|thurs|fri|satur)days?),? (\d{1,2}:\d\d) ?(?:–|—|-|to) ?(\d{1,2}:\d\d)$/i;

/** Reads `Sunday 02:00–05:00`, `daily 12:00–14:00`; one that ends before it begins ends on the next day. Undefined for other words. */
export function readWindow(text: string): RecurringWindow | undefined {
  const [, day = "", from = "", to = ""] = written.exec(text.trim()) ?? [];
  const [start, end] = [minutesOf(from), minutesOf(to)];
  if (start === undefined || end === undefined || start === end) return undefined;
  const weekday = weekdays.find((each) => day.toLowerCase().includes(each.toLowerCase()));
  return {
    start: clock(start),
    minutes: end > start ? end - start : end + 1440 - start,
    ...(weekday !== undefined && { weekday }),
  };
}

function minutesOf(time: string): number | undefined {
  const [, hours, minutes] = /^(\d{1,2}):(\d\d)$/.exec(time) ?? [];
  if (hours === undefined || minutes === undefined) return undefined;
  return Number(hours) > 23 || Number(minutes) > 59 ? undefined : Number(hours) * 60 + Number(minutes);
}

/** `hh:mm` of minutes. */
export function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
