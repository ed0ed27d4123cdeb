/** Runs the command line: in this process, where only what it does and says counts, or as a person would, in one of its own. */

import { AsyncLocalStorage } from "node:async_hooks";
import { spawn } from "node:child_process";
import { mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { main } from "../../src/cli/main.ts";

export const projectRoot = resolve(import.meta.dirname, "../..");

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command that runs in this process has printed so far. */
const printed = new AsyncLocalStorage<{ stdout: string; stderr: string }>();
const streams = ["stdout", "stderr"] as const;
const writes = { stdout: process.stdout.write, stderr: process.stderr.write };
let running = 0;

/** Calls `demarc` with arguments; several at a time keep apart what they print. What only a process shows, `demarcProcess` does. */
export async function demarc(...args: readonly string[]): Promise<Run> {
  const texts = { stdout: "", stderr: "" };
  if (running === 0) for (const name of streams) capture(name);
  running += 1;
  try {
    const status = await printed.run(texts, () => withoutListening(() => main(args)));
    return { status, ...texts };
  } finally {
    running -= 1;
    if (running === 0) for (const name of streams) process[name].write = writes[name];
  }
}

function capture(name: (typeof streams)[number]): void {
  const write = process[name].write;
  writes[name] = write;
  process[name].write = (text: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    const texts = printed.getStore();
    if (texts === undefined) return Reflect.apply(write, process[name], [text, ...rest]);
    texts[name] += text;
    return true;
  };
}

/** A command listens for the end of whoever reads it, and for the rest of its process's life. */
function withoutListening<T>(started: () => T): T {
  const before = streams.map((name) => process[name].listeners("error"));
  try {
    return started();
  } finally {
    for (const [index, name] of streams.entries()) {
      for (const listener of process[name].listeners("error")) {
        if (before[index]?.includes(listener) !== true) process[name].off("error", listener as () => void);
      }
    }
  }
}

/** Runs `demarc` with arguments in a process of its own, in the project's folder. */
export function demarcProcess(...args: readonly string[]): Promise<Run> {
  return start(...args).ended;
}

/** As `demarcProcess`, with what it prints going into a file. */
export function demarcInto(file: string, ...args: readonly string[]): Promise<Run> {
  return run(args, openSync(file, "w")).ended;
}

/** A `demarc` that goes on until it is told to stop. */
export interface Running {
  readonly ended: Promise<Run>;
  /** Resolves when standard error contains a text. */
  said(text: string): Promise<void>;
  /** Closes its standard output, as `head` does when it has seen enough. */
  stopReading(): void;
  stop(): void;
}

/** Starts `demarc` with arguments, in the project's folder. */
export function start(...args: readonly string[]): Running {
  return run(args, "pipe");
}

function run(args: readonly string[], output: "pipe" | number): Running {
  const child = spawn(process.execPath, [join(projectRoot, "src/cli/demarc.mjs"), ...args], {
    cwd: projectRoot,
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", output, "pipe"],
  });
  const ended = new Promise<Run>((done) => {
    let [stdout, stderr] = ["", ""];
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.once("close", (status) => done({ status, stdout, stderr }));
  });
  return {
    ended,
    said: (text) =>
      new Promise((resolve, reject) => {
        let heard = "";
        child.stderr?.on("data", (part: string) => {
          heard += part;
          if (heard.includes(text)) resolve();
        });
        child.once("close", () => reject(new Error(`it ended without saying ${JSON.stringify(text)}: ${heard}`)));
      }),
    stopReading: () => child.stdout?.destroy(),
    stop: () => child.kill("SIGTERM"),
  };
}

/** A folder that goes away with the test. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "demarc-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
