/** Parties as a person would say them. */

import type { Party } from "../access/record.ts";
import type { Matrix } from "../matrix/schema.ts";

/** `Tideway IT`, `Internal`, … */
export function labelOfParty(party: Party, matrix: Matrix): string {
  if (party.kind === "provider") return matrix.providers[party.provider]?.name ?? party.provider;
  const labels = {
    internal: "Internal",
    emergency: "Emergency access",
    deployment: "Deployment",
    microsoft: "Microsoft",
    unknown: "Unknown",
  } as const;
  return labels[party.kind];
}
