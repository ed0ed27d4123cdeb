/** Who is in a group, by party. */

import type { Attributed } from "./attributed.ts";
import type { Directory } from "./directory.ts";
import { sameParty } from "./party.ts";
import type { Party } from "./record.ts";

/** What is needed to tell. */
export interface FillFacts {
  readonly directory: Directory;
  /** Parties in each group, once asked for. */
  readonly fill: Map<string, readonly Party[]>;
  partyOf(id: string): Attributed | undefined;
}

/** Parties of everybody who is, or may become, a member of a group, nested groups included; each party once. */
export function fillOf(groupId: string, facts: FillFacts): readonly Party[] {
  const known = facts.fill.get(groupId);
  if (known) return known;
  const { directory } = facts;
  const parties = new Map<string, Party[]>([[groupId, []]]);
  const found: { readonly group: string; readonly party: Party }[] = [];
  // All groups below that nobody asked for yet, each once: nesting may be deep, and go in circles. The map grows meanwhile.
  for (const group of parties.keys()) {
    for (const { member, role } of directory.membershipsOf(group)) {
      if (role !== "member") continue;
      if (isFilledGroup(member, facts)) {
        const inner = facts.fill.get(member);
        if (inner === undefined) parties.set(member, parties.get(member) ?? []);
        else found.push(...inner.map((party) => ({ group, party })));
      } else {
        const attributed = facts.partyOf(member);
        if (attributed) found.push({ group, party: attributed.party });
      }
    }
  }
  // A party is in every group around the one where it is found.
  for (let next = found.pop(); next !== undefined; next = found.pop()) {
    const { group, party } = next;
    const list = parties.get(group);
    if (list === undefined || list.some((other) => sameParty(other, party))) continue;
    list.push(party);
    for (const outer of directory.membershipsBy(group)) {
      if (outer.role === "member") found.push({ group: outer.group, party });
    }
  }
  for (const [group, list] of parties) facts.fill.set(group, list);
  return parties.get(groupId) ?? [];
}

function isFilledGroup(id: string, { directory }: FillFacts): boolean {
  return directory.object(id)?.kind === "group" && directory.membershipsOf(id).some(({ role }) => role === "member");
}
