/**
 * The Pulumi program of every stack: the stack's matrix in, its permissions out. A stack is a folder here with a
 * `matrix.yaml`; `demarc:matrix` in the stack's configuration names another file.
 */

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { AzureEntitlements, BackupEntitlement } from "../src/entitlements/azure.ts";
import { deriveEntitlements } from "../src/entitlements/derive.ts";
import { loadMatrix } from "../src/matrix/load.ts";
import type { AccessMonitoring } from "./components/access-monitoring.ts";
import { ConditionalAccess } from "./components/conditional-access.ts";
import { DelegatedAdministration } from "./components/delegated-administration.ts";
import { EmergencyAccess } from "./components/emergency-access.ts";
import { PartnerTenants } from "./components/partner-tenants.ts";
import { PrivilegedAccess } from "./components/privileged-access.ts";
import { ProviderPeople } from "./components/provider-people.ts";

const configured = new pulumi.Config("demarc").get("matrix");
const file =
  configured === undefined
    ? resolve(import.meta.dirname, pulumi.getStack(), "matrix.yaml")
    : resolve(import.meta.dirname, "..", configured);
if (!existsSync(file)) {
  throw new Error(
    `the stack "${pulumi.getStack()}" has no matrix: ${file} does not exist. Create it, or set demarc:matrix.`,
  );
}
const entitlements = deriveEntitlements(loadMatrix(file).matrix);

const emergencyAccess = new EmergencyAccess("emergency-access", { emergency: entitlements.emergency });

const providerPeople = new ProviderPeople("provider-people", {
  people: entitlements.people,
  peopleGroups: entitlements.peopleGroups,
});

const delegatedAdministration = new DelegatedAdministration("delegated-administration", {
  approvers: entitlements.approvers,
  administrativeUnits: entitlements.administrativeUnits,
  customRoles: entitlements.customRoles,
  teams: entitlements.teams,
  people: providerPeople.objectIds,
});

/** Most stacks ask for no application. */
const systemSignIn =
  entitlements.systemSignIns.length === 0
    ? undefined
    : new (await import("./components/system-sign-in.ts")).SystemSignIn("system-sign-in", {
        systemSignIns: entitlements.systemSignIns,
        people: providerPeople.objectIds,
        emergencyAccounts: new Map(
          entitlements.emergency.accounts.flatMap(({ key, userPrincipalName }) => {
            const id = emergencyAccess.accountIds[key];
            return id === undefined ? [] : [[userPrincipalName, id] as const];
          }),
        ),
        approverGroupId: delegatedAdministration.approverGroupId,
      });

const conditionalAccess = new ConditionalAccess("conditional-access", {
  namedLocations: entitlements.namedLocations,
  authenticationStrengths: entitlements.authenticationStrengths,
  signInPolicies: entitlements.signInPolicies,
  peopleGroupIds: providerPeople.groupIds,
  teamGroupIds: delegatedAdministration.teamGroupIds,
  systemGroupIds: systemSignIn?.groupIds ?? {},
  emergencyGroupId: emergencyAccess.groupId,
});

if (entitlements.partnerTenants.length > 0) {
  new PartnerTenants("partner-tenants", { partnerTenants: entitlements.partnerTenants });
}

if (entitlements.privilegedRoles.length > 0 || entitlements.sensitiveUnit !== undefined) {
  new PrivilegedAccess("privileged-access", {
    privilegedRoles: entitlements.privilegedRoles,
    sensitiveUnit: entitlements.sensitiveUnit,
    approverGroupId: delegatedAdministration.approverGroupId,
    emergencyAccountIds: Object.values(emergencyAccess.accountIds),
  });
}

if (entitlements.monitoring !== undefined) {
  // Azure's SDK is large: loaded only where a subscription is named.
  const { AccessMonitoring } = await import("./components/access-monitoring.ts");
  const monitoring = new AccessMonitoring("access-monitoring", {
    monitoring: entitlements.monitoring,
    emergencyAccountIds: Object.values(emergencyAccess.accountIds),
  });
  if (entitlements.azure !== undefined) await declareAzure(entitlements.azure, monitoring);
}

/** What providers do in Azure, and what protects it: each part loaded only where the matrix asks for it. */
async function declareAzure(azure: AzureEntitlements, monitoring: AccessMonitoring): Promise<void> {
  const { subscriptionId, location, backup, updates } = azure;
  const { providers, groups } = monitoring;
  const vaults =
    backup === undefined ? new Map<string, pulumi.Resource>() : await declareBackup(backup, azure, monitoring);
  if (holdsRoles(azure)) {
    const { AzureAccess } = await import("./components/azure-access.ts");
    new AzureAccess("azure-access", {
      tenantId: entitlements.client.tenantId,
      azure,
      teams: entitlements.teams,
      teamGroupIds: delegatedAdministration.teamGroupIds,
      people: providerPeople.objectIds,
      approverGroupId: delegatedAdministration.approverGroupId,
      providers,
      vaults,
    });
  }
  if (updates !== undefined) {
    const { AzureUpdates } = await import("./components/azure-updates.ts");
    new AzureUpdates("azure-updates", { updates, subscriptionId, location, providers, groups });
  }
}

async function declareBackup(
  backup: BackupEntitlement,
  { locks }: AzureEntitlements,
  { providers, groups }: AccessMonitoring,
): Promise<ReadonlyMap<string, pulumi.Resource>> {
  const { AzureBackup } = await import("./components/azure-backup.ts");
  return new AzureBackup("azure-backup", { backup, locks, providers, groups }).vaults;
}

function holdsRoles({ eligibilities, lighthouse }: AzureEntitlements): boolean {
  return eligibilities.length + lighthouse.length > 0 || entitlements.teams.some((team) => team.azure.length > 0);
}

export const teamGroupIds = delegatedAdministration.teamGroupIds;
export const policyIds = conditionalAccess.policyIds;
export const systemClientIds = systemSignIn?.clientIds ?? {};
export const emergencyGroupId = emergencyAccess.groupId;
