/** Passwords, certificates and federated credentials of applications and service principals. */

import { randomBytes, randomUUID } from "node:crypto";
import { asText, type JsonObject, objectsOf } from "../entity.ts";
import { applications } from "./applications.ts";
import { defined, type Inputs, idOf, text, texts } from "./inputs.ts";
import type { Made, Translator } from "./translator.ts";

const servicePrincipals = "/v1.0/servicePrincipals";

function credential(owner: string, kind: string, keyId: string): Made {
  return { id: `${owner}/${kind}/${keyId}`, outputs: { objectId: keyId }, keys: [keyId] };
}

function keyIdOf(made: Made): string {
  return made.outputs.objectId;
}

/** A password credential; Graph makes the secret, which is in its answer only and is not kept. */
function password(collection: string, owner: string): Translator {
  return {
    replaceOn: ["displayName", "endDate", "endDateRelative", "rotateWhenChanged", "startDate", owner],
    keeps: ["displayName", "endDate", "startDate"],
    create(inputs, graph, { assignId }) {
      const id = idOf(inputs, owner);
      const path = `${collection}/${id}`;
      const interrupted = objectsOf(graph.get(path)?.["passwordCredentials"]).some(
        (each) => each["keyId"] === assignId,
      );
      const made = interrupted
        ? { keyId: assignId }
        : graph.post(
            `${path}/addPassword`,
            {
              passwordCredential: defined({
                displayName: asText(inputs["displayName"]),
                endDateTime: asText(inputs["endDate"]),
                startDateTime: asText(inputs["startDate"]),
              }),
            },
            assignId,
          );
      return credential(id, "password", text(made, "keyId"));
    },
    remove(made, inputs, graph) {
      const path = `${collection}/${idOf(inputs, owner)}`;
      const present = objectsOf(graph.get(path)?.["passwordCredentials"]);
      if (!present.some((each) => each["keyId"] === keyIdOf(made))) return;
      graph.post(`${path}/removePassword`, { keyId: keyIdOf(made) });
    },
  };
}

/** A certificate. Its value never leaves the plan, and Graph never shows it, so that what is stored here is a stand-in. */
function certificate(collection: string, owner: string): Translator {
  return {
    replaceOn: ["encoding", "endDate", "endDateRelative", "keyId", "startDate", "type", "value", owner],
    keeps: ["endDate", "keyId", "startDate", "type"],
    create(inputs, graph, { assignId }) {
      const id = idOf(inputs, owner);
      const path = `${collection}/${id}`;
      const keyId = text(inputs, "keyId") || (assignId ?? randomUUID());
      const present = objectsOf(graph.get(path)?.["keyCredentials"]);
      if (!present.some((each) => each["keyId"] === keyId)) {
        graph.patch(path, { keyCredentials: [...present, keyCredential(inputs, keyId)] });
      }
      return credential(id, "certificate", keyId);
    },
    remove(made, inputs, graph) {
      const path = `${collection}/${idOf(inputs, owner)}`;
      const owned = graph.get(path);
      if (owned === undefined) return;
      const present = objectsOf(owned["keyCredentials"]);
      graph.patch(path, { keyCredentials: present.filter((each) => each["keyId"] !== keyIdOf(made)) });
    },
  };
}

function keyCredential(inputs: Inputs, keyId: string): JsonObject {
  return defined({
    endDateTime: asText(inputs["endDate"]),
    key: Buffer.from(asText(inputs["value"]) ?? randomBytes(32)).toString("base64"),
    keyId,
    startDateTime: asText(inputs["startDate"]),
    type: text(inputs, "type"),
    usage: "Verify",
  });
}

export const applicationPassword = password(applications, "applicationId");
export const servicePrincipalPassword = password(servicePrincipals, "servicePrincipalId");
export const applicationCertificate = certificate(applications, "applicationId");
export const servicePrincipalCertificate = certificate(servicePrincipals, "servicePrincipalId");

export const tokenSigningCertificate: Translator = {
  replaceOn: ["displayName", "endDate", "servicePrincipalId"],
  create(inputs, graph) {
    const id = idOf(inputs, "servicePrincipalId");
    const made = graph.post(
      `${servicePrincipals}/${id}/addTokenSigningCertificate`,
      defined({ displayName: asText(inputs["displayName"]), endDateTime: asText(inputs["endDate"]) }),
    );
    return credential(id, "tokenSigningCertificate", text(made, "keyId"));
  },
  remove(made, inputs, graph) {
    const path = `${servicePrincipals}/${idOf(inputs, "servicePrincipalId")}`;
    const owned = graph.get(path);
    if (owned === undefined) return;
    const present = objectsOf(owned["keyCredentials"]);
    graph.patch(path, { keyCredentials: present.filter((each) => each["keyId"] !== keyIdOf(made)) });
  },
};

/** A federated identity credential: `version` is Graph's, `body` what the provider sends. */
function federated(version: string, replaceOn: readonly string[], body: (inputs: Inputs) => JsonObject): Translator {
  const path = (inputs: Inputs) =>
    `/${version}/applications/${idOf(inputs, "applicationId")}/federatedIdentityCredentials`;
  return {
    replaceOn,
    create(inputs, graph, { assignId }) {
      const created = graph.post(path(inputs), body(inputs), assignId);
      const id = text(created, "id");
      return credential(idOf(inputs, "applicationId"), "federatedIdentityCredential", id);
    },
    update(made, _before, after, graph) {
      graph.patch(`${path(after)}/${keyIdOf(made)}`, { ...body(after), id: keyIdOf(made) });
      return made;
    },
    remove: (made, inputs, graph) => graph.remove(`${path(inputs)}/${keyIdOf(made)}`),
  };
}

export const federatedCredential = federated("v1.0", ["applicationId", "displayName"], (inputs) => ({
  "@odata.type": "#microsoft.graph.federatedIdentityCredential",
  audiences: texts(inputs, "audiences"),
  description: text(inputs, "description"),
  issuer: text(inputs, "issuer"),
  name: text(inputs, "displayName"),
  subject: text(inputs, "subject"),
}));

export const flexibleFederatedCredential = federated("beta", ["applicationId", "displayName"], (inputs) => ({
  "@odata.type": "#microsoft.graph.federatedIdentityCredential",
  audiences: texts(inputs, "audience"),
  claimsMatchingExpression: { languageVersion: 1, value: text(inputs, "claimsMatchingExpression") },
  description: text(inputs, "description"),
  issuer: text(inputs, "issuer"),
  name: text(inputs, "displayName"),
}));
