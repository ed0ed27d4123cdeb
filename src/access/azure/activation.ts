/**
 * Who approves that an eligible Azure role becomes active: role management policies at the scope of the eligibility
 * (https://learn.microsoft.com/rest/api/authorization/role-management-policy-assignments). Without one Microsoft's defaults hold,
 * and whoever is eligible activates alone.
 */

import { asList, asObject, asText, type JsonObject, objectsOf } from "../../tenant/entity.ts";
import type { ArmResource } from "../../tenant/snapshot.ts";
import { type ActivationPolicy, readRules } from "../activation-policy.ts";
import type { Directory } from "../directory.ts";
import type { NewEdge } from "../graph.ts";
import { isOfType, type ReadType } from "./read-types.ts";
import { roleGuid } from "./roles.ts";
import { scopeOf, scopeOfExtension } from "./scopes.ts";

export interface AzureActivation {
  readonly condition: NewEdge["condition"];
  /** What the rules ask for; absent where none are in sight and Microsoft's defaults hold. */
  readonly policy?: ActivationPolicy;
  /** Ids of the policy and its assignment, which have a part in what the eligibility is worth. */
  readonly objectKeys: readonly string[];
}

/** How a role, by the GUID of its definition, is activated at a scope. */
export type AzureActivations = (scope: string, roleId: string) => AzureActivation;

const alone: AzureActivation = { condition: "self-activation", objectKeys: [] };

export function readAzureActivations(resources: readonly ArmResource[], directory: Directory): AzureActivations {
  const ofType = (type: ReadType) => resources.filter((resource) => isOfType(resource, type));
  const policies = new Map(
    ofType("microsoft.authorization/rolemanagementpolicies").map((policy) => [scopeOf(policy.id), policy]),
  );
  const found = new Map<string, AzureActivation>();
  for (const assignment of ofType("microsoft.authorization/rolemanagementpolicyassignments")) {
    const { roleDefinitionId, policyId, effectiveRules } = assignment.properties ?? {};
    const named = namedIn(assignment.id);
    const role = asText(roleDefinitionId) ?? named?.role;
    const policy = policies.get(scopeOf(asText(policyId) ?? named?.policy ?? ""));
    const rules = policy?.properties?.["rules"] ?? effectiveRules;
    if (role === undefined || rules === undefined) continue;
    found.set(`${scopeOfExtension(assignment)} ${roleGuid(role)}`, {
      condition: conditionOf(objectsOf(rules), directory),
      policy: readRules(policy?.id ?? assignment.id, objectsOf(rules), directory),
      objectKeys: [assignment.id, ...(policy ? [policy.id] : [])],
    });
  }
  return (scope, roleId) => found.get(`${scope} ${roleId}`) ?? alone;
}

/**
 * A program that only reads an assignment says its id, and Azure calls it `{policy}_{role definition}`
 * (https://learn.microsoft.com/rest/api/authorization/role-management-policy-assignments/get).
 */
function namedIn(id: string): { readonly role: string; readonly policy: string } | undefined {
  const match = /^(.*\/roleManagementPolic)yAssignments\/([0-9a-f-]{36})_([0-9a-f-]{36})$/i.exec(id);
  const [, path, policy, role] = match ?? [];
  if (path === undefined || policy === undefined || role === undefined) return undefined;
  return { role, policy: `${path}ies/${policy}` };
}

function conditionOf(rules: readonly JsonObject[], directory: Directory): NewEdge["condition"] {
  const approval = rules.find((rule) => asText(rule["id"])?.toLowerCase() === "approval_enduser_assignment");
  const setting = asObject(approval?.["setting"]);
  if (setting?.["isApprovalRequired"] !== true) return "self-activation";
  return {
    approvers: objectsOf(setting["approvalStages"]).map((stage) =>
      [
        ...asList(stage["primaryApprovers"]),
        ...(stage["isEscalationEnabled"] === true ? asList(stage["escalationApprovers"]) : []),
      ].map((approver) => directory.canonical(asText(asObject(approver)?.["id"]) ?? "")),
    ),
  };
}
