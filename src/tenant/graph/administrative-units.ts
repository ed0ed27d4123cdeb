/** Administrative units, their members, and roles held over them. */

import type { Entity } from "../entity.ts";
import { asObject, asText, mergeJson } from "../entity.ts";
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
  requiredText,
} from "./context.ts";
import { deltaOperations } from "./delta.ts";
import { directoryRoleId } from "./directory-roles.ts";
import { badRequest, notFound } from "./error.ts";
import { createGroup, groupResource } from "./groups.ts";
import { addReference, referencedId, related, removeReference, removeTraces } from "./relations.ts";
import {
  directoryResource,
  directoryType,
  findDirectoryObject,
  list,
  listDirectoryObjects,
  type Resource,
  readOperations,
  single,
} from "./resource.ts";
import { checkRestrictedMember } from "./restricted-management.ts";
import { createRoleAssignment, deleteRoleAssignment } from "./role-assignments.ts";

export const administrativeUnitResource: Resource = directoryResource({
  table: "administrativeUnits",
  type: "#microsoft.graph.administrativeUnit",
  set: "directory/administrativeUnits",
  hidden: ["members"],
  directory: true,
  expands: {
    members: { of: (context, unit) => related(context, unit, "members") },
    scopedRoleMembers: { resource: () => scopedRoleMemberResource, of: scopedRoleMembers },
  },
});

const scopedRoleMemberResource: Resource = {
  table: "roleAssignments",
  type: "#microsoft.graph.scopedRoleMembership",
  set: "scopedRoleMemberships",
};

function findUnit(context: Context): Entity {
  return lookUp(context, "administrativeUnits", parameter(context, "id"));
}

function create(context: Context): Reply {
  requiredText(context, "displayName", "AdministrativeUnit");
  const unit: Entity = {
    createdDateTime: context.now,
    deletedDateTime: null,
    description: null,
    isMemberManagementRestricted: false,
    membershipRule: null,
    membershipRuleProcessingState: null,
    membershipType: null,
    visibility: null,
    ...plainProperties(context.body, "members", "scopedRoleMembers"),
    id: createdId(context),
    members: [],
  };
  context.store.put("administrativeUnits", unit);
  audit(context, "AdministrativeUnit", "Add administrative unit", [{ id: unit.id, type: "AdministrativeUnit" }]);
  return single(context, administrativeUnitResource, unit, 201);
}

function update(context: Context): Reply {
  const unit = findUnit(context);
  const change = plainProperties(context.body, "members", "scopedRoleMembers");
  const restricted = change["isMemberManagementRestricted"];
  if (restricted !== undefined && restricted !== unit["isMemberManagementRestricted"]) {
    throw badRequest("Property 'isMemberManagementRestricted' cannot be changed after creation.");
  }
  context.store.put("administrativeUnits", { ...mergeJson(unit, change), id: unit.id });
  return noContent;
}

function remove(context: Context): Reply {
  const unit = findUnit(context);
  audit(context, "AdministrativeUnit", "Delete administrative unit", [{ id: unit.id, type: "AdministrativeUnit" }]);
  context.store.remove("administrativeUnits", unit.id);
  removeTraces(context, unit.id);
  return noContent;
}

const memberTypes = ["#microsoft.graph.user", "#microsoft.graph.group", "#microsoft.graph.device"];

/** What the audit log calls it. */
function kindOf(unit: Entity): string {
  const restricted = unit["isMemberManagementRestricted"] === true;
  return restricted ? "restricted management administrative unit" : "administrative unit";
}

function addMember(context: Context, unit: Entity, id: string): void {
  const type = directoryType(context, id);
  if (type !== undefined && !memberTypes.includes(type)) {
    throw badRequest(`An object of type '${type.slice(1)}' cannot be a member of an administrative unit.`);
  }
  checkRestrictedMember(context, unit, id);
  addReference(context, "administrativeUnits", unit, "members", id);
  audit(context, "AdministrativeUnit", `Add member to ${kindOf(unit)}`, [
    { id },
    { id: unit.id, type: "AdministrativeUnit" },
  ]);
}

/** `POST …/members` creates a group inside the unit. */
function createMember(context: Context): Reply {
  const unit = findUnit(context);
  if (context.body["@odata.type"] !== "#microsoft.graph.group") {
    throw badRequest(
      "Only a group can be created in an administrative unit: '@odata.type' must be '#microsoft.graph.group'.",
    );
  }
  const group = createGroup(context);
  addMember(context, unit, group.id);
  const reply = single(context, groupResource, group, 201);
  return { status: 201, body: { "@odata.type": groupResource.type, ...asObject(reply.body) } };
}

function removeMember(context: Context): Reply {
  const unit = findUnit(context);
  const id = parameter(context, "object");
  removeReference(context, "administrativeUnits", unit, "members", id);
  audit(context, "AdministrativeUnit", `Remove member from ${kindOf(unit)}`, [
    { id },
    { id: unit.id, type: "AdministrativeUnit" },
  ]);
  return noContent;
}

/** A role assignment over a unit, in the shape of the older API. */
function scopedRoleMember(context: Context, assignment: Entity): Entity {
  const principal = findDirectoryObject(context, String(assignment["principalId"]));
  return {
    id: assignment.id,
    administrativeUnitId: String(assignment["directoryScopeId"]).replace("/administrativeUnits/", ""),
    roleId: directoryRoleId(context, String(assignment["roleDefinitionId"])),
    roleMemberInfo: {
      id: assignment["principalId"],
      displayName: principal?.["displayName"] ?? null,
      userPrincipalName: principal?.["userPrincipalName"] ?? null,
    },
  };
}

function scopedRoleMembers(context: Context, unit: Entity): Entity[] {
  const scope = `/administrativeUnits/${unit.id}`;
  return context.store
    .filter("roleAssignments", (assignment) => assignment["directoryScopeId"] === scope)
    .map((assignment) => scopedRoleMember(context, assignment));
}

function findScopedRoleMember(context: Context): Entity {
  const id = parameter(context, "object");
  const found = scopedRoleMembers(context, findUnit(context)).find((each) => each.id === id);
  if (found === undefined) throw notFound(id);
  return found;
}

function addScopedRoleMember(context: Context): Reply {
  const unit = findUnit(context);
  const role = lookUp(context, "directoryRoles", requiredText(context, "roleId", "ScopedRoleMembership"));
  const principal = asText(asObject(context.body["roleMemberInfo"])?.["id"]);
  if (principal === undefined) {
    throw badRequest("A value is required for property 'roleMemberInfo' of resource 'ScopedRoleMembership'.");
  }
  const assignment = createRoleAssignment(context, createdId(context), {
    principalId: principal,
    roleDefinitionId: String(role["roleTemplateId"]),
    directoryScopeId: `/administrativeUnits/${unit.id}`,
  });
  return single(context, scopedRoleMemberResource, scopedRoleMember(context, assignment), 201);
}

function operations(path: string): Operations {
  const members = (context: Context) => related(context, findUnit(context), "members");
  return {
    ...readOperations(path, administrativeUnitResource),
    ...deltaOperations(path, administrativeUnitResource, ["members"]),
    [`POST ${path}`]: create,
    [`PATCH ${path}/:id`]: update,
    [`DELETE ${path}/:id`]: remove,
    [`GET ${path}/:id/members`]: (context) => listDirectoryObjects(context, members(context)),
    [`GET ${path}/:id/members/:object`]: (context) =>
      listDirectoryObjects(context, members(context), parameter(context, "object")),
    [`POST ${path}/:id/members`]: createMember,
    [`POST ${path}/:id/members/$ref`]: (context) => {
      addMember(context, findUnit(context), referencedId(context.body["@odata.id"]));
      return noContent;
    },
    [`DELETE ${path}/:id/members/:object/$ref`]: removeMember,
    [`GET ${path}/:id/scopedRoleMembers`]: (context) =>
      list(context, scopedRoleMemberResource, scopedRoleMembers(context, findUnit(context))),
    [`POST ${path}/:id/scopedRoleMembers`]: addScopedRoleMember,
    [`GET ${path}/:id/scopedRoleMembers/:object`]: (context) =>
      single(context, scopedRoleMemberResource, findScopedRoleMember(context)),
    [`DELETE ${path}/:id/scopedRoleMembers/:object`]: (context) => {
      deleteRoleAssignment(context, findScopedRoleMember(context).id);
      return noContent;
    },
  };
}

export const administrativeUnitOperations: Operations = {
  ...operations("directory/administrativeUnits"),
  ...operations("administrativeUnits"),
};
