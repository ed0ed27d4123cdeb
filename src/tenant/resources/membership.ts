/** Members and owners: how the provider adds them and how it brings a list to what is declared. */

import { asText } from "../entity.ts";
import { relationKey } from "../snapshot.ts";
import { type Graph, reference } from "./graph.ts";

/** Adds objects to a relation, e.g. `/beta/groups/{id}/members`. */
export function addAll(graph: Graph, relation: string, ids: readonly string[]): void {
  for (const id of ids) graph.post(`${relation}/$ref`, reference(id));
}

/** Brings a relation to exactly the wanted objects; new ones come before old ones go, so that it is never empty on the way. */
export function bringTo(graph: Graph, relation: string, wanted: readonly string[]): void {
  const present = graph.list(relation).flatMap(({ id }) => asText(id) ?? []);
  addAll(
    graph,
    relation,
    wanted.filter((id) => !present.includes(id)),
  );
  for (const id of present) if (!wanted.includes(id)) graph.remove(`${relation}/${id}/$ref`);
}

/** Provenance keys of a relation's elements. */
export function relationKeys(relation: "members" | "owners", of: string, ids: readonly string[]): string[] {
  return ids.map((id) => relationKey(relation, of, id));
}
