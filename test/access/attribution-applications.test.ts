import { describe, expect, test } from "vitest";
import type { Attributed } from "../../src/access/attributed.ts";
import { partyName } from "../../src/access/party.ts";
import { AzureBuilder } from "../support/azure-builder.ts";
import { nightwatch, TenantBuilder, tideway } from "../support/tenant-builder.ts";

/** Party and reason as one short text. */
const told = ({ party, because }: Attributed) => `${partyName(party)}: ${because}`;

const nobodys = "an unknown party: the matrix does not list it, and neither its owners nor its tenant say whose it is";
const everybody = "everybody who owns it is";
const own = "repo:harbour-dental/infra:environment:prod";
const providers = "repo:tideway-it/x:pull_request";
const strangers = "repo:someone/x:pull_request";

function tenantWithPeople(): TenantBuilder {
  const tenant = new TenantBuilder();
  tenant.user("joel.lindqvist@harbourdental.example");
  tenant.guest("dana.reyes@tideway.example", "Dana");
  tenant.guest("omar.haddad@nightwatch.example", "Omar");
  tenant.user("emergency-1@harbourdental.onmicrosoft.com");
  tenant.guest("x@elsewhere.example", "X");
  tenant.application("Deployment");
  return tenant;
}

const attributed = (tenant: TenantBuilder, id: string) =>
  told(tenant.attribution({ deploymentIds: ["DEPLOYMENT"] }).partyOf(id));

describe("an application is its owners'", () => {
  const foreign = { appOwnerOrganizationId: "0f0e0d0c-0000-4000-8000-000000000000" };
  test.each<[string, Parameters<TenantBuilder["application"]>[1], string]>([
    ["nobody", {}, nobodys],
    ["several of one provider", { owners: ["dana.reyes", "dana.reyes"] }, `tideway: ${everybody}`],
    ["two providers", { owners: ["dana.reyes", "omar.haddad"] }, nobodys],
    ["a provider and somebody unknown", { owners: ["dana.reyes", "x"] }, nobodys],
    ["somebody internal and somebody unknown", { owners: ["joel.lindqvist", "x"] }, nobodys],
    ["somebody unknown", { owners: ["x"] }, nobodys],
    ["an emergency account", { owners: ["emergency-1"] }, nobodys],
    ["the deployment alone", { owners: ["Deployment"] }, nobodys],
    [
      "the deployment, which made it, and a provider",
      { owners: ["Deployment", "dana.reyes"] },
      `tideway: ${everybody}`,
    ],
    [
      "somebody internal, of an application of which no tenant is said",
      { appOwnerOrganizationId: null, owners: ["joel.lindqvist"] },
      `the internal team: ${everybody}`,
    ],
    [
      "somebody internal, of one of the client's in another spelling",
      { appOwnerOrganizationId: new TenantBuilder().snapshot.tenantId.toUpperCase(), owners: ["joel.lindqvist"] },
      `the internal team: ${everybody}`,
    ],
    ["a provider, of a foreign one", { ...foreign, owners: ["dana.reyes"] }, `tideway: ${everybody}`],
    [
      "internal people and a provider, of a foreign one",
      { ...foreign, owners: ["joel.lindqvist", "dana.reyes"] },
      nobodys,
    ],
    [
      "internal people, of a managed identity: it acts for its resource",
      { servicePrincipalType: "ManagedIdentity", owners: ["joel.lindqvist"] },
      nobodys,
    ],
  ])("%s", (_name, settings, expected) => {
    const tenant = tenantWithPeople();
    tenant.application("Sync", settings);
    expect(attributed(tenant, "Sync")).toBe(expected);
  });

  test("whichever of its two objects they own", () => {
    const tenant = tenantWithPeople();
    tenant.application("Sync", { subjects: [], owners: ["joel.lindqvist"] });
    Object.assign(tenant.collections.applications[0] ?? {}, { owners: [{ id: "dana.reyes" }] });
    expect(attributed(tenant, "Sync")).toBe("the internal team: somebody internal owns it");
    expect(attributed(tenant, "registration of Sync")).toBe(`tideway: ${everybody}`);
  });

  test("but not by owners in a circle", () => {
    const tenant = tenantWithPeople();
    tenant.application("One", { owners: ["Two"] });
    tenant.application("Two", { owners: ["One"] });
    expect(attributed(tenant, "One")).toBe(nobodys);
  });
});

describe("an application is whose pipelines can sign in", () => {
  test.each<[string, string[], string]>([
    ["nobody's", [], nobodys],
    ["the client's", [own, own], "the internal team: only the client's own pipelines can sign in as it"],
    ["the client's and a stranger's", [own, strangers], nobodys],
    ["the client's and a provider's", [own, providers], "tideway: GitHub repo:tideway-it/x can sign in as it"],
  ])("%s", (_name, subjects, expected) => {
    const tenant = tenantWithPeople();
    tenant.application("Sync", { subjects });
    expect(attributed(tenant, "Sync")).toBe(expected);
    expect(attributed(tenant, "registration of Sync")).toBe(expected);
  });

  test("only where the registration is its own", () => {
    const tenant = tenantWithPeople();
    tenant.application("Other", { subjects: [providers] });
    tenant.application("Sync", { appId: null });
    tenant.collections.applications.push({ id: "r", federatedIdentityCredentials: [{ id: "c", subject: providers }] });
    expect(attributed(tenant, "Sync")).toBe(nobodys);
  });
});

describe("the deployment's identity", () => {
  const told = "the deploying identity: it runs the deployment";
  test.each([
    ["is known by its object id", "sync", told],
    ["by its registration's", "Registration of Sync", nobodys],
    ["by its client id", "APP-SYNC", told],
    ["is nobody else", "app", nobodys],
    ["is not whoever has no id", "", nobodys],
  ])("%s", (_name, deploymentId, expected) => {
    const tenant = tenantWithPeople();
    tenant.application("Sync", { subjects: [] });
    tenant.collections.servicePrincipals.push({ id: "no client id" });
    const attribution = tenant.attribution({ deploymentIds: [deploymentId] });
    const parties = ["Sync", "no client id"].map((id) => attribution.partyOf(id));
    const [sync, other] = parties.map(({ party, because }) => `${partyName(party)}: ${because}`);
    expect(sync).toBe(expected);
    expect(other).toBe(nobodys);
  });

  test("is also its registration", () => {
    const tenant = tenantWithPeople();
    tenant.application("Sync", { subjects: [] });
    const kind = (deploymentId: string) =>
      tenant.attribution({ deploymentIds: [deploymentId] }).partyOf("registration of Sync").party.kind;
    expect(["registration of sync", "app-Sync", "Sync"].map(kind)).toEqual(["deployment", "deployment", "unknown"]);
  });
});

describe("a registration", () => {
  test("is named after a provider", () => {
    const tenant = tenantWithPeople();
    tenant.collections.applications.push({ id: "r", displayName: "Tideway RMM" });
    expect(attributed(tenant, "r")).toBe('tideway: it is named after the provider ("tideway")');
  });

  test("of which nothing is known is nobody's", () => {
    const tenant = tenantWithPeople();
    tenant.collections.applications.push({ id: "r" });
    expect(attributed(tenant, "r")).toBe(nobodys);
  });
});

describe("an identity of a resource in Azure", () => {
  const resources = "the internal team: it is the identity of a resource in the client's Azure";
  test.each<[string, (azure: AzureBuilder) => string, string]>([
    [
      "is the client's where the resource is there",
      (azure) => {
        azure.resource("vm", "Server", "sub/rg", { runs: "as itself" });
        return "Server";
      },
      resources,
    ],
    [
      "is nobody's where it is elsewhere",
      (azure) =>
        azure.tenant.application("Server", {
          servicePrincipalType: "ManagedIdentity",
          alternativeNames: [
            "isExplicit=False",
            "/subscriptions/other/providers/Microsoft.Compute/virtualMachines/Server",
          ],
        }),
      nobodys,
    ],
    [
      "is the provider's where its pipeline can sign in",
      (azure) => {
        const id = azure.identity("Runner");
        azure.federated(id, own);
        azure.federated(id, providers);
        return "Runner";
      },
      "tideway: GitHub repo:tideway-it/x can sign in as it",
    ],
    [
      "is the client's by its pipelines",
      (azure) => {
        azure.federated(azure.identity("Runner"), own);
        return "Runner";
      },
      "the internal team: only the client's own pipelines can sign in as it",
    ],
    [
      "is not another identity's, whose pipelines are a provider's",
      (azure) => {
        azure.federated(azure.identity("Other"), providers);
        azure.identity("Runner");
        return "Runner";
      },
      resources,
    ],
  ])("%s", (_name, make, expected) => {
    const tenant = tenantWithPeople();
    expect(attributed(tenant, make(new AzureBuilder(tenant)))).toBe(expected);
  });
});

describe("what is no principal", () => {
  test("is nobody's", () => {
    const tenant = tenantWithPeople();
    expect(attributed(tenant, tenant.unit("Tideway IT"))).toBe(nobodys);
  });
});

function unread(tenant: TenantBuilder, collection: "groups" | "users"): void {
  const entry = { collection, status: 403, code: "Forbidden", message: "no" };
  Object.assign(tenant.snapshot, { unreadable: [entry] });
}

describe("a principal of another tenant", () => {
  const partner = (tenantId: string) => ({ id: tenantId, tenantId, isServiceProvider: true });
  const gone = "an unknown party: it is no object of this tenant: a partner's principal, or one that was deleted";
  const only =
    "tideway: it is no object of this tenant, and the provider is the only partner with delegated administration";
  test.each<[string, (tenant: TenantBuilder) => void, string]>([
    [
      "is the provider's by its home",
      (t) => {
        t.role("foreign", "Global Reader");
        Object.assign(t.collections.roleAssignments[0] ?? {}, {
          principalOrganizationId: tideway.tenantId.toUpperCase(),
        });
      },
      "tideway: it comes from the provider's tenant",
    ],
    [
      "is nobody's whose home is another, whoever is the only partner",
      (t) => {
        t.collections.crossTenantPartners.push(partner(tideway.tenantId));
        t.role("foreign", "Global Reader");
        Object.assign(t.collections.roleAssignments[0] ?? {}, { principalOrganizationId: "elsewhere" });
      },
      gone,
    ],
    [
      "is the only partner's where nothing says its home",
      (t) => {
        t.collections.crossTenantPartners.push(partner(tideway.tenantId.toUpperCase()));
        t.role("foreign", "Global Reader");
      },
      only,
    ],
    [
      "is nobody's where it may be somebody of the tenant who was not read, whoever is the only partner",
      (t) => {
        t.collections.crossTenantPartners.push(partner(tideway.tenantId));
        unread(t, "groups");
        t.role("foreign", "Global Reader");
      },
      "an unknown party: not everybody in the tenant could be read, and it is among who was not, or of another tenant",
    ],
    [
      "is the provider's that Lighthouse names",
      (t) => {
        t.collections.crossTenantPartners.push(partner(nightwatch.tenantId));
        new AzureBuilder(t).lighthouse(tideway.tenantId, [{ principalId: "foreign", principalIdDisplayName: "NOC" }]);
      },
      "tideway: it comes from the provider's tenant",
    ],
  ])("%s", (_name, make, expected) => {
    const tenant = tenantWithPeople();
    make(tenant);
    expect(attributed(tenant, "foreign")).toBe(expected);
  });

  test("has the name that Lighthouse gives it", () => {
    const tenant = tenantWithPeople();
    new AzureBuilder(tenant).lighthouse(tideway.tenantId, [{ principalId: "foreign", principalIdDisplayName: "NOC" }]);
    const { assumedName } = tenant.attribution();
    expect(["foreign", "somebody", "dana.reyes"].map((id) => assumedName(id))).toEqual(["NOC", undefined, undefined]);
  });
});
