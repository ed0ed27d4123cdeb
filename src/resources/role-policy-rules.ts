/**
 * PIM settings between a program's inputs and the rules of a role management policy, in both directions
 * (https://learn.microsoft.com/graph/identity-governance-pim-rules-overview, https://learn.microsoft.com/graph/how-to-pim-update-rules).
 */

import { normalRolePolicy, occasions, recipients } from "./role-policy-inputs.ts";
import { isSame, listOf, objectOf, type Properties, textOf } from "./unknown.ts";

const assignmentsPath = "/v1.0/policies/roleManagementPolicyAssignments";
const policiesPath = "/v1.0/policies/roleManagementPolicies";

/** Every role has one policy; Entra names it after the role only through the assignment. */
export function policyAssignmentPath(roleDefinitionId: string): string {
  const filter = `scopeId eq '/' and scopeType eq 'DirectoryRole' and roleDefinitionId eq '${roleDefinitionId}'`;
  return `${assignmentsPath}?$filter=${encodeURIComponent(filter)}&$expand=${encodeURIComponent("policy($expand=rules)")}`;
}

export function rulePath(policyId: string, ruleId: string): string {
  return `${policiesPath}/${policyId}/rules/${ruleId}`;
}

interface Rule {
  readonly id: string;
  readonly kind: "Expiration" | "Enablement" | "Approval" | "AuthenticationContext" | "Notification";
  /** What the program decides in it. */
  readonly settings: Properties;
}

const recipientTypes: Readonly<Record<(typeof recipients)[number], string>> = {
  adminNotifications: "Admin",
  approverNotifications: "Approver",
  assigneeNotifications: "Requestor",
};
const moments: Readonly<Record<(typeof occasions)[number], string>> = {
  eligibleAssignments: "Admin_Eligibility",
  activeAssignments: "Admin_Assignment",
  eligibleActivations: "EndUser_Assignment",
};
const demands = [
  ["requireMultifactorAuthentication", "MultiFactorAuthentication"],
  ["requireJustification", "Justification"],
  ["requireTicketInfo", "Ticketing"],
] as const;

/** The rules that normal inputs ask for. */
function rulesFor(inputs: Properties): Rule[] {
  const [activation = {}, eligible = {}, active = {}, notifications = {}] = [
    "activationRules",
    "eligibleAssignmentRules",
    "activeAssignmentRules",
    "notificationRules",
  ].map((name) => objectOf(inputs[name]) ?? {});
  const context = textOf(activation["requiredConditionalAccessAuthenticationContext"]);
  return [
    expiration("Expiration_Admin_Eligibility", eligible),
    expiration("Expiration_Admin_Assignment", active),
    { id: "Enablement_Admin_Assignment", kind: "Enablement", settings: { enabledRules: enabledBy(active) } },
    {
      id: "Expiration_EndUser_Assignment",
      kind: "Expiration",
      settings: { isExpirationRequired: true, maximumDuration: activation["maximumDuration"] },
    },
    { id: "Enablement_EndUser_Assignment", kind: "Enablement", settings: { enabledRules: enabledBy(activation) } },
    { id: "Approval_EndUser_Assignment", kind: "Approval", settings: { setting: approval(activation) } },
    {
      id: "AuthenticationContext_EndUser_Assignment",
      kind: "AuthenticationContext",
      settings: { isEnabled: context !== undefined, claimValue: context ?? "" },
    },
    ...occasions.flatMap((occasion) =>
      recipients.map((recipient) => notification(occasion, recipient, objectOf(notifications[occasion])?.[recipient])),
    ),
  ];
}

function expiration(id: string, rules: Properties): Rule {
  return {
    id,
    kind: "Expiration",
    settings: { isExpirationRequired: rules["expirationRequired"], maximumDuration: rules["expireAfter"] },
  };
}

function enabledBy(rules: Properties): string[] {
  return demands.filter(([property]) => rules[property] === true).map(([, rule]) => rule);
}

function approval(activation: Properties): Properties {
  const stage = objectOf(activation["approvalStage"]);
  return {
    isApprovalRequired: activation["requireApproval"],
    isApprovalRequiredForExtension: false,
    isRequestorJustificationRequired: true,
    approvalMode: "SingleStage",
    approvalStages: [
      {
        approvalStageTimeOutInDays: 1,
        isApproverJustificationRequired: true,
        escalationTimeInMinutes: 0,
        isEscalationEnabled: false,
        primaryApprovers: listOf(stage?.["primaryApprovers"]).map((one) => {
          const { type, objectId } = objectOf(one) ?? {};
          return type === "groupMembers"
            ? { "@odata.type": "#microsoft.graph.groupMembers", groupId: objectId }
            : { "@odata.type": "#microsoft.graph.singleUser", userId: objectId };
        }),
        escalationApprovers: [],
      },
    ],
  };
}

function notification(
  occasion: (typeof occasions)[number],
  recipient: (typeof recipients)[number],
  value: unknown,
): Rule {
  const settings = objectOf(value) ?? {};
  return {
    id: `Notification_${recipientTypes[recipient]}_${moments[occasion]}`,
    kind: "Notification",
    settings: {
      notificationType: "Email",
      recipientType: recipientTypes[recipient],
      notificationLevel: settings["notificationLevel"],
      isDefaultRecipientsEnabled: settings["defaultRecipients"],
      notificationRecipients: settings["additionalRecipients"],
    },
  };
}

/** What a program cannot say, in place of what it can: it shows as a difference. */
const nothing = "none";

/** What the tenant has, as normal inputs. */
export function rolePolicyFromGraph(roleDefinitionId: string, rules: readonly Properties[]): Properties {
  const byId = new Map(rules.map((rule) => [textOf(rule["id"]) ?? "", rule]));
  const ends = (id: string) => ({
    expirationRequired: byId.get(id)?.["isExpirationRequired"],
    expireAfter: byId.get(id)?.["maximumDuration"],
  });
  const enabled = (id: string) => {
    const enabledRules = listOf(byId.get(id)?.["enabledRules"]);
    return Object.fromEntries(demands.map(([property, rule]) => [property, enabledRules.includes(rule)]));
  };
  const setting = objectOf(byId.get("Approval_EndUser_Assignment")?.["setting"]) ?? {};
  const context = byId.get("AuthenticationContext_EndUser_Assignment");
  // Whoever it escalates to approves, too.
  const primaryApprovers = listOf(setting["approvalStages"]).flatMap((stage) => {
    const { primaryApprovers: first, escalationApprovers: others, isEscalationEnabled } = objectOf(stage) ?? {};
    const all = [...listOf(first), ...(isEscalationEnabled === true ? listOf(others) : [])];
    return all.map((one) => approverFrom(objectOf(one) ?? {}));
  });
  const activation = byId.get("Expiration_EndUser_Assignment");
  return normalRolePolicy({
    roleDefinitionId,
    activationRules: {
      maximumDuration: activation?.["isExpirationRequired"] === false ? nothing : activation?.["maximumDuration"],
      requireApproval: setting["isApprovalRequired"],
      approvalStage: { primaryApprovers },
      ...enabled("Enablement_EndUser_Assignment"),
      ...(context?.["isEnabled"] === true && {
        requiredConditionalAccessAuthenticationContext: textOf(context["claimValue"]) || nothing,
      }),
    },
    eligibleAssignmentRules: ends("Expiration_Admin_Eligibility"),
    activeAssignmentRules: { ...ends("Expiration_Admin_Assignment"), ...enabled("Enablement_Admin_Assignment") },
    notificationRules: Object.fromEntries(
      occasions.map((occasion) => [
        occasion,
        Object.fromEntries(
          recipients.map((recipient) => {
            const rule = byId.get(`Notification_${recipientTypes[recipient]}_${moments[occasion]}`);
            return [
              recipient,
              {
                notificationLevel: rule?.["notificationLevel"],
                defaultRecipients: rule?.["isDefaultRecipientsEnabled"],
                additionalRecipients: rule?.["notificationRecipients"],
              },
            ];
          }),
        ),
      ]),
    ),
  });
}

/** Other kinds of approver (a manager, say) keep their kind, so that they show as a difference. */
function approverFrom(one: Properties): Properties {
  const type = textOf(one["@odata.type"])?.replace("#microsoft.graph.", "");
  return { objectId: one["groupId"] ?? one["userId"] ?? one["id"], type: type ?? "singleUser" };
}

/** The rules that have to be changed so that the tenant has what normal inputs say: id and body of each request. */
export function ruleChanges(
  inputs: Properties,
  present: readonly Properties[],
): { readonly id: string; readonly body: Properties }[] {
  const byId = new Map(present.map((rule) => [textOf(rule["id"]) ?? "", rule]));
  const found = new Map(
    rulesFor(rolePolicyFromGraph(textOf(inputs["roleDefinitionId"]) ?? "", present)).map((rule) => [rule.id, rule]),
  );
  return rulesFor(inputs)
    .filter((rule) => !isSame(rule.settings, found.get(rule.id)?.settings))
    .map(({ id, kind, settings }) => ({
      id,
      body: {
        "@odata.type": `#microsoft.graph.unifiedRoleManagementPolicy${kind}Rule`,
        id,
        ...settings,
        ...notOurs(settings, byId.get(id) ?? {}),
        ...(byId.get(id)?.["target"] !== undefined && { target: byId.get(id)?.["target"] }),
      },
    }));
}

/** What a rule has beside what a program can say, in a list or object that is written as a whole: it stays. */
function notOurs(settings: Properties, present: Properties): Properties {
  const { enabledRules, setting } = settings;
  const others = listOf(present["enabledRules"]).filter((rule) => !demands.some(([, known]) => known === rule));
  return {
    ...(enabledRules !== undefined && others.length > 0 && { enabledRules: [...listOf(enabledRules), ...others] }),
    ...(setting !== undefined && { setting: { ...objectOf(present["setting"]), ...objectOf(setting) } }),
  };
}

/** PIM refuses multifactor authentication beside an authentication context: what is switched off goes first. */
export function inOrder<T extends { readonly id: string; readonly body: Properties }>(changes: readonly T[]): T[] {
  const isSwitchedOff = ({ id, body }: T) =>
    (id === "AuthenticationContext_EndUser_Assignment" && body["isEnabled"] === false) ||
    (id === "Enablement_EndUser_Assignment" && !listOf(body["enabledRules"]).includes("MultiFactorAuthentication"));
  return [...changes.filter(isSwitchedOff), ...changes.filter((change) => !isSwitchedOff(change))];
}
