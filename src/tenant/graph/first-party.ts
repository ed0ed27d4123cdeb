/**
 * Microsoft's own applications that have a service principal in every tenant, with the permissions our catalogue
 * knows.
 */

import { type AppPermission, appPermissions, delegatedScopes } from "../../catalogue/app-permissions.ts";
import type { Entity } from "../entity.ts";
import { derivedId } from "../entity.ts";

/** Microsoft's tenant: the owner of first-party applications. */
export const microsoftTenantId = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

/**
 * Application ids as Microsoft publishes them
 * (https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in).
 */
export const firstPartyApplications: Readonly<Record<string, string>> = {
  "00000003-0000-0000-c000-000000000000": "Microsoft Graph",
  "00000002-0000-0000-c000-000000000000": "Windows Azure Active Directory",
  "00000002-0000-0ff1-ce00-000000000000": "Office 365 Exchange Online",
  "00000003-0000-0ff1-ce00-000000000000": "Office 365 SharePoint Online",
  "797f4846-ba00-4fd7-ba43-dac1f8f63013": "Windows Azure Service Management API",
  "c44b4083-3bb0-49c1-b47d-974e53cbdf3c": "Azure Portal",
  "04b07795-8ddb-461a-bbee-02f9e1bf7b46": "Microsoft Azure CLI",
  "1950a258-227b-4e31-a9cf-717495945fc2": "Microsoft Azure PowerShell",
  "c5393580-f805-4401-95e8-94b7a6ef2fc2": "Office 365 Management APIs",
  "fc780465-2017-40d4-a0c5-307022471b92": "WindowsDefenderATP",
  "8ee8fdad-f234-4243-8f3b-15c294843740": "Microsoft Threat Protection",
  "05a65629-4c1b-48c1-a78b-804c4abdd4af": "Microsoft Cloud App Security",
  "0000000a-0000-0000-c000-000000000000": "Microsoft Intune",
};

/** Those that every new tenant has. */
const alwaysPresent = Object.keys(firstPartyApplications).slice(0, 5);

function permissionsOf(appId: string, permissions: readonly AppPermission[]): AppPermission[] {
  return permissions.filter((permission) => permission.resourceAppId === appId);
}

/** Name of an application that exists outside the tenant and may be given a service principal in it, or undefined. */
export function foreignApplicationName(appId: string): string | undefined {
  const known = firstPartyApplications[appId.toLowerCase()];
  if (known !== undefined) return known;
  return permissionsOf(appId.toLowerCase(), appPermissions()).length > 0 ? `Microsoft application ${appId}` : undefined;
}

/** What a first-party service principal offers: app roles and delegated scopes. */
export function offeredPermissions(appId: string) {
  return {
    appRoles: permissionsOf(appId, appPermissions()).map(({ id, value }) => ({
      allowedMemberTypes: ["Application"],
      description: value,
      displayName: value,
      id,
      isEnabled: true,
      origin: "Application",
      value,
    })),
    oauth2PermissionScopes: permissionsOf(appId, delegatedScopes()).map(({ id, value }) => ({
      adminConsentDescription: value,
      adminConsentDisplayName: value,
      id,
      isEnabled: true,
      type: "Admin",
      userConsentDescription: null,
      userConsentDisplayName: null,
      value,
    })),
  };
}

/** Properties of a service principal that nobody set. */
export const emptyServicePrincipal = {
  accountEnabled: true,
  addIns: [],
  alternativeNames: [],
  appDescription: null,
  appRoleAssignmentRequired: false,
  appRoles: [],
  applicationTemplateId: null,
  deletedDateTime: null,
  description: null,
  disabledByMicrosoftStatus: null,
  homepage: null,
  info: { logoUrl: null, marketingUrl: null, privacyStatementUrl: null, supportUrl: null, termsOfServiceUrl: null },
  keyCredentials: [],
  loginUrl: null,
  logoutUrl: null,
  notes: null,
  notificationEmailAddresses: [],
  oauth2PermissionScopes: [],
  passwordCredentials: [],
  preferredSingleSignOnMode: null,
  preferredTokenSigningKeyThumbprint: null,
  replyUrls: [],
  resourceSpecificApplicationPermissions: [],
  samlSingleSignOnSettings: null,
  servicePrincipalNames: [],
  servicePrincipalType: "Application",
  signInAudience: "AzureADMultipleOrgs",
  tags: [],
  tokenEncryptionKeyId: null,
  verifiedPublisher: { addedDateTime: null, displayName: null, verifiedPublisherId: null },
} as const;

/** The service principals that a new tenant has. */
export function initialServicePrincipals(tenantId: string, createdDateTime: string): Entity[] {
  return alwaysPresent.map((appId) => ({
    ...emptyServicePrincipal,
    ...offeredPermissions(appId),
    appDisplayName: firstPartyApplications[appId],
    appId,
    appOwnerOrganizationId: microsoftTenantId,
    createdDateTime,
    displayName: firstPartyApplications[appId],
    id: derivedId("service principal", tenantId, appId),
    owners: [],
    servicePrincipalNames: [appId],
  }));
}
