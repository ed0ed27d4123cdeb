import { describe, expect, it } from "vitest";
import { evaluateRules } from "../../../policies/rule.ts";
import { partnerTrustAgreed as rule } from "../../../policies/rules/partner-trust-agreed.ts";
import { deriveEntitlements } from "../../../src/entitlements/derive.ts";
import { placeholderId } from "../../../src/plan/placeholder-id.ts";
import { tokenOf } from "../../../src/resources/tokens.ts";
import { harbour } from "../../support/matrices.ts";
import { planned } from "../../support/plans.ts";
import { goodTenant, nightwatch } from "../../support/tenant-builder.ts";

const { matrix } = harbour();
const tideway = matrix.providers["tideway"];
if (tideway === undefined) throw new Error("harbour has no Tideway");
const agreedOn = {
  ...matrix,
  providers: {
    ...matrix.providers,
    tideway: { ...tideway, trust: { mfa: true, compliantDevice: false, hybridJoinedDevice: false, existing: false } },
  },
};
const world = { matrix: agreedOn, entitlements: deriveEntitlements(agreedOn) };

/** What is said, as `severity: message`, of settings that the program declares unless told otherwise. */
function said(tenantId: string, settings: Record<string, unknown>, isDeclared = true): string[] {
  const tenant = goodTenant();
  tenant.collections.crossTenantPartners.push({ id: tenantId, tenantId, ...settings });
  if (isDeclared) tenant.declaredBy.set(tenantId, "urn:partner");
  return evaluateRules([rule], tenant.programContext(world)).map(({ severity, message }) => `${severity}: ${message}`);
}
const trust = (...names: readonly string[]) => ({
  inboundTrust: Object.fromEntries(names.map((name) => [name, true])),
});
const open = { accessType: "allowed", targets: [{ target: "AllUsers", targetType: "user" }] };
const shut = { accessType: "blocked", targets: [{ target: "AllUsers", targetType: "user" }] };

describe(rule.name, () => {
  it.each<[string, Record<string, unknown>]>([
    ["what is agreed on", trust("isMfaAccepted")],
    ["less", { inboundTrust: { isMfaAccepted: false, isCompliantDeviceAccepted: false } }],
    ["what is inherited", { inboundTrust: null }],
    ["direct connect that is shut", { b2bDirectConnectInbound: { usersAndGroups: shut, applications: shut } }],
    ["direct connect for nobody", { b2bDirectConnectInbound: { usersAndGroups: shut, applications: open } }],
  ])("lets %s pass", (_, settings) => {
    expect(said(tideway.tenantId.toUpperCase(), settings)).toEqual([]);
  });

  it("refuses claims beyond what is agreed on", () => {
    const all = trust("isMfaAccepted", "isCompliantDeviceAccepted", "isHybridAzureADJoinedDeviceAccepted");
    expect(said(tideway.tenantId, all)).toEqual([
      "error: The tenant of Tideway IT is believed about compliant devices and hybrid joined devices, and the matrix does not say so.",
    ]);
  });

  it("warns where the matrix says nothing of a provider's trust", () => {
    expect(said(nightwatch.tenantId, trust("isMfaAccepted"))).toEqual([
      "warning: The tenant of Nightwatch is believed about multifactor authentication, and the matrix says nothing of it.",
    ]);
    expect(said(nightwatch.tenantId, trust())).toEqual([]);
  });

  it("refuses direct connect for a provider's people", () => {
    const settings = { b2bDirectConnectInbound: { usersAndGroups: open } };
    expect(said(nightwatch.tenantId, settings)).toEqual([
      expect.stringMatching(/^error: People of Nightwatch come in by B2B direct connect, without an account here/),
    ]);
  });

  it("warns of a tenant that is nobody's", () => {
    const stranger = "11111111-2222-4333-8444-555555555555";
    expect(said(stranger, { ...trust("isMfaAccepted"), isServiceProvider: true })).toEqual([
      `warning: The tenant ${stranger} is called a service provider and is believed about multifactor authentication, and no provider of the matrix has it.`,
    ]);
    expect(said(stranger, { b2bDirectConnectInbound: { usersAndGroups: open } })).toEqual([]);
  });

  it("speaks of what the program declares", () => {
    expect(said(tideway.tenantId, trust("isCompliantDeviceAccepted"), false)).toEqual([]);
    expect(goodTenant().findings(rule)).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, boolean]>([
    ["a claim", { inboundTrust: { isMfaAccepted: unknown() } }, true],
    ["all of them", { inboundTrust: unknown() }, true],
    ["who comes in", { b2bDirectConnectInbound: { usersAndGroups: { targets: [unknown()] } } }, true],
    ["whose tenant it is,", { tenantId: unknown() }, true],
    ["a tenant that another stack names", { tenantId: placeholderId("an output") }, true],
    ["something else", { automaticUserConsentSettings: unknown() }, false],
  ])("does not take %s that nobody knows yet for off", (_, settings, isRefused) => {
    const tenant = goodTenant();
    const partner = planned(tokenOf("CrossTenantAccessPartner"), "it", { tenantId: tideway.tenantId, ...settings });
    tenant.resources.push(partner);
    const found = evaluateRules([rule], tenant.programContext(world)).map(({ resource }) => resource);
    expect(found).toEqual(isRefused ? [partner.urn] : []);
  });
});

function unknown() {
  return { "demarc:unknown": true, from: [] };
}
