/** What the embedded tenant stores: plain JSON objects with an id, and the few helpers to read them safely. */

import { hash } from "node:crypto";

/** A JSON object as Graph sends and receives it. Stored ones are never changed in place, only replaced. */
export interface JsonObject {
  readonly [key: string]: unknown;
}

/** A stored object. */
export interface Entity extends JsonObject {
  readonly id: string;
}

/** An element of a relation, with the type Graph gives it. */
export interface Reference extends Entity {
  readonly "@odata.type": string;
}

/** The value as an object, or undefined when it is anything else. */
export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

/** The value as text, or undefined. */
export function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The value as a list; anything else is an empty one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The objects of a list property. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  const found: JsonObject[] = [];
  for (const item of asList(value)) {
    const object = asObject(item);
    if (object !== undefined) found.push(object);
  }
  return found;
}

/** The references of a relation property such as `members`. */
export function referencesOf(entity: JsonObject, relation: string): readonly Reference[] {
  return asList(entity[relation]) as readonly Reference[];
}

/** A deep copy of JSON data, so that a caller who changes its object later does not change the tenant. */
export function cloneJson<T>(value: T): T {
  if (Array.isArray(value)) return value.map(cloneJson) as T;
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const key in value) if (value[key] !== undefined) copy[key] = cloneJson(value[key]);
  return copy as T;
}

/**
 * `current` with `change` laid over it the way Graph's PATCH does: complex properties are merged, everything else is
 * replaced. A complex value of another type replaces the old one.
 */
export function mergeJson<T extends JsonObject>(current: T, change: JsonObject): T {
  const merged: Record<string, unknown> = { ...current };
  for (const key in change) {
    const value = change[key];
    if (value === undefined) continue;
    const after = asObject(value);
    const before = after && asObject(current[key]);
    merged[key] =
      before !== undefined && after !== undefined && before["@odata.type"] === after["@odata.type"]
        ? mergeJson(before, after)
        : value;
  }
  return merged as T;
}

/** A GUID made from text: the same for the same text, on every machine. */
export function derivedId(...parts: readonly string[]): string {
  const hex = hash("sha1", parts.join("\n"), "hex");
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A source of GUIDs that gives the same ones in the same order for the same name. */
export function derivedIds(name: string): () => string {
  let count = 0;
  return () => derivedId(name, String(count++));
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isGuid(value: string): boolean {
  return guid.test(value);
}
