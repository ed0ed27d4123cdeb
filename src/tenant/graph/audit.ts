/**
 * The directory's audit log (https://learn.microsoft.com/graph/api/resources/directoryaudit): who changed what and
 * when. A review reads from it since when somebody holds something, and by whose hand.
 */

import type { Entity, JsonObject } from "../entity.ts";
import type { Context } from "./context.ts";
import { findDirectoryObject } from "./resource.ts";

export type AuditCategory =
  | "UserManagement"
  | "GroupManagement"
  | "RoleManagement"
  | "ApplicationManagement"
  | "AdministrativeUnit"
  | "Policy"
  | "EntitlementManagement";

export interface AuditTarget {
  readonly id: string;
  /** Entra's name for the kind, e.g. `User`, `Group`, `Role`, `ServicePrincipal`, `Policy`. */
  readonly type?: string;
  readonly displayName?: string;
}

const serviceOf: Readonly<Record<AuditCategory, string>> = {
  UserManagement: "Core Directory",
  GroupManagement: "Core Directory",
  RoleManagement: "Core Directory",
  ApplicationManagement: "Core Directory",
  AdministrativeUnit: "Core Directory",
  Policy: "Conditional Access",
  EntitlementManagement: "Entitlement Management",
};

const kindOf: Readonly<Record<string, string>> = {
  "#microsoft.graph.user": "User",
  "#microsoft.graph.group": "Group",
  "#microsoft.graph.servicePrincipal": "ServicePrincipal",
  "#microsoft.graph.application": "Application",
  "#microsoft.graph.directoryRole": "Role",
};

function initiator(context: Context): JsonObject {
  const actor = findDirectoryObject(context, context.actor);
  if (actor?.["@odata.type"] === "#microsoft.graph.user") {
    const { id, displayName = null, userPrincipalName = null } = actor;
    return { app: null, user: { id, displayName, userPrincipalName, ipAddress: null } };
  }
  return {
    user: null,
    app: {
      appId: actor?.["appId"] ?? null,
      displayName: actor?.["displayName"] ?? null,
      servicePrincipalId: actor?.id ?? context.actor,
      servicePrincipalName: null,
    },
  };
}

function target(context: Context, { id, type, displayName }: AuditTarget): JsonObject {
  const object = findDirectoryObject(context, id);
  return {
    id,
    displayName: displayName ?? object?.["displayName"] ?? null,
    type: type ?? kindOf[String(object?.["@odata.type"])] ?? "Other",
    userPrincipalName: object?.["userPrincipalName"] ?? null,
    groupType: null,
    modifiedProperties: [],
  };
}

/**
 * Writes one entry. `activity` is Entra's own name for it
 * (https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities), the first target is what
 * was granted to or changed.
 */
export function audit(
  context: Context,
  category: AuditCategory,
  activity: string,
  targets: readonly AuditTarget[],
  details: Readonly<Record<string, string>> = {},
): void {
  if (!context.isKept) return;
  const id = context.newId();
  const entry: Entity = {
    id,
    category,
    correlationId: id,
    activityDisplayName: activity,
    activityDateTime: context.now,
    operationType: /^(Add|Invite|Create)/.test(activity)
      ? "Add"
      : /^(Remove|Delete)/.test(activity)
        ? "Delete"
        : "Update",
    result: "success",
    resultReason: "",
    loggedByService: activity.includes(" in PIM ") ? "PIM" : serviceOf[category],
    initiatedBy: initiator(context),
    targetResources: targets.map((each) => target(context, each)),
    additionalDetails: Object.entries(details).map(([key, value]) => ({ key, value })),
  };
  context.store.put("directoryAudits", entry);
}
