import { describe, expect, it } from "vitest";
import { buildGraph } from "../../../src/access/graph.ts";
import type { TenantBuilder } from "../../support/tenant-builder.ts";
import { admin, equal, people, shownWay } from "./ways.ts";

type Json = Readonly<Record<string, unknown>>;
type Case = [string, (tenant: TenantBuilder) => void, string | undefined];

const anybody = { acceptRequests: true, scopeType: "AllExistingDirectorySubjects" };

/** A package with what it gives and who may ask for it. */
function offer(tenant: TenantBuilder, role: Json, scope: Json, policy: Json = {}): void {
  tenant.collections.accessPackages.push({ id: "p", displayName: "Administration" });
  tenant.collections.accessPackageResourceRoleScopes.push({
    id: "s",
    accessPackageId: "p",
    accessPackageResourceRole: role,
    accessPackageResourceScope: scope,
  });
  tenant.collections.accessPackageAssignmentPolicies.push({
    id: "policy",
    accessPackageId: "p",
    requestorSettings: anybody,
    ...policy,
  });
}

const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";

function offerRole(tenant: TenantBuilder, as: "Active" | "Eligible", policy: Json = {}, role = globalAdministrator) {
  offer(
    tenant,
    { originId: as, originSystem: "DirectoryRole" },
    { originId: role, originSystem: "DirectoryRole" },
    policy,
  );
}

function offerGroup(tenant: TenantBuilder, policy: Json): void {
  tenant.group("admins", { isAssignableToRole: true, members: ["miriam.okafor"] });
  tenant.role("admins", admin);
  offer(tenant, { originId: "Member_admins", originSystem: "AadGroup" }, { originId: "admins" }, policy);
}

const approvedBy = (...primaryApprovers: Json[]) => ({
  requestApprovalSettings: { isApprovalRequired: true, approvalStages: [{ primaryApprovers }] },
});
const manager = { "@odata.type": "#microsoft.graph.requestorManager" };
const hasManager = (tenant: TenantBuilder, id: string | null) =>
  Object.assign(tenant.collections.users.find((user) => user.id === "dana.reyes") ?? {}, {
    manager: id === null ? null : { id },
  });

describe("a directory role in a package", () => {
  const cases: Case[] = [
    ["active", (t) => offerRole(t, "Active"), `can-request-role (self-activation) > ${equal}`],
    ["eligible", (t) => offerRole(t, "Eligible"), `can-request-role (self-activation) > ${equal}`],
    [
      "eligible, and the activation is approved",
      (t) => {
        offerRole(t, "Eligible");
        t.activationRules(admin, {}, "role");
      },
      `can-request-role (internal-approval) > ${equal}`,
    ],
    [
      "active, and an activation would be approved",
      (t) => {
        offerRole(t, "Active");
        t.activationRules(admin, {}, "role");
      },
      `can-request-role (self-activation) > ${equal}`,
    ],
    ["that reads", (t) => offerRole(t, "Active", {}, "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"), undefined],
    [
      "for which nobody may ask",
      (t) => offerRole(t, "Active", { requestorSettings: { acceptRequests: true, scopeType: "NoSubjects" } }),
      undefined,
    ],
  ];
  it.each(cases)("%s", (_name, make, expected) => {
    const tenant = people();
    make(tenant);
    expect(shownWay(tenant, "dana.reyes")).toBe(expected);
  });
});

describe("who approves a request", () => {
  const asks = (condition: string) => `can-request-membership-of (${condition}) > holds-role > ${equal}`;
  const cases: Case[] = [
    ["the internal team", (t) => offerGroup(t, approvedBy({ id: "approvers" })), asks("internal-approval")],
    [
      "the requestor alone, whom a colleague stands in for",
      (t) => offerGroup(t, approvedBy({ id: "dana.reyes" })),
      asks("provider-approval"),
    ],
    [
      "the manager, a colleague",
      (t) => {
        offerGroup(t, approvedBy(manager));
        hasManager(t, "tomasz.wilk");
      },
      asks("provider-approval"),
    ],
    [
      "the manager, of the internal team",
      (t) => {
        offerGroup(t, approvedBy(manager));
        hasManager(t, "miriam.okafor");
      },
      asks("internal-approval"),
    ],
    ["the manager, of whom nothing is seen", (t) => offerGroup(t, approvedBy(manager)), asks("unknown-approval")],
    [
      "the manager where there is none, and the fallback",
      (t) => {
        offerGroup(t, approvedBy(manager, { id: "approvers", isBackup: true }));
        hasManager(t, null);
      },
      asks("internal-approval"),
    ],
    [
      "the fallback, a colleague",
      (t) => {
        offerGroup(t, approvedBy(manager, { id: "tomasz.wilk", isBackup: true }));
        hasManager(t, null);
      },
      asks("provider-approval"),
    ],
    [
      "the sponsors of the provider's own organisation",
      (t) => offerGroup(t, approvedBy({ "@odata.type": "#microsoft.graph.externalSponsors" })),
      asks("unknown-approval"),
    ],
    [
      "the internal team, and after some days a colleague",
      (t) =>
        offerGroup(t, {
          requestApprovalSettings: {
            isApprovalRequired: true,
            approvalStages: [
              {
                primaryApprovers: [{ id: "approvers" }],
                isEscalationEnabled: true,
                escalationApprovers: [{ id: "tomasz.wilk" }],
              },
            ],
          },
        }),
      asks("provider-approval"),
    ],
    [
      "a colleague first and the internal team after",
      (t) =>
        offerGroup(t, {
          requestApprovalSettings: {
            isApprovalRequired: true,
            approvalStages: [
              { primaryApprovers: [{ id: "tomasz.wilk" }] },
              { primaryApprovers: [{ id: "approvers" }] },
            ],
          },
        }),
      asks("internal-approval"),
    ],
    [
      "a group that the provider fills",
      (t) => {
        t.group("cab", { members: ["miriam.okafor"] });
        t.unit("groups", ["cab"]);
        t.role("tomasz.wilk", "Groups Administrator", "groups");
        offerGroup(t, approvedBy({ id: "cab" }));
      },
      asks("provider-approval"),
    ],
  ];
  it.each(cases)("%s", (_name, make, expected) => {
    const tenant = people();
    make(tenant);
    expect(shownWay(tenant, "dana.reyes")).toBe(expected);
  });
});

describe("whoever manages packages", () => {
  const catalogued = (tenant: TenantBuilder, resource: Json, roleDefinitionId?: string) =>
    tenant.collections.accessPackageCatalogs.push({
      id: "c",
      displayName: "IT",
      accessPackageResources: [{ id: "r", ...resource }],
      roleAssignments: roleDefinitionId ? [{ id: "a", principalId: "dana.reyes", roleDefinitionId }] : [],
    });
  const group = { originId: "admins", originSystem: "AadGroup" };
  const role = { originId: globalAdministrator, originSystem: "DirectoryRole" };
  const cases: Case[] = [
    [
      "a catalogue's owner",
      (t) => catalogued(t, group, "ae79f266-94d4-4dab-b730-feca7e132178"),
      `administers > holds-role > ${equal}`,
    ],
    [
      "a package assignment manager",
      (t) => catalogued(t, group, "e2182095-804a-4656-ae11-64734e9b7ae5"),
      `administers > holds-role > ${equal}`,
    ],
    [
      "a catalogue's owner, with a role in it",
      (t) => catalogued(t, role, "ae79f266-94d4-4dab-b730-feca7e132178"),
      `administers > ${equal}`,
    ],
    ["a catalogue's reader", (t) => catalogued(t, group, "44272f93-9762-48e8-af59-1b5351b1d6b3"), undefined],
    [
      "the role over all catalogues",
      (t) => {
        catalogued(t, group);
        t.role("dana.reyes", "Identity Governance Administrator");
      },
      `holds-role > administers > includes > holds-role > ${equal}`,
    ],
    [
      "the permission over all catalogues",
      (t) => {
        catalogued(t, group);
        t.application("RMM", { owners: ["dana.reyes"] });
        t.permission("RMM", "EntitlementManagement.ReadWrite.All");
      },
      `owns-application > has-app-role > administers > includes > holds-role > ${equal}`,
    ],
    [
      "the role over all catalogues, and there is none",
      (t) => t.role("dana.reyes", "Identity Governance Administrator"),
      undefined,
    ],
  ];
  it.each(cases)("%s", (_name, make, expected) => {
    const tenant = people();
    tenant.group("admins", { isAssignableToRole: true, members: ["miriam.okafor"] });
    tenant.role("admins", admin);
    make(tenant);
    expect(shownWay(tenant, "dana.reyes")).toBe(expected);
  });
});

describe("connected organisations", () => {
  it("are of an unknown party, since nothing says which they are", () => {
    const tenant = people();
    offerGroup(tenant, {
      requestorSettings: { acceptRequests: true, scopeType: "AllConfiguredConnectedOrganizationSubjects" },
    });
    const node = buildGraph(tenant.attribution()).nodes.find(({ kind }) => kind === "external");
    expect(node).toMatchObject({ label: "anybody of a connected organisation", party: { kind: "unknown" } });
    expect(shownWay(tenant, node?.id ?? "")).toBe(
      `can-request-membership-of (self-activation) > holds-role > ${equal}`,
    );
  });
});
