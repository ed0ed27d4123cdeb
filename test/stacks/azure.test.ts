import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judge } from "../../policies/judge.ts";
import { relevantPart } from "../../policies/relevant-part.ts";
import { rules } from "../../policies/rules/index.ts";
import { deploy } from "../../src/engine/deploy.ts";
import { deriveEntitlements } from "../../src/entitlements/derive.ts";
import { loadMatrix } from "../../src/matrix/load.ts";
import type { Plan, PlannedResource } from "../../src/plan/plan.ts";
import { companySeed } from "../../src/tenant/seed/company.ts";
import { EmbeddedTenant } from "../../src/tenant/tenant.ts";
import { temporaryFolder } from "../support/demarc.ts";
import { kestrelFile } from "../support/matrices.ts";
import { kestrelPlan, typeOf } from "./kestrel-plan.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** The company on its first day: its people, groups and resource groups. */
const seed = companySeed(loadMatrix(kestrelFile).matrix);

type Replacements = readonly (readonly [string, string])[];
const planOf = (name: string, ...replacements: Replacements) => kestrelPlan(folder.path, seed, name, replacements);

const one = (plan: Plan, type: string, name: string) => {
  const found = plan.resources.find((resource) => typeOf(resource) === type && resource.name === name);
  if (found === undefined) throw new Error(`${type} ${name} is not declared`);
  return found;
};
const subscription = "/subscriptions/4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f90";

/** The example as it is. */
let plan: Plan;
beforeAll(async () => {
  plan = await planOf("as-it-is");
});

describe("what Kestrel declares in Azure", () => {
  it("is in a component for each concern, in the client's subscription", () => {
    const azure = plan.resources.filter(({ type }) => type.startsWith("azure-native:"));
    const parents = new Map(plan.resources.map(({ urn, type }) => [urn, type]));
    expect(new Set(azure.map(({ parent }) => parents.get(parent ?? "")))).toEqual(
      new Set([
        "demarc:index:AccessMonitoring",
        "demarc:index:AzureAccess",
        "demarc:index:AzureBackup",
        "demarc:index:AzureUpdates",
      ]),
    );
    const elsewhere = azure.filter(({ id }) => !id.startsWith(`${subscription}/`)).map(({ name }) => name);
    expect(elsewhere).toEqual(["entra-logs"]);
  });

  it("gives the specialist's team a role that lists what it allows, at one resource group", () => {
    const role = one(plan, "RoleDefinition", "erp-machine-operator");
    const assignment = plan.resources.filter((resource) => typeOf(resource) === "RoleAssignment");
    expect(assignment.map(({ inputs }) => inputs)).toEqual([
      expect.objectContaining({
        principalId: one(plan, "Group", "millstone-business-application-configuration").id,
        principalType: "Group",
        roleDefinitionId: role.id,
        scope: `${subscription}/resourceGroups/rg-erp`,
      }),
    ]);
    expect(JSON.stringify(role.inputs["permissions"])).not.toContain("*");
    expect(role.inputs["assignableScopes"]).toEqual([subscription]);
  });

  it("delegates to the provider's tenant what its rows need, eligible, approved and short", () => {
    const definitions = plan.resources.filter((resource) => typeOf(resource) === "RegistrationDefinition");
    const offers = definitions.map(({ name, inputs }) => [name, Object(inputs["properties"])] as const);
    const roles = offers.map(([name, { eligibleAuthorizations }]) => [
      name,
      eligibleAuthorizations.map((each: { roleDefinitionId: string }) => each.roleDefinitionId),
    ]);
    expect(Object.fromEntries(roles)).toEqual({
      "brightdesk-servers": ["cd08ab90-6b14-449c-ad9a-8f8e549482c6"],
      "brightdesk-kestrel-servers": ["00c29273-979b-4161-815c-10b084fb9324"],
      "brightdesk-monitored": ["43d0d8ad-25c7-4714-9337-8ba259a9fe05"],
    });
    for (const [, { authorizations, eligibleAuthorizations, managedByTenantId }] of offers) {
      expect(managedByTenantId).toBe("9c2a8f10-63d4-4b7b-8a55-1f0e9d3c7b21");
      // Who ends it, and Reader: nobody activates anything in the portal without it.
      expect(authorizations.map((each: { roleDefinitionId: string }) => each.roleDefinitionId)).toEqual([
        "91c1777a-f3dc-4fae-b103-61d183457e46",
        "acdd72a7-3385-48ef-bd42-f606fba81ae7",
      ]);
      for (const { justInTimeAccessPolicy } of eligibleAuthorizations) {
        expect(justInTimeAccessPolicy).toEqual({
          multiFactorAuthProvider: "Azure",
          maximumActivationDuration: "PT4H",
          managedByTenantApprovers: [
            { principalId: "8e41d7b9-0c53-4f2a-b6d8-93c7a5e0f214", principalIdDisplayName: "Brightdesk – shift leads" },
          ],
        });
      }
    }
    const assigned = plan.resources.filter((resource) => typeOf(resource) === "RegistrationAssignment");
    expect(assigned.map(({ inputs }) => inputs["scope"]).toSorted()).toEqual(
      ["rg-backup", "rg-network", "rg-servers"].map((group) => `${subscription}/resourceGroups/${group}`),
    );
  });

  it("keeps backups from whoever runs them", () => {
    const vault = one(plan, "Vault", "kestrel-servers");
    expect(vault.options.protect).toBe(true);
    expect(vault.inputs["properties"]).toMatchObject({
      redundancySettings: { standardTierStorageRedundancy: "GeoRedundant", crossRegionRestore: "Enabled" },
      securitySettings: {
        softDeleteSettings: { softDeleteState: "AlwaysON", softDeleteRetentionPeriodInDays: 60 },
        immutabilitySettings: { state: "Unlocked" },
      },
    });
    const guard = one(plan, "ResourceGuard", "backup-guard");
    const proxy = one(plan, "ResourceGuardProxy", "kestrel-servers-guard");
    expect(proxy.inputs).toMatchObject({
      resourceGuardProxyName: "VaultProxy",
      properties: { resourceGuardResourceId: guard.id },
    });
    // Azure lets nobody take it away without the guard's consent, and no deployment asks for that.
    expect(proxy.options.protect).toBe(true);
    expect(JSON.stringify(plan.resources)).not.toContain("resourceGuardOperationRequests");
    const locks = plan.resources.filter((resource) => typeOf(resource) === "ManagementLockByScope");
    expect(locks.map(({ inputs }) => inputs["scope"]).toSorted()).toEqual(
      [guard.id, one(plan, "Workspace", "access-logs").id, vault.id].toSorted(),
    );
  });

  it("alerts by queries that run in a workspace with nothing in it, and go on when a table has been empty for long", () => {
    const rules = plan.resources.filter((resource) => typeOf(resource) === "ScheduledQueryRule");
    const asked = rules.map(({ name, inputs }) => {
      const [{ query = "" } = {}] = Object(inputs["criteria"]).allOf;
      const [, columns = "", tables = "", looks = ""] =
        /^union isfuzzy=true \(datatable\(TimeGenerated: datetime, ([^)]*)\)\[\]\), ([\w, ]+) (\|.*)$/.exec(query) ??
        [];
      const known = columns.split(", ").map((column) => column.split(":")[0] ?? "");
      const used = [...looks.replaceAll(/"[^"]*"/g, "").matchAll(/\b[A-Z]\w+\b/g)].map(([word]) => word);
      return [name, tables, [...new Set(used)].filter((word) => !known.includes(word)), inputs["skipQueryValidation"]];
    });
    expect(asked.toSorted()).toEqual([
      ["activation-rules-changed", "AuditLogs", [], true],
      ["conditional-access-changed", "AuditLogs", [], true],
      ["emergency-account-sign-in", "SigninLogs, AADNonInteractiveUserSignInLogs", [], true],
      ["global-administrator-granted", "AuditLogs", [], true],
      ["lighthouse-delegation-added", "AzureActivity", [], true],
    ]);
  });

  it("patches ring after ring, in the window and no longer than Azure allows", () => {
    const window = (name: string) => one(plan, "MaintenanceConfiguration", name).inputs;
    expect(window("servers-lab")).toMatchObject({
      startDateTime: "2027-01-02 22:00",
      duration: "03:55",
      recurEvery: "2Weeks Saturday",
      timeZone: "W. Europe Standard Time",
      maintenanceScope: "InGuestPatch",
    });
    expect(window("servers-production")).toMatchObject({
      startDateTime: "2027-01-09 22:00",
      recurEvery: "2Weeks Saturday",
    });
    expect(one(plan, "ConfigurationAssignmentsForResourceGroup", "servers-lab").inputs).toMatchObject({
      resourceGroupName: "rg-servers",
      filter: { tagSettings: { tags: { PatchRing: ["lab"] } } },
    });
  });

  it("passes every rule, and its part that findings can come from is judged the same when it is weaker", () => {
    const { matrix } = loadMatrix(kestrelFile);
    const judged = (resources: readonly PlannedResource[]) => {
      const own = { ...plan, resources };
      const options = { matrix, scope: "whole-tenant", rules, snapshot: seed, today: "2026-11-21" } as const;
      const whole = judge({ ...options, plan: own });
      const part = judge({ ...options, plan: relevantPart(own, matrix, deriveEntitlements(matrix)) });
      expect(part.findings.map(({ message }) => message)).toEqual(whole.findings.map(({ message }) => message));
      return whole.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule);
    };
    expect(judged(plan.resources)).toEqual([]);
    const weaker: readonly [type: string, inputs: Record<string, unknown>, rule: string][] = [
      [
        "Vault",
        { properties: { securitySettings: { softDeleteSettings: { softDeleteState: "Disabled" } } } },
        "backups-protected",
      ],
      ["ManagementLockByScope", { level: "NotSpecified" }, "azure-locks-kept"],
      ["MaintenanceConfiguration", { recurEvery: "Day" }, "servers-patched-in-windows"],
      ["SubscriptionDiagnosticSetting", { logs: [] }, "access-is-logged"],
      ["RoleDefinition", { permissions: [{ actions: ["Microsoft.Compute/disks/*"] }] }, "provider-custom-role-narrow"],
    ];
    for (const [type, inputs, rule] of weaker) {
      const changed = plan.resources.map((each) =>
        typeOf(each) === type ? { ...each, inputs: { ...each.inputs, ...inputs } } : each,
      );
      expect(new Set(judged(changed)), type).toContain(rule);
    }
    const without = (type: string) => judged(plan.resources.filter((each) => typeOf(each) !== type));
    expect(without("ResourceGuardProxy")).toContain("backups-protected");
    expect(without("ConfigurationAssignmentsForResourceGroup")).toContain("servers-patched-in-windows");
  });
});

describe("a row decides what is in Azure", () => {
  it("and taking it out of the matrix, or adding one, changes exactly its access", async () => {
    const tenant = EmbeddedTenant.fromSnapshot(seed);
    const stateFile = join(folder.path, "row.json");
    deploy({ plan, tenant, stateFile });
    const steps = (changed: Plan) =>
      deploy({ plan: changed, tenant, stateFile, unprotect: true })
        .steps.filter(({ action }) => action !== "same")
        .map(({ action, name, type }) => `${action} ${type.slice(type.lastIndexOf(":") + 1)} ${name}`);
    const [from, to] = ["network-monitoring: { owner: brightdesk }", "network-monitoring: { owner: internal }"];
    expect(steps(await planOf("row-out", [from, to]))).toEqual([
      "delete RegistrationAssignment brightdesk-monitored",
      "delete RegistrationDefinition brightdesk-monitored",
    ]);
    expect(steps(plan)).toEqual([
      "create RegistrationDefinition brightdesk-monitored",
      "create RegistrationAssignment brightdesk-monitored",
    ]);
    const role =
      "        - { role: erp-machine-operator, scope: erp, maximumHours: 2, approval: true, eligibleDays: 30 }\n";
    expect(steps(await planOf("no-role", ["      azure:\n", ""], [role, ""]))).toEqual([
      "delete RoleAssignment millstone-business-application-configuration-erp-machine-operator-erp",
      "delete RoleDefinition erp-machine-operator",
    ]);
  });

  it("at a management group and in another subscription, too", async () => {
    const elsewhere = "00000000-0000-4000-8000-000000000007";
    const role = (scope: string) =>
      `{ role: Reader, scope: ${scope}, maximumHours: 2, approval: true, eligibleDays: 30 }`;
    const plan = await planOf(
      "elsewhere",
      [
        "erp: { resourceGroup: rg-erp }",
        `erp: { managementGroup: estate }\n    elsewhere: { subscriptionId: ${elsewhere} }`,
      ],
      [
        "{ role: erp-machine-operator, scope: erp, maximumHours: 2, approval: true, eligibleDays: 30 }",
        `${role("erp")}\n        - ${role("elsewhere")}`,
      ],
    );
    const assignments = plan.resources.filter((resource) => typeOf(resource) === "RoleAssignment");
    const reader = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7";
    const estate = "/providers/Microsoft.Management/managementGroups/estate";
    expect(assignments.map(({ inputs }) => [inputs["scope"], inputs["roleDefinitionId"]])).toEqual([
      [estate, reader],
      [`/subscriptions/${elsewhere}`, `/subscriptions/${elsewhere}${reader}`],
    ]);
    for (const { id, inputs } of assignments) {
      expect(id.startsWith(`${String(inputs["scope"])}/providers/Microsoft.Authorization/roleAssignments/`)).toBe(true);
    }
    // Of every subscription in which somebody works the activity log is kept.
    const logs = plan.resources.filter((resource) => typeOf(resource) === "SubscriptionDiagnosticSetting");
    expect(logs.map(({ id }) => id.split("/providers/")[0])).toEqual([subscription, `/subscriptions/${elsewhere}`]);
    const tenant = EmbeddedTenant.fromSnapshot(seed);
    const stateFile = join(folder.path, "elsewhere.json");
    deploy({ plan, tenant, stateFile });
    expect(deploy({ plan, tenant, stateFile }).steps.every(({ action }) => action === "same")).toBe(true);
  });

  it("and can make people eligible for the role itself, under rules of its own", async () => {
    const policy = "0f9d2c3b-6a1e-4f57-9b08-2d4c6e8a1b37";
    const plan = await planOf("eligible", [
      "{ role: erp-machine-operator, scope: erp, maximumHours: 2, approval: true, eligibleDays: 30 }",
      `{ role: Backup Operator, scope: erp, activation: role, policy: ${policy}, maximumHours: 2, approval: true, eligibleDays: 30 }`,
    ]);
    expect(plan.resources.filter((resource) => typeOf(resource) === "RoleAssignment")).toEqual([]);
    const [schedule] = plan.resources.filter((resource) => typeOf(resource) === "PimRoleEligibilitySchedule");
    expect(schedule?.inputs).toMatchObject({
      principalId: one(plan, "User", "millstone-teresa-duarte").id,
      scope: `${subscription}/resourceGroups/rg-erp`,
      scheduleInfo: { expiration: { type: "AfterDuration", duration: "P30D" } },
    });
    const [rules_] = plan.resources.filter((resource) => typeOf(resource) === "RoleManagementPolicy");
    // Azure has the assignment of the rules: it is read, which shows that they are this role's, before they are changed.
    const [assigned] = plan.resources.filter((resource) => typeOf(resource) === "RoleManagementPolicyAssignment");
    expect(assigned).toMatchObject({
      read: true,
      id: `${subscription}/resourceGroups/rg-erp/providers/Microsoft.Authorization/roleManagementPolicyAssignments/${policy}_00c29273-979b-4161-815c-10b084fb9324`,
    });
    expect(rules_?.options.dependsOn).toContain(assigned?.urn);
    expect(rules_?.inputs["roleManagementPolicyName"]).toBe(policy);
    expect(rules_?.inputs["rules"]).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: "Expiration_EndUser_Assignment", maximumDuration: "PT2H" }),
        expect.objectContaining({
          id: "Enablement_EndUser_Assignment",
          enabledRules: ["MultiFactorAuthentication", "Justification", "Ticketing"],
        }),
        expect.objectContaining({
          setting: expect.objectContaining({
            isApprovalRequired: true,
            approvalStages: [
              expect.objectContaining({
                primaryApprovers: [expect.objectContaining({ id: one(plan, "Group", "approvers").id })],
              }),
            ],
          }),
        }),
        expect.objectContaining({ id: "Expiration_Admin_Eligibility", maximumDuration: "P30D" }),
      ]),
    );
    const changed = loadMatrix(join(folder.path, "eligible.yaml")).matrix;
    const judged = (resources: readonly PlannedResource[]) =>
      judge({
        matrix: changed,
        plan: { ...plan, resources },
        snapshot: seed,
        scope: "whole-tenant",
        rules,
        today: "2026-11-21",
      }).findings.flatMap(({ severity, rule, message }) => (severity === "error" ? `${rule}: ${message}` : []));
    expect(judged(plan.resources)).toEqual([]);
    const weaker = JSON.parse(
      JSON.stringify(rules_?.inputs).replace('"isApprovalRequired":true', '"isApprovalRequired":false'),
    );
    expect(judged(plan.resources.map((each) => (each === rules_ ? { ...each, inputs: weaker } : each)))).toEqual([
      expect.stringMatching(
        /^provider-activation-approved: Teresa Duarte .* can activate Backup Operator at .*rg-erp by an activation that needs no approval\.$/,
      ),
    ]);
    const without = judged(plan.resources.filter((each) => !typeOf(each).startsWith("RoleManagementPolicy")));
    expect(without).toEqual([expect.stringContaining("no rules are declared for, so Microsoft's defaults hold")]);
    const tenant = EmbeddedTenant.fromSnapshot(seed);
    const stateFile = join(folder.path, "eligible.json");
    deploy({ plan, tenant, stateFile });
    expect(deploy({ plan, tenant, stateFile }).steps.every(({ action }) => action === "same")).toBe(true);
  });
});
