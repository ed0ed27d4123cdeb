/** One run at a time on a state file. */

import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { EngineError } from "./error.ts";

/**
 * Takes the lock of a state file and returns what gives it back. The lock of a process that is no more is taken over.
 * @throws EngineError `locked` that names the process which holds it.
 */
export function lockState(stateFile: string): () => void {
  const file = `${stateFile}.lock`;
  mkdirSync(dirname(file), { recursive: true });
  if (!create(file)) {
    const holder = holderOf(file);
    if (holder !== undefined && isAlive(holder)) {
      throw new EngineError(
        "locked",
        `Another run (process ${holder}) is using ${stateFile}. Nothing was changed. Wait until it has ended; if no such run exists, delete ${file}.`,
      );
    }
    rmSync(file, { force: true });
    if (!create(file)) {
      throw new EngineError(
        "locked",
        `Another run has just begun to use ${stateFile}. Nothing was changed. Try again when it has ended.`,
      );
    }
  }
  return () => rmSync(file, { force: true });
}

function create(file: string): boolean {
  try {
    const descriptor = openSync(file, "wx", 0o600);
    writeSync(descriptor, `${process.pid}\n`);
    closeSync(descriptor);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function holderOf(file: string): number | undefined {
  try {
    const holder = Number.parseInt(readFileSync(file, "utf8"), 10);
    return Number.isInteger(holder) ? holder : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
