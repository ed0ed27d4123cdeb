/** One finding for each thing to change: what goes together, and what is to blame. */

import { describe, expect, test } from "vitest";
import { groupRecords, tierZeroGrants } from "../../policies/findings.ts";
import type { RuleContext } from "../../policies/rule.ts";
import { isProvider } from "../../src/access/party.ts";
import { goodTenant, helpdeskTeam, memberKey, nightwatch, type TenantBuilder } from "../support/tenant-builder.ts";

const admin = "Global Administrator";
const dana = "dana.reyes";
const danaLabel = "Dana Reyes (dana.reyes@tideway.example)";
const erikLabel = "erik@tideway.example";

function tenantWithErik(): TenantBuilder {
  const tenant = goodTenant();
  tenant.user("erik@tideway.example");
  return tenant;
}

function granted(context: RuleContext, parties = isProvider) {
  return tierZeroGrants(context, parties).map(({ resource, holders, reaches, condition, held, path }) => ({
    resource: resource.split("::").at(-1),
    holders: holders.map(({ label }) => label),
    reaches: reaches.map(({ label }) => label),
    condition,
    held,
    steps: path.length,
  }));
}

describe("grants of tier 0 in the tenant", () => {
  const role = { reaches: [admin], condition: "standing" as const, held: true, steps: 2 };
  const everything = ["RoleManagement.ReadWrite.Directory", "AppRoleAssignment.ReadWrite.All"];

  test.each<[string, (tenant: TenantBuilder) => void, ReturnType<typeof granted>]>([
    [
      "are one where several people hold the same",
      (tenant) => {
        tenant.role(dana, admin);
        tenant.role("erik", admin);
      },
      [{ ...role, resource: `${dana} holds ${admin}`, holders: [danaLabel, erikLabel] }],
    ],
    [
      "are two where they hold different roles",
      (tenant) => {
        tenant.role(dana, admin);
        tenant.role("erik", "Privileged Role Administrator");
      },
      [
        { ...role, resource: `${dana} holds ${admin}`, holders: [danaLabel] },
        {
          ...role,
          resource: "erik holds Privileged Role Administrator",
          holders: [erikLabel],
          reaches: ["Privileged Role Administrator"],
        },
      ],
    ],
    [
      "are two where one holds it and another may only activate it",
      (tenant) => {
        tenant.role(dana, admin);
        tenant.eligibleRole("erik", admin);
      },
      [
        { ...role, resource: `${dana} holds ${admin}`, holders: [danaLabel] },
        {
          ...role,
          resource: `erik eligible for ${admin}`,
          holders: [erikLabel],
          condition: "self-activation",
          held: false,
        },
      ],
    ],
    [
      "are two where two providers hold the same",
      (tenant) => {
        tenant.role(dana, admin);
        tenant.role(tenant.user(`ned@${nightwatch.domain}`), admin);
      },
      [
        { ...role, resource: `${dana} holds ${admin}`, holders: [danaLabel] },
        { ...role, resource: `ned holds ${admin}`, holders: [`ned@${nightwatch.domain}`] },
      ],
    ],
    [
      "are shown by the shortest way",
      (tenant) => {
        tenant.group("Inner", { members: [dana] });
        tenant.group("IT", { members: ["Inner", "erik", "joel.lindqvist"] });
        tenant.role("IT", admin);
      },
      [
        {
          ...role,
          resource: memberKey("IT", "erik"),
          holders: [danaLabel, erikLabel],
          reaches: ['group "IT"'],
          steps: 3,
        },
      ],
    ],
    [
      "are one for all that an application holds",
      (tenant) => {
        tenant.application("Sync", { owners: [dana] });
        for (const permission of everything) tenant.permission("Sync", permission);
      },
      [
        {
          ...role,
          resource: `Sync has ${everything[0]}`,
          holders: ['application "Sync"'],
          reaches: everything.map((name) => `permission ${name} on Microsoft Graph`),
        },
      ],
    ],
    [
      "are two for two applications that hold the same",
      (tenant) => {
        for (const name of ["Sync", "Backup"]) {
          tenant.application(name, { appOwnerOrganizationId: nightwatch.tenantId });
          tenant.permission(name, everything[0] ?? "");
        }
      },
      ["Sync", "Backup"].map((name) => ({
        ...role,
        resource: `${name} has ${everything[0]}`,
        holders: [`application "${name}"`],
        reaches: [`permission ${everything[0]} on Microsoft Graph`],
      })),
    ],
  ])("%s", (_, make, expected) => {
    const tenant = tenantWithErik();
    make(tenant);
    expect(granted(tenant.context())).toEqual(expected);
  });

  test("name an application once, not its registration as well", () => {
    const tenant = goodTenant();
    const theirs = ["repo:tideway-it/customers:ref:refs/heads/main"];
    tenant.application("Sync", { subjects: theirs });
    tenant.permission("Sync", "RoleManagement.ReadWrite.Directory");
    const holders = granted(tenant.context()).flatMap((each) => each.holders);
    expect(holders).toContain('application "Sync"');
    expect(holders).not.toContain('app registration "Sync"');
  });
});

test("a registration whose application is nobody's of the provider is named itself", () => {
  const tenant = goodTenant();
  tenant.application("Sync", { subjects: [], owners: ["joel.lindqvist"] });
  Object.assign(tenant.collections.applications[0] ?? {}, { owners: [{ id: dana }] });
  tenant.permission("Sync", "RoleManagement.ReadWrite.Directory");
  expect(granted(tenant.context()).map(({ holders }) => holders)).toEqual([['app registration "Sync"']]);
});

describe("to blame is", () => {
  const blamed = (tenant: TenantBuilder, more: Parameters<TenantBuilder["programContext"]>[0] = {}) =>
    granted(tenant.programContext(more)).map(({ resource }) => resource);

  /** Dana is in Inner, which is in Outer, which holds the role; both groups are the provider's. */
  const nested = () => {
    const tenant = tenantWithErik();
    tenant.group("Inner", { members: [dana] });
    tenant.group("Outer", { members: ["Inner"] });
    return { tenant, grant: tenant.role("Outer", admin) };
  };

  test("the grant itself, where the program declares it", () => {
    const { tenant, grant } = nested();
    tenant.declare(memberKey("Inner", dana), "far");
    tenant.declare(memberKey("Outer", "Inner"), "near");
    tenant.declare(grant, "grant");
    expect(blamed(tenant)).toEqual(["grant"]);
  });

  test("else the step before it that is nearest", () => {
    const { tenant } = nested();
    tenant.declare(memberKey("Inner", dana), "far");
    tenant.declare(memberKey("Outer", "Inner"), "near");
    expect(blamed(tenant)).toEqual(["near"]);
  });

  test("else the step before that", () => {
    const { tenant } = nested();
    tenant.declare(memberKey("Inner", dana), "far");
    expect(blamed(tenant)).toEqual(["far"]);
  });

  test("else what follows", () => {
    const tenant = tenantWithErik();
    tenant.group("IT", { members: [dana, "joel.lindqvist"] });
    tenant.declare(tenant.role("IT", admin), "after");
    expect(blamed(tenant)).toEqual(["after"]);
  });

  test("nothing of a program that has no part in it", () => {
    const { tenant, grant } = nested();
    tenant.declare("Outer", "group");
    expect(blamed(tenant)).toEqual([]);
    expect(blamed(tenant, { scope: "whole-tenant" })).toEqual([grant]);
  });

  test("each way that a program adds to the same grant; of a whole tenant the grant once", () => {
    const { tenant } = nested();
    tenant.collections.groups.find(({ id }) => id === "Outer")?.members?.push({ id: "erik" });
    tenant.declare(memberKey("Inner", dana), "dana");
    tenant.declare(memberKey("Outer", "erik"), "erik");
    expect(blamed(tenant)).toEqual(["erik", "dana"]);
    expect(blamed(tenant, { scope: "whole-tenant" })).toEqual(["erik"]);
  });

  test("a resource that adds a way without an approval beside one with it", () => {
    const tenant = tenantWithErik();
    tenant.group("Approved", { isAssignableToRole: true, members: ["joel.lindqvist"] });
    tenant.role("Approved", admin);
    tenant.activationRules("Approved");
    const approved = tenant.eligible("Approved", dana);
    tenant.group("Inner", { members: [dana] });
    tenant.group("Outer", { members: ["erik", "Inner"] });
    tenant.role("Outer", admin);
    const urn = tenant.declare(approved, "both");
    tenant.declaredBy.set(memberKey("Inner", dana), urn);
    tenant.declare(memberKey("Outer", "erik"), "erik");
    expect(granted(tenant.programContext()).map(({ resource, condition }) => [resource, condition])).toEqual([
      ["erik", "standing"],
      ["both", "internal-approval"],
      ["both", "standing"],
    ]);
  });
});

describe("records are grouped", () => {
  const grouped = (context: RuleContext, kinds: readonly string[]) =>
    groupRecords(context, ({ kind }) => kinds.includes(kind)).map(({ resource, provider, first, records, labels }) => {
      expect(records[0]).toBe(first);
      expect(records).toHaveLength(labels.length);
      return [resource.split("::").at(-1), provider, ...labels];
    });

  test("by what is held in the tenant, by whose it is, where, and how", () => {
    const tenant = tenantWithErik();
    const night = tenant.user(`ned@${nightwatch.domain}`);
    const readers = tenant.role(dana, "Directory Readers");
    tenant.role("erik", "Directory Readers");
    const elsewhere = tenant.role(dana, "Directory Readers", "Practice staff");
    const other = tenant.role("erik", "Helpdesk Administrator");
    const theirs = tenant.role(night, "Directory Readers");
    const asked = tenant.eligibleRole(tenant.user("ella@tideway.example"), "Directory Readers");
    tenant.role("joel.lindqvist", "Directory Readers");
    tenant.collections.roleAssignments = tenant.collections.roleAssignments.filter(
      ({ principalId }) => principalId !== helpdeskTeam,
    );
    expect(grouped(tenant.context(), ["directory-role"])).toEqual([
      [readers, "tideway", danaLabel, erikLabel],
      [elsewhere, "tideway", danaLabel],
      [other, "tideway", erikLabel],
      [theirs, "nightwatch", `ned@${nightwatch.domain}`],
      [asked, "tideway", "ella@tideway.example"],
    ]);
  });

  test("by the group, though two bear one name", () => {
    const tenant = tenantWithErik();
    tenant.group("one", { displayName: "Staff", members: [dana, "joel.lindqvist"] });
    tenant.group("two", { displayName: "Staff", members: ["erik", "joel.lindqvist"] });
    expect(grouped(tenant.context(), ["group-member"])).toEqual([
      [memberKey("one", dana), "tideway", danaLabel],
      [memberKey("two", "erik"), "tideway", erikLabel],
      [`${dana} eligible member of ${helpdeskTeam}`, "tideway", danaLabel],
    ]);
  });

  test("by the application whose permissions they are", () => {
    const tenant = tenantWithErik();
    for (const name of ["Sync", "Backup"]) {
      tenant.application(name, { owners: [dana] });
      tenant.permission(name, "User.Read.All");
      tenant.permission(name, "Mail.Send");
    }
    expect(grouped(tenant.context(), ["application-permission"])).toEqual(
      ["Sync", "Backup"].map((name) => [
        `${name} has User.Read.All`,
        "tideway",
        ...Array(2).fill(`application "${name}"`),
      ]),
    );
  });

  test("by the resource of a program, and only what it declares", () => {
    const tenant = tenantWithErik();
    const urn = tenant.declare(tenant.role(dana, "Directory Readers"), "roles");
    tenant.declaredBy.set(tenant.role(dana, "Global Reader"), urn);
    tenant.declaredBy.set(tenant.role("erik", "Directory Readers"), urn);
    tenant.role("erik", "Global Reader");
    expect(grouped(tenant.programContext(), ["directory-role"])).toEqual([
      ["roles", "tideway", danaLabel, erikLabel],
      ["roles", "tideway", danaLabel],
    ]);
  });
});
