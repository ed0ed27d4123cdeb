/** Demarc's own resources beside azuread's, in two versions (PARITY_VERSION): the second changes in place, and replaces. */

import * as azuread from "@pulumi/azuread";
import {
  CrossTenantAccessPartner,
  DirectoryRoleManagementPolicy,
  RestrictedAdministrativeUnit,
} from "../../../src/resources/index.ts";

const later = process.env["PARITY_VERSION"] === "2";
const pick = <T>(first: T, second: T): T => (later ? second : first);

const account = (name: string) =>
  new azuread.User(name, {
    displayName: name,
    userPrincipalName: `${name}@harbourdental.example`,
    password: "Aa1!not-a-real-password-0001",
  });
const [lead, chief] = [account("lead"), account("chief")];
const approvers = new azuread.Group("approvers", { displayName: "approvers", securityEnabled: true });

new RestrictedAdministrativeUnit("unit", {
  displayName: pick("sensitive", "sensitive people"),
  members: pick([lead.objectId], [chief.objectId]),
});
new DirectoryRoleManagementPolicy("role", {
  roleDefinitionId: pick("62e90394-69f5-4237-9190-012177145e10", "e8611ab8-c189-46e8-94e1-60213ab1f814"),
  activationRules: {
    maximumDuration: "PT90M",
    requireApproval: true,
    approvalStage: {
      primaryApprovers: [
        { objectId: approvers.objectId, type: "groupMembers" },
        { objectId: lead.objectId, type: "singleUser" },
      ],
    },
  },
  activeAssignmentRules: { expirationRequired: true, expireAfter: "P15D" },
});
new CrossTenantAccessPartner("partner", {
  tenantId: "9c2a8f10-63d4-4b7b-8a55-1f0e9d3c7b21",
  inboundTrust: pick({ isMfaAccepted: true }, {}),
  automaticUserConsentSettings: { inboundAllowed: pick(false, true) },
});
