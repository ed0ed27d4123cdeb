/** A tenant set up by resources, and the resources to change it with: for what the gate says of a plan on top of a tenant. */

import { expect } from "vitest";
import { declaredTenant } from "../../policies/judge.ts";
import { appPermissionByName, resourceApplications } from "../../src/catalogue/app-permissions.ts";
import { findRole } from "../../src/catalogue/entra-roles.ts";
import type { PlannedResource } from "../../src/plan/plan.ts";
import { clientIdStandIn } from "../../src/tenant/resources/stand-ins.ts";
import type { Snapshot } from "../../src/tenant/snapshot.ts";
import { planned, planOf } from "./plans.ts";
import { harbourWorld } from "./tenant-builder.ts";

export const admin = "Global Administrator";

/** A tenant that somebody set up some time ago, by a program or by hand. */
export function tenantOf(resources: readonly PlannedResource[]): Snapshot {
  const { snapshot, refused } = declaredTenant({ matrix: harbourWorld.matrix, plan: planOf(resources) });
  expect(refused).toEqual([]);
  return snapshot;
}

export const user = (name: string, userPrincipalName: string) =>
  planned("User", name, { userPrincipalName, displayName: userPrincipalName, password: "not kept" });
export const guest = (name: string, userEmailAddress: string) =>
  planned("Invitation", name, { userEmailAddress, redirectUrl: "https://myapplications.microsoft.com" });
export const group = (
  name: string,
  displayName: string,
  members: readonly PlannedResource[],
  assignableToRole = true,
) =>
  planned("Group", name, {
    displayName,
    members: members.map(({ id }) => id),
    securityEnabled: true,
    ...(assignableToRole && { assignableToRole }),
  });
export const member = (name: string, of: PlannedResource, { id }: { readonly id: string }) =>
  planned("GroupMember", name, { groupObjectId: of.id, memberObjectId: id });
export const holds = (name: string, { id }: PlannedResource, role: string, unit?: PlannedResource) =>
  planned("DirectoryRoleAssignment", name, {
    principalObjectId: id,
    roleId: findRole(role)?.templateId ?? role,
    ...(unit !== undefined && { directoryScopeId: `/administrativeUnits/${unit.id}` }),
  });
export const eligible = (name: string, of: PlannedResource, { id }: PlannedResource) =>
  planned("PrivilegedAccessGroupEligibilitySchedule", name, {
    groupId: of.id,
    principalId: id,
    assignmentType: "member",
    expirationDate: "2027-03-01T00:00:00Z",
  });
export const permission = (name: string, { id }: PlannedResource, value: string) =>
  planned("AppRoleAssignment", name, {
    principalObjectId: id,
    resourceObjectId: graph.id,
    appRoleId: appPermissionByName(resourceApplications.microsoftGraph.appId, value)?.id,
  });
export const pipeline = (name: string, { id }: PlannedResource, subject: string) =>
  planned("ApplicationFederatedIdentityCredential", name, {
    applicationId: `/applications/${id}`,
    displayName: name,
    audiences: ["api://AzureADTokenExchange"],
    issuer: "https://token.actions.githubusercontent.com",
    subject,
  });
export const activation = (name: string, { id }: PlannedResource, activationRules: object) =>
  planned("GroupRoleManagementPolicy", name, { groupId: id, roleId: "member", activationRules });
export const unitOf = (name: string, members: readonly PlannedResource[]) =>
  planned("AdministrativeUnit", name, { displayName: name, members: members.map(({ id }) => id) });

export const stranger = { id: "0b7e6a52-6f0f-4f0e-9d07-6d1f8c1c7a11" };
export const miriam = user("miriam", "miriam.okafor@harbourdental.example");
export const nora = user("nora", "nora@harbourdental.example");
export const dana = guest("dana", "dana.reyes@tideway.example");
export const erik = guest("erik", "erik@tideway.example");
export const itGroup = group("it", "IT", [miriam]);
export const readers = group("readers", "Readers", [nora]);
export const approvers = group("approvers", "Harbour Dental Group – access approvers", [miriam]);
const graph = planned("ServicePrincipal", "graph", {
  clientId: resourceApplications.microsoftGraph.appId,
  useExisting: true,
});
const application = (name: string, owners: readonly PlannedResource[]) => {
  const registration = planned("Application", name, { displayName: name, owners: owners.map(({ id }) => id) });
  const instance = planned("ServicePrincipal", `${name} instance`, { clientId: clientIdStandIn(registration.urn) });
  return { registration, instance };
};
export const sync = application("Sync", []);
export const portal = application("Portal", [dana]);

/** What every tenant here has: IT and the application Sync hold tier 0, and Dana owns an application of no importance. */
export const common = [
  ...[miriam, nora, dana, erik, itGroup, readers, approvers, graph],
  ...[sync, portal].flatMap(({ registration, instance }) => [registration, instance]),
  holds("it is admin", itGroup, admin),
  holds("readers read", readers, "Directory Readers"),
  permission("sync may", sync.instance, "RoleManagement.ReadWrite.Directory"),
];

export const strict = {
  requireApproval: true,
  approvalStage: { primaryApprovers: [{ objectId: approvers.id, type: "groupMembers" }] },
};
export const providerAdmins = group("provider admins", "Tideway IT admins", []);
/** Dana is eligible for a group that holds Global Administrator, and the internal team approves. */
export const approved = [
  providerAdmins,
  holds("provider admin", providerAdmins, admin),
  eligible("dana may", providerAdmins, dana),
  activation("approval", providerAdmins, strict),
];
