/** Where paths start: at somebody who can act. */

import type { Attribution } from "./attribution.ts";
import type { Directory } from "./directory.ts";
import type { AccessGraph, AccessNode } from "./graph.ts";
import { oncePer } from "./once.ts";
import type { Party } from "./record.ts";

/**
 * Nodes of a party that can act by themselves: people, applications, foreign principals. A group acts through those in it;
 * it is a start of its own only while nobody is known to be in it, since somebody will be.
 */
export function startsOf(
  graph: AccessGraph,
  { directory }: Pick<Attribution, "directory">,
  party: (party: Party) => boolean,
): AccessNode[] {
  const filled = filledGroups(directory);
  return graph.nodes.filter((node) => node.party !== undefined && party(node.party) && !filled.has(node.id));
}

/** Groups that somebody is in or can become a member of, directly or through other groups. */
const filledGroups = oncePer((directory: Directory): ReadonlySet<string> => {
  const filled = new Set<string>();
  const isGroup = (id: string) => directory.object(id)?.kind === "group";
  for (const { group, member, role } of directory.memberships)
    if (role === "member" && !isGroup(member)) filled.add(group);
  // A set may grow while it is walked: from the people outwards.
  for (const inner of filled) {
    for (const { group, role } of directory.membershipsBy(inner)) if (role === "member") filled.add(group);
  }
  return filled;
});
