import { describe, expect, it } from "vitest";
import { evaluateRules } from "../../../policies/rule.ts";
import { providerAccessInMatrix as rule } from "../../../policies/rules/provider-access-in-matrix.ts";
import { placeholderSubscriptionId } from "../../../src/plan/provider-id.ts";
import { AzureBuilder } from "../../support/azure-builder.ts";
import { entitled, harbourWith } from "../../support/matrices.ts";
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

  it("refuses tier-0 scopes that everybody consented to", () => {
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
      'error: application "RMM" of Nightwatch may act with RoleManagement.ReadWrite.Directory for everybody who signs in to it; with an administrator\'s session that reaches tier 0.',
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
    ["reading in Azure", (t) => new AzureBuilder(t).role("dana.reyes", "Reader")],
    ["giving roles in Azure (another rule's)", (t) => new AzureBuilder(t).role("dana.reyes", "Owner")],
    [
      "a membership that leads to a role of the team's own",
      (t) => t.eligible(helpdeskTeam, t.guest("tomasz.wilk@tideway.example", "Tomasz")),
    ],
  ];
  it.each(fine)("leaves %s alone", (_name, make) => {
    const tenant = goodTenant();
    make(tenant);
    expect(tenant.findings(rule)).toEqual([]);
  });

  const work =
    'Tideway IT works through "Tideway IT – Tier-1 helpdesk", "Tideway IT – After-hours emergency" and 2 more, which its people activate when needed; if that is not enough, change the row in the matrix.';
  const kim = "Kim (kim@tideway.example)";
  /** Dana and Kim, whom the matrix does not list, the same way. */
  const two = (t: TenantBuilder, make: (id: string) => unknown) => {
    for (const id of ["dana.reyes", t.guest("kim@tideway.example", "Kim")]) make(id);
  };
  const inGroup = (t: TenantBuilder, id: string, relation: "members" | "owners", ...people: string[]) =>
    t.collections.groups
      .find((group) => group.id === id)
      ?.[relation]?.push(...people.map((person) => ({ id: person })));

  it.each<[string, (tenant: TenantBuilder) => void, string, string]>([
    [
      "hold a role",
      (t) => two(t, (id) => t.role(id, "Exchange Administrator")),
      "hold Exchange Administrator for the whole directory, which no row of the matrix gives.",
      `Remove it. ${work}`,
    ],
    [
      "are eligible for a role",
      (t) => two(t, (id) => t.eligibleRole(id, "Intune Administrator")),
      "are eligible for Intune Administrator for the whole directory, which no row of the matrix gives.",
      `Remove it. ${work}`,
    ],
    [
      "are members of a group",
      (t) => two(t, (id) => inGroup(t, "approvers", "members", id)),
      'are members of group "Harbour Dental Group – access approvers", which conveys access, and no row of the matrix puts them there.',
      `Remove it. ${work}`,
    ],
    [
      "are eligible for membership in a group",
      (t) => two(t, (id) => t.eligible("approvers", id)),
      'are eligible for membership in group "Harbour Dental Group – access approvers", which conveys access, and no row of the matrix puts them there.',
      `Remove it. ${work}`,
    ],
    [
      "own a group",
      (t) => two(t, (id) => inGroup(t, "approvers", "owners", id)),
      'own group "Harbour Dental Group – access approvers", which conveys access: an owner decides who is in it.',
      `Remove it. ${work}`,
    ],
    [
      "can become owners of a group",
      (t) => two(t, (id) => t.eligible("approvers", id, { accessId: "owner" })),
      'can become an owner of group "Harbour Dental Group – access approvers", which conveys access: an owner decides who is in it.',
      `Remove it. ${work}`,
    ],
    [
      "own an application",
      (t) => {
        const owners = ["joel.lindqvist"];
        two(t, (id) => owners.push(id));
        t.permission(t.application("Sync", { owners }), "User.Read.All");
      },
      'own application "Sync", which holds permissions: an owner can sign in as it.',
      `Remove it. ${work}`,
    ],
    [
      "run code in Azure",
      (t) => two(t, (id) => new AzureBuilder(t).role(id, "Contributor")),
      "hold Contributor over /subscriptions/sub, which no row of the matrix gives.",
      `Remove it. ${work}`,
    ],
  ])("says of two who %s", (_name, make, does, remedy) => {
    const tenant = goodTenant();
    make(tenant);
    const findings = tenant.findings(rule).filter((finding) => !finding.message.includes("guest account"));
    expect(findings.map(({ message, remedy: what }) => [message, what])).toEqual([
      [`Dana Reyes (dana.reyes@tideway.example) and ${kim} of Tideway IT ${does}`, remedy],
    ]);
  });

  it.each<[string, (tenant: TenantBuilder) => void, string, string]>([
    [
      "a colleague in a team that is not his",
      (t) =>
        t.eligible(
          helpdeskTeam,
          t.guest("tideway-kim@harbourdental.example", "Kim", {
            mail: "kim@tideway.example",
            userPrincipalName: "tideway-kim@harbourdental.example",
            userType: "Member",
          }),
        ),
      `Kim (tideway-kim@harbourdental.example) of Tideway IT is eligible for membership in group "${helpdeskTeam}", which conveys access, and no row of the matrix puts it there.`,
      `Remove it. ${work}`,
    ],
    [
      "what runs in a subscription that nothing names",
      (t) => new AzureBuilder(t).role("dana.reyes", "Contributor", `/subscriptions/${placeholderSubscriptionId}`),
      `${dana} holds Contributor over the subscription, which no row of the matrix gives.`,
      `Remove it. ${work}`,
    ],
    [
      "two guests whom nobody lists",
      (t) => {
        t.guest("old.hand@tideway.example", "Old Hand");
        t.guest("new.hand@tideway.example", "New Hand");
      },
      "Old Hand (old.hand@tideway.example) and New Hand (new.hand@tideway.example) of Tideway IT have a guest account that the matrix does not list.",
      "Remove the account, or list the person under providers.tideway.people in the matrix.",
    ],
    [
      "a guest whom nobody lists",
      (t) => t.guest("old.hand@tideway.example", "Old Hand"),
      "Old Hand (old.hand@tideway.example) of Tideway IT has a guest account that the matrix does not list.",
      "Remove the account, or list the person under providers.tideway.people in the matrix.",
    ],
    [
      "one permission of an application",
      (t) => t.permission(t.application("RMM", { appOwnerOrganizationId: tideway.tenantId }), "User.Read.All"),
      'application "RMM" of Tideway IT holds the application permission User.Read.All on Microsoft Graph, which no row of the matrix gives.',
      "Remove the permission. An application that Tideway IT runs for you belongs under providers.tideway.principals.applications, with permissions that cannot administer anything.",
    ],
    [
      "an owner of a service principal and of its registration",
      (t) => {
        t.permission(t.application("Sync", { subjects: [] }), "User.Read.All");
        Object.assign(t.collections.applications[0] ?? {}, {
          owners: [{ id: "dana.reyes" }, { id: "joel.lindqvist" }],
        });
      },
      `${dana} owns application "Sync", which holds permissions: an owner can sign in as it.`,
      `Remove it. ${work}`,
    ],
    [
      "somebody who can become an owner",
      (t) => t.eligible("approvers", "dana.reyes", { accessId: "owner" }),
      `${dana} can become an owner of group "Harbour Dental Group – access approvers", which conveys access: an owner decides who is in it.`,
      `Remove it. ${work}`,
    ],
  ])("refuses %s, and says what would be right", (_name, make, message, remedy) => {
    const tenant = goodTenant();
    make(tenant);
    const found = tenant.findings(rule);
    expect(found.map((finding) => [finding.message, finding.remedy])).toEqual([[message, remedy]]);
  });

  describe("where the matrix lists what a provider has in the tenant", () => {
    const listed = entitled(
      harbourWith(
        [
          "domains: [tideway.example]",
          "domains: [tideway.example]\n    principals: { users: [Night Shift, desk@tideway.example], applications: [RMM, sync-id, app-Backup] }",
        ],
        ["domains: [nightwatch.example]", "domains: [nightwatch.example]\n    principals: { groups: [Responders] }"],
        [
          "after-hours-emergency:\n    owner: provider\n",
          "after-hours-emergency:\n    owner: provider\n    access: { reason: Reads at night, delegations: [{ role: License Administrator, scope: staff-users }] }\n",
        ],
        [
          "compliance-documentation:\n    owner: provider\n",
          "compliance-documentation:\n    owner: provider\n    access: { reason: Counts licences, delegations: [{ role: License Administrator, scope: directory }] }\n",
        ],
      ),
    );
    const found = (make: (tenant: TenantBuilder) => void) => {
      const tenant = goodTenant();
      make(tenant);
      return evaluateRules([rule], tenant.context(listed)).map(({ message }) => message);
    };
    const rmm = (t: TenantBuilder, name: string, permission: string) =>
      t.permission(t.application(name, { appOwnerOrganizationId: tideway.tenantId }), permission);

    it.each<[string, (tenant: TenantBuilder) => void, number]>([
      ["an application by its name", (t) => rmm(t, "rmm", "User.Read.All"), 0],
      ["an application by its id", (t) => rmm(t, "Sync-Id", "User.Read.All"), 0],
      ["an application by its client id", (t) => rmm(t, "Backup", "User.Read.All"), 0],
      ["no application of that name", (t) => rmm(t, "Other", "User.Read.All"), 1],
      ["an application that can administer something", (t) => rmm(t, "RMM", "RoleManagement.ReadWrite.Directory"), 1],
      ["a guest by its display name", (t) => t.guest("one@tideway.example", "Night Shift"), 0],
      ["a guest by its address in another spelling", (t) => t.guest("Desk@tideway.example", "Desk"), 0],
      [
        "a guest by its user principal name, whose mail is another",
        (t) => t.guest("two@tideway.example", "Two", { userPrincipalName: "desk@tideway.example" }),
        0,
      ],
      ["another guest", (t) => t.guest("three@tideway.example", "Three"), 1],
      ["a guest whose address only its name shows", (t) => t.guest("desk@tideway.example", "Desk", { mail: null }), 0],
      ["an application of which nothing is seen but its id", (t) => t.permission("sync-id", "User.Read.All"), 0],
      ["a local account, which is no guest", (t) => t.user("tideway-desk@harbourdental.onmicrosoft.com"), 0],
      [
        "a team's role where the matrix gives it",
        (t) => t.role(t.group(nightTeam), "License Administrator", "Practice staff"),
        0,
      ],
      [
        "a team's role where the matrix gives it to another team only",
        (t) => t.role(t.group(nightTeam), "License Administrator"),
        1,
      ],
      [
        "a group of another provider",
        (t) => t.group("Responders", { members: ["dana.reyes"], isAssignableToRole: true }),
        1,
      ],
      [
        "a group of its own",
        (t) =>
          t.group("Responders", {
            members: [t.guest("lena.fischer@nightwatch.example", "Lena")],
            isAssignableToRole: true,
          }),
        0,
      ],
      [
        "an application of its own that it owns",
        (t) => {
          rmm(t, "RMM", "User.Read.All");
          t.collections.servicePrincipals.find(({ id }) => id === "RMM")?.owners?.push({ id: "dana.reyes" });
        },
        0,
      ],
      [
        "an application that another provider owns",
        (t) => {
          rmm(t, "RMM", "User.Read.All");
          t.guest("lena.fischer@nightwatch.example", "Lena");
          t.collections.servicePrincipals.find(({ id }) => id === "RMM")?.owners?.push({ id: "lena.fischer" });
        },
        1,
      ],
    ])("judges %s", (_name, make, count) => {
      expect(found(make)).toHaveLength(count);
    });
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

  it("leaves the way of a membership to the rules that are about ways", () => {
    const tenant = goodTenant();
    tenant.group("IT", { members: ["joel.lindqvist", "dana.reyes"] });
    tenant.role("IT", "Global Administrator");
    expect(tenant.findings(rule).map((finding) => [finding.message, finding.path])).toEqual([
      [`${dana} is a member of group "IT", which conveys access, and no row of the matrix puts it there.`, undefined],
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

  it("says what nobody can tell of a group that a program only looks up", () => {
    const tenant = goodTenant();
    const id = tenant.group("SG-VPN", { owners: ["dana.reyes"] });
    const token = "azuread:index/getGroup:getGroup";
    tenant.assumed.set(id, { token, asked: {}, id, answeredBy: "placeholder" });
    const urn = tenant.declare(`owners:${id}:dana.reyes`, "put");
    // Somebody whom the tenant has in it already is not this program's.
    member(tenant, id);
    expect(tenant.programFindings(rule)).toEqual([
      {
        rule: "provider-access-in-matrix",
        severity: "warning",
        message: `${dana} is put into group "SG-VPN", and whether that conveys access cannot be seen here: the program only looks the group up.`,
        resource: urn,
        remedy: "Check with a snapshot of the tenant (--snapshot).",
        file: "index.ts",
        line: 1,
        column: 1,
      },
    ]);
  });
});

/** Dana as a standing member; returns the relation's key. */
function member(tenant: TenantBuilder, group: string): string {
  tenant.collections.groups.find(({ id }) => id === group)?.members?.push({ id: "dana.reyes" });
  return memberKey(group, "dana.reyes");
}
