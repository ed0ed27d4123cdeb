import { approvalCondition } from "../../src/access/approval.ts";
import { type AzureAssignment, conveys, readAzureAssignments } from "../../src/access/azure/assignments.ts";
import { mayBeSame, scopeOf } from "../../src/access/azure/scopes.ts";
import { rankOf } from "../../src/access/condition.ts";
import { isProvider } from "../../src/access/party.ts";
import {
  type AccessAlert,
  accessAlerts,
  accessLogCategories,
  activityLogCategory,
  silenceMonitoring,
} from "../../src/catalogue/access-logs.ts";
import type { Matrix } from "../../src/matrix/schema.ts";
import { scopesAbove } from "../azure-powers.ts";
import { type AlertRule, asksFor, type LogSetting, type MonitoringState, monitoringState } from "../monitoring.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { nameList } from "../words.ts";

export const accessIsLogged: Rule = {
  id: "DEMARC.LOG.1v3",
  name: "access-is-logged",
  severity: "error",
  title: "Sign-ins and changes of access are logged where the client keeps them, and alerts are on",
  rationale:
    "What a provider did is only known from logs that it cannot stop. Without them a review finds what is there, and nobody finds what was there in between.",
  evaluate(context) {
    const { azure } = context.matrix;
    if (azure === undefined) return unnamed(context);
    const unread = context.snapshot.unreadable.find(({ collection }) => collection === "armResources");
    if (unread !== undefined && context.snapshot.collections.armResources.length === 0) return notRead(unread.code);
    const state = monitoringState(context);
    return [
      ...logProblems(state, azure, context),
      ...accessAlerts.flatMap((alert) => alertProblems(alert, state, azure, context)),
      ...activityProblems(state, azure, context),
      ...silencers(state, azure, context),
    ];
  },
};

type Azure = NonNullable<Matrix["azure"]>;

function unnamed({ plan, scope }: RuleContext): RuleFinding[] {
  if (plan === undefined || scope !== "whole-tenant") return [];
  return [
    {
      message: "The matrix names no Azure subscription, so nothing here logs who signs in and who changes access.",
      resource: "client",
      severity: "note",
      remedy: "Add azure: { subscriptionId, resourceGroup, location, alertEmails } to the matrix.",
    },
  ];
}

function notRead(code: string): RuleFinding[] {
  return [
    {
      message: `Nothing in Azure was read (${code}), so it is not proved that access is logged.`,
      resource: "azure.subscriptionId",
      severity: "warning",
      remedy: "Take the snapshot with an identity that may read the subscription and Entra ID's diagnostic settings.",
    },
  ];
}

/** `id` is in the client's subscription. A program that does not say its subscription may mean it by the group of the same name. */
function isInside(id: string, { subscriptionId, resourceGroup }: Azure): boolean {
  const scope = scopeOf(id);
  const group = scopeOf(`/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`);
  return (
    scope.startsWith(`/subscriptions/${subscriptionId.toLowerCase()}/`) ||
    mayBeSame(scope.slice(0, scope.indexOf("/providers/")), group)
  );
}

function logProblems(state: MonitoringState, azure: Azure, context: RuleContext): RuleFinding[] {
  const there = new Set(state.workspaces.map(({ id }) => scopeOf(id)));
  const own = state.settings.filter(
    ({ workspaceId }) =>
      workspaceId !== undefined &&
      isInside(workspaceId, azure) &&
      (there.has(scopeOf(workspaceId)) || !context.seesTenant),
  );
  const declared = state.settings.filter(({ id }) => context.declaredBy(id) !== undefined);
  // In a partial scope a setting that the program leaves out may be elsewhere; one that it declares is judged as it is.
  if (context.scope === "partial" && declared.length === 0) return [];
  const judged = context.seesTenant ? own : own.filter((setting) => declared.includes(setting));
  const missing = accessLogCategories.filter((category) => !judged.some((setting) => setting.sends(category)));
  if (missing.length === 0) return shortened(state, judged, azure, context);
  const foreign = state.settings.find(
    (setting) => !own.includes(setting) && missing.some((each) => setting.sends(each)),
  );
  const blamed = foreign ?? (context.scope === "partial" ? declared[0] : (judged[0] ?? state.settings[0]));
  const what = `${nameList(missing, missing.length)} ${missing.length === 1 ? "does" : "do"} not go to a workspace in the client's subscription`;
  const where = foreign === undefined ? "" : `, but to ${foreign.workspaceId ?? "no workspace"}${gone(foreign, azure)}`;
  return [
    {
      message: `Entra ID's ${what}${where}: what is not logged there cannot be proved.`,
      resource: blamed === undefined ? "azure.subscriptionId" : (context.declaredBy(blamed.id) ?? blamed.id),
      remedy: `Send ${nameList(accessLogCategories, accessLogCategories.length)} to the workspace in ${azure.resourceGroup} (azure-native.aadiam.DiagnosticSetting).`,
    },
  ];
}

/** Subscriptions of the matrix whose activity log, which tells of roles and delegations, goes nowhere of the client's. */
function activityProblems(state: MonitoringState, azure: Azure, context: RuleContext): RuleFinding[] {
  const there = new Set(state.workspaces.map(({ id }) => scopeOf(id)));
  return (context.entitlements.monitoring?.subscriptions ?? []).flatMap((subscription): RuleFinding[] => {
    const own = state.activityLogs.filter(({ id }) => scopeOf(id).startsWith(`/subscriptions/${subscription}/`));
    const declared = own.filter(({ id }) => context.declaredBy(id) !== undefined);
    if (context.scope === "partial" && declared.length === 0) return [];
    const judged = context.seesTenant ? own : declared;
    const isLogged = judged.some(
      (setting) =>
        setting.workspaceId !== undefined &&
        isInside(setting.workspaceId, azure) &&
        (there.has(scopeOf(setting.workspaceId)) || !context.seesTenant) &&
        setting.sends(activityLogCategory),
    );
    if (isLogged) return [];
    const [blamed] = context.scope === "partial" ? declared : own;
    return [
      {
        message: `The activity log of subscription ${subscription} does not go to a workspace in the client's subscription: who is given roles there, or has it delegated, cannot be proved.`,
        resource: blamed === undefined ? "azure.subscriptionId" : (context.declaredBy(blamed.id) ?? blamed.id),
        remedy: `Send ${activityLogCategory} to the workspace in ${azure.resourceGroup} (azure-native.monitor.SubscriptionDiagnosticSetting).`,
      },
    ];
  });
}

/** A workspace of the client's that is none of its own is one that was deleted. */
function gone({ workspaceId }: LogSetting, azure: Azure): string {
  return workspaceId !== undefined && isInside(workspaceId, azure) ? ", which is not there" : "";
}

/** Logs that are deleted earlier than the matrix says. */
function shortened(
  { workspaces }: MonitoringState,
  settings: readonly LogSetting[],
  azure: Azure,
  context: RuleContext,
): RuleFinding[] {
  const used = new Set(settings.map(({ workspaceId }) => scopeOf(workspaceId ?? "")));
  return workspaces.flatMap((workspace): RuleFinding[] => {
    const days = workspace.properties?.["retentionInDays"];
    if (!used.has(scopeOf(workspace.id)) || !context.concerns(workspace.id)) return [];
    if (typeof days !== "number" || days >= azure.retentionDays) return [];
    return [
      {
        message: `Workspace ${workspace.name} keeps logs of access for ${days} days; the matrix says ${azure.retentionDays}.`,
        resource: context.declaredBy(workspace.id) ?? workspace.id,
        severity: "warning",
        remedy: `Set retentionInDays to ${azure.retentionDays}, or change azure.retentionDays.`,
      },
    ];
  });
}

function alertProblems(alert: AccessAlert, state: MonitoringState, azure: Azure, context: RuleContext): RuleFinding[] {
  const about = state.alerts.filter((rule) => asksFor(rule, alert, context));
  const works = about.filter(
    (each) =>
      each.enabled &&
      each.scopes.some((scope) => isInside(scope, azure)) &&
      notTold(each, state, azure, context).length === 0,
  );
  const declared = about.filter(({ id }) => context.declaredBy(id) !== undefined);
  if (works.length > 0 || (context.scope === "partial" && declared.length === 0)) return [];
  const [rule] = context.scope === "partial" ? declared : about;
  if (rule === undefined) {
    return [
      {
        message: `Nobody is told when ${alert.when}: there is no such alert in the client's subscription.`,
        resource: "azure.subscriptionId",
        remedy: `Declare an alert on ${alert.table} (azure-native.monitor.ScheduledQueryRule) that mails ${nameList(azure.alertEmails)}.`,
      },
    ];
  }
  const why = !rule.enabled
    ? "the alert is disabled"
    : rule.scopes.some((scope) => isInside(scope, azure))
      ? `the alert does not reach ${nameList(notTold(rule, state, azure, context))}`
      : "the alert does not look at the client's workspace";
  return [
    {
      message: `Nobody is told when ${alert.when}: ${why}.`,
      resource: context.declaredBy(rule.id) ?? rule.id,
      remedy: `Have it enabled, on the workspace in ${azure.resourceGroup}, with an action group that mails ${nameList(azure.alertEmails)}.`,
    },
  ];
}

/** Addresses of the matrix that no action group of the alert mails. Where not all is seen, one that is not there may be elsewhere. */
function notTold(rule: AlertRule, { mails }: MonitoringState, azure: Azure, context: RuleContext): string[] {
  const groups = rule.actionGroups.map((id) => mails.get(id.toLowerCase()));
  if (groups.includes(undefined) && !context.seesTenant) return [];
  const told = new Set(groups.flatMap((addresses) => addresses ?? []));
  return azure.alertEmails.filter((address) => !told.has(address.toLowerCase()));
}

/** Principals of a provider who could stop the logs or the alerts without the internal team. */
function silencers(state: MonitoringState, azure: Azure, context: RuleContext): RuleFinding[] {
  const { directory } = context.attribution;
  const { all } = readAzureAssignments(directory);
  const watched = [...state.workspaces, ...state.alerts].filter(({ id }) => isInside(id, azure)).map(({ id }) => id);
  const group = `/subscriptions/${azure.subscriptionId}/resourceGroups/${azure.resourceGroup}`;
  const scopes = scopesAbove([...watched, group], context);
  return all.flatMap((assignment): RuleFinding[] => {
    const { role, scope, writtenScope, principal, objectKeys } = assignment;
    if (!scopes.has(scope) || conveys(assignment, silenceMonitoring) === undefined) return [];
    const condition = conditionOf(assignment, context);
    if (rankOf(condition) >= rankOf("internal-approval")) return [];
    const holders = providersIn(principal, context);
    const urn = objectKeys.map((key) => context.declaredBy(key)).find((each) => each !== undefined);
    if (holders.length === 0 || (context.scope === "partial" && urn === undefined)) return [];
    return [
      {
        message: `${nameList(holders)} can stop the logs and alerts of access: ${role.name} on ${writtenScope} allows to change or delete them.`,
        resource: urn ?? objectKeys[0] ?? principal,
        remedy:
          "Give the role on what the provider works on, not on what watches it; reading logs takes Log Analytics Reader.",
      },
    ];
  });
}

function conditionOf({ condition }: AzureAssignment, context: RuleContext) {
  return typeof condition === "string" ? condition : approvalCondition(condition.approvers, context.attribution);
}

/** Names of the provider's people and applications behind a principal: itself, or who is (or may become) a member. */
function providersIn(principal: string, { attribution, graph }: RuleContext): string[] {
  const members = attribution.directory.membershipsOf(principal).map(({ member }) => member);
  const ids = [principal, ...members].filter((id) => isProvider(attribution.partyOf(id).party));
  return ids.map((id) => graph.node(id)?.label ?? id);
}
