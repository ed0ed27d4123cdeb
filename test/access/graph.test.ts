import { describe, expect, it } from "vitest";
import { type AccessGraph, buildGraph, GraphBuilder } from "../../src/access/graph.ts";
import { offendingGrants } from "../../src/access/offending.ts";
import { isProvider } from "../../src/access/party.ts";
import { shortestPaths } from "../../src/access/search.ts";
import { memberKey, TenantBuilder } from "../support/tenant-builder.ts";

/** The way of one principal to tier 0: `edge (condition)` by step. */
function wayOf(graph: AccessGraph, id: string): string | undefined {
  const [found] = shortestPaths(graph, (node) => node.id === id);
  return found?.path
    .map(({ kind, condition }) => (condition === "standing" ? kind : `${kind} (${condition})`))
    .join(" > ");
}

function people(): TenantBuilder {
  const tenant = new TenantBuilder();
  tenant.guest("dana.reyes@tideway.example", "Dana Reyes");
  tenant.guest("tomasz.wilk@tideway.example", "Tomasz Wilk");
  tenant.user("miriam.okafor@harbourdental.example", { displayName: "Miriam Okafor" });
  tenant.user("nora@harbourdental.example", { displayName: "Nora Finch" });
  tenant.group("approvers", { members: ["miriam.okafor"] });
  return tenant;
}

const admin = "Global Administrator";
const equal = "equals-global-administrator";

describe("edges that lead to Global Administrator", () => {
  const cases: [string, (tenant: TenantBuilder) => void, string | undefined][] = [
    ["a role", (t) => t.role("dana.reyes", admin), `holds-role > ${equal}`],
    ["an ordinary role", (t) => t.role("dana.reyes", "Directory Readers"), undefined],
    [
      "a role that no table knows",
      (t) => t.role("dana.reyes", "11111111-1111-4111-8111-111111111111"),
      `holds-role > ${equal}`,
    ],
    ["a role that leads on", (t) => t.role("dana.reyes", "Intune Administrator"), "holds-role > can-reach-tier-zero"],
    [
      "the classic DirectoryRole members",
      (t) =>
        t.collections.directoryRoles.push({
          id: "r",
          roleTemplateId: "62e90394-69f5-4237-9190-012177145e10",
          members: [{ id: "dana.reyes" }],
        }),
      `holds-role > ${equal}`,
    ],
    [
      "a role given by the id of its DirectoryRole",
      (t) => {
        t.collections.directoryRoles.push({ id: "r", roleTemplateId: "62e90394-69f5-4237-9190-012177145e10" });
        t.role("dana.reyes", "r");
      },
      `holds-role > ${equal}`,
    ],
    [
      "nested groups",
      (t) => {
        t.group("inner", { members: ["dana.reyes"] });
        t.group("outer", { members: ["inner"] });
        t.role("outer", admin);
      },
      `member-of > member-of > holds-role > ${equal}`,
    ],
    [
      "owning a group",
      (t) => {
        t.group("g", { owners: ["dana.reyes"] });
        t.role("g", admin);
      },
      `owner-of > holds-role > ${equal}`,
    ],
    ["owning a group that holds nothing", (t) => t.group("g", { owners: ["dana.reyes"] }), undefined],
    ["role eligibility", (t) => t.eligibleRole("dana.reyes", admin), `eligible-for-role (self-activation) > ${equal}`],
    [
      "role eligibility, approved",
      (t) => {
        t.eligibleRole("dana.reyes", admin);
        t.activationRules(admin, {}, "role");
      },
      `eligible-for-role (internal-approval) > ${equal}`,
    ],
    [
      "group eligibility without rules",
      (t) => {
        t.group("g");
        t.eligible("g", "dana.reyes");
        t.role("g", admin);
      },
      `eligible-member-of (self-activation) > holds-role > ${equal}`,
    ],
    [
      "group eligibility, approval off",
      (t) => {
        t.group("g");
        t.eligible("g", "dana.reyes");
        t.role("g", admin);
        t.activationRules("g", { approval: false });
      },
      `eligible-member-of (self-activation) > holds-role > ${equal}`,
    ],
    [
      "group eligibility, approved by the internal team",
      (t) => {
        t.group("g");
        t.eligible("g", "dana.reyes");
        t.role("g", admin);
        t.activationRules("g");
      },
      `eligible-member-of (internal-approval) > holds-role > ${equal}`,
    ],
    [
      "owner eligibility has rules of its own",
      (t) => {
        t.group("g");
        t.eligible("g", "dana.reyes", { accessId: "owner" });
        t.role("g", admin);
        t.activationRules("g");
      },
      `eligible-owner-of (self-activation) > holds-role > ${equal}`,
    ],
    [
      "approval by a colleague",
      (t) => {
        t.group("g");
        t.eligible("g", "dana.reyes");
        t.role("g", admin);
        t.activationRules("g", { approvers: ["tomasz.wilk"] });
      },
      `eligible-member-of (provider-approval) > holds-role > ${equal}`,
    ],
    [
      "approval by an internal group with one provider in it",
      (t) => {
        t.group("mixed", { members: ["miriam.okafor", "tomasz.wilk"] });
        t.group("g");
        t.eligible("g", "dana.reyes");
        t.role("g", admin);
        t.activationRules("g", { approvers: ["mixed"] });
      },
      `eligible-member-of (provider-approval) > holds-role > ${equal}`,
    ],
    [
      "approval by a group that the provider owns",
      (t) => {
        t.group("ours", { members: ["miriam.okafor"], owners: ["tomasz.wilk"] });
        t.group("g");
        t.eligible("g", "dana.reyes");
        t.role("g", admin);
        t.activationRules("g", { approvers: ["ours"] });
      },
      `eligible-member-of (provider-approval) > holds-role > ${equal}`,
    ],
    [
      "approval by somebody whose password the provider resets",
      (t) => {
        t.unit("staff", ["nora"]);
        t.role("tomasz.wilk", "Helpdesk Administrator", "staff");
        t.group("g");
        t.eligible("g", "dana.reyes");
        t.role("g", admin);
        t.activationRules("g", { approvers: ["nora"] });
      },
      `eligible-member-of (provider-approval) > holds-role > ${equal}`,
    ],
    [
      "approval by nobody named",
      (t) => {
        t.group("g");
        t.eligible("g", "dana.reyes");
        t.role("g", admin);
        t.activationRules("g", { approvers: [] });
      },
      `eligible-member-of (unknown-approval) > holds-role > ${equal}`,
    ],
    [
      "approval by an unknown party",
      (t) => {
        t.guest("x@elsewhere.example", "X");
        t.group("g");
        t.eligible("g", "dana.reyes");
        t.role("g", admin);
        t.activationRules("g", { approvers: ["x"] });
      },
      `eligible-member-of (unknown-approval) > holds-role > ${equal}`,
    ],
    [
      "an activated membership is the eligibility it comes from",
      (t) => {
        t.group("g", { members: ["dana.reyes"] });
        t.eligible("g", "dana.reyes");
        t.role("g", admin);
        t.activationRules("g");
        t.collections.groupAssignmentSchedules.push({
          id: "s",
          groupId: "g",
          principalId: "dana.reyes",
          accessId: "member",
          assignmentType: "activated",
        });
      },
      `eligible-member-of (internal-approval) > holds-role > ${equal}`,
    ],
    [
      "an activated membership without its eligibility",
      (t) => {
        t.group("g", { members: ["dana.reyes"] });
        t.role("g", admin);
        t.collections.groupAssignmentSchedules.push({
          id: "s",
          groupId: "g",
          principalId: "dana.reyes",
          accessId: "member",
          assignmentType: "activated",
        });
      },
      `member-of > holds-role > ${equal}`,
    ],
    [
      "an activated role",
      (t) => {
        t.eligibleRole("dana.reyes", admin);
        t.activationRules(admin, {}, "role");
        t.role("dana.reyes", admin);
        t.collections.roleAssignmentSchedules.push({
          id: "s",
          principalId: "dana.reyes",
          roleDefinitionId: "62e90394-69f5-4237-9190-012177145e10",
          directoryScopeId: "/",
          assignmentType: "Activated",
        });
      },
      `eligible-for-role (internal-approval) > ${equal}`,
    ],
    [
      "an assignment that only a schedule shows",
      (t) =>
        t.collections.roleAssignmentSchedules.push({
          id: "s",
          principalId: "dana.reyes",
          roleDefinitionId: "62e90394-69f5-4237-9190-012177145e10",
          directoryScopeId: "/",
          assignmentType: "Assigned",
        }),
      `holds-role > ${equal}`,
    ],
    [
      "owning an application",
      (t) => {
        t.application("App", { owners: ["dana.reyes", "miriam.okafor"] });
        t.permission("App", "RoleManagement.ReadWrite.Directory");
      },
      `owns-application > has-app-role > ${equal}`,
    ],
    [
      "owning its registration",
      (t) => {
        t.application("App", { subjects: [] });
        Object.assign(t.collections.applications[0] ?? {}, { owners: [{ id: "dana.reyes" }] });
        t.permission("App", "RoleManagement.ReadWrite.Directory");
      },
      `owns-application > can-sign-in-as > has-app-role > ${equal}`,
    ],
    [
      "an application with a harmless permission",
      (t) => {
        t.application("App", { owners: ["dana.reyes"] });
        t.permission("App", "User.Read.All");
      },
      undefined,
    ],
    [
      "a permission that no table knows",
      (t) => {
        t.application("App", { owners: ["dana.reyes"] });
        t.permission("App", "99999999-9999-4999-8999-999999999999");
      },
      `owns-application > has-app-role > ${equal}`,
    ],
    [
      "default access to an application",
      (t) => {
        t.application("App", { owners: ["dana.reyes"] });
        t.permission("App", "00000000-0000-0000-0000-000000000000");
      },
      undefined,
    ],
    [
      "resetting somebody who can activate alone",
      (t) => {
        t.unit("staff", ["nora"]);
        t.role("dana.reyes", "Helpdesk Administrator", "staff");
        t.group("g", { isAssignableToRole: true });
        t.eligible("g", "nora");
        t.role("g", admin);
      },
      `holds-role > can-reset-password-of > eligible-member-of (self-activation) > holds-role > ${equal}`,
    ],
    [
      "resetting somebody who is active in a role-assignable group",
      (t) => {
        t.unit("staff", ["nora"]);
        t.role("dana.reyes", "Helpdesk Administrator", "staff");
        t.group("g", { isAssignableToRole: true, members: ["nora"] });
        t.role("g", admin);
      },
      undefined,
    ],
    [
      "resetting a Global Administrator",
      (t) => {
        t.unit("staff", ["nora"]);
        t.role("dana.reyes", "Helpdesk Administrator", "staff");
        t.role("nora", admin);
      },
      undefined,
    ],
    [
      "resetting a Global Administrator with the privileged role",
      (t) => {
        t.unit("staff", ["nora"]);
        t.role("dana.reyes", "Privileged Authentication Administrator", "staff");
        t.role("nora", admin);
      },
      `holds-role > can-reset-password-of > holds-role > ${equal}`,
    ],
    [
      "resetting somebody of a restricted unit",
      (t) => {
        t.unit("staff", ["nora"]);
        t.unit("vault", ["nora"], { isMemberManagementRestricted: true });
        t.role("dana.reyes", "Privileged Authentication Administrator", "staff");
        t.role("nora", admin);
      },
      undefined,
    ],
    [
      "a role over a unit of nobody special",
      (t) => {
        t.unit("staff", ["nora"]);
        t.role("dana.reyes", "User Administrator", "staff");
      },
      undefined,
    ],
    [
      "filling a group of a unit that holds access",
      (t) => {
        t.group("g");
        t.unit("staff", ["g"]);
        t.role("dana.reyes", "Groups Administrator", "staff");
        t.application("App", { owners: ["g"] });
        t.permission("App", "RoleManagement.ReadWrite.Directory");
      },
      `holds-role > administers > owns-application > has-app-role > ${equal}`,
    ],
    [
      "a role-assignable group of a unit is out of reach",
      (t) => {
        t.group("g", { isAssignableToRole: true });
        t.unit("staff", ["g"]);
        t.role("dana.reyes", "Groups Administrator", "staff");
        t.role("g", admin);
      },
      undefined,
    ],
    [
      "people of a group in a unit are not in the unit",
      (t) => {
        t.group("g", { members: ["nora"] });
        t.unit("staff", ["g"]);
        t.role("dana.reyes", "Privileged Authentication Administrator", "staff");
        t.role("nora", admin);
      },
      undefined,
    ],
    [
      "a role over one application",
      (t) => {
        t.application("App");
        t.permission("App", "RoleManagement.ReadWrite.Directory");
        t.role("dana.reyes", "Application Administrator");
        Object.assign(t.collections.roleAssignments[0] ?? {}, { directoryScopeId: "/App" });
      },
      `holds-role > administers > has-app-role > ${equal}`,
    ],
    [
      "a custom role that can add credentials",
      (t) => {
        t.collections.roleDefinitions.push({
          id: "c",
          displayName: "Helper",
          isBuiltIn: false,
          rolePermissions: [{ allowedResourceActions: ["microsoft.directory/applications/credentials/update"] }],
        });
        t.role("dana.reyes", "c");
      },
      "holds-role > can-reach-tier-zero",
    ],
    [
      "a custom role that only reads",
      (t) => {
        t.collections.roleDefinitions.push({
          id: "c",
          displayName: "Reader",
          isBuiltIn: false,
          rolePermissions: [{ allowedResourceActions: ["microsoft.directory/users/standard/read"] }],
        });
        t.role("dana.reyes", "c");
      },
      undefined,
    ],
    [
      "a custom role over a unit that resets passwords",
      (t) => {
        t.collections.roleDefinitions.push({
          id: "c",
          displayName: "Resetter",
          isBuiltIn: false,
          rolePermissions: [{ allowedResourceActions: ["microsoft.directory/users/password/update"] }],
        });
        t.unit("staff", ["nora"]);
        t.role("dana.reyes", "c", "staff");
        t.group("g");
        t.eligible("g", "nora");
        t.role("g", admin);
      },
      `holds-role > can-reset-password-of > eligible-member-of (self-activation) > holds-role > ${equal}`,
    ],
  ];
  it.each(cases)("%s", (_name, make, expected) => {
    const tenant = people();
    make(tenant);
    expect(wayOf(buildGraph(tenant.attribution()), "dana.reyes")).toBe(expected);
  });

  const packages: [string, object, object | undefined, string | undefined][] = [
    [
      "somebody who may ask",
      { scopeType: "SpecificDirectorySubjects", allowedRequestors: [{ id: "dana.reyes" }] },
      undefined,
      "can-request-membership-of (self-activation)",
    ],
    [
      "every guest",
      { scopeType: "AllExistingDirectorySubjects" },
      undefined,
      "can-request-membership-of (self-activation)",
    ],
    ["members of the directory only", { scopeType: "AllExistingDirectoryMemberUsers" }, undefined, undefined],
    ["nobody", { scopeType: "NoSubjects" }, undefined, undefined],
    ["requests are closed", { scopeType: "AllExistingDirectorySubjects", acceptRequests: false }, undefined, undefined],
    [
      "the internal team approves",
      { scopeType: "AllExistingDirectorySubjects" },
      [{ id: "miriam.okafor" }],
      "can-request-membership-of (internal-approval)",
    ],
    [
      "a colleague approves",
      { scopeType: "AllExistingDirectorySubjects" },
      [{ id: "tomasz.wilk" }],
      "can-request-membership-of (provider-approval)",
    ],
  ];
  it.each(packages)("an access package: %s", (_name, requestorSettings, approvers, first) => {
    const tenant = people();
    tenant.group("g", { members: ["miriam.okafor"] });
    tenant.role("g", admin);
    tenant.collections.accessPackages.push({ id: "p", displayName: "Administration" });
    tenant.collections.accessPackageResourceRoleScopes.push({
      id: "s",
      accessPackageId: "p",
      accessPackageResourceRole: { originId: "Member_g", originSystem: "AadGroup" },
    });
    tenant.collections.accessPackageAssignmentPolicies.push({
      id: "policy",
      accessPackageId: "p",
      requestorSettings: { acceptRequests: true, ...requestorSettings },
      requestApprovalSettings: {
        isApprovalRequired: approvers !== undefined,
        approvalStages: [{ primaryApprovers: approvers }],
      },
    });
    const expected = first && `${first} > holds-role > ${equal}`;
    expect(wayOf(buildGraph(tenant.attribution()), "dana.reyes")).toBe(expected);
  });

  it("an access package for anybody outside is one for every provider", () => {
    const tenant = people();
    tenant.group("g", { members: ["miriam.okafor"] });
    tenant.role("g", admin);
    tenant.collections.accessPackageResourceRoleScopes.push({
      id: "s",
      accessPackageId: "p",
      accessPackageResourceRole: { originId: "Owner_g", originSystem: "AadGroup" },
    });
    tenant.collections.accessPackageAssignmentPolicies.push({
      id: "policy",
      accessPackageId: "p",
      requestorSettings: { acceptRequests: true, scopeType: "AllExternalSubjects" },
    });
    const graph = buildGraph(tenant.attribution());
    const outside = graph.nodes.filter(({ kind }) => kind === "external").map(({ label }) => label);
    expect(outside).toEqual(["anybody of Tideway IT", "anybody of Nightwatch"]);
    expect(wayOf(graph, "external:anybody of tideway")).toBe(
      `can-request-ownership-of (self-activation) > holds-role > ${equal}`,
    );
  });

  it.each([
    ["owner", "ae79f266-94d4-4dab-b730-feca7e132178", `administers > holds-role > ${equal}`],
    ["reader", "44272f93-9762-48e8-af59-1b5351b1d6b3", undefined],
  ])("a catalogue's %s", (_name, roleDefinitionId, expected) => {
    const tenant = people();
    tenant.group("g", { members: ["miriam.okafor"] });
    tenant.role("g", admin);
    tenant.collections.accessPackageCatalogs.push({
      id: "c",
      displayName: "IT",
      accessPackageResources: [{ id: "r", originId: "g", originSystem: "AadGroup" }],
      roleAssignments: [{ id: "a", principalId: "dana.reyes", roleDefinitionId }],
    });
    expect(wayOf(buildGraph(tenant.attribution()), "dana.reyes")).toBe(expected);
  });

  it("a pipeline of the provider is a principal of its own", () => {
    const tenant = people();
    tenant.application("Deploy", { subjects: ["repo:tideway-it/infra:ref:refs/heads/main"] });
    tenant.permission("Deploy", "RoleManagement.ReadWrite.Directory");
    const graph = buildGraph(tenant.attribution());
    const external = graph.nodes.find(({ kind }) => kind === "external");
    expect(external).toMatchObject({ label: "GitHub repo:tideway-it/infra", party: { provider: "tideway" } });
    expect(wayOf(graph, external?.id ?? "")).toBe(`can-sign-in-as > can-sign-in-as > has-app-role > ${equal}`);
  });

  it("knows what declares an edge", () => {
    const tenant = people();
    tenant.group("g", { members: ["dana.reyes"] });
    const graph = buildGraph(tenant.attribution(), new Map([[memberKey("g", "dana.reyes"), "urn:g"]]));
    expect(graph.edges.map(({ kind, declaredBy }) => [kind, declaredBy])).toContainEqual(["member-of", "urn:g"]);
  });
});

describe("the grant to blame", () => {
  const blamed = (tenant: TenantBuilder) => {
    const attribution = tenant.attribution();
    return offendingGrants(buildGraph(attribution), attribution, isProvider).map(
      ({ edge, condition, held, holders }) =>
        `${edge.from.id} ${edge.kind} ${edge.to.label}; ${condition}${held ? ", held" : ""}; ${holders.map(({ id }) => id).join(" ")}`,
    );
  };

  it("is the role of the provider's group, not the memberships in it", () => {
    const tenant = people();
    tenant.group("Tideway IT admins", { members: ["dana.reyes", "tomasz.wilk"] });
    tenant.role("Tideway IT admins", admin);
    expect(blamed(tenant)).toEqual([
      "Tideway IT admins holds-role Global Administrator; standing, held; dana.reyes tomasz.wilk",
    ]);
  });

  it("is the membership in a group of others", () => {
    const tenant = people();
    tenant.group("IT", { members: ["miriam.okafor", "dana.reyes"] });
    tenant.role("IT", admin);
    expect(blamed(tenant)).toEqual(['dana.reyes member-of group "IT"; standing, held; dana.reyes']);
  });

  it("is an empty group's role: somebody will be in it", () => {
    const tenant = people();
    tenant.group("Tideway IT admins");
    tenant.role("Tideway IT admins", admin);
    expect(blamed(tenant)).toEqual([
      "Tideway IT admins holds-role Global Administrator; standing, held; Tideway IT admins",
    ]);
  });

  it("is the last of several", () => {
    const tenant = people();
    tenant.group("Contractors", { members: ["miriam.okafor", "dana.reyes"] });
    tenant.group("Tideway IT – Tier-1 helpdesk", { members: ["Contractors"] });
    tenant.role("Tideway IT – Tier-1 helpdesk", admin);
    expect(blamed(tenant)).toEqual([
      "Tideway IT – Tier-1 helpdesk holds-role Global Administrator; standing, held; dana.reyes",
    ]);
  });
});

describe("a graph put together", () => {
  const more = { since: "2026-01-01", until: "2026-12-31", reason: "asked for" };
  function put() {
    const builder = new GraphBuilder(
      new Map([
        ["first", "urn:first"],
        ["second", "urn:second"],
      ]),
    );
    const [dana, admin, target] = [
      builder.node("dana", "principal", "Dana", { kind: "internal" }),
      builder.node("role", "role", "Administrator"),
      builder.node("tier-zero", "tier-zero", "Target"),
    ];
    builder.edge(
      { from: dana, to: admin, kind: "holds-role", objectKeys: ["unknown", "second", "first"], ...more },
      "standing",
    );
    builder.edge({ from: admin, to: target, kind: "can-reach-tier-zero", objectKeys: [] }, "self-activation", [
      ["nora"],
    ]);
    const graph = builder.finish(target);
    return { builder, graph, dana, admin, target };
  }

  it("has nodes and edges at their index, with what is known of them and nothing else", () => {
    const { builder, graph, dana, admin, target } = put();
    expect(graph.nodes).toStrictEqual([
      { index: 0, id: "dana", kind: "principal", label: "Dana", party: { kind: "internal" } },
      { index: 1, id: "role", kind: "role", label: "Administrator" },
      { index: 2, id: "tier-zero", kind: "tier-zero", label: "Target" },
    ]);
    expect(graph.edges).toStrictEqual([
      {
        index: 0,
        from: dana,
        to: admin,
        kind: "holds-role",
        condition: "standing",
        objectKeys: ["unknown", "second", "first"],
        declaredBy: "urn:second",
        ...more,
      },
      { index: 1, from: admin, to: target, kind: "can-reach-tier-zero", condition: "self-activation", objectKeys: [] },
    ]);
    expect([...builder.approvers]).toEqual([[1, [["nora"]]]]);
  });

  it("knows a node by its id, made once, and the edges at its ends", () => {
    const { builder, graph, dana, admin } = put();
    expect(builder.node("dana", "principal", "Somebody else")).toBe(dana);
    expect(builder.find("dana")).toBe(dana);
    expect(builder.find("nobody")).toBeUndefined();
    expect(graph.node("role")).toBe(admin);
    expect(graph.node("nobody")).toBeUndefined();
    expect(graph.outgoing.map((edges) => edges.map(({ index }) => index))).toEqual([[0], [1], []]);
    expect(graph.incoming.map((edges) => edges.map(({ index }) => index))).toEqual([[], [0], [1]]);
    expect(graph.incoming).toBe(graph.incoming);
  });

  it("of a tenant has one target, and names whom nothing shows by the id", () => {
    const tenant = people();
    tenant.role("gone", "Global Administrator");
    const built = buildGraph(tenant.attribution());
    expect(built.tierZero).toStrictEqual({
      index: 0,
      id: "tier-zero",
      kind: "tier-zero",
      label: "Global Administrator or an equivalent",
    });
    expect(built.node("gone")).toMatchObject({ kind: "principal", label: "foreign principal gone" });
    expect(built.node("dana.reyes") ?? built.node("miriam.okafor")).toMatchObject({ kind: "principal" });
  });
});
