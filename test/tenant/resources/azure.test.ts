/** Where Azure resources of a plan are in ARM, and what they are there. */

import { describe, expect, test } from "vitest";
import type { Plan, PlannedLookup, PlannedResource } from "../../../src/plan/plan.ts";
import { idsFor, placeholderSubscriptionId } from "../../../src/plan/provider-id.ts";
import { resolveUnknowns } from "../../../src/plan/unknowns.ts";
import { materialise } from "../../../src/tenant/materialise.ts";
import type { ArmResource, Snapshot } from "../../../src/tenant/snapshot.ts";
import { planned, planOf } from "../../support/plans.ts";

const subscription = `/subscriptions/${placeholderSubscriptionId}`;
const owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

/** A resource with the id that its plan would give it. */
function azure(type: string, name: string, inputs: Record<string, unknown>): PlannedResource {
  const resource = planned(type, name, inputs);
  return { ...resource, id: idsFor(type, name, resource.urn, inputs).planned };
}

function unknownFrom(...resources: PlannedResource[]) {
  return { "demarc:unknown": true, from: resources.map(({ urn }) => urn) };
}

function materialised(plan: Plan) {
  return materialise(plan, {
    tenantId: "0b1f6471-1bf0-4dda-aec3-cb9272f09590",
    initialDomain: "x.onmicrosoft.com",
    domains: [],
    displayName: "X",
    now: "2026-11-21T00:00:00Z",
  });
}

function resources(...planned: PlannedResource[]): ArmResource[] {
  return materialised(planOf(planned)).snapshot.collections.armResources;
}

describe("azure-native", () => {
  test.each<[string, string, Record<string, unknown>, string, string]>([
    [
      "azure-native:web:WebApp",
      "app",
      { resourceGroupName: "rg", name: "site" },
      "/resourceGroups/rg/providers/Microsoft.Web/sites/site",
      "Microsoft.Web/sites",
    ],
    [
      "azure-native:managedidentity:FederatedIdentityCredential",
      "main",
      { resourceGroupName: "rg", resourceName: "deployer", subject: "s", issuer: "i", audiences: [] },
      "/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/deployer/federatedIdentityCredentials/main",
      "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
    ],
    [
      "azure-native:keyvault:Secret",
      "s",
      { resourceGroupName: "rg", vaultName: "safe", secretName: "sync", properties: {} },
      "/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/safe/secrets/sync",
      "Microsoft.KeyVault/vaults/secrets",
    ],
    [
      "azure-native:compute:VirtualMachine",
      "vm",
      { resourceGroupName: "rg", vmName: "vm-1" },
      "/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm-1",
      "Microsoft.Compute/virtualMachines",
    ],
    [
      "azure-native:automation:Variable",
      "v",
      { resourceGroupName: "rg", automationAccountName: "ops", variableName: "secret" },
      "/resourceGroups/rg/providers/Microsoft.Automation/automationAccounts/ops/variables/secret",
      "Microsoft.Automation/automationAccounts/variables",
    ],
    [
      "azure-native:automation:AutomationAccount",
      "a",
      { resourceGroupName: "rg", automationAccountName: "ops" },
      "/resourceGroups/rg/providers/Microsoft.Automation/automationAccounts/ops",
      "Microsoft.Automation/automationAccounts",
    ],
    [
      "azure-native:machinelearningservices:OnlineEndpoint",
      "e",
      { resourceGroupName: "rg", workspaceName: "lab", endpointName: "score" },
      "/resourceGroups/rg/providers/Microsoft.Machinelearningservices/workspaces/lab/onlineEndpoints/score",
      "Microsoft.Machinelearningservices/workspaces/onlineEndpoints",
    ],
    [
      "azure-native:authorization:ManagementLockAtResourceGroupLevel",
      "l",
      { resourceGroupName: "rg", lockName: "keep", level: "CanNotDelete" },
      "/resourceGroups/rg/providers/Microsoft.Authorization/locks/keep",
      "Microsoft.Authorization/locks",
    ],
    [
      "azure-native:authorization/v20200501:ManagementLockAtSubscriptionLevel",
      "l",
      { lockName: "keep", level: "CanNotDelete" },
      "/providers/Microsoft.Authorization/locks/keep",
      "Microsoft.Authorization/locks",
    ],
    [
      "azure-native:authorization:ManagementLockAtResourceLevel",
      "l",
      {
        resourceGroupName: "rg",
        resourceProviderNamespace: "Microsoft.RecoveryServices",
        parentResourcePath: "",
        resourceType: "vaults",
        resourceName: "files",
        lockName: "keep",
        level: "CanNotDelete",
      },
      "/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/files/providers/Microsoft.Authorization/locks/keep",
      "Microsoft.Authorization/locks",
    ],
  ])("%s is where ARM has it", (type, name, inputs, path, armType) => {
    expect(resources(azure(type, name, inputs))).toMatchObject([{ id: subscription + path, type: armType }]);
  });

  test("two federated credentials of one identity are two", () => {
    const credential = (name: string) =>
      azure("azure-native:managedidentity:FederatedIdentityCredential", name, {
        resourceGroupName: "rg",
        resourceName: "deployer",
        subject: name,
      });
    expect(resources(credential("a"), credential("b")).map(({ properties }) => properties?.["subject"])).toEqual([
      "a",
      "b",
    ]);
  });

  test("a subscription's place in the hierarchy", () => {
    expect(
      resources(
        azure("azure-native:management:ManagementGroupSubscription", "here", { groupId: "corp", subscriptionId: "s" }),
      ),
    ).toMatchObject([
      {
        id: "/providers/Microsoft.Management/managementGroups/corp/subscriptions/s",
        type: "Microsoft.Management/managementGroups/subscriptions",
      },
    ]);
  });

  test.each([
    ["PimRoleEligibilitySchedule", "roleEligibilityScheduleRequests"],
    ["PimRoleAssignmentSchedule", "roleAssignmentScheduleRequests"],
  ])("%s is what ARM calls %s", (type, collection) => {
    const inputs = { scope: "/subscriptions/s", principalId: "p", roleDefinitionId: owner };
    const { snapshot, notUnderstood } = materialised(
      planOf([azure(`azure-native:authorization:${type}`, "e", inputs)]),
    );
    expect(snapshot.collections.armResources).toMatchObject([{ type: `Microsoft.Authorization/${collection}` }]);
    expect(notUnderstood).toEqual([]);
  });
});

describe("in a preview", () => {
  const group = azure("azure-native:resources:ResourceGroup", "rg", { resourceGroupName: "rg-build" });
  const machine = azure("azure-native:compute:VirtualMachine", "vm", {
    resourceGroupName: unknownFrom(group),
    vmName: "runner",
    identity: { type: "SystemAssigned" },
  });
  const at = `${subscription}/resourceGroups/rg-build`;

  function previewed(...planned: PlannedResource[]): ArmResource[] {
    return materialised(planOf(resolveUnknowns(planned))).snapshot.collections.armResources;
  }

  const placesOf = (resources: readonly ArmResource[]) => resources.map(({ id }) => id.replace(/[^/]+$/, ""));

  test("what is known only through another resource is where that is", () => {
    expect(placesOf(previewed(group, machine))).toEqual([
      `${subscription}/resourceGroups/`,
      `${at}/providers/Microsoft.Compute/virtualMachines/`,
    ]);
  });

  test.each<[string, unknown]>([
    ["not known", unknownFrom(group)],
    ["secret", { "demarc:secret": true }],
  ])("how much of an id a scope is that is %s, nobody knows: it may be the whole subscription", (_, scope) => {
    const grant = {
      ...azure("azure-native:authorization:RoleAssignment", "grant", {
        scope,
        principalId: "p",
        roleDefinitionId: owner,
      }),
      propertyDependencies: { scope: [group.urn] },
    };
    expect(placesOf(previewed(group, grant))).toContain(
      `${subscription}/providers/Microsoft.Authorization/roleAssignments/`,
    );
  });

  test("a scope that nobody knows may be any", () => {
    const grant = azure("azure-native:authorization:RoleAssignment", "grant", {
      scope: { "demarc:unknown": true, from: [] },
      principalId: "p",
      roleDefinitionId: owner,
    });
    expect(previewed(grant)[0]?.id).toMatch(/^\/providers\/Microsoft\.Authorization\/roleAssignments\//);
  });

  test("the principal of a machine is its own", () => {
    const grant = planned("DirectoryRoleAssignment", "ga", {
      roleId: "62e90394-69f5-4237-9190-012177145e10",
      principalObjectId: unknownFrom(machine),
    });
    const { collections } = materialised(planOf(resolveUnknowns([group, machine, grant]))).snapshot;
    const [identity] = collections.servicePrincipals.filter(
      ({ servicePrincipalType }) => servicePrincipalType === "ManagedIdentity",
    );
    expect(identity?.alternativeNames).toContain(`${at}/providers/Microsoft.Compute/virtualMachines/runner`);
    expect(collections.roleAssignments.map(({ principalId }) => principalId)).toEqual([identity?.id]);
  });
});

describe("classic azure", () => {
  test("resource groups, identities and what they trust", () => {
    const group = planned("azure:core/resourceGroup:ResourceGroup", "rg", { name: "rg" });
    const identity = planned("azure:authorization/userAssignedIdentity:UserAssignedIdentity", "i", {
      name: "deployer",
      resourceGroupName: "rg",
    });
    const credential = planned("azure:armmsi/federatedIdentityCredential:FederatedIdentityCredential", "c", {
      name: "main",
      parentId: identity.id,
      issuer: "https://token.actions.githubusercontent.com",
      subject: "repo:a/b",
    });
    const at = `${subscription}/resourceGroups/rg`;
    const deployer = `${at}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/deployer`;
    expect(resources(group, identity, credential).map(({ id }) => id)).toEqual([
      at,
      deployer,
      `${deployer}/federatedIdentityCredentials/main`,
    ]);
  });

  test("a role by its name, over a group by its id", () => {
    const group = planned("azure:core/resourceGroup:ResourceGroup", "rg", { name: "rg" });
    const grant = planned("azure:authorization/assignment:Assignment", "a", {
      scope: group.id,
      principalId: "p",
      roleDefinitionName: "Owner",
    });
    const [, assignment] = resources(group, grant);
    expect(assignment?.id).toContain(
      `${subscription}/resourceGroups/rg/providers/Microsoft.Authorization/roleAssignments/`,
    );
    expect(assignment?.properties).toMatchObject({
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${owner}`,
    });
  });

  test("a role of one's own, by its name", () => {
    const grant = planned("azure:authorization/assignment:Assignment", "a", {
      scope: "/subscriptions/s",
      principalId: "p",
      roleDefinitionName: "Our operator",
    });
    expect(resources(grant)[0]?.properties?.["roleDefinitionId"]).toMatch(/\/Our operator$/);
  });

  test.each([
    ["eligibleRoleAssignment:EligibleRoleAssignment", "roleEligibilityScheduleRequests"],
    ["activeRoleAssignment:ActiveRoleAssignment", "roleAssignmentScheduleRequests"],
  ])("a role by PIM: %s", (type, requests) => {
    const given = (expiration?: object) => {
      const schedule = { startDateTime: "2026-11-01T00:00:00Z", ...(expiration && { expiration }) };
      const inputs = { scope: "/subscriptions/s", principalId: "p", roleDefinitionId: owner, schedule };
      return resources(planned(`azure:pim/${type}`, "a", inputs))[0];
    };
    expect(given()?.id).toContain(`/subscriptions/s/providers/Microsoft.Authorization/${requests}/`);
    expect(given()?.properties).toMatchObject({
      principalId: "p",
      roleDefinitionId: owner,
      scheduleInfo: { startDateTime: "2026-11-01T00:00:00Z", expiration: { type: "NoExpiration" } },
    });
    const expirationOf = (expiration: object) => given(expiration)?.properties?.["scheduleInfo"];
    expect(expirationOf({ durationDays: 30 })).toMatchObject({
      expiration: { type: "AfterDuration", duration: "P30D" },
    });
    expect(expirationOf({ durationHours: 8 })).toMatchObject({ expiration: { duration: "PT8H" } });
    const endDateTime = "2027-01-01T00:00:00Z";
    expect(expirationOf({ endDateTime })).toMatchObject({ expiration: { type: "AfterDateTime", endDateTime } });
  });

  test("Lighthouse", () => {
    const definition = planned("azure:lighthouse/definition:Definition", "d", {
      scope: "/subscriptions/s",
      managingTenantId: "t",
      authorizations: [{ principalId: "p", principalDisplayName: "P", roleDefinitionId: owner }],
      eligibleAuthorizations: [
        {
          principalId: "q",
          roleDefinitionId: owner,
          justInTimeAccessPolicy: { multiFactorAuthProvider: "Azure", approvers: [{ principalId: "r" }] },
        },
      ],
    });
    const assignment = planned("azure:lighthouse/assignment:Assignment", "a", {
      scope: "/subscriptions/s",
      lighthouseDefinitionId: definition.id,
    });
    const [accepted, offered] = resources(definition, assignment);
    expect(offered?.properties).toMatchObject({
      managedByTenantId: "t",
      authorizations: [{ principalId: "p", principalIdDisplayName: "P", roleDefinitionId: owner }],
      eligibleAuthorizations: [
        { principalId: "q", justInTimeAccessPolicy: { managedByTenantApprovers: [{ principalId: "r" }] } },
      ],
    });
    expect(accepted?.properties).toMatchObject({ registrationDefinitionId: offered?.id });
  });
});

test("whose secret went into a resource is kept, its value is not", () => {
  const application = planned("Application", "app", { displayName: "Sync" });
  const password = planned("ApplicationPassword", "password", { applicationId: `/applications/${application.id}` });
  const setting = {
    ...azure("azure-native:web:WebApp", "app", { resourceGroupName: "rg", siteConfig: { "demarc:secret": true } }),
    propertyDependencies: { siteConfig: [password.urn] },
  };
  const { collections } = materialised(planOf([application, password, setting])).snapshot;
  const [key] = collections.applications[0]?.passwordCredentials ?? [];
  expect(key?.keyId).toBeTruthy();
  expect(collections.armResources[0]?.properties).toMatchObject({ demarcCredentialKeyIds: [key?.keyId] });
});

describe("Azure resources that exist", () => {
  const managedIdentities = ({ collections }: Pick<Snapshot, "collections">) =>
    collections.servicePrincipals.filter(({ servicePrincipalType }) => servicePrincipalType === "ManagedIdentity");
  const id = `${subscription}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm`;
  const token = "azure-native:compute:getVirtualMachine";
  const asked = { resourceGroupName: "rg", vmName: "vm" };
  const found: PlannedLookup = { token, asked, id, answeredBy: "placeholder" };
  const principal: PlannedLookup = {
    token,
    asked: { ...asked, output: "principalId", id },
    id: "0e5a3f4e-7d43-4f4e-9d5b-7a2f4a4b1c01",
    answeredBy: "placeholder",
  };

  test("one whose identity is used runs as it", () => {
    const { snapshot, assumed } = materialised(planOf([], [found, principal]));
    expect(snapshot.collections.armResources).toMatchObject([{ id, type: "Microsoft.Compute/virtualMachines" }]);
    expect(managedIdentities(snapshot)).toMatchObject([
      {
        id: principal.id,
        displayName: "vm",
        servicePrincipalType: "ManagedIdentity",
        alternativeNames: ["isExplicit=False", id],
      },
    ]);
    expect([...assumed.keys()]).toEqual([id]);
  });

  test("one that is only named is nothing that somebody knows", () => {
    expect(materialised(planOf([], [found])).snapshot.collections.armResources).toEqual([]);
  });

  test("one that the program itself makes is that one", () => {
    const vm = azure("azure-native:compute:VirtualMachine", "vm", { ...asked, identity: { type: "SystemAssigned" } });
    const role = azure("azure-native:authorization:RoleAssignment", "r", { scope: "/", principalId: principal.id });
    const { collections } = materialised(planOf([vm, role], [found, principal])).snapshot;
    const [identity, ...others] = managedIdentities({ collections });
    expect(others).toEqual([]);
    const assignment = collections.armResources.find(({ type }) => type === "Microsoft.Authorization/roleAssignments");
    expect(assignment?.properties).toMatchObject({ principalId: identity?.id });
  });

  test("one that is read by its id does not hide what the tenant has", () => {
    const base = materialised(
      planOf([azure("azure-native:compute:VirtualMachine", "vm", { ...asked, vmId: "7" })]),
    ).snapshot;
    const read = planned("azure-native:compute:VirtualMachine", "read", {}, { id, read: true });
    const after = materialise(planOf([read]), {
      tenantId: base.tenantId,
      initialDomain: "x",
      domains: [],
      displayName: "X",
      base,
    });
    expect(after.snapshot.collections.armResources).toEqual(base.collections.armResources);
  });
});

test("a scope is the same with and without its first slash", () => {
  const at = (scope: string) =>
    resources(
      planned("azure-native:managedservices:RegistrationAssignment", "a", { scope, registrationAssignmentId: "x" }),
    ).map(({ id }) => id);
  const expected = ["/subscriptions/s/providers/Microsoft.ManagedServices/registrationAssignments/x"];
  expect(at("/subscriptions/s")).toEqual(expected);
  expect(at("subscriptions/s")).toEqual(expected);
});

test("a scope that only another stack knows is no scope that anybody knows", () => {
  const role = azure("azure-native:authorization:RoleAssignment", "r", {
    scope: "0e5a3f4e-7d43-4f4e-9d5b-7a2f4a4b1c01",
    principalId: "p",
    roleDefinitionId: owner,
  });
  expect(resources(role)[0]?.id).toMatch(/^\/providers\/Microsoft.Authorization\/roleAssignments\//);
});

test("a subscription that is made only in the deployment is one that nobody names", () => {
  const given = { principalId: "p", roleDefinitionId: owner, scope: "/subscriptions/undefined/resourceGroups/rg" };
  expect(resources(azure("azure-native:authorization:RoleAssignment", "r", given))).toMatchObject([
    { id: expect.stringMatching(new RegExp(`^${subscription}/resourceGroups/rg/providers/`)) },
  ]);
});

describe("what protects backups, by the classic provider", () => {
  const vault = `${subscription}/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/files`;
  const blobs = `${subscription}/resourceGroups/rg/providers/Microsoft.DataProtection/backupVaults/blobs`;

  test.each<[string, Record<string, unknown>, string, Record<string, unknown>]>([
    [
      "azure:recoveryservices/vault:Vault",
      { name: "files", resourceGroupName: "rg", sku: "Standard", softDeleteEnabled: false },
      vault,
      {
        securitySettings: {
          softDeleteSettings: { softDeleteState: "Disabled" },
          immutabilitySettings: { state: "Disabled" },
        },
      },
    ],
    [
      "azure:recoveryservices/vault:Vault",
      { name: "files", resourceGroupName: "rg", sku: "Standard", immutability: "Locked" },
      vault,
      {
        securitySettings: {
          softDeleteSettings: { softDeleteState: "Enabled" },
          immutabilitySettings: { state: "Locked" },
        },
      },
    ],
    [
      "azure:recoveryservices/vaultResourceGuardAssociation:VaultResourceGuardAssociation",
      { name: "VaultProxy", vaultId: vault, resourceGuardId: "/guard" },
      `${vault}/backupResourceGuardProxies/VaultProxy`,
      { resourceGuardResourceId: "/guard" },
    ],
    [
      "azure:dataprotection/resourceGuard:ResourceGuard",
      { name: "g", resourceGroupName: "rg", vaultCriticalOperationExclusionLists: ["delete"] },
      `${subscription}/resourceGroups/rg/providers/Microsoft.DataProtection/resourceGuards/g`,
      { vaultCriticalOperationExclusionList: ["delete"] },
    ],
    [
      "azure:maintenance/configuration:Configuration",
      { name: "lab", resourceGroupName: "rg", scope: "InGuestPatch", window: { recurEvery: "Day", timeZone: "UTC" } },
      `${subscription}/resourceGroups/rg/providers/Microsoft.Maintenance/maintenanceConfigurations/lab`,
      { maintenanceScope: "InGuestPatch", maintenanceWindow: { recurEvery: "Day", timeZone: "UTC" } },
    ],
    [
      "azure:dataprotection/backupVault:BackupVault",
      { name: "blobs", resourceGroupName: "rg", datastoreType: "VaultStore", redundancy: "ZoneRedundant" },
      blobs,
      {},
    ],
    [
      "azure:dataprotection/backupVaultResourceGuardAssociation:BackupVaultResourceGuardAssociation",
      { name: "it", dataProtectionBackupVaultId: blobs, resourceGuardId: "/guard" },
      `${blobs}/backupResourceGuardProxies/it`,
      { resourceGuardResourceId: "/guard" },
    ],
    [
      "azure:maintenance/assignmentDynamicScope:AssignmentDynamicScope",
      {
        name: "lab",
        maintenanceConfigurationId: "/lab",
        filter: { tagFilter: "Any", tags: [{ tag: "PatchRing", values: ["lab"] }], resourceGroups: ["rg"] },
      },
      `${subscription}/providers/Microsoft.Maintenance/configurationAssignments/lab`,
      {
        maintenanceConfigurationId: "/lab",
        filter: { resourceGroups: ["rg"], tagSettings: { filterOperator: "Any", tags: { PatchRing: ["lab"] } } },
      },
    ],
    [
      "azure:maintenance/assignmentDynamicScope:AssignmentDynamicScope",
      { name: "all", maintenanceConfigurationId: "/lab", filter: { osTypes: ["Windows"] } },
      `${subscription}/providers/Microsoft.Maintenance/configurationAssignments/all`,
      { filter: { osTypes: ["Windows"] } },
    ],
  ])("%s is where ARM has it", (type, inputs, id, properties) => {
    expect(resources(azure(type, "it", inputs))).toMatchObject([{ id, properties }]);
  });

  test("a lock is on its scope", () => {
    const lock = azure("azure:management/lock:Lock", "keep", { scope: vault, lockLevel: "CanNotDelete" });
    expect(resources(lock)).toMatchObject([
      {
        id: expect.stringMatching(new RegExp(`^${vault}/providers/Microsoft.Authorization/locks/`)),
        properties: { level: "CanNotDelete" },
      },
    ]);
  });
});
