import { availableParallelism, totalmem } from "node:os";
import { join, relative, resolve } from "node:path";
import { loadMatrix } from "../../matrix/load.ts";
import { fileDigest } from "../../review/estate/inputs.ts";
import { readResult, type TenantResult } from "../../review/estate/result.ts";
import { type Bounds, scheduled } from "../../review/estate/schedule.ts";
import { parseShard, shardOf } from "../../review/estate/shard.ts";
import { snapshotSize } from "../../review/estate/snapshot-size.ts";
import { type EstateSummary, statusOf, summarise } from "../../review/estate/summary.ts";
import { summaryReporters } from "../../review/estate/summary-reporters.ts";
import { readEstate, type TenantFolder } from "../../review/estate/tenant-folder.ts";
import { UsageError } from "../errors.ts";
import { print, printJson, say } from "../output.ts";
import { writeWhole } from "../reports.ts";
import { todayUtc } from "../review-matrix.ts";
import { summaryText } from "../summary-text.ts";
import { reviewOne } from "../tenant-review.ts";
import { stopsWithUs, wasStopped } from "../tenant-run.ts";
import { packageVersion } from "../version.ts";

export interface ReviewAllOptions {
  readonly all: string;
  readonly shard?: string;
  readonly merge: boolean;
  readonly jobs?: string;
  readonly redo: boolean;
  readonly out?: string;
  readonly unusedDays?: string;
  readonly expiringDays?: string;
  readonly format: "text" | "json";
  /** Options of the review of one tenant, which are nobody's here. */
  readonly stack?: string;
  readonly matrix?: string;
  readonly program?: string;
  readonly snapshot?: string;
  readonly state?: string;
  readonly previous?: string;
  readonly roster?: readonly string[];
}

/** 0 when nothing differs anywhere, 1 when something does, 2 when a tenant has no review. */
export async function reviewAll(options: ReviewAllOptions): Promise<number> {
  assertAlone(options);
  const shard = options.shard === undefined ? undefined : parseShard(options.shard);
  if (options.shard !== undefined && shard === undefined) {
    throw new UsageError(`--shard ${options.shard} is no shard`, "such as 2/5, the second of five");
  }
  if (shard !== undefined && options.merge) {
    throw new UsageError("--shard and --merge are both given", "--merge without it, once the shards have ended");
  }
  const bounds = boundsOf(options.jobs);
  const tenants = readEstate(options.all);
  const out = resolve(options.out ?? options.all);
  const chosen = shard === undefined ? tenants : tenants.filter(({ name }) => shardOf(name, shard.of) === shard.index);
  const results = options.merge
    ? new Map(chosen.map(({ name }) => [name, readResult(join(out, name), name)]))
    : await reviewed(chosen, out, bounds, options);
  if (results === undefined) {
    say("stopped; what was finished is kept, and the same command goes on with the rest");
    return 2;
  }
  const summary = summarise(
    chosen.map(({ name, matrixFile }) => {
      const result = results.get(name);
      const tenantId = result?.figures === undefined ? tenantIn(matrixFile) : undefined;
      return { tenant: name, matrix: fileDigest(matrixFile), result, ...(tenantId !== undefined && { tenantId }) };
    }),
    shard,
  );
  const name = shard === undefined ? "summary" : `summary-${shard.index}-of-${shard.of}`;
  for (const { extension, render } of summaryReporters) writeWhole(join(out, `${name}.${extension}`), render(summary));
  tell(summary, join(out, name), options.format);
  return statusOf(summary);
}

/** Whose matrix it is; undefined when it cannot be read, which its tenant's line says. */
function tenantIn(matrixFile: string): string | undefined {
  try {
    return loadMatrix(matrixFile).matrix.client.tenantId;
  } catch {
    return undefined;
  }
}

function tell(summary: EstateSummary, file: string, format: "text" | "json"): void {
  if (format === "json") {
    printJson(summary);
    return;
  }
  print(summaryText(summary));
  print(`\nSummary: ${relative(process.cwd(), file)}.html (also Markdown and JSON)`);
}

function assertAlone(options: ReviewAllOptions): void {
  const { stack, matrix, program, snapshot, state, previous, roster = [] } = options;
  const given = Object.entries({ stack, matrix, program, snapshot, state, previous, roster: roster[0] });
  const lone = given.find(([, value]) => value !== undefined);
  if (lone === undefined) return;
  throw new UsageError(`--all and --${lone[0]} are both given`, "each tenant's folder says what is its own");
}

/** @returns undefined when somebody stopped it */
async function reviewed(
  tenants: readonly TenantFolder[],
  out: string,
  bounds: Bounds,
  { redo, unusedDays, expiringDays }: ReviewAllOptions,
): Promise<Map<string, TenantResult | undefined> | undefined> {
  const settings = {
    today: todayUtc(),
    version: packageVersion(),
    ...(unusedDays !== undefined && { unusedDays }),
    ...(expiringDays !== undefined && { expiringDays }),
    out,
    redo,
  };
  const results = new Map<string, TenantResult | undefined>();
  const stopping = stopsWithUs();
  try {
    await scheduled(
      tenants.map((tenant) => ({
        memory: memoryFor(tenant),
        run: async () => {
          if (wasStopped()) return;
          const result = await reviewOne(tenant, settings);
          results.set(tenant.name, result);
          if (result !== undefined) say(`${tenant.name}: ${result.problem ?? result.figures?.headline ?? "reviewed"}`);
        },
      })),
      bounds,
    );
  } finally {
    stopping.done();
  }
  return wasStopped() ? undefined : results;
}

/** A review takes this at least, and so much for each byte of its snapshot: measured with `npm run bench`. */
const leastMemory = 300_000_000;
const memoryOfByte = 4;

function memoryFor({ snapshot }: TenantFolder): number {
  return leastMemory + memoryOfByte * (snapshot === undefined ? 0 : snapshotSize(snapshot));
}

/** A quarter is left to whatever else runs here. */
function boundsOf(jobs: string | undefined): Bounds {
  const number = jobs === undefined ? availableParallelism() : Number(jobs);
  if (!Number.isInteger(number) || number < 1) throw new UsageError(`--jobs ${jobs} is no number`, "such as 4");
  // In a container this is its limit; without one it is 0, or more than there is.
  const limit = process.constrainedMemory();
  const memory = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return { jobs: number, memory: 0.75 * memory };
}
