/** Lengths of time as PIM wants them: ISO 8601 durations in steps of half an hour. */

/** 4 → PT4H, 1.5 → PT1H30M; a full day is P1D. */
export function isoHours(hours: number): string {
  if (hours === 24) return "P1D";
  const whole = Math.floor(hours);
  return `PT${whole > 0 ? `${whole}H` : ""}${hours > whole ? "30M" : ""}`;
}
