/**
 * The document of a matrix before anything is known of its shape, for checks that need more than one field: each section with such checks
 * reads it through these, so that nothing throws whatever stands there.
 */

import { INTERNAL } from "./parties.ts";
import { suggest } from "./suggest.ts";

export interface ReferenceProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly hint?: string;
  /** True when the key, not its value, is at fault. */
  readonly ofKey?: boolean;
}

export type Raw = Readonly<Record<string, unknown>>;

/** A mapping's entries; nothing for whatever is no mapping. */
export const entries = (value: unknown): [string, unknown][] =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
export const record = (value: unknown): Raw => Object.fromEntries(entries(value));
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const strings = (value: unknown): string[] => list(value).filter((each) => typeof each === "string");

/** A party key that names neither `internal` nor a provider. */
export function unknownParty(
  document: Raw,
  written: unknown,
  path: readonly PropertyKey[],
  ofKey = false,
): ReferenceProblem[] {
  if (typeof written !== "string") return [];
  const known = [INTERNAL, ...Object.keys(record(document["providers"]))];
  if (known.includes(written)) return [];
  const nearest = suggest(written, known);
  return [
    {
      path,
      message: `"${written}" is no party of this matrix`,
      hint: nearest ? `did you mean "${nearest}"?` : `parties: ${known.join(", ")}`,
      ofKey,
    },
  ];
}

export function unknownProvider(document: Raw, written: unknown, path: readonly PropertyKey[]): ReferenceProblem[] {
  if (written === INTERNAL) {
    return [{ path, message: '"internal" is no provider', hint: providersHint(document) }];
  }
  return unknownParty(document, written, path);
}

export const providersHint = (document: Raw) =>
  `providers: ${Object.keys(record(document["providers"])).join(", ") || "none declared"}`;
