import type * as inputs from "@pulumi/azure-native/types/input.js";
import type * as pulumi from "@pulumi/pulumi";
import { isoHours } from "../../src/entitlements/durations.ts";
import type { ActivationRules } from "../../src/entitlements/entitlements.ts";

type Rule =
  | inputs.authorization.RoleManagementPolicyApprovalRuleArgs
  | inputs.authorization.RoleManagementPolicyEnablementRuleArgs
  | inputs.authorization.RoleManagementPolicyExpirationRuleArgs;

/**
 * The rules of a role management policy of Azure that say what an activation takes and how long an eligibility lasts
 * (https://learn.microsoft.com/azure/role-based-access-control/pim-resource-settings, ids as in
 * https://learn.microsoft.com/graph/identity-governance-pim-rules-overview).
 */
export function activationRules(
  { maximumHours, approval, ticket, eligibleDays }: ActivationRules,
  approverGroupId: pulumi.Input<string>,
): Rule[] {
  return [
    {
      ruleType: "RoleManagementPolicyExpirationRule",
      id: "Expiration_EndUser_Assignment",
      isExpirationRequired: true,
      maximumDuration: isoHours(maximumHours),
      target: target("EndUser", "Assignment"),
    },
    {
      ruleType: "RoleManagementPolicyEnablementRule",
      id: "Enablement_EndUser_Assignment",
      enabledRules: ["MultiFactorAuthentication", "Justification", ...(ticket ? ["Ticketing"] : [])],
      target: target("EndUser", "Assignment"),
    },
    {
      ruleType: "RoleManagementPolicyApprovalRule",
      id: "Approval_EndUser_Assignment",
      setting: {
        isApprovalRequired: approval,
        isApprovalRequiredForExtension: false,
        isRequestorJustificationRequired: true,
        approvalMode: "SingleStage",
        approvalStages: approval
          ? [
              {
                approvalStageTimeOutInDays: 1,
                isApproverJustificationRequired: true,
                escalationTimeInMinutes: 0,
                isEscalationEnabled: false,
                primaryApprovers: [{ id: approverGroupId, userType: "Group", isBackup: false }],
              },
            ]
          : [],
      },
      target: target("EndUser", "Assignment"),
    },
    {
      ruleType: "RoleManagementPolicyExpirationRule",
      id: "Expiration_Admin_Eligibility",
      isExpirationRequired: true,
      maximumDuration: `P${eligibleDays}D`,
      target: target("Admin", "Eligibility"),
    },
  ];
}

function target(caller: "Admin" | "EndUser", level: "Assignment" | "Eligibility") {
  return { caller, level, operations: ["All"], inheritableSettings: [], enforcedSettings: [], targetObjects: [] };
}
