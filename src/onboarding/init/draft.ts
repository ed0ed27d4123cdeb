/** A matrix before it is written: what is known or assumed of each part, with the questions that are open. */

import type { FunctionId } from "../../catalogue/functions.ts";
import type { ToolCategoryId } from "../../catalogue/tool-categories.ts";
import type { Question } from "../question.ts";
import type { ScopeWords } from "./azure-scope-words.ts";
import type { DraftTrust } from "./tenants.ts";

export interface DraftProvider {
  readonly key: string;
  readonly name: string;
  readonly kind: "msp" | "mssp" | "specialist";
  readonly tenantId: string;
  readonly domains: readonly string[];
  readonly accounts: "guests" | "local-accounts" | "gdap-technicians";
  readonly people: readonly {
    readonly name: string;
    readonly email: string;
    readonly existing: boolean;
    /** Where it is not the one that Entra would give the guest now. */
    readonly userPrincipalName?: string;
  }[];
  /** What of its tenant is believed already; absent: nothing is known of it, and nothing is declared. */
  readonly trust?: DraftTrust;
  /** Sentences that explain it, as comments. */
  readonly notes: readonly string[];
  readonly contract: {
    readonly reference: string;
    readonly start: string;
    readonly end: string;
    readonly noticeDays: number;
    readonly exitDays: number;
  };
}

export interface DraftEmergencyAccount {
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly credential: "passkey" | "certificate";
  readonly custody: string;
  readonly existing: boolean;
  readonly note?: string;
}

/** A principal of another tenant. */
interface DraftPrincipal {
  readonly id: string;
  readonly name: string;
}

export interface DraftLighthouse {
  /** Key of the provider. */
  readonly provider: string;
  readonly group: DraftPrincipal;
  /** None: nobody has to approve anything today. */
  readonly approvers: readonly DraftPrincipal[];
  /** Whether its people may look without activating anything. */
  readonly isReader: boolean;
  /** How many more principals hold something. */
  readonly others: number;
}

export interface DraftAzure {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly alertEmails: readonly string[];
  readonly scopes: readonly (ScopeWords & { readonly key: string; readonly note: string })[];
  readonly lighthouse: readonly DraftLighthouse[];
}

export interface MatrixDraft {
  /** Address of the schema for editors, from where the matrix is. */
  readonly schema: string;
  /** First lines, as comments. */
  readonly heading: readonly string[];
  readonly client: {
    readonly name: string;
    readonly tenantId: string;
    readonly domains: readonly string[];
    readonly initialDomain: string;
    readonly employees: number;
    readonly model: "co-managed" | "in-house";
  };
  readonly people: readonly {
    readonly name: string;
    readonly userPrincipalName: string;
    readonly duty: "it-lead" | "it-technician";
    readonly note?: string;
  }[];
  /** Addresses of those of `people` who approve. */
  readonly approvers: readonly string[];
  readonly providers: readonly DraftProvider[];
  /** Owner and why, of each row that is to be in the matrix. */
  readonly functions: ReadonlyMap<FunctionId, { readonly owner: string; readonly note?: string }>;
  readonly units: readonly { readonly key: string; readonly displayName: string; readonly note: string }[];
  readonly systems: Partial<Readonly<Record<ToolCategoryId, string>>>;
  readonly emergencyAccounts: readonly DraftEmergencyAccount[];
  /** Absent: no provider does agreed work in Azure, as far as the tenant shows. */
  readonly azure?: DraftAzure;
  readonly questions: readonly Question[];
}

/** Days after an ISO date, as an ISO date. */
export function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}
