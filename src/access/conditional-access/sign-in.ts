/** A sign-in as conditional access looks at it: everything a policy can ask about, with concrete values. */

import type { externalUserTypes } from "../../catalogue/sign-in-conditions.ts";

/** Kinds of users that policies tell apart; ordinary members of the tenant have none. */
export type ExternalUserType = (typeof externalUserTypes)[number];

/** What a home tenant can say of its people: that they did multifactor authentication there, and of their devices. */
export type HomeClaim = "mfa" | "compliantDevice" | "hybridJoinedDevice";

/** Who signs in, as far as policies look at it. Ids in any case. */
export interface SignInPrincipal {
  readonly label: string;
  /** Object ids; several when a user is only known through lookups. */
  readonly ids: readonly string[];
  /** Groups it is an active member of, nested ones included. */
  readonly groups: readonly string[];
  /** Template ids of built-in roles it actively holds over the whole directory. */
  readonly roles: readonly string[];
  /** What it can activate, each of which adds to its groups and roles while it lasts. */
  readonly activations?: readonly Activation[];
  readonly external?: {
    readonly type: ExternalUserType;
    readonly tenantId?: string;
    /** What its home tenant says of it and is not believed here; absent where nobody knows. */
    readonly notBelieved?: readonly HomeClaim[];
  };
  /** Present for a service principal. */
  readonly workload?: {
    /** Whether conditional access reaches it: a single-tenant service principal of this tenant, no managed identity. */
    readonly covered: boolean;
    /** Custom security attributes, `Set_Attribute` → value; absent when they were not read. */
    readonly attributes?: Readonly<Record<string, AttributeValue>>;
  };
}

/** An eligibility that a principal can activate before it signs in. */
export interface Activation {
  /** e.g. `membership of group "X"` */
  readonly about: string;
  readonly groups: readonly string[];
  readonly roles: readonly string[];
}

/** A value of an attribute that filters look at. */
export type AttributeValue = string | readonly string[];

/** What is signed in to. */
export interface SignInResource {
  readonly kind: "application" | "user-action" | "authentication-context" | "traffic-profile";
  /** Client id, suite name (`Office365`, `MicrosoftAdminPortals`), `urn:user:…`, `c1`, …; `other` for any application no policy names. */
  readonly id: string;
}

export type ClientApplication = "browser" | "mobileAppsAndDesktopClients" | "exchangeActiveSync" | "other";

export interface SignIn {
  readonly principal: SignInPrincipal;
  readonly resource: SignInResource;
  /** Custom security attributes of the application, `Set_Attribute` → value. */
  readonly applicationAttributes: Readonly<Record<string, AttributeValue>>;
  readonly client: ClientApplication;
  /** e.g. `windows`; `unknown` for what Entra cannot tell. */
  readonly platform: string;
  /** IPv4 or IPv6; absent for one that is in no named location. */
  readonly address?: string;
  /** Where the address is, two letters; absent when nothing maps it to a country. */
  readonly country?: string;
  /** Where the Authenticator app says it is; absent when it does not. */
  readonly gpsCountry?: string;
  /** Through a compliant network of Global Secure Access. */
  readonly compliantNetwork: boolean;
  /** Absent: nothing is known of the device, which filters take for unregistered. */
  readonly deviceRegistered?: boolean;
  /** Attributes as Entra sees them at sign-in; what is not there is null. */
  readonly deviceAttributes: Readonly<Record<string, AttributeValue>>;
  readonly signInRisk: string;
  readonly userRisk: string;
  readonly insiderRisk: string;
  readonly servicePrincipalRisk: string;
  /** `none`, `deviceCodeFlow` or `authenticationTransfer` */
  readonly authenticationFlow: string;
  /** Tests that nothing here can decide → how they come out. What is not listed comes out false. */
  readonly assumed: Readonly<Record<string, boolean>>;
}

/** An ordinary sign-in: a browser on Windows, nothing risky, to an application no policy names. */
export function ordinarySignIn(principal: SignInPrincipal): SignIn {
  return {
    principal,
    resource: { kind: "application", id: otherApplication },
    applicationAttributes: {},
    client: "browser",
    platform: "windows",
    compliantNetwork: false,
    deviceAttributes: {},
    signInRisk: "none",
    userRisk: "none",
    insiderRisk: "none",
    servicePrincipalRisk: "none",
    authenticationFlow: "none",
    assumed: {},
  };
}

/** Any application that no policy names. */
export const otherApplication = "other";
