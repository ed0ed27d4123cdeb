import { describe, expect, test } from "vitest";
import { type JudgeInput, judge } from "../../policies/judge.ts";
import { rules } from "../../policies/rules/index.ts";
import type { PlannedResource } from "../../src/plan/plan.ts";
import { madeObject } from "../../src/tenant/resources/translator.ts";
import { emptySnapshot } from "../../src/tenant/snapshot.ts";
import { harbour } from "../support/matrices.ts";
import { lookup, planned, planOf } from "../support/plans.ts";

const { matrix } = harbour();
const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
const tenant = emptySnapshot(matrix.client.tenantId, "embedded", "2026-11-01T00:00:00Z");

const dana = planned("User", "dana", {
  displayName: "Dana Reyes",
  userPrincipalName: "dana@harbourdental.onmicrosoft.com",
  mail: "dana.reyes@tideway.example",
});
const admin = planned("DirectoryRoleAssignment", "admin", {
  principalObjectId: dana.id,
  roleId: globalAdministrator,
});

function judged(resources: readonly PlannedResource[], more: Partial<JudgeInput> = {}) {
  return judge({ matrix, plan: planOf(resources), scope: "partial", rules, today: "2026-11-21", ...more });
}

describe("what is taken for granted", () => {
  const alone = "no snapshot of the tenant was given: only what the plan declares is judged";
  const inPart = "the plan declares a part of the tenant: what it leaves out may be elsewhere";

  test.each<[string, Partial<JudgeInput>, string[]]>([
    ["without a tenant underneath", {}, [alone, inPart]],
    ["with one", { snapshot: tenant }, [inPart]],
    ["a plan of everything", { scope: "whole-tenant" }, [alone]],
    ["everything, on a tenant", { scope: "whole-tenant", snapshot: tenant }, []],
  ])("%s", (_, more, expected) => {
    expect(judged([], more).assumptions).toEqual(expected);
  });

  test("lookups find what they ask for, each said once and without what is no text", () => {
    const lookups = [
      lookup("getUser", { userPrincipalName: "a@x.example" }),
      lookup("getUser", { userPrincipalName: "a@x.example", ignore: true }),
      lookup("getGroup", { displayName: "Staff", securityEnabled: true, mailNickname: "staff" }),
    ];
    expect(judged([], { plan: planOf([], lookups) }).assumptions.slice(2)).toEqual([
      "getUser(a@x.example) finds what its arguments say",
      "getGroup(Staff, staff) finds what its arguments say",
    ]);
  });
});

describe("what is judged", () => {
  test("is kept with the verdict", () => {
    const { input, materialised, context } = judged([dana, admin]);
    expect(input.plan.resources).toEqual([dana, admin]);
    expect(materialised.snapshot.collections.users.map(({ id }) => id)).toContain(dana.id);
    expect(context.materialised).toBe(materialised);
    expect(context.seesTenant).toBe(false);
  });

  test("is on top of the tenant", () => {
    const own = { id: "8d6ad4a3-5c1e-4f0e-9f0b-7c7a3c1d2e01", displayName: "Staff", securityEnabled: true };
    const snapshot = { ...tenant, collections: { ...tenant.collections, groups: [own] } };
    const { materialised, context } = judged([dana], { snapshot });
    expect(materialised.snapshot.collections.groups.map(({ id }) => id)).toEqual([own.id]);
    expect(context.seesTenant).toBe(true);
  });

  test("what the last deployment made is what the tenant has of it", () => {
    const id = "8d6ad4a3-5c1e-4f0e-9f0b-7c7a3c1d2e01";
    const snapshot = {
      ...tenant,
      collections: {
        ...tenant.collections,
        users: [{ id, displayName: "Dana Reyes", userPrincipalName: "x@y.example" }],
      },
    };
    const applied = new Map([[dana.urn, { made: madeObject(id), inputs: dana.inputs }]]);
    const ids = (more: Partial<JudgeInput>) =>
      judged([dana], { snapshot, ...more }).materialised.snapshot.collections.users.map((user) => user.id);
    expect(ids({ applied })).toEqual([id]);
    expect(ids({}).toSorted()).toEqual([id, dana.id].toSorted());
  });

  test("a large plan without what no finding can come from, where nobody asks for more", () => {
    const ben = planned("User", "ben", { displayName: "Ben", userPrincipalName: "ben@harbourdental.example" });
    const others = Array.from({ length: 497 }, (_, index) =>
      planned("random:index/randomPet:RandomPet", `${index}`, {}),
    );
    const large = [dana, admin, ben, ...others];
    const users = (resources: readonly PlannedResource[], more: Partial<JudgeInput>) =>
      judged(resources, { rules: [], ...more }).materialised.snapshot.collections.users.length;
    expect(users(large, { onlyFindings: true })).toBe(1);
    expect(users(large.slice(0, -1), { onlyFindings: true })).toBe(2);
    expect(users(large, {})).toBe(2);
    expect(users(large, { onlyFindings: true, snapshot: tenant })).toBe(2);
    const { findings, context } = judged(large, { onlyFindings: true });
    expect(findings.map(({ rule }) => rule)).toContain("provider-no-standing-global-admin");
    expect(context.plan?.resources).toHaveLength(500);
  });
});

test("a plan on a large tenant without whom no finding can come from, where nobody asks for more", () => {
  const staff = Array.from({ length: 999 }, (_, index) => ({
    id: `staff-${index}`,
    displayName: `Person ${index}`,
    userPrincipalName: `staff-${index}@harbourdental.example`,
  }));
  const [first, second, third] = staff.map(({ id }) => ({ id }));
  const group = {
    id: "8d6ad4a3-5c1e-4f0e-9f0b-7c7a3c1d2e01",
    displayName: "Operators",
    securityEnabled: true,
    members: [first ?? { id: "" }, second ?? { id: "" }],
    owners: [third ?? { id: "" }],
  };
  const snapshot = { ...tenant, collections: { ...tenant.collections, users: staff, groups: [group] } };
  const joins = planned("GroupMember", "joins", { groupObjectId: group.id, memberObjectId: dana.id });
  const users = (resources: readonly PlannedResource[], more: Partial<JudgeInput>) =>
    judged(resources, { snapshot, onlyFindings: true, ...more }).context.snapshot.collections.users.map(({ id }) => id);
  expect(users([dana], {})).toEqual([dana.id]);
  // Whatever the plan adds somebody to stays with everybody who is in it.
  expect(users([dana, joins], {}).toSorted()).toEqual(["staff-0", "staff-1", "staff-2", dana.id].toSorted());
  expect(users([dana], { onlyFindings: false })).toHaveLength(1000);
});

test("what is wrong in the matrix has a place where the matrix is known", () => {
  const source = { file: "m.yaml", positionOf: () => ({ line: 7, column: 3 }) };
  const waived = {
    ...matrix,
    waivers: [
      {
        rule: "provider-no-standing-global-admin",
        resource: "admin",
        reason: "a test",
        approvedBy: "dana.reyes@tideway.example",
        until: "2026-11-22",
      },
    ],
  };
  // A provider's person approved it, and what is waived is tier 0.
  const places = (more: Partial<JudgeInput>) =>
    judged([dana, admin], { matrix: waived, ...more })
      .findings.filter(({ rule }) => rule === "waivers-valid")
      .map(({ file, line, column }) => ({ file, line, column }));
  expect(places({ matrixSource: source })).toEqual(Array(2).fill({ file: "m.yaml", line: 7, column: 3 }));
  expect(places({})).toEqual(Array(2).fill({ file: undefined, line: undefined, column: undefined }));
});
