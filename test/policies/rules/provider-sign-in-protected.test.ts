import { describe, expect, it } from "vitest";
import { judge } from "../../../policies/judge.ts";
import { evaluateRules } from "../../../policies/rule.ts";
import { providerSignInProtected as rule } from "../../../policies/rules/provider-sign-in-protected.ts";
import type { Policy } from "../../../src/access/conditional-access/conditions.ts";
import type { PlannedResource } from "../../../src/plan/plan.ts";
import { harbour } from "../../support/matrices.ts";
import { lookup, planned, planOf } from "../../support/plans.ts";
import {
  externalUsers,
  goodTenant,
  helpdeskTeam,
  nightwatch,
  phishingResistant,
  type TenantBuilder,
  tideway,
} from "../../support/tenant-builder.ts";

const dana = "Dana Reyes (dana.reyes@tideway.example)";
const bare = `${dana} of Tideway IT can sign in without phishing-resistant authentication: when ${dana} signs in`;

/** The good tenant with its provider policy changed. */
function changed(more: Omit<Partial<Policy>, "conditions"> & { conditions?: object }): TenantBuilder {
  const tenant = goodTenant();
  const policy = tenant.collections.conditionalAccessPolicies[0];
  const { conditions, ...rest } = more;
  Object.assign(policy ?? {}, rest);
  Object.assign(policy?.conditions ?? {}, conditions);
  return tenant;
}

/** A further policy for the tenant's provider, for everything. */
function withPolicy(tenant: TenantBuilder, name: string, conditions: object, control: string): TenantBuilder {
  const users = { includeGuestsOrExternalUsers: externalUsers("b2bCollaborationGuest", tideway.tenantId) };
  tenant.policy(name, {
    conditions: { applications: { includeApplications: ["All"] }, users, ...conditions },
    grantControls: { operator: "OR", builtInControls: [control as "mfa"] },
  });
  return tenant;
}

describe(rule.name, () => {
  it("has nothing to say of a good tenant", () => {
    expect(goodTenant().findings(rule)).toEqual([]);
  });

  const broken: [string, TenantBuilder, string][] = [
    [
      "no policy",
      changed({ state: "disabled" }),
      "to the Microsoft admin portals with a browser, no policy asks for anything.",
    ],
    [
      "a policy that only reports",
      changed({ state: "enabledForReportingButNotEnforced" }),
      "to the Microsoft admin portals with a browser, no policy that is enforced asks for anything.",
    ],
    [
      "a weaker demand",
      changed({ grantControls: { operator: "OR", builtInControls: ["mfa"] } }),
      'to the Microsoft admin portals with a browser, only "Tideway IT – phishing-resistant sign-in" asks for multifactor authentication of any kind.',
    ],
    [
      "a demand with a way around it",
      changed({
        grantControls: {
          operator: "OR",
          builtInControls: ["compliantDevice"],
          authenticationStrength: { id: phishingResistant },
        },
      }),
      'to the Microsoft admin portals with a browser, only "Tideway IT – phishing-resistant sign-in" asks for a compliant device or authentication strength "Phishing-resistant MFA".',
    ],
    [
      "a policy for guests of another tenant",
      changed({
        conditions: {
          users: { includeGuestsOrExternalUsers: externalUsers("b2bCollaborationGuest", nightwatch.tenantId) },
        },
      }),
      "to the Microsoft admin portals with a browser, no policy asks for anything.",
    ],
    [
      "an application left out",
      changed({ conditions: { applications: { includeApplications: ["All"], excludeApplications: ["Office365"] } } }),
      "to Office 365 with a browser, no policy asks for anything.",
    ],
    [
      "a platform left out",
      changed({ conditions: { platforms: { includePlatforms: ["all"], excludePlatforms: ["linux"] } } }),
      "to the Microsoft admin portals with a browser on linux, no policy asks for anything.",
    ],
    [
      "legacy clients left out",
      changed({ conditions: { clientAppTypes: ["browser", "mobileAppsAndDesktopClients"] } }),
      "to any other application with a client of legacy authentication, no policy asks for anything.",
    ],
    [
      "trusted networks left out",
      changed({ conditions: { locations: { includeLocations: ["All"], excludeLocations: ["office"] } } }),
      "to the Microsoft admin portals with a browser from location office, no policy asks for anything.",
    ],
    [
      "a group left out",
      (() => {
        const t = changed({});
        t.group("pilot", { members: ["dana.reyes"] });
        Object.assign(t.collections.conditionalAccessPolicies[0]?.conditions?.users ?? {}, {
          excludeGroups: ["pilot"],
        });
        return t;
      })(),
      "to the Microsoft admin portals with a browser, no policy asks for anything.",
    ],
  ];
  broken.push([
    "guests left out of a kind that is not known yet",
    changed({ conditions: { users: { includeUsers: ["All"], excludeGuestsOrExternalUsers: {} } } }),
    "to the Microsoft admin portals with a browser as one of those guests whom the policy means, no policy asks for anything.",
  ]);
  broken.push([
    "a group left out that she only has to activate",
    changed({
      conditions: { users: { includeUsers: ["All"], excludeGroups: [helpdeskTeam] } },
    }),
    `to the Microsoft admin portals with a browser having activated membership of group "${helpdeskTeam}", no policy asks for anything.`,
  ]);
  const filter = (rule: string, mode = "exclude") => ({ devices: { deviceFilter: { mode, rule } } });
  const onlyModern = { clientAppTypes: ["browser", "mobileAppsAndDesktopClients"] };
  broken.push(
    [
      "devices left out by what anybody can name them",
      changed({ conditions: filter('device.displayName -startsWith "TWY-"') }),
      'to the Microsoft admin portals with a browser on a registered device with displayName "TWY-…", no policy asks for anything.',
    ],
    [
      "every device but those that are registered",
      changed({ conditions: filter("device.isCompliant -ne null", "include") }),
      "to the Microsoft admin portals with a browser on a device that is not registered, no policy asks for anything.",
    ],
    [
      "a device filter that cannot be read",
      changed({ conditions: filter("device.owner -eq 1") }),
      "to the Microsoft admin portals with a browser with a device that the rule device.owner -eq 1 matches, no policy asks for anything.",
    ],
    [
      "applications by an attribute that another may lack",
      changed({
        conditions: {
          applications: {
            applicationFilter: { mode: "include", rule: 'CustomSecurityAttribute.Access_Needs -contains "mfa"' },
          },
        },
      }),
      "to the Microsoft admin portals with a browser with no access_needs of the application, no policy asks for anything.",
    ],
    [
      "trusted networks left out, of which anybody may add one",
      changed({ conditions: { locations: { includeLocations: ["All"], excludeLocations: ["AllTrusted"] } } }),
      "to the Microsoft admin portals with a browser from the trusted IPs of multifactor authentication (which no API shows), no policy asks for anything.",
    ],
    [
      "low risk left out",
      changed({ conditions: { signInRiskLevels: ["high", "medium", "low"] } }),
      "to the Microsoft admin portals with a browser, no policy asks for anything.",
    ],
    [
      "only an authentication context",
      changed({ conditions: { applications: { includeAuthenticationContextClassReferences: ["c1"] } } }),
      "to the Microsoft admin portals with a browser, no policy asks for anything.",
    ],
    [
      "members of other tenants, not guests",
      changed({
        conditions: {
          users: {
            includeGuestsOrExternalUsers: externalUsers("b2bCollaborationMember,serviceProvider", tideway.tenantId),
          },
        },
      }),
      "to the Microsoft admin portals with a browser, no policy asks for anything.",
    ],
    [
      "a condition that is not known here",
      changed({ conditions: { times: { daily: true } } }),
      "to the Microsoft admin portals with a browser, no policy asks for anything.",
    ],
    [
      "legacy clients that only need an app with a protection policy",
      withPolicy(
        changed({ conditions: onlyModern }),
        "legacy",
        { clientAppTypes: ["exchangeActiveSync", "other"] },
        "compliantApplication",
      ),
      'to any other application with Exchange ActiveSync, only "legacy" asks for an app with a protection policy.',
    ],
  );

  it.each(broken)("refuses %s, with one concrete sign-in", (_name, tenant, message) => {
    expect(tenant.findings(rule).map((finding) => finding.message)).toEqual([`${bare} ${message}`]);
  });

  const declareOne =
    "Declare an enabled conditional access policy for them, for all applications, clients, platforms and locations, that grants with a phishing-resistant authentication strength; guests, service providers' technicians and local accounts each have to be included in their own way.";
  const portals = "to the Microsoft admin portals with a browser, no policy asks for anything.";

  it("says once what is true of several of one provider, and of each provider by itself", () => {
    const tenant = changed({ state: "disabled" });
    tenant.eligible(helpdeskTeam, tenant.guest("aisha.bello@tideway.example", "Aisha"));
    tenant.role(tenant.guest("lena.fischer@nightwatch.example", "Lena"), "Security Reader");
    expect(tenant.findings(rule)).toEqual([
      {
        rule: rule.name,
        severity: "error",
        message: `${dana} and Aisha (aisha.bello@tideway.example) of Tideway IT can sign in without phishing-resistant authentication: when ${dana} signs in ${portals}`,
        resource: "dana.reyes",
        remedy: declareOne,
      },
      {
        rule: rule.name,
        severity: "error",
        message: `Lena (lena.fischer@nightwatch.example) of Nightwatch can sign in without phishing-resistant authentication: when Lena (lena.fischer@nightwatch.example) signs in ${portals}`,
        resource: "lena.fischer",
        remedy: declareOne,
      },
    ]);
  });

  it("names all that a policy asks for together", () => {
    const tenant = changed({ grantControls: { operator: "AND", builtInControls: ["mfa", "compliantApplication"] } });
    expect(tenant.findings(rule).map(({ message }) => message)).toEqual([
      `${bare} to the Microsoft admin portals with a browser, only "Tideway IT – phishing-resistant sign-in" asks for multifactor authentication of any kind and an app with a protection policy.`,
    ]);
  });

  it("sees local accounts, whom a policy for guests does not cover", () => {
    const tenant = goodTenant();
    tenant.user("tideway-admin@harbourdental.onmicrosoft.com", { displayName: "Admin" });
    tenant.eligible(helpdeskTeam, "tideway-admin");
    expect(tenant.findings(rule)).toHaveLength(1);
    tenant.group("Tideway IT – people", { members: ["tideway-admin"] });
    Object.assign(tenant.collections.conditionalAccessPolicies[0]?.conditions?.users ?? {}, {
      includeGroups: ["Tideway IT – people"],
    });
    expect(tenant.findings(rule)).toEqual([]);
  });

  it("sees technicians who come through GDAP, where the tenant knows the provider as a partner", () => {
    const tenant = changed({
      conditions: { users: { includeGuestsOrExternalUsers: externalUsers("b2bCollaborationGuest", tideway.tenantId) } },
    });
    expect(tenant.findings(rule)).toEqual([]);
    tenant.collections.crossTenantPartners.push({ id: "p", tenantId: tideway.tenantId, isServiceProvider: true });
    expect(tenant.findings(rule)).toMatchObject([
      {
        resource: "providers.tideway",
        message:
          "a GDAP technician of Tideway IT can sign in without phishing-resistant authentication: when a GDAP technician signs in to the Microsoft admin portals with a browser, no policy asks for anything.",
      },
    ]);
  });

  it.each([
    ["a policy that blocks instead", changed({ grantControls: { operator: "OR", builtInControls: ["block"] } })],
    [
      "a stricter demand",
      changed({
        grantControls: {
          operator: "AND",
          builtInControls: ["compliantDevice"],
          authenticationStrength: { id: phishingResistant },
        },
      }),
    ],
    [
      "a strong demand on compliant devices and a block on every other",
      withPolicy(
        changed({ conditions: filter("device.isCompliant -eq True", "include") }),
        "others",
        filter("device.isCompliant -eq True"),
        "block",
      ),
    ],
    [
      "a demand for a compliant device beside a strong demand on those",
      withPolicy(
        changed({ conditions: filter("device.isCompliant -eq True", "include") }),
        "compliant",
        {},
        "compliantDevice",
      ),
    ],
    [
      "platforms divided between two policies",
      withPolicy(
        changed({ conditions: { platforms: { includePlatforms: ["all"], excludePlatforms: ["windows", "macOS"] } } }),
        "desktops",
        { platforms: { includePlatforms: ["windows", "macOS"] } },
        "block",
      ),
    ],
    [
      "legacy clients that cannot meet a demand for MFA",
      withPolicy(changed({ conditions: onlyModern }), "everywhere", {}, "mfa"),
    ],
  ])("accepts %s", (_name, tenant) => {
    expect(tenant.findings(rule)).toEqual([]);
  });

  it.each([
    [
      "hold nothing",
      (t: TenantBuilder) => t.guest("aisha.bello@tideway.example", "Aisha", { mail: "aisha.bello@tideway.example" }),
    ],
    [
      "are disabled",
      (t: TenantBuilder) => t.role(t.guest("kim@tideway.example", "Kim", { accountEnabled: false }), "Security Reader"),
    ],
    ["are internal", (t: TenantBuilder) => t.role("joel.lindqvist", "Security Reader")],
  ])("does not ask it of those who %s", (_name, make) => {
    const tenant = goodTenant();
    tenant.collections.groupEligibilitySchedules.pop();
    tenant.collections.conditionalAccessPolicies.shift();
    make(tenant);
    expect(tenant.findings(rule)).toEqual([]);
  });

  it("says what it assumed of a program that declares no conditional access", () => {
    const tenant = goodTenant();
    tenant.collections.conditionalAccessPolicies.splice(0);
    const urn = tenant.declare(`dana.reyes eligible member of ${helpdeskTeam}`, "dana");
    expect(tenant.programFindings(rule)).toMatchObject([
      {
        severity: "note",
        resource: urn,
        message:
          "People of Tideway IT get access here and this program declares no conditional access; it was assumed that the tenant demands phishing-resistant authentication of them.",
      },
    ]);
    expect(tenant.programFindings(rule, { seesTenant: true })).toMatchObject([{ severity: "error", resource: urn }]);
    // A tenant whose policies were not read is none that has none.
    const unreadable = [
      { collection: "conditionalAccessPolicies" as const, status: 0, code: "NotInSnapshot", message: "" },
    ];
    const snapshot = { ...tenant.snapshot, unreadable };
    expect(tenant.programFindings(rule, { snapshot, seesTenant: true })).toMatchObject([{ severity: "note" }]);
    expect(evaluateRules([rule], tenant.context({ snapshot })).map(({ message }) => message)).toEqual([
      expect.stringContaining("no policy that could be read asks for anything, and not all of them could"),
    ]);
  });

  describe("of a program", () => {
    const policy = "Tideway IT – phishing-resistant sign-in";
    const declaring = (tenant: TenantBuilder) => {
      tenant.declare(`dana.reyes eligible member of ${helpdeskTeam}`, "dana");
      return tenant;
    };

    it("says nothing where it gives no provider anything", () => {
      const tenant = changed({ state: "disabled" });
      tenant.collections.crossTenantPartners.push({ id: "p", tenantId: tideway.tenantId, isServiceProvider: true });
      expect(tenant.programFindings(rule)).toEqual([]);
      expect(tenant.programFindings(rule, { seesTenant: true })).toEqual([]);
    });

    it("says what it assumed where it only declares policies that are not switched on", () => {
      const tenant = declaring(changed({ state: "disabled" }));
      tenant.collections.conditionalAccessPolicies.splice(1);
      expect(tenant.programFindings(rule)).toEqual([
        {
          rule: rule.name,
          severity: "note",
          message:
            "People of Tideway IT get access here and this program declares no conditional access; it was assumed that the tenant demands phishing-resistant authentication of them.",
          resource: "urn:pulumi:dev::test::azuread:index/group:Group::dana",
          remedy: "Check with a snapshot of the tenant to be sure (demarc snapshot).",
          file: "index.ts",
          line: 1,
          column: 1,
        },
      ]);
    });

    it("judges the policies that it declares", () => {
      const tenant = declaring(changed({ grantControls: { operator: "OR", builtInControls: ["mfa"] } }));
      expect(tenant.programFindings(rule).map(({ severity, message }) => [severity, message])).toEqual([
        [
          "error",
          `${bare} to the Microsoft admin portals with a browser, only "${policy}" asks for multifactor authentication of any kind.`,
        ],
      ]);
      expect(declaring(goodTenant()).programFindings(rule)).toEqual([]);
    });

    it("is blamed for the account that it makes rather than for what that is given", () => {
      const tenant = declaring(changed({ state: "disabled" }));
      const urn = tenant.declare("dana.reyes", "account");
      expect(tenant.programFindings(rule, { seesTenant: true }).map(({ resource }) => resource)).toEqual([urn]);
    });
  });

  it("sees people whose group exists to hold a role, also where the role is not in sight", () => {
    const tenant = goodTenant();
    tenant.guest("lena.fischer@nightwatch.example", "Lena Fischer");
    tenant.group("Responders", { isAssignableToRole: true });
    tenant.declare(tenant.eligible("Responders", "lena.fischer"), "lena");
    expect(tenant.programFindings(rule)).toHaveLength(1);
  });
});

describe("somebody whom a program only looks up", () => {
  const team = planned("Group", "team", {
    displayName: "Tideway IT – Workstation patching",
    securityEnabled: true,
    assignableToRole: true,
  });
  const strong = `/policies/authenticationStrengthPolicies/${phishingResistant}`;
  const policy = (users: object, state = "enabled") =>
    planned("ConditionalAccessPolicy", "strong", {
      displayName: "Strong",
      state,
      conditions: { clientAppTypes: ["all"], applications: { includedApplications: ["All"] }, users },
      grantControls: { operator: "OR", authenticationStrengthPolicyId: strong },
    });
  /** Severity and words of what the rule says of a plan in which she is eligible for a team. */
  const said = (asked: Readonly<Record<string, unknown>>, ...resources: PlannedResource[]) => {
    const found = lookup("getUser", asked);
    const eligible = planned("PrivilegedAccessGroupEligibilitySchedule", "dana", {
      groupId: team.id,
      principalId: found.id,
      assignmentType: "member",
      duration: "P90D",
    });
    const { matrix } = harbour();
    const plan = planOf([team, eligible, ...resources], [found]);
    return judge({ matrix, plan, scope: "partial", rules: [rule], today: "2026-11-21" }).findings.map(
      ({ severity, message }) => `${severity}: ${message}`,
    );
  };
  const guest = { mail: "dana.reyes@tideway.example" };
  const local = { userPrincipalName: "tideway-dana@harbourdental.example" };
  const guests = policy({
    includedGuestsOrExternalUsers: [
      { guestOrExternalUserTypes: ["b2bCollaborationGuest"], externalTenants: [{ membershipKind: "all" }] },
    ],
  });
  const hole = (who: string, asked = "no policy asks for anything") => [
    `error: ${who} of Tideway IT can sign in without phishing-resistant authentication: when ${who} signs in to the Microsoft admin portals with a browser, ${asked}.`,
  ];

  it("is a guest where the matrix says so of its provider, by whichever of its names", () => {
    expect(said(guest, guests)).toEqual([]);
    expect(
      said({ userPrincipalName: "Dana.Reyes_tideway.example#EXT#@harbourdental.onmicrosoft.com" }, guests),
    ).toEqual([]);
    expect(said(local, guests)).toEqual(hole("tideway-dana@harbourdental.example"));
  });

  it("is left out with all guests", () => {
    const exceptions = planned("Group", "exceptions", {
      displayName: "Exceptions",
      securityEnabled: true,
      types: ["DynamicMembership"],
      dynamicMembership: { enabled: true, rule: 'user.userPrincipalName -contains "#EXT#"' },
    });
    const everybody = policy({ includedUsers: ["All"], excludedGroups: [exceptions.id] });
    expect(said(guest, exceptions, everybody)).toEqual(hole("dana.reyes@tideway.example"));
    expect(said(local, exceptions, everybody)).toEqual([]);
  });

  it("is not protected by a program whose policies only report", () => {
    const reported = policy({ includedUsers: ["All"] }, "enabledForReportingButNotEnforced");
    expect(said(guest, reported)).toEqual(
      hole("dana.reyes@tideway.example", "no policy that is enforced asks for anything"),
    );
    expect(said(guest)).toEqual([expect.stringMatching(/^note: .* declares no conditional access/)]);
  });
});
