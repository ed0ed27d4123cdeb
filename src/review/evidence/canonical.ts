/** JSON with one way to write it: what is signed is compared byte for byte. */

/** Properties in alphabetical order, two spaces, a line break at the end: reproducible, and it diffs well. */
export function canonicalBytes(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(ordered(value), undefined, 2)}\n`, "utf8");
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    entries.sort(([left], [right]) => (left < right ? -1 : 1)).map(([name, item]) => [name, ordered(item)]),
  );
}

/** The document in bytes that are exactly its canonical form; undefined for any others, whatever they would mean. */
export function parseCanonical(bytes: Buffer): { readonly document: unknown } | undefined {
  try {
    const document: unknown = JSON.parse(bytes.toString("utf8"));
    return canonicalBytes(document).equals(bytes) ? { document } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a text is base64url in the one form that its bytes have: no padding, no bits that decoding would drop. */
export function isStrictBase64url(text: string): boolean {
  return text !== "" && Buffer.from(text, "base64url").toString("base64url") === text;
}
