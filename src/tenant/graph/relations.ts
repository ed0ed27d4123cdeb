/** Members and owners: reading, adding and removing references, and what a deletion takes with it. */

import type { Entity, Reference } from "../entity.ts";
import { asList, asText, objectsOf, referencesOf } from "../entity.ts";
import type { TableName } from "../store.ts";
import type { Rows } from "../table.ts";
import type { Context } from "./context.ts";
import { badRequest, notFound } from "./error.ts";
import { directoryType, findReferenced } from "./resource.ts";

/** Which objects keep which relations inline. */
const relations: readonly { readonly table: TableName; readonly relation: string }[] = [
  { table: "groups", relation: "members" },
  { table: "groups", relation: "owners" },
  { table: "administrativeUnits", relation: "members" },
  { table: "applications", relation: "owners" },
  { table: "servicePrincipals", relation: "owners" },
];

/**
 * The id at the end of `https://graph.microsoft.com/v1.0/directoryObjects/{id}`, `…/users/{id}` or
 * `…/users('{id}')`.
 */
export function referencedId(reference: unknown): string {
  const [, id] = /(?:\/|\(')([^/()']+)(?:'\))?$/.exec(asText(reference) ?? "") ?? [];
  if (id === undefined) throw badRequest(`Invalid object reference '${String(reference)}'.`);
  return id;
}

/** A reference to an existing directory object. */
export function referenceTo(context: Context, id: string): Reference {
  const type = directoryType(context, id);
  if (type === undefined) throw notFound(id);
  return { "@odata.type": type, id: id.toLowerCase() };
}

/** The references of `members@odata.bind` or `owners@odata.bind`, each once; undefined when the body has none. */
export function boundReferences(context: Context, property: string): Reference[] | undefined {
  const bound = context.body[property];
  if (bound === undefined || bound === null) return undefined;
  const references = asList(bound).map((reference) => referenceTo(context, referencedId(reference)));
  if (new Set(references.map(({ id }) => id)).size < references.length) {
    throw badRequest("Request contains a property with duplicate values.");
  }
  return references;
}

/** The owners that a new object gets: those it names, otherwise its creator. */
export function initialOwners(context: Context): Reference[] {
  const bound = boundReferences(context, "owners@odata.bind");
  if (bound !== undefined && bound.length > 0) return bound;
  const type = directoryType(context, context.actor);
  return type === undefined ? [] : [{ "@odata.type": type, id: context.actor }];
}

/** Whether the relation contains that object. */
export function isRelated(context: Context, entity: Entity, relation: string, id: string): boolean {
  return context.store.isRelated(entity, relation, id.toLowerCase());
}

/** Adds a reference; Graph refuses one that is there already. */
export function addReference(context: Context, table: TableName, entity: Entity, relation: string, id: string): void {
  const reference = referenceTo(context, id);
  if (isRelated(context, entity, relation, id)) {
    throw badRequest(
      `One or more added object references already exist for the following modified properties: '${relation}'.`,
    );
  }
  context.store.relate(table, entity, relation, reference);
}

/** Removes a reference; Graph answers 404 when it is not there. */
export function removeReference(
  context: Context,
  table: TableName,
  entity: Entity,
  relation: string,
  id: string,
): void {
  if (!isRelated(context, entity, relation, id)) throw notFound(id);
  dropReference(context, table, entity, relation, id);
}

function dropReference(context: Context, table: TableName, entity: Entity, relation: string, id: string): void {
  const sought = id.toLowerCase();
  const kept = referencesOf(entity, relation).filter((reference) => reference.id !== sought);
  context.store.put(table, { ...entity, [relation]: kept });
}

/** The objects behind a relation's references, with their types, each looked up when it is read. */
export function related(context: Context, entity: Entity, relation: string): Rows {
  return looked(context, referencesOf(entity, relation));
}

function looked(context: Context, references: readonly Reference[]): Rows {
  return {
    length: references.length,
    at: (place) => {
      const reference = references[place];
      return reference === undefined ? undefined : findReferenced(context, reference);
    },
  };
}

/** The groups or units that have one of these objects as a direct member. */
function containersOf(context: Context, table: "groups" | "administrativeUnits", ids: ReadonlySet<string>): Entity[] {
  return context.store.filter(table, (each) => referencesOf(each, "members").some(({ id }) => ids.has(id)));
}

/**
 * Direct memberships: groups, administrative units and directory roles (their assignments over the whole directory).
 */
export function memberOf(context: Context, id: string): Entity[] {
  return directlyOver(context, new Set([id.toLowerCase()]));
}

/** What has one of these objects as a member. */
function directlyOver(context: Context, ids: ReadonlySet<string>): Entity[] {
  const roles = new Set(
    context.store
      .filter(
        "roleAssignments",
        (assignment) => ids.has(String(assignment["principalId"])) && assignment["directoryScopeId"] === "/",
      )
      .map((assignment) => assignment["roleDefinitionId"]),
  );
  const typed = (type: string) => (entity: Entity) => ({ "@odata.type": type, ...entity });
  return [
    ...containersOf(context, "groups", ids).map(typed("#microsoft.graph.group")),
    ...containersOf(context, "administrativeUnits", ids).map(typed("#microsoft.graph.administrativeUnit")),
    ...context.store
      .filter("directoryRoles", (role) => roles.has(role["roleTemplateId"]))
      .map(typed("#microsoft.graph.directoryRole")),
  ];
}

/** Direct and indirect memberships, level by level. */
export function transitiveMemberOf(context: Context, id: string): Entity[] {
  const found = new Map<string, Entity>();
  let level = new Set([id.toLowerCase()]);
  while (level.size > 0) {
    const next = new Set<string>();
    for (const entity of directlyOver(context, level)) {
      if (found.has(entity.id) || entity.id === id.toLowerCase()) continue;
      found.set(entity.id, entity);
      next.add(entity.id);
    }
    level = next;
  }
  return [...found.values()];
}

interface Inside {
  readonly version: number | undefined;
  readonly group: string;
  readonly references: readonly Reference[];
}

/** Who is in the group that was asked about last, for the pages that follow. */
const lastInside = new WeakMap<Rows, Inside>();

/** Direct and indirect members of a group. */
export function transitiveMembers(context: Context, group: Entity): Rows {
  const rows = context.store.rows("groups");
  const known = lastInside.get(rows);
  if (known?.group === group.id && known.version === rows.version) return looked(context, known.references);
  const found = new Map<string, Reference>();
  const open = [group.id];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const inner = context.store.get("groups", id);
    for (const reference of inner === undefined ? [] : referencesOf(inner, "members")) {
      if (found.has(reference.id) || reference.id === group.id) continue;
      found.set(reference.id, reference);
      open.push(reference.id);
    }
  }
  const references = [...found.values()];
  lastInside.set(rows, { version: rows.version, group: group.id, references });
  return looked(context, references);
}

/** The objects of a relation that exist. */
export function present(rows: Rows): Entity[] {
  const found: Entity[] = [];
  for (let place = 0; place < rows.length; place++) {
    const entity = rows.at(place);
    if (entity !== undefined) found.push(entity);
  }
  return found;
}

/** Takes a directory object out of everything that refers to it, as Entra does when the object is deleted. */
export function removeTraces(context: Context, id: string): void {
  const { store } = context;
  for (const { table, relation } of relations) {
    for (const entity of store.filter(table, (each) => isRelated(context, each, relation, id))) {
      dropReference(context, table, entity, relation, id);
    }
  }
  for (const user of store.filter("users", (each) => (each["manager"] as Entity | undefined)?.id === id)) {
    const { manager: _, ...kept } = user;
    store.put("users", kept as Entity);
  }
  const scope = `/administrativeUnits/${id}`;
  removeWhere(
    context,
    ["roleAssignments", "roleAssignmentSchedules", "roleEligibilitySchedules"],
    (each) =>
      [each["principalId"], each["roleDefinitionId"]].includes(id) ||
      [scope, `/${id}`].includes(asText(each["directoryScopeId"]) ?? ""),
  );
  removeWhere(context, ["groupAssignmentSchedules", "groupEligibilitySchedules"], (each) =>
    [each["principalId"], each["groupId"]].includes(id),
  );
  removeWhere(context, ["appRoleAssignments"], (each) => [each["principalId"], each["resourceId"]].includes(id));
  removeWhere(context, ["oauth2PermissionGrants"], (each) =>
    [each["clientId"], each["resourceId"], each["principalId"]].includes(id),
  );
  for (const catalog of store.filter("accessPackageCatalogs", (each) => holdsRole(each, id))) {
    const roleAssignments = objectsOf(catalog["roleAssignments"]).filter((each) => each["principalId"] !== id);
    store.put("accessPackageCatalogs", { ...catalog, roleAssignments });
  }
  removeWhere(context, ["roleManagementPolicies", "roleManagementPolicyAssignments"], (each) => each["scopeId"] === id);
}

function holdsRole(catalog: Entity, id: string): boolean {
  return objectsOf(catalog["roleAssignments"]).some((each) => each["principalId"] === id);
}

/** Deletes every object of the tables that fits. */
export function removeWhere(context: Context, tables: readonly TableName[], fits: (entity: Entity) => boolean): void {
  for (const table of tables) {
    for (const entity of context.store.filter(table, fits)) context.store.remove(table, entity.id);
  }
}
