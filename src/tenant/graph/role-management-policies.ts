/**
 * PIM settings: what is demanded before somebody is made eligible or activates
 * (https://learn.microsoft.com/graph/identity-governance-pim-rules-overview). Every group has one policy for members
 * and one for owners, every directory role one, each with Microsoft's 17 rules; they exist without anybody creating
 * them.
 */

import type { Entity, JsonObject } from "../entity.ts";
import { asList, asObject, asText, derivedId, mergeJson, objectsOf } from "../entity.ts";
import type { Index } from "../store.ts";
import { audit } from "./audit.ts";
import { type Context, lookUp, noContent, type Operations, parameter, plainProperties, type Reply } from "./context.ts";
import { badRequest, GraphError, notFound } from "./error.ts";
import { list, type Resource, single } from "./resource.ts";
import { durationMilliseconds, type Period } from "./schedule.ts";

type ScopeType = "Group" | "DirectoryRole";

/** Which policy: of a group's members or owners, or of a directory role. */
export interface PolicyScope {
  readonly scopeType: ScopeType;
  /** Group id, or `/`. */
  readonly scopeId: string;
  /** `member`, `owner`, or a role definition id. */
  readonly roleDefinitionId: string;
}

const policyResource: Resource = {
  table: "roleManagementPolicies",
  type: "#microsoft.graph.unifiedRoleManagementPolicy",
  set: "policies/roleManagementPolicies",
  hidden: ["rules"],
  expands: {
    rules: { of: rulesOf },
    effectiveRules: { of: rulesOf },
  },
};

const policyAssignmentResource: Resource = {
  table: "roleManagementPolicyAssignments",
  type: "#microsoft.graph.unifiedRoleManagementPolicyAssignment",
  set: "policies/roleManagementPolicyAssignments",
  expands: {
    policy: {
      resource: () => policyResource,
      of: (context, assignment) => findPolicy(context, String(assignment["policyId"])),
    },
  },
};

function rulesOf(_context: Context, policy: Entity): readonly Entity[] {
  return asList(policy["rules"]) as readonly Entity[];
}

type Caller = "Admin" | "EndUser";
type Level = "Eligibility" | "Assignment";

function rule(kind: string, id: string, caller: Caller, level: Level, properties: JsonObject): Entity {
  return {
    "@odata.type": `#microsoft.graph.unifiedRoleManagementPolicy${kind}Rule`,
    id,
    ...properties,
    target: { caller, operations: ["All"], level, inheritableSettings: [], enforcedSettings: [] },
  };
}

const moments: readonly { readonly caller: Caller; readonly level: Level }[] = [
  { caller: "Admin", level: "Eligibility" },
  { caller: "Admin", level: "Assignment" },
  { caller: "EndUser", level: "Assignment" },
];

function notificationRules(): Entity[] {
  return ["Admin", "Requestor", "Approver"].flatMap((recipientType) =>
    moments.map(({ caller, level }) =>
      rule("Notification", `Notification_${recipientType}_${caller}_${level}`, caller, level, {
        notificationType: "Email",
        recipientType,
        notificationLevel: "All",
        isDefaultRecipientsEnabled: true,
        notificationRecipients: [],
      }),
    ),
  );
}

/**
 * The rules a policy starts with: eligibility of groups ends after a year and active assignments after half a year at
 * the latest, those of roles need not end; activation for at most 8 hours, with MFA and a justification, without
 * approval.
 */
function defaultRules(scopeType: ScopeType): Entity[] {
  const ends = scopeType === "Group";
  return [
    rule("Expiration", "Expiration_Admin_Eligibility", "Admin", "Eligibility", {
      isExpirationRequired: ends,
      maximumDuration: "P365D",
    }),
    rule("Enablement", "Enablement_Admin_Eligibility", "Admin", "Eligibility", { enabledRules: [] }),
    rule("Expiration", "Expiration_Admin_Assignment", "Admin", "Assignment", {
      isExpirationRequired: ends,
      maximumDuration: "P180D",
    }),
    rule("Enablement", "Enablement_Admin_Assignment", "Admin", "Assignment", { enabledRules: ["Justification"] }),
    rule("Expiration", "Expiration_EndUser_Assignment", "EndUser", "Assignment", {
      isExpirationRequired: true,
      maximumDuration: "PT8H",
    }),
    rule("Enablement", "Enablement_EndUser_Assignment", "EndUser", "Assignment", {
      enabledRules: ["MultiFactorAuthentication", "Justification"],
    }),
    rule("Approval", "Approval_EndUser_Assignment", "EndUser", "Assignment", {
      setting: {
        isApprovalRequired: false,
        isApprovalRequiredForExtension: false,
        isRequestorJustificationRequired: true,
        approvalMode: "SingleStage",
        approvalStages: [
          {
            approvalStageTimeOutInDays: 1,
            isApproverJustificationRequired: true,
            escalationTimeInMinutes: 0,
            isEscalationEnabled: false,
            primaryApprovers: [],
            escalationApprovers: [],
          },
        ],
      },
    }),
    rule("AuthenticationContext", "AuthenticationContext_EndUser_Assignment", "EndUser", "Assignment", {
      isEnabled: false,
      claimValue: "",
    }),
    ...notificationRules(),
  ];
}

function policyIdOf(context: Context, { scopeType, scopeId, roleDefinitionId }: PolicyScope): string {
  const unique = derivedId("role management policy", context.facts.tenantId, scopeId, roleDefinitionId);
  return `${scopeType}_${scopeType === "Group" ? scopeId : context.facts.tenantId}_${unique}`;
}

const startingRules: Readonly<Record<ScopeType, readonly Entity[]>> = {
  Group: defaultRules("Group"),
  DirectoryRole: defaultRules("DirectoryRole"),
};

const assignmentsByScope: Index = { table: "roleManagementPolicyAssignments", keyOf: scopeKey };

function scopeKey({ scopeId, roleDefinitionId }: JsonObject | PolicyScope): string {
  return `${scopeId}\n${roleDefinitionId}`;
}

/** Who a scope's policy was assigned to when somebody changed it. */
function storedAssignment(context: Context, scope: PolicyScope): Entity | undefined {
  return context.store.first(assignmentsByScope, scopeKey(scope));
}

interface PolicyPair {
  readonly policy: Entity;
  readonly assignment: Entity;
}

/** The policy for a scope: as somebody changed it, otherwise Microsoft's default. */
function policyPair(context: Context, scope: PolicyScope): PolicyPair {
  const stored = storedAssignment(context, scope);
  const policyId = asText(stored?.["policyId"]) ?? policyIdOf(context, scope);
  const assignment: Entity = stored ?? { id: `${policyId}_${scope.roleDefinitionId}`, policyId, ...scope };
  const policy: Entity = context.store.get("roleManagementPolicies", policyId) ?? {
    id: policyId,
    description: scope.scopeType,
    displayName: scope.scopeType,
    isOrganizationDefault: false,
    lastModifiedBy: { displayName: null, id: null },
    lastModifiedDateTime: null,
    rules: startingRules[scope.scopeType],
    scopeId: scope.scopeId,
    scopeType: scope.scopeType,
  };
  return { policy, assignment };
}

/** The policies of one group: for members and for owners. */
function groupScopes(groupId: string): PolicyScope[] {
  return ["member", "owner"].map((roleDefinitionId) => ({ scopeType: "Group", scopeId: groupId, roleDefinitionId }));
}

/**
 * The groups that PIM looks after: role-assignable ones, those with schedules, and those whose policy somebody
 * changed.
 */
function managedGroups(context: Context): string[] {
  const { store } = context;
  const ids = new Set<string>();
  for (const group of store.all("groups")) if (group["isAssignableToRole"] === true) ids.add(group.id);
  for (const table of ["groupEligibilitySchedules", "groupAssignmentSchedules"] as const) {
    for (const schedule of store.all(table)) ids.add(String(schedule["groupId"]));
  }
  for (const policy of store.all("roleManagementPolicies")) {
    if (policy["scopeType"] === "Group") ids.add(String(policy["scopeId"]));
  }
  return [...ids];
}

/** The roles that somebody holds or is eligible for, and those whose policy somebody changed. */
function managedRoles(context: Context): PolicyScope[] {
  const ids = new Set<string>();
  for (const table of ["roleAssignments", "roleEligibilitySchedules"] as const) {
    for (const each of context.store.all(table)) ids.add(String(each["roleDefinitionId"]));
  }
  for (const each of context.store.all("roleManagementPolicyAssignments")) {
    if (each["scopeType"] === "DirectoryRole") ids.add(String(each["roleDefinitionId"]));
  }
  return [...ids].map((roleDefinitionId) => ({ scopeType: "DirectoryRole", scopeId: "/", roleDefinitionId }));
}

/** Every policy of the tenant that has something to decide. */
export function managedPolicies(context: Context): PolicyPair[] {
  const scopes = [...managedGroups(context).flatMap(groupScopes), ...managedRoles(context)];
  return scopes.map((scope) => policyPair(context, scope));
}

function findPolicy(context: Context, id: string): Entity | undefined {
  const stored = context.store.get("roleManagementPolicies", id);
  if (stored !== undefined) return stored;
  const [, groupId] = /^Group_([^_]+)_/.exec(id) ?? [];
  const scopes = groupId === undefined ? allRoleScopes(context) : groupScopes(groupId);
  if (groupId !== undefined && context.store.get("groups", groupId) === undefined) return undefined;
  return scopes.map((scope) => policyPair(context, scope).policy).find((policy) => policy.id === id);
}

function allRoleScopes(context: Context): PolicyScope[] {
  return [...context.store.all("roleDefinitions")].map(({ id }) => ({
    scopeType: "DirectoryRole",
    scopeId: "/",
    roleDefinitionId: id,
  }));
}

function demandedPolicy(context: Context): Entity {
  const id = parameter(context, "id");
  const policy = findPolicy(context, id);
  if (policy === undefined) throw new GraphError(404, "PolicyNotFound", `The policy '${id}' is not found.`);
  return policy;
}

/** Graph lists policies of one scope at a time; without one it refuses. */
function demandedScope(context: Context): PolicyPair[] {
  const filter = context.query.filter ?? "";
  const [, scopeId] = /\bscopeId eq '([^']*)'/i.exec(filter) ?? [];
  const [, scopeType] = /\bscopeType eq '([^']*)'/i.exec(filter) ?? [];
  if (scopeId === undefined || scopeType === undefined) {
    throw badRequest("The request must have a $filter on scopeId and scopeType.", "InvalidScope");
  }
  if (scopeType === "Group") {
    if (context.store.get("groups", scopeId) === undefined) throw notFound(scopeId);
    return groupScopes(scopeId.toLowerCase()).map((scope) => policyPair(context, scope));
  }
  const scopes = scopeType === "DirectoryRole" || scopeType === "Directory" ? allRoleScopes(context) : [];
  return scopes.map((scope) => policyPair(context, scope));
}

function store(context: Context, policy: Entity, changed: Entity): void {
  const owner = [...(policy["scopeType"] === "Group" ? groupScopes(String(policy["scopeId"])) : allRoleScopes(context))]
    .map((scope) => policyPair(context, scope))
    .find((pair) => pair.policy.id === policy.id);
  if (owner !== undefined) context.store.put("roleManagementPolicyAssignments", owner.assignment);
  context.store.put("roleManagementPolicies", {
    ...changed,
    lastModifiedBy: { displayName: null, id: context.actor },
    lastModifiedDateTime: context.now,
  });
  const type = policy["scopeType"] === "Group" ? "Group" : "Role";
  const target = type === "Group" ? String(policy["scopeId"]) : String(owner?.assignment["roleDefinitionId"]);
  audit(context, "RoleManagement", "Update role setting in PIM completed", [{ id: target, type }], {
    policyId: policy.id,
    appliesTo: String(owner?.assignment["roleDefinitionId"] ?? ""),
  });
}

function changeRule(rules: readonly Entity[], change: JsonObject): Entity[] {
  const id = asText(change["id"]);
  const known = rules.find((each) => each.id === id);
  if (known === undefined) throw badRequest(`The policy has no rule '${String(id)}'.`, "InvalidPolicyRule");
  const type = change["@odata.type"];
  if (type !== undefined && type !== known["@odata.type"]) {
    throw badRequest(`The rule '${known.id}' is of type '${String(known["@odata.type"])}'.`, "InvalidPolicyRule");
  }
  const { target: _, ...settings } = change;
  const changed: Entity = { ...mergeJson(known, settings), id: known.id };
  const maximum = asText(changed["maximumDuration"]);
  if (maximum !== undefined) durationMilliseconds(maximum);
  return rules.map((each) => (each.id === known.id ? changed : each));
}

function updatePolicy(context: Context): Reply {
  const policy = demandedPolicy(context);
  const { rules: _, scopeId: __, scopeType: ___, lastModifiedBy: ____, ...change } = plainProperties(context.body);
  const rules = objectsOf(context.body["rules"]).reduce(changeRule, rulesOf(context, policy));
  const changed: Entity = { ...mergeJson(policy, change), id: policy.id, rules };
  store(context, policy, changed);
  return single(context, policyResource, changed);
}

function findRule(context: Context, policy: Entity): Entity {
  const id = parameter(context, "rule");
  const found = rulesOf(context, policy).find((each) => each.id === id);
  if (found === undefined) throw notFound(id);
  return found;
}

function updateRule(context: Context): Reply {
  const policy = demandedPolicy(context);
  const { id } = findRule(context, policy);
  const rules = changeRule(rulesOf(context, policy), { ...context.body, id });
  store(context, policy, { ...policy, rules });
  return noContent;
}

/** A rule of the policy for a scope, by its id. */
export function policyRule(context: Context, scope: PolicyScope, id: string): JsonObject {
  const changed = context.store.size("roleManagementPolicies") > 0;
  const rules = changed ? rulesOf(context, policyPair(context, scope).policy) : startingRules[scope.scopeType];
  return rules.find((each) => each.id === id) ?? {};
}

/**
 * Refuses a request that the policy forbids, in Graph's words.
 * @throws GraphError 400 RoleAssignmentRequestPolicyValidationFailed naming the rules that failed.
 */
export function enforcePolicy(
  context: Context,
  scope: PolicyScope,
  caller: Caller,
  level: Level,
  period: Period,
): void {
  const expiration = policyRule(context, scope, `Expiration_${caller}_${level}`);
  const enablement = policyRule(context, scope, `Enablement_${caller}_${level}`);
  const enabled = asList(enablement["enabledRules"]);
  const ticket = asObject(context.body["ticketInfo"]);
  const failed = [
    ...(isTooLong(expiration, period) ? ["ExpirationRule"] : []),
    ...(enabled.includes("Justification") && (asText(context.body["justification"]) ?? "") === ""
      ? ["JustificationRule"]
      : []),
    ...(enabled.includes("Ticketing") && (asText(ticket?.["ticketNumber"]) ?? "") === "" ? ["TicketingRule"] : []),
  ];
  if (failed.length === 0) return;
  throw badRequest(
    `The following policy rules failed: ${JSON.stringify(failed)}`,
    "RoleAssignmentRequestPolicyValidationFailed",
  );
}

function isTooLong(expiration: JsonObject, period: Period): boolean {
  const required = expiration["isExpirationRequired"] === true;
  if (period.end === undefined) return required;
  const maximum = asText(expiration["maximumDuration"]);
  if (!required || maximum === undefined || maximum === "") return false;
  return Date.parse(period.end) - Date.parse(period.start) > durationMilliseconds(maximum);
}

const policies = "policies/roleManagementPolicies";
const policyAssignments = "policies/roleManagementPolicyAssignments";

export const roleManagementPolicyOperations: Operations = {
  [`GET ${policies}`]: (context) =>
    list(
      context,
      policyResource,
      demandedScope(context).map((pair) => pair.policy),
    ),
  [`GET ${policies}/:id`]: (context) => single(context, policyResource, demandedPolicy(context)),
  [`PATCH ${policies}/:id`]: updatePolicy,
  [`GET ${policies}/:id/rules`]: (context) => list(context, ruleResource, rulesOf(context, demandedPolicy(context))),
  [`GET ${policies}/:id/rules/:rule`]: (context) => ({
    status: 200,
    body: findRule(context, demandedPolicy(context)),
  }),
  [`PATCH ${policies}/:id/rules/:rule`]: updateRule,
  [`GET ${policyAssignments}`]: (context) =>
    list(
      context,
      policyAssignmentResource,
      demandedScope(context).map((pair) => pair.assignment),
    ),
  [`GET ${policyAssignments}/:id`]: (context) => {
    const id = parameter(context, "id");
    const found = managedPolicies(context).find(({ assignment }) => assignment.id === id)?.assignment;
    return single(context, policyAssignmentResource, found ?? lookUp(context, "roleManagementPolicyAssignments", id));
  },
};

const ruleResource: Resource = {
  table: "roleManagementPolicies",
  type: "#microsoft.graph.unifiedRoleManagementPolicyRule",
  set: "policies/roleManagementPolicies/rules",
};
