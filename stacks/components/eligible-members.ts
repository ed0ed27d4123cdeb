import * as azuread from "@pulumi/azuread";
import type * as pulumi from "@pulumi/pulumi";
import { isoHours } from "../../src/entitlements/durations.ts";
import type { ActivationRules } from "../../src/entitlements/entitlements.ts";

export interface EligibleMembers {
  /** First part of the resources' names. */
  readonly key: string;
  readonly group: azuread.Group;
  readonly people: readonly { readonly key: string; readonly id: pulumi.Input<string> }[];
  readonly activation: ActivationRules;
  readonly approverGroupId: pulumi.Input<string>;
  readonly justification: string;
}

/** Makes people eligible for membership of a group, for a bounded time and under activation rules. */
export function eligibleMembers(parent: pulumi.Resource, given: EligibleMembers): void {
  const { key, group, activation, approverGroupId, justification } = given;
  const { maximumHours, approval, multifactor, ticket, eligibleDays } = activation;
  const rules = new azuread.GroupRoleManagementPolicy(
    `${key}-activation`,
    {
      groupId: group.objectId,
      roleId: "member",
      activationRules: {
        maximumDuration: isoHours(maximumHours),
        requireMultifactorAuthentication: multifactor,
        requireJustification: activation.justification,
        requireTicketInfo: ticket,
        requireApproval: approval,
        ...(approval && { approvalStage: { primaryApprovers: [{ objectId: approverGroupId, type: "groupMembers" }] } }),
      },
      eligibleAssignmentRules: { expirationRequired: true, expireAfter: `P${eligibleDays}D` },
      activeAssignmentRules: { expirationRequired: true, expireAfter: "P15D", requireJustification: true },
    },
    { parent },
  );
  for (const person of given.people) {
    new azuread.PrivilegedAccessGroupEligibilitySchedule(
      `${key}-${person.key}`,
      {
        groupId: group.objectId,
        principalId: person.id,
        assignmentType: "member",
        duration: `P${eligibleDays}D`,
        justification,
      },
      // The policy decides how long an eligibility may be, so it comes first.
      { parent, dependsOn: [rules] },
    );
  }
}
