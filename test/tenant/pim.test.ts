/** Privileged Identity Management: periods, policies, activation. */

import { describe, expect, test } from "vitest";
import { durationMilliseconds, readPeriod } from "../../src/tenant/graph/schedule.ts";
import { type Body, Contoso, errorOf, roles } from "./contoso.ts";

const groupPim = "/v1.0/identityGovernance/privilegedAccess/group";
const rolePim = "/v1.0/roleManagement/directory";
const afterDays = (days: number) => ({ expiration: { type: "afterDuration", duration: `P${days}D` } });
const forEver = { expiration: { type: "noExpiration" } };

function team() {
  const contoso = new Contoso();
  const group = contoso.roleGroup("team");
  const person = contoso.user("person");
  const request = (kind: "eligibility" | "assignment", more: Body = {}) => ({
    path: `${groupPim}/${kind}ScheduleRequests`,
    body: {
      accessId: "member",
      action: "adminAssign",
      groupId: group,
      principalId: person,
      justification: "row 1",
      ...more,
    },
  });
  const schedules = (kind: string) => contoso.list(`${groupPim}/${kind}?$filter=groupId eq '${group}'`);
  return { contoso, group, person, request, schedules };
}

describe("periods", () => {
  const now = "2026-11-01T09:00:00Z";
  test.each([
    ["PT8H", 8 * 3_600_000],
    ["P90D", 90 * 86_400_000],
    ["P1DT2H30M5S", 95_405_000],
    ["P1Y", 365 * 86_400_000],
    ["P2W", 14 * 86_400_000],
  ])("%s", (text, expected) => {
    expect(durationMilliseconds(text)).toBe(expected);
  });

  test.each(["P", "PT", "90D", "P1.5D", ""])("'%s' is not a duration", (text) => {
    expect(() => durationMilliseconds(text)).toThrow("Invalid duration");
  });

  test("a request keeps what was asked, the schedule knows its end", () => {
    expect(readPeriod(afterDays(90), now)).toEqual({
      start: now,
      end: "2027-01-30T09:00:00Z",
      requested: {
        startDateTime: now,
        recurrence: null,
        expiration: { type: "afterDuration", endDateTime: null, duration: "P90D" },
      },
      scheduled: {
        startDateTime: now,
        recurrence: null,
        expiration: { type: "afterDateTime", endDateTime: "2027-01-30T09:00:00Z", duration: null },
      },
    });
    expect(() =>
      readPeriod({ expiration: { type: "afterDateTime", endDateTime: "2026-10-01T00:00:00Z" } }, now),
    ).toThrow("before its start");
  });
});

describe("PIM for Groups", () => {
  test("an eligible member is no member, and eligibility ends by itself", () => {
    const { contoso, group, request, schedules } = team();
    const { path, body } = request("eligibility", { scheduleInfo: afterDays(90) });
    const made = contoso.ok("POST", path, body);
    expect(made["targetScheduleId"]).toMatch(new RegExp(`^${group}_member_[0-9a-f-]{36}$`));
    expect(contoso.members(group)).toEqual([]);
    expect(schedules("eligibilityScheduleInstances")).toMatchObject([{ endDateTime: "2027-01-30T09:00:00Z" }]);
    contoso.now = "2027-01-30T08:59:59Z";
    expect(schedules("eligibilitySchedules")).toHaveLength(1);
    contoso.now = "2027-01-30T09:00:00Z";
    expect(schedules("eligibilitySchedules")).toEqual([]);
    expect(contoso.tenant.toSnapshot().collections.groupEligibilitySchedules).toEqual([]);
  });

  test("an active assignment is membership while it lasts", () => {
    const { contoso, group, person, request, schedules } = team();
    const start = "2026-11-02T09:00:00Z";
    const { path, body } = request("assignment", {
      scheduleInfo: { startDateTime: start, expiration: { type: "afterDuration", duration: "PT4H" } },
    });
    contoso.ok("POST", path, body);
    expect(contoso.members(group)).toEqual([]);
    contoso.now = start;
    expect(contoso.members(group)).toEqual([person]);
    contoso.now = "2026-11-02T13:00:00Z";
    expect(contoso.members(group)).toEqual([]);
    expect(schedules("assignmentSchedules")).toEqual([]);
  });

  test("an owner is assigned for a time like a member", () => {
    const { contoso, group, person, request } = team();
    const { path, body } = request("assignment", { accessId: "owner", scheduleInfo: afterDays(1) });
    contoso.ok("POST", path, body);
    expect(contoso.list(`/v1.0/groups/${group}/owners`).map((each) => each["id"])).toContain(person);
    contoso.ok("POST", path, { ...body, action: "adminRemove" });
    expect(contoso.list(`/v1.0/groups/${group}/owners`).map((each) => each["id"])).not.toContain(person);
  });

  test("removing the member removes the schedule", () => {
    const { contoso, group, person, request, schedules } = team();
    const { path, body } = request("assignment", { scheduleInfo: afterDays(1) });
    contoso.ok("POST", path, body);
    contoso.ok("DELETE", `/v1.0/groups/${group}/members/${person}/$ref`);
    expect(schedules("assignmentSchedules")).toEqual([]);
  });

  test("asking again for the same is refused, for another period changes it, removing what is not there is refused", () => {
    const { contoso, request, schedules } = team();
    const { path, body } = request("eligibility", { scheduleInfo: afterDays(90) });
    const first = contoso.ok("POST", path, body);
    expect(errorOf(contoso.send("POST", path, body)).code).toBe("RoleAssignmentExists");
    const second = contoso.ok("POST", path, { ...body, scheduleInfo: afterDays(30) });
    expect(second["targetScheduleId"]).toBe(first["targetScheduleId"]);
    expect(schedules("eligibilitySchedules")).toHaveLength(1);
    contoso.ok("POST", path, { ...body, action: "adminRemove" });
    expect(errorOf(contoso.send("POST", path, { ...body, action: "adminRemove" })).code).toBe(
      "RoleAssignmentDoesNotExist",
    );
  });

  test.each<[string, Body, string]>([
    ["eligibility without end", { scheduleInfo: forEver }, '["ExpirationRule"]'],
    ["eligibility for more than a year", { scheduleInfo: afterDays(366) }, '["ExpirationRule"]'],
  ])("the default policy refuses %s", (_, more, rules) => {
    const { contoso, request } = team();
    const { path, body } = request("eligibility", more);
    expect(errorOf(contoso.send("POST", path, body))).toMatchObject({
      code: "RoleAssignmentRequestPolicyValidationFailed",
      message: `The following policy rules failed: ${rules}`,
    });
  });

  test("an active assignment needs a justification by default, and a ticket when the policy says so", () => {
    const { contoso, group, request } = team();
    const { path, body } = request("assignment", { justification: null, scheduleInfo: afterDays(1) });
    expect(errorOf(contoso.send("POST", path, body)).message).toContain("JustificationRule");
    const [assignment] = contoso.list(policyAssignments(group));
    contoso.ok("PATCH", `/v1.0/policies/roleManagementPolicies/${String(assignment?.["policyId"])}`, {
      rules: [
        {
          "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyEnablementRule",
          id: "Enablement_Admin_Assignment",
          enabledRules: ["Ticketing"],
        },
      ],
    });
    expect(errorOf(contoso.send("POST", path, body)).message).toContain("TicketingRule");
    contoso.ok("POST", path, { ...body, ticketInfo: { ticketNumber: "1", ticketSystem: "itsm" } });
  });

  test("a policy may allow what the default forbids", () => {
    const { contoso, group, request } = team();
    const [assignment] = contoso.list(policyAssignments(group));
    const policy = `/v1.0/policies/roleManagementPolicies/${String(assignment?.["policyId"])}`;
    contoso.ok("PATCH", `${policy}/rules/Expiration_Admin_Eligibility`, { isExpirationRequired: false });
    const { path, body } = request("eligibility", { scheduleInfo: forEver });
    contoso.ok("POST", path, body);
  });
});

const policyAssignments = (group: string) =>
  `/v1.0/policies/roleManagementPolicyAssignments?$filter=scopeType eq 'Group' and scopeId eq '${group}' and roleDefinitionId eq 'member'&$expand=policy($expand=rules)`;

describe("policies of groups", () => {
  test("every group has one for members and one for owners, with Microsoft's 17 rules, and reading makes nothing", () => {
    const { contoso, group } = team();
    const before = JSON.stringify(contoso.tenant.rows());
    const all = contoso.list(
      `/v1.0/policies/roleManagementPolicyAssignments?$filter=scopeId eq '${group}' and scopeType eq 'Group'`,
    );
    expect(all.map((each) => each["roleDefinitionId"])).toEqual(["member", "owner"]);
    const [assignment] = contoso.list(policyAssignments(group));
    const policy = assignment?.["policy"] as { id: string; rules: { id: string }[] };
    expect(policy.id).toMatch(new RegExp(`^Group_${group}_[0-9a-f-]{36}$`));
    expect(assignment?.["id"]).toBe(`${policy.id}_member`);
    expect(new Set(policy.rules.map((rule) => rule.id)).size).toBe(17);
    expect(JSON.stringify(contoso.tenant.rows())).toBe(before);
  });

  test("a changed rule stays changed, the others stay as they were; an unknown rule is refused", () => {
    const { contoso, group } = team();
    const [assignment] = contoso.list(policyAssignments(group));
    const path = `/v1.0/policies/roleManagementPolicies/${String(assignment?.["policyId"])}`;
    const expiration = {
      "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyExpirationRule",
      id: "Expiration_Admin_Eligibility",
      maximumDuration: "P90D",
    };
    contoso.ok("PATCH", path, { rules: [expiration] });
    const { rules } = contoso.ok("GET", `${path}?$expand=*`) as { rules: Body[] };
    expect(rules.find((rule) => rule["id"] === expiration.id)).toMatchObject({
      maximumDuration: "P90D",
      isExpirationRequired: true,
      target: { level: "Eligibility" },
    });
    expect(rules).toHaveLength(17);
    expect(errorOf(contoso.send("PATCH", path, { rules: [{ id: "Nothing" }] })).message).toBe(
      "The policy has no rule 'Nothing'.",
    );
    expect(contoso.tenant.toSnapshot().collections.roleManagementPolicies.map((each) => each.id)).toContain(
      assignment?.["policyId"],
    );
    contoso.ok("DELETE", `/v1.0/groups/${group}`);
    expect(contoso.tenant.toSnapshot().collections.roleManagementPolicies).toEqual([]);
  });
});

describe("PIM for directory roles", () => {
  const eligible = (principalId: string): Body => ({
    action: "adminAssign",
    directoryScopeId: "/",
    justification: "row 2",
    principalId,
    roleDefinitionId: roles.securityReader,
    scheduleInfo: forEver,
  });

  test("eligibility is a schedule with the request's id, until it is removed", () => {
    const contoso = new Contoso();
    const someone = contoso.user("someone");
    const made = contoso.ok("POST", `${rolePim}/roleEligibilityScheduleRequests`, eligible(someone));
    expect(contoso.list(`${rolePim}/roleEligibilitySchedules`)).toMatchObject([
      { id: made["id"], principalId: someone },
    ]);
    expect(contoso.list(`${rolePim}/roleEligibilityScheduleInstances`)).toHaveLength(1);
    expect(contoso.list(`${rolePim}/roleAssignments`)).toEqual([]);
    expect(errorOf(contoso.send("POST", `${rolePim}/roleEligibilityScheduleRequests`, eligible(someone))).code).toBe(
      "RoleAssignmentExists",
    );
    contoso.ok("POST", `${rolePim}/roleEligibilityScheduleRequests`, { ...eligible(someone), action: "adminRemove" });
    expect(contoso.list(`${rolePim}/roleEligibilitySchedules`)).toEqual([]);
  });

  test("activation is an assignment that ends; only the eligible can, and approval holds it back", () => {
    const contoso = new Contoso();
    const someone = contoso.user("someone");
    const activation = {
      ...eligible(someone),
      action: "selfActivate",
      scheduleInfo: { expiration: { type: "afterDuration", duration: "PT2H" } },
    };
    const activate = () =>
      contoso.send("POST", `${rolePim}/roleAssignmentScheduleRequests`, activation, { actor: someone });
    expect(errorOf(activate()).code).toBe("RoleAssignmentDoesNotExist");
    contoso.ok("POST", `${rolePim}/roleEligibilityScheduleRequests`, eligible(someone));
    expect(activate().body).toMatchObject({ status: "Provisioned" });
    expect(contoso.list(`${rolePim}/roleAssignmentSchedules`)).toMatchObject([{ assignmentType: "Activated" }]);
    contoso.now = "2026-11-01T11:00:00Z";
    expect(contoso.list(`${rolePim}/roleAssignments`)).toEqual([]);
    const [assignment] = contoso.list(
      `/v1.0/policies/roleManagementPolicyAssignments?$filter=scopeType eq 'DirectoryRole' and scopeId eq '/' and roleDefinitionId eq '${roles.securityReader}'`,
    );
    contoso.ok(
      "PATCH",
      `/v1.0/policies/roleManagementPolicies/${String(assignment?.["policyId"])}/rules/Approval_EndUser_Assignment`,
      {
        setting: { isApprovalRequired: true },
      },
    );
    expect(activate().body).toMatchObject({ status: "PendingApproval" });
    expect(contoso.list(`${rolePim}/roleAssignments`)).toEqual([]);
  });

  test("an assignment for a time goes when its time is over, and its directory role membership with it", () => {
    const contoso = new Contoso();
    const someone = contoso.user("someone");
    contoso.ok("POST", `${rolePim}/roleAssignmentScheduleRequests`, {
      ...eligible(someone),
      scheduleInfo: afterDays(10),
    });
    const role = contoso.ok("POST", "/v1.0/directoryRoles", { roleTemplateId: roles.securityReader });
    const members = () => contoso.list(`/v1.0/directoryRoles/${String(role["id"])}/members`);
    expect(members()).toHaveLength(1);
    contoso.now = "2026-11-11T09:00:00Z";
    expect(members()).toEqual([]);
    expect(contoso.tenant.toSnapshot().collections.roleAssignmentSchedules).toEqual([]);
  });
});
