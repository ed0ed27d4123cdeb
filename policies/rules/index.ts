/** Every rule, in the order in which findings are reported. */

import { controlsOf } from "../compliance/compliance.ts";
import type { RegisteredRule, Rule } from "../rule.ts";
import { accessIsLogged } from "./access-is-logged.ts";
import { azureLocksKept } from "./azure-locks-kept.ts";
import { backupsProtected } from "./backups-protected.ts";
import { deployIdentityInternal } from "./deploy-identity-internal.ts";
import { emergencyAccountsIntact } from "./emergency-accounts-intact.ts";
import { emergencyAccountsNeverLockedOut } from "./emergency-accounts-never-locked-out.ts";
import { lighthouseEligibleOnly } from "./lighthouse-eligible-only.ts";
import { partnerTrustAgreed } from "./partner-trust-agreed.ts";
import { planUnderstood } from "./plan-understood.ts";
import { privilegedRolesAsAgreed } from "./privileged-roles-as-agreed.ts";
import { providerAccessExpires } from "./provider-access-expires.ts";
import { providerAccessInMatrix } from "./provider-access-in-matrix.ts";
import { providerActivationApproved } from "./provider-activation-approved.ts";
import { providerAzureNoOwner } from "./provider-azure-no-owner.ts";
import { providerBackupNotDestroyable } from "./provider-backup-not-destroyable.ts";
import { providerCustomRoleNarrow } from "./provider-custom-role-narrow.ts";
import { providerNoPathToGlobalAdmin } from "./provider-no-path-to-global-admin.ts";
import { providerNoStandingGlobalAdmin } from "./provider-no-standing-global-admin.ts";
import { providerNoStandingSuperAdmin } from "./provider-no-standing-super-admin.ts";
import { providerRoleScope } from "./provider-role-scope.ts";
import { providerSignInProtected } from "./provider-sign-in-protected.ts";
import { reviewOverdue } from "./review-overdue.ts";
import { serversPatchedInWindows } from "./servers-patched-in-windows.ts";
import { systemSignInAssigned } from "./system-sign-in-assigned.ts";
import { tierZeroPrincipalKnown } from "./tier-zero-principal-known.ts";
import { waiversValid } from "./waivers-valid.ts";

const judging: readonly Rule[] = [
  providerNoStandingGlobalAdmin,
  providerNoPathToGlobalAdmin,
  tierZeroPrincipalKnown,
  deployIdentityInternal,
  planUnderstood,
  emergencyAccountsIntact,
  emergencyAccountsNeverLockedOut,
  providerAccessInMatrix,
  providerRoleScope,
  providerAccessExpires,
  providerActivationApproved,
  providerSignInProtected,
  partnerTrustAgreed,
  privilegedRolesAsAgreed,
  providerAzureNoOwner,
  providerNoStandingSuperAdmin,
  systemSignInAssigned,
  providerBackupNotDestroyable,
  backupsProtected,
  azureLocksKept,
  lighthouseEligibleOnly,
  providerCustomRoleNarrow,
  serversPatchedInWindows,
  accessIsLogged,
  reviewOverdue,
];

export const rules: readonly RegisteredRule[] = [...judging, waiversValid(judging)].map((rule) => ({
  ...rule,
  // Read only by those who show it: a check needs no table.
  get compliance() {
    return controlsOf(rule.name);
  },
}));
