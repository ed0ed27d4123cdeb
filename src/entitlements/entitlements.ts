/**
 * What the matrix entitles each party to, as plain data: the input of the Pulumi programs, and what the gate and the review
 * compare actual access with. Derived by `deriveEntitlements`; no Pulumi here.
 *
 * Keys are stable: they become logical names of resources. Display names are what people see in the portal.
 */

import { INTERNAL, type PartyKey, type SupportCondition } from "../matrix/parties.ts";
import type { AzureEntitlements, AzureGrant } from "./azure.ts";
import type { PrivilegedAccessEntitlements } from "./privileged-access.ts";
import type { SystemEntitlement, SystemGroup } from "./system-access.ts";

/** Where a role holds: the whole directory, or one administrative unit (by key). */
export type DirectoryScope =
  | { readonly kind: "directory" }
  | { readonly kind: "administrative-unit"; readonly unit: string };

/** A person of a provider who gets an account and eligibilities. */
export interface ProviderPerson {
  /** e.g. `tideway-dana-reyes` */
  readonly key: string;
  readonly provider: PartyKey;
  readonly name: string;
  readonly email: string;
  readonly account: "guest" | "local-account" | "gdap-technician";
  /** Of a local account, and of a guest who is there already; absent otherwise. */
  readonly userPrincipalName?: string;
  /** Looked up instead of created. */
  readonly existing: boolean;
}

/** A role that a team's group holds. */
export interface RoleGrant {
  /** e.g. `tideway-tier-1-helpdesk-helpdesk-administrator` */
  readonly key: string;
  readonly role:
    | { readonly kind: "built-in"; readonly templateId: string; readonly name: string }
    | { readonly kind: "custom"; readonly key: string; readonly name: string };
  readonly scope: DirectoryScope;
  /** Why this role is the least that does the work. */
  readonly why: string;
  /** Where that choice comes from. */
  readonly source: string;
}

/** How a person becomes an active member of a team's group. */
export interface ActivationRules {
  /** Longest activation, hours. */
  readonly maximumHours: number;
  /** Approval by the internal approvers. */
  readonly approval: boolean;
  readonly multifactor: true;
  readonly justification: true;
  readonly ticket: boolean;
  /** How long an eligibility lasts, days; it ends by itself. */
  readonly eligibleDays: number;
}

/** A provider's team for one row of the matrix: one role-assignable group, people eligible for membership. */
export interface Team {
  /** e.g. `tideway-tier-1-helpdesk` */
  readonly key: string;
  readonly provider: PartyKey;
  /** Row of the matrix. */
  readonly functionId: string;
  /** Absent: the provider does it whenever it is to be done. */
  readonly when?: SupportCondition;
  readonly displayName: string;
  readonly description: string;
  readonly grants: readonly RoleGrant[];
  /** Roles in Azure that the group holds as well. */
  readonly azure: readonly AzureGrant[];
  /** Keys of `people` who are eligible. Empty for GDAP: their technicians are no objects of this tenant. */
  readonly eligible: readonly string[];
  readonly activation: ActivationRules;
  /** Reason given in the matrix when the row overrides the catalogue. */
  readonly overrideReason?: string;
}

export interface CustomRole {
  readonly key: string;
  readonly displayName: string;
  readonly description: string;
  /** e.g. `microsoft.directory/groups/standard/read` */
  readonly resourceActions: readonly string[];
}

export interface AdministrativeUnitEntitlement {
  readonly key: string;
  readonly displayName: string;
  readonly description: string;
  /** Members are all of this existing group, by display name. */
  readonly memberGroup?: string;
  /** Members are these users, by user principal name. */
  readonly memberUsers?: readonly string[];
  /** User principal names that must never be in the unit: approvers, internal IT, emergency accounts. */
  readonly neverMembers: readonly string[];
}

export interface NamedLocationEntitlement {
  readonly key: string;
  readonly displayName: string;
  readonly ranges: readonly string[];
}

export interface AuthenticationStrengthEntitlement {
  readonly key: string;
  readonly displayName: string;
  readonly description: string;
  readonly allowedCombinations: readonly string[];
}

/** Whom a conditional access policy applies to. */
export type SignInAudience =
  /** B2B guests (and direct connect) of one tenant */
  | { readonly kind: "guests"; readonly tenantId: string }
  /** GDAP technicians: `serviceProvider` users of one tenant */
  | { readonly kind: "service-provider"; readonly tenantId: string }
  /** Whoever is an active member of a team's group, by the team's key */
  | { readonly kind: "team"; readonly team: string }
  /** Members of the provider's people group */
  | { readonly kind: "people-group"; readonly provider: PartyKey }
  /** Whoever is an active member of a group that holds a role in a system, by the group's key */
  | { readonly kind: "system-group"; readonly group: string }
  /** The emergency accounts' group */
  | { readonly kind: "emergency-accounts" };

export interface SignInPolicy {
  /** e.g. `tideway-phishing-resistant` */
  readonly key: string;
  readonly displayName: string;
  readonly party: PartyKey | "emergency";
  readonly audiences: readonly SignInAudience[];
  readonly applications: "all";
  /** Client application types the policy is about. */
  readonly clientApplications: "all" | "legacy";
  /** Key of a named location outside of which alone the policy applies. */
  readonly outsideLocation?: string;
  readonly demand:
    | { readonly kind: "authentication-strength"; readonly strength: string }
    | { readonly kind: "compliant-device" }
    | { readonly kind: "block" };
  readonly session?: { readonly frequencyHours: number; readonly persistentBrowser: "never" };
  /** Whether the emergency accounts' group is excluded: true for every policy but their own. */
  readonly excludeEmergencyAccounts: boolean;
}

export interface EmergencyAccount {
  readonly key: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly credential: "passkey" | "certificate";
  readonly existing: boolean;
}

/** The internal side: those who approve activations. */
export interface ApproverGroup {
  readonly key: string;
  readonly displayName: string;
  /** User principal names, looked up. */
  readonly members: readonly string[];
}

export interface Monitoring {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly retentionDays: number;
  readonly alertEmails: readonly string[];
  /** Subscriptions whose activity log goes to the workspace: its own first, then every other where somebody works. */
  readonly subscriptions: readonly string[];
  /** Whether the workspace is locked against deletion. */
  readonly locked: boolean;
}

/** A sentence of the contract schedule that follows from a row. */
export interface ContractLine {
  /** Path in the matrix, e.g. `functions.tier-1-helpdesk`. */
  readonly row: string;
  readonly party: PartyKey;
  readonly text: string;
}

export interface Entitlements extends PrivilegedAccessEntitlements {
  readonly client: { readonly name: string; readonly tenantId: string; readonly initialDomain: string };
  readonly people: readonly ProviderPerson[];
  /** One ordinary group per provider with local accounts or guests, for conditional access. */
  readonly peopleGroups: readonly { readonly key: string; readonly provider: PartyKey; readonly displayName: string }[];
  readonly approvers: ApproverGroup;
  readonly administrativeUnits: readonly AdministrativeUnitEntitlement[];
  readonly customRoles: readonly CustomRole[];
  readonly teams: readonly Team[];
  /** Roles to ask for in the GDAP relationship of a provider whose people are GDAP technicians. */
  readonly delegatedAdminRoles: readonly {
    readonly provider: PartyKey;
    readonly functionId: string;
    readonly role: string;
  }[];
  readonly namedLocations: readonly NamedLocationEntitlement[];
  readonly authenticationStrengths: readonly AuthenticationStrengthEntitlement[];
  readonly signInPolicies: readonly SignInPolicy[];
  readonly emergency: {
    readonly group: { readonly key: string; readonly displayName: string };
    readonly accounts: readonly EmergencyAccount[];
  };
  /** Only when the matrix names a subscription. */
  readonly monitoring?: Monitoring;
  /** The same: what providers do in Azure, and what protects it. */
  readonly azure?: AzureEntitlements;
  /** Systems that people sign in to through an enterprise application. */
  readonly systemSignIns: readonly SystemEntitlement[];
  readonly contractLines: readonly ContractLine[];
}

/** Every group that holds a role in a system. */
export function systemGroups({ systemSignIns }: Pick<Entitlements, "systemSignIns">): readonly SystemGroup[] {
  return systemSignIns.flatMap(({ groups }) => groups);
}

/** Every group that is declared for a provider's people, and whose people those are. */
export function providerGroups(
  entitlements: Entitlements,
): readonly { readonly displayName: string; readonly provider: PartyKey }[] {
  const inSystems = systemGroups(entitlements).filter(({ party }) => party !== INTERNAL);
  return [
    ...entitlements.teams,
    ...entitlements.peopleGroups,
    ...inSystems.map(({ displayName, party }) => ({ displayName, provider: party })),
  ];
}
