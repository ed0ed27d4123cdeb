/** Types of the classic `azure:` provider in the words of azure-native: where ARM keeps them, and what their inputs mean there. */

import { azureRoleIdByName } from "../../catalogue/azure-role-actions.ts";
import { asObject, asText, type JsonObject, objectsOf } from "../entity.ts";
import type { Inputs } from "./inputs.ts";

/** Where a classic `azure:` type is in ARM: its collection, in a resource group, below its `scope`, or below its parent. */
interface ClassicPlace {
  readonly type: string;
  /** Input that says what it is in: a resource group by its name, anything else by its id; or the provider's own subscription. */
  readonly in: "resourceGroupName" | "scope" | "parentId" | "vaultId" | "dataProtectionBackupVaultId" | "subscription";
}

/** Classic `azure:` types that grant access, take part in it, or protect what providers run. */
export const classicTypes: Readonly<Record<string, ClassicPlace>> = {
  "azure:authorization/assignment:Assignment": { type: "Microsoft.Authorization/roleAssignments", in: "scope" },
  "azure:role/assignment:Assignment": { type: "Microsoft.Authorization/roleAssignments", in: "scope" },
  "azure:pim/activeRoleAssignment:ActiveRoleAssignment": {
    type: "Microsoft.Authorization/roleAssignmentScheduleRequests",
    in: "scope",
  },
  "azure:pim/eligibleRoleAssignment:EligibleRoleAssignment": {
    type: "Microsoft.Authorization/roleEligibilityScheduleRequests",
    in: "scope",
  },
  "azure:authorization/roleDefinition:RoleDefinition": { type: "Microsoft.Authorization/roleDefinitions", in: "scope" },
  "azure:lighthouse/definition:Definition": { type: "Microsoft.ManagedServices/registrationDefinitions", in: "scope" },
  "azure:lighthouse/assignment:Assignment": { type: "Microsoft.ManagedServices/registrationAssignments", in: "scope" },
  "azure:authorization/userAssignedIdentity:UserAssignedIdentity": {
    type: "Microsoft.ManagedIdentity/userAssignedIdentities",
    in: "resourceGroupName",
  },
  "azure:armmsi/federatedIdentityCredential:FederatedIdentityCredential": {
    type: "federatedIdentityCredentials",
    in: "parentId",
  },
  "azure:recoveryservices/vault:Vault": { type: "Microsoft.RecoveryServices/vaults", in: "resourceGroupName" },
  "azure:recoveryservices/vaultResourceGuardAssociation:VaultResourceGuardAssociation": {
    type: "backupResourceGuardProxies",
    in: "vaultId",
  },
  "azure:dataprotection/backupVault:BackupVault": {
    type: "Microsoft.DataProtection/backupVaults",
    in: "resourceGroupName",
  },
  "azure:dataprotection/resourceGuard:ResourceGuard": {
    type: "Microsoft.DataProtection/resourceGuards",
    in: "resourceGroupName",
  },
  "azure:management/lock:Lock": { type: "Microsoft.Authorization/locks", in: "scope" },
  "azure:dataprotection/backupVaultResourceGuardAssociation:BackupVaultResourceGuardAssociation": {
    type: "backupResourceGuardProxies",
    in: "dataProtectionBackupVaultId",
  },
  "azure:maintenance/assignmentDynamicScope:AssignmentDynamicScope": {
    type: "Microsoft.Maintenance/configurationAssignments",
    in: "subscription",
  },
  "azure:maintenance/configuration:Configuration": {
    type: "Microsoft.Maintenance/maintenanceConfigurations",
    in: "resourceGroupName",
  },
};
export const classicGroup = "azure:core/resourceGroup:ResourceGroup";

/** Inputs of a classic type in the words of azure-native. */
export const classicInputs: Readonly<Record<string, (inputs: Inputs) => Inputs>> = {
  "azure:authorization/assignment:Assignment": withRoleId,
  "azure:role/assignment:Assignment": withRoleId,
  "azure:pim/activeRoleAssignment:ActiveRoleAssignment": withScheduleInfo,
  "azure:pim/eligibleRoleAssignment:EligibleRoleAssignment": withScheduleInfo,
  "azure:authorization/roleDefinition:RoleDefinition": ({ name, ...inputs }) => ({ ...inputs, roleName: name }),
  "azure:recoveryservices/vault:Vault": withSecuritySettings,
  "azure:recoveryservices/vaultResourceGuardAssociation:VaultResourceGuardAssociation": withGuard,
  "azure:dataprotection/backupVaultResourceGuardAssociation:BackupVaultResourceGuardAssociation": withGuard,
  "azure:dataprotection/resourceGuard:ResourceGuard": (inputs) => ({
    vaultCriticalOperationExclusionList: inputs["vaultCriticalOperationExclusionLists"] ?? [],
  }),
  "azure:management/lock:Lock": ({ lockLevel, notes }) => ({ level: lockLevel, notes }),
  "azure:maintenance/configuration:Configuration": withMaintenanceWindow,
  "azure:maintenance/assignmentDynamicScope:AssignmentDynamicScope": withTagSettings,
  "azure:lighthouse/assignment:Assignment": (inputs) => ({
    registrationDefinitionId: inputs["lighthouseDefinitionId"],
  }),
  "azure:lighthouse/definition:Definition": (inputs) => ({
    managedByTenantId: inputs["managingTenantId"],
    authorizations: eachIn(inputs["authorizations"], withDisplayName),
    eligibleAuthorizations: eachIn(inputs["eligibleAuthorizations"], (authorization) => ({
      ...withDisplayName(authorization),
      justInTimeAccessPolicy: withApprovers(asObject(authorization["justInTimeAccessPolicy"]) ?? {}),
    })),
  }),
};

/**
 * The classic provider knows soft delete that can be turned off, and no other
 * (https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/recovery_services_vault).
 */
function withSecuritySettings({ softDeleteEnabled, immutability, ...inputs }: Inputs): Inputs {
  const softDeleteState = softDeleteEnabled === false ? "Disabled" : "Enabled";
  return {
    ...inputs,
    securitySettings: {
      softDeleteSettings: { softDeleteState },
      immutabilitySettings: { state: immutability ?? "Disabled" },
    },
  };
}

/** https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/maintenance_configuration */
function withMaintenanceWindow({ scope, window, ...inputs }: Inputs): Inputs {
  return { ...inputs, maintenanceScope: scope, maintenanceWindow: asObject(window) };
}

function withGuard({ resourceGuardId }: Inputs): Inputs {
  return { resourceGuardResourceId: resourceGuardId };
}

/** https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/maintenance_assignment_dynamic_scope */
function withTagSettings({ filter, ...inputs }: Inputs): Inputs {
  const { tags, tagFilter, ...others } = asObject(filter) ?? {};
  const named = objectsOf(tags).flatMap(({ tag, values }) => {
    const name = asText(tag);
    return name === undefined ? [] : [[name, values] as const];
  });
  const tagSettings = {
    tags: Object.fromEntries(named),
    ...(tagFilter !== undefined && { filterOperator: tagFilter }),
  };
  return { ...inputs, filter: { ...others, ...(named.length > 0 && { tagSettings }) } };
}

/** The classic provider also takes a role by its name. */
function withRoleId({ roleDefinitionName, ...inputs }: Inputs): Inputs {
  const name = asText(roleDefinitionName);
  if (name === undefined || inputs["roleDefinitionId"] !== undefined) return inputs;
  const id = azureRoleIdByName(name) ?? name;
  return { ...inputs, roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${id}` };
}

/** https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/pim_eligible_role_assignment#schedule */
function withScheduleInfo({ schedule, ...inputs }: Inputs): Inputs {
  const { startDateTime, expiration } = asObject(schedule) ?? {};
  const { endDateTime, durationDays, durationHours } = asObject(expiration) ?? {};
  const days = durationDays === undefined ? "" : `${durationDays}D`;
  const hours = durationHours === undefined ? "" : `T${durationHours}H`;
  return {
    ...inputs,
    scheduleInfo: {
      ...(startDateTime !== undefined && { startDateTime }),
      expiration:
        endDateTime !== undefined
          ? { type: "AfterDateTime", endDateTime }
          : days + hours === ""
            ? { type: "NoExpiration" }
            : { type: "AfterDuration", duration: `P${days}${hours}` },
    },
  };
}

/** What is no list stays what it is: nobody knows what is in it. */
function eachIn(list: unknown, change: (item: JsonObject) => JsonObject): unknown {
  if (!Array.isArray(list)) return list;
  return list.map((item: unknown) => {
    const object = asObject(item);
    return object === undefined ? item : change(object);
  });
}

function withDisplayName({ principalDisplayName, ...authorization }: JsonObject): JsonObject {
  return { ...authorization, principalIdDisplayName: principalDisplayName };
}

function withApprovers({ approvers, ...policy }: JsonObject): JsonObject {
  return { ...policy, managedByTenantApprovers: objectsOf(approvers).map(withDisplayName) };
}
