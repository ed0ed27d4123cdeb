/**
 * What a collection needs and what it would be blind without: permissions against the claims of the token, licences against the
 * tenant's service plans, both before the first read.
 */

import { appPermissionByName, resourceApplications } from "../../catalogue/app-permissions.ts";
import { blindTo } from "../../tenant/blind-spots.ts";
import { asObject, asText, objectsOf } from "../../tenant/entity.ts";
import type { GraphObject } from "./read-error.ts";
import type { Licence } from "./reader.ts";
import { readers } from "./readers.ts";

/** What a token is good for. */
export interface Held {
  readonly kind: "application" | "delegated";
  readonly permissions: ReadonlySet<string>;
}

/** Something that is missing, and what nobody sees without it. */
export interface Lack {
  readonly needs: string;
  readonly kind: "permission" | "licence";
  /** Collections and parts, as the snapshot calls them. */
  readonly reads: readonly string[];
  readonly blind: readonly string[];
}

export interface PermissionReport {
  /** Every permission that a complete collection needs, in alphabetical order. */
  readonly needed: readonly string[];
  /** Undefined when the token does not say. */
  readonly held: Held["kind"] | undefined;
  readonly missing: readonly Lack[];
  /** What only somebody who signs in could be given, where an application did. */
  readonly notForApplications: readonly Lack[];
  /** True when the licences could not be read. */
  readonly licencesUnknown: boolean;
}

interface Need {
  readonly permission: string;
  readonly licence: Licence | undefined;
  readonly reads: string;
  readonly blind: string;
  readonly delegatedOnly: boolean;
}

/** The claims of a token that say what it is good for; undefined when it is none that can be read. */
export function heldPermissions(token: string): Held | undefined {
  const claims = claimsOf(token);
  if (claims === undefined) return undefined;
  const scopes = asText(claims["scp"])?.split(" ");
  if (scopes !== undefined) return { kind: "delegated", permissions: new Set(scopes) };
  const roles = claims["roles"];
  return Array.isArray(roles) ? { kind: "application", permissions: new Set(roles.map(String)) } : undefined;
}

function claimsOf(token: string): GraphObject | undefined {
  try {
    return asObject(JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8")));
  } catch {
    return undefined;
  }
}

/**
 * Service plans that a licence comes as (https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference). P2 has all
 * of P1.
 */
const servicePlans: Readonly<Record<Licence, readonly string[]>> = {
  "Microsoft Entra ID P1": ["AAD_PREMIUM", "AAD_PREMIUM_P2"],
  "Microsoft Entra ID P2 or ID Governance": ["AAD_PREMIUM_P2", "ENTRA_ID_GOVERNANCE", "ENTRA_IDENTITY_GOVERNANCE"],
};

/**
 * Broader permissions that allow the same reads, by Microsoft's page on each request (`source` in the tables of readers). A permission
 * to write allows to read as well.
 */
const broader: Readonly<Record<string, readonly string[]>> = {
  "AdministrativeUnit.Read.All": ["Directory.Read.All", "Directory.ReadWrite.All"],
  "Application.Read.All": ["Directory.Read.All", "Directory.ReadWrite.All"],
  "Directory.Read.All": ["Directory.ReadWrite.All"],
  "Domain.Read.All": ["Directory.Read.All", "Directory.ReadWrite.All"],
  "GroupMember.Read.All": ["Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"],
  "Organization.Read.All": ["Directory.Read.All", "Directory.ReadWrite.All"],
  "RoleAssignmentSchedule.Read.Directory": [
    "RoleManagement.Read.All",
    "RoleManagement.Read.Directory",
    "RoleManagement.ReadWrite.Directory",
  ],
  "RoleEligibilitySchedule.Read.Directory": [
    "RoleManagement.Read.All",
    "RoleManagement.Read.Directory",
    "RoleManagement.ReadWrite.Directory",
  ],
  "RoleManagement.Read.Directory": [
    "RoleManagement.Read.All",
    "RoleManagement.ReadWrite.Directory",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
  ],
  "RoleManagementPolicy.Read.Directory": [
    "RoleManagement.Read.All",
    "RoleManagement.Read.Directory",
    "RoleManagement.ReadWrite.Directory",
  ],
  "User.Read.All": ["Directory.Read.All", "Directory.ReadWrite.All"],
};

/** Whether a token may make a request that needs a permission. */
function allows({ permissions }: Held, needed: string): boolean {
  const writing = needed.replace(".Read.", ".ReadWrite.");
  return [needed, writing, ...(broader[needed] ?? [])].some((each) => permissions.has(each));
}

function needs(): Need[] {
  return readers.flatMap((reader): Need[] => {
    const { collection, delegatedOnly = false } = reader;
    const own = {
      permission: reader.permission,
      licence: reader.licence,
      reads: collection,
      blind: blindTo({ collection }),
      delegatedOnly,
    };
    const parts = (reader.relations ?? []).flatMap(({ name: part, permission, licence }): Need[] => {
      if (permission === undefined && licence === undefined) return [];
      return [
        {
          permission: permission ?? reader.permission,
          licence: licence ?? reader.licence,
          reads: `${part} of ${collection}`,
          blind: blindTo({ collection, part }),
          delegatedOnly: false,
        },
      ];
    });
    return [own, ...parts];
  });
}

/**
 * What is missing.
 * @param skus `subscribedSkus` as Graph lists them; undefined when they could not be read
 */
export function permissionReport(held: Held | undefined, skus: readonly GraphObject[] | undefined): PermissionReport {
  const all = needs();
  const lackOf = (kind: Lack["kind"], nameOf: (need: Need) => string | undefined): Lack[] => {
    const lacking = all.flatMap((need) => {
      const name = nameOf(need);
      return name === undefined ? [] : [{ ...need, name }];
    });
    return [...Map.groupBy(lacking, ({ name }) => name)]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, of]) => ({
        needs: name,
        kind,
        reads: [...new Set(of.map(({ reads }) => reads))],
        blind: [...new Set(of.map(({ blind }) => blind))],
      }));
  };
  const isApplication = held?.kind === "application";
  const isLacking = ({ permission }: Need) => held !== undefined && !allows(held, permission);
  return {
    needed: permissionsNeeded(held?.kind),
    held: held?.kind,
    missing: [
      ...lackOf("permission", (need) =>
        isLacking(need) && !(isApplication && need.delegatedOnly) ? need.permission : undefined,
      ),
      ...lackOf("licence", ({ licence }) =>
        licence !== undefined && skus !== undefined && !isLicensed(licence, skus) ? licence : undefined,
      ),
    ],
    notForApplications: isApplication
      ? lackOf("permission", ({ delegatedOnly, permission }) => (delegatedOnly ? permission : undefined))
      : [],
    licencesUnknown: skus === undefined,
  };
}

function isLicensed(licence: Licence, skus: readonly GraphObject[]): boolean {
  const plans = new Set(servicePlans[licence]);
  return skus.some(
    (sku) =>
      ["enabled", "warning"].includes((asText(sku["capabilityStatus"]) ?? "enabled").toLowerCase()) &&
      objectsOf(sku["servicePlans"]).some(({ servicePlanName }) => plans.has(String(servicePlanName).toUpperCase())),
  );
}

/** Permissions that a complete collection needs, each once, in alphabetical order; what no application can be given is for people only. */
export function permissionsNeeded(kind: Held["kind"] = "application"): string[] {
  const asked = needs().filter(({ delegatedOnly }) => kind === "delegated" || !delegatedOnly);
  return [...new Set(asked.map(({ permission }) => permission))].sort();
}

/** The permissions as an app registration's manifest asks for them, ready for an administrator's consent. */
export function requiredResourceAccess(): GraphObject {
  const { appId } = resourceApplications.microsoftGraph;
  const roles = permissionsNeeded().flatMap((name) => appPermissionByName(appId, name)?.id ?? []);
  return { resourceAppId: appId, resourceAccess: roles.map((id) => ({ id, type: "Role" })) };
}

/** The tenant that a token is for, in lower case. */
export function tenantOf(token: string): string | undefined {
  return asText(claimsOf(token)?.["tid"])?.toLowerCase();
}
