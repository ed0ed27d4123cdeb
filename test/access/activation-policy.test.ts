import { describe, expect, it } from "vitest";
import { readActivationPolicies } from "../../src/access/activation-policy.ts";
import { indexDirectory } from "../../src/access/directory.ts";
import type { Collections, Snapshot } from "../../src/tenant/snapshot.ts";
import { TenantBuilder } from "../support/tenant-builder.ts";

type PolicyOf = Collections["roleManagementPolicies"][number];

/** A tenant in which one policy with these rules governs the members of a group. */
function withRules(rules: readonly object[], more: object = {}): TenantBuilder {
  const tenant = new TenantBuilder();
  tenant.group("Team");
  tenant.collections.roleManagementPolicies.push({ id: "policy", rules: rules as NonNullable<PolicyOf["rules"]> });
  tenant.collections.roleManagementPolicyAssignments.push({
    id: "assignment",
    policyId: "policy",
    scopeId: "Team",
    scopeType: "Group",
    roleDefinitionId: "member",
    ...more,
  });
  return tenant;
}

const read = (snapshot: Snapshot) => readActivationPolicies(indexDirectory(snapshot));
const ofTeam = (rules: readonly object[]) => read(withRules(rules).snapshot).ofGroup("Team", "member");
const approval = (...approvalStages: readonly object[]) => ({
  id: "Approval_EndUser_Assignment",
  setting: { isApprovalRequired: true, approvalStages },
});
const stage = (...primaryApprovers: readonly object[]) => ({ primaryApprovers });

const nothingAsked = {
  id: "policy",
  approval: false,
  approvalStages: [],
  multifactor: false,
  justification: false,
  ticket: false,
  maximumHours: Number.NaN,
  eligibilityEnds: false,
  assignmentEnds: false,
};

describe("activation rules", () => {
  it.each<[string, readonly object[], object]>([
    ["nothing at all", [], {}],
    [
      "everything at once",
      [
        approval(stage({ groupId: "Team" })),
        {
          id: "Enablement_EndUser_Assignment",
          enabledRules: ["MultiFactorAuthentication", "Justification", "Ticketing"],
        },
        { id: "AuthenticationContext_EndUser_Assignment", isEnabled: true, claimValue: "c1" },
        { id: "Expiration_EndUser_Assignment", maximumDuration: "PT4H" },
        { id: "Expiration_Admin_Eligibility", isExpirationRequired: true },
        { id: "Expiration_Admin_Assignment", isExpirationRequired: true },
      ],
      {
        approval: true,
        approvalStages: [["Team"]],
        multifactor: true,
        authenticationContext: "c1",
        justification: true,
        ticket: true,
        maximumHours: 4,
        eligibilityEnds: true,
        assignmentEnds: true,
      },
    ],
    [
      "a justification alone",
      [{ id: "Enablement_EndUser_Assignment", enabledRules: ["Justification"] }],
      { justification: true },
    ],
    ["a ticket alone", [{ id: "Enablement_EndUser_Assignment", enabledRules: ["Ticketing"] }], { ticket: true }],
    [
      "multifactor authentication alone",
      [{ id: "Enablement_EndUser_Assignment", enabledRules: ["MultiFactorAuthentication"] }],
      { multifactor: true },
    ],
    ["what an administrator has to give", [{ id: "Enablement_Admin_Assignment", enabledRules: ["Justification"] }], {}],
    [
      "an authentication context in place of multifactor authentication",
      [{ id: "AuthenticationContext_EndUser_Assignment", isEnabled: true, claimValue: "c2" }],
      { multifactor: true, authenticationContext: "c2" },
    ],
    [
      "an authentication context that is switched off",
      [{ id: "AuthenticationContext_EndUser_Assignment", isEnabled: false, claimValue: "c1" }],
      {},
    ],
    [
      "an authentication context that names none",
      [{ id: "AuthenticationContext_EndUser_Assignment", isEnabled: true, claimValue: "" }],
      {},
    ],
    [
      "an end of eligibilities alone",
      [{ id: "Expiration_Admin_Eligibility", isExpirationRequired: true }],
      { eligibilityEnds: true },
    ],
    [
      "an end of assignments alone",
      [{ id: "Expiration_Admin_Assignment", isExpirationRequired: true }],
      { assignmentEnds: true },
    ],
    ["no end", [{ id: "Expiration_Admin_Assignment", isExpirationRequired: false }], {}],
    [
      "approvers, but no approval",
      [
        {
          id: "Approval_EndUser_Assignment",
          setting: { isApprovalRequired: false, approvalStages: [stage({ groupId: "Team" })] },
        },
      ],
      {},
    ],
    [
      "an approval by nobody who is named",
      [{ id: "Approval_EndUser_Assignment", setting: { isApprovalRequired: true } }],
      { approval: true },
    ],
    ["a rule that is for no setting", [{ id: "Approval_EndUser_Assignment" }], {}],
  ])("of a group with %s", (_name, rules, expected) => {
    expect(ofTeam(rules)).toStrictEqual({ ...nothingAsked, ...expected });
  });

  it.each<[string, readonly object[], readonly (readonly string[])[]]>([
    ["a user and a group", [stage({ userId: "miriam" }, { groupId: "Team" })], [["miriam", "Team"]]],
    ["one of Azure's form", [stage({ id: "miriam", userType: "User" })], [["miriam"]]],
    ["an id in another spelling", [stage({ groupId: "TEAM" })], [["Team"]]],
    ["the requestor's manager, whom nothing shows", [stage({ managerLevel: 1 })], [[""]]],
    ["two stages", [stage({ userId: "miriam" }), stage({ userId: "joel" })], [["miriam"], ["joel"]]],
    [
      "an escalation",
      [{ ...stage({ userId: "miriam" }), isEscalationEnabled: true, escalationApprovers: [{ userId: "joel" }] }],
      [["miriam", "joel"]],
    ],
    [
      "an escalation that is switched off",
      [{ ...stage({ userId: "miriam" }), isEscalationEnabled: false, escalationApprovers: [{ userId: "joel" }] }],
      [["miriam"]],
    ],
    ["an escalation to nobody", [{ isEscalationEnabled: true }], [[]]],
  ])("are approved by %s", (_name, stages, expected) => {
    expect(ofTeam([approval(...stages)])?.approvalStages).toEqual(expected);
  });

  it("are apart for members and owners, and for each group", () => {
    const tenant = withRules([], { roleDefinitionId: "owner" });
    tenant.group("Other");
    const policies = read(tenant.snapshot);
    expect(policies.ofGroup("Team", "owner")?.id).toBe("policy");
    expect(policies.ofGroup("TEAM", "owner")?.id).toBe("policy");
    expect(policies.ofGroup("Team", "member")).toBeUndefined();
    expect(policies.ofGroup("Other", "owner")).toBeUndefined();
  });

  it.each<[string, object, string | undefined]>([
    ["a policy that is not there", { policyId: "gone" }, undefined],
    ["no role", { roleDefinitionId: null }, undefined],
    ["no word on what its scope is", { scopeType: null }, "policy"],
    ["a policy of its own", { policyId: null, policy: { id: "inner", rules: [] } }, "assignment"],
    ["a policy beside the one it names", { policyId: "gone", policy: { id: "inner", rules: [] } }, "gone"],
  ])("are those of an assignment with %s", (_name, more, id) => {
    expect(read(withRules([], more).snapshot).ofGroup("Team", "member")?.id).toBe(id);
  });

  const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
  const ofRole = (tenant: TenantBuilder, source: Snapshot["source"] = "import") =>
    read({ ...tenant.snapshot, source }).ofRole(globalAdministrator);
  const forRole = (rules: readonly object[], scopeType = "DirectoryRole") =>
    withRules(rules, { scopeId: "/", scopeType, roleDefinitionId: globalAdministrator.toUpperCase() });

  it.each(["DirectoryRole", "Directory"])("are a directory role's where the assignment is of scope type %s", (type) => {
    const tenant = forRole([], type);
    expect(ofRole(tenant)).toEqual(nothingAsked);
    expect(read(tenant.snapshot).ofGroup("/", "member")).toBeUndefined();
  });

  describe("of a directory role that names no approvers", () => {
    const unnamed = (...stages: readonly object[]) => {
      const tenant = forRole([approval(...stages)]);
      tenant.role("miriam", "Global Administrator");
      tenant.role("joel", "Privileged Role Administrator");
      tenant.role("nora", "Helpdesk Administrator");
      tenant.role("kim", "Privileged Role Administrator", tenant.unit("Practice staff"));
      tenant.eligibleRole("dana", "Global Administrator");
      tenant.collections.roleAssignmentSchedules.push({
        id: "now",
        principalId: "erik",
        roleDefinitionId: globalAdministrator,
        directoryScopeId: "/",
        assignmentType: "Activated",
      });
      return tenant;
    };

    it("leave it to its active administrators", () => {
      const approvers = ofRole(unnamed())?.approvalStages.map((each) => each.toSorted());
      expect(approvers).toEqual([["erik", "joel", "miriam"]]);
      expect(ofRole(unnamed(stage()))?.approvalStages.flat()).toHaveLength(3);
    });

    it("leave it to somebody else too in a plan, which shows some of them", () => {
      expect(ofRole(unnamed(), "plan")?.approvalStages.flat().toSorted()).toEqual(["", "erik", "joel", "miriam"]);
    });

    it("ask only those who are named, where a stage names somebody", () => {
      expect(ofRole(unnamed(stage(), stage({ userId: "nora" })))?.approvalStages).toEqual([["nora"]]);
    });

    it("ask nobody where no approval is needed", () => {
      const tenant = forRole([{ id: "Approval_EndUser_Assignment", setting: { isApprovalRequired: false } }]);
      tenant.role("miriam", "Global Administrator");
      expect(ofRole(tenant)?.approvalStages).toEqual([]);
    });
  });

  it("name everybody who approves anything", () => {
    const tenant = withRules([approval(stage({ userId: "miriam" }), stage({ userId: "joel" }))]);
    tenant.activationRules("Other", { approvers: ["nora", "joel"] }, "owner");
    tenant.activationRules("Lunch", { approvers: ["kim"], approval: false });
    expect([...read(tenant.snapshot).approvers].toSorted()).toEqual(["joel", "miriam", "nora"]);
  });
});
