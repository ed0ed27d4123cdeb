/** Digests of JSON data that do not depend on the order of properties. */

import { CanonicalHash } from "../tenant/canonical-json.ts";

/** SHA-256 of the canonical JSON, hexadecimal. */
export function digestOf(value: unknown): string {
  const hash = new CanonicalHash();
  hash.value(value);
  return hash.digest();
}
