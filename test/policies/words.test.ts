/** Sentences that several rules share. */

import { describe, expect, test } from "vitest";
import {
  controlWords,
  nameList,
  namesOf,
  offerInstead,
  pathSteps,
  pathWords,
  sentence,
  trimmed,
} from "../../policies/words.ts";
import type { Control } from "../../src/access/conditional-access/grants.ts";
import { shortestPaths } from "../../src/access/search.ts";
import { goodTenant, harbourWorld } from "../support/tenant-builder.ts";

test.each([
  [[], "nobody"],
  [["A"], "A"],
  [["A", "A"], "A"],
  [["A", "B"], "A and B"],
  [["A", "B", "A", "C"], "A, B and C"],
  [["A", "B", "C", "D", "E"], "A, B, C and 2 more"],
])("a list of %j is %s", (names, expected) => {
  expect(nameList(names)).toBe(expected);
});

test("a provider is named once, though its names say it too", () => {
  const context = goodTenant().context();
  expect(namesOf(["Dana", "the desk of Tideway IT", "Tideway IT"], "tideway", context)).toBe(
    "Dana, the desk and Tideway IT of Tideway IT",
  );
  expect(namesOf(["Dana"], "nobody's", context)).toBe("Dana of nobody's");
});

test.each([
  ["Too much", "Too much."],
  ["Too much.", "Too much."],
  [".NET", ".NET."],
])("the sentence of %s is %s", (text, expected) => {
  expect(sentence(text)).toBe(expected);
});

test("a reason inside a sentence has no full stop of its own", () => {
  expect([trimmed("Resets passwords. All of them."), trimmed("all")]).toEqual(["Resets passwords. All of them", "all"]);
});

describe("what to do instead", () => {
  test("is one of the provider's teams, or a row of the matrix", () => {
    const { entitlements } = harbourWorld;
    const [helpdesk] = entitlements.teams;
    const offer = (teams: typeof entitlements.teams, provider = "tideway") =>
      offerInstead(provider, goodTenant().context({ entitlements: { ...entitlements, teams } }));
    const through = (names: string) =>
      `Tideway IT works through ${names}, which its people activate when needed; if that is not enough, change the row in the matrix.`;
    const row = (name: string) =>
      `Give ${name} what it needs by a row of the matrix: people who are eligible for a limited time and activate it when needed.`;
    expect(offer(helpdesk ? [helpdesk] : [])).toBe(through('"Tideway IT – Tier-1 helpdesk"'));
    expect(offer(entitlements.teams)).toBe(
      through('"Tideway IT – Tier-1 helpdesk", "Tideway IT – After-hours emergency" and 2 more'),
    );
    expect(offer([])).toBe(row("Tideway IT"));
    expect(offer(helpdesk ? [helpdesk] : [], "nightwatch")).toBe(row("Nightwatch"));
  });
});

test.each<[Control, string]>([
  [{ kind: "built-in", name: "compliantDevice" }, "a compliant device"],
  [{ kind: "built-in", name: "mfa" }, "multifactor authentication of any kind"],
  [{ kind: "built-in", name: "brandNew" }, "brandNew"],
  [
    { kind: "authentication-strength", name: "Passkeys", combinations: ["fido2"], restricted: {} },
    'authentication strength "Passkeys"',
  ],
  [{ kind: "terms-of-use", name: "mfa" }, '"mfa"'],
  [{ kind: "custom", name: "Partner check" }, '"Partner check"'],
])("the control %j is %s", (control, expected) => {
  expect(controlWords(control)).toBe(expected);
});

describe("a path", () => {
  const admin = "Global Administrator";
  /** Dana's way to tier 0 by an activation that is approved by these. */
  function danasWay(approvers: string[], approval = true, more: object = {}) {
    const tenant = goodTenant();
    tenant.group("Desk", { isAssignableToRole: true, members: ["joel.lindqvist"] });
    tenant.group("Tideway desk", { members: [tenant.user("erik@tideway.example")] });
    tenant.group("Strangers", { members: [tenant.guest("x@elsewhere.example", "X")] });
    const grant = tenant.role("Desk", admin);
    tenant.eligible("Desk", "dana.reyes");
    tenant.activationRules("Desk", { approvers, approval });
    const urn = tenant.declare(grant, "grant");
    const context = tenant.programContext({ scope: "whole-tenant", ...more });
    const [way] = shortestPaths(context.graph, ({ id }) => id === "dana.reyes");
    return { context, path: way?.path ?? [], urn };
  }

  test.each<[string, string[], boolean]>([
    [" alone, without an approval", [], false],
    [" with the internal team's approval", ["approvers"], true],
    [" with an approval from the provider's own side", ["Tideway desk"], true],
    [" with an approval from somebody of an unknown party", ["Strangers"], true],
  ])("says how it is taken:%s", (words, approvers, approval) => {
    const { path } = danasWay(approvers, approval);
    expect(pathWords(path)).toBe(`can become a member of group "Desk"${words}, which holds ${admin}`);
  });

  test("says what a role is as good as, and why", () => {
    const tenant = goodTenant();
    tenant.role("dana.reyes", "Privileged Role Administrator");
    const { graph } = tenant.context();
    const [way] = shortestPaths(graph, ({ id }) => id === "dana.reyes");
    expect(pathWords(way?.path ?? [])).toMatch(
      /^holds Privileged Role Administrator, which is as good as Global Administrator \(.*[^.]\)$/,
    );
  });

  test("has its steps, with the program's place of what it declares", () => {
    const { context, path, urn } = danasWay([], false);
    const [first, second] = pathSteps(path, context);
    expect(first).toEqual({
      from: "Dana Reyes (dana.reyes@tideway.example)",
      edge: "eligible-member-of",
      to: 'group "Desk"',
      condition: "self-activation",
      inTenant: true,
    });
    expect(second).toEqual({
      from: 'group "Desk"',
      edge: "holds-role",
      to: admin,
      condition: "standing",
      resource: urn,
      file: "index.ts",
      line: 1,
    });
  });

  test("is in the tenant already only where a plan is judged on top of one", () => {
    const shown = (more: object) => {
      const { context, path } = danasWay([], false, more);
      return pathSteps(path, context).map(({ inTenant }) => inTenant);
    };
    expect(shown({})).toEqual([true, undefined, undefined]);
    expect(shown({ scope: "partial", seesTenant: true })).toEqual([true, undefined, undefined]);
    expect(shown({ scope: "partial" })).toEqual([undefined, undefined, undefined]);
    const { context, path } = danasWay([], false);
    const { plan: _, ...review } = context;
    expect(pathSteps(path, review).map(({ inTenant }) => inTenant)).toEqual([undefined, undefined, undefined]);
  });
});
