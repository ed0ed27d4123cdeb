/** ProviderSettingsExport.json as ScubaGear's versions write it: values of Graph's SDK for PowerShell through ConvertTo-Json. */

import { afterAll, describe, expect, it } from "vitest";
import { graphSpelling } from "../../../../src/review/collect/foreign/powershell-spelling.ts";
import { Exports, globalAdministrator, guid, lacks, tenantId } from "./support.ts";

const exports = new Exports();
afterAll(() => exports.remove());

const [jane, john, app] = [guid("a", 1), guid("a", 2), guid("e", 1)];
const exchangeAdministrator = "29232cdf-9323-42fd-ade2-1d097af3e4de";

const policy = {
  Id: guid("b", 1),
  DisplayName: "Legacy authentication is blocked",
  State: "enabled",
  CreatedDateTime: "/Date(1647536088205)/",
  Conditions: {
    ClientAppTypes: ["exchangeActiveSync", "other"],
    Applications: {
      IncludeApplications: ["All"],
      ExcludeApplications: [],
      ApplicationFilter: { Mode: null, Rule: null },
    },
    Users: {
      IncludeUsers: ["All"],
      ExcludeGroups: [],
      IncludeGuestsOrExternalUsers: { ExternalTenants: { MembershipKind: null }, GuestOrExternalUserTypes: null },
    },
    Locations: { IncludeLocations: null, ExcludeLocations: null },
  },
  GrantControls: {
    Operator: "OR",
    BuiltInControls: ["block"],
    AuthenticationStrength: { Id: null, AllowedCombinations: null, AdditionalProperties: {} },
  },
  SessionControls: { PersistentBrowser: { IsEnabled: null, Mode: null } },
};

const settings = {
  baseline_version: "1",
  timestamp_zulu: "2026-05-04T17:15:48.307Z",
  tenant_details: [
    {
      TenantId: tenantId,
      DisplayName: "Harbour",
      DomainName: "harbour.onmicrosoft.com",
      AADAdditionalData: [
        { Id: tenantId, OnPremisesSyncEnabled: true, VerifiedDomains: [{ Name: "harbour.example" }] },
      ],
    },
  ],
  // A list of one.
  domain_settings: { Id: "harbour.onmicrosoft.com", IsInitial: true, IsVerified: true, AuthenticationType: "Managed" },
  conditional_access_policies: [policy],
  privileged_users: {
    [jane]: {
      DisplayName: "Jane",
      roles: ["Global Administrator", "Exchange Administrator"],
      OnPremisesImmutableId: null,
    },
    [john]: { DisplayName: "John", roles: ["Exchange Administrator", "Exchange Administrator"] },
  },
  privileged_service_principals: {
    [app]: { DisplayName: "App", AppId: guid("d", 1), ServicePrincipalId: app, roles: "Exchange Administrator" },
  },
  privileged_roles: [
    {
      DisplayName: "Global Administrator",
      RoleTemplateId: globalAdministrator,
      Assignments: [
        {
          Id: "instance",
          RoleAssignmentScheduleId: "schedule",
          PrincipalId: jane.toUpperCase(),
          DirectoryScopeId: "/",
          AssignmentType: "Activated",
          StartDateTime: "/Date(1777406310050)/",
          EndDateTime: "/Date(1777413510050)/",
        },
      ],
      Rules: [
        {
          Id: "Expiration_Admin_Eligibility",
          RuleSourceType: "Directory Role",
          Target: { Caller: "Admin" },
          AdditionalProperties: { "@odata.type": "#microsoft.graph.rule", isExpirationRequired: true },
        },
        { Id: "Expiration_Admin_Eligibility", RuleSourceType: "PIM Group", IsExpirationRequired: false },
      ],
    },
    { DisplayName: "Exchange Administrator", RoleTemplateId: exchangeAdministrator, Assignments: [], Rules: [] },
  ],
  risky_applications: [
    {
      ObjectId: { Application: guid("c", 1), ServicePrincipal: guid("e", 2) },
      AppId: guid("d", 2),
      DisplayName: "Backup",
      KeyCredentials: { KeyId: guid("f", 1), DisplayName: "one", EndDateTime: "/Date(1650882678000)/" },
      PasswordCredentials: null,
      FederatedCredentials: {
        Id: guid("f", 2),
        Issuer: "https://idp.example",
        Subject: "repo:x",
        Audiences: "api://AzureADTokenExchange\r\n",
      },
      Permissions: [
        {
          RoleId: guid("9", 1),
          RoleType: "Application",
          ApplicationDisplayName: "Microsoft Graph",
          IsAdminConsented: true,
        },
        {
          RoleId: guid("9", 2),
          RoleType: "Application",
          ApplicationDisplayName: "Microsoft Graph",
          IsAdminConsented: false,
        },
        {
          RoleId: guid("9", 3),
          RoleType: "Delegated",
          ApplicationDisplayName: "Microsoft Graph",
          IsAdminConsented: true,
        },
      ],
    },
  ],
  risky_third_party_service_principals: [
    {
      ObjectId: guid("e", 3),
      AppId: guid("d", 3),
      DisplayName: "MSP",
      AppOwnerOrganizationId: guid("7", 1),
      Permissions: [],
    },
  ],
  aad_successful_commands: ["Get-MgBetaIdentityConditionalAccessPolicy", "Get-PrivilegedUser", "Get-PrivilegedRole"],
  aad_unsuccessful_commands: [] as string[],
};

const snapshotOf = (changes: object = {}) =>
  exports.snapshot(exports.file("ProviderSettingsExport.json", JSON.stringify({ ...settings, ...changes }, null, 2)));

describe("an export of ScubaGear", () => {
  it("gives the tenant, its policies and who is in privileged roles", async () => {
    const { collections, collectedAt, tenantId: of } = await snapshotOf();
    expect([of, collectedAt]).toEqual([tenantId, "2026-05-04T17:15:48.307Z"]);
    expect(collections.organization).toMatchObject([
      { id: tenantId, displayName: "Harbour", verifiedDomains: [{ name: "harbour.example" }] },
    ]);
    expect(collections.domains).toMatchObject([{ id: "harbour.onmicrosoft.com", authenticationType: "Managed" }]);
    expect(collections.users).toEqual([
      { id: jane, displayName: "Jane" },
      { id: john, displayName: "John" },
    ]);
    expect(collections.servicePrincipals.map(({ displayName }) => displayName)).toEqual(["App", "Backup", "MSP"]);
  });

  it("spells a policy as Graph does, and takes what is full of nothing for nothing", async () => {
    const { collections } = await snapshotOf();
    const [read] = collections.conditionalAccessPolicies;
    expect(read?.conditions).toMatchObject({
      clientAppTypes: ["exchangeActiveSync", "other"],
      applications: { includeApplications: ["All"] },
      users: { includeUsers: ["All"], excludeGroups: [] },
    });
    expect(read?.conditions).not.toHaveProperty("locations.includeLocations");
    expect(read?.grantControls).toMatchObject({
      operator: "OR",
      builtInControls: ["block"],
      authenticationStrength: null,
    });
    expect(read?.createdDateTime).toBe("2022-03-17T16:54:48.205Z");
  });

  it("reads an assignment with how it is held, and takes a role that is only named for standing", async () => {
    const { collections } = await snapshotOf();
    const held = collections.roleAssignments.map(({ principalId, roleDefinitionId }) => [
      principalId,
      roleDefinitionId,
    ]);
    expect(held.toSorted()).toEqual(
      [
        [jane, globalAdministrator],
        [jane, exchangeAdministrator],
        [john, exchangeAdministrator],
        [app, exchangeAdministrator],
      ].toSorted(),
    );
    expect(collections.roleAssignmentSchedules).toMatchObject([
      {
        id: "schedule",
        principalId: jane,
        assignmentType: "Activated",
        scheduleInfo: { expiration: { type: "afterDateTime", endDateTime: "2026-04-28T21:58:30.050Z" } },
      },
    ]);
  });

  it("reads the activation rules of roles, not those of groups that stand among them", async () => {
    const { collections } = await snapshotOf();
    expect(collections.roleManagementPolicies).toMatchObject([
      {
        scopeId: "/",
        rules: [{ id: "Expiration_Admin_Eligibility", isExpirationRequired: true, target: { caller: "Admin" } }],
      },
    ]);
    expect(collections.roleManagementPolicyAssignments).toMatchObject([{ roleDefinitionId: globalAdministrator }]);
  });

  it("reads risky applications: credentials without secrets, and permissions that are consented to", async () => {
    const { collections } = await snapshotOf();
    expect(collections.applications).toMatchObject([
      {
        id: guid("c", 1),
        keyCredentials: [{ displayName: "one" }],
        passwordCredentials: [],
        federatedIdentityCredentials: [{ subject: "repo:x", audiences: ["api://AzureADTokenExchange"] }],
      },
    ]);
    expect(collections.appRoleAssignments).toMatchObject([
      { principalId: guid("e", 2), appRoleId: guid("9", 1), resourceDisplayName: "Microsoft Graph" },
    ]);
    expect(collections.servicePrincipals.find(({ id }) => id === guid("e", 3))?.appOwnerOrganizationId).toBe(
      guid("7", 1),
    );
  });

  it("says what it has only in part, and what a command could not read", async () => {
    const whole = lacks(await snapshotOf());
    expect(whole).toContain("users: NotInFormat");
    expect(whole).toContain("groups: NotInFormat");
    expect(whole).not.toContain("conditionalAccessPolicies: NotInExport");
    const failed = lacks(
      await snapshotOf({
        conditional_access_policies: [],
        aad_unsuccessful_commands: ["Get-MgBetaIdentityConditionalAccessPolicy"],
      }),
    );
    expect(failed).toContain("conditionalAccessPolicies: NotInExport");
    const { domain_settings: _, ...without } = settings;
    expect(lacks(await exports.snapshot(exports.file("f.json", JSON.stringify(without))))).toContain(
      "domains: NotInExport",
    );
  });

  it("is read from the results of a run, too, and from its folder", async () => {
    const results = JSON.stringify({
      MetaData: {},
      Summary: {},
      Results: {},
      AnnotatedFailedPolicies: {},
      Raw: settings,
    });
    const windows = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(results, "utf16le")]);
    const { collections } = await exports.snapshot(
      exports.folder({ "ScubaResults_fa5589b7.json": windows, "a.csv": "" }),
    );
    expect(collections.conditionalAccessPolicies).toHaveLength(1);
  });

  it("without a tenant takes the one that is given", async () => {
    const details = [{ TenantId: "Error retrieving Tenant ID", DisplayName: "Error", AADAdditionalData: null }];
    const file = exports.file("f.json", JSON.stringify({ ...settings, tenant_details: details }));
    expect(await exports.refusal(file)).toMatch(/does not say which tenant it is of/);
    expect((await exports.snapshot(file, { tenantId })).tenantId).toBe(tenantId);
  });

  it.each([
    [
      "cut short",
      JSON.stringify(settings).slice(0, -40),
      /^f\.json:1:\d+: the file is cut short: its JSON ends here\. Run ScubaGear again$/,
    ],
    [
      "of other products",
      '{"baseline_version":"1","teams_tenant_info":[]}',
      /^f\.json has nothing of Microsoft Entra ID: run Invoke-SCuBA with aad/,
    ],
    [
      "with a policy that has no id",
      JSON.stringify({ ...settings, conditional_access_policies: [{ DisplayName: "x" }] }),
      /^f\.json: conditional_access_policies: "x" has no Id$/,
    ],
  ])("is refused when it is %s", async (_, content, message) => {
    expect(await exports.refusal(exports.file("f.json", content))).toMatch(message);
  });
});

describe("what PowerShell's SDK writes", () => {
  it.each([
    ["names", { DisplayName: "a", "@odata.type": "#t" }, { displayName: "a", "@odata.type": "#t" }],
    [
      "what the SDK does not know",
      { Id: "1", AdditionalProperties: { isEnabled: true } },
      { id: "1", isEnabled: true },
    ],
    ["nothing, however deep", { A: { B: { C: null } }, D: 1 }, { a: null, d: 1 }],
    [
      "an empty list, which says something",
      { Users: { IncludeUsers: [], ExcludeUsers: null } },
      { users: { includeUsers: [], excludeUsers: null } },
    ],
    ["an empty object", { AdditionalProperties: {}, Id: "1" }, { id: "1" }],
    ["a structure that is empty, which is there", { SessionControls: {} }, { sessionControls: {} }],
    ["dates", { When: "/Date(0)/", Text: "/Date(x)/" }, { when: "1970-01-01T00:00:00.000Z", text: "/Date(x)/" }],
    ["lists of structures", [{ Id: "1" }, { Id: null }], [{ id: "1" }, null]],
  ])("%s", (_, written, expected) => {
    expect(graphSpelling(written)).toEqual(expected);
  });
});
