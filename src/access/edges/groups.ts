/** Groups: members and owners, active and through PIM for Groups. Owners can add themselves, so owning is as good as being in. */

import type { Membership } from "../directory.ts";
import type { EdgeKind } from "../edge-kinds.ts";
import type { EdgeContext } from "../graph.ts";
import { activationCondition } from "./activation.ts";

const kinds: Readonly<Record<Membership["role"], Readonly<Record<"active" | "eligible", EdgeKind>>>> = {
  member: { active: "member-of", eligible: "eligible-member-of" },
  owner: { active: "owner-of", eligible: "eligible-owner-of" },
};

export function groupEdges(context: EdgeContext): void {
  const eligible = new Set(
    context.directory.memberships.filter(({ held }) => held === "eligible").map((membership) => placeOf(membership)),
  );
  for (const membership of context.directory.memberships) {
    // What is merely activated now shows as the eligibility it comes from; without one it is taken for standing.
    if (membership.held === "activated" && eligible.has(placeOf(membership))) continue;
    const isEligible = membership.held === "eligible";
    const policy = isEligible ? context.policies.ofGroup(membership.group, membership.role) : undefined;
    context.add({
      from: context.principal(membership.member),
      to: context.principal(membership.group),
      kind: kinds[membership.role][isEligible ? "eligible" : "active"],
      condition: isEligible ? activationCondition(policy) : "standing",
      // The rules decide what an eligibility is worth, so whoever declares them has a part in it.
      objectKeys: policy ? [...membership.objectKeys, policy.id] : membership.objectKeys,
      since: membership.since,
      until: membership.until,
    });
  }
}

function placeOf({ group, member, role }: Membership): string {
  return `${group} ${member} ${role}`;
}
