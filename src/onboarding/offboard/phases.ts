/** What has to be done when a provider leaves, in the order in which nobody gets locked out. */

export const phases = [
  { id: "safety", title: "Make sure that the client gets in without the provider" },
  { id: "successors", title: "Give a successor to what only the provider owns or approves" },
  { id: "standing", title: "Take away permanent roles" },
  { id: "eligible", title: "Take away eligibilities" },
  { id: "groups", title: "Take its people out of groups, and away from what they own" },
  { id: "accounts", title: "Block, then delete, its accounts" },
  { id: "systems", title: "Block, then delete, its accounts in the systems beside the tenant" },
  { id: "applications", title: "Remove its applications, their credentials and permissions" },
  { id: "federation", title: "Remove what its pipelines and identity providers can sign in as" },
  { id: "partners", title: "End partner relations: delegated administration and cross-tenant access" },
  { id: "lighthouse", title: "End Azure Lighthouse" },
  { id: "azure", title: "Take away Azure roles" },
  { id: "conditional-access", title: "Remove policies and locations that are only about it" },
  { id: "matrix", title: "Take it out of the matrix, and apply that" },
  { id: "exports", title: "Have the data handed over" },
  { id: "contract", title: "End the contract" },
  { id: "secrets", title: "Rotate what it could have seen" },
] as const;
export type PhaseId = (typeof phases)[number]["id"];

/** Something that has to be done. */
export interface ExitStep {
  readonly phase: PhaseId;
  /** One sentence that says what to do. */
  readonly what: string;
  /** Who does it: a name and a side. */
  readonly who: string;
  /** How, where that is a command or a place. */
  readonly how?: string;
  /** ISO date by which it has to be done. */
  readonly due?: string;
  /** What in the tenant it is about: as long as that is there, the step is open. Absent: only people know whether it is done. */
  readonly object?: string;
}

/** The order of a phase. */
export function phaseOrder(phase: PhaseId): number {
  return phases.findIndex(({ id }) => id === phase);
}
