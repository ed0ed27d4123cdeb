/** azuread entitlement management (terraform-provider-azuread 3.8.0, internal/services/identitygovernance). */

import { asText, type JsonObject } from "../entity.ts";
import type { Graph } from "./graph.ts";
import { block, blocks, count, defined, flag, type Inputs, idOf, text, textIfAny, textOrNull } from "./inputs.ts";
import { type Made, madeObject, type Translator } from "./translator.ts";

const base = "/beta/identityGovernance/entitlementManagement";
const catalogs = `${base}/accessPackageCatalogs`;
const packages = `${base}/accessPackages`;
const policies = `${base}/accessPackageAssignmentPolicies`;
const resourceRequests = `${base}/accessPackageResourceRequests`;
const roleAssignments = "/beta/roleManagement/entitlementManagement/roleAssignments";

function catalog(inputs: Inputs): JsonObject {
  return {
    "@odata.type": "#microsoft.graph.accessPackageCatalog",
    catalogStatus: flag(inputs, "published", true) ? "published" : "unpublished",
    description: textOrNull(inputs, "description"),
    displayName: textOrNull(inputs, "displayName"),
    isExternallyVisible: flag(inputs, "externallyVisible", true),
  };
}

export const accessPackageCatalog: Translator = {
  replaceOn: [],
  create: (inputs, graph, { assignId }) => madeObject(text(graph.post(catalogs, catalog(inputs), assignId), "id")),
  update(made, _before, after, graph) {
    graph.patch(`${catalogs}/${made.id}`, catalog(after));
    return made;
  },
  remove: (made, _inputs, graph) => graph.remove(`${catalogs}/${made.id}`),
};

function accessPackageBody(inputs: Inputs, graph: Graph): JsonObject {
  const id = idOf(inputs, "catalogId");
  const found = graph.get(`${catalogs}/${id}`) ?? { id };
  const shown = ["catalogStatus", "description", "displayName", "id", "isExternallyVisible"];
  return {
    "@odata.type": "#microsoft.graph.accessPackage",
    accessPackageCatalog: {
      "@odata.type": "#microsoft.graph.accessPackageCatalog",
      ...Object.fromEntries(Object.entries(found).filter(([key]) => shown.includes(key))),
    },
    description: textOrNull(inputs, "description"),
    displayName: text(inputs, "displayName"),
    isHidden: flag(inputs, "hidden"),
  };
}

export const accessPackage: Translator = {
  replaceOn: ["catalogId"],
  create: (inputs, graph, { assignId }) =>
    madeObject(text(graph.post(packages, accessPackageBody(inputs, graph), assignId), "id")),
  update(made, _before, after, graph) {
    graph.patch(`${packages}/${made.id}`, accessPackageBody(after, graph));
    return made;
  },
  remove: (made, _inputs, graph) => graph.remove(`${packages}/${made.id}`),
};

/** Subject types that name an object. */
const withId = ["connectedOrganizationMembers", "groupMembers", "singleUser"];

function userSets(inputs: Inputs | undefined, property: string): JsonObject[] {
  return blocks(inputs, property).map((set) => {
    const given = text(set, "subjectType");
    const type = given.slice(0, 1).toLowerCase() + given.slice(1);
    return {
      "@odata.type": `#microsoft.graph.${type}`,
      ...(withId.includes(type) && { id: idOf(set, "objectId") }),
      isBackup: flag(set, "backup"),
    };
  });
}

function approvalSettings(inputs: Inputs): JsonObject | undefined {
  const given = block(inputs, "approvalSettings");
  if (given === undefined) return undefined;
  return {
    approvalStages: blocks(given, "approvalStages").map((stage) => ({
      approvalStageTimeOutInDays: count(stage, "approvalTimeoutInDays") || null,
      escalationApprovers: userSets(stage, "alternativeApprovers"),
      escalationTimeInMinutes: count(stage, "enableAlternativeApprovalInDays") * 24 * 60 || null,
      isApproverJustificationRequired: flag(stage, "approverJustificationRequired") || null,
      isEscalationEnabled: flag(stage, "alternativeApprovalEnabled") || null,
      primaryApprovers: userSets(stage, "primaryApprovers"),
    })),
    isApprovalRequired: flag(given, "approvalRequired"),
    isApprovalRequiredForExtension: flag(given, "approvalRequiredForExtension"),
    isRequestorJustificationRequired: flag(given, "requestorJustificationRequired"),
  };
}

function requestorSettings(inputs: Inputs): JsonObject | undefined {
  const given = block(inputs, "requestorSettings");
  if (given === undefined) return undefined;
  return {
    acceptRequests: flag(given, "requestsAccepted") || null,
    allowedRequestors: userSets(given, "requestors"),
    scopeType: textOrNull(given, "scopeType"),
  };
}

function reviewSettings(inputs: Inputs): JsonObject | undefined {
  const given = block(inputs, "assignmentReviewSettings");
  if (given === undefined) return undefined;
  const meant = Object.values(given).some((value) => value !== "" && value !== 0 && value !== false && value !== null);
  if (!meant) return undefined;
  return {
    accessReviewTimeoutBehavior: text(given, "accessReviewTimeoutBehavior"),
    durationInDays: count(given, "durationInDays"),
    isAccessRecommendationEnabled: flag(given, "accessRecommendationEnabled"),
    isApprovalJustificationRequired: flag(given, "approverJustificationRequired"),
    isEnabled: flag(given, "enabled"),
    recurrenceType: textOrNull(given, "reviewFrequency"),
    reviewerType: textOrNull(given, "reviewType"),
    reviewers: userSets(given, "reviewers"),
    startDateTime: textOrNull(given, "startingOn"),
  };
}

function localized(content: Inputs | undefined): JsonObject | null {
  if (content === undefined) return null;
  return {
    defaultText: textOrNull(content, "defaultText"),
    localizedTexts: blocks(content, "localizedTexts").map((each) => ({
      languageCode: textOrNull(each, "languageCode"),
      text: textOrNull(each, "content"),
    })),
  };
}

function questions(inputs: Inputs): JsonObject[] {
  return blocks(inputs, "questions").map((question) => {
    const choices = blocks(question, "choices");
    const type = choices.length > 0 ? "accessPackageMultipleChoiceQuestion" : "accessPackageTextInputQuestion";
    return {
      "@odata.type": `#microsoft.graph.${type}`,
      ...(choices.length > 0 && {
        choices: choices.map((choice) => ({
          actualValue: textOrNull(choice, "actualValue"),
          displayValue: localized(block(choice, "displayValue")),
        })),
      }),
      isRequired: flag(question, "required"),
      sequence: count(question, "sequence"),
      text: localized(block(question, "text")),
    };
  });
}

function assignmentPolicy(inputs: Inputs): JsonObject {
  return defined({
    "@odata.type": "#microsoft.graph.accessPackageAssignmentPolicy",
    accessPackageId: idOf(inputs, "accessPackageId"),
    accessReviewSettings: reviewSettings(inputs),
    canExtend: flag(inputs, "extensionEnabled"),
    description: textOrNull(inputs, "description"),
    displayName: textOrNull(inputs, "displayName"),
    durationInDays: count(inputs, "durationInDays"),
    expirationDateTime: textOrNull(inputs, "expirationDate"),
    questions: questions(inputs),
    requestApprovalSettings: approvalSettings(inputs),
    requestorSettings: requestorSettings(inputs),
  });
}

export const accessPackageAssignmentPolicy: Translator = {
  replaceOn: [],
  create: (inputs, graph, { assignId }) =>
    madeObject(text(graph.post(policies, assignmentPolicy(inputs), assignId), "id")),
  update(made, _before, after, graph) {
    graph.put(`${policies}/${made.id}`, { ...assignmentPolicy(after), id: made.id });
    return made;
  },
  remove: (made, _inputs, graph) => graph.remove(`${policies}/${made.id}`),
};

function resourcesOf(graph: Graph, catalogId: string, originId: string): readonly JsonObject[] {
  return graph.list(`${catalogs}/${catalogId}/accessPackageResources?$filter=originId eq '${originId}'`);
}

export const catalogResource: Translator = {
  replaceOn: ["catalogId", "resourceOriginId", "resourceOriginSystem"],
  create(inputs, graph, { assignId }) {
    const [catalogId, originId] = [idOf(inputs, "catalogId"), idOf(inputs, "resourceOriginId")];
    if (resourcesOf(graph, catalogId, originId).length === 0) {
      graph.post(
        resourceRequests,
        {
          "@odata.type": "#microsoft.graph.accessPackageResourceRequest",
          accessPackageResource: { originId, originSystem: text(inputs, "resourceOriginSystem") },
          catalogId,
          executeImmediately: true,
          requestType: "AdminAdd",
        },
        assignId,
      );
    }
    const id = `${catalogId}/${originId}`;
    const [resource] = resourcesOf(graph, catalogId, originId);
    return { id, outputs: { objectId: id }, keys: [text(resource, "id")].filter((key) => key !== "") };
  },
  remove(_made, inputs, graph) {
    const [catalogId, originId] = [idOf(inputs, "catalogId"), idOf(inputs, "resourceOriginId")];
    if (graph.get(`${catalogs}/${catalogId}`) === undefined) return;
    const [resource] = resourcesOf(graph, catalogId, originId);
    if (resource === undefined) return;
    graph.post(resourceRequests, {
      "@odata.type": "#microsoft.graph.accessPackageResourceRequest",
      accessPackageResource: { originId, originSystem: text(resource, "originSystem") },
      catalogId,
      executeImmediately: true,
      requestType: "AdminRemove",
    });
  },
};

export const packageResource: Translator = {
  replaceOn: ["accessPackageId", "accessType", "catalogResourceAssociationId"],
  create(inputs, graph, { assignId }): Made {
    const [catalogId = "", originId = ""] = text(inputs, "catalogResourceAssociationId").split("/");
    const accessType = text(inputs, "accessType") || "Member";
    const packageId = idOf(inputs, "accessPackageId");
    const [resource] = resourcesOf(graph, catalogId, originId);
    const originSystem = asText(resource?.["originSystem"]) ?? null;
    const created = graph.post(
      `${packages}/${packageId}/accessPackageResourceRoleScopes`,
      {
        "@odata.type": "#microsoft.graph.accessPackageResourceRoleScope",
        accessPackageResourceRole: {
          accessPackageResource: defined({
            "@odata.type": "#microsoft.graph.accessPackageResource",
            id: textIfAny(resource, "id"),
            originId,
            resourceType: asText(resource?.["resourceType"]),
          }),
          displayName: accessType,
          originId: `${accessType}_${originId}`,
          originSystem,
        },
        accessPackageResourceScope: { originId, originSystem },
      },
      assignId,
    );
    const scope = text(created, "id");
    const id = `${packageId}/${scope}/${originId}/${accessType}`;
    return { id, outputs: { objectId: id }, keys: [scope] };
  },
  remove: (made, inputs, graph) =>
    graph.remove(
      `${packages}/${idOf(inputs, "accessPackageId")}/accessPackageResourceRoleScopes/${made.keys[0] ?? ""}`,
    ),
};

export const catalogRoleAssignment: Translator = {
  replaceOn: ["catalogId", "principalObjectId", "roleId"],
  create(inputs, graph, { assignId }) {
    const created = graph.post(
      roleAssignments,
      {
        appScopeId: `/AccessPackageCatalog/${idOf(inputs, "catalogId")}`,
        directoryScopeId: "/",
        principalId: idOf(inputs, "principalObjectId"),
        roleDefinitionId: idOf(inputs, "roleId"),
      },
      assignId,
    );
    return madeObject(text(created, "id"));
  },
  remove: (made, _inputs, graph) => graph.remove(`${roleAssignments}/${made.id}`),
};
