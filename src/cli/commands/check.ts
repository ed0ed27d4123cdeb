import { relative } from "node:path";
import { complete } from "../../../policies/adapter/offline-run.ts";
import type { Finding } from "../../finding.ts";
import { loadMatrix } from "../../matrix/load.ts";
import { type Plan, PlanError } from "../../plan/plan.ts";
import { readPlanFile } from "../../plan/plan-file.ts";
import { planProgram } from "../../plan/program.ts";
import { resolveUnknowns } from "../../plan/unknowns.ts";
import type { Snapshot } from "../../tenant/snapshot.ts";
import { readSnapshot } from "../../tenant/snapshot-file.ts";
import type { CheckResult } from "../check-result.ts";
import { UsageError } from "../errors.ts";
import { printFindings } from "../findings-text.ts";
import { print, printJson, say } from "../output.ts";
import { findStack, type Stack } from "../stacks.ts";

export interface CheckOptions {
  readonly stack?: string;
  readonly program?: string;
  readonly plan?: string;
  readonly matrix?: string;
  readonly snapshot?: string;
  readonly stackName?: string;
  readonly timeout: string;
  readonly format: "text" | "json";
}

/** What is judged: one of the three sources, and the matrix it is judged by. */
interface Subject {
  readonly matrixFile: string;
  readonly scope: "whole-tenant" | "partial";
  plan(snapshot: Snapshot | undefined): Promise<Plan>;
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
    // What the tenant holds already is the review's business; the gate judges what the plan adds to it.
    scope: snapshot === undefined ? subject.scope : "partial",
    rules,
    today: new Date().toISOString().slice(0, 10),
  });
  const { findings } = judgement;
  const isFileAlone = options.plan !== undefined && options.stack === undefined && options.program === undefined;
  const assumptions = [
    ...judgement.assumptions,
    ...(isFileAlone && snapshot === undefined
      ? [
          "ids in the file that it does not explain belong to nobody known: --stack, --program or --snapshot says whose they are",
        ]
      : []),
  ];
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

function subjectOf(options: CheckOptions): Subject {
  const { stack: name, program, plan: file } = options;
  if (name === undefined && program === undefined && file === undefined) {
    throw new UsageError("nothing to check is given", "one of --stack NAME, --program DIR, --plan FILE");
  }
  if (name !== undefined && program !== undefined) {
    throw new UsageError("--stack and --program are both given", "one of them");
  }
  const timeoutMs = Number(options.timeout) * 1000;
  if (!(timeoutMs > 0)) throw new UsageError(`--timeout ${options.timeout} is no time`, "seconds, such as 60");
  const subject = name === undefined ? ofProgram(options, timeoutMs) : ofStack(options, findStack(name), timeoutMs);
  if (file === undefined) return subject;
  const isAlone = name === undefined && program === undefined;
  return {
    ...subject,
    // The file says what will be, the program what the file cannot know.
    plan: async (snapshot) => {
      const plan = readPlanFile(file);
      return isAlone ? plan : completed(plan, await subject.plan(snapshot));
    },
  };
}

function ofStack(options: CheckOptions, stack: Stack, timeoutMs: number): Subject {
  return {
    matrixFile: options.matrix ?? stack.matrixFile,
    scope: "whole-tenant",
    plan: (snapshot) => planStack(stack, snapshot, timeoutMs),
  };
}

function ofProgram({ matrix, program, stackName }: CheckOptions, timeoutMs: number): Subject {
  if (matrix === undefined) throw new UsageError("--matrix is missing", "the matrix that the plan is judged by");
  return {
    matrixFile: matrix,
    scope: "partial",
    plan: (snapshot) =>
      planProgram({
        directory: program ?? ".",
        timeoutMs,
        ...(stackName !== undefined && { stack: stackName }),
        ...(snapshot && { snapshot }),
      }),
  };
}

/** A preview's plan with its gaps filled from the program's own. */
function completed(plan: Plan, offline: Plan): Plan {
  const { resources, lookups } = complete(plan.resources, offline);
  return { ...plan, resources: resolveUnknowns(resources), lookups: [...plan.lookups, ...lookups] };
}

/** The plan of a stack of this project. */
export function planStack(stack: Stack, snapshot: Snapshot | undefined, timeoutMs = 60_000): Promise<Plan> {
  return planProgram({ directory: stack.project, stack: stack.name, timeoutMs, ...(snapshot && { snapshot }) });
}

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
