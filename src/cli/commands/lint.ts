import { lintMatrix, type Smell } from "../../matrix/lint.ts";
import { formatProblem, MatrixError, type MatrixProblem } from "../../matrix/problem.ts";
import type { Matrix } from "../../matrix/schema.ts";
import type { BrokenWaiver } from "../../matrix/waivers.ts";
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
    const today = new Date().toISOString().slice(0, 10);
    smells = lintMatrix(loaded, today, await waiversThatDoNotHold(loaded.matrix, today));
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

/** Only where there are waivers does the matrix alone need the rules. */
async function waiversThatDoNotHold(matrix: Matrix, today: string): Promise<readonly BrokenWaiver[]> {
  if (matrix.waivers.length === 0) return [];
  const [{ brokenWaivers }, { rules }] = await Promise.all([
    import("../../../policies/waivers.ts"),
    import("../../../policies/rules/index.ts"),
  ]);
  return brokenWaivers(matrix, rules, today);
}

function summary(file: string, errors: number, warnings: number, notes: number): string {
  if (errors > 0) return `${errors} ${errors === 1 ? "error" : "errors"}; nothing else was checked.`;
  const also = notes === 0 ? "" : `, ${notes} ${notes === 1 ? "note" : "notes"}`;
  return `${file}: no errors, ${warnings === 0 ? "no warnings" : `${warnings} ${warnings === 1 ? "warning" : "warnings"}`}${also}.`;
}
