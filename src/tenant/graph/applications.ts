/** Applications: credentials, owners, federated identity credentials. */

import { randomBytes } from "node:crypto";
import type { Entity, JsonObject } from "../entity.ts";
import { asObject, asText, isGuid, mergeJson, objectsOf } from "../entity.ts";
import type { TableName } from "../store.ts";
import { audit } from "./audit.ts";
import {
  applicationsByAppId,
  type Context,
  createdId,
  lookUp,
  noContent,
  type Operations,
  parameter,
  plainProperties,
  principalsByAppId,
  type Reply,
  requiredText,
} from "./context.ts";
import { softDelete } from "./deleted-items.ts";
import { deltaOperations } from "./delta.ts";
import { badRequest, notFound } from "./error.ts";
import { addReference, initialOwners, referencedId, related, removeReference } from "./relations.ts";
import { directoryResource, list, listDirectoryObjects, type Resource, readOperations, single } from "./resource.ts";
import { graphDate } from "./schedule.ts";

export const applicationResource: Resource = directoryResource({
  table: "applications",
  type: "#microsoft.graph.application",
  set: "applications",
  hidden: ["owners", "federatedIdentityCredentials"],
  directory: true,
  indexes: { appId: applicationsByAppId },
  expands: {
    owners: { of: (context, application) => related(context, application, "owners") },
    federatedIdentityCredentials: { of: (_, application) => credentialsOf(application) },
  },
});

const emptyApplication: JsonObject = {
  addIns: [],
  api: {
    acceptMappedClaims: null,
    knownClientApplications: [],
    oauth2PermissionScopes: [],
    preAuthorizedApplications: [],
    requestedAccessTokenVersion: null,
  },
  appRoles: [],
  applicationTemplateId: null,
  certification: null,
  defaultRedirectUri: null,
  deletedDateTime: null,
  description: null,
  disabledByMicrosoftStatus: null,
  federatedIdentityCredentials: [],
  groupMembershipClaims: null,
  identifierUris: [],
  info: { logoUrl: null, marketingUrl: null, privacyStatementUrl: null, supportUrl: null, termsOfServiceUrl: null },
  isDeviceOnlyAuthSupported: null,
  isFallbackPublicClient: null,
  keyCredentials: [],
  notes: null,
  oauth2RequirePostResponse: false,
  optionalClaims: null,
  parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: "Allow" },
  passwordCredentials: [],
  publicClient: { redirectUris: [] },
  requestSignatureVerification: null,
  requiredResourceAccess: [],
  samlMetadataUrl: null,
  serviceManagementReference: null,
  servicePrincipalLockConfiguration: null,
  signInAudience: "AzureADMyOrg",
  spa: { redirectUris: [] },
  tags: [],
  tokenEncryptionKeyId: null,
  uniqueName: null,
  verifiedPublisher: { addedDateTime: null, displayName: null, verifiedPublisherId: null },
  web: {
    homePageUrl: null,
    implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
    logoutUrl: null,
    redirectUriSettings: [],
    redirectUris: [],
  },
};

function findApplication(context: Context): Entity {
  return lookUp(context, "applications", parameter(context, "id"));
}

function checkIdentifierUris(context: Context, properties: JsonObject, except?: string): void {
  const wanted = (properties["identifierUris"] ?? []) as readonly string[];
  if (wanted.length === 0) return;
  const taken = context.store.find("applications", (each) => {
    const uris = (each["identifierUris"] ?? []) as readonly string[];
    return each.id !== except && uris.some((uri) => wanted.includes(uri));
  });
  if (taken !== undefined)
    throw badRequest(
      "Another object with the same value for property identifierUris already exists.",
      "Request_MultipleObjectsWithSameKeyValue",
    );
}

function create(context: Context): Reply {
  requiredText(context, "displayName", "Application");
  const properties = withoutSecrets(plainProperties(context.body, "owners", "publisherDomain"));
  checkIdentifierUris(context, properties);
  // Graph chooses the application id; only a caller that also chooses the object's id may bring one of its own.
  const chosen = context.assignId === undefined ? undefined : asText(properties["appId"]);
  const application: Entity = Object.assign(mergeJson(emptyApplication, properties), {
    appId: chosen ?? context.newId(),
    createdDateTime: context.now,
    id: createdId(context),
    owners: initialOwners(context),
    publisherDomain: context.facts.initialDomain,
  });
  context.store.put("applications", application);
  audit(context, "ApplicationManagement", "Add application", [{ id: application.id }]);
  return single(context, applicationResource, application, 201);
}

/** Properties of an application that its service principal in the same tenant repeats. */
export function mirroredProperties(application: Entity): JsonObject {
  const api = asObject(application["api"]);
  const web = asObject(application["web"]);
  return {
    appDisplayName: application["displayName"],
    appRoles: objectsOf(application["appRoles"]).map((role) => ({ origin: "Application", ...role })),
    displayName: application["displayName"],
    homepage: web?.["homePageUrl"] ?? null,
    logoutUrl: web?.["logoutUrl"] ?? null,
    oauth2PermissionScopes: api?.["oauth2PermissionScopes"] ?? [],
    replyUrls: web?.["redirectUris"] ?? [],
    servicePrincipalNames: [application["appId"], ...((application["identifierUris"] ?? []) as readonly string[])],
    signInAudience: application["signInAudience"],
  };
}

function update(context: Context): Reply {
  const application = findApplication(context);
  const change = withoutSecrets(plainProperties(context.body, "owners", "appId"));
  checkIdentifierUris(context, change, application.id);
  checkRemovedRoles(application, change);
  const changed: Entity = { ...mergeJson(application, change), id: application.id };
  context.store.put("applications", changed);
  const principal = context.store.first(principalsByAppId, String(application["appId"]).toLowerCase());
  if (principal !== undefined) {
    context.store.put("servicePrincipals", { ...principal, ...mirroredProperties(changed) });
  }
  if ("keyCredentials" in change || "passwordCredentials" in change) auditCredentials(context, application.id);
  return noContent;
}

/** An app role or scope must be disabled before it can be removed. */
function checkRemovedRoles(application: Entity, change: JsonObject): void {
  if (!("appRoles" in change)) return;
  const kept = new Set(objectsOf(change["appRoles"]).map((role) => role["id"]));
  const removed = objectsOf(application["appRoles"]).find(
    (role) => role["isEnabled"] === true && !kept.has(role["id"]),
  );
  if (removed !== undefined) {
    throw badRequest(
      "Permission (scope or role) cannot be deleted or updated unless disabled first.",
      "CannotDeleteOrUpdateEnabledEntitlement",
    );
  }
}

function auditCredentials(context: Context, id: string): void {
  audit(context, "ApplicationManagement", "Update application – Certificates and secrets management", [{ id }]);
}

/** Keeps what describes a password credential, never the password. */
export function withoutSecrets(properties: JsonObject): JsonObject {
  if (!("passwordCredentials" in properties)) return properties;
  const passwordCredentials = objectsOf(properties["passwordCredentials"]).map((each) => ({
    ...each,
    hint: null,
    secretText: null,
  }));
  return { ...properties, passwordCredentials };
}

const twoYears = 2 * 365 * 86_400_000;

/** `addPassword`: the secret is in this answer and nowhere else. */
export function addPassword(table: TableName): (context: Context) => Reply {
  return (context) => {
    const entity = lookUp(context, table, parameter(context, "id"));
    const asked = asObject(context.body["passwordCredential"]) ?? {};
    const secretText = randomBytes(30).toString("base64url");
    const credential = {
      customKeyIdentifier: null,
      displayName: asText(asked["displayName"]) ?? null,
      endDateTime: asText(asked["endDateTime"]) ?? graphDate(Date.parse(context.now) + twoYears),
      hint: null,
      keyId: createdId(context),
      startDateTime: asText(asked["startDateTime"]) ?? context.now,
    };
    const passwordCredentials = [...objectsOf(entity["passwordCredentials"]), { ...credential, secretText: null }];
    context.store.put(table, { ...entity, passwordCredentials });
    auditCredentials(context, entity.id);
    return { status: 200, body: { ...credential, hint: secretText.slice(0, 3), secretText } };
  };
}

export function removePassword(table: TableName): (context: Context) => Reply {
  return (context) => {
    const entity = lookUp(context, table, parameter(context, "id"));
    const keyId = requiredText(context, "keyId", "PasswordCredential");
    const all = objectsOf(entity["passwordCredentials"]);
    const passwordCredentials = all.filter((each) => each["keyId"] !== keyId);
    if (passwordCredentials.length === all.length)
      throw badRequest(`No password credential found with keyId '${keyId}'.`);
    context.store.put(table, { ...entity, passwordCredentials });
    auditCredentials(context, entity.id);
    return noContent;
  };
}

const credentialResource: Resource = {
  table: "applications",
  type: "#microsoft.graph.federatedIdentityCredential",
  set: "applications/federatedIdentityCredentials",
};

function credentialsOf(application: Entity): readonly Entity[] {
  return (application["federatedIdentityCredentials"] ?? []) as readonly Entity[];
}

function findCredential(context: Context): Entity {
  const id = parameter(context, "credential");
  const found = credentialsOf(findApplication(context)).find((each) => each.id === id || each["name"] === id);
  if (found === undefined) throw notFound(id);
  return found;
}

function putCredentials(context: Context, federatedIdentityCredentials: readonly Entity[]): void {
  const application = findApplication(context);
  context.store.put("applications", { ...application, federatedIdentityCredentials });
  audit(context, "ApplicationManagement", "Update application – Federated identity credentials", [
    { id: application.id },
  ]);
}

function addCredential(context: Context): Reply {
  const name = requiredText(context, "name", "FederatedIdentityCredential");
  const issuer = requiredText(context, "issuer", "FederatedIdentityCredential");
  const existing = credentialsOf(findApplication(context));
  const subject = asText(context.body["subject"]);
  if (existing.some((each) => each["name"] === name)) {
    throw badRequest(
      `FederatedIdentityCredential with name ${name} already exists.`,
      "Request_MultipleObjectsWithSameKeyValue",
    );
  }
  if (subject !== undefined && existing.some((each) => each["issuer"] === issuer && each["subject"] === subject)) {
    throw badRequest(
      `FederatedIdentityCredential with issuer '${issuer}' and subject '${subject}' already exists.`,
      "Request_MultipleObjectsWithSameKeyValue",
    );
  }
  const credential: Entity = { description: null, ...plainProperties(context.body), id: createdId(context) };
  putCredentials(context, [...existing, credential]);
  return single(context, credentialResource, credential, 201);
}

function ownerOperations(path: string, table: TableName, kind: string): Operations {
  const find = (context: Context) => lookUp(context, table, parameter(context, "id"));
  return {
    [`GET ${path}/:id/owners`]: (context) => listDirectoryObjects(context, related(context, find(context), "owners")),
    [`POST ${path}/:id/owners/$ref`]: (context) => {
      const id = referencedId(context.body["@odata.id"]);
      addReference(context, table, find(context), "owners", id);
      audit(context, "ApplicationManagement", `Add owner to ${kind}`, [{ id }, { id: find(context).id }]);
      return noContent;
    },
    [`DELETE ${path}/:id/owners/:object/$ref`]: (context) => {
      const id = parameter(context, "object");
      removeReference(context, table, find(context), "owners", id);
      audit(context, "ApplicationManagement", `Remove owner from ${kind}`, [{ id }, { id: find(context).id }]);
      return noContent;
    },
  };
}

export const servicePrincipalOwnerOperations = ownerOperations(
  "servicePrincipals",
  "servicePrincipals",
  "service principal",
);

export const applicationOperations: Operations = {
  ...readOperations("applications", applicationResource),
  ...deltaOperations("applications", applicationResource, ["owners"]),
  "POST applications": create,
  "PATCH applications/:id": update,
  "DELETE applications/:id": (context) => {
    const application = findApplication(context);
    audit(context, "ApplicationManagement", "Delete application", [{ id: application.id }]);
    // The service principal of an application goes with it in the application's own tenant.
    const principal = context.store.first(principalsByAppId, String(application["appId"]).toLowerCase());
    if (principal !== undefined)
      softDelete(
        context,
        { table: "servicePrincipals", type: "#microsoft.graph.servicePrincipal", set: "" },
        principal,
      );
    return softDelete(context, applicationResource, application);
  },
  ...ownerOperations("applications", "applications", "application"),
  "POST applications/:id/addPassword": addPassword("applications"),
  "POST applications/:id/removePassword": removePassword("applications"),
  "PUT applications/:id/logo": (context) => {
    findApplication(context);
    return noContent;
  },
  "GET applications/:id/federatedIdentityCredentials": (context) =>
    list(context, credentialResource, credentialsOf(findApplication(context))),
  "POST applications/:id/federatedIdentityCredentials": addCredential,
  "GET applications/:id/federatedIdentityCredentials/:credential": (context) =>
    single(context, credentialResource, findCredential(context)),
  "PATCH applications/:id/federatedIdentityCredentials/:credential": (context) => {
    const found = findCredential(context);
    const changed: Entity = { ...mergeJson(found, plainProperties(context.body)), id: found.id };
    putCredentials(
      context,
      credentialsOf(findApplication(context)).map((each) => (each.id === found.id ? changed : each)),
    );
    return noContent;
  },
  "DELETE applications/:id/federatedIdentityCredentials/:credential": (context) => {
    const found = findCredential(context);
    putCredentials(
      context,
      credentialsOf(findApplication(context)).filter((each) => each.id !== found.id),
    );
    return noContent;
  },
};

/** The application of this tenant with that application id, or undefined. */
export function applicationByAppId(context: Context, appId: string): Entity | undefined {
  if (!isGuid(appId)) return undefined;
  return context.store.first(applicationsByAppId, appId.toLowerCase());
}
