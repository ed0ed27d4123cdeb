/** Edges as they stand: between which nodes, once each, made by what. Ways alone do not show an edge too many. */

import { describe, expect, it } from "vitest";
import { buildGraph } from "../../../src/access/graph.ts";
import { type TenantBuilder, tideway } from "../../support/tenant-builder.ts";
import { edgesOf, people } from "./ways.ts";

type Case = [string, (tenant: TenantBuilder) => void, string[]];

const steps = [
  "can-reset-password-of",
  "administers",
  "can-add-credential-to",
  "synchronises",
  "can-pull-in",
  "can-sign-in-as",
  "owns-application",
  "acts-for",
  "includes",
] as const;
const helpdesk = "role:729827e3-9c14-49f7-bb1b-9608f156bbb8@";
const groupsAdministrator = "role:fdd7a751-b60b-444a-984c-02652fe8fa1c@";
const userAdministrator = "fe930be7-5e62-47db-91af-98c3a49a38b1";
const applicationAdministrator = "role:9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3@/";
const ordinary = "class:people ";

/** Labels of the nodes of one kind. */
const labels = (tenant: TenantBuilder, wanted: string) =>
  buildGraph(tenant.attribution())
    .nodes.filter(({ kind }) => kind === wanted)
    .map(({ id, label }) => `${id}: ${label}`);

function customRole(tenant: TenantBuilder, id: string, action: string): string {
  tenant.collections.roleDefinitions.push({
    id,
    displayName: `May ${id}`,
    isBuiltIn: false,
    rolePermissions: [{ allowedResourceActions: [action] }],
  });
  return id;
}
const mover = (tenant: TenantBuilder) =>
  customRole(tenant, "mover", "microsoft.directory/administrativeUnits/members/update");

describe("over the whole directory", () => {
  it("passwords: people by the roles they hold, in whatever order; a role over a unit shields nobody", () => {
    const tenant = people();
    tenant.role("nora", "Reports Reader");
    tenant.role("nora", "Directory Readers");
    tenant.user("joel@harbourdental.example");
    tenant.role("joel", "Directory Readers");
    tenant.role("joel", "Reports Reader");
    tenant.user("ada@harbourdental.example");
    tenant.role("ada", "Security Reader");
    // One whose name does not show, in a group that is no longer there.
    tenant.collections.users.push({ id: "nameless" });
    tenant.collections.groupAssignmentSchedules.push({
      id: "s",
      groupId: "gone",
      principalId: "nameless",
      accessId: "member",
      assignmentType: "assigned",
    });
    tenant.group("all", { members: ["nameless", "nora"], isAssignableToRole: false });
    tenant.role("nameless", "Security Reader", tenant.unit("staff"));
    tenant.eligibleRole("nameless", "Global Reader");
    tenant.role("dana.reyes", "Helpdesk Administrator");
    const readers = `${ordinary}4a5d8f65-41da-4de4-8968-e035b65339cf 88d8e3e3-8f55-4a1e-953a-9b9898b8876b`;
    const securityReader = `${ordinary}5d6b6bb7-de71-4623-b4af-96380a352509`;
    expect(edgesOf(tenant, ...steps)).toEqual([
      "class:people protected includes miriam.okafor",
      `${readers} includes nora`,
      `${readers} includes joel`,
      `${securityReader} includes ada`,
      `${ordinary} includes nameless`,
      `${helpdesk}/ can-reset-password-of ${readers}`,
      `${helpdesk}/ can-reset-password-of ${ordinary}`,
    ]);
    expect(labels(tenant, "class")).toEqual([
      "class:people protected: everybody in a role-assignable group",
      `${readers}: everybody who is Directory Readers and Reports Reader`,
      `${securityReader}: everybody who is Security Reader`,
      `${ordinary}: everybody without an administrator's role`,
    ]);
  });

  it("passwords: whoever resets anyone resets those of role-assignable groups, too", () => {
    const tenant = people();
    tenant.role("dana.reyes", "Partner Tier1 Support");
    tenant.role("dana.reyes", "Privileged Authentication Administrator", tenant.unit("staff", ["miriam.okafor"]));
    expect(edgesOf(tenant, "can-reset-password-of").map((edge) => edge.replace(/role:[-\w]+/, "role"))).toEqual([
      "role@staff can-reset-password-of miriam.okafor [members:staff:miriam.okafor]",
      `role@/ can-reset-password-of ${ordinary}`,
    ]);
  });

  it("two custom roles of one name are two", () => {
    const tenant = people();
    const [one, other] = ["one", "other"].map((id) =>
      customRole(tenant, id, "microsoft.directory/users/standard/read"),
    );
    for (const each of tenant.collections.roleDefinitions) Object.assign(each, { displayName: "Reports Reader" });
    tenant.role("nora", one ?? "");
    tenant.role("miriam.okafor", "Reports Reader");
    tenant.collections.groups.length = 0;
    tenant.user("joel@harbourdental.example");
    tenant.role("joel", other ?? "");
    tenant.role("dana.reyes", "Helpdesk Administrator");
    expect(edgesOf(tenant, "can-reset-password-of")).toEqual([
      `${helpdesk}/ can-reset-password-of ${ordinary}4a5d8f65-41da-4de4-8968-e035b65339cf`,
    ]);
  });

  it("groups: by how they are filled and what they are", () => {
    const tenant = people();
    tenant.group("plain");
    tenant.group("also plain", { groupTypes: [] });
    tenant.group("team", { groupTypes: ["Unified"] });
    tenant.group("ruled", { groupTypes: ["DynamicMembership"], membershipRule: 'user.city -eq "Bergen"' });
    tenant.group("ruled team", {
      groupTypes: ["DynamicMembership", "Unified"],
      membershipRule: 'user.city -eq "Bergen"',
    });
    tenant.group("vaulted");
    tenant.unit("vault", ["vaulted"], { isMemberManagementRestricted: true });
    tenant.role("dana.reyes", "Groups Administrator");
    const classes = ["ordinary security", "ordinary Microsoft 365", "dynamic security", "dynamic Microsoft 365"];
    expect(edgesOf(tenant, ...steps)).toEqual([
      "class:ordinary security groups includes plain",
      "class:ordinary security groups includes also plain",
      "class:ordinary Microsoft 365 groups includes team",
      "class:dynamic security groups includes ruled",
      "class:dynamic Microsoft 365 groups includes ruled team",
      ...classes.map((name) => `${groupsAdministrator}/ administers class:${name} groups`),
    ]);
    expect(labels(tenant, "class")).toEqual(classes.map((name) => `class:${name} groups: every ${name} group`));
  });

  it("applications: the company's own and the others", () => {
    const tenant = people();
    tenant.application("own", { subjects: [] });
    tenant.application("bought");
    tenant.collections.servicePrincipals.push({ id: "nameless", servicePrincipalType: "Application" });
    tenant.role("dana.reyes", "Application Administrator");
    tenant.role(
      "tomasz.wilk",
      customRole(tenant, "c", "microsoft.directory/applications.myOrganization/credentials/update"),
    );
    const [single, all] = ["class:single-tenant applications", "class:applications"];
    expect(edgesOf(tenant, ...steps)).toEqual([
      "registration of own can-sign-in-as own",
      `${single} includes own`,
      `${all} includes bought`,
      `${all} includes nameless`,
      `${applicationAdministrator} can-add-credential-to ${single}`,
      `${applicationAdministrator} can-add-credential-to ${all}`,
      `role:c@/ can-add-credential-to ${single}`,
    ]);
    expect(labels(tenant, "class")).toEqual([
      `${single}: every application of the company's own`,
      `${all}: every other application`,
    ]);
  });

  it("synchronisation: one node for everything synchronised, whoever it is for", () => {
    const tenant = people();
    tenant.group("synced", { onPremisesSyncEnabled: true });
    Object.assign(tenant.collections.users[3] ?? {}, { onPremisesSyncEnabled: true });
    tenant.role("dana.reyes", "Directory Synchronization Accounts");
    tenant.user("Sync_AADC01_0123456789ab@harbourdental.onmicrosoft.com");
    tenant.user("ADToAADSyncServiceAccount@harbourdental.onmicrosoft.com");
    tenant.user("not-Sync_AADC01_0123456789ab@harbourdental.onmicrosoft.com");
    tenant.collections.users.push({ id: "nameless" });
    expect(edgesOf(tenant, ...steps)).toEqual([
      "class:synchronised includes nora",
      "class:synchronised includes synced",
      "role:d29b2b05-8046-44ba-8758-1e26182fcf32@/ synchronises class:synchronised",
      "Sync_AADC01_0123456789ab synchronises class:synchronised [Sync_AADC01_0123456789ab]",
      "ADToAADSyncServiceAccount synchronises class:synchronised [ADToAADSyncServiceAccount]",
    ]);
    expect(labels(tenant, "class")).toEqual(["class:synchronised: every synchronised person and group"]);
  });

  it.each<Case>([
    [
      "a role that is as good as Global Administrator",
      (t) => t.role("dana.reyes", customRole(t, "c", "microsoft.directory/*")),
      [],
    ],
    [
      "an activation that is not over the directory",
      (t) => t.role("dana.reyes", "Helpdesk Administrator", t.unit("staff")),
      [],
    ],
    ["a role that does nothing to others", (t) => t.role("dana.reyes", "Directory Readers"), []],
  ])("no steps for %s", (_name, make, expected) => {
    const tenant = people();
    make(tenant);
    expect(edgesOf(tenant, ...steps)).toEqual(expected);
    expect(labels(tenant, "class")).toEqual([]);
  });
});

describe("over a unit", () => {
  it.each<Case>([
    [
      "everybody in it once, however often the role is held, with what puts them there",
      (t) => {
        t.group("plain");
        t.unit("staff", ["nora", "plain", "dana.reyes", "gone"]);
        t.role("dana.reyes", "Helpdesk Administrator", "staff");
        t.role("tomasz.wilk", "Helpdesk Administrator", "staff");
        t.role("dana.reyes", "Groups Administrator", "staff");
        t.role("dana.reyes", "Directory Readers", "staff");
      },
      [
        `${helpdesk}staff can-reset-password-of nora [members:staff:nora]`,
        `${groupsAdministrator}staff administers plain [members:staff:plain]`,
      ],
    ],
    [
      "two roles over two units",
      (t) => {
        for (const unit of ["one", "other"]) {
          t.role("dana.reyes", "Helpdesk Administrator", t.unit(unit, ["nora"]));
        }
      },
      [
        `${helpdesk}one can-reset-password-of nora [members:one:nora]`,
        `${helpdesk}other can-reset-password-of nora [members:other:nora]`,
      ],
    ],
    [
      "those of a restricted unit only by roles over that one",
      (t) => {
        t.unit("staff", ["nora"]);
        for (const vault of ["vault", "second vault"]) t.unit(vault, ["nora"], { isMemberManagementRestricted: true });
        for (const unit of ["staff", "vault"]) t.role("dana.reyes", "Helpdesk Administrator", unit);
      },
      [`${helpdesk}vault can-reset-password-of nora [members:vault:nora]`],
    ],
    ["that nothing shows", (t) => t.role("dana.reyes", "Helpdesk Administrator", "unseen"), []],
  ])("%s", (_name, make, expected) => {
    const tenant = people();
    make(tenant);
    expect(edgesOf(tenant, ...steps)).toEqual(expected);
  });
});

describe("who is pulled into a unit", () => {
  const pulls = ["can-pull-in", "can-reset-password-of", "administers"] as const;
  it.each<Case>([
    [
      "by one of the provider's people, for what a colleague's role reaches",
      (t) => {
        t.unit("staff");
        t.role("tomasz.wilk", mover(t), "staff");
        t.role("dana.reyes", "Helpdesk Administrator", "staff");
        t.role("tomasz.wilk", "Helpdesk Administrator", "staff");
      },
      [
        "role:mover@staff can-pull-in class:reach of 729827e3-9c14-49f7-bb1b-9608f156bbb8@staff",
        `class:reach of 729827e3-9c14-49f7-bb1b-9608f156bbb8@staff can-reset-password-of ${ordinary}`,
        "role:mover@staff can-pull-in class:reach of 729827e3-9c14-49f7-bb1b-9608f156bbb8@staff",
      ],
    ],
    [
      "into every unit by a role over all of them; filling groups is reach, too",
      (t) => {
        t.role("tomasz.wilk", mover(t));
        t.group("plain");
        t.role("dana.reyes", "Groups Administrator", t.unit("staff"));
        t.role("dana.reyes", "Directory Readers", "staff");
        t.role("dana.reyes", "Security Operator");
      },
      [
        "role:mover@/ can-pull-in class:reach of fdd7a751-b60b-444a-984c-02652fe8fa1c@staff",
        "class:reach of fdd7a751-b60b-444a-984c-02652fe8fa1c@staff administers class:ordinary security groups",
        `role:5f2222b1-57c3-48ba-8ad5-d4759f1fde6f@/ can-reset-password-of ${ordinary}`,
      ],
    ],
    [
      "not by a role over one object",
      (t) => {
        t.role("tomasz.wilk", mover(t));
        Object.assign(t.collections.roleAssignments.at(-1) ?? {}, { directoryScopeId: "/nora" });
        t.role("dana.reyes", "Helpdesk Administrator", t.unit("staff"));
      },
      ["role:mover@nora administers nora [mover]: it can move people into the reach of lesser roles"],
    ],
    [
      "not by the company's own, nor for another provider",
      (t) => {
        t.unit("staff");
        t.guest("ulla@nightwatch.example", "Ulla");
        t.role("miriam.okafor", mover(t), "staff");
        t.role("ulla", "mover", "staff");
        t.role("dana.reyes", "Helpdesk Administrator", "staff");
      },
      [],
    ],
  ])("%s", (_name, make, expected) => {
    const tenant = people();
    make(tenant);
    expect(edgesOf(tenant, ...pulls)).toEqual(expected);
  });

  it("reads as the reach of the role", () => {
    const tenant = people();
    tenant.role("tomasz.wilk", mover(tenant), tenant.unit("staff"));
    tenant.role("dana.reyes", "User Administrator", "staff");
    expect(labels(tenant, "class")[0]).toBe(
      `class:reach of ${userAdministrator}@staff: the reach of User Administrator over administrative unit staff`,
    );
  });
});

describe("applications", () => {
  it.each<Case>([
    [
      "owners of both, and the registration signs in as every service principal of it",
      (t) => {
        t.application("App", { owners: ["dana.reyes"], subjects: [] });
        Object.assign(t.collections.applications[0] ?? {}, { owners: [{ id: "nora" }] });
        t.collections.applications.push({ id: "nameless" });
      },
      [
        "nora owns-application registration of App [owners:registration of App:nora]",
        "dana.reyes owns-application App [owners:App:dana.reyes]",
        "registration of App can-sign-in-as App",
      ],
    ],
    [
      "secrets by their key, else by their name; what cannot be read names nobody",
      (t) => {
        t.application("App", {
          passwordCredentials: [{ displayName: "Tideway RMM" }, { keyId: "k", displayName: "Tideway RMM" }, {}],
          keyCredentials: [
            { keyId: "c", key: null },
            { keyId: "d", displayName: "tideway", key: null },
          ],
        });
      },
      [
        "external:secret Tideway RMM of App can-sign-in-as App",
        "external:secret k of App can-sign-in-as App [k]",
        "external:certificate d of App can-sign-in-as App [d]",
      ],
    ],
    [
      "federated credentials",
      (t) => t.application("App", { subjects: ["repo:tideway-it/infra:ref:refs/heads/main"] }),
      [
        "registration of App can-sign-in-as App",
        "external:GitHub repo:tideway-it/infra can-sign-in-as registration of App [credential repo:tideway-it/infra:ref:refs/heads/main]",
      ],
    ],
  ])("%s", (_name, make, expected) => {
    const tenant = people();
    make(tenant);
    expect(edgesOf(tenant, ...steps)).toEqual(expected);
  });
});

describe("delegated grants", () => {
  const resource = "00000003-0000-0000-c000-000000000000";
  const all = ["Portal acts-for nora [g]: RoleManagement.ReadWrite.Directory, Directory.ReadWrite.All"];
  it.each<[object, string[]]>([
    [{}, all],
    [
      { scope: "User.Read RoleManagement.ReadWrite.Directory" },
      ["Portal acts-for nora [g]: RoleManagement.ReadWrite.Directory"],
    ],
    [{ scope: "User.Read" }, []],
    [{ scope: null }, []],
    [{ consentType: "AllPrincipals" }, []],
    [{ principalId: null }, []],
    [{ clientId: null }, []],
    [{ resourceId: "nora" }, []],
    [{ resourceId: "nameless" }, []],
    // It may be Microsoft Graph.
    [{ resourceId: "unseen" }, all],
    [{ resourceId: null }, all],
  ])("%j", (more, expected) => {
    const tenant = people();
    tenant.collections.servicePrincipals.push({ id: "graph", appId: resource }, { id: "nameless" });
    tenant.collections.oauth2PermissionGrants.push({
      id: "g",
      clientId: "Portal",
      resourceId: "graph",
      consentType: "Principal",
      principalId: "nora",
      scope: "  openid RoleManagement.ReadWrite.Directory  Directory.ReadWrite.All",
      ...more,
    });
    expect(edgesOf(tenant, ...steps)).toEqual(expected);
  });
});

describe("federated domains", () => {
  const domain = (tenant: TenantBuilder, id: string, more: object) =>
    tenant.collections.domains.push({ id, ...more } as TenantBuilder["collections"]["domains"][number]);
  it("whoever runs the identity provider, and everybody whose name is in the domain", () => {
    const tenant = people();
    tenant.collections.users.push({ id: "nameless" });
    tenant.user("NILS@HARBOURDENTAL.example", { id: "nils" });
    tenant.user("eve@not-harbourdental.example");
    domain(tenant, "Harbourdental.example", { authenticationType: "federated" });
    domain(tenant, "unclear.example", { federationConfiguration: { issuerUri: `https://${tideway.domain}/adfs` } });
    domain(tenant, "managed.example", { authenticationType: "Managed" });
    domain(tenant, "plain.example", {});
    const [one, other] = ["Harbourdental.example", "unclear.example"];
    expect(edgesOf(tenant, ...steps)).toEqual([
      `external:identity provider of ${one} can-sign-in-as class:domain ${one} [${one}]`,
      ...["miriam.okafor", "nora", "nils"].map((id) => `class:domain ${one} includes ${id}`),
      `external:identity provider of ${other} can-sign-in-as class:domain ${other} [${other}]`,
    ]);
    expect(labels(tenant, "class")).toEqual([
      `class:domain ${one}: everybody in ${one}`,
      `class:domain ${other}: everybody in ${other}`,
    ]);
  });

  it("and one that says it is managed, and is set up for an identity provider", () => {
    const tenant = people();
    domain(tenant, "x.example", {
      authenticationType: "Managed",
      federationConfiguration: [{ issuerUri: "https://x" }],
    });
    expect(labels(tenant, "external")).toEqual([
      "external:identity provider of x.example: the identity provider https://x",
    ]);
  });
});

describe("groups and roles", () => {
  /** Edges with what makes them, since when and until when. */
  const dated = (tenant: TenantBuilder) =>
    buildGraph(tenant.attribution())
      .edges.filter(({ from }) => from.id !== "miriam.okafor" && from.kind === "principal")
      .map(({ index: _index, from, to, ...rest }) => ({ ...rest, from: from.id, to: to.id }));

  it("say since when, until when and by what", () => {
    const tenant = people();
    tenant.group("g", { members: ["nora"], owners: ["nora"] });
    tenant.eligible("g", "dana.reyes");
    tenant.eligible("g", "tomasz.wilk", { until: "never" });
    tenant.activationRules("g", { approval: false });
    tenant.eligibleRole("dana.reyes", "Directory Readers", "2027-01-01T00:00:00Z");
    const readers = "role:88d8e3e3-8f55-4a1e-953a-9b9898b8876b@/";
    const since = "2026-11-01T00:00:00Z";
    expect(dated(tenant)).toStrictEqual([
      {
        from: "dana.reyes",
        to: readers,
        kind: "eligible-for-role",
        condition: "self-activation",
        objectKeys: ["dana.reyes eligible for Directory Readers"],
        since,
        until: "2027-01-01T00:00:00Z",
      },
      { from: "nora", to: "g", kind: "member-of", condition: "standing", objectKeys: ["members:g:nora"] },
      { from: "nora", to: "g", kind: "owner-of", condition: "standing", objectKeys: ["owners:g:nora"] },
      {
        from: "dana.reyes",
        to: "g",
        kind: "eligible-member-of",
        condition: "self-activation",
        objectKeys: ["dana.reyes eligible member of g", "rules of g member"],
        since,
        until: "2027-04-30T00:00:00Z",
      },
      {
        from: "tomasz.wilk",
        to: "g",
        kind: "eligible-member-of",
        condition: "self-activation",
        objectKeys: ["tomasz.wilk eligible member of g", "rules of g member"],
        since,
      },
    ]);
  });

  const activated = (tenant: TenantBuilder, groupId: string, principalId: string, accessId: "member" | "owner") =>
    tenant.collections.groupAssignmentSchedules.push({
      id: `${principalId} in ${groupId}`,
      groupId,
      principalId,
      accessId,
      assignmentType: "activated",
    });
  it("an activation is its own eligibility, not another's, another group's or another place's", () => {
    const tenant = people();
    for (const group of ["g", "h"]) tenant.group(group);
    tenant.eligible("g", "dana.reyes");
    activated(tenant, "g", "dana.reyes", "member");
    activated(tenant, "g", "dana.reyes", "owner");
    activated(tenant, "h", "dana.reyes", "member");
    activated(tenant, "g", "tomasz.wilk", "member");
    expect(
      dated(tenant)
        .map(({ from, kind, to }) => `${from} ${kind} ${to}`)
        .toSorted(),
    ).toEqual([
      "dana.reyes eligible-member-of g",
      "dana.reyes member-of h",
      "dana.reyes owner-of g",
      "tomasz.wilk member-of g",
    ]);
  });

  it("roles over the directory, a unit and an object are nodes of their own, and what makes a custom one", () => {
    const tenant = people();
    tenant.role("dana.reyes", "User Administrator");
    tenant.role("tomasz.wilk", "User Administrator");
    tenant.role("dana.reyes", "User Administrator", tenant.unit("staff"));
    tenant.application("App");
    for (const scope of ["App", "gone"]) {
      tenant.role("dana.reyes", "Application Administrator");
      Object.assign(tenant.collections.roleAssignments.at(-1) ?? {}, { id: scope, directoryScopeId: `/${scope}` });
    }
    tenant.role("dana.reyes", customRole(tenant, "c", "microsoft.directory/applications/credentials/update"));
    const roles = labels(tenant, "role");
    expect(roles).toEqual([
      `role:${userAdministrator}@/: User Administrator`,
      `role:${userAdministrator}@staff: User Administrator over administrative unit staff`,
      `${applicationAdministrator.slice(0, -1)}App: Application Administrator over application "App"`,
      `${applicationAdministrator.slice(0, -1)}gone: Application Administrator over object gone`,
      "role:c@/: May c",
    ]);
    const made = edgesOf(tenant, "can-reach-tier-zero", "administers", "holds-role").map((edge) =>
      edge.replace(/: .*/, ""),
    );
    expect(made.filter((edge) => !edge.startsWith("dana.reyes") && !edge.includes("class:"))).toEqual([
      `role:${userAdministrator}@/ can-reach-tier-zero tier-zero`,
      `tomasz.wilk holds-role role:${userAdministrator}@/ [tomasz.wilk holds User Administrator]`,
      `${applicationAdministrator.slice(0, -1)}App administers App`,
      "role:c@/ can-reach-tier-zero tier-zero [c]",
    ]);
  });

  it("permissions: what each leads to once, whoever has it", () => {
    const tenant = people();
    for (const name of ["One", "Other"]) {
      tenant.application(name);
      for (const permission of ["Directory.ReadWrite.All", "RoleManagement.ReadWrite.Directory", "User.Read.All"]) {
        tenant.permission(name, permission);
      }
    }
    for (const each of tenant.collections.appRoleAssignments.slice(0, 1))
      Object.assign(each, { createdDateTime: "2026-01-01" });
    const graph = buildGraph(tenant.attribution());
    const shown = graph.edges
      .filter(({ kind }) => ["has-app-role", "can-reach-tier-zero", "equals-global-administrator"].includes(kind))
      .map(({ from, kind, to, objectKeys, since }) => [
        from.label,
        kind,
        to.label,
        ...objectKeys,
        ...(since ? [since] : []),
      ]);
    const [directory, management, users] = [
      "Directory.ReadWrite.All",
      "RoleManagement.ReadWrite.Directory",
      "User.Read.All",
    ].map((name) => `permission ${name} on Microsoft Graph`);
    expect(shown.map(([from, kind, to, ...keys]) => [String(from).replace(/ \(.*/, ""), kind, to, ...keys])).toEqual([
      [directory, "can-reach-tier-zero", "Global Administrator or an equivalent"],
      ['application "One"', "has-app-role", directory, "One has Directory.ReadWrite.All", "2026-01-01"],
      [management, "equals-global-administrator", "Global Administrator or an equivalent"],
      ['application "One"', "has-app-role", management, "One has RoleManagement.ReadWrite.Directory"],
      ['application "One"', "has-app-role", users, "One has User.Read.All"],
      ['application "Other"', "has-app-role", directory, "Other has Directory.ReadWrite.All"],
      ['application "Other"', "has-app-role", management, "Other has RoleManagement.ReadWrite.Directory"],
      ['application "Other"', "has-app-role", users, "Other has User.Read.All"],
    ]);
    expect(graph.nodes.filter(({ kind }) => kind === "permission").map(({ id }) => id.split("/")[0])).toEqual(
      [1, 2, 3].map(() => "permission:00000003-0000-0000-c000-000000000000"),
    );
  });
});
