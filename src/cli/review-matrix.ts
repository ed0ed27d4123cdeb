/** Which matrix judges a review: one that is named, or that of the stack that was reviewed; never the one in its evidence. */

import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseMatrix } from "../matrix/load.ts";
import type { Matrix } from "../matrix/schema.ts";
import { readReview } from "../review/decisions/recorded-review.ts";
import { UsageError } from "./errors.ts";
import { say } from "./output.ts";
import { findStack } from "./stacks.ts";

export interface ReviewMatrixOptions {
  readonly matrix?: string;
  readonly stack?: string;
}

export interface ReviewMatrix {
  readonly matrix: Matrix;
  /** The file's bytes, as they go into evidence. */
  readonly source: Buffer;
}

/**
 * @param folder of a review; its review.json names the stack
 * @throws UsageError when neither an option nor the review says which
 */
export function matrixForReview(folder: string, { matrix, stack }: ReviewMatrixOptions): ReviewMatrix {
  if (matrix !== undefined && stack !== undefined) {
    throw new UsageError("--matrix and --stack are both given", "one of them");
  }
  const file = matrix ?? (stack === undefined ? matrixOfReviewed(folder) : findStack(stack).matrixFile);
  if (isWithin(folder, file)) {
    say(`${file} is part of the evidence: whose signatures count is then its own word (--matrix FILE from elsewhere).`);
  }
  let source: Buffer;
  try {
    source = readFileSync(file);
  } catch {
    throw new UsageError(`the matrix ${file} cannot be read`, "--matrix FILE or --stack NAME");
  }
  return { matrix: parseMatrix(source.toString("utf8"), file).matrix, source };
}

function matrixOfReviewed(folder: string): string {
  const stack = stackOf(folder);
  try {
    return findStack(stack).matrixFile;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(
      `${folder} is a review of ${stack}, which is no stack of this project`,
      "--matrix FILE, the matrix that the parties agreed on, best not from this folder",
    );
  }
}

function isWithin(folder: string, file: string): boolean {
  return dirname(resolve(file)) === resolve(folder);
}

function stackOf(folder: string): string {
  const { stack } = readReview(folder);
  // What is judged must not choose its judge: a path here could lead to a matrix in the evidence itself.
  if (stack === undefined || !/^[\w-]+$/.test(stack)) {
    throw new UsageError(`${folder} names no stack of this project`, "--matrix FILE or --stack NAME");
  }
  return stack;
}

/** Names of the rules on which control of the tenant hangs. */
export async function tierZeroRules(): Promise<string[]> {
  const { rules } = await import("../../policies/rules/index.ts");
  return rules.filter(({ tierZero }) => tierZero === true).map(({ name }) => name);
}

export const todayUtc = () => new Date().toISOString().slice(0, 10);
