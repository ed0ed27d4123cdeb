import { describe, expect, test } from "vitest";
import type { RoleMeaning, ScopeMeaning } from "../../src/access/directory.ts";
import { isScopable, judgeRole, judgeRoleAt } from "../../src/access/judge.ts";
import { findRole } from "../../src/catalogue/entra-roles.ts";

const builtIn = (name: string): RoleMeaning => ({
  ...{ id: findRole(name)?.templateId ?? "", name, kind: "built-in", actions: [] },
});
const custom = (...actions: string[]): RoleMeaning => ({ id: "c", name: "Custom", kind: "custom", actions });
const unknown: RoleMeaning = { id: "x", name: "New", kind: "unknown", actions: [] };
const directory: ScopeMeaning = { kind: "directory", id: "/", label: "directory" };
const unit: ScopeMeaning = { kind: "administrative-unit", id: "u", label: "administrative unit U" };
const object: ScopeMeaning = { kind: "object", id: "a", label: "object a" };

const worst = {
  ...{ tier: 0, equivalent: "global-administrator", known: false },
  reason: "the catalogue does not know this role, so it counts as the worst",
};
const assigns = "microsoft.directory/roleAssignments/create";

describe("what a role amounts to", () => {
  test.each<[string, RoleMeaning, object]>([
    ["one that is built in", builtIn("Helpdesk Administrator"), { tier: 0, equivalent: "path", known: true }],
    ["one that nobody knows", unknown, worst],
    [
      "a custom one, by what it allows",
      custom(assigns),
      { tier: 0, equivalent: "global-administrator", known: true, reason: "it can assign roles" },
    ],
    ["a custom one that only reads", custom("microsoft.directory/users/standard/read"), { tier: 2, reason: "" }],
  ])("%s", (_name, role, expected) => {
    expect(judgeRole(role)).toMatchObject(expected);
    expect(judgeRoleAt(role, directory)).toEqual(judgeRole(role));
  });

  test("comes with the reason of the catalogue", () => {
    expect(judgeRole(builtIn("Global Administrator")).reason).toBe(findRole("Global Administrator")?.reason ?? "none");
  });

  test.each<[string, RoleMeaning, ScopeMeaning, object]>([
    ["tier 0 becomes tier 1", builtIn("Helpdesk Administrator"), unit, { tier: 1, equivalent: "none", known: true }],
    ["tier 1 stays", builtIn("Security Reader"), unit, { tier: 1, equivalent: "none" }],
    ["tier 2 stays", builtIn("Reports Reader"), unit, { tier: 2, equivalent: "none" }],
    ["a custom one too", custom(assigns), object, { tier: 1, equivalent: "none", reason: "it can assign roles" }],
    ["what nobody knows is the worst everywhere", unknown, unit, worst],
  ])("over less than the directory: %s", (_name, role, scope, expected) => {
    expect(judgeRoleAt(role, scope)).toMatchObject(expected);
  });
});

test.each<[string, RoleMeaning, boolean]>([
  ["Helpdesk Administrator", builtIn("Helpdesk Administrator"), true],
  ["Global Administrator", builtIn("Global Administrator"), false],
  [
    "a custom role about groups",
    custom("microsoft.directory/applications/standard/read", "microsoft.directory/groups.unified/members/update"),
    true,
  ],
  ["a custom role about applications", custom("microsoft.directory/servicePrincipals/credentials/update"), false],
  ["a role that nobody knows", unknown, false],
])("%s can be held over an administrative unit: %s", (_name, role, expected) => {
  expect(isScopable(role)).toBe(expected);
});
