/** Whose signatures are believed: the matrix says so, outside of the evidence that it judges. */

import type { Matrix, Signer } from "../../matrix/schema.ts";
import type { SignedBy } from "./signature.ts";

/**
 * Why a genuine signature is not believed; undefined when it is.
 * @param issuerKeys thumbprints of issuers' keys that the person who checks got from elsewhere
 */
export function distrust(
  signed: SignedBy,
  side: string,
  matrix: Matrix,
  issuerKeys: ReadonlySet<string> = new Set(),
): string | undefined {
  const place = `review.signers.${side}`;
  const fitting = signersOf(signed, side, matrix);
  if (fitting.length === 0) {
    return signed.kind === "key"
      ? `is by a key that nobody trusts for ${side}: ${signed.thumbprint} is not in ${place}`
      : `is by ${signed.subject} (${signed.issuer}), which is not in ${place}`;
  }
  const day = signed.signedOn.slice(0, 10);
  const inTime = fitting.filter(({ from, until }) => (from ?? day) <= day && day <= (until ?? day));
  if (inTime.length === 0) return `was made on ${day}, when ${place} does not let it sign`;
  if (signed.kind === "key") return undefined;
  const isKnown =
    issuerKeys.has(signed.thumbprint) ||
    inTime.some((signer) => "issuerKeys" in signer && signer.issuerKeys.includes(signed.thumbprint));
  return isKnown
    ? undefined
    : `rests on a key that only the evidence itself calls one of ${signed.issuer}: ${signed.thumbprint} is neither in issuerKeys of ${place} nor given with --issuer-keys`;
}

/** What a matrix lists for a side that fits who signed, whether in time or not. */
function signersOf(signed: SignedBy, side: string, matrix: Matrix): Signer[] {
  return (matrix.review.signers[side] ?? []).filter((signer) =>
    "key" in signer
      ? signed.kind === "key" && signer.key === signed.thumbprint
      : signed.kind === "token" && signer.issuer === signed.issuer && signer.subject === signed.subject,
  );
}

/**
 * Whether a side signed with something that a matrix of before did not list for it, though it listed others. Keys do change; but this is
 * also how it looks when somebody writes a key of their own into the matrix and signs for both sides.
 */
export function isNewSigner(signed: SignedBy, side: string, before: Matrix): boolean {
  return before.review.signers[side] !== undefined && signersOf(signed, side, before).length === 0;
}
