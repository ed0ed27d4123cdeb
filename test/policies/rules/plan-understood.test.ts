import { describe, expect, it } from "vitest";
import { planUnderstood as rule } from "../../../policies/rules/plan-understood.ts";
import { placeholderId } from "../../../src/plan/placeholder-id.ts";
import { materialise } from "../../../src/tenant/materialise.ts";
import { harbour } from "../../support/harbour-tenant.ts";
import { planned, planOf } from "../../support/plans.ts";
import { goodTenant, helpdeskTeam } from "../../support/tenant-builder.ts";

const assignment = "azuread:index/directoryRoleAssignment:DirectoryRoleAssignment";
const unknown = { "demarc:unknown": true, from: [] };

function findingsOf(type: string, inputs: Record<string, unknown>, property: string) {
  const tenant = goodTenant();
  const urn = tenant.declare("x", "grant", { type, inputs });
  tenant.unresolved = [{ urn, property, from: [] }];
  return tenant.programFindings(rule).map(({ severity, message }) => `${severity}: ${message}`);
}

function fail(message: string): never {
  throw new Error(message);
}

describe(rule.name, () => {
  it("has nothing to say of a program that is understood", () => {
    const tenant = goodTenant();
    tenant.declare(helpdeskTeam, "team");
    expect(tenant.programFindings(rule)).toEqual([]);
    expect(tenant.findings(rule)).toEqual([]);
  });

  it("refuses directory resources that it cannot read, and warns of others", () => {
    const tenant = goodTenant();
    tenant.notUnderstood = [
      { urn: "urn:1", type: "azuread:index/newThing:NewThing" },
      { urn: "urn:2", type: "azure-native:managedidentity:UserAssignedIdentity" },
    ];
    expect(tenant.programFindings(rule)).toEqual([
      {
        rule: "plan-understood",
        severity: "error",
        message:
          "Resources of type azuread:index/newThing:NewThing may give access to the directory, and Demarc does not model them; so this one is refused, not passed.",
        resource: "urn:1",
        remedy:
          "Declare the access by a resource that is modelled (groups, role assignments, PIM for Groups), or have the internal team review it apart from the gate.",
      },
      {
        rule: "plan-understood",
        severity: "warning",
        message:
          "Resources of type azure-native:managedidentity:UserAssignedIdentity may give access, and Demarc does not model them; nothing was checked here.",
        resource: "urn:2",
        remedy: "Have the internal team review it.",
      },
    ]);
  });

  const elsewhere = placeholderId("an output of another stack");
  const policy = "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy";
  it.each<[string, Record<string, unknown>, string[]]>([
    [policy, { state: elsewhere }, ["state"]],
    [policy, { state: unknown, grantControls: unknown }, ["state", "grantControls"]],
    [
      policy,
      { conditions: { users: { includedUsers: ["All"] }, clientAppTypes: [unknown] } },
      ["conditions.clientAppTypes.0"],
    ],
    [policy, { sessionControls: unknown, displayName: elsewhere }, []],
    [policy, { conditions: { users: { includedGroups: [elsewhere] } } }, []],
    ["azuread:index/namedLocation:NamedLocation", { ip: { ipRanges: [elsewhere] } }, ["ip.ipRanges.0"]],
    [
      "azure-native:managedidentity/v20230131:FederatedIdentityCredential",
      { issuer: "https://x.example", subject: `repo:${elsewhere}` },
      ["subject"],
    ],
    ["azure-native:keyvault:Vault", { properties: { accessPolicies: unknown } }, ["properties.accessPolicies"]],
    ["azure-native:keyvault:Vault", { properties: { tenantId: unknown } }, []],
    [
      "azure-native:keyvault:Vault",
      {
        properties: {
          accessPolicies: [{ tenantId: elsewhere, objectId: elsewhere, permissions: { secrets: ["get"] } }],
        },
      },
      [],
    ],
    ["azure-native:storage:StorageAccount", { properties: unknown }, []],
  ])("refuses %s of which a setting that protects is open", (type, inputs, open) => {
    const resource = planned(type, "it", inputs);
    const plan = planOf([resource]);
    const materialised = materialise(plan, harbour);
    const said = rule.evaluate({ ...goodTenant().programContext(), plan, materialised }).map(({ message }) => message);
    expect(said).toEqual(
      open.length === 0
        ? []
        : [
            expect.stringContaining(
              `cannot be told before the deployment: ${open.join(" and ")} ${open.length > 1 ? "are" : "is"} not known yet.`,
            ),
          ],
    );
  });

  it("lets a cluster of the same program issue the tokens, and nobody else whom nobody knows", () => {
    const type = "azure-native:managedidentity:FederatedIdentityCredential";
    const cluster = planned("azure-native:containerservice:ManagedCluster", "cluster", {});
    const said = (propertyDependencies: Record<string, string[]>, inputs: Record<string, unknown>) => {
      const plan = planOf([
        cluster,
        planned(type, "it", { subject: "system:serviceaccount:app:api", ...inputs }, { propertyDependencies }),
      ]);
      return rule.evaluate({ ...goodTenant().programContext(), plan, materialised: materialise(plan, harbour) });
    };
    expect(said({ issuer: [cluster.urn] }, { issuer: `https://${elsewhere}/` })).toEqual([]);
    expect(said({ issuer: [cluster.urn] }, { issuer: { "demarc:unknown": true, from: [cluster.urn] } })).toEqual([]);
    expect(said({}, { issuer: `https://${elsewhere}/` })).toHaveLength(1);
  });

  it("says what is not known where nobody can tell what is set", () => {
    const tenant = goodTenant();
    const context = tenant.programContext();
    const materialised = {
      ...(context.materialised ?? fail("no materialised tenant")),
      notUnderstood: [{ urn: "urn:1", type: "pulumi-nodejs:demarc:CrossTenantAccessPartner" }],
      refused: [{ urn: "urn:1", message: "inboundTrust.isMfaAccepted is not known yet", isUnknown: true as const }],
    };
    expect(rule.evaluate({ ...context, materialised })).toEqual([
      {
        message: "What this sets cannot be told before the deployment: inboundTrust.isMfaAccepted is not known yet.",
        resource: "urn:1",
        remedy: "Write the value out in the program.",
      },
    ]);
  });

  it("says what is wrong where Entra could not take it", () => {
    const tenant = goodTenant();
    const type = "azuread:index/directoryRole:DirectoryRole";
    const context = tenant.programContext();
    const materialised = {
      ...(context.materialised ?? fail("no materialised tenant")),
      notUnderstood: [{ urn: "urn:1", type }],
      refused: [{ urn: "urn:1", message: "There is no directory role called 'Company Administrator'." }],
    };
    expect(tenant.programFindings(rule, { materialised })).toEqual([
      {
        rule: "plan-understood",
        severity: "error",
        message: "This cannot be deployed as it is: There is no directory role called 'Company Administrator'.",
        resource: "urn:1",
        remedy: "Correct the resource.",
      },
    ]);
  });

  it("refuses what the provider would refuse in the middle of the deployment", () => {
    const tenant = goodTenant();
    const group = tenant.declare(helpdeskTeam, "team", {
      type: "azuread:index/groupMember:GroupMember",
      inputs: { groupObjectId: "/groups/8d2f1c3a-0000-4000-8000-000000000001", memberObjectId: "guest-of-two" },
    });
    const lookup = {
      token: "azuread:index/getUser:getUser",
      asked: { mail: "dana@tideway.example" },
      id: "guest-of-two",
      answeredBy: "snapshot" as const,
    };
    const { plan } = tenant.programContext();
    const of = (isAmbiguous: object) => ({
      plan: { ...(plan ?? fail("no plan")), lookups: [{ ...lookup, ...isAmbiguous }] },
    });
    const misformed = [
      "error team",
      "This cannot be deployed as it is: groupObjectId takes an object id alone, and is given one with a path (/groups/…), as id gives it.",
      "Refer to objectId instead of id.",
    ];
    const told = (more: object) =>
      tenant
        .programFindings(rule, more)
        .map(({ severity, resource, message, remedy }) => [
          `${severity} ${resource === group ? "team" : resource}`,
          message,
          remedy,
        ]);
    expect(told(of({ isAmbiguous: true }))).toEqual([
      misformed,
      [
        "error team",
        'This cannot be deployed as it is: getUser(mail "dana@tideway.example") fits several objects of the tenant, and the provider refuses to choose one.',
        "Look the account up by userPrincipalName (of a guest: name_domain#EXT#@ and the tenant's initial domain) or by objectId.",
      ],
    ]);
    expect(told(of({}))).toEqual([misformed]);
    // What nothing fits now may be there by then, or be made by the plan itself.
    expect(told(of({ isMissing: true }))).toEqual([misformed]);
    tenant.assumed.set("guest-of-two", { ...lookup, answeredBy: "placeholder" });
    expect(told(of({ isMissing: true }))).toEqual([
      misformed,
      [
        "warning team",
        'getUser(mail "dana@tideway.example") finds nothing in the tenant: unless that is made before, the deployment ends there.',
        "Correct what is asked for, or declare it here.",
      ],
    ]);
  });

  it("refuses a role that is not known yet: it might be any", () => {
    expect(findingsOf(assignment, { roleId: unknown, principalObjectId: "dana.reyes" }, "roleId")).toEqual([
      "error: What this gives cannot be told before the deployment: roleId is not known yet, and it might be tier 0.",
    ]);
  });

  it("says what to do about what is not known yet", () => {
    const tenant = goodTenant();
    const inputs = { roleId: unknown, principalObjectId: unknown };
    const urn = tenant.declare("x", "grant", { type: assignment, inputs });
    tenant.unresolved = ["principalObjectId", "roleId"].map((property) => ({ urn, property, from: [] }));
    expect(tenant.programFindings(rule)).toEqual(
      ["principalObjectId", "roleId"].map((property) => ({
        rule: "plan-understood",
        severity: "error",
        message: `What this gives cannot be told before the deployment: ${property} is not known yet, and it might be tier 0.`,
        resource: urn,
        ...{ file: "index.ts", line: 1, column: 1 },
        remedy: "Refer to the resource that declares it or to a lookup, so that it is known in advance.",
      })),
    );
  });

  it("warns of an ordinary role for somebody not known yet", () => {
    const inputs = { roleId: "88d8e3e3-8f55-4a1e-953a-9b9898b8876b", principalObjectId: unknown };
    expect(findingsOf(assignment, inputs, "principalObjectId")).toEqual([
      "warning: Who gets Directory Readers cannot be told before the deployment: principalObjectId is not known yet.",
    ]);
  });

  it("leaves tier 0 for somebody not known yet to tier-zero-principal-known", () => {
    const inputs = { roleId: "62e90394-69f5-4237-9190-012177145e10", principalObjectId: unknown };
    expect(findingsOf(assignment, inputs, "principalObjectId")).toEqual([]);
  });

  it("judges a group by what it reaches", () => {
    const member = "azuread:index/groupMember:GroupMember";
    expect(findingsOf(member, { groupObjectId: helpdeskTeam, memberObjectId: unknown }, "memberObjectId")).toEqual([
      `warning: Who gets membership in group "${helpdeskTeam}" cannot be told before the deployment: memberObjectId is not known yet.`,
    ]);
  });

  it("ignores unknown values of resources that grant nothing", () => {
    expect(findingsOf("azuread:index/namedLocation:NamedLocation", {}, "displayName")).toEqual([]);
  });

  it("refuses to judge on top of a snapshot that could not be read", () => {
    const tenant = goodTenant();
    const snapshot = {
      ...tenant.snapshot,
      unreadable: [
        { collection: "roleAssignments" as const, status: 403, code: "Authorization_RequestDenied", message: "" },
        { collection: "directoryAudits" as const, status: 403, code: "Authorization_RequestDenied", message: "" },
        { collection: "groups" as const, status: 500, code: "", message: "" },
      ],
    };
    expect(tenant.programFindings(rule, { snapshot })).toEqual([
      {
        rule: "plan-understood",
        severity: "error",
        message:
          "The snapshot of the tenant could not read roleAssignments, directoryAudits, groups (Authorization_RequestDenied, 500), so nothing that rests on them is cleared: who holds which role, Global Administrator included; who gave a role to whom, and when; access that is held through a group, and who can change a group.",
        resource: "snapshot",
        remedy: "Take the snapshot again with the permissions that reading them needs.",
      },
    ]);
    expect(rule.evaluate(tenant.context({ snapshot }))).toEqual([]);
  });

  it("only warns of what a snapshot never set out to hold, in one finding", () => {
    const tenant = goodTenant();
    const absent = (collection: "armResources" | "directoryAudits", code: string) => ({
      collection,
      status: 0,
      code,
      message: "",
    });
    const unreadable = [absent("armResources", "NotAsked"), absent("directoryAudits", "NotInSnapshot")];
    const findings = tenant.programFindings(rule, { snapshot: { ...tenant.snapshot, unreadable } });
    expect(findings).toEqual([
      {
        rule: "plan-understood",
        severity: "warning",
        message:
          "The snapshot of the tenant does not hold armResources, directoryAudits. Without them the gate cannot see: roles and resources in Azure; who gave a role to whom, and when.",
        resource: "snapshot",
        remedy: "Give a whole snapshot (demarc snapshot).",
      },
    ]);
  });

  it.each([
    ["NotInFormat", "warning"],
    ["NotInExport", "warning"],
    ["IncompleteExport", undefined],
    ["Authorization_RequestDenied", undefined],
  ])("of another tool's export: %s", (code, severity) => {
    const tenant = goodTenant();
    const unreadable = [{ collection: "groups" as const, status: 0, code, message: "" }];
    const [finding, ...others] = tenant.programFindings(rule, { snapshot: { ...tenant.snapshot, unreadable } });
    expect([finding?.rule, others.length]).toEqual(["plan-understood", 0]);
    expect(finding?.severity === "warning" ? "warning" : undefined).toBe(severity);
  });
});
