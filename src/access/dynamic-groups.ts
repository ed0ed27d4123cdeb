/** Groups that fill themselves by a rule, and who matches already. */

import type { Snapshot } from "../tenant/snapshot.ts";
import type { GroupObject } from "./directory.ts";
import { decideRule, parseRule, type RuleNode } from "./membership-rule.ts";
import { userSubject } from "./user-attributes.ts";

export interface DynamicGroup {
  readonly group: GroupObject;
  readonly rule: RuleNode;
}

/** Groups whose rule is at work. A paused one keeps whom it has. */
export function dynamicGroups({ collections }: Snapshot): DynamicGroup[] {
  return collections.groups.flatMap((group) =>
    group.membershipRule && group.membershipRuleProcessingState !== "Paused"
      ? [{ group, rule: parseRule(group.membershipRule) }]
      : [],
  );
}

/**
 * Users that a rule takes in for certain, by what the snapshot shows of them. What it does not show may be anything, so it
 * decides nothing here.
 */
export function certainMembers(
  snapshot: Snapshot,
  isIn: (user: string, group: string) => boolean,
): { readonly group: string; readonly member: string }[] {
  return dynamicGroups(snapshot).flatMap(({ group, rule }) =>
    snapshot.collections.users.flatMap((user) => {
      const subject = userSubject({ user, isIn: (other) => isIn(user.id, other), unseen: "open" });
      return decideRule(rule, subject).canBeFalse ? [] : [{ group: group.id, member: user.id }];
    }),
  );
}
