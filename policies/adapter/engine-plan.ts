/** What the policy engine holds, as a plan. */

import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import { inDependencyOrder } from "../../src/plan/order.ts";
import { isUnknown, type Plan, type PlannedResource } from "../../src/plan/plan.ts";
import { idsFor, packageName, plannedId } from "../../src/plan/provider-id.ts";
import { resolveUnknowns } from "../../src/plan/unknowns.ts";
import { knownProperties } from "./known.ts";
import { complete } from "./offline-run.ts";

export interface EnginePlan {
  readonly plan: Plan;
  /** The plan without what only the offline run says; absent when that is the same. */
  readonly unpicked: Plan | undefined;
  /** The plan with what only the offline run declares; absent when that is nothing. */
  readonly declared: { readonly plan: Plan; readonly unseen: readonly PlannedResource[] } | undefined;
  /** URN → inputs, with `UnknownValue` wherever the plan's value is one of several that it could be. */
  readonly certain: ReadonlyMap<string, PlannedResource["inputs"]>;
}

/**
 * @param resources as `validateStack` gets them: their properties are outputs, among them computed ones that a preview cannot
 *   know; an update's have real ids
 * @param validated inputs by URN, as `validateResource` got them before: what the program really says
 * @param offline the same program run offline, where that was possible
 */
export function planFromEngine(
  resources: readonly PolicyResource[],
  validated: ReadonlyMap<string, ResourceValidationArgs["props"]>,
  offline: Plan | undefined,
  project: string,
  stack: string,
): EnginePlan {
  const planned = inDependencyOrder(
    resources.map((resource) => plannedResource(resource, validated.get(resource.urn))),
  );
  const completed =
    offline === undefined
      ? { resources: planned, lookups: [], unpicked: undefined, unseen: [] }
      : complete(planned, offline);
  const resolved = resolveUnknowns(completed.resources);
  const { lookups, unpicked } = completed;
  const plan = { origin: "policy-engine" as const, project, stack, resources: resolved, lookups, output: [] };
  // A preview does not run what waits for a value that is not known yet. What it registers and leaves out (another target) is not that.
  const unseen = completed.unseen.filter(({ urn }) => !validated.has(urn));
  return {
    plan,
    declared:
      unseen.length === 0
        ? undefined
        : { plan: { ...plan, resources: inDependencyOrder([...resolved, ...unseen]) }, unseen },
    unpicked: unpicked && { ...plan, resources: resolveUnknowns(unpicked) },
    certain: new Map(
      completed.resources.map((resource, index) => [
        resource.urn,
        certainOf(resource.inputs, resolved[index]?.inputs) as PlannedResource["inputs"],
      ]),
    ),
  };
}

/** A value that comes from one resource is that resource's; of several origins, which is which is a guess. */
function certainOf(value: unknown, resolved: unknown): unknown {
  if (isUnknown(value)) return value.from.length === 1 ? resolved : value;
  if (typeof value !== "object" || value === null || typeof resolved !== "object" || resolved === null) return value;
  if (Array.isArray(value)) {
    const elements: readonly unknown[] = Array.isArray(resolved) ? resolved : [];
    return value.map((element, index) => certainOf(element, elements[index]));
  }
  const fields = resolved as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, certainOf(element, fields[key])]));
}

function plannedResource(
  resource: PolicyResource,
  validated: ResourceValidationArgs["props"] | undefined,
): PlannedResource {
  const propertyDependencies = Object.fromEntries(
    Object.entries(resource.propertyDependencies).map(([property, from]) => [property, from.map(({ urn }) => urn)]),
  );
  const from = (property: string) => propertyDependencies[property] ?? [];
  const outputs = knownProperties(resource.props, from);
  const inputs = validated === undefined ? outputs : knownProperties(validated, from);
  return {
    urn: resource.urn,
    type: resource.type,
    name: resource.name,
    // Component resources have no provider behind them and no module in their token that one could have.
    custom: resource.provider !== undefined || /^[^:]+:[^:]+\/[^:]+:/.test(resource.type),
    read: false,
    ...(resource.parent && { parent: resource.parent.urn }),
    id: idOf(resource.type, outputs) ?? idsFor(resource.type, resource.name, resource.urn, inputs).planned,
    inputs,
    propertyDependencies,
    options: {
      protect: resource.opts.protect,
      dependsOn: resource.dependencies.map(({ urn }) => urn),
      ignoreChanges: resource.opts.ignoreChanges,
      deleteBeforeReplace: resource.opts.deleteBeforeReplace ?? false,
      retainOnDelete: false,
    },
  };
}

/** The id in the plan's form, where the engine knows it: azuread also gives it as `objectId`, an invitation's guest as `userId`. */
function idOf(type: string, outputs: Readonly<Record<string, unknown>>): string | undefined {
  const names =
    packageName(type) === "azuread" ? ["objectId", ...(type.endsWith(":Invitation") ? ["userId"] : []), "id"] : ["id"];
  const id = names.map((name) => outputs[name]).find((value) => typeof value === "string" && value !== "");
  return typeof id === "string" ? plannedId(type, id) : undefined;
}
