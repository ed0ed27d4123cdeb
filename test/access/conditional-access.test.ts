import { describe, expect, it } from "vitest";
import type { Policy } from "../../src/access/conditional-access/conditions.ts";
import { ordinarySignIn, type SignIn, type SignInPrincipal } from "../../src/access/conditional-access/sign-in.ts";
import { evaluateSignIn, explainSignIn, type PolicySet, readPolicies } from "../../src/access/conditional-access.ts";
import { azureManagement } from "../../src/catalogue/application-suites.ts";
import { externalUsers, nightwatch, TenantBuilder, tideway } from "../support/tenant-builder.ts";

const dana: SignInPrincipal = {
  label: "Dana",
  ids: ["dana"],
  groups: ["vendors"],
  roles: ["62e90394-69f5-4237-9190-012177145e10"],
  external: { type: "b2bCollaborationGuest", tenantId: tideway.tenantId },
};
const nora: SignInPrincipal = { label: "Nora", ids: ["nora"], groups: [], roles: [] };
const technician: SignInPrincipal = {
  ...nora,
  ids: [],
  external: { type: "serviceProvider", tenantId: tideway.tenantId },
};
const robot: SignInPrincipal = { ...nora, label: "Robot", ids: ["robot"], workload: { covered: true } };

type Conditions = NonNullable<Policy["conditions"]>;

/** A set with one policy that demands MFA of everybody for everything, changed. */
function setOf(conditions: Conditions, more: Partial<Policy> = {}): PolicySet {
  const tenant = new TenantBuilder();
  tenant.collections.namedLocations.push(
    { id: "office", displayName: "Office", ipRanges: [{ cidrAddress: "203.0.113.64/26" } as object], isTrusted: true },
    { id: "lab", displayName: "Lab", ipRanges: [{ cidrAddress: "2001:db8::/32" } as object], isTrusted: false },
    { id: "uk", displayName: "UK", countriesAndRegions: ["GB"], includeUnknownCountriesAndRegions: false },
    { id: "uk-or-unknown", displayName: "UK?", countriesAndRegions: ["gb"], includeUnknownCountriesAndRegions: true },
    { id: "uk-gps", displayName: "UK GPS", countriesAndRegions: ["GB"], countryLookupMethod: "authenticatorAppGps" },
    { id: "gsa", "@odata.type": "#microsoft.graph.compliantNetworkNamedLocation", isTrusted: true },
  );
  tenant.policy("P", {
    grantControls: { operator: "OR", builtInControls: ["mfa"] },
    ...more,
    conditions: { users: { includeUsers: ["All"] }, applications: { includeApplications: ["All"] }, ...conditions },
  });
  return readPolicies(tenant.snapshot);
}

const isApplied = (set: PolicySet, signIn: Partial<SignIn>) =>
  evaluateSignIn(set, { ...ordinarySignIn(dana), ...signIn }).applied.length === 1;

const application = (id: string) => ({ resource: { kind: "application" as const, id } });
const action = (id: string) => ({ resource: { kind: "user-action" as const, id } });
const azurePortal = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c";
const exchange = "00000002-0000-0ff1-ce00-000000000000";

describe("which policies apply", () => {
  const users = (condition: Conditions["users"]) => ({ users: condition ?? null });
  const apps = (condition: Conditions["applications"]) => ({ applications: condition ?? null });
  const places = (includeLocations: string[], excludeLocations: string[] = []) => ({
    locations: { includeLocations, excludeLocations },
  });
  const platforms = (includePlatforms: string[], excludePlatforms: string[] = []) => ({
    platforms: { includePlatforms: includePlatforms as "linux"[], excludePlatforms: excludePlatforms as "linux"[] },
  });
  const clients = (...types: string[]) => ({ clientAppTypes: types as "all"[] });
  const device = (rule: string, mode: "include" | "exclude" = "include") => ({
    devices: { deviceFilter: { mode, rule } },
  });
  const saw = 'device.extensionAttribute1 -eq "SAW"';
  const onSaw = { deviceRegistered: true, deviceAttributes: { extensionAttribute1: "saw" } };
  const workloads = (more: object) => ({
    users: null,
    clientApplications: { includeServicePrincipals: ["ServicePrincipalsInMyTenant"], ...more },
  });

  const cases: [string, object, Partial<SignIn>, boolean][] = [
    ["everybody", {}, {}, true],
    ["nobody", users({ includeUsers: ["None"] }), {}, false],
    ["no user condition", { users: null }, {}, false],
    ["a user", users({ includeUsers: ["DANA"] }), {}, true],
    ["another user", users({ includeUsers: ["nora"] }), {}, false],
    ["a group", users({ includeGroups: ["vendors"] }), {}, true],
    ["a role", users({ includeRoles: ["62E90394-69f5-4237-9190-012177145e10"] }), {}, true],
    ["an excluded user", users({ includeUsers: ["All"], excludeUsers: ["dana"] }), {}, false],
    ["an excluded group", users({ includeUsers: ["All"], excludeGroups: ["vendors"] }), {}, false],
    ["an excluded role", users({ includeUsers: ["All"], excludeRoles: [dana.roles[0] ?? ""] }), {}, false],
    ["guests, the old way", users({ includeUsers: ["GuestsOrExternalUsers"] }), {}, true],
    ["guests, for a member", users({ includeUsers: ["GuestsOrExternalUsers"] }), { principal: nora }, false],
    [
      "guests, the old way, for a technician",
      users({ includeUsers: ["GuestsOrExternalUsers"] }),
      { principal: technician },
      true,
    ],
    ["all users, for a technician", {}, { principal: technician }, true],
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
      "local guests, whatever the tenants",
      users({ includeGuestsOrExternalUsers: externalUsers("internalGuest", nightwatch.tenantId) }),
      { principal: { ...nora, external: { type: "internalGuest" } } },
      true,
    ],
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
    ["an application", apps({ includeApplications: [azureManagement] }), application(azureManagement), true],
    ["another application", apps({ includeApplications: [azureManagement] }), {}, false],
    [
      "the portal, by Azure management",
      apps({ includeApplications: [azureManagement] }),
      application(azurePortal),
      true,
    ],
    [
      "the portal, by the admin portals",
      apps({ includeApplications: ["microsoftadminportals"] }),
      application(azurePortal),
      true,
    ],
    [
      "Azure management is no admin portal",
      apps({ includeApplications: ["MicrosoftAdminPortals"] }),
      application(azureManagement),
      false,
    ],
    ["Exchange, by Office 365", apps({ includeApplications: ["Office365"] }), application(exchange), true],
    ["Office 365, by Exchange", apps({ includeApplications: [exchange] }), application("Office365"), false],
    [
      "an excluded suite",
      apps({ includeApplications: ["All"], excludeApplications: ["Office365"] }),
      application(exchange),
      false,
    ],
    ["no application", apps({ includeApplications: ["None"] }), {}, false],
    ["an empty application condition", apps({}), {}, false],
    [
      "a user action",
      apps({ includeUserActions: ["urn:user:registersecurityinfo"] }),
      action("urn:user:registersecurityinfo"),
      true,
    ],
    ["a user action is no application", apps({ includeUserActions: ["urn:user:registersecurityinfo"] }), {}, false],
    ["all applications are no user action", {}, action("urn:user:registerdevice"), false],
    [
      "an authentication context",
      apps({ includeAuthenticationContextClassReferences: ["c1"] }),
      { resource: { kind: "authentication-context", id: "C1" } },
      true,
    ],
    [
      "a traffic profile",
      apps({ includeApplications: ["None"], networkAccess: { includeTrafficProfiles: "m365" } } as object),
      { resource: { kind: "traffic-profile", id: "m365" } },
      true,
    ],
    [
      "a traffic profile is no application",
      apps({ includeApplications: ["None"], globalSecureAccess: { includeTrafficProfiles: "m365" } } as object),
      {},
      false,
    ],
    ["modern clients", clients("browser", "mobileAppsAndDesktopClients"), { client: "other" }, false],
    ["modern clients by their old name", clients("modern"), { client: "mobileAppsAndDesktopClients" }, true],
    ["legacy clients", clients("exchangeActiveSync", "other"), { client: "other" }, true],
    ["all clients, in capitals", clients("All"), { client: "other" }, true],
    ["supported ActiveSync", clients("easSupported"), { client: "exchangeActiveSync", platform: "iOS" }, true],
    ["ActiveSync elsewhere", clients("easSupported"), { client: "exchangeActiveSync", platform: "linux" }, false],
    ["unsupported ActiveSync", clients("easUnsupported"), { client: "exchangeActiveSync", platform: "linux" }, true],
    ["a platform", platforms(["linux"]), {}, false],
    ["any platform but", platforms(["all"], ["windows"]), {}, false],
    ["an unknown platform", platforms(["all"], ["windows"]), { platform: "unknown" }, true],
    ["no platform included means all", platforms([]), {}, true],
    ["no place included means all", places([], ["lab"]), {}, true],
    ["a location", places(["office"]), {}, false],
    ["an address in a location", places(["OFFICE"]), { address: "203.0.113.65" }, true],
    ["an address beside it", places(["office"]), { address: "203.0.113.63" }, false],
    ["an address of version 6", places(["lab"]), { address: "2001:0DB8::1" }, true],
    ["anywhere but trusted", places(["All"], ["AllTrusted"]), { address: "203.0.113.65" }, false],
    ["what is not trusted", places(["All"], ["AllTrusted"]), { address: "2001:db8::1" }, true],
    ["a country", places(["uk"]), { country: "gb" }, true],
    ["another country", places(["uk"]), { country: "SE" }, false],
    ["no country", places(["uk"]), {}, false],
    ["a country or none", places(["uk-or-unknown"]), {}, true],
    ["a country by the app", places(["uk-gps"]), { country: "GB" }, false],
    ["a country by the app that is there", places(["uk-gps"]), { gpsCountry: "GB" }, true],
    ["outside the compliant network", places(["All"], ["gsa"]), {}, true],
    ["inside it", places(["All"], ["gsa"]), { compliantNetwork: true }, false],
    [
      "inside it, by its fixed id",
      places(["All"], ["3d46dbda-8382-466a-856d-eb00cbc6b910"]),
      { compliantNetwork: true },
      false,
    ],
    ["sign-in risk", { signInRiskLevels: ["high"] }, {}, false],
    ["sign-in risk that is there", { signInRiskLevels: ["high"] }, { signInRisk: "high" }, true],
    ["user risk", { userRiskLevels: ["medium", "high"] }, { userRisk: "medium" }, true],
    ["insider risk", { insiderRiskLevels: "elevated" }, {}, false],
    ["insider risk, one of two", { insiderRiskLevels: "moderate,elevated" }, { insiderRisk: "moderate" }, true],
    ["device code flow", { authenticationFlows: { transferMethods: "deviceCodeFlow" } }, {}, false],
    [
      "one of two flows",
      { authenticationFlows: { transferMethods: "deviceCodeFlow,authenticationTransfer" } },
      { authenticationFlow: "authenticationTransfer" },
      true,
    ],
    ["a device filter, unregistered", device(saw), {}, false],
    ["a device filter", device(saw), onSaw, true],
    ["an excluded device", device(saw, "exclude"), onSaw, false],
    ["an excluded device, unregistered", device(saw, "exclude"), { deviceRegistered: false }, true],
    ["a negative filter, unregistered", device('device.extensionAttribute1 -ne "SAW"'), {}, true],
    ["a negative filter", device('device.extensionAttribute1 -ne "SAW"'), onSaw, false],
    ["a filter that cannot be read", device("device.nonsense -eq 1"), onSaw, false],
    ["the older device condition, for all", { devices: { includeDevices: ["All"], excludeDevices: [] } }, {}, true],
    [
      "the older device condition, beside a filter",
      { devices: { ...device(saw).devices, excludeDevices: ["Compliant"] } },
      onSaw,
      false,
    ],
    ["the older device condition, for some", { devices: { includeDevices: ["Compliant"] } }, {}, false],
    [
      "agents",
      { users: { includeUsers: ["None"] }, agents: { includeAgentUsers: ["All"] }, agentIdRiskLevels: "high" },
      {},
      false,
    ],
    ["an unknown condition", { times: { everyDay: true } }, {}, false],
    ["workload identities, for a user", workloads({}), {}, false],
    ["workload identities", workloads({}), { principal: robot }, true],
    [
      "workload identities, for one that is excluded",
      workloads({ excludeServicePrincipals: ["robot"] }),
      { principal: robot },
      false,
    ],
    ["one workload identity", workloads({ includeServicePrincipals: ["ROBOT"] }), { principal: robot }, true],
    [
      "workload identities, for a managed one",
      workloads({}),
      { principal: { ...robot, workload: { covered: false } } },
      false,
    ],
    ["users, for a workload identity", {}, { principal: robot }, false],
    [
      "workload identities whatever the client",
      { ...workloads({}), clientAppTypes: ["browser"], signInRiskLevels: ["high"] },
      { principal: robot, client: "other" },
      true,
    ],
    [
      "risky workload identities",
      { ...workloads({}), servicePrincipalRiskLevels: ["high"] },
      { principal: robot, servicePrincipalRisk: "high" },
      true,
    ],
    [
      "risky workload identities, at no risk",
      { ...workloads({}), servicePrincipalRiskLevels: ["high"] },
      { principal: robot },
      false,
    ],
    [
      "workload identities with an attribute",
      workloads({
        includeServicePrincipals: [],
        servicePrincipalFilter: { mode: "include", rule: 'CustomSecurityAttribute.Zone_Name -eq "2"' },
      }),
      { principal: { ...robot, workload: { covered: true, attributes: { Zone_Name: ["1", "2"] } } } },
      true,
    ],
  ];
  it.each(cases)("%s", (_name, conditions, signIn, expected) => {
    expect(isApplied(setOf(conditions as Conditions), signIn)).toBe(expected);
  });

  it.each([
    ["included by it", { applicationFilter: { mode: "include" } }, [true, false]],
    ["excluded by it", { includeApplications: ["All"], applicationFilter: { mode: "exclude" } }, [false, true]],
    // Beside "all", nothing says whether it narrows: what it does not match is left open.
    ["beside all", { includeApplications: ["All"], applicationFilter: { mode: "include" } }, [true, false]],
    ["beside a name", { includeApplications: ["other"], applicationFilter: { mode: "include" } }, [true, true]],
  ])("an application filter: %s", (_name, condition, expected) => {
    const rule = 'CustomSecurityAttribute.Access_Needs -contains "mfa"';
    const filter = { ...condition.applicationFilter, rule };
    const set = setOf({ applications: { ...condition, applicationFilter: filter } as object });
    const tagged = [{ Access_Needs: ["mfa", "device"] }, { Access_Needs: ["mfa-not"] }];
    expect(tagged.map((applicationAttributes) => isApplied(set, { applicationAttributes }))).toEqual(expected);
  });

  it.each([
    ["enabled", 1, 0],
    ["disabled", 0, 0],
    ["enabledForReportingButNotEnforced", 0, 1],
  ] as const)("a policy that is %s", (state, applied, reportOnly) => {
    const outcome = evaluateSignIn(setOf({}, { state }), ordinarySignIn(dana));
    expect([outcome.applied.length, outcome.reportOnly.length]).toEqual([applied, reportOnly]);
  });

  it("says which condition a sign-in does not meet first, and what nothing could decide", () => {
    const set = setOf({
      ...platforms(["linux"]),
      ...places(["All"], ["nowhere", "AllTrusted"]),
      signInRiskLevels: ["high"],
    });
    const verdict = { policy: "P", state: "enabled" };
    expect(explainSignIn(set, ordinarySignIn(dana))).toEqual([
      {
        ...verdict,
        applies: false,
        failed: { condition: "device platforms", words: "is not for this platform" },
        undecided: [],
      },
    ]);
    const reached = { ...ordinarySignIn(dana), platform: "linux", signInRisk: "high" };
    expect(explainSignIn(set, reached)).toEqual([
      { ...verdict, applies: true, undecided: ["location nowhere", "trusted IPs of multifactor authentication"] },
    ]);
    const known = JSON.stringify({
      kind: "assumption",
      about: "location nowhere",
      yes: "from location nowhere",
      no: "from any other network",
    });
    expect(explainSignIn(set, { ...reached, assumed: { [known]: false } })).toMatchObject([
      { applies: true, undecided: ["trusted IPs of multifactor authentication"] },
    ]);
  });
});
