/**
 * The edges of BloodHound's Azure model (https://github.com/SpecterOps/BloodHound, packages/go/graphschema/azure) and what says the same
 * here. BloodHound has an edge for each right; here a right is a node (a role or a permission at a scope) with edges to what it reaches.
 */

import type { EdgeKind } from "./edge-kinds.ts";

interface Coverage {
  /** Kinds that together say what the edge says. */
  readonly kinds: readonly EdgeKind[];
  /** What differs; for an edge without kinds, why it has none. */
  readonly note?: string;
}

const azureRole: readonly EdgeKind[] = ["holds-azure-role", "eligible-for-azure-role"];
const runsCode: readonly EdgeKind[] = [...azureRole, "can-run-code-on", "runs-as"];
const readsVault: readonly EdgeKind[] = [...azureRole, "can-read-vault"];
const givesRoles: readonly EdgeKind[] = [...azureRole, "equals-azure-owner"];
const assignsRoles: Coverage = {
  kinds: ["holds-role", "has-app-role", "equals-global-administrator"],
  note: "whoever assigns roles or permissions is as good as Global Administrator",
};
const entersApplications: readonly EdgeKind[] = ["can-add-credential-to", "includes"];
const fillsGroups: readonly EdgeKind[] = ["administers", "includes"];

/** Every edge of BloodHound's Azure model. */
export const bloodHoundEdges: Readonly<Record<string, Coverage>> = {
  AZAKSContributor: { kinds: runsCode },
  AZAddMembers: { kinds: ["owner-of", "eligible-owner-of", ...fillsGroups] },
  AZAddOwner: { kinds: [...entersApplications, "equals-global-administrator"] },
  AZAddSecret: { kinds: ["owns-application", ...entersApplications] },
  AZAppAdmin: { kinds: ["holds-role", "administers", ...entersApplications] },
  AZAutomationContributor: { kinds: runsCode },
  AZAvereContributor: { kinds: runsCode },
  AZCloudAppAdmin: { kinds: ["holds-role", "administers", ...entersApplications] },
  AZContains: { kinds: ["includes"], note: "in Azure what a scope contains is followed while its roles are read" },
  AZContributor: { kinds: runsCode },
  AZExecuteCommand: {
    kinds: ["can-reach-tier-zero"],
    note: "devices are not in the model: whoever runs commands on all of them reaches an administrator's",
  },
  AZGetCertificates: { kinds: readsVault },
  AZGetKeys: { kinds: readsVault },
  AZGetSecrets: { kinds: readsVault },
  AZGlobalAdmin: { kinds: ["holds-role", "equals-global-administrator"] },
  AZGrant: assignsRoles,
  AZGrantSelf: assignsRoles,
  AZHasRole: { kinds: ["holds-role"] },
  AZKeyVaultContributor: { kinds: [...readsVault, "can-give-itself-access-to"] },
  AZLogicAppContributor: { kinds: runsCode },
  AZMGAddMember: { kinds: ["has-app-role", ...fillsGroups] },
  AZMGAddOwner: { kinds: ["has-app-role", ...fillsGroups, ...entersApplications] },
  AZMGAddSecret: { kinds: ["has-app-role", ...entersApplications] },
  AZMGAppRoleAssignment_ReadWrite_All: assignsRoles,
  AZMGApplication_ReadWrite_All: { kinds: ["has-app-role", ...entersApplications] },
  AZMGDirectory_ReadWrite_All: { kinds: ["has-app-role", ...fillsGroups, "can-make-match"] },
  AZMGGrantAppRoles: assignsRoles,
  AZMGGrantRole: assignsRoles,
  AZMGGroupMember_ReadWrite_All: { kinds: ["has-app-role", ...fillsGroups] },
  AZMGGroup_ReadWrite_All: { kinds: ["has-app-role", ...fillsGroups] },
  AZMGRoleManagement_ReadWrite_Directory: assignsRoles,
  AZMGServicePrincipalEndpoint_ReadWrite_All: { kinds: ["has-app-role", ...entersApplications] },
  AZManagedIdentity: { kinds: ["runs-as"] },
  AZMemberOf: { kinds: ["member-of"] },
  AZNodeResourceGroup: { kinds: runsCode, note: "a cluster's node group counts as the cluster's" },
  AZOwner: { kinds: [...givesRoles, "can-run-code-on"] },
  AZOwns: { kinds: ["owner-of", "owns-application"], note: "owning a device is not in the model" },
  AZPrivilegedAuthAdmin: {
    kinds: ["holds-role", "can-reset-password-of", "equals-global-administrator"],
    note: "over the whole directory it is as good as Global Administrator; over a unit it resets whoever is in it",
  },
  AZPrivilegedRoleAdmin: { kinds: ["holds-role", "equals-global-administrator"] },
  AZResetPassword: { kinds: ["can-reset-password-of", "includes"] },
  AZRoleApprover: {
    kinds: [],
    note: "an approver gives nothing alone: who approves is the condition of the activation, and an approver whom a provider can become weakens it",
  },
  AZRoleEligible: { kinds: ["eligible-for-role"] },
  AZRunsAs: { kinds: ["can-sign-in-as"] },
  AZScopedTo: { kinds: ["administers", "can-reset-password-of"], note: "a role at a scope is a node of its own" },
  AZUserAccessAdministrator: { kinds: givesRoles },
  AZVMAdminLogin: { kinds: runsCode },
  AZVMContributor: { kinds: runsCode },
  AZWebsiteContributor: { kinds: runsCode },
  SyncedToADUser: {
    kinds: ["synchronises"],
    note: "the directory on premises is not in the model: what writes into this tenant from there is",
  },
};
