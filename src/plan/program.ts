/**
 * Runs a Pulumi program offline and returns what it declares. The program runs in a process of its own, so that one that
 * throws, exits, hangs or prints is reported as exactly that.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Snapshot } from "../tenant/snapshot.ts";
import type { Job, Report } from "./child/job.ts";
import { findEntryPoint } from "./entry-point.ts";
import { type Plan, PlanError, type PlanMessage } from "./plan.ts";
import { projectDirectory, readProject } from "./project.ts";
import { commonJsTsconfig } from "./tsconfig.ts";

export interface ProgramOptions {
  /** The program's directory (of Pulumi.yaml, or of the program itself), or its main file. */
  readonly directory: string;
  /** Main file or folder, relative to the directory; overrides Pulumi.yaml and package.json. */
  readonly main?: string;
  /** Default: the only stack with a configuration file, else `dev`. */
  readonly stack?: string;
  /** Default: the name in Pulumi.yaml, else the directory's. */
  readonly project?: string;
  /** Configuration on top of the stack's file: `key` (of the project) or `namespace:key` → value; `{ secure }` is a secret. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Answers the program's lookups. */
  readonly snapshot?: Snapshot;
  /** Stack name → output name → value, for stack references. */
  readonly stackOutputs?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Default 60,000. */
  readonly timeoutMs?: number;
  /** Environment variables on top of this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
}

const defaultTimeoutMs = 60_000;
const runner = fileURLToPath(new URL("./child/run-program.ts", import.meta.url));
/**
 * Room for all that a usual program makes while it loads: Node would clear it away several times, which is a tenth of the
 * processor's time that a plan takes.
 */
const memoryFlags = ["--min-semi-space-size=16", "--max-semi-space-size=32"];
/** How long to wait for the last output of a child that has ended. */
const drainMilliseconds = 1000;
/** More output than this of one kind is cut. */
const outputLimit = 1_000_000;

/**
 * Runs a program and returns its plan.
 * @throws PlanError when there is no plan; the reason says why, never an empty plan in its place
 */
export async function planProgram(options: ProgramOptions): Promise<Plan> {
  const job = prepare(options);
  const timeout = options.timeoutMs ?? defaultTimeoutMs;
  const started = performance.now();
  const first = await run(job, options, timeout);
  const outcome =
    first.report?.kind === "failed" && first.report.retryCompiled === true
      ? await run({ ...job, compile: true }, options, Math.max(1, timeout - (performance.now() - started)))
      : first;
  return toPlan(job, outcome, timeout);
}

/**
 * TypeScript that Node cannot strip, as far as it shows in the main file; what stands in other files is found by trying.
 */
const needsCompiling =
  /^\s*(export\s*=|import\s+\w+\s*=\s*require|(export\s+)?(declare\s+)?(const\s+)?enum\s|(export\s+)?namespace\s)|^\s*@\w+\(/m;

function prepare(options: ProgramOptions): Job {
  const location = resolve(options.directory);
  const isFile = /\.[cm]?[jt]s$/.test(location);
  const directory = isFile ? dirname(location) : location;
  const project = readProject((isFile ? projectDirectory(directory) : undefined) ?? directory, options);
  const main = options.main === undefined ? undefined : resolve(directory, options.main);
  const entry = findEntryPoint(main ?? (isFile ? location : (project.main ?? directory)));
  const file = realpathSync(entry.file);
  return {
    entry: file,
    directory: dirname(file),
    rootDirectory: project.rootDirectory,
    esModule: entry.esModule,
    compile: /\.[cm]?ts$/.test(file) && needsCompiling.test(readFileSync(file, "utf8")),
    project: project.project,
    stack: project.stack,
    config: project.config,
    secretKeys: project.secretKeys,
    stackOutputs: options.stackOutputs ?? {},
    ...(options.snapshot !== undefined && { snapshot: options.snapshot }),
  };
}

interface Outcome {
  readonly report: Exclude<Report, { kind: "log" }> | undefined;
  readonly output: readonly PlanMessage[];
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
}

function run(job: Job, options: ProgramOptions, timeout: number): Promise<Outcome> {
  const child = start(job, options);
  const output: PlanMessage[] = [];
  let report: Outcome["report"];
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const reports = collect(child.stdio[3], Number.POSITIVE_INFINITY);
  return new Promise((done, failed) => {
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill("SIGKILL");
    }, timeout);
    const finish = (status: number | null, signal: NodeJS.Signals | null) => {
      clearTimeout(timer);
      for (const stream of child.stdio) stream?.destroy();
      for (const line of reports()
        .split("\n")
        .filter((text) => text !== "")) {
        const message = parseReport(line);
        if (message?.kind === "log") output.push({ channel: "log", severity: message.severity, text: message.text });
        else if (message !== undefined) report = message;
      }
      if (stdout() !== "") output.push({ channel: "stdout", severity: "info", text: stdout() });
      if (stderr() !== "") output.push({ channel: "stderr", severity: "info", text: stderr() });
      done({ report, output, status, signal, timedOut });
    };
    child.on("error", (error) => {
      clearTimeout(timer);
      failed(error);
    });
    child.on("exit", (status, signal) => {
      // A process that the program started may keep the pipes open for ever.
      const wait = setTimeout(finish, drainMilliseconds, status, signal);
      child.on("close", () => {
        clearTimeout(wait);
        finish(status, signal);
      });
    });
    // A child that dies before it has read its job is reported by its exit status.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(JSON.stringify(job));
  });
}

function start(job: Job, options: ProgramOptions): ChildProcess {
  const flags = ["--disable-warning=ExperimentalWarning", ...memoryFlags];
  if (runner.includes("/node_modules/")) flags.push("--import", new URL("../installed.mjs", import.meta.url).href);
  if (job.compile) flags.push("--import", import.meta.resolve("tsx"));
  const env: NodeJS.ProcessEnv = {
    ...withoutOwnSecrets(process.env),
    NODE_COMPILE_CACHE: compileCacheDirectory(),
    ...options.environment,
  };
  const compilerOptions =
    job.compile && !job.esModule ? commonJsTsconfig(job.directory, join(cacheDirectory(), "tsconfig")) : undefined;
  if (compilerOptions !== undefined) env["TSX_TSCONFIG_PATH"] = compilerOptions;
  return spawn(process.execPath, [...flags, runner], {
    cwd: job.directory,
    env,
    stdio: ["pipe", "pipe", "pipe", "pipe"],
  });
}

/** What rosters of systems are read with (`DEMARC_OKTA_TOKEN`) is none of a program's business, which may be anybody's. */
function withoutOwnSecrets(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^DEMARC_/i.test(name)));
}

function cacheDirectory(): string {
  return join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "demarc");
}

function compileCacheDirectory(): string {
  return process.env["NODE_COMPILE_CACHE"] ?? join(cacheDirectory(), "compile-cache");
}

/** Collects a stream's text; the function returns what has come so far. */
function collect(
  stream: NodeJS.ReadableStream | NodeJS.WritableStream | null | undefined,
  limit = outputLimit,
): () => string {
  const chunks: Buffer[] = [];
  let length = 0;
  let cut = false;
  if (stream !== null && stream !== undefined) {
    stream.on("data", (chunk: Buffer) => {
      if (length < limit) chunks.push(chunk);
      else cut = true;
      length += chunk.length;
    });
  }
  return () => Buffer.concat(chunks).toString("utf8") + (cut ? "\n[more was printed]" : "");
}

/** A line that is not a report is the program writing to our descriptor, or cut by its death. */
function parseReport(line: string): Report | undefined {
  try {
    return JSON.parse(line) as Report;
  } catch {
    return undefined;
  }
}

function toPlan(job: Job, outcome: Outcome, timeout: number): Plan {
  const { report, output } = outcome;
  if (report?.kind === "planned" && !outcome.timedOut) {
    return {
      origin: "program",
      project: job.project,
      stack: job.stack,
      resources: report.resources,
      lookups: report.lookups,
      configuration: plainText(job, "azuread:"),
      output,
    };
  }
  throw failure(job, outcome, timeout);
}

/** The configuration under a prefix, without secrets. */
function plainText({ config, secretKeys }: Job, prefix: string): Record<string, string> {
  const secret = new Set(secretKeys);
  return Object.fromEntries(Object.entries(config).filter(([key]) => key.startsWith(prefix) && !secret.has(key)));
}

function failure(job: Job, { report, output, status, signal, timedOut }: Outcome, timeout: number): PlanError {
  const printed = output.map((message) => message.text).join("\n");
  const detail = (text: string | undefined) =>
    [text, printed].filter((part) => part !== undefined && part !== "").join("\n") || undefined;
  if (report?.kind === "failed") {
    return new PlanError(
      report.reason,
      sentence(job, report.reason, report.message),
      report.source,
      detail(report.detail),
    );
  }
  if (timedOut) {
    const seconds = Math.round(timeout / 100) / 10;
    return new PlanError("never-ended", `${job.entry} did not end within ${seconds} s.`, undefined, detail(undefined));
  }
  const outOfMemory = /heap out of memory|Allocation failed/.test(printed);
  const how = outOfMemory
    ? "ran out of memory"
    : signal !== null
      ? `was ended by ${signal}`
      : `ended with status ${status}`;
  return new PlanError(
    "exited",
    `${job.entry} ${how} before its resources were registered.`,
    undefined,
    detail(undefined),
  );
}

function sentence(job: Job, reason: PlanError["reason"], message: string): string {
  const text = /[.!?]$/.test(message) ? message : `${message}.`;
  switch (reason) {
    case "does-not-load":
      return `${job.entry} does not load: ${text}`;
    case "threw":
      return `${job.entry} failed: ${text}`;
    default:
      return `${job.entry}: ${text}`;
  }
}
