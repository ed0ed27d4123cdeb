import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judge } from "../../policies/judge.ts";
import { relevantPart } from "../../policies/relevant-part.ts";
import { rules } from "../../policies/rules/index.ts";
import { azureRoleIdByName } from "../../src/catalogue/azure-role-actions.ts";
import type { PlannedResource } from "../../src/plan/plan.ts";
import { placeholderSubscriptionId } from "../../src/plan/provider-id.ts";
import { identityIdOf } from "../../src/tenant/resources/arm.ts";
import { entitled, harbour } from "../support/matrices.ts";
import { planned, planOf } from "../support/plans.ts";

const { matrix, entitlements } = entitled(harbour());
const tidewayTenant = String(matrix.providers["tideway"]?.tenantId);
const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";

type Inputs = Readonly<Record<string, unknown>>;
type More = Parameters<typeof planned>[3];

const subscriptions = [
  "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333",
  "/subscriptions/0b1f6471-1bf0-4dda-aec3-444455556666",
  `/subscriptions/${placeholderSubscriptionId}`,
] as const;
const [east] = subscriptions;
const managementGroup = (name: string) => `/providers/Microsoft.Management/managementGroups/${name}`;

const user = (name: string, inputs: Inputs = {}) =>
  planned("User", name, {
    displayName: name,
    userPrincipalName: `${name.toLowerCase().replaceAll(" ", ".")}@harbourdental.example`,
    ...inputs,
  });
const ada = user("Ada");
const eve = user("Eve", { userPrincipalName: "eve@elsewhere.example" });
const dana = user("Dana Reyes", { mail: "dana.reyes@tideway.example" });

function arm(token: string, name: string, id: string, inputs: Inputs, more: More = {}): PlannedResource {
  return planned(`azure-native:${token}`, name, inputs, { ...more, id });
}

/** A resource in a group that is called after itself. */
function inGroup(token: string, type: string, name: string, group: string, inputs: Inputs, more: More = {}) {
  const resourceGroupName = group.slice(group.lastIndexOf("/") + 1);
  return arm(token, name, `${group}/providers/${type}/${name}`, { resourceGroupName, ...inputs }, more);
}

const groupIn = (subscription: string, name: string) =>
  arm("resources:ResourceGroup", name, `${subscription}/resourceGroups/${name}`, { resourceGroupName: name });
const account = (name: string, group: string, inputs: Inputs = {}) =>
  inGroup("storage:StorageAccount", "Microsoft.Storage/storageAccounts", name, group, { accountName: name, ...inputs });
const machine = (name: string, group: string, identity?: Inputs, more?: More) =>
  inGroup(
    "compute:VirtualMachine",
    "Microsoft.Compute/virtualMachines",
    name,
    group,
    { vmName: name, ...(identity && { identity }) },
    more,
  );
const app = (name: string, group: string, identity?: Inputs) =>
  inGroup("web:WebApp", "Microsoft.Web/sites", name, group, { name, ...(identity && { identity }) });
const identityIn = (name: string, group: string) =>
  inGroup("managedidentity:UserAssignedIdentity", "Microsoft.ManagedIdentity/userAssignedIdentities", name, group, {
    resourceName: name,
  });
const vaultIn = (name: string, group: string, properties: Inputs) =>
  inGroup("keyvault:Vault", "Microsoft.KeyVault/vaults", name, group, { vaultName: name, properties });

const itself = { type: "SystemAssigned" };
const running = (...ids: readonly string[]) => ({
  type: "UserAssigned",
  userAssignedIdentities: Object.fromEntries(ids.map((id) => [id, {}])),
});

function given(
  name: string,
  principal: { readonly principalId: string; readonly by?: PlannedResource },
  role: string,
  scope: string,
  inputs: Inputs = {},
): PlannedResource {
  const roleDefinitionId = `${east}/providers/Microsoft.Authorization/roleDefinitions/${azureRoleIdByName(role) ?? role}`;
  const id = `${scope === "/" ? "" : scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
  const { principalId, by } = principal;
  return arm(
    "authorization:RoleAssignment",
    name,
    id,
    { principalId, roleDefinitionId, scope, ...inputs },
    { propertyDependencies: by === undefined ? {} : { principalId: [by.urn] } },
  );
}

const to = ({ id }: { readonly id: string }) => ({ principalId: id });
/** The identity that Azure makes for a resource: as a plan names it, or as a deployed stack does. */
const toIdentityOf = (host: PlannedResource) => ({ principalId: identityIdOf(host), by: host });
const administers = (name: string, { principalId }: { readonly principalId: string }) =>
  planned("DirectoryRoleAssignment", name, { principalObjectId: principalId, roleId: globalAdministrator });

function staying(...resources: readonly PlannedResource[]): string[] {
  return relevantPart(planOf(resources), matrix, entitlements).resources.map(({ name }) => name);
}

const rg = groupIn(east, "rg");
const other = groupIn(east, "other");
const store = account("store", rg.id);
const vm = machine("vm", rg.id, itself);
const second = machine("second", rg.id, itself);
const runner = identityIn("runner", rg.id);
const spare = identityIn("spare", rg.id);
/** Stays for the order of what is found in the group. */
const first = machine("first", rg.id, itself);
const foreign = { principalId: "5f0e7a52-7b69-4a0d-9c41-0c7d3a6f0b11" };

describe("what stays of Azure", () => {
  test.each<[string, PlannedResource[], string[]]>([
    ["nothing that nobody looks for", [rg, store, app("plain", rg.id)], []],
    ["nothing of other clouds", [planned("aws:s3/bucket:Bucket", "b", { bucket: "b" })], []],
    [
      "the first that is given in a subscription",
      [rg, given("one", foreign, "Reader", rg.id), given("two", to(ada), "Reader", rg.id), ada],
      ["rg", "one"],
    ],
    [
      "who holds more, and where",
      [rg, given("one", foreign, "Reader", rg.id), store, ada, given("c", to(ada), "Contributor", store.id)],
      ["rg", "one", "store", "Ada", "c"],
    ],
    [
      "what a provider's person only reads",
      [rg, given("one", foreign, "Reader", rg.id), dana, given("reads", to(dana), "Reader", rg.id)],
      ["rg", "one", "Dana Reyes", "reads"],
    ],
    [
      "a role that nobody knows",
      [
        rg,
        given("one", foreign, "Reader", rg.id),
        ada,
        given("x", to(ada), "0c0ffee0-0000-4000-8000-000000000001", rg.id),
      ],
      ["rg", "one", "Ada", "x"],
    ],
    [
      "a role that rewrites what may run as an identity",
      [rg, given("one", foreign, "Reader", rg.id), ada, given("x", to(ada), "Storage Account Contributor", rg.id)],
      ["rg", "one", "Ada", "x"],
    ],
    [
      "what the identity of a host holds that stays, whatever its id",
      [
        rg,
        given("one", foreign, "Reader", rg.id),
        first,
        second,
        given("two", { principalId: "5f0e7a52-7b69-4a0d-9c41-0c7d3a6f0b12", by: first }, "Reader", rg.id),
        given("three", { principalId: "5f0e7a52-7b69-4a0d-9c41-0c7d3a6f0b13", by: second }, "Reader", rg.id),
      ],
      ["rg", "one", "first", "two"],
    ],
    [
      "a partner's group",
      [given("x", foreign, "Reader", rg.id), given("y", foreign, "Reader", rg.id, { principalType: "ForeignGroup" })],
      ["x", "y"],
    ],
    ["management groups' roles", [given("x", foreign, "Reader", managementGroup("a"))], ["x"]],
    [
      "one host of a kind in a group",
      [rg, first, vm, machine("elsewhere", other.id, itself), app("site", rg.id, itself)],
      ["rg", "first", "elsewhere", "site"],
    ],
    [
      "the first identity of a group, and the first host that runs as one of the plan, with all that runs as it",
      [
        rg,
        runner,
        spare,
        machine("m", rg.id, running(`${rg.id}/of-nobody`)),
        machine("n", rg.id, running(`${rg.id}/of-nobody-else`, spare.id.toUpperCase())),
        machine("o", rg.id, running(spare.id)),
      ],
      ["rg", "runner", "spare", "n", "o"],
    ],
    [
      "the host whose identity holds more",
      [rg, first, second, vm, given("c", toIdentityOf(vm), "Contributor", rg.id)],
      ["rg", "first", "vm", "c"],
    ],
    [
      "the same, named by the id alone",
      [rg, first, second, vm, administers("g", { principalId: identityIdOf(vm) })],
      ["rg", "first", "vm", "g"],
    ],
    [
      "what runs as an identity that holds more",
      [
        rg,
        first,
        runner,
        machine("m", rg.id, running(runner.id)),
        app("a", rg.id),
        administers("g", toIdentityOf(runner)),
      ],
      ["rg", "first", "runner", "m", "g"],
    ],
    [
      "what is called after a provider",
      [rg, first, machine("tideway-vm", rg.id, itself)],
      ["rg", "first", "tideway-vm"],
    ],
    [
      "clusters",
      [
        inGroup("containerservice:ManagedCluster", "Microsoft.ContainerService/managedClusters", "k", other.id, {
          identity: itself,
        }),
      ],
      ["k"],
    ],
    ["what says its identity's id", [machine("m", other.id, { ...itself, principalId: foreign.principalId })], ["m"]],
    [
      "vaults when something keeps a credential",
      [
        vaultIn("v", other.id, {}),
        planned("ApplicationPassword", "p", { applicationId: "/applications/x" }),
        arm(
          "keyvault:Secret",
          "s",
          `${other.id}/providers/Microsoft.KeyVault/vaults/v/secrets/s`,
          {},
          {
            propertyDependencies: {
              properties: ["urn:pulumi:dev::test::azuread:index/applicationPassword:ApplicationPassword::p"],
            },
          },
        ),
        vaultIn("w", other.id, { accessPolicies: [{ objectId: ada.id, permissions: { secrets: ["get"] } }] }),
        ada,
        given("one", foreign, "Reader", east),
        given("reads", to(eve), "Key Vault Secrets User", other.id),
        given("manages", to({ id: "5f0e7a52-7b69-4a0d-9c41-0c7d3a6f0b14" }), "Reader", other.id),
      ],
      ["v", "p", "s", "w", "Ada", "one", "reads"],
    ],
    [
      "no vault otherwise",
      [
        vaultIn("v", other.id, { accessPolicies: [{ objectId: ada.id, permissions: { secrets: ["get"] } }] }),
        given("one", foreign, "Reader", east),
        given("reads", to(ada), "Key Vault Secrets User", other.id),
      ],
      ["one"],
    ],
    [
      "what the rules look for",
      [inGroup("operationalinsights:Workspace", "Microsoft.OperationalInsights/workspaces", "logs", other.id, {})],
      ["logs"],
    ],
    ["what nobody models", [planned("azure-native:resources:Deployment", "d", {})], ["d"]],
    [
      "what is named nobody knows how",
      [
        arm("storage:StorageAccount", "s", `${other.id}/providers/Microsoft.Storage/storageAccounts/s`, {
          accountName: { "demarc:unknown": true, from: [] },
        }),
      ],
      ["s"],
    ],
  ])("%s", (_, resources, expected) => {
    expect(staying(...resources)).toEqual(expected);
  });

  test("a built-in role's id that a resource of the plan has means that resource", () => {
    const reader = planned("CustomDirectoryRole", "r", {}, { id: azureRoleIdByName("Reader") ?? "" });
    const [one, two] = [given("one", foreign, "Reader", rg.id), given("two", to(ada), "Reader", rg.id)];
    expect(staying(one, two, reader)).toEqual(["one", "two", "r"]);
  });

  test("an identity that the directory names by its resource", () => {
    const named = planned("ServicePrincipal", "sp", {
      clientId: "x",
      alternativeNames: [`${vm.id}/`, "isExplicit=True"],
    });
    expect(staying(rg, first, second, vm, named)).toEqual(["rg", "first", "vm", "sp"]);
  });
});

describe("a part of a plan with Azure", () => {
  const groups = subscriptions.flatMap((subscription) => ["apps", "data"].map((name) => groupIn(subscription, name)));
  const identities = groups.slice(0, 4).map((group, index) => identityIn(`identity-${index}`, group.id));
  const hosts = groups.flatMap((group, index) => [
    machine(`vm-${index}`, group.id, itself),
    machine(`vm-${index}b`, group.id, index % 2 === 0 ? itself : running(identities[index % 4]?.id ?? "")),
    app(`app-${index}`, group.id, running(identities[(index + 1) % 4]?.id ?? "")),
    app(`site-${index}`, group.id, itself),
  ]);
  const accounts = groups.map((group, index) =>
    account(`store${index}`, group.id, index % 2 === 0 ? {} : { identity: itself }),
  );
  const application = planned("Application", "Payroll", { displayName: "Payroll" });
  const principal = planned(
    "ServicePrincipal",
    "Payroll principal",
    { clientId: "0c0ffee0-0000-4000-8000-000000000002" },
    { propertyDependencies: { clientId: [application.urn] } },
  );
  const vaults = groups.slice(0, 2).map((group, index) =>
    vaultIn(`vault-${index}`, group.id, {
      enableRbacAuthorization: index === 0,
      accessPolicies: [{ objectId: eve.id, permissions: { secrets: ["get"] } }],
    }),
  );
  const teams = ["Staff", "Outer"].map((name) => planned("Group", name, { displayName: name, securityEnabled: true }));
  const everything = [
    ada,
    eve,
    dana,
    application,
    principal,
    ...teams,
    ...groups,
    ...identities,
    ...hosts,
    ...accounts,
    ...vaults,
  ];

  const holders = fc.oneof(
    fc.constantFrom(to(ada), to(eve), to(dana), foreign, ...teams.map(to)),
    fc
      .constantFrom(...[...hosts, ...accounts].filter(({ inputs }) => inputs["identity"] === itself), ...identities)
      .map(toIdentityOf),
    fc.constantFrom(...identities).map((host) => ({ principalId: identityIdOf(host) })),
    // As a deployed stack says it: an id of Azure's own, given by the resource.
    fc.constantFrom(...hosts).map((by) => ({ ...foreign, by })),
  );
  const roles = fc.constantFrom(
    "Reader",
    "Reader",
    "Storage Blob Data Reader",
    "Contributor",
    "Owner",
    "User Access Administrator",
    "Virtual Machine Contributor",
    "Website Contributor",
    "Storage Account Contributor",
    "Managed Identity Operator",
    "Key Vault Secrets User",
    "Log Analytics Contributor",
    "0c0ffee0-0000-4000-8000-000000000003",
  );
  const scopes = fc.constantFrom(
    "/",
    managementGroup("corp"),
    managementGroup("leaf"),
    ...subscriptions,
    ...groups.map(({ id }) => id),
    ...accounts.map(({ id }) => id),
    ...hosts.slice(0, 8).map(({ id }) => id),
  );
  const grant = fc.tuple(holders, roles, scopes);
  const relation = fc.oneof(
    {
      weight: 8,
      arbitrary: grant.map(
        ([who, what, where]) =>
          (name: string) =>
            given(name, who, what, where),
      ),
    },
    { weight: 3, arbitrary: holders.map((who) => (name: string) => administers(name, who)) },
    grant.map(([{ principalId }, what, where]) => (name: string) => {
      const { inputs, id } = given(name, { principalId }, what, where);
      return arm(
        "authorization:PimRoleEligibilitySchedule",
        name,
        id.replace("roleAssignments", "roleEligibilityScheduleRequests"),
        inputs,
      );
    }),
    fc
      .constantFrom(...hosts, ...identities)
      .map(
        (host) => (name: string) =>
          planned("GroupMember", name, { groupObjectId: teams[0]?.id, memberObjectId: identityIdOf(host) }),
      ),
    fc
      .constantFrom(ada, eve, dana)
      .map(
        (who) => (name: string) =>
          planned("GroupMember", name, { groupObjectId: teams[1]?.id, memberObjectId: who.id }),
      ),
    fc.constantFrom(...identities).map(
      ({ id }) =>
        (name: string) =>
          arm("managedidentity:FederatedIdentityCredential", name, `${id}/federatedIdentityCredentials/${name}`, {
            issuer: "https://token.actions.githubusercontent.com",
            subject: "repo:tideway-it/x:ref:refs/heads/main",
          }),
    ),
    fc.constantFrom(...vaults).map(
      ({ id }) =>
        (name: string) =>
          arm(
            "keyvault:Secret",
            name,
            `${id}/secrets/${name}`,
            {},
            {
              propertyDependencies: {
                properties: ["urn:pulumi:dev::test::azuread:index/applicationPassword:ApplicationPassword::password"],
              },
            },
          ),
    ),
    fc
      .constantFrom("corp", "leaf")
      .map((name) => (urn: string) => arm("management:ManagementGroup", urn, managementGroup(name), { groupId: name })),
    fc.tuple(fc.constantFrom("corp", "leaf"), fc.constantFrom(...subscriptions)).map(
      ([group, subscription]) =>
        (name: string) =>
          arm("management:ManagementGroupSubscription", name, `${managementGroup(group)}${subscription}`, {
            groupId: group,
          }),
    ),
    fc
      .tuple(
        fc.constantFrom(tidewayTenant, "0c0ffee0-0000-4000-8000-00000000000f"),
        roles,
        fc.constantFrom(...subscriptions),
      )
      .map(
        ([managedByTenantId, role, subscription]) =>
          (name: string) =>
            arm(
              "managedservices:RegistrationAssignment",
              name,
              `${subscription}/providers/Microsoft.ManagedServices/registrationAssignments/${name}`,
              {
                registrationDefinition: {
                  properties: {
                    managedByTenantId,
                    authorizations: [
                      { principalId: foreign.principalId, roleDefinitionId: azureRoleIdByName(role) ?? role },
                    ],
                  },
                },
              },
            ),
      ),
    fc.constant((name: string) =>
      planned("azure:compute/virtualMachine:VirtualMachine", name, { name, identity: itself }),
    ),
  );
  const password = planned("ApplicationPassword", "password", { applicationId: `/applications/${application.id}` });

  test("has the findings of the whole", () => {
    fc.assert(
      fc.property(
        fc.array(relation, { minLength: 1, maxLength: 9 }),
        fc.shuffledSubarray(everything, { minLength: 20 }),
        fc.boolean(),
        (relations, declared, keepsPassword) => {
          const made = relations.map((make, index) => make(`relation-${index}`));
          const plan = planOf([...declared, ...(keepsPassword ? [password] : []), ...made]);
          const findings = (judged: typeof plan) =>
            judge({ matrix, plan: judged, scope: "partial", rules, today: "2026-11-21" });
          const [whole, part] = [findings(plan), findings(relevantPart(plan, matrix, entitlements))];
          expect(part.findings).toEqual(whole.findings);
          expect(part.proposals).toEqual(whole.proposals);
        },
      ),
      { numRuns: Number(process.env["RUNS"] ?? 250) },
    );
  });
});
