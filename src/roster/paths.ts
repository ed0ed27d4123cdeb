/** Paths into JSON and placeholders in texts, as `src/catalogue/systems/roster-api.ts` describes them. */

/** Every value that a path leads to; none where it leads nowhere. Null is a value. */
export function valuesAt(value: unknown, path: string): unknown[] {
  if (path === "") return [value];
  if (typeof value !== "object" || value === null) return [];
  if (Object.hasOwn(value, path)) return [Reflect.get(value, path)];
  const [, name = "", each, rest = ""] = /^(.*?)(\[\])?(?:\.(.*))?$/s.exec(path) ?? [];
  const found =
    name === "" && each !== undefined ? [value] : [...(Object.hasOwn(value, name) ? [Reflect.get(value, name)] : [])];
  const spread = each === undefined ? found : found.flatMap((list: unknown) => (Array.isArray(list) ? list : []));
  return spread.flatMap((each) => valuesAt(each, rest));
}

/** The first of them. */
export function valueAt(value: unknown, path: string): unknown {
  return valuesAt(value, path)[0];
}

/** A text, number or truth value as text without blanks around it; nothing for what is empty or none of them. */
export function textOf(value: unknown): string | undefined {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return undefined;
  const text = String(value).trim();
  return text === "" ? undefined : text;
}

/** Names of values in a text. Braces that hold anything else (GraphQL) are left alone. */
const placeholder = /\{([a-zA-Z][\w-]*(?:\.[\w.@[\]-]+)?)\}/g;

/** Fills the placeholders that `of` knows; others stay. */
export function filled(text: string, of: (name: string) => string | undefined): string {
  return text.replaceAll(placeholder, (whole, name: string) => of(name) ?? whole);
}

/** The same for every text in JSON. */
export function filledJson(value: unknown, of: (name: string) => string | undefined): unknown {
  if (typeof value === "string") return filled(value, of);
  if (Array.isArray(value)) return value.map((each) => filledJson(each, of));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filledJson(each, of)]));
}

/** A copy of JSON with a value put at a path without `[]`. */
export function withValue(json: unknown, path: string, value: unknown): unknown {
  const [name = "", ...rest] = path.split(".");
  const object = typeof json === "object" && json !== null ? { ...json } : {};
  const inner: unknown = Reflect.get(object, name);
  return { ...object, [name]: rest.length === 0 ? value : withValue(inner, rest.join("."), value) };
}
