/** Errors of the layers below, as a person should read them. */

import { MatrixError } from "../matrix/problem.ts";
import { PlanError } from "../plan/plan.ts";
import { reasonOf } from "../system-error.ts";
import { visibleLines } from "../visible.ts";
import { styled } from "./output.ts";

/** Errors whose message is the whole answer. Known by name: loading their modules only for this would slow every start. */
const answers = new Set([
  "SnapshotError",
  "TenantFileError",
  "ServeError",
  "EngineError",
  "JournalError",
  "ReviewFolderError",
  "EstateError",
]);

/** One or more lines for standard error. */
export function describeFailure(error: unknown): string {
  const label = styled("red", "error", process.stderr);
  if (error instanceof MatrixError) return error.message.replaceAll(/^/gm, `${label}: `);
  if (error instanceof PlanError) {
    const where =
      error.source === undefined ? "" : `${error.source.file}:${error.source.line}:${error.source.column}: `;
    return `${label}: ${where}${error.message}${error.detail === undefined ? "" : `\n${error.detail}`}`;
  }
  if (error instanceof Error && answers.has(error.name)) return `${label}: ${visibleLines(error.message)}`;
  if (error instanceof Error && "syscall" in error && "code" in error && "path" in error) {
    return `${label}: ${pathsOf(error).join(" and ")} cannot be used: ${reasonOf(error)}`;
  }
  // What is done to a file that is open does not say which.
  if (error instanceof Error && "syscall" in error && ["write", "read", "fsync"].includes(String(error.syscall))) {
    return `${label}: a file cannot be ${error.syscall === "read" ? "read" : "written"}: ${reasonOf(error)}`;
  }
  return `${label}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

function pathsOf(error: object): unknown[] {
  return [...("path" in error ? [error.path] : []), ...("dest" in error ? [error.dest] : [])];
}
