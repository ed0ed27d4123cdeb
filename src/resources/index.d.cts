/** What programs that use these resources see. */

import type { CustomResource, CustomResourceOptions, Input, Output } from "@pulumi/pulumi";

/** Whom a setting is about. https://learn.microsoft.com/graph/api/resources/crosstenantaccesspolicytargetconfiguration */
export interface CrossTenantAccessTargets {
  readonly accessType: Input<"allowed" | "blocked">;
  readonly targets: Input<
    readonly Input<{
      /** Object id of a user or group, client id of an application, or `AllUsers`, `AllApplications`, `AllMicrosoftApps`, `Office365`. */
      readonly target: Input<string>;
      readonly targetType: Input<"user" | "group" | "application">;
    }>[]
  >;
}

/** https://learn.microsoft.com/graph/api/resources/crosstenantaccesspolicyb2bsetting */
export interface CrossTenantAccessSetting {
  readonly usersAndGroups?: Input<CrossTenantAccessTargets>;
  readonly applications?: Input<CrossTenantAccessTargets>;
}

/** https://learn.microsoft.com/graph/api/resources/crosstenantaccesspolicyconfigurationpartner */
export interface CrossTenantAccessPartnerArgs {
  /** The partner's tenant. Another one is another resource. */
  readonly tenantId: Input<string>;
  /** Which claims of the partner's sign-ins conditional access here believes. What is not given is off, not inherited. */
  readonly inboundTrust?: Input<{
    readonly isMfaAccepted?: Input<boolean>;
    readonly isCompliantDeviceAccepted?: Input<boolean>;
    readonly isHybridAzureADJoinedDeviceAccepted?: Input<boolean>;
  }>;
  /** Whether invitations need no consent. Not given: inherited from the tenant's default, which is no. */
  readonly automaticUserConsentSettings?: Input<{
    readonly inboundAllowed?: Input<boolean>;
    readonly outboundAllowed?: Input<boolean>;
  }>;
  /** The partner's people as guests here. Not given: inherited from the tenant's default, like the three after it. */
  readonly b2bCollaborationInbound?: Input<CrossTenantAccessSetting>;
  /** People from here as guests of the partner. */
  readonly b2bCollaborationOutbound?: Input<CrossTenantAccessSetting>;
  /** The partner's people in shared channels here, without a guest account. */
  readonly b2bDirectConnectInbound?: Input<CrossTenantAccessSetting>;
  /** People from here in the partner's shared channels. */
  readonly b2bDirectConnectOutbound?: Input<CrossTenantAccessSetting>;
  /** Whether the partner is a cloud service provider of the tenant. Not given: as Microsoft has it. */
  readonly isServiceProvider?: Input<boolean>;
}

/**
 * Cross-tenant access settings for one partner tenant; trust is off unless given. What is there already is taken over with the resource
 * option `import` and the partner's tenant id. Permission: Policy.ReadWrite.CrossTenantAccess.
 */
export declare class CrossTenantAccessPartner extends CustomResource {
  readonly tenantId: Output<string>;
  constructor(name: string, args: CrossTenantAccessPartnerArgs, options?: CustomResourceOptions);
}

/** Who gets mail about something. */
export interface RoleNotification {
  /** Default `All`. */
  readonly notificationLevel?: Input<"All" | "Critical" | "None">;
  /** Whether those whom Microsoft would tell are told. Default true. */
  readonly defaultRecipients?: Input<boolean>;
  readonly additionalRecipients?: Input<readonly Input<string>[]>;
}

export interface RoleNotifications {
  readonly adminNotifications?: Input<RoleNotification>;
  readonly approverNotifications?: Input<RoleNotification>;
  readonly assigneeNotifications?: Input<RoleNotification>;
}

/**
 * PIM settings of a directory role, in the words of azuread's GroupRoleManagementPolicy. What is not given is Microsoft's default.
 * https://learn.microsoft.com/graph/identity-governance-pim-rules-overview
 */
export interface DirectoryRoleManagementPolicyArgs {
  /** Template id of a built-in role, or the id of a custom one. Another role is another resource. */
  readonly roleDefinitionId: Input<string>;
  /** What it takes to become active. */
  readonly activationRules?: Input<{
    /** PT30M to PT24H in steps of half an hour. Default PT8H. */
    readonly maximumDuration?: Input<string>;
    /** Default false. */
    readonly requireApproval?: Input<boolean>;
    /** Who approves. Without it, Privileged Role Administrators and Global Administrators do. */
    readonly approvalStage?: Input<{
      readonly primaryApprovers: Input<
        readonly Input<{
          readonly objectId: Input<string>;
          readonly type: Input<"singleUser" | "groupMembers">;
        }>[]
      >;
    }>;
    /** Default true. */
    readonly requireJustification?: Input<boolean>;
    /** Default true, and false where an authentication context is demanded: PIM takes one of the two. */
    readonly requireMultifactorAuthentication?: Input<boolean>;
    /** Default false. */
    readonly requireTicketInfo?: Input<boolean>;
    /** Id of an authentication context, c1 to c99; a conditional access policy says what that takes. */
    readonly requiredConditionalAccessAuthenticationContext?: Input<string>;
  }>;
  /** How long somebody may be eligible. */
  readonly eligibleAssignmentRules?: Input<{
    /** Default false: permanent eligibility may be given. */
    readonly expirationRequired?: Input<boolean>;
    /** P15D, P30D, P90D, P180D or P365D (default). */
    readonly expireAfter?: Input<string>;
  }>;
  /** How long, and under which conditions, somebody may be made active without activating. */
  readonly activeAssignmentRules?: Input<{
    /** Default false: permanent active assignments may be given, as emergency accounts need. */
    readonly expirationRequired?: Input<boolean>;
    /** P15D, P30D, P90D, P180D (default) or P365D. */
    readonly expireAfter?: Input<string>;
    /** Default true. */
    readonly requireJustification?: Input<boolean>;
    /** Default false. */
    readonly requireMultifactorAuthentication?: Input<boolean>;
    /** Default false. */
    readonly requireTicketInfo?: Input<boolean>;
  }>;
  /** Default: everybody whom Microsoft would tell is told. */
  readonly notificationRules?: Input<{
    readonly eligibleAssignments?: Input<RoleNotifications>;
    readonly activeAssignments?: Input<RoleNotifications>;
    readonly eligibleActivations?: Input<RoleNotifications>;
  }>;
}

/**
 * PIM settings of a directory role. Making them changes what is there; deleting them brings back Microsoft's defaults. The id is the role
 * definition's. Permission: RoleManagementPolicy.ReadWrite.Directory.
 */
export declare class DirectoryRoleManagementPolicy extends CustomResource {
  readonly roleDefinitionId: Output<string>;
  constructor(name: string, args: DirectoryRoleManagementPolicyArgs, options?: CustomResourceOptions);
}

/** https://learn.microsoft.com/entra/identity/role-based-access-control/admin-units-restricted-management */
export interface RestrictedAdministrativeUnitArgs {
  readonly displayName: Input<string>;
  readonly description?: Input<string>;
  /** Whether only members see who is a member. Default `Public`. With `members`, the hidden ones need the permission Member.Read.Hidden. */
  readonly visibility?: Input<"Public" | "HiddenMembership">;
  /** Object ids of users, devices and security groups. Not given: who is in it is left to others. */
  readonly members?: Input<readonly Input<string>[]>;
}

/**
 * An administrative unit whose members only roles over the unit itself may change. One that is there already is taken over with the resource
 * option `import` and its object id. Permission: AdministrativeUnit.ReadWrite.All.
 */
export declare class RestrictedAdministrativeUnit extends CustomResource {
  readonly displayName: Output<string>;
  /** The id, under the name that azuread's resources use. */
  readonly objectId: Output<string>;
  constructor(name: string, args: RestrictedAdministrativeUnitArgs, options?: CustomResourceOptions);
}
