/** Points in time as services write them. */

const iso = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|UTC|[+-]\d\d:?\d\d)?)?$/i;

/** Between seconds and milliseconds since 1970: as the one it is the year 5138, as the other 1973. */
const fewestMilliseconds = 1e11;

/** Where clocks begin: .NET's, Windows's, spreadsheets', Unix's. Nobody signed in then. */
const zeros: ReadonlySet<string> = new Set(["0001-01-01", "1601-01-01", "1900-01-01", "1970-01-01"]);

/**
 * ISO 8601, UTC. Null for none (empty, zero, the first day of a clock: what programs write for never), `unclear` for what can be read in several ways:
 * in other spellings the day and the month could change places.
 */
export function timeOf(value: unknown): string | null | "unclear" {
  if (value === undefined || value === null) return null;
  const text = String(value).trim();
  if (text === "" || text === "0" || /^(?:never|-|n\/a|none)$/i.test(text)) return null;
  if (/^\d{9,13}(?:\.\d+)?$/.test(text)) {
    const number = Number(text);
    return valid(new Date(number < fewestMilliseconds ? number * 1000 : number));
  }
  const [, day, time = "00:00", zone = "Z"] = iso.exec(text) ?? [];
  if (day === undefined) return "unclear";
  if (zeros.has(day)) return null;
  // JavaScript takes the 30th of February for a day in March.
  if (!valid(new Date(`${day}T00:00Z`)).startsWith(day)) return "unclear";
  return valid(new Date(`${day}T${time}${/^utc$/i.test(zone) ? "Z" : zone}`));
}

function valid(date: Date): string {
  return Number.isNaN(date.getTime()) ? "unclear" : date.toISOString();
}
