/** azuread resources that hold one part of an application each: they change the application and leave the rest of it alone. */

import { type JsonObject, objectsOf } from "../entity.ts";
import { relationKey } from "../snapshot.ts";
import { applications, appRole, optionalClaims, permissionScope, replaceEntries } from "./applications.ts";
import { type Graph, reference } from "./graph.ts";
import { block, blocks, differs, flag, type Inputs, idOf, text, texts } from "./inputs.ts";
import type { Made, Translator } from "./translator.ts";

function part(inputs: Inputs, kind: string, ...rest: readonly string[]): Made {
  const id = [idOf(inputs, "applicationId"), kind, ...rest].filter((each) => each !== "").join("/");
  return { id, outputs: { objectId: rest[0] ?? id }, keys: [] };
}

function pathOf(inputs: Inputs): string {
  return `${applications}/${idOf(inputs, "applicationId")}`;
}

/** A resource that is one entry of a list of the application. */
function entry(options: {
  readonly kind: string;
  readonly replaceOn: readonly string[];
  /** The entry's key among its siblings. */
  readonly key: (inputs: Inputs) => string;
  readonly keyOf: (item: JsonObject) => string;
  readonly item: (inputs: Inputs) => JsonObject;
  readonly read: (application: JsonObject) => readonly JsonObject[];
  readonly change: (items: readonly JsonObject[]) => JsonObject;
}): Translator {
  const { key, keyOf, item, read, change } = options;
  const write = (inputs: Inputs, graph: Graph, wanted: readonly JsonObject[]) => {
    const application = graph.get(pathOf(inputs));
    if (application === undefined) return;
    replaceEntries(read(application), [...others(inputs, application), ...wanted], (items) =>
      graph.patch(pathOf(inputs), change(items)),
    );
  };
  const others = (inputs: Inputs, application: JsonObject) =>
    read(application).filter((each) => keyOf(each).toLowerCase() !== key(inputs).toLowerCase());
  const set = (inputs: Inputs, graph: Graph) => write(inputs, graph, [item(inputs)]);
  return {
    replaceOn: options.replaceOn,
    create(inputs, graph) {
      set(inputs, graph);
      return part(inputs, options.kind, key(inputs));
    },
    update(made, _before, after, graph) {
      set(after, graph);
      return made;
    },
    remove: (_made, inputs, graph) => write(inputs, graph, []),
  };
}

export const applicationAppRole = entry({
  kind: "appRoles",
  replaceOn: ["applicationId", "roleId"],
  key: (inputs) => text(inputs, "roleId"),
  keyOf: (item) => text(item, "id"),
  item: (inputs) => appRole(inputs, text(inputs, "roleId"), true),
  read: (application) => objectsOf(application["appRoles"]),
  change: (appRoles) => ({ appRoles }),
});

export const applicationPermissionScope = entry({
  kind: "permissionScopes",
  replaceOn: ["applicationId", "scopeId"],
  key: (inputs) => text(inputs, "scopeId"),
  keyOf: (item) => text(item, "id"),
  item: (inputs) => permissionScope(inputs, text(inputs, "scopeId"), true),
  read: (application) => objectsOf(block(application, "api")?.["oauth2PermissionScopes"]),
  change: (oauth2PermissionScopes) => ({ api: { oauth2PermissionScopes } }),
});

export const applicationApiAccess = entry({
  kind: "apiAccess",
  replaceOn: ["apiClientId", "applicationId"],
  key: (inputs) => text(inputs, "apiClientId"),
  keyOf: (item) => text(item, "resourceAppId"),
  item: (inputs) => ({
    resourceAccess: [
      ...texts(inputs, "roleIds").map((id) => ({ id, type: "Role" })),
      ...texts(inputs, "scopeIds").map((id) => ({ id, type: "Scope" })),
    ],
    resourceAppId: text(inputs, "apiClientId"),
  }),
  read: (application) => objectsOf(application["requiredResourceAccess"]),
  change: (requiredResourceAccess) => ({ requiredResourceAccess }),
});

export const applicationPreAuthorized = entry({
  kind: "preAuthorizedApplication",
  replaceOn: ["applicationId", "authorizedClientId"],
  key: (inputs) => text(inputs, "authorizedClientId"),
  keyOf: (item) => text(item, "appId"),
  item: (inputs) => ({
    appId: text(inputs, "authorizedClientId"),
    delegatedPermissionIds: texts(inputs, "permissionIds"),
  }),
  read: (application) => objectsOf(block(application, "api")?.["preAuthorizedApplications"]),
  change: (preAuthorizedApplications) => ({ api: { preAuthorizedApplications } }),
});

export const applicationIdentifierUri: Translator = {
  replaceOn: ["applicationId", "identifierUri"],
  create(inputs, graph) {
    const uri = text(inputs, "identifierUri");
    const others = texts(graph.get(pathOf(inputs)), "identifierUris").filter((each) => each !== uri);
    graph.patch(pathOf(inputs), { identifierUris: [...others, uri] });
    return part(inputs, "identifierUris", uri);
  },
  remove(_made, inputs, graph) {
    const application = graph.get(pathOf(inputs));
    if (application === undefined) return;
    const others = texts(application, "identifierUris").filter((each) => each !== text(inputs, "identifierUri"));
    graph.patch(pathOf(inputs), { identifierUris: others });
  },
};

/** A resource that sets properties of the application and empties them at the end. */
function setting(
  kind: string,
  replaceOn: readonly string[],
  write: (inputs: Inputs) => JsonObject,
  empty: (inputs: Inputs) => JsonObject,
): Translator {
  return {
    replaceOn,
    create(inputs, graph) {
      graph.patch(pathOf(inputs), write(inputs));
      return part(inputs, kind);
    },
    update(made, _before, after, graph) {
      graph.patch(pathOf(after), write(after));
      return made;
    },
    remove(_made, inputs, graph) {
      if (graph.get(pathOf(inputs)) !== undefined) graph.patch(pathOf(inputs), empty(inputs));
    },
  };
}

export const applicationKnownClients = setting(
  "knownClients",
  ["applicationId"],
  (inputs) => ({ api: { knownClientApplications: texts(inputs, "knownClientIds") } }),
  () => ({ api: { knownClientApplications: [] } }),
);

export const applicationFallbackPublicClient = setting(
  "fallbackPublicClient",
  ["applicationId", "enabled"],
  (inputs) => ({ isFallbackPublicClient: flag(inputs, "enabled") }),
  () => ({ isFallbackPublicClient: null }),
);

/** Kind of token: input → Graph property. */
const claimLists: readonly (readonly [input: string, property: string])[] = [
  ["accessTokens", "accessToken"],
  ["idTokens", "idToken"],
  ["saml2Tokens", "saml2Token"],
];

function claimsOf(inputs: Inputs, input: string): JsonObject[] {
  // Unlike with an Application, an empty source is sent here.
  return optionalClaims(blocks(inputs, input)).map((claim) => ({ source: "", ...claim }));
}

export const applicationOptionalClaims: Translator = {
  replaceOn: ["applicationId"],
  create(inputs, graph) {
    const given = claimLists.filter(([input]) => blocks(inputs, input).length > 0);
    const claims = Object.fromEntries(given.map(([input, property]) => [property, claimsOf(inputs, input)]));
    graph.patch(pathOf(inputs), { optionalClaims: claims });
    return part(inputs, "optionalClaims");
  },
  update(made, before, after, graph) {
    const present = block(graph.get(pathOf(after)), "optionalClaims");
    const changed = claimLists.filter(([input]) => differs(before, after, input));
    const claims = Object.fromEntries(changed.map(([input, property]) => [property, claimsOf(after, input)]));
    graph.patch(pathOf(after), { optionalClaims: { ...present, ...claims } });
    return made;
  },
  remove(_made, inputs, graph) {
    if (graph.get(pathOf(inputs)) === undefined) return;
    graph.patch(pathOf(inputs), { optionalClaims: {} });
  },
};

/** Type of redirect URI → Graph property. */
const redirectProperties: Readonly<Record<string, string>> = { PublicClient: "publicClient", SPA: "spa", Web: "web" };

function redirectUris(inputs: Inputs, uris: readonly string[]): JsonObject {
  const property = redirectProperties[text(inputs, "type")];
  return property === undefined ? {} : { [property]: { redirectUris: uris } };
}

export const applicationRedirectUris = setting(
  "redirectUris",
  ["applicationId", "type"],
  (inputs) => redirectUris(inputs, texts(inputs, "redirectUris")),
  (inputs) => redirectUris(inputs, []),
);

export const applicationOwner: Translator = {
  replaceOn: ["applicationId", "ownerObjectId"],
  create(inputs, graph) {
    const owner = idOf(inputs, "ownerObjectId");
    graph.post(`${pathOf(inputs)}/owners/$ref`, reference(owner));
    return {
      ...part(inputs, "owners", owner),
      keys: [relationKey("owners", idOf(inputs, "applicationId"), owner)],
    };
  },
  remove: (_made, inputs, graph) => graph.remove(`${pathOf(inputs)}/owners/${idOf(inputs, "ownerObjectId")}/$ref`),
};
