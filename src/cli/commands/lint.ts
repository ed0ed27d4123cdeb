import { lintMatrix, type Smell } from "../../matrix/lint.ts";
import { formatProblem, MatrixError, type MatrixProblem } from "../../matrix/problem.ts";
import { matrixFrom } from "../matrix-argument.ts";
import { print, printJson, styled } from "../output.ts";

/** 0 when there is nothing to decide (notes may be printed), 1 with warnings, 2 with errors. */
export async function lint(
  file: string | undefined,
  options: { stack?: string; format: "text" | "json" },
): Promise<number> {
  let errors: readonly MatrixProblem[] = [];
  let smells: readonly Smell[] = [];
  let shown = file ?? "";
  try {
    const loaded = matrixFrom(file, options.stack);
    shown = loaded.file;
    smells = lintMatrix(loaded, new Date().toISOString().slice(0, 10));
  } catch (error) {
    if (!(error instanceof MatrixError)) throw error;
    errors = error.problems;
  }
  const warnings = smells.filter((smell) => smell.severity === "warning");
  if (options.format === "json") {
    printJson({ ok: errors.length === 0 && warnings.length === 0, errors, smells });
  } else {
    for (const error of errors) print(`${styled("red", "error")}: ${formatProblem(error)}`);
    for (const smell of smells) {
      const label = smell.severity === "warning" ? styled("yellow", "warning") : styled("cyan", "note");
      print(`${label}: ${formatProblem(smell)} [${smell.smell}]`);
    }
    print(summary(shown, errors.length, warnings.length, smells.length - warnings.length));
  }
  if (errors.length > 0) return 2;
  return warnings.length > 0 ? 1 : 0;
}

function summary(file: string, errors: number, warnings: number, notes: number): string {
  if (errors > 0) return `${errors} ${errors === 1 ? "error" : "errors"}; nothing else was checked.`;
  const also = notes === 0 ? "" : `, ${notes} ${notes === 1 ? "note" : "notes"}`;
  return `${file}: no errors, ${warnings === 0 ? "no warnings" : `${warnings} ${warnings === 1 ? "warning" : "warnings"}`}${also}.`;
}
