/** Federated credentials whose issuer or organisation nobody knows: whoever runs that workload signs in as the application. */

import { labelOf } from "../../access/directory.ts";
import { externalWorkload } from "../../access/federation.ts";
import { identityOf } from "../../access/identity.ts";
import { nameOf, type Observation, type Observer } from "./observation.ts";

export const unknownIssuers: Observer = (context) => {
  const { snapshot, attribution, reaching } = context;
  const powerful = new Set(reaching.map(({ principal }) => principal.id));
  const found = snapshot.collections.applications.flatMap((application): Observation[] => {
    const unknown = (application.federatedIdentityCredentials ?? []).filter(
      (credential) => attribution.partyOfCredential(credential).party.kind === "unknown",
    );
    if (unknown.length === 0) return [];
    const { party } = attribution.partyOf(application.id);
    const principal = {
      id: application.id,
      ...identityOf(attribution.directory, application.id),
      label: labelOf({ kind: "application", id: application.id, value: application }),
      party,
    };
    const services = application.appId ? attribution.directory.servicePrincipalsOf(application.appId) : [];
    const reaches = [application.id, ...services.map(({ id }) => id)].some((id) => powerful.has(id));
    return unknown.map((credential) => ({
      kind: "unknown-issuer",
      severity: reaches ? "critical" : "medium",
      message: `${externalWorkload(credential).label} can sign in as the application ${nameOf(principal)}, and nobody knows whose it is: ${attribution.partyOfCredential(credential).because}.`,
      why: "A federated credential needs no secret: whoever runs that workload, or can make one with the same name, is the application.",
      key: `${principal.identity} ${credential.issuer ?? ""} ${credential.subject ?? ""}`,
      principal,
      objects: [credential.id],
      joins: "only",
      remedy: {
        words:
          "Find out whose it is. If it is the company's or a provider's, write its organisation into the matrix (githubOrganisations); if not, remove the credential.",
      },
    }));
  });
  return { found, unseen: [] };
};
