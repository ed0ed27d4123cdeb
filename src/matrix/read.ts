/** Reads a matrix for the gate: one that was found valid before is not parsed and validated again. */

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { readText } from "../text-file.ts";
import type { LoadedMatrix } from "./load.ts";
import type { Matrix } from "./schema.ts";

/** Set only in the bundle (cli/bundle.ts), which is replaced, and this folder with it, when any source changes. */
declare global {
  var demarcBundle: string | undefined;
}

/**
 * As `loadMatrix`, with what an earlier run found of the same text by the same code.
 * @throws MatrixError
 */
export async function readMatrix(file: string): Promise<LoadedMatrix> {
  const folder = globalThis.demarcBundle;
  const text = folder === undefined ? undefined : textOf(file);
  if (folder === undefined || text === undefined) return (await import("./load.ts")).loadMatrix(file);
  const cached = join(folder, "matrix", `${createHash("sha256").update(text).digest("hex")}.json`);
  const known = validBefore(cached);
  if (known !== undefined) return { matrix: known, file, positionOf: (path) => loadedNow(file).positionOf(path) };
  const loaded = (await import("./load.ts")).parseMatrix(text, file);
  remember(cached, loaded.matrix);
  return loaded;
}

function textOf(file: string): string | undefined {
  try {
    return readText(file);
  } catch {
    return undefined;
  }
}

function validBefore(cached: string): Matrix | undefined {
  try {
    // Written by `remember`, from a matrix that was valid.
    return JSON.parse(readFileSync(cached, "utf8")) as Matrix;
  } catch {
    return undefined;
  }
}

/** A cache that cannot be written is no reason to fail. */
function remember(cached: string, matrix: Matrix): void {
  const text = JSON.stringify(matrix);
  if (!isDeepStrictEqual(JSON.parse(text), matrix)) return;
  try {
    mkdirSync(join(cached, ".."), { recursive: true });
    writeFileSync(`${cached}.${process.pid}`, text);
    renameSync(`${cached}.${process.pid}`, cached);
  } catch {
    return;
  }
}

/** Where something stands in the file is asked for only where there is something to say about it. */
function loadedNow(file: string): LoadedMatrix {
  const { loadMatrix }: typeof import("./load.ts") = createRequire(import.meta.url)("./load.ts");
  return loadMatrix(file);
}
