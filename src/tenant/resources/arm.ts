/**
 * Azure resources as ARM keeps them. azure-native lays the properties of ARM's envelope and of `properties` side by side; this puts
 * them back (https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax#resources).
 */

import { idsFor } from "../../plan/provider-id.ts";
import { asObject, type JsonObject } from "../entity.ts";
import type { ArmResource } from "../snapshot.ts";
import type { Inputs } from "./inputs.ts";
import { madeObject, type Translator } from "./translator.ts";

/** Properties of ARM's envelope; everything else belongs to `properties`. */
const envelope = new Set([
  "location",
  "tags",
  "identity",
  "kind",
  "plan",
  "zones",
  "managedBy",
  "sku",
  "extendedLocation",
]);

/** Inputs that only say where the resource is; by name or by what ARM calls the resource. */
const placement = new Set(["resourceGroupName", "subscriptionId", "scope", "resourceUri", "resourceName"]);

/** Where azure-native's name or place of a property is not ARM's: type → input → ARM property (of `properties`). */
const elsewhere: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  RoleDefinition: { roleType: "type" },
  Workspace: { sku: "sku" },
};

const versionPart = /\/v\d{8}\w*:/;
/** azure-native 3 has a package of its own for each API version that a program asks for. */
const versionPackage = /^azure-native_\w+:/;

/** A type token without its API version: `azure-native:authorization/v20220401:RoleAssignment` is one with the unversioned type. */
export function unversioned(token: string): string {
  return token.replace(versionPackage, "azure-native:").replace(versionPart, ":");
}

/** True for a resource that ARM keeps. */
export function isArm(token: string): boolean {
  return /^azure(-native(_\w+)?)?:/.test(token);
}

/** ARM type of an id: `Microsoft.Authorization/roleAssignments`; resource groups and subscriptions are `Microsoft.Resources/…`. */
export function armTypeOf(id: string): string {
  const at = id.toLowerCase().lastIndexOf("/providers/");
  const segments = id.split("/");
  if (at === -1) return `Microsoft.Resources/${segments.at(-2) ?? "resources"}`;
  const [namespace = "", ...rest] = id.slice(at + "/providers/".length).split("/");
  return [namespace, ...rest.filter((_, index) => index % 2 === 0)].join("/");
}

/** Classic `azure:` types that grant access, with the ARM collection they stand for. */
const classicTypes: Readonly<Record<string, string>> = {
  "azure:authorization/assignment:Assignment": "Microsoft.Authorization/roleAssignments",
  "azure:role/assignment:Assignment": "Microsoft.Authorization/roleAssignments",
  "azure:authorization/roleDefinition:RoleDefinition": "Microsoft.Authorization/roleDefinitions",
  "azure:lighthouse/definition:Definition": "Microsoft.ManagedServices/registrationDefinitions",
  "azure:lighthouse/assignment:Assignment": "Microsoft.ManagedServices/registrationAssignments",
  "azure:authorization/userAssignedIdentity:UserAssignedIdentity": "Microsoft.ManagedIdentity/userAssignedIdentities",
};

/** ARM id of a planned resource: its own when it is one, otherwise made of its inputs. */
export function armIdOf(resource: { type: string; name: string; urn: string; id: string; inputs: Inputs }): string {
  if (resource.id.startsWith("/")) return resource.id;
  const classic = classicTypes[resource.type];
  if (classic !== undefined) {
    const scope = resource.inputs["scope"];
    return `${typeof scope === "string" && scope !== "/" ? scope : ""}/providers/${classic}/${resource.id}`;
  }
  return idsFor(unversioned(resource.type), resource.name, resource.urn, resource.inputs).planned;
}

/** `workspaceName`, `roleAssignmentName`, `registrationDefinitionId`: what the id ends in, not a property. */
function isOwnName(input: string): boolean {
  return input !== "displayName" && (input === "name" || /(Name|Id)$/.test(input));
}

const version = "api-version=2024-01-01";

/** Where a resource, or a collection of them, is read and written. */
export function armPath(id: string): string {
  return `${id}?${version}`;
}

/** Creates, changes and deletes a resource of any Azure type. `assignId` is its ARM id: in Azure the caller names what it makes. */
export function armTranslator(token: string): Translator {
  return {
    replaceOn: ["principalId", "resourceGroupName", "resourceUri", "roleDefinitionId", "scope"],
    create(inputs, graph, { assignId = "" }) {
      graph.put(armPath(assignId), { ...armResource(token, assignId, inputs) });
      return madeObject(assignId);
    },
    update(made, _before, after, graph) {
      graph.put(armPath(made.id), { ...armResource(token, made.id, after) });
      return made;
    },
    remove: (made, _inputs, graph) => graph.remove(armPath(made.id)),
  };
}

/** The resource as `GET {id}` would return it. */
export function armResource(token: string, id: string, inputs: Inputs): ArmResource {
  const type = token.slice(token.lastIndexOf(":") + 1);
  const renamed = elsewhere[type] ?? {};
  const name = id.slice(id.lastIndexOf("/") + 1);
  const outer: Record<string, unknown> = {};
  const properties: Record<string, unknown> = { ...asObject(inputs["properties"]) };
  for (const [input, value] of Object.entries(inputs)) {
    if (input === "properties" || placement.has(input) || (value === name && isOwnName(input))) continue;
    if (input in renamed) properties[renamed[input] ?? input] = value;
    else if (envelope.has(input)) outer[input] = value;
    else properties[input] = value;
  }
  const location = outer["location"];
  return {
    ...(outer as JsonObject),
    id,
    name,
    type: armTypeOf(id),
    ...(typeof location === "string" && { location }),
    properties,
  };
}
