/** A party, and why: the words that everything which attributes shares. */

import type { Party } from "./record.ts";

/** A party, and the sentence that says why. */
export interface Attributed {
  readonly party: Party;
  /** e.g. `its address is in tideway.example` */
  readonly because: string;
}

/** A provider's, by its key. */
export const provider = (key: string, because: string): Attributed => ({
  party: { kind: "provider", provider: key },
  because,
});
/** The internal team's. */
export const internal = (because: string): Attributed => ({ party: { kind: "internal" }, because });
/** Names compare without case and surrounding blanks. */
export const lower = (text: string | null | undefined) => text?.trim().toLowerCase() ?? "";
