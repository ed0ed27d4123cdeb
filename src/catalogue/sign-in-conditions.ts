/**
 * Values that conditional access conditions take (https://learn.microsoft.com/graph/api/resources/conditionalaccessconditionset
 * and the pages it links to). Graph compares them regardless of case.
 */

/** Device platforms that Entra tells apart; every other one is "unknown" (Chrome OS and the like). */
export const devicePlatforms = ["windows", "macOS", "iOS", "android", "linux", "windowsPhone", "unknown"] as const;

/**
 * Platforms whose Exchange ActiveSync clients `easSupported` names
 * (https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-conditions#exchange-activesync-clients).
 */
export const activeSyncPlatforms: readonly string[] = ["windows", "iOS", "android"];

export const riskLevels = ["none", "low", "medium", "high"] as const;
export const insiderRiskLevels = ["none", "minor", "moderate", "elevated"] as const;

export const authenticationFlows = [
  { id: "none", words: "" },
  { id: "deviceCodeFlow", words: "by device code" },
  { id: "authenticationTransfer", words: "by authentication transfer" },
] as const;

export const userActions = [
  { id: "urn:user:registersecurityinfo", words: "to register security information" },
  { id: "urn:user:registerdevice", words: "to register a device" },
] as const;

/** https://learn.microsoft.com/entra/external-id/authentication-conditional-access#assigning-conditional-access-policies-to-external-user-types */
export const externalUserTypes = [
  "internalGuest",
  "b2bCollaborationGuest",
  "b2bCollaborationMember",
  "b2bDirectConnectUser",
  "otherExternalUser",
  "serviceProvider",
] as const;

/** Every compliant network of Global Secure Access: the same id in every tenant (https://learn.microsoft.com/graph/api/resources/compliantnetworknamedlocation). */
export const compliantNetworkLocation = "3d46dbda-8382-466a-856d-eb00cbc6b910";

/** The trusted IPs of per-user multifactor authentication, a location that no API shows. */
export const multifactorTrustedIps = "00000000-0000-0000-0000-000000000000";

/**
 * Device attributes that filters may use, with their values where these are fixed
 * (https://learn.microsoft.com/entra/identity/conditional-access/concept-condition-filters-for-devices).
 */
export const deviceAttributes: readonly (
  | { readonly name: string; readonly kind: "text" | "collection"; readonly values?: never }
  | { readonly name: string; readonly kind: "enumeration"; readonly values: readonly string[] }
)[] = [
  { name: "deviceId", kind: "text" },
  { name: "displayName", kind: "text" },
  { name: "deviceOwnership", kind: "enumeration", values: ["Company", "Personal"] },
  { name: "enrollmentProfileName", kind: "text" },
  { name: "isCompliant", kind: "enumeration", values: ["True", "False"] },
  { name: "manufacturer", kind: "text" },
  { name: "mdmAppId", kind: "text" },
  { name: "model", kind: "text" },
  { name: "operatingSystem", kind: "text" },
  { name: "operatingSystemVersion", kind: "text" },
  { name: "physicalIds", kind: "collection" },
  {
    name: "profileType",
    kind: "enumeration",
    values: ["RegisteredDevice", "SecureVM", "Printer", "Shared", "IoT"],
  },
  { name: "systemLabels", kind: "collection" },
  { name: "trustType", kind: "enumeration", values: ["AzureAD", "ServerAD", "Workplace"] },
  ...Array.from({ length: 15 }, (_, index) => ({ name: `extensionAttribute${index + 1}`, kind: "text" as const })),
];
