/** Which matrix judges a review: one that is named, or that of the stack that was reviewed; never the one in its evidence. */

import { readFileSync } from "node:fs";
import { parseMatrix } from "../matrix/load.ts";
import type { Matrix } from "../matrix/schema.ts";
import { readReview } from "../review/decisions/recorded-review.ts";
import { UsageError } from "./errors.ts";
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
  const file = matrix ?? findStack(stack ?? stackOf(folder)).matrixFile;
  let source: Buffer;
  try {
    source = readFileSync(file);
  } catch {
    throw new UsageError(`the matrix ${file} cannot be read`, "--matrix FILE or --stack NAME");
  }
  return { matrix: parseMatrix(source.toString("utf8"), file).matrix, source };
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
