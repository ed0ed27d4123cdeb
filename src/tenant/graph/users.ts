/** Users, their managers, and invitations of guests. */

import type { Entity, JsonObject } from "../entity.ts";
import { asText, mergeJson } from "../entity.ts";
import type { Index } from "../store.ts";
import { audit } from "./audit.ts";
import {
  type Context,
  createdId,
  laidOver,
  lookUp,
  noContent,
  type Operations,
  parameter,
  plainProperties,
  type Reply,
  requiredObject,
  requiredText,
} from "./context.ts";
import { softDelete } from "./deleted-items.ts";
import { deltaOperations } from "./delta.ts";
import { badRequest, notFound } from "./error.ts";
import { memberOf, referencedId, referenceTo, transitiveMemberOf } from "./relations.ts";
import {
  directoryResource,
  findDirectoryObject,
  listDirectoryObjects,
  propertyIndex,
  type Resource,
  readOperations,
  single,
  viewDirectoryObject,
} from "./resource.ts";

/** What v1.0 returns of a user without `$select` (https://learn.microsoft.com/graph/api/user-get). */
const defaultSelect = [
  "businessPhones",
  "displayName",
  "givenName",
  "jobTitle",
  "mail",
  "mobilePhone",
  "officeLocation",
  "preferredLanguage",
  "surname",
  "userPrincipalName",
  "id",
];

export const userResource: Resource = directoryResource({
  table: "users",
  type: "#microsoft.graph.user",
  set: "users",
  hidden: ["manager"],
  defaultSelect,
  directory: true,
  // Pages that show sign-ins are smaller (https://learn.microsoft.com/graph/api/user-list).
  selectOnly: { signInActivity: 500, customSecurityAttributes: 999 },
  indexes: { userPrincipalName: propertyIndex("users", "userPrincipalName"), mail: propertyIndex("users", "mail") },
  expands: {
    manager: { of: managerOf },
    directReports: { of: (context, user) => directReports(context, user) },
    memberOf: { of: (context, user) => memberOf(context, user.id) },
    transitiveMemberOf: { of: (context, user) => transitiveMemberOf(context, user.id) },
  },
});

const usersByManager: Index = { table: "users", keyOf: (user) => (user["manager"] as Entity | undefined)?.id };

function directReports(context: Context, user: Entity): Entity[] {
  return context.store.every(usersByManager, user.id).map((each) => ({ "@odata.type": userResource.type, ...each }));
}

function managerOf(context: Context, user: Entity): Entity | undefined {
  const manager = user["manager"] as Entity | undefined;
  return manager === undefined ? undefined : findDirectoryObject(context, manager.id);
}

/** The user a path names: by object id or by user principal name. */
export function findUser(context: Context): Entity {
  const id = parameter(context, "id");
  if (!id.includes("@")) return lookUp(context, "users", id);
  const found = context.store.first(byPrincipalName, id.toLowerCase());
  if (found === undefined) throw notFound(id);
  return found;
}

function sameText(left: unknown, right: string): boolean {
  return asText(left)?.toLowerCase() === right.toLowerCase();
}

const byPrincipalName: Index = { table: "users", keyOf: (user) => asText(user["userPrincipalName"])?.toLowerCase() };

function checkPrincipalName(context: Context, name: string, except?: string): void {
  const domain = name.slice(name.lastIndexOf("@") + 1);
  const verified = context.store.find("domains", (each) => sameText(each.id, domain) && each["isVerified"] === true);
  if (!name.includes("@") || verified === undefined) {
    throw badRequest(
      "The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.",
    );
  }
  if (context.store.every(byPrincipalName, name.toLowerCase()).some((user) => user.id !== except)) {
    throw badRequest("Another object with the same value for property userPrincipalName already exists.");
  }
}

const emptyUser: JsonObject = {
  accountEnabled: true,
  ageGroup: null,
  assignedLicenses: [],
  businessPhones: [],
  city: null,
  companyName: null,
  consentProvidedForMinor: null,
  country: null,
  creationType: null,
  department: null,
  employeeHireDate: null,
  employeeId: null,
  employeeOrgData: null,
  employeeType: null,
  externalUserState: null,
  externalUserStateChangeDateTime: null,
  faxNumber: null,
  givenName: null,
  imAddresses: [],
  jobTitle: null,
  mail: null,
  mobilePhone: null,
  officeLocation: null,
  onPremisesImmutableId: null,
  onPremisesSyncEnabled: null,
  otherMails: [],
  passwordPolicies: null,
  postalCode: null,
  preferredLanguage: null,
  proxyAddresses: [],
  state: null,
  streetAddress: null,
  surname: null,
  usageLocation: null,
  userType: "Member",
};

// Passwords are checked for presence and then forgotten: nothing in the tenant can be signed in to.
const neverStored = ["passwordProfile"];

function create(context: Context): Reply {
  const { body, store } = context;
  requiredText(context, "displayName", "User");
  requiredText(context, "mailNickname", "User");
  requiredObject(context, "passwordProfile", "User");
  const name = requiredText(context, "userPrincipalName", "User");
  if (typeof body["accountEnabled"] !== "boolean") {
    throw badRequest("A value is required for property 'accountEnabled' of resource 'User'.");
  }
  checkPrincipalName(context, name);
  const given = laidOver(emptyUser, body, ...neverStored);
  const user: Entity = Object.assign(given, { createdDateTime: context.now, id: createdId(context) });
  store.put("users", user);
  audit(context, "UserManagement", "Add user", [{ id: user.id }]);
  return single(context, userResource, user, 201);
}

function update(context: Context): Reply {
  const user = findUser(context);
  const change = plainProperties(context.body, ...neverStored);
  const name = asText(change["userPrincipalName"]);
  if (name !== undefined) checkPrincipalName(context, name, user.id);
  context.store.put("users", mergeJson(user, change));
  const resetsPassword = context.body["passwordProfile"] !== undefined && context.body["passwordProfile"] !== null;
  if (resetsPassword) audit(context, "UserManagement", "Reset user password", [{ id: user.id }]);
  if (change["accountEnabled"] === false && user["accountEnabled"] !== false) {
    audit(context, "UserManagement", "Disable account", [{ id: user.id }]);
  }
  return noContent;
}

function getManager(context: Context): Reply {
  const manager = managerOf(context, findUser(context));
  if (manager === undefined) throw notFound("manager");
  return { status: 200, body: viewDirectoryObject(context, manager, context.query) };
}

function setManager(context: Context): Reply {
  const user = findUser(context);
  context.store.put("users", { ...user, manager: referenceTo(context, referencedId(context.body["@odata.id"])) });
  return noContent;
}

function removeManager(context: Context): Reply {
  const { manager, ...user } = findUser(context);
  if (manager === undefined) throw notFound("manager");
  context.store.put("users", user as Entity);
  return noContent;
}

/** Guests get `name_domain#EXT#@initial-domain` (https://learn.microsoft.com/entra/external-id/user-properties). */
export function guestPrincipalName(mail: string, initialDomain: string): string {
  return `${mail.replace("@", "_")}#EXT#@${initialDomain}`;
}

/** The other way round; undefined for the name of anybody else. */
export function invitedMail(principalName: string): string | undefined {
  const [name = "", ...rest] = principalName.split(/#ext#/i);
  const at = name.lastIndexOf("_");
  return rest.length === 0 || at < 0 ? undefined : `${name.slice(0, at)}@${name.slice(at + 1)}`;
}

function invite(context: Context): Reply {
  const { body, store } = context;
  const mail = requiredText(context, "invitedUserEmailAddress", "Invitation");
  const redirect = requiredText(context, "inviteRedirectUrl", "Invitation");
  if (!/^[^@\s]+@[^@\s]+$/.test(mail)) throw badRequest("The invited user's email address is not valid.", "BadRequest");
  const domain = mail.slice(mail.indexOf("@") + 1);
  if (store.find("domains", (each) => sameText(each.id, domain)) !== undefined) {
    throw badRequest("The invited user's email address has a domain of this organization.", "BadRequest");
  }
  const name = guestPrincipalName(mail, context.facts.initialDomain);
  const known = store.first(byPrincipalName, name.toLowerCase());
  const guest: Entity = known ?? {
    ...emptyUser,
    createdDateTime: context.now,
    creationType: "Invitation",
    displayName: asText(body["invitedUserDisplayName"]) ?? mail.slice(0, mail.indexOf("@")),
    externalUserState: "PendingAcceptance",
    externalUserStateChangeDateTime: context.now,
    id: createdId(context),
    mail,
    mailNickname: name.slice(0, name.indexOf("@")),
    otherMails: [mail],
    proxyAddresses: [`SMTP:${mail}`],
    userPrincipalName: name,
    userType: asText(body["invitedUserType"]) ?? "Guest",
  };
  if (known === undefined) store.put("users", guest);
  audit(context, "UserManagement", "Invite external user", [{ id: guest.id }]);
  const id = context.newId();
  return {
    status: 201,
    body: {
      "@odata.context": `${context.origin}/${context.version}/$metadata#invitations/$entity`,
      id,
      inviteRedeemUrl: `https://login.microsoftonline.com/redeem?tenant=${context.facts.tenantId}&user=${guest.id}&ticket=${id}`,
      inviteRedirectUrl: redirect,
      invitedUser: { id: guest.id },
      invitedUserDisplayName: guest["displayName"],
      invitedUserEmailAddress: mail,
      invitedUserType: guest["userType"],
      sendInvitationMessage: body["sendInvitationMessage"] === true,
      status: guest["externalUserState"] === "Accepted" ? "Completed" : "PendingAcceptance",
    },
  };
}

export const userOperations: Operations = {
  ...readOperations("users", userResource),
  ...deltaOperations("users", userResource),
  "GET users/:id": (context) => single(context, userResource, findUser(context)),
  "POST users": create,
  "PATCH users/:id": update,
  "DELETE users/:id": (context) => {
    const user = findUser(context);
    audit(context, "UserManagement", "Delete user", [{ id: user.id }]);
    return softDelete(context, userResource, user);
  },
  "GET users/:id/manager": getManager,
  "PUT users/:id/manager/$ref": setManager,
  "DELETE users/:id/manager/$ref": removeManager,
  "GET users/:id/directReports": (context) => listDirectoryObjects(context, directReports(context, findUser(context))),
  "GET users/:id/memberOf": (context) => listDirectoryObjects(context, memberOf(context, findUser(context).id)),
  "GET users/:id/memberOf/:cast": (context) =>
    listDirectoryObjects(context, memberOf(context, findUser(context).id), parameter(context, "cast")),
  "GET users/:id/transitiveMemberOf": (context) =>
    listDirectoryObjects(context, transitiveMemberOf(context, findUser(context).id)),
  "GET users/:id/transitiveMemberOf/:cast": (context) =>
    listDirectoryObjects(context, transitiveMemberOf(context, findUser(context).id), parameter(context, "cast")),
  "POST invitations": invite,
};
