/** What the policy engine holds, as a plan. */

import type { PolicyResource } from "@pulumi/policy";
import type { Plan, PlannedResource } from "../../src/plan/plan.ts";
import { idsFor } from "../../src/plan/provider-id.ts";
import { resolveUnknowns } from "../../src/plan/unknowns.ts";
import { knownProperties } from "./known.ts";

/**
 * @param resources as `validateStack` gets them: a preview's are not created yet, an update's have real ids
 */
export function planFromEngine(resources: readonly PolicyResource[], project: string, stack: string): Plan {
  return {
    origin: "policy-engine",
    project,
    stack,
    resources: resolveUnknowns(resources.map(plannedResource)),
    lookups: [],
    output: [],
  };
}

function plannedResource(resource: PolicyResource): PlannedResource {
  const propertyDependencies = Object.fromEntries(
    Object.entries(resource.propertyDependencies).map(([property, from]) => [property, from.map(({ urn }) => urn)]),
  );
  const inputs = knownProperties(resource.props, (property) => propertyDependencies[property] ?? []);
  return {
    urn: resource.urn,
    type: resource.type,
    name: resource.name,
    // Component resources have no provider behind them and no module in their token that one could have.
    custom: resource.provider !== undefined || /^[^:]+:[^:]+\/[^:]+:/.test(resource.type),
    read: false,
    ...(resource.parent && { parent: resource.parent.urn }),
    id: idOf(inputs) ?? idsFor(resource.type, resource.name, resource.urn, inputs).planned,
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
