/**
 * What a program says to ignore (`ignoreChanges`) is only written for the day on which a resource is made; afterwards the tenant keeps what
 * it has (https://www.pulumi.com/docs/iac/concepts/options/ignorechanges). Where nobody sees what that is, nothing may rest on it.
 */

import { scopeOf } from "../src/access/azure/scopes.ts";
import type { Plan, PlannedResource, UnknownValue } from "../src/plan/plan.ts";
import { asObject, type JsonObject } from "../src/tenant/entity.ts";
import type { MaterialiseOptions } from "../src/tenant/materialise.ts";
import { armIdOf, armValue, isArm } from "../src/tenant/resources/arm.ts";
import { understandingOf } from "../src/tenant/resources/understanding.ts";
import { indifferent } from "../src/tenant/resources/unknowns.ts";
import type { Snapshot } from "../src/tenant/snapshot.ts";
import type { RuleFinding } from "./rule.ts";
import { nameList } from "./words.ts";

/** What is there already, as far as it is known. */
interface Known {
  readonly snapshot?: Snapshot;
  readonly applied?: MaterialiseOptions["applied"];
}

export interface Ignored {
  /** The plan with what was applied, or is in the tenant, in place of what is written and ignored. */
  readonly settled: Plan;
  /** The same with what nobody knows marked as that; absent where there is nothing of the kind. */
  readonly open?: Plan;
  /** Of the open plan: URN → inputs that are ignored, as the program writes them. */
  readonly inputs: ReadonlyMap<string, readonly string[]>;
}

/** Of a type, what others add to: what is written is there besides, and what else is there no program says. */
const additive: Readonly<Record<string, readonly string[]>> = {
  AdministrativeUnit: ["members"],
  Application: ["owners"],
  Group: ["members", "owners", "administrativeUnitIds"],
  GroupWithoutMembers: ["owners", "administrativeUnitIds"],
  ServicePrincipal: ["owners"],
};

/** Reads what a plan ignores. What an engine has planned (a preview, a state) has the kept values in it already. */
export function ignoredChanges(plan: Plan, known: Known): Ignored {
  const inputs = new Map<string, readonly string[]>();
  if (plan.origin !== "program") return { settled: plan, inputs };
  const settled = changed(plan, (resource) => settle(resource, known));
  const open = changed(settled, (resource) => {
    const paths = known.applied?.has(resource.urn) === true ? [] : decisivePaths(resource);
    const left = paths.filter((path) => tenantValue(resource, path, known) === undefined);
    if (left.length === 0) return resource;
    inputs.set(resource.urn, resource.options.ignoreChanges.includes("*") ? ["everything"] : left);
    return {
      ...resource,
      inputs: left.reduce((all, path) => withValue(all, segmentsOf(path, all), nobodyKnows), resource.inputs),
    };
  });
  return { settled, inputs, ...(open !== settled && { open }) };
}

function changed(plan: Plan, change: (resource: PlannedResource) => PlannedResource): Plan {
  let isChanged = false;
  const resources = plan.resources.map((resource) => {
    if (resource.options.ignoreChanges.length === 0 || !resource.custom || resource.read) return resource;
    const after = change(resource);
    isChanged ||= after !== resource;
    return after;
  });
  return isChanged ? { ...plan, resources } : plan;
}

function settle(resource: PlannedResource, known: Known): PlannedResource {
  let { inputs } = resource;
  for (const path of decisivePaths(resource)) {
    const value = appliedValue(resource, path, known) ?? tenantValue(resource, path, known);
    if (value !== undefined) inputs = withValue(inputs, segmentsOf(path, inputs), value);
  }
  return inputs === resource.inputs ? resource : { ...resource, inputs };
}

/** What is ignored and may decide something. */
function decisivePaths({ type, inputs, options }: PlannedResource): string[] {
  const understanding = understandingOf(type);
  if (understanding === "harmless" || understanding === "not understood") return [];
  const harmless = additive[type.slice(type.lastIndexOf(":") + 1)] ?? [];
  return options.ignoreChanges
    .flatMap((path) => (path === "*" ? Object.keys(inputs) : [path]))
    .filter((path) => {
      const [first = "", second = ""] = segmentsOf(path, inputs);
      const name = first === "properties" && second !== "" ? second : first;
      return !first.startsWith("__") && !indifferent.has(name) && !harmless.includes(first);
    });
}

/** The engine keeps whole properties as they were applied (engine/steps.ts). */
function appliedValue({ urn, inputs }: PlannedResource, path: string, { applied }: Known): unknown {
  const [first = ""] = segmentsOf(path, inputs);
  return valueAt(applied?.get(urn)?.inputs, segmentsOf(path, inputs)) ?? applied?.get(urn)?.inputs[first];
}

/** What the tenant has of an Azure resource, whose id says which it is. */
function tenantValue(resource: PlannedResource, path: string, { snapshot }: Known): unknown {
  if (snapshot === undefined || !isArm(resource.type)) return undefined;
  const id = scopeOf(armIdOf(resource));
  const there = snapshot.collections.armResources.find((each) => scopeOf(each.id) === id);
  return there && valueAt(armValue(there), segmentsOf(path, resource.inputs));
}

function valueAt(object: JsonObject | undefined, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, name) => (Array.isArray(at) ? at[Number(name)] : asObject(at)?.[name]), object);
}

const nobodyKnows: UnknownValue = { "demarc:unknown": true, from: [] };

/**
 * Names and indexes of a path such as `conditions.users`, `tags["a.b"]` or `members[0]`; what follows a wildcard, or an index of what is
 * no list, is all of it.
 */
function segmentsOf(path: string, inputs: JsonObject): string[] {
  const found: string[] = [];
  let at: unknown = inputs;
  for (const [, quoted, index, plain] of path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.[\]]+)/g)) {
    const name = quoted ?? index ?? plain ?? "";
    if (name === "*" || (index !== undefined && !Array.isArray(at))) break;
    found.push(name);
    at = Array.isArray(at) ? at[Number(name)] : asObject(at)?.[name];
  }
  return found;
}

function withValue(object: JsonObject, path: readonly string[], value: unknown): JsonObject {
  const [first, ...rest] = path;
  if (first === undefined) return object;
  const inner = object[first];
  if (rest.length === 0) return { ...object, [first]: value };
  if (Array.isArray(inner)) {
    const [index = "", ...deeper] = rest;
    const element = deeper.length === 0 ? value : withValue(asObject(inner[Number(index)]) ?? {}, deeper, value);
    return { ...object, [first]: inner.with(Math.min(Number(index), inner.length - 1), element) };
  }
  return { ...object, [first]: withValue(asObject(inner) ?? {}, rest, value) };
}

/** What is only found where nothing rests on what is ignored, told as that. */
export function becauseIgnored<F extends RuleFinding>(finding: F, { inputs }: Ignored): F {
  const own = inputs.get(finding.resource);
  const list = nameList(own ?? [...inputs.values()].flat());
  const whose =
    own === undefined ? ` of ${nameList([...inputs.keys()].map((urn) => urn.slice(urn.lastIndexOf("::") + 2)))}` : "";
  return {
    ...finding,
    message: `The program ignores changes (ignoreChanges) of ${list}${whose}, so what is written there holds only for what is made new, and the tenant keeps what it has. ${finding.message}`,
    remedy:
      "Take it out of ignoreChanges, or have what stays checked, which the engine knows: demarc check --plan with what pulumi preview --json gives.",
  };
}
