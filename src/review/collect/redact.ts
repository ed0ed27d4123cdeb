/**
 * Snapshots without names: display names, addresses and free texts become pseudonyms, the same for the same text in every snapshot of a
 * tenant, so that two of them can still be compared.
 *
 * What stays: ids; domains of the client and of its providers (others become domains that do not exist), since attribution goes by them;
 * every name that the matrix itself mentions, and a provider's name inside another one (`Name 3f… Tideway`); names of built-in roles
 * and of Microsoft's own applications; membership rules, conditions of policies, addresses of networks and names of Azure resources,
 * since they decide who gets what.
 *
 * What remains linkable: whoever knows the tenant's id can compute the pseudonym of a name and so find out whether it occurs, unless a
 * secret was given as well; who is in which groups, when people signed in, and what somebody holds point to few people or to one.
 */

import { createHmac } from "node:crypto";
import { entraRoles } from "../../catalogue/entra-roles.ts";
import { escapedForPattern } from "../../pattern-text.ts";
import type { CollectionName } from "../../tenant/snapshot.ts";
import type { GraphObject } from "./read-error.ts";

export interface RedactOptions {
  readonly tenantId: string;
  /** Makes pseudonyms that nobody else can compute. */
  readonly secret?: string;
  /** Domains that stay, lower case. */
  readonly domains: ReadonlySet<string>;
  /** Texts that stay where they are all of a value, lower case. */
  readonly texts: ReadonlySet<string>;
  /** Words that stay where they stand alone in a text. */
  readonly words: readonly string[];
}

type Redaction = "name" | "address" | "number" | "quoted";

/** By the name of a property, wherever it is. */
const redactions: Readonly<Record<string, Redaction>> = {
  displayName: "name",
  appDisplayName: "name",
  userDisplayName: "name",
  companyName: "name",
  department: "name",
  jobTitle: "name",
  description: "name",
  mail: "address",
  mailNickname: "name",
  userPrincipalName: "address",
  otherMails: "address",
  proxyAddresses: "address",
  issuerAssignedId: "address",
  createdBy: "address",
  modifiedBy: "address",
  emailAddress: "address",
  ipAddress: "number",
  phoneNumber: "number",
  justification: "name",
  newValue: "quoted",
  oldValue: "quoted",
};

/** What Microsoft wrote: nobody's name is in it, and readers go by it. */
const publicCollections: ReadonlySet<CollectionName> = new Set(["directoryRoles", "subscribedSkus"]);
/** Parts that describe what an application offers, or what somebody must have. */
const publicParts: ReadonlySet<string> = new Set([
  "appRoles",
  "oauth2PermissionScopes",
  "servicePlans",
  "conditions",
  "grantControls",
  "sessionControls",
  "rules",
  "membershipRule",
]);
/** Microsoft's own tenants (https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in). */
const microsoftTenants = new Set(["f8cdef31-a31e-4b4a-93e4-5f571e91255a", "72f988bf-86f1-41af-91ab-2d7cd011db47"]);
/** Accounts that Entra Connect makes for itself; readers know them by their form. */
const synchronisationAccount = /^sync_[^@]+_([0-9a-f]{12})@/i;
const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Makes objects of one tenant's snapshot nameless. */
export function redactor(options: RedactOptions): (collection: CollectionName, entity: GraphObject) => GraphObject {
  const key = `${options.tenantId.toLowerCase()}\n${options.secret ?? ""}`;
  const roles = new Set([...entraRoles.values()].map(({ name }) => name.toLowerCase()));
  const code = (text: string) => createHmac("sha256", key).update(text.trim().toLowerCase()).digest("hex").slice(0, 12);
  const stays = (text: string) =>
    text === "" || guid.test(text) || options.texts.has(text.toLowerCase()) || roles.has(text.toLowerCase());
  const words = options.words.map((word) => ({
    word,
    test: new RegExp(`(?<![\\p{L}\\p{N}])${escapedForPattern(word)}(?![\\p{L}\\p{N}])`, "iu"),
  }));

  const name = (text: string): string => {
    if (stays(text)) return text;
    if (/^[^@\s]+@[^@\s]+$/.test(text)) return address(text);
    const kept = words.flatMap(({ word, test }) => (test.test(text) ? [word] : []));
    return ["Name", code(text), ...kept].join(" ");
  };
  const domain = (text: string): string => (options.domains.has(text.toLowerCase()) ? text : `d-${code(text)}.example`);
  const address = (text: string): string => {
    if (stays(text)) return text;
    const [, prefix = "", rest = text] = /^((?:smtp|sip|x500|eum|spo):)?(.*)$/is.exec(text) ?? [];
    if (prefix !== "") return `${prefix}${address(rest)}`;
    const at = rest.lastIndexOf("@");
    if (at < 0) return name(rest);
    const [local, home] = [rest.slice(0, at), rest.slice(at + 1)];
    const invited = /^(.+)_([^_]+)(#EXT#)$/i.exec(local);
    if (invited !== null) {
      const [, who = "", from = "", mark = ""] = invited;
      // The same person as under the address itself.
      const inside = address(`${who}@${from}`).replace(/@(?=[^@]*$)/, "_");
      return `${inside}${mark}@${domain(home)}`;
    }
    const made = synchronisationAccount.exec(text)?.[1];
    if (made !== undefined) return `Sync_${code(local)}_${made}@${domain(home)}`;
    return `p-${code(rest)}@${domain(home)}`;
  };
  const quoted = (text: string): string => {
    const inner = /^"(.*)"$/s.exec(text)?.[1];
    return inner === undefined ? name(text) : `"${name(inner)}"`;
  };
  const apply: Readonly<Record<Redaction, (text: string) => string>> = {
    name,
    address,
    quoted,
    number: (text) => `n-${code(text)}`,
  };
  const value = (found: unknown, redaction: Redaction | undefined): unknown => {
    if (typeof found === "string") return redaction === undefined ? found : apply[redaction](found);
    if (Array.isArray(found)) return found.map((each: unknown) => value(each, redaction));
    return typeof found === "object" && found !== null ? object(found) : found;
  };
  const object = (found: object): GraphObject =>
    Object.fromEntries(
      Object.entries(found).map(([property, inner]: [string, unknown]) =>
        publicParts.has(property)
          ? [property, inner]
          : [property, value(inner, Object.hasOwn(redactions, property) ? redactions[property] : undefined)],
      ),
    );
  return (collection, entity) => {
    if (publicCollections.has(collection) || entity["isBuiltIn"] === true) return entity;
    if (collection === "authenticationStrengthPolicies" && entity["policyType"] === "builtIn") return entity;
    if (microsoftTenants.has(String(entity["appOwnerOrganizationId"]).toLowerCase())) return entity;
    return object(entity);
  };
}
