/** Runs `demarc` in processes of their own, so that what one tenant needs or breaks is nobody else's. */

import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { projectFolder } from "./stacks.ts";

export interface TenantRun {
  /** Null when it was killed. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it said on standard error, the last of it. */
  readonly errors: string;
}

const running = new Set<ChildProcess>();

/** Ends what is running, and starts nothing more. */
let isStopped = false;

/** True once somebody asked this process to end. */
export function wasStopped(): boolean {
  return isStopped;
}

/** Until `done`, a signal to this process ends what it started; what is finished by then is kept. */
export function stopsWithUs(): { done(): void } {
  const stop = () => {
    isStopped = true;
    for (const child of running) child.kill("SIGTERM");
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);
  return {
    done() {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, stop);
    },
  };
}

/** So much of what a process says is kept, characters. */
const kept = 20_000;

/** @param environment on top of this process's own */
export function runDemarc(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<TenantRun> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(projectFolder, "src", "cli", "demarc.mjs"), ...args], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, ...environment, NO_COLOR: "1" },
    });
    running.add(child);
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors = `${errors}${text}`.slice(-kept);
    });
    const end = (status: number | null, signal: NodeJS.Signals | null, more = "") => {
      running.delete(child);
      done({ status, signal, errors: errors + more });
    };
    child.once("error", (error) => end(null, null, `error: ${error.message}`));
    child.once("close", (status, signal) => end(status, signal));
  });
}

/** Why a run came to nothing, as a sentence. */
export function reasonOf({ status, signal, errors }: TenantRun): string {
  const lines = errors.split("\n").filter((line) => line.trim() !== "");
  const said = lines.find((line) => line.startsWith("error: ")) ?? lines.at(-1);
  if (status !== null && said !== undefined) return said.replace(/^error: /, "");
  const memory =
    /heap out of memory/.test(errors) || signal === "SIGKILL" ? ": most likely there was not enough memory" : "";
  return signal === null && memory === ""
    ? `it ended with status ${status}`
    : `it was ended by ${signal ?? "Node"}${memory}`;
}
