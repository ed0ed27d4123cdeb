/** Plans written by hand, for tests that need no Pulumi program. */

import { placeholderId } from "../../src/plan/placeholder-id.ts";
import type { Plan, PlannedLookup, PlannedOptions, PlannedResource } from "../../src/plan/plan.ts";

const noOptions: PlannedOptions = {
  protect: false,
  dependsOn: [],
  ignoreChanges: [],
  deleteBeforeReplace: false,
  retainOnDelete: false,
};

function urnOf(type: string, name: string): string {
  return `urn:pulumi:dev::test::${type}::${name}`;
}

/** `Group` → `azuread:index/group:Group`; a full token stays as it is. */
export function tokenOf(type: string): string {
  if (type.includes(":")) return type;
  return `azuread:index/${type.slice(0, 1).toLowerCase()}${type.slice(1)}:${type}`;
}

/** A resource as a program run offline plans it. */
export function planned(
  type: string,
  name: string,
  inputs: Readonly<Record<string, unknown>>,
  more: Partial<Omit<PlannedResource, "options">> & { readonly options?: Partial<PlannedOptions> } = {},
): PlannedResource {
  const urn = urnOf(tokenOf(type), name);
  return {
    urn,
    type: tokenOf(type),
    name,
    custom: true,
    read: false,
    id: placeholderId(urn),
    inputs,
    propertyDependencies: {},
    ...more,
    options: { ...noOptions, ...more.options },
  };
}

export function planOf(resources: readonly PlannedResource[], lookups: readonly PlannedLookup[] = []): Plan {
  return { origin: "program", project: "test", stack: "dev", resources, lookups, output: [] };
}

/** A lookup that nothing could answer. */
export function lookup(name: string, asked: Readonly<Record<string, unknown>>): PlannedLookup {
  const token = `azuread:index/${name}:${name}`;
  return { token, asked, id: placeholderId(`${token} ${JSON.stringify(asked)}`), answeredBy: "placeholder" };
}
