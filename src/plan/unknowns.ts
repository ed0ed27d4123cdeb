/**
 * In a preview the ids of resources that do not exist yet are unknown, but which resources a value comes from is known. Where
 * that is one resource only, the value can be named.
 */

import { valueReadBy } from "./computed-outputs.ts";
import { isUnknown, type PlannedResource, type UnknownValue } from "./plan.ts";
import { idsFor, packageName, providerIdOf } from "./provider-id.ts";

/** Types whose outputs say nothing about who somebody is: a value made with their help is still the other resource's. */
const withoutIdentity = new Set(["pulumi:pulumi:Stack"]);

/**
 * Puts an id in the place of every unknown that can only come from one resource. A value of several origins stays unknown,
 * except in a list of as many unknowns as origins: the set of ids is right then, whichever is which.
 */
export function resolveUnknowns(resources: readonly PlannedResource[]): PlannedResource[] {
  let byUrn: ReadonlyMap<string, PlannedResource> | undefined;
  const resolved = new Map<string, PlannedResource>();
  // In registration order the producer of a value is resolved before its consumers.
  for (const resource of resources) {
    const inputs = named(resource.inputs, find);
    if (inputs !== resource.inputs) resolved.set(resource.urn, { ...resource, inputs });
  }
  function find(urn: string): PlannedResource | undefined {
    // Most files have no unknown at all.
    byUrn ??= new Map(resources.map((resource) => [resource.urn, resource]));
    const found = resolved.get(urn) ?? byUrn.get(urn);
    return found === undefined || withoutIdentity.has(found.type) ? undefined : found;
  }
  return resolved.size === 0 ? [...resources] : resources.map((resource) => resolved.get(resource.urn) ?? resource);
}

type Find = (urn: string) => PlannedResource | undefined;

function name(property: string, value: unknown, find: Find): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isUnknown(value)) return single(property, value, find);
  if (Array.isArray(value)) return list(property, value, find);
  return named(value as Readonly<Record<string, unknown>>, find);
}

/** An object with its unknowns named; the object itself where it has none. */
function named(object: Readonly<Record<string, unknown>>, find: Find): Readonly<Record<string, unknown>> {
  let copy: Record<string, unknown> | undefined;
  for (const key in object) {
    const value = object[key];
    const after = name(key, value, find);
    if (after === value) continue;
    copy ??= { ...object };
    copy[key] = after;
  }
  return copy ?? object;
}

function list(property: string, values: readonly unknown[], find: Find): readonly unknown[] {
  if (!values.some((value) => typeof value === "object")) return values;
  const unknowns = values.filter(isUnknown);
  const origins = [...new Set(unknowns.flatMap((value) => value.from))];
  if (unknowns.length > 1 && unknowns.length === origins.length) {
    let next = 0;
    return values.map((value) => {
      if (!isUnknown(value)) return name(property, value, find);
      const from = origins[next++];
      return single(property, { "demarc:unknown": true, from: from === undefined ? [] : [from] }, find);
    });
  }
  const after = values.map((value) => name(property, value, find));
  return after.every((value, index) => value === values[index]) ? values : after;
}

function single(property: string, value: UnknownValue, find: Find): unknown {
  const [urn, ...others] = value.from;
  if (urn === undefined || others.length > 0) return value;
  const producer = find(urn);
  if (producer === undefined || !producer.custom) return value;
  return namedValue(property, producer);
}

/** The value that a property gets from a resource: the output that its name asks for, or the resource's id. */
function namedValue(property: string, { type, name, urn, id, inputs }: PlannedResource): string {
  if (property === "scope" && packageName(type).startsWith("azure")) return widestScope(id);
  const ids = idsFor(type, name, urn, inputs);
  const providerId = id === ids.planned ? ids.provider : providerIdOf(type, id);
  return valueReadBy(property, { type, name, urn, id: providerId, inputs }, id);
}

/**
 * The widest scope that is made of an ARM id. A program may cut the id of a resource down to its resource group or subscription,
 * and nothing says how much of it is left.
 */
export function widestScope(id: string): string {
  return /^\/subscriptions\/[^/]+/i.exec(id)?.[0] ?? id;
}
