/** Values of one attribute that tell its tests apart: every combination of answers that some text gives, one of these gives. */

import { deviceAttributes } from "../../catalogue/sign-in-conditions.ts";
import type { AttributeValue } from "./sign-in.ts";
import type { AttributeTest } from "./tests.ts";

/** Above this many, each test is decided on its own, as if the others did not exist: more combinations than there are, never fewer. */
const most = 600;

/**
 * Values that stand for all, `undefined` for no value; undefined instead of a list when there are too many. All tests are
 * about one attribute; none of them is `match`.
 */
export function candidateValues(
  attribute: Pick<AttributeTest, "of" | "name">,
  tests: readonly AttributeTest[],
): (AttributeValue | undefined)[] | undefined {
  const known =
    attribute.of === "device" ? deviceAttributes.find(({ name }) => name.toLowerCase() === attribute.name) : undefined;
  if (known?.kind === "enumeration") return [undefined, ...known.values];
  const texts = known?.kind === "collection" ? [] : textsFor(tests);
  // Custom security attributes hold one text or several.
  const collections = known?.kind === "text" ? [] : collectionsFor(tests);
  if (!texts || !collections) return undefined;
  return [undefined, ...texts, ...collections];
}

/**
 * A text has a longest prefix and a longest suffix among those asked for and contains some of the rest, or is exactly one of
 * those asked for. A character that no test names keeps the parts from running into one another.
 */
function textsFor(tests: readonly AttributeTest[]): string[] | undefined {
  const literals = (operator: AttributeTest["operator"]) => [
    ...new Set(tests.filter((each) => each.operator === operator).map(({ value }) => value)),
  ];
  const prefixes = ["", ...literals("startsWith")];
  const suffixes = ["", ...literals("endsWith")];
  const parts = literals("contains");
  const whole = literals("eq");
  if (prefixes.length * suffixes.length * 2 ** parts.length + whole.length > most) return undefined;
  const gap = unused(tests);
  const composed = subsets(parts).flatMap((some) =>
    prefixes.flatMap((prefix) => suffixes.map((suffix) => [prefix, ...some, suffix].join(gap))),
  );
  return [...composed, ...whole];
}

function collectionsFor(tests: readonly AttributeTest[]): string[][] | undefined {
  const elements = [...new Set(tests.map(({ value }) => value))];
  return elements.length > 8 ? undefined : subsets(elements).map((some) => [unused(tests), ...some]);
}

const gaps = ["·", "¤", "¦", "¬", "\u0001"];

function unused(tests: readonly AttributeTest[]): string {
  return gaps.find((mark) => tests.every(({ value }) => !value.includes(mark))) ?? "\u0002";
}

/** A value as a person would write it; undefined for one that stands for any other. */
export function shownValue(value: AttributeValue): string | undefined {
  const shown = [value].flat().flatMap((element) => {
    const text = gaps.reduce((left, gap) => left.replaceAll(new RegExp(`${gap}+`, "gu"), "…"), element);
    return text === "…" ? [] : [`"${text}"`];
  });
  return shown.length === 0 ? undefined : shown.join(" and ");
}

function subsets(values: readonly string[]): string[][] {
  const found: string[][] = [[]];
  for (const value of values) for (const some of [...found]) found.push([...some, value]);
  return found;
}
