import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, test } from "vitest";
import { assembleReview } from "../../src/review/assemble.ts";
import { digestOf } from "../../src/review/digest.ts";
import { readPreviousReview } from "../../src/review/previous.ts";
import { globalAdministrator, matrix, parts, role } from "./fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "demarc-previous-"));
mkdirSync(join(folder, "empty"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const global = { target: "Global Administrator", targetId: globalAdministrator, scope: "directory", tier: 0 } as const;
const standing = role({ ...global, held: "standing" });
const before = assembleReview(parts({ today: "2026-08-20", actual: [standing] }));

function written(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

describe("the previous review", () => {
  it("is read from its file or its folder", () => {
    const file = written("review.json", JSON.stringify(before));
    expect(readPreviousReview(file, matrix.client.tenantId)).toEqual(before);
    expect(readPreviousReview(folder, matrix.client.tenantId)).toEqual(before);
  });

  it("of an earlier version, which kept less, is read, too", () => {
    const { holdings: _, ...old } = before;
    expect(
      readPreviousReview(written("old.json", JSON.stringify(old)), matrix.client.tenantId).holdings,
    ).toBeUndefined();
  });

  test.each<[string, () => string, string]>([
    ["a file that is not there", () => join(folder, "none.json"), "there is no review"],
    ["a folder without one", () => join(folder, "empty"), "is a folder without one"],
    [
      "one cut short",
      () => written("cut.json", '{"format": "demarc-review/1",'),
      "cut.json:1:30: the review is cut short",
    ],
    [
      "another document",
      () => written("other.json", '{"format": "demarc-snapshot/1"}'),
      "is no review that this version reads: format",
    ],
    [
      "another tenant's",
      () => written("foreign.json", JSON.stringify({ ...before, client: { ...before.client, tenantId: "t2" } })),
      "is of tenant t2",
    ],
  ])("%s is an error", (_, file, message) => {
    expect(() => readPreviousReview(file(), matrix.client.tenantId)).toThrow(message);
  });

  it("nothing is gone from a system whose roster nobody gave this time", () => {
    const [difference] = before.differences;
    const [held] = before.holdings ?? [];
    if (difference === undefined || held === undefined) throw new Error("the review before has a difference");
    const objects = ["ninjaone/7"];
    const elsewhere = { ...difference, id: "D-ninja", access: { ...difference.access, kind: "system-role", objects } };
    const roster = {};
    const ninja = { key: "ninjaone", name: "NinjaOne", roster };
    const holding = { ...held, key: "ninja", kind: "system-role", scope: "NinjaOne", objects };
    const previous = {
      ...before,
      systems: [ninja],
      differences: [...before.differences, elsewhere],
      holdings: [...(before.holdings ?? []), holding],
    };
    const since = assembleReview(parts({ today: "2026-11-21", actual: [], previous })).previous;
    expect(since?.gone.map(({ id }) => id)).toEqual([difference.id]);
    expect(since?.access?.gone).toBe(1);
    expect(since?.notCompared?.slice(1)).toEqual([
      "It had a roster of NinjaOne, and this one has none: what changed there is not known.",
    ]);
  });

  it("says what is new, gone and still there", () => {
    const other = role({
      held: "standing",
      scope: "directory",
      principal: { id: "x", identity: "user:x@y.example", label: "X" },
    });
    const now = assembleReview(parts({ actual: [other], previous: before }));
    expect(now.previous).toMatchObject({
      reviewedOn: "2026-08-20",
      digest: digestOf(before),
      appeared: now.differences.map(({ id }) => id),
      gone: before.differences.map(({ id, title }) => ({ id, title })),
      remaining: 0,
      access: { appeared: 1, wider: 0, gone: 1 },
      rows: [],
    });
    const same = assembleReview(parts({ actual: [standing], previous: before }));
    expect(same.previous).toMatchObject({
      appeared: [],
      gone: [],
      remaining: 1,
      access: { appeared: 0, wider: 0, gone: 0 },
    });
  });

  it("says which rows changed hands", () => {
    const rows = before.rows.map((row, index) => (index === 0 ? { ...row, owner: "provider" as const } : row));
    const now = assembleReview(parts({ previous: { ...before, rows } }));
    expect(now.previous?.rows).toEqual([expect.stringMatching(/^Tier-1 helpdesk was provider, .* and is internal/)]);
  });
});
