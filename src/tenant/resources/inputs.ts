/** Reading a resource's inputs the way the Terraform provider reads them: what is absent is the type's zero value. */

import { asText, type JsonObject, objectsOf } from "../entity.ts";

export type Inputs = JsonObject;

/** Text, `""` when absent. */
export function text(inputs: Inputs | undefined, property: string): string {
  return asText(inputs?.[property]) ?? "";
}

/** Text, null when absent or empty (the provider's `nullable.NoZero`). */
export function textOrNull(inputs: Inputs | undefined, property: string): string | null {
  return text(inputs, property) || null;
}

/** Text, undefined when absent or empty: for properties that the provider leaves out then. */
export function textIfAny(inputs: Inputs | undefined, property: string): string | undefined {
  return text(inputs, property) || undefined;
}

export function flag(inputs: Inputs | undefined, property: string, otherwise = false): boolean {
  const value = inputs?.[property];
  return typeof value === "boolean" ? value : otherwise;
}

export function count(inputs: Inputs | undefined, property: string, otherwise = 0): number {
  const value = inputs?.[property];
  return typeof value === "number" ? value : otherwise;
}

/** The texts of a list; a single text counts as a list of one. */
export function texts(inputs: Inputs | undefined, property: string): string[] {
  const value = inputs?.[property];
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/**
 * The texts of a Terraform set, in the order in which the provider writes them: by the decimal digits of the CRC-32 of each with a
 * semicolon (terraform-plugin-sdk, helper/schema/serialize.go).
 */
export function textSet(inputs: Inputs | undefined, property: string): string[] {
  const given = [...new Set(texts(inputs, property))];
  if (given.length < 2) return given;
  // Loaded where it is needed: few plans have more than one of anything here.
  const { crc32 } = process.getBuiltinModule("node:zlib");
  const order = (value: string) => String(crc32(`${value};`));
  return given.toSorted((left, right) => (order(left) < order(right) ? -1 : 1));
}

/** The objects of a list; a single object (a block that may occur once) counts as a list of one. */
export function blocks(inputs: Inputs | undefined, property: string): JsonObject[] {
  const value = inputs?.[property];
  if (value === undefined) return [];
  return [...objectsOf(Array.isArray(value) ? value : [value])];
}

/** A block that occurs at most once. */
export function block(inputs: Inputs | undefined, property: string): JsonObject | undefined {
  return blocks(inputs, property)[0];
}

export function has(inputs: Inputs, property: string): boolean {
  return inputs[property] !== undefined && inputs[property] !== null;
}

/** Whether a property differs between two inputs; the order of a list of texts means nothing. */
export function differs(before: Inputs, after: Inputs, property: string): boolean {
  return !sameValue(before[property], after[property]);
}

/** Equality of input values: absent, null and empty are one; the order of texts in a list means nothing. */
export function sameValue(left: unknown, right: unknown): boolean {
  return JSON.stringify(canonical(left)) === JSON.stringify(canonical(right));
}

function canonical(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) {
    const items = value.map(canonical);
    if (items.length === 0) return null;
    return items.every((item) => typeof item === "string") ? items.toSorted() : items;
  }
  if (typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined && inner !== null)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, canonical(inner)]),
  );
}

/** The last part of an id that the provider writes with its path, e.g. `/applications/{id}`. */
export function bareId(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** `bareId` of a property; `""` when absent. */
export function idOf(inputs: Inputs, property: string): string {
  return bareId(text(inputs, property));
}

/** Only the entries that have a value: JSON as the provider's `omitempty` writes it. */
export function defined(entries: Readonly<Record<string, unknown>>): JsonObject {
  const kept: Record<string, unknown> = {};
  for (const key in entries) if (entries[key] !== undefined) kept[key] = entries[key];
  return kept;
}
