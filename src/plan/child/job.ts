/** What the parent process asks of the child that runs a program, and what the child says back. */

import type { Snapshot } from "../../tenant/snapshot.ts";
import type { PlanFailure, PlanMessage, PlannedLookup, PlannedResource, SourcePosition } from "../plan.ts";

/** Sent on the child's standard input as one JSON document. */
export interface Job {
  /** Absolute path of the file to run. */
  readonly entry: string;
  /** The program's directory, also the child's working directory. */
  readonly directory: string;
  /** Directory of Pulumi.yaml. */
  readonly rootDirectory: string;
  /** Whether the entry is an ES module by its extension or package.json. */
  readonly esModule: boolean;
  /** Whether TypeScript is compiled by tsx; otherwise Node strips the types. */
  readonly compile: boolean;
  readonly project: string;
  readonly stack: string;
  /** Full key (`project:key`) → value. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
  readonly snapshot?: Snapshot;
  /** Stack name → output name → value. */
  readonly stackOutputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Sent by the child on file descriptor 3, one JSON document a line. The last one that is not a log decides. */
export type Report =
  | { readonly kind: "log"; readonly severity: PlanMessage["severity"]; readonly text: string }
  | {
      readonly kind: "planned";
      readonly resources: readonly PlannedResource[];
      readonly lookups: readonly PlannedLookup[];
    }
  | {
      readonly kind: "failed";
      readonly reason: PlanFailure;
      readonly message: string;
      readonly source?: SourcePosition;
      readonly detail?: string;
      /** The failure may be one of type stripping only: compile and try again. */
      readonly retryCompiled?: boolean;
    };
