/**
 * Reads a tenant into a snapshot: the same code for the embedded tenant and for Microsoft Graph. What could not be read is
 * recorded in `unreadable`: in an access review that is a finding, never "nothing there".
 */

import {
  type CollectionName,
  type Collections,
  emptySnapshot,
  type Snapshot,
  type Unreadable,
} from "../tenant/snapshot.ts";
import { type GraphClient, type GraphObject, GraphReadError } from "./graph-client.ts";
import { azureReaders, type ForEach, type Reader, type RelationReader, readers } from "./readers.ts";

export interface CollectOptions {
  readonly tenantId: string;
  readonly source: "embedded" | "microsoft-graph";
  /** When the collection happens, ISO 8601, UTC. */
  readonly now: string;
  /** Reads of the same tenant under way at once; 4 when absent. */
  readonly concurrency?: number;
  /** Azure Resource Manager, and the subscription to read. Absent: nothing of Azure is read, and the snapshot says so. */
  readonly azure?: { readonly client: GraphClient; readonly subscriptionId: string };
}

type Stored = Record<string, unknown> & { id: string };

/** Graph returns at most this many related objects in `$expand` (https://learn.microsoft.com/graph/query-parameters#expand). */
const expansionLimit = 20;

/**
 * Everything a review needs of one tenant. Never throws for a read that failed: see `Snapshot.unreadable`.
 * @throws Error when another tenant than the one asked for answers: compared with that, everything would be a difference
 */
export async function collectSnapshot(client: GraphClient, options: CollectOptions): Promise<Snapshot> {
  const limit = concurrencyLimit(options.concurrency ?? 4);
  const failures = new Failures();
  const found = new Map<CollectionName, Stored[]>();
  const keep = (collection: CollectionName, objects: readonly GraphObject[]) => {
    const kept = found.get(collection) ?? [];
    for (const object of objects) kept.push(withoutSecrets(object));
    found.set(collection, kept);
  };
  const attempt = async <T>(
    collection: CollectionName,
    what: string,
    read: () => Promise<T>,
  ): Promise<T | undefined> => {
    try {
      return await limit(read);
    } catch (error) {
      failures.add(collection, what, error);
      return undefined;
    }
  };

  await Promise.all([
    ...readers
      .filter((reader) => reader.each === undefined)
      .map(async (reader) => {
        const objects = await attempt(reader.collection, reader.path, () => client.list(requestPath(reader)));
        if (objects === undefined) return;
        if (reader.flatten === undefined) {
          const related = await Promise.all((reader.relations ?? []).map((relation) => readRelation(reader, relation)));
          keep(
            reader.collection,
            objects.map((object) => Object.assign({}, object, ...related.map((of) => of(object)))),
          );
          return;
        }
        const flat = await Promise.all(objects.map((object) => readFlat(reader, reader.flatten ?? "", object)));
        keep(reader.collection, flat.flat());
      }),
    ...(options.azure === undefined ? [] : readAzure(options.azure)),
  ]);

  const parents: Readonly<Record<ForEach, { readonly from: CollectionName; readonly ids: () => readonly string[] }>> = {
    "group-that-conveys-access": { from: "groups", ids: () => groupsThatConveyAccess(found) },
    "access-package": { from: "accessPackages", ids: () => (found.get("accessPackages") ?? []).map(({ id }) => id) },
  };
  await Promise.all(
    readers.flatMap((reader) => {
      if (reader.each === undefined) return [];
      const parent = parents[reader.each];
      const failed = failures.first(parent.from);
      if (failed !== undefined) {
        failures.add(reader.collection, `${reader.path}: ${parent.from} could not be read`, failed);
        return [];
      }
      return parent.ids().map(async (id) => {
        const path = requestPath(reader, id);
        const what = `${reader.path} for ${id}`;
        const objects = await attempt(reader.collection, what, async () =>
          reader.flatten === undefined ? client.list(path) : objectsOf((await client.get(path))[reader.flatten]),
        );
        if (objects !== undefined) keep(reader.collection, objects);
      });
    }),
  );

  if (options.azure === undefined) {
    failures.add(
      "armResources",
      "Azure",
      new GraphReadError(0, "NotAsked", "No Azure subscription was named, so nothing in Azure was read.", "/"),
    );
  }
  const answering = found.get("organization")?.[0]?.id;
  if (answering !== undefined && answering.toLowerCase() !== options.tenantId.toLowerCase()) {
    throw new Error(
      `the tenant that answered is ${answering}, but ${options.tenantId} was asked for: sign in to the other one, or correct client.tenantId`,
    );
  }
  const snapshot = emptySnapshot(options.tenantId, options.source, options.now);
  const collections = Object.fromEntries(
    Object.keys(snapshot.collections).map((name) => [name, (found.get(name as CollectionName) ?? []).toSorted(byId)]),
  );
  // The one place where Graph's answers become typed: they are Graph's own shapes, as `Collections` says.
  return { ...snapshot, unreadable: failures.list(), collections: collections as unknown as Collections };

  /** One relation of all objects of a collection; gives what to lay over an object. */
  async function readRelation(reader: Reader, relation: RelationReader): Promise<(object: GraphObject) => GraphObject> {
    const kept = relation.select ?? ["id"];
    const list = requestPath({
      ...reader,
      select: ["id"],
      expand: `${relation.name}($select=${kept.join(",")})`,
    });
    const what = `${relation.name} of ${reader.path}`;
    const parents = await attempt(reader.collection, what, () => client.list(list));
    if (parents === undefined) return () => ({});
    const byParent = new Map<unknown, readonly GraphObject[]>();
    await Promise.all(
      parents.map(async (parent) => {
        const expanded = objectsOf(parent[relation.name]);
        byParent.set(parent["id"], expanded);
        if (expanded.length < expansionLimit) return;
        const version = relation.followUpVersion ?? reader.version;
        const path = `/${version}/${reader.path}/${parent["id"]}/${relation.name}?$select=${kept.join(",")}&$top=999`;
        const whole = await attempt(reader.collection, `${what}/${parent["id"]}`, () => client.list(path));
        if (whole !== undefined) byParent.set(parent["id"], whole);
      }),
    );
    return (object) => ({
      [relation.name]: (byParent.get(object["id"]) ?? [])
        .map((related) => (relation.select === undefined ? reference(related) : withoutAnnotations(related)))
        .sort(byId),
    });
  }

  /** The relation of one object that is a collection of its own, completed where `$expand` may have cut it off. */
  async function readFlat(reader: Reader, relation: string, object: GraphObject): Promise<readonly GraphObject[]> {
    const expanded = objectsOf(object[relation]);
    if (expanded.length < expansionLimit) return expanded;
    const path = `/${reader.version}/${reader.path}/${object["id"]}/${relation}?$top=999`;
    const whole = await attempt(reader.collection, `${relation} of ${object["id"]}`, () => client.list(path));
    return whole ?? expanded;
  }

  function readAzure(azure: NonNullable<CollectOptions["azure"]>): Promise<void>[] {
    return azureReaders.map(async ({ path, what }) => {
      const asked = path.replace("{subscription}", encodeURIComponent(azure.subscriptionId));
      const objects = await attempt("armResources", what, () => azure.client.list(asked));
      if (objects !== undefined) keep("armResources", objects);
    });
  }
}

/** The request of a reader, with its query. */
export function requestPath(reader: Reader, id = ""): string {
  const query = [
    reader.select && `$select=${reader.select.join(",")}`,
    reader.filter && `$filter=${reader.filter.replaceAll("{id}", id.replaceAll("'", "''"))}`,
    reader.expand && `$expand=${reader.expand}`,
    reader.top && `$top=${reader.top}`,
  ].filter((option) => option !== undefined);
  const path = `/${reader.version}/${reader.path.replace("{id}", encodeURIComponent(id))}`;
  return query.length === 0 ? path : `${path}?${query.join("&").replaceAll(" ", "%20")}`;
}

/**
 * Groups whose membership gives something: role-assignable ones, those that roles or conditional access name, and those nested
 * in them. Only these are asked about PIM, because Graph answers that for one group a request
 * (https://learn.microsoft.com/graph/api/privilegedaccessgroup-list-eligibilityschedules).
 */
function groupsThatConveyAccess(found: ReadonlyMap<CollectionName, readonly Stored[]>): string[] {
  const groups = new Map((found.get("groups") ?? []).map((group) => [group.id, group]));
  const named = new Set<string>();
  const visit = (id: unknown) => {
    if (typeof id !== "string" || named.has(id)) return;
    const group = groups.get(id);
    if (group === undefined) return;
    named.add(id);
    for (const member of objectsOf(group["members"])) visit(member["id"]);
  };
  for (const group of groups.values()) if (group["isAssignableToRole"] === true) visit(group.id);
  for (const collection of ["roleAssignments", "roleEligibilitySchedules", "appRoleAssignments"] as const) {
    for (const assignment of found.get(collection) ?? []) visit(assignment["principalId"]);
  }
  for (const policy of found.get("conditionalAccessPolicies") ?? []) {
    const users = objectOf(objectOf(policy["conditions"])?.["users"]);
    for (const list of [users?.["includeGroups"], users?.["excludeGroups"]]) {
      if (Array.isArray(list)) list.forEach(visit);
    }
  }
  for (const resource of found.get("armResources") ?? []) visit(objectOf(resource["properties"])?.["principalId"]);
  return [...named];
}

/** One order, whichever answer came first: the digest of a snapshot must not depend on the network. */
function byId(left: GraphObject, right: GraphObject): number {
  const [first, second] = [String(left["id"]), String(right["id"])];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** What could not be read, one entry for each collection and reason. */
class Failures {
  readonly #entries = new Map<string, { collection: CollectionName; what: string[]; error: GraphReadError }>();

  add(collection: CollectionName, what: string, error: unknown): void {
    if (!(error instanceof GraphReadError)) throw error;
    const key = `${collection} ${error.status} ${error.code}`;
    const entry = this.#entries.get(key) ?? { collection, what: [], error };
    entry.what.push(what);
    this.#entries.set(key, entry);
  }

  first(collection: CollectionName): GraphReadError | undefined {
    return [...this.#entries.values()].find((entry) => entry.collection === collection)?.error;
  }

  list(): Unreadable[] {
    const ordered = [...this.#entries].toSorted(([left], [right]) => (left < right ? -1 : 1));
    return ordered.map(([, { collection, what, error }]) => ({
      collection,
      status: error.status,
      code: error.code,
      message: `${what.toSorted()[0]}${what.length > 1 ? ` and ${what.length - 1} more` : ""}: ${error.message}`,
    }));
  }
}

/** Lets at most so many run at once; the others wait in order. */
function concurrencyLimit(most: number): <T>(run: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (run) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}

/** Properties that hold a secret or a part of one; a snapshot never contains them. */
const secretProperties = new Set(["secretText", "hint", "key", "passwordProfile", "password"]);
/** Lists of credentials in which those properties occur. */
const credentialLists = ["passwordCredentials", "keyCredentials"];

function withoutSecrets(object: GraphObject): Stored {
  const kept: Record<string, unknown> = withoutAnnotations(object);
  for (const list of credentialLists) {
    if (Array.isArray(kept[list])) kept[list] = objectsOf(kept[list]).map(withoutSecretProperties);
  }
  const id = kept["id"] ?? kept["tenantId"];
  return { ...withoutSecretProperties(kept), id: typeof id === "string" ? id : "" };
}

/** The property stays, as Graph itself shows it later: null. It tells a password from a certificate. */
function withoutSecretProperties(object: GraphObject): GraphObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name, secretProperties.has(name) ? null : value]),
  );
}

/** Without OData's annotations, except the type of an object. */
function withoutAnnotations(object: GraphObject): GraphObject {
  return Object.fromEntries(
    Object.entries(object).filter(([name]) => name === "@odata.type" || !name.includes("@odata.")),
  );
}

function reference(object: GraphObject): GraphObject {
  const type = object["@odata.type"];
  return { ...(typeof type === "string" && { "@odata.type": type }), id: object["id"] };
}

function objectOf(value: unknown): GraphObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as GraphObject) : undefined;
}

function objectsOf(value: unknown): GraphObject[] {
  return Array.isArray(value) ? value.map(objectOf).filter((item) => item !== undefined) : [];
}
