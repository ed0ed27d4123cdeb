/** Azure as AzureHound writes it, in the shapes of Azure Resource Manager. */

import { asObject, asText, derivedId, type JsonObject, objectsOf } from "../../../tenant/entity.ts";
import { keptResource } from "../kept.ts";
import type { GraphObject } from "../read-error.ts";
import { azureAssignmentKinds, resourceKinds } from "./azurehound-kinds.ts";
import { withGraphIds } from "./kept-properties.ts";

const managementGroup = "/providers/Microsoft.Management/managementGroups/";

/**
 * The resources in a record, or undefined when its kind has none.
 * @returns without those that have no id or no principal: `missing` of them
 */
export function resourcesOf(
  kind: string,
  data: JsonObject,
): { readonly resources: readonly GraphObject[]; readonly missing: number } | undefined {
  const type = resourceKinds[kind];
  if (type !== undefined) return found([resourceOf(data, type)]);
  if (kind === "AZManagementGroupDescendant") return found([descendantOf(data)]);
  const lists = azureAssignmentKinds.get(kind);
  if (lists === undefined) return undefined;
  const elements = lists.flatMap(([list, element]) =>
    (list in data ? objectsOf(data[list]) : element in data ? [data] : []).map(
      (each) => asObject(each[element]) ?? each,
    ),
  );
  return found(elements.map(assignmentOf));
}

function found(resources: readonly (GraphObject | undefined)[]) {
  const there = resources.filter((resource) => resource !== undefined);
  return { resources: there, missing: resources.length - there.length };
}

function resourceOf(data: JsonObject, type: string): GraphObject | undefined {
  const given = asText(data["id"]);
  if (!given) return undefined;
  const id = type.endsWith("/managementGroups") && !given.includes("/") ? `${managementGroup}${given}` : given;
  return keptResource({ ...asObject(withGraphIds(data)), id, type: asText(data["type"]) || type }, type);
}

/** https://learn.microsoft.com/rest/api/managementgroups/management-groups/get-descendants */
function descendantOf(data: JsonObject): GraphObject | undefined {
  const id = asText(data["id"]);
  const properties = asObject(data["properties"]);
  const parent = asText(asObject(properties?.["parent"])?.["id"]);
  if (!id || !parent) return undefined;
  const displayName = asText(properties?.["display_name"]) ?? asText(properties?.["displayName"]);
  const named = displayName === undefined ? {} : { displayName };
  const name = asText(data["name"]) ?? id.split("/").at(-1);
  if (/^\/subscriptions\//i.test(id)) {
    const type = "Microsoft.Management/managementGroups/subscriptions";
    return { id: `${parent}/subscriptions/${id.split("/").at(-1)}`, name, type, properties: named };
  }
  const type = "Microsoft.Management/managementGroups";
  return { id, name, type, properties: { ...named, details: { parent: { id: parent } } } };
}

function assignmentOf(assignment: JsonObject): GraphObject | undefined {
  const properties = asObject(withGraphIds(assignment["properties"]));
  const parts = ["principalId", "roleDefinitionId", "scope"].map((name) => asText(properties?.[name]) ?? "");
  if (parts.slice(0, 2).includes("")) return undefined;
  const name = asText(assignment["name"]) || derivedId("Azure role assignment", ...parts);
  const id = asText(assignment["id"]) || `${parts[2]}/providers/Microsoft.Authorization/roleAssignments/${name}`;
  return { id, name, type: "Microsoft.Authorization/roleAssignments", properties };
}
