/**
 * Applications: who can sign in as one, by owning it, by a federated credential, by a secret or certificate that is called after
 * whoever has it, or because it is the registration of it.
 */

import { relationKey } from "../../tenant/snapshot.ts";
import { externalWorkload, trustedIdentity } from "../federation.ts";
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
    namedCredentialEdges(context, owned);
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
      const identity = trustedIdentity(credential, directory.snapshot.tenantId);
      context.add({
        from:
          identity === undefined
            ? context.other("external", `external:${label}`, label, party)
            : context.principal(identity),
        to: context.principal(application.id),
        kind: "can-sign-in-as",
        condition: "standing",
        objectKeys: [credential.id],
      });
    }
  }
}

type Owned = EdgeContext["directory"]["snapshot"]["collections"]["applications" | "servicePrincipals"][number];

/** Of a secret nobody can tell who has it, unless it is called after them, or comes from a stack that is. */
function namedCredentialEdges(context: EdgeContext, { id, passwordCredentials, keyCredentials }: Owned): void {
  const credentials = [
    ...(passwordCredentials ?? []).map((credential) => ({ ...credential, what: "secret" })),
    ...(keyCredentials ?? []).map((credential) => ({ ...credential, what: "certificate" })),
  ];
  for (const { displayName, keyId, what, ...rest } of credentials) {
    const origin = "key" in rest ? originOf(rest.key, context) : undefined;
    const name = origin ?? displayName;
    const attributed = name ? context.attribution.partyOfName(name) : undefined;
    if (!attributed) continue;
    context.add({
      from: context.other(
        "external",
        `external:${what} ${keyId ?? name} of ${id}`,
        `whoever has ${origin ?? `the ${what} "${name}"`}`,
        attributed.party,
      ),
      to: context.principal(id),
      kind: "can-sign-in-as",
      condition: "standing",
      objectKeys: keyId ? [keyId] : [],
    });
  }
}

/** What stands behind a certificate that the program does not hold itself: `output certificate of stack …`. */
function originOf(key: unknown, { attribution }: EdgeContext): string | undefined {
  return typeof key === "string" ? attribution.assumedName(Buffer.from(key, "base64").toString()) : undefined;
}
