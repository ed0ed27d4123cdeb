/** Small readings that all conditions share. */

import { test as asks, type Formula } from "./formula.ts";

/** True when one of the words is that, regardless of case. */
export function includesWord(words: readonly string[] | null | undefined, word: string): boolean {
  return (words ?? []).some((each) => each.toLowerCase() === word.toLowerCase());
}

/** A flag set: Graph writes it as one comma-separated string, declarations as a list. */
export function flags(value: unknown): string[] {
  return String(value ?? "")
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "" && word !== "none");
}

/** A property that Graph's types do not know; undefined where it is not there. */
export function propertyOf(value: unknown, name: string): unknown {
  return Object.entries(value ?? {}).find(([property]) => property === name)?.[1];
}

/** What nothing at hand decides: both answers are possible. */
export function assumption(about: string, yes: string, no = ""): Formula {
  return asks({ kind: "assumption", about, yes, no });
}

/** What an object says beyond the properties that are read: conditions newer than this reading. */
export function unread(value: object | null | undefined, read: readonly string[]): string[] {
  return Object.entries(value ?? {}).flatMap(([name, inner]) =>
    read.includes(name) || name.includes("@odata") || isEmpty(inner) ? [] : [name],
  );
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  return (
    typeof value === "object" &&
    Object.entries(value).every(([name, inner]) => name.includes("@odata") || isEmpty(inner))
  );
}

/** The id at the end of a reference such as `/policies/authenticationStrengthPolicies/{id}`. */
export function lastSegment(reference: string): string {
  return reference.split("/").at(-1) ?? reference;
}
