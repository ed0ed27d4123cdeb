/** Which matrix a command means. */

import { type LoadedMatrix, loadMatrix } from "../matrix/load.ts";
import { UsageError } from "./errors.ts";
import { findStack } from "./stacks.ts";

/**
 * @throws UsageError when neither or both are given, MatrixError when the file has errors
 */
export function matrixFrom(file: string | undefined, stack: string | undefined): LoadedMatrix {
  if (file !== undefined && stack !== undefined) {
    throw new UsageError("a matrix file and --stack are both given", "one of them");
  }
  if (file !== undefined) return loadMatrix(file);
  if (stack === undefined) throw new UsageError("no matrix is given", "a matrix file, or --stack NAME");
  return loadMatrix(findStack(stack).matrixFile);
}
