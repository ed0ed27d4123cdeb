/** Where paths start: at somebody who can act. */

import type { Attribution } from "./attribution.ts";
import type { AccessGraph, AccessNode } from "./graph.ts";
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
  const emptyGroup = (node: AccessNode) => {
    const seen = new Set([node.id]);
    const waiting = [node.id];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const { member, role } of directory.membershipsOf(next)) {
        if (role !== "member" || seen.has(member)) continue;
        if (directory.object(member)?.kind !== "group") return false;
        seen.add(member);
        waiting.push(member);
      }
    }
    return true;
  };
  return graph.nodes.filter(
    (node) =>
      node.party !== undefined &&
      party(node.party) &&
      (directory.object(node.id)?.kind !== "group" || emptyGroup(node)),
  );
}
