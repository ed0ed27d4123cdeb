/** What is wrong with the inputs of a resource, in sentences. What a preview does not know yet is never wrong. */

import { isUnknown, objectOf, type Properties } from "./unknown.ts";

export interface Failure {
  /** Path of the property, e.g. `activationRules.maximumDuration`. */
  readonly property: string;
  /** A sentence. */
  readonly reason: string;
}

/** Looks at one value; gives a sentence when it is wrong. */
export type Check = (value: unknown) => string | undefined;

/** Property → what it has to be. Properties that are not here are refused. */
export interface Shape {
  readonly required?: readonly string[];
  readonly properties: Readonly<Record<string, Check | Shape>>;
}

const guidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const guid: Check = (value) =>
  typeof value === "string" && guidPattern.test(value)
    ? undefined
    : `It must be a GUID such as 62e90394-69f5-4237-9190-012177145e10, and is ${shown(value)}.`;

export const flag: Check = (value) =>
  typeof value === "boolean" ? undefined : `It must be true or false, and is ${shown(value)}.`;

export const text: Check = (value) =>
  typeof value === "string" && value.trim() !== "" ? undefined : `It must be a text, and is ${shown(value)}.`;

/** Any text, the empty one too. */
export const anyText: Check = (value) =>
  typeof value === "string" ? undefined : `It must be a text, and is ${shown(value)}.`;

export function oneOf(...allowed: readonly string[]): Check {
  return (value) =>
    typeof value === "string" && allowed.includes(value)
      ? undefined
      : `It must be one of ${allowed.join(", ")}, and is ${shown(value)}.`;
}

/** A list whose items pass a check. */
export function listOfEach(check: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return `It must be a list, and is ${shown(value)}.`;
    for (const [index, item] of value.entries()) {
      const reason = isUnknown(item) ? undefined : check(item);
      if (reason !== undefined) return `Item ${index + 1} is wrong. ${reason}`;
    }
    return undefined;
  };
}

/** An object of a shape, as an item of a list. */
export function objectWith(shape: Shape): Check {
  return (value) => {
    const [first] = failuresIn(value, shape, "");
    return first && `${first.property === "" ? "" : `${first.property}: `}${first.reason}`;
  };
}

/** Everything that is wrong, in the order of the properties. */
export function failuresIn(value: unknown, shape: Shape, path = ""): Failure[] {
  if (isUnknown(value)) return [];
  const object = objectOf(value);
  if (object === undefined) return [{ property: path, reason: `It must be an object, and is ${shown(value)}.` }];
  const at = (property: string) => (path === "" ? property : `${path}.${property}`);
  const missing = (shape.required ?? []).filter((property) => isAbsent(object, property));
  const known = Object.entries(object).filter(([property]) => !isAbsent(object, property));
  return [
    ...missing.map((property) => ({ property: at(property), reason: "It must be given." })),
    ...known.flatMap(([property, inner]): Failure[] => {
      const check = Object.hasOwn(shape.properties, property) ? shape.properties[property] : undefined;
      if (check === undefined) {
        const names = Object.keys(shape.properties).join(", ");
        return [{ property: at(property), reason: `There is no such property; there are ${names}.` }];
      }
      if (isUnknown(inner)) return [];
      if (typeof check !== "function") return failuresIn(inner, check, at(property));
      const reason = check(inner);
      return reason === undefined ? [] : [{ property: at(property), reason }];
    }),
  ];
}

function isAbsent(object: Properties, property: string): boolean {
  return object[property] === undefined || object[property] === null;
}

function shown(value: unknown): string {
  const whole = JSON.stringify(value) ?? "nothing";
  return whole.length > 60 ? `${whole.slice(0, 57)}…` : whole;
}
