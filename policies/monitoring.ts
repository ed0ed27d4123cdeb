/** Where access is logged and who is told, as the tenant (or the plan) has it. */

import { isOfType, type ReadType } from "../src/access/azure/read-types.ts";
import { scopeOf } from "../src/access/azure/scopes.ts";
import type { AccessAlert } from "../src/catalogue/access-logs.ts";
import { asObject, asText, objectsOf } from "../src/tenant/entity.ts";
import type { ArmResource } from "../src/tenant/snapshot.ts";
import { emergencyAccounts } from "./emergency.ts";
import type { RuleContext } from "./rule.ts";

/** Entra ID's diagnostic settings. */
export interface LogSetting {
  readonly id: string;
  /** Log Analytics workspace that it sends to; undefined when it sends elsewhere. */
  readonly workspaceId: string | undefined;
  sends(category: string): boolean;
}

export interface AlertRule {
  readonly id: string;
  readonly enabled: boolean;
  /** Absent when it is not known yet. */
  readonly query?: string;
  readonly scopes: readonly string[];
  readonly actionGroups: readonly string[];
}

/** What of Azure is about monitoring. */
export interface MonitoringState {
  readonly settings: readonly LogSetting[];
  /** Diagnostic settings of subscriptions' activity logs. */
  readonly activityLogs: readonly LogSetting[];
  readonly workspaces: readonly ArmResource[];
  readonly alerts: readonly AlertRule[];
  /** Action group, by its id in lower case → the addresses that it mails, in lower case; none when it is disabled. */
  readonly mails: ReadonlyMap<string, readonly string[]>;
}

export function monitoringState({ snapshot }: RuleContext): MonitoringState {
  const of = (type: ReadType) => snapshot.collections.armResources.filter((each) => isOfType(each, type));
  return {
    settings: of("microsoft.aadiam/diagnosticsettings").map(logSetting),
    activityLogs: of("microsoft.insights/diagnosticsettings").filter(isOfSubscription).map(logSetting),
    workspaces: of("microsoft.operationalinsights/workspaces"),
    alerts: of("microsoft.insights/scheduledqueryrules").map(alertRule),
    mails: new Map(of("microsoft.insights/actiongroups").map((group) => [group.id.toLowerCase(), mailed(group)])),
  };
}

/** Resources have such settings, too. */
function isOfSubscription({ id }: ArmResource): boolean {
  return /^\/subscriptions\/[^/]+\/providers\/[^/]+\/[^/]+\/[^/]+$/.test(scopeOf(id));
}

function logSetting({ id, properties = {} }: ArmResource): LogSetting {
  const logs = objectsOf(properties["logs"]).filter(({ enabled }) => enabled === true);
  return {
    id,
    workspaceId: asText(properties["workspaceId"]),
    // A group of categories stands for all of them.
    sends: (category) =>
      logs.some(
        (log) =>
          asText(log["category"])?.toLowerCase() === category.toLowerCase() ||
          asText(log["categoryGroup"])?.toLowerCase() === "alllogs",
      ),
  };
}

function alertRule({ id, properties = {} }: ArmResource): AlertRule {
  const criteria = objectsOf(asObject(properties["criteria"])?.["allOf"]);
  const queries = criteria.map(({ query }) => asText(query));
  const texts = (value: unknown) => (Array.isArray(value) ? value.filter((each) => typeof each === "string") : []);
  return {
    id,
    enabled: properties["enabled"] !== false,
    ...(queries.every((query) => query !== undefined) && { query: queries.join("\n") }),
    scopes: texts(properties["scopes"]),
    actionGroups: texts(asObject(properties["actions"])?.["actionGroups"]),
  };
}

function mailed({ properties = {} }: ArmResource): string[] {
  if (properties["enabled"] === false) return [];
  return objectsOf(properties["emailReceivers"])
    .filter(({ status }) => asText(status)?.toLowerCase() !== "disabled")
    .flatMap(({ emailAddress }) => asText(emailAddress)?.toLowerCase() ?? []);
}

/** Whether a rule asks for what an alert is about, enabled or not. */
export function asksFor(rule: AlertRule, { table, names }: AccessAlert, context: RuleContext): boolean {
  const query = rule.query?.toLowerCase() ?? "";
  if (!query.includes(table.toLowerCase())) return false;
  if (names !== "emergency-accounts") return names.some((name) => query.includes(name.toLowerCase()));
  const ids = emergencyAccounts(context).flatMap(({ user }) => (user ? [user.id.toLowerCase()] : []));
  return ids.length > 0 && ids.every((id) => query.includes(id));
}
