import { describe, expect, it } from "vitest";
import type { Policy } from "../../src/access/conditional-access/conditions.ts";
import { type Control, demands, implies, isPhishingResistant } from "../../src/access/conditional-access/grants.ts";
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
    ["weak", "OR", [], false],
    ["nowhere", "OR", [], false],
  ] as const)("strength %s %s %o demands phishing resistance: %s", (id, operator, builtInControls, expected) => {
    const tenant = new TenantBuilder();
    tenant.collections.authenticationStrengthPolicies.push(
      { id: "own", displayName: "Own", allowedCombinations: ["fido2", "x509CertificateMultiFactor"] },
      { id: "weak", displayName: "Weak", allowedCombinations: ["fido2", "password"] },
    );
    tenant.policy("P", {
      conditions: everything,
      grantControls: { operator, builtInControls: [...builtInControls], authenticationStrength: { id } },
    });
    const { requires } = evaluateSignIn(readPolicies(tenant.snapshot), ordinarySignIn(dana));
    expect(requires.some((requirement) => demands(requirement, isPhishingResistant))).toBe(expected);
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
