import { describe, expect, it } from "vitest";
import { buildGraph } from "../../../src/access/graph.ts";
import type { TenantBuilder } from "../../support/tenant-builder.ts";
import { admin, edgesOf, equal, people, shownWay } from "./ways.ts";

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
    [
      "eligible, and both the request and the activation are approved",
      (t) => {
        offerRole(t, "Eligible", approvedBy({ id: "approvers" }));
        t.activationRules(admin, { approvers: ["tomasz.wilk"] }, "role");
      },
      `can-request-role (internal-approval) > ${equal}`,
    ],
    [
      "active, and the request is approved",
      (t) => offerRole(t, "Active", approvedBy({ id: "approvers" })),
      `can-request-role (internal-approval) > ${equal}`,
    ],
    [
      "where only the role says what it is of",
      (t) => offer(t, { originId: "Active", originSystem: "DirectoryRole" }, { originId: globalAdministrator }),
      `can-request-role (self-activation) > ${equal}`,
    ],
    [
      "where only the scope says what it is of",
      (t) => offer(t, { originId: "Active" }, { originId: globalAdministrator, originSystem: "DirectoryRole" }),
      `can-request-role (self-activation) > ${equal}`,
    ],
    [
      "that nothing names",
      (t) => offer(t, { originSystem: "DirectoryRole" }, {}),
      `can-request-role (self-activation) > ${equal}`,
    ],
    [
      "that only the role speaks of",
      (t) => {
        offer(t, { originId: "Active", originSystem: "DirectoryRole" }, {});
        for (const each of t.collections.accessPackageResourceRoleScopes) {
          Object.assign(each, { accessPackageResourceScope: null });
        }
      },
      `can-request-role (self-activation) > ${equal}`,
    ],
    [
      "that only the scope speaks of",
      (t) => {
        offer(t, {}, { originId: globalAdministrator, originSystem: "DirectoryRole" });
        for (const each of t.collections.accessPackageResourceRoleScopes) {
          Object.assign(each, { accessPackageResourceRole: null });
        }
      },
      `can-request-role (self-activation) > ${equal}`,
    ],
    [
      "an application's role of the same name",
      (t) => offer(t, { originId: "Active", originSystem: "AadApplication" }, { originId: globalAdministrator }),
      undefined,
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

describe("a group's role in a package", () => {
  const asks = (kind: string, condition = "self-activation") => `${kind} (${condition}) > holds-role > ${equal}`;
  const offerPlace = (tenant: TenantBuilder, originId: string) => {
    tenant.group("admins", { isAssignableToRole: true, members: ["miriam.okafor"] });
    tenant.role("admins", admin);
    offer(tenant, { originId, originSystem: "AadGroup" }, { originId: "admins", originSystem: "AadGroup" });
  };
  const cases: Case[] = [
    ["member", (t) => offerPlace(t, "Member_admins"), asks("can-request-membership-of")],
    ["owner", (t) => offerPlace(t, "Owner_admins"), asks("can-request-ownership-of")],
    ["eligible member", (t) => offerPlace(t, "EligibleMember_admins"), asks("can-request-membership-of")],
    [
      "eligible member, and the activation is approved",
      (t) => {
        offerPlace(t, "EligibleMember_ADMINS");
        t.activationRules("admins");
      },
      asks("can-request-membership-of", "internal-approval"),
    ],
    [
      "member of a group that is called eligible, and an activation would be approved",
      (t) => {
        offerPlace(t, "Member_eligible");
        t.group("eligible");
        t.role("eligible", admin);
        t.activationRules("eligible");
      },
      asks("can-request-membership-of"),
    ],
    [
      "eligible owner, and only a member's activation is approved",
      (t) => {
        offerPlace(t, "EligibleOwner_admins");
        t.activationRules("admins");
      },
      asks("can-request-ownership-of"),
    ],
    [
      "eligible owner, and the activation is approved",
      (t) => {
        offerPlace(t, "EligibleOwner_admins");
        t.activationRules("admins", {}, "owner");
      },
      asks("can-request-ownership-of", "internal-approval"),
    ],
    [
      "member, and an activation would be approved",
      (t) => {
        offerPlace(t, "Member_admins");
        t.activationRules("admins");
      },
      asks("can-request-membership-of"),
    ],
  ];
  it.each(cases)("%s", (_name, make, expected) => {
    const tenant = people();
    make(tenant);
    expect(shownWay(tenant, "dana.reyes")).toBe(expected);
  });
});

describe("every edge of a package", () => {
  const requests = ["can-request-membership-of", "can-request-role", "administers", "includes"] as const;

  it("says what makes it and why; what is only offered is in reach of whoever manages all packages", () => {
    const tenant = people();
    offerGroup(tenant, {
      requestorSettings: {
        ...anybody,
        scopeType: "SpecificDirectorySubjects",
        allowedRequestors: [{ id: "dana.reyes" }, {}],
      },
    });
    tenant.role("tomasz.wilk", "Identity Governance Administrator");
    expect(edgesOf(tenant, ...requests)).toEqual([
      "role:45d8d3c5-c802-45c6-b32a-1d70b5e1e86e@/ administers class:access packages",
      'dana.reyes can-request-membership-of admins (self-activation) [policy, s, p]: access package "Administration"',
      "class:access packages includes admins",
    ]);
    expect(buildGraph(tenant.attribution()).node("class:access packages")).toMatchObject({
      kind: "class",
      label: "every access package",
    });
  });

  it("of a catalogue goes to groups and roles, whoever is named, and reading it gives nothing", () => {
    const tenant = people();
    tenant.group("admins");
    tenant.application("App");
    tenant.collections.accessPackageCatalogs.push({
      id: "c",
      displayName: "IT",
      accessPackageResources: [
        { id: "r", originId: "admins", originSystem: "AadGroup" },
        { originId: "unseen", originSystem: "AadGroup" },
        { id: "kept", originId: "approvers" },
        { id: "a", originId: "App", originSystem: "AadApplication" },
        { id: "site", originId: "https://harbour.example", originSystem: "SharePointOnline" },
        { id: "g", originId: globalAdministrator, originSystem: "DirectoryRole" },
        { originSystem: "DirectoryRole" },
      ],
      roleAssignments: [
        { id: "owner", principalId: "dana.reyes", roleDefinitionId: "ae79f266-94d4-4dab-b730-feca7e132178" },
        { id: "reader", principalId: "tomasz.wilk", roleDefinitionId: "44272F93-9762-48E8-AF59-1B5351B1D6B3" },
        { principalId: "tomasz.wilk" },
        { id: "nobody", roleDefinitionId: "ae79f266-94d4-4dab-b730-feca7e132178" },
      ],
    });
    const resources = [
      ["admins", "r"],
      ["unseen", undefined],
      ["approvers", "kept"],
      [`role:${globalAdministrator}@/`, "g"],
      ["role:@/", undefined],
    ] as const;
    const catalogue = 'access package catalogue "IT"';
    const keys = (...ids: (string | undefined)[]) => `[${ids.filter((id) => id !== undefined).join(", ")}]`;
    expect(edgesOf(tenant, ...requests)).toEqual([
      ...resources.flatMap(([to, key]) => [
        `dana.reyes administers ${to} ${keys("owner", key, "c")}: ${catalogue}`,
        `tomasz.wilk administers ${to} ${keys(key, "c")}: ${catalogue}`,
      ]),
      ...resources.map(([to]) => `class:access packages includes ${to}`),
    ]);
  });

  it("needs a package: nothing comes of what belongs to none, or of one that gives nothing", () => {
    const tenant = people();
    offerGroup(tenant, {});
    for (const each of tenant.collections.accessPackageResourceRoleScopes)
      Object.assign(each, { accessPackageId: null });
    tenant.collections.accessPackageAssignmentPolicies.push({ id: "stray", requestorSettings: anybody });
    expect(edgesOf(tenant, ...requests)).toEqual([]);
    expect(buildGraph(tenant.attribution()).node("class:access packages")).toBeUndefined();
  });

  it("of a role that nothing names is of the worst", () => {
    const tenant = people();
    const requestorSettings = {
      ...anybody,
      scopeType: "SpecificDirectorySubjects",
      allowedRequestors: [{ id: "nora" }],
    };
    offer(tenant, { originSystem: "DirectoryRole" }, {}, { requestorSettings });
    expect(edgesOf(tenant, "can-request-role", "equals-global-administrator")).toEqual([
      "role:@/ equals-global-administrator tier-zero: the catalogue does not know this role, so it counts as the worst",
      'nora can-request-role role:@/ (self-activation) [policy, s, p]: access package "Administration"',
    ]);
  });

  it("without names goes by ids", () => {
    const tenant = people();
    offerGroup(tenant, { requestorSettings: { ...anybody, scopeType: "AllExternalSubjects" } });
    tenant.collections.accessPackages.length = 0;
    expect(edgesOf(tenant, "can-request-membership-of")).toEqual(
      ["tideway", "nightwatch"].map(
        (key) =>
          `external:anybody of ${key} can-request-membership-of admins (self-activation) [policy, s, p]: access package "p"`,
      ),
    );
    expect(buildGraph(tenant.attribution()).node("external:anybody of tideway")).toMatchObject({
      kind: "external",
      label: "anybody of Tideway IT",
      party: { kind: "provider", provider: "tideway" },
    });
  });
});

describe("who may ask", () => {
  const outside = ["external:anybody of tideway", "external:anybody of nightwatch"];
  const all = ["dana.reyes", "tomasz.wilk", "tideway-admin", ...outside];
  const connected = ["external:connected organisations"];
  it.each<[object | null, string[]]>([
    [null, []],
    [{ scopeType: "AllExistingDirectorySubjects" }, []],
    [{ acceptRequests: true, scopeType: "NoSubjects" }, []],
    [{ acceptRequests: true, scopeType: "SpecificDirectorySubjects" }, []],
    [{ acceptRequests: true, scopeType: "SpecificDirectorySubjects", allowedRequestors: [{ id: "nora" }] }, ["nora"]],
    [{ acceptRequests: true, scopeType: "AllExistingDirectoryMemberUsers" }, ["tideway-admin"]],
    [{ acceptRequests: true, scopeType: "AllExistingDirectorySubjects" }, all],
    [{ acceptRequests: true, scopeType: "AllExternalSubjects" }, outside],
    [{ acceptRequests: true, scopeType: "SpecificConnectedOrganizationSubjects" }, connected],
    [{ acceptRequests: true, scopeType: "AllExistingConnectedOrganizationSubjects" }, connected],
    [{ acceptRequests: true, scopeType: "AllConfiguredConnectedOrganizationSubjects" }, connected],
    // What nobody knows may be anybody.
    [{ acceptRequests: true, scopeType: "AllDirectoryAgentIdentities" }, all],
    [{ acceptRequests: true }, all],
  ])("%j", (requestorSettings, expected) => {
    const tenant = people();
    tenant.user("tideway-admin@harbourdental.example");
    offerGroup(tenant, { requestorSettings });
    const asking = edgesOf(tenant, "can-request-membership-of").map((edge) => edge.split(" can-request-")[0]);
    expect(asking).toEqual(expected);
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
      "the manager, of the internal team, whom a colleague would stand in for if there were none",
      (t) => {
        offerGroup(t, approvedBy(manager, { id: "tomasz.wilk", isBackup: true }));
        hasManager(t, "miriam.okafor");
      },
      asks("internal-approval"),
    ],
    [
      "the manager, of whom nothing is seen, or else the internal team",
      (t) => offerGroup(t, approvedBy(manager, { id: "approvers", isBackup: true })),
      asks("unknown-approval"),
    ],
    [
      "sponsors or the internal team, and the requestor's manager is of the internal team",
      (t) => {
        offerGroup(t, approvedBy({ "@odata.type": "#microsoft.graph.externalSponsors" }, { id: "approvers" }));
        hasManager(t, "miriam.okafor");
      },
      asks("unknown-approval"),
    ],
    [
      "whoever follows the manager's manager, and the internal team",
      (t) => {
        offerGroup(t, approvedBy({ "@odata.type": "#microsoft.graph.requestorManagerSponsor" }, { id: "approvers" }));
        hasManager(t, "miriam.okafor");
      },
      asks("unknown-approval"),
    ],
    [
      "somebody of no kind, or the internal team",
      (t) => {
        offerGroup(t, approvedBy({}, { id: "approvers" }));
        hasManager(t, "miriam.okafor");
      },
      asks("unknown-approval"),
    ],
    [
      "a fallback whom nothing names",
      (t) => {
        offerGroup(t, approvedBy(manager, { isBackup: true }));
        hasManager(t, null);
      },
      asks("unknown-approval"),
    ],
    [
      "the internal team, and a colleague to whom nothing is passed on",
      (t) =>
        offerGroup(t, {
          requestApprovalSettings: {
            isApprovalRequired: true,
            approvalStages: [
              {
                primaryApprovers: [{ id: "APPROVERS" }],
                isEscalationEnabled: false,
                escalationApprovers: [{ id: "tomasz.wilk" }],
              },
            ],
          },
        }),
      asks("internal-approval"),
    ],
    [
      "nobody, since no approval is needed",
      (t) => offerGroup(t, { requestApprovalSettings: { isApprovalRequired: false, approvalStages: [{}] } }),
      asks("self-activation"),
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
