/** Who stands behind a federated identity credential: the pipeline organisations its subject names, and who issues the tokens. */

/** The parts of a federated identity credential that say who may use it. */
export interface FederatedCredential {
  readonly id?: string;
  readonly name?: string | null;
  readonly issuer?: string | null;
  readonly subject?: string | null;
  readonly claimsMatchingExpression?: { readonly value?: string | null } | null;
}

export interface ExternalWorkload {
  /** e.g. `GitHub repo:tideway-it/infrastructure`; everything it names, joined by "with". */
  readonly label: string;
  /** Organisations, groups, workspaces or tenants that it names, lower case; may hold wildcards (`*`, `?`). */
  readonly organisations: readonly string[];
  /** Whether the tokens come from the system that gives such names out; anybody else's issuer can claim any name. */
  readonly genuine: boolean;
}

interface SubjectForm {
  readonly system: string;
  /** First group: the organisation; the whole match is the label. */
  readonly pattern: RegExp;
  /** Issuers that give such names out. */
  readonly issuer: RegExp;
  /** Microsoft's or the vendor's page that documents the form. */
  readonly source: string;
}

const entraIssuer = /^https:\/\/(?:login\.microsoftonline\.com|sts\.windows\.net)\//i;
const gitHubIssuer = /^https:\/\/token\.actions\.githubusercontent\.com(?:\/|$)/i;

/** How the usual systems write an organisation into subject or issuer. Matched anywhere: flexible credentials embed subjects. */
export const subjectForms: readonly SubjectForm[] = [
  {
    system: "GitHub",
    // Newer subjects carry immutable ids: repo:org@123/name@456:…
    pattern: /repo:([^/@:'"\s]+)(?:@\d+)?(?:\/[^:'"\s]*)?/gi,
    issuer: gitHubIssuer,
    source: "https://docs.github.com/actions/reference/security/oidc",
  },
  {
    system: "GitHub workflow",
    // Whoever owns the reusable workflow decides what runs, in whosever repository.
    pattern: /(?<=job_workflow_ref(?::|'\]\s+(?:eq|matches)\s+'))([^/'"\s]+)\/[^:'"\s]*/gi,
    issuer: gitHubIssuer,
    source: "https://learn.microsoft.com/entra/workload-id/workload-identities-flexible-federated-identity-credentials",
  },
  {
    system: "GitLab",
    pattern: /project_path:([^/:'"\s]+)(?:\/[^:'"\s]*)?/gi,
    issuer: /^https:\/\/gitlab\.com\/?$/i,
    source: "https://docs.gitlab.com/ci/cloud_services/",
  },
  {
    system: "Azure DevOps",
    pattern: /sc:\/\/([^/'"\s]+)\/[^'"\s]*/gi,
    issuer: /^https:\/\/vstoken\.dev\.azure\.com\/|^https:\/\/login\.microsoftonline\.com\//i,
    source: "https://learn.microsoft.com/azure/devops/pipelines/release/configure-workload-identity",
  },
  {
    system: "HCP Terraform",
    pattern: /organization:([^:'"\s]+)(?::project:[^:'"\s]*)?/gi,
    issuer: /^https:\/\/app\.(?:eu\.)?terraform\.io\/?$/i,
    source: "https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials",
  },
  {
    system: "Pulumi Cloud",
    pattern: /pulumi:[a-z]+:org:([^:'"\s]+)[^'"\s]*/gi,
    issuer: /^https:\/\/api\.pulumi\.com\/oidc\/?$/i,
    source: "https://www.pulumi.com/docs/administration/access-identity/oidc-client/",
  },
];

/** Issuers that name the organisation themselves, whatever the subject says. */
const issuerForms: readonly Pick<SubjectForm, "system" | "pattern" | "source">[] = [
  {
    system: "Bitbucket",
    pattern: /api\.bitbucket\.org\/2\.0\/workspaces\/([^/'"\s]+)/gi,
    source: "https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/",
  },
  {
    system: "Microsoft Entra tenant",
    // Managed identities of another tenant: its id is in the issuer.
    pattern: /(?:login\.microsoftonline\.com|sts\.windows\.net)\/([0-9a-f-]{36})/gi,
    source:
      "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity",
  },
];

/** The workload that can use a credential. */
export function externalWorkload(credential: FederatedCredential): ExternalWorkload {
  const issuer = credential.issuer?.trim() ?? "";
  const subjects = [credential.subject, credential.claimsMatchingExpression?.value].filter(
    (text) => typeof text === "string",
  );
  const found = [
    ...subjects.flatMap((text) =>
      subjectForms.flatMap((form) => named(form, text).map((each) => ({ ...each, genuine: form.issuer.test(issuer) }))),
    ),
    ...issuerForms.flatMap((form) => named(form, issuer).map((each) => ({ ...each, genuine: true }))),
  ];
  if (found.length > 0) {
    return {
      label: [...new Set(found.map(({ label }) => label))].join(" with "),
      organisations: [...new Set(found.map(({ organisation }) => organisation))],
      genuine: found.every(({ genuine }) => genuine),
    };
  }
  const subject = subjects[0] ?? "any subject";
  return { label: `${subject} of ${issuer === "" ? "an unknown issuer" : issuer}`, organisations: [], genuine: false };
}

function named({ system, pattern }: Pick<SubjectForm, "system" | "pattern">, text: string) {
  return [...text.matchAll(pattern)].map(([match, organisation = ""]) => ({
    label: `${system} ${match}`,
    organisation: organisation.toLowerCase(),
  }));
}

/**
 * Object id of the identity that a credential trusts in a tenant: managed identities sign in to applications with their own tenant's
 * tokens. Undefined for credentials of other kinds.
 */
export function trustedIdentity(credential: FederatedCredential, tenantId: string): string | undefined {
  const issuer = credential.issuer?.trim() ?? "";
  if (!entraIssuer.test(issuer) || !issuer.toLowerCase().includes(`/${tenantId.toLowerCase()}`)) return undefined;
  return credential.subject?.match(/^[0-9a-f-]{36}$/i)?.[0];
}

/** Whether a name with wildcards takes in another name. */
export function wildcardCovers(pattern: string, name: string): boolean {
  const expression = pattern
    .replaceAll(/[^\w*?]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`, "i").test(name);
}

/** Host of an issuer's address, lower case; the text itself when it is no address. */
export function issuerHost(issuer: string): string {
  return (URL.canParse(issuer) ? new URL(issuer).hostname : issuer).toLowerCase();
}
