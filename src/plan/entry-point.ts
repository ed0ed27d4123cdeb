/** Finds the file that a program starts from, as `pulumi-language-nodejs` does. */

import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isPlainlyCommonJs } from "./module-syntax.ts";
import { PlanError } from "./plan.ts";

export interface EntryPoint {
  /** Absolute path of the file. */
  readonly file: string;
  /** Whether it is an ES module, by extension or the nearest package.json. */
  readonly esModule: boolean;
}

/** In the order in which they are tried. */
const indexFiles = ["index.js", "index.mjs", "index.cjs", "index.ts", "index.mts", "index.cts"];
const extensions = ["", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"];

/**
 * The entry point of a program.
 * @param location the program's directory or its main file
 * @throws PlanError "not-a-program" when nothing is there that can be run
 */
export function findEntryPoint(location: string): EntryPoint {
  const file = isDirectory(location) ? inDirectory(location) : withExtension(location);
  // Node would take Pulumi.yaml, or a plan, for JavaScript.
  if (file !== undefined && file === location && !/\.[cm]?[jt]s$|[/\\][^./\\]+$/.test(file)) {
    throw new PlanError("not-a-program", `${location} is no Pulumi program; give the directory that it is in.`);
  }
  if (file === undefined) {
    throw new PlanError(
      "not-a-program",
      existsSync(location)
        ? `${location} holds no Pulumi program: none of ${indexFiles.join(", ")} is there and no package.json or Pulumi.yaml names a "main".`
        : `${location} does not exist; give the directory of a Pulumi program.`,
    );
  }
  return { file, esModule: isEsModule(file) };
}

function inDirectory(directory: string): string | undefined {
  const manifest = readManifest(directory);
  const exported = mainExport(manifest["exports"]);
  for (const main of [exported, manifest["main"]]) {
    if (typeof main !== "string" || main === "") continue;
    const named = resolve(directory, main);
    const found = isDirectory(named) ? indexOf(named) : withExtension(named);
    if (found !== undefined) return found;
  }
  return indexOf(directory);
}

/** `exports` of package.json: a path, or conditions of which the first that applies counts. */
function mainExport(exported: unknown): unknown {
  if (typeof exported !== "object" || exported === null) return exported;
  const conditions = exported as Record<string, unknown>;
  const main = "." in conditions ? conditions["."] : conditions;
  if (typeof main !== "object" || main === null) return main;
  const { default: fallback, require, import: imported } = main as Record<string, unknown>;
  return fallback ?? require ?? imported;
}

function indexOf(directory: string): string | undefined {
  return indexFiles.map((name) => join(directory, name)).find((path) => existsSync(path));
}

function withExtension(path: string): string | undefined {
  return extensions.map((extension) => path + extension).find((candidate) => isFile(candidate));
}

function isEsModule(file: string): boolean {
  if (/\.m[jt]s$/.test(file)) return true;
  if (/\.c[jt]s$/.test(file)) return false;
  for (let directory = dirname(file); ; directory = dirname(directory)) {
    if (existsSync(join(directory, "package.json"))) {
      return readManifest(directory)["type"] === "module" && !isPlainlyCommonJs(readFileSync(file, "utf8"));
    }
    if (dirname(directory) === directory) return false;
  }
}

function readManifest(directory: string): Record<string, unknown> {
  const file = join(directory, "package.json");
  if (!existsSync(file)) return {};
  try {
    const content: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof content === "object" && content !== null ? (content as Record<string, unknown>) : {};
  } catch (error) {
    throw new PlanError("not-a-program", `${file}: ${error instanceof Error ? error.message : String(error)}`, {
      file,
      line: 1,
      column: 1,
    });
  }
}

function isDirectory(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
