/** What AzureHound writes, as its own structures say (https://github.com/SpecterOps/AzureHound, models/). */

import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { seedHarbour } from "../../../../src/tenant/seed/harbour.ts";
import type { Snapshot } from "../../../../src/tenant/snapshot.ts";
import { type AzureHoundRecord, azureHoundFile, azureHoundRecords } from "../../../support/azurehound.ts";
import { Exports, globalAdministrator, guid, lacks, tenantId } from "./support.ts";

const exports = new Exports();
afterAll(() => exports.remove());

const upper = (text: string) => text.toUpperCase();
const own = { tenantId: upper(tenantId), tenantName: "HARBOUR" };
const record = (kind: string, data: object): AzureHoundRecord => ({ kind, data: { ...data } });
const tenant = record("AZTenant", {
  id: upper(`/tenants/${tenantId}`),
  ...own,
  displayName: "HARBOUR",
  defaultDomain: "harbour.example",
  domains: ["harbour.example", "harbour.onmicrosoft.com"],
  collected: true,
});
const user = (number: number, more: object = {}) =>
  record("AZUser", {
    id: upper(guid("a", number)),
    displayName: `USER ${number}`,
    accountEnabled: true,
    ...own,
    ...more,
  });
const converted = (...records: readonly AzureHoundRecord[]): Promise<Snapshot> =>
  exports.snapshot(exports.file("azurehound.json", azureHoundFile([tenant, ...records])));

describe("a whole export", () => {
  it("gives back the tenant it was made of, as far as it holds it", async () => {
    const seed = seedHarbour();
    const path = exports.file("harbour.json", azureHoundFile(azureHoundRecords(seed)));
    const snapshot = await exports.snapshot(path);
    const essence = ({ collections: c }: Snapshot) => ({
      users: c.users.map(({ id, userPrincipalName, mail, accountEnabled }) => ({
        id,
        userPrincipalName,
        mail: mail ?? undefined,
        accountEnabled,
      })),
      groups: c.groups.map(({ id, members = [], owners = [], isAssignableToRole, membershipRule }) => ({
        id,
        members: members.map((each) => each.id).toSorted(),
        owners: owners.map((each) => each.id).toSorted(),
        isAssignableToRole: isAssignableToRole === true,
        membershipRule: membershipRule ?? undefined,
      })),
      applications: c.applications.map(({ id, appId, owners = [], federatedIdentityCredentials = [] }) => ({
        id,
        appId,
        owners: owners.map((each) => each.id),
        subjects: federatedIdentityCredentials.map(({ subject }) => subject),
      })),
      servicePrincipals: c.servicePrincipals.map(({ id, appId, appOwnerOrganizationId }) => ({
        id,
        appId,
        appOwnerOrganizationId: appOwnerOrganizationId ?? undefined,
      })),
      roleAssignments: c.roleAssignments.map(({ id, principalId, roleDefinitionId, directoryScopeId }) => ({
        id,
        principalId,
        roleDefinitionId,
        directoryScopeId,
      })),
      permissions: c.appRoleAssignments.map(({ id, principalId, resourceId, appRoleId }) => ({
        id,
        principalId,
        resourceId,
        appRoleId,
      })),
    });
    const sorted = (found: ReturnType<typeof essence>) =>
      Object.fromEntries(
        Object.entries(found).map(([name, list]) => [
          name,
          [...list].toSorted((left, right) => (left.id < right.id ? -1 : 1)),
        ]),
      );
    expect(sorted(essence(snapshot))).toEqual(sorted(essence(seed)));
    expect(snapshot.tenantId).toBe(seed.tenantId);
    expect(snapshot.source).toBe("import");
  });

  it.each([
    ["as one list", (records: readonly AzureHoundRecord[]) => JSON.stringify(records)],
    ["one a line", (records: readonly AzureHoundRecord[]) => records.map((each) => JSON.stringify(each)).join("\n")],
    ["formatted anew", (records: readonly AzureHoundRecord[]) => JSON.stringify({ data: records }, null, 4)],
    ["as PowerShell saves it", (records: readonly AzureHoundRecord[]) => `\uFEFF${azureHoundFile(records)}`],
  ])("is the same %s", async (_, write) => {
    const records = [tenant, user(1), record("AZGroup", { id: upper(guid("b", 1)), ...own })];
    const snapshot = await exports.snapshot(exports.file("f.json", write(records)));
    expect(snapshot.collections.users.map(({ id }) => id)).toEqual([guid("a", 1)]);
    expect(snapshot.collections.groups).toHaveLength(1);
  });

  it("may lie in several files of a folder", async () => {
    const member = { id: upper(guid("a", 1)), "@odata.type": "#microsoft.graph.user" };
    const groupId = upper(guid("b", 1));
    const folder = exports.folder({
      "az-ad.json": azureHoundFile([tenant, user(1), record("AZGroup", { id: groupId, ...own })]),
      "members.json": azureHoundFile([record("AZGroupMember", { groupId, members: [{ member, groupId }] })]),
      "notes.txt": "nothing",
    });
    const { collections } = await exports.snapshot(folder);
    expect(collections.groups[0]?.members).toEqual([{ "@odata.type": "#microsoft.graph.user", id: guid("a", 1) }]);
  });
});

describe("the order of records", () => {
  const [id, appId, groupId] = [upper(guid("c", 1)), upper(guid("d", 1)), upper(guid("b", 1))];
  const member = (number: number) => ({ member: { id: upper(guid("a", number)) }, groupId });
  const records = [
    tenant,
    user(1),
    user(2, { accountEnabled: undefined }),
    record("AZGroup", { id: groupId, securityEnabled: true, ...own }),
    record("AZGroupMember", { groupId, members: [member(1), member(2)] }),
    record("AZGroupMember", { groupId, members: [member(2), member(3)] }),
    record("AZGroupOwner", { groupId, owners: [{ owner: { id: upper(guid("a", 2)) }, groupId }] }),
    record("AZApp", { id, appId, ...own }),
    record("AZAppOwner", { appId, owners: [{ owner: { id: upper(guid("a", 1)) }, appId: id }] }),
    record("AZFederatedIdentityCredential", { appId, fics: [{ fic: { id: "f1", subject: "repo:x" }, appId }] }),
    record("AZRoleAssignment", {
      roleDefinitionId: upper(globalAdministrator),
      tenantId: own.tenantId,
      roleAssignments: [
        { id: "r1", principalId: groupId, directoryScopeId: "/", directoryScope: { id: tenantId } },
        { id: "r2", principalId: id, directoryScopeId: "/" },
      ],
    }),
    record("AZSomethingNew", { id: "1" }),
  ];

  it("makes no difference: AzureHound writes them as they come", async () => {
    const snapshotOf = async (some: readonly AzureHoundRecord[]) => {
      const { collections, unreadable } = await exports.snapshot(exports.file("f.json", azureHoundFile(some)));
      return { collections, unreadable };
    };
    const expected = await snapshotOf(records);
    expect(expected.collections.groups[0]?.members).toHaveLength(3);
    const shuffled = fc.shuffledSubarray(records, { minLength: records.length });
    await fc.assert(
      fc.asyncProperty(shuffled, async (some) => {
        expect(await snapshotOf(some)).toEqual(expected);
      }),
      { numRuns: 8 },
    );
  });
});

describe("what it holds", () => {
  it("takes what is left out for false only where others have it", async () => {
    const { collections } = await converted(user(1), user(2, { accountEnabled: undefined }));
    expect(collections.users.map(({ accountEnabled }) => accountEnabled)).toEqual([true, false]);
    const other = await converted(user(1, { accountEnabled: undefined }));
    expect(other.collections.users[0]).not.toHaveProperty("accountEnabled");
  });

  it("lays records of the same object over each other", async () => {
    const { collections } = await converted(user(1), user(1, { mail: "one@harbour.example" }));
    expect(collections.users).toMatchObject([{ displayName: "USER 1", mail: "one@harbour.example" }]);
  });

  it("keeps no secret, and of people no more than a collection does", async () => {
    const { collections } = await converted(
      user(1, {
        faxNumber: "555",
        onPremisesDistinguishedName: "CN=1",
        jobTitle: "Dentist",
        mail: "",
        otherMails: null,
      }),
      record("AZApp", {
        id: upper(guid("c", 1)),
        appId: upper(guid("d", 1)),
        passwordCredentials: [{ keyId: "k", hint: "Xz!", secretText: "hush", displayName: "ci" }],
        ...own,
      }),
    );
    expect(Object.keys(collections.users[0] ?? {}).toSorted()).toEqual([
      "accountEnabled",
      "displayName",
      "id",
      "jobTitle",
    ]);
    expect(collections.applications[0]?.passwordCredentials).toEqual([
      { keyId: "k", hint: null, secretText: null, displayName: "ci" },
    ]);
  });

  it("knows an application by its client id, also before the application itself", async () => {
    const [id, appId] = [guid("c", 1), guid("d", 1)];
    const owner = (number: number) => ({ id: upper(guid("a", number)) });
    const { collections } = await converted(
      record("AZAppOwner", { appId: upper(appId), owners: [{ owner: owner(1), appId: upper(id) }] }),
      // Older versions name the object.
      record("AZAppOwner", { appId: id, owners: [{ owner: owner(2), appId: id }] }),
      record("AZFederatedIdentityCredential", {
        appId: upper(appId),
        fics: [{ fic: { id: "f1", issuer: "https://idp.example", subject: "repo:x", audiences: ["a"] }, appId }],
      }),
      record("AZApp", { id: upper(id), appId: upper(appId), ...own }),
    );
    expect(collections.applications).toHaveLength(1);
    expect(collections.applications[0]).toMatchObject({
      id,
      owners: [{ id: guid("a", 1) }, { id: guid("a", 2) }],
      federatedIdentityCredentials: [{ issuer: "https://idp.example", subject: "repo:x" }],
    });
  });

  it("does not lose the members of a group of which nothing else is told", async () => {
    const snapshot = await converted(
      record("AZGroupMember", { groupId: upper(guid("b", 9)), members: [{ member: { id: upper(guid("a", 1)) } }] }),
    );
    expect(snapshot.collections.groups).toEqual([{ id: guid("b", 9), members: [{ id: guid("a", 1) }] }]);
    expect(lacks(snapshot)).toContain("groups: NotInExport");
  });

  const assignment = (roleDefinitionId: string, directoryScopeId: string, directoryScope: object) =>
    record("AZRoleAssignment", {
      roleDefinitionId: upper(roleDefinitionId),
      roleAssignments: [{ id: "r", principalId: upper(guid("a", 1)), directoryScopeId, directoryScope }],
    });
  const helpdesk = "729827e3-9c14-49f7-bb1b-9608f156bbb8";
  const unit = guid("e", 1);
  it.each([
    ["the directory", helpdesk, "/", {}, "/"],
    ["the directory, shown as the tenant", helpdesk, "/", { id: tenantId }, "/"],
    [
      "an administrative unit, which AzureHound writes as the directory",
      helpdesk,
      "/",
      { id: unit },
      `/administrativeUnits/${unit}`,
    ],
    [
      "an administrative unit of a later version",
      helpdesk,
      upper(`/administrativeUnits/${unit}`),
      { id: unit },
      `/administrativeUnits/${unit}`,
    ],
    [
      "an application, by its object",
      helpdesk,
      upper(`/${guid("d", 1)}`),
      { id: guid("c", 1), appId: guid("d", 1) },
      `/${guid("c", 1)}`,
    ],
    ["a custom role over a unit", guid("f", 1), "/", { id: unit }, `/administrativeUnits/${unit}`],
    ["a role that no unit can limit", globalAdministrator, "/", { id: unit }, "/"],
  ])("reads where a role holds: %s", async (_, role, written, shown, expected) => {
    const { collections } = await converted(assignment(role, written, shown));
    expect(collections.roleAssignments).toEqual([
      { id: "r", principalId: guid("a", 1), roleDefinitionId: role, directoryScopeId: expected },
    ]);
  });

  it("names an administrative unit that a role is over", async () => {
    const { collections } = await converted(assignment(helpdesk, "/", { id: unit, displayName: "Practices" }));
    expect(collections.administrativeUnits).toEqual([{ id: unit, displayName: "Practices" }]);
  });

  it("reads eligibilities and what activating demands", async () => {
    const rules = [
      { "@odata.type": "#rule", id: "Approval_EndUser_Assignment", setting: { isApprovalRequired: true } },
      { "@odata.type": "#rule", id: "Enablement_EndUser_Assignment", enabledRules: ["MultiFactorAuthentication"] },
    ];
    const { collections } = await converted(
      record("AZRoleEligibilityScheduleInstance", {
        id: "LAPP-1-E",
        roleDefinitionId: upper(globalAdministrator),
        principalId: upper(guid("a", 1)),
        directoryScopeId: "/",
        startDateTime: "2026-01-01T00:00:00Z",
      }),
      record("AZRoleManagementPolicyAssignment", {
        id: "X",
        roleDefinitionId: upper(globalAdministrator),
        policyId: "DirectoryRole_1",
        policy: { id: "DirectoryRole_1", rules },
        endUserAssignmentRequiresApproval: true,
      }),
    );
    expect(collections.roleEligibilitySchedules).toMatchObject([
      {
        principalId: guid("a", 1),
        roleDefinitionId: globalAdministrator,
        directoryScopeId: "/",
        scheduleInfo: { startDateTime: "2026-01-01T00:00:00Z", expiration: { type: "notSpecified" } },
      },
    ]);
    expect(collections.roleManagementPolicies).toEqual([
      { id: "DirectoryRole_1", scopeId: "/", scopeType: "DirectoryRole", rules },
    ]);
    expect(collections.roleManagementPolicyAssignments).toMatchObject([
      { policyId: "DirectoryRole_1", roleDefinitionId: globalAdministrator, scopeType: "DirectoryRole" },
    ]);
  });

  const subscription = "/subscriptions/11111111-2222-4333-8444-555555555555";
  const assigned = (number: number) => ({
    id: `${subscription}/providers/Microsoft.Authorization/roleAssignments/${guid("f", number)}`,
    name: guid("f", number),
    properties: {
      principalId: upper(guid("a", number)),
      roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635`,
      scope: upper(subscription),
    },
  });
  it.each([
    ["AZSubscriptionRoleAssignment", { roleAssignments: [{ roleAssignment: assigned(1), subscriptionId: "X" }] }],
    ["AZSubscriptionOwner", { owners: [{ owner: assigned(1) }] }],
    ["AZKeyVaultUserAccessAdmin", { userAccessAdmins: [{ userAccessAdmin: assigned(1) }] }],
    ["AZVMAdminLogin", { adminLogins: [{ adminLogin: assigned(1) }] }],
    ["AZFunctionAppRoleAssignment", { assignees: [{ assignee: assigned(1), roleDefinitionId: "x" }] }],
    ["AZResourceGroupOwner", { owners: [{ owner: assigned(1) }, { owner: assigned(1) }] }],
  ])("reads Azure roles of %s", async (kind, data) => {
    const { collections } = await converted(record(kind, data));
    expect(collections.armResources).toMatchObject([
      { type: "Microsoft.Authorization/roleAssignments", properties: { principalId: guid("a", 1) } },
    ]);
  });

  it("reads what is in Azure: hierarchy, machines and their identities", async () => {
    const { collections } = await converted(
      record("AZSubscription", { id: upper(subscription), displayName: "PRODUCTION", tenantId: own.tenantId }),
      record("AZManagementGroupDescendant", {
        id: subscription,
        name: "11111111-2222-4333-8444-555555555555",
        type: "/subscriptions",
        properties: {
          display_name: "Production",
          parent: { id: "/providers/Microsoft.Management/managementGroups/mg1" },
        },
      }),
      record("AZVM", {
        id: upper(`${subscription}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm`),
        name: "vm",
        identity: { principalId: upper(guid("e", 1)), type: "SystemAssigned" },
      }),
    );
    const nested = await converted(
      record("AZManagementGroupDescendant", {
        id: "/providers/Microsoft.Management/managementGroups/mg2",
        properties: { display_name: "Two", parent: { id: "/providers/Microsoft.Management/managementGroups/mg1" } },
      }),
    );
    expect(nested.collections.armResources).toMatchObject([
      {
        name: "mg2",
        type: "Microsoft.Management/managementGroups",
        properties: {
          displayName: "Two",
          details: { parent: { id: "/providers/Microsoft.Management/managementGroups/mg1" } },
        },
      },
    ]);
    const byType = Object.fromEntries(collections.armResources.map((each) => [each.type, each]));
    expect(byType["Microsoft.Management/managementGroups/subscriptions"]?.id).toBe(
      "/providers/Microsoft.Management/managementGroups/mg1/subscriptions/11111111-2222-4333-8444-555555555555",
    );
    expect(byType["Microsoft.Compute/virtualMachines"]?.identity?.["principalId"]).toBe(guid("e", 1));
    expect(byType["Microsoft.Resources/subscriptions"]?.properties).toMatchObject({ displayName: "PRODUCTION" });
  });
});

describe("what it does not show", () => {
  it("is named with the reason, whether it never does or did not here", async () => {
    const snapshot = await converted(user(1));
    const reasons = new Map(snapshot.unreadable.map(({ collection, part, message }) => [part ?? collection, message]));
    expect(reasons.get("conditionalAccessPolicies")).toBe("AzureHound does not collect conditional access.");
    expect(reasons.get("roleAssignments")).toMatch(/^The export has no AZRoleAssignment: /);
    expect(reasons.get("signInActivity")).toMatch(/AuditLog\.Read\.All/);
    expect(lacks(snapshot)).not.toContain("users: NotInExport");
    expect(lacks(snapshot)).toEqual([...new Set(lacks(snapshot))]);
  });

  it("is a group without its record of members, since each has one", async () => {
    const [one, two] = [upper(guid("b", 1)), upper(guid("b", 2))];
    const groups = [record("AZGroup", { id: one, ...own }), record("AZGroup", { id: two, ...own })];
    const members = (groupId: string) => record("AZGroupMember", { groupId, members: null });
    expect(lacks(await converted(...groups, members(one)))).toContain("members of groups: IncompleteExport");
    const owners = record("AZGroupOwner", { groupId: two, owners: null });
    expect(lacks(await converted(...groups, members(one), owners))).toContain("members of groups: IncompleteExport");
    expect(
      lacks(await converted(...groups, members(one), members(two))).filter((each) => each.startsWith("members")),
    ).toEqual([]);
  });

  it("is a grant without anybody, told and not dropped in silence", async () => {
    const snapshot = await converted(
      record("AZRoleAssignment", { roleDefinitionId: globalAdministrator, roleAssignments: [{ id: "r" }] }),
    );
    expect(lacks(snapshot)).toContain("roleAssignments: IncompleteExport");
    const azure = await converted(
      record("AZSubscriptionOwner", { owners: [{ owner: { id: "x", properties: { roleDefinitionId: "y" } } }] }),
    );
    expect(lacks(azure)).toContain("armResources: IncompleteExport");
    expect(azure.collections.armResources).toEqual([]);
  });
});

describe("what is refused", () => {
  const other = "99999999-0000-4000-8000-000000000001";
  it.each([
    [
      "a file that is cut short",
      azureHoundFile([tenant, user(1), user(2)]).slice(0, -150),
      "f.json:5: the file is cut short: it ends inside record 3. Export it again, to its end",
    ],
    [
      "fewer records than there were",
      azureHoundFile([tenant, user(1)]).replace('"count":2', '"count":9'),
      "f.json:1: meta says that there are 9 records, and there are 2: the file is not whole",
    ],
    [
      "two tenants",
      azureHoundFile([tenant, user(1, { tenantId: upper(other) })]),
      `f.json is of more than one tenant: ${tenantId} (f.json:3: record 1) and ${other} (f.json:4: record 2). Convert the export of each on its own`,
    ],
    [
      "a person without an id",
      azureHoundFile([tenant, user(1, { id: undefined })]),
      "f.json:4: record 2 (USER 1) has no id",
    ],
    [
      "members of nobody knows what",
      azureHoundFile([tenant, record("AZGroupMember", { members: [] })]),
      "f.json:4: record 2 has no groupId: nobody knows whose members these are",
    ],
    [
      "a record without data",
      '{"data":[{"kind":"AZUser"}]}',
      'f.json:1: record 1 is no record of AzureHound: they are { "kind": "AZUser", "data": { … } } and come from azurehound list -o FILE',
    ],
    [
      "no records",
      '{"data":[],"meta":{"type":"azure","version":5,"count":0}}',
      'f.json has no records of AzureHound; they are { "kind": "AZUser", "data": { … } } and come from azurehound list -o FILE',
    ],
    [
      "the collector before it",
      '{"meta":{"type":"azusers","count":1},"data":[{"ObjectID":"1"}]}',
      "f.json:1: record 1 is of AzureHound.ps1, which came before azurehound 2; collect with the newer one",
    ],
    [
      "a broken record",
      '{"data":[\n{"kind":"AZUser","data":{"id":x}}]}',
      "f.json:2: not JSON from here on; export it again",
    ],
  ])("%s", async (_, content, message) => {
    expect(await exports.refusal(exports.file("f.json", content))).toBe(message);
  });

  it("an export of Active Directory", async () => {
    const content = '{"data":[{"ObjectIdentifier":"S-1-5","Properties":{}}],"meta":{"type":"users","count":1}}';
    const path = exports.file("f.json", content);
    expect(await exports.refusal(path, { format: "azurehound" })).toMatch(
      /is of SharpHound, which collects Active Directory/,
    );
  });

  it("no tenant, unless somebody says it", async () => {
    const path = exports.file("f.json", azureHoundFile([user(1, { tenantId: undefined })]));
    expect(await exports.refusal(path)).toBe("f.json does not say which tenant it is of; --tenant or --matrix says it");
    expect((await exports.snapshot(path, { tenantId: upper(tenantId) })).tenantId).toBe(tenantId);
    const owned = exports.file("f.json", azureHoundFile([tenant]));
    expect(await exports.refusal(owned, { tenantId: other })).toBe(
      `f.json is of tenant ${tenantId}, not of ${other}: one of them is the wrong one`,
    );
  });

  it("not the other tenants that an account can see", async () => {
    const seen = record("AZTenant", { id: `/tenants/${other}`, tenantId: other, displayName: "OTHER" });
    const { collections } = await converted(seen, user(1));
    expect(collections.organization.map(({ id }) => id)).toEqual([tenantId]);
    expect(collections.domains.map(({ id }) => id)).toEqual(["harbour.example", "harbour.onmicrosoft.com"]);
  });
});
