/**
 * Permissions of applications: app roles (application permissions) of Microsoft Graph and other resources, and delegated
 * scopes. Ids are Microsoft's; two public tier models are quoted beside our own judgement.
 */

import type { EnterpriseAccessLevel } from "./entra-roles.ts";
import { readTable } from "./table.ts";
import { type Equivalence, type Judgement, type Tier, unknownId } from "./tier.ts";

/** Where the facts of the permission tables come from. */
export const appPermissionSources = {
  graph: "https://learn.microsoft.com/graph/permissions-reference",
  azureTiering: "https://github.com/emiliensocchi/azure-tiering",
  azurePrivilegedIam: "https://github.com/Cloud-Architekt/AzurePrivilegedIAM",
} as const;

export interface ResourceApplication {
  readonly appId: string;
  readonly name: string;
  /** Whether the tables hold all its app roles, or only those that can change who controls something. */
  readonly listed: "all" | "control-plane";
}

/** Microsoft's applications whose app roles the tables hold; their application ids are the same in every tenant. */
export const resourceApplications = {
  microsoftGraph: { appId: "00000003-0000-0000-c000-000000000000", name: "Microsoft Graph", listed: "all" },
  azureActiveDirectoryGraph: {
    appId: "00000002-0000-0000-c000-000000000000",
    name: "Azure Active Directory Graph",
    listed: "control-plane",
  },
  exchangeOnline: {
    appId: "00000002-0000-0ff1-ce00-000000000000",
    name: "Office 365 Exchange Online",
    listed: "control-plane",
  },
  rightsManagement: {
    appId: "00000012-0000-0000-c000-000000000000",
    name: "Microsoft Rights Management Services",
    listed: "control-plane",
  },
  directorySynchronization: {
    appId: "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016",
    name: "Microsoft Entra AD Synchronization Service",
    listed: "control-plane",
  },
  defenderForEndpoint: {
    appId: "fc780465-2017-40d4-a0c5-307022471b92",
    name: "WindowsDefenderATP",
    listed: "control-plane",
  },
  defenderForIdentity: {
    appId: "7b7531ad-5926-4f2d-8a1d-38495ad33e17",
    name: "Azure Advanced Threat Protection",
    listed: "control-plane",
  },
  windows365: { appId: "0af06dc6-e4b5-4f28-818e-e78e62d137a5", name: "Windows 365", listed: "control-plane" },
  passwordReset: {
    appId: "93625bc8-bfe2-437a-97e0-3d0060024faa",
    name: "Microsoft password reset service",
    listed: "control-plane",
  },
  verifiedCredentials: {
    appId: "688413c8-5319-43e1-9a0e-42f49da53686",
    name: "Verified ID",
    listed: "control-plane",
  },
} as const satisfies Record<string, ResourceApplication>;

export interface AppPermission {
  readonly resourceAppId: string;
  /** App role id, or scope id for a delegated one. */
  readonly id: string;
  /** e.g. `RoleManagement.ReadWrite.Directory` */
  readonly value: string;
  readonly kind: "application" | "delegated";
  readonly azureTiering?: Tier;
  readonly azureTieringPath?: "Direct" | "Indirect";
  /** Absent where that model does not judge the permission. */
  readonly azurePrivilegedIam?: EnterpriseAccessLevel;
  /** For a delegated scope: with a signed-in user whose roles allow everything the scope names. */
  readonly tier: Tier;
  readonly equivalent: Equivalence;
  /** Why this tier; given for every tier 0 and wherever we differ from a public model, else empty. */
  readonly reason: string;
}

const columns = [
  "resourceAppId",
  "id",
  "value",
  "azureTiering",
  "azureTieringPath",
  "azurePrivilegedIam",
  "tier",
  "equivalent",
  "reason",
] as const;

function load(fileName: string, kind: AppPermission["kind"]): AppPermission[] {
  return readTable(fileName, columns).map((row) => ({
    resourceAppId: row.resourceAppId,
    id: row.id,
    value: row.value,
    kind,
    ...(row.azureTiering !== "" && { azureTiering: Number(row.azureTiering) as Tier }),
    ...(row.azureTieringPath !== "" && { azureTieringPath: row.azureTieringPath as "Direct" | "Indirect" }),
    ...(row.azurePrivilegedIam !== "" && { azurePrivilegedIam: row.azurePrivilegedIam as EnterpriseAccessLevel }),
    tier: Number(row.tier) as Tier,
    equivalent: row.equivalent as Equivalence,
    reason: row.reason,
  }));
}

/** Read when first asked for: most plans have no app role, and the tables are the largest that a check would read. */
let applicationTable: readonly AppPermission[] | undefined;
let delegatedTable: readonly AppPermission[] | undefined;

/** App roles that an application can hold: all of Microsoft Graph's, and the control-plane ones of other resources. */
export function appPermissions(): readonly AppPermission[] {
  applicationTable ??= [
    ...load("graph-app-permissions.tsv", "application"),
    ...load("other-app-permissions.tsv", "application"),
  ];
  return applicationTable;
}

/**
 * Delegated scopes of Microsoft Graph that can change who controls the tenant. Others exist and are not listed.
 * `Directory.AccessAsUser.All` exists only as one: https://graphpermissions.merill.net/permission/Directory.AccessAsUser.All
 */
export function delegatedScopes(): readonly AppPermission[] {
  delegatedTable ??= load("graph-delegated-scopes.tsv", "delegated");
  return delegatedTable;
}

const key = (resourceAppId: string, idOrValue: string) => `${resourceAppId} ${idOrValue}`.toLowerCase();
let applicationById: ReadonlyMap<string, AppPermission> | undefined;
let applicationByValue: ReadonlyMap<string, AppPermission> | undefined;
let delegatedByIdOrValue: ReadonlyMap<string, AppPermission> | undefined;

/** An app role of a resource (by the resource's application id, not its service principal's), or undefined. */
export function appPermission(resourceAppId: string, appRoleId: string): AppPermission | undefined {
  applicationById ??= new Map(appPermissions().map((each) => [key(each.resourceAppId, each.id), each]));
  return applicationById.get(key(resourceAppId, appRoleId));
}

/** An app role by its value, e.g. `Directory.ReadWrite.All`, or undefined. */
export function appPermissionByName(resourceAppId: string, value: string): AppPermission | undefined {
  applicationByValue ??= new Map(appPermissions().map((each) => [key(each.resourceAppId, each.value), each]));
  return applicationByValue.get(key(resourceAppId, value));
}

/**
 * A delegated scope by id or value, or undefined: not one of those that can change who controls the tenant. One that is not listed
 * counts as the app role of its name where that is tier 0: it does the same in the name of a user who may.
 */
export function delegatedScope(resourceAppId: string, idOrValue: string): AppPermission | undefined {
  delegatedByIdOrValue ??= new Map(
    delegatedScopes().flatMap((scope) => [
      [key(scope.resourceAppId, scope.id), scope],
      [key(scope.resourceAppId, scope.value), scope],
    ]),
  );
  const listed = delegatedByIdOrValue.get(key(resourceAppId, idOrValue));
  if (listed !== undefined) return listed;
  const namesake = appPermissionByName(resourceAppId, idOrValue);
  return namesake?.tier === 0 ? { ...namesake, kind: "delegated" } : undefined;
}

/**
 * Judgement of an app role. One that Microsoft Graph's table does not know is tier 0; one of a resource whose table holds only
 * what matters is tier 1; one of any other application (a company's own interface) is tier 2: what it allows is that
 * application's business.
 */
export function appPermissionTier(resourceAppId: string, appRoleId: string): Judgement {
  const found = appPermission(resourceAppId, appRoleId);
  if (found !== undefined) return { tier: found.tier, equivalent: found.equivalent, known: true };
  const resource = Object.values(resourceApplications).find(({ appId }) => appId === resourceAppId.toLowerCase());
  if (resource?.listed === "all") return unknownId;
  return { tier: resource === undefined ? 2 : 1, equivalent: "none", known: false };
}
