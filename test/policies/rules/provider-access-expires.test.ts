import { describe, expect, it } from "vitest";
import { providerAccessExpires as rule } from "../../../policies/rules/provider-access-expires.ts";
import { goodTenant, helpdeskTeam, memberKey, type TenantBuilder, tideway } from "../../support/tenant-builder.ts";

const dana = "Dana Reyes (dana.reyes@tideway.example) of Tideway IT";

describe(rule.name, () => {
  it("has nothing to say of a good tenant", () => {
    expect(goodTenant().findings(rule)).toEqual([]);
  });

  const broken: [string, (tenant: TenantBuilder) => void, string][] = [
    [
      "a group eligibility without an end",
      (t) => {
        t.collections.groupEligibilitySchedules.pop();
        t.eligible(helpdeskTeam, "dana.reyes", { until: "never" });
      },
      `${dana} is eligible for group "${helpdeskTeam}" without an end.`,
    ],
    [
      "a group eligibility for two years",
      (t) => {
        t.collections.groupEligibilitySchedules.pop();
        t.eligible(helpdeskTeam, "dana.reyes", { until: "2028-11-01T00:00:00Z" });
      },
      `${dana} is eligible for group "${helpdeskTeam}" until 2028-11-01, which is more than a year.`,
    ],
    [
      "a role eligibility without an end",
      (t) => t.eligibleRole("dana.reyes", "Security Reader"),
      `${dana} is eligible for Security Reader without an end.`,
    ],
    [
      "a standing role of a person",
      (t) => t.role("dana.reyes", "Security Reader"),
      `${dana} holds Security Reader at all times, without an end.`,
    ],
    [
      "a standing membership",
      (t) => {
        t.guest("kim@tideway.example", "Kim");
        t.collections.groups.find(({ id }) => id === helpdeskTeam)?.members?.push({ id: "kim" });
      },
      `Kim (kim@tideway.example) of Tideway IT is a standing member of group "${helpdeskTeam}" at all times, without an end.`,
    ],
  ];
  it.each(broken)("refuses %s", (_name, make, message) => {
    const tenant = goodTenant();
    make(tenant);
    expect(tenant.findings(rule).map((finding) => finding.message)).toEqual([message]);
  });

  const duration = (tenant: TenantBuilder, value: string) => {
    const [schedule] = tenant.collections.groupEligibilitySchedules;
    Object.assign(schedule?.scheduleInfo ?? {}, { expiration: { type: "afterDuration", duration: value } });
  };
  const fine: [string, (tenant: TenantBuilder) => void][] = [
    ["an eligibility for exactly a year", (t) => duration(t, "P365D")],
    ["a calendar year", (t) => duration(t, "P1Y")],
    ["the people group", (t) => t.group("Tideway IT – people", { members: ["dana.reyes"] })],
    ["a role of a group: who is in it is what ends", (t) => t.role(helpdeskTeam, "Security Reader")],
    ["a role for half a year", (t) => t.eligibleRole("dana.reyes", "Security Reader", "2027-05-01T00:00:00Z")],
    ["internal staff", (t) => t.role("joel.lindqvist", "Security Reader")],
    [
      "somebody who is active just now",
      (t) => {
        t.collections.groups.find(({ id }) => id === helpdeskTeam)?.members?.push({ id: "dana.reyes" });
        t.collections.groupAssignmentSchedules.push({
          id: "s",
          groupId: helpdeskTeam,
          principalId: "dana.reyes",
          accessId: "member",
          assignmentType: "activated",
        });
      },
    ],
  ];
  it.each(fine)("leaves %s alone", (_name, make) => {
    const tenant = goodTenant();
    make(tenant);
    expect(tenant.findings(rule)).toEqual([]);
  });

  const both = "Dana Reyes (dana.reyes@tideway.example) and Kim (kim@tideway.example) of Tideway IT";
  const limitPeople =
    "Make people eligible for the group with an end within a year (azuread.PrivilegedAccessGroupEligibilitySchedule with a duration or expirationDate), not members.";
  const giveToGroup =
    "A directory role's eligibility cannot be declared with an end. Give the role to a role-assignable group and make people eligible for the group for a limited time.";
  const inTeam = (t: TenantBuilder, ...members: string[]) =>
    t.collections.groups.find(({ id }) => id === helpdeskTeam)?.members?.push(...members.map((id) => ({ id })));
  /** An active assignment with an end, of which nobody knows since when it is. */
  const until = (t: TenantBuilder, principalId: string, endDateTime: string, more: object = {}) =>
    t.collections.roleAssignmentSchedules.push({
      id: `schedule of ${principalId}`,
      principalId,
      roleDefinitionId: "5d6b6bb7-de71-4623-b4af-96380a352509",
      directoryScopeId: "/",
      assignmentType: "Assigned",
      scheduleInfo: { expiration: { type: "afterDateTime", endDateTime } },
      ...more,
    });

  it.each<[string, (tenant: TenantBuilder) => void, string, string, string]>([
    [
      "two who hold a role",
      (t) => {
        for (const id of ["dana.reyes", t.guest("kim@tideway.example", "Kim")]) t.role(id, "Security Reader");
      },
      `${both} hold Security Reader at all times, without an end.`,
      "dana.reyes holds Security Reader",
      giveToGroup,
    ],
    [
      "two who are eligible for a role",
      (t) => {
        for (const id of ["dana.reyes", t.guest("kim@tideway.example", "Kim")]) t.eligibleRole(id, "Security Reader");
      },
      `${both} are eligible for Security Reader without an end.`,
      "dana.reyes eligible for Security Reader",
      giveToGroup,
    ],
    [
      "two who are members of a team",
      (t) => {
        t.collections.groupEligibilitySchedules.pop();
        inTeam(t, "dana.reyes", t.guest("kim@tideway.example", "Kim"));
      },
      `${both} are standing members of group "${helpdeskTeam}" at all times, without an end.`,
      memberKey(helpdeskTeam, "dana.reyes"),
      limitPeople,
    ],
    [
      "two who are eligible for a team",
      (t) => {
        t.collections.groupEligibilitySchedules.pop();
        for (const id of ["dana.reyes", t.guest("kim@tideway.example", "Kim")]) {
          t.eligible(helpdeskTeam, id, { until: "never" });
        }
      },
      `${both} are eligible for group "${helpdeskTeam}" without an end.`,
      `dana.reyes eligible member of ${helpdeskTeam}`,
      limitPeople,
    ],
    [
      "a group that is eligible for another",
      (t) => t.eligible(helpdeskTeam, t.group("Tideway IT night shift"), { until: "never" }),
      `group "Tideway IT night shift" of Tideway IT is eligible for group "${helpdeskTeam}" without an end.`,
      `Tideway IT night shift eligible member of ${helpdeskTeam}`,
      limitPeople,
    ],
    [
      "a group that is eligible for a role",
      (t) => t.eligibleRole(helpdeskTeam, "Security Reader"),
      `group "${helpdeskTeam}" of Tideway IT is eligible for Security Reader without an end.`,
      `${helpdeskTeam} eligible for Security Reader`,
      giveToGroup,
    ],
    [
      "somebody who is a member with a far end",
      (t) => {
        inTeam(t, t.guest("kim@tideway.example", "Kim"));
        t.collections.groupAssignmentSchedules.push({
          id: "schedule",
          groupId: helpdeskTeam,
          principalId: "kim",
          accessId: "member",
          assignmentType: "assigned",
          createdDateTime: "2026-11-01T00:00:00Z",
          scheduleInfo: { expiration: { type: "afterDateTime", endDateTime: "2028-01-01T00:00:00Z" } },
        });
      },
      `Kim (kim@tideway.example) of Tideway IT is a standing member of group "${helpdeskTeam}" until 2028-01-01, which is more than a year.`,
      "schedule",
      limitPeople,
    ],
    [
      "a role with a far end",
      (t) => until(t, "dana.reyes", "2027-11-23T00:00:00Z"),
      `${dana} holds Security Reader until 2027-11-23, which is more than a year.`,
      "schedule of dana.reyes",
      giveToGroup,
    ],
  ])("says of %s how it fails to end, where, and what would be right", (_name, make, message, resource, remedy) => {
    const tenant = goodTenant();
    make(tenant);
    expect(tenant.findings(rule)).toEqual([{ rule: rule.name, severity: "error", message, resource, remedy }]);
  });

  it.each<[string, (tenant: TenantBuilder) => void]>([
    ["a role that ends within a year of today", (t) => until(t, "dana.reyes", "2027-11-22T00:00:00Z")],
    [
      "a role that ends within a year of its start, far from today",
      (t) => until(t, "dana.reyes", "2028-01-01T00:00:00Z", { createdDateTime: "2027-01-01T00:00:00Z" }),
    ],
    [
      "a role of an application",
      (t) => t.role(t.application("RMM", { appOwnerOrganizationId: tideway.tenantId }), "Security Reader"),
    ],
    ["a group in a team: who is in it is what ends", (t) => inTeam(t, t.group("Tideway IT night shift"))],
    ["an owner (another rule's)", (t) => t.eligible(helpdeskTeam, "dana.reyes", { accessId: "owner", until: "never" })],
    [
      "somebody who is active in a team and of whose eligibility nothing is seen",
      (t) => {
        inTeam(t, t.guest("kim@tideway.example", "Kim"));
        t.collections.groupAssignmentSchedules.push({
          id: "s",
          groupId: helpdeskTeam,
          principalId: "kim",
          accessId: "member",
          assignmentType: "activated",
        });
      },
    ],
  ])("leaves %s alone, too", (_name, make) => {
    const tenant = goodTenant();
    make(tenant);
    expect(tenant.findings(rule)).toEqual([]);
  });

  it("refuses a duration of more than a year", () => {
    const tenant = goodTenant();
    duration(tenant, "P400D");
    expect(tenant.findings(rule)).toHaveLength(1);
  });

  it("blames the schedule that a program declares", () => {
    const tenant = goodTenant();
    tenant.collections.groupEligibilitySchedules.pop();
    const urn = tenant.declare(tenant.eligible(helpdeskTeam, "dana.reyes", { until: "never" }), "dana");
    expect(tenant.programFindings(rule)).toMatchObject([{ resource: urn, line: 1 }]);
  });

  it("blames the schedule that puts somebody into a group, also where the group lists the member", () => {
    const tenant = goodTenant();
    tenant.guest("kim@tideway.example", "Kim");
    tenant.collections.groups.find(({ id }) => id === helpdeskTeam)?.members?.push({ id: "kim" });
    tenant.collections.groupAssignmentSchedules.push({
      id: "schedule",
      groupId: helpdeskTeam,
      principalId: "kim",
      accessId: "member",
      assignmentType: "assigned",
      scheduleInfo: { expiration: { type: "noExpiration" } },
    });
    const urn = tenant.declare("schedule", "kim");
    expect(tenant.programFindings(rule).map(({ resource }) => resource)).toEqual([urn]);
  });
});
