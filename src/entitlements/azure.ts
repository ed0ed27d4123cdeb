/** What the matrix entitles providers to in Azure, and what is declared there so that they cannot destroy what they look after. */

import type { PartyKey } from "../matrix/parties.ts";
import type { ActivationRules } from "./entitlements.ts";

/** Where something holds. */
export interface AzureScope {
  /** Key in the matrix: of a scope, or of a vault. */
  readonly key: string;
  readonly kind: "management-group" | "subscription" | "resource-group" | "vault";
  /** ARM id. */
  readonly id: string;
  /** Absent for a management group. */
  readonly subscriptionId?: string;
  /** Of a resource group, and of what is in one. */
  readonly resourceGroup?: string;
}

export type AzureRoleReference =
  | { readonly kind: "built-in"; readonly roleDefinitionId: string; readonly name: string }
  | { readonly kind: "custom"; readonly key: string; readonly name: string };

/** A role that a team's group holds: its people become members for a time. */
export interface AzureGrant {
  /** e.g. `tideway-backup-management-backup-operator-files` */
  readonly key: string;
  readonly role: AzureRoleReference;
  readonly scope: AzureScope;
  readonly why: string;
  readonly source: string;
}

/** A role at a scope that people are eligible for themselves, with rules of its own. */
export interface AzureEligibility extends AzureGrant {
  readonly provider: PartyKey;
  readonly functionId: string;
  /** Keys of people. */
  readonly eligible: readonly string[];
  readonly activation: ActivationRules;
  /** Name of the role management policy that Azure keeps for the role at the scope. */
  readonly policy: string;
}

export interface AzureCustomRole {
  readonly key: string;
  readonly displayName: string;
  readonly description: string;
  readonly actions: readonly string[];
  readonly dataActions: readonly string[];
  /** ARM ids; the first is where the definition is kept. */
  readonly assignableScopes: readonly string[];
}

/** A principal of a provider's own tenant. */
export interface ForeignPrincipal {
  readonly id: string;
  readonly name: string;
}

/** What a provider is delegated at one scope, from its own tenant. */
export interface LighthouseDelegation {
  /** e.g. `brightdesk-servers` */
  readonly key: string;
  readonly provider: PartyKey;
  readonly displayName: string;
  readonly description: string;
  readonly managingTenantId: string;
  /** A subscription or a resource group: Lighthouse knows no other. */
  readonly scope: AzureScope & { readonly subscriptionId: string };
  readonly eligible: readonly {
    readonly principal: ForeignPrincipal;
    readonly role: { readonly roleDefinitionId: string; readonly name: string };
    /** Longest activation, hours. */
    readonly maximumHours: number;
    readonly functionId: string;
    readonly why: string;
  }[];
  readonly approvers: readonly ForeignPrincipal[];
  /** Held without activation: who may look, and who may end the delegation. */
  readonly permanent: readonly {
    readonly principal: ForeignPrincipal;
    readonly role: { readonly roleDefinitionId: string; readonly name: string };
  }[];
}

export interface BackupVault {
  readonly key: string;
  readonly scope: AzureScope & { readonly subscriptionId: string; readonly resourceGroup: string };
  readonly location: string;
  readonly immutability: "unlocked" | "locked";
  readonly softDeleteDays: number;
  readonly redundancy: "local" | "zone" | "geo";
  readonly crossRegionRestore: boolean;
}

export interface BackupEntitlement {
  readonly vaults: readonly BackupVault[];
  readonly guard: {
    readonly name: string;
    readonly subscriptionId: string;
    readonly resourceGroup: string;
    readonly location: string;
  };
}

/** A maintenance window of Azure Update Manager for one ring of machines. */
export interface MaintenanceWindow {
  /** e.g. `servers-lab` */
  readonly key: string;
  /** Asset class, as the matrix calls it. */
  readonly assetClass: string;
  readonly owner: PartyKey;
  readonly ring: string;
  readonly scope: AzureScope & { readonly subscriptionId: string };
  /** `YYYY-MM-DD hh:mm`, in the time zone. */
  readonly start: string;
  /** `hh:mm` */
  readonly duration: string;
  /** Azure's recurrence, such as `2Weeks Sunday`. */
  readonly every: string;
}

export interface UpdateEntitlement {
  readonly resourceGroup: string;
  readonly timeZone: string;
  readonly reboot: "if-required" | "never" | "always";
  /** Tag that names a machine's ring. */
  readonly ringTag: string;
  readonly windows: readonly MaintenanceWindow[];
}

export interface AzureEntitlements {
  readonly subscriptionId: string;
  readonly location: string;
  readonly customRoles: readonly AzureCustomRole[];
  readonly eligibilities: readonly AzureEligibility[];
  readonly lighthouse: readonly LighthouseDelegation[];
  /** Whether workspace, vaults and guard are locked against deletion. */
  readonly locks: boolean;
  readonly backup?: BackupEntitlement;
  readonly updates?: UpdateEntitlement;
}
