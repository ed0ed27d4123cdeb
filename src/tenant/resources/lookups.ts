/**
 * Lookups (data sources of azuread 6.9.1): which object of a tenant each means, and what stands for it while nobody can look.
 * One row a function; a function without a row cannot be looked up.
 */

import { asText, type JsonObject } from "../entity.ts";
import { guestPrincipalName, invitedMail } from "../graph/users.ts";
import type { Graph } from "./graph.ts";
import { type Inputs, text } from "./inputs.ts";
import type { Outputs } from "./translator.ts";

export type LookupCollection =
  | "users"
  | "groups"
  | "servicePrincipals"
  | "applications"
  | "administrativeUnits"
  | "namedLocations"
  | "accessPackageCatalogs"
  | "accessPackages";

interface Row {
  readonly collection: LookupCollection;
  readonly path: string;
  /** What is asked → Graph property. Exactly what the data source filters on. */
  readonly keys: Readonly<Record<string, string>>;
}

const users: Row = {
  collection: "users",
  path: "/v1.0/users",
  keys: {
    userPrincipalName: "userPrincipalName",
    userPrincipalNames: "userPrincipalName",
    mail: "mail",
    mails: "mail",
    mailNickname: "mailNickname",
    mailNicknames: "mailNickname",
    employeeId: "employeeId",
    employeeIds: "employeeId",
    objectId: "id",
    objectIds: "id",
  },
};
const groups: Row = {
  collection: "groups",
  path: "/v1.0/groups",
  keys: {
    displayName: "displayName",
    displayNames: "displayName",
    mailNickname: "mailNickname",
    objectId: "id",
    objectIds: "id",
  },
};
const servicePrincipals: Row = {
  collection: "servicePrincipals",
  path: "/v1.0/servicePrincipals",
  keys: {
    clientId: "appId",
    clientIds: "appId",
    displayName: "displayName",
    displayNames: "displayName",
    objectId: "id",
    objectIds: "id",
  },
};
const named = (collection: LookupCollection, path: string): Row => ({
  collection,
  path,
  keys: { displayName: "displayName", objectId: "id" },
});

const rows: Readonly<Record<string, Row>> = {
  getUser: users,
  getUsers: users,
  getGroup: groups,
  getGroups: groups,
  getServicePrincipal: servicePrincipals,
  getServicePrincipals: servicePrincipals,
  getApplication: {
    collection: "applications",
    path: "/v1.0/applications",
    keys: { clientId: "appId", displayName: "displayName", objectId: "id" },
  },
  getAdministrativeUnit: named("administrativeUnits", "/v1.0/directory/administrativeUnits"),
  getNamedLocation: named("namedLocations", "/v1.0/identity/conditionalAccess/namedLocations"),
  getAccessPackageCatalog: named(
    "accessPackageCatalogs",
    "/beta/identityGovernance/entitlementManagement/accessPackageCatalogs",
  ),
  getAccessPackage: named("accessPackages", "/beta/identityGovernance/entitlementManagement/accessPackages"),
};

function rowOf(token: string): Row | undefined {
  if (!token.startsWith("azuread:")) return undefined;
  return rows[functionName(token)];
}

/** Last part of a function token: `getUser` of `azuread:index/getUser:getUser`. */
export function functionName(token: string): string {
  return token.slice(token.lastIndexOf(":") + 1);
}

/** What is asked for, as one pair; a list counts when it holds one element. */
function criterion(row: Row, asked: Inputs): { readonly property: string; readonly value: string } | undefined {
  for (const [input, property] of Object.entries(row.keys)) {
    const given = asked[input];
    const value = asText(Array.isArray(given) && given.length === 1 ? given[0] : given);
    if (value !== undefined && value !== "") return { property, value };
  }
  return undefined;
}

/** What a lookup asks for, as words: `userPrincipalName "x@y"`. */
export function describeLookup(token: string, asked: Inputs): string {
  const given = Object.entries(asked).filter(([, value]) => value !== undefined && value !== null);
  const shown = given.map(([key, value]) => `${key} ${JSON.stringify(value)}`).join(", ");
  return `${functionName(token)}(${shown})`;
}

/** What a lookup would find, in words: `output admins of stack acme/shared`, `members of getGroup(displayName "Staff")`. */
export function describeFound(token: string, asked: Inputs): string {
  const { output, ...question } = asked;
  const wanted = asText(output);
  if (wanted === undefined) return describeLookup(token, asked);
  const stack = asText(asked["stack"]);
  return stack === undefined ? `${wanted} of ${describeLookup(token, question)}` : `output ${wanted} of stack ${stack}`;
}

export type Found =
  | { readonly is: "found"; readonly outputs: Outputs }
  | { readonly is: "missing" }
  /** The model has no row for the function, or the question is not one it can ask. */
  | { readonly is: "unanswerable" };

/** Looks an object up the way the data source does. */
export function lookUpIn(graph: Graph, token: string, asked: Inputs): Found {
  if (asked["output"] !== undefined) return { is: "unanswerable" };
  if (functionName(token) === "getClientConfig") return { is: "found", outputs: { objectId: graph.actor } };
  const row = rowOf(token);
  if (row === undefined && functionName(token) !== "getDirectoryObject") return { is: "unanswerable" };
  const wanted = row === undefined ? { property: "id", value: text(asked, "objectId") } : criterion(row, asked);
  if (wanted === undefined) return { is: "unanswerable" };
  const path = row?.path ?? "/v1.0/directoryObjects";
  const found =
    wanted.property === "id"
      ? graph.get(`${path}/${wanted.value}`)
      : graph.list(`${path}?$filter=${filterOn(wanted)}`)[0];
  return found === undefined ? { is: "missing" } : { is: "found", outputs: outputsOf(found) };
}

function filterOn({ property, value }: { readonly property: string; readonly value: string }): string {
  return encodeURIComponent(`${property} eq '${value.replaceAll("'", "''")}'`);
}

function outputsOf(found: JsonObject): Outputs {
  const clientId = asText(found["appId"]);
  return { objectId: text(found, "id"), ...(clientId !== undefined && { clientId }) };
}

/** The object that stands for what a lookup would find: it carries only what was asked for. */
export interface Placeholder {
  /** Undefined when nothing says what kind of object it is. */
  readonly collection?: LookupCollection;
  readonly properties: JsonObject;
}

/** Whose people are guests of a tenant. */
export interface GuestHomes {
  /** E-mail domains, lower case. */
  readonly guestDomains: readonly string[];
  readonly initialDomain: string;
}

export function placeholderFor(token: string, asked: Inputs, homes: GuestHomes): Placeholder {
  const row = asked["output"] === undefined ? rowOf(token) : undefined;
  if (row === undefined) {
    return { properties: { displayName: describeFound(token, asked) } };
  }
  const wanted = criterion(row, asked);
  if (wanted === undefined || wanted.property === "id") {
    return { collection: row.collection, properties: { displayName: describeLookup(token, asked) } };
  }
  const properties: Record<string, unknown> = { displayName: wanted.value, [wanted.property]: wanted.value };
  // A mail address and a principal name both say whose domain the person is of.
  if (row.collection === "users" && wanted.value.includes("@")) {
    properties["mail"] ??= wanted.value;
    properties["userPrincipalName"] ??= wanted.value;
    Object.assign(properties, asGuest(wanted.value, homes));
  }
  return { collection: row.collection, properties };
}

/** What is certain of a guest whose address, or whose principal name in this tenant, is known; nothing of anybody else. */
function asGuest(name: string, { guestDomains, initialDomain }: GuestHomes): JsonObject {
  const mail = invitedMail(name) ?? name;
  if (!guestDomains.includes(mail.slice(mail.lastIndexOf("@") + 1).toLowerCase())) return {};
  return { mail, userPrincipalName: guestPrincipalName(mail, initialDomain), userType: "Guest" };
}
