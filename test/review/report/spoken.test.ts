/** Days in the sentences of a report. What has a name is called by it. */

import { expect, test } from "vitest";
import { spokenDays } from "../../../src/review/report/spoken.ts";

test.each<[string, string]>([
  ["It ended on 2026-03-14.", "It ended on 14 March 2026."],
  ["until 2026-03-01, and since 2025-12-31", "until 1 March 2026, and since 31 December 2025"],
  ["on 2026-03-14T09:05:00Z it was", "on 14 March 2026, 09:05 UTC it was"],
  ["the group Backup 2026-03-14", "the group Backup 2026-03-14"],
  ["the folder of 2026-03-14/review.json", "the folder of 2026-03-14/review.json"],
  ["the file of 2026-03-14.csv", "the file of 2026-03-14.csv"],
  ["on 2026-13-41", "on 2026-13-41"],
  ["a member of 2026-01-01 (team)", "a member of 2026-01-01 (team)"],
])("%s", (sentence, expected) => {
  expect(spokenDays(sentence, ["2026-01-01"])).toBe(expected);
});
