/** azuread ServicePrincipal and what it is granted (terraform-provider-azuread 3.8.0, internal/services/serviceprincipals, approleassignments). */

import type { JsonObject } from "../entity.ts";
import { completeOwners, ownersToBind, tagsOf } from "./applications.ts";
import { directoryObject, GraphRefusal } from "./graph.ts";
import { block, differs, flag, type Inputs, idOf, text, textOrNull, textSet, texts } from "./inputs.ts";
import { bringTo, relationKeys } from "./membership.ts";
import { type Made, madeObject, type Translator } from "./translator.ts";

const servicePrincipals = "/v1.0/servicePrincipals";
const grants = "/v1.0/oauth2PermissionGrants";

function properties(inputs: Inputs): JsonObject {
  const saml = block(inputs, "samlSingleSignOn");
  return {
    "@odata.type": "#microsoft.graph.servicePrincipal",
    accountEnabled: flag(inputs, "accountEnabled", true),
    alternativeNames: texts(inputs, "alternativeNames"),
    appRoleAssignmentRequired: flag(inputs, "appRoleAssignmentRequired"),
    description: textOrNull(inputs, "description"),
    loginUrl: textOrNull(inputs, "loginUrl"),
    notes: textOrNull(inputs, "notes"),
    notificationEmailAddresses: texts(inputs, "notificationEmailAddresses"),
    preferredSingleSignOnMode: textOrNull(inputs, "preferredSingleSignOnMode"),
    samlSingleSignOnSettings: saml === undefined ? {} : { relayState: text(saml, "relayState") },
    tags: tagsOf(inputs),
  };
}

function madeServicePrincipal(entity: JsonObject, inputs: Inputs): Made {
  const id = text(entity, "id");
  return madeObject(id, { clientId: text(entity, "appId") }, relationKeys("owners", id, texts(inputs, "owners")));
}

export const servicePrincipal: Translator = {
  replaceOn: ["clientId"],
  keeps: ["tags"],
  create(inputs, graph, { assignId }) {
    const clientId = text(inputs, "clientId");
    if (flag(inputs, "useExisting")) {
      const [existing] = graph.list(`${servicePrincipals}?$filter=appId eq '${clientId}'`);
      if (existing !== undefined) {
        graph.patch(`${servicePrincipals}/${text(existing, "id")}`, properties(inputs));
        const declared = texts(inputs, "owners");
        if (declared.length > 0) bringTo(graph, `${servicePrincipals}/${text(existing, "id")}/owners`, declared);
        return madeServicePrincipal(existing, inputs);
      }
    }
    const created = graph.post(
      servicePrincipals,
      { ...properties(inputs), appId: clientId, "owners@odata.bind": ownersToBind(inputs, graph) },
      assignId,
    );
    completeOwners(inputs, graph, `${servicePrincipals}/${text(created, "id")}`);
    return madeServicePrincipal(created, inputs);
  },
  update(made, before, after, graph) {
    const path = `${servicePrincipals}/${made.id}`;
    // A block that the program leaves out is kept by the provider, empty, unless there was a relay state to take away.
    const relayed = text(block(graph.get(path), "samlSingleSignOnSettings"), "relayState") !== "";
    const saml = block(after, "samlSingleSignOn") ?? (relayed ? undefined : {});
    graph.patch(path, properties({ ...after, samlSingleSignOn: saml }));
    if (differs(before, after, "owners")) bringTo(graph, `${path}/owners`, texts(after, "owners"));
    return madeObject(made.id, made.outputs, relationKeys("owners", made.id, texts(after, "owners")));
  },
  remove(made, inputs, graph) {
    try {
      graph.remove(`${servicePrincipals}/${made.id}`);
    } catch (error) {
      // One that existed before is deleted, too; only that it cannot be is then no failure.
      if (!(error instanceof GraphRefusal && flag(inputs, "useExisting"))) throw error;
    }
  },
};

export const appRoleAssignment: Translator = {
  replaceOn: ["appRoleId", "principalObjectId", "resourceObjectId"],
  create(inputs, graph, { assignId }) {
    const resourceId = idOf(inputs, "resourceObjectId");
    const created = graph.post(
      `${servicePrincipals}/${resourceId}/appRoleAssignedTo`,
      {
        "@odata.type": "#microsoft.graph.appRoleAssignment",
        appRoleId: text(inputs, "appRoleId"),
        principalId: idOf(inputs, "principalObjectId"),
        resourceId,
      },
      assignId,
    );
    return madeObject(text(created, "id"));
  },
  remove: (made, inputs, graph) =>
    graph.remove(`${servicePrincipals}/${idOf(inputs, "resourceObjectId")}/appRoleAssignedTo/${made.id}`),
};

export const delegatedPermissionGrant: Translator = {
  replaceOn: ["resourceServicePrincipalObjectId", "servicePrincipalObjectId", "userObjectId"],
  create(inputs, graph, { assignId }) {
    const user = idOf(inputs, "userObjectId");
    const created = graph.post(
      grants,
      {
        clientId: idOf(inputs, "servicePrincipalObjectId"),
        consentType: user === "" ? "AllPrincipals" : "Principal",
        ...(user !== "" && { principalId: user }),
        resourceId: idOf(inputs, "resourceServicePrincipalObjectId"),
        scope: textSet(inputs, "claimValues").join(" ") || null,
      },
      assignId,
    );
    return madeObject(text(created, "id"));
  },
  update(made, _before, after, graph) {
    graph.patch(`${grants}/${made.id}`, { scope: textSet(after, "claimValues").join(" ") || null });
    return made;
  },
  remove: (made, _inputs, graph) => graph.remove(`${grants}/${made.id}`),
};

export const claimsMappingPolicy: Translator = {
  replaceOn: [],
  create: (inputs, graph, { assignId }) =>
    madeObject(text(graph.post("/v1.0/policies/claimsMappingPolicies", claimsMapping(inputs), assignId), "id")),
  update(made, _before, after, graph) {
    graph.patch(`/v1.0/policies/claimsMappingPolicies/${made.id}`, claimsMapping(after));
    return made;
  },
  remove: (made, _inputs, graph) => graph.remove(`/v1.0/policies/claimsMappingPolicies/${made.id}`),
};

function claimsMapping(inputs: Inputs): JsonObject {
  return {
    "@odata.type": "#microsoft.graph.claimsMappingPolicy",
    definition: texts(inputs, "definitions"),
    displayName: text(inputs, "displayName"),
  };
}

export const claimsMappingPolicyAssignment: Translator = {
  replaceOn: ["claimsMappingPolicyId", "servicePrincipalId"],
  create(inputs, graph) {
    const [principal, policy] = [idOf(inputs, "servicePrincipalId"), idOf(inputs, "claimsMappingPolicyId")];
    graph.post(`${servicePrincipals}/${principal}/claimsMappingPolicies/$ref`, {
      "@odata.id": directoryObject(policy),
    });
    const id = `${principal}/claimsMappingPolicy/${policy}`;
    return { id, outputs: { objectId: id }, keys: [] };
  },
  remove: (_made, inputs, graph) =>
    graph.remove(
      `${servicePrincipals}/${idOf(inputs, "servicePrincipalId")}/claimsMappingPolicies/${idOf(inputs, "claimsMappingPolicyId")}/$ref`,
    ),
};
