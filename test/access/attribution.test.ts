import { describe, expect, it } from "vitest";
import type { Attributed } from "../../src/access/attributed.ts";
import { partyName } from "../../src/access/party.ts";
import { nightwatch, TenantBuilder, tideway } from "../support/tenant-builder.ts";

/** Party and reason as one short text. */
const told = ({ party, because }: Attributed) => `${partyName(party)}: ${because}`;

describe("whose a user is", () => {
  const cases: [string, (tenant: TenantBuilder) => string, string][] = [
    [
      "guest of a provider",
      (t) => t.guest("dana.reyes@tideway.example", "Dana"),
      "tideway: the matrix lists it as the provider's",
    ],
    [
      "unlisted guest of a provider",
      (t) => t.guest("kim@tideway.example", "Kim"),
      "tideway: kim@tideway.example is in the provider's domain tideway.example",
    ],
    [
      "guest of a subdomain",
      (t) => t.guest("kim@ops.tideway.example", "Kim"),
      "tideway: kim@ops.tideway.example is in the provider's domain tideway.example",
    ],
    [
      "a domain that only ends alike",
      (t) => t.guest("kim@nottideway.example", "Kim"),
      "an unknown party: kim@nottideway.example is in no party's domain and the matrix does not list it",
    ],
    [
      "member account with a provider's other mail",
      (t) => t.user("svc@harbourdental.example", { otherMails: ["ops@tideway.example"] }),
      "tideway: ops@tideway.example is in the provider's domain tideway.example",
    ],
    [
      "external member without mail",
      (t) => t.user("kim_tideway.example#EXT#@harbourdental.onmicrosoft.com"),
      "tideway: kim@tideway.example is in the provider's domain tideway.example",
    ],
    [
      "invitation without a user principal name",
      (t) => {
        t.collections.users.push({ id: "x", mail: "kim@nightwatch.example", userType: "Guest" });
        return "x";
      },
      "nightwatch: kim@nightwatch.example is in the provider's domain nightwatch.example",
    ],
    [
      "emergency account",
      (t) => t.user("Emergency-1@harbourdental.onmicrosoft.com"),
      "emergency access: the matrix lists it as an emergency account",
    ],
    [
      "internal person",
      (t) => t.user("joel.lindqvist@harbourdental.example"),
      "the internal team: the matrix lists it as an internal person",
    ],
    [
      "staff",
      (t) => t.user("nora@harbourdental.example"),
      "the internal team: nora@harbourdental.example is an account in the client's domain",
    ],
    [
      "internal guest",
      (t) => t.user("temp@harbourdental.example", { userType: "Guest" }),
      "an unknown party: temp@harbourdental.example is in no party's domain and the matrix does not list it",
    ],
    [
      "local account named after a provider",
      (t) => t.user("tideway-admin@harbourdental.onmicrosoft.com"),
      'tideway: it is named after the provider ("tideway")',
    ],
    [
      "a name that only contains the word",
      (t) => t.user("tidewaybridge@harbourdental.example"),
      "the internal team: tidewaybridge@harbourdental.example is an account in the client's domain",
    ],
    [
      "an account with the name of a provider's person",
      (t) => t.user("dreyes@harbourdental.example", { displayName: "Dana Reyes (Admin)" }),
      "tideway: it has the name of Dana Reyes, one of the provider's people",
    ],
    [
      "an internal person of that name",
      (t) => t.user("joel.lindqvist@harbourdental.example", { displayName: "Dana Reyes" }),
      "the internal team: the matrix lists it as an internal person",
    ],
    [
      "half a name",
      (t) => t.user("dana@harbourdental.example", { displayName: "Dana Reyesdottir" }),
      "the internal team: dana@harbourdental.example is an account in the client's domain",
    ],
    [
      "what says nothing at all",
      (t) => {
        t.collections.users.push({ id: "x" });
        return "x";
      },
      "an unknown party: it has no address to go by",
    ],
    ...(["smtp:Kim@tideway.example", "SMTP:kim@tideway.example"] as const).map((proxy): (typeof cases)[number] => [
      `a member with the proxy address ${proxy}`,
      (t) => t.user("svc@harbourdental.example", { proxyAddresses: ["x500:/o=first/cn=svc", proxy] }),
      "tideway: kim@tideway.example is in the provider's domain tideway.example",
    ]),
    [
      "a member with a provider's mail",
      (t) => t.user("svc@harbourdental.example", { mail: "Svc@Tideway.example" }),
      "tideway: svc@tideway.example is in the provider's domain tideway.example",
    ],
    [
      "a member who signs in with a provider's address",
      (t) => t.user("svc@harbourdental.example", { identities: [{ issuerAssignedId: "kim@tideway.example" }] }),
      "tideway: kim@tideway.example is in the provider's domain tideway.example",
    ],
    [
      "what only looks like an address",
      (t) =>
        t.user("svc@harbourdental.example", {
          identities: [{ issuerAssignedId: "kim.tideway.example" }, {}],
          proxyAddresses: ["x400:tideway.example", "xsmtp:none"],
        }),
      "the internal team: svc@harbourdental.example is an account in the client's domain",
    ],
    [
      "a local account named after a provider by its display name",
      (t) => t.user("svc@harbourdental.example", { displayName: "Backup (Tideway IT)" }),
      'tideway: it is named after the provider ("tideway it")',
    ],
    [
      "one whose company is a provider",
      (t) => t.user("svc@harbourdental.example", { companyName: "NIGHTWATCH Ltd" }),
      'nightwatch: it is named after the provider ("nightwatch")',
    ],
    [
      "one named after two providers",
      (t) => t.user("svc@harbourdental.example", { displayName: "Tideway and Nightwatch" }),
      "the internal team: svc@harbourdental.example is an account in the client's domain",
    ],
    [
      "an account in a domain that only begins like the provider's",
      (t) => t.user("kim@tideway.elsewhere.example"),
      "an unknown party: kim@tideway.elsewhere.example is in no party's domain and the matrix does not list it",
    ],
    [
      "a member who was invited from the client's own domain",
      (t) => t.user("temp_harbourdental.example#EXT#@harbourdental.onmicrosoft.com"),
      "the internal team: temp@harbourdental.example is an account in the client's domain",
    ],
    [
      "somebody in the initial domain",
      (t) => t.user("Sync@HarbourDental.onmicrosoft.com"),
      "the internal team: sync@harbourdental.onmicrosoft.com is an account in the client's domain",
    ],
    [
      "nobody's guest",
      (t) => t.guest("x@elsewhere.example", "X"),
      "an unknown party: x@elsewhere.example is in no party's domain and the matrix does not list it",
    ],
  ];
  it.each(cases)("%s", (_name, make, expected) => {
    const tenant = new TenantBuilder();
    const id = make(tenant);
    expect(told(tenant.attribution().partyOf(id))).toBe(expected);
  });
});

describe("whose an application is", () => {
  const cases: [string, (tenant: TenantBuilder) => string, string][] = [
    [
      "of the provider's tenant",
      (t) => t.application("RMM", { appOwnerOrganizationId: tideway.tenantId }),
      "tideway: the provider's tenant owns the application",
    ],
    [
      "of the other provider's tenant",
      (t) => t.application("SIEM", { appOwnerOrganizationId: nightwatch.tenantId.toUpperCase() }),
      "nightwatch: the provider's tenant owns the application",
    ],
    [
      "Microsoft's",
      (t) => t.application("Graph", { appOwnerOrganizationId: "f8cdef31-a31e-4b4a-93e4-5f571e91255a" }),
      "Microsoft: Microsoft's tenant owns the application",
    ],
    [
      "owned by a provider's person",
      (t) => t.application("Sync", { owners: ["dana.reyes"] }),
      "tideway: everybody who owns it is",
    ],
    [
      "owned by the internal team",
      (t) => t.application("Sync", { owners: ["joel.lindqvist"] }),
      "the internal team: everybody who owns it is",
    ],
    [
      "foreign, owned by the internal team",
      (t) => t.application("Cloud", { appOwnerOrganizationId: "0".repeat(8), owners: ["joel.lindqvist"] }),
      "an unknown party: the matrix does not list it, and neither its owners nor its tenant say whose it is",
    ],
    [
      "a pipeline of the provider can sign in",
      (t) =>
        t.application("Deploy", {
          owners: ["joel.lindqvist"],
          subjects: ["repo:harbour-dental/infra:ref:refs/heads/main", "repo:Tideway-IT/x:ref:refs/heads/main"],
        }),
      "tideway: GitHub repo:Tideway-IT/x can sign in as it",
    ],
    [
      "only pipelines of the client",
      (t) => t.application("Deploy", { subjects: ["repo:harbour-dental/infra:environment:prod"] }),
      "the internal team: only the client's own pipelines can sign in as it",
    ],
    [
      "newer subjects with ids",
      (t) => t.application("Deploy", { subjects: ["repo:tideway-it@123/x@456:ref:refs/heads/main"] }),
      "tideway: GitHub repo:tideway-it@123/x@456 can sign in as it",
    ],
    [
      "named after a provider",
      (t) => t.application("Tideway RMM"),
      'tideway: it is named after the provider ("tideway")',
    ],
    [
      "an application that internal people and a provider's own",
      (t) => t.application("Intake", { owners: ["joel.lindqvist", "dana.reyes"] }),
      "the internal team: somebody internal owns it",
    ],
    [
      "managed identity",
      (t) => t.application("vm", { servicePrincipalType: "ManagedIdentity" }),
      "an unknown party: the matrix does not list it, and neither its owners nor its tenant say whose it is",
    ],
  ];
  it.each(cases)("%s", (_name, make, expected) => {
    const tenant = new TenantBuilder();
    tenant.user("joel.lindqvist@harbourdental.example");
    tenant.guest("dana.reyes@tideway.example", "Dana");
    const id = make(tenant);
    expect(told(tenant.attribution().partyOf(id))).toBe(expected);
  });

  it("the deployment's, unless a provider can sign in as it", () => {
    const tenant = new TenantBuilder();
    tenant.application("Deploy");
    tenant.application("Leaky", { subjects: ["repo:tideway-it/x:pull_request"] });
    const attribution = tenant.attribution({ deploymentIds: ["Deploy", "app-Leaky"] });
    expect(attribution.partyOf("Deploy").party.kind).toBe("deployment");
    expect(attribution.partyOf("Leaky").party).toEqual({ kind: "provider", provider: "tideway" });
  });
});

describe("what is not in the tenant", () => {
  it("is a foreign principal of an unknown party", () => {
    const { party, because } = new TenantBuilder().attribution().partyOf("7c1a0000-0000-4000-8000-000000000000");
    expect(party.kind).toBe("unknown");
    expect(because).toBe("it is no object of this tenant: a partner's principal, or one that was deleted");
  });

  it("is the provider's when the assignment says that it comes from its tenant", () => {
    const tenant = new TenantBuilder();
    tenant.role("foreign", "Helpdesk Administrator");
    Object.assign(tenant.collections.roleAssignments[0] ?? {}, { principalOrganizationId: tideway.tenantId });
    expect(tenant.attribution().partyOf("foreign").party).toEqual({ kind: "provider", provider: "tideway" });
  });

  it("is found whatever the case of its id", () => {
    const tenant = new TenantBuilder();
    tenant.guest("dana.reyes@tideway.example", "Dana");
    expect(tenant.attribution().partyOf("DANA.REYES").party.kind).toBe("provider");
  });

  it("is named by what was asked for, where it is the answer to a question", () => {
    const token = "pulumi:pulumi:StackReference";
    const asked = { stack: "acme/identity/prod", output: "adminGroupId" };
    const members = { displayName: "MSP people", output: "members" };
    const assumed = new Map([
      ["id", { token, asked, id: "id", answeredBy: "placeholder" as const }],
      [
        "one",
        { token: "azuread:index/getGroup:getGroup", asked: members, id: "one", answeredBy: "placeholder" as const },
      ],
    ]);
    const attribution = new TenantBuilder().attribution({ assumed });
    expect(attribution.assumedName("id")).toBe("output adminGroupId of stack acme/identity/prod");
    expect(attribution.assumedName("one")).toBe("members of MSP people");
    expect(told(attribution.partyOf("id"))).toBe("an unknown party: it is known only when the program runs");
  });

  it("says nothing of a group that is only looked up, whomever a program puts into it", () => {
    const tenant = new TenantBuilder();
    tenant.guest("dana.reyes@tideway.example", "Dana");
    tenant.group("IT", { members: ["dana.reyes"] });
    const token = "azuread:index/getGroup:getGroup";
    const assumed = new Map([
      ["IT", { token, asked: { displayName: "IT" }, id: "IT", answeredBy: "placeholder" as const }],
    ]);
    expect(told(tenant.attribution({ assumed }).partyOf("IT"))).toBe(
      "an unknown party: the program only looks it up, and who is in it is not in sight",
    );
  });

  it("a managed identity of the provider's tenant is the provider's", () => {
    const { party } = new TenantBuilder().attribution().partyOfCredential({
      issuer: `https://login.microsoftonline.com/${tideway.tenantId}/v2.0`,
      subject: "9b9d3a1e-71c5-4b1c-8b0a-6f1f0b0e6c55",
    });
    expect(party).toEqual({ kind: "provider", provider: "tideway" });
  });

  it.each([
    ["https://oidc.harbourdental.example/cluster", "internal"],
    ["https://oidc.tideway.example/cluster", "provider"],
    ["https://oidc.elsewhere.example/cluster", "unknown"],
  ])("what names no organisation is whoever's the issuer %s is: %s", (issuer, kind) => {
    const { party } = new TenantBuilder().attribution().partyOfCredential({
      issuer,
      subject: "system:serviceaccount:ci:runner",
    });
    expect(party.kind).toBe(kind);
  });

  it.each([
    ["getUser", { userPrincipalName: "kim@tideway.example" }, "provider"],
    ["getUser", { mail: "kim@harbourdental.example" }, "unknown"],
    ["getUser", { userPrincipalName: "kim@harbourdental.example" }, "internal"],
    ["getGroup", { displayName: "Tideway IT admins" }, "provider"],
    ["getServicePrincipal", { displayName: "Tideway RMM" }, "provider"],
  ])("a lookup stands for what it asks: %s %o", (name, asked, kind) => {
    const token = `azuread:index/${name}:${name}`;
    const assumed = new Map([["id", { token, asked, id: "id", answeredBy: "placeholder" as const }]]);
    expect(new TenantBuilder().attribution({ assumed }).partyOf("id").party.kind).toBe(kind);
  });
});
