/** One resource of a state file or a preview (`apitype.ResourceV3` and its predecessors) as a planned resource. */

import { isAbsolute, join } from "node:path";
import { isSecret, type PlannedResource, type SourcePosition } from "./plan.ts";
import { idsFor, plannedId } from "./provider-id.ts";
import { decodeProperties } from "./wire.ts";

/** The properties that are read; everything else of a state resource is left alone. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly custom?: boolean;
  readonly delete?: boolean;
  readonly external?: boolean;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly parent?: string;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
  readonly provider?: string;
  readonly importID?: string;
  readonly ignoreChanges?: readonly string[];
  readonly sourcePosition?: string;
}

/** True for a JSON value that has what every resource of a state has. */
export function isStateResource(value: unknown): value is StateResource {
  return (
    typeof value === "object" &&
    value !== null &&
    "urn" in value &&
    typeof value.urn === "string" &&
    value.urn.startsWith("urn:pulumi:")
  );
}

/** Stack and project of a URN. */
export function originOf(urn: string): { readonly stack: string; readonly project: string } {
  const [stack = "", project = ""] = urn.slice("urn:pulumi:".length).split("::");
  return { stack, project };
}

/**
 * @param blinded true where secrets are written as the text `[secret]`
 * @param projectDirectory where source positions (`project:///index.ts#3,1`) are relative to
 */
export function plannedResource(
  state: StateResource,
  options: { readonly blinded: boolean; readonly projectDirectory?: string },
): PlannedResource {
  const type = state.type ?? state.urn.split("::")[2]?.split("$").at(-1) ?? "";
  const name = nameIn(state.urn);
  const propertyDependencies: Record<string, readonly string[]> = {};
  for (const property in state.propertyDependencies) {
    const urns = state.propertyDependencies[property];
    if (urns && urns.length > 0) propertyDependencies[property] = urns;
  }
  const inputs = decodeProperties(withKnownOutputs(state), propertyDependencies, { blinded: options.blinded });
  const custom = state.custom ?? false;
  const id = state.id || (state.importID ?? "");
  const source = sourceOf(state.sourcePosition, options.projectDirectory);
  const principalId = identityIn(state);
  return {
    urn: state.urn,
    type,
    name,
    custom,
    read: state.external ?? false,
    ...(state.parent !== undefined && state.parent !== "" && { parent: state.parent }),
    id: isReal(id) ? (referredId(state) ?? plannedId(type, id)) : idsFor(type, name, state.urn, inputs).planned,
    ...(principalId !== undefined && { principalId }),
    inputs,
    propertyDependencies,
    options: {
      protect: state.protect ?? false,
      dependsOn: state.dependencies ?? [],
      ignoreChanges: state.ignoreChanges ?? [],
      deleteBeforeReplace: false,
      retainOnDelete: state.retainOnDelete ?? false,
      ...(state.provider !== undefined && state.provider !== "" && { provider: state.provider }),
      ...(state.importID !== undefined && state.importID !== "" && { import: state.importID }),
    },
    ...(source !== undefined && { source }),
  };
}

/** What follows stack, project and type. */
function nameIn(urn: string): string {
  let at = 0;
  for (let part = 0; part < 3; part++) {
    const next = urn.indexOf("::", at);
    if (next === -1) return "";
    at = next + 2;
  }
  return urn.slice(at);
}

/** Inputs as declared; a resource that is only read has none, and its state says what it is. */
function withKnownOutputs(state: StateResource): Readonly<Record<string, unknown>> {
  return state.external === true ? { ...state.outputs, ...state.inputs } : withoutDefaults(state.inputs ?? {});
}

/** What others refer to an Entra object by: of an invitation the guest's id, not its own. */
function referredId({ type, outputs }: StateResource): string | undefined {
  if (!type.startsWith("azuread:")) return undefined;
  const id = outputs?.["userId"] ?? outputs?.["objectId"];
  return typeof id === "string" && isReal(id) ? id : undefined;
}

/** Azure shows the identity that comes with a resource in its `identity`, and of one that stands by itself among the properties. */
function identityIn({ type, outputs }: StateResource): string | undefined {
  if (outputs === undefined || !type.startsWith("azure")) return undefined;
  const shown = type.endsWith(":UserAssignedIdentity") ? outputs : outputs["identity"];
  const id = typeof shown === "object" && shown !== null && "principalId" in shown ? shown.principalId : undefined;
  return typeof id === "string" && isReal(id) ? id : undefined;
}

/**
 * `__defaults` is the bridge's note on which inputs nobody gave; `__internal` the engine's on a provider. The value itself where it has
 * no such note.
 */
function withoutDefaults(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const kept: Record<string, unknown> = {};
  let isItself = true;
  for (const key in value) {
    if (key === "__defaults" || key === "__internal") {
      isItself = false;
      continue;
    }
    kept[key] = cleaned(value[key]);
    isItself &&= kept[key] === value[key];
  }
  return isItself ? value : kept;
}

function cleaned(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const elements = value.map(cleaned);
    return elements.every((element, index) => element === value[index]) ? value : elements;
  }
  if (isSecret(value)) return value;
  return withoutDefaults(value as Record<string, unknown>);
}

/** An id that is unknown in a preview is empty or the unknown sentinel. */
function isReal(id: string): boolean {
  return id !== "" && id !== "04da6b54-80e4-46f7-96ec-b56ff0331ba9" && id !== "[unknown]";
}

/** The SDK takes frames of its own for the program's, and writes `project:///folder/file:/…` for ES modules. */
function sourceOf(text: string | undefined, projectDirectory: string | undefined): SourcePosition | undefined {
  if (text === undefined) return undefined;
  const [, uri, line, column] = /^(.*)#(\d+)(?:,(\d+))?$/.exec(text) ?? [];
  if (uri === undefined || line === undefined || uri.includes("/node_modules/")) return undefined;
  // Where the main file is in a folder, that folder stands before the URL.
  const path = decodeURIComponent(uri.replace(/^project:\/\/\//, "").replace(/^.*file:(\/\/)?/, ""));
  const file = isAbsolute(path) || projectDirectory === undefined ? path : join(projectDirectory, path);
  return { file, line: Number(line), column: Number(column ?? 1) };
}
