/** Matrices for tests: the example companies, and changes to them. */

import { readFileSync } from "node:fs";
import { deriveEntitlements } from "../../src/entitlements/derive.ts";
import type { Entitlements } from "../../src/entitlements/entitlements.ts";
import { type LoadedMatrix, loadMatrix, parseMatrix } from "../../src/matrix/load.ts";
import type { Matrix } from "../../src/matrix/schema.ts";

export const harbourFile = "stacks/harbour/matrix.yaml";
export const kestrelFile = "stacks/kestrel/matrix.yaml";

export const harbour = (): LoadedMatrix => loadMatrix(harbourFile);

/** A matrix file's text with each `[from, to]` replaced once; throws when `from` is not in it, so that tests stay honest. */
export function edited(file: string, ...replacements: readonly (readonly [string, string])[]): string {
  let source = readFileSync(file, "utf8");
  for (const [from, to] of replacements) {
    if (!source.includes(from)) throw new Error(`${file} does not contain ${JSON.stringify(from)}`);
    source = source.replace(from, to);
  }
  return source;
}

/** Harbour's matrix with replacements in its text, loaded. */
export function harbourWith(...replacements: readonly (readonly [string, string])[]): LoadedMatrix {
  return parseMatrix(edited(harbourFile, ...replacements), harbourFile);
}

/** A matrix and what follows from it. */
export function entitled(loaded: LoadedMatrix): { matrix: Matrix; entitlements: Entitlements } {
  return { matrix: loaded.matrix, entitlements: deriveEntitlements(loaded.matrix) };
}
