/**
 * One access that one principal holds, in words that two snapshots of the same tenant share: the unit that a review compares
 * and that `provider-access-in-matrix` looks up. Identities are stable names, never object ids, so that the declared side
 * (whose ids are made up) and the actual side can be compared.
 */

/** Whose principal it is; see `attribution.ts` for how that is decided. */
export type Party =
  | { readonly kind: "internal" }
  | { readonly kind: "provider"; readonly provider: string }
  | { readonly kind: "emergency" }
  /** The identity that runs the deployment. */
  | { readonly kind: "deployment" }
  | { readonly kind: "microsoft" }
  | { readonly kind: "unknown" };

/** How an access is held. */
export type Holding = "standing" | "eligible" | "activated" | "on";

/** What kind of access a record is about. */
export type RecordKind =
  | "directory-role"
  | "group-member"
  | "group-owner"
  | "application-owner"
  | "application-permission"
  /** A user or group that is assigned to the application of a system that the matrix names. */
  | "application-role"
  | "delegated-permission"
  | "application-credential"
  | "activation-rules"
  | "conditional-access-policy"
  | "named-location"
  | "authentication-strength"
  | "administrative-unit-member"
  | "user"
  | "azure-role"
  | "azure-resource";

export interface AccessRecord {
  /** Equal on both sides exactly when it is the same access of the same principal: kind, principal identity, target, scope. */
  readonly key: string;
  readonly kind: RecordKind;
  readonly principal: {
    /** Object id on this side. */
    readonly id: string;
    /** Stable identity: `user:dana.reyes@tideway.example`, `group:Tideway – tier-1 helpdesk`, `servicePrincipal:<appId>`, … */
    readonly identity: string;
    /** As a person would name it. */
    readonly label: string;
    readonly type:
      | "user"
      | "group"
      | "servicePrincipal"
      | "application"
      | "policy"
      | "location"
      | "foreign"
      | "resource";
    readonly party: Party;
  };
  /** What is held: role name, group name, permission, policy state … */
  readonly target: string;
  /** Role template id, app role id … where there is one. */
  readonly targetId?: string;
  /** `directory`, `administrative unit X`, a resource, … */
  readonly scope: string;
  readonly held: Holding;
  /** ISO date-time until when; absent: without end. */
  readonly until?: string;
  /** ISO date-time since when, if known. */
  readonly since?: string;
  /** Who granted it, if known (audit log). */
  readonly grantedBy?: string;
  /** 0, 1 or 2: tier of what is held, where it has one. */
  readonly tier?: 0 | 1 | 2;
  /** Normalised settings whose change matters (activation rules, a policy's conditions and controls). */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Object id of the thing that is the access (assignment, schedule, policy) on this side, or a relation key. */
  readonly objectKey: string;
}
