/** What of Azure is about monitoring, read from what a tenant or a plan has of it; and what is to blame where it is too little. */

import { describe, expect, test } from "vitest";
import { asksFor, monitoringState } from "../../policies/monitoring.ts";
import { evaluateRules } from "../../policies/rule.ts";
import { accessIsLogged as rule } from "../../policies/rules/access-is-logged.ts";
import { accessAlerts, accessLogCategories } from "../../src/catalogue/access-logs.ts";
import type { ArmResource } from "../../src/tenant/snapshot.ts";
import { AzureBuilder } from "../support/azure-builder.ts";
import {
  actionGroup,
  alert,
  grantQuery,
  group,
  logSetting,
  logs,
  queryRule,
  receivers,
  resource,
  setting,
  subscription,
  tenantWith,
  workspace,
  world,
} from "../support/monitored-tenant.ts";
import { goodTenant, TenantBuilder, tideway } from "../support/tenant-builder.ts";

const unknown = { "demarc:unknown": true, from: [] };
const ruleType = "Microsoft.Insights/scheduledQueryRules";
const groupType = "Microsoft.Insights/actionGroups";

function stateOf(...resources: readonly ArmResource[]) {
  const tenant = goodTenant();
  tenant.collections.armResources.push(...resources);
  return monitoringState(tenant.context());
}

describe("an alert", () => {
  test.each<[string, Record<string, unknown> | undefined, object]>([
    [
      "as Azure shows it",
      { enabled: true, scopes: ["/a", "/b"], criteria: { allOf: [{ query: "A" }, { query: "B" }] } },
      { enabled: true, scopes: ["/a", "/b"], query: "A\nB", actionGroups: [] },
    ],
    [
      "with what is not known yet",
      { enabled: unknown, scopes: [unknown, "/b"], criteria: { allOf: [{ query: "A" }, { query: unknown }] } },
      { enabled: true, scopes: ["/b"], actionGroups: [] },
    ],
    [
      "with groups to tell",
      { enabled: false, scopes: unknown, actions: { actionGroups: ["/g", unknown] } },
      { enabled: false, scopes: [], query: "", actionGroups: ["/g"] },
    ],
    ["without anything", undefined, { enabled: true, scopes: [], query: "", actionGroups: [] }],
  ])("%s", (_, properties, expected) => {
    const shown = { id: "/alert", name: "alert", type: ruleType, ...(properties && { properties }) };
    expect(stateOf(shown).alerts).toEqual([{ id: "/alert", ...expected }]);
  });
});

describe("the addresses that an action group mails", () => {
  test.each<[string, Record<string, unknown> | undefined, string[]]>([
    [
      "are those of receivers that are on",
      {
        emailReceivers: [
          { emailAddress: "One@x.example", status: "Enabled" },
          { emailAddress: "two@x.example", status: "disabled" },
          { emailAddress: "three@x.example" },
          { emailAddress: unknown },
          { name: "no address" },
        ],
      },
      ["one@x.example", "three@x.example"],
    ],
    ["are none when it is off", { ...receivers, enabled: false }, []],
    ["are none when it has none", undefined, []],
  ])("%s", (_, properties, expected) => {
    const shown = { id: "/Groups/A", name: "a", type: groupType, ...(properties && { properties }) };
    expect([...stateOf(shown).mails]).toEqual([["/groups/a", expected]]);
  });
});

test("a setting sends what is on, wherever that goes", () => {
  const [own, other, bare] = stateOf(
    logSetting(["AuditLogs"]),
    resource("/other", "Microsoft.AADIAM/diagnosticSettings", { logs: logs(["signinlogs"]), storageAccountId: "/s" }),
    { id: "/bare", name: "bare", type: "microsoft.aadiam/diagnosticSettings" },
  ).settings;
  expect([own, other, bare].map((each) => each?.workspaceId)).toEqual([workspace, undefined, undefined]);
  expect([own, other, bare].map((each) => each?.sends("AuditLogs"))).toEqual([true, false, false]);
  expect([own, other, bare].map((each) => each?.sends("SignInLogs"))).toEqual([false, true, false]);
});

describe("a query asks for what an alert is about", () => {
  const [signIn, granted, changed] = accessAlerts;
  test.each<[string, (typeof accessAlerts)[number] | undefined, string | undefined, boolean]>([
    ["by the role's id", granted, grantQuery, true],
    ["by one of its names, in any case", granted, "auditlogs | where X has 'COMPANY administrator'", true],
    ["not of another table", granted, grantQuery.replace("AuditLogs", "Heartbeat"), false],
    ["not of another change", changed, grantQuery, false],
    ["not when it is not known yet", granted, undefined, false],
    ["by every emergency account", signIn, "SigninLogs | where UserId in ('EMERGENCY-1', 'emergency-2')", true],
    ["not by one of them", signIn, "SigninLogs | where UserId == 'emergency-1'", false],
  ])("%s", (_, about, query, expected) => {
    const shown = { id: "/a", enabled: true, scopes: [], actionGroups: [], ...(query !== undefined && { query }) };
    expect(about && asksFor(shown, about, goodTenant().context())).toBe(expected);
  });

  test("not where nobody knows the emergency accounts", () => {
    const shown = { id: "/a", enabled: true, scopes: [], actionGroups: [], query: "SigninLogs | count" };
    expect(signIn && asksFor(shown, signIn, new TenantBuilder().context())).toBe(false);
  });
});

describe(rule.name, () => {
  const review = (tenant: TenantBuilder, more: object = {}) =>
    evaluateRules([rule], tenant.context({ ...world, ...more }));
  const told = (tenant: TenantBuilder, more: object = {}) =>
    review(tenant, more).map(({ message, resource: blamed }) => [blamed.split("::").at(-1), message]);
  const ofProgram = (tenant: TenantBuilder, declared: readonly string[], seesTenant: boolean) => {
    for (const id of declared) tenant.declare(id, id.slice(id.lastIndexOf("/") + 1), { type: "azure-native:x:Y" });
    return tenant
      .programFindings(rule, { ...world, seesTenant })
      .map(({ message, resource: blamed }) => [blamed.split("::").at(-1), message]);
  };
  const unreadable = (collection: string) => ({ collection, status: 403, code: "Forbidden", message: "" });
  const place = {
    rule: rule.name,
    file: world.matrixSource.file,
    line: expect.any(Number),
    column: expect.any(Number),
  };
  const all = accessLogCategories.slice(0, -1).join(", ");

  test("says what to do where nothing is logged and nobody is told", () => {
    const whole = `${all} and ProvisioningLogs`;
    const nothing = review(goodTenant());
    expect(nothing[0]).toEqual({
      ...place,
      severity: "error",
      message: `Entra ID's ${whole} do not go to a workspace in the client's subscription: what is not logged there cannot be proved.`,
      resource: "azure.subscriptionId",
      remedy: `Send ${whole} to the workspace in rg-access (azure-native.aadiam.DiagnosticSetting).`,
    });
    expect(nothing[2]).toEqual({
      ...place,
      severity: "error",
      message:
        "Nobody is told when Global Administrator is granted: there is no such alert in the client's subscription.",
      resource: "azure.subscriptionId",
      remedy:
        "Declare an alert on AuditLogs (azure-native.monitor.ScheduledQueryRule) that mails alerts@harbourdental.example.",
    });
    expect(nothing.at(-1)).toMatchObject({
      message:
        "The activity log of subscription 4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f90 does not go to a workspace in the client's subscription: who is given roles there, or has it delegated, cannot be proved.",
      remedy: "Send Administrative to the workspace in rg-access (azure-native.monitor.SubscriptionDiagnosticSetting).",
    });
    expect(nothing).toHaveLength(2 + accessAlerts.length);
  });

  test("says what to do where Azure was not read, and judges what was", () => {
    const notRead = (tenant: TenantBuilder, collection: string) =>
      review(tenant, { snapshot: { ...tenant.snapshot, unreadable: [unreadable(collection)] } });
    expect(notRead(goodTenant(), "armResources")).toEqual([
      {
        ...place,
        severity: "warning",
        message: "Nothing in Azure was read (Forbidden), so it is not proved that access is logged.",
        resource: "azure.subscriptionId",
        remedy: "Take the snapshot with an identity that may read the subscription and Entra ID's diagnostic settings.",
      },
    ]);
    expect(notRead(goodTenant(), "directoryAudits")).toHaveLength(2 + accessAlerts.length);
    expect(notRead(tenantWith(), "armResources")).toEqual([]);
    expect(notRead(tenantWith(logSetting([])), "armResources")).toHaveLength(1);
  });

  test("notes what a plan of the whole tenant leaves out of the matrix", () => {
    const tenant = goodTenant();
    expect(tenant.programFindings(rule, { scope: "whole-tenant", matrixSource: world.matrixSource })).toEqual([
      {
        ...place,
        severity: "note",
        message: "The matrix names no Azure subscription, so nothing here logs who signs in and who changes access.",
        resource: "client",
        remedy: "Add azure: { subscriptionId, resourceGroup, location, alertEmails } to the matrix.",
      },
    ]);
  });

  describe("blames for logs that are missing", () => {
    const missing = (where = "") =>
      `Entra ID's SignInLogs, NonInteractiveUserSignInLogs, ServicePrincipalSignInLogs and ProvisioningLogs do not go to a workspace in the client's subscription${where}: what is not logged there cannot be proved.`;
    const setTo = (id: string, categories: readonly string[], workspaceId: string | undefined) =>
      resource(id, "microsoft.aadiam/diagnosticSettings", { logs: logs(categories), workspaceId });
    const elsewhere = "/subscriptions/other/w";

    test("a setting that sends some of them elsewhere", () => {
      const foreign = setTo("/foreign", ["SignInLogs"], elsewhere);
      expect(told(tenantWith(logSetting(["AuditLogs"]), foreign))).toEqual([
        ["/foreign", missing(`, but to ${elsewhere}`)],
      ]);
    });

    test("not one that sends other logs elsewhere, but the client's own", () => {
      const foreign = setTo("/foreign", ["AuditLogs"], elsewhere);
      const tenant = tenantWith(foreign, logSetting(["AuditLogs"]));
      expect(told(tenant)).toEqual([[setting, missing()]]);
    });

    test("any setting, where none is the client's own", () => {
      const useless = setTo("/useless", [], undefined);
      expect(told(tenantWith(useless, setTo(setting, [], undefined)))[0]?.[0]).toBe("/useless");
    });

    test("what the program declares", () => {
      const declared = setTo("/declared", [], workspace);
      const tenant = tenantWith(logSetting(["AuditLogs"]), declared);
      expect(ofProgram(tenant, ["/declared"], true)).toEqual([["declared", missing()]]);
    });
  });

  describe("warns of a workspace that forgets too soon", () => {
    const keeps = (id: string, days: number | undefined) =>
      resource(id, "Microsoft.OperationalInsights/workspaces", days === undefined ? {} : { retentionInDays: days });
    const short = [workspace, "Workspace access-logs keeps logs of access for 30 days; the matrix says 365."];

    test.each<[string, ArmResource[], (string | undefined)[][]]>([
      ["the one in use", [keeps(workspace, 30)], [short]],
      ["not one that nothing is sent to", [keeps(`${workspace}-2`, 30)], []],
      ["not one that says nothing", [keeps(workspace, undefined)], []],
      [
        "not one of which nothing is known",
        [{ id: workspace, name: "access-logs", type: "Microsoft.OperationalInsights/workspaces" }],
        [],
      ],
      ["not one that keeps them as long as it should", [keeps(workspace, 365)], []],
    ])("%s", (_, resources, expected) => {
      expect(told(tenantWith(...resources))).toEqual(expected);
    });

    test("with what to set", () => {
      expect(review(tenantWith(keeps(workspace, 30))).map(({ remedy }) => remedy)).toEqual([
        "Set retentionInDays to 365, or change azure.retentionDays.",
      ]);
    });

    test("not one that the program leaves alone", () => {
      expect(ofProgram(tenantWith(keeps(workspace, 30)), [setting], true)).toEqual([]);
      expect(ofProgram(tenantWith(keeps(workspace, 30)), [setting, workspace], true)).toEqual([
        ["access-logs", short[1]],
      ]);
    });
  });

  describe("of an alert", () => {
    const off = { enabled: false };
    const granted = "Nobody is told when Global Administrator is granted";

    test("counts one of several places that it looks at", () => {
      const scopes = ["/subscriptions/other/w", workspace];
      expect(told(tenantWith(queryRule("granted", grantQuery, { scopes })))).toEqual([]);
      expect(told(tenantWith(queryRule("granted", grantQuery, { scopes, actions: {} })))).toEqual([
        [alert("granted"), `${granted}: the alert does not reach alerts@harbourdental.example.`],
      ]);
    });

    test("says what to do", () => {
      expect(review(tenantWith(queryRule("granted", grantQuery, off))).map(({ remedy }) => remedy)).toEqual([
        "Have it enabled, on the workspace in rg-access, with an action group that mails alerts@harbourdental.example.",
      ]);
    });

    test("blames the one that the program declares", () => {
      const both = () => tenantWith(queryRule("granted", grantQuery, off), queryRule("own", grantQuery, off));
      expect(ofProgram(both(), [alert("own")], true)).toEqual([["own", `${granted}: the alert is disabled.`]]);
      expect(told(both())).toEqual([[alert("granted"), `${granted}: the alert is disabled.`]]);
    });

    test("takes an action group for good that the program does not declare, where the tenant is not seen", () => {
      const elsewhere = [actionGroup, actionGroup.replace("access-alerts", "elsewhere")];
      const tenant = () =>
        tenantWith(
          queryRule("granted", grantQuery, { actions: { actionGroups: elsewhere } }),
          resource(actionGroup, groupType, { emailReceivers: [] }),
        );
      expect(ofProgram(tenant(), [alert("granted")], false)).toEqual([]);
      expect(ofProgram(tenant(), [alert("granted")], true)).toEqual([
        ["granted", `${granted}: the alert does not reach alerts@harbourdental.example.`],
      ]);
    });
  });

  describe("of who can stop it", () => {
    const scope = { scope: group };
    const stops = (tenant: TenantBuilder) => told(tenant).filter(([, message]) => message?.includes("can stop"));
    const contributor = `Dana Reyes (dana.reyes@tideway.example) can stop the logs and alerts of access: Contributor on`;

    test("sees the resource group, though nothing watches in it yet", () => {
      const tenant = goodTenant();
      const grant = new AzureBuilder(tenant).role("dana.reyes", "Contributor", group, scope);
      expect(stops(tenant)).toEqual([[grant, `${contributor} ${group} allows to change or delete them.`]]);
      expect(review(tenant).at(-1)?.remedy).toBe(
        "Give the role on what the provider works on, not on what watches it; reading logs takes Log Analytics Reader.",
      );
    });

    test("sees a management group that the subscription may be in", () => {
      const corp = "/providers/Microsoft.Management/managementGroups/corp";
      const tenant = tenantWith();
      const grant = new AzureBuilder(tenant).role("dana.reyes", "Contributor", corp);
      expect(stops(tenant)).toEqual([[grant, `${contributor} ${corp} allows to change or delete them.`]]);
    });

    test("leaves alone what is watched in another subscription", () => {
      const elsewhere = "/subscriptions/other/resourceGroups/rg";
      const theirs = `${elsewhere}/providers/Microsoft.OperationalInsights/workspaces/theirs`;
      const tenant = tenantWith(resource(theirs, "Microsoft.OperationalInsights/workspaces", {}));
      new AzureBuilder(tenant).role("dana.reyes", "Contributor", elsewhere, { scope: elsewhere });
      expect(stops(tenant)).toEqual([]);
    });

    test("leaves alone whom the internal team lets in, and nobody else", () => {
      const tenant = tenantWith();
      const azure = new AzureBuilder(tenant);
      const eligible = azure.eligible("dana.reyes", "Contributor", subscription);
      expect(stops(tenant).map(([blamed]) => blamed)).toEqual([eligible]);
      azure.approval("Contributor", subscription, ["approvers"]);
      expect(stops(tenant)).toEqual([]);
    });

    test("blames what a program declares of several that give it", () => {
      const tenant = tenantWith();
      const azure = new AzureBuilder(tenant);
      const roleDefinitionId = "b24988ac-6180-42a0-ab88-20f7382dd24c";
      const definition = azure.extension(
        "registrationDefinitions",
        subscription,
        { managedByTenantId: tideway.tenantId, authorizations: [{ principalId: "desk", roleDefinitionId }] },
        "Microsoft.ManagedServices",
      );
      azure.extension(
        "registrationAssignments",
        subscription,
        { registrationDefinitionId: definition },
        "Microsoft.ManagedServices",
      );
      expect(ofProgram(tenant, [definition], true).map(([blamed]) => blamed)).toEqual([definition.split("/").at(-1)]);
    });
  });
});
