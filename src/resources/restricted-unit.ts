/**
 * Administrative units with restricted management: only roles over the unit itself may change its members
 * (https://learn.microsoft.com/entra/identity/role-based-access-control/admin-units-restricted-management).
 */

import { anyText, type Failure, failuresIn, guid, listOfEach, oneOf, type Shape, text } from "./input-check.ts";
import { given, isSame, isUnknown, listOf, type Properties, textOf } from "./unknown.ts";

export const unitsPath = "/v1.0/directory/administrativeUnits";

const shape: Shape = {
  required: ["displayName"],
  properties: {
    displayName: text,
    description: anyText,
    visibility: oneOf("Public", "HiddenMembership"),
    members: listOfEach(guid),
  },
};
const own = ["displayName", "description", "visibility"] as const;

/** What is wrong with the inputs. */
export function checkUnit(inputs: Properties): Failure[] {
  return failuresIn(inputs, shape);
}

/** Inputs with every default filled in and the members in order. Without `members`, who is in it is left to others. */
export function normalUnit(inputs: Properties): Properties {
  const { members } = inputs;
  return given({
    displayName: inputs["displayName"],
    description: inputs["description"] || undefined,
    visibility: inputs["visibility"] ?? "Public",
    members: Array.isArray(members)
      ? [...new Set(members.map((member) => (textOf(member) ?? String(member)).toLowerCase()))].toSorted()
      : isUnknown(members)
        ? members
        : undefined,
  });
}

/**
 * What the tenant has, as normal inputs.
 * @param members object ids; undefined where the program leaves them to others
 */
export function unitFromGraph(unit: Properties, members: readonly string[] | undefined): Properties {
  return normalUnit({
    displayName: unit["displayName"],
    description: unit["description"],
    visibility: unit["visibility"],
    members,
  });
}

/** Why a unit that exists cannot be taken over; undefined when it can. */
export function notRestricted(id: string, unit: Properties): string | undefined {
  return unit["isMemberManagementRestricted"] === true
    ? undefined
    : `The administrative unit ${id} ("${String(unit["displayName"])}") is not one with restricted management, and cannot become one: Entra decides that when a unit is made. Create a new one, and move its members.`;
}

/** Properties that differ, by name. All can change in place. */
export function changedInUnit(before: Properties, after: Properties): string[] {
  const changed: string[] = own.filter((name) => !isSame(before[name], after[name]));
  const isManaged = after["members"] !== undefined;
  return isManaged && !isSame(before["members"], after["members"]) ? [...changed, "members"] : changed;
}

/** Body of the request that creates it. The restriction can be given only then. */
export function newUnitBody(inputs: Properties): Properties {
  return {
    "@odata.type": "#microsoft.graph.administrativeUnit",
    ...given({ displayName: inputs["displayName"], description: inputs["description"] }),
    ...(inputs["visibility"] === "HiddenMembership" && { visibility: "HiddenMembership" }),
    isMemberManagementRestricted: true,
  };
}

/** Body of the request that brings it to `after`, only what changed; undefined when nothing of the unit itself did. */
export function unitChange(before: Properties, after: Properties): Properties | undefined {
  const names = own.filter((name) => !isSame(before[name], after[name]));
  if (names.length === 0) return undefined;
  return Object.fromEntries(names.map((name) => [name, after[name] ?? null]));
}

/** Who has to be added and who removed; nobody where the program leaves that to others. */
export function memberChange(
  before: Properties,
  after: Properties,
): { readonly added: readonly string[]; readonly removed: readonly string[] } {
  if (after["members"] === undefined) return { added: [], removed: [] };
  const [old, wanted] = [idsIn(before["members"]), idsIn(after["members"])];
  return {
    added: wanted.filter((id) => !old.includes(id)),
    removed: old.filter((id) => !wanted.includes(id)),
  };
}

function idsIn(value: unknown): string[] {
  return listOf(value).flatMap((id) => textOf(id) ?? []);
}
