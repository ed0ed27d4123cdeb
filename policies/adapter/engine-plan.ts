/** What the policy engine holds, as a plan. */

import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import { inDependencyOrder } from "../../src/plan/order.ts";
import type { Plan, PlannedResource } from "../../src/plan/plan.ts";
import { idsFor } from "../../src/plan/provider-id.ts";
import { resolveUnknowns } from "../../src/plan/unknowns.ts";
import { knownProperties } from "./known.ts";
import { complete } from "./offline-run.ts";

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
): Plan {
  const planned = inDependencyOrder(
    resources.map((resource) => plannedResource(resource, validated.get(resource.urn))),
  );
  const completed = offline === undefined ? { resources: planned, lookups: [] } : complete(planned, offline);
  return {
    origin: "policy-engine",
    project,
    stack,
    resources: resolveUnknowns(completed.resources),
    lookups: completed.lookups,
    output: [],
  };
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
    id: idOf(outputs) ?? idsFor(resource.type, resource.name, resource.urn, inputs).planned,
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

/** The object's id, where the engine knows it: azuread gives it as `objectId`, or as the last part of `id`. */
function idOf(properties: Readonly<Record<string, unknown>>): string | undefined {
  for (const property of ["objectId", "userId", "id"]) {
    const value = properties[property];
    if (typeof value === "string" && value !== "") return value.split("/").at(-1);
  }
  return undefined;
}
