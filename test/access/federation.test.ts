import { describe, expect, it } from "vitest";
import { partyName } from "../../src/access/party.ts";
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
