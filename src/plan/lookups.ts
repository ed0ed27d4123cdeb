/**
 * Answers the functions that a program calls to look things up: from a snapshot of the tenant, else from the catalogue, else
 * with a placeholder that keeps what was asked for. Matching as the azuread provider does it (`*_data_source.go`).
 */

import { azureRoles } from "../catalogue/azure-roles.ts";
import { entraRoles } from "../catalogue/entra-roles.ts";
import type { CollectionName, Snapshot } from "../tenant/snapshot.ts";
import { lookUpAzure } from "./azure-lookups.ts";
import { deployingClientId, deployingObjectId, lookedUpClientId, publishedAppIds } from "./client-ids.ts";
import { idsByValue, servicePrincipal } from "./computed-outputs.ts";
import { objectIdOf, placeholderId } from "./placeholder-id.ts";
import type { PlannedLookup } from "./plan.ts";
import { graphId, packageName, placeholderSubscriptionId, placeholderTenantId, typeName } from "./provider-id.ts";
import { textOf } from "./read-value.ts";

type Properties = Readonly<Record<string, unknown>>;
type Answerer = PlannedLookup["answeredBy"];

export interface LookupAnswer {
  /** Properties whose value is known or asked for. */
  readonly result: Properties;
  /** True when the real function gives more than `result` holds, so that further properties are placeholders. */
  readonly open: boolean;
  readonly found: readonly Omit<PlannedLookup, "source">[];
}

export interface LookupContext {
  readonly snapshot?: Snapshot;
  readonly subscriptionId?: string;
}

/** What is known of an object: from the snapshot with `entity`, by its id alone otherwise. */
interface Found {
  readonly id: string;
  readonly answeredBy: Answerer;
  readonly entity?: Properties;
  /** Others fit as well. */
  readonly isAmbiguous?: true;
  /** Nothing of the snapshot fits. */
  readonly isMissing?: true;
}

/** How the provider finds objects of one kind. */
interface ObjectKind {
  readonly collections: readonly CollectionName[];
  /** azuread type whose id format applies, or undefined for a bare GUID. */
  readonly idType?: string;
  /** Argument → property in Graph, in the order in which the provider tries them. */
  readonly keys: readonly (readonly [argument: string, graph: string])[];
  /** Argument of the plural function → property in Graph. */
  readonly pluralKeys?: readonly (readonly [argument: string, graph: string])[];
  /** Lists of ids that a placeholder fills with one stand-in each, so that a loop over them is seen. */
  readonly lists?: readonly string[];
  /** Graph's shape in the provider's spelling. */
  readonly shape: (entity: Properties) => Properties;
}

const sameSpelling = (entity: Properties): Properties => entity;

const user: ObjectKind = {
  collections: ["users"],
  idType: "User",
  keys: [
    ["userPrincipalName", "userPrincipalName"],
    ["objectId", "id"],
    ["mail", "mail"],
    ["mailNickname", "mailNickname"],
    ["employeeId", "employeeId"],
  ],
  pluralKeys: [
    ["userPrincipalNames", "userPrincipalName"],
    ["objectIds", "id"],
    ["mails", "mail"],
    ["mailNicknames", "mailNickname"],
    ["employeeIds", "employeeId"],
  ],
  // The provider writes onpremisesSyncEnabled where Graph has onPremisesSyncEnabled.
  shape: (entity) =>
    Object.fromEntries(
      Object.entries(entity).map(([key, value]) => [
        key === "faxNumber" ? key : key.replace(/^onPremises/, "onpremises"),
        value ?? "",
      ]),
    ),
};

const group: ObjectKind = {
  collections: ["groups"],
  idType: "Group",
  keys: [
    ["displayName", "displayName"],
    ["objectId", "id"],
    ["mailNickname", "mailNickname"],
  ],
  pluralKeys: [
    ["displayNames", "displayName"],
    ["objectIds", "id"],
  ],
  lists: ["members", "owners"],
  shape: (entity) => ({
    ...user.shape(entity),
    assignableToRole: entity["isAssignableToRole"] ?? false,
    types: entity["groupTypes"] ?? [],
    members: ids(entity["members"]),
    owners: ids(entity["owners"]),
  }),
};

const servicePrincipalKind: ObjectKind = {
  collections: ["servicePrincipals"],
  idType: "ServicePrincipal",
  keys: [
    ["objectId", "id"],
    ["displayName", "displayName"],
    ["clientId", "appId"],
  ],
  pluralKeys: [
    ["clientIds", "appId"],
    ["displayNames", "displayName"],
    ["objectIds", "id"],
  ],
  shape: (entity) => {
    const clientId = textOf(entity["appId"]);
    const roles = idsByValue(entity["appRoles"]);
    return {
      ...servicePrincipal(clientId),
      ...entity,
      clientId,
      applicationTenantId: entity["appOwnerOrganizationId"] ?? "",
      ...(Object.keys(roles).length > 0 && { appRoleIds: roles }),
      type: entity["servicePrincipalType"] ?? "Application",
    };
  },
};

const application: ObjectKind = {
  collections: ["applications"],
  idType: "Application",
  keys: [
    ["objectId", "id"],
    ["clientId", "appId"],
    ["displayName", "displayName"],
    ["identifierUri", "identifierUris"],
  ],
  lists: ["owners"],
  shape: (entity) => ({
    ...entity,
    clientId: entity["appId"],
    appRoleIds: idsByValue(entity["appRoles"]),
    owners: ids(entity["owners"]),
  }),
};

const byName: ObjectKind["keys"] = [
  ["displayName", "displayName"],
  ["objectId", "id"],
];

const directoryObjectCollections = [
  "users",
  "groups",
  "servicePrincipals",
  "applications",
  "administrativeUnits",
] as const;

const singular: Readonly<Record<string, ObjectKind>> = {
  getUser: user,
  getGroup: group,
  getServicePrincipal: servicePrincipalKind,
  getApplication: application,
  getAdministrativeUnit: {
    collections: ["administrativeUnits"],
    keys: byName,
    lists: ["members"],
    shape: (entity) => ({ ...entity, members: ids(entity["members"]) }),
  },
  getNamedLocation: { collections: ["namedLocations"], idType: "NamedLocation", keys: byName, shape: sameSpelling },
  getAccessPackage: { collections: ["accessPackages"], keys: byName, shape: sameSpelling },
  getAccessPackageCatalog: { collections: ["accessPackageCatalogs"], keys: byName, shape: sameSpelling },
  getDirectoryObject: { collections: directoryObjectCollections, keys: [["objectId", "id"]], shape: sameSpelling },
};

const plural: Readonly<Record<string, { readonly kind: ObjectKind; readonly objects?: string }>> = {
  getUsers: { kind: user, objects: "users" },
  getGroups: { kind: group },
  getServicePrincipals: { kind: servicePrincipalKind, objects: "servicePrincipals" },
};

/** Entitlement management's own roles; the same ids in every tenant. Names as in the provider's documentation. */
const catalogRoles: Readonly<Record<string, string>> = {
  "Catalog owner": "ae79f266-94d4-4dab-b730-feca7e132178",
  "Catalog reader": "44272f93-9762-48e8-af59-1b5351b1d6b3",
  "Access package manager": "7f480852-ebdc-47d4-87de-0d8498384a83",
  "Access package assignment manager": "e2182095-804a-4656-ae11-64734e9b7ae5",
};

/** Answers one call. `asked` are its arguments, in plan values. Never fails: what nothing can answer is a placeholder. */
export function answerLookup(token: string, asked: Properties, context: LookupContext = {}): LookupAnswer {
  const name = typeName(token);
  if (packageName(token) === "azuread") {
    const one = singular[name];
    if (one !== undefined) return lookUpOne(token, one, asked, context.snapshot);
    const many = plural[name];
    if (many !== undefined) return lookUpMany(token, many.kind, many.objects, asked, context.snapshot);
    const fixed = fixedLookups[name];
    if (fixed !== undefined) return fixed(token, asked, context);
  }
  if (packageName(token) === "azure-native" && name === "getClientConfig") return azureClientConfig(token, context);
  if (packageName(token) === "azure-native" && name === "getRoleDefinition") return azureRoleDefinition(token, asked);
  const azure = lookUpAzure(token, asked, context);
  if (azure !== undefined) return azure;
  const id = placeholderFor(token, asked);
  return { result: { ...asked, id }, open: true, found: [{ token, asked, id, answeredBy: "placeholder" }] };
}

const fixedLookups: Readonly<
  Record<string, (token: string, asked: Properties, context: LookupContext) => LookupAnswer>
> = {
  getClientConfig: (token, _asked, { snapshot }) => {
    const objectId = deployingObjectId(token);
    const result = {
      id: objectId,
      objectId,
      clientId: deployingClientId(token),
      tenantId: snapshot?.tenantId ?? placeholderTenantId,
    };
    return { result, open: false, found: [{ token, asked: {}, id: objectId, answeredBy: "placeholder" }] };
  },

  getDomains: (token, asked, { snapshot }) => {
    const domains = (snapshot?.collections.domains ?? [])
      .filter((domain) => (asked["onlyDefault"] === true ? domain.isDefault === true : true))
      .filter((domain) => (asked["onlyInitial"] === true ? domain.isInitial === true : true))
      .filter((domain) => (asked["onlyRoot"] === true ? domain.isRoot === true : true))
      .filter((domain) => (asked["adminManaged"] === true ? domain.isAdminManaged === true : true))
      .filter((domain) => (asked["includeUnverified"] === true ? true : domain.isVerified !== false))
      .map((domain) => ({
        domainName: domain.id,
        adminManaged: domain.isAdminManaged ?? true,
        authenticationType: domain.authenticationType ?? "Managed",
        default: domain.isDefault ?? false,
        initial: domain.isInitial ?? false,
        root: domain.isRoot ?? true,
        supportedServices: domain.supportedServices ?? [],
        verified: domain.isVerified ?? true,
      }));
    if (domains.length > 0) return { result: { ...asked, id: "domains", domains }, open: false, found: [] };
    const id = placeholderFor(token, asked);
    const domain = {
      domainName: `placeholder-${id.slice(0, 8)}.onmicrosoft.com`,
      adminManaged: true,
      authenticationType: "Managed",
      default: true,
      initial: true,
      root: true,
      supportedServices: [],
      verified: true,
    };
    const found = [{ token, asked, id, answeredBy: "placeholder" as const }];
    return { result: { ...asked, id, domains: [domain] }, open: false, found };
  },

  getDirectoryRoles: (_token, _asked, { snapshot }) => {
    const roles = (snapshot?.collections.directoryRoles ?? []).map((role) => ({
      objectId: role.id,
      templateId: role.roleTemplateId,
      displayName: role.displayName,
      description: role.description ?? "",
    }));
    const all = roles.length > 0 ? roles : builtInRoles("roles");
    return {
      result: {
        id: "roles",
        roles: all,
        objectIds: all.map((role) => role.objectId),
        templateIds: all.map((role) => role.templateId),
      },
      open: false,
      found: [],
    };
  },

  getDirectoryRoleTemplates: () => ({
    result: { id: "templates", roleTemplates: builtInRoles("templates"), objectIds: [...entraRoles.keys()] },
    open: false,
    found: [],
  }),

  getApplicationPublishedAppIds: () => ({
    result: {
      id: "appIds",
      result: Object.fromEntries(publishedAppIds().map(({ name, appId }) => [name, appId])),
    },
    open: false,
    found: [],
  }),

  getAccessPackageCatalogRole: (token, asked) => {
    const entry = Object.entries(catalogRoles).find(
      ([name, id]) => name.toLowerCase() === textOf(asked["displayName"])?.toLowerCase() || id === asked["objectId"],
    );
    const id = entry?.[1] ?? placeholderFor(token, asked);
    return {
      result: { displayName: entry?.[0], ...asked, id, objectId: id, templateId: id, description: "" },
      open: false,
      found: [{ token, asked, id, answeredBy: entry === undefined ? "placeholder" : "catalogue" }],
    };
  },
};

/** Every built-in role; the id of an activated one differs between tenants, so it is made up here. */
function builtInRoles(of: "roles" | "templates") {
  return [...entraRoles.values()].map((role) => ({
    objectId: of === "templates" ? role.templateId : placeholderId(`directoryRole ${role.templateId}`),
    templateId: role.templateId,
    displayName: role.name,
    description: "",
  }));
}

function azureClientConfig(token: string, { snapshot, subscriptionId }: LookupContext): LookupAnswer {
  const objectId = deployingObjectId(token);
  const result = {
    objectId,
    clientId: deployingClientId(token),
    subscriptionId: subscriptionId ?? placeholderSubscriptionId,
    tenantId: snapshot?.tenantId ?? placeholderTenantId,
  };
  return { result, open: false, found: [{ token, asked: {}, id: objectId, answeredBy: "placeholder" }] };
}

function azureRoleDefinition(token: string, asked: Properties): LookupAnswer {
  const guid = textOf(asked["roleDefinitionId"]) ?? placeholderFor(token, asked);
  const role = azureRoles.get(objectIdOf(guid).toLowerCase());
  const scope = textOf(asked["scope"]) ?? "";
  const id = `${scope === "/" ? "" : scope}/providers/Microsoft.Authorization/roleDefinitions/${objectIdOf(guid)}`;
  return {
    result: { ...asked, id, name: objectIdOf(guid), ...(role !== undefined && { roleName: role.name }) },
    open: true,
    found: [{ token, asked, id, answeredBy: role === undefined ? "placeholder" : "catalogue" }],
  };
}

function lookUpOne(token: string, kind: ObjectKind, asked: Properties, snapshot: Snapshot | undefined): LookupAnswer {
  const given = kind.keys.filter(([argument]) => asked[argument] !== undefined && asked[argument] !== "");
  const [key] = given;
  const found = key === undefined ? undefined : find(kind, key[1], asked[key[0]], asked, snapshot);
  const answer = found ?? { ...made(token, kind, asked), ...absent(kind, snapshot) };
  const { properties, found: stood } = present(token, kind, answer, asked);
  return {
    result: { ...asked, ...properties, ...(typeName(token) === "getDirectoryObject" && { type: typeOf(answer) }) },
    open: answer.entity === undefined,
    found: [{ token, asked, ...meant(answer) }, ...stood],
  };
}

function lookUpMany(
  token: string,
  kind: ObjectKind,
  objects: string | undefined,
  asked: Properties,
  snapshot: Snapshot | undefined,
): LookupAnswer {
  const [argument, graph] = kind.pluralKeys?.find(([name]) => Array.isArray(asked[name])) ?? [];
  const wanted = argument === undefined ? [] : (asked[argument] as unknown[]);
  const all = argument === undefined ? entities(kind, snapshot).filter((entity) => inGroupFilter(entity, asked)) : [];
  const singularArgument = kind.keys.find(([, property]) => property === graph)?.[0] ?? "displayName";
  const results: { readonly answer: Found; readonly asked: Properties }[] =
    argument === undefined || graph === undefined
      ? all.length > 0
        ? all.map((entity) => ({ answer: { id: String(entity["id"]), answeredBy: "snapshot", entity }, asked }))
        : [{ answer: made(token, kind, asked), asked }]
      : wanted.map((value) => {
          const one = { [singularArgument]: value };
          const found = find(kind, graph, value, {}, snapshot);
          return { answer: found ?? { ...made(token, kind, one), ...absent(kind, snapshot) }, asked: one };
        });
  const presented = results.map(({ answer, asked: one }) => ({
    ...one,
    ...present(token, kind, answer, one).properties,
  }));
  const column = (property: string) => presented.map((object) => (object as Properties)[property] ?? "");
  return {
    result: {
      ...asked,
      id: placeholderFor(token, asked),
      ...Object.fromEntries((kind.pluralKeys ?? []).map(([name]) => [name, column(singularOf(name))])),
      ...(objects !== undefined && { [objects]: presented }),
    },
    open: false,
    found: results.map(({ answer, asked: one }) => ({
      token,
      asked: one,
      ...meant(answer, !takesFirst.has(argument ?? "")),
    })),
  };
}

/** Of several that fit the provider refuses to choose; of these lists alone it takes the first of each (`users_data_source.go`). */
const takesFirst: ReadonlySet<string> = new Set(["mailNicknames"]);

function meant({ id, answeredBy, isAmbiguous, isMissing }: Found, mustBeOne = true) {
  return { id, answeredBy, ...(mustBeOne && isAmbiguous && { isAmbiguous }), ...(isMissing && { isMissing }) };
}

/** Whether what a snapshot does not have is not there: it must have been read. */
function absent({ collections }: ObjectKind, snapshot: Snapshot | undefined): Pick<Found, "isMissing"> {
  const isRead =
    snapshot !== undefined &&
    !snapshot.unreadable.some(({ collection, part }) => part === undefined && collections.includes(collection));
  return isRead ? { isMissing: true } : {};
}

/** `userPrincipalNames` → `userPrincipalName`. */
function singularOf(argument: string): string {
  return argument.replace(/s$/, "");
}

function inGroupFilter(entity: Properties, asked: Properties): boolean {
  const prefix = textOf(asked["displayNamePrefix"]);
  if (
    prefix !== undefined &&
    !String(entity["displayName"] ?? "")
      .toLowerCase()
      .startsWith(prefix.toLowerCase())
  )
    return false;
  return ["mailEnabled", "securityEnabled"].every((flag) => asked[flag] === undefined || entity[flag] === asked[flag]);
}

function entities(kind: ObjectKind, snapshot: Snapshot | undefined): Properties[] {
  if (snapshot === undefined) return [];
  return kind.collections.flatMap((collection) => snapshot.collections[collection] as unknown as Properties[]);
}

/** The first that fits, and whether it is the only one. Graph's `eq` ignores case. */
function find(
  kind: ObjectKind,
  graph: string,
  value: unknown,
  asked: Properties,
  snapshot: Snapshot | undefined,
): Found | undefined {
  const wanted = textOf(value)?.toLowerCase();
  let found: Found | undefined;
  for (const candidate of entities(kind, snapshot)) {
    const own = candidate[graph];
    const matches = Array.isArray(own)
      ? own.some((element) => String(element).toLowerCase() === wanted)
      : typeof own === "string" && own.toLowerCase() === wanted;
    if (!matches || !inGroupFilter(candidate, asked)) continue;
    if (found !== undefined) return { ...found, isAmbiguous: true };
    found = { id: String(candidate["id"]), answeredBy: "snapshot", entity: candidate };
  }
  return found;
}

/**
 * An id that the program itself gives is the object's; else one that depends only on what identifies the object, so that
 * `getUser` and `getUsers` stand for the same person.
 */
function made(token: string, kind: ObjectKind, asked: Properties): Found {
  const objectId = textOf(asked["objectId"]);
  if (objectId !== undefined) return { id: objectIdOf(objectId), answeredBy: "placeholder" };
  const key = kind.keys.find(([argument]) => textOf(asked[argument]) !== undefined);
  const id =
    key === undefined
      ? placeholderFor(token, asked)
      : placeholderId(`${kind.collections.join()} ${key[1]} ${String(asked[key[0]]).toLowerCase()}`);
  return { id, answeredBy: "placeholder" };
}

function present(
  token: string,
  kind: ObjectKind,
  answer: Found,
  asked: Properties,
): { readonly properties: Properties; readonly found: LookupAnswer["found"] } {
  const id = kind.idType === undefined ? answer.id : graphId(kind.idType, answer.id);
  if (answer.entity !== undefined) {
    return { properties: { ...kind.shape(answer.entity), id, objectId: answer.id }, found: [] };
  }
  const lists = (kind.lists ?? []).map((list) => {
    const about = { ...asked, output: list };
    return { list, about, id: placeholderId(`${answer.id}#${list}`) };
  });
  return {
    properties: {
      ...clientIdOf(kind, answer, asked),
      id,
      objectId: answer.id,
      ...Object.fromEntries(lists.map((list) => [list.list, [list.id]])),
    },
    found: lists.map((list) => ({ token, asked: list.about, id: list.id, answeredBy: "placeholder" as const })),
  };
}

/** What a lookup of an application gives through its client id. */
function clientIdOf(kind: ObjectKind, { id }: Found, asked: Properties): Properties {
  if (kind !== servicePrincipalKind && kind !== application) return {};
  const clientId = lookedUpClientId(id, asked);
  const displayName = textOf(asked["displayName"]);
  return {
    ...(kind === servicePrincipalKind && servicePrincipal(clientId)),
    ...(displayName !== undefined && { displayName }),
    clientId,
  };
}

/** The provider's word for what a directory object is: `User`, `Group`, `ServicePrincipal`. */
function typeOf(answer: Found): string {
  const type = answer.entity?.["@odata.type"];
  if (typeof type === "string")
    return `${type.slice("#microsoft.graph.".length, "#microsoft.graph.".length + 1).toUpperCase()}${type.slice("#microsoft.graph.".length + 1)}`;
  if (answer.entity === undefined) return "";
  return "userPrincipalName" in answer.entity ? "User" : "appId" in answer.entity ? "ServicePrincipal" : "Group";
}

/** The GUID that stands for whatever this call would find. */
export function placeholderFor(token: string, asked: Properties): string {
  const ordered = Object.entries(asked).sort(([left], [right]) => (left < right ? -1 : 1));
  return placeholderId(`${token} ${JSON.stringify(ordered)}`);
}

function ids(references: unknown): string[] {
  if (!Array.isArray(references)) return [];
  return references.flatMap((reference: unknown) =>
    typeof reference === "object" && reference !== null && "id" in reference ? [String(reference.id)] : [],
  );
}
