import { describe, expect, it } from "vitest";
import type { Policy } from "../../src/access/conditional-access/conditions.ts";
import { ordinarySignIn, type SignIn, type SignInPrincipal } from "../../src/access/conditional-access/sign-in.ts";
import { appliesToUser, explainSignIn, readPolicies } from "../../src/access/conditional-access.ts";
import { TenantBuilder } from "../support/tenant-builder.ts";

const nora: SignInPrincipal = { label: "Nora", ids: ["nora"], groups: [], roles: [] };
const robot: SignInPrincipal = { ...nora, label: "Robot", ids: ["robot"], workload: { covered: true } };
const forRobots = { clientApplications: { includeServicePrincipals: ["ServicePrincipalsInMyTenant"] } };

/** One policy for everybody and everything, users and service principals alike, changed. */
function explain(conditions: object, signIn: Partial<SignIn>, more: Partial<Policy> = {}) {
  const tenant = new TenantBuilder();
  const everybody = { users: { includeUsers: ["All"] }, applications: { includeApplications: ["All"] }, ...forRobots };
  tenant.policy("P", { ...more, conditions: { ...everybody, ...conditions } });
  const [verdict] = explainSignIn(readPolicies(tenant.snapshot), { ...ordinarySignIn(nora), ...signIn });
  return verdict;
}

const risky = ["high" as const];
const saw = { devices: { deviceFilter: { mode: "include", rule: 'device.model -eq "SAW"' } } };

describe("why a policy does not apply", () => {
  const forUsers: [string, object, string][] = [
    ["device platforms", { platforms: { includePlatforms: ["linux"] } }, "is not for this platform"],
    ["client apps", { clientAppTypes: ["other"] }, "is not for this kind of client"],
    ["filter for devices", saw, "is not for this device"],
    ["sign-in risk", { signInRiskLevels: risky }, "is not for this sign-in risk"],
    ["user risk", { userRiskLevels: risky }, "is not for this user risk"],
    ["insider risk", { insiderRiskLevels: "elevated" }, "is not for this insider risk"],
    [
      "authentication flows",
      { authenticationFlows: { transferMethods: "deviceCodeFlow" } },
      "is not for this authentication flow",
    ],
  ];
  const forEverybody: [string, object, string][] = [
    [
      "target resources",
      { applications: { includeApplications: ["Office365"] } },
      "is not for this application or action",
    ],
    [
      "locations",
      { locations: { includeLocations: ["3d46dbda-8382-466a-856d-eb00cbc6b910"] } },
      "is not for this place",
    ],
    ["service principal risk", { servicePrincipalRiskLevels: risky }, "is not for this service principal risk"],
  ];
  const failed = (condition: string, words: string) => ({ applies: false, failed: { condition, words } });

  it.each([...forUsers, ...forEverybody])("a user: %s", (condition, conditions, words) => {
    expect(explain(conditions, {})).toEqual({
      policy: "P",
      state: "enabled",
      ...failed(condition, words),
      undecided: [],
    });
  });

  it.each(forEverybody)("a service principal: %s", (condition, conditions, words) => {
    expect(explain(conditions, { principal: robot })).toMatchObject(failed(condition, words));
  });

  it.each(forUsers)("a service principal is not asked for its %s", (_condition, conditions) => {
    expect(explain(conditions, { principal: robot })).toMatchObject({ applies: true });
  });

  it.each([
    [nora, { users: { includeUsers: ["kim"] } }, "users", "is not for this user"],
    [nora, { users: null }, "users", "is not for this user"],
    [robot, { clientApplications: null }, "service principals", "is not for this service principal"],
  ] as const)("whom it is for: %o", (principal, conditions, condition, words) => {
    expect(explain(conditions, { principal })).toMatchObject(failed(condition, words));
  });

  it.each([nora, robot])("a condition newer than this reading, of $label", (principal) => {
    expect(explain({ times: { everyDay: true } }, { principal })).toEqual({
      policy: "P",
      state: "enabled",
      ...failed("times", "has a condition (times) that is not known here"),
      undecided: ["condition times"],
    });
  });

  it("the first condition only, in the order of Microsoft's pages", () => {
    const conditions = Object.assign({}, ...[...forUsers].reverse().map(([, each]) => each));
    expect(explain(conditions, {})).toMatchObject({ failed: { condition: "device platforms" } });
  });

  it("a condition that asks nothing is none", () => {
    const nothing = {
      platforms: { includePlatforms: ["all"] },
      locations: { includeLocations: ["All"] },
      clientAppTypes: [],
      signInRiskLevels: [],
      insiderRiskLevels: "none",
      devices: { includeDevices: ["All"] },
      times: { "@odata.type": "#x", from: null, until: undefined, days: [], zone: "" },
      "users@odata.context": "x",
    };
    expect(explain(nothing, { client: "other", platform: "unknown" })).toEqual({
      policy: "P",
      state: "enabled",
      applies: true,
      undecided: [],
    });
  });
});

describe("a policy's state", () => {
  it.each([
    ["enabled", { state: "enabled", applies: true }],
    ["enabledForReportingButNotEnforced", { state: "report-only", applies: true }],
    ["disabled", { state: "disabled", applies: false }],
  ] as const)("%s", (state, expected) => {
    expect(explain({}, {}, { state })).toMatchObject(expected);
  });
});

describe("what nothing could decide", () => {
  const place = (...excludeLocations: string[]) => ({
    locations: { includeLocations: ["All"], excludeLocations },
  });
  it.each<[string, object, Partial<SignIn>, string[]]>([
    ["a place that is not known", place("gone"), {}, ["location gone"]],
    ["said once, however often it is asked", place("gone", "gone"), {}, ["location gone"]],
    ["each of two, where either keeps out", place("gone", "lost"), {}, ["location gone", "location lost"]],
    ["not where it makes no difference", { ...place("gone"), signInRiskLevels: risky }, {}, []],
    ["not where more than one answer would have to change", { times: { a: 1 }, moons: { b: 1 } }, {}, []],
    [
      "a condition that would make it apply",
      { times: { a: 1 }, signInRiskLevels: risky },
      { signInRisk: "high" },
      ["condition times"],
    ],
    [
      "not what was said",
      { times: { a: 1 } },
      {
        assumed: {
          [JSON.stringify({
            kind: "assumption",
            about: "condition times",
            yes: "meeting the policy's condition on times",
            no: "",
          })]: true,
        },
      },
      [],
    ],
  ])("%s", (_name, conditions, signIn, undecided) => {
    expect(explain(conditions, signIn)?.undecided).toEqual(undecided);
  });
});

describe("a policy is for a user", () => {
  it.each<[string, object, boolean]>([
    ["all users, whatever the sign-in", { users: { includeUsers: ["All"] }, signInRiskLevels: risky }, true],
    ["others", { users: { includeUsers: ["kim"] } }, false],
    ["all but this one", { users: { includeUsers: ["All"], excludeUsers: ["nora"] } }, false],
    ["perhaps, by what is newer than this reading", { users: { includeUsers: ["All"], includeAgents: ["a"] } }, true],
  ])("%s: %o", (_name, conditions, expected) => {
    expect(appliesToUser({ id: "P", conditions } as Policy, nora)).toBe(expected);
  });
});
