import { describe, expect, test } from "vitest";
import { relevantPart } from "../../policies/relevant-part.ts";
import { azureRoleIdByName } from "../../src/catalogue/azure-role-actions.ts";
import type { PlannedResource } from "../../src/plan/plan.ts";
import { armIdOf, identityIdOf } from "../../src/tenant/resources/arm.ts";
import { clientIdStandIn } from "../../src/tenant/resources/stand-ins.ts";
import { entitled, harbour } from "../support/matrices.ts";
import { planned, planOf } from "../support/plans.ts";

const { matrix, entitlements } = entitled(harbour());

type Inputs = Readonly<Record<string, unknown>>;
type More = Parameters<typeof planned>[3];

const unknown = { "demarc:unknown": true, from: [] };
const secret = { "demarc:secret": true };
/** A text of the matrix, as somebody else may write it. */
const named = ` ${matrix.client.tenantId.toUpperCase()} `;
const id = (digit: number) => `5f0e7a52-7b69-4a0d-9c41-00000000000${digit}`;
const role = {
  reportsReader: "4a5d8f65-41da-4de4-8968-e035b65339cf",
  globalReader: "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
  azureDevOpsAdministrator: "e3973bdf-4987-49ae-837a-ba8e231c7286",
  licenseAdministrator: "4d6ac14f-3453-41d0-bef9-a3e0c569773a",
};

/** Names of what stays of a plan. */
function staying(...resources: readonly PlannedResource[]): string[] {
  return relevantPart(planOf(resources), matrix, entitlements).resources.map(({ name }) => name);
}

/** Types that may be plain: what is plain, what else may be said of it, and what makes it more. */
const directory: readonly (readonly [
  type: string,
  plain: Inputs,
  plainToo: readonly Inputs[],
  more: readonly Inputs[],
])[] = [
  [
    "User",
    { displayName: "Ada", userPrincipalName: "ada@harbourdental.example" },
    [
      { mail: "ada@elsewhere.example", otherMails: ["ada@other.example"], companyName: "Harbour", jobTitle: null },
      { password: secret, businessPhones: ["1", "2"], accountEnabled: true, managerId: id(1) },
    ],
    [
      { displayName: undefined },
      { displayName: " " },
      { displayName: 7 },
      { displayName: named },
      { displayName: "Tideway helper" },
      { displayName: "Dana Reyes" },
      { userPrincipalName: undefined },
      { userPrincipalName: named },
      { userPrincipalName: "ada@TIDEWAY.example" },
      { userPrincipalName: "tideway@harbourdental.example" },
      { userPrincipalName: "ada_x.example#EXT#@harbourdental.example" },
      { mail: "ada@tideway.example" },
      { mail: named },
      { otherMails: ["ada@other.example", "ada@tideway.example"] },
      { otherMails: ["ada@other.example", unknown] },
      { companyName: named },
      { companyName: "Tideway IT" },
      { jobTitle: unknown },
      { jobTitle: { text: "x" } },
      { businessPhones: ["1", {}] },
      { managerId: unknown },
      { onpremisesImmutableId: "x" },
    ],
  ],
  [
    "Group",
    { displayName: "Staff", securityEnabled: true },
    [{ mailNickname: "staff", description: secret, members: [id(1), id(2)], owners: [id(3)] }],
    [
      { displayName: undefined },
      { displayName: named },
      { displayName: "Tideway desk" },
      { mailNickname: named },
      { mailNickname: "tideway" },
      { description: unknown },
      { members: unknown },
      { members: [id(1), unknown] },
      { owners: [unknown, id(1)] },
      { owners: [7] },
      { assignableToRole: true },
      { types: ["Unified"] },
    ],
  ],
  [
    "GroupMember",
    { groupObjectId: id(1), memberObjectId: id(2) },
    [],
    [
      { groupObjectId: named },
      { memberObjectId: named },
      { groupObjectId: undefined },
      { memberObjectId: undefined },
      { groupObjectId: unknown },
      { memberObjectId: unknown },
      { memberObjectId: secret },
      { tomorrow: "x" },
    ],
  ],
  ...["EligibilitySchedule", "AssignmentSchedule"].map(
    (held) =>
      [
        `PrivilegedAccessGroup${held}`,
        { groupId: id(1), principalId: id(2), assignmentType: "member" },
        [
          {
            assignmentType: "owner",
            duration: "P1D",
            expirationDate: "2027-01-01",
            justification: "x",
            permanentAssignment: true,
            startDate: "2026-01-01",
            ticketNumber: "1",
            ticketSystem: "x",
          },
        ],
        [
          { groupId: named },
          { principalId: named },
          { groupId: undefined },
          { principalId: undefined },
          { groupId: unknown },
          { principalId: unknown },
          { assignmentType: unknown },
          { tomorrow: "x" },
        ],
      ] as const,
  ),
  [
    "DirectoryRoleAssignment",
    { principalObjectId: id(1), roleId: role.reportsReader },
    [{ directoryScopeId: "/" }],
    [
      { principalObjectId: named },
      { principalObjectId: undefined },
      { principalObjectId: unknown },
      { directoryScopeId: `/administrativeUnits/${id(2)}` },
      { appScopeId: "/" },
      { roleId: role.globalReader },
      { roleId: role.azureDevOpsAdministrator },
      { roleId: role.licenseAdministrator },
      { roleId: id(3) },
      { roleId: unknown },
      { roleId: undefined },
    ],
  ],
  [
    "Application",
    { displayName: "Payroll" },
    [{ owners: [id(1)], tags: ["x"], notes: "x", description: "x", signInAudience: "x", preventDuplicateNames: true }],
    [
      { displayName: named },
      { displayName: "Tideway app" },
      { displayName: undefined },
      { owners: [id(1), unknown] },
      { tags: ["x", unknown] },
      { api: {} },
    ],
  ],
];

describe.each(directory)("%s", (type, plain, plainToo, more) => {
  test.each([{}, ...plainToo])("conveys nothing with %j", (inputs) => {
    expect(staying(planned(type, "thing", { ...plain, ...inputs }))).toEqual([]);
  });

  test.each(more)("stays with %j", (inputs) => {
    const defined = Object.entries({ ...plain, ...inputs }).filter(([, value]) => value !== undefined);
    expect(staying(planned(type, "thing", Object.fromEntries(defined)))).toEqual(["thing"]);
  });

  test("stays when it is there already", () => {
    expect(staying(planned(type, "thing", plain, { options: { import: id(9) } }))).toEqual(["thing"]);
    expect(staying(planned(type, "thing", plain, { read: true }))).toEqual(["thing"]);
    expect(staying(planned(type, "thing", plain, { id: named.trim() }))).toEqual(["thing"]);
  });
});

describe("a service principal", () => {
  const application = planned("Application", "app", { displayName: "Payroll" });
  const principal = (inputs: Inputs, more: More = { propertyDependencies: { clientId: [application.urn] } }) =>
    staying(application, planned("ServicePrincipal", "thing", { clientId: id(1), ...inputs }, more));

  test("conveys nothing while its application does not", () => {
    const inputs = { accountEnabled: true, appRoleAssignmentRequired: true, description: "x", notes: "x", tags: ["x"] };
    expect(principal({ ...inputs, owners: [id(2)] })).toEqual([]);
  });

  test.each([{ clientId: named }, { clientId: unknown }, { owners: [unknown] }, { useExisting: true }])(
    "stays with %j",
    (inputs) => {
      expect(principal(inputs)).toEqual(["app", "thing"]);
    },
  );

  test("stays when its application is not of the plan", () => {
    expect(principal({}, { propertyDependencies: { clientId: ["urn:x"] } })).toContain("thing");
  });
});

describe("what is elsewhere", () => {
  const bucket = (inputs: Inputs) => planned("aws:s3/bucket:Bucket", "thing", inputs);
  test.each<[string, PlannedResource, string[]]>([
    ["another cloud", bucket({ bucket: unknown }), []],
    ["a bracket around others", planned("acme:team:Team", "thing", { name: unknown }, { custom: false }), []],
    ["another cloud that names an application", bucket({ clientId: "x" }), ["thing"]],
    ["another cloud that names who may use one", bucket({ authorizedClientId: "x" }), ["thing"]],
    ["a bracket with a client id", planned("acme:x:Y", "thing", { clientId: "x" }, { custom: false }), ["thing"]],
    ["who deploys", planned("pulumi:providers:azuread", "thing", {}), ["thing"]],
    ["what the directory has that is harmless", planned("UserFlowAttribute", "thing", {}), ["thing"]],
    ["what nobody knows", planned("acme:x:Y", "thing", {}), ["thing"]],
  ])("%s", (_, resource, expected) => {
    expect(staying(resource)).toEqual(expected);
  });
});

const subscription = "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333";
const group = `${subscription}/resourceGroups/rg`;

function arm(token: string, type: string, name: string, inputs: Inputs, more: More = {}): PlannedResource {
  return planned(`azure-native:${token}`, name, inputs, { id: `${group}/providers/${type}/${name}`, ...more });
}
const machine = (name: string, inputs: Inputs, more: More = {}) =>
  arm("compute:VirtualMachine", "Microsoft.Compute/virtualMachines", name, inputs, more);
const identity = (name: string, inputs: Inputs = {}) =>
  arm("managedidentity:UserAssignedIdentity", "Microsoft.ManagedIdentity/userAssignedIdentities", name, inputs);
const runner = identity("runner");
const itself = { type: "SystemAssigned" };
const own = { identity: itself };
/** The first in its place stays for the order. */
const firsts = [
  machine("first", own),
  machine("first", own, {
    id: `${subscription}/resourceGroups/tideway-it/providers/Microsoft.Compute/virtualMachines/first`,
  }),
  identity("first"),
];

describe("a resource of Azure", () => {
  const vault = (inputs: Inputs) => arm("keyvault:Vault", "Microsoft.KeyVault/vaults", "thing", inputs);
  const account = (inputs: Inputs) =>
    arm("storage:StorageAccount", "Microsoft.Storage/storageAccounts", "thing", inputs);
  const policies = (...objectIds: readonly unknown[]) => ({
    properties: { accessPolicies: objectIds.map((objectId) => ({ objectId })) },
  });
  const running = (userAssignedIdentities: unknown, more: Inputs = {}) =>
    machine("thing", { identity: { type: "UserAssigned", userAssignedIdentities, ...more } });

  test.each<[string, PlannedResource]>([
    ["an account", account({ properties: { sku: null }, tags: { a: "b" } })],
    ["a host", machine("thing", { ...own, properties: null })],
    ["a host with a password", machine("thing", { ...own, adminPassword: secret, disks: [{ size: 1 }] })],
    ["a host that runs as a list", running([runner.id])],
    ["a host that runs as what is shown empty", running({ [runner.id]: {} })],
    ["a host that runs as none", machine("thing", { identity: { type: "None" } })],
    ["an identity", identity("thing")],
    ["a vault", vault(policies(id(1)))],
    ["a secret", arm("keyvault:Secret", "Microsoft.KeyVault/vaults/v/secrets", "thing", {})],
  ])("%s conveys nothing", (_, resource) => {
    expect(staying(...firsts, runner, resource)).not.toContain("thing");
  });

  test.each<[string, PlannedResource]>([
    ["an account that nobody knows the name of", account({ accountName: unknown })],
    ["an account that names an application", account({ clientId: "x" })],
    ["an account that names who may use one", account({ authorizedClientId: "x" })],
    ["an account with somebody's id", account({ principalId: id(1) })],
    ["an account with identities in it", account({ identityProfile: {} })],
    ["an account with somebody's id in its properties", account({ properties: { principalId: id(1) } })],
    [
      "an account with a credential",
      arm(
        "storage:StorageAccount",
        "Microsoft.Storage/storageAccounts",
        "thing",
        {},
        {
          propertyDependencies: {
            x: ["urn:y", "urn:pulumi:a::b::azuread:index/applicationPassword:ApplicationPassword::p"],
          },
        },
      ),
    ],
    [
      "a host that is called after a provider",
      machine("thing", own, { id: `${group}/providers/Microsoft.Compute/virtualMachines/tideway-vm` }),
    ],
    [
      "a host in a group of a provider",
      machine("thing", own, {
        id: `${subscription}/resourceGroups/tideway-it/providers/Microsoft.Compute/virtualMachines/thing`,
      }),
    ],
    [
      "a host that is called as the matrix says",
      machine("thing", own, { id: `${group}/providers/Microsoft.Compute/virtualMachines/${named.trim()}` }),
    ],
    ["a host with something unknown inside", machine("thing", { ...own, disks: [{ size: 1 }, { size: unknown }] })],
    ["a host with somebody in a secret list", machine("thing", { ...own, x: { members: [secret] } })],
    ["a host with somebody in secret", machine("thing", { ...own, x: { principalId: 1, objectId: secret } })],
    ["a host with its identity's id", machine("thing", { identity: { ...itself, principalId: id(1) } })],
    ["a host with an identity of no type", machine("thing", { identity: {} })],
    ["a host with an identity of an unknown type", machine("thing", { identity: { type: unknown } })],
    ["a host that runs as something unknown", running([runner.id, unknown])],
    [
      "a host that runs as what is shown with an id",
      running({ [runner.id]: {}, [`${runner.id}2`]: { principalId: id(1) } }),
    ],
    ["an identity with an identity", identity("thing", own)],
    ["an identity with something unknown inside", identity("thing", { x: { y: unknown } })],
    [
      "an identity that is called after a provider",
      planned(
        "azure-native:managedidentity:UserAssignedIdentity",
        "thing",
        {},
        {
          id: `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/tideway-runner`,
        },
      ),
    ],
    ["a vault with something unknown inside", vault(policies(id(1), unknown))],
    ["a vault for somebody in secret", vault(policies(secret))],
    ["a cluster", arm("containerservice:ManagedCluster", "Microsoft.ContainerService/managedClusters", "thing", own)],
    [
      "a management group",
      arm("management:ManagementGroup", "x", "thing", {}, { id: "/providers/Microsoft.Management/managementGroups/x" }),
    ],
    ["a subscription", arm("subscription:Subscription", "x", "thing", {}, { id: subscription })],
    ["what is there already", machine("thing", own, { read: true })],
    ["what is imported", machine("thing", own, { options: { import: "x" } })],
  ])("%s stays", (_, resource) => {
    expect(staying(...firsts, runner, resource)).toContain("thing");
  });
});

describe("a role assignment", () => {
  const definition = (name: string) => `/providers/Microsoft.Authorization/roleDefinitions/${azureRoleIdByName(name)}`;
  const reads = { principalId: id(1), roleDefinitionId: definition("Reader"), scope: subscription };
  const assignment = (
    name: string,
    inputs: Inputs,
    scope = subscription,
    token = "azure-native:authorization:RoleAssignment",
  ) => planned(token, name, inputs, { id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}` });
  const first = assignment("first", { ...reads, principalId: id(2) });
  const byName = { principalId: id(1), roleDefinitionName: "reader", scope: subscription };
  const classic = "azure:authorization/assignment:Assignment";

  test.each<[string, PlannedResource]>([
    ["to read", assignment("thing", reads)],
    [
      "with all that may be said of it",
      assignment("thing", {
        ...reads,
        condition: "x",
        conditionVersion: "2.0",
        delegatedManagedIdentityResourceId: null,
        description: "x",
        principalType: "ServicePrincipal",
        roleAssignmentName: "x",
      }),
    ],
    ["for a user", assignment("thing", { ...reads, principalType: "User" })],
    ["for a group", assignment("thing", { ...reads, principalType: "Group" })],
    ["to what vaults keep", assignment("thing", { ...reads, roleDefinitionId: definition("Key Vault Secrets User") })],
    [
      "by name",
      assignment("thing", { ...byName, name: "x", skipServicePrincipalAadCheck: true }, subscription, classic),
    ],
    ["by name, of the older type", assignment("thing", byName, subscription, "azure:role/assignment:Assignment")],
  ])("%s gets nobody anywhere", (_, resource) => {
    expect(staying(first, resource)).toEqual(["first"]);
  });

  test.each<[string, PlannedResource]>([
    ["to manage", assignment("thing", { ...reads, roleDefinitionId: definition("Contributor") })],
    ["to manage, by name", assignment("thing", { ...byName, roleDefinitionName: "Owner" }, subscription, classic)],
    ["of a name that nobody knows", assignment("thing", { ...byName, roleDefinitionName: "x" }, subscription, classic)],
    ["of nothing", assignment("thing", { principalId: id(1), scope: subscription })],
    ["of something unknown", assignment("thing", { ...reads, roleDefinitionId: unknown })],
    ["to somebody unknown", assignment("thing", { ...reads, principalId: unknown })],
    ["to nobody", assignment("thing", { roleDefinitionId: reads.roleDefinitionId, scope: subscription })],
    ["to whom the matrix names", assignment("thing", { ...reads, principalId: named })],
    ["to a partner's group", assignment("thing", { ...reads, principalType: "ForeignGroup" })],
    ["with more than is known", assignment("thing", { ...reads, tomorrow: "x" })],
    ["on an unknown condition", assignment("thing", { ...reads, condition: unknown })],
    ["above subscriptions", assignment("thing", { ...reads, scope: "/" }, "")],
    [
      "that is called something else",
      planned("azure-native:authorization:RoleAssignment", "thing", reads, { id: `${group}/x/y` }),
    ],
    ["that is there already", { ...assignment("thing", reads), read: true }],
  ])("%s stays", (_, resource) => {
    expect(staying(first, resource)).toContain("thing");
  });

  test("stays when something is nobody knows where", () => {
    const somewhere = planned("azure:armmsi/federatedIdentityCredential:FederatedIdentityCredential", "odd", {
      parentId: "x",
    });
    const inVaults = { ...reads, principalId: id(3), roleDefinitionId: definition("Key Vault Secrets User") };
    expect(staying(first, assignment("thing", reads), assignment("in", inVaults), somewhere)).toEqual([
      "first",
      "thing",
      "in",
      "odd",
    ]);
    const plainAfter = planned("azure-native:storage:StorageAccount", "odd", {}, { id: "x" });
    expect(staying(first, assignment("thing", reads), plainAfter)).toEqual(["first"]);
  });
});

describe("what hangs on something that stays", () => {
  const something = (of: unknown, more: More = {}) => planned("Tomorrow", "new", { of }, more);
  const vm = machine("vm", own);
  const classicGroup = planned("azure:core/resourceGroup:ResourceGroup", "rg", { name: "rg" });
  const application = planned("Application", "app", { displayName: "Payroll" });

  test.each<[string, PlannedResource[], string]>([
    ["a host by its identity's real id", [{ ...vm, principalId: id(4) }, something(id(4))], "vm"],
    ["a host by what stands for that", [{ ...vm, principalId: id(4) }, something(identityIdOf({ urn: vm.urn }))], "vm"],
    ["a host by its client id", [vm, something(clientIdStandIn(vm.urn))], "vm"],
    [
      "an identity that something runs as",
      [
        runner,
        machine("tideway-vm", {
          identity: { type: "UserAssigned", userAssignedIdentities: { [runner.id.toUpperCase()]: {} } },
        }),
      ],
      "runner",
    ],
    [
      "a group that is in sight by its name only",
      [classicGroup, machine("tideway-vm", { ...own, resourceGroupName: "rg" }, { id: `${armIdOf(classicGroup)}/x` })],
      "rg",
    ],
    ["an application by its client id", [application, something(clientIdStandIn(application.urn))], "app"],
    ["what it depends on", [vm, something("", { options: { dependsOn: [vm.urn] } })], "vm"],
    ["what it is in", [vm, something("", { parent: vm.urn })], "vm"],
    ["what it is made from", [vm, something("", { propertyDependencies: { x: [], of: ["urn:x", vm.urn] } })], "vm"],
    ["what a list names", [vm, something([{ x: [vm.id] }])], "vm"],
  ])("%s", (_, resources, expected) => {
    expect(staying(...firsts, ...resources)).toContain(expected);
  });
});
