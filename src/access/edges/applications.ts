/** Applications: who can sign in as one, by owning it, by a federated credential, or because it is the registration of it. */

import { relationKey } from "../../tenant/snapshot.ts";
import { externalWorkload } from "../federation.ts";
import type { EdgeContext } from "../graph.ts";

/** Key under which provenance maps know the owner of an application or service principal. */
export function ownerKey(of: string, owner: string): string {
  return relationKey("owners", of, owner);
}

export function applicationEdges(context: EdgeContext): void {
  const { directory, attribution } = context;
  const { applications, servicePrincipals } = directory.snapshot.collections;
  for (const owned of [...applications, ...servicePrincipals]) {
    for (const owner of owned.owners ?? []) {
      context.add({
        from: context.principal(owner.id),
        to: context.principal(owned.id),
        kind: "owns-application",
        condition: "standing",
        objectKeys: [ownerKey(owned.id, owner.id)],
      });
    }
  }
  for (const application of applications) {
    for (const servicePrincipal of application.appId ? directory.servicePrincipalsOf(application.appId) : []) {
      context.add({
        from: context.principal(application.id),
        to: context.principal(servicePrincipal.id),
        kind: "can-sign-in-as",
        condition: "standing",
        objectKeys: [],
      });
    }
    for (const credential of application.federatedIdentityCredentials ?? []) {
      const { label } = externalWorkload(credential);
      const { party } = attribution.partyOfCredential(credential);
      context.add({
        from: context.other("external", `external:${label}`, label, party),
        to: context.principal(application.id),
        kind: "can-sign-in-as",
        condition: "standing",
        objectKeys: [credential.id],
      });
    }
  }
}
