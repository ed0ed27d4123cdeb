/** Digests of JSON data that do not depend on the order of properties. */

import { createHash } from "node:crypto";

/** So much text is handed to the hash at once. */
const chunk = 65_536;

/** SHA-256 of the canonical JSON, hexadecimal. The text is never there as a whole: that of a large tenant has hundreds of megabytes. */
export function digestOf(value: unknown): string {
  const hash = createHash("sha256");
  let text = "";
  writeCanonical(value, (part) => {
    text += part;
    if (text.length < chunk) return;
    hash.update(text);
    text = "";
  });
  return hash.update(text).digest("hex");
}

/** JSON with the properties of every object in alphabetical order. */
function writeCanonical(value: unknown, write: (part: string) => void): void {
  if (Array.isArray(value)) {
    let mark = "[";
    for (const item of value) {
      write(mark);
      writeCanonical(item ?? null, write);
      mark = ",";
    }
    write(mark === "[" ? "[]" : "]");
    return;
  }
  if (typeof value !== "object" || value === null) {
    write(JSON.stringify(value) ?? "null");
    return;
  }
  const object = value as Readonly<Record<string, unknown>>;
  let mark = "{";
  for (const name of Object.keys(object).sort()) {
    const item = object[name];
    if (item === undefined) continue;
    write(`${mark}${JSON.stringify(name)}:`);
    writeCanonical(item, write);
    mark = ",";
  }
  write(mark === "{" ? "{}" : "}");
}
