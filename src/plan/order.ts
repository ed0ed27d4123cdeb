/** Resources in an order in which each comes after what it needs. */

import type { PlannedResource } from "./plan.ts";

/** Stable: resources that need nothing of each other keep their order. Circles, which no engine makes, keep theirs too. */
export function inDependencyOrder(resources: readonly PlannedResource[]): PlannedResource[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const ordered = new Set<PlannedResource>();
  const visiting = new Set<PlannedResource>();
  const visit = (resource: PlannedResource) => {
    if (ordered.has(resource) || visiting.has(resource)) return;
    visiting.add(resource);
    const needed = [
      resource.parent,
      ...resource.options.dependsOn,
      ...Object.values(resource.propertyDependencies).flat(),
    ];
    for (const urn of needed) {
      const dependency = urn === undefined ? undefined : byUrn.get(urn);
      if (dependency !== undefined) visit(dependency);
    }
    ordered.add(resource);
  };
  for (const resource of resources) visit(resource);
  return [...ordered];
}
