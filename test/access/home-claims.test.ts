/** Guests prove at home who they are and what they sit at; whether that counts here is the tenant's cross-tenant access settings. */

import { describe, expect, it } from "vitest";
import { providerSignInProtected } from "../../policies/rules/provider-sign-in-protected.ts";
import type { Policy } from "../../src/access/conditional-access/conditions.ts";
import { ordinarySignIn } from "../../src/access/conditional-access/sign-in.ts";
import { evaluateSignIn, readPolicies } from "../../src/access/conditional-access.ts";
import { signInChanges } from "../../src/access/sign-in-changes.ts";
import { signInPrincipals } from "../../src/access/sign-in-principal.ts";
import type { Snapshot } from "../../src/tenant/snapshot.ts";
import { goodTenant, phishingResistant, type TenantBuilder, tideway } from "../support/tenant-builder.ts";

type Grant = NonNullable<Policy["grantControls"]>;
type Trust = Readonly<Record<string, boolean>> | null | undefined;

const strength: Grant = { operator: "OR", authenticationStrength: { id: phishingResistant } };
const device: Grant = { operator: "OR", builtInControls: ["compliantDevice"] };
const joined: Grant = { operator: "OR", builtInControls: ["domainJoinedDevice"] };
const either: Grant = { ...strength, builtInControls: ["compliantDevice"] };
const mfa: Grant = { operator: "OR", builtInControls: ["mfa"] };
const anyStrength: Grant = {
  operator: "OR",
  authenticationStrength: { id: "00000000-0000-0000-0000-000000000002" },
};
const nothing = { isMfaAccepted: false };
const all = { isMfaAccepted: true, isCompliantDeviceAccepted: true, isHybridAzureADJoinedDeviceAccepted: true };

/** The good tenant with one policy for everybody, and settings for all tenants and for Tideway's own. */
function tenantWith(grantControls: Grant, own: Trust, byDefault: Trust): TenantBuilder {
  const tenant = goodTenant();
  const { collections } = tenant;
  collections.conditionalAccessPolicies.length = 0;
  tenant.policy("P", { conditions: { users: { includeUsers: ["All"] } }, grantControls });
  if (own !== undefined) {
    collections.crossTenantPartners.push({
      id: tideway.tenantId,
      tenantId: tideway.tenantId.toUpperCase(),
      inboundTrust: own,
    });
  }
  if (byDefault !== undefined) collections.crossTenantDefault.push({ id: "default", inboundTrust: byDefault });
  return tenant;
}

function outcomeFor(tenant: TenantBuilder, who: string): string {
  const { attribution, snapshot } = tenant.context();
  const user = snapshot.collections.users.find(({ id }) => id === who);
  if (user === undefined) throw new Error(`nobody is ${who}`);
  return evaluateSignIn(readPolicies(snapshot), ordinarySignIn(signInPrincipals(attribution)(user))).outcome;
}

describe("a guest of a provider's", () => {
  it.each<[string, Grant, Trust, Trust, "granted" | "blocked"]>([
    ["a phishing-resistant method that counts", strength, { isMfaAccepted: true }, nothing, "granted"],
    ["a phishing-resistant method that does not: guests have none here", strength, nothing, all, "blocked"],
    ["the same by the settings for all tenants", strength, undefined, nothing, "blocked"],
    ["what its own settings leave to those for all", strength, null, nothing, "blocked"],
    ["what its own settings leave to those for all, which believe", strength, null, all, "granted"],
    ["what nobody knows", strength, undefined, undefined, "granted"],
    ["any multifactor authentication, which it can do here", mfa, nothing, nothing, "granted"],
    ["a strength with methods that guests can register", anyStrength, nothing, nothing, "granted"],
    ["a compliant device that counts", device, { isCompliantDeviceAccepted: true }, nothing, "granted"],
    ["a compliant device that does not count", device, { isMfaAccepted: true }, all, "blocked"],
    ["a hybrid joined device that does not count", joined, { isCompliantDeviceAccepted: true }, nothing, "blocked"],
    ["one of two, of which one counts", either, { isCompliantDeviceAccepted: true }, nothing, "granted"],
    ["one of two, of which none counts", either, nothing, nothing, "blocked"],
    ["both, of which one counts", { ...either, operator: "AND" }, { isMfaAccepted: true }, nothing, "blocked"],
  ])("shows %s", (_name, grant, own, byDefault, outcome) => {
    const tenant = tenantWith(grant, own, byDefault);
    expect(outcomeFor(tenant, "dana.reyes")).toBe(outcome);
    // Whoever has an account of the tenant itself registers here.
    expect(outcomeFor(tenant, "joel.lindqvist")).toBe("granted");
  });

  it("is not held to the settings for all tenants where they were not read, or are only assumed", () => {
    const tenant = tenantWith(strength, undefined, nothing);
    const believed = (more: Partial<Snapshot>) => {
      const { attribution, snapshot } = tenant.context({ snapshot: { ...tenant.snapshot, ...more } });
      const dana = snapshot.collections.users.find(({ id }) => id === "dana.reyes");
      return dana && signInPrincipals(attribution)(dana).external;
    };
    const unknown = { type: "b2bCollaborationGuest", tenantId: tideway.tenantId };
    expect(believed({ source: "plan" })).toEqual(unknown);
    const refused = { collection: "crossTenantDefault", code: "Forbidden", message: "", status: 403 } as const;
    expect(believed({ unreadable: [refused] })).toEqual(unknown);
    expect(believed({})).toEqual({ ...unknown, notBelieved: ["mfa", "compliantDevice", "hybridJoinedDevice"] });
  });
});

describe("the rules", () => {
  const said = (grant: Grant, own: Trust) =>
    tenantWith(grant, own, nothing)
      .findings(providerSignInProtected)
      .filter(({ message }) => message.startsWith("Dana"));

  it("do not call bare what keeps out, nor a way that nobody can take", () => {
    expect(said(device, nothing)).toEqual([]);
    expect(said(either, { isMfaAccepted: true })).toEqual([]);
  });

  it("call bare what the provider's tenant can vouch for", () => {
    expect(said(device, { isCompliantDeviceAccepted: true })).toHaveLength(1);
    expect(said(either, all)).toHaveLength(1);
    expect(said(mfa, all)).toHaveLength(1);
    expect(said(mfa, nothing)).toHaveLength(1);
  });
});

it("a change of trust shows as sign-ins that become possible, and no others", () => {
  const attributionOf = (own: Trust) => tenantWith(device, own, nothing).context().attribution;
  const changes = (before: Trust, after: Trust) =>
    signInChanges(attributionOf(before), attributionOf(after)).map(({ change, policy, principals }) => [
      change,
      policy,
      principals.map(({ id }) => id),
    ]);
  expect(changes(nothing, { isCompliantDeviceAccepted: true })).toEqual([["possible", "P", ["dana.reyes"]]]);
  expect(changes({ isCompliantDeviceAccepted: true }, nothing)).toEqual([["impossible", "P", ["dana.reyes"]]]);
  expect(changes(nothing, { isMfaAccepted: true })).toEqual([]);
});
