import { describe, expect, it } from "vitest";
import {
  demands,
  evaluateSignIn,
  isPhishingResistant,
  type Policy,
  type PolicySet,
  readPolicies,
  type SignIn,
  type SignInPrincipal,
} from "../../src/access/conditional-access.ts";
import { signInPrincipals } from "../../src/access/sign-in-principal.ts";
import { azureManagement, scenarios } from "../../src/access/sign-in-scenarios.ts";
import { externalUsers, nightwatch, phishingResistant, TenantBuilder, tideway } from "../support/tenant-builder.ts";

const dana: SignInPrincipal = {
  label: "Dana",
  ids: ["dana"],
  groups: ["vendors"],
  roles: ["62e90394-69f5-4237-9190-012177145e10"],
  external: { type: "b2bCollaborationGuest", tenantId: tideway.tenantId },
};
const nora: SignInPrincipal = { label: "Nora", ids: ["nora"], groups: [], roles: [] };

const ordinary: SignIn = {
  principal: dana,
  resource: { kind: "application", id: "other" },
  client: "browser",
  platform: "windows",
  locations: [],
  trustedLocation: false,
  signInRisk: "none",
  userRisk: "none",
  insiderRisk: "none",
  authenticationFlow: "none",
  matchedFilters: [],
};

type Conditions = NonNullable<Policy["conditions"]>;

/** A set with one policy that demands MFA of everybody for everything, changed. */
function setOf(conditions: Conditions, more: Partial<Policy> = {}): PolicySet {
  const tenant = new TenantBuilder();
  tenant.policy("P", {
    grantControls: { operator: "OR", builtInControls: ["mfa"] },
    ...more,
    conditions: { users: { includeUsers: ["All"] }, applications: { includeApplications: ["All"] }, ...conditions },
  });
  return readPolicies(tenant.snapshot);
}

const isApplied = (set: PolicySet, signIn: Partial<SignIn>) =>
  evaluateSignIn(set, { ...ordinary, ...signIn }).applied.length === 1;

describe("which policies apply", () => {
  const users = (condition: Conditions["users"]) => ({ users: condition ?? null });
  const cases: [string, Conditions, Partial<SignIn>, boolean][] = [
    ["everybody", {}, {}, true],
    ["nobody", users({ includeUsers: ["None"] }), {}, false],
    ["a user", users({ includeUsers: ["DANA"] }), {}, true],
    ["another user", users({ includeUsers: ["nora"] }), {}, false],
    ["a group", users({ includeGroups: ["vendors"] }), {}, true],
    ["a role", users({ includeRoles: ["62E90394-69f5-4237-9190-012177145e10"] }), {}, true],
    ["an excluded user", users({ includeUsers: ["All"], excludeUsers: ["dana"] }), {}, false],
    ["an excluded group", users({ includeUsers: ["All"], excludeGroups: ["vendors"] }), {}, false],
    [
      "an excluded role",
      users({ includeUsers: ["All"], excludeRoles: ["62e90394-69f5-4237-9190-012177145e10"] }),
      {},
      false,
    ],
    ["guests, the old way", users({ includeUsers: ["GuestsOrExternalUsers"] }), {}, true],
    [
      "guests, the old way, for a member",
      users({ includeUsers: ["GuestsOrExternalUsers"] }),
      { principal: nora },
      false,
    ],
    [
      "guests of the tenant",
      users({ includeGuestsOrExternalUsers: externalUsers("internalGuest,b2bCollaborationGuest", tideway.tenantId) }),
      {},
      true,
    ],
    [
      "guests of another tenant",
      users({ includeGuestsOrExternalUsers: externalUsers("b2bCollaborationGuest", nightwatch.tenantId) }),
      {},
      false,
    ],
    ["guests of any tenant", users({ includeGuestsOrExternalUsers: externalUsers("b2bCollaborationGuest") }), {}, true],
    [
      "another kind of guest",
      users({ includeGuestsOrExternalUsers: externalUsers("serviceProvider", tideway.tenantId) }),
      {},
      false,
    ],
    [
      "excluded guests",
      users({
        includeUsers: ["All"],
        excludeGuestsOrExternalUsers: externalUsers("b2bCollaborationGuest", tideway.tenantId),
      }),
      {},
      false,
    ],
    ["workload identities", { users: null, clientApplications: { includeServicePrincipals: ["All"] } }, {}, false],
    [
      "an application",
      { applications: { includeApplications: [azureManagement] } },
      { resource: { kind: "application", id: azureManagement } },
      true,
    ],
    ["another application", { applications: { includeApplications: [azureManagement] } }, {}, false],
    [
      "an excluded application",
      { applications: { includeApplications: ["All"], excludeApplications: ["other"] } },
      {},
      false,
    ],
    ["no application", { applications: { includeApplications: ["None"] } }, {}, false],
    [
      "a user action",
      { applications: { includeUserActions: ["urn:user:registersecurityinfo"] } },
      { resource: { kind: "user-action", id: "urn:user:registersecurityinfo" } },
      true,
    ],
    [
      "a user action is no application",
      { applications: { includeUserActions: ["urn:user:registersecurityinfo"] } },
      {},
      false,
    ],
    [
      "all applications are no user action",
      {},
      { resource: { kind: "user-action", id: "urn:user:registerdevice" } },
      false,
    ],
    [
      "an authentication context",
      { applications: { includeAuthenticationContextClassReferences: ["c1"] } },
      { resource: { kind: "authentication-context", id: "c1" } },
      true,
    ],
    ["modern clients", { clientAppTypes: ["browser", "mobileAppsAndDesktopClients"] }, { client: "other" }, false],
    ["legacy clients", { clientAppTypes: ["exchangeActiveSync", "other"] }, { client: "other" }, true],
    ["supported ActiveSync", { clientAppTypes: ["easSupported"] }, { client: "exchangeActiveSync" }, true],
    ["a platform", { platforms: { includePlatforms: ["linux"] } }, { platform: "windows" }, false],
    ["any platform but", { platforms: { includePlatforms: ["all"], excludePlatforms: ["windows"] } }, {}, false],
    [
      "an unknown platform",
      { platforms: { includePlatforms: ["all"], excludePlatforms: ["windows"] } },
      { platform: "unknown" },
      true,
    ],
    ["a location", { locations: { includeLocations: ["office"] } }, {}, false],
    [
      "anywhere but trusted",
      { locations: { includeLocations: ["All"], excludeLocations: ["AllTrusted"] } },
      { trustedLocation: true },
      false,
    ],
    [
      "anywhere but the office",
      { locations: { includeLocations: ["All"], excludeLocations: ["office"] } },
      { locations: ["OFFICE"] },
      false,
    ],
    ["sign-in risk", { signInRiskLevels: ["high"] }, {}, false],
    ["sign-in risk that is there", { signInRiskLevels: ["high"] }, { signInRisk: "high" }, true],
    ["user risk", { userRiskLevels: ["medium", "high"] }, { userRisk: "medium" }, true],
    ["insider risk", { insiderRiskLevels: "elevated" }, {}, false],
    ["device code flow", { authenticationFlows: { transferMethods: "deviceCodeFlow" } }, {}, false],
    [
      "device code flow that is used",
      { authenticationFlows: { transferMethods: "deviceCodeFlow" } },
      { authenticationFlow: "deviceCodeFlow" },
      true,
    ],
    ["devices in a filter", { devices: { deviceFilter: { mode: "include", rule: "device.model -eq 1" } } }, {}, false],
    [
      "devices in a filter that match",
      { devices: { deviceFilter: { mode: "include", rule: "device.model -eq 1" } } },
      { matchedFilters: ["P"] },
      true,
    ],
    [
      "devices not in a filter",
      { devices: { deviceFilter: { mode: "exclude", rule: "device.model -eq 1" } } },
      {},
      true,
    ],
  ];
  it.each(cases)("%s", (_name, conditions, signIn, expected) => {
    expect(isApplied(setOf(conditions), signIn)).toBe(expected);
  });

  it.each([
    ["enabled", 1, 0],
    ["disabled", 0, 0],
    ["enabledForReportingButNotEnforced", 0, 1],
  ] as const)("a policy that is %s", (state, applied, reportOnly) => {
    const outcome = evaluateSignIn(setOf({}, { state }), ordinary);
    expect([outcome.applied.length, outcome.reportOnly.length]).toEqual([applied, reportOnly]);
  });
});

describe("the outcome", () => {
  it("is blocked when one of several policies blocks", () => {
    const tenant = new TenantBuilder();
    const conditions = { users: { includeUsers: ["All"] }, applications: { includeApplications: ["All"] } };
    tenant.policy("MFA", { conditions, grantControls: { operator: "OR", builtInControls: ["mfa"] } });
    tenant.policy("Block", { conditions, grantControls: { operator: "OR", builtInControls: ["block"] } });
    const outcome = evaluateSignIn(readPolicies(tenant.snapshot), ordinary);
    expect(outcome).toMatchObject({ outcome: "blocked", applied: ["MFA", "Block"] });
  });

  it("adds up what all policies demand", () => {
    const tenant = new TenantBuilder();
    const conditions = { users: { includeUsers: ["All"] }, applications: { includeApplications: ["All"] } };
    tenant.policy("Strength", {
      conditions,
      grantControls: {
        operator: "AND",
        authenticationStrength: { id: `/policies/authenticationStrengthPolicies/${phishingResistant}` },
        builtInControls: ["compliantDevice"],
      },
    });
    tenant.policy("Session", {
      conditions,
      sessionControls: { signInFrequency: { isEnabled: true, value: 4, type: "hours" } },
    });
    const outcome = evaluateSignIn(readPolicies(tenant.snapshot), ordinary);
    expect(outcome.outcome).toBe("granted");
    expect(outcome.applied).toEqual(["Strength", "Session"]);
    expect(outcome.requires.map(({ operator, controls }) => [operator, controls.map(({ name }) => name)])).toEqual([
      ["AND", ["compliantDevice", "Phishing-resistant MFA"]],
    ]);
  });

  it.each([
    [phishingResistant, "OR", [], true],
    [phishingResistant, "OR", ["compliantDevice"], false],
    [phishingResistant, "AND", ["compliantDevice"], true],
    ["00000000-0000-0000-0000-000000000003", "OR", [], false],
    ["00000000-0000-0000-0000-000000000002", "OR", [], false],
    ["own", "OR", [], true],
    ["weak", "OR", [], false],
    ["nowhere", "OR", [], false],
  ] as const)("strength %s %s %o demands phishing resistance: %s", (id, operator, builtInControls, expected) => {
    const tenant = new TenantBuilder();
    tenant.collections.authenticationStrengthPolicies.push(
      { id: "own", displayName: "Own", allowedCombinations: ["fido2", "x509CertificateMultiFactor"] },
      { id: "weak", displayName: "Weak", allowedCombinations: ["fido2", "password"] },
    );
    tenant.policy("P", {
      conditions: { users: { includeUsers: ["All"] }, applications: { includeApplications: ["All"] } },
      grantControls: { operator, builtInControls: [...builtInControls], authenticationStrength: { id } },
    });
    const { requires } = evaluateSignIn(readPolicies(tenant.snapshot), ordinary);
    expect(requires.some((requirement) => demands(requirement, isPhishingResistant))).toBe(expected);
  });
});

describe("scenarios", () => {
  const described = (set: PolicySet, principal = dana) =>
    [...scenarios(set, principal)].map(({ description }) => description);

  it("are few where no policy distinguishes anything", () => {
    expect(described(setOf({}))).toEqual([
      "Dana signs in to the Microsoft admin portals with a browser",
      "Dana signs in to any other application with a browser",
      "Dana signs in to any other application with a client of legacy authentication",
    ]);
  });

  it("tell apart what a policy tells apart", () => {
    const set = setOf({
      applications: { includeApplications: ["All"], excludeApplications: ["Office365"] },
      clientAppTypes: ["browser", "mobileAppsAndDesktopClients"],
      platforms: { includePlatforms: ["all"], excludePlatforms: ["linux"] },
    });
    expect(described(set)).toContain("Dana signs in to Office 365 with a client of legacy authentication on linux");
    expect(described(set)).toHaveLength(10);
  });

  it("ignore policies for others and policies that are off", () => {
    expect(
      described(setOf({ users: { includeUsers: ["nora"] }, platforms: { includePlatforms: ["linux"] } })),
    ).toHaveLength(3);
    expect(described(setOf({ platforms: { includePlatforms: ["linux"] } }, { state: "disabled" }))).toHaveLength(3);
  });

  it("know that a network inside another is in both locations", () => {
    const tenant = new TenantBuilder();
    tenant.collections.namedLocations.push(
      {
        id: "company",
        displayName: "company",
        ipRanges: [{ "@odata.type": "#microsoft.graph.iPv4CidrRange", cidrAddress: "203.0.113.0/24" } as object],
        isTrusted: true,
      },
      {
        id: "office",
        displayName: "office",
        ipRanges: [{ cidrAddress: "203.0.113.64/26" } as object],
        isTrusted: false,
      },
      { id: "land", displayName: "land", countriesAndRegions: ["GB"] },
    );
    tenant.policy("P", {
      conditions: {
        users: { includeUsers: ["All"] },
        applications: { includeApplications: ["All"] },
        locations: { includeLocations: ["company"], excludeLocations: ["office", "land"] },
      },
    });
    const set = readPolicies(tenant.snapshot);
    const places = [...scenarios(set, nora)].map(({ signIn }) => signIn.locations.join(" "));
    expect(new Set(places)).toEqual(new Set(["", "company"]));
    tenant.policy("Q", {
      conditions: {
        users: { includeUsers: ["All"] },
        applications: { includeApplications: ["All"] },
        locations: { includeLocations: ["office"], excludeLocations: ["AllTrusted"] },
      },
    });
    const outcomes = [...scenarios(readPolicies(tenant.snapshot), nora)].map(({ signIn }) => [
      signIn.locations.join(" "),
      evaluateSignIn(readPolicies(tenant.snapshot), signIn).applied.join(" "),
    ]);
    // The office lies inside the trusted company network, so no address is in the office alone.
    expect(outcomes.filter(([, applied]) => applied === "Q")).toEqual([]);
  });
});

describe("users as conditional access sees them", () => {
  it("counts active memberships and roles only, nested groups included", () => {
    const tenant = new TenantBuilder();
    tenant.guest("kim@tideway.example", "Kim");
    tenant.group("inner", { members: ["kim"] });
    tenant.group("outer", { members: ["inner"] });
    tenant.group("later");
    tenant.eligible("later", "kim");
    tenant.role("outer", "Security Reader");
    tenant.unit("staff");
    tenant.role("kim", "Helpdesk Administrator", "staff");
    tenant.eligibleRole("kim", "Global Administrator");
    const [kim] = tenant.collections.users.map(signInPrincipals(tenant.attribution()));
    expect(kim).toEqual({
      label: "Kim (kim@tideway.example)",
      ids: ["kim"],
      groups: ["inner", "outer"],
      roles: ["5d6b6bb7-de71-4623-b4af-96380a352509"],
      external: { type: "b2bCollaborationGuest", tenantId: tideway.tenantId },
    });
  });

  it.each([
    [{ userPrincipalName: "a@b.example", userType: "Member" }, undefined],
    [{ userPrincipalName: "a@b.example", userType: "Guest" }, "internalGuest"],
    [{ userPrincipalName: "a_b#EXT#@c.example", userType: "Member" }, "b2bCollaborationMember"],
    [{ mail: "a@b.example", userType: "Guest" }, "b2bCollaborationGuest"],
  ])("%o is %s", (user, type) => {
    const tenant = new TenantBuilder();
    tenant.collections.users.push({ id: "x", ...user });
    const [found] = tenant.collections.users.map(signInPrincipals(tenant.attribution()));
    expect(found?.external?.type).toBe(type);
  });
});
