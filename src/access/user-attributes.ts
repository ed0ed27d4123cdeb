/**
 * Attributes that rules of dynamic groups go by: what Graph calls them, and who can write them. Whoever writes one decides who is in
 * the group.
 */

import { asObject, asText } from "../tenant/entity.ts";
import type { UserObject } from "./directory.ts";
import type { Subject } from "./membership-rule.ts";

/** Property sets of Entra's user permissions. */
export type AttributeSet =
  | "names"
  | "job"
  | "contact"
  | "extension"
  | "licence"
  | "location"
  | "mail"
  | "manager"
  | "sign-in";

interface AttributeFacts {
  /** Property of Graph's user; the same name when it is not given. */
  readonly property?: string;
  /** Absent: decided by synchronisation or by Entra itself. */
  readonly set?: AttributeSet;
}

/**
 * By the lower-case name that rules use (https://learn.microsoft.com/entra/identity/users/groups-dynamic-membership#supported-properties),
 * with the property set whose permission writes it
 * (https://learn.microsoft.com/entra/identity/role-based-access-control/custom-user-permissions).
 */
const attributes: Readonly<Record<string, AttributeFacts>> = {
  accountenabled: { property: "accountEnabled", set: "sign-in" },
  assignedplans: { property: "assignedPlans", set: "licence" },
  city: { set: "contact" },
  companyname: { property: "companyName", set: "job" },
  country: { set: "contact" },
  department: { set: "job" },
  dirsyncenabled: { property: "onPremisesSyncEnabled" },
  displayname: { property: "displayName", set: "names" },
  employeehiredate: { property: "employeeHireDate", set: "job" },
  employeeid: { property: "employeeId", set: "job" },
  employeetype: { property: "employeeType", set: "job" },
  facsimiletelephonenumber: { property: "faxNumber", set: "contact" },
  givenname: { property: "givenName", set: "names" },
  jobtitle: { property: "jobTitle", set: "job" },
  mail: { set: "mail" },
  mailnickname: { property: "mailNickname", set: "names" },
  mobile: { property: "mobilePhone", set: "contact" },
  objectid: { property: "id" },
  onpremisesdistinguishedname: { property: "onPremisesDistinguishedName" },
  onpremisessecurityidentifier: { property: "onPremisesSecurityIdentifier" },
  othermails: { property: "otherMails", set: "contact" },
  passwordpolicies: { property: "passwordPolicies", set: "names" },
  physicaldeliveryofficename: { property: "officeLocation", set: "contact" },
  postalcode: { property: "postalCode", set: "contact" },
  preferredlanguage: { property: "preferredLanguage", set: "names" },
  proxyaddresses: { property: "proxyAddresses", set: "mail" },
  sipproxyaddress: { property: "imAddresses", set: "mail" },
  state: { set: "contact" },
  streetaddress: { property: "streetAddress", set: "contact" },
  surname: { set: "names" },
  telephonenumber: { property: "businessPhones", set: "contact" },
  usagelocation: { property: "usageLocation", set: "location" },
  userprincipalname: { property: "userPrincipalName", set: "sign-in" },
  usertype: { property: "userType", set: "names" },
};

/** Attributes that a member changes of itself (https://learn.microsoft.com/entra/fundamentals/users-default-permissions). */
const ownOfMembers: ReadonlySet<string> = new Set(["mobile"]);

/** The set an attribute belongs to; undefined for what no permission writes. */
function setOf(name: string): AttributeSet | undefined {
  if (name.startsWith("extension")) return "extension";
  return attributes[name]?.set;
}

/** What is known of one user. */
interface KnownUser {
  readonly user: UserObject;
  readonly isIn: (group: string) => boolean;
  /** What an attribute counts as that the snapshot does not show: anything, or nothing. */
  readonly unseen: "open" | null;
  /** Sets that somebody who wants the rule to hold can write. */
  readonly writes?: ReadonlySet<AttributeSet>;
  /** Whether it is one's own account: everybody changes some of that. */
  readonly own?: boolean;
}

/** A user of the snapshot, with the attributes open that somebody can write. */
export function userSubject({ user, isIn, unseen, writes, own }: KnownUser): Subject {
  const shown: Readonly<Record<string, unknown>> = user;
  return {
    attribute(name) {
      const set = setOf(name);
      if (set !== undefined && writes?.has(set)) return "open";
      if (own === true && user.userType !== "Guest" && ownOfMembers.has(name)) return "open";
      return literal(shownValue(shown, name)) ?? unseen;
    },
    isIn,
    manager: writes?.has("manager") ? "open" : (asText(asObject(shown["manager"])?.["id"])?.toLowerCase() ?? unseen),
  };
}

/** Somebody who is not in the tenant yet: what is given is fixed; the rest is what its maker likes, or absent. */
export function newcomer(given: Readonly<Record<string, string>>, rest: "open" | null): Subject {
  return {
    attribute(name) {
      const fixed = given[name];
      if (fixed !== undefined) return fixed;
      if (setOf(name) !== undefined && rest === "open") return rest;
      // An id exists, and is nobody's choice.
      if (name === "objectid") return "an id that nobody chooses";
      return name === "accountenabled" ? true : null;
    },
    isIn: () => false,
    manager: rest,
  };
}

function shownValue(shown: Readonly<Record<string, unknown>>, name: string): unknown {
  const property = attributes[name]?.property;
  if (property !== undefined) return shown[property];
  for (const part of [shown, asObject(shown["onPremisesExtensionAttributes"]) ?? {}]) {
    const key = Object.keys(part).find((each) => each.toLowerCase() === name);
    if (key !== undefined) return part[key];
  }
  return undefined;
}

/** Undefined for what is not shown, or is no plain value. */
function literal(value: unknown): string | boolean | readonly string[] | undefined {
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return String(value);
  return Array.isArray(value) && value.every((each) => typeof each === "string") ? value : undefined;
}
