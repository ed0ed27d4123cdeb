/**
 * What the model makes of each resource type: it translates it, it knows that it cannot convey access, or it does not understand it.
 * Fail closed: a type that nobody judged is not understood.
 */

import { isArm, unversioned } from "./arm.ts";
import { translators } from "./table.ts";

export type Understanding = "translated" | "arm" | "harmless" | "not understood";

/** azuread types without a translator that give nobody access, and why. */
const harmlessAzuread: Readonly<Record<string, string>> = {
  "azuread:index/userFlowAttribute:UserFlowAttribute": "a question that is asked when somebody signs up",
  "azuread:index/synchronizationSecret:SynchronizationSecret":
    "credentials of Entra at another system; they open nothing in the tenant",
  "azuread:index/synchronizationJob:SynchronizationJob":
    "accounts that are kept in step; what they hold is declared elsewhere",
  "azuread:index/synchronizationJobProvisionOnDemand:SynchronizationJobProvisionOnDemand":
    "an account that is brought into step once",
  "azuread:index/applicationFromTemplate:ApplicationFromTemplate":
    "an application that holds nothing; what it is given is a resource of its own",
};

/** Packages whose resources live outside Entra ID and Azure, and why they cannot convey access there. */
const harmlessPackages: Readonly<Record<string, string>> = {
  pulumi: "the engine's own: stacks, providers, stack references",
  random: "values in the state",
  time: "values in the state",
  tls: "keys in the state; what accepts them is a resource of its own",
  std: "functions",
  archive: "files",
  "docker-build": "container images",
  kubernetes: "objects inside a cluster",
  aws: "another cloud",
  gcp: "another cloud",
  cloudflare: "another cloud",
  pagerduty: "alert routing",
  datadog: "monitoring",
};

/** Exceptions to a harmless package. */
const notHarmless: ReadonlySet<string> = new Set(["pulumi-nodejs:dynamic:Resource", "pulumi-python:dynamic:Resource"]);

/**
 * Azure types that can grant access although what they grant is inside a template, a script or a setting that the model does not
 * read. Every other Azure resource is kept as ARM keeps it, and the rules read it there.
 */
const unreadAzure: readonly RegExp[] = [
  /^azure-native:resources:(Deployment|DeploymentStack|TemplateSpec|AzureCliScript|AzurePowerShellScript|Resource$)/,
  /^azure-native:authorization:(?!RoleAssignment$|RoleDefinition$|DenyAssignment$|ManagementLock|Policy|PimRole(Eligibility|Assignment)Schedule$|RoleManagementPolicy|.*AccessReview|ResourceManagementPrivateLink$|PrivateLinkAssociation$|Variable)/,
  /^azure-native:managedservices:(?!RegistrationDefinition$|RegistrationAssignment$)/,
  /^azure-native:(blueprint|solutions|automanage|deploymentmanager|azuredata):/,
  /^azure:(authorization|role|lighthouse|pim|core|management|blueprint|managedapplication)\/(?!lock:Lock$|resourceProviderRegistration:|assignment:Assignment$|activeRoleAssignment:|eligibleRoleAssignment:|roleDefinition:RoleDefinition$|userAssignedIdentity:|definition:Definition$|resourceGroup:)/,
];

const judged = new Map<string, Understanding>();

/** How far the model understands a type token. */
export function understandingOf(token: string): Understanding {
  const known = judged.get(token);
  if (known !== undefined) return known;
  const understanding = judge(token);
  judged.set(token, understanding);
  return understanding;
}

function judge(token: string): Understanding {
  const type = unversioned(token);
  if (translators.has(type)) return "translated";
  if (type in harmlessAzuread) return "harmless";
  if (isArm(type)) return unreadAzure.some((pattern) => pattern.test(type)) ? "not understood" : "arm";
  if (notHarmless.has(type)) return "not understood";
  return type.slice(0, type.indexOf(":")) in harmlessPackages ? "harmless" : "not understood";
}
