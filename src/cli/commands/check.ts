import { existsSync } from "node:fs";
import { basename, relative, resolve } from "node:path";
import type { ReviewStanding } from "../../../policies/reviews.ts";
import { readMatrix } from "../../matrix/read.ts";
import type { Matrix } from "../../matrix/schema.ts";
import { type Plan, PlanError } from "../../plan/plan.ts";
import { assertTenant, readSnapshot } from "../../tenant/snapshot-file.ts";
import { type CheckRequest, failedDocument, judgedDocument } from "../check-document.ts";
import type { CheckResult } from "../check-result.ts";
import type { RuleFacts, Setting } from "../formats/formatter.ts";
import { type Format, loadFormatter } from "../formats/formatters.ts";
import { repositoryRoot } from "../formats/places.ts";
import { plain, say, styled } from "../output.ts";
import { type Report, reportsOf, writeWhole } from "../reports.ts";
import { type Subject, type SubjectOptions, subjectOf } from "../subject.ts";
import { packageVersion } from "../version.ts";

export interface CheckOptions extends SubjectOptions {
  readonly format: Format;
  /** Where `format` goes instead of standard output. */
  readonly out?: string;
  /** More forms, each `FORMAT=FILE`. */
  readonly report: readonly string[];
  readonly failOn: CheckResult["failOn"];
  /** Say what the plan does to who can do what; Markdown always does. */
  readonly changes: boolean;
  /** The program (or its plan file) as it was before the change: what changes is told against that. */
  readonly base?: string;
  /** URL of a file with `{file}` and `{line}` in it. */
  readonly sourceUrl?: string;
}

/** 0 when nothing is refused, 1 when a finding refuses the plan, 2 when there is no plan to judge or a report cannot be written. */
export async function check(options: CheckOptions): Promise<number> {
  const subject = subjectOf(options);
  const reports = reportsOf(options.format, options.out, options.report);
  const request: CheckRequest = {
    failOn: options.failOn,
    name: options.stack ?? nameOf(options.program ?? options.plan ?? "."),
    matrixFile: subject.matrixFile,
    root: repositoryRoot(process.cwd()),
    withChanges: options.changes || options.base !== undefined || reports.some(({ format }) => format === "markdown"),
  };
  const { result, error } = await judged(subject, options, request);
  if (result === undefined) throw error;
  const status = result.error === undefined ? (result.ok ? 0 : 1) : 2;
  await write(reports, result, {
    rules: await ruleFacts(),
    root: request.root,
    workingDirectory: process.cwd(),
    version: packageVersion(),
    status,
    ...(options.sourceUrl !== undefined && { sourceUrl: options.sourceUrl }),
  });
  // A person reads the text: the reason, with what the program said of it, is a message about the run.
  if (error !== undefined && reports.every(({ format, file }) => format === "text" || file !== undefined)) throw error;
  return status;
}

interface Outcome {
  /** Absent when the error is a defect. */
  readonly result: CheckResult | undefined;
  readonly error?: unknown;
}

async function judged(subject: Subject, options: CheckOptions, request: CheckRequest): Promise<Outcome> {
  try {
    return { result: await judgedPlan(subject, options, request) };
  } catch (error) {
    return { result: failedDocument(error, request), error };
  }
}

async function judgedPlan(subject: Subject, options: CheckOptions, request: CheckRequest): Promise<CheckResult> {
  const snapshot = options.snapshot === undefined ? undefined : readSnapshot(options.snapshot);
  // The program runs in a process of its own; the gate is loaded and the matrix read meanwhile.
  const planned = settled(subject.plan(snapshot));
  const before = options.base === undefined ? undefined : settled(subjectBefore(options.base, options).plan(snapshot));
  const [{ judge }, { rules }] = await Promise.all([
    import("../../../policies/judge.ts"),
    import("../../../policies/rules/index.ts"),
  ]);
  const matrixSource = await readMatrix(subject.matrixFile);
  if (snapshot && options.snapshot !== undefined)
    assertTenant(snapshot, matrixSource.matrix.client.tenantId, options.snapshot);
  const outcome = await planned;
  if ("error" in outcome) throw outcome.error;
  const { plan } = outcome;
  for (const { text } of plan.output) say(text.trimEnd().replaceAll(/^/gm, "program: "));
  const reviews = await standingOf(subject, matrixSource.matrix);
  const judgement = judge({
    matrix: matrixSource.matrix,
    plan,
    ...(snapshot && { snapshot }),
    scope: subject.scope(snapshot),
    rules,
    today: new Date().toISOString().slice(0, 10),
    ...(reviews && { reviews }),
    matrixSource,
    onlyFindings: !request.withChanges,
  });
  const base = await before;
  return judgedDocument(
    judgement,
    [...subject.assumptions(snapshot), ...(base !== undefined && "error" in base ? [withoutBase(base.error)] : [])],
    { ...request, ...(base !== undefined && "plan" in base && { planBefore: base.plan }) },
  );
}

/** Evidence is read only where there is some: most checks have none to wait for. */
async function standingOf({ reviews }: Subject, matrix: Matrix): Promise<ReviewStanding | undefined> {
  if (reviews === undefined) return undefined;
  if (!existsSync(reviews)) return { kind: "none" };
  const { reviewStanding } = await import("../../review/evidence/standing.ts");
  return reviewStanding(reviews, matrix);
}

type Settled = { readonly plan: Plan } | { readonly error: unknown };

/** A failure that is looked at when its turn comes. */
function settled(plan: Promise<Plan>): Promise<Settled> {
  return plan.then(
    (made) => ({ plan: made }),
    (error: unknown) => ({ error }),
  );
}

function subjectBefore(base: string, options: CheckOptions): Subject {
  const { timeout, stackName, matrix = "" } = options;
  return subjectOf({
    timeout,
    matrix,
    ...(stackName !== undefined && { stackName }),
    ...(base.endsWith(".json") ? { plan: base } : { program: base }),
  });
}

/** What was before decides nothing; a change may well be the one that makes the program run again. */
function withoutBase(error: unknown): string {
  if (!(error instanceof PlanError)) throw error;
  return `how the program was before is not known, so what changes is not told against it: ${error.message}`;
}

/** Files first: what is printed is what was written, too. */
async function write(reports: readonly Report[], result: CheckResult, setting: Omit<Setting, "paint">): Promise<void> {
  for (const { format, file } of reports) {
    if (file === undefined) continue;
    const formatter = await loadFormatter(format);
    writeWhole(file, formatter.render(result, { ...setting, paint: plain }));
  }
  const printed = reports.find(({ file }) => file === undefined);
  if (printed === undefined || (printed.format === "text" && result.error !== undefined)) return;
  const formatter = await loadFormatter(printed.format);
  process.stdout.write(formatter.render(result, { ...setting, paint: styled }));
}

async function ruleFacts(): Promise<readonly RuleFacts[]> {
  return (await import("../../../policies/rules/index.ts")).rules;
}

/** A folder or file as a person calls it: from here, and `.` by its name. */
function nameOf(path: string): string {
  const short = relative(process.cwd(), resolve(path));
  return short === "" || short.startsWith("..") ? basename(resolve(path)) : short.split("\\").join("/");
}
