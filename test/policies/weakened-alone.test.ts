/** Programs that weaken something by itself, with nothing in sight that it holds for: what they set comes over what is elsewhere. */

import { describe, expect, test } from "vitest";
import { judge } from "../../policies/judge.ts";
import { accessIsLogged } from "../../policies/rules/access-is-logged.ts";
import { providerActivationApproved } from "../../policies/rules/provider-activation-approved.ts";
import type { Matrix } from "../../src/matrix/schema.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { placeholderSubscriptionId } from "../../src/plan/provider-id.ts";
import { azureWorld, azureWorldWith } from "../support/azure-world.ts";
import { harbour } from "../support/matrices.ts";
import { lookup, planned, planOf } from "../support/plans.ts";

const said = (matrix: Matrix, plan: Plan) =>
  judge({
    matrix,
    plan,
    scope: "partial",
    rules: [providerActivationApproved, accessIsLogged],
    today: "2026-11-21",
  }).findings.map(({ severity, message }) => `${severity}: ${message}`);

describe("activation rules of a team's group", () => {
  const team = lookup("getGroup", { displayName: "Tideway IT – Tier-1 helpdesk" });
  const approvers = lookup("getGroup", { displayName: "Harbour Dental Group – access approvers" });
  const rules = (activationRules: Record<string, unknown>, more: Record<string, unknown> = {}) =>
    planOf(
      [planned("GroupRoleManagementPolicy", "p", { groupId: team.id, roleId: "member", activationRules, ...more })],
      [team, approvers],
    );
  const agreed = {
    maximumDuration: "PT4H",
    requireApproval: true,
    approvalStage: { primaryApprovers: [{ objectId: approvers.id, type: "groupMembers" }] },
    requireJustification: true,
    requireTicketInfo: true,
    requireMultifactorAuthentication: true,
  };
  const begin =
    'error: Whoever is eligible for group "Tideway IT – Tier-1 helpdesk" can become member of it by an activation that';

  test.each<[string, Plan, string[]]>([
    ["as agreed", rules(agreed), []],
    ["of owners, who are none", rules({}, { roleId: "owner" }), []],
    ["of a group that the matrix does not have", rules({}, { groupId: approvers.id }), []],
    ["without an approval", rules({ ...agreed, requireApproval: false }), [`${begin} needs no approval.`]],
    [
      "with everything weak",
      rules({ maximumDuration: "PT24H", requireJustification: false, requireMultifactorAuthentication: false }),
      [
        `${begin} needs no approval, needs no multifactor authentication, needs no justification, needs no ticket, lasts up to 24 hours instead of 8.`,
      ],
    ],
    [
      "with the approval of a provider's person",
      rules({
        ...agreed,
        approvalStage: {
          primaryApprovers: [
            { objectId: lookup("getUser", { mail: "dana.reyes@tideway.example" }).id, type: "singleUser" },
          ],
        },
      }),
      [`${begin} is approved by nobody of the internal team.`],
    ],
  ])("%s", (_name, plan, expected) => {
    expect(said(harbour().matrix, plan)).toEqual(expected);
  });
});

describe("activation rules of a role in Azure", () => {
  const row = "server-patching:\n    owner: provider";
  const grant =
    "{ role: Backup Operator, scope: servers, activation: role, policy: 7a9b0c1d-0000-4000-8000-00000000000a }";
  const { matrix, entitlements } = azureWorldWith([
    row,
    `${row}\n    access: { reason: It patches., azure: [${grant}] }`,
  ]);
  const [eligibility] = entitlements.azure?.eligibilities ?? [];
  if (eligibility === undefined) throw new Error("nobody is eligible");
  const { scope, policy, role, activation } = eligibility;
  const rules = (name: string, hours: number, enabledRules: readonly string[]) =>
    planOf([
      planned("azure-native:authorization/v20201001:RoleManagementPolicy", "p", {
        scope: scope.id,
        roleManagementPolicyName: name,
        rules: [
          { id: "Approval_EndUser_Assignment", setting: { isApprovalRequired: false } },
          { id: "Expiration_EndUser_Assignment", maximumDuration: `PT${hours}H` },
          { id: "Enablement_EndUser_Assignment", enabledRules },
        ],
      }),
    ]);

  test("are those of the matrix, by the name that Azure has for them", () => {
    expect(
      said(matrix, rules(policy, activation.maximumHours, ["MultiFactorAuthentication", "Justification", "Ticketing"])),
    ).toEqual([
      `error: Whoever is eligible for ${role.name} at ${scope.id} can activate it by an activation that needs no approval.`,
    ]);
    expect(said(matrix, rules(policy.toUpperCase(), 24, []))[0]).toContain(
      `lasts up to 24 hours instead of ${activation.maximumHours}`,
    );
    expect(said(matrix, rules("another", 24, []))).toEqual([]);
  });
});

describe("logs that go to a workspace of a subscription that the program does not name", () => {
  const setting = (resourceGroup: string) =>
    planOf([
      planned("azure-native:aadiam:DiagnosticSetting", "d", {
        name: "d",
        workspaceId: `/subscriptions/${placeholderSubscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.OperationalInsights/workspaces/access-logs`,
        logs: [{ categoryGroup: "allLogs", enabled: true }],
      }),
    ]);

  test("may be the client's where the group is called as the matrix says, and are not anywhere else", () => {
    expect(said(azureWorld.matrix, setting("RG-Access"))).toEqual([]);
    expect(said(azureWorld.matrix, setting("rg-tideway"))).toEqual([
      expect.stringContaining("but to /subscriptions/(not named)/resourceGroups/rg-tideway/"),
    ]);
  });
});
