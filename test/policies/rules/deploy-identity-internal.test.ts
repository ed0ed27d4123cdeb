import { describe, expect, it, test } from "vitest";
import { judge } from "../../../policies/judge.ts";
import { evaluateRules } from "../../../policies/rule.ts";
import { deployIdentityInternal as rule } from "../../../policies/rules/deploy-identity-internal.ts";
import { answerLookup } from "../../../src/plan/lookups.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { relationKey } from "../../../src/tenant/snapshot.ts";
import { goodTenant, harbourWorld, nightwatch, TenantBuilder, tideway, today } from "../../support/tenant-builder.ts";

const clientId = "c2b0a9a4-6a52-4a44-9d6e-3f4c4f6f0d11";
const own = "repo:harbour-dental/entra:ref:refs/heads/main";
const theirs = "repo:tideway-it/customers:ref:refs/heads/main";

/** A tenant with the client's own application, which deploys. */
function tenantThatDeploys(subjects: string[] = [own]): TenantBuilder {
  const tenant = goodTenant();
  tenant.application("Entra deployment", { appId: clientId, subjects });
  return tenant;
}

function ownedBy(tenant: TenantBuilder, owner: string): void {
  Object.assign(tenant.collections.applications[0] ?? {}, { owners: [{ id: owner }] });
}

/** A group of the client's administers the deployment's application, and Dana may activate being in it. */
function overDeployment(tenant: TenantBuilder, displayName: string): string {
  tenant.group(displayName, { isAssignableToRole: true, members: ["joel.lindqvist"] });
  tenant.role(displayName, "Application Administrator");
  Object.assign(tenant.collections.roleAssignments.at(-1) ?? {}, { directoryScopeId: "/Entra deployment" });
  return tenant.eligible(displayName, "dana.reyes");
}

const messages = (tenant: TenantBuilder) =>
  evaluateRules([rule], tenant.context({ deploymentIds: [clientId] })).map(({ message }) => message);

describe(rule.name, () => {
  const fine: [string, (tenant: TenantBuilder) => void][] = [
    ["the client's own pipeline", () => undefined],
    ["an owner of the internal team", (t) => ownedBy(t, "miriam.okafor")],
    ["a provider's pipeline for another application", (t) => t.application("Backup", { subjects: [theirs] })],
    [
      "a provider's role over another application",
      (t) => {
        t.application("Backup");
        t.role("dana.reyes", "Application Administrator");
        Object.assign(t.collections.roleAssignments.at(-1) ?? {}, { directoryScopeId: "/Backup" });
      },
    ],
    [
      "a role over every application, which is another rule's",
      (t) => t.role("dana.reyes", "Application Administrator"),
    ],
    [
      "a role over it that the internal team approves",
      (t) => {
        overDeployment(t, "Deployers");
        t.activationRules("Deployers");
      },
    ],
  ];
  it.each(fine)("has nothing against %s", (_name, make) => {
    const tenant = tenantThatDeploys();
    make(tenant);
    expect(messages(tenant)).toEqual([]);
  });

  const who = 'the identity that runs the deployment, app registration "Entra deployment"';
  const broken: [string, (tenant: TenantBuilder) => void, string][] = [
    [
      "a provider's owner",
      (t) => ownedBy(t, "dana.reyes"),
      `Dana Reyes (dana.reyes@tideway.example) of Tideway IT can sign in as ${who}: Dana Reyes (dana.reyes@tideway.example) owns and can add a credential to app registration "Entra deployment".`,
    ],
    [
      "a provider's owner beside one of the internal team",
      (t) =>
        Object.assign(t.collections.applications[0] ?? {}, { owners: [{ id: "dana.reyes" }, { id: "miriam.okafor" }] }),
      `Dana Reyes (dana.reyes@tideway.example) of Tideway IT can sign in as ${who}: Dana Reyes (dana.reyes@tideway.example) owns and can add a credential to app registration "Entra deployment".`,
    ],
    [
      "a role over it alone",
      (t) => {
        t.role("dana.reyes", "Application Administrator");
        Object.assign(t.collections.roleAssignments.at(-1) ?? {}, { directoryScopeId: "/Entra deployment" });
      },
      `Dana Reyes (dana.reyes@tideway.example) of Tideway IT can sign in as the identity that runs the deployment, application "Entra deployment": Dana Reyes (dana.reyes@tideway.example) holds Application Administrator over application "Entra deployment", which administers application "Entra deployment" (Adds credentials to applications; any of them that holds more than it does is a way up).`,
    ],
    [
      "a secret called after the provider",
      (t) =>
        Object.assign(t.collections.applications[0] ?? {}, {
          passwordCredentials: [{ keyId: "k", displayName: "Tideway pipeline" }],
        }),
      `whoever has the secret "Tideway pipeline" of Tideway IT can sign in as ${who}: whoever has the secret "Tideway pipeline" can sign in as app registration "Entra deployment".`,
    ],
    [
      "the application of the provider's tenant",
      (t) =>
        Object.assign(t.collections.servicePrincipals.find(({ appId }) => appId === clientId) ?? {}, {
          appOwnerOrganizationId: tideway.tenantId,
        }),
      `The deployment runs as application "Entra deployment", which is Tideway IT's: the provider's tenant owns the application.`,
    ],
  ];
  it.each(broken)("refuses %s", (_name, make, expected) => {
    const tenant = tenantThatDeploys();
    make(tenant);
    expect(messages(tenant)).toEqual([expected]);
  });

  it("refuses the provider's pipeline, with the way it takes", () => {
    const tenant = tenantThatDeploys([own, theirs]);
    const findings = evaluateRules([rule], tenant.context({ deploymentIds: [clientId] }));
    expect(findings.map(({ message }) => message)).toContain(
      'The deployment runs as application "Entra deployment", which is Tideway IT\'s: GitHub repo:tideway-it/customers can sign in as it.',
    );
  });

  it("refuses a pipeline of nobody known", () => {
    expect(messages(tenantThatDeploys(["repo:somebody/else:ref:refs/heads/main"]))).toEqual([
      `GitHub repo:somebody/else of an unknown party can sign in as ${who}: GitHub repo:somebody/else can sign in as app registration "Entra deployment".`,
    ]);
  });
});

describe("what is to blame", () => {
  const remedy =
    "Let the deployment run as an application of the client's own that nobody but the internal team owns, with one federated credential for the internal team's pipeline and no secret.";
  const found = (tenant: TenantBuilder, ids: readonly string[] = [clientId]) =>
    evaluateRules([rule], tenant.programContext({ deploymentIds: ids }));
  const registration = "registration of Entra deployment";
  const danaOwns = relationKey("owners", registration, "dana.reyes");

  test("is what gives the way in, in the tenant", () => {
    const tenant = tenantThatDeploys();
    ownedBy(tenant, "dana.reyes");
    const findings = evaluateRules([rule], tenant.context({ deploymentIds: [clientId] }));
    expect(findings).toEqual([
      {
        rule: "deploy-identity-internal",
        severity: "error",
        message: expect.stringContaining("can sign in as the identity that runs the deployment"),
        resource: danaOwns,
        path: [
          {
            from: "Dana Reyes (dana.reyes@tideway.example)",
            edge: "owns-application",
            to: 'app registration "Entra deployment"',
            condition: "standing",
          },
        ],
        remedy,
      },
    ]);
  });

  test("is the program's resource; of what is in the tenant already the program is not accused", () => {
    const tenant = tenantThatDeploys();
    ownedBy(tenant, "dana.reyes");
    expect(found(tenant)).toEqual([]);
    const urn = tenant.declare(danaOwns, "owner");
    expect(found(tenant)).toMatchObject([{ resource: urn, line: 1, path: [{ resource: urn }] }]);
  });

  test("is the program's step that is nearest to the deployment", () => {
    const tenant = tenantThatDeploys();
    const eligible = overDeployment(tenant, "Deployers");
    tenant.activationRules("Deployers", { approval: false });
    const far = tenant.declare(eligible, "far");
    expect(found(tenant).map(({ resource }) => resource)).toEqual([far]);
    const near = tenant.declare(tenant.collections.roleAssignments.at(-1)?.id ?? "", "near");
    expect(found(tenant).map(({ resource }) => resource)).toEqual([near]);
  });

  test("is each way into each of two identities", () => {
    const tenant = tenantThatDeploys();
    tenant.application("Other", { appId: "other", owners: ["dana.reyes"] });
    ownedBy(tenant, "dana.reyes");
    const findings = evaluateRules([rule], tenant.context({ deploymentIds: [clientId, "OTHER"] }));
    expect(findings.map(({ resource }) => resource)).toEqual([danaOwns, relationKey("owners", "Other", "dana.reyes")]);
  });

  test("is each of two applications that are a provider's", () => {
    const tenant = goodTenant();
    tenant.application("One", { appOwnerOrganizationId: tideway.tenantId });
    tenant.application("Two", { appOwnerOrganizationId: nightwatch.tenantId });
    const findings = evaluateRules([rule], tenant.context({ deploymentIds: ["one", "two"] }));
    expect(findings.map(({ message, resource, remedy: way }) => [message, resource, way])).toEqual([
      [
        "The deployment runs as application \"One\", which is Tideway IT's: the provider's tenant owns the application.",
        "One",
        remedy,
      ],
      [
        "The deployment runs as application \"Two\", which is Nightwatch's: the provider's tenant owns the application.",
        "Two",
        remedy,
      ],
    ]);
  });

  test("is the credential by which a provider comes in, not what else there is", () => {
    const tenant = tenantThatDeploys([own, theirs]);
    tenant.role("joel.lindqvist", "Application Administrator");
    tenant.group("Elsewhere", { members: ["dana.reyes"] });
    tenant.declare(relationKey("members", "Elsewhere", "dana.reyes"), "elsewhere");
    tenant.declare(`credential ${own}`, "own");
    const urn = tenant.declare(`credential ${theirs}`, "theirs");
    expect(found(tenant).map(({ resource }) => resource)).toEqual([urn]);
  });
});

describe("the identity that a plan names", () => {
  const plan = (inputs: Record<string, unknown>, configuration: Record<string, string> = {}): Plan => ({
    origin: "program",
    project: "test",
    stack: "dev",
    lookups: [],
    output: [],
    configuration,
    resources: [
      {
        urn: "urn:pulumi:dev::test::pulumi:providers:azuread::entra",
        type: "pulumi:providers:azuread",
        name: "entra",
        custom: true,
        read: false,
        id: "entra",
        inputs,
        propertyDependencies: {},
        options: {
          protect: false,
          dependsOn: [],
          ignoreChanges: [],
          deleteBeforeReplace: false,
          retainOnDelete: false,
        },
      },
    ],
  });
  const found = (made: Plan, tenant?: TenantBuilder, matrix = harbourWorld.matrix) =>
    judge({
      matrix,
      plan: made,
      scope: "partial",
      rules: [rule],
      today,
      ...(tenant && { snapshot: tenant.snapshot }),
    }).findings.map(({ message, resource }) => [message, resource.split("::").at(-1)]);

  const stranger = `The deployment runs as application ${clientId}, which is none of the tenant's: nobody knows whose it is.`;

  it("is unknown to the tenant", () => {
    expect(found(plan({ clientId }), goodTenant())).toEqual([[stranger, "entra"]]);
    expect(found(plan({}, { "azuread:clientId": clientId }), goodTenant())).toEqual([[stranger, "azuread:clientId"]]);
  });

  it("is the client's, however it is spelled", () => {
    expect(found(plan({ clientId }), tenantThatDeploys())).toEqual([]);
    expect(found(plan({ clientId: clientId.toUpperCase() }), tenantThatDeploys())).toEqual([]);
  });

  it("is one that the matrix gives to a provider, though nothing shows it", () => {
    const { tideway: msp } = harbourWorld.matrix.providers;
    if (msp === undefined) throw new Error("Harbour has no such provider");
    const other = "0e5bd6a5-0000-4000-8000-000000000001";
    const { providers } = harbourWorld.matrix;
    const matrixWith = (applications: string[]) => ({
      ...harbourWorld.matrix,
      providers: { ...providers, tideway: { ...msp, principals: { ...msp.principals, applications } } },
    });
    const matrix = matrixWith([other, clientId.toUpperCase()]);
    expect(found(plan({ clientId }), goodTenant(), matrixWith([other]))).toEqual([[stranger, "entra"]]);
    const listed = `The deployment runs as application ${clientId}, which the matrix lists as Tideway IT's.`;
    expect(found(plan({ clientId }), undefined, matrix)).toEqual([[listed, "entra"]]);
    expect(found(plan({ clientId }), goodTenant(), matrix)).toEqual([[listed, "entra"]]);
  });

  it("is taken on trust while nothing is seen of the tenant", () => {
    expect(found(plan({ clientId }))).toEqual([]);
  });

  it("is of another tenant, to which the program deploys as well", () => {
    expect(found(plan({ clientId, tenantId: tideway.tenantId }), goodTenant())).toEqual([]);
  });

  it("is the provider's, whoever else may use it", () => {
    const tenant = tenantThatDeploys([theirs]);
    expect(found(plan({ clientId }), tenant)).toEqual([
      [
        'The deployment runs as application "Entra deployment", which is Tideway IT\'s: GitHub repo:tideway-it/customers can sign in as it.',
        "entra",
      ],
    ]);
  });
});

describe("the identity that a program asks for with getClientConfig", () => {
  const asked = (token: string) => {
    const me = answerLookup(token, {});
    const servicePrincipal = answerLookup("azuread:index/getServicePrincipal:getServicePrincipal", {
      objectId: me.result["objectId"],
    });
    const application = answerLookup("azuread:index/getApplication:getApplication", {
      clientId: servicePrincipal.result["clientId"],
    });
    return { application: application.result["id"], lookups: [me, servicePrincipal, application] };
  };
  const found = (token: string, subject: string) => {
    const { application, lookups } = asked(token);
    const credential = {
      ...{ displayName: "pipeline", issuer: "https://token.actions.githubusercontent.com", subject },
      applicationId: application,
      audiences: ["api://AzureADTokenExchange"],
    };
    const tenant = new TenantBuilder();
    tenant.declare("credential", "pipeline", {
      type: "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential",
      inputs: credential,
    });
    const plan: Plan = {
      ...{ origin: "program", project: "test", stack: "dev", output: [] },
      resources: tenant.resources,
      lookups: lookups.flatMap((answer) => answer.found),
    };
    return judge({ matrix: harbourWorld.matrix, plan, scope: "partial", rules: [rule], today }).findings.map(
      ({ message, resource }) => [message, resource.split("::").at(-1)],
    );
  };

  it.each(["azuread:index/getClientConfig:getClientConfig", "azure-native:authorization:getClientConfig"])(
    "%s",
    (token) => {
      expect(found(token, "repo:tideway-it/harbour:environment:prod")).toEqual([
        [
          "The deployment runs as the application that getClientConfig finds, which is Tideway IT's: GitHub repo:tideway-it/harbour can sign in as it.",
          "pipeline",
        ],
      ]);
      expect(found(token, "repo:harbour-dental/iac:environment:prod")).toEqual([]);
    },
  );
});
