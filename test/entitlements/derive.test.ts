import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findRole } from "../../src/catalogue/entra-roles.ts";
import { coreFunctionIds, functionIds } from "../../src/catalogue/functions.ts";
import { deriveEntitlements } from "../../src/entitlements/derive.ts";
import type { Team } from "../../src/entitlements/entitlements.ts";
import { loadMatrix } from "../../src/matrix/load.ts";
import type { Matrix } from "../../src/matrix/schema.ts";
import { entitled, harbour, harbourWith, kestrelFile } from "../support/matrices.ts";

/** Harbour's matrix with only this row, owned as said. */
function withRow(
  functionId: keyof Matrix["functions"],
  row: NonNullable<Matrix["functions"][typeof functionId]>,
): Matrix {
  return { ...harbour().matrix, functions: { [functionId]: row } };
}

const rolesOf = (teams: readonly Team[]) =>
  teams.flatMap((team) =>
    team.grants.map(({ role, scope }) => `${role.name} @ ${scope.kind === "directory" ? "/" : scope.unit}`),
  );

describe("least privilege of the fourteen functions, performed by a provider with guests", () => {
  it.each<[(typeof coreFunctionIds)[number], string[], { approval: boolean; hours: number } | undefined]>([
    [
      "tier-1-helpdesk",
      [
        "Helpdesk Administrator @ staff-users",
        "Workstation recovery key reader @ workstations",
        "Directory Readers @ /",
      ],
      { approval: true, hours: 8 },
    ],
    ["on-site-hands", [], undefined],
    [
      "user-lifecycle",
      ["User Administrator @ staff-users", "Groups Administrator @ staff-groups", "Directory Readers @ /"],
      { approval: true, hours: 8 },
    ],
    [
      "after-hours-emergency",
      ["Helpdesk Administrator @ staff-users", "Service Support Administrator @ /", "Directory Readers @ /"],
      { approval: false, hours: 4 },
    ],
    ["siem-monitoring", ["Security Reader @ /"], { approval: false, hours: 8 }],
    ["edr-response", ["Security Reader @ /"], { approval: false, hours: 8 }],
    ["email-security", ["Security Reader @ /"], { approval: false, hours: 8 }],
    ["server-patching", [], undefined],
    ["workstation-patching", ["Windows Update Deployment Administrator @ /"], { approval: true, hours: 8 }],
    ["backup-management", [], undefined],
    ["vendor-management", [], undefined],
    ["compliance-documentation", ["Security Reader @ /"], { approval: true, hours: 8 }],
    ["vcio-strategy", [], undefined],
    ["major-projects", [], undefined],
  ])("%s", (functionId, roles, activation) => {
    const { teams, contractLines } = deriveEntitlements(withRow(functionId, { owner: "provider" }));
    expect(rolesOf(teams)).toEqual(roles);
    expect(teams).toHaveLength(activation === undefined ? 0 : 1);
    if (activation)
      expect(teams[0]?.activation).toMatchObject({ approval: activation.approval, maximumHours: activation.hours });
    for (const { why, source } of teams.flatMap((team) => team.grants)) {
      expect(why).not.toBe("");
      expect(source).toMatch(/^https:\/\/learn\.microsoft\.com\//);
    }
    expect(contractLines.some((line) => line.row === `functions.${functionId}`)).toBe(true);
  });

  it("gives a provider nothing for what the internal side does alone", () => {
    for (const functionId of coreFunctionIds) {
      expect(deriveEntitlements(withRow(functionId, { owner: "internal" })).teams).toEqual([]);
    }
  });
});

describe("one word in the matrix", () => {
  it("internal → provider changes teams, roles, conditional access and contract lines, and nothing else", () => {
    const before = entitled(harbour()).entitlements;
    const after = entitled(
      harbourWith(["  user-lifecycle:\n    owner: internal", "  user-lifecycle:\n    owner: provider"]),
    ).entitlements;
    const added = after.teams.filter((team) => !before.teams.some((old) => old.key === team.key));
    expect(added.map((team) => team.key)).toEqual(["tideway-user-lifecycle"]);
    expect(rolesOf(added)).toContain("User Administrator @ staff-users");
    expect(after.administrativeUnits.map((unit) => unit.key)).toContain("staff-groups");
    const policy = after.signInPolicies.find((each) => each.key === "tideway-phishing-resistant");
    expect(policy?.audiences).toContainEqual({ kind: "team", team: "tideway-user-lifecycle" });
    expect(before.signInPolicies.find((each) => each.key === policy?.key)?.audiences).not.toEqual(policy?.audiences);
    const changed = after.contractLines.filter((line) => !before.contractLines.some((old) => old.text === line.text));
    expect(changed.map((line) => [line.row, line.party])).toEqual([
      ["functions.user-lifecycle", "tideway"],
      ["functions.user-lifecycle", "tideway"],
    ]);
    expect(after.teams.filter((team) => team !== added[0] && !added.includes(team))).toEqual(before.teams);
    expect(after.emergency).toEqual(before.emergency);
  });
});

describe("what the matrix says beyond ownership", () => {
  it("an override replaces the catalogue's choice and keeps its reason", () => {
    const { entitlements } = entitled(
      harbourWith([
        "  compliance-documentation:\n    owner: provider",
        "  compliance-documentation:\n    owner: provider\n    access: { reason: The auditor wants Purview too., delegations: [{ role: Compliance Data Administrator, scope: directory, maximumHours: 2, eligibleDays: 40 }] }",
      ]),
    );
    const team = entitlements.teams.find((each) => each.functionId === "compliance-documentation");
    expect(team).toMatchObject({
      overrideReason: "The auditor wants Purview too.",
      activation: { maximumHours: 2, approval: true, eligibleDays: 30 },
    });
    expect(team && rolesOf([team])).toEqual(["Compliance Data Administrator @ /"]);
  });

  it("an override cannot switch off the approval of a tier 0 role", () => {
    const { teams } = deriveEntitlements(
      withRow("major-projects", {
        owner: "provider",
        access: {
          reason: "migration",
          delegations: [{ role: "Exchange Administrator", scope: "directory", approval: false }],
        },
      }),
    );
    expect(teams[0]?.activation.approval).toBe(true);
  });

  it("a person limited to some functions is eligible for those alone", () => {
    const { teams } = entitled(harbour()).entitlements;
    const withAisha = teams
      .filter((team) => team.eligible.includes("tideway-aisha-bello"))
      .map((team) => team.functionId);
    expect(withAisha.sort()).toEqual(["after-hours-emergency", "tier-1-helpdesk"]);
  });

  it("GDAP technicians get roles in their relationship, no objects in the tenant; local accounts get an address", () => {
    const { entitlements } = entitled(loadMatrix(kestrelFile));
    expect(entitlements.teams.map((team) => team.provider)).toEqual(["millstone"]);
    expect(entitlements.delegatedAdminRoles).toContainEqual({
      provider: "brightdesk",
      functionId: "tier-1-helpdesk",
      role: "Helpdesk Administrator",
    });
    expect(entitlements.administrativeUnits.map((unit) => unit.key)).toEqual(["erp-users"]);
    expect(entitlements.people.find((person) => person.provider === "millstone")).toMatchObject({
      account: "local-account",
      userPrincipalName: "millstone-teresa-duarte@kestrelprecision.onmicrosoft.com",
    });
    expect(entitlements.peopleGroups.map((group) => group.provider)).toEqual(["millstone"]);
  });

  it("monitoring exists only where a subscription is named", () => {
    expect(entitled(harbour()).entitlements.monitoring).toBeUndefined();
    expect(entitled(loadMatrix(kestrelFile)).entitlements.monitoring?.location).toBe("norwayeast");
  });

  it("nobody privileged may be in a unit that a provider administers", () => {
    for (const unit of entitled(harbour()).entitlements.administrativeUnits) {
      expect(unit.neverMembers).toEqual(
        expect.arrayContaining(["miriam.okafor@harbourdental.example", "emergency-1@harbourdental.onmicrosoft.com"]),
      );
    }
  });
});

describe("properties of every matrix", () => {
  const owner = fc.constantFrom("internal", "provider", "joint", "tideway", "nightwatch");
  const functions = fc.dictionary(
    fc.constantFrom(...functionIds),
    owner.map((each) => ({ owner: each })),
    { maxKeys: 29 },
  );

  it("never gives a provider Global Administrator, an endless eligibility or tier 0 without approval", () => {
    fc.assert(
      fc.property(functions, fc.constantFrom("guests", "local-accounts", "gdap-technicians"), (rows, accounts) => {
        const base = harbour().matrix;
        const tideway = base.providers["tideway"];
        if (tideway === undefined) throw new Error("the example has lost Tideway");
        const providers = { ...base.providers, tideway: { ...tideway, accounts } } as Matrix["providers"];
        const { teams, signInPolicies } = deriveEntitlements({ ...base, providers, functions: rows });
        for (const team of teams) {
          expect(team.activation.eligibleDays).toBeLessThanOrEqual(365);
          expect(team.activation.maximumHours).toBeLessThanOrEqual(24);
          for (const { role, scope } of team.grants) {
            expect(role.name).not.toBe("Global Administrator");
            const tier = role.kind === "built-in" ? findRole(role.templateId)?.tier : undefined;
            if (tier === 0 && scope.kind === "directory") expect(team.activation.approval).toBe(true);
          }
        }
        const keys = teams.flatMap((team) => [team.key, ...team.grants.map((grant) => grant.key)]);
        expect(new Set(keys).size).toBe(keys.length);
        expect(
          signInPolicies.filter((policy) => !policy.excludeEmergencyAccounts).map((policy) => policy.party),
        ).toEqual(["emergency"]);
      }),
      { numRuns: 60 },
    );
  });
});
