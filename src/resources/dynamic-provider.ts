/** The shape of a dynamic provider (https://www.pulumi.com/docs/iac/concepts/resources/dynamic-providers/), without the SDK: it runs in the plugin's process. */

import { GraphError } from "./graph-client.ts";
import type { Failure } from "./input-check.ts";
import type { Configuration } from "./sign-in-settings.ts";
import { importProperty, nothingToImport } from "./tokens.ts";
import type { Properties } from "./unknown.ts";

export interface DynamicProvider {
  /** Called once, before anything else, by an engine since 2024; the configuration is the whole stack's. */
  configure(request: { readonly config: Configuration }): Promise<void>;
  check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: Failure[] }>;
  diff(
    id: string,
    olds: Properties,
    news: Properties,
  ): Promise<{ changes: boolean; replaces: string[]; deleteBeforeReplace: boolean }>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  /** Without an id when there is nothing any more. */
  read(id: string, props: Properties): Promise<{ id?: string; props?: Properties; inputs?: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  delete(id: string, props: Properties): Promise<void>;
}

/** What differs between resources: a description of one type. */
export interface ResourceKind {
  /** Microsoft Graph's application permission that every request takes. */
  readonly permission: string;
  check(inputs: Properties): Failure[];
  /** Inputs with defaults filled in and lists in order. */
  normal(inputs: Properties): Properties;
  /** Properties that differ between two normal inputs. */
  changed(before: Properties, after: Properties): string[];
  /** Properties that only a new object can have otherwise. */
  readonly replaces: readonly string[];
  create(inputs: Properties): Promise<{ readonly id: string; readonly outs: Properties }>;
  /** The inputs that would make what is there; undefined when it is gone. `known` is what the state has, nothing when it is imported. */
  read(id: string, known: Properties): Promise<Properties | undefined>;
  /** @param before what the state has */
  update(id: string, before: Properties, after: Properties): Promise<Properties>;
  delete(id: string, props: Properties): Promise<void>;
}

/**
 * The provider of a type. What is the engine's or the package's own (`__provider`, `__import`) never reaches a kind.
 * @param configured told of the stack's configuration before anything is asked of the tenant
 */
export function dynamicProvider(kind: ResourceKind, configured: (stack: Configuration) => void): DynamicProvider {
  return {
    async configure({ config }) {
      configured(config);
    },
    async check(_olds, news) {
      const inputs = ofKind(news);
      const failures = kind.check(inputs);
      const existing = news[importProperty];
      return {
        inputs: {
          ...(failures.length === 0 ? kind.normal(inputs) : inputs),
          ...(existing !== undefined && { [importProperty]: existing }),
        },
        failures,
      };
    },
    async diff(_id, olds, news) {
      // What the state has is what was made or found: there, a setting that is absent is one that the tenant inherits.
      const changed = kind.changed(ofKind(olds), kind.normal(ofKind(news)));
      const replaces = changed.filter((name) => kind.replaces.includes(name));
      // What has a key in the tenant cannot be there twice: were the new one made first, deleting the old one would take it away.
      return { changes: changed.length > 0, replaces, deleteBeforeReplace: true };
    },
    create(inputs) {
      const existing = inputs[importProperty];
      const normal = kind.normal(ofKind(inputs));
      return explained(kind, typeof existing === "string" ? takeOver(kind, existing, normal) : kind.create(normal));
    },
    async read(id, props) {
      const found = await explained(kind, kind.read(id, ofKind(props)));
      return found === undefined ? {} : { id, props: { ...found }, inputs: { ...found } };
    },
    async update(id, olds, news) {
      return { outs: await explained(kind, kind.update(id, ofKind(olds), kind.normal(ofKind(news)))) };
    },
    delete: (id, props) => explained(kind, kind.delete(id, ofKind(props))),
  };
}

/** Graph says that a privilege is insufficient, and not which one would do. */
async function explained<T>({ permission }: ResourceKind, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const isRefused = error instanceof Error && (error instanceof GraphError || "id" in error);
    if (!isRefused || !/\(HTTP 403, /.test(error.message)) throw error;
    error.message += ` The identity that deploys needs the application permission ${permission} of Microsoft Graph, with an administrator's consent.`;
    throw error;
  }
}

/** What exists already becomes the program's, and what it declares. */
async function takeOver(kind: ResourceKind, id: string, inputs: Properties): Promise<{ id: string; outs: Properties }> {
  const key = kind.replaces.find((name) => typeof inputs[name] === "string" && inputs[name] !== id.toLowerCase());
  if (key !== undefined) {
    throw new Error(`The id to import is ${id}, but ${key} is ${String(inputs[key])}: they must be the same.`);
  }
  const found = await kind.read(id, inputs);
  if (found === undefined) throw new Error(nothingToImport(id));
  return { id, outs: await kind.update(id, found, inputs) };
}

function ofKind({ __provider: _, [importProperty]: __, ...inputs }: Properties): Properties {
  return inputs;
}
