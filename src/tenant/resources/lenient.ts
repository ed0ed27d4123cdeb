/**
 * A tenant that never refuses. What Entra would refuse is put into it directly, so that a plan cannot hide access behind a mistake: the
 * object or relation still appears, and the refusal is kept.
 */

import { isArmPath } from "../arm.ts";
import {
  asList,
  asObject,
  asText,
  derivedId,
  type Entity,
  isGuid,
  type JsonObject,
  mergeJson,
  objectsOf,
} from "../entity.ts";
import { permanentSchedule } from "../graph/role-assignments.ts";
import type { TableName } from "../store.ts";
import type { EmbeddedTenant } from "../tenant.ts";
import { type Graph, GraphRefusal, graphOf, resuming } from "./graph.ts";
import { bareId, text } from "./inputs.ts";

export interface LenientTenant {
  readonly graph: Graph;
  /** The same for what may be there already, as after an earlier deployment: that is neither refused nor noted. */
  readonly resumingGraph: Graph;
  /** Puts objects into the tenant as they are. */
  insert(rows: readonly Row[]): void;
  /** The refusals since the last call. */
  takeRefusals(): readonly GraphRefusal[];
}

export interface Row {
  readonly table: TableName;
  readonly entity: Entity;
}

interface Request {
  readonly body: JsonObject;
  readonly id: string;
  readonly now: string;
  /** The stored object, or a stand-in for one that nobody knows. */
  readonly known: (table: TableName, id: string) => Entity;
  readonly type: (id: string) => string | undefined;
}

type Insertion = (request: Request, ...parts: string[]) => readonly Row[];

/** Collections whose objects are stored as they are sent: last part of the path → table. */
const plainCollections: Readonly<Record<string, TableName>> = {
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
};

/** Tables whose objects have members and owners. */
const relationsOf: Readonly<Partial<Record<TableName, readonly string[]>>> = {
  groups: ["members", "owners"],
  administrativeUnits: ["members"],
  applications: ["owners"],
  servicePrincipals: ["owners"],
};

const secretProperties = ["passwordProfile", "password"];

function plain(body: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(body).filter(([key]) => !key.endsWith("@odata.bind") && !secretProperties.includes(key)),
  );
}

function bound(request: Request, relation: string): JsonObject[] {
  return asList(request.body[`${relation}@odata.bind`]).map((each) => referenceTo(request, bareId(String(each))));
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

const versioned = /^\/(?:v1\.0|beta)\/([^?]*)/;

function insertionFor(path: string): { readonly rows: Insertion; readonly parts: readonly string[] } | undefined {
  for (const [pattern, rows] of insertions) {
    const match = pattern.exec(path);
    if (match !== null) return { rows, parts: match.slice(1) };
  }
  const table = plainCollections[bareId(path)];
  return table === undefined ? undefined : { rows: wholeObject(table), parts: [] };
}

/** A tenant that never refuses, starting as `tenant` is. */
export function lenient(tenant: EmbeddedTenant, now: string): LenientTenant {
  const actor = tenant.deploymentPrincipal();
  const inner = graphOf(tenant, () => actor);
  const resumingInner = resuming(inner);
  let refusals: GraphRefusal[] = [];
  let counter = 0;

  const insert = (rows: readonly Row[]) => tenant.insert(rows);
  const known = (table: TableName, id: string): Entity => tenant.row(table, id) ?? { id };
  const refused = (error: unknown): GraphRefusal => {
    if (!(error instanceof GraphRefusal)) throw error;
    refusals.push(error);
    return error;
  };
  const type = (id: string) => asText(inner.get(`/v1.0/directoryObjects/${id}`)?.["@odata.type"]);

  const putAnyway = (path: string, body: JsonObject, assignId: string | undefined): JsonObject => {
    const [, unversioned = ""] = versioned.exec(path) ?? [];
    const found = insertionFor(unversioned);
    const id = assignId ?? derivedId("refused", path, String(counter++));
    if (found === undefined) return { ...body, id };
    const rows = found.rows({ body, id, now, known, type }, ...found.parts);
    insert(rows);
    const [first] = rows;
    return { ...first?.entity, id: first?.entity.id ?? id, targetScheduleId: first?.entity.id ?? id };
  };
  const patchAnyway = (path: string, body: JsonObject): void => {
    const [, unversioned = ""] = versioned.exec(path) ?? [];
    const id = bareId(unversioned);
    const table = plainCollections[unversioned.split("/").at(-2) ?? ""];
    if (table === undefined || !(isGuid(id) || id.startsWith("Group_"))) return;
    insert([{ table, entity: { ...mergeJson(known(table, id), plain(body)), id } }]);
  };

  const leniently = (strict: Graph): Graph => ({
    actor,
    get: (path) => {
      try {
        return strict.get(path);
      } catch (error) {
        refused(error);
        return undefined;
      }
    },
    list: (path) => {
      try {
        return strict.list(path);
      } catch (error) {
        refused(error);
        return [];
      }
    },
    post: (path, body, assignId) => {
      try {
        return strict.post(path, body, assignId);
      } catch (error) {
        refused(error);
        return putAnyway(path, body, assignId);
      }
    },
    patch: (path, body) => {
      try {
        strict.patch(path, body);
      } catch (error) {
        refused(error);
        patchAnyway(path, body);
      }
    },
    put: (path, body) => {
      try {
        return strict.put(path, body);
      } catch (error) {
        refused(error);
        const [id = path] = path.split("?");
        if (isArmPath(path)) insert([{ table: "armResources", entity: { ...body, id } }]);
        return body;
      }
    },
    remove: (path) => {
      try {
        strict.remove(path);
      } catch (error) {
        refused(error);
      }
    },
  });

  return {
    insert,
    takeRefusals: () => {
      const taken = refusals;
      refusals = [];
      return taken;
    },
    graph: leniently(inner),
    resumingGraph: leniently(resumingInner),
  };
}
