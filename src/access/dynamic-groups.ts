/** Groups that fill themselves by a rule, and who matches already. */

import type { Snapshot } from "../tenant/snapshot.ts";
import type { GroupObject } from "./directory.ts";
import { decideRule, parseRule, type RuleNode, type Subject } from "./membership-rule.ts";
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
  const groups = dynamicGroups(snapshot);
  if (groups.length === 0) return [];
  const subjects = snapshot.collections.users.map((user) => ({
    id: user.id,
    subject: readOnce(userSubject({ user, isIn: (other) => isIn(user.id, other), unseen: "open" })),
  }));
  return groups.flatMap(({ group, rule }) =>
    subjects.flatMap(({ id, subject }) =>
      decideRule(rule, subject).canBeFalse ? [] : [{ group: group.id, member: id }],
    ),
  );
}

/** Reads each attribute once: a thousand rules ask everybody for the same few. */
function readOnce(subject: Subject): Subject {
  const known = new Map<string, ReturnType<Subject["attribute"]>>();
  return {
    ...subject,
    attribute(name) {
      const before = known.get(name);
      if (before !== undefined || known.has(name)) return before ?? null;
      const value = subject.attribute(name);
      known.set(name, value);
      return value;
    },
  };
}
