/**
 * Who approves a request for an access package
 * (https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-approval-policy). Nobody approves their own
 * request, but a colleague approves it.
 */

import { asObject, asText, type JsonObject, objectsOf } from "../../tenant/entity.ts";
import type { AccessNode, EdgeContext, NewEdge } from "../graph.ts";

/** Stands for an approver whom nothing shows. */
const somebody = "";

export function packageApproval(policy: JsonObject, from: AccessNode, context: EdgeContext): NewEdge["condition"] {
  const settings = asObject(policy["requestApprovalSettings"]);
  if (settings?.["isApprovalRequired"] !== true) return "self-activation";
  return {
    approvers: objectsOf(settings["approvalStages"]).map((stage) => {
      const escalation = stage["isEscalationEnabled"] === true ? approversIn(stage["escalationApprovers"]) : [];
      return resolve([...approversIn(stage["primaryApprovers"]), ...escalation], from, context);
    }),
  };
}

function approversIn(list: unknown): readonly JsonObject[] {
  return objectsOf(list);
}

function resolve(approvers: readonly JsonObject[], from: AccessNode, context: EdgeContext): string[] {
  const fallback = approvers.filter((approver) => approver["isBackup"] === true);
  const named = approvers
    .filter((approver) => approver["isBackup"] !== true)
    .flatMap((approver) => {
      const id = asText(approver["id"]);
      if (id !== undefined) return [context.directory.canonical(id)];
      if (!/requestorManager$/i.test(asText(approver["@odata.type"]) ?? "")) return [somebody];
      return managerOf(from, context);
    });
  const others = fallback.map((approver) => context.directory.canonical(asText(approver["id"]) ?? somebody));
  // The fallback decides where no manager is found, and where nobody knows whether there is one.
  return named.length === 0 || named.includes(somebody) ? [...named, ...others] : named;
}

/** The requestor's manager: nobody when there is none, somebody when the snapshot does not tell. */
function managerOf(from: AccessNode, { directory }: EdgeContext): string[] {
  const object = directory.object(from.id);
  const shown: Readonly<Record<string, unknown>> = object?.kind === "user" ? object.value : {};
  if (shown["manager"] === null) return [];
  const id = asText(asObject(shown["manager"])?.["id"]);
  return [id === undefined ? somebody : directory.canonical(id)];
}
