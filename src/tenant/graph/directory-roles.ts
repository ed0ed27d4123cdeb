/**
 * The older API of directory roles. Its members are the role assignments over the whole directory: one thing, two
 * views.
 */

import { entraRoles } from "../../catalogue/entra-roles.ts";
import type { Entity } from "../entity.ts";
import { asText, derivedId } from "../entity.ts";
import {
  type Context,
  createdId,
  lookUp,
  noContent,
  type Operations,
  parameter,
  type Reply,
  requiredText,
} from "./context.ts";
import { badRequest, notFound } from "./error.ts";
import { referencedId } from "./relations.ts";
import {
  directoryResource,
  findDirectoryObject,
  list,
  listDirectoryObjects,
  type Resource,
  readOperations,
  single,
} from "./resource.ts";
import { createRoleAssignment, deleteRoleAssignment, findAssignment } from "./role-assignments.ts";

export const directoryRoleResource: Resource = directoryResource({
  table: "directoryRoles",
  type: "#microsoft.graph.directoryRole",
  set: "directoryRoles",
  hidden: ["members"],
  directory: true,
  expands: { members: { of: directoryRoleMembers } },
});

const templateResource: Resource = {
  table: "roleDefinitions",
  type: "#microsoft.graph.directoryRoleTemplate",
  set: "directoryRoleTemplates",
};

/** Object id of the directory role for a role template, whether somebody activated it or not. */
export function directoryRoleId(context: Context, templateId: string): string {
  const role = context.store.find("directoryRoles", (each) => each["roleTemplateId"] === templateId);
  return role?.id ?? derivedId(context.facts.tenantId, templateId);
}

/** Who holds the role actively over the whole directory. */
export function directoryRoleMembers(context: Context, role: Entity): Entity[] {
  return context.store
    .filter(
      "roleAssignments",
      (each) => each["roleDefinitionId"] === role["roleTemplateId"] && each["directoryScopeId"] === "/",
    )
    .flatMap((each) => findDirectoryObject(context, String(each["principalId"])) ?? []);
}

function activate(context: Context): Reply {
  const templateId = requiredText(context, "roleTemplateId", "DirectoryRole").toLowerCase();
  const template = entraRoles.get(templateId);
  if (template === undefined) throw notFound(templateId);
  if (context.store.find("directoryRoles", (each) => each["roleTemplateId"] === templateId) !== undefined) {
    throw badRequest(
      "A conflicting object with one or more of the specified property values is present in the directory.",
    );
  }
  const role: Entity = {
    id: context.assignId === undefined ? directoryRoleId(context, templateId) : createdId(context),
    deletedDateTime: null,
    description: template.name,
    displayName: template.name,
    roleTemplateId: templateId,
  };
  context.store.put("directoryRoles", role);
  return single(context, directoryRoleResource, role, 201);
}

function findRole(context: Context): Entity {
  return lookUp(context, "directoryRoles", parameter(context, "id"));
}

function wholeDirectory(role: Entity, principalId: string) {
  return {
    principalId: principalId.toLowerCase(),
    roleDefinitionId: String(role["roleTemplateId"]),
    directoryScopeId: "/",
  };
}

function addMember(context: Context): Reply {
  const grant = wholeDirectory(findRole(context), referencedId(context.body["@odata.id"]));
  if (findAssignment(context, grant) !== undefined) {
    throw badRequest(
      "One or more added object references already exist for the following modified properties: 'members'.",
    );
  }
  createRoleAssignment(context, createdId(context), grant);
  return noContent;
}

function removeMember(context: Context): Reply {
  const id = parameter(context, "object");
  const assignment = findAssignment(context, wholeDirectory(findRole(context), id));
  if (assignment === undefined) throw notFound(id);
  deleteRoleAssignment(context, assignment.id);
  return noContent;
}

function templateOf(templateId: string): Entity | undefined {
  const role = entraRoles.get(templateId.toLowerCase());
  if (role === undefined) return undefined;
  return { id: role.templateId, deletedDateTime: null, description: role.name, displayName: role.name };
}

export const directoryRoleOperations: Operations = {
  ...readOperations("directoryRoles", directoryRoleResource),
  "POST directoryRoles": activate,
  "GET directoryRoles/:id/members": (context) =>
    listDirectoryObjects(context, directoryRoleMembers(context, findRole(context))),
  "POST directoryRoles/:id/members/$ref": addMember,
  "DELETE directoryRoles/:id/members/:object/$ref": removeMember,
  "GET directoryRoles/:id/scopedMembers": (context) => {
    const role = findRole(context);
    const scoped = context.store.filter(
      "roleAssignments",
      (each) =>
        each["roleDefinitionId"] === role["roleTemplateId"] &&
        asText(each["directoryScopeId"])?.startsWith("/administrativeUnits/") === true,
    );
    const shape = (each: Entity) => ({
      id: each.id,
      roleId: role.id,
      administrativeUnitId: String(each["directoryScopeId"]).replace("/administrativeUnits/", ""),
      roleMemberInfo: {
        id: each["principalId"],
        displayName: findDirectoryObject(context, String(each["principalId"]))?.["displayName"] ?? null,
      },
    });
    return list(
      context,
      { table: "roleAssignments", type: "#microsoft.graph.scopedRoleMembership", set: "scopedRoleMemberships" },
      scoped.map(shape),
    );
  },
  "GET directoryRoleTemplates": (context) =>
    list(
      context,
      templateResource,
      [...entraRoles.keys()].flatMap((id) => templateOf(id) ?? []),
    ),
  "GET directoryRoleTemplates/:id": (context) => {
    const id = parameter(context, "id");
    const template = templateOf(id);
    if (template === undefined) throw notFound(id);
    return single(context, templateResource, template);
  },
};
