import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { timeOf } from "../../src/roster/times.ts";

describe("a point in time", () => {
  test.each<[unknown, string | null]>([
    ["2026-11-18T07:41:42.000Z", "2026-11-18T07:41:42.000Z"],
    ["2026-11-18T08:41:42+01:00", "2026-11-18T07:41:42.000Z"],
    ["2026-11-18 07:41:42", "2026-11-18T07:41:42.000Z"],
    ["2026-11-18T07:41:42.021944Z", "2026-11-18T07:41:42.021Z"],
    ["2026-11-18", "2026-11-18T00:00:00.000Z"],
    [1763451702, "2025-11-18T07:41:42.000Z"],
    [1763451702000, "2025-11-18T07:41:42.000Z"],
    ["1763451702", "2025-11-18T07:41:42.000Z"],
    [1763451702.5, "2025-11-18T07:41:42.500Z"],
    [null, null],
    ["", null],
    [0, null],
    ["Never", null],
    ["0001-01-01T00:00:00Z", null],
    ["1970-01-01T00:00:00Z", null],
    ["1601-01-01", null],
    ["2026-11-18T08:41+0100", "2026-11-18T07:41:00.000Z"],
    ["2026-02-30", "unclear"],
    ["45980", "unclear"],
    ["03/04/2026", "unclear"],
    ["18 Nov 2026", "unclear"],
    ["2026-13-40", "unclear"],
    [true, "unclear"],
    [" 2026-11-18 ", "2026-11-18T00:00:00.000Z"],
    ["never again", "unclear"],
    ["almost never", "unclear"],
    ["day 1763451702", "unclear"],
    ["1763451702 or so", "unclear"],
    ["1763451702.125", "2025-11-18T07:41:42.125Z"],
    [100_000_000_000, "1973-03-03T09:46:40.000Z"],
    [99_999_999_999, "5138-11-16T09:46:39.000Z"],
  ])("%j is %j", (written, expected) => {
    expect(timeOf(written)).toBe(expected);
  });

  test("without a zone is one of UTC, wherever it is read", () => {
    const { TZ } = process.env;
    process.env["TZ"] = "America/New_York";
    try {
      expect(["2026-11-18 07:41", "2026-11-18 07:41 utc"].map(timeOf)).toEqual([
        "2026-11-18T07:41:00.000Z",
        "2026-11-18T07:41:00.000Z",
      ]);
    } finally {
      if (TZ === undefined) delete process.env["TZ"];
      else process.env["TZ"] = TZ;
    }
  });

  test("is the same in every form", () => {
    const days = fc.date({ min: new Date("1980-01-01"), max: new Date("2090-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(days, (day) => {
        const iso = day.toISOString();
        expect([iso, day.getTime(), iso.replace("T", " ").replace("Z", "")].map(timeOf)).toEqual([iso, iso, iso]);
      }),
    );
  });
});
