import { describe, expect, it } from "vitest";
import type { Policy } from "../../src/access/conditional-access/conditions.ts";
import {
  type Control,
  demands,
  implies,
  isPhishingResistant,
  readStrengths,
  satisfiedBy,
} from "../../src/access/conditional-access/grants.ts";
import { sessionControls } from "../../src/access/conditional-access/sessions.ts";
import { ordinarySignIn } from "../../src/access/conditional-access/sign-in.ts";
import { evaluateSignIn, readPolicies } from "../../src/access/conditional-access.ts";
import { phishingResistant, TenantBuilder } from "../support/tenant-builder.ts";

const dana = { label: "Dana", ids: ["dana"], groups: [], roles: [] };
const everything = { users: { includeUsers: ["All"] }, applications: { includeApplications: ["All"] } };

/** One policy for everybody and everything. */
function demanding(grantControls: NonNullable<Policy["grantControls"]>) {
  const tenant = new TenantBuilder();
  tenant.policy("P", { conditions: everything, grantControls });
  return readPolicies(tenant.snapshot);
}

describe("the outcome", () => {
  it("is blocked when one of several policies blocks", () => {
    const tenant = new TenantBuilder();
    tenant.policy("MFA", {
      conditions: everything,
      grantControls: { operator: "OR", builtInControls: ["mfa"] },
    });
    tenant.policy("Block", { conditions: everything, grantControls: { operator: "OR", builtInControls: ["block"] } });
    const outcome = evaluateSignIn(readPolicies(tenant.snapshot), ordinarySignIn(dana));
    expect(outcome).toMatchObject({ outcome: "blocked", applied: ["MFA", "Block"], blockedBy: ["Block"] });
  });

  it("adds up what all policies demand, and what they do to the session", () => {
    const tenant = new TenantBuilder();
    tenant.policy("Strength", {
      conditions: everything,
      grantControls: {
        operator: "AND",
        authenticationStrength: { id: `/policies/authenticationStrengthPolicies/${phishingResistant}` },
        builtInControls: ["compliantDevice"],
      },
    });
    const sessionControls = {
      "@odata.type": "#microsoft.graph.conditionalAccessSessionControls",
      signInFrequency: { isEnabled: true, value: 4, type: "hours", frequencyInterval: "timeBased" },
      persistentBrowser: { isEnabled: true, mode: "never" },
      applicationEnforcedRestrictions: { isEnabled: false },
      cloudAppSecurity: { isEnabled: true, cloudAppSecurityType: "blockDownloads" },
      continuousAccessEvaluation: { mode: "strictLocation" },
      secureSignInSession: { isEnabled: true },
      disableResilienceDefaults: true,
      somethingNew: { isEnabled: true },
    } as object;
    tenant.policy("Session", { conditions: everything, sessionControls });
    const outcome = evaluateSignIn(readPolicies(tenant.snapshot), ordinarySignIn(dana));
    expect(outcome).toMatchObject({ outcome: "granted", applied: ["Strength", "Session"] });
    expect(outcome.requires.map(({ operator, controls }) => [operator, controls.map(({ name }) => name)])).toEqual([
      ["AND", ["compliantDevice", "Phishing-resistant MFA"]],
    ]);
    expect(outcome.session).toEqual([
      {
        policy: "Session",
        controls: [
          "sign-in every 4 hours",
          "persistent browser session: never",
          "Defender for Cloud Apps (blockDownloads)",
          "continuous access evaluation: strictLocation",
          "token protection",
          "no resilience defaults",
          "somethingNew",
        ],
      },
    ]);
  });

  const registered = { deviceRegistered: true };
  const compliant = { ...registered, deviceAttributes: { isCompliant: "true" } };
  const hybrid = { ...registered, deviceAttributes: { trustType: "ServerAD" } };
  const byCode = { authenticationFlow: "deviceCodeFlow" };
  it.each([
    ["mfa", {}, "granted"],
    ["mfa", { client: "other" }, "blocked"],
    ["mfa", { client: "exchangeActiveSync" }, "blocked"],
    ["compliantDevice", {}, "granted"],
    ["compliantDevice", { deviceRegistered: false }, "blocked"],
    ["compliantDevice", registered, "blocked"],
    ["compliantDevice", compliant, "granted"],
    ["compliantDevice", { ...compliant, ...byCode }, "blocked"],
    ["compliantDevice", { ...compliant, client: "other" }, "blocked"],
    ["domainJoinedDevice", compliant, "blocked"],
    ["domainJoinedDevice", hybrid, "granted"],
    ["domainJoinedDevice", { ...hybrid, ...byCode }, "blocked"],
    // Microsoft has retired it: it keeps nobody out.
    ["approvedApplication", { client: "exchangeActiveSync" }, "granted"],
    ["approvedApplication", { client: "other" }, "granted"],
    ["compliantApplication", { client: "other" }, "blocked"],
    ["compliantApplication", { client: "exchangeActiveSync" }, "granted"],
    ["passwordChange", { client: "other" }, "blocked"],
  ])("a demand for %s of a sign-in %o: %s", (control, signIn, expected) => {
    const grantControls = { operator: "OR", builtInControls: [control] as "mfa"[] };
    const outcome = evaluateSignIn(demanding(grantControls), { ...ordinarySignIn(dana), ...(signIn as object) });
    expect(outcome.outcome).toBe(expected);
  });

  it.each([
    ["OR", "granted"],
    ["AND", "blocked"],
    [undefined, "blocked"],
  ])("two demands of which one is beyond reach, joined by %s: %s", (operator, expected) => {
    const grantControls = { operator: operator ?? null, builtInControls: ["mfa", "compliantDevice"] as "mfa"[] };
    const signIn = { ...ordinarySignIn(dana), deviceRegistered: false };
    expect(evaluateSignIn(demanding(grantControls), signIn).outcome).toBe(expected);
  });

  it.each([
    [phishingResistant, "OR", [], true],
    [phishingResistant, "OR", ["compliantDevice"], false],
    [phishingResistant, "AND", ["compliantDevice"], true],
    ["00000000-0000-0000-0000-000000000003", "OR", [], false],
    ["00000000-0000-0000-0000-000000000002", "OR", [], false],
    ["own", "OR", [], true],
    ["mixed", "OR", [], true],
    ["empty", "OR", [], false],
    ["weak", "OR", [], false],
    ["nowhere", "OR", [], false],
  ] as const)("strength %s %s %o demands phishing resistance: %s", (id, operator, builtInControls, expected) => {
    const tenant = new TenantBuilder();
    tenant.collections.authenticationStrengthPolicies.push(
      { id: "own", displayName: "Own", allowedCombinations: ["fido2", "x509CertificateMultiFactor"] },
      { id: "weak", displayName: "Weak", allowedCombinations: ["fido2", "password"] },
      { id: "mixed", displayName: "Mixed", allowedCombinations: ["password, fido2" as "fido2"] },
      { id: "empty", displayName: "Empty" },
    );
    tenant.policy("P", {
      conditions: everything,
      grantControls: { operator, builtInControls: [...builtInControls], authenticationStrength: { id } },
    });
    const { requires } = evaluateSignIn(readPolicies(tenant.snapshot), ordinarySignIn(dana));
    expect(requires.some((requirement) => demands(requirement, isPhishingResistant))).toBe(expected);
  });
});

describe("what a policy asks for", () => {
  const requires = (grantControls: NonNullable<Policy["grantControls"]>) =>
    evaluateSignIn(demanding(grantControls), ordinarySignIn(dana)).requires;
  const builtIn = (name: string) => ({ kind: "built-in", name });
  const strength = (name: string) => ({ kind: "authentication-strength", name, combinations: [], restricted: {} });

  it.each<[string, NonNullable<Policy["grantControls"]>, object[]]>([
    ["nothing", { operator: "OR" }, []],
    ["nothing, though there are lists", { builtInControls: [], termsOfUse: [] }, []],
    [
      "one of two",
      { operator: "OR", builtInControls: ["mfa", "compliantDevice"] },
      [{ policy: "P", operator: "OR", controls: [builtIn("mfa"), builtIn("compliantDevice")] }],
    ],
    ["in small letters", { operator: "or", builtInControls: ["mfa"] }, [{ operator: "OR" }]],
    ["both, where nothing is said", { builtInControls: ["mfa", "compliantDevice"] }, [{ operator: "AND" }]],
    [
      "terms and what others check",
      { operator: "AND", termsOfUse: ["t"], customAuthenticationFactors: ["f"] },
      [
        {
          policy: "P",
          operator: "AND",
          controls: [
            { kind: "terms-of-use", name: "t" },
            { kind: "custom", name: "f" },
          ],
        },
      ],
    ],
    [
      "a strength that is not there, by its id",
      { operator: "OR", authenticationStrength: { id: "/policies/authenticationStrengthPolicies/GONE" } },
      [{ controls: [strength("gone")] }],
    ],
    [
      "a strength that is not there, by its name",
      { operator: "OR", authenticationStrength: { id: "gone", displayName: "Gone" } },
      [{ controls: [strength("Gone")] }],
    ],
    [
      "a strength that is not known yet",
      { operator: "OR", authenticationStrength: {} as object },
      [{ controls: [strength("")] }],
    ],
  ])("%s", (_name, grantControls, expected) => {
    const found = requires(grantControls);
    expect(found).toMatchObject(expected);
    expect(found).toHaveLength(expected.length);
  });

  it("terms of use that are called like a device are none", () => {
    const signIn = { ...ordinarySignIn(dana), deviceRegistered: false };
    expect(evaluateSignIn(demanding({ termsOfUse: ["compliantDevice"] }), signIn).outcome).toBe("granted");
    expect(evaluateSignIn(demanding({ termsOfUse: ["t"] }), { ...signIn, client: "other" }).outcome).toBe("blocked");
  });

  it("is said with the id of a policy that has no name", () => {
    const tenant = new TenantBuilder();
    const grantControls = { operator: "OR", builtInControls: ["mfa" as const] };
    tenant.collections.conditionalAccessPolicies.push({
      id: "nameless",
      state: "enabled",
      conditions: everything,
      grantControls,
    });
    const outcome = evaluateSignIn(readPolicies(tenant.snapshot), ordinarySignIn(dana));
    expect(outcome).toMatchObject({ applied: ["nameless"], requires: [{ policy: "nameless" }] });
  });

  it.each([
    ["AND", ["a"], false],
    ["AND", ["a", "b"], true],
    ["OR", ["a"], true],
    ["OR", ["c"], false],
  ] as const)("a and b, joined by %s, are met by %o: %s", (operator, held, expected) => {
    const controls = ["a", "b"].map((name): Control => ({ kind: "built-in", name }));
    const has = ({ name }: Control) => held.some((each) => each === name);
    expect(satisfiedBy({ policy: "P", operator, controls }, has)).toBe(expected);
  });

  it("a strength is what its policy says, and Microsoft's are what they are", () => {
    const strengths = readStrengths([
      {
        id: "OWN",
        displayName: "Own",
        allowedCombinations: ["fido2"],
        combinationConfigurations: [
          { appliesToCombinations: ["fido2"], allowedAAGUIDs: [], allowedIssuerSkis: ["i", "h"] } as object,
          { allowedAAGUIDs: ["a"] } as object,
        ].map((each, index) => ({ id: String(index), ...each })),
      },
      { id: "empty" },
    ]);
    expect(strengths.get("own")).toEqual({
      name: "Own",
      combinations: ["fido2"],
      restricted: { fido2: "certificates of issuer h, i" },
    });
    expect(strengths.get("empty")).toEqual({ name: "empty", combinations: [], restricted: {} });
    expect(strengths.get(phishingResistant)).toEqual({
      name: "Phishing-resistant MFA",
      combinations: ["windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor"],
      restricted: {},
    });
  });
});

describe("what a policy does to a session", () => {
  it.each<[string, object, string[]]>([
    ["nothing", {}, []],
    ["nothing yet", { signInFrequency: null, disableResilienceDefaults: null }, []],
    ["what is switched off", { disableResilienceDefaults: false, secureSignInSession: { isEnabled: false } }, []],
    [
      "a sign-in every time",
      { signInFrequency: { isEnabled: true, frequencyInterval: "everyTime" } },
      ["sign-in every time"],
    ],
    [
      "a sign-in from time to time",
      { signInFrequency: { isEnabled: true, value: 8, type: "days" } },
      ["sign-in every 8 days"],
    ],
    [
      "restrictions",
      { applicationEnforcedRestrictions: { isEnabled: true } },
      ["restrictions that the application enforces"],
    ],
    ["what is newer, by its name", { constructor: { isEnabled: true }, later: true }, ["constructor", "later"]],
    ["no annotation", { "signInFrequency@odata.type": true }, []],
  ])("%s", (_name, controls, expected) => {
    expect(sessionControls({ id: "P", sessionControls: controls })).toEqual(expected);
  });
});

describe("a demand implies another", () => {
  const builtIn = (name: string): Control => ({ kind: "built-in", name });
  const strength = (combinations: string[], restricted: Record<string, string> = {}): Control => ({
    kind: "authentication-strength",
    name: combinations.join(),
    combinations,
    restricted,
  });
  const terms: Control = { kind: "terms-of-use", name: "compliantDevice" };
  it.each<[string, Control[], Control[], boolean]>([
    ["the same", [builtIn("compliantDevice")], [builtIn("compliantDevice")], true],
    ["another of its kind", [builtIn("compliantDevice")], [builtIn("domainJoinedDevice")], false],
    ["a name of another kind", [terms], [builtIn("compliantDevice")], false],
    ["terms that are called like any factors", [{ kind: "terms-of-use", name: "mfa" }], [builtIn("mfa")], false],
    ["with one way more", [builtIn("mfa"), terms], [builtIn("mfa")], false],
    ["with one way less", [builtIn("mfa")], [terms, builtIn("mfa")], true],
    ["a stronger strength", [strength(["fido2"])], [strength(["fido2", "password"])], true],
    ["a weaker strength", [strength(["fido2", "password"])], [strength(["fido2"])], false],
    ["a strength, and any factors", [strength(["fido2"])], [builtIn("mfa")], true],
    ["a password, and any factors", [strength(["password"])], [builtIn("mfa")], false],
    ["a strength that accepts nothing known", [strength([])], [builtIn("mfa")], false],
    ["any factors, and a strength", [builtIn("mfa")], [strength(["fido2"])], false],
    ["any key, and keys of one model", [strength(["fido2"])], [strength(["fido2"], { fido2: "model a" })], false],
    ["keys of one model, and any key", [strength(["fido2"], { fido2: "model a" })], [strength(["fido2"])], true],
    ["keys of the same model", [strength(["fido2"], { fido2: "a" })], [strength(["fido2"], { fido2: "a" })], true],
    ["a strength, and a device", [strength(["fido2"])], [builtIn("compliantDevice")], false],
  ])("%s", (_name, one, other, expected) => {
    expect(implies(one, other)).toBe(expected);
  });
});
