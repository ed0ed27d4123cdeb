/** The project's stacks: folders under `stacks/` with a `matrix.yaml`. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, resolve } from "node:path";
import { suggest } from "../matrix/suggest.ts";
import { UsageError } from "./errors.ts";

/** Where a stack is applied to: the embedded tenant, or the real Entra ID. */
export type Target = "embedded" | "entra";

export interface Stack {
  readonly name: string;
  /** Folder with Pulumi.yaml, absolute. */
  readonly project: string;
  /** The stack's matrix, relative to the working directory: as a person would type it. */
  readonly matrixFile: string;
  readonly target: Target;
  /** Where the evidence of its reviews is kept, absolute. */
  readonly reviews: string;
  /** Where local state is kept, absolute. */
  readonly workspace: string;
  /** True when the workspace was named: Pulumi's state and configuration are then in there too, not where plain `pulumi` has them. */
  readonly isApart: boolean;
}

/** The folder of this project, with its Pulumi.yaml. */
export const projectFolder = resolve(import.meta.dirname, "../..");

/**
 * @param name as given with --stack
 * @param workspace as given with --workspace, relative to the working directory
 * @throws UsageError when there is no such stack or it has no matrix
 */
export function findStack(name: string, workspace?: string): Stack {
  const folder = join(projectFolder, "stacks");
  const known = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, "matrix.yaml")))
    .map((entry) => entry.name);
  const config = stackConfig(name);
  const configured = config["demarc:matrix"];
  const file =
    configured === undefined ? join(folder, name, "matrix.yaml") : resolve(projectFolder, String(configured));
  if (!existsSync(file)) {
    const shown = relative(process.cwd(), file);
    const nearest = suggest(name, known);
    throw new UsageError(
      `the stack "${name}" has no matrix: ${shown} does not exist`,
      nearest === undefined ? `stacks with a matrix: ${known.join(", ")}` : `did you mean "${nearest}"?`,
    );
  }
  const reviews = config["demarc:reviews"];
  return {
    name,
    project: projectFolder,
    matrixFile: relative(process.cwd(), file) || file,
    target: targetOf(name, config["demarc:target"]),
    reviews: reviews === undefined ? join(folder, name, "reviews") : resolve(projectFolder, String(reviews)),
    workspace: resolve(workspace ?? join(projectFolder, ".demarc"), name),
    isApart: workspace !== undefined,
  };
}

/** Configuration values of Pulumi.<stack>.yaml, by full key; none when there is no such file. */
function stackConfig(name: string): Readonly<Record<string, unknown>> {
  const file = join(projectFolder, `Pulumi.${name}.yaml`);
  if (!existsSync(file)) return {};
  // Loaded where it is needed: a check of a plan file starts without it.
  const { parse }: typeof import("yaml") = createRequire(import.meta.url)("yaml");
  const document: unknown = parse(readFileSync(file, "utf8"));
  const config =
    typeof document === "object" && document !== null && "config" in document ? document.config : undefined;
  return typeof config === "object" && config !== null ? (config as Record<string, unknown>) : {};
}

function targetOf(stack: string, value: unknown): Target {
  if (value === undefined || value === "embedded") return "embedded";
  if (value === "entra") return "entra";
  throw new UsageError(
    `Pulumi.${stack}.yaml: demarc:target is "${String(value)}"`,
    "embedded, or entra for the real tenant",
  );
}
