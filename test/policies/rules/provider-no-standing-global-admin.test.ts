import { describe, expect, it } from "vitest";
import { providerNoStandingGlobalAdmin as rule } from "../../../policies/rules/provider-no-standing-global-admin.ts";
import {
  goodTenant,
  helpdeskTeam,
  memberKey,
  nightTeam,
  type TenantBuilder,
  tideway,
} from "../../support/tenant-builder.ts";

const admin = "Global Administrator";

describe(rule.name, () => {
  it("has nothing to say of a good tenant", () => {
    expect(goodTenant().findings(rule)).toEqual([]);
  });

  const broken: [string, (tenant: TenantBuilder) => void, string][] = [
    [
      "a person",
      (t) => t.role("dana.reyes", admin),
      "Dana Reyes (dana.reyes@tideway.example) of Tideway IT holds Global Administrator at all times.",
    ],
    [
      "a group of people",
      (t) => {
        t.guest("kim@tideway.example", "Kim");
        t.group("Tideway IT admins", { members: ["dana.reyes", "kim"] });
        t.role("Tideway IT admins", admin);
      },
      'Dana Reyes (dana.reyes@tideway.example) and Kim (kim@tideway.example) of Tideway IT hold Global Administrator at all times through group "Tideway IT admins".',
    ],
    [
      "a nested group",
      (t) => {
        t.group("inner", { members: ["dana.reyes"] });
        t.group("outer", { members: ["inner", "joel.lindqvist"] });
        t.role("outer", admin);
      },
      'Dana Reyes (dana.reyes@tideway.example) of Tideway IT holds Global Administrator at all times through group "inner" and group "outer".',
    ],
    [
      "an empty group of the provider",
      (t) => {
        t.group("Tideway IT admins");
        t.role("Tideway IT admins", admin);
      },
      'group "Tideway IT admins" of Tideway IT holds Global Administrator at all times.',
    ],
    [
      "a group into which people come by activating alone",
      (t) => {
        t.group("Tideway IT admins");
        t.eligible("Tideway IT admins", "dana.reyes");
        t.role("Tideway IT admins", admin);
      },
      'group "Tideway IT admins" of Tideway IT holds Global Administrator at all times.',
    ],
    [
      "the classic DirectoryRole",
      (t) =>
        t.collections.directoryRoles.push({
          id: "r",
          roleTemplateId: "62e90394-69f5-4237-9190-012177145e10",
          members: [{ id: "dana.reyes" }],
        }),
      "Dana Reyes (dana.reyes@tideway.example) of Tideway IT holds Global Administrator at all times.",
    ],
    [
      "an application of the provider's tenant",
      (t) => {
        t.application("RMM", { appOwnerOrganizationId: tideway.tenantId });
        t.permission("RMM", "RoleManagement.ReadWrite.Directory");
      },
      'application "RMM" of Tideway IT holds permission RoleManagement.ReadWrite.Directory on Microsoft Graph at all times, which is as good as Global Administrator (Gives any principal any role).',
    ],
    [
      "a group that holds an equal role",
      (t) => {
        t.group("Tideway IT admins", { members: ["dana.reyes"] });
        t.role("Tideway IT admins", "Privileged Role Administrator");
      },
      'Dana Reyes (dana.reyes@tideway.example) of Tideway IT holds Privileged Role Administrator at all times through group "Tideway IT admins", which is as good as Global Administrator (Assigns every role, itself Global Administrator, and consents to every Graph permission).',
    ],
    [
      "an application that holds two of them",
      (t) => {
        t.application("RMM", { appOwnerOrganizationId: tideway.tenantId });
        t.permission("RMM", "RoleManagement.ReadWrite.Directory");
        t.permission("RMM", "AppRoleAssignment.ReadWrite.All");
      },
      'application "RMM" of Tideway IT holds permission RoleManagement.ReadWrite.Directory on Microsoft Graph and 1 more such at all times, which is as good as Global Administrator (Gives any principal any role).',
    ],
  ];
  it.each(broken)("refuses %s", (_name, make, message) => {
    const tenant = goodTenant();
    make(tenant);
    const findings = tenant.findings(rule);
    expect(findings.map((finding) => finding.message)).toEqual([message]);
    expect(findings[0]?.severity).toBe("error");
    expect(findings[0]?.remedy).toBe(
      `Remove this grant. Tideway IT works through "${helpdeskTeam}", "${nightTeam}" and 2 more, which its people activate when needed; if that is not enough, change the row in the matrix.`,
    );
  });

  const fine: [string, (tenant: TenantBuilder) => void][] = [
    ["an internal administrator", (t) => t.role("joel.lindqvist", admin)],
    ["an ordinary role", (t) => t.role("dana.reyes", "Directory Readers")],
    ["an eligibility (another rule's)", (t) => t.eligibleRole("dana.reyes", admin)],
    [
      "an owner of a group (another rule's)",
      (t) => {
        t.group("IT", { members: ["joel.lindqvist"], owners: ["dana.reyes"] });
        t.role("IT", admin);
      },
    ],
    ["an unknown principal (another rule's)", (t) => t.role("nobody", admin)],
    [
      "Microsoft's own application",
      (t) => {
        t.permission("microsoft-graph", "RoleManagement.ReadWrite.Directory");
      },
    ],
  ];
  it.each(fine)("leaves %s alone", (_name, make) => {
    const tenant = goodTenant();
    make(tenant);
    expect(tenant.findings(rule)).toEqual([]);
  });

  it("names several holders once, three of them by name", () => {
    const tenant = goodTenant();
    for (const name of ["A", "B", "C", "D"]) tenant.role(tenant.guest(`${name}@tideway.example`, name), admin);
    const findings = tenant.findings(rule);
    expect(findings.map(({ message }) => message)).toEqual([
      "A (a@tideway.example), B (b@tideway.example), C (c@tideway.example) and 1 more of Tideway IT hold Global Administrator at all times.",
    ]);
  });

  describe("of a program", () => {
    it("blames the resource that grants, with its line, and shows the path", () => {
      const tenant = goodTenant();
      tenant.group("Tideway IT admins", { members: ["dana.reyes"] });
      const membership = tenant.declare(memberKey("Tideway IT admins", "dana.reyes"), "admins");
      const urn = tenant.declare(tenant.role("Tideway IT admins", admin), "grant", {
        type: "azuread:index/directoryRoleAssignment:DirectoryRoleAssignment",
      });
      const [finding, ...others] = tenant.programFindings(rule);
      expect(others).toEqual([]);
      expect(finding).toMatchObject({
        rule: "provider-no-standing-global-admin",
        resource: urn,
        file: "index.ts",
        line: 2,
        path: [
          { edge: "member-of", condition: "standing", resource: membership, file: "index.ts", line: 1 },
          { edge: "holds-role", to: "Global Administrator", resource: urn, line: 2 },
          { edge: "equals-global-administrator", to: "Global Administrator or an equivalent" },
        ],
      });
    });

    it("blames a harmless-looking membership in a group that holds the role already", () => {
      const tenant = goodTenant();
      tenant.group("IT", { members: ["joel.lindqvist", "dana.reyes"] });
      tenant.role("IT", admin);
      const urn = tenant.declare(memberKey("IT", "dana.reyes"), "member");
      expect(tenant.programFindings(rule).map(({ resource }) => resource)).toEqual([urn]);
    });

    it("does not blame a program for what is in the tenant already", () => {
      const tenant = goodTenant();
      tenant.role("dana.reyes", admin);
      expect(tenant.programFindings(rule)).toEqual([]);
    });
  });
});
