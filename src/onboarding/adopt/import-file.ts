/**
 * The file that `pulumi import --file` reads (https://www.pulumi.com/docs/iac/guides/migration/import/#bulk-import-operations; in the
 * source github.com/pulumi/pulumi, pkg/cmd/pulumi/operations/import.go): resources under the program's names and parents, so that they
 * get the URNs that the program gives them.
 */

import type { Plan, PlannedResource } from "../../plan/plan.ts";
import type { Adopted } from "./adopt.ts";
import { statedProperties } from "./own-resources.ts";

interface ImportedResource {
  readonly type: string;
  /** Unique in the file; others refer to it. */
  readonly name: string;
  /** The name in the program, where another resource of the file has it, too. */
  readonly logicalName?: string;
  readonly id?: string;
  readonly component?: true;
  readonly parent?: string;
  readonly provider?: string;
  /** Of a provider: its configuration. Of a resource that the engine cannot read by its id: what it is, here and in `outputs`. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

export interface ImportFile {
  /** What is in the state already, by the name that the file uses. */
  readonly nameTable: Readonly<Record<string, string>>;
  readonly resources: readonly ImportedResource[];
}

/** @param managed URNs that are in the deployment's state: they are referred to, not imported */
export function importFile(plan: Plan, adopted: readonly Adopted[], managed: ReadonlySet<string>): ImportFile {
  const byUrn = new Map(plan.resources.map((resource) => [resource.urn, resource]));
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const nameTable: Record<string, string> = {};
  const resources: ImportedResource[] = [];
  const nameFor = ({ urn, name, type }: PlannedResource): string => {
    const kind = type.slice(type.lastIndexOf(":") + 1);
    let unique = taken.has(name) ? `${name}-${kind}` : name;
    for (let next = 2; taken.has(unique); next++) unique = `${name}-${kind}-${next}`;
    taken.add(unique);
    names.set(urn, unique);
    return unique;
  };
  /** Name of a resource that others refer to; it is put into the file before them. The stack itself is nobody's parent there. */
  const refer = (urn: string | undefined): string | undefined => {
    const resource = byUrn.get(urn ?? "");
    if (resource === undefined || resource.type === "pulumi:pulumi:Stack") return undefined;
    const before = names.get(resource.urn);
    if (before !== undefined) return before;
    if (managed.has(resource.urn)) {
      const name = nameFor(resource);
      nameTable[name] = resource.urn;
      return name;
    }
    if (resource.custom && !resource.type.startsWith("pulumi:providers:")) return undefined;
    add(resource, undefined);
    return names.get(resource.urn);
  };
  const add = (resource: PlannedResource, id: string | undefined): void => {
    const parent = refer(resource.parent);
    const provider = refer(resource.options.provider?.split("::").slice(0, -1).join("::"));
    const name = nameFor(resource);
    const stated = statedProperties(resource);
    resources.push({
      type: resource.type,
      name,
      ...(name !== resource.name && { logicalName: resource.name }),
      ...(id !== undefined && { id }),
      ...(!resource.custom && { component: true as const }),
      ...(parent !== undefined && { parent }),
      ...(provider !== undefined && { provider }),
      ...(resource.type.startsWith("pulumi:providers:") && { inputs: resource.inputs }),
      ...(stated !== undefined && { inputs: stated, outputs: stated }),
    });
  };
  for (const { resource, id } of adopted) {
    if (!managed.has(resource.urn) && !names.has(resource.urn)) add(resource, id);
  }
  return { nameTable, resources };
}
