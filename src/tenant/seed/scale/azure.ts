/** Azure of a tenant of any size: management groups, subscriptions, who may do what on them, and what watches them. */

import type { Entity } from "../../entity.ts";
import { type Frame, type Row, row } from "./frame.ts";
import type { Groups } from "./groups.ts";
import type { People } from "./people.ts";

/** GUIDs of built-in roles (https://learn.microsoft.com/azure/role-based-access-control/built-in-roles). */
export const azureRoles = {
  owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  userAccessAdministrator: "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
  monitoringReader: "43d0d8ad-25c7-4714-9337-8ba259a9fe05",
} as const;

const groupsType = "Microsoft.Management/managementGroups";
const areas = ["Platform", "Landing zones", "Sandboxes"];

/** One subscription for so many users. */
const usersForASubscription = 1000;

/** ARM id of a management group. */
function groupPath(name: string): string {
  return `/providers/${groupsType}/${name}`;
}

/** ARM id of the nth subscription. */
export function subscriptionPath(frame: Frame, number: number): string {
  return `/subscriptions/${frame.id("subscription", number)}`;
}

function subscriptionCount(frame: Frame): number {
  return Math.max(3, Math.ceil(frame.options.users / usersForASubscription));
}

/** A resource on a scope, `{scope}/providers/{type}/{name}`. */
export function onScope(scope: string, type: string, name: string, properties: Entity["properties"]): Row {
  const id = `${scope === "/" ? "" : scope}/providers/${type}/${name}`;
  return row("armResources", { id, name, type, properties });
}

/** A role assignment in ARM's shape. */
export function azureAssignment(
  frame: Frame,
  scope: string,
  role: string,
  principalId: string,
  principalType: "User" | "Group" | "ServicePrincipal" | "ForeignGroup",
): Row {
  const createdOn = frame.daysAgo(200);
  return onScope(scope, "Microsoft.Authorization/roleAssignments", frame.id(`azure ${scope} ${role}`, principalId), {
    roleDefinitionId: `${/^\/subscriptions\/[^/]+/.exec(scope)?.[0] ?? ""}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    principalId,
    principalType,
    scope,
    condition: null,
    conditionVersion: null,
    createdOn,
    updatedOn: createdOn,
  });
}

export function* azureRows(frame: Frame, { staff }: People, { teams }: Groups): Generator<Row> {
  const { tenantId, company } = frame.options;
  const root = groupPath(tenantId);
  yield managementGroup(frame, tenantId, company);
  for (const area of areas) yield managementGroup(frame, area.toLowerCase().replaceAll(" ", "-"), area, root);
  const random = frame.random("azure");
  const count = subscriptionCount(frame);
  for (let number = 0; number < count; number++) {
    const path = subscriptionPath(frame, number);
    const subscriptionId = path.slice("/subscriptions/".length);
    const displayName = `Subscription ${number + 1}`;
    const parent = groupPath((areas[number % areas.length] ?? "").toLowerCase().replaceAll(" ", "-"));
    yield row("armResources", {
      id: path,
      name: subscriptionId,
      type: "Microsoft.Resources/subscriptions",
      subscriptionId,
      displayName,
      state: "Enabled",
      tenantId,
      managedByTenants: [],
      authorizationSource: "RoleBased",
    });
    yield row("armResources", {
      id: `${parent}${path}`,
      name: subscriptionId,
      type: `${groupsType}/subscriptions`,
      properties: { tenant: tenantId, displayName, parent: { id: parent }, state: "Active" },
    });
    for (const name of ["workloads", "network"]) {
      yield row("armResources", {
        id: `${path}/resourceGroups/${name}`,
        name,
        type: "Microsoft.Resources/resourceGroups",
        location: "uksouth",
        properties: { provisioningState: "Succeeded" },
      });
    }
    yield onScope(path, "Microsoft.Authorization/locks", "do-not-delete", { level: "CanNotDelete", notes: null });
    yield onScope(path, "Microsoft.Insights/diagnosticSettings", "to-workspace", {
      logs: [{ category: "Administrative", enabled: true }],
      workspaceId: `${path}/resourceGroups/workloads/providers/Microsoft.OperationalInsights/workspaces/logs`,
    });
    if (staff.length === 0) continue;
    yield azureAssignment(frame, path, azureRoles.reader, random.of(staff).id, "User");
    yield azureAssignment(
      frame,
      `${path}/resourceGroups/workloads`,
      azureRoles.contributor,
      random.of(staff).id,
      "User",
    );
    if (teams.length > 0) yield azureAssignment(frame, path, azureRoles.contributor, random.of(teams), "Group");
  }
  if (staff.length > 0)
    yield azureAssignment(frame, groupPath("platform"), azureRoles.monitoringReader, random.of(staff).id, "User");
}

function managementGroup(frame: Frame, name: string, displayName: string, parent?: string): Row {
  const details = {
    version: 1,
    updatedTime: frame.daysAgo(1000),
    ...(parent !== undefined && { parent: { id: parent, name: frame.options.tenantId } }),
  };
  return row("armResources", {
    id: groupPath(name),
    name,
    type: groupsType,
    properties: { tenantId: frame.options.tenantId, displayName, details },
  });
}
