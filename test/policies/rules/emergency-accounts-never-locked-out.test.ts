import { describe, expect, it } from "vitest";
import { evaluateRules } from "../../../policies/rule.ts";
import { emergencyAccountsNeverLockedOut as rule } from "../../../policies/rules/emergency-accounts-never-locked-out.ts";
import type { Policy } from "../../../src/access/conditional-access/conditions.ts";
import { entitled, harbourWith } from "../../support/matrices.ts";
import {
  emergencyGroup,
  externalUsers,
  goodTenant,
  phishingResistant,
  TenantBuilder,
} from "../../support/tenant-builder.ts";

const both =
  "emergency accounts emergency-1@harbourdental.onmicrosoft.com and emergency-2@harbourdental.onmicrosoft.com";
const signsIn = "Emergency access 1 (emergency-1@harbourdental.onmicrosoft.com) signs in";

const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";

type Conditions = NonNullable<Policy["conditions"]>;
const everybody: Conditions = {
  users: { includeUsers: ["All"] },
  applications: { includeApplications: ["All"] },
  clientAppTypes: ["all"],
};

function withPolicy(conditions: Conditions, controls: string[], more: Partial<Policy> = {}): TenantBuilder {
  const tenant = goodTenant();
  tenant.policy("P", {
    conditions: { ...everybody, ...conditions },
    grantControls: { operator: "OR", builtInControls: controls as "block"[] },
    ...more,
  });
  return tenant;
}

const told = (tenant: TenantBuilder) => tenant.findings(rule).map(({ severity, message }) => `${severity}: ${message}`);

describe(rule.name, () => {
  it("says what is not known where the groups that a policy excludes could not be read", () => {
    const users = { includeUsers: ["All"], excludeGroups: ["9"] };
    const tenant = withPolicy({ users }, ["block"]);
    const unreadable = [
      { collection: "groups" as const, part: "members" as const, status: 0, code: "NotInSnapshot", message: "" },
    ];
    const context = tenant.context({ snapshot: { ...tenant.snapshot, unreadable } });
    const [finding] = evaluateRules([rule], context);
    expect(finding?.severity).toBe("error");
    expect(finding?.message).toContain(`Policy "P" may lock out ${both}: it blocks the sign-in`);
    expect(finding?.remedy).toContain("It excludes groups, but who is in them could not be read.");
    expect(tenant.findings(rule)[0]?.message).toContain(`Policy "P" locks out ${both}`);
  });

  it.each<[string, Partial<Policy>, Conditions["users"], string, string]>([
    [
      "a policy that is not switched on yet",
      { state: "enabledForReportingButNotEnforced" },
      { includeUsers: ["All"], excludeGroups: ["9"] },
      "may, once it is switched on, lock out",
      " It excludes groups, but who is in them could not be read.",
    ],
    [
      "a group that is there, and empty as far as anybody sees",
      {},
      { includeUsers: ["All"], excludeGroups: ["CA-Exclude"] },
      "may lock out",
      ' It excludes group "CA-Exclude", but nothing shows that the accounts are in there.',
    ],
    ["a policy that excludes no group", {}, { includeUsers: ["All"] }, "locks out", ""],
  ])("and of %s", (_name, more, users, verb, unseen) => {
    const tenant = withPolicy({ users: users ?? null }, ["block"], more);
    tenant.group("CA-Exclude");
    const unreadable = [
      { collection: "groups" as const, part: "members" as const, status: 0, code: "NotInSnapshot", message: "" },
    ];
    const [finding] = evaluateRules([rule], tenant.context({ snapshot: { ...tenant.snapshot, unreadable } }));
    expect(finding?.message).toBe(
      `Policy "P" ${verb} ${both}: it blocks the sign-in, for example when ${signsIn} to the Microsoft admin portals with a browser.`,
    );
    expect(finding?.remedy).toBe(`Exclude group "${emergencyGroup}" from the policy.${unseen}`);
  });

  it.each<[string, Conditions["users"], boolean]>([
    ["their group", { includeGroups: [emergencyGroup] }, true],
    ["their group, and no users", { includeUsers: ["None"], includeGroups: [emergencyGroup] }, true],
    ["both of them", { includeUsers: ["emergency-1", "emergency-2"] }, true],
    ["their group and a role", { includeGroups: [emergencyGroup], includeRoles: [globalAdministrator] }, false],
    ["their role alone", { includeRoles: [globalAdministrator] }, false],
    ["no users, and their role", { includeUsers: ["None"], includeRoles: [globalAdministrator] }, false],
    [
      "their group and guests",
      { includeGroups: [emergencyGroup], includeGuestsOrExternalUsers: externalUsers("b2bCollaborationGuest") },
      false,
    ],
    ["their group and somebody else", { includeGroups: [emergencyGroup], includeUsers: ["nora"] }, false],
    ["one of them and a group of others", { includeGroups: ["approvers"], includeUsers: ["emergency-1"] }, false],
  ])("knows whether a policy is their own: one for %s", (_name, users, isOwn) => {
    const tenant = withPolicy({ users: users ?? null }, ["mfa"]);
    expect(tenant.findings(rule).map(({ severity }) => severity)).toEqual(isOwn ? [] : ["warning"]);
    const [asked] = withPolicy({ users: users ?? null }, ["compliantDevice"]).findings(rule);
    expect(asked?.remedy).toBe(
      isOwn
        ? "Demand only what the accounts have: an authentication strength that their passkey or certificate meets."
        : `Exclude group "${emergencyGroup}" from the policy.`,
    );
  });

  it("says where the policy is and what is wrong with it", () => {
    const tenant = withPolicy({}, ["mfa"]);
    expect(tenant.findings(rule)).toEqual([
      {
        rule: rule.name,
        severity: "warning",
        message: `Policy "P" applies to ${both}. They get in all the same, but must be excluded, so that no later change of it keeps them out.`,
        resource: "P",
        remedy: `Exclude group "${emergencyGroup}" from the policy.`,
      },
    ]);
  });

  it.each<[string, Policy["grantControls"], string | undefined]>([
    ["terms of use, accepted on the spot", { operator: "AND", termsOfUse: ["t"], builtInControls: ["mfa"] }, undefined],
    ["terms of use called mfa", { operator: "OR", termsOfUse: ["mfa"] }, undefined],
    [
      "somebody else's factor",
      { operator: "OR", customAuthenticationFactors: ["mfa"] },
      'it demands "mfa", which they do not have',
    ],
    [
      "four things at once",
      {
        operator: "AND",
        builtInControls: ["mfa", "compliantDevice", "domainJoinedDevice", "compliantApplication", "passwordChange"],
      },
      "it demands a compliant device, a hybrid joined device, an app with a protection policy and a password change, which they do not have",
    ],
    [
      "some keys only, or a device",
      { operator: "OR", builtInControls: ["compliantDevice"], authenticationStrength: { id: "limited" } },
      "it accepts only keys of model m, and nothing says that theirs are",
    ],
  ])("knows what they have: %s", (_name, grantControls, lack) => {
    const tenant = withPolicy({}, [], { grantControls: grantControls ?? null });
    tenant.collections.authenticationStrengthPolicies.push({
      id: "limited",
      displayName: "Limited",
      allowedCombinations: ["fido2"],
      combinationConfigurations: [{ appliesToCombinations: ["fido2"], allowedAAGUIDs: ["m"] } as object],
    });
    const [finding] = tenant.findings(rule);
    expect(finding?.message).toContain(lack ?? "They get in all the same");
  });

  it.each<[string, string, number]>([
    ["a certificate", "x509CertificateMultiFactor", 0],
    ["a passkey", "fido2", 1],
  ])(
    "knows accounts that are kept with a certificate: they can meet a demand for %s or not",
    (_name, method, count) => {
      const tenant = goodTenant();
      tenant.collections.authenticationStrengthPolicies.push({
        id: "own",
        displayName: "Own",
        allowedCombinations: [method as "fido2"],
      });
      const own = tenant.collections.conditionalAccessPolicies.find(({ id }) => id === "Emergency accounts");
      Object.assign(own ?? {}, { grantControls: { operator: "OR", authenticationStrength: { id: "own" } } });
      const certificates = entitled(
        harbourWith(
          ["credential: passkey", "credential: certificate"],
          ["credential: passkey", "credential: certificate"],
        ),
      );
      expect(evaluateRules([rule], tenant.context(certificates))).toHaveLength(count);
    },
  );

  it("has nothing to say of a good tenant", () => {
    expect(goodTenant().findings(rule)).toEqual([]);
  });

  it.each([
    [
      "blocks everybody",
      {},
      ["block"],
      "it blocks the sign-in, for example when SIGNS to the Microsoft admin portals with a browser.",
    ],
    [
      "demands a compliant device",
      {},
      ["compliantDevice"],
      "it demands a compliant device, which they do not have, for example when SIGNS to the Microsoft admin portals with a browser.",
    ],
    [
      "blocks every device but some",
      { devices: { deviceFilter: { mode: "exclude", rule: 'device.extensionAttribute1 -eq "SAW"' } } },
      ["block"],
      "it blocks the sign-in, for example when SIGNS to the Microsoft admin portals with a browser on a device that is not registered.",
    ],
    [
      "blocks what is outside the compliant networks",
      { locations: { includeLocations: ["All"], excludeLocations: ["3d46dbda-8382-466a-856d-eb00cbc6b910"] } },
      ["block"],
      "it blocks the sign-in, for example when SIGNS to the Microsoft admin portals with a browser outside the compliant networks.",
    ],
    [
      "blocks risky sign-ins",
      { signInRiskLevels: ["high"] },
      ["block"],
      "it blocks the sign-in, for example when SIGNS to the Microsoft admin portals with a browser at high sign-in risk.",
    ],
    [
      "blocks administrators abroad",
      {
        users: { includeRoles: ["62e90394-69f5-4237-9190-012177145e10"] },
        locations: { includeLocations: ["All"], excludeLocations: ["office"] },
      },
      ["block"],
      "it blocks the sign-in, for example when SIGNS to the Microsoft admin portals with a browser from any other network.",
    ],
    [
      "demands a password change",
      { userRiskLevels: ["high"] },
      ["mfa", "passwordChange"],
      "it demands a password change, which they do not have, for example when SIGNS to the Microsoft admin portals with a browser at high user risk.",
      "AND",
    ],
  ] as const)("refuses a policy that %s", (_name, conditions, controls, message, ...[operator]) => {
    const grantControls = {
      operator: operator === undefined ? "OR" : "AND",
      builtInControls: controls as unknown as "block"[],
    };
    const tenant = withPolicy(conditions as unknown as Conditions, [], { grantControls });
    expect(told(tenant)).toEqual([`error: Policy "P" locks out ${both}: ${message.replace("SIGNS", signsIn)}`]);
    expect(tenant.findings(rule)[0]?.remedy).toBe(`Exclude group "${emergencyGroup}" from the policy.`);
  });

  it("names the one account that was forgotten", () => {
    const tenant = withPolicy({ users: { includeUsers: ["All"], excludeUsers: ["emergency-2"] } }, ["block"]);
    expect(told(tenant)[0]).toContain(
      'Policy "P" locks out emergency account emergency-1@harbourdental.onmicrosoft.com: it blocks',
    );
  });

  it("only warns, in a tenant, of a policy that reports, of one whose demands they meet, and of one for ways they never take", () => {
    const reporting = withPolicy({}, ["block"], { state: "enabledForReportingButNotEnforced" });
    expect(told(reporting)[0]).toMatch(/^warning: Policy "P" would, once it is switched on, lock out/);
    const applies = `warning: Policy "P" applies to ${both}. They get in all the same, but must be excluded, so that no later change of it keeps them out.`;
    expect(told(withPolicy({}, ["mfa"]))).toEqual([applies]);
    expect(told(withPolicy({}, ["mfa", "compliantDevice"]))).toEqual([applies]);
    expect(told(withPolicy({ clientAppTypes: ["exchangeActiveSync", "other"] }, ["block"]))).toEqual([applies]);
    expect(told(withPolicy({ authenticationFlows: { transferMethods: "deviceCodeFlow" } }, ["block"]))).toEqual([
      applies,
    ]);
  });

  it.each([
    [
      "excludes their group",
      withPolicy({ users: { includeUsers: ["All"], excludeGroups: [emergencyGroup] } }, ["block"]),
    ],
    [
      "excludes both accounts",
      withPolicy({ users: { includeUsers: ["All"], excludeUsers: ["emergency-1", "emergency-2"] } }, ["block"]),
    ],
    ["is for guests", withPolicy({ users: { includeUsers: ["GuestsOrExternalUsers"] } }, ["block"])],
    ["is off", withPolicy({}, ["block"], { state: "disabled" })],
    [
      "only limits the session",
      withPolicy({}, [], { grantControls: null, sessionControls: { signInFrequency: { isEnabled: true } } }),
    ],
  ])("leaves a policy alone that %s", (_name, tenant) => {
    expect(tenant.findings(rule)).toEqual([]);
  });

  it("refuses a policy of their own that demands what they do not have", () => {
    const tenant = goodTenant();
    tenant.collections.authenticationStrengthPolicies.push({
      id: "cards",
      displayName: "Smart cards",
      allowedCombinations: ["x509CertificateMultiFactor"],
    });
    const own = tenant.collections.conditionalAccessPolicies.find(({ id }) => id === "Emergency accounts");
    Object.assign(own ?? {}, { grantControls: { operator: "OR", authenticationStrength: { id: "cards" } } });
    expect(told(tenant)[0]).toContain('it demands authentication strength "Smart cards", which they do not have');
    expect(tenant.findings(rule)[0]?.remedy).toBe(
      "Demand only what the accounts have: an authentication strength that their passkey or certificate meets.",
    );
  });

  it.each([
    ["fido2", "allowedAAGUIDs", ["key-model-1"], "keys of model key-model-1"],
    ["fido2", "allowedIssuerSkis", [], undefined],
    ["x509CertificateMultiFactor", "allowedPolicyOIDs", ["1.2.3"], undefined],
  ])("only warns where it depends on what their keys are: %s limited by %s %o", (method, property, values, limit) => {
    const tenant = goodTenant();
    tenant.collections.authenticationStrengthPolicies.push({
      id: "limited",
      displayName: "Limited",
      allowedCombinations: ["fido2", "x509CertificateMultiFactor"],
      combinationConfigurations: [{ appliesToCombinations: [method as "fido2"], [property]: values } as object],
    });
    const own = tenant.collections.conditionalAccessPolicies.find(({ id }) => id === "Emergency accounts");
    Object.assign(own ?? {}, { grantControls: { operator: "OR", authenticationStrength: { id: "limited" } } });
    expect(told(tenant)).toEqual(
      limit === undefined
        ? []
        : [
            `warning: Policy "Emergency accounts" may lock out ${both}: it accepts only ${limit}, and nothing says that theirs are, for example when ${signsIn} to the Microsoft admin portals with a browser.`,
          ],
    );
  });

  it("has nothing to say of a policy for them that no sign-in reaches", () => {
    expect(told(withPolicy({ applications: { includeApplications: ["None"] } }, ["block"]))).toEqual([]);
  });

  it("is not put off by a policy for workload identities", () => {
    const conditions = {
      users: { includeUsers: ["None"] },
      clientApplications: { includeServicePrincipals: ["ServicePrincipalsInMyTenant"] },
    };
    expect(told(withPolicy(conditions, ["block"]))).toEqual([]);
  });

  it("takes a condition that it does not know for one that may hold", () => {
    expect(told(withPolicy({ times: { daily: true } } as object, ["block"]))[0]).toContain(
      "signs in to the Microsoft admin portals with a browser meeting the policy's condition on times.",
    );
  });

  describe("of a program that knows nothing of the accounts", () => {
    const program = (users: Conditions["users"], controls: string[] = ["block"]) => {
      const tenant = new TenantBuilder();
      tenant.group("excluded", { displayName: "CA-Exclude" });
      tenant.group("ours", { displayName: emergencyGroup });
      tenant.policy("P", {
        conditions: { ...everybody, users: users ?? null },
        grantControls: { operator: "OR", builtInControls: controls as "block"[] },
      });
      tenant.declare("P", "policy", { type: "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy" });
      return tenant;
    };

    it("assumes that they are in none of its groups", () => {
      const tenant = program({ includeUsers: ["All"], excludeGroups: ["excluded"] });
      expect(tenant.programFindings(rule)).toMatchObject([
        {
          severity: "error",
          line: 1,
          remedy: `Exclude group "${emergencyGroup}" from the policy. It excludes group "CA-Exclude", but nothing shows that the accounts are in there; a snapshot of the tenant would (demarc snapshot).`,
        },
      ]);
    });

    it("names a group of which it only has the id", () => {
      const id = "9c1de3a0-7a0e-4f37-b2a4-6f7a52f0c001";
      const [finding] = program({ includeUsers: ["All"], excludeGroups: [id] }).programFindings(rule);
      expect(finding?.remedy).toContain(`It excludes group ${id}, but nothing shows that the accounts are in there`);
    });

    it("says nothing of an excluded group in which it sees others", () => {
      const tenant = program({ includeUsers: ["All"], excludeGroups: ["excluded"] });
      Object.assign(tenant.collections.groups[0] ?? {}, {
        members: [{ id: tenant.user("kim@harbourdental.example") }],
      });
      expect(tenant.programFindings(rule)).toMatchObject([
        { remedy: `Exclude group "${emergencyGroup}" from the policy.` },
      ]);
    });

    it("refuses one that applies to them though it lets them in: they must be excluded", () => {
      const tenant = program({ includeUsers: ["All"] }, ["mfa"]);
      expect(tenant.programFindings(rule)).toMatchObject([
        { severity: "error", message: expect.stringContaining("They get in all the same, but must be excluded") },
      ]);
    });

    it.each([
      ["excludes their group by the matrix's name", program({ includeUsers: ["All"], excludeGroups: ["ours"] })],
      ["is for a group of its own", program({ includeGroups: ["excluded"] })],
    ])("accepts a policy that %s", (_name, tenant) => {
      expect(tenant.programFindings(rule)).toEqual([]);
    });

    const glass = (more: { members?: string[]; displayName?: string } = {}, isLookup = true) => {
      const tenant = program({ includeUsers: ["All"], excludeGroups: ["glass"] });
      tenant.group("glass", { displayName: "SG-BreakGlass", ...more });
      const token = "azuread:index/getGroup:getGroup";
      if (isLookup) tenant.assumed.set("glass", { token, asked: {}, id: "glass", answeredBy: "placeholder" });
      return tenant;
    };

    it.each([
      ["a group by its name", glass(), undefined, "warning"],
      ["a group called otherwise", glass({ displayName: "CA-Exclude" }), undefined, "error"],
      ["a group of its own, in which nobody is", glass({}, false), undefined, "error"],
      ["a group in which others are", glass({ members: ["someone"] }), undefined, "error"],
      ["a group of a tenant that it sees", glass(), { seesTenant: true }, "error"],
    ])("may be right where it excludes, looked up, %s", (_name, tenant, more, severity) => {
      expect(tenant.programFindings(rule, more).map((finding) => finding.severity)).toEqual([severity]);
    });

    it("knows accounts that are looked up", () => {
      const tenant = program({ includeUsers: ["All"], excludeUsers: ["emergency-1", "emergency-2"] });
      for (const number of [1, 2]) tenant.user(`emergency-${number}@harbourdental.onmicrosoft.com`);
      expect(tenant.programFindings(rule)).toEqual([]);
    });

    it("does not blame it for the tenant's own policies", () => {
      const tenant = withPolicy({}, ["block"]);
      expect(tenant.programFindings(rule)).toEqual([]);
    });
  });

  it("knows that a strength for everybody which a passkey meets lets them in", () => {
    const tenant = withPolicy({}, [], {
      grantControls: { operator: "OR", authenticationStrength: { id: phishingResistant } },
    });
    expect(told(tenant)).toHaveLength(1);
    expect(told(tenant)[0]).toContain("They get in all the same, but must be excluded");
  });
});
