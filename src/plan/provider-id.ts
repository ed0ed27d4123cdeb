/**
 * The ids that providers give to resources. azuread 6 (terraform-provider-azuread 3, `SetId` in each resource) uses Graph
 * paths for some types and bare GUIDs for the rest; azure-native uses ARM ids.
 */

import { objectIdOf, placeholderId } from "./placeholder-id.ts";

const graphPaths: Readonly<Record<string, string>> = {
  AdministrativeUnit: "/directory/administrativeUnits/",
  Application: "/applications/",
  ApplicationRegistration: "/applications/",
  AuthenticationStrengthPolicy: "/policies/authenticationStrengthPolicies/",
  ClaimsMappingPolicy: "/policies/claimsMappingPolicies/",
  ConditionalAccessPolicy: "/identity/conditionalAccess/policies/",
  CustomDirectoryRole: "/roleManagement/directory/roleDefinitions/",
  DirectoryRole: "/directoryRoles/",
  Group: "/groups/",
  GroupWithoutMembers: "/groups/",
  NamedLocation: "/identity/conditionalAccess/namedLocations/",
  ServicePrincipal: "/servicePrincipals/",
  User: "/users/",
};

/** Stands for the subscription when no configuration names one. */
export const placeholderSubscriptionId = placeholderId("subscription");
/** Stands for the tenant when no snapshot names one. */
export const placeholderTenantId = placeholderId("tenant");

/** Last part of a type token: `Group` of `azuread:index/group:Group`. */
export function typeName(token: string): string {
  return token.slice(token.lastIndexOf(":") + 1);
}

/** First part of a type token: `azuread`. */
export function packageName(token: string): string {
  return token.slice(0, token.indexOf(":"));
}

/** The azuread id of an object of a type, as the provider writes it, e.g. `/groups/8d2f…`. */
export function graphId(type: string, objectId: string): string {
  return `${graphPaths[type] ?? ""}${objectId}`;
}

/**
 * What a program sees as `.id` of a resource that does not exist yet, and `planned`, the id it has in a plan: the object id
 * for Entra objects, the ARM id for Azure resources.
 */
export function idsFor(
  type: string,
  name: string,
  urn: string,
  inputs: Readonly<Record<string, unknown>>,
  subscriptionId: string = placeholderSubscriptionId,
): { readonly provider: string; readonly planned: string } {
  switch (packageName(type)) {
    case "azuread": {
      const guid = placeholderId(urn);
      return { provider: graphId(typeName(type), guid), planned: guid };
    }
    case "azure-native": {
      const id = armId(type, name, urn, inputs, subscriptionId);
      return { provider: id, planned: id };
    }
    default: {
      const guid = placeholderId(urn);
      return { provider: guid, planned: guid };
    }
  }
}

/** The id a plan uses for an object whose provider id is known. */
export function plannedId(type: string, providerId: string): string {
  return packageName(type) === "azuread" && typeName(type) in graphPaths ? objectIdOf(providerId) : providerId;
}

/** The provider's form of a plan's id: the inverse of `plannedId`. */
export function providerIdOf(type: string, id: string): string {
  return packageName(type) === "azuread" ? graphId(typeName(type), id) : id;
}

/** Module of a type token → resource provider, where it is not `Microsoft.` and the module with a capital. */
const resourceProviders: Readonly<Record<string, string>> = {
  aadiam: "microsoft.aadiam",
  alertsmanagement: "Microsoft.AlertsManagement",
  apimanagement: "Microsoft.ApiManagement",
  app: "Microsoft.App",
  containerregistry: "Microsoft.ContainerRegistry",
  containerservice: "Microsoft.ContainerService",
  databricks: "Microsoft.Databricks",
  dataprotection: "Microsoft.DataProtection",
  dbforpostgresql: "Microsoft.DBforPostgreSQL",
  documentdb: "Microsoft.DocumentDB",
  eventgrid: "Microsoft.EventGrid",
  eventhub: "Microsoft.EventHub",
  keyvault: "Microsoft.KeyVault",
  managedidentity: "Microsoft.ManagedIdentity",
  managedservices: "Microsoft.ManagedServices",
  monitor: "Microsoft.Insights",
  insights: "Microsoft.Insights",
  operationalinsights: "Microsoft.OperationalInsights",
  operationsmanagement: "Microsoft.OperationsManagement",
  policyinsights: "Microsoft.PolicyInsights",
  recoveryservices: "Microsoft.RecoveryServices",
  securityinsights: "Microsoft.SecurityInsights",
  servicebus: "Microsoft.ServiceBus",
};

/**
 * Types that are inside another one, or that ARM calls otherwise than the SDK: the collections, outermost first, each with the
 * inputs that name its element (`module Type`).
 */
const armLevels: Readonly<Record<string, readonly (readonly [collection: string, ...inputs: string[]])[]>> = {
  "authorization ManagementLockAtResourceGroupLevel": [["locks", "lockName"]],
  "authorization ManagementLockAtResourceLevel": [["locks", "lockName"]],
  "authorization ManagementLockAtSubscriptionLevel": [["locks", "lockName"]],
  "authorization ManagementLockByScope": [["locks", "lockName"]],
  "authorization PimRoleAssignmentSchedule": [["roleAssignmentScheduleRequests"]],
  "authorization PimRoleEligibilitySchedule": [["roleEligibilityScheduleRequests"]],
  "compute VirtualMachine": [["virtualMachines", "vmName"]],
  "compute VirtualMachineScaleSet": [["virtualMachineScaleSets", "vmScaleSetName"]],
  "dataprotection BackupInstance": [
    ["backupVaults", "vaultName"],
    ["backupInstances", "backupInstanceName"],
  ],
  "dataprotection BackupPolicy": [
    ["backupVaults", "vaultName"],
    ["backupPolicies", "backupPolicyName"],
  ],
  "dataprotection DppResourceGuardProxy": [
    ["backupVaults", "vaultName"],
    ["backupResourceGuardProxies", "resourceGuardProxyName"],
  ],
  "dataprotection ResourceGuard": [["resourceGuards", "resourceGuardsName"]],
  "keyvault AccessPolicy": [["vaults", "vaultName"], ["accessPolicies"]],
  "keyvault Key": [
    ["vaults", "vaultName"],
    ["keys", "keyName"],
  ],
  "keyvault Secret": [
    ["vaults", "vaultName"],
    ["secrets", "secretName"],
  ],
  "maintenance ConfigurationAssignmentsForResourceGroup": [["configurationAssignments", "configurationAssignmentName"]],
  "maintenance ConfigurationAssignmentsForSubscription": [["configurationAssignments", "configurationAssignmentName"]],
  "managedidentity FederatedIdentityCredential": [
    ["userAssignedIdentities", "resourceName"],
    ["federatedIdentityCredentials", "federatedIdentityCredentialResourceName"],
  ],
  "monitor SubscriptionDiagnosticSetting": [["diagnosticSettings", "name"]],
  "recoveryservices ResourceGuardProxy": [
    ["vaults", "vaultName"],
    ["backupResourceGuardProxies", "resourceGuardProxyName"],
  ],
  "resources AzureCliScript": [["deploymentScripts", "scriptName"]],
  "resources AzurePowerShellScript": [["deploymentScripts", "scriptName"]],
  "web WebApp": [["sites", "name"]],
  "web WebAppSlot": [
    ["sites", "name"],
    ["slots", "slot"],
  ],
};

/** What the other resources of a module are in: a collection, and the input that names its element. */
const armParents: Readonly<Record<string, readonly [collection: string, input: string]>> = {
  automation: ["automationAccounts", "automationAccountName"],
  batch: ["batchAccounts", "accountName"],
  datafactory: ["factories", "factoryName"],
  machinelearningservices: ["workspaces", "workspaceName"],
  synapse: ["workspaces", "workspaceName"],
};

/** Modules whose resources belong to the tenant and not to a subscription. */
const tenantWide: ReadonlySet<string> = new Set(["aadiam"]);

function armId(
  token: string,
  logicalName: string,
  urn: string,
  inputs: Readonly<Record<string, unknown>>,
  subscriptionId: string,
): string {
  const text = (property: string): string | undefined => {
    const value = inputs[property];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const { type, camel, collection, module, provider } = armWords(token);
  if (type === "ResourceGroup") {
    return `/subscriptions/${subscriptionId}/resourceGroups/${text("resourceGroupName") ?? logicalName}`;
  }
  if (type === "ManagementGroup") {
    return `/providers/Microsoft.Management/managementGroups/${text("groupId") ?? logicalName}`;
  }
  if (type === "ManagementGroupSubscription") {
    const group = (text("groupId") ?? "").split("/").at(-1) ?? "";
    return `/providers/Microsoft.Management/managementGroups/${group}/subscriptions/${text("subscriptionId") ?? subscriptionId}`;
  }
  const [parent, parentInput = ""] = armParents[module] ?? [];
  const inside = parent !== undefined && parent !== collection && text(parentInput) !== undefined;
  const levels = armLevels[`${module} ${type}`] ?? [...(inside ? [[parent, parentInput] as const] : []), [collection]];
  const path = (own: string) =>
    levels
      .map(([name, ...inputs], level) => {
        const given = inputs.map(text).find((value) => value !== undefined);
        return `${name}/${given ?? (level === levels.length - 1 ? own : "unknown")}`;
      })
      .join("/");
  const scope = rooted(text("scope") ?? text("resourceUri"));
  if (scope !== undefined) {
    const name = text(`${camel}Name`) ?? text(`${camel}Id`);
    return `${scope === "/" ? "" : scope}/providers/${provider}/${path(name ?? placeholderId(urn))}`;
  }
  const group = text("resourceGroupName");
  if (type === "ManagementLockAtResourceLevel") {
    const parts = ["resourceProviderNamespace", "parentResourcePath", "resourceType", "resourceName"];
    const on = parts.map((part) => text(part)?.replace(/^\/+|\/+$/g, "")).filter((part) => part);
    const within = `/subscriptions/${subscriptionId}/resourceGroups/${group ?? "unknown"}`;
    return `${within}/providers/${on.join("/")}/providers/${provider}/${path(text("lockName") ?? logicalName)}`;
  }
  const ownName = armName(type, levels.length === 1 ? inputs : withoutNamesOf(levels.slice(0, -1), inputs));
  const prefix = tenantWide.has(module)
    ? ""
    : `/subscriptions/${subscriptionId}${group === undefined ? "" : `/resourceGroups/${group}`}`;
  return `${prefix}/providers/${provider}/${path(ownName ?? logicalName)}`;
}

/** A scope as ARM shows it: azure-native takes it without the first slash, too, which then comes from its path (`/{scope}/providers/…`). */
export function rooted(scope: string | undefined): string | undefined {
  if (scope === undefined) return undefined;
  return (/^(subscriptions|providers)\//i.test(scope) ? `/${scope}` : scope).replace(
    unknownSubscription,
    `/subscriptions/${placeholderSubscriptionId}`,
  );
}

/** What a program writes of a subscription that is made only in the deployment, as of an alias. */
const unknownSubscription = /^\/subscriptions\/(undefined|null)(?=\/|$)/i;

interface ArmWords {
  readonly type: string;
  /** The type in camel case, and its plural. */
  readonly camel: string;
  readonly collection: string;
  readonly module: string;
  readonly provider: string;
}

/** A plan has few types, and many resources of each. */
const wordsOf = new Map<string, ArmWords>();

function armWords(token: string): ArmWords {
  const known = wordsOf.get(token);
  if (known !== undefined) return known;
  const type = typeName(token);
  const camel = `${type[0]?.toLowerCase() ?? ""}${type.slice(1)}`;
  const module = (token.split(":")[1] ?? "").split("/")[0] ?? "";
  const provider = resourceProviders[module] ?? `Microsoft.${module[0]?.toUpperCase() ?? ""}${module.slice(1)}`;
  const words = { type, camel, collection: plural(camel), module, provider };
  wordsOf.set(token, words);
  return words;
}

/** Inputs without those that name what a resource is in. */
function withoutNamesOf(
  levels: readonly (readonly [collection: string, ...inputs: string[]])[],
  inputs: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const outer = new Set<string>(levels.flatMap(([, ...names]) => names));
  return Object.fromEntries(Object.entries(inputs).filter(([input]) => !outer.has(input)));
}

/** The input that names an ARM resource: `resourceName`, or the one whose name ends the type's (`workspaceName`). */
export function armName(type: string, inputs: Readonly<Record<string, unknown>>): string | undefined {
  let own: string | undefined;
  for (const property in inputs) {
    const value = inputs[property];
    if (typeof value !== "string" || !(property === "name" || property.endsWith("Name"))) continue;
    if (property === "resourceName" || property === "name") return value;
    const stem = property.slice(0, -"Name".length).toLowerCase();
    if (own === undefined && stem !== "resourcegroup" && type.toLowerCase().endsWith(stem)) own = value;
  }
  return own;
}

function plural(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}
