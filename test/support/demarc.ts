/** Runs the command line as a person would: in a process of its own. */

import { spawn } from "node:child_process";
import { mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const projectRoot = resolve(import.meta.dirname, "../..");

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `demarc` with arguments, in the project's folder. */
export function demarc(...args: readonly string[]): Promise<Run> {
  return start(...args).ended;
}

/** As `demarc`, with what it prints going into a file. */
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
