/** PIM for Groups: schedules and rules (terraform-provider-azuread 3.8.0, internal/services/identitygovernance and policies). */

import { asObject, asText, type JsonObject, objectsOf } from "../entity.ts";
import type { Graph } from "./graph.ts";
import { block, blocks, flag, has, type Inputs, idOf, sameValue, text, textOrNull, texts } from "./inputs.ts";
import { type Made, madeObject, type Translator } from "./translator.ts";

type Kind = "eligibility" | "assignment";

const base = "/v1.0/identityGovernance/privilegedAccess/group";
const requestTypes: Readonly<Record<Kind, string>> = {
  eligibility: "#microsoft.graph.privilegedAccessGroupEligibilityScheduleRequest",
  assignment: "#microsoft.graph.privilegedAccessGroupAssignmentScheduleRequest",
};

function scheduleInfo(inputs: Inputs): JsonObject {
  return { expiration: expiration(inputs), startDateTime: textOrNull(inputs, "startDate") };
}

function expiration(inputs: Inputs): JsonObject {
  const [end, duration] = [text(inputs, "expirationDate"), text(inputs, "duration")];
  if (end !== "") return { endDateTime: end, type: "afterDateTime" };
  if (duration !== "") return { duration, type: "afterDuration" };
  return { type: "noExpiration" };
}

function request(kind: Kind, inputs: Inputs, graph: Graph, assignId?: string): Made {
  const ticket = has(inputs, "ticketNumber") || has(inputs, "ticketSystem");
  const answer = graph.post(
    `${base}/${kind}ScheduleRequests`,
    {
      "@odata.type": requestTypes[kind],
      accessId: text(inputs, "assignmentType"),
      action: "adminAssign",
      createdBy: null,
      groupId: idOf(inputs, "groupId"),
      justification: textOrNull(inputs, "justification"),
      principalId: idOf(inputs, "principalId"),
      scheduleInfo: scheduleInfo(inputs),
      ...(ticket && {
        ticketInfo: {
          ticketNumber: textOrNull(inputs, "ticketNumber"),
          ticketSystem: textOrNull(inputs, "ticketSystem"),
        },
      }),
    },
    assignId,
  );
  return madeObject(text(answer, "targetScheduleId") || text(answer, "id"));
}

function schedule(kind: Kind): Translator {
  return {
    replaceOn: ["assignmentType", "groupId", "principalId"],
    keeps: [
      "duration",
      "expirationDate",
      "justification",
      "permanentAssignment",
      "startDate",
      "ticketNumber",
      "ticketSystem",
    ],
    deleteFirst: true,
    create: (inputs, graph, { assignId }) => request(kind, inputs, graph, assignId),
    update: (made, _before, after, graph) => {
      request(kind, after, graph);
      return made;
    },
    remove(made, inputs, graph) {
      if (graph.get(`${base}/${kind}Schedules/${made.id}`) === undefined) return;
      graph.post(`${base}/${kind}ScheduleRequests`, {
        "@odata.type": requestTypes[kind],
        accessId: text(inputs, "assignmentType"),
        action: "adminRemove",
        createdBy: null,
        groupId: idOf(inputs, "groupId"),
        principalId: idOf(inputs, "principalId"),
      });
    },
  };
}

export const groupEligibility = schedule("eligibility");
export const groupAssignment = schedule("assignment");

type Rules = ReadonlyMap<string, JsonObject>;

/** Whether the provider sees a change: what the program does not give keeps the tenant's value, and zero is no news at first. */
function changed(before: Inputs | undefined, after: Inputs | undefined, property: string): boolean {
  const value = after?.[property];
  if (value === undefined || value === null) return false;
  if (before === undefined) return value !== false && value !== "" && value !== 0;
  return !sameValue(before[property], value);
}

function enabledIn(rules: Rules, id: string, present: boolean, rule: string): boolean {
  return present && texts(rules.get(id), "enabledRules").includes(rule);
}

function enablement(id: string, after: Inputs | undefined, rules: Rules, updating: boolean): JsonObject {
  const wants = (property: string, rule: string) =>
    flag(after, property, enabledIn(rules, id, updating, rule)) ? [rule] : [];
  return {
    "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyEnablementRule",
    enabledRules: [
      ...wants("requireMultifactorAuthentication", "MultiFactorAuthentication"),
      ...wants("requireJustification", "Justification"),
      ...wants("requireTicketInfo", "Ticketing"),
    ],
    id,
  };
}

function expirationRule(id: string, after: Inputs | undefined, rules: Rules, updating: boolean): JsonObject {
  const present = updating ? rules.get(id) : undefined;
  return {
    "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyExpirationRule",
    id,
    isExpirationRequired: flag(after, "expirationRequired", present?.["isExpirationRequired"] === true),
    maximumDuration: text(after, "expireAfter") || (asText(present?.["maximumDuration"]) ?? null),
  };
}

function approvalRule(before: Inputs | undefined, after: Inputs, rules: Rules, updating: boolean): JsonObject {
  const id = "Approval_EndUser_Assignment";
  const present = asObject(rules.get(id)?.["setting"]);
  const stages = changed(before, after, "approvalStage")
    ? blocks(after, "approvalStage").map((stage) => ({
        primaryApprovers: blocks(stage, "primaryApprovers").map((approver) =>
          text(approver, "type") === "groupMembers"
            ? { "@odata.type": "#microsoft.graph.groupMembers", groupId: idOf(approver, "objectId") }
            : { "@odata.type": "#microsoft.graph.singleUser", userId: idOf(approver, "objectId") },
        ),
      }))
    : objectsOf(present?.["approvalStages"]);
  return {
    "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyApprovalRule",
    id,
    setting: {
      approvalStages: stages,
      isApprovalRequired: flag(after, "requireApproval", updating && present?.["isApprovalRequired"] === true),
    },
  };
}

/** Notification settings: input → part of the rule's id. */
const notified: readonly (readonly [when: string, moment: string])[] = [
  ["eligibleAssignments", "Admin_Eligibility"],
  ["activeAssignments", "Admin_Assignment"],
  ["eligibleActivations", "EndUser_Assignment"],
];
const recipients: readonly (readonly [input: string, recipient: string])[] = [
  ["adminNotifications", "Admin"],
  ["approverNotifications", "Approver"],
  ["assigneeNotifications", "Requestor"],
];

function notificationRules(before: Inputs | undefined, after: Inputs | undefined): JsonObject[] {
  return notified.flatMap(([when, moment]) =>
    recipients.flatMap(([input, recipientType]) => {
      const settings = block(block(after, when), input);
      if (settings === undefined || sameValue(block(block(before, when), input), settings)) return [];
      return {
        "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyNotificationRule",
        id: `Notification_${recipientType}_${moment}`,
        isDefaultRecipientsEnabled: flag(settings, "defaultRecipients"),
        notificationLevel: text(settings, "notificationLevel"),
        notificationRecipients: texts(settings, "additionalRecipients"),
        notificationType: "Email",
        recipientType,
      };
    }),
  );
}

/** The rules that the provider patches: only those in which the program's settings changed. */
function changedRules(before: Inputs | undefined, after: Inputs, rules: Rules): JsonObject[] {
  const updating = before !== undefined;
  const part = (inputs: Inputs | undefined, property: string) =>
    inputs === undefined ? undefined : block(inputs, property);
  const [eligible, active, activation] = ["eligibleAssignmentRules", "activeAssignmentRules", "activationRules"].map(
    (property) => ({ before: part(before, property), after: part(after, property) }),
  );
  const any = (pair: typeof eligible, ...properties: string[]) =>
    properties.some((property) => changed(pair?.before, pair?.after, property));
  return [
    ...(eligible?.after !== undefined && !sameValue(eligible.before, eligible.after)
      ? [expirationRule("Expiration_Admin_Eligibility", eligible.after, rules, updating)]
      : []),
    // A change of requireTicketInfo alone is not among the provider's triggers here.
    ...(any(active, "requireMultifactorAuthentication", "requireJustification")
      ? [enablement("Enablement_Admin_Assignment", active?.after, rules, updating)]
      : []),
    ...(any(active, "expirationRequired", "expireAfter")
      ? [expirationRule("Expiration_Admin_Assignment", active?.after, rules, updating)]
      : []),
    ...(any(activation, "maximumDuration")
      ? [
          {
            "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyExpirationRule",
            id: "Expiration_EndUser_Assignment",
            maximumDuration: text(activation?.after, "maximumDuration"),
          },
        ]
      : []),
    ...(activation?.after !== undefined && any(activation, "requireApproval", "approvalStage")
      ? [approvalRule(activation.before, activation.after, rules, updating)]
      : []),
    ...(any(activation, "requiredConditionalAccessAuthenticationContext")
      ? [
          {
            "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyAuthenticationContextRule",
            claimValue: textOrNull(activation?.after, "requiredConditionalAccessAuthenticationContext"),
            id: "AuthenticationContext_EndUser_Assignment",
            isEnabled: text(activation?.after, "requiredConditionalAccessAuthenticationContext") !== "",
          },
        ]
      : []),
    ...(any(activation, "requireMultifactorAuthentication", "requireJustification", "requireTicketInfo")
      ? [enablement("Enablement_EndUser_Assignment", activation?.after, rules, updating)]
      : []),
    ...notificationRules(part(before, "notificationRules"), part(after, "notificationRules")),
  ];
}

function policyId(inputs: Inputs, graph: Graph): string {
  const group = idOf(inputs, "groupId");
  const [assignment] = graph.list(
    `/v1.0/policies/roleManagementPolicyAssignments?$filter=scopeType eq 'Group' and scopeId eq '${group}' and roleDefinitionId eq '${text(inputs, "roleId")}'`,
  );
  return text(assignment, "policyId");
}

function apply(before: Inputs | undefined, after: Inputs, graph: Graph): Made {
  const path = `/v1.0/policies/roleManagementPolicies/${policyId(after, graph)}`;
  const policy = graph.get(`${path}?$expand=*`);
  const rules = new Map(objectsOf(policy?.["rules"]).map((rule) => [text(rule, "id"), rule]));
  graph.patch(path, {
    "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicy",
    id: text(policy, "id"),
    lastModifiedBy: null,
    rules: changedRules(before, after, rules).map((rule) => {
      const target = rules.get(text(rule, "id"))?.["target"];
      return target === undefined ? rule : { ...rule, target };
    }),
    scopeId: idOf(after, "groupId"),
    scopeType: "Group",
  });
  // Entra gives the policy another id when it is changed.
  return madeObject(policyId(after, graph));
}

/** Entra keeps a policy for every group: it is changed, never created or deleted. */
export const groupRoleManagementPolicy: Translator = {
  replaceOn: ["groupId", "roleId"],
  keeps: ["activationRules", "activeAssignmentRules", "eligibleAssignmentRules", "notificationRules"],
  create: (inputs, graph) => apply(undefined, inputs, graph),
  update: (_made, before, after, graph) => apply(before, after, graph),
  /** A demand that is switched off is no news to the provider at first; it finds it switched on afterwards, and changes that. */
  settle(made, inputs, graph) {
    const rules = block(inputs, "activationRules");
    const off = Object.keys(rules ?? {}).filter((property) => rules?.[property] === false);
    if (off.length === 0) return made;
    const found = { ...rules, ...Object.fromEntries(off.map((property) => [property, true])) };
    return apply({ ...inputs, activationRules: found }, inputs, graph);
  },
  remove: () => undefined,
};
