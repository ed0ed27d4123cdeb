/** What is wrong with a matrix file, in a form that editors and people can follow to the place. */

export interface MatrixProblem {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
  /** Path in the document, e.g. `functions.edr-response.owner`; empty for the document as a whole. */
  readonly path: string;
  /** What is wrong. */
  readonly message: string;
  /** What would be right, where that can be told. */
  readonly hint?: string;
}

/** All that is wrong with a matrix file, in the order of the file. */
export class MatrixError extends Error {
  override readonly name = "MatrixError";
  readonly problems: readonly MatrixProblem[];
  constructor(problems: readonly MatrixProblem[]) {
    super(problems.map(formatProblem).join("\n"));
    this.problems = problems;
  }
}

/** `file:line:column: path: message (hint)`, as compilers print it. */
export function formatProblem(problem: MatrixProblem): string {
  const where = `${problem.file}:${problem.line}:${problem.column}`;
  const what = problem.path === "" ? problem.message : `${problem.path}: ${problem.message}`;
  return problem.hint === undefined ? `${where}: ${what}` : `${where}: ${what} (${problem.hint})`;
}
