/** azuread Application and ApplicationRegistration (terraform-provider-azuread 3.8.0, internal/services/applications). */

import { asText, type JsonObject, objectsOf } from "../entity.ts";
import { directoryObject, type Graph } from "./graph.ts";
import {
  block,
  blocks,
  count,
  defined,
  differs,
  flag,
  has,
  type Inputs,
  sameValue,
  text,
  textOrNull,
  textSet,
  texts,
} from "./inputs.ts";
import { addAll, bringTo, relationKeys } from "./membership.ts";
import { type Made, madeObject, type Translator } from "./translator.ts";

export const applications = "/v1.0/applications";

/** Entra takes at most 20 owners with the object itself; the caller is always one of them. */
const declaredAtOnce = 19;

/** Tags that the provider's feature blocks stand for: flag → tag. */
const features: readonly (readonly [flag: string, tag: string])[] = [
  ["customSingleSignOn", "WindowsAzureActiveDirectoryCustomSingleSignOnApplication"],
  ["customSingleSignOnApp", "WindowsAzureActiveDirectoryCustomSingleSignOnApplication"],
  ["enterprise", "WindowsAzureActiveDirectoryIntegratedApp"],
  ["enterpriseApplication", "WindowsAzureActiveDirectoryIntegratedApp"],
  ["gallery", "WindowsAzureActiveDirectoryGalleryApplicationNonPrimaryV1"],
  ["galleryApplication", "WindowsAzureActiveDirectoryGalleryApplicationNonPrimaryV1"],
  ["hide", "HideApp"],
];

/** Tags, given as such or as features. */
export function tagsOf(inputs: Inputs): string[] {
  const given = block(inputs, "featureTags") ?? block(inputs, "features");
  if (given === undefined) return texts(inputs, "tags");
  const hidden = given["visibleToUsers"] === false ? ["HideApp"] : [];
  return [...new Set([...features.flatMap(([input, tag]) => (flag(given, input) ? [tag] : [])), ...hidden])];
}

/** Owners to send with a new application or service principal: the caller first, whom the provider takes out again later. */
export function ownersToBind(inputs: Inputs, graph: Graph): string[] {
  const declared = texts(inputs, "owners").filter((id) => id !== graph.actor);
  return [graph.actor, ...declared.slice(0, declaredAtOnce)].map(directoryObject);
}

/** Completes the owners of a new object at `path`: adds the rest, and takes out the caller unless it is declared. */
export function completeOwners(inputs: Inputs, graph: Graph, path: string): void {
  const declared = texts(inputs, "owners");
  const others = declared.filter((id) => id !== graph.actor);
  addAll(graph, `${path}/owners`, others.slice(declaredAtOnce));
  if (!declared.includes(graph.actor)) graph.remove(`${path}/owners/${graph.actor}/$ref`);
}

export function appRole(role: Inputs, id: string, enabled: boolean): JsonObject {
  return {
    allowedMemberTypes: texts(role, "allowedMemberTypes"),
    description: text(role, "description"),
    displayName: text(role, "displayName"),
    id,
    isEnabled: enabled,
    value: text(role, "value"),
  };
}

export function permissionScope(scope: Inputs, id: string, enabled: boolean): JsonObject {
  return {
    adminConsentDescription: text(scope, "adminConsentDescription"),
    adminConsentDisplayName: text(scope, "adminConsentDisplayName"),
    id,
    isEnabled: enabled,
    type: text(scope, "type") || "User",
    userConsentDescription: text(scope, "userConsentDescription"),
    userConsentDisplayName: text(scope, "userConsentDisplayName"),
    value: text(scope, "value"),
  };
}

function appRoles(inputs: Inputs): JsonObject[] {
  return blocks(inputs, "appRoles").map((role) => appRole(role, text(role, "id"), flag(role, "enabled", true)));
}

function permissionScopes(inputs: Inputs): JsonObject[] {
  return blocks(block(inputs, "api"), "oauth2PermissionScopes").map((scope) =>
    permissionScope(scope, text(scope, "id"), flag(scope, "enabled", true)),
  );
}

function api(inputs: Inputs): JsonObject {
  const given = block(inputs, "api");
  return {
    acceptMappedClaims: flag(given, "mappedClaimsEnabled"),
    knownClientApplications: texts(given, "knownClientApplications"),
    requestedAccessTokenVersion: count(given, "requestedAccessTokenVersion", 1),
  };
}

export function optionalClaims(claims: readonly JsonObject[]): JsonObject[] {
  return claims.map((claim) => ({
    additionalProperties: texts(claim, "additionalProperties"),
    essential: flag(claim, "essential"),
    name: text(claim, "name"),
    ...(text(claim, "source") !== "" && { source: text(claim, "source") }),
  }));
}

function claims(inputs: Inputs): JsonObject {
  const given = block(inputs, "optionalClaims");
  if (given === undefined) return {};
  return {
    accessToken: optionalClaims(blocks(given, "accessTokens")),
    idToken: optionalClaims(blocks(given, "idTokens")),
    saml2Token: optionalClaims(blocks(given, "saml2Tokens")),
  };
}

function requiredResourceAccess(inputs: Inputs): JsonObject[] {
  return blocks(inputs, "requiredResourceAccesses").map((access) => ({
    resourceAccess: blocks(access, "resourceAccesses").map((each) => ({
      id: text(each, "id"),
      type: text(each, "type"),
    })),
    resourceAppId: text(access, "resourceAppId"),
  }));
}

function info(inputs: Inputs): JsonObject {
  return {
    marketingUrl: textOrNull(inputs, "marketingUrl"),
    privacyStatementUrl: textOrNull(inputs, "privacyStatementUrl"),
    supportUrl: textOrNull(inputs, "supportUrl"),
    termsOfServiceUrl: textOrNull(inputs, "termsOfServiceUrl"),
  };
}

function redirects(inputs: Inputs, property: string): JsonObject {
  return { redirectUris: texts(block(inputs, property), "redirectUris") };
}

function web(inputs: Inputs): JsonObject {
  const given = block(inputs, "web");
  const implicit = block(given, "implicitGrant");
  return {
    homePageUrl: textOrNull(given, "homepageUrl"),
    implicitGrantSettings: {
      enableAccessTokenIssuance: flag(implicit, "accessTokenIssuanceEnabled"),
      enableIdTokenIssuance: flag(implicit, "idTokenIssuanceEnabled"),
    },
    logoutUrl: textOrNull(given, "logoutUrl"),
    redirectUris: texts(given, "redirectUris"),
  };
}

/** What create and update send alike. */
function properties(inputs: Inputs): JsonObject {
  return {
    "@odata.type": "#microsoft.graph.application",
    description: textOrNull(inputs, "description"),
    displayName: text(inputs, "displayName"),
    groupMembershipClaims: textSet(inputs, "groupMembershipClaims").join(",") || null,
    info: info(inputs),
    isDeviceOnlyAuthSupported: flag(inputs, "deviceOnlyAuthEnabled"),
    isFallbackPublicClient: flag(inputs, "fallbackPublicClientEnabled"),
    notes: textOrNull(inputs, "notes"),
    publicClient: redirects(inputs, "publicClient"),
    serviceManagementReference: textOrNull(inputs, "serviceManagementReference"),
    signInAudience: text(inputs, "signInAudience") || "AzureADMyOrg",
    spa: redirects(inputs, "singlePageApplication"),
    tags: tagsOf(inputs),
    web: web(inputs),
  };
}

function addPassword(inputs: Inputs, graph: Graph, id: string): void {
  const password = block(inputs, "password");
  if (password === undefined) return;
  graph.post(`${applications}/${id}/addPassword`, {
    passwordCredential: defined({
      displayName: text(password, "displayName"),
      endDateTime: asText(password["endDate"]),
      startDateTime: asText(password["startDate"]),
    }),
  });
}

function madeApplication(application: JsonObject, inputs: Inputs): Made {
  const id = text(application, "id");
  return madeObject(id, { clientId: text(application, "appId") }, relationKeys("owners", id, texts(inputs, "owners")));
}

/**
 * Takes enabled entries that are to go or change out of use first: Entra refuses to delete or change an enabled app role or scope.
 * `change` writes the list it is given.
 */
export function replaceEntries(
  present: readonly JsonObject[],
  wanted: readonly JsonObject[],
  change: (entries: readonly JsonObject[]) => void,
): void {
  const kept = (entry: JsonObject) => wanted.some((each) => each["id"] === entry["id"] && sameValue(each, entry));
  if (present.some((entry) => entry["isEnabled"] === true && !kept(entry))) {
    change(present.map((entry) => (kept(entry) ? entry : { ...entry, isEnabled: false })));
  }
  change(wanted);
}

export const application: Translator = {
  replaceOn: ["templateId"],
  keeps: ["templateId", "tags"],
  create(inputs, graph, { assignId }) {
    const created = graph.post(
      applications,
      {
        ...properties(inputs),
        api: { ...api(inputs), oauth2PermissionScopes: permissionScopes(inputs) },
        appRoles: appRoles(inputs),
        identifierUris: texts(inputs, "identifierUris"),
        optionalClaims: claims(inputs),
        "owners@odata.bind": ownersToBind(inputs, graph),
        requiredResourceAccess: requiredResourceAccess(inputs),
        ...appId(inputs),
      },
      assignId,
    );
    const path = `${applications}/${text(created, "id")}`;
    addPassword(inputs, graph, text(created, "id"));
    if (has(inputs, "oauth2PostResponseRequired")) {
      graph.patch(path.replace("/v1.0/", "/beta/"), {
        oauth2RequirePostResponse: flag(inputs, "oauth2PostResponseRequired"),
      });
    }
    completeOwners(inputs, graph, path);
    return madeApplication(created, inputs);
  },
  update(made, before, after, graph) {
    const path = `${applications}/${made.id}`;
    const present = graph.get(path) ?? {};
    if (differs(before, after, "password")) {
      const added = block(before, "password");
      const known = objectsOf(present["passwordCredentials"]).find(
        (each) => added !== undefined && text(each, "displayName") === text(added, "displayName"),
      );
      if (known !== undefined) graph.post(`${path}/removePassword`, { keyId: text(known, "keyId") });
      addPassword(after, graph, made.id);
    }
    if (differs(before, after, "appRoles")) {
      replaceEntries(objectsOf(present["appRoles"]), appRoles(after), (entries) =>
        graph.patch(path, { appRoles: entries }),
      );
    }
    if (!sameValue(block(before, "api")?.["oauth2PermissionScopes"], block(after, "api")?.["oauth2PermissionScopes"])) {
      replaceEntries(objectsOf(block(present, "api")?.["oauth2PermissionScopes"]), permissionScopes(after), (entries) =>
        graph.patch(path, { api: { oauth2PermissionScopes: entries } }),
      );
    }
    graph.patch(path, {
      ...properties(after),
      api: api(after),
      ...(differs(before, after, "identifierUris") && { identifierUris: texts(after, "identifierUris") }),
      ...(differs(before, after, "optionalClaims") && { optionalClaims: claims(after) }),
      ...(differs(before, after, "requiredResourceAccesses") && {
        requiredResourceAccess: requiredResourceAccess(after),
      }),
    });
    if (differs(before, after, "oauth2PostResponseRequired")) {
      graph.patch(path.replace("/v1.0/", "/beta/"), {
        oauth2RequirePostResponse: flag(after, "oauth2PostResponseRequired"),
      });
    }
    if (differs(before, after, "owners")) bringTo(graph, `${path}/owners`, texts(after, "owners"));
    return madeObject(made.id, made.outputs, relationKeys("owners", made.id, texts(after, "owners")));
  },
  remove: (made, _inputs, graph) => graph.remove(`${applications}/${made.id}`),
};

/** A client id that is known before the application exists, as in a state file. Never among a program's own inputs. */
function appId(inputs: Inputs): JsonObject {
  const known = text(inputs, "clientId");
  return known === "" ? {} : { appId: known };
}

/** ApplicationRegistration: settings only; the caller stays its owner, since the provider names none. */
export const applicationRegistration: Translator = {
  replaceOn: [],
  create(inputs, graph, { assignId }) {
    const created = graph.post(applications, { ...registration(inputs), ...appId(inputs) }, assignId);
    return madeApplication(created, inputs);
  },
  update(made, _before, after, graph) {
    graph.patch(`${applications}/${made.id}`, registration(after));
    return made;
  },
  remove: (made, _inputs, graph) => graph.remove(`${applications}/${made.id}`),
};

function registration(inputs: Inputs): JsonObject {
  return {
    "@odata.type": "#microsoft.graph.application",
    api: { requestedAccessTokenVersion: count(inputs, "requestedAccessTokenVersion", 2) },
    description: textOrNull(inputs, "description"),
    displayName: text(inputs, "displayName"),
    groupMembershipClaims: textSet(inputs, "groupMembershipClaims").join(",") || null,
    info: info(inputs),
    notes: textOrNull(inputs, "notes"),
    serviceManagementReference: textOrNull(inputs, "serviceManagementReference"),
    signInAudience: text(inputs, "signInAudience") || "AzureADMyOrg",
    web: {
      homePageUrl: textOrNull(inputs, "homepageUrl"),
      implicitGrantSettings: {
        enableAccessTokenIssuance: flag(inputs, "implicitAccessTokenIssuanceEnabled"),
        enableIdTokenIssuance: flag(inputs, "implicitIdTokenIssuanceEnabled"),
      },
      logoutUrl: textOrNull(inputs, "logoutUrl"),
    },
  };
}
