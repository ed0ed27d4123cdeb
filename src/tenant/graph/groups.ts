/** Groups, their members and owners. */

import type { Entity, JsonObject } from "../entity.ts";
import { asList, asText, mergeJson } from "../entity.ts";
import type { Rows } from "../table.ts";
import { audit } from "./audit.ts";
import {
  type Context,
  createdId,
  lookUp,
  noContent,
  type Operations,
  parameter,
  plainProperties,
  type Reply,
  requiredText,
} from "./context.ts";
import { softDelete } from "./deleted-items.ts";
import { deltaOperations } from "./delta.ts";
import { badRequest } from "./error.ts";
import { endActiveAssignment } from "./group-schedules.ts";
import {
  addReference,
  boundReferences,
  initialOwners,
  memberOf,
  present,
  referencedId,
  related,
  removeReference,
  transitiveMemberOf,
  transitiveMembers,
} from "./relations.ts";
import {
  directoryResource,
  directoryType,
  listDirectoryObjects,
  type Resource,
  readOperations,
  single,
} from "./resource.ts";

export const groupResource: Resource = directoryResource({
  table: "groups",
  type: "#microsoft.graph.group",
  set: "groups",
  hidden: ["members", "owners"],
  directory: true,
  expands: {
    members: { of: (context, group) => related(context, group, "members") },
    owners: { of: (context, group) => related(context, group, "owners") },
    memberOf: { of: (context, group) => memberOf(context, group.id) },
    transitiveMembers: { of: transitiveMembers },
  },
});

const emptyGroup: JsonObject = {
  allowExternalSenders: null,
  autoSubscribeNewMembers: null,
  classification: null,
  creationOptions: [],
  description: null,
  expirationDateTime: null,
  groupTypes: [],
  hideFromAddressLists: null,
  hideFromOutlookClients: null,
  isAssignableToRole: null,
  mail: null,
  mailEnabled: false,
  membershipRule: null,
  membershipRuleProcessingState: null,
  onPremisesSyncEnabled: null,
  preferredDataLocation: null,
  preferredLanguage: null,
  proxyAddresses: [],
  resourceBehaviorOptions: [],
  resourceProvisioningOptions: [],
  securityEnabled: true,
  theme: null,
  visibility: null,
};

function isDynamic(group: JsonObject): boolean {
  return asList(group["groupTypes"]).includes("DynamicMembership");
}

/** Only people and workloads can be active members of a role-assignable group (entra, groups-concept). */
function checkMember(context: Context, group: Entity, id: string): void {
  if (isDynamic(group)) {
    throw badRequest("Insufficient privileges to complete the operation: the group's membership is dynamic.");
  }
  if (group["isAssignableToRole"] === true && directoryType(context, id) === "#microsoft.graph.group") {
    throw badRequest("A group cannot be added as a member of a role-assignable group: nesting is not supported.");
  }
  if (id.toLowerCase() === group.id) throw badRequest("A group cannot be a member of itself.");
}

function checkRoleAssignable(group: JsonObject): void {
  if (group["isAssignableToRole"] !== true) return;
  if (isDynamic(group) || (asText(group["membershipRule"]) ?? "") !== "") {
    throw badRequest("Property 'isAssignableToRole' cannot be true for a group with dynamic membership.");
  }
  if (group["securityEnabled"] !== true) {
    throw badRequest("Property 'securityEnabled' must be true for a group whose 'isAssignableToRole' is true.");
  }
}

/**
 * Creates a group from the request's body; also used by the operation that creates it inside an administrative unit.
 */
export function createGroup(context: Context): Entity {
  const { body, store } = context;
  requiredText(context, "displayName", "Group");
  requiredText(context, "mailNickname", "Group");
  for (const flag of ["mailEnabled", "securityEnabled"]) {
    if (typeof body[flag] !== "boolean") {
      throw badRequest(`A value is required for property '${flag}' of resource 'Group'.`);
    }
  }
  const properties = plainProperties(body, "members", "owners");
  const unified = asList(properties["groupTypes"]).includes("Unified");
  if (properties["mailEnabled"] === true && !unified) {
    throw badRequest(
      "The service does not currently support writes of mail-enabled groups. Please ensure that the mail-enablement property is unset and the security-enablement property is set.",
    );
  }
  const dynamic = isDynamic(properties);
  const group: Entity = {
    ...emptyGroup,
    ...(unified && {
      mail: `${String(properties["mailNickname"])}@${context.facts.initialDomain}`,
      visibility: "Public",
    }),
    ...(properties["isAssignableToRole"] === true && { visibility: "Private" }),
    ...(dynamic && { membershipRuleProcessingState: "On" }),
    ...properties,
    isAssignableToRole: properties["isAssignableToRole"] === true ? true : null,
    createdDateTime: context.now,
    renewedDateTime: context.now,
    id: createdId(context),
    members: [],
    owners: initialOwners(context),
  };
  checkRoleAssignable(group);
  const members = boundReferences(context, "members@odata.bind") ?? [];
  for (const { id } of members) checkMember(context, group, id);
  const created = { ...group, members };
  store.put("groups", created);
  audit(context, "GroupManagement", "Add group", [{ id: group.id }]);
  for (const { id } of members) audit(context, "GroupManagement", "Add member to group", [{ id }, { id: group.id }]);
  return created;
}

const immutable = ["isAssignableToRole"];

function update(context: Context): Reply {
  const group = lookUp(context, "groups", parameter(context, "id"));
  const change = plainProperties(context.body, "members", "owners");
  for (const property of immutable) {
    if (property in change && (change[property] ?? false) !== (group[property] ?? false)) {
      throw badRequest(`Property '${property}' of resource 'Group' cannot be changed after creation.`);
    }
  }
  const { isAssignableToRole: _, ...rest } = change;
  const changed: Entity = { ...mergeJson(group, rest), id: group.id };
  checkRoleAssignable(changed);
  context.store.put("groups", changed);
  for (const reference of boundReferences(context, "members@odata.bind") ?? []) addTo(context, "members", reference.id);
  return noContent;
}

type Relation = "members" | "owners";
const singular: Readonly<Record<Relation, string>> = { members: "member", owners: "owner" };

function addTo(context: Context, relation: Relation, id: string): void {
  const group = lookUp(context, "groups", parameter(context, "id"));
  if (relation === "members") checkMember(context, group, id);
  if (relation === "owners" && directoryType(context, id) === "#microsoft.graph.group") {
    throw badRequest("A group cannot be an owner of a group.");
  }
  addReference(context, "groups", group, relation, id);
  audit(context, "GroupManagement", `Add ${singular[relation]} to group`, [{ id }, { id: group.id }]);
}

function removeFrom(context: Context, relation: Relation): Reply {
  const group = lookUp(context, "groups", parameter(context, "id"));
  const id = parameter(context, "object");
  if (relation === "owners") {
    const owners = present(related(context, group, "owners"));
    if (
      owners.length === 1 &&
      owners[0]?.id === id.toLowerCase() &&
      owners[0]["@odata.type"] === "#microsoft.graph.user"
    ) {
      throw badRequest("The group must have at least one owner, hence this owner cannot be removed.");
    }
  }
  removeReference(context, "groups", group, relation, id);
  endActiveAssignment(context, group.id, id.toLowerCase(), relation === "members" ? "member" : "owner");
  audit(context, "GroupManagement", `Remove ${singular[relation]} from group`, [{ id }, { id: group.id }]);
  return noContent;
}

function relationOperations(relation: Relation): Operations {
  const read = (context: Context) => related(context, lookUp(context, "groups", parameter(context, "id")), relation);
  return {
    [`GET groups/:id/${relation}`]: (context) => listDirectoryObjects(context, read(context)),
    [`GET groups/:id/${relation}/:object`]: (context) =>
      listDirectoryObjects(context, read(context), parameter(context, "object")),
    [`POST groups/:id/${relation}/$ref`]: (context) => {
      addTo(context, relation, referencedId(context.body["@odata.id"]));
      return noContent;
    },
    [`DELETE groups/:id/${relation}/:object/$ref`]: (context) => removeFrom(context, relation),
  };
}

function membership(path: string, read: (context: Context, group: Entity) => Rows): Operations {
  const group = (context: Context) => lookUp(context, "groups", parameter(context, "id"));
  return {
    [`GET groups/:id/${path}`]: (context) => listDirectoryObjects(context, read(context, group(context))),
    [`GET groups/:id/${path}/:cast`]: (context) =>
      listDirectoryObjects(context, read(context, group(context)), parameter(context, "cast")),
  };
}

export const groupOperations: Operations = {
  ...readOperations("groups", groupResource),
  ...deltaOperations("groups", groupResource, ["members", "owners"]),
  "POST groups": (context) => single(context, groupResource, createGroup(context), 201),
  "PATCH groups/:id": update,
  "DELETE groups/:id": (context) => {
    const group = lookUp(context, "groups", parameter(context, "id"));
    audit(context, "GroupManagement", "Delete group", [{ id: group.id }]);
    return softDelete(context, groupResource, group);
  },
  ...relationOperations("members"),
  ...relationOperations("owners"),
  ...membership("transitiveMembers", transitiveMembers),
  ...membership("memberOf", (context, group) => memberOf(context, group.id)),
  ...membership("transitiveMemberOf", (context, group) => transitiveMemberOf(context, group.id)),
};
