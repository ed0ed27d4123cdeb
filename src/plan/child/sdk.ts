/**
 * The parts of @pulumi/pulumi that the runner takes hold of. Some are internal to the SDK and not in its declarations; their
 * shapes are written down here once, and the tests run against the pinned version.
 */

import Module, { createRequire } from "node:module";
import type { PlanMessage } from "../plan.ts";
import type { Automation } from "./automation.ts";

/** A `google.protobuf.Struct`, as far as the SDK reads it. */
export interface Struct {
  toJavaScript(): Record<string, unknown>;
}

export type Reply<T> = (error: Error | null, response?: T) => void;

interface WireMap<T> {
  forEach(visit: (value: T, key: string) => void): void;
}

interface WirePosition {
  getUri(): string;
  getLine(): number;
  getColumn(): number;
}

export interface RegisterResourceRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  getRemote(): boolean;
  getObject(): Struct | undefined;
  getProtect(): boolean;
  getDependenciesList(): string[];
  getPropertydependenciesMap(): WireMap<{ getUrnsList(): string[] }>;
  getProvider(): string;
  getIgnorechangesList(): string[];
  getDeletebeforereplace(): boolean;
  hasRetainondelete(): boolean;
  getRetainondelete(): boolean;
  getImportid(): string;
  getVersion(): string;
  getSourceposition(): WirePosition | undefined;
  getTransformsList(): { getToken(): string }[];
}

export interface ReadResourceRequest {
  getType(): string;
  getName(): string;
  getId(): string;
  getParent(): string;
  getProperties(): Struct | undefined;
  getDependenciesList(): string[];
  getProvider(): string;
  getVersion(): string;
  getSourceposition(): WirePosition | undefined;
}

export interface InvokeRequest {
  getTok(): string;
  getArgs(): Struct | undefined;
  getProvider(): string;
}

export interface CallbackRequest {
  getToken(): string;
}

/** A resource transform (`transforms` option, `registerResourceTransform`) or an invoke transform. */
export type Transform = (args: Record<string, unknown>) => Promise<TransformResult> | TransformResult;
export type TransformResult =
  | {
      readonly props?: Record<string, unknown>;
      readonly args?: Record<string, unknown>;
      readonly opts?: Record<string, unknown>;
    }
  | undefined;

type Resolvers = Record<string, unknown>;

export interface Sdk {
  readonly resource: {
    Resource: { stackTrace: (skip: number) => { uri: string; line: number; column: number }[] };
    DependencyResource: new (urn: string) => unknown;
    DependencyProviderResource: new (reference: string) => unknown;
  };
  readonly log: Record<"debug" | "info" | "warn" | "error", (message: string) => Promise<void>>;
  readonly runtime: Record<string, (...args: unknown[]) => unknown>;
  readonly rpc: {
    deserializeProperties: (struct: Struct, keepUnknowns?: boolean) => Record<string, unknown>;
    serializeProperties: (label: string, properties: Record<string, unknown>) => Promise<Record<string, unknown>>;
    resolveProperties: (
      resource: object,
      resolvers: Resolvers,
      type: string,
      name: string,
      values: Record<string, unknown>,
      dependencies: unknown,
      error: unknown,
      keepUnknowns: unknown,
    ) => void;
  };
  readonly settings: {
    setMockOptions(monitor: object, project: string, stack: string, preview: boolean, organization: string): void;
    waitForRPCs(): Promise<void>;
  };
  readonly stack: { runInPulumiStack(program: () => Promise<unknown>): Promise<unknown> };
  readonly config: { setAllConfig(config: Record<string, string>, secretKeys: string[]): void };
  readonly state: {
    getStore(): {
      logErrorCount: number;
      readonly leakCandidates: Set<Promise<unknown>>;
      settings: { options: Record<string, unknown> };
    };
  };
  readonly debuggable: {
    leakedPromises(): readonly [ReadonlySet<unknown>, string];
    debuggablePromise: <T>(promise: Promise<T>, context: unknown) => Promise<T>;
  };
  readonly features: readonly number[];
}

/** Those of the SDK's own mock monitor: without output values, inputs arrive as the engine stores them. */
const offeredFeatures = [
  "SECRETS",
  "RESOURCE_REFERENCES",
  "ALIAS_SPECS",
  "REPLACEMENT_TRIGGER",
  "DELETED_WITH",
  "REPLACE_WITH",
  "TRANSFORMS",
  "INVOKE_TRANSFORMS",
  "PARAMETERIZATION",
  "RESOURCE_HOOKS",
  "ERROR_HOOKS",
  "STATE_MIGRATIONS",
] as const;

/** Serialization of functions; the wire to an engine, which the monitor stands in for; and the comparison of versions. */
const seldomUsed = [
  "@npmcli/arborist",
  "@pulumi/pulumi/typescript-shim",
  "normalize-package-data",
  "@grpc/grpc-js",
  "@opentelemetry/api",
  ...["callback", "engine", "provider", "resource"].map((service) => `@pulumi/pulumi/proto/${service}_grpc_pb`),
  "semver",
];

/**
 * Loads the SDK that this package depends on.
 * @param automated called with the Automation API once a program uses it
 */
export function loadSdk(automated: (automation: Automation) => void): Sdk {
  const require = createRequire(import.meta.url);
  for (const specifier of seldomUsed) postpone(require, specifier);
  postpone(require, "@pulumi/pulumi/automation", (loaded) => automated(loaded as Automation));
  // The submodules import each other in circles; the main module starts them in the right order.
  require("@pulumi/pulumi");
  const { ResourceMonitorFeature } = require("@pulumi/pulumi/proto/resource_pb") as {
    ResourceMonitorFeature: Record<string, number>;
  };
  return {
    resource: require("@pulumi/pulumi/resource") as Sdk["resource"],
    log: require("@pulumi/pulumi/log") as Sdk["log"],
    runtime: require("@pulumi/pulumi/runtime") as Sdk["runtime"],
    rpc: require("@pulumi/pulumi/runtime/rpc") as Sdk["rpc"],
    settings: require("@pulumi/pulumi/runtime/settings") as Sdk["settings"],
    stack: require("@pulumi/pulumi/runtime/stack") as Sdk["stack"],
    config: require("@pulumi/pulumi/runtime/config") as Sdk["config"],
    state: require("@pulumi/pulumi/runtime/state") as Sdk["state"],
    debuggable: require("@pulumi/pulumi/runtime/debuggable") as Sdk["debuggable"],
    features: offeredFeatures.flatMap((name) => ResourceMonitorFeature[`RESOURCE_MONITOR_FEATURE_${name}`] ?? []),
  };
}

/** A module that is loaded when its first property is read: together these take longer to load than the rest of the SDK. */
function postpone(require: NodeJS.Require, specifier: string, whenLoaded?: (loaded: object) => void): void {
  const sdkRequire = createRequire(require.resolve("@pulumi/pulumi"));
  const file = sdkRequire.resolve(specifier);
  const load = (): object => {
    if (sdkRequire.cache[file] !== standIn) return sdkRequire(file) as object;
    delete sdkRequire.cache[file];
    const loaded = sdkRequire(file) as object;
    whenLoaded?.(loaded);
    return loaded;
  };
  // Marked as an ES module so that `import *` takes the object as it is; what is none is its own default.
  const read = (name: string | symbol): unknown => {
    const loaded = load();
    return name === "default" && !("__esModule" in loaded) ? loaded : Reflect.get(loaded, name);
  };
  const exported = new Proxy(
    { __esModule: true },
    {
      get: (own, name) => Reflect.get(own, name) ?? read(name),
      has: (_, name) => name in load(),
      ownKeys: () => Reflect.ownKeys(load()),
      getOwnPropertyDescriptor: (_, name) => {
        const found = Object.getOwnPropertyDescriptor(load(), name);
        return found && { ...found, configurable: true };
      },
    },
  );
  const standIn = Object.assign(new Module(file), { filename: file, loaded: true, exports: exported });
  sdkRequire.cache[file] = standIn;
}

/**
 * The SDK notes where each of its promises was made; that is most of the time a program takes. Which are still open is enough.
 */
export function trackPromisesCheaply({ debuggable, state }: Sdk): void {
  debuggable.debuggablePromise = (promise) => {
    const { leakCandidates } = state.getStore();
    leakCandidates.add(promise);
    return promise.then(
      (value) => {
        leakCandidates.delete(promise);
        return value;
      },
      (error: unknown) => {
        leakCandidates.delete(promise);
        throw error;
      },
    );
  };
}

/** The program's `pulumi.log` messages go to the plan's output; debug messages are dropped. */
export function captureLog(sdk: Sdk, write: (severity: PlanMessage["severity"], text: string) => void): void {
  const capture = (severity: PlanMessage["severity"]) => (message: string) => {
    write(severity, String(message));
    return Promise.resolve();
  };
  sdk.log.debug = () => Promise.resolve();
  sdk.log.info = capture("info");
  sdk.log.warn = capture("warning");
  const error = capture("error");
  sdk.log.error = (message) => {
    sdk.state.getStore().logErrorCount++;
    return error(message);
  };
}
