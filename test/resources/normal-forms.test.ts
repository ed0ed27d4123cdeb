/** What a program gives, what Graph answers and what is sent, one beside the other: a round trip would not see what both ways leave out. */

import { describe, expect, test } from "vitest";
import {
  changedInPartner,
  normalPartner,
  partnerChange,
  partnerFromGraph,
} from "../../src/resources/cross-tenant-partner.ts";
import {
  changedInUnit,
  memberChange,
  newUnitBody,
  normalUnit,
  unitChange,
  unitFromGraph,
} from "../../src/resources/restricted-unit.ts";
import { changedInRolePolicy, normalRolePolicy } from "../../src/resources/role-policy-inputs.ts";
import { inOrder, rolePolicyFromGraph, ruleChanges } from "../../src/resources/role-policy-rules.ts";
import { isSame, type Properties } from "../../src/resources/unknown.ts";

const tenantId = "9c2a8f10-63d4-4b7b-8a55-1f0e9d3c7b21";
const roleDefinitionId = "62e90394-69f5-4237-9190-012177145e10";
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const off = { isMfaAccepted: false, isCompliantDeviceAccepted: false, isHybridAzureADJoinedDeviceAccepted: false };
const all = { target: "AllUsers", targetType: "user" };
const one = { target: "0f0e0d0c-0000-4000-8000-000000000001", targetType: "group" };

describe("a partner tenant", () => {
  test.each<[string, Properties, Properties]>([
    ["with nothing said", { tenantId: tenantId.toUpperCase() }, { tenantId, inboundTrust: off }],
    [
      "with sides, in order and without what is not Graph's",
      {
        tenantId,
        inboundTrust: { isMfaAccepted: true },
        automaticUserConsentSettings: { inboundAllowed: true, outboundAllowed: null },
        isServiceProvider: false,
        b2bCollaborationInbound: {
          usersAndGroups: { accessType: "allowed", targets: [all, { ...one, extra: 1 }] },
          applications: { accessType: "blocked", targets: [] },
        },
        b2bDirectConnectOutbound: { usersAndGroups: null },
        b2bDirectConnectInbound: null,
      },
      {
        tenantId,
        inboundTrust: { ...off, isMfaAccepted: true },
        automaticUserConsentSettings: { inboundAllowed: true },
        isServiceProvider: false,
        b2bCollaborationInbound: {
          usersAndGroups: { accessType: "allowed", targets: [one, all] },
          applications: { accessType: "blocked", targets: [] },
        },
      },
    ],
    [
      "with empty settings, which are none",
      { tenantId, automaticUserConsentSettings: {}, b2bCollaborationOutbound: {} },
      { tenantId, inboundTrust: off },
    ],
    [
      "with what a preview does not know, at every depth",
      {
        tenantId,
        inboundTrust: unknown,
        automaticUserConsentSettings: unknown,
        b2bCollaborationInbound: unknown,
        b2bCollaborationOutbound: {
          usersAndGroups: unknown,
          applications: { accessType: "allowed", targets: unknown },
        },
        b2bDirectConnectInbound: { applications: unknown, usersAndGroups: { accessType: unknown, targets: [unknown] } },
      },
      {
        tenantId,
        inboundTrust: unknown,
        automaticUserConsentSettings: unknown,
        b2bCollaborationInbound: unknown,
        b2bCollaborationOutbound: {
          usersAndGroups: unknown,
          applications: { accessType: "allowed", targets: unknown },
        },
        b2bDirectConnectInbound: { applications: unknown, usersAndGroups: { accessType: unknown, targets: [unknown] } },
      },
    ],
  ])("%s", (_, inputs, expected) => {
    expect(normalPartner(inputs)).toStrictEqual(expected);
  });

  test.each<[string, Properties, boolean, Properties]>([
    ["that inherits its trust", { tenantId, inboundTrust: null }, false, { tenantId }],
    [
      "that trusts, and is a service provider where that is the program's business",
      { tenantId, inboundTrust: off, isServiceProvider: true, identitySynchronization: {} },
      true,
      { tenantId, inboundTrust: off, isServiceProvider: true },
    ],
    [
      "that is one where it is not",
      { tenantId, inboundTrust: off, isServiceProvider: true },
      false,
      { tenantId, inboundTrust: off },
    ],
    [
      "of which nobody said that it is one",
      { tenantId, isServiceProvider: null },
      true,
      { tenantId, isServiceProvider: false },
    ],
  ])("as Graph has it: %s", (_, answer, keeps, expected) => {
    expect(partnerFromGraph(answer, keeps)).toStrictEqual(expected);
  });

  const before = {
    tenantId,
    inboundTrust: off,
    isServiceProvider: true,
    automaticUserConsentSettings: { inboundAllowed: true },
    b2bCollaborationInbound: { usersAndGroups: { accessType: "allowed", targets: [all] } },
  };

  test.each<[string, Properties, readonly string[], Properties]>([
    ["nothing", before, [], {}],
    ["what it leaves to Microsoft", { ...before, isServiceProvider: undefined }, [], {}],
    [
      "what it says to Microsoft",
      { ...before, isServiceProvider: false },
      ["isServiceProvider"],
      { isServiceProvider: false },
    ],
    ["the key, which cannot be sent", { ...before, tenantId: roleDefinitionId }, ["tenantId"], {}],
    [
      "what is inherited again",
      { tenantId, inboundTrust: off, isServiceProvider: true },
      ["automaticUserConsentSettings", "b2bCollaborationInbound"],
      { automaticUserConsentSettings: { inboundAllowed: null, outboundAllowed: null }, b2bCollaborationInbound: null },
    ],
  ])("changes by %s", (_, after, names, body) => {
    expect(changedInPartner(before, after)).toEqual(names);
    expect(partnerChange(before, after)).toStrictEqual(body);
  });
});

describe("a restricted administrative unit", () => {
  test.each<[string, Properties, Properties]>([
    ["with nothing but a name", { displayName: "S", description: "" }, { displayName: "S", visibility: "Public" }],
    [
      "with members, each once and in order",
      { displayName: "S", description: "d", visibility: "HiddenMembership", members: ["B", "a", "b", 7] },
      { displayName: "S", description: "d", visibility: "HiddenMembership", members: ["7", "a", "b"] },
    ],
    [
      "with members that nobody knows yet",
      { displayName: "S", members: unknown },
      { displayName: "S", visibility: "Public", members: unknown },
    ],
  ])("%s", (_, inputs, expected) => {
    expect(normalUnit(inputs)).toStrictEqual(expected);
  });

  test("is made restricted, and hidden only where that is said", () => {
    const body = {
      "@odata.type": "#microsoft.graph.administrativeUnit",
      displayName: "S",
      isMemberManagementRestricted: true,
    };
    expect(newUnitBody({ displayName: "S", visibility: "Public" })).toStrictEqual(body);
    expect(newUnitBody({ displayName: "S", description: "d", visibility: "HiddenMembership" })).toStrictEqual({
      ...body,
      description: "d",
      visibility: "HiddenMembership",
    });
  });

  test("is read with its visibility, and its members where they are the program's business", () => {
    const answer = { id: "1", displayName: "S", description: null, visibility: "HiddenMembership" };
    expect(unitFromGraph(answer, undefined)).toStrictEqual({ displayName: "S", visibility: "HiddenMembership" });
    expect(unitFromGraph(answer, ["B"])).toMatchObject({ members: ["b"] });
  });

  const before = { displayName: "S", description: "d", visibility: "Public", members: ["a", "b"] };

  test.each<[string, Properties, readonly string[], Properties | undefined, readonly string[], readonly string[]]>([
    ["nothing", before, [], undefined, [], []],
    ["members that are others' business", { ...before, members: undefined }, [], undefined, [], []],
    ["members", { ...before, members: ["b", "c"] }, ["members"], undefined, ["c"], ["a"]],
    ["a description that goes", { ...before, description: undefined }, ["description"], { description: null }, [], []],
    [
      "all of it",
      { displayName: "T", description: "e", visibility: "HiddenMembership", members: [] },
      ["displayName", "description", "visibility", "members"],
      { displayName: "T", description: "e", visibility: "HiddenMembership" },
      [],
      ["a", "b"],
    ],
  ])("changes by %s", (_, after, names, body, added, removed) => {
    expect(changedInUnit(before, after)).toEqual(names);
    expect(unitChange(before, after)).toEqual(body);
    expect(memberChange(before, after)).toEqual({ added, removed });
  });
});

describe("PIM settings of a directory role", () => {
  const activation = {
    maximumDuration: "PT8H",
    requireApproval: false,
    requireJustification: true,
    requireMultifactorAuthentication: true,
    requireTicketInfo: false,
  };
  const told = { notificationLevel: "All", defaultRecipients: true, additionalRecipients: [] };
  const everybody = { adminNotifications: told, approverNotifications: told, assigneeNotifications: told };
  const defaults = {
    roleDefinitionId,
    activationRules: activation,
    eligibleAssignmentRules: { expirationRequired: false, expireAfter: "P365D" },
    activeAssignmentRules: {
      expirationRequired: false,
      expireAfter: "P180D",
      requireJustification: true,
      requireMultifactorAuthentication: false,
      requireTicketInfo: false,
    },
    notificationRules: { eligibleAssignments: everybody, activeAssignments: everybody, eligibleActivations: everybody },
  };
  const rules = (given: Properties) =>
    normalRolePolicy({ roleDefinitionId, activationRules: given })["activationRules"];

  test("are Microsoft's where nothing is said", () => {
    expect(normalRolePolicy({ roleDefinitionId: roleDefinitionId.toUpperCase() })).toStrictEqual(defaults);
  });

  test.each([
    ["PT90M", "PT1H30M"],
    ["PT30M", "PT30M"],
    ["PT60M", "PT1H"],
    ["PT24H", "P1D"],
    ["P1D", "P1D"],
    ["P1DT2H", "PT26H"],
    ["soon", "soon"],
    ["PT8H!", "PT8H!"],
    ["!PT8H", "!PT8H"],
    [unknown, unknown],
  ])("have the length %s as %s", (written, expected) => {
    expect(rules({ maximumDuration: written })).toStrictEqual({ ...activation, maximumDuration: expected });
  });

  test.each<[string, Properties, Properties]>([
    [
      "a context instead of a second factor",
      { requiredConditionalAccessAuthenticationContext: "c1" },
      { requireMultifactorAuthentication: false, requiredConditionalAccessAuthenticationContext: "c1" },
    ],
    ["no context, said", { requiredConditionalAccessAuthenticationContext: null }, {}],
    [
      "nothing of what is usual",
      { requireJustification: false, requireMultifactorAuthentication: false },
      { requireJustification: false, requireMultifactorAuthentication: false },
    ],
    [
      "approvers that nobody asks",
      { approvalStage: { primaryApprovers: [{ objectId: "a", type: "singleUser" }] } },
      {},
    ],
    [
      "approvers in order, whatever their case",
      {
        requireApproval: true,
        approvalStage: {
          primaryApprovers: [
            { objectId: "B", type: "singleUser", extra: 1 },
            { objectId: "a", type: "groupMembers" },
            unknown,
          ],
        },
      },
      {
        requireApproval: true,
        approvalStage: {
          primaryApprovers: [unknown, { objectId: "a", type: "groupMembers" }, { objectId: "b", type: "singleUser" }],
        },
      },
    ],
    [
      "an approval by nobody",
      { requireApproval: true, approvalStage: { primaryApprovers: [] } },
      { requireApproval: true },
    ],
    [
      "approvers that are not known yet",
      { requireApproval: true, approvalStage: unknown },
      { requireApproval: true, approvalStage: unknown },
    ],
    [
      "a list of them that is not",
      { requireApproval: true, approvalStage: { primaryApprovers: unknown } },
      { requireApproval: true, approvalStage: { primaryApprovers: unknown } },
    ],
    [
      "whether they are asked, which is not",
      { requireApproval: unknown, approvalStage: { primaryApprovers: [{ objectId: "A", type: "singleUser" }] } },
      { requireApproval: unknown, approvalStage: { primaryApprovers: [{ objectId: "a", type: "singleUser" }] } },
    ],
  ])("with %s", (_, given, expected) => {
    expect(rules(given)).toStrictEqual({ ...activation, ...expected });
  });

  test("with whole parts that are not known yet, and notifications of which one is said", () => {
    const open = { activationRules: unknown, eligibleAssignmentRules: unknown, activeAssignmentRules: unknown };
    expect(normalRolePolicy({ roleDefinitionId, ...open, notificationRules: unknown })).toStrictEqual({
      roleDefinitionId,
      ...open,
      notificationRules: unknown,
    });
    const loud = { notificationLevel: "Critical", defaultRecipients: false, additionalRecipients: ["b@x", "a@x"] };
    const said = normalRolePolicy({
      roleDefinitionId,
      notificationRules: {
        eligibleAssignments: unknown,
        activeAssignments: { adminNotifications: loud, approverNotifications: { additionalRecipients: unknown } },
      },
    });
    expect(said["notificationRules"]).toStrictEqual({
      eligibleAssignments: unknown,
      activeAssignments: {
        adminNotifications: { ...loud, additionalRecipients: ["a@x", "b@x"] },
        approverNotifications: { ...told, additionalRecipients: unknown },
        assigneeNotifications: told,
      },
      eligibleActivations: everybody,
    });
    expect(changedInRolePolicy(defaults, said)).toEqual(["notificationRules"]);
  });

  const target = { caller: "EndUser", operations: ["All"], level: "Assignment" };
  const present = (id: string, more: Properties) => ({ id, target, ...more });

  test("are written rule by rule, each with the target that it has", () => {
    const wanted = normalRolePolicy({
      roleDefinitionId,
      activationRules: { requiredConditionalAccessAuthenticationContext: "c1", maximumDuration: "PT2H" },
    });
    const rulesThere = [
      present("Expiration_EndUser_Assignment", { maximumDuration: "PT8H" }),
      present("Enablement_EndUser_Assignment", { enabledRules: ["MultiFactorAuthentication", "Justification"] }),
      { id: "Enablement_Admin_Assignment", enabledRules: ["Justification"] },
      { id: "AuthenticationContext_EndUser_Assignment", isEnabled: false, claimValue: "c1" },
    ];
    expect(inOrder(ruleChanges(wanted, rulesThere))).toStrictEqual([
      {
        id: "Enablement_EndUser_Assignment",
        body: {
          "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyEnablementRule",
          id: "Enablement_EndUser_Assignment",
          enabledRules: ["Justification"],
          target,
        },
      },
      {
        id: "Expiration_EndUser_Assignment",
        body: {
          "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyExpirationRule",
          id: "Expiration_EndUser_Assignment",
          isExpirationRequired: true,
          maximumDuration: "PT2H",
          target,
        },
      },
      {
        id: "AuthenticationContext_EndUser_Assignment",
        body: {
          "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyAuthenticationContextRule",
          id: "AuthenticationContext_EndUser_Assignment",
          isEnabled: true,
          claimValue: "c1",
        },
      },
    ]);
  });

  test("go back from a context to a second factor in the other order", () => {
    const there = [
      present("Enablement_EndUser_Assignment", { enabledRules: ["Justification"] }),
      present("AuthenticationContext_EndUser_Assignment", { isEnabled: true, claimValue: "c1" }),
    ];
    const changes = inOrder(ruleChanges(normalRolePolicy({ roleDefinitionId }), there)).map(({ id }) => id);
    expect(changes.indexOf("AuthenticationContext_EndUser_Assignment")).toBe(0);
    expect(changes.indexOf("Enablement_EndUser_Assignment")).toBeGreaterThan(0);
  });

  test("of a tenant that shows no rules are Microsoft's, and approvers of another kind show as such", () => {
    expect(rolePolicyFromGraph(roleDefinitionId, [])).toMatchObject({
      eligibleAssignmentRules: { expirationRequired: false },
      activationRules: { requireApproval: false },
    });
    const stage = {
      primaryApprovers: [
        { "@odata.type": "#microsoft.graph.requestorManager", managerLevel: 1 },
        { id: "x" },
        { "@odata.type": "#microsoft.graph.groupMembers", groupId: "g" },
      ],
    };
    const read = rolePolicyFromGraph(roleDefinitionId, [
      { id: "Approval_EndUser_Assignment", setting: { isApprovalRequired: true, approvalStages: [stage] } },
    ]);
    expect(read["activationRules"]).toMatchObject({
      requireApproval: true,
      approvalStage: {
        primaryApprovers: [
          { objectId: "g", type: "groupMembers" },
          { objectId: "x", type: "singleUser" },
          { objectId: undefined, type: "requestorManager" },
        ],
      },
    });
  });
});

test.each<[unknown, unknown, boolean]>([
  [null, undefined, true],
  [{ a: 1, b: [{ c: 1, d: null }] }, { b: [{ c: 1 }], a: 1, e: undefined }, true],
  [{ b: 1, a: 2, c: 3 }, { c: 3, b: 1, a: 2 }, true],
  [[1, 2], [2, 1], false],
  [[], {}, false],
  [[null], [], false],
  [{ a: "1" }, { a: 1 }, false],
])("%j and %j are the same: %s", (left, right, expected) => {
  expect(isSame(left, right)).toBe(expected);
});
