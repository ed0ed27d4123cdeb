/** Whole processes against each other: in turns, several times, the median counts. */

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Contestant {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  readonly directory?: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** Exit statuses of a run that did its work; what it found is no failure of it. */
  readonly accepts: readonly number[];
}

export interface Measured {
  readonly name: string;
  /** Median of the whole process, wall clock. */
  readonly milliseconds: number;
  /** Half of the runs lie within this share of the median, above and below together. */
  readonly spread: number;
  /** Largest resident set in megabytes, where the machine can tell. */
  readonly megabytes: number | undefined;
  /** True when a run was stopped at the time limit: the time is then a lower bound. */
  readonly isStopped: boolean;
}

export interface ContestOptions {
  /** How many are counted; 0: only the first one is made, and counts. */
  readonly runs: number;
  /** Each run is stopped after so long. */
  readonly limitMilliseconds: number;
}

/** Whether a program answers on this machine. */
export function isInstalled(program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: "ignore", timeout: 60_000 }).status === 0;
}

/**
 * Runs the contestants in turns, so that whatever else the machine does hits them alike; each starts every other round first. The
 * first round fills caches and is not counted, unless it is the only one.
 * @throws Error when a contestant fails
 */
export async function contest(contestants: readonly Contestant[], options: ContestOptions): Promise<Measured[]> {
  const times = new Map<Contestant, number[]>(contestants.map((contestant) => [contestant, []]));
  const stopped = new Set<Contestant>();
  const memory = new Map<Contestant, number | undefined>();
  for (const contestant of contestants) {
    const { isStopped, milliseconds, megabytes } = await run(contestant, options.limitMilliseconds, true);
    memory.set(contestant, megabytes);
    if (isStopped) stopped.add(contestant);
    if (isStopped || options.runs === 0) times.get(contestant)?.push(milliseconds);
  }
  for (let round = 0; round < options.runs; round++) {
    for (const contestant of round % 2 === 0 ? contestants : [...contestants].reverse()) {
      if (stopped.has(contestant)) continue;
      const { milliseconds } = await run(contestant, options.limitMilliseconds, false);
      times.get(contestant)?.push(milliseconds);
    }
  }
  return contestants.map((contestant) => {
    const sorted = (times.get(contestant) ?? []).toSorted((one, other) => one - other);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    return {
      name: contestant.name,
      milliseconds: at(0.5),
      spread: (at(0.75) - at(0.25)) / at(0.5),
      megabytes: memory.get(contestant),
      isStopped: stopped.has(contestant),
    };
  });
}

/** GNU time tells how large a process became. */
const timeProgram = "/usr/bin/time";

async function run(
  { name, command, directory, environment, accepts }: Contestant,
  limitMilliseconds: number,
  measuresMemory: boolean,
): Promise<{ milliseconds: number; megabytes: number | undefined; isStopped: boolean }> {
  const folder = mkdtempSync(join(tmpdir(), "demarc-bench-"));
  const report = join(folder, "time");
  const [program, ...args] =
    measuresMemory && existsSync(timeProgram)
      ? ([timeProgram, "-o", report, "-f", "%M", ...command] as const)
      : command;
  const started = performance.now();
  try {
    const { status, isStopped, errors } = await ended(program, args, {
      cwd: directory,
      env: environment ?? process.env,
      limitMilliseconds,
    });
    const milliseconds = performance.now() - started;
    if (!isStopped && !accepts.includes(status)) throw new Error(`${name} ended with status ${status}: ${errors}`);
    const kilobytes = existsSync(report) ? Number(readFileSync(report, "utf8").trim().split("\n").at(-1)) : Number.NaN;
    // A run that was stopped could not say it.
    return { milliseconds, megabytes: kilobytes > 0 ? kilobytes / 1000 : undefined, isStopped };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function ended(
  program: string,
  args: readonly string[],
  options: { cwd: string | undefined; env: NodeJS.ProcessEnv; limitMilliseconds: number },
): Promise<{ status: number; isStopped: boolean; errors: string }> {
  const { limitMilliseconds, ...rest } = options;
  return new Promise((done, failed) => {
    // A group of its own: what is stopped takes along what it started.
    const child = spawn(program, args, { ...rest, stdio: ["ignore", "ignore", "pipe"], detached: true });
    let errors = "";
    let isStopped = false;
    const timer = setTimeout(() => {
      isStopped = true;
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    }, limitMilliseconds);
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors = `${errors}${text}`.slice(-2000);
    });
    child.once("error", failed);
    child.once("close", (status) => {
      clearTimeout(timer);
      done({ status: status ?? -1, isStopped, errors });
    });
  });
}
