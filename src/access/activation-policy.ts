/** Activation rules of a group or a directory role, read from its role management policy. */

import { globalAdministratorId } from "../catalogue/entra-roles.ts";
import type { Collections } from "../tenant/snapshot.ts";
import { type Directory, durationHours } from "./directory.ts";
import { roleHoldings } from "./holdings.ts";
import { oncePer } from "./once.ts";

/** What an eligible principal has to do to become active (rules for end users, level Assignment). */
export interface ActivationPolicy {
  /** Id of the policy in the snapshot. */
  readonly id: string;
  /**
   * Ids of users and groups that can approve, per stage; none when no approval is needed, and an empty id for somebody whom nothing
   * shows.
   */
  readonly approvalStages: readonly (readonly string[])[];
  readonly approval: boolean;
  /** Multifactor authentication or an authentication context. */
  readonly multifactor: boolean;
  readonly authenticationContext?: string;
  readonly justification: boolean;
  readonly ticket: boolean;
  /** Longest activation, hours; NaN when the policy does not say. */
  readonly maximumHours: number;
  /** Whether eligible and active assignments must end. */
  readonly eligibilityEnds: boolean;
  readonly assignmentEnds: boolean;
}

interface RuleShape {
  readonly id?: string | null;
  readonly enabledRules?: readonly string[] | null;
  readonly isEnabled?: boolean | null;
  readonly claimValue?: string | null;
  readonly isExpirationRequired?: boolean | null;
  readonly maximumDuration?: string | null;
  readonly setting?: {
    readonly isApprovalRequired?: boolean | null;
    readonly approvalStages?: readonly StageShape[] | null;
  } | null;
}
interface StageShape {
  readonly isEscalationEnabled?: boolean | null;
  readonly primaryApprovers?: readonly ApproverShape[] | null;
  readonly escalationApprovers?: readonly ApproverShape[] | null;
}
interface ApproverShape {
  readonly userId?: string | null;
  readonly groupId?: string | null;
  readonly id?: string | null;
}

/** All policies of a snapshot by what they govern. */
export interface ActivationPolicies {
  /** Users and groups that approve anything. */
  readonly approvers: ReadonlySet<string>;
  /** Undefined: the snapshot has none, which for Microsoft means its defaults (no approval). */
  ofGroup(groupId: string, role: "member" | "owner"): ActivationPolicy | undefined;
  ofRole(roleId: string): ActivationPolicy | undefined;
}

export const readActivationPolicies: (directory: Directory) => ActivationPolicies = oncePer(readPolicies);

function readPolicies(directory: Directory): ActivationPolicies {
  const { roleManagementPolicies, roleManagementPolicyAssignments } = directory.snapshot.collections;
  const policies = new Map(roleManagementPolicies.map((policy) => [policy.id, policy]));
  const found = new Map<string, ActivationPolicy>();
  for (const assignment of roleManagementPolicyAssignments) {
    const policy = policies.get(assignment.policyId ?? "") ?? assignment.policy;
    if (!policy || !assignment.roleDefinitionId) continue;
    const read = readPolicy({ ...policy, id: assignment.policyId ?? assignment.id }, directory);
    if (assignment.scopeType?.startsWith("Directory") === true) {
      const id = directory.role(assignment.roleDefinitionId).id;
      found.set(`role ${id}`, withDefaultApprovers(read, directory));
    } else {
      found.set(`group ${directory.canonical(assignment.scopeId ?? "")} ${assignment.roleDefinitionId}`, read);
    }
  }
  return {
    approvers: new Set([...found.values()].flatMap(({ approvalStages }) => approvalStages.flat())),
    ofGroup: (groupId, role) => found.get(`group ${directory.canonical(groupId)} ${role}`),
    ofRole: (roleId) => found.get(`role ${roleId}`),
  };
}

function readPolicy(policy: Collections["roleManagementPolicies"][number], directory: Directory): ActivationPolicy {
  return readRules(policy.id, (policy.rules ?? []) as readonly RuleShape[], directory);
}

/** What the rules of a policy ask for; those of Azure are called the same. */
export function readRules(id: string, all: readonly RuleShape[], directory: Directory): ActivationPolicy {
  const rules = new Map(all.map((rule) => [rule.id ?? "", rule]));
  const setting = rules.get("Approval_EndUser_Assignment")?.setting;
  const enabled = rules.get("Enablement_EndUser_Assignment")?.enabledRules ?? [];
  const context = rules.get("AuthenticationContext_EndUser_Assignment");
  const contextValue = context?.isEnabled === true && context.claimValue ? context.claimValue : undefined;
  const approval = setting?.isApprovalRequired === true;
  return {
    id,
    approval,
    approvalStages: approval ? (setting.approvalStages ?? []).map((stage) => approversOf(stage, directory)) : [],
    multifactor: enabled.includes("MultiFactorAuthentication") || contextValue !== undefined,
    ...(contextValue !== undefined && { authenticationContext: contextValue }),
    justification: enabled.includes("Justification"),
    ticket: enabled.includes("Ticketing"),
    maximumHours: durationHours(rules.get("Expiration_EndUser_Assignment")?.maximumDuration ?? ""),
    eligibilityEnds: rules.get("Expiration_Admin_Eligibility")?.isExpirationRequired === true,
    assignmentEnds: rules.get("Expiration_Admin_Assignment")?.isExpirationRequired === true,
  };
}

const privilegedRoleAdministrator = "e8611ab8-c189-46e8-94e1-60213ab1f814";

/**
 * Where a directory role names no approvers, its active administrators approve; a group has no approvers then
 * (https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-how-to-change-default-settings,
 * https://learn.microsoft.com/entra/id-governance/privileged-identity-management/groups-role-settings).
 */
function withDefaultApprovers(policy: ActivationPolicy, directory: Directory): ActivationPolicy {
  const named = policy.approvalStages.filter((stage) => stage.length > 0);
  if (!policy.approval || named.length > 0) return { ...policy, approvalStages: named };
  const administrators = roleHoldings(directory).filter(
    ({ held, role, scope }) =>
      held !== "eligible" &&
      scope.kind === "directory" &&
      (role.id === globalAdministratorId || role.id === privilegedRoleAdministrator),
  );
  // A plan shows some of the administrators, a tenant all of them.
  const others = directory.snapshot.source === "plan" ? [""] : [];
  return { ...policy, approvalStages: [[...administrators.map(({ principal }) => principal), ...others]] };
}

function approversOf(stage: StageShape, directory: Directory): string[] {
  const escalation = stage.isEscalationEnabled === true ? (stage.escalationApprovers ?? []) : [];
  return [...(stage.primaryApprovers ?? []), ...escalation].map((approver) =>
    // A requestor's manager or sponsor has no id: nobody can say who that is.
    directory.canonical(approver.userId ?? approver.groupId ?? approver.id ?? ""),
  );
}
