import { describe, expect, it } from "vitest";
import { providerAccessExpires as rule } from "../../../policies/rules/provider-access-expires.ts";
import { goodTenant, helpdeskTeam, type TenantBuilder } from "../../support/tenant-builder.ts";

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
