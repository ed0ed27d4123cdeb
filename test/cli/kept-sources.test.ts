/** Files that somebody kept, with the digests by which a review may name them. */

import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { keptSources } from "../../src/cli/kept-sources.ts";
import { readSystemRosters } from "../../src/cli/roster-files.ts";
import { digestOf } from "../../src/review/digest.ts";
import { temporaryFolder } from "../support/demarc.ts";
import { harbourWith } from "../support/matrices.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const at = (name: string) => join(folder.path, name);

it("a roster by what is in it, as it is and as a review reads it; anything else by its bytes", () => {
  mkdirSync(at("kept"));
  const roster = {
    format: "demarc-roster/1",
    system: "ninjaone",
    collectedAt: "2026-11-21T00:00:00Z",
    source: { kind: "api", address: "https://system.example" },
    complete: true,
    unread: [],
    notes: [],
    showsRoles: true,
    people: [{ id: "1", kind: "person", enabled: true, roles: [{ name: "system administrator", reach: "member" }] }],
  };
  writeFileSync(at("kept/a.json"), JSON.stringify(roster, null, 7));
  writeFileSync(at("kept/b.csv"), "mail\na@b.example\n");
  const [read] = readSystemRosters([at("kept/a.json")], harbourWith());
  expect(digestOf(read)).not.toBe(digestOf(roster));
  expect(keptSources([at("kept")])).toEqual([
    { file: at("kept/a.json"), system: "ninjaone", digests: [digestOf(roster), digestOf(read)] },
    { file: at("kept/b.csv"), digests: [createHash("sha256").update("mail\na@b.example\n").digest("hex")] },
  ]);
  writeFileSync(at("c.json"), JSON.stringify({ ...roster, collectedAt: "soon" }));
  expect(keptSources([at("c.json")])).toEqual([
    { file: at("c.json"), system: "ninjaone", digests: [digestOf({ ...roster, collectedAt: "soon" })] },
  ]);
  expect(() => keptSources([at("none")])).toThrow("there is no");
});
