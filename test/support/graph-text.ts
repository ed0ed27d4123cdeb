/** Access graphs for tests, edge by edge, as text. */

import { conditionOrder } from "../../src/access/condition.ts";
import { type EdgeKind, edgeKinds } from "../../src/access/edge-kinds.ts";
import { type AccessGraph, type AccessNode, GraphBuilder } from "../../src/access/graph.ts";
import type { Party } from "../../src/access/record.ts";
import type { StepCondition } from "../../src/finding.ts";

const isCondition = (word: string): word is StepCondition => conditionOrder.some((each) => each === word);
const nodeKinds = ["external", "class", "permission"] as const;
const nodeKind = (id: string): AccessNode["kind"] => nodeKinds.find((kind) => id.startsWith(`${kind}:`)) ?? "role";

/**
 * `from kind to condition KEY`: the condition is standing unless said, and an edge with a key is made and declared by what it names.
 * Whoever is of a party is a principal.
 */
export function builtGraph(
  edges: readonly string[],
  parties: Readonly<Record<string, Party>>,
  target = "target",
): AccessGraph {
  const parts = edges.map((edge) => edge.split(" "));
  const keys = parts.flatMap((words) => words.slice(3).filter((word) => !isCondition(word)));
  const builder = new GraphBuilder(new Map(keys.map((key) => [key, key])));
  const node = (id: string) => builder.node(id, parties[id] ? "principal" : nodeKind(id), id, parties[id]);
  const made = node(target);
  for (const [from = "", kind = "", to = "", ...more] of parts) {
    if (!(kind in edgeKinds)) throw new Error(`${kind} is no kind of edge`);
    const objectKeys = more.filter((word) => !isCondition(word));
    const edge = { from: node(from), to: node(to), kind: kind as EdgeKind, objectKeys };
    builder.edge(edge, more.find(isCondition) ?? "standing");
  }
  return builder.finish(made);
}
