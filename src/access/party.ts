/** Small words about parties that attribution, graph and rules share. */

import type { Party } from "./record.ts";

/** True for principals of a provider. */
export function isProvider(party: Party): party is Extract<Party, { kind: "provider" }> {
  return party.kind === "provider";
}

/** True when both are the same party (for providers: the same one). */
export function sameParty(one: Party, other: Party): boolean {
  return isProvider(one) && isProvider(other) ? one.provider === other.provider : one.kind === other.kind;
}

/** A party as a person would name it; a provider by its name in the matrix, else its key. */
export function partyName(party: Party, providers: Readonly<Record<string, { readonly name: string }>> = {}): string {
  if (isProvider(party)) return providers[party.provider]?.name ?? party.provider;
  const names = {
    internal: "the internal team",
    emergency: "emergency access",
    deployment: "the deploying identity",
    microsoft: "Microsoft",
    unknown: "an unknown party",
  } as const;
  return names[party.kind];
}
