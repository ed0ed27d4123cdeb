/**
 * The IT functions a responsibility matrix divides, and what a provider that performs one needs in Entra ID: as little as
 * possible, each choice with its reason and Microsoft's page behind it. The table itself is in `function-table.ts`.
 */

import { functionTable } from "./function-table.ts";

export { readAccessForGuests } from "./function-table.ts";

/** The fourteen functions that every matrix decides. */
export const coreFunctionIds = [
  "tier-1-helpdesk",
  "on-site-hands",
  "user-lifecycle",
  "after-hours-emergency",
  "siem-monitoring",
  "edr-response",
  "email-security",
  "server-patching",
  "workstation-patching",
  "backup-management",
  "vendor-management",
  "compliance-documentation",
  "vcio-strategy",
  "major-projects",
] as const;

/** Further functions that a matrix may decide. */
export const furtherFunctionIds = [
  "business-application-configuration",
  "budget-decisions",
  "network-monitoring",
  "vulnerability-scanning",
  "penetration-test-coordination",
  "security-awareness-training",
  "cloud-infrastructure",
  "capacity-planning",
  "disaster-recovery-testing",
  "incident-response",
  "access-management",
  "user-education",
  "line-of-business-updates",
  "isp-contracts",
  "office-equipment",
] as const;

/** All function ids; stable, they become parts of resource names. */
export const functionIds = [...coreFunctionIds, ...furtherFunctionIds] as const;
export type FunctionId = (typeof functionIds)[number];

/** Conditions under which a provider steps in although somebody else owns the function. */
export const supportConditions = ["overflow-only", "internal-unavailable", "after-hours"] as const;
export type SupportCondition = (typeof supportConditions)[number];

/** What an administrative unit holds: the people, devices or groups that a delegation may reach. */
export const administrativeUnitKinds = ["staff-users", "workstations", "staff-groups"] as const;
export type AdministrativeUnitKind = (typeof administrativeUnitKinds)[number];

export interface BuiltInRoleReference {
  readonly kind: "built-in";
  readonly templateId: string;
  readonly name: string;
}

/** An Entra custom role that holds only `actions`. */
export interface CustomRole {
  readonly kind: "custom";
  /** Stable key, part of the resource's name. */
  readonly key: string;
  readonly displayName: string;
  readonly description: string;
  /** Entra resource actions, e.g. `microsoft.directory/devices/standard/read`. */
  readonly actions: readonly string[];
}

export type DelegationScope =
  | { readonly kind: "administrative-unit"; readonly unit: AdministrativeUnitKind }
  /** `reason`: why the whole directory, e.g. the role cannot be limited to an administrative unit. */
  | { readonly kind: "directory"; readonly reason: string };

/** How an eligible person becomes active. Every activation needs phishing-resistant sign-in and a justification. */
export interface ActivationRule {
  /** Longest activation, hours. */
  readonly maximumHours: number;
  /** True: a person of the internal team approves each activation. False: the person activates alone. */
  readonly approval: boolean;
  /** Whether a ticket number is asked for. */
  readonly ticket: boolean;
}

/** One role at one scope that a provider needs to perform a function. */
export interface Delegation {
  /** Unique within its function; with the function id a stable part of resource names. */
  readonly key: string;
  readonly role: BuiltInRoleReference | CustomRole;
  readonly scope: DelegationScope;
  /** Why this is the least that does the work, and what was not chosen. */
  readonly why: string;
  /** Microsoft's page that says so. */
  readonly source: string;
  readonly activation: ActivationRule;
  /** How long a person stays eligible before it is renewed, days. */
  readonly eligibilityDays: number;
}

/**
 * Where in Azure a function is done: the names under which `azure.scopes` of a matrix says where that is. `vaults` are those that
 * `azure.backup` declares, where no scope has the name.
 */
export const azurePlaces = ["servers", "vaults", "monitored", "sentinel", "workloads", "costs"] as const;
export type AzurePlace = (typeof azurePlaces)[number];

/** Access that the function needs outside Entra roles. */
interface AccessElsewhere {
  /** The role there, e.g. `Microsoft Sentinel Reader`. */
  readonly role: string;
  /** Over what, e.g. `the Log Analytics workspace`. */
  readonly scope: string;
  readonly why: string;
  readonly source: string;
}

/** A built-in Azure role. Declared where the matrix names the place. */
export interface AzureAccess extends AccessElsewhere {
  readonly system: "azure";
  /** GUID of the role's definition. */
  readonly roleDefinitionId: string;
  readonly place: AzurePlace;
  readonly activation: ActivationRule;
  /** How long a person stays eligible before it is renewed, days. */
  readonly eligibilityDays: number;
}

export type OtherAccess =
  | AzureAccess
  /** Named for people and the contract; not declared from here. */
  | (AccessElsewhere & {
      readonly system: "intune" | "defender" | "exchange-online" | "purview" | "provider-tool" | "on-premises";
    });

export interface ItFunction {
  readonly id: FunctionId;
  readonly title: string;
  readonly description: string;
  /** One of the fourteen that every matrix decides. */
  readonly core: boolean;
  /** The field guide's example; the starting point of a first matrix. */
  readonly defaultOwner: "internal" | "provider" | "joint";
  readonly defaultSupport?: SupportCondition;
  /** The kind of provider that usually performs it. */
  readonly usualProvider: "msp" | "mssp" | "specialist";
  /** Conditions that make sense for a provider that only steps in. */
  readonly conditions: readonly SupportCondition[];
  /** Whether it must also work while nobody internal can approve: only then may people activate alone, and never for tier 0. */
  readonly nightWork: boolean;
  /** Entra roles for a provider that performs it; empty when it needs none. */
  readonly delegations: readonly Delegation[];
  /** Why `delegations` is empty; absent otherwise. */
  readonly withoutRole?: string;
  readonly otherAccess: readonly OtherAccess[];
  /** What the row means in the contract, one sentence per kind of owner, with `{provider}` and `{client}`. */
  readonly contract: { readonly internal: string; readonly provider: string; readonly joint: string };
}

/** Every function, in the order of `functionIds`. */
export const functions: readonly ItFunction[] = functionTable;

const byId: ReadonlyMap<string, ItFunction> = new Map(functions.map((entry) => [entry.id, entry]));

/** A function by id, or undefined. */
export function functionById(id: string): ItFunction | undefined {
  return byId.get(id);
}
