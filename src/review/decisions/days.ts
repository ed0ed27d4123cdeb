/** Calendar days as ISO dates, UTC. */

const dayInMs = 86_400_000;

/** Whole days from one date to another; negative when it is before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to.slice(0, 10)) - Date.parse(from.slice(0, 10))) / dayInMs);
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date.slice(0, 10)) + days * dayInMs).toISOString().slice(0, 10);
}

/** Months by the calendar; a day that the month does not have becomes its last one. */
function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.slice(0, 10).split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}

const monthsOf = { monthly: 1, quarterly: 3 } as const;

/** When the review after this one is due. */
export function nextReview(reviewedOn: string, cadence: keyof typeof monthsOf): string {
  return addMonths(reviewedOn, monthsOf[cadence]);
}
