/** Shards are machines that know nothing of each other: whatever becomes of them, the merged summary is that of one run. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readResult, type TenantResult, writeResult } from "../../../src/review/estate/result.ts";
import { parseShard, shardOf } from "../../../src/review/estate/shard.ts";
import { type EstateSummary, summarise } from "../../../src/review/estate/summary.ts";
import { summaryReporters } from "../../../src/review/estate/summary-reporters.ts";

const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,6}$/), { minLength: 1, maxLength: 12 });
const shards = fc.integer({ min: 1, max: 9 });

/** What a review of the tenant comes to: the same wherever it is done. */
function resultOf(tenant: string): TenantResult {
  const number = tenant.length;
  const frame = { format: "demarc-tenant-review/1", tenant, inputs: `i-${tenant}`, matrix: `m-${tenant}` } as const;
  if (tenant.endsWith("x")) return { ...frame, problem: "there is no snapshot" };
  return {
    ...frame,
    folder: "reviews/2026-11-21",
    files: {},
    standing: { overdue: number > 3 },
    figures: {
      client: tenant.toUpperCase(),
      tenantId: tenant,
      reviewedOn: "2026-11-21",
      verdict: "decide",
      headline: tenant,
      differences: { critical: number, high: 1, medium: 0, low: 2 },
      providersReachingGlobalAdministrator: number % 2,
      principalsReachingGlobalAdministrator: number,
      standingPrivileged: 0,
      unread: 0,
    },
  };
}

/** One folder of results that shards write into, each for its own tenants. */
function inFolder<T>(
  use: (
    run: (tenants: readonly string[], index: number, of: number) => void,
    merge: (tenants: readonly string[]) => EstateSummary,
  ) => T,
): T {
  const out = mkdtempSync(join(tmpdir(), "demarc-shards-"));
  try {
    return use(
      (tenants, index, of) => {
        for (const name of tenants) if (shardOf(name, of) === index) writeResult(join(out, name), resultOf(name));
      },
      (tenants) =>
        summarise(
          tenants.map((tenant) => ({ tenant, matrix: `m-${tenant}`, result: readResult(join(out, tenant), tenant) })),
        ),
    );
  } finally {
    rmSync(out, { recursive: true });
  }
}

const oneRun = (tenants: readonly string[]) =>
  summarise(tenants.map((tenant) => ({ tenant, matrix: `m-${tenant}`, result: resultOf(tenant) })));

describe("shards", () => {
  it("take every tenant once, whatever the number of shards", () => {
    fc.assert(
      fc.property(names, shards, (tenants, of) => {
        const taken = Array.from({ length: of }, (_, index) =>
          tenants.filter((name) => shardOf(name, of) === index + 1),
        ).flat();
        expect(taken.toSorted()).toEqual(tenants.toSorted());
      }),
    );
  });

  it("move only tenants to a new shard when there is one more", () => {
    fc.assert(
      fc.property(names, shards, (tenants, of) => {
        for (const name of tenants) expect([shardOf(name, of), of + 1]).toContain(shardOf(name, of + 1));
      }),
    );
  });

  it("in any order, repeated, lost and repeated later, come to the summary of one run; what is lost is missing by name", () => {
    fc.assert(
      fc.property(names, shards, fc.array(fc.nat(), { maxLength: 12 }), fc.nat(), (tenants, of, order, seed) => {
        inFolder((run, merge) => {
          const ran = new Set(order.map((each) => (each % of) + 1));
          for (const each of order) run(tenants, (each % of) + 1, of);
          const lost = tenants.filter((name) => !ran.has(shardOf(name, of))).toSorted();
          const before = merge(tenants);
          expect(before.tenants.flatMap(({ tenant, state }) => (state === "missing" ? [tenant] : []))).toEqual(lost);
          // Those that were lost come later, one of the others once more, and every machine sees the folder in its own order.
          for (let index = 1; index <= of; index++) if (!ran.has(index)) run(tenants.toReversed(), index, of);
          run(tenants, (seed % of) + 1, of);
          expect(merge(tenants.toReversed())).toEqual(oneRun(tenants));
        });
      }),
      { numRuns: 40 },
    );
  });

  it.each(["0/3", "4/3", "1/0", "1", "a/b", "1/3/5", "-1/3", "1/5000", ""])("%s is none", (text) => {
    expect(parseShard(text)).toBeUndefined();
  });

  it("are read as people write them", () => expect(parseShard("2/5")).toEqual({ index: 2, of: 5 }));
});

describe("a result", () => {
  const withFolder = (use: (folder: string) => void) => {
    const folder = mkdtempSync(join(tmpdir(), "demarc-result-"));
    try {
      use(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it("that is cut short, another's, or of reports that are not there is none", () =>
    withFolder((folder) => {
      const good = resultOf("harbour");
      writeResult(folder, good);
      expect(readResult(folder, "harbour")).toEqual(good);
      expect(readResult(folder, "kestrel")).toBeUndefined();
      writeResult(folder, { ...good, files: { "review.html": "0".repeat(64) } });
      expect(readResult(folder, "harbour")).toBeUndefined();
      writeFileSync(join(folder, "review-all.json"), JSON.stringify(good).slice(0, -9));
      expect(readResult(folder, "harbour")).toBeUndefined();
      const { figures: _, ...hollow } = good;
      writeResult(folder, hollow);
      expect(readResult(folder, "harbour")).toBeUndefined();
    }));

  it("of reports that two machines mixed is none", () =>
    withFolder((folder) => {
      mkdirSync(join(folder, "reviews/2026-11-21"), { recursive: true });
      writeFileSync(join(folder, "reviews/2026-11-21/review.md"), "of one machine");
      const sha = "5d1f0cbca9ae5eb2fb1da6d3f1ea4ba6ea9f3d0f4ab13b8ad2f7c6e1ff53b8a2";
      writeResult(folder, { ...resultOf("harbour"), files: { "review.md": sha } });
      expect(readResult(folder, "harbour")).toBeUndefined();
    }));

  it("of one tenant in two folders is said, whichever shards they were in and however the id is written", () => {
    const withId = (tenant: string, tenantId: string) => {
      const result = resultOf(tenant);
      return { ...result, ...(result.figures && { figures: { ...result.figures, tenantId } }) };
    };
    const entry = (tenant: string, tenantId: string, failed = false) => ({
      tenant,
      matrix: `m-${tenant}`,
      ...(failed ? { result: undefined, tenantId } : { result: withId(tenant, tenantId) }),
    });
    const entries = [
      entry("harbour", "AB-1"),
      entry("kestrel", "cd-2"),
      entry("copy", "ab-1"),
      entry("old", "ab-1", true),
    ];
    const summary = summarise(entries);
    expect(summary.sameTenant).toEqual([{ tenantId: "ab-1", folders: ["copy", "harbour", "old"] }]);
    const sentence = "3 folders are of one tenant, ab-1: copy, harbour and old. It is counted once for each.";
    for (const { render } of summaryReporters.slice(0, 2)) expect(render(summary)).toContain(sentence);
    expect(summarise(entries.slice(0, 2)).sameTenant).toEqual([]);
  });

  it("of a matrix that has changed since is missing", () => {
    const { tenants, totals } = summarise([{ tenant: "harbour", matrix: "another", result: resultOf("harbour") }]);
    expect(tenants).toEqual([
      { tenant: "harbour", state: "missing", problem: "its matrix has changed since it was reviewed" },
    ]);
    expect(totals).toMatchObject({ tenants: 1, reviewed: 0, missing: 1 });
  });
});
