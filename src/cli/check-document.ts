/** Makes the document of a check: what the gate said, as plain data. */

import { isAbsolute, relative, sep } from "node:path";
import type { Judgement } from "../../policies/judge.ts";
import type { Finding } from "../finding.ts";
import { MatrixError } from "../matrix/problem.ts";
import { type Plan, PlanError } from "../plan/plan.ts";
import type { Changes, CheckResult } from "./check-result.ts";
import { insideRepository } from "./formats/places.ts";
import { refuses } from "./formats/words.ts";

/** How the check was asked for. */
export interface CheckRequest {
  readonly failOn: CheckResult["failOn"];
  /** The stack, program or plan file, as a person calls it. */
  readonly name: string;
  readonly matrixFile: string;
  /** Top of the repository, absolute. */
  readonly root: string;
  /** Whether to say what the plan does to who can do what. */
  readonly withChanges: boolean;
  /** What the program declared before, where that is known. */
  readonly planBefore?: Plan;
}

/** @param assumptions what was taken for granted before anything was judged */
export async function judgedDocument(
  judgement: Judgement,
  assumptions: readonly string[],
  request: CheckRequest,
): Promise<CheckResult> {
  const ids = new Map(judgement.input.rules.map(({ name, id }) => [name, id]));
  const shown = <F extends Finding>(finding: F) => ({
    ...fromHere(finding, request.root),
    id: ids.get(finding.rule) ?? finding.rule,
  });
  const { findings, waived, proposals } = judgement;
  return {
    ok: findings.every(({ severity }) => !refuses(severity, request.failOn)),
    ...common(request),
    findings: findings.map(shown),
    waived: waived.map(shown),
    proposals: proposals.map((proposal) => local(proposal, request.root)),
    resources: judgement.input.plan.resources.length,
    assumptions: [
      ...judgement.assumptions,
      ...assumptions,
      ...(declaresNothing(judgement.input.plan) ? [nothing] : []),
    ],
    ...(request.withChanges && { changes: await changesIn(judgement, request) }),
  };
}

/** A wrong folder, or a program that was never begun, is not to look like one that is in order. */
const nothing = "the plan declares no resource, so there was nothing to judge";

function declaresNothing({ resources }: Plan): boolean {
  return resources.every(({ type }) => type === "pulumi:pulumi:Stack");
}

/** Loaded only when it is asked for: it reads a second tenant. */
async function changesIn(judgement: Judgement, { root, planBefore }: CheckRequest): Promise<Changes> {
  const { changesOf } = await import("./check-changes.ts");
  return changesOf(judgement, (file) => placed(file, root), planBefore);
}

/**
 * No plan is never "no findings": the document says why there is none. Undefined for what is no bad input but a defect: that has to
 * be seen as it is.
 */
export function failedDocument(error: unknown, request: CheckRequest): CheckResult | undefined {
  const reason = reasonOf(error);
  if (reason === undefined) return undefined;
  return {
    ok: false,
    ...common(request),
    findings: [],
    waived: [],
    proposals: [],
    resources: 0,
    assumptions: [],
    error: { ...reason, ...(reason.file !== undefined && { file: placed(reason.file, request.root) }) },
  };
}

function reasonOf(error: unknown): CheckResult["error"] {
  if (error instanceof PlanError) {
    const { reason, message, source } = error;
    return { reason, message, ...(source && { file: source.file, line: source.line }) };
  }
  if (error instanceof MatrixError) {
    const [first] = error.problems;
    return { reason: "matrix", message: error.message, ...(first && { file: first.file, line: first.line }) };
  }
  // Known by name: most checks never load what throws it.
  if (error instanceof Error && error.name === "SnapshotError") return { reason: "snapshot", message: error.message };
  return undefined;
}

function common({ failOn, name, matrixFile, root }: CheckRequest) {
  const folder = relative(root, process.cwd()).split(sep).join("/");
  return { failOn, subject: { name, matrix: placed(matrixFile, root), folder } };
}

function fromHere<F extends Finding>(finding: F, root: string): F {
  return { ...local(finding, root), ...(finding.path && { path: finding.path.map((step) => local(step, root)) }) };
}

function local<P extends { readonly file?: string }>(place: P, root: string): P {
  return place.file === undefined ? place : { ...place, file: placed(place.file, root) };
}

/** A file as it is written from the working directory, when it is in the same repository. */
function placed(file: string, root: string): string {
  if (!isAbsolute(file)) return file;
  const path = insideRepository(root, file) === undefined ? file : relative(process.cwd(), file);
  return path.split(sep).join("/");
}
