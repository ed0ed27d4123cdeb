/** How the engine creates, changes and deletes a resource of a type: through its translator, as an Azure resource, or in the state alone. */

import { armPath, armTranslator } from "../tenant/resources/arm.ts";
import { type Graph, GraphRefusal } from "../tenant/resources/graph.ts";
import { translators } from "../tenant/resources/table.ts";
import type { Translator } from "../tenant/resources/translator.ts";
import { understandingOf } from "../tenant/resources/understanding.ts";

/** Values that live in the state and nowhere else: random values, keys, times. */
const stateOnly: Translator = {
  replaceOn: [],
  create: (_inputs, _graph, { assignId = "" }) => ({ id: assignId, outputs: { objectId: assignId }, keys: [] }),
  update: (made) => made,
  remove: () => undefined,
};

const statePackages = ["random", "time", "tls", "pulumi"];

/** The operator of a type, or undefined when this engine cannot apply it. */
export function operatorFor(type: string): Translator | undefined {
  switch (understandingOf(type)) {
    case "translated":
      return translators.get(type);
    case "arm":
      return armTranslator(type);
    case "harmless":
      return statePackages.includes(type.slice(0, type.indexOf(":"))) ? stateOnly : undefined;
    case "not understood":
      return undefined;
  }
}

/** Whether the tenant has an Azure control plane. */
export function hasControlPlane(graph: Graph): boolean {
  try {
    graph.get(armPath("/subscriptions"));
    return true;
  } catch (error) {
    if (error instanceof GraphRefusal) return false;
    throw error;
  }
}
