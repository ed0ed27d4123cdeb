import { describe, expect, it } from "vitest";
import { providerAccessInMatrix as rule } from "../../../policies/rules/provider-access-in-matrix.ts";
import {
  goodTenant,
  helpdeskTeam,
  memberKey,
  nightTeam,
  nightwatch,
  type TenantBuilder,
  tideway,
} from "../../support/tenant-builder.ts";

const dana = "Dana Reyes (dana.reyes@tideway.example) of Tideway IT";

describe(rule.name, () => {
  it("has nothing to say of a good tenant", () => {
    expect(goodTenant().findings(rule)).toEqual([]);
  });

  const broken: [string, (tenant: TenantBuilder) => void, string][] = [
    [
      "a place among the approvers",
      (t) => t.collections.groups.find(({ id }) => id === "approvers")?.members?.push({ id: "dana.reyes" }),
      `${dana} is a member of group "Harbour Dental Group – access approvers", which conveys access, and no row of the matrix puts it there.`,
    ],
    [
      "a role that no row gives",
      (t) => t.role("dana.reyes", "Exchange Administrator"),
      `${dana} holds Exchange Administrator for the whole directory, which no row of the matrix gives.`,
    ],
    [
      "an eligibility that no row gives",
      (t) => t.eligibleRole("dana.reyes", "Intune Administrator"),
      `${dana} is eligible for Intune Administrator for the whole directory, which no row of the matrix gives.`,
    ],
    [
      "a team's role for somebody who is not in it",
      (t) => t.role(t.guest("kim@tideway.example", "Kim"), "Helpdesk Administrator", "Practice staff"),
      "Kim (kim@tideway.example) of Tideway IT holds Helpdesk Administrator over administrative unit Practice staff, which no row of the matrix gives.",
    ],
    [
      "a team for somebody who is not in it",
      (t) => t.eligible(helpdeskTeam, t.guest("omar.haddad@nightwatch.example", "Omar")),
      `Omar (omar.haddad@nightwatch.example) of Nightwatch is eligible for membership in group "${helpdeskTeam}", which conveys access, and no row of the matrix puts it there.`,
    ],
    [
      "membership in a group of the internal team that holds a role",
      (t) => {
        t.group("IT", { members: ["joel.lindqvist", "dana.reyes"] });
        t.role("IT", "Reports Reader");
      },
      `${dana} is a member of group "IT", which conveys access, and no row of the matrix puts it there.`,
    ],
    [
      "owning a team's group",
      (t) => t.collections.groups.find(({ id }) => id === helpdeskTeam)?.owners?.push({ id: "dana.reyes" }),
      `${dana} owns group "${helpdeskTeam}", which conveys access: an owner decides who is in it.`,
    ],
    [
      "owning an application that holds something",
      (t) => {
        t.application("Sync", { owners: ["dana.reyes", "joel.lindqvist"] });
        t.permission("Sync", "User.Read.All");
      },
      `${dana} owns application "Sync", which holds permissions: an owner can sign in as it.`,
    ],
    [
      "an application permission",
      (t) => {
        t.application("RMM", { appOwnerOrganizationId: tideway.tenantId });
        t.permission("RMM", "User.Read.All");
        t.permission("RMM", "Directory.Read.All");
      },
      'application "RMM" of Tideway IT holds the application permissions User.Read.All and Directory.Read.All on Microsoft Graph, which no row of the matrix gives.',
    ],
    [
      "running code in Azure",
      (t) =>
        t.collections.armResources.push({
          id: "/subscriptions/1/providers/Microsoft.Authorization/roleAssignments/2",
          name: "2",
          type: "Microsoft.Authorization/roleAssignments",
          properties: { principalId: "dana.reyes", roleDefinitionId: "b24988ac-6180-42a0-ab88-20f7382dd24c" },
        }),
      `${dana} holds Contributor over /subscriptions/1, which no row of the matrix gives.`,
    ],
  ];
  it.each(broken)("refuses %s", (name, make, message) => {
    const tenant = goodTenant();
    make(tenant);
    const findings = tenant.findings(rule).filter((finding) => !finding.message.includes("guest account"));
    expect(
      findings.map((finding) => finding.message),
      name,
    ).toEqual([message]);
  });

  it("refuses a guest whom the matrix does not list", () => {
    const tenant = goodTenant();
    tenant.guest("old.hand@tideway.example", "Old Hand");
    expect(tenant.findings(rule)).toMatchObject([
      {
        message: "Old Hand (old.hand@tideway.example) of Tideway IT has a guest account that the matrix does not list.",
        remedy: "Remove the account, or list the person under providers.tideway.people in the matrix.",
      },
    ]);
  });

  it("warns of tier-0 scopes that everybody consented to", () => {
    const tenant = goodTenant();
    tenant.application("RMM", { appOwnerOrganizationId: nightwatch.tenantId });
    tenant.permission("Other", "User.Read.All");
    tenant.collections.oauth2PermissionGrants.push(
      {
        id: "all",
        clientId: "RMM",
        consentType: "AllPrincipals",
        resourceId: "microsoft-graph",
        scope: "RoleManagement.ReadWrite.Directory User.Read",
      },
      {
        id: "one",
        clientId: "RMM",
        consentType: "Principal",
        principalId: "nora",
        resourceId: "microsoft-graph",
        scope: "RoleManagement.ReadWrite.Directory",
      },
    );
    expect(tenant.findings(rule).map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      'warning: application "RMM" of Nightwatch may act with RoleManagement.ReadWrite.Directory for everybody who signs in to it; with an administrator\'s session that reaches tier 0.',
    ]);
  });

  const fine: [string, (tenant: TenantBuilder) => void][] = [
    ["a listed guest", (t) => t.guest("tomasz.wilk@tideway.example", "Tomasz Wilk")],
    ["the provider's people group", (t) => t.group("Tideway IT – people", { members: ["dana.reyes"] })],
    [
      "a group that holds nothing",
      (t) => t.group("Lunch", { members: ["dana.reyes", "nora"], owners: ["dana.reyes"] }),
    ],
    ["a team's role given to a person of it", (t) => t.eligibleRole("dana.reyes", "Service Support Administrator")],
    [
      "a team of the matrix",
      (t) => {
        t.group(nightTeam, { isAssignableToRole: true });
        t.role(nightTeam, "Service Support Administrator");
        t.eligible(nightTeam, "dana.reyes");
      },
    ],
    ["the right role at another scope (another rule's)", (t) => t.role("dana.reyes", "Helpdesk Administrator")],
    ["internal staff", (t) => t.role("joel.lindqvist", "Exchange Administrator")],
  ];
  it.each(fine)("leaves %s alone", (_name, make) => {
    const tenant = goodTenant();
    make(tenant);
    expect(tenant.findings(rule)).toEqual([]);
  });

  it("shows the way of a grant that reaches tier 0, even one that the internal team approves", () => {
    const tenant = goodTenant();
    const urn = tenant.declare(tenant.role(helpdeskTeam, "Global Administrator"), "grant");
    const [finding] = tenant.programFindings(rule);
    expect(finding).toMatchObject({ resource: urn, file: "index.ts", line: 1 });
    expect(finding?.path?.map(({ edge, condition }) => `${edge} ${condition}`)).toEqual([
      "eligible-member-of internal-approval",
      "holds-role standing",
      "equals-global-administrator standing",
    ]);
  });

  it("blames a program only for what it declares", () => {
    const tenant = goodTenant();
    tenant.group("IT", { members: ["joel.lindqvist", "dana.reyes"] });
    tenant.role("IT", "Reports Reader");
    expect(tenant.programFindings(rule)).toEqual([]);
    const urn = tenant.declare(memberKey("IT", "dana.reyes"), "member");
    expect(tenant.programFindings(rule).map(({ resource }) => resource)).toEqual([urn]);
  });

  const lookedUp: [string, string, (tenant: TenantBuilder, group: string) => string, string[]][] = [
    ["an ordinary group: nobody can tell", "SG-VPN", (t, g) => member(t, g), ["warning"]],
    ["a group called after a role", "SG-Global-Admins", (t, g) => member(t, g), ["error"]],
    ["a group that people have to activate", "PAG-01", (t, g) => t.eligible(g, "dana.reyes"), ["error"]],
    ["a team that she belongs to", nightTeam, (t, g) => t.eligible(g, "dana.reyes"), []],
    ["another provider's team", "Nightwatch – SIEM monitoring", (t, g) => t.eligible(g, "dana.reyes"), ["error"]],
    ["the provider's people group", "Tideway IT – people", (t, g) => member(t, g), []],
  ];
  it.each(lookedUp)("of a group that a program only looks up: %s", (_name, group, put, severities) => {
    const tenant = goodTenant();
    tenant.group(group);
    const asked = { displayName: group };
    const token = "azuread:index/getGroup:getGroup";
    tenant.assumed.set(group, { token, asked, id: group, answeredBy: "placeholder" });
    tenant.declare(put(tenant, group), "put");
    expect(tenant.programFindings(rule).map(({ severity }) => severity)).toEqual(severities);
  });
});

/** Dana as a standing member; returns the relation's key. */
function member(tenant: TenantBuilder, group: string): string {
  tenant.collections.groups.find(({ id }) => id === group)?.members?.push({ id: "dana.reyes" });
  return memberKey(group, "dana.reyes");
}
