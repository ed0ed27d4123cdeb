import { describe, expect, test } from "vitest";
import { type JudgeInput, judge } from "../../policies/judge.ts";
import { rules } from "../../policies/rules/index.ts";
import type { PlannedResource } from "../../src/plan/plan.ts";
import { tokenOf as ownToken, providerText } from "../../src/resources/tokens.ts";
import type { ArmResource } from "../../src/tenant/snapshot.ts";
import { azureTenant, azureWorld, guardId, subscription, vault, vaultId } from "../support/azure-world.ts";
import { harbourTenant } from "../support/harbour-tenant.ts";
import { lookup, planned, planOf } from "../support/plans.ts";

const emergency = ["1", "2"].map((number) =>
  lookup("getUser", { userPrincipalName: `emergency-${number}@harbourdental.onmicrosoft.com` }),
);
const ignoring = (...ignoreChanges: string[]) => ({ options: { ignoreChanges } });

const policy = (...ignored: string[]) =>
  planned(
    "ConditionalAccessPolicy",
    "strict",
    {
      displayName: "Strict",
      state: "enabled",
      conditions: {
        clientAppTypes: ["all"],
        applications: { includedApplications: ["All"] },
        users: { includedUsers: ["All"], excludedUsers: emergency.map(({ id }) => id) },
      },
      grantControls: { operator: "OR", builtInControls: ["mfa"] },
    },
    ignoring(...ignored),
  );
const security = {
  softDeleteSettings: { softDeleteState: "AlwaysON", softDeleteRetentionPeriodInDays: 30 },
  immutabilitySettings: { state: "Unlocked" },
};
const files = (...ignored: string[]) =>
  planned(
    "azure-native:recoveryservices:Vault",
    "files",
    { resourceGroupName: "rg-backup", vaultName: "files", properties: { securitySettings: security } },
    { id: vaultId, ...ignoring(...ignored) },
  );
const guard = (...ignored: string[]) =>
  planned(
    "azure-native:dataprotection:ResourceGuard",
    "guard",
    { resourceGroupName: "rg-guard", resourceGuardsName: "backup-guard" },
    { id: guardId, ...ignoring(...ignored) },
  );

function judged(resources: readonly PlannedResource[], more: Partial<JudgeInput> = {}) {
  const plan = planOf(resources, emergency);
  const { matrix } = azureWorld;
  return judge({ matrix, plan, scope: "partial", rules, today: "2026-11-21", ...more }).findings.filter(
    ({ severity }) => severity !== "note",
  );
}
const short = (findings: ReturnType<typeof judged>) => [
  ...new Set(findings.map(({ rule, resource }) => `${rule} @ ${resource.split("::").at(-1)}`)),
];

describe("what is ignored is not believed", () => {
  test.each<[string, PlannedResource, string[]]>([
    ["grants of a policy", policy("grantControls"), ["plan-understood @ strict"]],
    ["its state", policy("state"), ["plan-understood @ strict"]],
    [
      "one of those whom it leaves out",
      policy("conditions.users.excludedUsers[0]"),
      ["plan-understood @ strict", "emergency-accounts-never-locked-out @ strict"],
    ],
    [
      "all of them",
      policy("conditions.users.excludedUsers[*]"),
      ["plan-understood @ strict", "emergency-accounts-never-locked-out @ strict"],
    ],
    ["what the program does not set", policy("conditions.platforms"), ["plan-understood @ strict"]],
    ["everything", policy("*"), ["plan-understood @ strict"]],
    ["a vault's settings", files("properties.securitySettings"), ["backups-protected @ files"]],
    ["one of them, quoted", files('properties["securitySettings"].softDeleteSettings'), ["backups-protected @ files"]],
    ["what a guard lets pass", guard("properties.vaultCriticalOperationExclusionList"), ["backups-protected @ guard"]],
    ["all of a guard", guard("properties"), ["backups-protected @ guard"]],
    [
      "who is trusted",
      planned(
        ownToken("CrossTenantAccessPartner"),
        "tideway",
        {
          tenantId: "7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01",
          inboundTrust: { isMfaAccepted: false },
          __provider: providerText("CrossTenantAccessPartner"),
        },
        ignoring("inboundTrust"),
      ),
      ["partner-trust-agreed @ tideway"],
    ],
    [
      "who is in a dynamic group",
      planned(
        "Group",
        "staff",
        {
          displayName: "Staff",
          securityEnabled: true,
          types: ["DynamicMembership"],
          dynamicMembership: { enabled: true, rule: "x" },
        },
        ignoring("dynamicMembership"),
      ),
      ["plan-understood @ staff"],
    ],
  ])("%s", (_name, resource, expected) => {
    expect(short(judged([resource]))).toEqual(expected);
    expect(judged([{ ...resource, options: { ...resource.options, ignoreChanges: [] } }])).toEqual([]);
    // What an engine plans has the kept values in it.
    expect(
      judge({
        ...azureWorld,
        plan: { ...planOf([resource], emergency), origin: "preview" },
        scope: "partial",
        rules,
        today: "2026-11-21",
      }).findings.filter(({ severity }) => severity === "error"),
    ).toEqual([]);
  });

  test.each<[string, PlannedResource]>([
    [
      "who else is in a group",
      planned("Group", "g", { displayName: "Staff", securityEnabled: true }, ignoring("members", "owners")),
    ],
    ["what decides nothing", files("tags", "properties.description", "location")],
    ["what is not there", files("")],
    [
      "somebody's password",
      planned(
        "User",
        "u",
        { userPrincipalName: "rita@harbourdental.example", displayName: "Rita" },
        ignoring("password"),
      ),
    ],
    ["what gives no access", planned("random:index/randomId:RandomId", "r", { byteLength: 4 }, ignoring("*"))],
    [
      "a vault that no matrix names",
      {
        ...files("properties"),
        id: vaultId.replace("files", "other"),
        inputs: { resourceGroupName: "rg-backup", vaultName: "other" },
      },
    ],
  ])("%s may be ignored", (_name, resource) => {
    expect(judged([resource])).toEqual([]);
  });

  test("and it is told why, once", () => {
    const [finding, ...others] = judged([policy("grantControls", "state")]);
    expect(others).toEqual([]);
    expect(finding?.message).toBe(
      "The program ignores changes (ignoreChanges) of grantControls and state, so what is written there holds only for what is made new, and the tenant keeps what it has. Whom this policy lets in, and what it asks for, cannot be told before the deployment: state and grantControls are not known yet.",
    );
    expect(finding?.remedy).toContain("pulumi preview --json");
    expect(judged([policy("*")])[0]?.message).toContain(" of everything, so ");
  });

  test("and what is wrong as it is written stays as it is told", () => {
    const weak = {
      ...files("properties.securitySettings"),
      inputs: { resourceGroupName: "rg-backup", vaultName: "files" },
    };
    expect(judged([weak]).every(({ message }) => message.startsWith("Vault files: "))).toBe(true);
  });
});

describe("what is known to be there holds instead", () => {
  const snapshotWith = (...resources: readonly ArmResource[]) => {
    const { collections } = azureTenant(resources);
    return {
      ...harbourTenant().toSnapshot(),
      collections: { ...harbourTenant().toSnapshot().collections, armResources: collections.armResources },
    };
  };
  const ignored = files("properties.securitySettings");

  test("as the snapshot has it, good or bad", () => {
    const about = (snapshot: ReturnType<typeof snapshotWith>) =>
      judged([ignored], { snapshot })
        .filter(({ rule }) => rule === "backups-protected")
        .map(({ message }) => message);
    expect(about(snapshotWith(vault()))).toEqual([]);
    expect(about(snapshotWith(vault({ softDeleteState: "Disabled" })))).toEqual([
      "Vault files: what is deleted from it cannot be brought back: soft delete is off.",
    ]);
  });

  test("as it was applied last", () => {
    const about = (securitySettings: unknown) => {
      const inputs = { resourceGroupName: "rg-backup", vaultName: "files", properties: { securitySettings } };
      const made = { id: vaultId, outputs: { objectId: vaultId }, keys: [vaultId] };
      const applied = new Map([[ignored.urn, { made, inputs }]]);
      return judged([ignored], { applied }).map(({ message }) => message);
    };
    expect(about(security)).toEqual([]);
    expect(about({ ...security, immutabilitySettings: { state: "Disabled" } })).toEqual([
      "Vault files: its backups are not immutable: they can be deleted before their time.",
    ]);
  });

  test("a role that the snapshot gives to somebody else", () => {
    const name = "3f4b9a80-5d0c-4e0e-9b3b-0f4f5f4bb0aa";
    const id = `${subscription}/providers/Microsoft.Authorization/roleAssignments/${name}`;
    const roleDefinitionId = "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    const stranger = "0c0ffee0-0000-4000-8000-000000000000";
    const there = {
      id,
      name,
      type: "Microsoft.Authorization/roleAssignments",
      properties: { principalId: stranger, roleDefinitionId },
    };
    const joel = lookup("getUser", { userPrincipalName: "joel.lindqvist@harbourdental.example" });
    const grant = planned(
      "azure-native:authorization:RoleAssignment",
      "owner",
      { scope: subscription, roleAssignmentName: name, principalId: joel.id, roleDefinitionId },
      { id, ...ignoring("principalId") },
    );
    const about = (more: Partial<JudgeInput>) => short(judged([grant], { plan: planOf([grant], [joel]), ...more }));
    expect(about({ snapshot: snapshotWith(there) })).toEqual(["tier-zero-principal-known @ owner"]);
    expect(
      about({ snapshot: snapshotWith({ ...there, properties: { ...there.properties, principalId: joel.id } }) }),
    ).toEqual([]);
    expect(about({})).toEqual(["tier-zero-principal-known @ owner"]);
  });
});
