/** Smells of a matrix that nobody has finished: words and ids that stand for something that is not there yet. */

import type { FoundSmell } from "./found-smell.ts";
import type { Matrix } from "./schema.ts";

export type PlaceholderSmellName = "placeholder";

export type PlaceholderSmell = FoundSmell<PlaceholderSmellName>;

const zeros = /^0{8}(?:-0{4}){3}-0{11}[\da-f]$/i;
const words =
  /^(?:to be (?:named|chosen|decided|defined|agreed|done|confirmed|filled in)|t\.?b\.?[adc]\.?|todo|fixme|change ?me|placeholder|x{3,}|\?+|…|\.{3})$/i;
/** No such domain can exist (https://www.rfc-editor.org/rfc/rfc2606#section-2). */
const invalid = /(?:^|[@.])[a-z0-9-]+\.invalid$/i;

/** Every value of the matrix that only stands for one, in the order of the file. */
export function placeholderSmells(matrix: Matrix): PlaceholderSmell[] {
  return valuesOf(matrix, []).flatMap(({ path, value }): PlaceholderSmell[] => {
    // Of an application without roles of its own the id of zeros is the one that people are assigned with.
    if (path.at(-1) === "appRole") return [];
    const what = zeros.test(value)
      ? "an id that nothing has"
      : invalid.test(value)
        ? "an address that cannot exist"
        : words.test(value.trim())
          ? "not said yet"
          : undefined;
    if (what === undefined) return [];
    return [
      {
        smell: "placeholder",
        severity: "note",
        path,
        message: `"${value}" is ${what}`,
        hint: "what it is, before anybody signs or deploys",
      },
    ];
  });
}

function valuesOf(value: unknown, path: readonly PropertyKey[]): { path: readonly PropertyKey[]; value: string }[] {
  if (typeof value === "string") return [{ path, value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    valuesOf(each, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}
