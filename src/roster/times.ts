/** Points in time as services write them. */

const iso = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|UTC|[+-]\d\d:?\d\d)?)?$/i;

/**
 * ISO 8601, UTC. Null for none (empty, zero, the year 1: what programs write for never), `unclear` for what can be read in several ways:
 * in other spellings the day and the month could change places.
 * @param unit of numbers
 */
export function timeOf(value: unknown, unit?: "seconds" | "milliseconds"): string | null | "unclear" {
  if (value === undefined || value === null || value === "" || value === 0) return null;
  if (unit !== undefined) {
    const number = Number(value);
    if (!Number.isFinite(number)) return "unclear";
    return number === 0 ? null : valid(new Date(unit === "seconds" ? number * 1000 : number));
  }
  if (typeof value !== "string") return "unclear";
  if (/^(?:never|-|n\/a|none)$/i.test(value.trim())) return null;
  const [, day, time = "00:00", zone = "Z"] = iso.exec(value.trim()) ?? [];
  if (day === undefined) return "unclear";
  if (day.startsWith("0001-01-01")) return null;
  return valid(new Date(`${day}T${time}${/^utc$/i.test(zone) ? "Z" : zone}`));
}

function valid(date: Date): string {
  return Number.isNaN(date.getTime()) ? "unclear" : date.toISOString();
}
