/** Applications of a tenant of any size, what they may do, and when they were last used. */

import { appPermissionByName, resourceApplications } from "../../../catalogue/app-permissions.ts";
import { derivedId, type Entity } from "../../entity.ts";
import { type Frame, type Row, row } from "./frame.ts";
import { activity, type People } from "./people.ts";

/** Applications for each user, and as many service principals. */
const applicationShare = 0.02;
/** The others are applications of other tenants. */
const ownShare = 0.7;

const ordinaryPermissions = ["User.Read.All", "Group.Read.All", "Device.Read.All", "Sites.Read.All", "Mail.Read"];
const ordinaryScopes = ["User.Read", "User.Read openid profile", "Calendars.Read", "Files.Read.All offline_access"];

/** Object id of Microsoft Graph's own service principal in a new tenant. */
export function graphPrincipal(tenantId: string): string {
  return derivedId("service principal", tenantId, resourceApplications.microsoftGraph.appId);
}

export function* applicationRows(frame: Frame, { staff }: People): Generator<Row> {
  const random = frame.random("applications");
  const { tenantId } = frame.options;
  const count = frame.share(applicationShare);
  const roles = ordinaryPermissions.flatMap(
    (name) => appPermissionByName(resourceApplications.microsoftGraph.appId, name) ?? [],
  );
  for (let number = 0; number < count; number++) {
    const isOwn = number < count * ownShare;
    const displayName = `${isOwn ? "Line of business" : "Vendor"} ${number + 1}`;
    const appId = frame.id("application id", number);
    const createdDateTime = frame.daysAgo(20 + random.below(2000));
    const owners = staff.length > 0 && random.next() < 0.6 ? [random.of(staff)] : [];
    const common = { appId, createdDateTime, displayName, keyCredentials: [], owners };
    yield row("applications", {
      ...common,
      id: frame.id("application", number),
      displayName: isOwn ? displayName : `Prepared ${number + 1}`,
      appId: isOwn ? appId : frame.id("prepared application id", number),
      appRoles: [],
      passwordCredentials: random.next() < 0.5 ? [secret(frame, number, random.below(700) - 200)] : [],
      signInAudience: "AzureADMyOrg",
    });
    const principal: Entity = {
      ...common,
      id: frame.id("service principal", number),
      accountEnabled: true,
      appDisplayName: displayName,
      appOwnerOrganizationId: isOwn ? tenantId : frame.id("vendor tenant", number % 50),
      appRoles: [],
      oauth2PermissionScopes: [],
      passwordCredentials: [],
      servicePrincipalNames: [appId],
      servicePrincipalType: "Application",
      signInAudience: isOwn ? "AzureADMyOrg" : "AzureADMultipleOrgs",
      tags: [],
    };
    yield row("servicePrincipals", principal);
    for (const role of roles.slice(0, random.below(3))) yield appRole(frame, principal, role.id, createdDateTime);
    if (random.next() < 0.8) {
      yield row("oauth2PermissionGrants", {
        id: frame.id("grant", number),
        clientId: principal.id,
        consentType: "AllPrincipals",
        principalId: null,
        resourceId: graphPrincipal(tenantId),
        scope: random.of(ordinaryScopes),
      });
    }
    if (random.next() < 0.85)
      yield lastUse(frame, appId, random.next() < 0.2 ? 200 + random.below(500) : random.below(20));
  }
}

/** A permission of Microsoft Graph that a service principal holds. */
export function appRole(frame: Frame, principal: Entity, appRoleId: string, createdDateTime: string): Row {
  return row("appRoleAssignments", {
    id: frame.id(`app role ${appRoleId}`, principal.id),
    appRoleId,
    createdDateTime,
    deletedDateTime: null,
    principalDisplayName: principal["displayName"],
    principalId: principal.id,
    principalType: "ServicePrincipal",
    resourceDisplayName: "Microsoft Graph",
    resourceId: graphPrincipal(frame.options.tenantId),
  });
}

/** A client secret as Graph shows it: without the secret. */
export function secret(frame: Frame, number: number | string, endsInDays: number): Readonly<Record<string, unknown>> {
  return {
    customKeyIdentifier: null,
    displayName: "secret",
    endDateTime: frame.daysAgo(-endsInDays),
    hint: null,
    keyId: frame.id("secret", number),
    secretText: null,
    startDateTime: frame.daysAgo(730 - endsInDays),
  };
}

/** When an application was last used (beta shape). */
export function lastUse(frame: Frame, appId: string, days: number): Row {
  const last = { ...activity(frame, days), lastSignInRequestId: null };
  return row("servicePrincipalSignInActivities", {
    id: Buffer.from(appId).toString("base64"),
    appId,
    lastSignInActivity: last,
    delegatedClientSignInActivity: null,
    delegatedResourceSignInActivity: null,
    applicationAuthenticationClientSignInActivity: last,
    applicationAuthenticationResourceSignInActivity: null,
  });
}
