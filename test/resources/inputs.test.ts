import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ResourceName } from "../../src/resources/tokens.ts";
import { harbourTenant } from "../support/harbour-tenant.ts";
import { create, difference, ownProviders, refresh } from "./own-providers.ts";

const role = "62e90394-69f5-4237-9190-012177145e10";
const tenantId = "9c2a8f10-63d4-4b7b-8a55-1f0e9d3c7b21";
/** What the engine puts where a preview does not know a value. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

async function failures(name: ResourceName, inputs: object) {
  const result = await ownProviders(harbourTenant()).of[name].check({}, { ...inputs });
  return result.failures.map(({ property, reason }) => `${property}: ${reason}`);
}

describe("inputs that Graph would refuse, or take in another sense, are refused in a preview", () => {
  test.each<[ResourceName, object, string]>([
    ["CrossTenantAccessPartner", {}, "tenantId: It must be given."],
    [
      "CrossTenantAccessPartner",
      { tenantId: "brightdesk.example" },
      'tenantId: It must be a GUID such as 62e90394-69f5-4237-9190-012177145e10, and is "brightdesk.example".',
    ],
    [
      "CrossTenantAccessPartner",
      { tenantId, inboundTrust: { isMfaAcepted: true } },
      "inboundTrust.isMfaAcepted: There is no such property; there are isMfaAccepted, isCompliantDeviceAccepted, isHybridAzureADJoinedDeviceAccepted.",
    ],
    [
      "CrossTenantAccessPartner",
      { tenantId, inboundTrust: { isMfaAccepted: "yes" } },
      'inboundTrust.isMfaAccepted: It must be true or false, and is "yes".',
    ],
    [
      "CrossTenantAccessPartner",
      { tenantId, b2bCollaborationInbound: { applications: { accessType: "permitted", targets: [] } } },
      'b2bCollaborationInbound.applications.accessType: It must be one of allowed, blocked, and is "permitted".',
    ],
    [
      "CrossTenantAccessPartner",
      { tenantId, b2bCollaborationInbound: { applications: { accessType: "allowed", targets: [{ target: "x" }] } } },
      "b2bCollaborationInbound.applications.targets: Item 1 is wrong. targetType: It must be given.",
    ],
    ["RestrictedAdministrativeUnit", { displayName: " " }, 'displayName: It must be a text, and is " ".'],
    ["RestrictedAdministrativeUnit", { displayName: null }, "displayName: It must be given."],
    ["RestrictedAdministrativeUnit", { displayName: 7 }, "displayName: It must be a text, and is 7."],
    [
      "RestrictedAdministrativeUnit",
      { displayName: "S", description: {} },
      "description: It must be a text, and is {}.",
    ],
    ["RestrictedAdministrativeUnit", { displayName: "S", members: "all" }, 'members: It must be a list, and is "all".'],
    [
      "RestrictedAdministrativeUnit",
      { displayName: "S", visibility: ["x".repeat(60)] },
      `visibility: It must be one of Public, HiddenMembership, and is ["${"x".repeat(55)}….`,
    ],
    [
      "CrossTenantAccessPartner",
      { tenantId: [tenantId] },
      `tenantId: It must be a GUID such as 62e90394-69f5-4237-9190-012177145e10, and is ["${tenantId}"].`,
    ],
    [
      "CrossTenantAccessPartner",
      { tenantId, inboundTrust: "all" },
      'inboundTrust: It must be an object, and is "all".',
    ],
    [
      "CrossTenantAccessPartner",
      { tenantId, b2bCollaborationInbound: { applications: { accessType: "allowed", targets: ["AllApplications"] } } },
      'b2bCollaborationInbound.applications.targets: Item 1 is wrong. It must be an object, and is "AllApplications".',
    ],
    ...["c0", "c100", "ac1", "C1"].map((context): [ResourceName, object, string] => [
      "DirectoryRoleManagementPolicy",
      { roleDefinitionId: role, activationRules: { requiredConditionalAccessAuthenticationContext: context } },
      `activationRules.requiredConditionalAccessAuthenticationContext: It must be the id of an authentication context, c1 to c99, and is ${context}.`,
    ]),
    ...["PT0M", "PT10M", "PT45M", "P2D", "soon"].map((length): [ResourceName, object, string] => [
      "DirectoryRoleManagementPolicy",
      { roleDefinitionId: role, activationRules: { maximumDuration: length } },
      `activationRules.maximumDuration: It must be a length between PT30M and PT24H in steps of 30 minutes, and is ${length}.`,
    ]),
    [
      "RestrictedAdministrativeUnit",
      { displayName: "S", visibility: "Hidden" },
      'visibility: It must be one of Public, HiddenMembership, and is "Hidden".',
    ],
    [
      "RestrictedAdministrativeUnit",
      { displayName: "S", members: ["/users/0f0e0d0c-0000-4000-8000-000000000001"] },
      'members: Item 1 is wrong. It must be a GUID such as 62e90394-69f5-4237-9190-012177145e10, and is "/users/0f0e0d0c-0000-4000-8000-000000000001".',
    ],
    [
      "RestrictedAdministrativeUnit",
      { displayName: "S", isMemberManagementRestricted: false },
      "isMemberManagementRestricted: There is no such property; there are displayName, description, visibility, members.",
    ],
    ["DirectoryRoleManagementPolicy", { activationRules: {} }, "roleDefinitionId: It must be given."],
    [
      "DirectoryRoleManagementPolicy",
      { roleDefinitionId: role, activationRules: { maximumDuration: "PT25H" } },
      "activationRules.maximumDuration: It must be a length between PT30M and PT24H in steps of 30 minutes, and is PT25H.",
    ],
    [
      "DirectoryRoleManagementPolicy",
      { roleDefinitionId: role, activeAssignmentRules: { expireAfter: "P1Y" } },
      'activeAssignmentRules.expireAfter: It must be one of P15D, P30D, P90D, P180D, P365D, and is "P1Y".',
    ],
    [
      "DirectoryRoleManagementPolicy",
      {
        roleDefinitionId: role,
        activationRules: {
          requireMultifactorAuthentication: true,
          requiredConditionalAccessAuthenticationContext: "c1",
        },
      },
      "activationRules.requireMultifactorAuthentication: PIM demands either multifactor authentication or an authentication context: leave this out, and let a conditional access policy for the context demand it.",
    ],
    [
      "DirectoryRoleManagementPolicy",
      {
        roleDefinitionId: role,
        activationRules: { approvalStage: { primaryApprovers: [{ objectId: tenantId, type: "singleUser" }] } },
      },
      "activationRules.approvalStage: There are approvers, but nothing needs approval: set requireApproval to true.",
    ],
    [
      "DirectoryRoleManagementPolicy",
      {
        roleDefinitionId: role,
        activationRules: {
          requireApproval: true,
          approvalStage: { primaryApprovers: [{ objectId: tenantId, type: "group" }] },
        },
      },
      'activationRules.approvalStage.primaryApprovers: Item 1 is wrong. type: It must be one of singleUser, groupMembers, and is "group".',
    ],
  ])("%s %j", async (name, inputs, sentence) => {
    expect(await failures(name, inputs)).toEqual([sentence]);
  });

  test.each<[ResourceName, object]>([
    ["RestrictedAdministrativeUnit", { displayName: "S", description: null, members: undefined }],
    ["CrossTenantAccessPartner", { tenantId: tenantId.toUpperCase(), inboundTrust: {} }],
    ...["PT30M", "PT24H", "P1D", "PT1H30M"].map((maximumDuration): [ResourceName, object] => [
      "DirectoryRoleManagementPolicy",
      {
        roleDefinitionId: role,
        activationRules: { maximumDuration, requireMultifactorAuthentication: true, approvalStage: undefined },
      },
    ]),
  ])("near miss: %s %j", async (name, inputs) => {
    expect(await failures(name, inputs)).toEqual([]);
  });

  test.each<[ResourceName, object]>([
    ["CrossTenantAccessPartner", { tenantId: unknown, inboundTrust: unknown }],
    ["CrossTenantAccessPartner", { tenantId, inboundTrust: { isMfaAccepted: unknown } }],
    ["CrossTenantAccessPartner", { tenantId, b2bCollaborationInbound: { applications: unknown } }],
    ["RestrictedAdministrativeUnit", { displayName: unknown, members: unknown }],
    ["RestrictedAdministrativeUnit", { displayName: "S", members: [unknown, tenantId] }],
    ["DirectoryRoleManagementPolicy", { roleDefinitionId: role, activationRules: unknown }],
    [
      "DirectoryRoleManagementPolicy",
      {
        roleDefinitionId: unknown,
        activationRules: {
          requireApproval: true,
          approvalStage: { primaryApprovers: [{ objectId: unknown, type: "groupMembers" }] },
        },
      },
    ],
  ])("but not what a preview does not know yet: %s %j", async (name, inputs) => {
    expect(await failures(name, inputs)).toEqual([]);
  });
});

test("what is checked is put in order, and left as it is where something is wrong with it", async () => {
  const { check } = ownProviders(harbourTenant()).of.RestrictedAdministrativeUnit;
  const members = [role.toUpperCase(), tenantId];
  expect((await check({}, { displayName: "S", members })).inputs).toStrictEqual({
    displayName: "S",
    visibility: "Public",
    members: [role, tenantId],
  });
  const wrong = { displayName: "S", members, visibility: "no", __import: "x" };
  expect((await check({}, wrong)).inputs).toStrictEqual(wrong);
});

const guid = fc.uuid();
const flag = fc.option(fc.boolean(), { nil: undefined });
const targets = fc.record({
  accessType: fc.constantFrom("allowed", "blocked"),
  targets: fc.uniqueArray(fc.record({ target: guid, targetType: fc.constantFrom("user", "group") }), {
    maxLength: 4,
    selector: ({ target }) => target,
  }),
});
const side = fc.option(fc.record({ usersAndGroups: targets }, { requiredKeys: [] }), { nil: undefined });
const partner = fc.record(
  {
    tenantId: guid,
    inboundTrust: fc.record({ isMfaAccepted: flag, isCompliantDeviceAccepted: flag }, { requiredKeys: [] }),
    automaticUserConsentSettings: fc.record({ inboundAllowed: flag }, { requiredKeys: [] }),
    b2bCollaborationInbound: side,
    b2bDirectConnectOutbound: side,
    isServiceProvider: flag,
  },
  { requiredKeys: ["tenantId"] },
);
const notification = fc.record(
  {
    notificationLevel: fc.constantFrom("All", "Critical", "None"),
    defaultRecipients: flag,
    additionalRecipients: fc.uniqueArray(fc.constantFrom("a@x.example", "b@x.example", "c@x.example")),
  },
  { requiredKeys: [] },
);
const days = fc.constantFrom("P15D", "P30D", "P90D", "P180D", "P365D");
const rolePolicy = fc.record(
  {
    roleDefinitionId: fc.constant(role),
    activationRules: fc.record(
      {
        maximumDuration: fc.integer({ min: 1, max: 48 }).map((halves) => `PT${halves * 30}M`),
        requireApproval: fc.constant(true),
        approvalStage: fc.record({
          primaryApprovers: fc.array(
            fc.record({ objectId: guid, type: fc.constantFrom("singleUser", "groupMembers") }),
            { maxLength: 3 },
          ),
        }),
        requireJustification: flag,
        requireTicketInfo: flag,
        requiredConditionalAccessAuthenticationContext: fc.constantFrom("c1", "c99"),
      },
      { requiredKeys: ["requireApproval"] },
    ),
    eligibleAssignmentRules: fc.record({ expirationRequired: flag, expireAfter: days }, { requiredKeys: [] }),
    activeAssignmentRules: fc.record(
      { expirationRequired: flag, expireAfter: days, requireMultifactorAuthentication: flag },
      { requiredKeys: [] },
    ),
    notificationRules: fc.record(
      { activeAssignments: fc.record({ approverNotifications: notification }, { requiredKeys: [] }) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ["roleDefinitionId"] },
);
const unit = fc.record(
  {
    displayName: fc.constant("S"),
    description: fc.string(),
    visibility: fc.constantFrom("Public", "HiddenMembership"),
  },
  { requiredKeys: ["displayName"] },
);

describe("whatever a program declares", () => {
  test.each<[ResourceName, fc.Arbitrary<object>]>([
    ["CrossTenantAccessPartner", partner],
    ["DirectoryRoleManagementPolicy", rolePolicy],
    ["RestrictedAdministrativeUnit", unit],
  ])("%s: after it is made neither a refresh nor a second preview shows anything", async (name, inputs) => {
    await fc.assert(
      fc.asyncProperty(inputs, async (declared) => {
        const provider = ownProviders(harbourTenant()).of[name];
        const made = await create(provider, { ...declared });
        const found = await refresh(provider, made);
        expect(found).toEqual(made);
        expect(await difference(provider, made, { ...declared })).toMatchObject({ changes: false, replaces: [] });
      }),
      { numRuns: 25 },
    );
  });
});
