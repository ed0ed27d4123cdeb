/**
 * The Pulumi program of every stack: the stack's matrix in, its permissions out. A stack is a folder here with a
 * `matrix.yaml`; `demarc:matrix` in the stack's configuration names another file.
 */

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { deriveEntitlements } from "../src/entitlements/derive.ts";
import { loadMatrix } from "../src/matrix/load.ts";
import { ConditionalAccess } from "./components/conditional-access.ts";
import { DelegatedAdministration } from "./components/delegated-administration.ts";
import { EmergencyAccess } from "./components/emergency-access.ts";
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

const conditionalAccess = new ConditionalAccess("conditional-access", {
  namedLocations: entitlements.namedLocations,
  authenticationStrengths: entitlements.authenticationStrengths,
  signInPolicies: entitlements.signInPolicies,
  peopleGroupIds: providerPeople.groupIds,
  teamGroupIds: delegatedAdministration.teamGroupIds,
  emergencyGroupId: emergencyAccess.groupId,
});

if (entitlements.monitoring !== undefined) {
  // Azure's SDK is large: loaded only where a subscription is named.
  const { AccessMonitoring } = await import("./components/access-monitoring.ts");
  new AccessMonitoring("access-monitoring", {
    monitoring: entitlements.monitoring,
    emergencyAccountIds: Object.values(emergencyAccess.accountIds),
  });
}

export const teamGroupIds = delegatedAdministration.teamGroupIds;
export const policyIds = conditionalAccess.policyIds;
export const emergencyGroupId = emergencyAccess.groupId;
