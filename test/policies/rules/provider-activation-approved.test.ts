import { describe, expect, it } from "vitest";
import { evaluateRules } from "../../../policies/rule.ts";
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
    [
      "a team that somebody of the internal team is in at all times",
      (() => {
        const tenant = goodTenant();
        tenant.collections.groups.find(({ id }) => id === helpdeskTeam)?.members?.push({ id: "joel.lindqvist" });
        return tenant;
      })(),
    ],
    ["a shorter activation", withRules({ maximumDuration: "PT30M" })],
  ];
  it.each(fine)("accepts %s", (_name, tenant) => {
    expect(tenant.findings(rule)).toEqual([]);
  });

  const both = "Dana Reyes (dana.reyes@tideway.example) and Aisha (aisha.bello@tideway.example)";
  const ask = (role: string, approval = true, ticket = true, hours = 8) =>
    `Declare an azuread.GroupRoleManagementPolicy for the group's ${role}s: multifactor authentication or an authentication context, a justification${ticket ? " with a ticket" : ""},${approval ? ' approval by group "Harbour Dental Group – access approvers",' : ""} at most ${hours} hours.`;
  const toRole =
    "Give the role to a role-assignable group, make people eligible for the group, and declare an azuread.GroupRoleManagementPolicy for it. The role's own activation rules azuread cannot declare; DirectoryRoleManagementPolicy of demarc/resources can.";
  const bare = "no rules are declared for, so Microsoft's defaults hold: no approval, up to 8 hours";

  it.each<[string, (tenant: TenantBuilder) => void, string, string, string]>([
    [
      "two people of one team",
      (t) => {
        t.eligible(helpdeskTeam, t.guest("aisha.bello@tideway.example", "Aisha"));
        t.collections.roleManagementPolicyAssignments.pop();
      },
      `${both} can become member of group "${helpdeskTeam}" by an activation that ${bare}.`,
      helpdeskTeam,
      ask("member"),
    ],
    [
      "rules that are not declared, for tier 0",
      (t) => {
        t.role(helpdeskTeam, "Global Administrator");
        t.collections.roleManagementPolicyAssignments.pop();
      },
      `${subject} no rules are declared for, so Microsoft's defaults hold: no approval, although it reaches tier 0, up to 8 hours.`,
      helpdeskTeam,
      ask("member"),
    ],
    [
      "a team that may activate alone, without rules",
      (t) => {
        t.group(nightTeam, { isAssignableToRole: true });
        t.eligible(nightTeam, "dana.reyes");
      },
      `Dana Reyes (dana.reyes@tideway.example) can become member of group "${nightTeam}" by an activation that ${bare}.`,
      nightTeam,
      ask("member", false, true, 4),
    ],
    [
      "an owner, for whom the members' rules say nothing",
      (t) => t.eligible(helpdeskTeam, "dana.reyes", { accessId: "owner" }),
      `Dana Reyes (dana.reyes@tideway.example) can become owner of group "${helpdeskTeam}" by an activation that ${bare}.`,
      helpdeskTeam,
      ask("owner"),
    ],
    [
      "a group that the matrix does not know",
      (t) => {
        t.group("Extra", { isAssignableToRole: true });
        t.eligible("Extra", "dana.reyes");
        t.activationRules("Extra", { approval: false, rules: [], maximumDuration: "PT9H" });
      },
      `Dana Reyes (dana.reyes@tideway.example) can become member of group "Extra" by an activation that needs no approval, needs no multifactor authentication, needs no justification, lasts up to 9 hours instead of 8.`,
      "rules of Extra member",
      ask("member", true, false),
    ],
    [
      "a group of which nothing is seen but its id",
      (t) => {
        t.role("elsewhere", "Security Reader");
        t.eligible("elsewhere", "dana.reyes");
      },
      `Dana Reyes (dana.reyes@tideway.example) can become member of foreign principal elsewhere by an activation that ${bare}.`,
      "elsewhere",
      ask("member", true, false),
    ],
    [
      "rules without an end",
      (t) => {
        const [policy] = t.collections.roleManagementPolicies;
        Object.assign(policy ?? {}, {
          rules: policy?.rules?.filter(({ id }) => id !== "Expiration_EndUser_Assignment"),
        });
      },
      `${subject} has no stated end.`,
      `rules of ${helpdeskTeam} member`,
      ask("member"),
    ],
    [
      "approval by the provider's own side, for tier 0",
      (t) => {
        t.role(helpdeskTeam, "Global Administrator");
        t.collections.roleManagementPolicies.pop();
        t.collections.roleManagementPolicyAssignments.pop();
        t.activationRules(helpdeskTeam, { approvers: ["dana.reyes"] });
      },
      `${subject} is approved by the provider's own side, although it reaches tier 0.`,
      `rules of ${helpdeskTeam} member`,
      ask("member"),
    ],
    [
      "a directory role for two people",
      (t) => {
        t.guest("aisha.bello@tideway.example", "Aisha");
        for (const id of ["dana.reyes", "aisha.bello"]) t.eligibleRole(id, "Security Reader");
      },
      `${both} can activate Security Reader by an activation that ${bare}.`,
      "dana.reyes eligible for Security Reader",
      toRole,
    ],
    [
      "a directory role with rules that ask for little",
      (t) => {
        t.eligibleRole("dana.reyes", "Security Reader");
        t.activationRules(
          "Security Reader",
          { approvers: ["dana.reyes"], rules: ["MultiFactorAuthentication"], maximumDuration: "PT8H30M" },
          "role",
        );
      },
      "Dana Reyes (dana.reyes@tideway.example) can activate Security Reader by an activation that is approved by the provider's own side, needs no justification, lasts up to 8.5 hours instead of 8.",
      "dana.reyes eligible for Security Reader",
      toRole,
    ],
  ])("says of %s what is missing, where, and what would be right", (_name, make, message, resource, remedy) => {
    const tenant = goodTenant();
    make(tenant);
    expect(tenant.findings(rule)).toEqual([{ rule: rule.name, severity: "error", message, resource, remedy }]);
  });

  it("tells roles apart, and units of one role", () => {
    const tenant = goodTenant();
    tenant.eligibleRole("dana.reyes", "Security Reader");
    tenant.eligibleRole("dana.reyes", "Reports Reader");
    expect(tenant.findings(rule).map(({ resource }) => resource)).toEqual([
      "dana.reyes eligible for Security Reader",
      "dana.reyes eligible for Reports Reader",
    ]);
    tenant.activationRules("Security Reader", {}, "role");
    expect(tenant.findings(rule).map(({ resource }) => resource)).toEqual(["dana.reyes eligible for Reports Reader"]);
  });

  it("asks nothing of who is in a group at all times (another rule's)", () => {
    const tenant = goodTenant();
    tenant.group("Extra", { isAssignableToRole: true, members: ["dana.reyes"] });
    expect(tenant.findings(rule)).toEqual([]);
  });

  it("asks of internal people and of those whom nobody knows nothing", () => {
    const tenant = goodTenant();
    for (const id of ["joel.lindqvist", "stranger"]) {
      tenant.eligibleRole(id, "Security Reader");
      tenant.eligible(tenant.group(`group of ${id}`, { isAssignableToRole: true }), id);
    }
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
    const tenant = goodTenant();
    tenant.eligibleRole("dana.reyes", "Security Reader");
    expect(tenant.programFindings(rule)).toEqual([]);
  });

  it("blames a program for the eligibility for a directory role that it declares, whoever else is eligible", () => {
    const tenant = goodTenant();
    tenant.guest("aisha.bello@tideway.example", "Aisha");
    tenant.eligibleRole("dana.reyes", "Security Reader");
    const urn = tenant.declare(tenant.eligibleRole("aisha.bello", "Security Reader"), "aisha");
    expect(tenant.programFindings(rule)).toMatchObject([
      { resource: urn, line: 1, message: expect.stringMatching(/^Aisha \(aisha.bello@tideway.example\) can activate/) },
    ]);
  });

  it("blames rules that a program declares for an eligibility that is in the tenant", () => {
    const tenant = withRules({ approval: false });
    const urn = tenant.declare(`rules of ${helpdeskTeam} member`, "rules");
    expect(tenant.programFindings(rule).map(({ resource }) => resource)).toEqual([urn]);
  });

  it("blames a program for an eligibility whose approvers the tenant has long had", () => {
    const tenant = goodTenant();
    const id = tenant.eligibleRole("dana.reyes", "Security Reader");
    tenant.group("leads", { members: ["miriam.okafor", "dana.reyes"] });
    tenant.activationRules("Security Reader", { approvers: ["leads"] }, "role");
    const urn = tenant.declare(id, "dana");
    expect(tenant.programFindings(rule).map(({ resource }) => resource)).toEqual([urn]);
  });

  it("blames what a program declares rather than what is in the tenant", () => {
    const tenant = goodTenant();
    tenant.guest("aisha.bello@tideway.example", "Aisha");
    tenant.eligibleRole("dana.reyes", "Security Reader");
    const urn = tenant.declare(tenant.eligibleRole("aisha.bello", "Security Reader"), "aisha");
    const findings = evaluateRules([rule], tenant.programContext({ scope: "whole-tenant" }));
    expect(findings.map(({ resource, message }) => [resource, message])).toEqual([
      [urn, `${both} can activate Security Reader by an activation that ${bare}.`],
    ]);
  });

  it("names whom a program only looks up as it asks for it", () => {
    const tenant = goodTenant();
    const token = "azuread:index/getUser:getUser";
    const asked = { userPrincipalName: "kim_tideway.example#EXT#@harbourdental.onmicrosoft.com" };
    tenant.user(asked.userPrincipalName, { id: "looked up" });
    tenant.assumed.set("looked up", { token, asked, id: "looked up", answeredBy: "placeholder" });
    tenant.group("Extra", { isAssignableToRole: true });
    tenant.declare(tenant.eligible("Extra", "looked up"), "kim");
    expect(tenant.programFindings(rule).map(({ message }) => message)).toEqual([
      `kim@tideway.example can become member of group "Extra" by an activation that ${bare}.`,
    ]);
  });
});
