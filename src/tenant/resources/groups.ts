/** azuread Group, GroupWithoutMembers, GroupMember (terraform-provider-azuread 3.8.0, internal/services/groups). */

import { randomUUID } from "node:crypto";
import { asText, type JsonObject } from "../entity.ts";
import { relationKey } from "../snapshot.ts";
import { directoryObject, type Graph, reference } from "./graph.ts";
import { block, defined, differs, flag, has, type Inputs, idOf, text, textIfAny, textOrNull, texts } from "./inputs.ts";
import { addAll, bringTo, relationKeys } from "./membership.ts";
import { type Made, madeObject, type Translator } from "./translator.ts";

/** Entra takes at most 20 owners with the group itself. */
const ownersAtOnce = 20;

/** Settings that Graph accepts one at a time and only for Microsoft 365 groups: input → Graph property. */
const unifiedSettings: Readonly<Record<string, string>> = {
  externalSendersAllowed: "allowExternalSenders",
  autoSubscribeNewMembers: "autoSubscribeNewMembers",
  hideFromAddressLists: "hideFromAddressLists",
  hideFromOutlookClients: "hideFromOutlookClients",
};

/** Nine random hex digits like the portal's, `2302a145-f`. */
function generatedMailNickname(): string {
  return randomUUID().slice(0, 10);
}

function dynamicMembership(inputs: Inputs): JsonObject {
  const dynamic = block(inputs, "dynamicMembership");
  if (dynamic === undefined) return { membershipRule: null };
  return {
    membershipRule: text(dynamic, "rule"),
    membershipRuleProcessingState: flag(dynamic, "enabled") ? "On" : "Paused",
  };
}

function writeback(inputs: Inputs): JsonObject {
  return defined({
    isEnabled: flag(inputs, "writebackEnabled"),
    onPremisesGroupType: textIfAny(inputs, "onpremisesGroupType"),
  });
}

function isUnified(inputs: Inputs): boolean {
  return texts(inputs, "types").includes("Unified");
}

function ownersOf(inputs: Inputs, graph: Graph): string[] {
  const declared = texts(inputs, "owners");
  // Without owners the caller becomes the owner; the provider says so explicitly.
  return declared.length > 0 ? declared : [graph.actor];
}

function madeGroup(id: string, inputs: Inputs, owners: readonly string[]): Made {
  return madeObject(id, {}, [
    ...relationKeys("members", id, texts(inputs, "members")),
    ...relationKeys("owners", id, owners),
    ...texts(inputs, "administrativeUnitIds").map((unit) => relationKey("members", unit, id)),
  ]);
}

function createGroup(inputs: Inputs, graph: Graph, assignId: string | undefined): Made {
  const owners = ownersOf(inputs, graph);
  const created = graph.post(
    "/beta/groups",
    {
      "@odata.type": "#microsoft.graph.group",
      description: textOrNull(inputs, "description"),
      displayName: text(inputs, "displayName"),
      groupTypes: texts(inputs, "types"),
      isAssignableToRole: flag(inputs, "assignableToRole"),
      mailEnabled: flag(inputs, "mailEnabled"),
      mailNickname: text(inputs, "mailNickname") || generatedMailNickname(),
      ...dynamicMembership(inputs),
      "owners@odata.bind": owners.slice(0, ownersAtOnce).map(directoryObject),
      resourceBehaviorOptions: texts(inputs, "behaviors"),
      resourceProvisioningOptions: texts(inputs, "provisioningOptions"),
      securityEnabled: flag(inputs, "securityEnabled"),
      ...defined({
        theme: textIfAny(inputs, "theme"),
        visibility: textIfAny(inputs, "visibility"),
        writebackConfiguration: flag(inputs, "writebackEnabled") ? writeback(inputs) : undefined,
      }),
    },
    assignId,
  );
  const id = text(created, "id");
  const path = `/beta/groups/${id}`;
  if (isUnified(inputs)) {
    for (const [input, property] of Object.entries(unifiedSettings)) {
      if (has(inputs, input)) graph.patch(path, { [property]: flag(inputs, input) });
    }
  }
  for (const unit of texts(inputs, "administrativeUnitIds")) {
    graph.post(`/beta/administrativeUnits/${unit}/members/$ref`, reference(id));
  }
  addAll(graph, `${path}/owners`, owners.slice(ownersAtOnce));
  addAll(graph, `${path}/members`, texts(inputs, "members"));
  return madeGroup(id, inputs, owners);
}

function updateGroup(made: Made, before: Inputs, after: Inputs, graph: Graph): Made {
  const path = `/beta/groups/${made.id}`;
  graph.patch(path, {
    "@odata.type": "#microsoft.graph.group",
    description: textOrNull(after, "description"),
    displayName: text(after, "displayName"),
    mailEnabled: flag(after, "mailEnabled"),
    ...dynamicMembership(after),
    securityEnabled: flag(after, "securityEnabled"),
    ...defined({
      theme: textIfAny(after, "theme"),
      visibility:
        has(after, "visibility") && differs(before, after, "visibility") ? text(after, "visibility") : undefined,
      writebackConfiguration:
        differs(before, after, "writebackEnabled") || differs(before, after, "onpremisesGroupType")
          ? writeback(after)
          : undefined,
    }),
  });
  if (isUnified(after)) {
    for (const [input, property] of Object.entries(unifiedSettings)) {
      if (has(after, input) && differs(before, after, input)) graph.patch(path, { [property]: flag(after, input) });
    }
  }
  if (differs(before, after, "members")) bringTo(graph, `${path}/members`, texts(after, "members"));
  if (has(after, "owners") && differs(before, after, "owners")) {
    bringTo(graph, `${path}/owners`, ownersOf(after, graph));
  }
  if (differs(before, after, "administrativeUnitIds")) {
    const [old, wanted] = [texts(before, "administrativeUnitIds"), texts(after, "administrativeUnitIds")];
    for (const unit of wanted) {
      if (!old.includes(unit)) graph.post(`/beta/administrativeUnits/${unit}/members/$ref`, reference(made.id));
    }
    for (const unit of old) {
      if (!wanted.includes(unit)) graph.remove(`/beta/administrativeUnits/${unit}/members/${made.id}/$ref`);
    }
  }
  const owners = graph.list(`${path}/owners`).flatMap(({ id }) => asText(id) ?? []);
  return madeGroup(made.id, after, owners);
}

export const group: Translator = {
  replaceOn: ["assignableToRole", "behaviors", "mailNickname", "provisioningOptions", "types"],
  keeps: [
    "autoSubscribeNewMembers",
    "externalSendersAllowed",
    "hideFromAddressLists",
    "hideFromOutlookClients",
    "mailNickname",
    "members",
    "onpremisesGroupType",
    "owners",
    "visibility",
  ],
  create: (inputs, graph, { assignId }) => createGroup(inputs, graph, assignId),
  update: updateGroup,
  remove: (made, _inputs, graph) => graph.remove(`/beta/groups/${made.id}`),
};

export const groupMember: Translator = {
  replaceOn: ["groupObjectId", "memberObjectId"],
  create(inputs, graph) {
    const [groupId, member] = [idOf(inputs, "groupObjectId"), idOf(inputs, "memberObjectId")];
    graph.post(`/beta/groups/${groupId}/members/$ref`, reference(member));
    const id = `${groupId}/member/${member}`;
    return { id, outputs: { objectId: id }, keys: [relationKey("members", groupId, member)] };
  },
  remove: (_made, inputs, graph) =>
    graph.remove(`/beta/groups/${idOf(inputs, "groupObjectId")}/members/${idOf(inputs, "memberObjectId")}/$ref`),
};
