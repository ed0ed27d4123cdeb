/** Whatever a tenant looks like: findings, paths and differences are the same without the people and groups that hold nothing. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildContext } from "../../policies/context.ts";
import { evaluateRules } from "../../policies/rule.ts";
import { rules } from "../../policies/rules/index.ts";
import { relevantTenant } from "../../src/access/relevant-tenant.ts";
import { shortestPaths } from "../../src/access/search.ts";
import { startsOf } from "../../src/access/starts.ts";
import { compareAccess } from "../../src/review/compare.ts";
import type { Snapshot } from "../../src/tenant/snapshot.ts";
import { goodTenant, harbourWorld, helpdeskTeam, TenantBuilder, today } from "../support/tenant-builder.ts";

const nothing = { ids: [], names: new Set<string>() };
const part = (snapshot: Snapshot) => relevantTenant(snapshot, harbourWorld.matrix, harbourWorld.entitlements, nothing);

/** Everything that a review says of a snapshot, in an order of its own. */
function said(snapshot: Snapshot) {
  const context = buildContext({ ...harbourWorld, snapshot, scope: "whole-tenant", today });
  const findings = evaluateRules(rules, context);
  // Of several ways of one length a finding tells the one that was found first; that all of them are the same is said by `ways`.
  const told = findings.map(({ path, message, ...finding }) =>
    path === undefined
      ? { ...finding, message }
      : { ...finding, message: message.replace(/: .*$/s, ""), steps: path.length },
  );
  const { graph, attribution, records } = context;
  const starts = new Set(startsOf(graph, attribution, (party) => party.kind !== "microsoft"));
  const ways = shortestPaths(graph, (node) => starts.has(node)).map(
    ({ from, condition, path }) => `${from.id} ${condition} ${path.map(({ kind, to }) => `${kind} ${to.id}`).join()}`,
  );
  const { differences } = compareAccess({
    declared: [],
    actual: records,
    declaredBy: new Map(),
    unreadable: [],
    entitlements: harbourWorld.entitlements,
    stack: "harbour",
    findings: told,
    pathOf: () => undefined,
    partyLabel: ({ kind }) => kind,
  });
  return { findings: told, ways: ways.toSorted(), differences };
}

const users = ["i0", "i1", "i2", "i3", "dana", "lena", "u0", "u1"] as const;
const groups = ["g0", "g1", "g2", "g3", "g4", "g5"] as const;
const applications = ["a0", "a1"] as const;
const user = fc.constantFrom(...users);
const group = fc.constantFrom(...groups);
const anybody = fc.constantFrom<string>(...users, ...groups, ...applications, "nobody-known", "laptop");
const roleName = fc.constantFrom(
  "Global Administrator",
  "Helpdesk Administrator",
  "User Administrator",
  "Groups Administrator",
  "Global Reader",
);
const pairs = <A, B>(left: fc.Arbitrary<A>, right: fc.Arbitrary<B>, maxLength: number) =>
  fc.array(fc.tuple(left, right), { maxLength });

const tenants = fc
  .record({
    members: pairs(anybody, group, 14),
    owners: pairs(fc.oneof(user, fc.constantFrom(...applications)), group, 4),
    roles: pairs(fc.oneof(user, group, fc.constantFrom(...applications)), roleName, 4),
    assignable: fc.subarray([...groups], { maxLength: 2 }),
    eligible: pairs(user, group, 2),
    inUnit: fc.array(fc.oneof(user, group), { maxLength: 4 }),
    overUnit: fc.array(user, { maxLength: 1 }),
    applicationOwners: pairs(user, fc.constantFrom(...applications), 2),
    permissions: pairs(
      fc.constantFrom(...applications),
      fc.constantFrom("User.Read.All", "Group.ReadWrite.All", "RoleManagement.ReadWrite.Directory"),
      2,
    ),
    excluded: fc.array(group, { maxLength: 2 }),
    grants: fc.array(user, { maxLength: 2 }),
    dynamic: fc.option(
      fc.tuple(
        group,
        fc.constantFrom(
          'user.mail -contains "@harbourdental"',
          'user.userPrincipalName -eq "u1@elsewhere.example"',
          "user.memberof -any (group.objectId -in ['g1'])",
        ),
      ),
    ),
    named: fc.option(fc.constantFrom("Tideway IT people", helpdeskTeam, "All staff")),
  })
  .map((made): Snapshot => {
    const tenant = new TenantBuilder();
    for (const id of users.slice(0, 4)) tenant.user(`${id}@harbourdental.example`, { displayName: `Person ${id}` });
    tenant.guest("dana@tideway.example", "Dana Reyes");
    tenant.guest("lena@nightwatch.example", "Lena Fischer");
    for (const id of users.slice(6)) tenant.user(`${id}@elsewhere.example`);
    const reference = (id: string) => ({
      id,
      ...(id === "laptop" && { "@odata.type": "#microsoft.graph.device" }),
    });
    for (const id of groups) {
      const inside = made.members
        .filter(([member, of]) => of === id && member !== id)
        .map(([member]) => reference(member));
      tenant.group(id, { owners: made.owners.filter(([, of]) => of === id).map(([owner]) => owner) });
      Object.assign(tenant.collections.groups.at(-1) ?? {}, {
        members: inside,
        ...(made.assignable.includes(id) && { isAssignableToRole: true }),
        ...(made.dynamic?.[0] === id && { membershipRule: made.dynamic[1] }),
        ...(id === "g0" && made.named !== null && { displayName: made.named }),
      });
    }
    for (const id of applications) {
      tenant.application(id, { owners: made.applicationOwners.filter(([, of]) => of === id).map(([owner]) => owner) });
    }
    for (const [principal, role] of made.roles) tenant.role(principal, role);
    for (const [principal, of] of made.eligible) tenant.eligible(of, principal);
    tenant.unit("unit", [...new Set(made.inUnit)]);
    for (const principal of made.overUnit) tenant.role(principal, "Helpdesk Administrator", "unit");
    for (const [application, permission] of made.permissions) tenant.permission(application, permission);
    tenant.policy("Everybody", { conditions: { users: { includeUsers: ["All"], excludeGroups: made.excluded } } });
    for (const [index, principalId] of made.grants.entries()) {
      tenant.collections.oauth2PermissionGrants.push({
        id: `grant ${index}`,
        clientId: applications[0],
        consentType: "Principal",
        principalId,
        resourceId: "microsoft-graph",
        scope: index === 0 ? "Directory.AccessAsUser.All User.Read" : "User.Read",
      });
    }
    return tenant.snapshot;
  });

describe("the part of a tenant that matters", () => {
  it("says the same as the whole", () => {
    fc.assert(
      fc.property(tenants, (snapshot) => {
        expect(said(part(snapshot))).toEqual(said(snapshot));
      }),
      { numRuns: 80 },
    );
  });

  it("knows whose a group is from who is in a group that its rule names", () => {
    const tenant = new TenantBuilder();
    tenant.user("i0@harbourdental.example");
    tenant.guest("dana@tideway.example", "Dana Reyes");
    tenant.group("g1");
    Object.assign(tenant.collections.groups.at(-1) ?? {}, { members: [{ id: "i0" }] });
    tenant.group("g3", { owners: ["dana"] });
    const membershipRule = "user.memberof -any (group.objectId -in ['g1'])";
    Object.assign(tenant.collections.groups.at(-1) ?? {}, { membershipRule });
    tenant.unit("unit", ["g3"]);
    expect(said(part(tenant.snapshot))).toEqual(said(tenant.snapshot));
  });

  it("is smaller: people who hold nothing and groups that convey nothing are not in it", () => {
    const tenant = goodTenant();
    const before = part(tenant.snapshot).collections;
    const staff = Array.from({ length: 20 }, (_, index) => tenant.user(`staff-${index}@harbourdental.example`));
    tenant.group("Book club", { members: staff });
    const after = part(tenant.snapshot).collections;
    expect(after.users).toHaveLength(before.users.length);
    expect(after.groups).toHaveLength(before.groups.length);
  });

  it("keeps everybody in a group that conveys access, however deep", () => {
    const tenant = new TenantBuilder();
    const staff = Array.from({ length: 5 }, (_, index) => tenant.user(`staff-${index}@harbourdental.example`));
    tenant.group("inner", { members: staff });
    tenant.group("outer", { members: ["inner"] });
    tenant.role("outer", "Global Administrator");
    expect(part(tenant.snapshot).collections.users).toHaveLength(5);
  });

  it("keeps one person of each party in a group that a policy names: whose the group is stays the same", () => {
    const tenant = new TenantBuilder();
    const staff = Array.from({ length: 5 }, (_, index) => tenant.user(`staff-${index}@harbourdental.example`));
    tenant.group("everybody", { members: [...staff, tenant.user("who@elsewhere.example")] });
    tenant.policy("MFA", { conditions: { users: { includeGroups: ["everybody"] } } });
    const { users, groups } = part(tenant.snapshot).collections;
    expect(users.map(({ id }) => id)).toEqual(["staff-0", "who"]);
    expect(groups[0]?.members).toHaveLength(2);
  });

  it("keeps what the other side of a comparison names, by id or by name", () => {
    const tenant = new TenantBuilder();
    const id = tenant.user("joel@harbourdental.example");
    tenant.group("Approvers of something");
    tenant.group("Others");
    const { users, groups } = relevantTenant(tenant.snapshot, harbourWorld.matrix, harbourWorld.entitlements, {
      ids: [id.toUpperCase()],
      names: new Set(["Approvers of something"]),
    }).collections;
    expect(users.map(({ id: kept }) => kept)).toEqual([id]);
    expect(groups.map(({ displayName }) => displayName)).toEqual(["Approvers of something"]);
  });
});

it("devices and contacts in a group are nobody", () => {
  const tenant = new TenantBuilder();
  tenant.group("Kiosks");
  Object.assign(tenant.collections.groups[0] ?? {}, {
    members: [
      { "@odata.type": "#microsoft.graph.device", id: "laptop" },
      { "@odata.type": "#microsoft.graph.orgContact", id: "contact" },
      { "@odata.type": "#microsoft.graph.servicePrincipal", id: "robot" },
    ],
  });
  const { directory } = tenant.attribution();
  expect(directory.memberships.map(({ member }) => member)).toEqual(["robot"]);
});
