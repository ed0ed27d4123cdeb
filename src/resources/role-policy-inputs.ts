/**
 * PIM settings of a directory role as a program gives them: the properties of azuread's GroupRoleManagementPolicy, for a role. What is
 * not given is Microsoft's default (https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-how-to-change-default-settings).
 */

import {
  type Check,
  type Failure,
  failuresIn,
  flag,
  guid,
  listOfEach,
  objectWith,
  oneOf,
  type Shape,
  text,
} from "./input-check.ts";
import { asSet, given, isSame, isUnknown, listOf, objectOf, type Properties, textOf } from "./unknown.ts";

/** Minutes of a length such as `PT1H30M` or `P1D`; undefined for any other. */
function minutesOf(value: unknown): number | undefined {
  const match = /^P(?:(\d)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(String(value));
  if (match === null) return undefined;
  const [days = 0, hours = 0, minutes = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return (days * 24 + hours) * 60 + minutes;
}

/** Half an hour to a day, in steps of half an hour, in one of the ways to write it. */
const activationLength: Check = (value) => {
  const length = minutesOf(value) ?? 0;
  return length >= 30 && length <= 1440 && length % 30 === 0
    ? undefined
    : `It must be a length between PT30M and PT24H in steps of 30 minutes, and is ${String(value)}.`;
};

/** The lengths that PIM offers for assignments. */
const assignmentLength = oneOf("P15D", "P30D", "P90D", "P180D", "P365D");

const contextName: Check = (value) =>
  /^c([1-9]|[1-9]\d)$/.test(String(value))
    ? undefined
    : `It must be the id of an authentication context, c1 to c99, and is ${String(value)}.`;

const approver: Shape = {
  required: ["objectId", "type"],
  properties: { objectId: guid, type: oneOf("singleUser", "groupMembers") },
};
const notification: Shape = {
  properties: {
    notificationLevel: oneOf("All", "Critical", "None"),
    defaultRecipients: flag,
    additionalRecipients: listOfEach(text),
  },
};
export const recipients = ["adminNotifications", "approverNotifications", "assigneeNotifications"] as const;
export const occasions = ["eligibleAssignments", "activeAssignments", "eligibleActivations"] as const;
const each = <T extends string>(names: readonly T[], value: Shape) => ({
  properties: Object.fromEntries(names.map((name) => [name, value])),
});

const shape: Shape = {
  required: ["roleDefinitionId"],
  properties: {
    roleDefinitionId: guid,
    activationRules: {
      properties: {
        maximumDuration: activationLength,
        requireApproval: flag,
        approvalStage: {
          required: ["primaryApprovers"],
          properties: { primaryApprovers: listOfEach(objectWith(approver)) },
        },
        requireJustification: flag,
        requireMultifactorAuthentication: flag,
        requireTicketInfo: flag,
        requiredConditionalAccessAuthenticationContext: contextName,
      },
    },
    eligibleAssignmentRules: { properties: { expirationRequired: flag, expireAfter: assignmentLength } },
    activeAssignmentRules: {
      properties: {
        expirationRequired: flag,
        expireAfter: assignmentLength,
        requireJustification: flag,
        requireMultifactorAuthentication: flag,
        requireTicketInfo: flag,
      },
    },
    notificationRules: each(occasions, each(recipients, notification)),
  },
};

/** What is wrong with the inputs. */
export function checkRolePolicy(inputs: Properties): Failure[] {
  const activation = objectOf(inputs["activationRules"]) ?? {};
  const asksTwice =
    activation["requireMultifactorAuthentication"] === true &&
    textOf(activation["requiredConditionalAccessAuthenticationContext"]) !== undefined;
  const stage = objectOf(activation["approvalStage"]);
  return [
    ...failuresIn(inputs, shape),
    ...(asksTwice
      ? [
          {
            property: "activationRules.requireMultifactorAuthentication",
            reason:
              "PIM demands either multifactor authentication or an authentication context: leave this out, and let a conditional access policy for the context demand it.",
          },
        ]
      : []),
    ...(stage !== undefined && (activation["requireApproval"] ?? false) === false
      ? [
          {
            property: "activationRules.approvalStage",
            reason: "There are approvers, but nothing needs approval: set requireApproval to true.",
          },
        ]
      : []),
  ];
}

/** Inputs with every default filled in and every list in order. */
export function normalRolePolicy(inputs: Properties): Properties {
  const activation = inputs["activationRules"];
  const eligible = inputs["eligibleAssignmentRules"];
  const active = inputs["activeAssignmentRules"];
  const notifications = inputs["notificationRules"];
  return {
    roleDefinitionId: textOf(inputs["roleDefinitionId"])?.toLowerCase(),
    activationRules: isUnknown(activation) ? activation : activationIn(objectOf(activation) ?? {}),
    eligibleAssignmentRules: isUnknown(eligible)
      ? eligible
      : { expirationRequired: false, expireAfter: "P365D", ...given(objectOf(eligible) ?? {}) },
    activeAssignmentRules: isUnknown(active)
      ? active
      : {
          expirationRequired: false,
          expireAfter: "P180D",
          requireJustification: true,
          requireMultifactorAuthentication: false,
          requireTicketInfo: false,
          ...given(objectOf(active) ?? {}),
        },
    notificationRules: isUnknown(notifications)
      ? notifications
      : withEach(occasions, notifications, (occasion) => withEach(recipients, occasion, notificationIn)),
  };
}

/** The length of an activation in one spelling, as Graph gives it: `PT90M` is `PT1H30M`, a day `P1D`. */
function canonicalLength(value: unknown): unknown {
  const length = minutesOf(value);
  if (length === undefined) return value;
  if (length === 1440) return "P1D";
  const [wholeHours, rest] = [Math.floor(length / 60), length % 60];
  return `PT${wholeHours > 0 ? `${wholeHours}H` : ""}${rest > 0 ? `${rest}M` : ""}`;
}

function activationIn(rules: Properties): Properties {
  const context = rules["requiredConditionalAccessAuthenticationContext"];
  const approval = rules["requireApproval"] ?? false;
  const approvers = rules["approvalStage"];
  return given({
    maximumDuration: canonicalLength(rules["maximumDuration"] ?? "PT8H"),
    requireApproval: approval,
    // Who would approve if it were demanded is of no account.
    approvalStage: approval === false ? undefined : isUnknown(approvers) ? approvers : stageIn(approvers),
    requireJustification: rules["requireJustification"] ?? true,
    requireMultifactorAuthentication:
      rules["requireMultifactorAuthentication"] ?? (context === undefined || context === null),
    requireTicketInfo: rules["requireTicketInfo"] ?? false,
    requiredConditionalAccessAuthenticationContext: context || undefined,
  });
}

function stageIn(value: unknown): Properties | undefined {
  const stage = objectOf(value);
  if (stage === undefined) return undefined;
  const approvers = stage["primaryApprovers"];
  if (isUnknown(approvers)) return stage;
  const known = asSet(
    listOf(approvers).map((one) => {
      const found = objectOf(one);
      return found === undefined ? one : { objectId: textOf(found["objectId"])?.toLowerCase(), type: found["type"] };
    }),
  );
  return known.length === 0 ? undefined : { primaryApprovers: known };
}

function withEach(names: readonly string[], value: unknown, read: (inner: unknown) => unknown): Properties {
  const object = objectOf(value) ?? {};
  return Object.fromEntries(names.map((name) => [name, isUnknown(object[name]) ? object[name] : read(object[name])]));
}

function notificationIn(value: unknown): Properties {
  const object = objectOf(value) ?? {};
  const others = object["additionalRecipients"];
  return {
    notificationLevel: object["notificationLevel"] ?? "All",
    defaultRecipients: object["defaultRecipients"] ?? true,
    additionalRecipients: isUnknown(others) ? others : asSet(listOf(others).map(String)),
  };
}

/** Properties that differ, by name; `roleDefinitionId` is the key and cannot change in place. */
export function changedInRolePolicy(before: Properties, after: Properties): string[] {
  return Object.keys(shape.properties).filter((name) => !isSame(before[name], after[name]));
}
