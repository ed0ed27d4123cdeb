/** azuread User and Invitation (terraform-provider-azuread 3.8.0, internal/services/users and invitations). */

import { randomUUID } from "node:crypto";
import { asObject, asText, type JsonObject } from "../entity.ts";
import { directoryObject, type Graph } from "./graph.ts";
import { block, defined, differs, flag, has, type Inputs, text, textOrNull, texts } from "./inputs.ts";
import { madeObject, type Translator } from "./translator.ts";

/** A password that meets Entra's rules and that nobody knows. */
export function unknownPassword(): string {
  return `Aa1!${randomUUID()}`;
}

const plainProperties = [
  "ageGroup",
  "city",
  "companyName",
  "consentProvidedForMinor",
  "country",
  "department",
  "displayName",
  "employeeId",
  "employeeType",
  "faxNumber",
  "givenName",
  "jobTitle",
  "mobilePhone",
  "officeLocation",
  "postalCode",
  "preferredLanguage",
  "state",
  "streetAddress",
  "surname",
  "usageLocation",
  "userPrincipalName",
];

function properties(inputs: Inputs): Record<string, unknown> {
  const policies = [
    ...(flag(inputs, "disablePasswordExpiration") ? ["DisablePasswordExpiration"] : []),
    ...(flag(inputs, "disableStrongPassword") ? ["DisableStrongPassword"] : []),
  ];
  const made: Record<string, unknown> = {
    "@odata.type": "#microsoft.graph.user",
    accountEnabled: flag(inputs, "accountEnabled", true),
  };
  for (const property of plainProperties) made[property] = textOrNull(inputs, property);
  made["employeeOrgData"] = { costCenter: textOrNull(inputs, "costCenter"), division: textOrNull(inputs, "division") };
  made["otherMails"] = texts(inputs, "otherMails");
  made["passwordPolicies"] = policies.join(", ") || null;
  return made;
}

function passwordProfile(inputs: Inputs): JsonObject {
  return {
    forceChangePasswordNextSignIn: flag(inputs, "forcePasswordChange"),
    password: asText(inputs["password"]) ?? unknownPassword(),
  };
}

function setManager(graph: Graph, id: string, manager: string): void {
  if (manager === "") graph.remove(`/v1.0/users/${id}/manager/$ref`);
  else graph.put(`/v1.0/users/${id}/manager/$ref`, { "@odata.id": directoryObject(manager) });
}

export const user: Translator = {
  replaceOn: [],
  keeps: ["mail", "mailNickname", "onpremisesImmutableId"],
  create(inputs, graph, { assignId }) {
    const body = properties(inputs);
    body["mail"] = textOrNull(inputs, "mail");
    body["mailNickname"] = text(inputs, "mailNickname") || text(inputs, "userPrincipalName").split("@")[0];
    body["passwordProfile"] = passwordProfile(inputs);
    if (has(inputs, "businessPhones")) body["businessPhones"] = texts(inputs, "businessPhones");
    if (has(inputs, "onpremisesImmutableId")) body["onPremisesImmutableId"] = asText(inputs["onpremisesImmutableId"]);
    if (has(inputs, "employeeHireDate")) body["employeeHireDate"] = asText(inputs["employeeHireDate"]);
    const created = graph.post("/v1.0/users", body, assignId);
    const id = text(created, "id");
    graph.patch(`/beta/users/${id}`, {
      "@odata.type": "#microsoft.graph.user",
      showInAddressList: flag(inputs, "showInAddressList", true),
    });
    if (text(inputs, "managerId") !== "") setManager(graph, id, text(inputs, "managerId"));
    return madeObject(id);
  },
  update(made, before, after, graph) {
    graph.patch(`/v1.0/users/${made.id}`, {
      ...properties(after),
      ...defined({
        mailNickname: asText(after["mailNickname"]),
        mail: differs(before, after, "mail") ? asText(after["mail"]) : undefined,
        businessPhones: differs(before, after, "businessPhones") ? texts(after, "businessPhones") : undefined,
        onPremisesImmutableId: differs(before, after, "onpremisesImmutableId")
          ? textOrNull(after, "onpremisesImmutableId")
          : undefined,
        employeeHireDate: differs(before, after, "employeeHireDate")
          ? textOrNull(after, "employeeHireDate")
          : undefined,
        passwordProfile: differs(before, after, "password") ? passwordProfile(after) : undefined,
      }),
    });
    if (differs(before, after, "showInAddressList")) {
      graph.patch(`/beta/users/${made.id}`, {
        "@odata.type": "#microsoft.graph.user",
        showInAddressList: flag(after, "showInAddressList", true),
      });
    }
    if (differs(before, after, "managerId")) setManager(graph, made.id, text(after, "managerId"));
    return made;
  },
  remove: (made, _inputs, graph) => graph.remove(`/v1.0/users/${made.id}`),
};

function message(inputs: Inputs): JsonObject | undefined {
  const given = block(inputs, "message");
  if (given === undefined) return undefined;
  return {
    sendInvitationMessage: true,
    invitedUserMessageInfo: {
      ccRecipients: texts(given, "additionalRecipients").map((address) => ({ emailAddress: { address } })),
      customizedMessageBody: textOrNull(given, "body"),
      messageLanguage: text(given, "language"),
    },
  };
}

export const invitation: Translator = {
  replaceOn: ["message", "redirectUrl", "userDisplayName", "userEmailAddress", "userType"],
  create(inputs, graph, { assignId }) {
    // An invitation cannot be read back, so one that was interrupted is recognised by the guest it made.
    const interrupted = assignId === undefined ? undefined : graph.get(`/v1.0/users/${assignId}`);
    const answer =
      interrupted ??
      asObject(
        graph.post(
          "/v1.0/invitations",
          {
            "@odata.type": "#microsoft.graph.invitation",
            inviteRedirectUrl: text(inputs, "redirectUrl"),
            invitedUserEmailAddress: text(inputs, "userEmailAddress"),
            invitedUserType: text(inputs, "userType") || "Guest",
            ...(has(inputs, "userDisplayName") && { invitedUserDisplayName: text(inputs, "userDisplayName") }),
            ...message(inputs),
          },
          assignId,
        )["invitedUser"],
      );
    const id = text(answer, "id");
    graph.patch(`/v1.0/users/${id}`, { "@odata.type": "#microsoft.graph.user", companyName: null });
    return madeObject(id);
  },
  remove: (made, _inputs, graph) => graph.remove(`/v1.0/users/${made.id}`),
};
