/** Groups that fill themselves by a rule, and who matches already. */

import type { Snapshot } from "../tenant/snapshot.ts";
import type { GroupObject } from "./directory.ts";
import { type Asked, askedBy, decideRule, parseRule, type RuleNode, type Subject } from "./membership-rule.ts";
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
  const groups = dynamicGroups(snapshot).map(({ group, rule }) => ({ group, rule, asked: askedBy(rule) }));
  const taken = new Map<GroupObject, string[]>(groups.map(({ group }) => [group, []]));
  // A thousand rules ask everybody for the same few attributes, and most people are like many others in them.
  for (const alike of Map.groupBy(groups, ({ asked }) => JSON.stringify(asked)).values()) {
    const asked = alike[0]?.asked;
    const known = new Map<string, readonly string[][]>();
    if (asked === undefined) continue;
    for (const user of snapshot.collections.users) {
      const subject = userSubject({ user, isIn: (other) => isIn(user.id, other), unseen: "open" });
      const answers = answersOf(subject, asked);
      const lists =
        known.get(answers) ??
        alike.flatMap(({ group, rule }) => (decideRule(rule, subject).canBeFalse ? [] : [taken.get(group) ?? []]));
      known.set(answers, lists);
      for (const list of lists) list.push(user.id);
    }
  }
  return groups.flatMap(({ group }) => (taken.get(group) ?? []).map((member) => ({ group: group.id, member })));
}

function answersOf(subject: Subject, { attributes, groups, manager }: Asked): string {
  return JSON.stringify([
    attributes.map((name) => subject.attribute(name)),
    groups.map((group) => subject.isIn(group)),
    manager ? subject.manager : null,
  ]);
}
