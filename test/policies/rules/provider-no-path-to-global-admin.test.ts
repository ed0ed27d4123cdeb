import { describe, expect, it } from "vitest";
import { providerNoPathToGlobalAdmin as rule } from "../../../policies/rules/provider-no-path-to-global-admin.ts";
import {
  goodTenant,
  helpdeskTeam,
  memberKey,
  nightTeam,
  type TenantBuilder,
  tideway,
} from "../../support/tenant-builder.ts";

const admin = "Global Administrator";
const who = "Dana Reyes (dana.reyes@tideway.example) of Tideway IT can reach Global Administrator or an equivalent: ";

describe(rule.name, () => {
  it("says once whose anybody is", () => {
    const tenant = goodTenant();
    tenant.group("Admins");
    Object.assign(tenant.collections.groups.at(-1) ?? {}, {
      groupTypes: ["DynamicMembership"],
      membershipRule: 'user.mail -contains "@nightwatch.example"',
      membershipRuleProcessingState: "On",
    });
    tenant.role("Admins", "Exchange Administrator");
    expect(tenant.findings(rule).map(({ message }) => message.replace(/ can reach.*/, ""))).toEqual([
      'group "Admins" and anybody of Nightwatch',
    ]);
  });

  it("has nothing to say of a good tenant", () => {
    expect(goodTenant().findings(rule)).toEqual([]);
  });

  const broken: [string, (tenant: TenantBuilder) => void, string][] = [
    [
      "a role eligibility",
      (t) => t.eligibleRole("dana.reyes", admin),
      `can activate Global Administrator alone, without an approval.`,
    ],
    [
      "a group eligibility without approval",
      (t) => {
        t.group("Tideway IT admins");
        t.eligible("Tideway IT admins", "dana.reyes");
        t.role("Tideway IT admins", admin);
      },
      `can become a member of group "Tideway IT admins" alone, without an approval, which holds Global Administrator.`,
    ],
    [
      "approval by a colleague",
      (t) => {
        t.guest("kim@tideway.example", "Kim");
        t.group("Tideway IT admins");
        t.eligible("Tideway IT admins", "dana.reyes");
        t.activationRules("Tideway IT admins", { approvers: ["kim"] });
        t.role("Tideway IT admins", admin);
      },
      `can become a member of group "Tideway IT admins" with an approval from the provider's own side, which holds Global Administrator.`,
    ],
    [
      "owning a group",
      (t) => {
        t.group("IT", { members: ["joel.lindqvist"], owners: ["dana.reyes"] });
        t.role("IT", admin);
      },
      `owns and can add itself to group "IT", which holds Global Administrator.`,
    ],
    [
      "owning an application",
      (t) => {
        t.application("Sync", { owners: ["dana.reyes", "joel.lindqvist"] });
        t.permission("Sync", "RoleManagement.ReadWrite.Directory");
      },
      `owns and can add a credential to application "Sync", which holds permission RoleManagement.ReadWrite.Directory on Microsoft Graph, which is as good as Global Administrator (Gives any principal any role).`,
    ],
    [
      "a role that leads on",
      (t) => t.role("dana.reyes", "Groups Administrator"),
      "holds Groups Administrator, which can be turned into Global Administrator or an equivalent (",
    ],
    [
      "resetting somebody who activates alone",
      (t) => {
        t.group("IT", { isAssignableToRole: true });
        t.eligible("IT", "nora");
        t.role("IT", admin);
        t.activationRules(helpdeskTeam, { approval: false });
        t.collections.roleManagementPolicyAssignments.shift();
      },
      `can become a member of group "${helpdeskTeam}" alone, without an approval, which holds Helpdesk Administrator over administrative unit Practice staff, which can reset the password of Nora Finch (nora@harbourdental.example), which can become a member of group "IT" alone, without an approval, which holds Global Administrator.`,
    ],
  ];
  it.each(broken)("refuses %s", (_name, make, message) => {
    const tenant = goodTenant();
    make(tenant);
    const findings = tenant.findings(rule);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.message.slice(0, (who + message).length)).toBe(who + message);
    expect(findings[0]?.path?.length).toBeGreaterThan(1);
    expect(findings[0]?.remedy).toBe(
      `Remove the grant, limit it to an administrative unit, or have the internal team approve its activation. Tideway IT works through "${helpdeskTeam}", "${nightTeam}" and 2 more, which its people activate when needed; if that is not enough, change the row in the matrix.`,
    );
  });

  const fine: [string, (tenant: TenantBuilder) => void][] = [
    [
      "an eligibility that the internal team approves",
      (t) => {
        t.group("Tideway IT admins");
        t.eligible("Tideway IT admins", "dana.reyes");
        t.activationRules("Tideway IT admins");
        t.role("Tideway IT admins", admin);
      },
    ],
    ["a standing Global Administrator (another rule's)", (t) => t.role("dana.reyes", admin)],
    [
      "the same role over a unit of nobody special",
      (t) => t.role("dana.reyes", "User Administrator", "Practice staff"),
    ],
    ["owning a group that holds nothing", (t) => t.group("Lunch", { owners: ["dana.reyes"] })],
    [
      "an internal owner",
      (t) => {
        t.group("IT", { members: ["joel.lindqvist"], owners: ["joel.lindqvist"] });
        t.role("IT", admin);
      },
    ],
  ];
  it.each(fine)("leaves %s alone", (_name, make) => {
    const tenant = goodTenant();
    make(tenant);
    expect(tenant.findings(rule)).toEqual([]);
  });

  it("counts what else an application holds that leads there", () => {
    const tenant = goodTenant();
    tenant.application("RMM", { appOwnerOrganizationId: tideway.tenantId });
    for (const name of ["Application.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All"]) {
      tenant.permission("RMM", name);
    }
    const [finding, ...others] = tenant.findings(rule);
    expect(others).toEqual([]);
    expect(finding?.message).toMatch(/; 2 more of its permissions do the same\.$/);
  });

  it("finds a provider's pipeline that can sign in as a powerful application", () => {
    const tenant = goodTenant();
    tenant.application("Deploy", { subjects: ["repo:tideway-it/infra:ref:refs/heads/main"] });
    tenant.permission("Deploy", "Application.ReadWrite.All");
    expect(tenant.findings(rule).map(({ message }) => message.split(" (")[0])).toEqual([
      'application "Deploy" and GitHub repo:tideway-it/infra of Tideway IT can reach Global Administrator or an equivalent: holds permission Application.ReadWrite.All on Microsoft Graph, which can be turned into Global Administrator or an equivalent',
    ]);
  });

  it("never blames a resource that gives the role at all times a second time", () => {
    const tenant = goodTenant();
    tenant.group("IT", { members: ["joel.lindqvist", "dana.reyes"], owners: ["dana.reyes"] });
    tenant.role("IT", admin);
    const urn = tenant.declare(memberKey("IT", "dana.reyes"), "it");
    tenant.declaredBy.set("owners:IT:dana.reyes", urn);
    expect(tenant.programFindings(rule)).toEqual([]);
  });

  describe("of a program that adds one piece to what is in the tenant", () => {
    /** Dana is eligible for a group with Global Administrator, with the internal team's approval. */
    const approved = () => {
      const tenant = goodTenant();
      tenant.group("Tideway IT admins");
      tenant.role("Tideway IT admins", admin);
      tenant.eligible("Tideway IT admins", "dana.reyes");
      return tenant;
    };

    it("blames rules that drop the approval", () => {
      const tenant = approved();
      const urn = tenant.declare(tenant.activationRules("Tideway IT admins", { approval: false }), "rules");
      expect(tenant.programFindings(rule).map(({ resource }) => resource)).toEqual([urn]);
    });

    it("blames a provider's place among the approvers", () => {
      const tenant = approved();
      tenant.activationRules("Tideway IT admins");
      expect(tenant.programFindings(rule)).toEqual([]);
      tenant.collections.groups.find(({ id }) => id === "approvers")?.members?.push({ id: "dana.reyes" });
      const urn = tenant.declare(memberKey("approvers", "dana.reyes"), "approver");
      expect(tenant.programFindings(rule).map(({ resource }) => resource)).toEqual([urn]);
    });

    it("blames a unit's new member who can activate more alone", () => {
      const tenant = goodTenant();
      tenant.activationRules(helpdeskTeam, { approval: false });
      tenant.group("IT", { isAssignableToRole: true });
      tenant.role("IT", admin);
      tenant.eligible("IT", "nora");
      const urn = tenant.declare(memberKey("Practice staff", "nora"), "nora");
      expect(tenant.programFindings(rule).map(({ resource }) => resource)).toEqual([urn]);
    });
  });
});
