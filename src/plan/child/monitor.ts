/**
 * Stands in for the engine: the SDK sends it each resource, read and lookup of the program as it would to the engine, and it
 * answers at once with ids and outputs that nothing else in the world has.
 */

import { AsyncLocalStorage } from "node:async_hooks";
import { fileURLToPath } from "node:url";
import { isOwnProvider } from "../../resources/tokens.ts";
import { azureOutputs, azureResource } from "../azure-lookups.ts";
import { computedOutputs, type OutputContext } from "../computed-outputs.ts";
import { answerLookup, type LookupContext, placeholderFor } from "../lookups.ts";
import { placeholderId } from "../placeholder-id.ts";
import type { PlannedLookup, PlannedOptions, PlannedResource, SourcePosition } from "../plan.ts";
import { idsFor, packageName, plannedId, typeName } from "../provider-id.ts";
import { decodeProperties, secretValue, signatureKey } from "../wire.ts";
import type { Job } from "./job.ts";
import { Placeholders, placeholderText } from "./placeholder.ts";
import type {
  CallbackRequest,
  InvokeRequest,
  ReadResourceRequest,
  RegisterResourceRequest,
  Reply,
  Sdk,
  Struct,
  Transform,
} from "./sdk.ts";

type Properties = Record<string, unknown>;

const stackType = "pulumi:pulumi:Stack";
const azureProvider = "pulumi:providers:azure-native";
const stackReferenceType = "pulumi:pulumi:StackReference";
const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";

/** What an Azure resource may run as that the program only reads: nobody sees its properties here. */
const systemIdentity = { type: "SystemAssigned" };

/** Keys that a reply carries to `fillOutputs`; no provider has such properties. */
export const replyUrn = "demarc:urn";
export const replyRead = "demarc:read";
/** Key of a function's result that has further, unknown properties; its value is the id to use as text. */
export const replyOpen = "demarc:open";

/** Where the program calls a lookup; set around the call, read when its request arrives. */
export const lookupSource = new AsyncLocalStorage<SourcePosition | undefined>();

export class Monitor {
  readonly resources: PlannedResource[] = [];
  readonly lookups: PlannedLookup[] = [];
  readonly placeholders = new Placeholders();
  /** When the last request came, in milliseconds of `performance.now()`. */
  lastActivity = 0;

  readonly #job: Job;
  readonly #sdk: Sdk;
  readonly #fail: (error: Error, source: SourcePosition | undefined) => void;
  readonly #urns = new Set<string>();
  readonly #byUrn = new Map<string, PlannedResource>();
  /** URN of an Azure provider → its subscription. */
  readonly #subscriptions = new Map<string, string>();
  readonly #outputs = new Map<string, Properties>();
  readonly #ids = new Set<string>();
  readonly #lookupKeys = new Set<string>();
  readonly #applications = new Map<string, Properties>();
  readonly #transforms = new Map<string, Transform>();
  readonly #transformsOf = new Map<string, readonly Transform[]>();
  readonly #stackTransforms: Transform[] = [];
  readonly #invokeTransforms: Transform[] = [];
  readonly #lookupContext: LookupContext;
  readonly #outputContext: OutputContext;

  /** @param fail called when a registration is refused, which ends a deployment; the SDK leaves saying so to the engine */
  constructor(job: Job, sdk: Sdk, fail: (error: Error, source: SourcePosition | undefined) => void) {
    this.#job = job;
    this.#sdk = sdk;
    this.#fail = fail;
    const subscriptionId = job.config["azure-native:subscriptionId"];
    this.#lookupContext = {
      ...(job.snapshot !== undefined && { snapshot: job.snapshot }),
      ...(subscriptionId !== undefined && { subscriptionId }),
    };
    this.#outputContext = {
      ...(job.snapshot !== undefined && { tenantId: job.snapshot.tenantId }),
      applicationByClientId: (clientId) => this.#applications.get(clientId.toLowerCase()),
    };
    for (const application of job.snapshot?.collections.applications ?? []) {
      if (typeof application.appId === "string") {
        this.#applications.set(application.appId.toLowerCase(), application as unknown as Properties);
      }
    }
  }

  async registerResource(request: RegisterResourceRequest, reply: Reply<object>): Promise<void> {
    const source = position(request.getSourceposition());
    await answer(
      reply,
      () => this.#register(request),
      (error) => this.#fail(error, source),
    );
  }

  async readResource(request: ReadResourceRequest, reply: Reply<object>): Promise<void> {
    await answer(reply, () => this.#read(request));
  }

  async invoke(request: InvokeRequest, reply: Reply<object>): Promise<void> {
    await answer(reply, () => this.#invoke(request));
  }

  /** A method call on a resource of a remote component: whatever it returns is unknown. */
  call(request: InvokeRequest, reply: Reply<object>): void {
    const label = `${request.getTok()} ${JSON.stringify(request.getArgs()?.toJavaScript() ?? {})}`;
    reply(null, {
      getReturn: () => struct({ [replyOpen]: placeholderId(label) }),
      getReturndependenciesMap: () => new Map(),
      getFailuresList: () => [],
    });
  }

  registerResourceOutputs(_request: unknown, reply: Reply<object>): void {
    reply(null, {});
  }

  registerResourceHook(_request: unknown, reply: Reply<object>): void {
    reply(null, {});
  }

  registerErrorHook(_request: unknown, reply: Reply<object>): void {
    reply(null, {});
  }

  signalAndWaitForShutdown(_request: unknown, reply: Reply<object>): void {
    reply(null, {});
  }

  registerPackage(_request: unknown, reply: Reply<object>): void {
    reply(null, { getRef: () => "offline" });
  }

  existsResource(_request: unknown, reply: Reply<object>): void {
    reply(null, { getExists: () => true, getUnknown: () => false });
  }

  supportsFeature(_request: unknown, reply: Reply<object>): void {
    reply(null, { getHassupport: () => false });
  }

  getDeploymentInfo(_request: unknown, reply: Reply<object>): void {
    reply(null, { getSupportedfeaturesList: () => this.#sdk.features });
  }

  /** The SDK hands the function itself to a monitor that has this method. */
  recordTransformCallback(token: string, transform: Transform): void {
    this.#transforms.set(token, transform);
  }

  registerStackTransform(request: CallbackRequest, reply: Reply<object>): void {
    this.#stackTransforms.push(...this.#transform(request));
    reply(null, {});
  }

  registerStackInvokeTransform(request: CallbackRequest, reply: Reply<object>): void {
    this.#invokeTransforms.push(...this.#transform(request));
    reply(null, {});
  }

  #transform(request: CallbackRequest): Transform[] {
    const transform = this.#transforms.get(request.getToken());
    return transform === undefined ? [] : [transform];
  }

  /** The engine's URN: the types of all component parents, the stack left out. */
  #urn(parent: string, type: string, name: string): string {
    const qualified = parent.split("::")[2];
    const chain = qualified === undefined || qualified === stackType ? type : `${qualified}$${type}`;
    return `urn:pulumi:${this.#job.stack}::${this.#job.project}::${chain}::${name}`;
  }

  /** The subscription that an explicit provider, given as `URN::id`, works in. */
  #subscriptionOf(provider: string | undefined): string | undefined {
    return provider === undefined ? undefined : this.#subscriptions.get(provider.slice(0, provider.lastIndexOf("::")));
  }

  async #register(request: RegisterResourceRequest): Promise<object> {
    this.lastActivity = performance.now();
    const type = request.getType();
    const name = request.getName();
    const parentUrn = request.getParent();
    const urn = this.#urn(parentUrn, type, name);
    if (this.#urns.has(urn)) throw new Error(`Duplicate resource URN '${urn}'; try giving it a unique name`);
    this.#urns.add(urn);
    const parent = this.#byUrn.get(parentUrn);
    const transforms = [
      ...request.getTransformsList().flatMap((callback) => this.#transform(callback)),
      ...(this.#transformsOf.get(parentUrn) ?? []),
    ];
    this.#transformsOf.set(urn, transforms);
    const untransformed: Registration = {
      properties: this.#plain(request.getObject()?.toJavaScript() ?? {}) as Properties,
      options: optionsOf(request, parent),
    };
    const { properties, options } = await this.#applyTransforms(
      [...transforms, ...this.#stackTransforms],
      { type, name, custom: request.getCustom(), parent: parentUrn },
      untransformed,
    );

    const propertyDependencies = dependenciesOf(request);
    const planned = this.#decode(properties, propertyDependencies);
    const subscriptionId = this.#subscriptionOf(options.provider) ?? this.#lookupContext.subscriptionId;
    const ids = idsFor(type, name, urn, planned, subscriptionId);
    if (type === azureProvider && typeof planned["subscriptionId"] === "string") {
      this.#subscriptions.set(urn, planned["subscriptionId"]);
    }
    const imported = options.import;
    const id = imported ?? ids.provider;
    const created = { type, name, urn, id, inputs: properties };
    const outputs = request.getCustom() ? computedOutputs(created, this.#outputContext) : properties;
    this.#remember(id, outputs);
    const source = position(request.getSourceposition());
    this.#add(
      {
        urn,
        type,
        name,
        custom: request.getCustom(),
        read: false,
        ...(parentUrn !== "" && { parent: parentUrn }),
        id: imported === undefined ? ids.planned : plannedId(type, imported),
        inputs: planned,
        propertyDependencies,
        options,
        ...(source !== undefined && { source }),
      },
      outputs,
    );
    return {
      getUrn: () => urn,
      getId: () => (request.getCustom() ? id : ""),
      getObject: () => struct({ ...outputs, [replyUrn]: urn }),
      getPropertydependenciesMap: () => undefined,
      getResult: () => 0,
      getUnknown: () => false,
    };
  }

  async #read(request: ReadResourceRequest): Promise<object> {
    this.lastActivity = performance.now();
    const type = request.getType();
    const name = request.getName();
    const id = request.getId();
    const urn = this.#urn(request.getParent(), type, name);
    const properties = this.#plain(request.getProperties()?.toJavaScript() ?? {}) as Properties;
    const planned = plannedId(type, id);
    const known = this.#knownObject(type, planned);
    const azure = packageName(type) === "azure-native";
    const inputs = azure && known["id"] === undefined ? { identity: systemIdentity, ...properties } : properties;
    const outputs = {
      ...computedOutputs({ type, name, urn, id, inputs: { ...inputs, ...known } }, this.#outputContext),
      ...(azure && known),
      ...(type === stackReferenceType &&
        this.#stackOutputs(String(properties["name"] ?? id), position(request.getSourceposition()))),
    };
    this.#remember(id, outputs);
    const source = position(request.getSourceposition());
    if (!this.#byUrn.has(urn)) {
      this.#add(
        {
          urn,
          type,
          name,
          custom: true,
          read: true,
          ...(request.getParent() !== "" && { parent: request.getParent() }),
          id: planned,
          inputs: this.#decode(inputs, {}),
          propertyDependencies: {},
          options: {
            protect: false,
            dependsOn: request.getDependenciesList(),
            ignoreChanges: [],
            deleteBeforeReplace: false,
            retainOnDelete: false,
            ...(request.getProvider() !== "" && { provider: request.getProvider() }),
            ...(request.getVersion() !== "" && { version: request.getVersion() }),
          },
          ...(source !== undefined && { source }),
        },
        outputs,
      );
    }
    return {
      getUrn: () => urn,
      getProperties: () => struct({ ...outputs, [replyUrn]: urn, [replyRead]: true }),
      getUnknown: () => false,
    };
  }

  /** What the snapshot has of an object that the program reads by id, in the provider's spelling. */
  #knownObject(type: string, objectId: string): Properties {
    if (packageName(type) === "azure-native") {
      return azureOutputs(azureResource(this.#lookupContext.snapshot, objectId));
    }
    if (packageName(type) !== "azuread") return {};
    const lookup = `azuread:index/get${typeName(type)}:get${typeName(type)}`;
    const { result, found } = answerLookup(lookup, { objectId }, this.#lookupContext);
    return found.some(({ answeredBy }) => answeredBy === "snapshot") ? { ...result } : {};
  }

  /** Outputs of another stack: given values where there are some, stand-ins for all others. */
  #stackOutputs(stack: string, source: SourcePosition | undefined): Properties {
    const given = this.#job.stackOutputs[stack] ?? this.#job.stackOutputs[stack.split("/").at(-1) ?? ""];
    return {
      name: stack,
      secretOutputNames: [],
      outputs: this.placeholders.create({
        label: `${stackReferenceType} ${stack}`,
        ...(given !== undefined && { known: { ...given } }),
        onUse: (path, id) => {
          if (path.length > 0) {
            const asked = { stack, output: path.join(".") };
            this.#addLookup({ token: stackReferenceType, asked, id, answeredBy: "placeholder" }, source);
          }
        },
      }),
    };
  }

  async #invoke(request: InvokeRequest): Promise<object> {
    this.lastActivity = performance.now();
    const token = request.getTok();
    const args = this.#plain(request.getArgs()?.toJavaScript() ?? {}) as Properties;
    if (token === "pulumi:pulumi:getResource") return this.#registered(String(args["urn"]));
    const asked = this.#decode(await this.#applyInvokeTransforms(token, args), {});
    const subscriptionId = this.#subscriptionOf(request.getProvider()) ?? this.#lookupContext.subscriptionId;
    const { result, open, found } = answerLookup(token, asked, {
      ...this.#lookupContext,
      ...(subscriptionId !== undefined && { subscriptionId }),
    });
    for (const lookup of found) this.#addLookup(lookup, lookupSource.getStore());
    this.#remember(undefined, result);
    const secretFree = withoutMarkers(result) as Properties;
    const text = found[0]?.id ?? placeholderFor(token, asked);
    return {
      getFailuresList: () => [],
      getReturn: () => struct({ ...secretFree, ...(open && { [replyOpen]: text }) }),
      getUnknown: () => false,
    };
  }

  /** A resource that the program refers to by URN. */
  #registered(urn: string): object {
    const resource = this.#byUrn.get(urn);
    if (resource === undefined) throw new Error(`unknown resource ${urn}`);
    const field = (value: string) => ({ toJavaScript: () => value });
    const fields: Record<string, unknown> = {
      urn: field(urn),
      id: field(resource.custom ? resource.id : ""),
      state: { getStructValue: () => struct(this.#outputs.get(urn) ?? {}) },
    };
    return {
      getFailuresList: () => [],
      getReturn: () => ({ getFieldsMap: () => ({ get: (name: string) => fields[name] }) }),
    };
  }

  /** The lookups, without the stand-ins for lists (`members` of a group) that the program did not read. */
  usedLookups(): PlannedLookup[] {
    const inputs = JSON.stringify(this.resources.map((resource) => resource.inputs));
    return this.lookups.filter(
      ({ token, asked, id }) => !("output" in asked) || token === stackReferenceType || inputs.includes(id),
    );
  }

  async #applyTransforms(
    transforms: readonly Transform[],
    about: { readonly type: string; readonly name: string; readonly custom: boolean; readonly parent: string },
    registration: Registration,
  ): Promise<Registration> {
    let { properties, options } = registration;
    for (const transform of transforms) {
      const result = await transform({
        custom: about.custom,
        type: about.type,
        name: about.name,
        props: this.#sdk.rpc.deserializeProperties(struct(properties)),
        opts: this.#transformOptions(about.parent, options),
      });
      if (result?.props !== undefined) {
        properties = this.#plain(await this.#sdk.rpc.serializeProperties("props", result.props)) as Properties;
      }
      if (result?.opts !== undefined) options = await transformed(options, result.opts);
    }
    return { properties, options };
  }

  #transformOptions(parent: string, options: PlannedOptions): Properties {
    const { DependencyResource, DependencyProviderResource } = this.#sdk.resource;
    return {
      protect: options.protect,
      dependsOn: options.dependsOn.map((urn) => new DependencyResource(urn)),
      ignoreChanges: [...options.ignoreChanges],
      deleteBeforeReplace: options.deleteBeforeReplace,
      retainOnDelete: options.retainOnDelete,
      ...(parent !== "" && { parent: new DependencyResource(parent) }),
      ...(options.provider !== undefined && { provider: new DependencyProviderResource(options.provider) }),
      ...(options.import !== undefined && { import: options.import }),
      ...(options.version !== undefined && { version: options.version }),
    };
  }

  async #applyInvokeTransforms(token: string, args: Properties): Promise<Properties> {
    let current = args;
    for (const transform of this.#invokeTransforms) {
      const result = await transform({ token, args: this.#sdk.rpc.deserializeProperties(struct(current)), opts: {} });
      if (result?.args !== undefined) {
        current = this.#plain(await this.#sdk.rpc.serializeProperties("args", result.args)) as Properties;
      }
    }
    return current;
  }

  /** Wire values with references to resources and stand-ins replaced by ids: what a provider would be sent. */
  #plain(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((element) => this.#plain(element));
    if (typeof value !== "object" || value === null) return value;
    const object = value as Properties;
    if (object[signatureKey] === resourceSignature && typeof object["urn"] === "string") {
      return placeholderText(object["urn"]) ?? object["id"] ?? object["urn"];
    }
    return Object.fromEntries(Object.entries(object).map(([key, element]) => [key, this.#plain(element)]));
  }

  #decode(properties: Properties, dependencies: Readonly<Record<string, readonly string[]>>): Properties {
    const decoded = decodeProperties(properties, dependencies, {
      isPlaceholder: (value) => this.#ids.has(value) || this.placeholders.texts.has(value),
    });
    // The code of a dynamic provider, with whatever it captured; of Demarc's own it says that it is that, and nothing else.
    return "__provider" in decoded && !isOwnProvider(decoded["__provider"])
      ? { ...decoded, __provider: secretValue }
      : decoded;
  }

  #add(resource: PlannedResource, outputs: Properties): void {
    this.resources.push(resource);
    this.#byUrn.set(resource.urn, resource);
    this.#outputs.set(resource.urn, outputs);
    const clientId = outputs["clientId"];
    if (typeof clientId === "string" && typeName(resource.type).startsWith("Application")) {
      this.#applications.set(clientId.toLowerCase(), resource.inputs as Properties);
    }
  }

  #addLookup(lookup: Omit<PlannedLookup, "source">, source: SourcePosition | undefined): void {
    const key = JSON.stringify([lookup.token, lookup.asked, lookup.id]);
    if (this.#lookupKeys.has(key)) return;
    this.#lookupKeys.add(key);
    this.#ids.add(lookup.id);
    this.lookups.push({ ...lookup, ...(source !== undefined && { source }) });
  }

  /** Ids that a program may wrap in a secret without hiding them. */
  #remember(id: string | undefined, outputs: Properties): void {
    if (id !== undefined) this.#ids.add(id);
    for (const [key, value] of Object.entries(outputs)) {
      if (typeof value === "string" && /^(id|\w*Id)$/.test(key)) this.#ids.add(value);
    }
  }
}

interface Registration {
  readonly properties: Properties;
  readonly options: PlannedOptions;
}

async function answer(
  reply: Reply<object>,
  work: () => Promise<object>,
  refused?: (error: Error) => void,
): Promise<void> {
  let response: object;
  try {
    response = await work();
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    refused?.(failure);
    // The SDK reads gRPC's `details`.
    reply(Object.assign(failure, { details: failure.message }));
    return;
  }
  reply(null, response);
}

/** As the engine hands options down: protect, retainOnDelete and the provider come from the parent unless given. */
function optionsOf(request: RegisterResourceRequest, parent: PlannedResource | undefined): PlannedOptions {
  const provider = request.getProvider() || (request.getCustom() ? "" : (parent?.options.provider ?? ""));
  return {
    protect: request.getProtect(),
    dependsOn: request.getDependenciesList(),
    ignoreChanges: request.getIgnorechangesList(),
    deleteBeforeReplace: request.getDeletebeforereplace(),
    retainOnDelete: request.hasRetainondelete()
      ? request.getRetainondelete()
      : (parent?.options.retainOnDelete ?? false),
    ...(provider !== "" && { provider }),
    ...(request.getImportid() !== "" && { import: request.getImportid() }),
    ...(request.getVersion() !== "" && { version: request.getVersion() }),
  };
}

async function transformed(options: PlannedOptions, given: Readonly<Record<string, unknown>>): Promise<PlannedOptions> {
  const flag = (name: "protect" | "deleteBeforeReplace" | "retainOnDelete") =>
    typeof given[name] === "boolean" ? given[name] : options[name];
  const ignoreChanges = given["ignoreChanges"];
  const imported = given["import"];
  return {
    ...options,
    protect: flag("protect"),
    deleteBeforeReplace: flag("deleteBeforeReplace"),
    retainOnDelete: flag("retainOnDelete"),
    ...(Array.isArray(ignoreChanges) && { ignoreChanges: ignoreChanges.map(String) }),
    ...(typeof imported === "string" && imported !== "" && { import: imported }),
  };
}

function dependenciesOf(request: RegisterResourceRequest): Record<string, string[]> {
  const dependencies: Record<string, string[]> = {};
  request.getPropertydependenciesMap().forEach((value, key) => {
    const urns = value.getUrnsList();
    if (urns.length > 0) dependencies[key] = urns;
  });
  return dependencies;
}

function position(
  wire: { getUri(): string; getLine(): number; getColumn(): number } | undefined,
): SourcePosition | undefined {
  if (wire === undefined || wire.getUri() === "") return undefined;
  return { file: fileURLToPath(wire.getUri()), line: wire.getLine(), column: wire.getColumn() };
}

function struct(value: Properties): Struct {
  return { toJavaScript: () => value };
}

/** The arguments of a lookup are echoed to the program; a secret among them as a text that says so. */
function withoutMarkers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMarkers);
  if (typeof value !== "object" || value === null) return value;
  if (Object.keys(secretValue).some((key) => key in value)) return "placeholder-secret";
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, element]) => element !== undefined)
      .map(([key, element]) => [key, withoutMarkers(element)]),
  );
}
