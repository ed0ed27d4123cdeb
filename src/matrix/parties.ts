/** Who a row of the matrix names: `owner`, `by` and `support` resolved to parties. */

import { functionById } from "../catalogue/functions.ts";
import type { FunctionRow, Matrix } from "./schema.ts";

/** The client's own IT team; every other party key is a provider's. */
export const INTERNAL = "internal";

/** `internal` or a provider's key. */
export type PartyKey = string;

/** The company's or the provider's name; a key of nobody stays one. */
export function nameOfParty(matrix: Pick<Matrix, "client" | "providers">, party: PartyKey): string {
  return party === INTERNAL ? matrix.client.name : (matrix.providers[party]?.name ?? party);
}

/** When a provider steps in for the internal team. */
export type SupportCondition = NonNullable<FunctionRow["support"]>["when"];

/** Who does a function, and who steps in under which condition. */
export interface ResolvedRow {
  readonly functionId: keyof Matrix["functions"];
  readonly row: FunctionRow;
  readonly owner: "internal" | "provider" | "joint";
  /** The provider that owns the row or shares it; absent for internal rows. */
  readonly provider?: PartyKey;
  /** A provider that steps in, when it does not own the row already. */
  readonly support?: { readonly provider: PartyKey; readonly when: SupportCondition };
  /** The one accountable party. */
  readonly accountable: PartyKey;
}

/**
 * The provider that a row means when it does not say which: the only one there is, else the only one of the kind that usually
 * performs the function, else undefined (and `references.ts` asks for `by`).
 */
export function defaultProvider(matrix: Pick<Matrix, "providers">, functionId: string): PartyKey | undefined {
  const keys = Object.keys(matrix.providers);
  if (keys.length === 1) return keys[0];
  const usualKind = functionById(functionId)?.usualProvider ?? "msp";
  for (const kind of new Set([usualKind, "msp"])) {
    const ofKind = keys.filter((candidate) => matrix.providers[candidate]?.kind === kind);
    if (ofKind.length === 1) return ofKind[0];
  }
  return undefined;
}

/** One row, resolved. A row whose provider cannot be told has none (reported by `references.ts`). */
export function resolveRow(
  matrix: Pick<Matrix, "providers">,
  functionId: keyof Matrix["functions"],
  row: FunctionRow,
): ResolvedRow {
  const named = row.owner in matrix.providers ? row.owner : undefined;
  const owner = named !== undefined ? "provider" : (row.owner as ResolvedRow["owner"]);
  const provider = owner === "internal" ? undefined : (named ?? row.by ?? defaultProvider(matrix, functionId));
  const supporter = row.support ? (row.support.by ?? defaultProvider(matrix, functionId)) : undefined;
  const fromRaci = Object.entries(row.raci ?? {}).find(([, letters]) => letters.includes("A"))?.[0];
  const accountable = row.accountable ?? fromRaci ?? (owner === "provider" ? provider : undefined) ?? INTERNAL;
  return {
    functionId,
    row,
    owner,
    ...(provider !== undefined && { provider }),
    ...(row.support &&
      supporter !== undefined &&
      supporter !== provider && { support: { provider: supporter, when: row.support.when } }),
    accountable,
  };
}

/** All rows of the matrix, in the order of the file. */
export function resolveRows(matrix: Matrix): ResolvedRow[] {
  return Object.entries(matrix.functions).flatMap(([functionId, row]) =>
    row ? [resolveRow(matrix, functionId as keyof Matrix["functions"], row)] : [],
  );
}
