/** Who reaches Global Administrator or an equivalent, as a review tells it. */

import type { AccessRecord, Party } from "../access/record.ts";
import type { PathStep, StepCondition } from "../finding.ts";
import type { Reach } from "./schema.ts";

/** A way to Global Administrator that the access graph found. */
export interface ReachingPrincipal {
  readonly principal: AccessRecord["principal"];
  /** Shortest way, at least one step. */
  readonly path: readonly PathStep[];
}

/** From easiest to hardest. */
const conditions: readonly StepCondition[] = [
  "standing",
  "self-activation",
  "provider-approval",
  "unknown-approval",
  "internal-approval",
];

/** Parties of whom it is expected that they reach Global Administrator. */
const expectedToReach = new Set<Party["kind"]>(["internal", "emergency", "deployment", "microsoft"]);

/** As a report shows it. */
export function reachOf({ principal, path }: ReachingPrincipal, partyLabel: (party: Party) => string): Reach {
  const { party } = principal;
  const hardest = Math.max(0, ...path.map(({ condition }) => conditions.indexOf(condition)));
  return {
    principal: {
      id: principal.id,
      identity: principal.identity,
      label: principal.label,
      type: principal.type,
      party: {
        kind: party.kind,
        ...(party.kind === "provider" && { provider: party.provider }),
        label: partyLabel(party),
      },
    },
    condition: conditions[hardest] ?? "standing",
    expected: expectedToReach.has(party.kind),
    path: path.map((step) => ({ ...step })),
  };
}

const partyOrder: readonly Party["kind"][] = [
  "provider",
  "unknown",
  "emergency",
  "internal",
  "deployment",
  "microsoft",
];

/** Providers first, then whom nobody knows; within a party the easiest ways first. */
export function byParty(left: Reach, right: Reach): number {
  return (
    partyOrder.indexOf(left.principal.party.kind) - partyOrder.indexOf(right.principal.party.kind) ||
    left.principal.party.label.localeCompare(right.principal.party.label, "en") ||
    conditions.indexOf(left.condition) - conditions.indexOf(right.condition) ||
    left.principal.label.localeCompare(right.principal.label, "en")
  );
}
