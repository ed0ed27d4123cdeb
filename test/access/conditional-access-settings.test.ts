import { describe, expect, it } from "vitest";
import type { Policy } from "../../src/access/conditional-access/conditions.ts";
import {
  normalisedLocation,
  normalisedPolicy,
  normalisedStrength,
} from "../../src/access/conditional-access-settings.ts";
import { phishingResistant, TenantBuilder } from "../support/tenant-builder.ts";

describe("settings of two sides are compared with", () => {
  it("which keys and certificates a strength accepts", () => {
    const strength = { id: "S", allowedCombinations: ["x509CertificateMultiFactor" as const, "fido2" as const] };
    expect(normalisedStrength(strength)).toEqual({ allowedCombinations: ["fido2", "x509CertificateMultiFactor"] });
    const limits = [
      { appliesToCombinations: ["fido2" as const], allowedAAGUIDs: ["b", "a"] },
      {
        appliesToCombinations: ["x509CertificateMultiFactor" as const],
        allowedIssuerSkis: ["i"],
        allowedPolicyOIDs: ["1.2"],
      },
    ];
    expect(normalisedStrength({ ...strength, combinationConfigurations: limits })).toEqual({
      allowedCombinations: ["fido2", "x509CertificateMultiFactor"],
      "accepts only.fido2": "keys of model a, b",
      "accepts only.x509CertificateMultiFactor": "certificates of issuer i; certificates with policy 1.2",
    });
    expect(normalisedStrength({ id: "empty" })).toEqual({ allowedCombinations: [] });
  });

  const uk = { countriesAndRegions: ["FR", "GB"], includeUnknownCountriesAndRegions: false };
  const office = { ipRanges: ["198.51.100.0/24", "203.0.113.0/26"], isTrusted: false };
  const ranges = (...cidr: string[]) => cidr.map((cidrAddress) => ({ cidrAddress }) as object);
  it.each([
    ["countries in any order", { countriesAndRegions: ["GB", "FR"] }, uk],
    [
      "countries, and addresses that are in none",
      { countriesAndRegions: ["GB", "FR"], includeUnknownCountriesAndRegions: true },
      { ...uk, includeUnknownCountriesAndRegions: true },
    ],
    ["no country yet", { countriesAndRegions: null }, { ...uk, countriesAndRegions: [] }],
    ["a country by the address", { countriesAndRegions: ["GB", "FR"], countryLookupMethod: "clientIpAddress" }, uk],
    [
      "a country by the Authenticator app",
      { countriesAndRegions: ["GB", "FR"], countryLookupMethod: "authenticatorAppGps" },
      { ...uk, countryLookupMethod: "authenticatorAppGps" },
    ],
    ["ranges in any order", { ipRanges: ranges("203.0.113.0/26", "198.51.100.0/24") }, office],
    [
      "ranges that are not trusted",
      { ipRanges: ranges("198.51.100.0/24", "203.0.113.0/26"), isTrusted: false },
      office,
    ],
    [
      "ranges that are trusted",
      { ipRanges: ranges("198.51.100.0/24", "203.0.113.0/26"), isTrusted: true },
      { ...office, isTrusted: true },
    ],
    ["a range that is not known yet", { ipRanges: [{}], isTrusted: true }, { ipRanges: [""], isTrusted: true }],
    ["no ranges yet", { ipRanges: null }, { ipRanges: [], isTrusted: false }],
    ["a compliant network", {}, { ipRanges: [], isTrusted: false }],
  ] as const)("where a named location is: %s", (_name, location, expected) => {
    expect(normalisedLocation({ id: "place", ...(location as object) })).toEqual(expected);
  });

  describe("a policy's state, conditions and controls", () => {
    const tenant = new TenantBuilder();
    tenant.user("kim@harbourdental.example", { id: "user-1" });
    tenant.group("Pilot", { id: "group-1" });
    tenant.application("Payroll", { appId: "app-1" });
    tenant.collections.servicePrincipals.push({ id: "nameless", appId: "app-2" });
    tenant.collections.namedLocations.push({ id: "Place-1", displayName: "Office" }, { id: "place-2" });
    tenant.collections.authenticationStrengthPolicies.push({ id: "Keys-1", displayName: "Keys", policyType: "custom" });
    const directory = tenant.attribution().directory;
    const globalReader = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
    const settings = (policy: object) =>
      normalisedPolicy({ id: "p", state: "enabled", ...policy } as Policy, directory);

    it.each<[string, object, object]>([
      ["no condition and no control", {}, {}],
      ["nothing that says anything", { conditions: null, grantControls: null, sessionControls: null }, {}],
      [
        "users and groups by their names",
        {
          conditions: {
            users: {
              includeUsers: ["user-1", "All"],
              excludeUsers: ["user-1"],
              includeGroups: ["group-1", "gone"],
              excludeGroups: ["group-1"],
            },
          },
        },
        {
          "conditions.users.includeUsers": ["All", "user:kim@harbourdental.example"],
          "conditions.users.excludeUsers": ["user:kim@harbourdental.example"],
          "conditions.users.includeGroups": ["gone", "group:Pilot"],
          "conditions.users.excludeGroups": ["group:Pilot"],
        },
      ],
      [
        "roles by their names",
        { conditions: { users: { includeRoles: [globalReader], excludeRoles: [globalReader] } } },
        {
          "conditions.users.includeRoles": ["Global Reader"],
          "conditions.users.excludeRoles": ["Global Reader"],
        },
      ],
      [
        "applications by their names",
        {
          conditions: {
            applications: { includeApplications: ["app-1", "app-2", "Office365"], excludeApplications: ["APP-1"] },
          },
        },
        {
          "conditions.applications.includeApplications": ["Office365", "Payroll", "app-2"],
          "conditions.applications.excludeApplications": ["Payroll"],
        },
      ],
      [
        "locations by their names, however they are referred to",
        {
          conditions: {
            locations: {
              includeLocations: ["place-1", "/identity/conditionalAccess/namedLocations/PLACE-2", "AllTrusted"],
              excludeLocations: ["/identity/conditionalAccess/namedLocations/place-1", "/namedLocations/gone"],
            },
          },
        },
        {
          "conditions.locations.includeLocations": ["AllTrusted", "Office", "place-2"],
          "conditions.locations.excludeLocations": ["Office", "gone"],
        },
      ],
      [
        "lists of words, sorted; others as they are",
        { conditions: { clientAppTypes: ["other", "browser"], steps: ["b", { at: 1 }, "a"], none: [] } },
        { "conditions.clientAppTypes": ["browser", "other"], "conditions.steps": ["b", { at: 1 }, "a"] },
      ],
      [
        "values by their path, without ids, annotations and what is empty",
        {
          sessionControls: {
            id: "s",
            "@odata.type": "#microsoft.graph.conditionalAccessSessionControls",
            signInFrequency: { isEnabled: true, value: 0, type: "hours", "type@odata.type": "#x" },
            persistentBrowser: null,
            cloudAppSecurity: undefined,
            disableResilienceDefaults: false,
          },
        },
        {
          "sessionControls.signInFrequency.isEnabled": true,
          "sessionControls.signInFrequency.value": 0,
          "sessionControls.signInFrequency.type": "hours",
          "sessionControls.disableResilienceDefaults": false,
        },
      ],
      [
        "a strength by its name, wherever that is said",
        { grantControls: { operator: "OR", authenticationStrength: { id: "/policies/strengths/KEYS-1" } } },
        { "grantControls.operator": "OR", "grantControls.authenticationStrength": "Keys" },
      ],
      [
        "a strength's own name before that of its id",
        { grantControls: { authenticationStrength: { id: "keys-1", displayName: "Other keys" } } },
        { "grantControls.authenticationStrength": "Other keys" },
      ],
      [
        "a strength that nothing names, by its id alone",
        { grantControls: { authenticationStrength: { id: `/policies/strengths/${phishingResistant}` } } },
        { "grantControls.authenticationStrength": phishingResistant },
      ],
      [
        "a strength that is not known yet",
        { grantControls: { builtInControls: ["mfa", "block"], authenticationStrength: {} } },
        { "grantControls.builtInControls": ["block", "mfa"], "grantControls.authenticationStrength": "" },
      ],
    ])("%s", (_name, policy, expected) => {
      expect(settings(policy)).toStrictEqual({ state: "enabled", ...expected });
    });

    it("where nothing is said of its state, it is off", () => {
      expect(normalisedPolicy({ id: "p" } as Policy, directory)).toEqual({ state: "disabled" });
    });

    it("in one order, whatever the order of the properties", () => {
      const platforms = { includePlatforms: ["all"], excludePlatforms: ["linux"] };
      const users = { includeUsers: ["All"], excludeUsers: ["user-1"] };
      const locations = { includeLocations: ["All"] };
      const names = (conditions: object) => Object.keys(settings({ conditions }));
      expect(names({ platforms, users, locations })).toEqual(names({ users, locations, platforms }));
      expect(names({ users, platforms })).toEqual([
        "state",
        "conditions.platforms.excludePlatforms",
        "conditions.platforms.includePlatforms",
        "conditions.users.excludeUsers",
        "conditions.users.includeUsers",
      ]);
    });
  });
});
