/** Reads Pulumi.yaml and Pulumi.<stack>.yaml the way the CLI does, as far as a program can see them. */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parse, YAMLParseError } from "yaml";
import { PlanError } from "./plan.ts";
import { propertyOf, textOf } from "./read-value.ts";

export interface ProjectSettings {
  readonly project: string;
  readonly stack: string;
  /** Directory of Pulumi.yaml, or the program's own when there is none. */
  readonly rootDirectory: string;
  /** File or directory of the program, absolute; undefined when the project does not say. */
  readonly main?: string;
  /** Full key (`project:key`) → value as the program reads it: text, or JSON of anything else. */
  readonly config: Readonly<Record<string, string>>;
  /** Keys whose values are secret; their values are placeholders. */
  readonly secretKeys: readonly string[];
}

/** Stands for an encrypted configuration value: valid as text and as JSON. */
const secretPlaceholder = "0";

const projectFiles = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/**
 * Settings of the project in a directory.
 * @throws PlanError "not-a-program" when Pulumi.yaml or the stack's file cannot be read, or the runtime is not Node.js.
 */
export function readProject(
  directory: string,
  given: { readonly project?: string; readonly stack?: string; readonly config?: Readonly<Record<string, unknown>> },
): ProjectSettings {
  const file = projectFiles.map((name) => join(directory, name)).find((path) => existsSync(path));
  const settings = file === undefined ? {} : readYaml(file);
  if (file !== undefined) requireNodeJs(file, settings["runtime"]);
  const project = given.project ?? textOf(settings["name"]) ?? basename(directory);
  const stackDirectory = join(directory, textOf(settings["stackConfigDir"]) ?? "");
  const stack = given.stack ?? onlyStack(stackDirectory) ?? "dev";
  const main = textOf(settings["main"]);
  const config: Record<string, string> = {};
  const secretKeys: string[] = [];
  const set = (key: string, value: unknown) => {
    const full = fullKey(key, project);
    config[full] = typeof value === "string" ? value : JSON.stringify(withoutSecrets(value));
    if (isSecret(value)) {
      secretKeys.push(full);
      if ("secure" in (value as object)) config[full] = secretPlaceholder;
    }
  };
  for (const [key, value] of defaults(settings["config"])) set(key, value);
  for (const [key, value] of Object.entries(stackConfig(stackDirectory, stack))) set(key, value);
  for (const [key, value] of Object.entries(given.config ?? {})) set(key, value);
  return {
    project,
    stack,
    rootDirectory: directory,
    ...(main !== undefined && { main: resolve(directory, main) }),
    config,
    secretKeys,
  };
}

/** The directory of the nearest Pulumi.yaml at or above a directory, or undefined. */
export function projectDirectory(directory: string): string | undefined {
  for (let current = directory; ; current = dirname(current)) {
    if (projectFiles.some((name) => existsSync(join(current, name)))) return current;
    if (dirname(current) === current) return undefined;
  }
}

function requireNodeJs(file: string, runtime: unknown): void {
  const name = textOf(runtime) ?? textOf(propertyOf(runtime, "name"));
  if (name === undefined || name === "nodejs" || name === "bun") return;
  throw new PlanError(
    "not-a-program",
    `${file}: its runtime is ${name}; only Node.js programs can be run offline. Use the output of "pulumi preview --json" instead.`,
    { file, line: 1, column: 1 },
  );
}

/** The only stack that has a configuration file, if it is the only one. */
function onlyStack(directory: string): string | undefined {
  // What is no folder is no program, which is said where its code is looked for.
  if (!existsSync(directory) || !statSync(directory).isDirectory()) return undefined;
  const stacks = readdirSync(directory).flatMap((name) => /^Pulumi\.(.+)\.ya?ml$/.exec(name)?.[1] ?? []);
  return stacks.length === 1 ? stacks[0] : undefined;
}

function stackConfig(directory: string, stack: string): Record<string, unknown> {
  const name = stack.split("/").at(-1) ?? stack;
  const file = [`Pulumi.${name}.yaml`, `Pulumi.${name}.yml`]
    .map((candidate) => join(directory, candidate))
    .find((path) => existsSync(path) && statSync(path).isFile());
  if (file === undefined) return {};
  const config = readYaml(file)["config"];
  return typeof config === "object" && config !== null ? (config as Record<string, unknown>) : {};
}

/** Defaults in Pulumi.yaml: `key: value` or `key: { default: value }`; a `value` is for provider keys. */
function defaults(config: unknown): [string, unknown][] {
  if (typeof config !== "object" || config === null) return [];
  return Object.entries(config).flatMap(([key, entry]: [string, unknown]): [string, unknown][] => {
    if (typeof entry !== "object" || entry === null) return [[key, entry]];
    const value = propertyOf(entry, "default") ?? propertyOf(entry, "value");
    if (value === undefined) return [];
    return [[key, propertyOf(entry, "secret") === true ? { secure: value } : value]];
  });
}

function fullKey(key: string, project: string): string {
  return key.includes(":") ? key : `${project}:${key}`;
}

function isSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(isSecret);
  return typeof propertyOf(value, "secure") === "string" || "secure" in value || Object.values(value).some(isSecret);
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  if ("secure" in value) return secretPlaceholder;
  return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, withoutSecrets(element)]));
}

function readYaml(file: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = parse(readFileSync(file, "utf8"));
  } catch (error) {
    const position = error instanceof YAMLParseError ? error.linePos?.[0] : undefined;
    const source = { file, line: position?.line ?? 1, column: position?.col ?? 1 };
    throw new PlanError("not-a-program", `${file}: ${error instanceof Error ? error.message : String(error)}`, source);
  }
  return typeof content === "object" && content !== null ? (content as Record<string, unknown>) : {};
}
