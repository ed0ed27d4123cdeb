/**
 * A plan: the resources that a Pulumi program (or a `pulumi preview --json` / `pulumi stack export` file, or the policy
 * engine) says will exist. Everything downstream (materialise, gate, embedded engine) reads this one shape.
 */

/** A position in a source file; line and column are 1-based. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Stands in `PlannedResource.inputs` for a value that could not be known (a preview's unknown). Never appears in plans that
 * were run offline: there every id is a placeholder id of the resource or lookup that gives it.
 */
export interface UnknownValue {
  readonly "demarc:unknown": true;
  /** URNs of the resources that the value may come from; empty when nothing is known about it. */
  readonly from: readonly string[];
}

/** Stands in inputs for a secret; the value itself never enters a plan. */
export interface SecretValue {
  readonly "demarc:secret": true;
}

/** Resource options, as the engine would receive them (after inheritance from parents). */
export interface PlannedOptions {
  readonly protect: boolean;
  readonly dependsOn: readonly string[];
  readonly ignoreChanges: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly retainOnDelete: boolean;
  /** URN::id of an explicit provider, when one is given. */
  readonly provider?: string;
  /** Id of an existing object that the resource imports. */
  readonly import?: string;
  readonly version?: string;
}

export interface PlannedResource {
  readonly urn: string;
  /** Type token, e.g. `azuread:index/group:Group`. */
  readonly type: string;
  /** Logical name, the last part of the URN. */
  readonly name: string;
  /** False for component resources, stacks and provider-less types. */
  readonly custom: boolean;
  /** True for a resource that is only read (`Group.get(...)`, `useExisting` is not that). */
  readonly read: boolean;
  readonly parent?: string;
  /**
   * The object's id: real when it is known (state, preview of an existing resource), otherwise a GUID derived from the URN.
   * Of an Entra object it is the bare object id (of an invitation the guest's), of an Azure resource the ARM id. Other
   * resources' inputs hold it as it is, or inside the form that the provider wants: `/applications/<id>` for an
   * `applicationId`, `/administrativeUnits/<id>` for a `directoryScopeId`.
   */
  readonly id: string;
  /** Object id of the managed identity that Azure made for it, where a state says it. */
  readonly principalId?: string;
  /** Inputs in provider spelling (camelCase), with `UnknownValue` and `SecretValue` markers where they apply. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Property → URNs of the resources its value was made from. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly options: PlannedOptions;
  /** Where the program constructs it, the first frame that is not a library. */
  readonly source?: SourcePosition;
}

/**
 * A lookup (`getUser`, `getGroup`, a stack reference, …) that the program made. `answeredBy: "placeholder"` means nothing
 * could answer it: `id` is then a made-up GUID that stands for "whatever this lookup finds", and `asked` keeps what was asked for.
 * Where the id stands for something that is read off what is found (a stack's output, a member of the group), `asked.output`
 * says what: `adminGroupId`, `shared.groups.admins`, `members`.
 */
export interface PlannedLookup {
  /** Function token, e.g. `azuread:index/getUser:getUser`, or `pulumi:pulumi:StackReference`. */
  readonly token: string;
  readonly asked: Readonly<Record<string, unknown>>;
  /** Id of the object found or made up. */
  readonly id: string;
  /** Client id of the application found, where the engine shows it. */
  readonly clientId?: string;
  readonly answeredBy: "snapshot" | "catalogue" | "placeholder";
  /** True where several objects of the snapshot fit: the first is meant here, and the provider refuses the lookup. */
  readonly isAmbiguous?: true;
  /** True where nothing in the snapshot fits, of which it has everything of the kind. */
  readonly isMissing?: true;
  readonly source?: SourcePosition;
}

export interface Plan {
  readonly origin: "program" | "preview" | "state" | "policy-engine";
  readonly project: string;
  readonly stack: string;
  /** In registration order: a resource comes after everything it refers to. */
  readonly resources: readonly PlannedResource[];
  readonly lookups: readonly PlannedLookup[];
  /** Plain-text configuration of the Entra provider, where the stack's is known: `azuread:clientId` → its value. */
  readonly configuration?: Readonly<Record<string, string>>;
  /** What the program printed or logged, for the person who runs the check; never mixed into results. */
  readonly output: readonly PlanMessage[];
}

export interface PlanMessage {
  readonly channel: "stdout" | "stderr" | "log";
  readonly severity: "debug" | "info" | "warning" | "error";
  readonly text: string;
}

/** Why there is no plan. `message` is one sentence for a person; `detail` the stack trace or the program's own output. */
export class PlanError extends Error {
  override readonly name = "PlanError";
  readonly reason: PlanFailure;
  readonly source: SourcePosition | undefined;
  readonly detail: string | undefined;
  constructor(reason: PlanFailure, message: string, source?: SourcePosition, detail?: string) {
    super(message);
    this.reason = reason;
    this.source = source;
    this.detail = detail;
  }
}

export type PlanFailure =
  /** no program, or not a file of the kind it is said to be */
  | "not-a-program"
  | "not-a-plan-file"
  /** does not compile, or a module is missing */
  | "does-not-load"
  | "threw"
  /** ran past the time limit, or its event loop emptied before it finished */
  | "never-ended"
  /** called process.exit, was killed, ran out of memory */
  | "exited";

/** True for the marker that stands for a value nobody can know yet. */
export function isUnknown(value: unknown): value is UnknownValue {
  return typeof value === "object" && value !== null && "demarc:unknown" in value;
}

/** True for the marker that stands for a secret. */
export function isSecret(value: unknown): value is SecretValue {
  return typeof value === "object" && value !== null && "demarc:secret" in value;
}
