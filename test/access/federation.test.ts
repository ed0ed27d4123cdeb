import { describe, expect, it } from "vitest";
import { attribute } from "../../src/access/attribution.ts";
import {
  externalWorkload,
  type FederatedCredential,
  trustedIdentity,
  wildcardCovers,
} from "../../src/access/federation.ts";
import { partyName } from "../../src/access/party.ts";
import { entitled, harbourWith } from "../support/matrices.ts";
import { TenantBuilder, tideway } from "../support/tenant-builder.ts";

const gitHub = "https://token.actions.githubusercontent.com";
const claims = (value: string) => ({ claimsMatchingExpression: { value } });

describe("whose a workload is", () => {
  const whose = (credential: object) =>
    partyName(new TenantBuilder().attribution().partyOfCredential(credential).party);
  it.each<[string, object, string]>([
    ["GitHub", { issuer: gitHub, subject: "repo:harbour-dental/infra:environment:prod" }, "the internal team"],
    ["GitHub, with ids", { issuer: gitHub, subject: "repo:tideway-it@12/x@34:ref:refs/heads/main" }, "tideway"],
    ["a GitHub of one's own", { issuer: `${gitHub}/tideway`, subject: "repo:tideway-it/x:pull_request" }, "tideway"],
    [
      "the client's name, by an issuer of a stranger",
      { issuer: "https://evil.example", subject: "repo:harbour-dental/infra:environment:prod" },
      "an unknown party",
    ],
    [
      "the client's name, by an issuer that only begins like GitHub's",
      { issuer: `${gitHub}.evil.example`, subject: "repo:harbour-dental/infra:environment:prod" },
      "an unknown party",
    ],
    [
      "the client's name, by an issuer of the provider",
      { issuer: "https://ci.tideway.example", subject: "repo:harbour-dental/infra:environment:prod" },
      "tideway",
    ],
    [
      "the client's name, by an issuer of the client",
      {
        issuer: "https://git.harbourdental.example",
        subject: "project_path:harbour-dental/infra:ref_type:branch:ref:main",
      },
      "the internal team",
    ],
    [
      "the client's name, without an issuer",
      { subject: "repo:harbour-dental/infra:environment:prod" },
      "an unknown party",
    ],
    ["the provider's name, by whatever issuer", { issuer: "x", subject: "repo:tideway-it/x:pull_request" }, "tideway"],
    [
      "a name that only begins alike",
      { issuer: gitHub, subject: "repo:harbour-dental-evil/x:pull_request" },
      "an unknown party",
    ],
    [
      "GitLab",
      { issuer: "https://gitlab.com", subject: "project_path:tideway-it/x:ref_type:branch:ref:main" },
      "tideway",
    ],
    [
      "Azure DevOps",
      { issuer: "https://vstoken.dev.azure.com/0", subject: "sc://tideway-it/project/connection" },
      "tideway",
    ],
    [
      "HCP Terraform",
      {
        issuer: "https://app.terraform.io",
        subject: "organization:harbour-dental:project:p:workspace:w:run_phase:apply",
      },
      "the internal team",
    ],
    [
      "Pulumi Cloud",
      { issuer: "https://api.pulumi.com/oidc", subject: "pulumi:deploy:org:tideway-it:project:p" },
      "tideway",
    ],
    ["another tenant", { issuer: `https://sts.windows.net/${tideway.tenantId}/`, subject: "x" }, "tideway"],
    ["an expression", { issuer: gitHub, ...claims("claims['sub'] matches 'repo:tideway-it/*'") }, "tideway"],
    ["an expression for anybody", { issuer: gitHub, ...claims("claims['sub'] matches 'repo:*'") }, "tideway"],
    ["an expression for some", { issuer: gitHub, ...claims("claims['sub'] matches 'repo:tide*/x:*'") }, "tideway"],
    [
      "an expression for others",
      { issuer: gitHub, ...claims("claims['sub'] matches 'repo:harbour*/x:*'") },
      "an unknown party",
    ],
    [
      "an expression of the client",
      { issuer: gitHub, ...claims("claims['sub'] matches 'repo:harbour-dental/*:ref:refs/heads/main'") },
      "the internal team",
    ],
    [
      "the client's repository with the provider's workflow",
      {
        issuer: gitHub,
        ...claims(
          "claims['sub'] matches 'repo:harbour-dental/*' and claims['job_workflow_ref'] eq 'tideway-it/ci/.github/workflows/up.yml@main'",
        ),
      },
      "tideway",
    ],
    [
      "the client's repository with its own workflow",
      {
        issuer: gitHub,
        ...claims(
          "claims['sub'] matches 'repo:harbour-dental/*' and claims['job_workflow_ref'] eq 'harbour-dental/ci/.github/workflows/up.yml@main'",
        ),
      },
      "the internal team",
    ],
    [
      "the client's repository with a stranger's workflow",
      {
        issuer: gitHub,
        ...claims(
          "claims['sub'] matches 'repo:harbour-dental/*' and claims['job_workflow_ref'] matches 'someone/ci/*'",
        ),
      },
      "an unknown party",
    ],
    ["nothing at all", {}, "an unknown party"],
  ])("%s", (_name, credential, expected) => {
    expect(whose(credential)).toBe(expected);
  });
});

describe("why a workload is whose it is", () => {
  const own = "repo:harbour-dental/infra:environment:prod";
  it.each<[FederatedCredential, string]>([
    [
      { issuer: gitHub, subject: "repo:tideway-it/x:pull_request" },
      "tideway: GitHub repo:tideway-it/x is under the organisation tideway-it",
    ],
    [
      { issuer: "https://ci.tideway.example/x", subject: "anything" },
      "tideway: ci.tideway.example is in the provider's domain tideway.example",
    ],
    [
      { issuer: gitHub, subject: own },
      "the internal team: GitHub repo:harbour-dental/infra is under the organisation harbour-dental",
    ],
    [{ issuer: "https://evil.example", subject: own }, "an unknown party: https://evil.example can claim any name"],
    [{ subject: own }, "an unknown party: an unknown issuer can claim any name"],
    [{ issuer: "", subject: own }, "an unknown party: an unknown issuer can claim any name"],
    [
      { issuer: "https://oidc.harbourdental.example/cluster", subject: "system:serviceaccount:ci:runner" },
      "the internal team: oidc.harbourdental.example is in the client's domain",
    ],
    [
      { issuer: "https://oidc.harbourdental.example/cluster", subject: "repo:someone/x:pull_request" },
      "an unknown party: the matrix names no organisation of GitHub repo:someone/x",
    ],
    [
      { issuer: gitHub, subject: "anything" },
      "an unknown party: the matrix names no organisation of anything of https://token.actions.githubusercontent.com",
    ],
  ])("%o: %s", (credential, expected) => {
    const { party, because } = new TenantBuilder().attribution().partyOfCredential(credential);
    expect(`${partyName(party)}: ${because}`).toBe(expected);
  });
});

describe("whose an identity provider is", () => {
  const identity = "identity:\n    owner: internal\n    systems: [microsoft-entra-id]";
  const run = (owner: string, systems: string, more = "") =>
    [identity, `identity:\n    owner: ${owner}\n    systems: ${systems}${more}`] as const;
  const okta = "[microsoft-entra-id, okta]";
  const unknown = (host: string) => `an unknown party: nobody knows who runs ${host}`;
  it.each<[string, string, ...(readonly [string, string])[]]>([
    ["https://x.okta.com/oauth2", unknown("x.okta.com")],
    ["", unknown("it")],
    ["no address", unknown("no address")],
    ["https://Login.Tideway.example", "tideway: login.tideway.example is in the provider's domain tideway.example"],
    ["https://login.harbourdental.example", "the internal team: login.harbourdental.example is in the client's domain"],
    ["https://harbourdental.example.evil.example", unknown("harbourdental.example.evil.example")],
    [
      "https://x.okta.com",
      "the internal team: the matrix gives x.okta.com to the internal team",
      run("internal", okta),
    ],
    ["https://x.okta-emea.com", "tideway: the matrix gives x.okta-emea.com to the provider", run("tideway", okta)],
    ["https://okta.com", "tideway: the matrix gives okta.com to the provider", run("tideway", okta)],
    ["https://x.notokta.com", unknown("x.notokta.com"), run("tideway", okta)],
    ["https://x.okta.com.evil.example", unknown("x.okta.com.evil.example"), run("tideway", okta)],
    ["https://sso.jumpcloud.com", unknown("sso.jumpcloud.com"), run("tideway", okta)],
    [
      "https://sso.jumpcloud.com",
      "tideway: the matrix gives sso.jumpcloud.com to the provider",
      run("tideway", "[jumpcloud, { name: Home-made }]"),
    ],
    ["https://x.okta.com", unknown("x.okta.com"), run("shared", okta)],
    [
      "https://x.okta.com",
      "nightwatch: the matrix gives x.okta.com to the provider",
      run("provider", okta, "\n    by: nightwatch"),
    ],
  ])("%s: %s", (issuer, expected, ...replacements) => {
    const { matrix, entitlements } = entitled(harbourWith(...replacements));
    const { party, because } = attribute(new TenantBuilder().snapshot, matrix, entitlements).partyOfIssuer(issuer);
    expect(`${partyName(party)}: ${because}`).toBe(expected);
  });
});

it("whose an identity provider is, a matrix without a row for it does not say", () => {
  const { matrix, entitlements } = entitled(harbourWith());
  const { identity: _, ...tools } = matrix.tools;
  const attribution = attribute(new TenantBuilder().snapshot, { ...matrix, tools }, entitlements);
  expect(attribution.partyOfIssuer("https://x.okta.com").party.kind).toBe("unknown");
});

describe("the workload behind a credential", () => {
  const tenant = "7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01";
  const entra = `https://login.microsoftonline.com/${tenant.toUpperCase()}/v2.0`;
  it.each<[string, FederatedCredential, object]>([
    [
      "an organisation",
      { issuer: ` ${gitHub} `, subject: "repo:Some-Body/x:pull_request" },
      { label: "GitHub repo:Some-Body/x", organisations: ["some-body"], genuine: true },
    ],
    [
      "several, each once",
      {
        issuer: gitHub,
        subject: "repo:a/x:y",
        ...claims("claims['sub'] matches 'repo:a/x:z' and claims['job_workflow_ref'] eq 'b/ci/up.yml@main'"),
      },
      { label: "GitHub repo:a/x with GitHub workflow b/ci/up.yml@main", organisations: ["a", "b"], genuine: true },
    ],
    [
      "several of which one cannot come from there",
      { issuer: gitHub, ...claims("claims['sub'] matches 'repo:a/x' or claims['sub'] matches 'project_path:b/x'") },
      { label: "GitHub repo:a/x with GitLab project_path:b/x", organisations: ["a", "b"], genuine: false },
    ],
    [
      "another tenant's identity",
      { issuer: entra, subject: "9b9d3a1e-71c5-4b1c-8b0a-6f1f0b0e6c55" },
      {
        label: `Microsoft Entra tenant login.microsoftonline.com/${tenant.toUpperCase()}`,
        organisations: [tenant],
        genuine: true,
      },
    ],
    [
      "Bitbucket",
      { issuer: "https://api.bitbucket.org/2.0/workspaces/Team/pipelines-config/identity/oidc", subject: "{x}" },
      { label: "Bitbucket api.bitbucket.org/2.0/workspaces/Team", organisations: ["team"], genuine: true },
    ],
    [
      "no organisation",
      { issuer: "https://x.example", subject: "runner" },
      { label: "runner of https://x.example", organisations: [], genuine: false },
    ],
    ["nothing", {}, { label: "any subject of an unknown issuer", organisations: [], genuine: false }],
    [
      "nothing but blanks",
      { issuer: " ", subject: null, claimsMatchingExpression: null },
      { label: "any subject of an unknown issuer", organisations: [], genuine: false },
    ],
  ])("%s", (_name, credential, expected) => expect(externalWorkload(credential)).toEqual(expected));

  const identity = "9B9d3a1e-71c5-4b1c-8b0a-6f1f0b0e6c55";
  it.each<[string, FederatedCredential, string | undefined]>([
    ["of its tenant", { issuer: entra, subject: identity }, identity],
    ["of its tenant, with blanks", { issuer: ` ${entra}`, subject: identity }, identity],
    ["by the other address", { issuer: `https://sts.windows.net/${tenant}/`, subject: identity }, identity],
    ["of another tenant", { issuer: `https://sts.windows.net/${identity}/`, subject: identity }, undefined],
    ["of nobody's tenant", { issuer: `https://evil.example/${tenant}/`, subject: identity }, undefined],
    ["that is none", { issuer: entra, subject: "runner" }, undefined],
    ["that is longer", { issuer: entra, subject: `${identity}0` }, undefined],
    ["that only ends so", { issuer: entra, subject: `x${identity}` }, undefined],
    ["of which no subject is said", { issuer: entra }, undefined],
    ["of which no issuer is said", { subject: identity }, undefined],
  ])("an identity %s is trusted or not", (_name, credential, expected) => {
    expect(trustedIdentity(credential, tenant.toUpperCase())).toBe(expected);
  });

  it.each([
    ["tideway*", "tideway-it", true],
    ["tideway-??", "Tideway-IT", true],
    ["tideway-?", "tideway-it", false],
    ["*", "anything", true],
    ["tideway.it", "tideway.it", true],
    ["tideway.it", "tideway-it", false],
    ["tide", "tideway", false],
    ["way", "tideway", false],
    ["tide+way", "tideeway", false],
    ["t*w?y", "tideway", true],
  ])("%s takes in %s: %s", (pattern, name, expected) => expect(wildcardCovers(pattern, name)).toBe(expected));
});

describe("a foreign principal", () => {
  const partner = (tenantId: string, more: object = { isServiceProvider: true }) => ({
    id: tenantId,
    tenantId,
    ...more,
  });
  it.each<[string, ReturnType<typeof partner>[], string]>([
    ["is the provider's where only that one administers", [partner(tideway.tenantId)], "tideway"],
    ["is unknown where nobody is known to administer", [], "an unknown party"],
    ["is unknown where the partner administers nothing", [partner(tideway.tenantId, {})], "an unknown party"],
    [
      "is unknown where another partner administers",
      [partner("0f0e0d0c-0000-4000-8000-000000000000")],
      "an unknown party",
    ],
    [
      "is unknown where two administer",
      [partner(tideway.tenantId), partner("0f0e0d0c-0000-4000-8000-000000000000")],
      "an unknown party",
    ],
  ])("%s", (_name, partners, expected) => {
    const tenant = new TenantBuilder();
    tenant.collections.crossTenantPartners.push(...partners);
    expect(partyName(tenant.attribution().partyOf("7c1a0000-0000-4000-8000-000000000000").party)).toBe(expected);
  });
});
