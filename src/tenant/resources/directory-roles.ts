/** azuread directory roles, their definitions, assignments and eligibilities (terraform-provider-azuread 3.8.0, internal/services/directoryroles). */

import { asText } from "../entity.ts";
import { relationKey } from "../snapshot.ts";
import { type Graph, GraphRefusal, reference } from "./graph.ts";
import { blocks, flag, type Inputs, idOf, text, textOrNull, texts } from "./inputs.ts";
import { madeObject, type Translator } from "./translator.ts";

const definitions = "/v1.0/roleManagement/directory/roleDefinitions";
const assignments = "/v1.0/roleManagement/directory/roleAssignments";
const eligibilityRequests = "/v1.0/roleManagement/directory/roleEligibilityScheduleRequests";

function templateId(inputs: Inputs, graph: Graph): string {
  const name = text(inputs, "displayName");
  if (name === "") return idOf(inputs, "templateId").toLowerCase();
  const template = graph
    .list("/v1.0/directoryRoleTemplates")
    .find((each) => asText(each["displayName"])?.toLowerCase() === name.toLowerCase());
  if (template === undefined) {
    throw new GraphRefusal(
      404,
      "Request_ResourceNotFound",
      `There is no directory role called '${name}'.`,
      "GET directoryRoleTemplates",
    );
  }
  return text(template, "id");
}

/** Activates a built-in role. Entra cannot deactivate one, so nothing is removed at the end. */
export const directoryRole: Translator = {
  replaceOn: ["displayName", "templateId"],
  create(inputs, graph, { assignId }) {
    const template = templateId(inputs, graph);
    const [active] = graph.list(`/v1.0/directoryRoles?$filter=roleTemplateId eq '${template}'`);
    const role =
      active ??
      graph.post(
        "/v1.0/directoryRoles",
        { "@odata.type": "#microsoft.graph.directoryRole", roleTemplateId: template },
        assignId,
      );
    return madeObject(text(role, "id"), { templateId: template });
  },
  remove: () => undefined,
};

export const customDirectoryRole: Translator = {
  replaceOn: ["templateId"],
  keeps: ["templateId"],
  create(inputs, graph, { assignId }) {
    const created = graph.post(definitions, roleDefinition(inputs), assignId);
    const id = text(created, "id");
    return madeObject(id, { templateId: text(created, "templateId") || id });
  },
  update(made, _before, after, graph) {
    graph.patch(`${definitions}/${made.id}`, roleDefinition(after));
    return made;
  },
  remove: (made, _inputs, graph) => graph.remove(`${definitions}/${made.id}`),
};

function roleDefinition(inputs: Inputs) {
  return {
    "@odata.type": "#microsoft.graph.unifiedRoleDefinition",
    description: textOrNull(inputs, "description"),
    displayName: text(inputs, "displayName"),
    isEnabled: flag(inputs, "enabled"),
    rolePermissions: blocks(inputs, "permissions").map((permission) => ({
      allowedResourceActions: texts(permission, "allowedResourceActions"),
    })),
    templateId: text(inputs, "templateId"),
    version: text(inputs, "version"),
  };
}

/** The scope that the provider sends: the whole directory when none is given. */
export function scopeOf(inputs: Inputs): { appScopeId: string } | { directoryScopeId: string } {
  const application = text(inputs, "appScopeId");
  if (application !== "") return { appScopeId: application };
  return { directoryScopeId: text(inputs, "directoryScopeId") || "/" };
}

export const directoryRoleAssignment: Translator = {
  replaceOn: ["appScopeId", "directoryScopeId", "principalObjectId", "roleId"],
  create(inputs, graph, { assignId }) {
    const created = graph.post(
      assignments,
      {
        "@odata.type": "#microsoft.graph.unifiedRoleAssignment",
        ...scopeOf(inputs),
        principalId: idOf(inputs, "principalObjectId"),
        roleDefinitionId: idOf(inputs, "roleId"),
      },
      assignId,
    );
    return madeObject(text(created, "id"));
  },
  remove: (made, _inputs, graph) => graph.remove(`${assignments}/${made.id}`),
};

/** Membership of a directory role and a role assignment over the whole directory are one thing in Entra. */
export const directoryRoleMember: Translator = {
  replaceOn: ["memberObjectId", "roleObjectId"],
  create(inputs, graph, { assignId }) {
    const [role, member] = [idOf(inputs, "roleObjectId"), idOf(inputs, "memberObjectId")];
    graph.post(`/v1.0/directoryRoles/${role}/members/$ref`, reference(member), assignId);
    const template = text(graph.get(`/v1.0/directoryRoles/${role}`), "roleTemplateId") || role;
    const assignment = graph
      .list(`${assignments}?$filter=principalId eq '${member}' and roleDefinitionId eq '${template}'`)
      .find((each) => each["directoryScopeId"] === "/");
    const id = `${role}/${member}`;
    return {
      id,
      outputs: { objectId: id },
      keys: [relationKey("members", role, member), text(assignment, "id")].filter((key) => key !== ""),
    };
  },
  remove: (_made, inputs, graph) =>
    graph.remove(`/v1.0/directoryRoles/${idOf(inputs, "roleObjectId")}/members/${idOf(inputs, "memberObjectId")}/$ref`),
};

/** The provider hard-codes "no expiration" for eligibility for a directory role. */
export const directoryRoleEligibility: Translator = {
  replaceOn: ["directoryScopeId", "justification", "principalId", "roleDefinitionId"],
  deleteFirst: true,
  create(inputs, graph, { assignId }) {
    const created = graph.post(
      eligibilityRequests,
      {
        "@odata.type": "#microsoft.graph.unifiedRoleEligibilityScheduleRequest",
        action: "adminAssign",
        createdBy: null,
        directoryScopeId: text(inputs, "directoryScopeId"),
        justification: text(inputs, "justification"),
        principalId: idOf(inputs, "principalId"),
        roleDefinitionId: idOf(inputs, "roleDefinitionId"),
        scheduleInfo: { expiration: { type: "noExpiration" }, startDateTime: null },
      },
      assignId,
    );
    const id = text(created, "id");
    const schedule = text(created, "targetScheduleId") || id;
    return { ...madeObject(id), keys: [schedule] };
  },
  remove(made, inputs, graph) {
    const schedule = made.keys[0] ?? made.id;
    if (graph.get(`/v1.0/roleManagement/directory/roleEligibilitySchedules/${schedule}`) === undefined) return;
    graph.post(eligibilityRequests, {
      "@odata.type": "#microsoft.graph.unifiedRoleEligibilityScheduleRequest",
      action: "adminRemove",
      createdBy: null,
      directoryScopeId: text(inputs, "directoryScopeId"),
      justification: text(inputs, "justification"),
      principalId: idOf(inputs, "principalId"),
      roleDefinitionId: idOf(inputs, "roleDefinitionId"),
    });
  },
};
