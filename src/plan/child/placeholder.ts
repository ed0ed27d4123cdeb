/**
 * Stand-ins for values that nothing offline can know: outputs of other stacks, what an unknown provider computes, the rest
 * of a looked-up object. A stand-in can be read to any depth, used as text (a GUID that is the same in every run), looped over
 * (once) and passed to a resource, so that a program goes on as it would with the real value.
 *
 * The SDK copies plain objects but hands resources on as they are, and it sends a component as its URN. A stand-in therefore
 * presents itself as a component whose URN carries the text.
 */

import { placeholderId } from "../placeholder-id.ts";

/** Key of an object on the wire that `revive` turns into the stand-in with that number. */
export const placeholderKey = "demarc:placeholder";
const urnPrefix = "demarc:placeholder:";

export interface PlaceholderOptions {
  /** What it stands for; the text is derived from it and the path read. */
  readonly label: string;
  /** Properties whose values are known. */
  readonly known?: Record<string, unknown>;
  /** Text of the stand-in itself, when it is not the derived one. */
  readonly text?: string;
  /** Called when the value at a path is used as text or passed on. */
  readonly onUse?: (path: readonly string[], text: string) => void;
}

export class Placeholders {
  readonly #made: unknown[] = [];
  /** Texts of all stand-ins that were used. */
  readonly texts = new Set<string>();

  /** A new stand-in as it travels on the wire. */
  create(options: PlaceholderOptions): Record<string, unknown> {
    this.#made.push(this.#proxy(options, []));
    return { [placeholderKey]: this.#made.length - 1 };
  }

  /** Puts stand-ins where `create`'s objects arrived. */
  revive(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((element) => this.revive(element));
    if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
    const object = value as Record<string, unknown>;
    const number = object[placeholderKey];
    if (typeof number === "number") return this.#made[number];
    for (const [key, element] of Object.entries(object)) object[key] = this.revive(element);
    return object;
  }

  /** An object with known properties; reading any other gives a stand-in. */
  open(options: PlaceholderOptions): unknown {
    return this.#proxy(options, []);
  }

  #proxy(options: PlaceholderOptions, path: readonly string[]): object {
    const children = new Map<string, unknown>();
    const known: Record<string, unknown> = path.length === 0 ? { ...options.known } : {};
    const text = (): string => {
      const derived =
        path.length === 0
          ? (options.text ?? placeholderId(options.label))
          : placeholderId([options.label, ...path].join("."));
      this.texts.add(derived);
      options.onUse?.(path, derived);
      return derived;
    };
    const child = (name: string): unknown => {
      if (name in known) return known[name];
      const existing = children.get(name);
      if (existing !== undefined) return existing;
      const made = this.#proxy(options, [...path, name]);
      children.set(name, made);
      return made;
    };
    return new Proxy(known, {
      get: (_, name) =>
        typeof name === "symbol" ? symbolProperty(name, text, child) : property(name, known, text, child),
      has: (_, name) => typeof name === "string" && !name.startsWith("__"),
      set: (_, name, value) => {
        if (typeof name === "string") known[name] = value;
        return true;
      },
    });
  }
}

/** The text of a stand-in that the SDK sent as a component, or undefined for a real URN. */
export function placeholderText(urn: string): string | undefined {
  return urn.startsWith(urnPrefix) ? urn.slice(urnPrefix.length) : undefined;
}

type Text = () => string;
type Child = (name: string) => unknown;

function symbolProperty(name: symbol, text: Text, child: Child): unknown {
  if (name === Symbol.toPrimitive) return text;
  if (name === Symbol.iterator) return () => [child("0")][Symbol.iterator]();
  if (name === Symbol.for("nodejs.util.inspect.custom")) return text;
  return undefined;
}

const notThere = new Set(["then", "catch", "finally"]);

function property(name: string, known: Record<string, unknown>, text: Text, child: Child): unknown {
  if (Object.hasOwn(known, name)) return known[name];
  if (name === "__pulumiResource" || name === "__pulumiComponentResource") return true;
  if (name.startsWith("__") || notThere.has(name)) return undefined;
  if (name === "urn") return `${urnPrefix}${text()}`;
  if (name === "hasOwnProperty" || name === "propertyIsEnumerable") return () => true;
  if (name === "toJSON") return () => (Object.keys(known).length > 0 ? known : text());
  if (name === "toString" || name === "valueOf" || name === "toLocaleString") return text;
  if (name === "constructor") return Object;
  if (name === "length") return 1;
  // What a filter would keep is not known: everything, so that no resource is lost.
  if (name === "filter") return () => [child("0")];
  if (name === "find" || name === "findLast" || name === "at") return () => child("0");
  return method(Array.prototype, name, () => [child("0")]) ?? method(String.prototype, name, text) ?? child(name);
}

/** A method of lists or strings, bound to what `of` gives when it is called. */
function method(prototype: object, name: string, of: () => unknown): unknown {
  const own: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
  return typeof own === "function" ? (...args: unknown[]) => Reflect.apply(own, of(), args) : undefined;
}
