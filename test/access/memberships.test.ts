import { describe, expect, test } from "vitest";
import { indexDirectory, type Membership } from "../../src/access/directory.ts";
import { relationKey } from "../../src/tenant/snapshot.ts";
import { memberKey, TenantBuilder } from "../support/tenant-builder.ts";

describe("memberships", () => {
  const createdDateTime = "2026-11-02T00:00:00Z";
  const startDateTime = "2026-11-03T00:00:00Z";
  const endDateTime = "2027-01-01T00:00:00Z";
  const ends = { startDateTime, expiration: { type: "afterDateTime" as const, endDateTime } };
  const endless = { startDateTime, expiration: { type: "noExpiration" as const } };
  /** Kim, and a group that lists her as asked. */
  const tenantWith = (lists: { members?: string[]; owners?: string[] } = {}) => {
    const tenant = new TenantBuilder();
    tenant.user("kim@client.example");
    tenant.group("Team", lists);
    return tenant;
  };
  const active = (tenant: TenantBuilder, id: string, more: object = {}) =>
    tenant.collections.groupAssignmentSchedules.push({
      ...{ id, groupId: "team", principalId: "KIM", accessId: "member" as const },
      ...{ assignmentType: "assigned" as const, createdDateTime, scheduleInfo: ends },
      ...more,
    });
  const all = (tenant: TenantBuilder) => indexDirectory(tenant.snapshot).memberships;
  const kimIn: Membership = { group: "Team", member: "kim", role: "member", held: "standing", objectKeys: [] };
  const listed = memberKey("Team", "kim");

  test("as the group lists them, each once", () => {
    expect(all(tenantWith({ members: ["kim", "KIM"], owners: ["kim"] }))).toEqual([
      { ...kimIn, objectKeys: [listed] },
      { ...kimIn, role: "owner", objectKeys: [relationKey("owners", "Team", "kim")] },
    ]);
  });

  test("of a group that lists nobody", () => {
    const tenant = new TenantBuilder();
    tenant.collections.groups.push({ id: "Team" });
    expect(all(tenant)).toStrictEqual([]);
  });

  test("by a schedule alone", () => {
    const tenant = tenantWith();
    active(tenant, "s1");
    active(tenant, "s2");
    active(tenant, "s3", { accessId: "owner", createdDateTime: undefined, scheduleInfo: endless });
    expect(all(tenant)).toStrictEqual([
      { ...kimIn, objectKeys: ["s1", "s2"], since: createdDateTime, until: endDateTime },
      { ...kimIn, role: "owner", objectKeys: ["s3"] },
    ]);
  });

  test("of what says neither group nor principal are none", () => {
    const tenant = tenantWith();
    active(tenant, "s1", { groupId: null });
    active(tenant, "s2", { principalId: undefined });
    tenant.eligible("", "kim");
    tenant.eligible("Team", "");
    expect(all(tenant)).toStrictEqual([]);
  });

  test("that the group lists have the times of their schedule, whose they are", () => {
    const tenant = tenantWith({ members: ["kim"] });
    active(tenant, "s1");
    expect(all(tenant)).toStrictEqual([
      { ...kimIn, objectKeys: ["s1", listed], since: createdDateTime, until: endDateTime },
    ]);
  });

  test("that come from an activation are not standing", () => {
    const tenant = tenantWith({ members: ["kim"] });
    active(tenant, "s1", { assignmentType: "activated" });
    expect(all(tenant)).toMatchObject([{ held: "activated", since: createdDateTime, until: endDateTime }]);
  });

  test("are standing where somebody who activated it is also assigned, for as long as that says", () => {
    const tenant = tenantWith({ members: ["kim"] });
    active(tenant, "s1", { assignmentType: "activated" });
    active(tenant, "s2", { createdDateTime: startDateTime, scheduleInfo: endless });
    expect(all(tenant)).toStrictEqual([{ ...kimIn, objectKeys: ["s1", "s2", listed], since: startDateTime }]);
  });

  test("that can be activated", () => {
    const tenant = tenantWith();
    tenant.collections.groupEligibilitySchedules.push(
      { id: "e1", groupId: "TEAM", principalId: "KIM", accessId: "member", createdDateTime, scheduleInfo: ends },
      { id: "e2", groupId: "Team", principalId: "kim", accessId: "owner", createdDateTime },
      { id: "e3", groupId: "Team", principalId: "kim", scheduleInfo: endless },
      { id: "e4", groupId: "Team", principalId: "kim" },
    );
    expect(all(tenant)).toStrictEqual([
      { ...kimIn, held: "eligible", objectKeys: ["e1"], since: startDateTime, until: endDateTime },
      { ...kimIn, role: "owner", held: "eligible", objectKeys: ["e2"], since: createdDateTime, endless: true },
      { ...kimIn, held: "eligible", objectKeys: ["e3"], since: startDateTime, endless: true },
      { ...kimIn, held: "eligible", objectKeys: ["e4"], endless: true },
    ]);
  });

  test("by a rule, once, and not by what others are in", () => {
    const rule = { membershipRule: 'user.department -eq "IT"', membershipRuleProcessingState: "On" };
    const tenant = new TenantBuilder();
    tenant.user("kim@client.example", { department: "IT" });
    tenant.user("lee@client.example", { department: "IT" });
    tenant.user("max@client.example", { department: "Sales" });
    tenant.group("Team", { ...rule, members: ["kim"] });
    expect(all(tenant)).toStrictEqual([
      { ...kimIn, objectKeys: [listed] },
      { ...kimIn, member: "lee", objectKeys: ["Team", "lee"] },
    ]);
  });

  test("by a rule over the members of another group, whichever way they got there", () => {
    const tenant = new TenantBuilder();
    for (const name of ["kim", "lee", "max", "ole"]) tenant.user(`${name}@client.example`);
    tenant.group("0c6e6f0a-2f3b-4c58-9a55-6d2f0f3c1b11", { members: ["lee"], owners: ["max"] });
    active(tenant, "s1", { groupId: "0c6e6f0a-2f3b-4c58-9a55-6d2f0f3c1b11" });
    tenant.group("Followers", {
      membershipRule: "user.memberof -any (group.objectId -in ['0C6E6F0A-2F3B-4C58-9A55-6D2F0F3C1B11'])",
      membershipRuleProcessingState: "On",
    });
    expect(
      indexDirectory(tenant.snapshot)
        .membershipsOf("followers")
        .map(({ member }) => member),
    ).toEqual(["kim", "lee"]);
  });

  test("both ways, whatever the case", () => {
    const tenant = tenantWith({ members: ["kim"] });
    const directory = indexDirectory(tenant.snapshot);
    const expected = [{ ...kimIn, objectKeys: [listed] }];
    expect(directory.membershipsOf("TEAM")).toEqual(expected);
    expect(directory.membershipsBy("KIM")).toEqual(expected);
    expect(directory.membershipsOf("kim")).toEqual([]);
    expect(directory.membershipsBy("Team")).toEqual([]);
  });

  test("that are active, nested ones included", () => {
    const tenant = tenantWith({ members: ["kim"] });
    tenant.group("Outer", { members: ["Team"] });
    tenant.group("Outermost", { members: ["Outer"] });
    tenant.group("Outer", { id: "Circle", members: ["Outermost", "Circle"] });
    tenant.group("Owned", { owners: ["kim"] });
    tenant.group("May be", {});
    tenant.eligible("May be", "kim");
    tenant.group("Beyond", { members: ["May be"] });
    active(tenant, "s1", { assignmentType: "activated", groupId: "Now" });
    tenant.group("Now");
    const directory = indexDirectory(tenant.snapshot);
    expect([...directory.activeGroupsOf("KIM")].sort()).toEqual(["Circle", "Now", "Outer", "Outermost", "Team"]);
    expect([...directory.activeGroupsOf("nobody")]).toEqual([]);
  });
});
