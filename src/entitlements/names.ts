/** Names that become parts of resource names and addresses. */

import { hash } from "node:crypto";

/** Lower case letters, digits and single hyphens: `Dana.Reyes` → `dana-reyes`. */
export function slug(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}

/** The GUID (version 8, RFC 9562) of something that Azure wants the caller to give one: the same text, the same GUID. */
export function stableId(text: string): string {
  const hex = hash("sha256", text, "hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
