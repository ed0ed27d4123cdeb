/** People and applications that stand out of the crowd of a tenant of any size. */

import { appPermissionByName, resourceApplications } from "../../../catalogue/app-permissions.ts";
import { guestPrincipalName } from "../../graph/users.ts";
import { appRole, lastUse, secret } from "./applications.ts";
import { type Frame, type Row, row, type ScaleProvider, userReference } from "./frame.ts";
import { activity, personRows } from "./people.ts";

/** Who gave what is planted: an administrator of the company. */
export function giver(frame: Frame): string {
  return frame.id("planted user", "Grace Holloway");
}

/** A member of staff; days since the last sign-in. */
export function* member(frame: Frame, name: string, days: number, enabled = true): Generator<Row> {
  const address = `${name.toLowerCase().replaceAll(" ", ".")}@${frame.options.domain}`;
  const user = {
    id: frame.id("planted user", name),
    accountEnabled: enabled,
    companyName: frame.options.company,
    createdDateTime: frame.daysAgo(1500),
    department: "IT",
    displayName: name,
    mail: address,
    userPrincipalName: address,
    userType: "Member",
    signInActivity: activity(frame, days),
  };
  yield* personRows(frame, frame.random(name), user, ["microsoftAuthenticatorPush"]);
}

/** Somebody of a provider; days since the last sign-in. */
export function* guestOf(frame: Frame, provider: ScaleProvider, name: string, days: number): Generator<Row> {
  const mail = `${name.toLowerCase().replaceAll(" ", ".")}@${provider.domains[0] ?? "provider.example"}`;
  const user = {
    id: frame.id("planted user", name),
    accountEnabled: true,
    companyName: provider.name,
    createdDateTime: frame.daysAgo(900),
    creationType: "Invitation",
    displayName: name,
    externalUserState: "Accepted",
    externalUserStateChangeDateTime: frame.daysAgo(899),
    mail,
    otherMails: [mail],
    userPrincipalName: guestPrincipalName(mail, frame.options.initialDomain),
    userType: "Guest",
    signInActivity: activity(frame, days),
  };
  yield* personRows(frame, frame.random(name), user, ["microsoftAuthenticatorPush"]);
}

/** An application whose only secret ends so many days from now, with one permission of Microsoft Graph. */
export function* application(
  frame: Frame,
  name: string,
  owner: string | undefined,
  permission: string,
  secretEndsInDays: number,
): Generator<Row> {
  const { tenantId } = frame.options;
  const appId = frame.id("planted application id", name);
  const frameOf = {
    appId,
    createdDateTime: frame.daysAgo(1300),
    displayName: name,
    keyCredentials: [],
    owners: owner === undefined ? [] : [userReference(owner)],
  };
  const principal = {
    ...frameOf,
    id: frame.id("planted service principal", name),
    accountEnabled: true,
    appOwnerOrganizationId: tenantId,
    servicePrincipalType: "Application",
    passwordCredentials: [],
  };
  yield row("applications", {
    ...frameOf,
    id: frame.id("planted application", name),
    passwordCredentials: [secret(frame, name, secretEndsInDays)],
    signInAudience: "AzureADMyOrg",
  });
  yield row("servicePrincipals", principal);
  const role = appPermissionByName(resourceApplications.microsoftGraph.appId, permission);
  if (role !== undefined) yield appRole(frame, principal, role.id, frame.daysAgo(1290));
  yield lastUse(frame, appId, 700);
}
