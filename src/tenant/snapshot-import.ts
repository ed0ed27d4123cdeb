/**
 * Collections of a snapshot as exports write them, in the one form that everything else reads: a list of objects with ids.
 * Scripts that export a tenant keep Graph's pages (`{ "value": [...] }`), write null where nothing is, and reduce relations to ids.
 */

import { suggest } from "../matrix/suggest.ts";
import { type CollectionName, type Collections, emptyCollections, type Unreadable } from "./snapshot.ts";

/** What is wrong with a document, as a clause: `collections.users[3] has no id`. */
export class ShapeError extends Error {
  override readonly name = "ShapeError";
}

type Entity = Readonly<Record<string, unknown>>;

export interface ImportedCollections {
  readonly collections: Collections;
  /** What the document does not hold, or holds only in part. */
  readonly unreadable: readonly Unreadable[];
}

/**
 * @param given `collections` of the document
 * @throws ShapeError for what is no collection; an absent one was not read, which is not the same as empty
 */
export function importedCollections(given: unknown): ImportedCollections {
  if (!isObject(given)) throw new ShapeError("collections is missing: users, groups and the others, by their names");
  const collections = emptyCollections();
  const unreadable: Unreadable[] = [];
  const notRead = (collection: CollectionName, code: string, message: string) =>
    unreadable.push({ collection, status: 0, code, message });
  for (const name of Object.keys(given)) {
    if (isCollectionName(name)) continue;
    const nearest = suggest(name, Object.keys(collections));
    throw new ShapeError(
      `collections.${name} is not known${nearest === undefined ? "" : `; did you mean ${nearest}?`}`,
    );
  }
  for (const name of Object.keys(collections).filter(isCollectionName)) {
    const written = given[name];
    const page = isObject(written) && Array.isArray(written["value"]) ? written : undefined;
    const list = page ? page["value"] : written;
    if (list === undefined || list === null) {
      notRead(name, "NotInSnapshot", `The snapshot has no collection ${name}: nobody knows what is in it.`);
      continue;
    }
    if (!Array.isArray(list)) throw new ShapeError(`collections.${name} must be a list of objects with an id`);
    if (page?.["@odata.nextLink"] !== undefined) {
      notRead(
        name,
        "FirstPageOnly",
        `The snapshot has only the first page of ${name}: nobody knows what is on the others.`,
      );
    }
    const entities = list.map((entity: unknown, index) => entityOf(name, entity, `collections.${name}[${index}]`));
    Object.assign(collections, { [name]: entities });
  }
  return { collections, unreadable };
}

/**
 * @param given `unreadable` of the document
 * @throws ShapeError for an entry that names no collection
 */
export function importedUnreadable(given: unknown): Unreadable[] {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) throw new ShapeError("unreadable must be a list of objects with a collection");
  return given.map((entry: unknown, index) => {
    const { collection, status, code, message } = isObject(entry) ? entry : {};
    if (typeof collection !== "string" || !isCollectionName(collection)) {
      throw new ShapeError(`unreadable[${index}] names no collection that is known`);
    }
    return {
      collection,
      status: typeof status === "number" ? status : 0,
      code: typeof code === "string" ? code : "NotInSnapshot",
      message: typeof message === "string" ? message : `The snapshot says that ${collection} could not be read.`,
    };
  });
}

function isObject(value: unknown): value is Entity {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const names: ReadonlySet<string> = new Set(Object.keys(emptyCollections()));

function isCollectionName(name: string): name is CollectionName {
  return names.has(name);
}

/** Properties that identify an element where Graph gives it no id. */
const keys: Partial<Record<CollectionName, string>> = {
  // https://learn.microsoft.com/graph/api/resources/crosstenantaccesspolicyconfigurationpartner
  crossTenantPartners: "tenantId",
};

/** An id alone, or ids joined as PIM joins them: `Group_…_…_member`. */
const idPattern = /^(?:[a-z]+_)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:_[0-9a-f-]{36})*(?:_[a-z]+)?$/i;

/** Graph writes ids in lower case; other tools do not, and the same id in two spellings would be two objects. */
function withLowerCaseIds(value: Entity): Entity;
function withLowerCaseIds(value: unknown): unknown;
function withLowerCaseIds(value: unknown): unknown {
  if (typeof value === "string") return idPattern.test(value) ? lowerCaseId(value) : value;
  if (Array.isArray(value)) return value.map((each: unknown) => withLowerCaseIds(each));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withLowerCaseIds(inner)]));
}

/** The word before the ids stays as it is. */
function lowerCaseId(id: string): string {
  return id.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, (guid) => guid.toLowerCase());
}

function entityOf(collection: CollectionName, entity: unknown, place: string): Entity {
  if (!isObject(entity)) throw new ShapeError(`${place} must be an object with an id`);
  const { members, owners, ...rest } = withLowerCaseIds(entity);
  const id = rest["id"] ?? rest[keys[collection] ?? "id"];
  if (typeof id !== "string" || id === "")
    throw new ShapeError(`${place} has no id: it must be a list of objects with an id`);
  return {
    ...rest,
    ...relation("members", members, place),
    ...relation("owners", owners, place),
    id,
  };
}

/** Directory objects that an element is related to; some exports keep only their ids, or their URLs. */
function relation(name: string, written: unknown, place: string): Entity {
  const list = isObject(written) && Array.isArray(written["value"]) ? written["value"] : written;
  if (list === undefined || list === null) return {};
  if (!Array.isArray(list)) throw new ShapeError(`${place}.${name} must be a list of objects with an id`);
  return {
    [name]: list.map((element: unknown, index) => {
      if (typeof element === "string" && element !== "") return { id: idIn(element) };
      if (isObject(element) && typeof element["id"] === "string") return element;
      throw new ShapeError(`${place}.${name}[${index}] has no id`);
    }),
  };
}

/** `https://graph.microsoft.com/v1.0/directoryObjects/{id}` names an object, too. */
function idIn(reference: string): string {
  return lowerCaseId(reference.split("/").at(-1) ?? reference);
}
