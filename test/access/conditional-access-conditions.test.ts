import { describe, expect, it } from "vitest";
import type { SignIn, SignInPrincipal, SignInResource } from "../../src/access/conditional-access/sign-in.ts";
import { isApplied, nora, undecidedIn, usually, wordsOf } from "../support/one-policy.ts";

const robot: SignInPrincipal = { ...nora, label: "Robot", ids: ["robot"], workload: { covered: true } };
const resource = (kind: SignInResource["kind"], id: string) => ({ resource: { kind, id } });

describe("target resources", () => {
  const apps = (applications: object | null) => ({ applications });
  it.each<[string, object, Partial<SignIn>, boolean]>([
    ["no condition on them", apps(null), {}, false],
    [
      "a suite whose name begins like all",
      apps({ includeApplications: ["AllAgentIdResources"] }),
      resource("application", "AllAgentIdResources"),
      true,
    ],
    [
      "an application whose name ends like none",
      apps({ includeApplications: ["app-none"] }),
      resource("application", "app-none"),
      true,
    ],
    ["excluding none", apps({ includeApplications: ["All"], excludeApplications: ["None"] }), {}, true],
    [
      "a context that is called like an application",
      apps({ includeAuthenticationContextClassReferences: ["c1"] }),
      resource("application", "c1"),
      false,
    ],
    [
      "an action that is called like an application",
      apps({ includeUserActions: ["x"] }),
      resource("application", "x"),
      false,
    ],
    [
      "the older name of a traffic profile",
      apps({ globalSecureAccess: { includeTrafficProfiles: "m365, internet" } }),
      resource("traffic-profile", "internet"),
      true,
    ],
    [
      "traffic profiles as a list",
      apps({ networkAccess: { includeTrafficProfiles: ["m365", "internet"] } }),
      resource("traffic-profile", "internet"),
      true,
    ],
    [
      "no traffic profile",
      apps({ includeApplications: ["All"], globalSecureAccess: null, networkAccess: { includeTrafficProfiles: null } }),
      {},
      true,
    ],
    ["a property newer than this reading", apps({ includeApplications: ["All"], includeAgents: ["a"] }), {}, false],
  ])("%s", (_name, conditions, signIn, expected) => {
    expect(isApplied(conditions, signIn)).toBe(expected);
  });

  const filter = (mode: string, rule?: string) => ({
    mode,
    ...(rule !== undefined && { rule: `CustomSecurityAttribute.${rule}` }),
  });
  it.each<[string, object, string | undefined]>([
    ["none", apps({ includeApplications: ["None"] }), undefined],
    [
      "a context",
      apps({ includeAuthenticationContextClassReferences: ["c1"] }),
      "signs in to what asks for authentication context c1 with a browser",
    ],
    [
      "a user action",
      apps({ includeUserActions: ["urn:user:registerdevice"] }),
      "signs in to register a device with a browser",
    ],
    [
      "a traffic profile",
      apps({ networkAccess: { includeTrafficProfiles: "m365" } }),
      "signs in to the network that traffic profile m365 forwards with a browser",
    ],
    [
      "what an attribute names",
      apps({ applicationFilter: filter("include", 'Set_Needs -contains "a"') }),
      `${usually} with set_needs of the application "…a…"`,
    ],
    [
      "what two texts name",
      apps({
        applicationFilter: filter("include", 'Set_A -startsWith "a" -and CustomSecurityAttribute.Set_A -endsWith "b"'),
      }),
      `${usually} with set_a of the application "a…b"`,
    ],
    [
      "several values of one attribute",
      apps({ applicationFilter: filter("include", 'Set_A -eq "a" -and CustomSecurityAttribute.Set_A -eq "b"') }),
      `${usually} with set_a of the application "a" and "b"`,
    ],
    [
      "whatever has another value",
      apps({
        includeApplications: ["All"],
        applicationFilter: filter("exclude", 'Set_A -eq "a" -or CustomSecurityAttribute.Set_A -eq null'),
      }),
      `${usually} with another set_a of the application`,
    ],
    [
      "what a rule names that cannot be read",
      apps({ applicationFilter: filter("include", "x") }),
      `${usually} with an application that the rule CustomSecurityAttribute.x matches`,
    ],
    [
      "what a rule names that is not known yet",
      apps({ applicationFilter: filter("include") }),
      `${usually} with an application that the rule of the policy matches`,
    ],
    [
      "what is newer",
      apps({ includeApplications: ["All"], includeAgents: ["a"] }),
      `${usually} meeting the policy's condition on includeAgents`,
    ],
  ])("in words: %s", (_name, conditions, expected) => {
    expect(wordsOf(conditions)).toBe(expected);
  });

  it("beside all, a filter may narrow or not", () => {
    const conditions = apps({ includeApplications: ["All"], applicationFilter: filter("include", 'Set_A -eq "a"') });
    expect(undecidedIn(conditions)).toEqual(["a filter beside all"]);
    const rest = { ...conditions, applications: { ...conditions.applications, excludeApplications: ["x"] } };
    expect(undecidedIn(rest)).toEqual(["a filter beside all"]);
    expect(undecidedIn(apps({ includeApplications: ["other"], applicationFilter: filter("include", "x") }))).toEqual(
      [],
    );
    const excluding = apps({ includeApplications: ["All"], applicationFilter: filter("exclude", 'Set_A -eq "a"') });
    expect(undecidedIn(excluding)).toEqual([]);
    expect(isApplied(excluding)).toBe(true);
  });
});

describe("devices and clients", () => {
  it.each<[string, object, Partial<SignIn>, boolean]>([
    ["a client type that is not known", { clientAppTypes: ["fax"] }, {}, false],
    ["every platform, in capitals", { platforms: { includePlatforms: ["ALL"] } }, {}, true],
    ["every platform but all", { platforms: { includePlatforms: ["all"], excludePlatforms: ["all"] } }, {}, false],
    ["every platform but one", { platforms: { excludePlatforms: ["WINDOWS"] } }, {}, false],
    [
      "one of two flows, with a blank",
      { authenticationFlows: { transferMethods: "authenticationTransfer , deviceCodeFlow" } },
      { authenticationFlow: "deviceCodeFlow" },
      true,
    ],
    ["no flow", { authenticationFlows: { transferMethods: "none" } }, { authenticationFlow: "deviceCodeFlow" }, true],
    [
      "all devices, beside a filter",
      { devices: { deviceFilter: { mode: "exclude", rule: 'device.model -eq "x"' }, includeDevices: ["All"] } },
      {},
      true,
    ],
    ["all devices and more", { devices: { includeDevices: ["Compliant", "All"] } }, {}, true],
    ["all devices but some", { devices: { includeDevices: ["All"], excludeDevices: ["Compliant"] } }, {}, false],
    ["all devices but all", { devices: { excludeDevices: ["All"] } }, {}, false],
    ["devices in a shape that is not known", { devices: { includeDevices: { all: true } } }, {}, false],
  ])("%s", (_name, conditions, signIn, expected) => {
    expect(isApplied(conditions, signIn)).toBe(expected);
  });

  const device = (rule: string, mode = "include") => ({ devices: { deviceFilter: { mode, rule } } });
  const inList = (count: number, letter: string) =>
    `device.model -in [${Array.from({ length: count }, (_, index) => `"${letter}${index}"`).join(", ")}]`;
  const registered = `${usually} on a registered device`;
  it.each<[string, object, string | undefined]>([
    [
      "a client type that is not known",
      { clientAppTypes: ["fax"] },
      `${usually} meeting the policy's condition on client type fax`,
    ],
    ["a platform that is not known here", { platforms: { includePlatforms: ["chromeOS"] } }, `${usually} on chromeOS`],
    [
      "another value than no value and what is named",
      device('device.model -ne null -and device.model -notContains "e"'),
      `${registered} with another model`,
    ],
    [
      "another value than those with a mark",
      device('device.model -ne null -and device.model -notContains "·"'),
      `${registered} with another model`,
    ],
    [
      "another member of a collection",
      device('device.systemLabels -ne null -and device.systemLabels -ne "a"'),
      `${registered} with another systemLabels`,
    ],
    [
      "a start that is not all",
      device('device.model -startsWith "a" -and device.model -ne "a"'),
      `${registered} with model "a…"`,
    ],
    [
      "an end that is not all",
      device('device.model -endsWith "a" -and device.model -ne "a"'),
      `${registered} with model "…a"`,
    ],
    ["two long lists that share nothing", device(`${inList(20, "a")} -and ${inList(20, "b")}`), undefined],
    [
      "a pattern beside a value",
      device('device.model -match "^a" -and device.model -notMatch "b$" -and device.model -eq "x"'),
      `${registered} with model that matches "^a" and model that does not match "b$" and model "x"`,
    ],
  ])("in words: %s", (_name, conditions, expected) => {
    expect(wordsOf(conditions)).toBe(expected);
  });

  it("where there are too many values to combine, each comparison is decided on its own", () => {
    const each = (operator: string, count: number) =>
      Array.from({ length: count }, (_, index) => `device.model -${operator} "${index}."`).join(" -or ");
    const most = `(${each("startsWith", 24)}) -and (${each("endsWith", 23)})`;
    expect(wordsOf(device(most))).toBe(`${registered} with model "0.…0."`);
    expect(wordsOf(device(`${most} -and device.model -eq "x"`))).toMatch(/ that is "x"$/);
    expect(wordsOf(device(`(${each("startsWith", 30)}) -and (${each("endsWith", 30)})`))).toMatch(
      / that ends with "29."$/,
    );
  });
});

describe("risks", () => {
  it.each<[object, SignInPrincipal, boolean, string]>([
    [{ signInRiskLevels: ["High"] }, nora, true, `${usually} at high sign-in risk`],
    [{ userRiskLevels: ["low", "medium"] }, nora, true, `${usually} at low user risk`],
    [{ insiderRiskLevels: "minor" }, nora, true, `${usually} at minor insider risk`],
    [{ signInRiskLevels: ["high"] }, nora, false, usually],
    [{ signInRiskLevels: ["none"] }, nora, true, usually],
    [
      {
        clientApplications: { includeServicePrincipals: ["robot"] },
        servicePrincipalRiskLevels: ["high"],
      },
      robot,
      true,
      `${usually} at high service principal risk`,
    ],
  ])("%o in words", (conditions, principal, wanted, expected) => {
    expect(wordsOf(conditions, principal, wanted)).toBe(expected);
  });
});

describe("places", () => {
  const at = (...includeLocations: string[]) => ({ locations: { includeLocations } });
  it.each<[string, object, Partial<SignIn>, boolean]>([
    ["excluded ones only", { locations: { excludeLocations: ["bare"] } }, {}, true],
    ["excluded ones only, from there", { locations: { excludeLocations: ["bare"] } }, { address: "192.0.2.1" }, false],
    ["all, in capitals", at("ALL"), {}, true],
    ["what is known of one that is not known in full", at("half"), { address: "192.0.2.1" }, true],
    ["where nothing maps the address", at("unmapped"), {}, true],
    ["where something maps the address", at("unmapped"), { country: "SE" }, false],
    ["what is no address", at("bare"), { address: "nowhere" }, false],
  ])("%s", (_name, conditions, signIn, expected) => {
    expect(isApplied(conditions, signIn)).toBe(expected);
  });

  it.each([
    ["bare", []],
    ["half", ["location half"]],
    ["empty", ["location empty"]],
    ["none", ["location none"]],
    ["nothing", ["location nothing"]],
    ["countries", ["location countries"]],
    ["unmapped", []],
    ["gone", ["location gone"]],
    ["AllTrusted", ["trusted IPs of multifactor authentication"]],
    ["00000000-0000-0000-0000-000000000000", ["trusted IPs of multifactor authentication"]],
  ])("what nothing decides of %s: %o", (place, expected) => {
    expect(undecidedIn(at(place))).toEqual(expected);
  });

  it.each([
    ["bare", `${usually} from bare (192.0.2.0)`],
    ["countries", `${usually} from Countries`],
    ["empty", `${usually} from Empty`],
  ])("%s in words", (place, expected) => {
    expect(wordsOf(at(place))).toBe(expected);
    const outside = wordsOf({ locations: { includeLocations: ["All"], excludeLocations: [place] } });
    expect(outside).toBe(`${usually} from any other network`);
  });

  it("a compliant network, and outside it", () => {
    const compliant = at("3d46dbda-8382-466a-856d-eb00cbc6b910");
    expect(wordsOf(compliant, nora, false)).toBe(`${usually} outside the compliant networks`);
  });
});
