import { describe, expect, it } from "vitest";
import { tierZeroPrincipalKnown as rule } from "../../../policies/rules/tier-zero-principal-known.ts";
import { AzureBuilder } from "../../support/azure-builder.ts";
import { goodTenant, type TenantBuilder } from "../../support/tenant-builder.ts";

const admin = "Global Administrator";

describe(rule.name, () => {
  it("has nothing to say of a good tenant", () => {
    expect(goodTenant().findings(rule)).toEqual([]);
  });

  it("refuses a principal that no object stands for, never taking it for nobody", () => {
    const tenant = goodTenant();
    tenant.role("0c0ffee0-0000-4000-8000-000000000000", "Helpdesk Administrator");
    expect(tenant.findings(rule).map(({ message }) => message.split(" (Resets")[0])).toEqual([
      "Nobody knows whose foreign principal 0c0ffee0-0000-4000-8000-000000000000 is (it is no object of this tenant: a partner's principal, or one that was deleted), and it reaches tier 0: holds Helpdesk Administrator, which can be turned into Global Administrator or an equivalent",
    ]);
  });

  it("says of a workload outside that nobody is named, not that it was deleted", () => {
    const tenant = goodTenant();
    tenant.application("Deploy", { owners: ["joel.lindqvist"], subjects: ["repo:someone/x:ref:refs/heads/main"] });
    Object.assign(tenant.collections.applications[0] ?? {}, { owners: [{ id: "joel.lindqvist" }] });
    tenant.role("Deploy", admin);
    expect(tenant.findings(rule).map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^Nobody knows whose GitHub repo:someone\/x is \(the matrix names nobody who is behind it\)/,
      ),
    ]);
  });

  const broken: [string, (tenant: TenantBuilder) => void][] = [
    ["a guest of nobody's domain", (t) => t.role(t.guest("x@elsewhere.example", "X"), admin)],
    [
      "an application of nobody",
      (t) => {
        t.application("Orphan");
        t.permission("Orphan", "RoleManagement.ReadWrite.Directory");
      },
    ],
    [
      "an empty group of nobody",
      (t) => {
        t.group("Operators");
        t.role("Operators", admin);
      },
    ],
    ["a stranger who may activate alone", (t) => t.eligibleRole(t.guest("x@elsewhere.example", "X"), admin)],
    [
      "a pipeline that the matrix does not know",
      (t) => {
        t.application("Deploy", { owners: ["joel.lindqvist"], subjects: ["repo:someone/x:ref:refs/heads/main"] });
        t.permission("Deploy", "RoleManagement.ReadWrite.Directory");
      },
    ],
  ];
  it.each(broken)("refuses %s", (_name, make) => {
    const tenant = goodTenant();
    make(tenant);
    expect(tenant.findings(rule)).toHaveLength(1);
  });

  const fine: [string, (tenant: TenantBuilder) => void][] = [
    ["a stranger with an ordinary role", (t) => t.role(t.guest("x@elsewhere.example", "X"), "Directory Readers")],
    [
      "a stranger whom the internal team approves",
      (t) => {
        t.eligibleRole(t.guest("x@elsewhere.example", "X"), admin);
        t.activationRules(admin, {}, "role");
      },
    ],
    ["internal staff", (t) => t.role("joel.lindqvist", admin)],
    [
      "a mixed group, whose members are all known",
      (t) => {
        t.group("IT", { members: ["joel.lindqvist", "dana.reyes"] });
        t.role("IT", admin);
      },
    ],
    [
      "Microsoft's own",
      (t) => {
        t.permission("microsoft-graph", "RoleManagement.ReadWrite.Directory");
      },
    ],
    [
      "a pipeline of the client",
      (t) => {
        t.application("Deploy", { subjects: ["repo:harbour-dental/x:ref:refs/heads/main"] });
        t.permission("Deploy", "RoleManagement.ReadWrite.Directory");
      },
    ],
  ];
  it.each(fine)("leaves %s alone", (_name, make) => {
    const tenant = goodTenant();
    make(tenant);
    expect(tenant.findings(rule)).toEqual([]);
  });

  it("refuses a grant of tier 0 to a principal that cannot be told before the deployment", () => {
    const tenant = goodTenant();
    const urn = tenant.declare("assignment", "grant", {
      type: "azuread:index/directoryRoleAssignment:DirectoryRoleAssignment",
      inputs: {
        roleId: "62e90394-69f5-4237-9190-012177145e10",
        principalObjectId: { "demarc:unknown": true, from: [] },
      },
    });
    tenant.unresolved = [{ urn, property: "principalObjectId", from: [] }];
    expect(tenant.programFindings(rule)).toEqual([
      {
        rule: "tier-zero-principal-known",
        severity: "error",
        message:
          "Who gets Global Administrator cannot be told before the deployment: principalObjectId is not known yet, and a grant of tier 0 to somebody unknown is refused.",
        resource: urn,
        ...{ file: "index.ts", line: 1, column: 1 },
        remedy:
          "Refer to the principal by the resource that declares it or by a lookup, so that it is known in advance.",
      },
    ]);
  });

  const nobody = "0c0ffee0-0000-4000-8000-000000000000";
  const azureGrants: [string, (tenant: TenantBuilder, azure: AzureBuilder) => string | undefined, string[]][] = [
    [
      "Owner of a principal of which only the id is known",
      (_, azure) => azure.role(nobody, "Owner"),
      [`error: Nobody knows whose foreign principal ${nobody} is`],
    ],
    [
      "a custom role that gives roles",
      (_, azure) => azure.role(nobody, azure.customRole("Access", { actions: ["Microsoft.Authorization/*"] })),
      [`error: Nobody knows whose foreign principal ${nobody} is`],
    ],
    [
      "a group of the same program that nobody is in yet",
      (tenant, azure) => {
        tenant.declare(tenant.group("Operators"), "group");
        return azure.role("Operators", "Owner");
      },
      ['warning: Nobody knows whose group "Operators" is'],
    ],
    ["an ordinary role", (_, azure) => azure.role(nobody, "Contributor"), []],
    ["internal staff", (_, azure) => azure.role("joel.lindqvist", "Owner"), []],
    ["a provider, of which another rule speaks", (_, azure) => azure.role("dana.reyes", "Owner"), []],
    [
      "one that the tenant has",
      (_, azure) => {
        azure.role(nobody, "Owner");
        return undefined;
      },
      [],
    ],
  ];
  it.each(azureGrants)("in Azure: %s", (_name, make, expected) => {
    const tenant = goodTenant();
    const assignment = make(tenant, new AzureBuilder(tenant));
    if (assignment !== undefined) tenant.declare(assignment, "grant");
    const found = tenant.programFindings(rule);
    expect(found.map(({ severity, message }) => `${severity}: ${message.split(" (")[0]}`)).toEqual(expected);
    // A review tells it by what can be reached.
    expect(tenant.findings(rule)).toEqual([]);
  });

  it("says what to do, of one and of several", () => {
    const tenant = goodTenant();
    tenant.role(tenant.guest("x@elsewhere.example", "X"), admin);
    tenant.role(tenant.guest("y@elsewhere.example", "Y"), admin);
    expect(tenant.findings(rule)).toEqual([
      {
        rule: "tier-zero-principal-known",
        severity: "error",
        message:
          "Nobody knows whose X (x@elsewhere.example) and Y (y@elsewhere.example) are (x@elsewhere.example is in no party's domain and the matrix does not list it), and they reach tier 0: holds Global Administrator.",
        resource: `x holds ${admin}`,
        path: [
          { from: "X (x@elsewhere.example)", edge: "holds-role", to: admin, condition: "standing" },
          {
            from: admin,
            edge: "equals-global-administrator",
            to: "Global Administrator or an equivalent",
            condition: "standing",
          },
        ],
        remedy:
          "Say in the matrix whose it is (internal.people, providers.….people or providers.….principals, client.githubOrganisations), give it an owner of the internal team, or remove the grant.",
      },
    ]);
  });
});
