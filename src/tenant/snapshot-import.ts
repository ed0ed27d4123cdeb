/**
 * Collections of a snapshot as exports write them, in the one form that everything else reads: a list of objects with ids.
 * Scripts that export a tenant keep Graph's pages (`{ "value": [...] }`), write null where nothing is, and reduce relations to ids.
 */

import { suggest } from "../matrix/suggest.ts";
import {
  type CollectionName,
  type Collections,
  emptyCollections,
  type PartName,
  partNames,
  type Unreadable,
} from "./snapshot.ts";
import { expected, isNever } from "./snapshot-shapes.ts";

type Path = readonly (string | number)[];

/** What is wrong with a document and where in it, as a clause: `collections.users[3] has no id`. */
export class ShapeError extends Error {
  override readonly name = "ShapeError";
  readonly path: Path;
  constructor(path: Path, clause: string) {
    const place = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
    super(`${place.slice(1)} ${clause}`);
    this.path = path;
  }
}

type Entity = Readonly<Record<string, unknown>>;

export interface ImportedCollections {
  readonly collections: Collections;
  /** What the document does not hold, or holds only in part. */
  readonly unreadable: readonly Unreadable[];
}

/**
 * @param given `collections` of the document
 * @param isWhole whether every object has the relations it has in the tenant, as in what Demarc collects itself
 * @throws ShapeError for what is no collection; an absent one was not read, which is not the same as empty
 */
export function importedCollections(given: unknown, isWhole: boolean): ImportedCollections {
  if (!isObject(given))
    throw new ShapeError(["collections"], "is missing: users, groups and the others, by their names");
  for (const name of Object.keys(given)) {
    if (isCollectionName(name)) continue;
    const nearest = Object.hasOwn(likeliest, name) ? likeliest[name] : suggest(name, names);
    throw new ShapeError(
      ["collections", name],
      `is not known${nearest === undefined ? `; there are ${[...names].join(", ")}` : `; did you mean ${nearest}?`}`,
    );
  }
  const collections = emptyCollections();
  const unreadable: Unreadable[] = [];
  for (const name of [...names].filter(isCollectionName)) {
    const { entities, missing } = readCollection(name, given[name]);
    unreadable.push(...missing, ...(isWhole ? [] : withoutRelations(name, entities)));
    Object.assign(collections, { [name]: entities });
  }
  return { collections, unreadable };
}

/** Collections of Graph that are not read, but that stand for one that is. */
const likeliest: Readonly<Record<string, CollectionName>> = {
  roleAssignmentScheduleInstances: "roleAssignmentSchedules",
  roleEligibilityScheduleInstances: "roleEligibilitySchedules",
  assignmentScheduleInstances: "groupAssignmentSchedules",
  eligibilityScheduleInstances: "groupEligibilitySchedules",
  policies: "conditionalAccessPolicies",
  partners: "crossTenantPartners",
  signIns: "directoryAudits",
};

interface ReadCollection {
  readonly entities: readonly Entity[];
  readonly missing: readonly Unreadable[];
}

function readCollection(collection: CollectionName, written: unknown): ReadCollection {
  const path = ["collections", collection];
  const notRead = (code: string, message: string, status = 0): Unreadable => ({ collection, status, code, message });
  if (written === undefined || written === null) {
    const nothing = `The snapshot has no collection ${collection}: nobody knows what is in it.`;
    return { entities: [], missing: [notRead("NotInSnapshot", nothing)] };
  }
  // Graph's answer when it refuses; scripts save it like any other.
  const refusal = isObject(written) ? written["error"] : undefined;
  if (isObject(refusal) && typeof refusal["code"] === "string") {
    const { code, message } = refusal;
    const why = typeof message === "string" ? message : `Graph refused to show ${collection}.`;
    return { entities: [], missing: [notRead(code, why)] };
  }
  const pages = pagesIn(written, path);
  const isFirstOnly = pages.at(-1)?.hasNext === true;
  const onlyFirst = `The snapshot has only the first page of ${collection}: nobody knows what is on the others.`;
  const entities = pages.flatMap(({ list, at }) =>
    list.map((entity: unknown, index) => entityOf(collection, entity, [...at, index])),
  );
  const half = entities.some((entity) => "members@odata.nextLink" in entity || "owners@odata.nextLink" in entity);
  const onlySome = `Graph shows no more than 20 members or owners inside an object, and some of these ${collection} have more.`;
  return {
    entities,
    missing: [
      ...(isFirstOnly ? [notRead("FirstPageOnly", onlyFirst)] : []),
      ...(half ? [notRead("FirstMembersOnly", onlySome)] : []),
    ],
  };
}

interface Page {
  readonly list: readonly unknown[];
  /** Where the list is. */
  readonly at: Path;
  readonly hasNext: boolean;
}

/** A list, a page of Graph or of Azure Resource Manager, or the pages one after the other. */
function pagesIn(written: unknown, path: Path): Page[] {
  const page = pageOf(written, path);
  if (page !== undefined) return [page];
  if (!Array.isArray(written)) throw new ShapeError(path, "must be a list of objects with an id");
  const pages = written.map((each: unknown, index) => pageOf(each, [...path, index]));
  const isPaged = pages.length > 0 && pages.every((each) => each !== undefined);
  return isPaged ? pages.flatMap((each) => each ?? []) : [{ list: written, at: path, hasNext: false }];
}

function pageOf(written: unknown, path: Path): Page | undefined {
  if (!isObject(written) || written["id"] !== undefined || !Array.isArray(written["value"])) return undefined;
  const next = written["@odata.nextLink"] ?? written["nextLink"];
  return { list: written["value"], at: [...path, "value"], hasNext: typeof next === "string" && next !== "" };
}

/** Relations that Graph shows only to who asks for them, and without which objects seem to stand alone. */
const relations: Partial<Record<CollectionName, readonly ("members" | "owners")[]>> = {
  groups: ["members", "owners"],
  applications: ["owners"],
  servicePrincipals: ["owners"],
};

function withoutRelations(collection: CollectionName, entities: readonly Entity[]): Unreadable[] {
  if (entities.length === 0) return [];
  return (relations[collection] ?? []).flatMap((part) =>
    entities.some((entity) => part in entity)
      ? []
      : [
          {
            collection,
            part,
            status: 0,
            code: "NotInSnapshot",
            message: `None of the ${collection} in the snapshot says who its ${part} are: Graph shows them only when they are asked for ($expand=${part}).`,
          },
        ],
  );
}

/**
 * @param given `unreadable` of the document
 * @throws ShapeError for an entry that names no collection
 */
export function importedUnreadable(given: unknown): Unreadable[] {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) throw new ShapeError(["unreadable"], "must be a list of objects with a collection");
  return given.map((entry: unknown, index) => {
    const { collection, part, status, code, message } = isObject(entry) ? entry : {};
    if (typeof collection !== "string" || !isCollectionName(collection)) {
      throw new ShapeError(["unreadable", index], "names no collection that is known");
    }
    return {
      collection,
      ...(isPartName(part) && { part }),
      status: typeof status === "number" ? status : 0,
      code: typeof code === "string" ? code : "NotInSnapshot",
      message: typeof message === "string" ? message : `The snapshot says that ${collection} could not be read.`,
    };
  });
}

function isPartName(part: unknown): part is PartName {
  return partNames.some((name) => name === part);
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

/**
 * Graph writes ids in lower case; other tools do not, and the same id in two spellings would be two objects. What is right already, which is
 * nearly everything, stays the object that was read: to copy a large tenant takes longer than to read it.
 * @param isGraphs whether the names in it are Graph's, so that what they must be is known
 * @param apart properties that stay as they are
 * @throws ShapeError for a property that is something else than in Graph's answers
 */
function cleaned(value: Entity, path: Path, isGraphs: boolean, apart?: ReadonlySet<string>): Entity {
  return cleanedObject(value, [...path], isGraphs, apart);
}

/** Far more than Microsoft's answers have, far less than what exhausts the stack. */
const deepest = 200;

/** @param trail where this is; one list for all that is in it, since most of what is read is right */
function cleanedObject(
  value: Entity,
  trail: (string | number)[],
  isGraphs: boolean,
  apart?: ReadonlySet<string>,
): Entity {
  let changed: Record<string, unknown> | undefined;
  for (const name of Object.keys(value)) {
    if (apart?.has(name)) continue;
    const inner = value[name];
    trail.push(name);
    const right = isGraphs ? expected(name, inner) : undefined;
    if (right !== undefined) throw new ShapeError([...trail], `must be ${right}${madeText(inner)}`);
    const read = isGraphs && isNever(name, inner) ? null : cleanedValue(inner, trail, isGraphs);
    trail.pop();
    if (read === inner) continue;
    changed ??= { ...value };
    changed[name] = read;
  }
  return changed ?? value;
}

function cleanedValue(value: unknown, trail: (string | number)[], isGraphs: boolean): unknown {
  if (typeof value === "string") return isSpeltOtherwise(value) ? lowerCaseId(value) : value;
  if (typeof value !== "object" || value === null) return value;
  if (trail.length > deepest) throw new ShapeError(trail.slice(0, 4), "is nested deeper than anything in a tenant");
  if (!Array.isArray(value)) return isObject(value) ? cleanedObject(value, trail, isGraphs) : value;
  let changed: unknown[] | undefined;
  for (let index = 0; index < value.length; index++) {
    const each: unknown = value[index];
    trail.push(index);
    const read = cleanedValue(each, trail, isGraphs);
    trail.pop();
    if (read === each) continue;
    changed ??= [...value];
    changed[index] = read;
  }
  return changed ?? value;
}

/** An id with capitals. Graph's own have none, and to look for one is quicker than to compare with the pattern. */
function isSpeltOtherwise(text: string): boolean {
  return text.length >= 36 && /[A-F]/.test(text) && idPattern.test(text);
}

/** What ConvertTo-Json of PowerShell writes for what is deeper than it was told to go. */
function madeText(value: unknown): string {
  return typeof value === "string" && /^(?:@\{.*\}|System\.|Microsoft\.Graph\.)/s.test(value)
    ? "; PowerShell cut it off here: ConvertTo-Json -Depth 20"
    : typeof value === "string" && /^\/Date\(/.test(value)
      ? "; Windows PowerShell 5.1 makes this of dates, PowerShell 7 does not"
      : "";
}

/** The word before the ids stays as it is. */
function lowerCaseId(id: string): string {
  return id.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, (guid) => guid.toLowerCase());
}

function entityOf(collection: CollectionName, entity: unknown, path: Path): Entity {
  if (!isObject(entity)) throw new ShapeError(path, "must be an object with an id");
  const foreign = foreignForms.find(({ isIt }) => isIt(entity));
  if (foreign !== undefined) throw new ShapeError(path, foreign.clause);
  // What Azure Resource Manager puts into an object has names of its own.
  const read = cleaned(entity, path, collection !== "armResources", relationNames);
  const id = read["id"] ?? read[keys[collection] ?? "id"];
  if (typeof id !== "string" || id === "")
    throw new ShapeError(path, "has no id: it must be a list of objects with an id");
  if (collection === "armResources" && typeof read["type"] !== "string") {
    throw new ShapeError(path, "has no type: it must be a resource as Azure Resource Manager shows it");
  }
  const known = collection === "conditionalAccessPolicies" ? states : undefined;
  const state = known?.find((each) => each.toLowerCase() === String(read["state"]).toLowerCase());
  if (known && state === undefined) {
    throw new ShapeError(
      "state" in read ? [...path, "state"] : path,
      `is in no state that is known: it must be one of ${known.join(", ")}`,
    );
  }
  const corrected: Record<string, unknown> = {};
  for (const name of relationNames) {
    const found = relation(name, entity[name], path);
    if (found !== read[name]) corrected[name] = found;
  }
  if (state !== undefined && state !== read["state"]) corrected["state"] = state;
  if (id !== read["id"]) corrected["id"] = id;
  if (Object.keys(corrected).length === 0) return read;
  // A relation that is null was not read: it is as if it were not there.
  return Object.fromEntries(Object.entries({ ...read, ...corrected }).filter(([, value]) => value !== undefined));
}

/** Relations are read by a way of their own: other names are in them, and nothing but ids may be. */
const relationNames: ReadonlySet<string> = new Set(["members", "owners"]);

/** https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy */
const states = ["enabled", "disabled", "enabledForReportingButNotEnforced"] as const;

/** Answers that hold objects but are none; an id of their own would make them pass for one. */
const foreignForms: readonly { readonly isIt: (entity: Entity) => boolean; readonly clause: string }[] = [
  {
    // https://learn.microsoft.com/graph/json-batching
    isIt: ({ status, body }) => typeof status === "number" && isObject(body),
    clause: "is an answer of a $batch; what is in its body belongs here",
  },
  {
    // https://learn.microsoft.com/graph/delta-query-overview
    isIt: (entity) => "@removed" in entity || "members@delta" in entity || "owners@delta" in entity,
    clause: "is an answer of a delta query, which tells only what changed; list the collection itself",
  },
  {
    isIt: ({ id, Id }) => id === undefined && typeof Id === "string",
    clause:
      "is spelt as PowerShell spells it (Id, DisplayName); Invoke-MgGraphRequest -OutputType Json gives what Graph itself writes",
  },
  {
    // The retired Azure AD Graph, which some collectors still store.
    isIt: ({ id, objectId }) => id === undefined && typeof objectId === "string",
    clause: "is spelt as Azure AD Graph spelt it (objectId); Microsoft Graph is what is read here",
  },
];

/** Directory objects that an element is related to; some exports keep only their ids, or their URLs. */
function relation(name: string, written: unknown, path: Path): readonly unknown[] | undefined {
  const list = isObject(written) && Array.isArray(written["value"]) ? written["value"] : written;
  if (list === undefined || list === null) return undefined;
  if (!Array.isArray(list))
    throw new ShapeError([...path, name], `must be a list of objects with an id${madeText(list)}`);
  let changed: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const element: unknown = list[index];
    // Nearly everything in a large tenant is in these lists.
    if (isPlainReference(element)) continue;
    const read = related(element, () => [...path, name, index]);
    if (read === element) continue;
    changed ??= [...list];
    changed[index] = read;
  }
  return changed ?? list;
}

/** A type and an id, written as Graph writes them. */
function isPlainReference(element: unknown): boolean {
  if (!isObject(element) || typeof element["id"] !== "string" || isSpeltOtherwise(element["id"])) return false;
  for (const name in element) if (name !== "id" && name !== "@odata.type") return false;
  const type = element["@odata.type"];
  return type === undefined || (typeof type === "string" && !isSpeltOtherwise(type));
}

/** @param at where it is; asked for only where that is needed */
function related(element: unknown, at: () => Path): Entity {
  if (typeof element === "string" && element !== "") return { id: idIn(element) };
  if (isObject(element) && typeof element["id"] === "string") return cleaned(element, at(), false);
  throw new ShapeError(at(), "has no id");
}

/** `https://graph.microsoft.com/v1.0/directoryObjects/{id}` names an object, too. */
function idIn(reference: string): string {
  return lowerCaseId(reference.split("/").at(-1) ?? reference);
}
