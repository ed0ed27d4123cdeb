/** Tells a program that cannot be loaded from one that throws. */

import { inspect } from "node:util";

const loadCodes = new Set([
  "MODULE_NOT_FOUND",
  "ERR_MODULE_NOT_FOUND",
  "ERR_UNSUPPORTED_DIR_IMPORT",
  "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
  "ERR_INVALID_TYPESCRIPT_SYNTAX",
  "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING",
  "ERR_UNKNOWN_FILE_EXTENSION",
  "ERR_UNKNOWN_MODULE_FORMAT",
  "ERR_PACKAGE_PATH_NOT_EXPORTED",
  "ERR_PACKAGE_IMPORT_NOT_DEFINED",
  "ERR_INVALID_PACKAGE_TARGET",
  "ERR_INVALID_MODULE_SPECIFIER",
  "ERR_IMPORT_ATTRIBUTE_MISSING",
  "ERR_REQUIRE_ESM",
  "ERR_REQUIRE_CYCLE_MODULE",
]);

const commonJsName = /^(require|module|exports|__dirname|__filename) is not defined/;

/**
 * True when the error says that a file cannot be found or compiled, or was written for the other module system.
 * @param hasUserFrame whether the stack passes through the program: `JSON.parse` called there throws a SyntaxError too.
 */
export function isLoadFailure(error: unknown, hasUserFrame: boolean): boolean {
  if (!(error instanceof Error)) return false;
  const code: unknown = "code" in error ? error.code : undefined;
  if (typeof code === "string" && loadCodes.has(code)) return true;
  if (error.name === "TransformError" || error.message.startsWith("Transform failed")) return true;
  if (error instanceof ReferenceError && commonJsName.test(error.message)) return true;
  return error instanceof SyntaxError && !hasUserFrame;
}

/** What was thrown, in one line. */
export function oneLine(error: unknown): string {
  if (!(error instanceof Error))
    return `${inspect(error, { depth: 1, breakLength: Number.POSITIVE_INFINITY })} was thrown`;
  const transform = /^(?:\S+?):\d+:\d+: (?:ERROR|error): (.*)$/m.exec(error.message);
  return (
    transform?.[1] ??
    error.message
      .split("\n")
      .find((line) => line.trim() !== "")
      ?.trim() ??
    error.name
  );
}

/** The specifier (or, from Node's ESM loader, the path) that an import did not find. */
export function missingModule(error: unknown): string | undefined {
  return error instanceof Error ? /Cannot find (?:module|package) '([^']+)'/.exec(error.message)?.[1] : undefined;
}

/** The sentence for a package that is not there, as opposed to a file of the program. */
export function notInstalled(error: unknown, directory: string): string | undefined {
  const specifier = missingModule(error);
  if (specifier === undefined || /^[./]|^[A-Za-z]:|^file:/.test(specifier)) return undefined;
  return `the package ${specifier} is not installed; run "npm install" in ${directory}`;
}

/** Position in esbuild's messages: `/dir/index.ts:3:5: ERROR: …`. */
export function transformPosition(error: unknown): { file: string; line: number; column: number } | undefined {
  if (!(error instanceof Error)) return undefined;
  const [, file, line, column] = /^(\S+?):(\d+):(\d+): (?:ERROR|error): /m.exec(error.message) ?? [];
  return file === undefined ? undefined : { file, line: Number(line), column: Number(column) + 1 };
}
