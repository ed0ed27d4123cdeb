/**
 * What a request that Entra refuses would have left: the object or relation all the same, put into the tables as it is. The paths are
 * those that the translators send.
 */

import { asList, asObject, asText, derivedId, type Entity, type JsonObject, objectsOf } from "../entity.ts";
import { permanentSchedule } from "../graph/role-assignments.ts";
import type { TableName } from "../store.ts";
import { bareId, text } from "./inputs.ts";

export interface Row {
  readonly table: TableName;
  readonly entity: Entity;
}

export interface Request {
  readonly body: JsonObject;
  readonly id: string;
  readonly now: string;
  /** The stored object, or a stand-in for one that nobody knows. */
  readonly known: (table: TableName, id: string) => Entity;
  readonly type: (id: string) => string | undefined;
}

type Insertion = (request: Request, ...parts: string[]) => readonly Row[];

/** Collections whose objects are stored as they are sent: last part of the path → table. */
export const plainCollections: Readonly<Record<string, TableName>> = {
  users: "users",
  groups: "groups",
  administrativeUnits: "administrativeUnits",
  applications: "applications",
  servicePrincipals: "servicePrincipals",
  directoryRoles: "directoryRoles",
  roleDefinitions: "roleDefinitions",
  roleAssignments: "roleAssignments",
  namedLocations: "namedLocations",
  authenticationStrengthPolicies: "authenticationStrengthPolicies",
  oauth2PermissionGrants: "oauth2PermissionGrants",
  appRoleAssignedTo: "appRoleAssignments",
  accessPackageCatalogs: "accessPackageCatalogs",
  accessPackages: "accessPackages",
  accessPackageAssignmentPolicies: "accessPackageAssignmentPolicies",
  accessPackageResourceRoleScopes: "accessPackageResourceRoleScopes",
  roleManagementPolicies: "roleManagementPolicies",
  partners: "crossTenantPartners",
};

/** Tables whose objects have members and owners. */
const relationsOf: Readonly<Partial<Record<TableName, readonly string[]>>> = {
  groups: ["members", "owners"],
  administrativeUnits: ["members"],
  applications: ["owners"],
  servicePrincipals: ["owners"],
};

const bind = "@odata.bind";
const secretProperties = ["passwordProfile", "password"];

export function plain(body: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(body).filter(([key]) => !key.endsWith(bind) && !secretProperties.includes(key)),
  );
}

function bound(request: Request, relation: string): JsonObject[] {
  return asList(request.body[`${relation}${bind}`]).map((each) => referenceTo(request, bareId(String(each))));
}

function referenceTo(request: Request, id: string): JsonObject {
  const type = request.type(id);
  return { ...(type !== undefined && { "@odata.type": type }), id };
}

function wholeObject(table: TableName): Insertion {
  return (request) => {
    const relations = (relationsOf[table] ?? []).map((relation) => [relation, bound(request, relation)]);
    const { "@odata.type": type, ...properties } = plain(request.body);
    if (table === "roleAssignments") return roleAssignment(request, properties);
    const entity: Entity = {
      ...(table === "namedLocations" && { "@odata.type": type }),
      ...(table === "applications" || table === "servicePrincipals"
        ? { passwordCredentials: [], keyCredentials: [] }
        : {}),
      ...properties,
      ...Object.fromEntries(relations),
      ...(table === "applications" && { appId: text(request.body, "appId") || derivedId("appId", request.id) }),
      ...(table === "roleDefinitions" && {
        templateId: text(request.body, "templateId") || request.id,
        isBuiltIn: false,
      }),
      id: request.id,
    };
    return [{ table, entity }];
  };
}

function related(table: TableName, relation: string): Insertion {
  return (request, id = "") => {
    const owner = request.known(table, id);
    const added = bareId(text(request.body, "@odata.id"));
    const others = objectsOf(owner[relation]).filter((each) => each["id"] !== added);
    return [{ table, entity: { ...owner, [relation]: [...others, referenceTo(request, added)] } }];
  };
}

function roleAssignment({ id, now }: Request, given: JsonObject): readonly Row[] {
  const grant = {
    principalId: text(given, "principalId"),
    roleDefinitionId: text(given, "roleDefinitionId"),
    directoryScopeId: text(given, "directoryScopeId") || text(given, "appScopeId"),
  };
  return [
    { table: "roleAssignments", entity: { id, ...grant, appScopeId: null } },
    { table: "roleAssignmentSchedules", entity: permanentSchedule(id, grant, now) },
  ];
}

function schedule(table: TableName, id: (request: Request) => string): Insertion {
  return (request) => {
    const {
      action: _,
      justification: __,
      ticketInfo: ___,
      createdBy: ____,
      "@odata.type": _____,
      ...grant
    } = request.body;
    const info = asObject(grant["scheduleInfo"]);
    return [
      {
        table,
        entity: {
          memberType: table.startsWith("group") ? "direct" : "Direct",
          ...grant,
          scheduleInfo: { recurrence: null, ...info },
          status: "Provisioned",
          id: id(request),
        },
      },
    ];
  };
}

const groupScheduleId = ({ body, id }: Request) => `${text(body, "groupId")}_${text(body, "accessId")}_${id}`;

/** What a refused POST would have left: path → rows. */
const insertions: readonly (readonly [path: RegExp, insertion: Insertion])[] = [
  [/^groups\/([^/]+)\/members\/\$ref$/, related("groups", "members")],
  [/^groups\/([^/]+)\/owners\/\$ref$/, related("groups", "owners")],
  [/^(?:directory\/)?administrativeUnits\/([^/]+)\/members\/\$ref$/, related("administrativeUnits", "members")],
  [/^applications\/([^/]+)\/owners\/\$ref$/, related("applications", "owners")],
  [/^servicePrincipals\/([^/]+)\/owners\/\$ref$/, related("servicePrincipals", "owners")],
  [
    /^directoryRoles\/([^/]+)\/members\/\$ref$/,
    (request, role = "") =>
      roleAssignment(request, {
        principalId: bareId(text(request.body, "@odata.id")),
        roleDefinitionId: asText(request.known("directoryRoles", role)["roleTemplateId"]) ?? role,
        directoryScopeId: "/",
      }),
  ],
  [
    /administrativeUnits\/([^/]+)\/scopedRoleMembers$/,
    (request, unit = "") => {
      const role = text(request.body, "roleId");
      return roleAssignment(request, {
        principalId: text(asObject(request.body["roleMemberInfo"]), "id"),
        roleDefinitionId: asText(request.known("directoryRoles", role)["roleTemplateId"]) ?? role,
        directoryScopeId: `/administrativeUnits/${unit}`,
      });
    },
  ],
  [
    /^invitations$/,
    ({ body, id }) => [
      {
        table: "users",
        entity: {
          id,
          displayName: asText(body["invitedUserDisplayName"]) ?? text(body, "invitedUserEmailAddress"),
          mail: text(body, "invitedUserEmailAddress"),
          userPrincipalName: text(body, "invitedUserEmailAddress"),
          userType: text(body, "invitedUserType"),
          accountEnabled: true,
          creationType: "Invitation",
        },
      },
    ],
  ],
  [/roleEligibilityScheduleRequests$/, schedule("roleEligibilitySchedules", ({ id }) => id)],
  [/group\/eligibilityScheduleRequests$/, schedule("groupEligibilitySchedules", groupScheduleId)],
  [/group\/assignmentScheduleRequests$/, schedule("groupAssignmentSchedules", groupScheduleId)],
  [
    /^roleManagement\/entitlementManagement\/roleAssignments$/,
    (request) => {
      const catalog = request.known("accessPackageCatalogs", bareId(text(request.body, "appScopeId")));
      const assignments = [...objectsOf(catalog["roleAssignments"]), { ...plain(request.body), id: request.id }];
      return [{ table: "accessPackageCatalogs", entity: { ...catalog, roleAssignments: assignments } }];
    },
  ],
  [
    /accessPackageResourceRequests$/,
    (request) => {
      const catalog = request.known("accessPackageCatalogs", text(request.body, "catalogId"));
      const added = { ...asObject(request.body["accessPackageResource"]), id: request.id };
      const accessPackageResources = [...objectsOf(catalog["accessPackageResources"]), added];
      return [{ table: "accessPackageCatalogs", entity: { ...catalog, accessPackageResources } }];
    },
  ],
  [
    /accessPackages\/([^/]+)\/accessPackageResourceRoleScopes$/,
    (request, accessPackageId = "") => [
      { table: "accessPackageResourceRoleScopes", entity: { ...plain(request.body), accessPackageId, id: request.id } },
    ],
  ],
  [
    /^applications\/([^/]+)\/federatedIdentityCredentials$/,
    (request, id = "") => {
      const application = request.known("applications", id);
      const added = { ...plain(request.body), id: request.id };
      const federatedIdentityCredentials = [...objectsOf(application["federatedIdentityCredentials"]), added];
      return [{ table: "applications", entity: { ...application, federatedIdentityCredentials } }];
    },
  ],
  ...(["applications", "servicePrincipals"] as const).map((table): readonly [RegExp, Insertion] => [
    new RegExp(`^${table}/([^/]+)/addPassword$`),
    (request, id = "") => {
      const owner = request.known(table, id);
      const added = { ...asObject(request.body["passwordCredential"]), keyId: request.id };
      return [
        { table, entity: { ...owner, passwordCredentials: [...objectsOf(owner["passwordCredentials"]), added] } },
      ];
    },
  ]),
];

/** How a POST to a path, without its version, is put into the tables; undefined when nobody knows. */
export function insertionFor(
  path: string,
): { readonly rows: Insertion; readonly parts: readonly string[] } | undefined {
  for (const [pattern, rows] of insertions) {
    const match = pattern.exec(path);
    if (match !== null) return { rows, parts: match.slice(1) };
  }
  const table = plainCollections[bareId(path)];
  return table === undefined ? undefined : { rows: wholeObject(table), parts: [] };
}

/** A body without the objects that it binds; undefined when it binds none. */
export function withoutBound(body: JsonObject): JsonObject | undefined {
  const rest = Object.entries(body).filter(([key]) => !key.endsWith(bind));
  return rest.length === Object.keys(body).length ? undefined : Object.fromEntries(rest);
}

/** An object with what the body that made it binds, whoever that is. */
export function withBound(request: Request, entity: Entity): Entity {
  const relations = Object.keys(request.body).flatMap((key) =>
    key.endsWith(bind) ? [key.slice(0, -bind.length)] : [],
  );
  return { ...entity, ...Object.fromEntries(relations.map((relation) => [relation, bound(request, relation)])) };
}
