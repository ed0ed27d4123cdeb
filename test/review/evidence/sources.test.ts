/** What a review was made from, kept beside its evidence: whether it is as it was. */

import { expect, it } from "vitest";
import { checkSources, type KeptSource } from "../../../src/review/evidence/sources.ts";

const review = (roster: string, table: string | undefined, staff: string) => ({
  systems: [
    {
      key: "okta",
      name: "Okta",
      roster: { complete: true, digest: roster, ...(table !== undefined && { fileDigest: table }) },
    },
    { key: "hudu", name: "Hudu" },
  ],
  evidence: { snapshotDigest: "snapshot", staff: [{ name: "Tideway IT", fileDigest: staff }] },
});

const reviews = [
  { name: "2026-08-20", review: review("okta-1", undefined, "staff") },
  { name: "2026-11-21", review: review("okta-2", "table", "staff") },
];

const kept = (file: string, digest: string, system?: string): KeptSource => ({
  file,
  digests: ["none", digest],
  ...(system !== undefined && { system }),
});

it("each is named with the reviews that were made from it, or is another", () => {
  const found = checkSources(
    [
      kept("a.json", "okta-1", "okta"),
      kept("b.csv", "table"),
      kept("c.csv", "staff"),
      kept("d", "snapshot"),
      kept("e.json", "okta-3", "okta"),
      kept("f.json", "hudu-1", "hudu"),
      kept("g.csv", "other"),
    ],
    reviews,
  );
  expect(found.map(({ ok, message }) => [ok, message])).toEqual([
    [true, "a.json is the roster of Okta that 2026-08-20 was made from."],
    [true, "b.csv is the roster of Okta that 2026-11-21 was made from."],
    [true, "c.csv is the list of staff of Tideway IT that 2026-08-20 and 2026-11-21 were made from."],
    [true, "d is the snapshot that 2026-08-20 and 2026-11-21 were made from."],
    [false, "e.json is not the roster of Okta that 2026-11-21 was made from: it was altered since, or is another one."],
    [
      false,
      "f.json is nothing that 2026-08-20 and 2026-11-21 were made from: it was altered since, or is another one.",
    ],
    [false, "g.csv is nothing that 2026-08-20 and 2026-11-21 were made from: it was altered since, or is another one."],
  ]);
});
