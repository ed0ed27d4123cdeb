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

const passwordless = [...phishingResistantMethods, "deviceBasedPush"];

export const builtInStrengths: readonly BuiltInStrength[] = [
  {
    id: "00000000-0000-0000-0000-000000000002",
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
