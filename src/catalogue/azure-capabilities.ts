/**
 * What an Azure role lets somebody do that matters for who controls what: the actions that convey it, for built-in and custom
 * roles alike. Operation names are Azure's (https://learn.microsoft.com/azure/role-based-access-control/resource-provider-operations).
 */

/** One thing that a role can make possible. Any one of its actions is enough. */
export interface AzureCapability {
  /** Control-plane actions, exact names; `{name}` stands for a resource's name, which some built-in roles have a wildcard for. */
  readonly actions: readonly string[];
  readonly dataActions: readonly string[];
  /** Page that says so. */
  readonly source: string;
}

/** Whoever can do this gives any role below the scope to anybody, and first to itself. */
export const grantAccess: AzureCapability = {
  actions: [
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.Authorization/roleDefinitions/write",
    "Microsoft.Authorization/roleAssignmentScheduleRequests/write",
    "Microsoft.Authorization/roleEligibilityScheduleRequests/write",
  ],
  dataActions: [],
  source:
    "https://learn.microsoft.com/azure/role-based-access-control/role-assignments-steps#step-4-check-your-prerequisites",
};

/** Rewrites what custom roles mean. */
export const changeRoles: AzureCapability = {
  actions: ["Microsoft.Authorization/roleDefinitions/write"],
  dataActions: [],
  source:
    "https://learn.microsoft.com/azure/role-based-access-control/custom-roles#who-can-create-delete-update-or-view-a-custom-role",
};

/** The action that a condition of a role assignment limits when roles are delegated. */
export const roleAssignmentWrite = "Microsoft.Authorization/roleAssignments/write";

/** Gets at what a vault keeps, whoever the vault itself lets in. */
export const readVault: AzureCapability = {
  actions: [],
  dataActions: [
    "Microsoft.KeyVault/vaults/secrets/getSecret/action",
    "Microsoft.KeyVault/vaults/keys/sign/action",
    "Microsoft.KeyVault/vaults/certificates/backup/action",
    "Microsoft.KeyVault/vaults/secrets/backup/action",
  ],
  source: "https://learn.microsoft.com/azure/key-vault/general/rbac-guide",
};

/** Lets anybody in where the vault's own access policies decide. */
export const changeVaultPolicies: AzureCapability = {
  actions: ["Microsoft.KeyVault/vaults/write", "Microsoft.KeyVault/vaults/accessPolicies/write"],
  dataActions: [],
  source: "https://learn.microsoft.com/azure/key-vault/general/rbac-access-policy",
};

/** Reads a vault's secrets through a template where the vault allows templates to. */
export const deployFromVault: AzureCapability = {
  actions: ["Microsoft.KeyVault/vaults/deploy/action"],
  dataActions: [],
  source: "https://learn.microsoft.com/azure/azure-resource-manager/templates/key-vault-parameter",
};

/** Every capability that is not about one type of resource. */
export const generalCapabilities = { grantAccess, readVault, changeVaultPolicies, deployFromVault } as const;

const machineLogin = [
  "Microsoft.Compute/virtualMachines/login/action",
  "Microsoft.Compute/virtualMachines/loginAsAdmin/action",
];

function siteActions(type: string): readonly string[] {
  return [
    "config/write",
    "config/list/action",
    "publish/action",
    "publishxml/action",
    "functions/write",
    "extensions/write",
    "deployments/write",
    "sourcecontrols/write",
    "host/listKeys/action",
  ].map((action) => `${type}/${action}`);
}

type HostFacts = AzureCapability & { readonly one: string };

/**
 * What runs, or can be made to run, code of somebody's choice as its managed identity, by ARM type in lower case. To write the
 * resource itself is enough for every type, listed here or not.
 */
const hosts: Readonly<Record<string, HostFacts>> = {
  "microsoft.compute/virtualmachines": {
    one: "virtual machine",
    actions: [
      "Microsoft.Compute/virtualMachines/runCommand/action",
      "Microsoft.Compute/virtualMachines/runCommands/write",
      "Microsoft.Compute/virtualMachines/extensions/write",
      "Microsoft.SerialConsole/serialPorts/connect/action",
    ],
    // Everybody who is signed in to a machine can ask for its identity's token.
    dataActions: machineLogin,
    source: "https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token",
  },
  "microsoft.compute/virtualmachinescalesets": {
    one: "scale set",
    actions: [
      "Microsoft.Compute/virtualMachineScaleSets/extensions/write",
      "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/write",
      "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/extensions/write",
      "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/runCommand/action",
      "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/runCommands/write",
    ],
    dataActions: machineLogin,
    source: "https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token",
  },
  "microsoft.hybridcompute/machines": {
    one: "Arc machine",
    actions: [
      "Microsoft.HybridCompute/machines/extensions/write",
      "Microsoft.HybridCompute/machines/runCommands/write",
    ],
    dataActions: [
      "Microsoft.HybridCompute/machines/login/action",
      "Microsoft.HybridCompute/machines/loginAsAdmin/action",
    ],
    source: "https://learn.microsoft.com/azure/azure-arc/servers/managed-identity-authentication",
  },
  "microsoft.web/sites": {
    one: "app",
    actions: siteActions("Microsoft.Web/sites"),
    dataActions: [],
    source: "https://learn.microsoft.com/azure/app-service/overview-managed-identity",
  },
  "microsoft.web/sites/slots": {
    one: "slot",
    actions: siteActions("Microsoft.Web/sites/slots"),
    dataActions: [],
    source: "https://learn.microsoft.com/azure/app-service/overview-managed-identity",
  },
  "microsoft.logic/workflows": {
    one: "logic app",
    actions: [],
    dataActions: [],
    source: "https://learn.microsoft.com/azure/logic-apps/authenticate-with-managed-identity",
  },
  "microsoft.automation/automationaccounts": {
    one: "automation account",
    actions: [
      "Microsoft.Automation/automationAccounts/runbooks/write",
      "Microsoft.Automation/automationAccounts/runbooks/draft/write",
      "Microsoft.Automation/automationAccounts/runbooks/draft/writeContent/action",
      "Microsoft.Automation/automationAccounts/configurations/write",
      "Microsoft.Automation/automationAccounts/modules/write",
      "Microsoft.Automation/automationAccounts/sourceControls/write",
    ],
    dataActions: [],
    source: "https://learn.microsoft.com/azure/automation/enable-managed-identity-for-automation",
  },
  "microsoft.containerservice/managedclusters": {
    one: "Kubernetes cluster",
    actions: [
      "Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action",
      "Microsoft.ContainerService/managedClusters/listClusterUserCredential/action",
      "Microsoft.ContainerService/managedClusters/accessProfiles/listCredential/action",
      "Microsoft.ContainerService/managedClusters/runCommand/action",
      "Microsoft.ContainerService/managedClusters/agentPools/write",
    ],
    dataActions: [
      "pods",
      "apps/deployments",
      "apps/daemonsets",
      "apps/statefulsets",
      "batch/jobs",
      "batch/cronjobs",
    ].map((kind) => `Microsoft.ContainerService/managedClusters/${kind}/write`),
    source: "https://learn.microsoft.com/azure/aks/concepts-identity",
  },
  "microsoft.containerinstance/containergroups": {
    one: "container group",
    actions: ["Microsoft.ContainerInstance/containerGroups/containers/exec/action"],
    dataActions: [],
    source: "https://learn.microsoft.com/azure/container-instances/container-instances-managed-identity",
  },
  "microsoft.app/containerapps": {
    one: "container app",
    actions: ["Microsoft.App/containerApps/getAuthToken/action"],
    dataActions: ["Microsoft.App/containerApps/exec/action", "Microsoft.App/containerApps/debug/action"],
    source: "https://learn.microsoft.com/azure/container-apps/managed-identity",
  },
  "microsoft.app/jobs": {
    one: "container app job",
    // Whoever starts a job may give it another container and command.
    actions: ["Microsoft.App/jobs/start/action"],
    dataActions: ["Microsoft.App/jobs/exec/action"],
    source: "https://learn.microsoft.com/azure/container-apps/jobs",
  },
  "microsoft.datafactory/factories": {
    one: "data factory",
    actions: [
      "Microsoft.DataFactory/factories/pipelines/write",
      "Microsoft.DataFactory/factories/linkedServices/write",
      "Microsoft.DataFactory/factories/dataflows/write",
    ],
    dataActions: [],
    source: "https://learn.microsoft.com/azure/data-factory/data-factory-service-identity",
  },
  "microsoft.machinelearningservices/workspaces": {
    one: "machine learning workspace",
    actions: [
      "Microsoft.MachineLearningServices/workspaces/jobs/write",
      "Microsoft.MachineLearningServices/workspaces/computes/write",
      "Microsoft.MachineLearningServices/workspaces/computes/applicationaccess/action",
    ],
    dataActions: [],
    source: "https://learn.microsoft.com/azure/machine-learning/how-to-setup-authentication",
  },
  "microsoft.batch/batchaccounts": {
    one: "batch account",
    actions: ["Microsoft.Batch/batchAccounts/pools/write", "Microsoft.Batch/batchAccounts/listKeys/action"],
    dataActions: ["Microsoft.Batch/batchAccounts/jobs/write"],
    source: "https://learn.microsoft.com/azure/batch/managed-identity-pools",
  },
  "microsoft.resources/deploymentscripts": {
    one: "deployment script",
    actions: [],
    dataActions: [],
    source: "https://learn.microsoft.com/azure/azure-resource-manager/templates/deployment-script-template",
  },
  "microsoft.authorization/policyassignments": {
    one: "policy assignment",
    // A deployIfNotExists policy deploys as the assignment's identity.
    actions: [],
    dataActions: [],
    source: "https://learn.microsoft.com/azure/governance/policy/how-to/remediate-resources",
  },
};

/** ARM types (lower case) that the table knows. */
export const codeHostTypes: readonly string[] = Object.keys(hosts);

/** An identity that stands by itself: to attach it to something, or to trust a workload elsewhere, is to sign in as it. */
export const userAssignedIdentity: AzureCapability = {
  actions: [
    "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
    "Microsoft.ManagedIdentity/userAssignedIdentities/{name}/assign/action",
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write",
  ],
  dataActions: [],
  source:
    "https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-manage-user-assigned-managed-identities",
};

/** ARM type of a user-assigned identity, lower case. */
export const userAssignedIdentityType = "microsoft.managedidentity/userassignedidentities";

/** What it takes to act as the identity of a resource of a type (any case). A type that no table knows: to write the resource. */
export function actAs(type: string): AzureCapability {
  const key = type.toLowerCase();
  const known = capabilities.get(key);
  if (known) return known;
  const { actions = [], dataActions = [], source = identities } = hosts[key] ?? {};
  const made: AzureCapability = { actions: [`${type}/write`, ...actions], dataActions, source };
  capabilities.set(key, made);
  return made;
}

const identities = "https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/overview";
/** One object a type, so that an answer about it can be remembered. */
const capabilities = new Map([[userAssignedIdentityType, userAssignedIdentity]]);

/** What a resource of a type is called; the type itself when no table knows it. */
export function hostWord(type: string): string {
  const key = type.toLowerCase();
  return hosts[key]?.one ?? words[key] ?? type;
}

const words: Readonly<Record<string, string>> = {
  [userAssignedIdentityType]: "managed identity",
  "microsoft.keyvault/vaults": "key vault",
};
