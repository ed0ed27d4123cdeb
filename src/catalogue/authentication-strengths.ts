/**
 * Authentication strengths that Microsoft ships; the same ids in every tenant
 * (https://learn.microsoft.com/entra/identity/authentication/concept-authentication-strengths).
 */

export interface BuiltInStrength {
  readonly id: string;
  readonly name: string;
  /** Allowed combinations of methods, as Graph writes them. */
  readonly combinations: readonly string[];
}

/** Methods that cannot be phished. */
export const phishingResistantMethods = ["windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor"] as const;

/**
 * Methods with which a guest can do multifactor authentication in the tenant that it visits; a first factor it has at home
 * (https://learn.microsoft.com/entra/identity/authentication/concept-authentication-strength-external-users).
 */
export const guestMethods = [
  "password",
  "federatedSingleFactor",
  "sms",
  "voice",
  "microsoftAuthenticatorPush",
  "softwareOath",
] as const;

const passwordless = [...phishingResistantMethods, "deviceBasedPush"];

/** The strength that is the same as the control "require multifactor authentication". */
export const multifactorStrength = "00000000-0000-0000-0000-000000000002";

export const builtInStrengths: readonly BuiltInStrength[] = [
  {
    id: multifactorStrength,
    name: "Multifactor authentication",
    combinations: [
      ...passwordless,
      "temporaryAccessPassOneTime",
      "temporaryAccessPassMultiUse",
      "password,microsoftAuthenticatorPush",
      "password,softwareOath",
      "password,hardwareOath",
      "password,sms",
      "password,voice",
      "federatedMultiFactor",
      "microsoftAuthenticatorPush,federatedSingleFactor",
      "softwareOath,federatedSingleFactor",
      "hardwareOath,federatedSingleFactor",
      "sms,federatedSingleFactor",
      "voice,federatedSingleFactor",
    ],
  },
  { id: "00000000-0000-0000-0000-000000000003", name: "Passwordless MFA", combinations: passwordless },
  {
    id: "00000000-0000-0000-0000-000000000004",
    name: "Phishing-resistant MFA",
    combinations: phishingResistantMethods,
  },
];

/**
 * How a strength can limit which keys or certificates count, by Graph's property
 * (https://learn.microsoft.com/entra/identity/authentication/concept-authentication-strength-advanced-options).
 */
export const combinationRestrictions = [
  { property: "allowedAAGUIDs", words: "keys of model" },
  { property: "allowedIssuerSkis", words: "certificates of issuer" },
  { property: "allowedIssuers", words: "certificates of issuer" },
  { property: "allowedPolicyOIDs", words: "certificates with policy" },
] as const;
