/** What materialising a plan gives: the declared tenant as a snapshot, and which declared resource made what in it. */

import type { PlannedLookup } from "../plan/plan.ts";
import type { Snapshot } from "./snapshot.ts";

export interface MaterialisedTenant {
  /** The plan's resources (on top of the base snapshot, when one was given). */
  readonly snapshot: Snapshot;
  /** Object id or `relationKey(…)` → URN of the resource that declares it. Nothing from the base snapshot is in it. */
  readonly declaredBy: ReadonlyMap<string, string>;
  /** Object ids that stand for what a lookup would find; their objects carry only what was asked for. */
  readonly assumed: ReadonlyMap<string, PlannedLookup>;
  /** References that could not be resolved to an object: the rules decide what that means. */
  readonly unresolved: readonly UnresolvedReference[];
  /** Resources whose type the model does not understand though it may convey access; the rules decide what that means. */
  readonly notUnderstood: readonly { readonly urn: string; readonly type: string }[];
  /** What Entra would refuse when the plan is applied; the access it declares is in the snapshot all the same. */
  readonly refused: readonly RefusedResource[];
}

export interface RefusedResource {
  readonly urn: string;
  readonly message: string;
  /** True where nobody can tell yet whether it would be: the message is a clause that says what is not known. */
  readonly isUnknown?: true;
}

/** Thrown for a resource of which something that decides is not known before the deployment; the message is a clause. */
export class NotKnownYet extends Error {
  override readonly name = "NotKnownYet";
}

export interface UnresolvedReference {
  readonly urn: string;
  /** Input property, e.g. `principalObjectId`. */
  readonly property: string;
  /** URNs the value may come from; empty when nothing is known. */
  readonly from: readonly string[];
}
