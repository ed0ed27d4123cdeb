/** What a command looks at: a stack, somebody's program or a plan file, and the matrix it is held against. */

import type { Plan } from "../plan/plan.ts";
import { readPlanFile } from "../plan/plan-file.ts";
import { resolveUnknowns } from "../plan/unknowns.ts";
import type { Snapshot } from "../tenant/snapshot.ts";
import { UsageError } from "./errors.ts";
import { findStack, type Stack } from "./stacks.ts";

/** As the command line gives them. */
export interface SubjectOptions {
  readonly stack?: string;
  readonly program?: string;
  readonly plan?: string;
  readonly matrix?: string;
  readonly snapshot?: string;
  readonly stackName?: string;
  /** Seconds, of a program's run. */
  readonly timeout: string;
}

/** One of the three sources of a plan, and the matrix it is judged by. */
export interface Subject {
  readonly matrixFile: string;
  /** Folder of the stack's reviews; absent where no stack is meant. */
  readonly reviews?: string;
  plan(snapshot: Snapshot | undefined): Promise<Plan>;
  /** How much of the tenant the plan speaks of. */
  scope(snapshot: Snapshot | undefined): "whole-tenant" | "partial";
  /** What is taken for granted because of how the plan was given. */
  assumptions(snapshot: Snapshot | undefined): readonly string[];
}

/** @throws UsageError when nothing, or too much, is given */
export function subjectOf(options: SubjectOptions): Subject {
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
    assumptions: (snapshot) =>
      isAlone && snapshot === undefined
        ? [
            "ids in the file that it does not explain belong to nobody known: --stack, --program or --snapshot says whose they are",
          ]
        : [],
    // The file says what will be, the program what the file cannot know.
    plan: async (snapshot) => {
      const plan = readPlanFile(file, { keepUnknowns: !isAlone });
      return isAlone ? plan : await completed(plan, await subject.plan(snapshot));
    },
  };
}

function ofStack(options: SubjectOptions, stack: Stack, timeoutMs: number): Subject {
  return {
    matrixFile: options.matrix ?? stack.matrixFile,
    reviews: stack.reviews,
    // What the tenant holds already is the review's business; the gate judges what the plan adds to it.
    scope: (snapshot) => (snapshot === undefined ? "whole-tenant" : "partial"),
    assumptions: () => [],
    plan: (snapshot) => planStack(stack, snapshot, timeoutMs),
  };
}

function ofProgram({ matrix, program, stackName }: SubjectOptions, timeoutMs: number): Subject {
  if (matrix === undefined) throw new UsageError("--matrix is missing", "the matrix that the plan is judged by");
  return {
    matrixFile: matrix,
    scope: () => "partial",
    assumptions: () => [],
    plan: async (snapshot) =>
      (await import("../plan/large-tenant.ts")).planOnTenant({
        directory: program ?? ".",
        timeoutMs,
        ...(stackName !== undefined && { stack: stackName }),
        ...(snapshot && { snapshot }),
      }),
  };
}

/** A preview's plan with its gaps filled from the program's own. */
async function completed(plan: Plan, offline: Plan): Promise<Plan> {
  const { complete } = await import("../../policies/adapter/offline-run.ts");
  const { resources, lookups } = complete(plan.resources, offline);
  return { ...plan, resources: resolveUnknowns(resources), lookups: [...plan.lookups, ...lookups] };
}

/** The plan of a stack of this project. */
export async function planStack(stack: Stack, snapshot: Snapshot | undefined, timeoutMs = 60_000): Promise<Plan> {
  const { planOnTenant } = await import("../plan/large-tenant.ts");
  return planOnTenant({ directory: stack.project, stack: stack.name, timeoutMs, ...(snapshot && { snapshot }) });
}
