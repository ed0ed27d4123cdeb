import { describe, expect, it } from "vitest";
import { buildGraph } from "../../../src/access/graph.ts";
import { type TenantBuilder, tideway } from "../../support/tenant-builder.ts";
import { admin, equal, people, shownWay } from "./ways.ts";

/** External nodes with a way to tier 0: label, party, way. */
function outsiders(tenant: TenantBuilder): string[] {
  return buildGraph(tenant.attribution())
    .nodes.filter(({ kind }) => kind === "external")
    .flatMap(({ id, label, party }) => {
      const way = shownWay(tenant, id);
      return way === undefined
        ? []
        : [`${label} (${party?.kind === "provider" ? party.provider : party?.kind}): ${way}`];
    });
}

function application(tenant: TenantBuilder, registration: object): void {
  tenant.application("Deploy", { subjects: [] });
  tenant.permission("Deploy", "RoleManagement.ReadWrite.Directory");
  Object.assign(tenant.collections.applications[0] ?? {}, registration);
}

const asDeploy = `can-sign-in-as > can-sign-in-as > has-app-role > ${equal}`;

describe("secrets and certificates", () => {
  it.each([
    ["Tideway RMM", ['whoever has the secret "Tideway RMM" (tideway)']],
    ["rmm.tideway.example", ['whoever has the secret "rmm.tideway.example" (tideway)']],
    ["for Dana Reyes", ['whoever has the secret "for Dana Reyes" (tideway)']],
    ["rotated 2026-11", []],
    ["Tidewaybridge", []],
  ])("called %s", (displayName, expected) => {
    const tenant = people();
    application(tenant, { passwordCredentials: [{ keyId: "k", displayName }] });
    expect(outsiders(tenant)).toEqual(expected.map((who) => `${who}: ${asDeploy}`));
  });

  it("of a service principal", () => {
    const tenant = people();
    tenant.application("Deploy", { keyCredentials: [{ keyId: "k", displayName: "CN=tideway" }] });
    tenant.permission("Deploy", "RoleManagement.ReadWrite.Directory");
    expect(outsiders(tenant)).toEqual([
      `whoever has the certificate "CN=tideway" (tideway): can-sign-in-as > has-app-role > ${equal}`,
    ]);
  });

  it.each([
    ["tideway/automation/prod", ["whoever has output certificate of stack tideway/automation/prod (tideway)"]],
    ["harbour/pki/prod", []],
  ])("that the stack %s gives out", (stack, expected) => {
    const tenant = people();
    const token = "pulumi:pulumi:StackReference";
    tenant.assumed.set("out", { token, asked: { stack, output: "certificate" }, id: "out", answeredBy: "placeholder" });
    application(tenant, { keyCredentials: [{ keyId: "k", key: Buffer.from("out").toString("base64") }] });
    expect(outsiders(tenant)).toEqual(expected.map((who) => `${who}: ${asDeploy}`));
  });
});

describe("federated credentials", () => {
  it("of a managed identity of the client's own tenant: whoever signs in as that", () => {
    const tenant = people();
    const identity = "3f0c4a4e-0f0e-4d55-9d2c-6a3c4f8f2b11";
    tenant.application("Runner", { id: identity, servicePrincipalType: "ManagedIdentity" });
    application(tenant, {
      federatedIdentityCredentials: [
        { id: "f", issuer: `https://login.microsoftonline.com/${tenant.snapshot.tenantId}/v2.0`, subject: identity },
      ],
    });
    expect(shownWay(tenant, identity)).toBe(asDeploy);
    expect(outsiders(tenant)).toEqual([]);
  });

  it("of a managed identity of the provider's tenant", () => {
    const tenant = people();
    application(tenant, {
      federatedIdentityCredentials: [
        {
          id: "f",
          issuer: `https://login.microsoftonline.com/${tideway.tenantId}/v2.0`,
          subject: "3f0c4a4e-0f0e-4d55-9d2c-6a3c4f8f2b11",
        },
      ],
    });
    expect(outsiders(tenant)).toEqual([
      `Microsoft Entra tenant login.microsoftonline.com/${tideway.tenantId} (tideway): ${asDeploy}`,
    ]);
  });
});

describe("delegated grants", () => {
  const grant = (tenant: TenantBuilder, more: object) => {
    tenant.application("Portal", { owners: ["dana.reyes"] });
    tenant.permission("Portal", "User.Read.All");
    tenant.role("miriam.okafor", admin);
    tenant.collections.oauth2PermissionGrants.push({
      id: "grant",
      clientId: "Portal",
      resourceId: "microsoft-graph",
      consentType: "Principal",
      principalId: "miriam.okafor",
      scope: "openid RoleManagement.ReadWrite.Directory",
      ...more,
    });
  };
  it.each<[string, object, string | undefined]>([
    ["in an administrator's name", {}, `owns-application > acts-for > holds-role > ${equal}`],
    ["of a scope that changes nothing", { scope: "openid User.Read" }, undefined],
    ["in the name of somebody without a role", { principalId: "nora" }, undefined],
    ["for everybody, which names nobody", { consentType: "AllPrincipals", principalId: null }, undefined],
  ])("%s", (_name, more, expected) => {
    const tenant = people();
    grant(tenant, more);
    expect(shownWay(tenant, "dana.reyes")).toBe(expected);
  });
});

describe("federated domains", () => {
  const federated = (tenant: TenantBuilder, federationConfiguration: unknown, authenticationType = "Federated") => {
    tenant.role("miriam.okafor", admin);
    tenant.collections.domains.push({
      id: "harbourdental.example",
      authenticationType,
      ...(federationConfiguration !== undefined && { federationConfiguration: federationConfiguration as never }),
    });
  };
  const way = `can-sign-in-as > includes > holds-role > ${equal}`;
  it.each<[string, unknown, string[]]>([
    [
      "by the provider",
      [{ passiveSignInUri: "https://sts.tideway.example/adfs/ls" }],
      [`the identity provider https://sts.tideway.example/adfs/ls (tideway): ${way}`],
    ],
    [
      "by the client",
      [{ passiveSignInUri: "https://sts.harbourdental.example/adfs/ls" }],
      [`the identity provider https://sts.harbourdental.example/adfs/ls (internal): ${way}`],
    ],
    [
      "by somebody else",
      { issuerUri: "https://login.elsewhere.example" },
      [`the identity provider https://login.elsewhere.example (unknown): ${way}`],
    ],
    ["by whom nothing shows", undefined, [`the identity provider of harbourdental.example (unknown): ${way}`]],
  ])("%s", (_name, configuration, expected) => {
    const tenant = people();
    federated(tenant, configuration);
    expect(outsiders(tenant)).toEqual(expected);
  });

  it.each([[undefined], [null], [[]]])("and one that is not: %j", (configuration) => {
    const tenant = people();
    federated(tenant, configuration, "Managed");
    expect(outsiders(tenant)).toEqual([]);
  });

  it("without anybody privileged in it", () => {
    const tenant = people();
    tenant.collections.domains.push({ id: "harbourdental.example", authenticationType: "Federated" });
    expect(outsiders(tenant)).toEqual([]);
  });
});
