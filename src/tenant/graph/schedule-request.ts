/** What requests to PIM have in common, for directory roles and for groups. */

import type { Entity, JsonObject } from "../entity.ts";
import { asObject, asText } from "../entity.ts";
import type { Context } from "./context.ts";
import { badRequest } from "./error.ts";
import { directoryType } from "./resource.ts";

/**
 * Actions of a request, by what they do
 * (https://learn.microsoft.com/graph/api/resources/enums#unifiedrolescheduleRequestactions).
 */
const actions = {
  adminAssign: "assign",
  adminUpdate: "update",
  adminExtend: "update",
  adminRenew: "update",
  adminRemove: "remove",
  selfActivate: "activate",
  selfDeactivate: "remove",
} as const;

export type Action = (typeof actions)[keyof typeof actions];

/** What the request wants. */
export function actionOf(context: Context): Action {
  const asked = asText(context.body["action"]) ?? "";
  const action = Object.entries(actions).find(([name]) => name.toLowerCase() === asked.toLowerCase())?.[1];
  if (action !== undefined) return action;
  throw badRequest(
    `The action '${asked}' is not supported; supported are ${Object.keys(actions).join(", ")}.`,
    "InvalidAction",
  );
}

export const assignmentMissing = () => badRequest("The Role assignment does not exist.", "RoleAssignmentDoesNotExist");
export const assignmentExists = () => badRequest("The Role assignment already exists.", "RoleAssignmentExists");

/** The part of a stored request that does not depend on what it grants. */
export function requestFrame(context: Context, id: string, status: string, scheduleInfo: JsonObject | null): Entity {
  const { body } = context;
  const ticket = asObject(body["ticketInfo"]);
  const isUser = directoryType(context, context.actor) === "#microsoft.graph.user";
  const creator = { displayName: null, id: context.actor };
  return {
    id,
    action: body["action"],
    approvalId: null,
    completedDateTime: context.now,
    createdBy: isUser
      ? { application: null, device: null, user: creator }
      : { application: creator, device: null, user: null },
    createdDateTime: context.now,
    customData: null,
    isValidationOnly: false,
    justification: asText(body["justification"]) ?? null,
    scheduleInfo,
    status,
    ticketInfo: {
      ticketNumber: asText(ticket?.["ticketNumber"]) ?? null,
      ticketSystem: asText(ticket?.["ticketSystem"]) ?? null,
    },
  };
}
