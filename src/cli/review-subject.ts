/** What a review is of: a stack of this project, or any matrix with the Pulumi program that declares what it says. */

import { basename, dirname, join, resolve } from "node:path";
import { readState } from "../engine/state.ts";
import type { Plan } from "../plan/plan.ts";
import type { Snapshot } from "../tenant/snapshot.ts";
import { UsageError } from "./errors.ts";
import { objectIds, readPulumiState } from "./pulumi-state.ts";
import { findStack, projectFolder, type Stack } from "./stacks.ts";
import { planStack } from "./subject.ts";

/** As the command line gives them. */
export interface ReviewSubjectOptions {
  readonly stack?: string;
  readonly workspace?: string;
  /** Instead of a stack of this project: a matrix, and the Pulumi program that declares what it says. */
  readonly matrix?: string;
  readonly program?: string;
  readonly stackName?: string;
  readonly snapshot?: string;
  readonly out?: string;
  /** Output of `pulumi stack export`. */
  readonly state?: string;
}

export interface ReviewSubject {
  readonly name: string;
  readonly matrixFile: string;
  /** Where the reports go unless that is said. */
  readonly out: string;
  /** Where the signed reviews before it are. */
  readonly reviews: string;
  /** Command line that restores what is declared; absent: that of the stack. */
  readonly restore?: string;
  /** Object ids by URN, as the deployment's state has them: the one that is given, Pulumi's in files, or the embedded engine's. */
  readonly stateIds: ReadonlyMap<string, string>;
  plan(actual: Snapshot): Promise<Plan>;
  /** The tenant, where no snapshot is given. */
  collect(): Promise<Snapshot>;
}

/** @throws UsageError when nothing, or too much, is given */
export function reviewSubject(options: ReviewSubjectOptions): ReviewSubject {
  const { stack, matrix, program, stackName } = options;
  if (stack !== undefined && (matrix ?? program) !== undefined) {
    throw new UsageError(`--stack and --${matrix === undefined ? "program" : "matrix"} are both given`, "one of them");
  }
  if (stack !== undefined) return ofStack(findStack(stack, options.workspace), options.state);
  if (matrix === undefined) {
    throw new UsageError(
      "nothing says what to review",
      "--stack NAME, --matrix FILE, or --all FOLDER for many tenants",
    );
  }
  if (stackName !== undefined && program === undefined) {
    throw new UsageError("--stack-name is given without --program", "--program DIR");
  }
  return ofMatrix(matrix, options);
}

function ofStack(stack: Stack, given: string | undefined): ReviewSubject {
  const state = readPulumiState(stack, given, stack.name);
  const embedded = readState(join(stack.workspace, "state.json"));
  return {
    name: stack.name,
    matrixFile: stack.matrixFile,
    out: join(stack.workspace, "review"),
    reviews: stack.reviews,
    stateIds:
      state === undefined
        ? new Map(embedded?.resources.map(({ urn, made }) => [urn, made.outputs.objectId]))
        : objectIds(state),
    plan: (actual) => planStack(stack, actual),
    collect: async () => (await import("./collect.ts")).collectStackTenant(stack),
  };
}

/** Without a program of its own a matrix is declared by this project's. */
function ofMatrix(
  matrix: string,
  { program, stackName, snapshot, out, state: given }: ReviewSubjectOptions,
): ReviewSubject {
  if (snapshot === undefined) throw new UsageError("--snapshot is missing", "a snapshot of the matrix's tenant");
  if (out === undefined) throw new UsageError("--out is missing", "a folder for the reports");
  const name = stackName ?? basename(dirname(resolve(matrix)));
  const state = readPulumiState(undefined, given, name);
  return {
    name,
    matrixFile: matrix,
    out,
    reviews: join(dirname(resolve(matrix)), "reviews"),
    stateIds: state === undefined ? new Map() : objectIds(state),
    restore: `pulumi up --stack ${name}`,
    plan: async (actual) =>
      (await import("../plan/large-tenant.ts")).planOnTenant(
        program === undefined
          ? {
              directory: projectFolder,
              stack: name,
              snapshot: actual,
              config: { "demarc:matrix": resolve(matrix) },
            }
          : { directory: program, ...(stackName !== undefined && { stack: stackName }), snapshot: actual },
      ),
    collect: () => Promise.reject(new UsageError("--snapshot is missing", "a snapshot of the matrix's tenant")),
  };
}
