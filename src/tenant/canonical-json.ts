/** JSON with the properties of every object in alphabetical order, and its digest: the same data has the same one. */

import { createHash } from "node:crypto";

/** So much text is handed to the hash at once. */
const chunk = 65_536;

/** SHA-256 of canonical JSON. The text is never there as a whole: that of a large tenant has hundreds of megabytes. */
export class CanonicalHash {
  readonly #hash = createHash("sha256");
  #waiting = "";

  /** Adds text as it stands. */
  text(part: string): void {
    this.#waiting += part;
    if (this.#waiting.length < chunk) return;
    this.#hash.update(this.#waiting);
    this.#waiting = "";
  }

  /** Adds a value. */
  value(value: unknown): void {
    if (Array.isArray(value)) this.#list(value);
    else if (typeof value === "object" && value !== null) this.#object(value as Readonly<Record<string, unknown>>);
    else this.text(JSON.stringify(value) ?? "null");
  }

  /** Adds a value of which a list may have many: as one text, where that is the same. */
  item(value: unknown): void {
    const ordered = inOrder(value);
    if (ordered === undefined) this.value(value);
    else this.text(JSON.stringify(ordered));
  }

  #list(list: readonly unknown[]): void {
    let mark = "[";
    for (const item of list) {
      this.text(mark);
      this.item(item ?? null);
      mark = ",";
    }
    this.text(mark === "[" ? "[]" : "]");
  }

  #object(object: Readonly<Record<string, unknown>>): void {
    let mark = "{";
    for (const name of Object.keys(object).sort()) {
      const item = object[name];
      if (item === undefined) continue;
      this.text(`${mark}${JSON.stringify(name)}:`);
      this.value(item);
      mark = ",";
    }
    this.text(mark === "{" ? "{}" : "}");
  }

  /** Hexadecimal. */
  digest(): string {
    return this.#hash.update(this.#waiting).digest("hex");
  }
}

/**
 * The same with the properties of every object in alphabetical order: Node writes a whole object several times as fast as its parts one by
 * one. Itself where they are in order already; undefined where Node would write it otherwise.
 */
function inOrder(value: unknown): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "number")
    return value;
  if (Array.isArray(value)) return listInOrder(value);
  return isPlainObject(value) ? objectInOrder(value) : undefined;
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function listInOrder(list: readonly unknown[]): readonly unknown[] | undefined {
  let changed: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    const ordered = inOrder(item);
    if (ordered === undefined) return undefined;
    if (ordered === item) continue;
    changed ??= [...list];
    changed[index] = ordered;
  }
  return changed ?? list;
}

function objectInOrder(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
  let isSame = true;
  let before = "";
  for (const name in object) {
    if (isSpecial(name)) return undefined;
    const item = object[name];
    const ordered = inOrder(item);
    if (ordered === undefined) return undefined;
    if (ordered !== item || name < before) isSame = false;
    before = name;
  }
  if (isSame) return object;
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(object).sort()) copy[name] = inOrder(object[name]);
  return copy;
}

/** Numbers stand first in every object, and the prototype and the way to JSON are no properties like others. */
function isSpecial(name: string): boolean {
  const first = name.charCodeAt(0);
  return (first >= 48 && first <= 57) || name === "__proto__" || name === "toJSON";
}
