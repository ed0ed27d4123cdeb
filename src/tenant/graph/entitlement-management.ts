/**
 * Entitlement management: catalogues, access packages, their policies and resources, in the beta shapes that azuread
 * uses.
 */

import type { Entity, JsonObject } from "../entity.ts";
import { asObject, asText, mergeJson, objectsOf } from "../entity.ts";
import type { TableName } from "../store.ts";
import { audit } from "./audit.ts";
import {
  type Context,
  createdId,
  lookUp,
  noContent,
  type Operations,
  parameter,
  plainProperties,
  type Reply,
  requiredObject,
  requiredText,
} from "./context.ts";
import { badRequest, notFound } from "./error.ts";
import { removeWhere } from "./relations.ts";
import { findDirectoryObject, list, type Resource, readOperations, single } from "./resource.ts";

const base = "identityGovernance/entitlementManagement";

const catalogResource: Resource = {
  table: "accessPackageCatalogs",
  type: "#microsoft.graph.accessPackageCatalog",
  set: `${base}/accessPackageCatalogs`,
  hidden: ["accessPackageResources", "roleAssignments"],
  expands: {
    accessPackageResources: { of: (_, catalog) => inline(catalog, "accessPackageResources") },
    accessPackages: { resource: () => packageResource, of: packagesOf },
  },
};

const packageResource: Resource = {
  table: "accessPackages",
  type: "#microsoft.graph.accessPackage",
  set: `${base}/accessPackages`,
  hidden: ["accessPackageCatalog"],
  expands: {
    accessPackageCatalog: {
      resource: () => catalogResource,
      of: (context, each) => context.store.get("accessPackageCatalogs", String(each["catalogId"])),
    },
    accessPackageResourceRoleScopes: { resource: () => roleScopeResource, of: roleScopesOf },
    accessPackageAssignmentPolicies: { resource: () => assignmentPolicyResource, of: policiesOf },
  },
};

const assignmentPolicyResource: Resource = {
  table: "accessPackageAssignmentPolicies",
  type: "#microsoft.graph.accessPackageAssignmentPolicy",
  set: `${base}/accessPackageAssignmentPolicies`,
};

const roleScopeResource: Resource = {
  table: "accessPackageResourceRoleScopes",
  type: "#microsoft.graph.accessPackageResourceRoleScope",
  set: `${base}/accessPackageResourceRoleScopes`,
  expands: {
    accessPackageResourceRole: { of: (_, each) => asObject(each["accessPackageResourceRole"]) as Entity | undefined },
    accessPackageResourceScope: { of: (_, each) => asObject(each["accessPackageResourceScope"]) as Entity | undefined },
  },
};

const catalogResourceResource: Resource = {
  table: "accessPackageCatalogs",
  type: "#microsoft.graph.accessPackageResource",
  set: `${base}/accessPackageResources`,
};

const roleAssignmentResource: Resource = {
  table: "accessPackageCatalogs",
  type: "#microsoft.graph.unifiedRoleAssignment",
  set: "roleManagement/entitlementManagement/roleAssignments",
};

const roleDefinitionResource: Resource = {
  table: "accessPackageCatalogs",
  type: "#microsoft.graph.unifiedRoleDefinition",
  set: "roleManagement/entitlementManagement/roleDefinitions",
};

/**
 * Roles of entitlement management (https://learn.microsoft.com/entra/id-governance/entitlement-management-delegate).
 */
const roleNames: Readonly<Record<string, string>> = {
  "ae79f266-94d4-4dab-b730-feca7e132178": "Catalog owner",
  "44272f93-9762-48e8-af59-1b5351b1d6b3": "Catalog reader",
  "7f480852-ebdc-47d4-87de-0d8498384a83": "Access package manager",
  "e2182095-804a-4656-ae11-64734e9b7ae5": "Access package assignment manager",
  "ba92d953-d8e0-4e39-a797-0cbedb0a89e8": "Catalog creator",
};

const roleDefinitions: readonly Entity[] = Object.entries(roleNames).map(([id, displayName]) => ({
  id,
  description: displayName,
  displayName,
  isBuiltIn: true,
  isEnabled: true,
  rolePermissions: [],
  templateId: id,
  version: "1.0",
}));

function inline(entity: JsonObject, property: string): readonly Entity[] {
  return objectsOf(entity[property]) as readonly Entity[];
}

function packagesOf(context: Context, catalog: Entity): Entity[] {
  return context.store.filter("accessPackages", (each) => each["catalogId"] === catalog.id);
}

function roleScopesOf(context: Context, accessPackage: Entity): Entity[] {
  return context.store.filter(
    "accessPackageResourceRoleScopes",
    (each) => each["accessPackageId"] === accessPackage.id,
  );
}

function policiesOf(context: Context, accessPackage: Entity): Entity[] {
  return context.store.filter(
    "accessPackageAssignmentPolicies",
    (each) => each["accessPackageId"] === accessPackage.id,
  );
}

function put(context: Context, resource: Resource, entity: Entity, activity: string): void {
  context.store.put(resource.table, entity);
  const displayName = asText(entity["displayName"]) ?? "";
  audit(context, "EntitlementManagement", activity, [{ id: entity.id, type: "Other", displayName }]);
}

function stamps(context: Context) {
  return {
    createdBy: context.actor,
    createdDateTime: context.now,
    modifiedBy: context.actor,
    modifiedDateTime: context.now,
  };
}

function createCatalog(context: Context): Reply {
  requiredText(context, "displayName", "AccessPackageCatalog");
  const catalog: Entity = {
    catalogStatus: "Published",
    catalogType: "UserManaged",
    description: "",
    isExternallyVisible: false,
    ...plainProperties(context.body),
    ...stamps(context),
    id: createdId(context),
    accessPackageResources: [],
    roleAssignments: [],
  };
  put(context, catalogResource, catalog, "Create catalog");
  return single(context, catalogResource, catalog, 201);
}

function update(resource: Resource, ...kept: readonly string[]): (context: Context) => Reply {
  return (context) => {
    const entity = lookUp(context, resource.table, parameter(context, "id"));
    const change = plainProperties(context.body, ...kept);
    context.store.put(resource.table, {
      ...mergeJson(entity, change),
      modifiedBy: context.actor,
      modifiedDateTime: context.now,
      id: entity.id,
    });
    return noContent;
  };
}

function deleteCatalog(context: Context): Reply {
  const catalog = lookUp(context, "accessPackageCatalogs", parameter(context, "id"));
  if (packagesOf(context, catalog).length > 0) {
    throw badRequest("The catalog cannot be deleted: it still has access packages.", "CatalogNotEmpty");
  }
  context.store.remove("accessPackageCatalogs", catalog.id);
  return noContent;
}

function createPackage(context: Context): Reply {
  requiredText(context, "displayName", "AccessPackage");
  const catalogId =
    asText(context.body["catalogId"]) ?? asText(asObject(context.body["accessPackageCatalog"])?.["id"]) ?? "";
  lookUp(context, "accessPackageCatalogs", catalogId);
  const accessPackage: Entity = {
    description: "",
    isHidden: false,
    isRoleScopesVisible: true,
    ...plainProperties(context.body, "accessPackageCatalog"),
    ...stamps(context),
    catalogId,
    id: createdId(context),
  };
  put(context, packageResource, accessPackage, "Create access package");
  return single(context, packageResource, accessPackage, 201);
}

function deletePackage(context: Context): Reply {
  const { id } = lookUp(context, "accessPackages", parameter(context, "id"));
  const tables: readonly TableName[] = ["accessPackageAssignmentPolicies", "accessPackageResourceRoleScopes"];
  removeWhere(context, tables, (each) => each["accessPackageId"] === id);
  context.store.remove("accessPackages", id);
  return noContent;
}

function createPolicy(context: Context): Reply {
  requiredText(context, "displayName", "AccessPackageAssignmentPolicy");
  lookUp(context, "accessPackages", requiredText(context, "accessPackageId", "AccessPackageAssignmentPolicy"));
  const policy: Entity = {
    canExtend: false,
    ...plainProperties(context.body, "accessPackage", "accessPackageCatalog"),
    ...stamps(context),
    id: createdId(context),
  };
  put(context, assignmentPolicyResource, policy, "Create access package assignment policy");
  return single(context, assignmentPolicyResource, policy, 201);
}

function replacePolicy(context: Context): Reply {
  const policy = lookUp(context, "accessPackageAssignmentPolicies", parameter(context, "id"));
  const replaced: Entity = {
    ...policy,
    ...plainProperties(context.body, "accessPackage", "accessPackageCatalog"),
    modifiedBy: context.actor,
    modifiedDateTime: context.now,
    id: policy.id,
  };
  context.store.put("accessPackageAssignmentPolicies", replaced);
  return single(context, assignmentPolicyResource, replaced);
}

const resourceTypes: Readonly<Record<string, string>> = {
  AadGroup: "AadGroup",
  AadApplication: "AadApplication",
  SharePointOnline: "SharePointOnline",
};

/** Adds a group, application or site to a catalogue, or takes it out. */
function requestResource(context: Context): Reply {
  const kind = "AccessPackageResourceRequest";
  const catalog = lookUp(context, "accessPackageCatalogs", requiredText(context, "catalogId", kind));
  const asked = requiredObject(context, "accessPackageResource", kind);
  const originId = asText(asked["originId"]) ?? "";
  const originSystem = asText(asked["originSystem"]) ?? "";
  const resources = inline(catalog, "accessPackageResources");
  const type = requiredText(context, "requestType", kind);
  const existing = resources.find((each) => each["originId"] === originId);
  const id = createdId(context);
  if (type === "AdminRemove") {
    if (existing === undefined) throw notFound(originId);
    context.store.put("accessPackageCatalogs", {
      ...catalog,
      accessPackageResources: resources.filter((each) => each !== existing),
    });
  } else if (type === "AdminAdd") {
    if (existing !== undefined) throw badRequest("The resource is already in the catalog.", "ResourceAlreadyOnboarded");
    const origin = findDirectoryObject(context, originId);
    if (originSystem !== "SharePointOnline" && origin === undefined) throw notFound(originId);
    const resource: Entity = {
      id,
      addedBy: context.actor,
      addedOn: context.now,
      description: "",
      displayName: origin?.["displayName"] ?? originId,
      isPendingOnboarding: false,
      originId,
      originSystem,
      resourceType: resourceTypes[originSystem] ?? originSystem,
      url: null,
    };
    context.store.put("accessPackageCatalogs", { ...catalog, accessPackageResources: [...resources, resource] });
    audit(context, "EntitlementManagement", "Add resource to catalog", [{ id: originId }, { id: catalog.id }]);
  } else
    throw badRequest(
      `The requestType '${type}' is not supported; supported are AdminAdd and AdminRemove.`,
      "BadRequest",
    );
  return {
    status: 201,
    body: {
      ...plainProperties(context.body),
      id: context.newId(),
      requestState: "Delivered",
      requestStatus: "Fulfilled",
    },
  };
}

function createRoleScope(context: Context): Reply {
  const kind = "AccessPackageResourceRoleScope";
  const accessPackage = lookUp(context, "accessPackages", parameter(context, "id"));
  const role = requiredObject(context, "accessPackageResourceRole", kind);
  const scope = requiredObject(context, "accessPackageResourceScope", kind);
  const catalog = lookUp(context, "accessPackageCatalogs", String(accessPackage["catalogId"]));
  const originId = asText(scope["originId"]) ?? "";
  if (!inline(catalog, "accessPackageResources").some((each) => each["originId"] === originId)) {
    throw badRequest(`The resource '${originId}' is not in the access package's catalog.`, "ResourceNotFoundInCatalog");
  }
  const roleScope: Entity = {
    id: createdId(context),
    accessPackageId: accessPackage.id,
    accessPackageResourceRole: { ...plainProperties(role), id: context.newId() },
    accessPackageResourceScope: { ...plainProperties(scope), id: context.newId(), isRootScope: true },
    createdBy: context.actor,
    createdDateTime: context.now,
  };
  context.store.put("accessPackageResourceRoleScopes", roleScope);
  audit(context, "EntitlementManagement", "Add resource role to access package", [
    { id: originId },
    { id: accessPackage.id, displayName: String(accessPackage["displayName"]) },
  ]);
  return single(context, roleScopeResource, roleScope, 201);
}

function deleteRoleScope(context: Context): Reply {
  const { id } = lookUp(context, "accessPackageResourceRoleScopes", parameter(context, "object"));
  context.store.remove("accessPackageResourceRoleScopes", id);
  return noContent;
}

function allRoleAssignments(context: Context): Entity[] {
  return [...context.store.all("accessPackageCatalogs")].flatMap((catalog) => inline(catalog, "roleAssignments"));
}

/** Roles over a catalogue are kept with the catalogue. */
function createRoleAssignment(context: Context): Reply {
  const kind = "UnifiedRoleAssignment";
  const principalId = requiredText(context, "principalId", kind);
  const roleDefinitionId = requiredText(context, "roleDefinitionId", kind);
  const appScopeId = requiredText(context, "appScopeId", kind);
  if (findDirectoryObject(context, principalId) === undefined) throw notFound(principalId);
  if (!(roleDefinitionId in roleNames)) throw notFound(roleDefinitionId);
  const catalog = lookUp(context, "accessPackageCatalogs", appScopeId.split("/").at(-1) ?? "");
  const existing = inline(catalog, "roleAssignments");
  if (existing.some((each) => each["principalId"] === principalId && each["roleDefinitionId"] === roleDefinitionId)) {
    throw badRequest("The role assignment already exists.", "RoleAssignmentExists");
  }
  const assignment: Entity = {
    id: createdId(context),
    appScopeId,
    directoryScopeId: null,
    principalId,
    roleDefinitionId,
  };
  context.store.put("accessPackageCatalogs", { ...catalog, roleAssignments: [...existing, assignment] });
  audit(
    context,
    "EntitlementManagement",
    "Add entitlement management role assignment",
    [{ id: principalId }, { id: catalog.id, displayName: String(catalog["displayName"]) }],
    { role: roleNames[roleDefinitionId] ?? "" },
  );
  return single(context, roleAssignmentResource, assignment, 201);
}

function findRoleAssignment(context: Context): Entity {
  const id = parameter(context, "id");
  const found = allRoleAssignments(context).find((each) => each.id === id);
  if (found === undefined) throw notFound(id);
  return found;
}

function deleteRoleAssignment(context: Context): Reply {
  const { id } = findRoleAssignment(context);
  for (const catalog of context.store.filter("accessPackageCatalogs", () => true)) {
    const all = inline(catalog, "roleAssignments");
    const kept = all.filter((each) => each.id !== id);
    if (kept.length < all.length) context.store.put("accessPackageCatalogs", { ...catalog, roleAssignments: kept });
  }
  return noContent;
}

const roles = "roleManagement/entitlementManagement";

export const entitlementOperations: Operations = {
  ...readOperations(`${base}/accessPackageCatalogs`, catalogResource),
  [`POST ${base}/accessPackageCatalogs`]: createCatalog,
  [`PATCH ${base}/accessPackageCatalogs/:id`]: update(catalogResource, "accessPackageResources", "roleAssignments"),
  [`DELETE ${base}/accessPackageCatalogs/:id`]: deleteCatalog,
  [`GET ${base}/accessPackageCatalogs/:id/accessPackageResources`]: (context) =>
    list(
      context,
      catalogResourceResource,
      inline(lookUp(context, "accessPackageCatalogs", parameter(context, "id")), "accessPackageResources"),
    ),
  [`POST ${base}/accessPackageResourceRequests`]: requestResource,
  ...readOperations(`${base}/accessPackages`, packageResource),
  [`POST ${base}/accessPackages`]: createPackage,
  [`PATCH ${base}/accessPackages/:id`]: update(packageResource, "accessPackageCatalog", "catalogId"),
  [`DELETE ${base}/accessPackages/:id`]: deletePackage,
  [`GET ${base}/accessPackages/:id/accessPackageResourceRoleScopes`]: (context) =>
    list(
      context,
      roleScopeResource,
      roleScopesOf(context, lookUp(context, "accessPackages", parameter(context, "id"))),
    ),
  [`POST ${base}/accessPackages/:id/accessPackageResourceRoleScopes`]: createRoleScope,
  [`DELETE ${base}/accessPackages/:id/accessPackageResourceRoleScopes/:object`]: deleteRoleScope,
  ...readOperations(`${base}/accessPackageAssignmentPolicies`, assignmentPolicyResource),
  [`POST ${base}/accessPackageAssignmentPolicies`]: createPolicy,
  [`PUT ${base}/accessPackageAssignmentPolicies/:id`]: replacePolicy,
  [`DELETE ${base}/accessPackageAssignmentPolicies/:id`]: (context) => {
    const { id } = lookUp(context, "accessPackageAssignmentPolicies", parameter(context, "id"));
    context.store.remove("accessPackageAssignmentPolicies", id);
    return noContent;
  },
  [`GET ${roles}/roleDefinitions`]: (context) => list(context, roleDefinitionResource, roleDefinitions),
  [`GET ${roles}/roleDefinitions/:id`]: (context) => {
    const id = parameter(context, "id");
    const found = roleDefinitions.find((each) => each.id === id);
    if (found === undefined) throw notFound(id);
    return single(context, roleDefinitionResource, found);
  },
  [`GET ${roles}/roleAssignments`]: (context) => list(context, roleAssignmentResource, allRoleAssignments(context)),
  [`POST ${roles}/roleAssignments`]: createRoleAssignment,
  [`GET ${roles}/roleAssignments/:id`]: (context) =>
    single(context, roleAssignmentResource, findRoleAssignment(context)),
  [`DELETE ${roles}/roleAssignments/:id`]: deleteRoleAssignment,
};
