/**
 * The one place where the policy engine's values are read. In a preview, reading a value that is not known yet throws, and a
 * throw that leaves a mandatory policy turns it into an advisory note: the deployment would pass. So every read goes through
 * here and an unknown comes out as a marker that the rules refuse or resolve.
 */

import type { UnknownValue } from "../../src/plan/plan.ts";

/**
 * A copy of what the engine holds, with `UnknownValue` where nothing is known yet.
 *
 * @param props the engine's proxy: throws at the property that is unknown
 * @param from property name → URNs that its value was made from
 */
export function knownProperties(
  props: Readonly<Record<string, unknown>>,
  from: (property: string) => readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(props)
      .filter(isProgrammed)
      .map((property) => {
        const unknown: UnknownValue = { "demarc:unknown": true, from: from(property) };
        return [property, read(props, property, unknown)];
      }),
  );
}

function read(holder: Readonly<Record<string, unknown>>, key: string, unknown: UnknownValue): unknown {
  let value: unknown;
  try {
    value = holder[key];
  } catch {
    return unknown;
  }
  if (typeof value !== "object" || value === null) return value;
  const inner = value as Readonly<Record<string, unknown>>;
  if (Array.isArray(value))
    return Array.from({ length: value.length }, (_, index) => read(inner, String(index), unknown));
  return Object.fromEntries(
    Object.keys(inner)
      .filter(isProgrammed)
      .map((each) => [each, read(inner, each, unknown)]),
  );
}

/** Bridged providers keep notes for themselves under names with two underscores; and no program makes our markers. */
const isProgrammed = (key: string) => !key.startsWith("__") && !key.startsWith("demarc:");
