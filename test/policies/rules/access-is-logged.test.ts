import { beforeAll, describe, expect, it } from "vitest";
import { judge } from "../../../policies/judge.ts";
import { evaluateRules } from "../../../policies/rule.ts";
import { accessIsLogged as rule } from "../../../policies/rules/access-is-logged.ts";
import { accessAlerts, accessLogCategories } from "../../../src/catalogue/access-logs.ts";
import { loadMatrix } from "../../../src/matrix/load.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { planProgram } from "../../../src/plan/program.ts";
import type { ArmResource } from "../../../src/tenant/snapshot.ts";
import { edited, harbourFile, kestrelFile } from "../../support/matrices.ts";
import {
  actionGroup,
  activityLog,
  activitySetting,
  alert,
  grantQuery,
  group,
  logSetting,
  logs,
  queryRule,
  receivers,
  resource,
  setting,
  signInQuery,
  subscription,
  tenantWith,
  workspace,
  world,
} from "../../support/monitored-tenant.ts";
import { goodTenant, helpdeskTeam, type TenantBuilder } from "../../support/tenant-builder.ts";

const contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const monitoringContributor = "749f88d5-cbae-40b8-bcfc-e573ddc772fa";
const reader = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

const without = (id: string) => {
  const tenant = tenantWith();
  tenant.collections.armResources = tenant.collections.armResources.filter((each) => each.id !== id);
  return tenant;
};
const review = (tenant: TenantBuilder) => evaluateRules([rule], tenant.context(world));
const messages = (tenant: TenantBuilder) => review(tenant).map(({ severity, message }) => `${severity}: ${message}`);

const roleOf = (principalId: string, role: string, scope: string) =>
  resource(
    `${scope}/providers/Microsoft.Authorization/roleAssignments/a-${principalId}`,
    "Microsoft.Authorization/roleAssignments",
    {
      principalId,
      roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      scope,
    },
  );

describe(rule.name, () => {
  it("has nothing to say where all is logged and watched", () => {
    expect(messages(tenantWith())).toEqual([]);
  });

  it("counts a group of all logs, several settings, and a copy to somebody else", () => {
    const all = resource(setting, "microsoft.aadiam/diagnosticSettings", {
      workspaceId: workspace.toUpperCase().replace("/SUBSCRIPTIONS", "/subscriptions"),
      logs: [{ categoryGroup: "allLogs", enabled: true }],
    });
    expect(messages(tenantWith(all))).toEqual([]);
    const second = { ...logSetting(accessLogCategories.slice(2)), id: `${setting}-2` };
    expect(messages(tenantWith(logSetting(accessLogCategories.slice(0, 2)), second))).toEqual([]);
    const copy = { ...logSetting(accessLogCategories, "/subscriptions/other/w"), id: `${setting}-copy` };
    expect(messages(tenantWith(copy))).toEqual([]);
  });

  it.each(accessLogCategories)("refuses a tenant that does not send %s", (category) => {
    const rest = accessLogCategories.filter((each) => each !== category);
    expect(review(tenantWith(logSetting(rest)))).toEqual([
      expect.objectContaining({
        severity: "error",
        resource: setting,
        message: `Entra ID's ${category} does not go to a workspace in the client's subscription: what is not logged there cannot be proved.`,
      }),
    ]);
  });

  it("refuses a category that is listed and off", () => {
    const off = resource(setting, "microsoft.aadiam/diagnosticSettings", {
      workspaceId: workspace,
      logs: accessLogCategories.map((category) => ({ category, enabled: category !== "AuditLogs" })),
    });
    expect(messages(tenantWith(off))).toEqual([expect.stringContaining("Entra ID's AuditLogs does not go")]);
  });

  it("refuses a destination that is not the client's", () => {
    expect(messages(tenantWith(logSetting(accessLogCategories, "/subscriptions/other/w")))).toEqual([
      expect.stringMatching(/ProvisioningLogs do not go .* subscription, but to \/subscriptions\/other\/w: /),
    ]);
    expect(
      messages(
        tenantWith(
          resource(setting, "microsoft.aadiam/diagnosticSettings", {
            logs: logs(accessLogCategories),
            storageAccountId: "/s",
          }),
        ),
      ),
    ).toEqual([expect.stringContaining("subscription, but to no workspace:")]);
  });

  it("refuses a destination that was deleted", () => {
    expect(messages(without(workspace))).toEqual([
      expect.stringContaining(`but to ${workspace}, which is not there: what is not logged there cannot be proved.`),
      expect.stringContaining("The activity log of subscription"),
    ]);
  });

  it.each<[string, Record<string, unknown>]>([
    ["sends another category", { logs: logs(["Policy"]) }],
    ["lists it and is off", { logs: [{ category: "Administrative", enabled: false }] }],
    ["sends it to another workspace", { workspaceId: "/subscriptions/other/w" }],
    ["sends it to no workspace", { workspaceId: undefined, storageAccountId: "/s" }],
  ])("refuses an activity log whose setting %s", (_, properties) => {
    expect(review(tenantWith(activitySetting(properties)))).toEqual([
      expect.objectContaining({
        severity: "error",
        resource: activityLog,
        message: expect.stringMatching(/^The activity log of subscription 4d0e6f7a-.* does not go to a workspace/),
      }),
    ]);
  });

  it("counts a second setting, and not one of a resource", () => {
    const off = activitySetting({ logs: [] });
    const second = { ...activitySetting(), id: `${activityLog}-2` };
    expect(messages(tenantWith(off, second))).toEqual([]);
    const ofWorkspace = `${workspace}/providers/Microsoft.Insights/diagnosticSettings/access-logs`;
    expect(messages(tenantWith(off, { ...activitySetting(), id: ofWorkspace }))).toHaveLength(1);
  });

  it("blames an activity log on its subscription where there is none, and not on that of another", () => {
    const other = { ...activitySetting(), id: activityLog.replace("4d0e6f7a", "5e0e6f7a") };
    const [finding, ...others] = review(without(activityLog)).concat(
      review(tenantWith(other, activitySetting({ logs: [] }))),
    );
    expect(finding).toMatchObject({ resource: "azure.subscriptionId" });
    expect(others).toMatchObject([{ resource: activityLog }]);
  });

  it.each<[string, readonly ArmResource[], readonly string[]]>([
    ["that it declares as it should be", [activitySetting()], []],
    ["that it declares otherwise", [activitySetting({ logs: [] })], ["urn:log"]],
    ["that it leaves to another", [], []],
  ])("judges in a program the activity log %s", (_, declared, expected) => {
    const tenant = declared.length === 0 ? without(activityLog) : tenantWith(...declared);
    for (const { id } of declared) tenant.declaredBy.set(id, "urn:log");
    const found = evaluateRules([rule], tenant.programContext(world));
    expect(found.filter(({ message }) => message.includes("activity log")).map(({ resource: urn }) => urn)).toEqual(
      expected,
    );
  });

  it("points into the matrix where nothing is there to blame", () => {
    const [finding] = review(without(setting));
    expect(finding).toMatchObject({ resource: "azure.subscriptionId", file: harbourFile });
    const line = edited(harbourFile).split("\n").length + 2;
    expect(finding?.line).toBe(line);
  });

  it.each<[string, TenantBuilder, string]>([
    ["disabled", tenantWith(queryRule("emergency", signInQuery, { enabled: false })), "the alert is disabled."],
    [
      "on another workspace",
      tenantWith(queryRule("emergency", signInQuery, { scopes: ["/subscriptions/other/w"] })),
      "the alert does not look at the client's workspace.",
    ],
    [
      "without an action group",
      tenantWith(queryRule("emergency", signInQuery, { actions: {} })),
      "the alert does not reach alerts@harbourdental.example.",
    ],
    [
      "with an action group that is off",
      tenantWith(resource(actionGroup, "Microsoft.Insights/actionGroups", { ...receivers, enabled: false })),
      "the alert does not reach alerts@harbourdental.example.",
    ],
    [
      "with an action group without receivers",
      tenantWith(resource(actionGroup, "Microsoft.Insights/actionGroups", { enabled: true, emailReceivers: [] })),
      "the alert does not reach alerts@harbourdental.example.",
    ],
    [
      "with an action group that mails somebody else",
      tenantWith(
        resource(actionGroup, "Microsoft.Insights/actionGroups", {
          enabled: true,
          emailReceivers: [{ emailAddress: "noc@tideway.example" }],
        }),
      ),
      "the alert does not reach alerts@harbourdental.example.",
    ],
    [
      "with a receiver that is off",
      tenantWith(
        resource(actionGroup, "Microsoft.Insights/actionGroups", {
          enabled: true,
          emailReceivers: [{ emailAddress: "alerts@harbourdental.example", status: "Disabled" }],
        }),
      ),
      "the alert does not reach alerts@harbourdental.example.",
    ],
    [
      "with an action group that was deleted",
      without(actionGroup),
      "the alert does not reach alerts@harbourdental.example.",
    ],
    [
      "about one of the accounts only",
      tenantWith(queryRule("emergency", 'SigninLogs | where UserId == "emergency-1"')),
      "there is no such alert in the client's subscription.",
    ],
    [
      "only so by its name",
      tenantWith(queryRule("emergency", "Heartbeat | count")),
      "there is no such alert in the client's subscription.",
    ],
    ["not there", without(alert("emergency")), "there is no such alert in the client's subscription."],
  ])("refuses an alert that is %s", (_name, tenant, why) => {
    expect(messages(tenant)).toContain(`error: Nobody is told when an emergency account signs in: ${why}`);
  });

  it.each([
    ["granted", "Global Administrator is granted"],
    ["conditional-access", "conditional access is changed"],
    ["activation", "the rules of an activation are changed"],
  ])("asks for the alert %s too", (name, when) => {
    expect(messages(without(alert(name)))).toEqual([
      `error: Nobody is told when ${when}: there is no such alert in the client's subscription.`,
    ]);
  });

  it.each<[string, string, string]>([
    ["Contributor on the resource group", contributor, group],
    ["Contributor on the subscription", contributor, subscription],
    ["Monitoring Contributor on the workspace", monitoringContributor, workspace],
  ])("refuses a provider's person who holds %s", (_name, role, scope) => {
    expect(messages(tenantWith(roleOf("dana.reyes", role, scope)))).toEqual([
      expect.stringMatching(
        /^error: .*Dana Reyes.* can stop the logs and alerts of access: .*Contributor on \/subscriptions/,
      ),
    ]);
  });

  it("refuses it through a group that a provider's person can enter", () => {
    expect(messages(tenantWith(roleOf(helpdeskTeam, contributor, group)))).toEqual([
      expect.stringContaining("can stop the logs and alerts of access"),
    ]);
  });

  it("lets a provider read, work elsewhere, and the internal team change", () => {
    const elsewhere = `${subscription}/resourceGroups/servers`;
    expect(messages(tenantWith(roleOf("dana.reyes", reader, group)))).toEqual([]);
    expect(messages(tenantWith(roleOf("dana.reyes", contributor, elsewhere)))).toEqual([]);
    expect(messages(tenantWith(roleOf("joel.lindqvist", contributor, group)))).toEqual([]);
  });

  it("warns of logs that go sooner than the matrix says, and of what was not read", () => {
    const short = resource(workspace, "Microsoft.OperationalInsights/workspaces", { retentionInDays: 30 });
    expect(messages(tenantWith(short))).toEqual([
      "warning: Workspace access-logs keeps logs of access for 30 days; the matrix says 365.",
    ]);
    const tenant = goodTenant();
    const unreadable = [{ collection: "armResources" as const, status: 403, code: "AuthorizationFailed", message: "" }];
    const context = tenant.context({ ...world, snapshot: { ...tenant.snapshot, unreadable } });
    expect(evaluateRules([rule], context).map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      "warning: Nothing in Azure was read (AuthorizationFailed), so it is not proved that access is logged.",
    ]);
  });

  describe("of a program that declares a part", () => {
    const ofProgram = (tenant: TenantBuilder, declared: readonly string[], seesTenant = false) => {
      for (const id of declared) tenant.declare(id, id.slice(id.lastIndexOf("/") + 1), { type: "azure-native:x:Y" });
      return tenant.programFindings(rule, { ...world, seesTenant }).map(({ resource: urn, message }) => {
        return `${urn.split("::").at(-1)}: ${message}`;
      });
    };

    it("says nothing of what the program leaves out", () => {
      expect(ofProgram(goodTenant(), [])).toEqual([]);
      expect(ofProgram(tenantWith(logSetting([])), [])).toEqual([]);
      expect(ofProgram(tenantWith(queryRule("granted", grantQuery, { enabled: false })), [])).toEqual([]);
      expect(ofProgram(tenantWith(roleOf("dana.reyes", contributor, group)), [])).toEqual([]);
    });

    it("refuses what it declares too weak", () => {
      expect(ofProgram(tenantWith(logSetting(["AuditLogs"])), [setting])).toEqual([
        expect.stringMatching(/^access-logs: Entra ID's SignInLogs, .* do not go/),
      ]);
      expect(ofProgram(tenantWith(queryRule("granted", grantQuery, { enabled: false })), [alert("granted")])).toEqual([
        "granted: Nobody is told when Global Administrator is granted: the alert is disabled.",
      ]);
      const role = roleOf("dana.reyes", contributor, group);
      expect(ofProgram(tenantWith(role), [role.id])).toEqual([expect.stringMatching(/^a-dana\.reyes: .* can stop/)]);
    });

    it("counts what the tenant has beside it, where that is seen", () => {
      const rest = { ...logSetting(accessLogCategories.slice(1)), id: `${setting}-2` };
      const tenant = () => tenantWith(logSetting(["AuditLogs"]), rest);
      expect(ofProgram(tenant(), [setting], true)).toEqual([]);
      expect(ofProgram(tenant(), [setting], false)).toHaveLength(1);
    });
  });

  describe("of the second example, as its stack declares it", () => {
    let plan: Plan;
    beforeAll(async () => {
      plan = await planProgram({ directory: ".", stack: "kestrel" });
    });

    /** Findings when the inputs of one resource are changed. */
    function judged(name: string, change: Record<string, unknown>): string[] {
      const kestrel = loadMatrix(kestrelFile);
      const resources = plan.resources.map((each) =>
        each.name === name && each.type.startsWith("azure-native:")
          ? { ...each, inputs: { ...each.inputs, ...change } }
          : each,
      );
      return judge({
        matrix: kestrel.matrix,
        plan: { ...plan, resources },
        scope: "whole-tenant",
        rules: [rule],
        today: "2026-11-21",
      }).findings.map(({ resource: urn, severity, message }) => `${severity} @ ${urn.split("::").at(-1)}: ${message}`);
    }

    it("has nothing to say", () => {
      expect(judged("entra-logs", {})).toEqual([]);
    });

    it("sees what somebody takes out of it", () => {
      expect(judged("entra-logs", { logs: logs(["SignInLogs"]) })).toEqual([
        expect.stringMatching(/^error @ entra-logs: Entra ID's AuditLogs, .* do not go/),
      ]);
      expect(judged("conditional-access-changed", { enabled: false })).toEqual([
        "error @ conditional-access-changed: Nobody is told when conditional access is changed: the alert is disabled.",
      ]);
      expect(judged("access-alerts", { emailReceivers: [] })).toHaveLength(accessAlerts.length);
      expect(judged("access-logs", { retentionInDays: 31 })).toEqual([
        "warning @ access-logs: Workspace access-logs keeps logs of access for 31 days; the matrix says 365.",
      ]);
    });
  });

  it("notes that the matrix names no subscription, of a plan of the whole tenant", () => {
    const tenant = goodTenant();
    expect(tenant.findings(rule)).toEqual([]);
    expect(tenant.programFindings(rule)).toEqual([]);
    expect(tenant.programFindings(rule, { scope: "whole-tenant" })).toEqual([
      expect.objectContaining({ severity: "note", resource: "client" }),
    ]);
  });
});
