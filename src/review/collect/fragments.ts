/**
 * Objects put together from what several requests brought of them. Fragments of one object come next to each other after a sort by id,
 * in the order in which they were read.
 */

import { asObject, asText, objectsOf } from "../../tenant/entity.ts";
import type { GraphObject } from "./read-error.ts";

export type Fragment =
  /** The object, or more of it. */
  | { readonly kind: "object"; readonly value: GraphObject }
  /** A property that was read apart. */
  | { readonly kind: "property"; readonly name: string; readonly value: unknown }
  /** Elements of a relation; `whole` ones are all there are and replace what a list had cut off. */
  | {
      readonly kind: "elements";
      readonly name: string;
      readonly elements: readonly GraphObject[];
      readonly whole: boolean;
    }
  /** What a delta query says of it. */
  | { readonly kind: "change"; readonly value: GraphObject }
  /** It was deleted while the tenant was read. */
  | { readonly kind: "gone" };

/** The object, or undefined when there is none any more, or there are only parts of one. */
export function putTogether(fragments: readonly Fragment[]): GraphObject | undefined {
  const [only] = fragments;
  // Most objects come whole.
  if (fragments.length === 1 && only?.kind === "object") return canonical(only.value);
  let object: GraphObject | undefined;
  const properties: Record<string, unknown> = {};
  const relations = new Map<string, { cut: GraphObject[]; whole: GraphObject[] | undefined }>();
  for (const fragment of fragments) {
    switch (fragment.kind) {
      case "object":
        object = laidOver(object, fragment.value);
        break;
      case "property":
        properties[fragment.name] = fragment.value;
        break;
      case "elements": {
        const relation = relations.get(fragment.name) ?? { cut: [], whole: undefined };
        relations.set(fragment.name, relation);
        if (fragment.whole) relation.whole ??= [];
        for (const element of fragment.elements) (fragment.whole ? relation.whole : relation.cut)?.push(element);
        break;
      }
      case "change":
        object = changed(object, fragment.value);
        break;
      case "gone":
        return undefined;
    }
  }
  if (object === undefined) return undefined;
  const related = [...relations].map(([name, { cut, whole }]) => [name, inOrder(whole ?? cut)]);
  return canonical({ ...object, ...properties, ...Object.fromEntries(related) });
}

function laidOver(before: GraphObject | undefined, after: GraphObject): GraphObject {
  if (before === undefined) return after;
  const [old, now] = [asObject(before["properties"]), asObject(after["properties"])];
  // Several lists of Azure show the same resource, not all of them with its properties.
  return { ...before, ...after, id: before["id"], ...(old && { properties: { ...old, ...now } }) };
}

/**
 * One entry of a delta query (https://learn.microsoft.com/graph/delta-query-overview): properties as they are now, `@removed` for an
 * object or an element that is gone, `members@delta` for elements that came or went.
 */
function changed(before: GraphObject | undefined, change: GraphObject): GraphObject | undefined {
  if (change["@removed"] !== undefined) return undefined;
  const after: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(change)) {
    const relation = /^(.+)@delta$/.exec(name)?.[1];
    if (relation === undefined) {
      if (!name.includes("@odata.")) after[name] = value;
      continue;
    }
    const elements = new Map(objectsOf(after[relation]).map((element) => [element["id"], element]));
    for (const element of objectsOf(value)) {
      const type = asText(element["@odata.type"]);
      if (element["@removed"] !== undefined) elements.delete(element["id"]);
      else elements.set(element["id"], { ...(type !== undefined && { "@odata.type": type }), id: element["id"] });
    }
    after[relation] = inOrder([...elements.values()]);
  }
  return after;
}

/**
 * Each element once, in an order that depends on nothing but them; of several with one id the last. Sorted where it is: a group may
 * have everybody in it.
 */
function inOrder(elements: GraphObject[]): readonly GraphObject[] {
  elements.sort(byId);
  let kept = 0;
  for (const element of elements) {
    if (kept > 0 && byId(element, elements[kept - 1]) === 0) kept--;
    elements[kept++] = element;
  }
  elements.length = kept;
  return elements;
}

/** `Array.sort` is stable. */
function byId(left: GraphObject, right: GraphObject | undefined): number {
  const [one, other] = [String(left["id"]), String(right?.["id"])];
  return one < other ? -1 : one > other ? 1 : 0;
}

/**
 * Properties by name, the id first: which request brought them does not show. Nothing (null) is left out, since a list says it and a
 * delta query does not.
 */
function canonical(object: GraphObject): GraphObject {
  const made: Record<string, unknown> = { id: object["id"] };
  for (const name of Object.keys(object).sort()) {
    const value = object[name];
    if (name !== "id" && value !== null) made[name] = value;
  }
  return made;
}
