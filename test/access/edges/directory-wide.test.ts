import { describe, expect, it } from "vitest";
import { buildGraph } from "../../../src/access/graph.ts";
import type { TenantBuilder } from "../../support/tenant-builder.ts";
import { admin, equal, people, shownWay } from "./ways.ts";

/** Nora can become Global Administrator alone: who becomes Nora does too. */
function noraIsEligible(tenant: TenantBuilder): void {
  tenant.group("admins", { isAssignableToRole: true });
  tenant.eligible("admins", "nora");
  tenant.role("admins", admin);
}

function privilegedApplication(tenant: TenantBuilder): void {
  tenant.application("Deploy");
  tenant.permission("Deploy", "RoleManagement.ReadWrite.Directory");
}

/** A Microsoft 365 or security group that owns the privileged application. */
function owningGroup(tenant: TenantBuilder, more: Parameters<TenantBuilder["group"]>[1] = {}): void {
  tenant.group("owners", more);
  tenant.application("Deploy", { owners: ["owners"] });
  tenant.permission("Deploy", "RoleManagement.ReadWrite.Directory");
}

const asNora = `includes > eligible-member-of (self-activation) > holds-role > ${equal}`;
const asOwner = `includes > owns-application > has-app-role > ${equal}`;
type Case = [string, (tenant: TenantBuilder) => void, string | undefined];

describe("passwords, by a role over the whole directory", () => {
  const resets = (role: string): Case => [
    `${role} and somebody eligible`,
    (t) => {
      noraIsEligible(t);
      t.role("dana.reyes", role);
    },
    `holds-role > can-reset-password-of > ${asNora}`,
  ];
  const cases: Case[] = [
    resets("Helpdesk Administrator"),
    resets("Password Administrator"),
    resets("Authentication Administrator"),
    resets("User Administrator"),
    resets("Security Operator"),
    resets("Partner Tier1 Support"),
    [
      "a reader of reports and what a helpdesk may reset",
      (t) => {
        noraIsEligible(t);
        t.role("nora", "Reports Reader");
        t.role("dana.reyes", "Helpdesk Administrator");
      },
      `holds-role > can-reset-password-of > ${asNora}`,
    ],
    [
      "a reader of reports is beyond a password administrator",
      (t) => {
        noraIsEligible(t);
        t.role("nora", "Reports Reader");
        t.role("dana.reyes", "Password Administrator");
      },
      undefined,
    ],
    [
      "somebody active in a role-assignable group",
      (t) => {
        t.group("admins", { isAssignableToRole: true, members: ["nora"] });
        t.role("admins", admin);
        t.role("dana.reyes", "Helpdesk Administrator");
      },
      undefined,
    ],
    [
      "somebody of a restricted unit",
      (t) => {
        noraIsEligible(t);
        t.unit("vault", ["nora"], { isMemberManagementRestricted: true });
        t.role("dana.reyes", "Helpdesk Administrator");
      },
      undefined,
    ],
    [
      "a guest, who signs in at home",
      (t) => {
        t.guest("kim@elsewhere.example", "Kim");
        t.group("admins", { isAssignableToRole: true });
        t.eligible("admins", "kim");
        t.role("admins", admin);
        t.role("dana.reyes", "Helpdesk Administrator");
      },
      undefined,
    ],
    ["nobody special", (t) => t.role("dana.reyes", "Helpdesk Administrator"), undefined],
    [
      "a permission over passwords",
      (t) => {
        noraIsEligible(t);
        t.application("RMM", { owners: ["dana.reyes"] });
        t.permission("RMM", "User-PasswordProfile.ReadWrite.All");
      },
      `owns-application > has-app-role > can-reset-password-of > ${asNora}`,
    ],
    [
      "a permission that only reads",
      (t) => {
        noraIsEligible(t);
        t.application("RMM", { owners: ["dana.reyes"] });
        t.permission("RMM", "User.Read.All");
      },
      undefined,
    ],
  ];
  it.each(cases)("%s", (_name, make, expected) => {
    const tenant = people();
    make(tenant);
    expect(shownWay(tenant, "dana.reyes")).toBe(expected);
  });

  it("grows with the people, not with people times roles", () => {
    const roles = ["Helpdesk Administrator", "Password Administrator", "User Administrator", "Security Operator"];
    const edges = (count: number) => {
      const tenant = people();
      for (let number = 0; number < count; number++) tenant.user(`person-${number}@harbourdental.example`);
      for (const role of roles) tenant.role("dana.reyes", role);
      return buildGraph(tenant.attribution()).edges.length;
    };
    expect(edges(200) - edges(100)).toBe(100);
  });
});

describe("groups, by a role or permission over the whole directory", () => {
  const microsoft365 = { groupTypes: ["Unified"] };
  const synchronised = { onPremisesSyncEnabled: true };
  const fills = (role: string, more: Parameters<TenantBuilder["group"]>[1], does: boolean): Case => [
    `${role} and ${JSON.stringify(more)}: ${does ? "yes" : "no"}`,
    (t) => {
      owningGroup(t, more);
      t.role("dana.reyes", role);
    },
    does ? `holds-role > administers > ${asOwner}` : undefined,
  ];
  const holds = (permission: string, more: Parameters<TenantBuilder["group"]>[1], does: boolean): Case => [
    `${permission} and ${JSON.stringify(more)}: ${does ? "yes" : "no"}`,
    (t) => {
      owningGroup(t, more);
      t.application("RMM", { owners: ["dana.reyes"] });
      t.permission("RMM", permission);
    },
    does ? `owns-application > has-app-role > administers > ${asOwner}` : undefined,
  ];
  const dynamic = { membershipRule: 'user.department -eq "IT"' };
  const cases: Case[] = [
    fills("Groups Administrator", {}, true),
    fills("Groups Administrator", dynamic, true),
    fills("Groups Administrator", { isAssignableToRole: true }, false),
    fills("Groups Administrator", synchronised, false),
    fills("User Administrator", {}, true),
    fills("Directory Writers", {}, true),
    fills("Knowledge Manager", {}, true),
    fills("Teams Administrator", microsoft365, true),
    fills("Teams Administrator", {}, false),
    fills("Exchange Administrator", microsoft365, true),
    fills("Exchange Administrator", {}, false),
    fills("Intune Administrator", {}, true),
    fills("Intune Administrator", microsoft365, false),
    fills("License Administrator", {}, false),
    holds("Group.ReadWrite.All", {}, true),
    holds("GroupMember.ReadWrite.All", {}, true),
    holds("GroupMember.ReadWrite.All", dynamic, false),
    holds("Directory.ReadWrite.All", {}, true),
    holds("Directory.ReadWrite.All", { isAssignableToRole: true }, false),
    holds("Group.Read.All", {}, false),
  ];
  it.each(cases)("%s", (_name, make, expected) => {
    const tenant = people();
    make(tenant);
    expect(shownWay(tenant, "dana.reyes")).toBe(expected);
  });
});

describe("applications, by a role or permission over the whole directory", () => {
  const asDeploy = `can-add-credential-to > includes > has-app-role > ${equal}`;
  const cases: Case[] = [
    ["Application Administrator", (t) => t.role("dana.reyes", "Application Administrator"), `holds-role > ${asDeploy}`],
    [
      "Cloud Application Administrator",
      (t) => t.role("dana.reyes", "Cloud Application Administrator"),
      `holds-role > ${asDeploy}`,
    ],
    ["Application Developer", (t) => t.role("dana.reyes", "Application Developer"), undefined],
    [
      "Application.ReadWrite.All",
      (t) => {
        t.application("RMM", { owners: ["dana.reyes"] });
        t.permission("RMM", "Application.ReadWrite.All");
      },
      `owns-application > has-app-role > ${asDeploy}`,
    ],
    [
      "ServicePrincipalEndpoint.ReadWrite.All",
      (t) => {
        t.application("RMM", { owners: ["dana.reyes"] });
        t.permission("RMM", "ServicePrincipalEndpoint.ReadWrite.All");
      },
      `owns-application > has-app-role > ${asDeploy}`,
    ],
    [
      "Application.ReadWrite.OwnedBy reaches what it owns",
      (t) => {
        t.application("RMM", { owners: ["dana.reyes"] });
        t.permission("RMM", "Application.ReadWrite.OwnedBy");
        t.application("Other", { owners: ["RMM"] });
        t.permission("Other", "RoleManagement.ReadWrite.Directory");
      },
      `owns-application > owns-application > has-app-role > ${equal}`,
    ],
    [
      "Application.ReadWrite.OwnedBy and nothing owned",
      (t) => {
        t.application("RMM", { owners: ["dana.reyes"] });
        t.permission("RMM", "Application.ReadWrite.OwnedBy");
      },
      undefined,
    ],
  ];
  it.each(cases)("%s", (_name, make, expected) => {
    const tenant = people();
    privilegedApplication(tenant);
    make(tenant);
    expect(shownWay(tenant, "dana.reyes")).toBe(expected);
  });

  it("leaves Microsoft's own applications and managed identities out", () => {
    const tenant = people();
    tenant.application("Own", { servicePrincipalType: "ManagedIdentity" });
    tenant.application("Theirs", { appOwnerOrganizationId: "f8cdef31-a31e-4b4a-93e4-5f571e91255a" });
    for (const name of ["Own", "Theirs"]) tenant.permission(name, "RoleManagement.ReadWrite.Directory");
    tenant.role("dana.reyes", "Application Administrator");
    expect(shownWay(tenant, "dana.reyes")).toBeUndefined();
  });
});

describe("custom roles, by their actions", () => {
  const actions = (tenant: TenantBuilder, ...allowedResourceActions: string[]) => {
    tenant.collections.roleDefinitions.push({
      id: "custom",
      displayName: "Helper",
      isBuiltIn: false,
      rolePermissions: [{ allowedResourceActions }],
    });
  };
  const owns = (action: string, more: Parameters<TenantBuilder["group"]>[1], does: boolean): Case => [
    `${action} and ${JSON.stringify(more)}: ${does ? "yes" : "no"}`,
    (t) => {
      owningGroup(t, more);
      actions(t, action);
    },
    does ? `holds-role > administers > ${asOwner}` : undefined,
  ];
  const cases: Case[] = [
    owns("microsoft.directory/groups/members/update", {}, true),
    owns("microsoft.directory/groups.security.assignedMembership/members/update", {}, true),
    owns(
      "microsoft.directory/groups.security.assignedMembership/members/update",
      { membershipRule: 'user.department -eq "IT"' },
      false,
    ),
    owns("microsoft.directory/groups.unified/members/update", {}, false),
    owns("microsoft.directory/groups.unified/owners/update", { groupTypes: ["Unified"] }, true),
    owns("microsoft.directory/groups/basic/update", {}, false),
    owns("microsoft.directory/groups/members/read", {}, false),
    [
      "credentials of single-tenant applications",
      (t) => {
        t.application("Deploy", { subjects: [] });
        t.permission("Deploy", "RoleManagement.ReadWrite.Directory");
        actions(t, "microsoft.directory/applications.myOrganization/credentials/update");
      },
      `holds-role > can-add-credential-to > includes > has-app-role > ${equal}`,
    ],
    [
      "credentials of single-tenant applications, and one of many tenants",
      (t) => {
        t.application("Deploy", { subjects: [] });
        Object.assign(t.collections.applications[0] ?? {}, { signInAudience: "AzureADMultipleOrgs" });
        t.permission("Deploy", "RoleManagement.ReadWrite.Directory");
        actions(t, "microsoft.directory/applications.myOrganization/credentials/update");
      },
      undefined,
    ],
    [
      "passwords",
      (t) => {
        noraIsEligible(t);
        actions(t, "microsoft.directory/users/password/update");
      },
      `holds-role > can-reset-password-of > ${asNora}`,
    ],
    [
      "everything in a namespace",
      (t) => {
        noraIsEligible(t);
        actions(t, "microsoft.directory/*");
      },
      `holds-role > ${equal}`,
    ],
  ];
  it.each(cases)("%s", (_name, make, expected) => {
    const tenant = people();
    make(tenant);
    tenant.role("dana.reyes", "custom");
    expect(shownWay(tenant, "dana.reyes")).toBe(expected);
  });
});

describe("synchronisation", () => {
  it("writes the passwords of everybody who is synchronised, and of nobody else", () => {
    const tenant = people();
    noraIsEligible(tenant);
    tenant.role("dana.reyes", "Directory Synchronization Accounts");
    expect(shownWay(tenant, "dana.reyes")).toBeUndefined();
    Object.assign(tenant.collections.users.find(({ id }) => id === "nora") ?? {}, { onPremisesSyncEnabled: true });
    expect(shownWay(tenant, "dana.reyes")).toBe(`holds-role > synchronises > ${asNora}`);
  });

  it("is done by the account that Entra Connect makes for itself, whatever role shows", () => {
    const tenant = people();
    noraIsEligible(tenant);
    Object.assign(tenant.collections.users.find(({ id }) => id === "nora") ?? {}, { onPremisesSyncEnabled: true });
    const account = tenant.user("Sync_AADC01_0123456789ab@harbourdental.onmicrosoft.com");
    const other = tenant.user("Sync_team@harbourdental.onmicrosoft.com");
    expect(shownWay(tenant, account)).toBe(`synchronises > ${asNora}`);
    expect(shownWay(tenant, other)).toBeUndefined();
  });
});

describe("who is in a unit", () => {
  const movable = (tenant: TenantBuilder) => {
    noraIsEligible(tenant);
    tenant.unit("staff", []);
    tenant.collections.roleDefinitions.push({
      id: "mover",
      displayName: "Unit keeper",
      isBuiltIn: false,
      rolePermissions: [{ allowedResourceActions: ["microsoft.directory/administrativeUnits/members/update"] }],
    });
  };

  it("is decided by somebody with a role over it: everybody is in its reach", () => {
    const tenant = people();
    movable(tenant);
    tenant.role("tomasz.wilk", "mover", "staff");
    tenant.role("dana.reyes", "Helpdesk Administrator", "staff");
    expect(shownWay(tenant, "tomasz.wilk")).toBe(`holds-role > can-pull-in > can-reset-password-of > ${asNora}`);
  });

  it("is decided by an application that moves people into every unit", () => {
    const tenant = people();
    movable(tenant);
    tenant.application("RMM", { owners: ["dana.reyes"] });
    tenant.permission("RMM", "AdministrativeUnit.ReadWrite.All");
    tenant.role("dana.reyes", "Helpdesk Administrator", "staff");
    expect(shownWay(tenant, "dana.reyes")).toBe(
      `owns-application > has-app-role > can-pull-in > can-reset-password-of > ${asNora}`,
    );
  });

  it.each<[string, (tenant: TenantBuilder) => void]>([
    ["nobody holds a role over the unit", () => undefined],
    ["the role is over another unit", (t) => t.role("dana.reyes", "Helpdesk Administrator", t.unit("other", []))],
    ["the role is the internal team's", (t) => t.role("miriam.okafor", "Helpdesk Administrator", "staff")],
  ])("is harmless where %s", (_name, make) => {
    const tenant = people();
    movable(tenant);
    tenant.role("tomasz.wilk", "mover", "staff");
    make(tenant);
    expect(shownWay(tenant, "tomasz.wilk")).toBeUndefined();
  });
});
