/** Credentials of applications: secrets, certificates and federated ones, of app registrations and of service principals. */

import type { Snapshot } from "../tenant/snapshot.ts";
import { externalWorkload } from "./federation.ts";
import type { AccessRecord } from "./record.ts";

type CredentialRecord = Pick<
  AccessRecord,
  "kind" | "target" | "held" | "objectKey" | "since" | "until" | "settings"
> & {
  readonly principalId: string;
};

/** One record each; metadata only, no snapshot has a secret in it. */
export const credentialRecords = ({ collections }: Snapshot): CredentialRecord[] => [
  ...collections.applications.flatMap((application) => [
    ...ownCredentials(application),
    ...(application.federatedIdentityCredentials ?? []).map((credential) => ({
      kind: "application-credential" as const,
      principalId: application.id,
      target: `federated credential of ${externalWorkload(credential).label}`,
      held: "standing" as const,
      settings: { issuer: credential.issuer ?? "", subject: credential.subject ?? "" },
      objectKey: credential.id,
    })),
  ]),
  // A credential of its service principal lets somebody sign in as the application, too, and no app registration shows it.
  ...collections.servicePrincipals.flatMap((servicePrincipal) =>
    // Azure renews those of managed identities itself.
    servicePrincipal.servicePrincipalType === "ManagedIdentity" ? [] : ownCredentials(servicePrincipal),
  ),
];

type Owned = Snapshot["collections"]["applications" | "servicePrincipals"][number];

/** Secrets and certificates. One that only signs SAML tokens is its key, its certificate and its password at once: one credential. */
function ownCredentials({ id, passwordCredentials, keyCredentials }: Owned): CredentialRecord[] {
  const signing = new Set(
    (keyCredentials ?? []).flatMap(({ usage, customKeyIdentifier }) =>
      usage === "Sign" && customKeyIdentifier ? [String(customKeyIdentifier)] : [],
    ),
  );
  const isForSigning = ({ customKeyIdentifier }: { readonly customKeyIdentifier?: unknown }) =>
    customKeyIdentifier !== null && signing.has(String(customKeyIdentifier));
  return [
    ...(passwordCredentials ?? []).filter((each) => !isForSigning(each)).map((each) => ({ ...each, what: "secret" })),
    ...(keyCredentials ?? [])
      .filter((each) => !isForSigning(each) || each.usage === "Sign")
      .map((each) => ({ ...each, what: isForSigning(each) ? "token-signing certificate" : "certificate" })),
  ].map((credential) => ({
    kind: "application-credential" as const,
    principalId: id,
    target: `${credential.what} ${credential.displayName ?? credential.keyId ?? ""}`.trim(),
    held: "standing" as const,
    objectKey: credential.keyId ?? id,
    ...(credential.startDateTime && { since: credential.startDateTime }),
    ...(credential.endDateTime && { until: credential.endDateTime }),
  }));
}
