import { relative } from "node:path";
import type { Finding } from "../../finding.ts";
import { loadMatrix } from "../../matrix/load.ts";
import { PlanError } from "../../plan/plan.ts";
import { readSnapshot } from "../../tenant/snapshot-file.ts";
import type { CheckResult } from "../check-result.ts";
import { printFindings } from "../findings-text.ts";
import { print, printJson, say } from "../output.ts";
import { type SubjectOptions, subjectOf } from "../subject.ts";

export interface CheckOptions extends SubjectOptions {
  readonly format: "text" | "json";
}

/** 0 when nothing is refused, 1 with errors among the findings, 2 when there is no plan to judge. */
export async function check(options: CheckOptions): Promise<number> {
  const subject = subjectOf(options);
  const snapshot = options.snapshot === undefined ? undefined : readSnapshot(options.snapshot);
  // The program runs in a process of its own; the gate is loaded and the matrix read meanwhile.
  const planned = subject.plan(snapshot).then(
    (plan) => ({ plan }),
    (error: unknown) => ({ error }),
  );
  const [{ judge }, { rules }] = await Promise.all([
    import("../../../policies/judge.ts"),
    import("../../../policies/rules/index.ts"),
  ]);
  const { matrix } = loadMatrix(subject.matrixFile);
  const outcome = await planned;
  if ("error" in outcome) return withoutPlan(outcome.error, options.format);
  const { plan } = outcome;
  for (const { text } of plan.output) say(`program: ${text.trimEnd()}`);
  const judgement = judge({
    matrix,
    plan,
    ...(snapshot && { snapshot }),
    scope: subject.scope(snapshot),
    rules,
    today: new Date().toISOString().slice(0, 10),
  });
  const { findings } = judgement;
  const assumptions = [...judgement.assumptions, ...subject.assumptions(snapshot)];
  const ok = findings.every((finding) => finding.severity !== "error");
  const resources = plan.resources.length;
  if (options.format === "json") {
    printJson({ ok, findings: findings.map(fromHere), resources, assumptions } satisfies Loose<CheckResult>);
  } else {
    printFindings(findings);
    for (const assumption of assumptions) print(`assumed: ${assumption}`);
    const errors = findings.filter((finding) => finding.severity === "error").length;
    print(
      ok
        ? `${resources} resources, nothing refused.`
        : `${resources} resources, ${errors} ${errors === 1 ? "finding refuses" : "findings refuse"} this plan.`,
    );
  }
  return ok ? 0 : 1;
}

/** File names as they are written from the working directory, where they are below it. */
function fromHere(finding: Finding): Finding {
  const local = <T extends { readonly file?: string }>(place: T): T =>
    place.file === undefined || relative(process.cwd(), place.file).startsWith("..")
      ? place
      : { ...place, file: relative(process.cwd(), place.file) };
  return { ...local(finding), ...(finding.path && { path: finding.path.map(local) }) };
}

/** `CheckResult` as rules give it: read-only. */
type Loose<T> = { [K in keyof T]: unknown };

/** No plan is never "no findings": the document says why, and the status is 2. */
function withoutPlan(error: unknown, format: CheckOptions["format"]): number {
  if (!(error instanceof PlanError) || format !== "json") throw error;
  printJson({
    ok: false,
    findings: [],
    resources: 0,
    assumptions: [],
    error: {
      reason: error.reason,
      message: error.message,
      ...(error.source && { file: error.source.file, line: error.source.line }),
    },
  } satisfies CheckResult);
  return 2;
}
