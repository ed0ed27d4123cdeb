import { describe, expect, it } from "vitest";
import type { Policy } from "../../src/access/conditional-access/conditions.ts";
import type { SignInPrincipal } from "../../src/access/conditional-access/sign-in.ts";
import { applicability, evaluateSignIn, readPolicies } from "../../src/access/conditional-access.ts";
import { findScenario, toApplication, withOwnCredential } from "../../src/access/sign-in-scenarios.ts";
import type { Snapshot } from "../../src/tenant/snapshot.ts";
import { TenantBuilder } from "../support/tenant-builder.ts";

const nora: SignInPrincipal = { label: "Nora", ids: ["nora"], groups: [], roles: [] };

type Locations = Snapshot["collections"]["namedLocations"];

/** Policies named A, B, … for everybody and everything, each changed. */
function setOf(conditions: readonly object[], locations: Locations = [], more: Partial<Policy> = {}) {
  const tenant = new TenantBuilder();
  tenant.collections.namedLocations.push(...locations);
  for (const [index, each] of conditions.entries()) {
    const everything = { users: { includeUsers: ["All"] }, applications: { includeApplications: ["All"] } };
    tenant.policy("ABCDEFGH"[index] ?? "", { ...more, conditions: { ...everything, ...each } });
  }
  const set = readPolicies(tenant.snapshot);
  return { set, formulas: set.policies.map((policy) => applicability(set, policy, nora)) };
}

/** A sign-in that some policies (by index) reach and the others do not, in words; undefined when there is none. */
function reached(by: readonly number[], ...set: Parameters<typeof setOf>): string | undefined {
  const { formulas } = setOf(...set);
  const some = (wanted: boolean) => formulas.filter((_, index) => by.includes(index) === wanted);
  return findScenario(nora, { must: [toApplication, ...some(true)], mustNot: some(false) })?.words;
}

const range = (id: string, ...cidr: string[]) => ({
  id,
  displayName: id,
  ipRanges: cidr.map((cidrAddress) => ({ cidrAddress }) as object),
});
const at = (...includeLocations: string[]) => ({ locations: { includeLocations } });
const device = (rule: string) => ({ devices: { deviceFilter: { mode: "include", rule } } });
const app = (...includeApplications: string[]) => ({ applications: { includeApplications } });
const start = "signs in to the Microsoft admin portals with a browser";

describe("a sign-in that policies tell apart", () => {
  it.each([
    ["nothing said", [], [{}], undefined],
    ["beside a platform", [], [{ platforms: { includePlatforms: ["windows"] } }], `${start} on macOS`],
    [
      "beside every known platform",
      [],
      [{ platforms: { includePlatforms: ["windows", "macOS", "iOS", "android", "linux", "windowsPhone"] } }],
      `${start} from a device of an unknown platform`,
    ],
    [
      "at a risk",
      [0],
      [{ signInRiskLevels: ["high"], userRiskLevels: ["low"] }],
      `${start} at high sign-in risk at low user risk`,
    ],
    ["by a flow", [0], [{ authenticationFlows: { transferMethods: "deviceCodeFlow" } }], `${start} by device code`],
    [
      "legacy, which portals and Azure management do not speak",
      [0],
      [{ clientAppTypes: ["other"] }],
      "signs in to any other application with a client of legacy authentication",
    ],
    [
      "legacy Azure management",
      [0, 1],
      [{ clientAppTypes: ["other"] }, app("797f4846-ba00-4fd7-ba43-dac1f8f63013")],
      undefined,
    ],
    [
      "what two suites share",
      [0, 1],
      [app("MicrosoftAdminPortals"), app("797f4846-ba00-4fd7-ba43-dac1f8f63013")],
      "signs in to the Azure portal with a browser",
    ],
    [
      "a part of a suite alone",
      [0],
      [app("Office365"), app("00000002-0000-0ff1-ce00-000000000000")],
      "signs in to Office 365 with a browser",
    ],
    ["a part without its suite", [1], [app("Office365"), app("00000002-0000-0ff1-ce00-000000000000")], undefined],
    ["a context", [0], [{ applications: { includeAuthenticationContextClassReferences: ["c1"] } }], undefined],
    ["an unknown condition", [0], [{ times: { daily: true } }], `${start} meeting the policy's condition on times`],
    ["an unknown condition, not met", [], [{ times: { daily: true } }], start],
    ["a compliant network", [0], [at("3d46dbda-8382-466a-856d-eb00cbc6b910")], `${start} through a compliant network`],
  ] as const)("%s", (_name, by, conditions, expected) => {
    expect(reached(by, conditions)).toBe(expected);
  });

  it.each([
    ["an inner network is in the outer too", [1], [at("outer"), at("inner")], undefined],
    ["the outer alone", [0], [at("outer"), at("inner")], `${start} from outer (203.0.113.0)`],
    ["both", [0, 1], [at("outer"), at("inner")], `${start} from outer and inner (203.0.113.64)`],
    ["neither", [], [at("outer"), at("inner")], `${start} from any other network`],
    ["halves fill the whole", [0], [at("outer"), at("halves")], undefined],
    ["two networks of one location apart", [1], [at("outer"), at("two")], `${start} from two (198.51.100.0)`],
    ["version 6", [0], [at("six"), at("six-inside")], `${start} from six (2001:db8:8000:0:0:0:0:0)`],
    ["a location that is not there", [0], [at("gone")], `${start} from location gone`],
    ["a location whose ranges are not known", [0], [at("unreadable")], `${start} from unreadable`],
    ["trusted", [0], [at("AllTrusted")], `${start} from trusted (192.0.2.0)`],
    [
      "trusted, where nothing is known to be",
      [0],
      [at("AllTrusted"), at("trusted")],
      `${start} from the trusted IPs of multifactor authentication (which no API shows)`,
    ],
    ["a country", [0], [at("uk")], `${start} in GB`],
    ["another country", [], [at("uk")], `${start} in a country that no policy names (SE)`],
    ["no country", [0], [at("unknown"), at("uk")], `${start} in a country that nothing tells`],
    ["a country by the app", [0, 1], [at("uk"), at("app")], `${start} in GB with the Authenticator app in GB`],
  ] as const)("of networks and countries: %s", (_name, by, conditions, expected) => {
    const locations: Locations = [
      range("outer", "203.0.113.0/24"),
      range("inner", "203.0.113.64/26"),
      range("halves", "203.0.113.0/25", "203.0.113.128/25"),
      range("two", "203.0.113.0/28", "198.51.100.0/24"),
      range("six", "2001:db8::/32"),
      range("six-inside", "2001:db8::/33"),
      range("unreadable", "unknown"),
      { ...range("trusted", "192.0.2.0/24"), isTrusted: true },
      { id: "uk", displayName: "uk", countriesAndRegions: ["GB"] },
      { id: "unknown", displayName: "unknown", countriesAndRegions: ["GB"], includeUnknownCountriesAndRegions: true },
      { id: "app", displayName: "app", countriesAndRegions: ["GB"], countryLookupMethod: "authenticatorAppGps" },
    ];
    expect(reached(by, conditions, locations)).toBe(expected);
  });

  it.each([
    ["an attribute has one value", [0, 1], ['device.model -eq "a"', 'device.model -eq "b"'], undefined],
    [
      "a value with that start",
      [0, 1],
      ['device.model -startsWith "a"', 'device.model -eq "ab"'],
      `${start} on a registered device with model "ab"`,
    ],
    [
      "a start and an end",
      [0, 1],
      ['device.model -startsWith "a"', 'device.model -endsWith "b"'],
      `${start} on a registered device with model "a…b"`,
    ],
    ["a start without what is in it", [0], ['device.model -startsWith "abc"', 'device.model -contains "b"'], undefined],
    ["true or false", [], ["device.isCompliant -ne True", "device.isCompliant -ne False"], undefined],
    [
      "neither true nor false",
      [0, 1],
      ["device.isCompliant -ne True", "device.isCompliant -ne False"],
      `${start} on a device that is not registered`,
    ],
    [
      "a collection holds both",
      [0, 1],
      ['device.systemLabels -contains "a"', 'device.systemLabels -contains "b"'],
      `${start} on a registered device with systemLabels "a" and "b"`,
    ],
    [
      "unregistered",
      [0],
      ['device.model -ne "a"', 'device.trustType -ne "ServerAD"'],
      `${start} on a registered device with no model and trustType "ServerAD"`,
    ],
    [
      "two attributes",
      [0],
      ['device.model -eq "a" -and device.deviceOwnership -eq "Company"'],
      `${start} on a registered device with model "a" and deviceOwnership "Company"`,
    ],
    [
      "a rule that cannot be read",
      [0],
      ["device.nonsense -eq 1"],
      `${start} with a device that the rule device.nonsense -eq 1 matches`,
    ],
    ["a rule that is not there yet", [0], [""], `${start} with a device that the rule of the policy matches`],
    ["a pattern", [0], ['device.model -match "^a"'], `${start} on a registered device with model that matches "^a"`],
  ] as const)("of devices: %s", (_name, by, rules, expected) => {
    expect(reached(by, rules.map(device))).toBe(expected);
  });

  it("decides each comparison on its own where there are too many to combine", () => {
    const rules = Array.from({ length: 14 }, (_, index) => device(`device.displayName -contains "part ${index}."`));
    const by = [1, 3, 5];
    const { set, formulas } = setOf(rules.slice(0, 8));
    const found = findScenario(nora, {
      must: by.flatMap((index) => formulas[index] ?? []),
      mustNot: formulas.filter((_, index) => !by.includes(index)),
    });
    expect(found && evaluateSignIn(set, found.signIn).applied).toEqual(["B", "D", "F"]);
    expect(reached([0], [device(rules.map((each) => each.devices.deviceFilter.rule).join(" -and "))])).toContain(
      'and displayName that contains "part 13."',
    );
  });

  it("is one for which the accounts are kept: no legacy client, no device code, an application", () => {
    const own = (conditions: object) => {
      const { formulas } = setOf([conditions]);
      return findScenario(nora, { must: [withOwnCredential, ...formulas], mustNot: [] })?.words;
    };
    expect(own({ clientAppTypes: ["exchangeActiveSync", "other"] })).toBeUndefined();
    expect(own({ authenticationFlows: { transferMethods: "deviceCodeFlow" } })).toBeUndefined();
    expect(own({ applications: { includeUserActions: ["urn:user:registerdevice"] } })).toBeUndefined();
    const { formulas } = setOf([
      { applications: { includeUserActions: ["urn:user:registerdevice"] }, clientAppTypes: ["other"] },
    ]);
    expect(findScenario(nora, { must: formulas, mustNot: [] })).toBeUndefined();
    expect(own({ clientAppTypes: ["mobileAppsAndDesktopClients"] })).toBe(
      "signs in to the Microsoft admin portals with a desktop or mobile client",
    );
  });

  it("is found or ruled out among a hundred policies and twenty locations", () => {
    const locations = Array.from({ length: 20 }, (_, index) => range(`place ${index}`, `203.0.${index}.0/24`));
    const policies = Array.from({ length: 100 }, (_, index) => ({
      locations: { includeLocations: ["All"], excludeLocations: [`place ${index % 20}`, `place ${(index * 7) % 20}`] },
      applications: { includeApplications: ["All"], excludeApplications: [`app ${index % 9}`] },
      platforms: { includePlatforms: ["all"], excludePlatforms: [["windows", "linux", "iOS"][index % 3]] },
      ...device(`device.extensionAttribute${(index % 15) + 1} -ne "${index % 4}"`),
    }));
    expect(reached([], policies, locations)).toBeUndefined();
    const every = { ...policies[0], locations: { includeLocations: ["place 3"] } };
    expect(reached([0], [every, ...policies.slice(0, 1)], locations)).toBeUndefined();
    expect(
      reached(
        [],
        policies.slice(0, 30).filter((_, index) => index % 9 === 0),
        locations,
      ),
    ).toBe(`${start} on windows`);
  });
});
