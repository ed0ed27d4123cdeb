/**
 * Azure's resources that convey nothing by themselves. What of Azure matters is what gives somebody a role, what runs or can be run as
 * an identity, what keeps credentials, and what the rules look for by its type; a large plan is mostly networks, disks and accounts.
 */

import { isOfType, isReadType, readOfAnyType } from "../src/access/azure/read-types.ts";
import { roleGuid, shortReach } from "../src/access/azure/roles.ts";
import { scopeOf, shapesTree, subscriptionOf } from "../src/access/azure/scopes.ts";
import { azureRoleIdByName } from "../src/catalogue/azure-role-actions.ts";
import { isSecret, isUnknown, type PlannedResource } from "../src/plan/plan.ts";
import { asObject, asText, objectsOf } from "../src/tenant/entity.ts";
import { armTypeOf, credentialsIn, ownIdentity, unversioned } from "../src/tenant/resources/arm.ts";
import { referenceKind } from "../src/tenant/resources/references.ts";
import type { NameTest, PlainType } from "./plain-resources.ts";

/** A role that gets nobody anywhere, given to somebody at a scope. */
const assignmentOfNothing: PlainType = {
  relatesOthers: true,
  references: { principalId: "holder", roleDefinitionId: "meaning" },
  idsIn: (_, value) => (typeof value === "string" ? [roleGuid(value)] : []),
  isGivenBy: new Set(["principalId"]),
  // A subscription that something is given in may be the one that a plan does not name: it stays in sight.
  orderKey: (_, armId) => subscriptionOf(scopeOf(armId)),
  // What is nobody knows where may be anywhere that something is given.
  staysWith: new Set(["odd places"]),
};

/** A role that only lets somebody at what vaults keep. */
const assignmentInVaults: PlainType = { ...assignmentOfNothing, staysWith: new Set(["odd places", "credentials"]) };

/** What nobody looks for. */
const ordinary: PlainType = { references: {} };

const runsAs: PlainType = {
  references: { identity: "object" },
  idsIn: (_, value) => assignedIdentities(value) ?? [],
  isGivenBy: new Set(["identity"]),
  // Ways through Azure are told in the order in which something that runs as an identity is found in their scopes.
  orderKey: (resource, armId, isPlanned) => {
    const { identity } = resource.inputs;
    const isHost = ownIdentity(resource) !== undefined || assignedIdentities(identity)?.some(isPlanned) === true;
    return isHost ? placeAndType(armId) : undefined;
  },
};

const identityItself: PlainType = { references: {}, orderKey: (_, armId) => placeAndType(armId) };

const vault: PlainType = {
  references: { accessPolicies: "mention", properties: "mention" },
  idsIn: (_, value) => policiesIn(value).flatMap(({ objectId }) => asText(objectId) ?? []),
  isGivenBy: new Set(["accessPolicies", "properties"]),
  staysWith: new Set(["credentials"]),
};

/**
 * What is plain about a resource that ARM keeps; undefined when it is not.
 * @param armId Where ARM keeps it.
 * @param isOrdinaryName Whether the matrix, and what it says of providers, does not have a name.
 */
export function plainAzure(resource: PlannedResource, armId: string, isOrdinaryName: NameTest): PlainType | undefined {
  const { type, inputs } = resource;
  if (isRoleAssignment(type)) return plainAssignment(resource, armId, isOrdinaryName);
  for (const property in inputs) {
    // Where the resource is, or which application it tells of, follows from what is given directly.
    if (isUnknown(inputs[property]) || namesApplication.has(property)) return undefined;
    if (readOfAnyType.has(property) && property !== "identity") return undefined;
  }
  const settings = asObject(inputs["properties"]);
  for (const property in settings) if (readOfAnyType.has(property)) return undefined;
  if (credentialsIn(resource).length > 0) return undefined;
  const scope = scopeOf(armId);
  if (!scope.startsWith("/") || shapesTree(scope)) return undefined;
  const armType = armTypeOf(scope);
  if (armType === "microsoft.managedidentity/userassignedidentities") {
    return inputs["identity"] === undefined && isOrdinaryHost(resource, armId, isOrdinaryName)
      ? identityItself
      : undefined;
  }
  if (inputs["identity"] !== undefined) {
    const isKnown = assignedIdentities(inputs["identity"]) !== undefined && !isReadType(armType);
    return isKnown && isOrdinaryHost(resource, armId, isOrdinaryName) ? runsAs : undefined;
  }
  if (armType === "microsoft.keyvault/vaults") return isDefinite(inputs) ? vault : undefined;
  // Of a secret only whose credential it is matters.
  return isReadType(armType) && armType !== "microsoft.keyvault/vaults/secrets" ? undefined : ordinary;
}

/** Inputs by which a resource tells the client id of an application that the plan makes. */
const namesApplication: ReadonlySet<string> = new Set(["clientId", "authorizedClientId"]);

const assignmentTypes: ReadonlySet<string> = new Set([
  "azure-native:authorization:RoleAssignment",
  "azure:authorization/assignment:Assignment",
  "azure:role/assignment:Assignment",
]);

function isRoleAssignment(token: string): boolean {
  return assignmentTypes.has(unversioned(token));
}

/** What an assignment says beyond who gets what where, and that means nothing for a role that conveys nothing. */
const saidOfAssignment: ReadonlySet<string> = new Set([
  "condition",
  "conditionVersion",
  "delegatedManagedIdentityResourceId",
  "description",
  "name",
  "principalId",
  "principalType",
  "roleAssignmentName",
  "roleDefinitionId",
  "roleDefinitionName",
  "scope",
  "skipServicePrincipalAadCheck",
]);

/** Kinds of principal that are of the tenant itself; a foreign group is a partner's. */
const ownPrincipals: ReadonlySet<unknown> = new Set([undefined, "User", "Group", "ServicePrincipal"]);

const reaches = new Map<string, ReturnType<typeof shortReach>>();

function plainAssignment(resource: PlannedResource, armId: string, isOrdinaryName: NameTest): PlainType | undefined {
  const { inputs } = resource;
  const { principalId, principalType, roleDefinitionId, roleDefinitionName } = inputs;
  for (const property in inputs) {
    const value = inputs[property];
    if (!saidOfAssignment.has(property) || (typeof value === "object" && value !== null)) return undefined;
  }
  if (!isOrdinaryName(principalId) || principalId.startsWith("/")) return undefined;
  if (!ownPrincipals.has(principalType)) return undefined;
  const named = roleDefinitionId ?? roleDefinitionName;
  if (typeof named !== "string") return undefined;
  const role = roleGuid(named);
  if (!reaches.has(role)) {
    reaches.set(role, shortReach(roleDefinitionId === undefined ? (azureRoleIdByName(named) ?? "") : role));
  }
  const reach = reaches.get(role);
  if (reach === undefined) return undefined;
  // Management groups and the root are few, and say where others are.
  if (!armId.startsWith("/subscriptions/")) return undefined;
  if (!isOfType({ type: armTypeOf(armId) }, "microsoft.authorization/roleassignments")) return undefined;
  return reach === "nowhere" ? assignmentOfNothing : assignmentInVaults;
}

/** ARM ids of the user-assigned identities that a resource runs as, lower case; undefined when that is said in some other way. */
function assignedIdentities(identity: unknown): string[] | undefined {
  const { type, userAssignedIdentities, ...others } = asObject(identity) ?? {};
  if (typeof type !== "string" || Object.keys(others).length > 0) return undefined;
  if (userAssignedIdentities === undefined) return [];
  const isList = Array.isArray(userAssignedIdentities);
  const ids: readonly unknown[] = isList ? userAssignedIdentities : Object.keys(asObject(userAssignedIdentities) ?? {});
  const shown = isList ? [] : Object.values(asObject(userAssignedIdentities) ?? {});
  if (shown.some((each) => Object.keys(asObject(each) ?? {}).length > 0)) return undefined;
  return ids.every((id) => typeof id === "string") ? ids.map((id) => id.toLowerCase()) : undefined;
}

/** Its identity is called after it. */
function isOrdinaryHost({ inputs }: PlannedResource, armId: string, isOrdinaryName: NameTest): boolean {
  return isOrdinaryName(armId.slice(armId.lastIndexOf("/") + 1)) && isOrdinaryName(armId) && isDefinite(inputs);
}

/** Whether there is one way only to read a value. */
function isDefinite(value: unknown, property = ""): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (isUnknown(value)) return false;
  if (isSecret(value)) return referenceKind(property) === undefined;
  if (Array.isArray(value)) return value.every((element) => isDefinite(element, property));
  return Object.entries(value).every(([name, inner]) => isDefinite(inner, name));
}

function policiesIn(value: unknown) {
  return objectsOf(Array.isArray(value) ? value : asObject(value)?.["accessPolicies"]);
}

/** What a resource is in, and its type, in one spelling. */
function placeAndType(armId: string): string {
  const id = scopeOf(armId);
  return id.slice(0, id.lastIndexOf("/"));
}
