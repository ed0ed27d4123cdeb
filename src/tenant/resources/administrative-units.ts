/** azuread AdministrativeUnit and what is put into it (terraform-provider-azuread 3.8.0, internal/services/administrativeunits). */

import { relationKey } from "../snapshot.ts";
import { reference } from "./graph.ts";
import { differs, flag, idOf, text, textIfAny, texts } from "./inputs.ts";
import { addAll, bringTo, relationKeys } from "./membership.ts";
import { madeObject, type Translator } from "./translator.ts";

const units = "/v1.0/directory/administrativeUnits";

export const administrativeUnit: Translator = {
  replaceOn: [],
  keeps: ["members"],
  create(inputs, graph, { assignId }) {
    const description = textIfAny(inputs, "description");
    const created = graph.post(
      units,
      {
        "@odata.type": "#microsoft.graph.administrativeUnit",
        displayName: text(inputs, "displayName"),
        visibility: flag(inputs, "hiddenMembershipEnabled") ? "HiddenMembership" : "Public",
        ...(description !== undefined && { description }),
      },
      assignId,
    );
    const id = text(created, "id");
    addAll(graph, `${units}/${id}/members`, texts(inputs, "members"));
    return madeObject(id, {}, relationKeys("members", id, texts(inputs, "members")));
  },
  update(made, before, after, graph) {
    graph.patch(`${units}/${made.id}`, {
      "@odata.type": "#microsoft.graph.administrativeUnit",
      description: text(after, "description"),
      displayName: text(after, "displayName"),
      visibility: flag(after, "hiddenMembershipEnabled") ? "HiddenMembership" : "Public",
    });
    if (differs(before, after, "members")) bringTo(graph, `${units}/${made.id}/members`, texts(after, "members"));
    return madeObject(made.id, {}, relationKeys("members", made.id, texts(after, "members")));
  },
  remove: (made, _inputs, graph) => graph.remove(`${units}/${made.id}`),
};

export const administrativeUnitMember: Translator = {
  replaceOn: ["administrativeUnitObjectId", "memberObjectId"],
  create(inputs, graph) {
    const [unit, member] = [idOf(inputs, "administrativeUnitObjectId"), idOf(inputs, "memberObjectId")];
    graph.post(`${units}/${unit}/members/$ref`, reference(member));
    const id = `${unit}/${member}`;
    return { id, outputs: { objectId: id }, keys: [relationKey("members", unit, member)] };
  },
  remove: (_made, inputs, graph) =>
    graph.remove(
      `${units}/${idOf(inputs, "administrativeUnitObjectId")}/members/${idOf(inputs, "memberObjectId")}/$ref`,
    ),
};

export const administrativeUnitRoleMember: Translator = {
  replaceOn: ["administrativeUnitObjectId", "memberObjectId", "roleObjectId"],
  create(inputs, graph, { assignId }) {
    const unit = idOf(inputs, "administrativeUnitObjectId");
    const created = graph.post(
      `${units}/${unit}/scopedRoleMembers`,
      {
        "@odata.type": "#microsoft.graph.scopedRoleMembership",
        administrativeUnitId: unit,
        roleId: idOf(inputs, "roleObjectId"),
        roleMemberInfo: { id: idOf(inputs, "memberObjectId") },
      },
      assignId,
    );
    return madeObject(text(created, "id"));
  },
  remove: (made, inputs, graph) =>
    graph.remove(`${units}/${idOf(inputs, "administrativeUnitObjectId")}/scopedRoleMembers/${made.id}`),
};
