/** What a rule says: the one shape every output format and the policy pack start from. */

/** How a step of a path can be taken by the principal it starts from. */
export type StepCondition =
  /** works now, with nobody's help and no further click */
  | "standing"
  /** the principal activates it alone (PIM without approval) */
  | "self-activation"
  /** somebody of the provider's own side approves the activation */
  | "provider-approval"
  /** somebody whose party is not known approves the activation */
  | "unknown-approval"
  /** only after a person of the internal side approves: the one condition that is not a finding */
  | "internal-approval";

/** One step of a path: `from` gets to `to` through `edge`. */
export interface PathStep {
  /** Label of the principal or object the step starts from, as a person would name it. */
  readonly from: string;
  /** Edge kind, e.g. `member-of`, `eligible-member-of`, `holds-role`, `owns`, `has-app-role`. */
  readonly edge: string;
  /** Label of what the step reaches. */
  readonly to: string;
  readonly condition: StepCondition;
  /** URN of the declared resource that creates the edge; absent when none does. */
  readonly resource?: string;
  /** True for what is in the tenant already, under a plan; absent, too, where the step follows from what a role is. */
  readonly inTenant?: true;
  readonly file?: string;
  readonly line?: number;
}

/** `error` fails the gate; `warning` and `note` are printed and do not. */
export type Severity = "error" | "warning" | "note";

/** One thing a rule found. */
export interface Finding {
  /** Rule name, e.g. `provider-no-standing-global-admin`. */
  readonly rule: string;
  readonly severity: Severity;
  /** One or two plain sentences: who, what, why it is refused, what would be right. */
  readonly message: string;
  /** URN of the resource to blame, or the object id / a matrix path when no resource is. */
  readonly resource: string;
  /** Source file of that resource, relative to the working directory where possible. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
  /** Shortest path that shows the finding, where it is about reach. */
  readonly path?: readonly PathStep[];
  /** What to do instead. */
  readonly remedy?: string;
}

/** A finding that the matrix waives: it is shown, and does not fail the gate while the waiver holds. */
export interface WaivedFinding extends Finding {
  readonly waiver: {
    readonly reason: string;
    /** Who of the internal side approved it. */
    readonly approvedBy: string;
    /** ISO date: the last day on which it holds. */
    readonly until: string;
  };
}

/** One change of the smallest set that leaves no path: take this resource (or what makes this edge in the tenant) away. */
export interface ProposedChange {
  /** URN of the declared resource, else the object id of what makes the step in the tenant. */
  readonly resource: string;
  readonly file?: string;
  readonly line?: number;
  /** The step it takes away, as a sentence. */
  readonly message: string;
  /** How many offending principals have a path through it. */
  readonly cuts: number;
}
