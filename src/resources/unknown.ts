/** Values as Pulumi's engine hands them to a dynamic provider: plain JSON, with a text in place of what a preview does not know yet. */

export type Properties = Readonly<Record<string, unknown>>;

/** sdk/nodejs/runtime/rpc.ts, `unknownValue`: stands for a value of any type. */
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a preview does not know the value yet. */
export function isUnknown(value: unknown): boolean {
  return value === unknownValue;
}

export function objectOf(value: unknown): Properties | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Properties) : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The objects in a list; whatever else is in it is left out. */
export function objectsOf(value: unknown): Properties[] {
  return listOf(value).flatMap((item) => {
    const object = objectOf(item);
    return object === undefined ? [] : [object];
  });
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Whether two values are the same but for the order of properties; absent and null are one. */
export function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(ordered(left)) === JSON.stringify(ordered(right));
}

function ordered(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.map(ordered);
  const object = objectOf(value);
  if (object === undefined) return value;
  return Object.fromEntries(
    Object.entries(object)
      .filter(([, inner]) => inner !== undefined && inner !== null)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, ordered(inner)]),
  );
}

/** A list whose order means nothing: in one order, and each item once but what is not known yet. */
export function asSet(items: readonly unknown[]): unknown[] {
  const keyed = items.map((item) => ({ item, key: JSON.stringify(ordered(item)) }));
  return keyed
    .toSorted(({ key: a }, { key: b }) => (a < b ? -1 : a > b ? 1 : 0))
    .filter(({ key }, index, all) => key !== all[index - 1]?.key || key.includes(unknownValue))
    .map(({ item }) => item);
}

/** The entries that have a value. */
export function given(entries: Properties): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined && value !== null));
}
