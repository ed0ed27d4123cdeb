/** Each resource from its creation to its end, in the embedded tenant, by the calls that Pulumi's engine makes. */

import { beforeEach, describe, expect, test } from "vitest";
import type { EmbeddedTenant } from "../../src/tenant/tenant.ts";
import { harbourTenant } from "../support/harbour-tenant.ts";
import { create, difference, type OwnProviders, ownProviders, refresh, update } from "./own-providers.ts";

const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
const partnerTenant = "9c2a8f10-63d4-4b7b-8a55-1f0e9d3c7b21";
const partners = "/v1.0/policies/crossTenantAccessPolicy/partners";
const units = "/v1.0/directory/administrativeUnits";

let tenant: EmbeddedTenant;
let providers: OwnProviders;
beforeEach(() => {
  tenant = harbourTenant();
  providers = ownProviders(tenant);
});

/** What somebody does by hand. */
function byHand(method: string, path: string, body?: object) {
  const { status, body: answer } = tenant.handle({ method, path, ...(body && { body }) });
  if (status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer as Record<string, unknown>;
}

function user(name: string): string {
  const answer = byHand("POST", "/v1.0/users", {
    displayName: name,
    userPrincipalName: `${name}@harbourdental.example`,
    mailNickname: name,
    accountEnabled: true,
    passwordProfile: { password: "a-password-for-a-test" },
  });
  return String(answer["id"]);
}

describe("cross-tenant access settings of a partner", () => {
  const provider = () => providers.of.CrossTenantAccessPartner;
  const off = { isMfaAccepted: false, isCompliantDeviceAccepted: false, isHybridAzureADJoinedDeviceAccepted: false };

  test("are made with trust written down as off, and a second preview shows nothing", async () => {
    const made = await create(provider(), { tenantId: partnerTenant.toUpperCase() });
    expect(made.id).toBe(partnerTenant);
    expect(byHand("GET", `${partners}/${partnerTenant}`)).toMatchObject({
      inboundTrust: off,
      b2bCollaborationInbound: null,
    });
    expect(await difference(provider(), made, { tenantId: partnerTenant })).toMatchObject({ changes: false });
    const refreshed = await refresh(provider(), made);
    expect(refreshed).toEqual({ id: partnerTenant, outs: made.outs });
    // What the program would have to say is what there is.
    expect((await provider().read(made.id, made.outs)).inputs).toEqual(made.outs);
  });

  test("differ only where they do: order, case and defaults are no difference", async () => {
    const targets = [
      { target: "AllUsers", targetType: "user" },
      { target: "0f0e0d0c-0000-4000-8000-000000000001", targetType: "group" },
    ];
    const made = await create(provider(), {
      tenantId: partnerTenant,
      b2bCollaborationInbound: { usersAndGroups: { accessType: "allowed", targets } },
    });
    const same = {
      tenantId: partnerTenant.toUpperCase(),
      inboundTrust: { isMfaAccepted: false },
      b2bCollaborationInbound: {
        usersAndGroups: {
          accessType: "allowed",
          targets: [...targets, ...targets].toReversed().map(({ target, ...more }) => ({
            ...more,
            target: target.startsWith("0f") ? target.toUpperCase() : target,
          })),
        },
      },
      automaticUserConsentSettings: {},
    };
    expect(await difference(provider(), made, same)).toMatchObject({ changes: false });
    const other = { ...same, inboundTrust: { isMfaAccepted: true } };
    expect(await difference(provider(), made, other)).toMatchObject({ changes: true, replaces: [] });
  });

  test("are changed by one request that has only what changed, and inherit again what is no longer given", async () => {
    const blocked = {
      usersAndGroups: { accessType: "blocked", targets: [{ target: "AllUsers", targetType: "user" }] },
    };
    const made = await create(provider(), { tenantId: partnerTenant, b2bDirectConnectInbound: blocked });
    providers.takeWrites();
    const trusting = { tenantId: partnerTenant, inboundTrust: { isMfaAccepted: true } };
    const changed = await update(provider(), made, trusting);
    expect(providers.takeWrites()).toEqual([`PATCH ${partners}/${partnerTenant}`]);
    expect(byHand("GET", `${partners}/${partnerTenant}`)).toMatchObject({
      inboundTrust: { ...off, isMfaAccepted: true },
      b2bDirectConnectInbound: null,
    });
    await update(provider(), changed, trusting);
    expect(providers.takeWrites()).toEqual([]);
  });

  test("inherit again what is no longer given in parts, too", async () => {
    const all = (targetType: string, target: string) => ({
      accessType: "blocked",
      targets: [{ target, targetType }],
    });
    const users = { usersAndGroups: all("user", "AllUsers") };
    const made = await create(provider(), {
      tenantId: partnerTenant,
      b2bDirectConnectInbound: { ...users, applications: all("application", "AllApplications") },
      automaticUserConsentSettings: { inboundAllowed: true, outboundAllowed: true },
    });
    const less = {
      tenantId: partnerTenant,
      b2bDirectConnectInbound: users,
      automaticUserConsentSettings: { inboundAllowed: true },
    };
    const changed = await update(provider(), made, less);
    expect(byHand("GET", `${partners}/${partnerTenant}`)).toMatchObject({
      b2bDirectConnectInbound: { ...users, applications: null },
      automaticUserConsentSettings: { inboundAllowed: true, outboundAllowed: null },
    });
    expect(await refresh(provider(), changed)).toEqual(changed);
  });

  test("that somebody opened by hand are seen by a refresh and put back by the next deployment", async () => {
    const inputs = { tenantId: partnerTenant };
    const made = await create(provider(), inputs);
    byHand("PATCH", `${partners}/${partnerTenant}`, { inboundTrust: { ...off, isCompliantDeviceAccepted: true } });
    const found = await refresh(provider(), made);
    expect(found).toBeDefined();
    if (found === undefined) return;
    expect(await difference(provider(), found, inputs)).toMatchObject({ changes: true });
    await update(provider(), found, inputs);
    expect(byHand("GET", `${partners}/${partnerTenant}`)).toMatchObject({ inboundTrust: off });
  });

  test("that inherit their trust are not the same as ones that trust nobody", async () => {
    byHand("POST", partners, { tenantId: partnerTenant });
    const found = await refresh(provider(), { id: partnerTenant, outs: {} });
    expect(found && (await difference(provider(), found, { tenantId: partnerTenant }))).toMatchObject({
      changes: true,
    });
  });

  test("of another tenant are another resource", async () => {
    const made = await create(provider(), { tenantId: partnerTenant });
    const other = { tenantId: "c7f1b6de-1d3a-4a0e-9f64-5b2d0a9e6c88" };
    expect(await difference(provider(), made, other)).toMatchObject({ changes: true, replaces: ["tenantId"] });
  });

  test("that exist are refused with what to do, and taken over with import", async () => {
    byHand("POST", partners, { tenantId: partnerTenant, isServiceProvider: true });
    await expect(create(provider(), { tenantId: partnerTenant })).rejects.toThrow(
      `The tenant has cross-tenant access settings for ${partnerTenant} already. Take them over with the resource option { import: "${partnerTenant}" }, or delete them first.`,
    );
    const made = await create(provider(), { tenantId: partnerTenant, __import: partnerTenant });
    expect(byHand("GET", `${partners}/${partnerTenant}`)).toMatchObject({ inboundTrust: off, isServiceProvider: true });
    // The option may stay in the program, and may go.
    for (const rest of [{}, { __import: partnerTenant }]) {
      expect(await difference(provider(), made, { tenantId: partnerTenant, ...rest })).toMatchObject({
        changes: false,
      });
    }
  });

  test("are not imported under another tenant's id, nor when there are none", async () => {
    byHand("POST", partners, { tenantId: partnerTenant });
    const other = "c7f1b6de-1d3a-4a0e-9f64-5b2d0a9e6c88";
    await expect(create(provider(), { tenantId: other, __import: partnerTenant })).rejects.toThrow(
      `The id to import is ${partnerTenant}, but tenantId is ${other}: they must be the same.`,
    );
    await expect(create(provider(), { tenantId: other, __import: other })).rejects.toThrow(
      `There is nothing with the id ${other} in the tenant to import.`,
    );
  });

  test("leave to Microsoft whether it is a service provider, unless they say", async () => {
    const made = await create(provider(), { tenantId: partnerTenant });
    byHand("PATCH", `${partners}/${partnerTenant}`, { isServiceProvider: true });
    expect(await refresh(provider(), made)).toEqual(made);
    const said = { tenantId: partnerTenant, isServiceProvider: false };
    expect(await difference(provider(), made, said)).toMatchObject({ changes: true });
  });

  test("are deleted, also when they are gone already", async () => {
    const made = await create(provider(), { tenantId: partnerTenant });
    await provider().delete(made.id, made.outs);
    expect(await refresh(provider(), made)).toBeUndefined();
    await provider().delete(made.id, made.outs);
  });
});

describe("a restricted administrative unit", () => {
  const provider = () => providers.of.RestrictedAdministrativeUnit;

  test("is made restricted, with its members, and a second preview shows nothing", async () => {
    const members = [user("ada"), user("bob")];
    const inputs = { displayName: "Sensitive people", members };
    const made = await create(provider(), inputs);
    expect(byHand("GET", `${units}/${made.id}`)).toMatchObject({
      displayName: "Sensitive people",
      isMemberManagementRestricted: true,
    });
    const reordered = { ...inputs, members: members.toReversed(), visibility: "Public", description: "" };
    expect(await difference(provider(), made, reordered)).toMatchObject({ changes: false });
    expect(await refresh(provider(), made)).toEqual(made);
  });

  test("changes in place, by as few requests as it takes", async () => {
    const [ada, bob] = [user("ada"), user("bob")];
    const made = await create(provider(), { displayName: "Sensitive people", members: [ada] });
    providers.takeWrites();
    const changed = await update(provider(), made, { displayName: "Sensitive people", members: [bob] });
    expect(providers.takeWrites()).toEqual([
      `POST ${units}/${made.id}/members/$ref`,
      `DELETE ${units}/${made.id}/members/${ada}/$ref`,
    ]);
    await update(provider(), changed, { displayName: "Others", description: "d", members: [bob] });
    expect(providers.takeWrites()).toEqual([`PATCH ${units}/${made.id}`]);
    expect(byHand("GET", `${units}/${made.id}`)).toMatchObject({ displayName: "Others", description: "d" });
  });

  test("whose members are others' business leaves them alone", async () => {
    const inputs = { displayName: "Sensitive people" };
    const made = await create(provider(), inputs);
    byHand("POST", `${units}/${made.id}/members/$ref`, {
      "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${user("ada")}`,
    });
    expect(await refresh(provider(), made)).toEqual(made);
    expect(await difference(provider(), made, inputs)).toMatchObject({ changes: false });
  });

  test("shows a member that somebody took out, and takes it in again", async () => {
    const ada = user("ada");
    const inputs = { displayName: "Sensitive people", members: [ada] };
    const made = await create(provider(), inputs);
    byHand("DELETE", `${units}/${made.id}/members/${ada}/$ref`);
    const found = await refresh(provider(), made);
    expect(found && (await difference(provider(), found, inputs))).toMatchObject({ changes: true, replaces: [] });
    if (found !== undefined) await update(provider(), found, inputs);
    expect(byHand("GET", `${units}/${made.id}/members`)["value"]).toMatchObject([{ id: ada }]);
  });

  test("that exists is taken over; one without the restriction cannot become one", async () => {
    const restricted = byHand("POST", units, { displayName: "Old name", isMemberManagementRestricted: true })["id"];
    const plain = byHand("POST", units, { displayName: "Plain" })["id"];
    const made = await create(provider(), { displayName: "New name", __import: restricted });
    expect(made.id).toBe(restricted);
    expect(byHand("GET", `${units}/${made.id}`)).toMatchObject({ displayName: "New name" });
    await expect(create(provider(), { displayName: "Plain", __import: plain })).rejects.toThrow(
      `The administrative unit ${plain} ("Plain") is not one with restricted management, and cannot become one`,
    );
  });

  test("whose member does not exist is there all the same, for the engine to know", async () => {
    const nobody = "0f0e0d0c-0000-4000-8000-000000000001";
    const failed = await create(provider(), { displayName: "Sensitive people", members: [nobody] }).catch(
      (error: unknown) => error,
    );
    const { id, reasons } = failed as { id: string; reasons: string[] };
    expect(byHand("GET", `${units}/${id}`)).toMatchObject({ displayName: "Sensitive people" });
    expect(reasons).toHaveLength(1);
  });

  test("is deleted", async () => {
    const made = await create(provider(), { displayName: "Sensitive people" });
    await provider().delete(made.id, made.outs);
    expect(await refresh(provider(), made)).toBeUndefined();
  });
});

describe("PIM settings of a directory role", () => {
  const provider = () => providers.of.DirectoryRoleManagementPolicy;
  const approver = "0f0e0d0c-0000-4000-8000-000000000001";
  const strict = {
    roleDefinitionId: globalAdministrator,
    activationRules: {
      maximumDuration: "PT2H",
      requireApproval: true,
      approvalStage: {
        primaryApprovers: [
          { objectId: approver, type: "groupMembers" },
          { objectId: "0f0e0d0c-0000-4000-8000-000000000002", type: "singleUser" },
        ],
      },
      requireTicketInfo: true,
    },
    eligibleAssignmentRules: { expirationRequired: true, expireAfter: "P180D" },
    activeAssignmentRules: { expirationRequired: true, expireAfter: "P15D" },
    notificationRules: {
      eligibleActivations: { adminNotifications: { additionalRecipients: ["security@harbourdental.example"] } },
    },
  };

  const objectIn = (value: unknown) => value as Record<string, unknown>;

  function policyAssignments() {
    const filter = `scopeId eq '/' and scopeType eq 'DirectoryRole' and roleDefinitionId eq '${globalAdministrator}'`;
    const path = `/v1.0/policies/roleManagementPolicyAssignments?$filter=${filter}&$expand=policy($expand=rules)`;
    return byHand("GET", path)["value"] as { policyId: string; policy: { rules: { id: string }[] } }[];
  }

  function rules(): Record<string, Record<string, unknown>> {
    const [assignment] = policyAssignments();
    return Object.fromEntries((assignment?.policy.rules ?? []).map((rule) => [rule.id, rule]));
  }

  test("without any setting are Microsoft's defaults: nothing is written", async () => {
    const made = await create(provider(), { roleDefinitionId: globalAdministrator.toUpperCase() });
    expect(made.id).toBe(globalAdministrator);
    expect(providers.takeWrites()).toEqual([]);
  });

  test("are written rule by rule, only those that differ", async () => {
    await create(provider(), strict);
    expect(providers.takeWrites().map((write) => write.split("/rules/")[1])).toEqual([
      "Expiration_Admin_Eligibility",
      "Expiration_Admin_Assignment",
      "Expiration_EndUser_Assignment",
      "Enablement_EndUser_Assignment",
      "Approval_EndUser_Assignment",
      "Notification_Admin_EndUser_Assignment",
    ]);
    const written = rules();
    expect(written["Expiration_EndUser_Assignment"]).toMatchObject({ maximumDuration: "PT2H" });
    expect(written["Enablement_EndUser_Assignment"]).toMatchObject({
      enabledRules: ["MultiFactorAuthentication", "Justification", "Ticketing"],
    });
    expect(written["Approval_EndUser_Assignment"]).toMatchObject({
      setting: {
        isApprovalRequired: true,
        approvalStages: [
          {
            primaryApprovers: [
              { "@odata.type": "#microsoft.graph.groupMembers", groupId: approver },
              { "@odata.type": "#microsoft.graph.singleUser", userId: "0f0e0d0c-0000-4000-8000-000000000002" },
            ],
          },
        ],
      },
      target: { caller: "EndUser", level: "Assignment" },
    });
    expect(written["Notification_Admin_EndUser_Assignment"]).toMatchObject({
      isDefaultRecipientsEnabled: true,
      notificationRecipients: ["security@harbourdental.example"],
    });
  });

  test("show nothing in a second preview, however the program writes them", async () => {
    const made = await create(provider(), strict);
    expect(await refresh(provider(), made)).toEqual(made);
    const rewritten = {
      ...strict,
      activationRules: {
        ...strict.activationRules,
        maximumDuration: "PT120M",
        requireJustification: true,
        approvalStage: {
          primaryApprovers: [
            ...strict.activationRules.approvalStage.primaryApprovers.toReversed(),
            { objectId: approver, type: "groupMembers" },
          ],
        },
      },
    };
    expect(await difference(provider(), made, rewritten)).toMatchObject({ changes: false });
  });

  test("that somebody loosened by hand are seen and put back", async () => {
    const made = await create(provider(), strict);
    const { id } = provider() && made;
    const filter = `scopeId eq '/' and scopeType eq 'DirectoryRole' and roleDefinitionId eq '${id}'`;
    const [assignment] = byHand("GET", `/v1.0/policies/roleManagementPolicyAssignments?$filter=${filter}`)["value"] as {
      policyId: string;
    }[];
    byHand("PATCH", `/v1.0/policies/roleManagementPolicies/${assignment?.policyId}/rules/Approval_EndUser_Assignment`, {
      "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyApprovalRule",
      setting: { isApprovalRequired: false },
    });
    const found = await refresh(provider(), made);
    expect(found && (await difference(provider(), found, strict))).toMatchObject({ changes: true });
    providers.takeWrites();
    if (found !== undefined) await update(provider(), found, strict);
    expect(providers.takeWrites()).toHaveLength(1);
    expect(rules()["Approval_EndUser_Assignment"]).toMatchObject({ setting: { isApprovalRequired: true } });
  });

  test("demand an authentication context instead of multifactor authentication, and back", async () => {
    const context = {
      roleDefinitionId: globalAdministrator,
      activationRules: { requiredConditionalAccessAuthenticationContext: "c1" },
    };
    const made = await create(provider(), context);
    // Multifactor authentication goes before the context comes: PIM takes one of the two.
    expect(providers.takeWrites().map((write) => write.split("/rules/")[1])).toEqual([
      "Enablement_EndUser_Assignment",
      "AuthenticationContext_EndUser_Assignment",
    ]);
    expect(rules()["AuthenticationContext_EndUser_Assignment"]).toMatchObject({ isEnabled: true, claimValue: "c1" });
    expect(await refresh(provider(), made)).toEqual(made);
    await update(provider(), made, { roleDefinitionId: globalAdministrator });
    expect(providers.takeWrites().map((write) => write.split("/rules/")[1])).toEqual([
      "AuthenticationContext_EndUser_Assignment",
      "Enablement_EndUser_Assignment",
    ]);
  });

  test.each<[string, string, string, object]>([
    [
      "that let an activation last for ever",
      "Expiration_EndUser_Assignment",
      "Expiration",
      { isExpirationRequired: false },
    ],
    [
      "that demand an authentication context that is none",
      "AuthenticationContext_EndUser_Assignment",
      "AuthenticationContext",
      { isEnabled: true, claimValue: "" },
    ],
    [
      "by which somebody else approves, too",
      "Approval_EndUser_Assignment",
      "Approval",
      {
        setting: {
          isApprovalRequired: true,
          approvalStages: [
            {
              isEscalationEnabled: true,
              primaryApprovers: [
                { "@odata.type": "#microsoft.graph.groupMembers", groupId: approver },
                { "@odata.type": "#microsoft.graph.singleUser", userId: "0f0e0d0c-0000-4000-8000-000000000002" },
              ],
              escalationApprovers: [
                { "@odata.type": "#microsoft.graph.singleUser", userId: "0f0e0d0c-0000-4000-8000-000000000003" },
              ],
            },
          ],
        },
      },
    ],
  ])("%s, which no program can say, are seen and put back", async (_, id, kind, body) => {
    const made = await create(provider(), strict);
    const before = rules()[id];
    const [assignment] = policyAssignments();
    byHand("PATCH", `/v1.0/policies/roleManagementPolicies/${assignment?.policyId}/rules/${id}`, {
      "@odata.type": `#microsoft.graph.unifiedRoleManagementPolicy${kind}Rule`,
      ...body,
    });
    const found = await refresh(provider(), made);
    expect(found && (await difference(provider(), found, strict))).toMatchObject({ changes: true });
    if (found !== undefined) await update(provider(), found, strict);
    expect(rules()[id]).toEqual(before);
  });

  test("that Graph has beside what a program can say stay as they are", async () => {
    const [assignment] = policyAssignments();
    const rule = `/v1.0/policies/roleManagementPolicies/${assignment?.policyId}/rules`;
    byHand("PATCH", `${rule}/Enablement_EndUser_Assignment`, {
      "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyEnablementRule",
      enabledRules: ["MultiFactorAuthentication", "Justification", "SomethingLater"],
    });
    const setting = { ...objectIn(rules()["Approval_EndUser_Assignment"]?.["setting"]), somethingLater: "kept" };
    byHand("PATCH", `${rule}/Approval_EndUser_Assignment`, {
      "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyApprovalRule",
      setting,
    });
    const made = await create(provider(), strict);
    expect(await refresh(provider(), made)).toEqual(made);
    expect(rules()).toMatchObject({
      Enablement_EndUser_Assignment: {
        enabledRules: ["MultiFactorAuthentication", "Justification", "Ticketing", "SomethingLater"],
      },
      Approval_EndUser_Assignment: { setting: { isApprovalRequired: true, somethingLater: "kept" } },
    });
  });

  test("of another role are another resource", async () => {
    const made = await create(provider(), strict);
    const other = { ...strict, roleDefinitionId: "e8611ab8-c189-46e8-94e1-60213ab1f814" };
    expect(await difference(provider(), made, other)).toMatchObject({
      replaces: ["roleDefinitionId"],
      deleteBeforeReplace: true,
    });
  });

  test("go back to Microsoft's defaults when they are deleted", async () => {
    const before = rules();
    const made = await create(provider(), strict);
    await provider().delete(made.id, made.outs);
    expect(rules()).toEqual(before);
  });

  test("of a role that there is not are refused", async () => {
    const nothing = "0f0e0d0c-0000-4000-8000-000000000009";
    await expect(create(provider(), { roleDefinitionId: nothing })).rejects.toThrow(
      `The tenant has no PIM settings for the role ${nothing}.`,
    );
  });
});

describe("a Graph that throttles and fails", () => {
  test("makes and changes everything in the end, once", async () => {
    const shares = { throttle: 0.2, error: 0.1, truncate: 0.1 };
    for (let seed = 1; seed <= 10; seed++) {
      tenant = harbourTenant();
      const { of } = ownProviders(tenant, { shares, writes: false, seed });
      const partner = await create(of.CrossTenantAccessPartner, { tenantId: partnerTenant });
      await update(of.CrossTenantAccessPartner, partner, {
        tenantId: partnerTenant,
        inboundTrust: { isMfaAccepted: true },
      });
      const unit = await create(of.RestrictedAdministrativeUnit, { displayName: "S", members: [user("ada")] });
      await create(of.DirectoryRoleManagementPolicy, {
        roleDefinitionId: globalAdministrator,
        activationRules: { maximumDuration: "PT1H" },
      });
      const { collections } = tenant.toSnapshot();
      expect(collections.crossTenantPartners).toMatchObject([{ inboundTrust: { isMfaAccepted: true } }]);
      expect(collections.administrativeUnits.map(({ id }) => id)).toEqual([unit.id]);
    }
  });
});
