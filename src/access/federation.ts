/** Who stands behind a federated identity credential: the pipeline organisation its subject names. */

/** The parts of a federated identity credential that say who may use it. */
export interface FederatedCredential {
  readonly id?: string;
  readonly name?: string | null;
  readonly issuer?: string | null;
  readonly subject?: string | null;
  readonly claimsMatchingExpression?: { readonly value?: string | null } | null;
}

export interface ExternalWorkload {
  /** e.g. `GitHub repo:tideway-it/infrastructure` */
  readonly label: string;
  /** Organisation, group or workspace, lower case; absent when the subject names none that we know. */
  readonly organisation?: string;
}

interface SubjectForm {
  readonly system: string;
  /** First group: the organisation; the whole match is the label. */
  readonly pattern: RegExp;
  /** Microsoft's or the vendor's page that documents the form. */
  readonly source: string;
}

/** How the usual systems write an organisation into subject or issuer. Matched anywhere: flexible credentials embed subjects. */
export const subjectForms: readonly SubjectForm[] = [
  {
    system: "GitHub",
    // Newer subjects carry immutable ids: repo:org@123/name@456:…
    pattern: /repo:([^/@:'"*\s]+)(?:@\d+)?\/[^:'"\s]*/i,
    source: "https://docs.github.com/actions/reference/security/oidc",
  },
  {
    system: "GitLab",
    pattern: /project_path:([^/:'"\s]+)\/[^:'"\s]*/i,
    source: "https://docs.gitlab.com/ci/cloud_services/",
  },
  {
    system: "Azure DevOps",
    pattern: /sc:\/\/([^/'"\s]+)\/[^'"\s]*/i,
    source: "https://learn.microsoft.com/azure/devops/pipelines/release/configure-workload-identity",
  },
  {
    system: "HCP Terraform",
    pattern: /organization:([^:'"\s]+):project:[^:'"\s]*/i,
    source: "https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials",
  },
  {
    system: "Pulumi Cloud",
    pattern: /pulumi:[a-z]+:org:([^:'"\s]+)[^'"\s]*/i,
    source: "https://www.pulumi.com/docs/administration/access-identity/oidc-client/",
  },
  {
    system: "Bitbucket",
    pattern: /api\.bitbucket\.org\/2\.0\/workspaces\/([^/'"\s]+)/i,
    source: "https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/",
  },
  {
    system: "Microsoft Entra tenant",
    // Managed identities of another tenant: its id is in the issuer.
    pattern: /(?:login\.microsoftonline\.com|sts\.windows\.net)\/([0-9a-f-]{36})/i,
    source:
      "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity",
  },
];

/** The workload that can use a credential. */
export function externalWorkload(credential: FederatedCredential): ExternalWorkload {
  const places = [credential.subject, credential.claimsMatchingExpression?.value, credential.issuer];
  for (const place of places) {
    for (const { system, pattern } of subjectForms) {
      const match = place ? pattern.exec(place) : null;
      if (match?.[1]) return { label: `${system} ${match[0]}`, organisation: match[1].toLowerCase() };
    }
  }
  const subject = credential.subject ?? credential.claimsMatchingExpression?.value ?? "any subject";
  return { label: `${subject} of ${credential.issuer ?? "an unknown issuer"}` };
}
