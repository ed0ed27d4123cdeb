/** A finding as text for Pulumi's output: the sentence, the path, the remedy. */

import type { Finding, WaivedFinding } from "../../src/finding.ts";

/** Several lines, without a trailing newline. */
export function describeFinding({ message, path, remedy }: Finding): string {
  const steps = (path ?? []).map(({ from, edge, to, condition }) => `  ${from} —${edge}→ ${to} (${condition})`);
  return [message, ...steps, ...(remedy === undefined ? [] : [`Instead: ${remedy}`])].join("\n");
}

/** A finding that refuses nothing, and why. */
export function describeWaived({ rule, message, waiver }: WaivedFinding): string {
  return `${rule}: ${message}\nWaived by ${waiver.approvedBy} until ${waiver.until}: ${waiver.reason}`;
}
