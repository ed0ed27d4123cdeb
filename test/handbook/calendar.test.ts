/** The rhythm as a calendar: what repeats, and what falls due. */

import { describe, expect, it } from "vitest";
import { rhythmCalendar } from "../../src/handbook/calendar.ts";
import type { LoadedMatrix } from "../../src/matrix/load.ts";
import { loadMatrix } from "../../src/matrix/load.ts";
import { harbour, harbourWith, kestrelFile } from "../support/matrices.ts";
import { inHouse, nastyNames } from "./inputs.ts";

/** Its events, each as its properties; folded lines are whole again. */
function eventsOf({ matrix }: LoadedMatrix): Map<string, string>[] {
  return rhythmCalendar(matrix)
    .replaceAll("\r\n ", "")
    .split("BEGIN:VEVENT")
    .slice(1)
    .map(
      (event) =>
        new Map(
          event
            .trim()
            .split("\r\n")
            .map((line) => [line.slice(0, line.search(/[;:]/)), line] as const)
            .toReversed(),
        ),
    );
}

const summaries = (loaded: LoadedMatrix) =>
  eventsOf(loaded).map((event) => event.get("SUMMARY")?.slice("SUMMARY:".length));
const eventOf = (loaded: LoadedMatrix, start: string) =>
  eventsOf(loaded).find((event) => event.get("SUMMARY")?.startsWith(`SUMMARY:${start}`));

describe("the calendar", () => {
  it("repeats each meeting on the same weekday, from the day that was agreed", () => {
    const kestrel = loadMatrix(kestrelFile);
    const sync = eventOf(kestrel, "Operational sync");
    expect(sync?.get("DTSTART")).toBe("DTSTART:20251006T093000");
    expect(sync?.get("DTEND")).toBe("DTEND:20251006T100000");
    expect(sync?.get("RRULE")).toBe("RRULE:FREQ=WEEKLY");
    expect(sync?.get("LOCATION")).toBe("LOCATION:Teams");
    expect(eventOf(kestrel, "Operations meeting")?.get("RRULE")).toBe(
      "RRULE:FREQ=MONTHLY;INTERVAL=1;BYDAY=TU;BYSETPOS=2",
    );
    expect(eventOf(kestrel, "Business review")?.get("RRULE")).toBe("RRULE:FREQ=MONTHLY;INTERVAL=3;BYDAY=WE;BYSETPOS=3");
    expect(eventOf(kestrel, "Joint recovery drill")?.get("DTSTART")).toBe("DTSTART;VALUE=DATE:20261208");
  });

  it("counts from the begin of the plan where nothing was agreed", () => {
    expect(eventOf(harbour(), "Operational sync")?.get("DTSTART")).toBe("DTSTART;VALUE=DATE:20260105");
    expect(eventOf(harbour(), "Review of matrix and access")?.get("RRULE")).toBe(
      "RRULE:FREQ=MONTHLY;INTERVAL=3;BYDAY=TH;BYSETPOS=1",
    );
    const monthly = harbourWith(["  cadence: quarterly", "  cadence: monthly"]);
    expect(eventOf(monthly, "Review of matrix and access")?.get("RRULE")).toContain("INTERVAL=1");
  });

  it("takes the fifth weekday of a month for the last: not every month has one", () => {
    const fifth = harbourWith(["version: 1", "version: 1\nrhythm: { operations-meeting: { first: 2027-03-29 } }"]);
    expect(eventOf(fifth, "Operations meeting")?.get("RRULE")).toBe(
      "RRULE:FREQ=MONTHLY;INTERVAL=1;BYDAY=MO;BYSETPOS=-1",
    );
  });

  it("has what falls due: contracts, trials, restores, ends of phases", () => {
    expect(summaries(harbour())).toEqual(
      expect.arrayContaining([
        "Last day to give notice to Tideway IT",
        "The contract with Nightwatch ends",
        "Validate the emergency account emergency-1@harbourdental.onmicrosoft.com",
        "Restore of Imaging archive is tried\\, with a witness",
        "Day 90: end of stabilisation (Nightwatch)",
      ]),
    );
  });

  it("of a company without providers and dates has only what has a date", () => {
    expect(summaries(inHouse())).toEqual([
      "Joint recovery drill with a witness",
      "Restore of Microsoft 365 mail and files is tried\\, with a witness",
      "Restore of Imaging archive is tried\\, with a witness",
      "Restore of Practice management database is tried\\, with a witness",
    ]);
  });

  it("has an id of its own for each event, and lines that every calendar reads", () => {
    for (const loaded of [harbour(), loadMatrix(kestrelFile), nastyNames()]) {
      const ids = eventsOf(loaded).map((event) => event.get("UID"));
      expect(new Set(ids).size).toBe(ids.length);
      const text = rhythmCalendar(loaded.matrix);
      expect(text.match(/[^\r]\n/)).toBeNull();
      expect(text.split("\r\n").filter((line) => Buffer.byteLength(line) > 75)).toEqual([]);
      expect(text.split("\r\n").filter((line) => line !== "" && !/^(?: |[A-Z-]+[:;])/.test(line))).toEqual([]);
    }
  });
});
