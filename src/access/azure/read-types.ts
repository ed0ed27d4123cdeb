/**
 * The types of Azure resources that anything looks for by their type. Whoever reads resources of a type asks here, so that this list is
 * whole: a resource of any other type only matters by what runs as an identity, or by what it keeps.
 */

/** ARM types, lower case. */
const readTypes = [
  "microsoft.aadiam/diagnosticsettings",
  "microsoft.authorization/locks",
  "microsoft.authorization/roleassignments",
  "microsoft.authorization/roleassignmentscheduleinstances",
  "microsoft.authorization/roleassignmentschedulerequests",
  "microsoft.authorization/roleassignmentschedules",
  "microsoft.authorization/roledefinitions",
  "microsoft.authorization/roleeligibilityscheduleinstances",
  "microsoft.authorization/roleeligibilityschedulerequests",
  "microsoft.authorization/roleeligibilityschedules",
  "microsoft.authorization/rolemanagementpolicies",
  "microsoft.authorization/rolemanagementpolicyassignments",
  "microsoft.containerservice/managedclusters",
  "microsoft.dataprotection/backupvaults",
  "microsoft.dataprotection/backupvaults/backupresourceguardproxies",
  "microsoft.dataprotection/resourceguards",
  "microsoft.insights/actiongroups",
  "microsoft.insights/diagnosticsettings",
  "microsoft.insights/scheduledqueryrules",
  "microsoft.keyvault/vaults",
  "microsoft.keyvault/vaults/accesspolicies",
  "microsoft.keyvault/vaults/secrets",
  "microsoft.maintenance/configurationassignments",
  "microsoft.maintenance/maintenanceconfigurations",
  "microsoft.managedidentity/userassignedidentities",
  "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials",
  "microsoft.managedservices/registrationassignments",
  "microsoft.managedservices/registrationdefinitions",
  "microsoft.operationalinsights/workspaces",
  "microsoft.recoveryservices/vaults",
  "microsoft.recoveryservices/vaults/backupresourceguardproxies",
] as const;

export type ReadType = (typeof readTypes)[number];

/** What is read of a resource whatever its type, besides what it is called: properties of ARM's envelope and of `properties`. */
export const readOfAnyType: ReadonlySet<string> = new Set([
  "identity",
  "identityProfile",
  "principalId",
  "principalType",
]);

const known: ReadonlySet<string> = new Set(readTypes);

/** Whether a resource is of a type. */
export function isOfType({ type }: { readonly type: string }, wanted: ReadType): boolean {
  return type.length === wanted.length && type.toLowerCase() === wanted;
}

/** Whether an ARM type, in any case, is looked for. */
export function isReadType(type: string): type is ReadType {
  return known.has(type.toLowerCase());
}
