import { describe, expect, it } from "vitest";
import { providerRoleScope as rule } from "../../../policies/rules/provider-role-scope.ts";
import { goodTenant, helpdeskTeam, type TenantBuilder } from "../../support/tenant-builder.ts";

const dana = "Dana Reyes (dana.reyes@tideway.example) of Tideway IT";

describe(rule.name, () => {
  it("has nothing to say of a good tenant", () => {
    expect(goodTenant().findings(rule)).toEqual([]);
  });

  const broken: [string, (tenant: TenantBuilder) => void, string][] = [
    [
      "a role of the matrix over the whole directory",
      (t) => t.role(helpdeskTeam, "Helpdesk Administrator"),
      `group "${helpdeskTeam}" of Tideway IT holds Helpdesk Administrator for the whole directory; the matrix gives it over administrative unit Practice staff only.`,
    ],
    [
      "a role of the matrix over another unit",
      (t) => t.role(helpdeskTeam, "Helpdesk Administrator", t.unit("Managers")),
      `group "${helpdeskTeam}" of Tideway IT holds Helpdesk Administrator over administrative unit Managers; the matrix gives it over administrative unit Practice staff only.`,
    ],
    [
      "an eligibility over the whole directory",
      (t) => t.eligibleRole("dana.reyes", "Helpdesk Administrator"),
      `${dana} is eligible for Helpdesk Administrator for the whole directory; the matrix gives it over administrative unit Practice staff only.`,
    ],
    [
      "a role that could be limited",
      (t) => t.role("dana.reyes", "License Administrator"),
      `${dana} holds License Administrator for the whole directory, though the role can be limited to an administrative unit and the matrix does not ask for more.`,
    ],
  ];
  it.each(broken)("refuses %s", (_name, make, message) => {
    const tenant = goodTenant();
    make(tenant);
    expect(tenant.findings(rule).map((finding) => finding.message)).toEqual([message]);
  });

  const setScope = "Set the scope of the assignment to administrative unit Practice staff.";
  const assignOver =
    "Assign it over an administrative unit such as Practice staff by a row of the matrix; if it has to be the whole directory, say so there with a reason (access.delegations, scope: directory).";
  const both = "Dana Reyes (dana.reyes@tideway.example) and Kim (kim@tideway.example) of Tideway IT";
  const two = (t: TenantBuilder, make: (id: string) => unknown) => {
    for (const id of ["dana.reyes", t.guest("kim@tideway.example", "Kim")]) make(id);
  };

  it.each<[string, (tenant: TenantBuilder) => void, string, string, string]>([
    [
      "hold a role of the matrix elsewhere",
      (t) => two(t, (id) => t.role(id, "Helpdesk Administrator")),
      `${both} hold Helpdesk Administrator for the whole directory; the matrix gives it over administrative unit Practice staff only.`,
      "dana.reyes holds Helpdesk Administrator",
      setScope,
    ],
    [
      "are eligible for a role of the matrix elsewhere",
      (t) => two(t, (id) => t.eligibleRole(id, "Helpdesk Administrator")),
      `${both} are eligible for Helpdesk Administrator for the whole directory; the matrix gives it over administrative unit Practice staff only.`,
      "dana.reyes eligible for Helpdesk Administrator",
      setScope,
    ],
    [
      "hold a role that could be limited",
      (t) => two(t, (id) => t.role(id, "License Administrator")),
      `${both} hold License Administrator for the whole directory, though the role can be limited to an administrative unit and the matrix does not ask for more.`,
      "dana.reyes holds License Administrator",
      assignOver,
    ],
  ])("says of two who %s what would be right", (_name, make, message, resource, remedy) => {
    const tenant = goodTenant();
    make(tenant);
    expect(tenant.findings(rule)).toEqual([{ rule: rule.name, severity: "error", message, resource, remedy }]);
  });

  const fine: [string, (tenant: TenantBuilder) => void][] = [
    [
      "a role that the matrix gives for the whole directory",
      (t) => t.role("dana.reyes", "Service Support Administrator"),
    ],
    ["a role that cannot be limited (another rule's)", (t) => t.role("dana.reyes", "Exchange Administrator")],
    [
      "a role over a unit that no row gives (another rule's)",
      (t) => t.role("dana.reyes", "License Administrator", "Practice staff"),
    ],
    [
      "a group that is called as a role",
      (t) => t.group("Workstation recovery key reader", { members: ["dana.reyes"] }),
    ],
    ["internal staff", (t) => t.role("joel.lindqvist", "Helpdesk Administrator")],
  ];
  it.each(fine)("leaves %s alone", (_name, make) => {
    const tenant = goodTenant();
    make(tenant);
    expect(tenant.findings(rule)).toEqual([]);
  });

  it("blames the assignment that a program declares", () => {
    const tenant = goodTenant();
    const urn = tenant.declare(tenant.role(helpdeskTeam, "Helpdesk Administrator"), "wide");
    expect(tenant.programFindings(rule)).toMatchObject([
      { resource: urn, line: 1, remedy: "Set the scope of the assignment to administrative unit Practice staff." },
    ]);
  });
});
