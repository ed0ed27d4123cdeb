import { expect, test } from "vitest";
import { named, withoutStandIns } from "../../policies/stand-in-names.ts";
import { placeholderId } from "../../src/plan/placeholder-id.ts";
import { placeholderSubscriptionId } from "../../src/plan/provider-id.ts";
import { lookup, planned, planOf } from "../support/plans.ts";

const staff = lookup("getGroup", { displayName: "Staff" });
const group = planned("Group", "team", {});
const stack = {
  ...lookup("x", { stack: "acme/shared/prod", output: "admins" }),
  token: "pulumi:pulumi:StackReference",
};
const members = lookup("getGroup", { displayName: "Staff", output: "members" });
const plan = planOf([group], [staff, stack, members]);

test.each<[string, string]>([
  [`/subscriptions/${placeholderSubscriptionId}/resourceGroups/rg`, "/subscriptions/(not named)/resourceGroups/rg"],
  [`role ${stack.id.toUpperCase()}`, "role output admins of stack acme/shared/prod"],
  [staff.id, 'getGroup(displayName "Staff")'],
  [members.id, 'members of getGroup(displayName "Staff")'],
  [`/groups/${group.id}`, "/groups/(the id of team)"],
  ["8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"],
  [placeholderId("of nothing in the plan"), placeholderId("of nothing in the plan")],
])("%s is called %s", (text, expected) => {
  expect(named(text, plan)).toBe(expected);
});

test("a finding has none in its message, its remedy and its path", () => {
  const step = { from: staff.id, edge: "owns", to: stack.id, condition: "standing" } as const;
  const finding = { message: staff.id, remedy: staff.id, resource: staff.id, path: [step] };
  const told = withoutStandIns(finding, plan);
  expect(told).toEqual({
    message: named(staff.id, plan),
    remedy: named(staff.id, plan),
    // What a finding is about stays what it is found by.
    resource: staff.id,
    path: [{ ...step, from: named(staff.id, plan), to: named(stack.id, plan) }],
  });
  expect(withoutStandIns(finding, undefined)).toBe(finding);
});
