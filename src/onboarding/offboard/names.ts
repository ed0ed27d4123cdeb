/** What objects are called in a plan, so that nobody takes away another one of the same name. */

import type { Snapshot } from "../../tenant/snapshot.ts";
import { oneLine } from "../question.ts";

/** A name for an object: with its id behind it where another object of its kind is called the same. */
export type Named = (id: string | undefined, name: string) => string;

/** @param snapshot of the whole tenant: the other object need not be the provider's */
export function namesIn({ collections }: Snapshot): Named {
  const kinds = [
    collections.users,
    collections.groups,
    collections.servicePrincipals,
    collections.applications,
    collections.conditionalAccessPolicies,
    collections.namedLocations,
  ] as const;
  const shared = new Set<string>();
  for (const objects of kinds) {
    const first = new Map<string, string>();
    for (const { id, displayName } of objects) {
      const name = oneLine(displayName ?? "").toLowerCase();
      const other = first.get(name);
      if (name === "") continue;
      if (other === undefined) first.set(name, id);
      else for (const each of [other, id]) shared.add(each.toLowerCase());
    }
  }
  return (id, name) => (id !== undefined && shared.has(id.toLowerCase()) ? `${oneLine(name)} (${id})` : oneLine(name));
}
