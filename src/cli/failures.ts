/** Errors of the layers below, as a person should read them. */

import { MatrixError } from "../matrix/problem.ts";
import { PlanError } from "../plan/plan.ts";
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
    return `${label}: ${pathsOf(error).join(" and ")} cannot be used: ${reasons[String(error.code)] ?? error.message}`;
  }
  return `${label}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

function pathsOf(error: object): unknown[] {
  return [...("path" in error ? [error.path] : []), ...("dest" in error ? [error.dest] : [])];
}

/** What keeps a file or folder from being read or written; everything else is said as the system says it. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: "there is no permission to do so",
  EPERM: "there is no permission to do so",
  ENOENT: "there is no such file or folder",
  EEXIST: "something else of that name is there",
  ENOTDIR: "a file is where a folder should be",
  EISDIR: "it is a folder",
  ENOTEMPTY: "it is a folder with something in it",
  ENOSPC: "the disk is full",
  EROFS: "it can only be read",
  ELOOP: "it is a link that leads back to itself",
  ENAMETOOLONG: "its name is too long",
};
