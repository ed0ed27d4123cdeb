import { describe, expect, it } from "vitest";
import { providerActivationApproved as rule } from "../../../policies/rules/provider-activation-approved.ts";
import {
  goodTenant,
  helpdeskTeam,
  nightTeam,
  type PolicySettings,
  type TenantBuilder,
} from "../../support/tenant-builder.ts";

const subject = `Dana Reyes (dana.reyes@tideway.example) can become member of group "${helpdeskTeam}" by an activation that`;

/** The good tenant with other activation rules for the helpdesk team; `undefined`: none. */
function withRules(settings: PolicySettings | undefined): TenantBuilder {
  const tenant = goodTenant();
  tenant.collections.roleManagementPolicies.pop();
  tenant.collections.roleManagementPolicyAssignments.pop();
  if (settings) tenant.activationRules(helpdeskTeam, settings);
  return tenant;
}

describe(rule.name, () => {
  it("has nothing to say of a good tenant", () => {
    expect(goodTenant().findings(rule)).toEqual([]);
  });

  const broken: [string, PolicySettings | undefined, string][] = [
    [
      "no rules at all",
      undefined,
      "no rules are declared for, so Microsoft's defaults hold: no approval, up to 8 hours.",
    ],
    ["no approval", { approval: false }, "needs no approval."],
    ["approval by the provider", { approvers: ["dana.reyes"] }, "is approved by the provider's own side."],
    ["approval by nobody", { approvers: [] }, "is approved by nobody of the internal team."],
    [
      "no multifactor authentication",
      { rules: ["Justification", "Ticketing"] },
      "needs no multifactor authentication.",
    ],
    [
      "no justification and no ticket",
      { rules: ["MultiFactorAuthentication"] },
      "needs no justification, needs no ticket.",
    ],
    ["a long activation", { maximumDuration: "P1D" }, "lasts up to 24 hours instead of 8."],
  ];
  it.each(broken)("refuses %s", (_name, settings, message) => {
    expect(
      withRules(settings)
        .findings(rule)
        .map((finding) => finding.message),
    ).toEqual([`${subject} ${message}`]);
  });

  const fine: [string, TenantBuilder][] = [
    [
      "an authentication context in place of multifactor authentication",
      withRules({ rules: ["Justification", "Ticketing"], authenticationContext: "c1" }),
    ],
    ["a shorter activation", withRules({ maximumDuration: "PT30M" })],
  ];
  it.each(fine)("accepts %s", (_name, tenant) => {
    expect(tenant.findings(rule)).toEqual([]);
  });

  it("lets a team activate alone where the matrix says so, but not for tier 0", () => {
    const tenant = goodTenant();
    tenant.group(nightTeam, { isAssignableToRole: true });
    tenant.role(nightTeam, "Service Support Administrator");
    tenant.eligible(nightTeam, "dana.reyes");
    tenant.activationRules(nightTeam, { approval: false });
    expect(tenant.findings(rule)).toEqual([]);
    tenant.role(nightTeam, "Groups Administrator");
    expect(tenant.findings(rule).map(({ message }) => message)).toEqual([
      `Dana Reyes (dana.reyes@tideway.example) can become member of group "${nightTeam}" by an activation that needs no approval, although it reaches tier 0.`,
    ]);
  });

  it("asks for approval in a group that the matrix does not know", () => {
    const tenant = goodTenant();
    tenant.group("Extra", { isAssignableToRole: true });
    tenant.eligible("Extra", "dana.reyes");
    tenant.activationRules("Extra", { approval: false });
    expect(tenant.findings(rule)).toHaveLength(1);
  });

  it("refuses an eligible directory role, whose rules nobody can declare, unless the tenant shows strict ones", () => {
    const tenant = goodTenant();
    tenant.eligibleRole("dana.reyes", "Security Reader");
    expect(tenant.findings(rule).map(({ message }) => message)).toEqual([
      "Dana Reyes (dana.reyes@tideway.example) can activate Security Reader by an activation that no rules are declared for, so Microsoft's defaults hold: no approval, up to 8 hours.",
    ]);
    tenant.activationRules("Security Reader", {}, "role");
    expect(tenant.findings(rule)).toEqual([]);
  });

  it("looks at groups that convey something, and at providers, only", () => {
    const tenant = goodTenant();
    tenant.group("Lunch");
    tenant.eligible("Lunch", "dana.reyes");
    tenant.group("IT", { isAssignableToRole: true });
    tenant.eligible("IT", "joel.lindqvist");
    expect(tenant.findings(rule)).toEqual([]);
  });

  it("blames the policy that a program declares, else the eligibility", () => {
    const tenant = withRules({ approval: false });
    const eligibility = tenant.declare(`dana.reyes eligible member of ${helpdeskTeam}`, "dana");
    expect(tenant.programFindings(rule).map(({ resource }) => resource)).toEqual([eligibility]);
    const policy = tenant.declare(`rules of ${helpdeskTeam} member`, "rules");
    expect(tenant.programFindings(rule).map(({ resource }) => resource)).toEqual([policy]);
  });

  it("says nothing of a program that declares neither", () => {
    expect(withRules(undefined).programFindings(rule)).toEqual([]);
  });
});
