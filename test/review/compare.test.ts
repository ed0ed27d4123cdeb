import { describe, expect, test } from "vitest";
import type { AccessRecord } from "../../src/access/record.ts";
import { compareAccess } from "../../src/review/compare.ts";
import type { Difference } from "../../src/review/schema.ts";
import {
  access,
  comparing,
  emergency,
  entitlements,
  globalAdministrator,
  goal,
  internal,
  role,
  step,
  team,
  tideway,
  unknown,
} from "./fixture.ts";

const standing = (record: AccessRecord): AccessRecord => ({ ...record, held: "standing" });
const global = { target: "Global Administrator", targetId: globalAdministrator, scope: "directory", tier: 0 } as const;
const policy = (settings: Record<string, unknown>) =>
  access("conditional-access-policy", {
    principal: {
      id: "policy-1",
      identity: "policy:Tideway IT sign-in",
      label: "Tideway IT sign-in",
      type: "policy",
      party: unknown,
    },
    target: "Tideway IT sign-in",
    held: "on",
    objectKey: "policy-1",
    settings: {
      state: "enabled",
      "conditions.users.excludeGroups": ["group:emergency accounts"],
      "grantControls.builtInControls": ["mfa"],
      "sessionControls.signInFrequency.value": 4,
      ...settings,
    },
  });
const rules = (settings: Record<string, unknown>) =>
  access("activation-rules", {
    principal: { id: "group-1", identity: "group:team", label: "team", type: "group" },
    target: "member",
    held: "on",
    objectKey: "rules-1",
    settings: {
      approval: true,
      multifactor: true,
      justification: true,
      ticket: true,
      maximumHours: 4,
      approvers: ["group:approvers"],
      ...settings,
    },
  });
const emergencyAccount = {
  id: "e1",
  identity: "user:emergency-1@harbourdental.onmicrosoft.com",
  label: "Emergency access 1",
  party: emergency,
};

function differences(declared: readonly AccessRecord[], actual: readonly AccessRecord[]): readonly Difference[] {
  return compareAccess(comparing({ declared, actual })).differences;
}

describe("a compliant tenant, and one change", () => {
  test("the same on both sides is no difference", () => {
    const records = [role(), policy({}), rules({}), role({ ...global, principal: emergencyAccount, held: "standing" })];
    const result = compareAccess(comparing({ declared: records, actual: records }));
    expect(result.differences).toEqual([]);
    expect(result.asDeclared).toBe(records.length);
  });

  test.each<[string, AccessRecord, AccessRecord, Partial<Difference>, string]>([
    ["eligible became standing", role(), standing(role()), { kind: "changed", severity: "high" }, "standing"],
    [
      "eligible became standing, tier 0",
      role({ ...global }),
      standing(role({ ...global })),
      { severity: "critical" },
      "standing",
    ],
    [
      "end removed",
      role({ until: "2027-01-01T00:00:00Z" }),
      role(),
      { kind: "changed", severity: "medium" },
      "without end",
    ],
    [
      "end moved out",
      role({ until: "2027-01-01T00:00:00Z" }),
      role({ until: "2029-01-01T00:00:00Z" }),
      { severity: "medium" },
      "2029-01-01",
    ],
    ["scope widened", role(), role({ scope: "directory" }), { kind: "changed", severity: "high" }, "directory"],
    [
      "emergency account only eligible",
      role({ ...global, principal: emergencyAccount, held: "standing" }),
      role({ ...global, principal: emergencyAccount }),
      { severity: "critical" },
      "eligible",
    ],
    ["policy off", policy({}), policy({ state: "disabled" }), { kind: "changed", severity: "high" }, "disabled"],
    [
      "policy report-only",
      policy({}),
      policy({ state: "enabledForReportingButNotEnforced" }),
      { severity: "high" },
      "enabledForReporting",
    ],
    [
      "exclusion added",
      policy({}),
      policy({ "conditions.users.excludeGroups": ["group:emergency accounts", "group:Tideway IT – people"] }),
      { severity: "high" },
      "Tideway IT – people",
    ],
    ["control dropped", policy({}), policy({ "grantControls.builtInControls": [] }), { severity: "high" }, "nothing"],
    [
      "sessions longer",
      policy({}),
      policy({ "sessionControls.signInFrequency.value": 24 }),
      { severity: "high" },
      "24",
    ],
    ["approval dropped", rules({}), rules({ approval: false }), { kind: "changed", severity: "high" }, "no"],
    ["multifactor dropped", rules({}), rules({ multifactor: false }), { severity: "high" }, "no"],
    ["activation longer", rules({}), rules({ maximumHours: 12 }), { severity: "high" }, "12"],
    [
      "approver added",
      rules({}),
      rules({ approvers: ["group:approvers", "user:dana.reyes@tideway.example"] }),
      { severity: "high" },
      "dana.reyes",
    ],
  ])("%s", (_, declared, actual, expected, found) => {
    const result = differences([declared], [actual]);
    expect(result).toHaveLength(1);
    expect(result[0]).toMatchObject(expected);
    expect(
      result[0]?.changes.some((change) => change.weaker && change.actual.includes(found)) ||
        expected.severity === "critical",
    ).toBe(true);
    expect(result[0]?.title).toContain(found === "no" || found === "nothing" ? "instead of" : found);
    expect(result[0]?.remedy.command).toBe("demarc up --stack harbour");
  });

  test.each<[string, AccessRecord, AccessRecord, string]>([
    ["activation shortened", rules({}), rules({ maximumHours: 1 }), "low"],
    ["exclusion taken away", policy({}), policy({ "conditions.users.excludeGroups": [] }), "low"],
  ])("stricter than declared is shown, low: %s", (_, declared, actual, severity) => {
    expect(differences([declared], [actual])).toMatchObject([
      { kind: "changed", severity, changes: [{ weaker: false }] },
    ]);
  });
});

describe("near misses that are no difference", () => {
  const until = "2027-01-01T00:00:00Z";
  test.each<[string, AccessRecord[], AccessRecord[]]>([
    ["an eligible role that is in use right now", [role()], [{ ...role(), held: "activated", until }]],
    ["an end that came closer", [role({ until })], [role({ until: "2026-12-01T00:00:00Z" })]],
    ["an end some hours later, as clocks do", [role({ until })], [role({ until: "2027-01-01T06:00:00Z" })]],
    ["an end where none was declared", [role()], [role({ until })]],
    [
      "a guest invited again: new object id, same person",
      [role()],
      [role({ principal: { id: "11111111-0000-4000-8000-00000000da7a" } })],
    ],
    [
      "the same settings in another order",
      [policy({ "conditions.users.includeGroups": ["a", "b"] })],
      [policy({ "conditions.users.includeGroups": ["b", "a"] })],
    ],
    [
      "an internal person's ordinary group",
      [],
      [access("group-member", { principal: { party: internal }, target: "All staff" })],
    ],
    ["an internal person's tier-0 role", [], [standing(role({ ...global, principal: { party: internal } }))]],
    ["a guest nobody knows, without access", [], [access("user", { principal: { party: unknown }, held: "on" })]],
    [
      "an unknown application without tier",
      [],
      [
        access("delegated-permission", {
          principal: { party: unknown, type: "servicePrincipal" },
          target: "User.Read",
          tier: 2,
        }),
      ],
    ],
    [
      "Microsoft's own application",
      [],
      [
        access("application-permission", {
          principal: { party: { kind: "microsoft" }, type: "servicePrincipal" },
          target: "Directory.ReadWrite.All",
          tier: 0,
        }),
      ],
    ],
    ["a policy that Demarc does not manage and that is on", [], [policy({})]],
  ])("%s", (_, declared, actual) => {
    expect(differences(declared, actual)).toEqual([]);
  });

  test("what the plan only looked up is not missing", () => {
    const result = compareAccess(comparing({ declared: [role()], declaredBy: new Map() }));
    expect(result.differences).toEqual([]);
    expect(result.declared).toBe(0);
  });
});

describe("undeclared", () => {
  test.each<[string, AccessRecord, Difference["severity"]]>([
    ["a provider's standing Global Administrator", standing(role({ ...global })), "critical"],
    ["a provider's eligible Global Administrator", role({ ...global }), "high"],
    ["a provider's role of tier 1", standing(role()), "high"],
    ["a provider's role of tier 2", standing(role({ tier: 2 })), "medium"],
    [
      "a provider's guest account that the matrix does not list",
      access("user", { target: "guest account", held: "on" }),
      "medium",
    ],
    ["a provider's ordinary group", access("group-member", { target: "All staff" }), "low"],
    ["a provider's application credential", access("application-credential", { target: "secret backup" }), "high"],
    ["an unknown principal's tier 0", standing(role({ ...global, principal: { party: unknown } })), "critical"],
    ["an unknown principal's tier 1", standing(role({ principal: { party: unknown } })), "medium"],
    ["something on an emergency account", standing(role({ principal: emergencyAccount })), "high"],
    ["a policy that is switched off", policy({ state: "disabled" }), "medium"],
    ["a policy that only reports", policy({ state: "enabledForReportingButNotEnforced" }), "low"],
  ])("%s", (_, record, severity) => {
    expect(differences([], [record])).toMatchObject([{ kind: "undeclared", severity }]);
  });

  test("a membership that is a step to Global Administrator is as bad as the role", () => {
    const member = access("group-member", { target: "IT operations" });
    const { differences: found } = compareAccess(
      comparing({
        actual: [member],
        pathOf: () => [step("Dana Reyes", "member-of", "IT operations"), step("IT operations", "holds-role", goal)],
      }),
    );
    expect(found).toMatchObject([{ severity: "critical", path: [{ to: "IT operations" }, { to: goal }] }]);
  });

  test("a member of a declared group is a difference, whoever it is", () => {
    const declared = access("group-member", { target: team?.displayName ?? "", held: "eligible" });
    const extra = access("group-member", {
      target: team?.displayName ?? "",
      principal: { identity: "user:joel@x", label: "Joel", party: internal },
    });
    expect(differences([declared], [declared, extra])).toMatchObject([
      { kind: "undeclared", principal: { label: "Joel" } },
    ]);
  });

  test("names the row that the access is held outside of, and the lines that would make it part of the matrix", () => {
    const [difference] = differences(
      [],
      [
        role({
          scope: "directory",
          held: "standing",
          since: "2024-02-01T00:00:00Z",
          grantedBy: "old.admin@harbourdental.example",
        }),
      ],
    );
    expect(difference).toMatchObject({
      row: { path: "functions.tier-1-helpdesk" },
      access: { since: "2024-02-01T00:00:00Z", grantedBy: "old.admin@harbourdental.example", scope: "directory" },
      remedy: {
        command:
          "az rest --method DELETE --url 'https://graph.microsoft.com/v1.0/roleManagement/directory/roleAssignments/assignment-00000000-0000-4000-8000-00000000da7a'",
      },
    });
    expect(difference?.remedy.matrix).toContain("tier-1-helpdesk:\n    access:");
  });

  test("tier 0 is never offered as a line for the matrix", () => {
    expect(differences([], [standing(role({ ...global }))])[0]?.remedy.matrix).toBeUndefined();
  });

  test("whoever is there already is a line with an account that is looked up, not made", () => {
    const [difference] = differences([], [access("group-member", { target: "All staff" })]);
    expect(difference?.remedy.matrix).toMatch(/people:\n +- name: .+\n +email: .+\n +existing: true$/);
  });

  test("the permissions of one application are one difference; several of tier 0 make a shadow Global Administrator", () => {
    const permission = (target: string, tier: 0 | 1) =>
      access("application-permission", {
        principal: {
          id: "sp",
          identity: "servicePrincipal:console",
          label: "Console",
          type: "servicePrincipal",
          party: tideway,
        },
        target,
        targetId: target,
        tier,
        objectKey: `grant-${target}`,
      });
    const found = differences([], [permission("A", 0), permission("B", 0), permission("C", 0), permission("D", 1)]);
    expect(found).toHaveLength(1);
    expect(found[0]?.title).toContain("shadow Global Administrator");
    expect(found[0]?.title).toContain("3 application permissions");
    expect(found[0]?.items).toEqual(["A (tier 0)", "B (tier 0)", "C (tier 0)", "D (tier 1)"]);
    expect(found[0]?.remedy.command?.split("\n")).toHaveLength(4);
  });
});

describe("missing", () => {
  test.each<[string, AccessRecord, Difference["severity"]]>([
    ["an emergency account's role", role({ ...global, principal: emergencyAccount, held: "standing" }), "critical"],
    ["a sign-in policy", policy({}), "high"],
    ["activation rules", rules({}), "high"],
    ["a provider's eligibility", role(), "low"],
  ])("%s", (_, record, severity) => {
    expect(differences([record], [])).toMatchObject([
      { kind: "missing", severity, declaredBy: `urn:${record.objectKey}` },
    ]);
  });

  test("is never said of a collection that could not be read", () => {
    const result = compareAccess(
      comparing({
        declared: [policy({}), role()],
        unreadable: [{ collection: "conditionalAccessPolicies", status: 403, code: "Forbidden", message: "no" }],
      }),
    );
    expect(result.differences.map(({ access: { kind } }) => kind)).toEqual(["directory-role"]);
    expect(result.notCompared.map(({ kind }) => kind)).toEqual(["conditional-access-policy"]);
  });
});

describe("findings of the rules", () => {
  const record = standing(role({ ...global }));
  const finding = {
    rule: "provider-no-standing-global-admin",
    severity: "error" as const,
    message: "Dana Reyes holds it.",
    resource: "",
  };

  test.each([
    ["the object", { resource: record.objectKey }],
    ["the principal", { resource: record.principal.id }],
    ["the start of its path", { resource: "?", path: [step("Dana Reyes", "holds-role", goal)] }],
  ])("join the difference they are about, by %s", (_, where) => {
    const { differences: found } = compareAccess(comparing({ actual: [record], findings: [{ ...finding, ...where }] }));
    expect(found).toMatchObject([{ kind: "undeclared", severity: "critical", rules: [{ rule: finding.rule }] }]);
  });

  test("about nothing else become a difference of their own", () => {
    const { differences: found } = compareAccess(
      comparing({
        findings: [
          { ...finding, rule: "emergency-accounts-intact", resource: "emergencyAccounts.0", remedy: "Create it." },
        ],
      }),
    );
    expect(found).toMatchObject([
      { kind: "refused", severity: "critical", title: "Dana Reyes holds it.", remedy: { words: "Create it." } },
    ]);
  });

  test("that the matrix waives are shown as waived, and weigh little", () => {
    const waiver = { reason: "Migration.", approvedBy: "miriam.okafor@harbourdental.example", until: "2026-12-12" };
    const said = "Dana Reyes holds it. Waived by miriam.okafor@harbourdental.example until 2026-12-12: Migration.";
    const shown = (findings: Parameters<typeof comparing>[0]["findings"]) =>
      compareAccess(comparing({ findings: findings ?? [] })).differences;
    const own = { ...finding, resource: "?" };
    expect(shown([own])).toMatchObject([{ severity: "critical", title: own.message }]);
    expect(shown([{ ...own, waiver }])).toMatchObject([{ severity: "low", title: said, rules: [{ message: said }] }]);
  });
});

test("ids are the same in every review and different from each other", () => {
  const actual = [standing(role({ ...global })), role({ scope: "directory" }), access("user", { held: "on" })];
  const ids = () => differences([], actual).map(({ id }) => id);
  expect(ids()).toEqual(ids());
  expect(new Set(ids()).size).toBe(actual.length);
  expect(entitlements.teams.length).toBeGreaterThan(0);
});

describe("those who have one name", () => {
  const twin = (id: string) =>
    standing(
      role({
        ...global,
        principal: { id, identity: "group:Twins", label: 'group "Twins"', type: "group" },
        objectKey: `assignment-${id}`,
      }),
    );

  test("are told one by one, and which is which", () => {
    const found = differences([], [twin("t1"), twin("t2")]);
    expect(found.map(({ title }) => title.slice(0, 28))).toEqual([
      "Twins (t1) holds the role Gl",
      "Twins (t2) holds the role Gl",
    ]);
    expect(found.flatMap(({ access: { objects } }) => objects)).toEqual(["assignment-t1", "assignment-t2"]);
    expect(new Set(found.map(({ id }) => id)).size).toBe(2);
  });

  test("people by their addresses, and a person in two groups of one name by the groups", () => {
    const person = (identity: string) =>
      standing(role({ ...global, principal: { id: identity, identity, label: "Dana Reyes" } }));
    const titles = differences([], [person("user:dana@x.example"), person("user:dana@y.example")]).map(
      ({ title }) => title,
    );
    expect(titles.map((title) => title.slice(0, 26))).toEqual([
      "Dana Reyes (dana@x.example",
      "Dana Reyes (dana@y.example",
    ]);
    const member = (targetId: string) => ({
      ...access("group-member", { target: "Twins" }),
      targetId,
      objectKey: targetId,
    });
    expect(differences([], [member("t1"), member("t2")]).map(({ title }) => title)).toEqual([
      "Dana Reyes is a member of the group Twins (t1), and the matrix does not say so.",
      "Dana Reyes is a member of the group Twins (t2), and the matrix does not say so.",
    ]);
  });

  test("near miss: one access that is held in two ways is one difference", () => {
    expect(differences([], [twin("t1"), { ...twin("t1"), held: "eligible", objectKey: "eligibility" }])).toHaveLength(
      1,
    );
  });
});

test("worst first", () => {
  const actual = [access("group-member", { target: "All staff" }), standing(role()), standing(role({ ...global }))];
  expect(differences([], actual).map(({ severity }) => severity)).toEqual(["critical", "high", "low"]);
});

test("an eligibility over an administrative unit gets no command for the whole directory", () => {
  const [overUnit, overDirectory] = [role({ tier: 1 }), role({ ...global })].map(
    (record) => differences([], [record])[0],
  );
  expect(overUnit?.remedy.command).toBeUndefined();
  expect(overDirectory?.remedy.command).toContain('"directoryScopeId":"/"');
});
