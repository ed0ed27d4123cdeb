/** From the ids in a plan to the ids in the tenant: of resources made before, and of lookups, which are asked of the tenant now. */

import type { Plan, PlannedLookup, PlannedResource } from "../plan/plan.ts";
import { asText } from "../tenant/entity.ts";
import type { Graph } from "../tenant/resources/graph.ts";
import { describeLookup, lookUpIn } from "../tenant/resources/lookups.ts";
import { idsIn, substitute } from "../tenant/resources/references.ts";
import { clientIdStandIn, lookedUpInPlan, roleStandIns } from "../tenant/resources/stand-ins.ts";
import type { Outputs } from "../tenant/resources/translator.ts";
import { EngineError } from "./error.ts";

export class Resolution {
  readonly #outputs = new Map<string, Outputs>();
  /** Lookup → the planned resource that it will find. */
  readonly #aliases = new Map<string, string>();

  /** Takes note of what a resource has become. */
  learn(urn: string, plannedId: string, outputs: Outputs): void {
    this.#outputs.set(plannedId.toLowerCase(), outputs);
    const { clientId } = outputs;
    if (clientId !== undefined) this.#outputs.set(clientIdStandIn(urn), { ...outputs, objectId: clientId });
  }

  /** Forgets a resource that is going to be another object. */
  forget(urn: string, plannedId: string): void {
    this.#outputs.delete(plannedId.toLowerCase());
    this.#outputs.delete(clientIdStandIn(urn));
  }

  /** Inputs with every planned id that is known replaced by the real one. */
  resolve<T>(inputs: T): T {
    return substitute(inputs, (id) => this.#outputs.get(this.#aliases.get(id.toLowerCase()) ?? id.toLowerCase()));
  }

  /**
   * Asks the tenant for everything the program looked up.
   * @throws EngineError `lookup` for one that finds nothing, or that only another engine could answer while a resource needs it.
   */
  answerLookups(plan: Plan, graph: Graph): void {
    const planned = new Set(plan.resources.map(({ id }) => id.toLowerCase()));
    for (const lookup of plan.lookups) {
      const id = lookup.id.toLowerCase();
      if (lookup.answeredBy !== "placeholder" || planned.has(id)) continue;
      const declared = lookedUpInPlan(plan, lookup);
      if (declared !== undefined) {
        this.#aliases.set(id, declared.id.toLowerCase());
        continue;
      }
      const found = lookUpIn(graph, lookup.token, lookup.asked);
      if (found.is === "found") this.#outputs.set(id, found.outputs);
      else if (found.is === "missing") throw nothingFound(lookup);
      else demandUnused(plan, lookup, id);
    }
    this.#answerRoles(plan, graph);
  }

  #answerRoles(plan: Plan, graph: Graph): void {
    const standIns = roleStandIns();
    for (const { inputs } of plan.resources) {
      for (const id of idsIn(inputs)) {
        const template = standIns.get(id);
        if (template === undefined || this.#outputs.has(id)) continue;
        const [role] = graph.list(`/v1.0/directoryRoles?$filter=roleTemplateId eq '${template}'`);
        const objectId = asText(role?.["id"]);
        if (objectId === undefined) {
          throw new EngineError(
            "lookup",
            `getDirectoryRoles gives no role with template ${template}: it is not active in the tenant. Nothing was changed. Activate it with a DirectoryRole resource.`,
          );
        }
        this.#outputs.set(id, { objectId, templateId: template });
      }
    }
  }
}

function nothingFound({ token, asked, source }: PlannedLookup): EngineError {
  const at = source === undefined ? "" : ` at ${source.file}:${source.line}`;
  return new EngineError(
    "lookup",
    `${describeLookup(token, asked)}${at} finds nothing in the tenant. Nothing was changed. Create the object first, or declare it in the program.`,
  );
}

function demandUnused(plan: Plan, lookup: PlannedLookup, id: string): void {
  const user: PlannedResource | undefined = plan.resources.find(({ inputs }) => idsIn(inputs).includes(id));
  if (user === undefined) return;
  throw new EngineError(
    "lookup",
    `${user.name} uses ${describeLookup(lookup.token, lookup.asked)}, which the embedded engine cannot answer. Nothing was changed. Give the id itself, or deploy with the Pulumi CLI.`,
    user.urn,
  );
}
