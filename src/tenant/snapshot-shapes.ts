/**
 * What the properties that Demarc reads are in Graph's answers (https://learn.microsoft.com/graph/api/overview). Other programs write
 * something else into the same places: PowerShell makes text of what is too deep ("System.Object[]", "@{users=}") and a single value of
 * a list with one element.
 */

type Kind = "text" | "moment" | "flag" | "texts" | "objects" | "object" | "text-or-texts";

/**
 * By name: Graph means the same by a name wherever it is. Names that mean several things are left out; `members` are those of
 * conditionalAccessEnumeratedExternalTenants, since relations are read on their own.
 */
const kinds: Readonly<Record<string, Kind>> = Object.fromEntries(
  (
    [
      [
        "text",
        `id @odata.type accessId activityDisplayName appDisplayName appId appOwnerOrganizationId appRoleId appScopeId approvalMode assignmentType
        authenticationType cidrAddress claimValue clientId companyName consentType countryLookupMethod creationType
        department directoryScopeId displayName externalUserState federatedIdpMfaBehavior frequencyInterval groupId issuer
        jobTitle mail mailNickname membershipKind membershipRule membershipRuleProcessingState membershipType memberType mode
        policyId preferredSingleSignOnMode principalId principalOrganizationId principalType resourceId roleDefinitionId roleTemplateId rule
        scopeId scopeType servicePrincipalType signInAudience subject templateId tenantId tenantType userPrincipalName
        userType`,
      ],
      [
        "moment",
        `activityDateTime createdDateTime endDateTime externalUserStateChangeDateTime lastNonInteractiveSignInDateTime lastSignInDateTime
        lastSuccessfulSignInDateTime startDateTime`,
      ],
      [
        "flag",
        `accountEnabled appRoleAssignmentRequired includeUnknownCountriesAndRegions isApprovalRequired isAssignableToRole isBuiltIn isEscalationEnabled
        isExpirationRequired isInitial isManagementRestricted isMemberManagementRestricted isServiceProvider isTrusted isVerified onPremisesSyncEnabled
        securityEnabled`,
      ],
      [
        "texts",
        `allowedCombinations allowedResourceActions alternativeNames appliesToCombinations audiences builtInControls clientAppTypes
        countriesAndRegions customAuthenticationFactors enabledRules excludeApplications excludeGroups excludeLocations excludePlatforms
        excludeResourceActions excludeRoles excludeServicePrincipals excludeUsers groupTypes identifierUris includeApplications
        includeAuthenticationContextClassReferences includeGroups includeLocations includePlatforms includeRoles
        includeServicePrincipals includeUserActions includeUsers members otherMails proxyAddresses resourceScopes servicePrincipalNames
        servicePrincipalRiskLevels signInRiskLevels tags termsOfUse userRiskLevels`,
      ],
      [
        "objects",
        `approvalStages appRoles combinationConfigurations escalationApprovers federatedIdentityCredentials ipRanges keyCredentials modifiedProperties
        passwordCredentials primaryApprovers rolePermissions rules targetResources verifiedDomains`,
      ],
      [
        "object",
        `applicationFilter applications authenticationFlows authenticationStrength clientApplications conditions deviceFilter devices
        excludeGuestsOrExternalUsers expiration externalTenants grantControls includeGuestsOrExternalUsers initiatedBy locations platforms
        scheduleInfo sessionControls setting users`,
      ],
      ["text-or-texts", "guestOrExternalUserTypes insiderRiskLevels transferMethods"],
    ] as const
  ).flatMap(([kind, names]) => names.split(/\s+/).map((name) => [name, kind] as const)),
);

const words: Readonly<Record<Kind, string>> = {
  text: "a text",
  moment: "a date such as 2026-11-20T08:00:00Z",
  flag: "true or false",
  texts: "a list of texts",
  objects: "a list of objects",
  object: "an object",
  "text-or-texts": "a text or a list of texts",
};

const isText = (value: unknown) => typeof value === "string";
/** What Graph writes; anything else is looked at closely. */
const usualMoment =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;
/** ISO 8601. Dates in a country's spelling would be other days elsewhere, and one that is none would never come. */
const isMoment = (value: unknown) =>
  value === "" ||
  (isText(value) && usualMoment.test(value)) ||
  (isText(value) && /^[+-]?\d{4,6}-\d\d-\d\d(?:$|T)/.test(value) && !Number.isNaN(Date.parse(value)));
const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);

const accepts: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: isText,
  moment: isMoment,
  flag: (value) => typeof value === "boolean",
  texts: (value) => Array.isArray(value) && value.every(isText),
  objects: (value) => Array.isArray(value) && value.every(isObject),
  object: isObject,
  "text-or-texts": (value) => isText(value) || (Array.isArray(value) && value.every(isText)),
};

/** A moment that was never: what programs in Go and .NET, and Graph at times, write where there is none. */
export function isNever(name: string, value: unknown): boolean {
  return (
    typeof value === "string" &&
    value.startsWith("0001-01-01") &&
    Object.hasOwn(kinds, name) &&
    kinds[name] === "moment"
  );
}

/**
 * What a property must be, in words, when its value is something else. Nothing (null) is fine everywhere.
 * @param name as Graph spells it
 */
export function expected(name: string, value: unknown): string | undefined {
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  return kind === undefined || value === null || value === undefined || accepts[kind](value) ? undefined : words[kind];
}
