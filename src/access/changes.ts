/** What a change does to who can do what: two tenants compared, the one before and the one after. */

import type { StepCondition } from "../finding.ts";
import type { AccessEdge, AccessNode } from "./graph.ts";
import type { AccessRecord, Party } from "./record.ts";

/** An access that is new, gone, or held or set otherwise than before. */
export interface AccessChange {
  readonly change: "gained" | "lost" | "changed";
  /** As it is after the change; for `lost`, as it was. */
  readonly record: AccessRecord;
  /** For `changed`: as it was. */
  readonly before?: AccessRecord;
}

/** Somebody who can now get to tier 0, or no longer, or more or less easily than before. */
export interface ReachChange {
  readonly principal: AccessNode;
  readonly party: Party;
  /** The hardest step of the best way; absent when there is none. */
  readonly before?: StepCondition;
  readonly after?: StepCondition;
  /** The best way after the change; before it when there is none any more. */
  readonly path: readonly AccessEdge[];
}

/** In the order of parties: providers, unknown, internal, emergency, others. */
export interface AccessChanges {
  readonly access: readonly AccessChange[];
  readonly reach: readonly ReachChange[];
}
