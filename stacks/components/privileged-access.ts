import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { isoHours } from "../../src/entitlements/durations.ts";
import type { Entitlements } from "../../src/entitlements/entitlements.ts";
import type { PrivilegedRole, SensitiveUnit } from "../../src/entitlements/privileged-access.ts";
import { DirectoryRoleManagementPolicy, RestrictedAdministrativeUnit } from "../../src/resources/index.ts";

export interface PrivilegedAccessArgs {
  readonly privilegedRoles: Entitlements["privilegedRoles"];
  readonly sensitiveUnit: Entitlements["sensitiveUnit"];
  readonly approverGroupId: pulumi.Input<string>;
  /** Object ids of the emergency accounts. */
  readonly emergencyAccountIds: readonly pulumi.Input<string>[];
}

/** The internal side's own privilege: how its roles are activated, and who may change the accounts that matter most. */
export class PrivilegedAccess extends pulumi.ComponentResource {
  readonly #args: PrivilegedAccessArgs;

  constructor(name: string, args: PrivilegedAccessArgs, options?: pulumi.ComponentResourceOptions) {
    super("demarc:index:PrivilegedAccess", name, {}, options);
    this.#args = args;
    for (const role of args.privilegedRoles) this.role(role);
    if (args.sensitiveUnit !== undefined) this.unit(args.sensitiveUnit);
    this.registerOutputs({});
  }

  private role(role: PrivilegedRole): void {
    const { activeDays, authenticationContext, approval, eligibleDays, notify } = role;
    const told = { additionalRecipients: [...notify] };
    new DirectoryRoleManagementPolicy(
      role.key,
      {
        roleDefinitionId: role.templateId,
        activationRules: {
          maximumDuration: isoHours(role.maximumHours),
          requireJustification: true,
          requireTicketInfo: role.ticket,
          requireApproval: approval,
          ...(approval && {
            approvalStage: { primaryApprovers: [{ objectId: this.#args.approverGroupId, type: "groupMembers" }] },
          }),
          ...(authenticationContext === undefined
            ? { requireMultifactorAuthentication: true }
            : { requiredConditionalAccessAuthenticationContext: authenticationContext }),
        },
        eligibleAssignmentRules: { expirationRequired: true, expireAfter: `P${eligibleDays}D` },
        activeAssignmentRules:
          activeDays === undefined
            ? { expirationRequired: false, requireJustification: true }
            : { expirationRequired: true, expireAfter: `P${activeDays}D`, requireJustification: true },
        ...(notify.length > 0 && {
          notificationRules: {
            eligibleAssignments: { adminNotifications: told },
            activeAssignments: { adminNotifications: told },
            eligibleActivations: { adminNotifications: told },
          },
        }),
      },
      { parent: this },
    );
  }

  private unit({ key, displayName, description, people }: SensitiveUnit): void {
    const found = people.map(
      (userPrincipalName) => azuread.getUserOutput({ userPrincipalName }, { parent: this }).objectId,
    );
    new RestrictedAdministrativeUnit(
      key,
      { displayName, description, members: [...this.#args.emergencyAccountIds, ...found] },
      { parent: this },
    );
  }
}
