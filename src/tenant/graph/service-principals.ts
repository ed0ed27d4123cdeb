/** Service principals, app role assignments and delegated permission grants. */

import { createHash } from "node:crypto";
import type { Entity, JsonObject } from "../entity.ts";
import { asText, isGuid, mergeJson, objectsOf } from "../entity.ts";
import type { Index } from "../store.ts";
import {
  addPassword,
  applicationByAppId,
  mirroredProperties,
  removePassword,
  servicePrincipalOwnerOperations,
  withoutSecrets,
} from "./applications.ts";
import { audit } from "./audit.ts";
import {
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
import {
  emptyServicePrincipal,
  firstPartyApplications,
  foreignApplicationName,
  microsoftTenantId,
  offeredPermissions,
} from "./first-party.ts";
import { initialOwners, memberOf, referencedId, related, transitiveMemberOf } from "./relations.ts";
import {
  deleteOperation,
  directoryResource,
  findDirectoryObject,
  list,
  listDirectoryObjects,
  type Resource,
  readOperations,
  single,
} from "./resource.ts";
import { graphDate } from "./schedule.ts";

export const servicePrincipalResource: Resource = directoryResource({
  table: "servicePrincipals",
  type: "#microsoft.graph.servicePrincipal",
  set: "servicePrincipals",
  hidden: ["owners", "claimsMappingPolicies"],
  directory: true,
  selectOnly: { customSecurityAttributes: 999 },
  indexes: { appId: principalsByAppId },
  expands: {
    owners: { of: (context, principal) => related(context, principal, "owners") },
    appRoleAssignments: { resource: () => appRoleAssignmentResource, of: heldBy },
    appRoleAssignedTo: { resource: () => appRoleAssignmentResource, of: assignedTo },
  },
});

const appRoleAssignmentResource: Resource = {
  table: "appRoleAssignments",
  type: "#microsoft.graph.appRoleAssignment",
  set: "appRoleAssignments",
};

const grantResource: Resource = {
  table: "oauth2PermissionGrants",
  type: "#microsoft.graph.oAuth2PermissionGrant",
  set: "oauth2PermissionGrants",
};

const assignmentsByHolder: Index = { table: "appRoleAssignments", keyOf: (each) => asText(each["principalId"]) };
const assignmentsByResource: Index = { table: "appRoleAssignments", keyOf: (each) => asText(each["resourceId"]) };
const grantsByClient: Index = { table: "oauth2PermissionGrants", keyOf: (each) => asText(each["clientId"]) };

function heldBy(context: Context, principal: Entity): Entity[] {
  return context.store.every(assignmentsByHolder, principal.id);
}

function assignedTo(context: Context, principal: Entity): Entity[] {
  return context.store.every(assignmentsByResource, principal.id);
}

function find(context: Context): Entity {
  return lookUp(context, "servicePrincipals", parameter(context, "id"));
}

/** What the service principal repeats of its application: of this tenant, of Microsoft's, or of another tenant's. */
function applicationProperties(context: Context, appId: string): JsonObject {
  const application = applicationByAppId(context, appId);
  if (application !== undefined) {
    return { ...mirroredProperties(application), appOwnerOrganizationId: context.facts.tenantId };
  }
  const name = foreignApplicationName(appId);
  if (name !== undefined) {
    return {
      ...offeredPermissions(appId.toLowerCase()),
      appDisplayName: name,
      appOwnerOrganizationId: microsoftTenantId,
      displayName: name,
      servicePrincipalNames: [appId],
    };
  }
  // Another organisation's multi-tenant application: nothing is known of it but what the caller says, and only a caller
  // that chooses the object's id (a seed, a plan) may say so.
  const owner = asText(context.body["appOwnerOrganizationId"]);
  if (context.assignId !== undefined && owner !== undefined) {
    return { appDisplayName: context.body["displayName"] ?? null, servicePrincipalNames: [appId] };
  }
  throw badRequest(`The appId '${appId}' of the service principal does not reference a valid application object.`);
}

function create(context: Context): Reply {
  const appId = requiredText(context, "appId", "ServicePrincipal");
  if (!isGuid(appId)) throw badRequest(`Invalid GUID '${appId}' for property 'appId'.`);
  if (context.store.first(principalsByAppId, appId.toLowerCase()) !== undefined) {
    throw badRequest(
      "The service principal cannot be created, updated, or restored because the service principal name " +
        `${appId} is already in use.`,
      "Request_MultipleObjectsWithSameKeyValue",
    );
  }
  const principal: Entity = {
    ...emptyServicePrincipal,
    ...applicationProperties(context, appId),
    ...withoutSecrets(plainProperties(context.body, "owners")),
    createdDateTime: context.now,
    id: createdId(context),
    owners: initialOwners(context),
  };
  context.store.put("servicePrincipals", principal);
  audit(context, "ApplicationManagement", "Add service principal", [{ id: principal.id }]);
  return single(context, servicePrincipalResource, principal, 201);
}

const noRole = "00000000-0000-0000-0000-000000000000";

function assignAppRole(context: Context): Reply {
  const kind = "AppRoleAssignment";
  const principalId = requiredText(context, "principalId", kind);
  const resourceId = requiredText(context, "resourceId", kind);
  const appRoleId = asText(context.body["appRoleId"]) ?? noRole;
  const principal = findDirectoryObject(context, principalId);
  const resource = context.store.get("servicePrincipals", resourceId);
  if (principal === undefined) throw notFound(principalId);
  if (resource === undefined) throw notFound(resourceId);
  const roles = objectsOf(resource["appRoles"]);
  if (appRoleId !== noRole && !roles.some((role) => role["id"] === appRoleId && role["isEnabled"] !== false)) {
    throw badRequest("Permission being assigned was not found on application");
  }
  const exists = heldBy(context, principal).some(
    (each) => each["resourceId"] === resource.id && each["appRoleId"] === appRoleId,
  );
  if (exists) throw badRequest("Permission being assigned already exists on the object");
  const assignment: Entity = {
    id: createdId(context),
    appRoleId,
    createdDateTime: context.now,
    deletedDateTime: null,
    principalDisplayName: principal["displayName"] ?? null,
    principalId: principal.id,
    principalType: principalType[String(principal["@odata.type"])] ?? "ServicePrincipal",
    resourceDisplayName: resource["displayName"] ?? null,
    resourceId: resource.id,
  };
  context.store.put("appRoleAssignments", assignment);
  auditAppRole(context, "Add app role assignment to", assignment);
  return single(context, appRoleAssignmentResource, assignment, 201);
}

const principalType: Readonly<Record<string, string>> = {
  "#microsoft.graph.user": "User",
  "#microsoft.graph.group": "Group",
  "#microsoft.graph.servicePrincipal": "ServicePrincipal",
};

const principalWord: Readonly<Record<string, string>> = {
  User: "user",
  Group: "group",
  ServicePrincipal: "service principal",
};

function auditAppRole(context: Context, activity: string, assignment: Entity): void {
  const resource = context.store.get("servicePrincipals", String(assignment["resourceId"]));
  const role = objectsOf(resource?.["appRoles"]).find((each) => each["id"] === assignment["appRoleId"]);
  audit(
    context,
    "ApplicationManagement",
    `${activity} ${principalWord[String(assignment["principalType"])] ?? "service principal"}`,
    [{ id: String(assignment["principalId"]) }, { id: String(assignment["resourceId"]) }],
    { appRoleId: String(assignment["appRoleId"]), appRoleValue: asText(role?.["value"]) ?? "" },
  );
}

function removeAppRole(context: Context): Reply {
  const assignment = lookUp(context, "appRoleAssignments", parameter(context, "object"));
  context.store.remove("appRoleAssignments", assignment.id);
  auditAppRole(context, "Remove app role assignment from", assignment);
  return noContent;
}

function appRoleOperations(
  path: string,
  table: "servicePrincipals" | "users" | "groups",
  read: typeof heldBy,
): Operations {
  return {
    [`GET ${path}`]: (context) =>
      list(context, appRoleAssignmentResource, read(context, lookUp(context, table, parameter(context, "id")))),
    [`POST ${path}`]: assignAppRole,
    [`GET ${path}/:object`]: (context) =>
      single(context, appRoleAssignmentResource, lookUp(context, "appRoleAssignments", parameter(context, "object"))),
    [`DELETE ${path}/:object`]: removeAppRole,
  };
}

function grantPermission(context: Context): Reply {
  const kind = "OAuth2PermissionGrant";
  const clientId = requiredText(context, "clientId", kind);
  const resourceId = requiredText(context, "resourceId", kind);
  const consentType = requiredText(context, "consentType", kind);
  const principalId = asText(context.body["principalId"]) ?? null;
  for (const id of [clientId, resourceId]) lookUp(context, "servicePrincipals", id);
  if (consentType === "Principal") lookUp(context, "users", requiredText(context, "principalId", kind));
  const existing = context.store
    .every(grantsByClient, clientId)
    .find(
      (each) =>
        each["resourceId"] === resourceId &&
        each["consentType"] === consentType &&
        (each["principalId"] ?? null) === principalId,
    );
  if (existing !== undefined) {
    throw badRequest("Permission entry already exists.", "Request_MultipleObjectsWithSameKeyValue");
  }
  const grant: Entity = {
    id: createdId(context),
    clientId,
    consentType,
    principalId,
    resourceId,
    scope: asText(context.body["scope"]) ?? "",
  };
  context.store.put("oauth2PermissionGrants", grant);
  audit(context, "ApplicationManagement", "Add delegated permission grant", [{ id: clientId }, { id: resourceId }], {
    scope: String(grant["scope"]),
    consentType,
  });
  return single(context, grantResource, grant, 201);
}

const threeYears = 3 * 365 * 86_400_000;

/**
 * A certificate without a key to it: nobody signs in to the embedded tenant, so every signing certificate is this
 * one.
 */
const signingCertificate =
  "MIIBmzCCAUGgAwIBAgIUcXgdsn1I5RrjYTmC/dYHYXlBhL4wCgYIKoZIzj0EAwIwIjEgMB4GA1UEAwwXRW1iZWRkZWQgdGVuYW50IHNpZ25pbmcwIBcNMjYxMTIx" +
  "MTAyODU2WhgPMjEyNjEwMjgxMDI4NTZaMCIxIDAeBgNVBAMMF0VtYmVkZGVkIHRlbmFudCBzaWduaW5nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaXa0Mehx" +
  "bikD7St8VQKBdWSsaXmVKGr4VnCsn9laZNHrdoGRp4sRDyVGEUPq7JKL3jGXLUO2V9PpuSc1TH1V0aNTMFEwHQYDVR0OBBYEFKBHhVs6QDm0F5uwiCzPjChWjaCe" +
  "MB8GA1UdIwQYMBaAFKBHhVs6QDm0F5uwiCzPjChWjaCeMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgGKz5Gffp950jHzAFCMp1/mOJ/Vb4/gHX" +
  "zt+0dRwHIloCIQCM4FLEURl7BhD4ZxbYR1+pBvMYIfPFi7R057SeeV0LLw==";

function addTokenSigningCertificate(context: Context): Reply {
  const principal = find(context);
  const keyId = createdId(context);
  const thumbprint = createHash("sha1").update(Buffer.from(signingCertificate, "base64")).digest("hex").toUpperCase();
  const frame = {
    // Tells several of them apart, as the thumbprint does in Entra.
    customKeyIdentifier: Buffer.from(keyId.replaceAll("-", ""), "hex").toString("base64"),
    displayName: asText(context.body["displayName"]) ?? "CN=Embedded",
    endDateTime: asText(context.body["endDateTime"]) ?? graphDate(Date.parse(context.now) + threeYears),
    startDateTime: context.now,
  };
  const signing = { ...frame, keyId, type: "AsymmetricX509Cert", usage: "Sign", key: null };
  const verifying = {
    ...frame,
    keyId: context.newId(),
    type: "AsymmetricX509Cert",
    usage: "Verify",
    key: signingCertificate,
  };
  context.store.put("servicePrincipals", {
    ...principal,
    keyCredentials: [...objectsOf(principal["keyCredentials"]), signing, verifying],
    passwordCredentials: [
      ...objectsOf(principal["passwordCredentials"]),
      { ...frame, keyId, hint: null, secretText: null },
    ],
    preferredTokenSigningKeyThumbprint: thumbprint,
  });
  return {
    status: 200,
    body: { ...frame, keyId: verifying.keyId, type: "AsymmetricX509Cert", usage: "Verify", key: null, thumbprint },
  };
}

export const claimsMappingPolicyResource: Resource = {
  table: "claimsMappingPolicies",
  type: "#microsoft.graph.claimsMappingPolicy",
  set: "policies/claimsMappingPolicies",
};

function claimsPolicies(context: Context): Entity[] {
  const ids = (find(context)["claimsMappingPolicies"] ?? []) as readonly string[];
  return ids.flatMap((id) => context.store.get("claimsMappingPolicies", id) ?? []);
}

function putClaimsPolicies(context: Context, claimsMappingPolicies: readonly string[]): Reply {
  context.store.put("servicePrincipals", { ...find(context), claimsMappingPolicies });
  return noContent;
}

const claims = "policies/claimsMappingPolicies";

export const servicePrincipalOperations: Operations = {
  ...readOperations("servicePrincipals", servicePrincipalResource),
  ...deltaOperations("servicePrincipals", servicePrincipalResource),
  "POST servicePrincipals": create,
  "PATCH servicePrincipals/:id": (context) => {
    const principal = find(context);
    const change = withoutSecrets(plainProperties(context.body, "owners", "appId"));
    context.store.put("servicePrincipals", { ...mergeJson(principal, change), id: principal.id });
    return noContent;
  },
  "DELETE servicePrincipals/:id": (context) => {
    const principal = find(context);
    if (
      principal["appOwnerOrganizationId"] === microsoftTenantId &&
      firstPartyApplications[String(principal["appId"])]
    ) {
      throw badRequest("Specified Microsoft first-party service principal cannot be deleted.");
    }
    audit(context, "ApplicationManagement", "Remove service principal", [{ id: principal.id }]);
    return softDelete(context, servicePrincipalResource, principal);
  },
  ...servicePrincipalOwnerOperations,
  "GET servicePrincipals/:id/memberOf": (context) => listDirectoryObjects(context, memberOf(context, find(context).id)),
  "GET servicePrincipals/:id/transitiveMemberOf": (context) =>
    listDirectoryObjects(context, transitiveMemberOf(context, find(context).id)),
  "POST servicePrincipals/:id/addPassword": addPassword("servicePrincipals"),
  "POST servicePrincipals/:id/removePassword": removePassword("servicePrincipals"),
  "POST servicePrincipals/:id/addTokenSigningCertificate": addTokenSigningCertificate,
  ...appRoleOperations("servicePrincipals/:id/appRoleAssignedTo", "servicePrincipals", assignedTo),
  ...appRoleOperations("servicePrincipals/:id/appRoleAssignments", "servicePrincipals", heldBy),
  ...appRoleOperations("users/:id/appRoleAssignments", "users", heldBy),
  ...appRoleOperations("groups/:id/appRoleAssignments", "groups", heldBy),
  "GET servicePrincipals/:id/oauth2PermissionGrants": (context) => {
    const { id } = find(context);
    return list(context, grantResource, context.store.every(grantsByClient, id));
  },
  ...readOperations("oauth2PermissionGrants", grantResource),
  "POST oauth2PermissionGrants": grantPermission,
  "PATCH oauth2PermissionGrants/:id": (context) => {
    const grant = lookUp(context, "oauth2PermissionGrants", parameter(context, "id"));
    context.store.put("oauth2PermissionGrants", { ...grant, scope: asText(context.body["scope"]) ?? grant["scope"] });
    return noContent;
  },
  "DELETE oauth2PermissionGrants/:id": (context) => {
    const grant = lookUp(context, "oauth2PermissionGrants", parameter(context, "id"));
    audit(context, "ApplicationManagement", "Remove delegated permission grant", [
      { id: String(grant["clientId"]) },
      { id: String(grant["resourceId"]) },
    ]);
    context.store.remove("oauth2PermissionGrants", grant.id);
    return noContent;
  },
  ...readOperations(claims, claimsMappingPolicyResource),
  [`POST ${claims}`]: (context) => {
    requiredText(context, "displayName", "ClaimsMappingPolicy");
    const policy: Entity = { ...plainProperties(context.body), id: createdId(context) };
    context.store.put("claimsMappingPolicies", policy);
    return single(context, claimsMappingPolicyResource, policy, 201);
  },
  [`PATCH ${claims}/:id`]: (context) => {
    const policy = lookUp(context, "claimsMappingPolicies", parameter(context, "id"));
    context.store.put("claimsMappingPolicies", { ...mergeJson(policy, plainProperties(context.body)), id: policy.id });
    return noContent;
  },
  [`DELETE ${claims}/:id`]: deleteOperation(claimsMappingPolicyResource),
  "GET servicePrincipals/:id/claimsMappingPolicies": (context) =>
    list(context, claimsMappingPolicyResource, claimsPolicies(context)),
  "POST servicePrincipals/:id/claimsMappingPolicies/$ref": (context) => {
    const { id } = lookUp(context, "claimsMappingPolicies", referencedId(context.body["@odata.id"]));
    return putClaimsPolicies(context, [...claimsPolicies(context).map((each) => each.id), id]);
  },
  "DELETE servicePrincipals/:id/claimsMappingPolicies/:object/$ref": (context) => {
    const id = parameter(context, "object");
    return putClaimsPolicies(
      context,
      claimsPolicies(context)
        .map((each) => each.id)
        .filter((each) => each !== id),
    );
  },
};
