/**
 * Graph's objects as PowerShell's SDK for Graph writes them with ConvertTo-Json: names with capitals, dates as `/Date(…)/`, what the SDK does
 * not know in `AdditionalProperties`, a structure full of nothing for what is null, one element alone for a list of one.
 */

import { asObject, type JsonObject, objectsOf } from "../../../tenant/entity.ts";

/** The value in Graph's own spelling; undefined for a structure in which nothing is. */
export function graphSpelling(value: unknown): unknown {
  if (typeof value === "string") return dateIn(value);
  if (Array.isArray(value)) return value.map((each) => graphSpelling(each) ?? null);
  const object = asObject(value);
  return object === undefined ? value : (spelledObject(object) ?? null);
}

/** An object in Graph's own spelling. */
export function graphObject(object: JsonObject): JsonObject {
  return spelledObject(object) ?? {};
}

/** Undefined when nothing is in it, however deep. */
function spelledObject(object: JsonObject): JsonObject | undefined {
  const spelled: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(object)) {
    if (name === "AdditionalProperties") Object.assign(spelled, asObject(graphSpelling(value)));
    else spelled[graphName(name)] = graphSpelling(value);
  }
  const isHollow = Object.keys(object).length > 0 && Object.values(spelled).every((each) => each === null);
  return isHollow ? undefined : spelled;
}

function graphName(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** Milliseconds since 1970, UTC (System.Text.Json of Windows PowerShell). */
function dateIn(text: string): string {
  const written = /^\/Date\((-?\d+)\)\/$/.exec(text)?.[1];
  if (written === undefined) return text;
  const date = new Date(Number(written));
  return Number.isNaN(date.getTime()) ? text : date.toISOString();
}

/** A list, also where its only element stands alone. */
export function listOf(value: unknown): readonly JsonObject[] {
  const single = asObject(value);
  return single === undefined ? objectsOf(value) : [single];
}
