/**
 * Azure resources as ARM keeps them. azure-native lays the properties of ARM's envelope and of `properties` side by side; this puts
 * them back (https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax#resources).
 */

import { placeholderId } from "../../plan/placeholder-id.ts";
import type { PlannedResource } from "../../plan/plan.ts";
import { idsFor, placeholderSubscriptionId, rooted } from "../../plan/provider-id.ts";
import { asObject, asText, type JsonObject } from "../entity.ts";
import type { ArmResource } from "../snapshot.ts";
import { classicGroup, classicInputs, classicTypes } from "./classic-azure.ts";
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

/** Property under which a declared resource says whose credentials (by their key ids) went into it. ARM has nothing like it. */
export const credentialsKept = "demarcCredentialKeyIds";

/** A resource that ARM keeps as azure-native takes it: properties beside the envelope, and by themselves. */
export function armValue({ properties, ...envelope }: ArmResource): JsonObject {
  return { ...properties, ...envelope, properties };
}

/** Inputs that only say where the resource is; by name or by what ARM calls the resource. */
const placement = new Set(["resourceGroupName", "subscriptionId", "scope", "resourceUri", "resourceName"]);

/** Where azure-native's name or place of a property is not ARM's: type → input → ARM property (of `properties`). */
const elsewhere: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  RoleDefinition: { roleType: "type" },
  Workspace: { sku: "sku" },
};

/** What ARM keeps in an object that azure-native takes apart: type → input → that object (of `properties`). */
const inside: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  MaintenanceConfiguration: {
    duration: "maintenanceWindow",
    expirationDateTime: "maintenanceWindow",
    recurEvery: "maintenanceWindow",
    startDateTime: "maintenanceWindow",
    timeZone: "maintenanceWindow",
  },
};

const versionPart = /\/v\d{8}\w*:/;
/** azure-native 3 has a package of its own for each API version that a program asks for. */
const versionPackage = /^azure-native_\w+:/;

/** A type token without its API version: `azure-native:authorization/v20220401:RoleAssignment` is one with the unversioned type. */
export function unversioned(token: string): string {
  const known = withoutVersion.get(token);
  if (known !== undefined) return known;
  const bare = token.replace(versionPackage, "azure-native:").replace(versionPart, ":");
  withoutVersion.set(token, bare);
  return bare;
}

/** A plan has few types, and many resources of each. */
const withoutVersion = new Map<string, string>();

/** True for a resource that ARM keeps. */
export function isArm(token: string): boolean {
  return /^azure(-native(_\w+)?)?:/.test(token);
}

/** The identity that Azure makes for a resource: one that stands by itself, or that comes and goes with what runs as it. */
export function ownIdentity({
  type,
  inputs,
}: Pick<PlannedResource, "type" | "inputs">): "assigned" | "system" | undefined {
  if (type.endsWith(":UserAssignedIdentity")) return "assigned";
  return asText(asObject(inputs["identity"])?.["type"])?.includes("SystemAssigned") === true ? "system" : undefined;
}

/** Object id of the identity that Azure makes for a resource: as the plan has it, or one that stands for it. */
export function identityIdOf({ urn, principalId }: Pick<PlannedResource, "urn" | "principalId">): string {
  return principalId ?? placeholderId(`${urn}#principalId`);
}

/** In a URN. */
const credential = /:(Application|ServicePrincipal)(Password|Certificate)::/;

/** URNs of the credentials of applications that went into a resource. */
export function credentialsIn({ propertyDependencies }: Pick<PlannedResource, "propertyDependencies">): string[] {
  const found: string[] = [];
  for (const property in propertyDependencies) {
    for (const urn of propertyDependencies[property] ?? []) if (credential.test(urn)) found.push(urn);
  }
  return found;
}

/** ARM type of an id: `Microsoft.Authorization/roleAssignments`; resource groups and subscriptions are `Microsoft.Resources/…`. */
export function armTypeOf(id: string): string {
  const at = id.toLowerCase().lastIndexOf("/providers/");
  if (at === -1) return `Microsoft.Resources/${id.split("/").at(-2) ?? "resources"}`;
  const [namespace = "", ...rest] = id.slice(at + "/providers/".length).split("/");
  return [namespace, ...rest.filter((_, index) => index % 2 === 0)].join("/");
}

/** Types that hold at a scope and are nothing without one. */
const scoped =
  /:(RoleAssignment|RoleDefinition|Pim\w+|RoleManagementPolicy(Assignment)?|PolicyAssignment|Registration\w+)$/;

/** ARM id of a planned resource: its own when it is one, otherwise made of its inputs. */
export function armIdOf(
  resource: Pick<PlannedResource, "type" | "name" | "urn" | "id" | "inputs"> & { readonly read?: boolean },
): string {
  // Whoever reads a resource says its id.
  if (resource.read === true && resource.id.startsWith("/")) return resource.id;
  const token = unversioned(resource.type);
  const scope = rooted(asText(resource.inputs["scope"]));
  if (scope !== undefined && !scope.startsWith("/") && scoped.test(token)) {
    // What another stack or a lookup gives is no scope yet: it is as little known as none.
    const { scope: _, ...inputs } = resource.inputs;
    const made = idsFor(token, resource.name, resource.urn, inputs).planned;
    return armIdOf({ ...resource, id: made, inputs });
  }
  if (resource.id.startsWith("/")) {
    const isScoped = scoped.test(token);
    if (!resource.id.startsWith(`${ownSubscription}/`) && (!isScoped || within(resource.id, scope))) return resource.id;
    // A made-up id was made before everything was known that is known now.
    const made = idsFor(token, resource.name, resource.urn, resource.inputs).planned;
    // A scope that nobody knows may be any, and the root is above all.
    return isScoped && scope === undefined ? made.replace(ownSubscription, "") : made;
  }
  const text = (property: string) => asText(resource.inputs[property]);
  if (resource.type === classicGroup) return `${ownSubscription}/resourceGroups/${text("name") ?? resource.name}`;
  const classic = classicTypes[resource.type];
  if (classic === undefined) return idsFor(token, resource.name, resource.urn, resource.inputs).planned;
  if (classic.in === "subscription")
    return `${ownSubscription}/providers/${classic.type}/${text("name") ?? resource.name}`;
  if (classic.in !== "scope" && classic.in !== "resourceGroupName") {
    return `${text(classic.in) ?? ""}/${classic.type}/${text("name") ?? resource.name}`;
  }
  if (classic.in === "scope")
    return `${scope !== undefined && scope !== "/" ? scope : ""}/providers/${classic.type}/${resource.id}`;
  const group = `${ownSubscription}/resourceGroups/${text("resourceGroupName") ?? "unknown"}`;
  return `${group}/providers/${classic.type}/${text("name") ?? resource.name}`;
}

const ownSubscription = `/subscriptions/${placeholderSubscriptionId}`;

function within(id: string, scope: string | undefined): boolean {
  return scope !== undefined && (scope === "/" || id.toLowerCase().startsWith(`${scope.toLowerCase()}/`));
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
export function armResource(token: string, id: string, written: Inputs): ArmResource {
  const inputs = classicInputs[token]?.(written) ?? written;
  const type = token.slice(token.lastIndexOf(":") + 1);
  const renamed = elsewhere[type] ?? {};
  const nested = inside[type] ?? {};
  const name = id.slice(id.lastIndexOf("/") + 1);
  const outer: Record<string, unknown> = {};
  const properties: Record<string, unknown> = { ...asObject(inputs["properties"]) };
  for (const [input, value] of Object.entries(inputs)) {
    if (input === "properties" || placement.has(input) || (value === name && isOwnName(input))) continue;
    const object = nested[input];
    if (object !== undefined) properties[object] = { ...asObject(properties[object]), [input]: value };
    else if (input in renamed) properties[renamed[input] ?? input] = value;
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
