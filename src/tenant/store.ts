/** The tables of the embedded tenant, with transactions: a refused request leaves nothing behind. */

import { randomUUID } from "node:crypto";
import { ChangeLog } from "./change-log.ts";
import { asList, type Entity, type Reference, referencesOf } from "./entity.ts";
import { type CollectionName, emptyCollections } from "./snapshot.ts";
import { type Rows, Table } from "./table.ts";

/** What a tenant remembers beyond a snapshot: objects in the recycle bin, and requests that schedules came from. */
export const internalTables = [
  "deletedItems",
  "roleAssignmentScheduleRequests",
  "roleEligibilityScheduleRequests",
  "groupAssignmentScheduleRequests",
  "groupEligibilityScheduleRequests",
  "claimsMappingPolicies",
  "invitations",
  "signIns",
  "tenantInformation",
] as const;

export type TableName = CollectionName | (typeof internalTables)[number];

/** Every table, in a fixed order. */
export const tableNames: readonly TableName[] = [
  ...(Object.keys(emptyCollections()) as CollectionName[]),
  ...internalTables,
];

/** One change of a committed transaction; `entity` is absent when the object was deleted. */
export interface Change {
  readonly table: TableName;
  readonly id: string;
  readonly entity?: Entity;
}

/** A way to find the rows of a table by what is in them. Made once, as a constant: the store keeps an index for each. */
export interface Index {
  readonly table: TableName;
  /** What a row is found by; undefined leaves it out. */
  readonly keyOf: (entity: Entity) => string | undefined;
}

interface Undo {
  readonly table: TableName;
  readonly id: string;
  readonly before: Entity | undefined;
  /** Length of its relations before. */
  readonly members: number;
  readonly owners: number;
  /** The place that a deleted object had. */
  readonly place?: number;
  /** The list that grew in place. */
  readonly grown?: Reference[];
}

/** Directory objects whose changes Graph tells to who asks for them. */
const tracked: ReadonlySet<TableName> = new Set([
  "users",
  "groups",
  "applications",
  "servicePrincipals",
  "administrativeUnits",
]);

/** Up to here a relation is copied when it changes. */
const smallRelation = 32;

export class TenantStore {
  readonly #tables: ReadonlyMap<TableName, Table>;
  /** Key → ids of the rows in the order of creation, for each index that was asked for. */
  readonly #indexes = new Map<Index, Map<string, string[]>>();
  /** Ids in the relations that the store keeps as lists of its own. */
  readonly #related = new WeakMap<readonly Reference[], Set<string>>();
  #undo: Undo[] = [];
  #log: ChangeLog | undefined;
  #instance: string | undefined;

  constructor() {
    this.#tables = new Map(tableNames.map((name) => [name, new Table()]));
  }

  /** Differs for each store: links to further pages and later changes are good for the store that gave them. */
  get instance(): string {
    this.#instance ??= randomUUID().slice(0, 8);
    return this.#instance;
  }

  /** From now on changes of directory objects are remembered. */
  track(): void {
    this.#log = new ChangeLog();
  }

  /** What has changed since `track`. */
  get changes(): ChangeLog | undefined {
    return this.#log;
  }

  #table(name: TableName): Table {
    const table = this.#tables.get(name);
    if (table === undefined) throw new Error(`no table ${name}`);
    return table;
  }

  /** The object, or undefined. GUIDs match in any case. */
  get(table: TableName, id: string): Entity | undefined {
    const rows = this.#table(table);
    const found = rows.get(id);
    if (found !== undefined) return found;
    const lower = id.toLowerCase();
    return lower === id ? undefined : rows.get(lower);
  }

  /** Every object of a table, in the order of creation. */
  all(table: TableName): IterableIterator<Entity> {
    return this.#table(table)[Symbol.iterator]();
  }

  /** The table itself, by places. */
  rows(table: TableName): Rows {
    return this.#table(table);
  }

  size(table: TableName): number {
    return this.#table(table).size;
  }

  /** The first object that fits. */
  find(table: TableName, fits: (entity: Entity) => boolean): Entity | undefined {
    const rows = this.#table(table);
    for (let place = 0; place < rows.length; place++) {
      const entity = rows.at(place);
      if (entity !== undefined && fits(entity)) return entity;
    }
    return undefined;
  }

  /** Every object that fits, as a list that stays valid while the table changes. */
  filter(table: TableName, fits: (entity: Entity) => boolean): Entity[] {
    const rows = this.#table(table);
    const found: Entity[] = [];
    for (let place = 0; place < rows.length; place++) {
      const entity = rows.at(place);
      if (entity !== undefined && fits(entity)) found.push(entity);
    }
    return found;
  }

  /** The first object with that key. */
  first(index: Index, key: string): Entity | undefined {
    const [id] = this.#index(index).get(key) ?? [];
    return id === undefined ? undefined : this.#table(index.table).get(id);
  }

  /** Every object with that key, as a list that stays valid while the table changes. */
  every(index: Index, key: string): Entity[] {
    const rows = this.#table(index.table);
    return (this.#index(index).get(key) ?? []).flatMap((id) => rows.get(id) ?? []);
  }

  #index(index: Index): ReadonlyMap<string, readonly string[]> {
    const known = this.#indexes.get(index);
    if (known !== undefined) return known;
    const made = new Map<string, string[]>();
    for (const entity of this.all(index.table)) addTo(made, index, entity);
    this.#indexes.set(index, made);
    return made;
  }

  /** Keeps the indexes in the order of the table. */
  #reindex(table: TableName, before: Entity | undefined, after: Entity | undefined): void {
    for (const [index, entries] of this.#indexes) {
      if (index.table !== table) continue;
      const [from, to] = [before && index.keyOf(before), after && index.keyOf(after)];
      if (before === undefined && after !== undefined) addTo(entries, index, after);
      else if (after === undefined && from !== undefined) {
        entries.set(from, entries.get(from)?.filter((id) => id !== before?.id) ?? []);
      } else if (from !== to) {
        // The row keeps its place in the table; where that is among the others only a new index says.
        this.#indexes.delete(index);
      }
    }
  }

  /** Creates or replaces an object. */
  put(table: TableName, entity: Entity): void {
    const rows = this.#table(table);
    const before = rows.get(entity.id);
    this.#undo.push(undoOf(table, entity.id, before));
    rows.set(entity);
    this.#reindex(table, before, entity);
  }

  /** Whether a relation of an object contains that id (lower case). */
  isRelated(entity: Entity, relation: string, id: string): boolean {
    const references = referencesOf(entity, relation);
    return this.#related.get(references)?.has(id) ?? references.some((reference) => reference.id === id);
  }

  /**
   * Adds to a relation of an object of the store. A relation that grows one by one to many thousands becomes a list of the store's own,
   * which then grows in place: a copy for each member would take the square of their number.
   */
  relate(table: TableName, entity: Entity, relation: string, reference: Reference): void {
    const references = referencesOf(entity, relation);
    const ids = this.#related.get(references);
    if (ids === undefined) {
      const own = [...references, reference];
      if (own.length > smallRelation) this.#related.set(own, new Set(own.map(({ id }) => id)));
      this.put(table, { ...entity, [relation]: own });
      return;
    }
    const grown = references as Reference[];
    this.#undo.push({ ...undoOf(table, entity.id, entity), grown });
    grown.push(reference);
    ids.add(reference.id);
    this.#table(table).version++;
  }

  /** Deletes an object; says nothing when there is none. */
  remove(table: TableName, id: string): void {
    const rows = this.#table(table);
    const before = rows.get(id);
    if (before === undefined) return;
    const place = rows.delete(id);
    this.#undo.push({ ...undoOf(table, id, before), ...(place !== undefined && { place }) });
    this.#reindex(table, before, undefined);
  }

  /** The net changes since the last commit. */
  pending(): readonly Change[] {
    if (this.#undo.length === 0) return [];
    const touched = this.#undo.length === 1 ? this.#undo : touchedOnce(this.#undo);
    return touched.map(({ table, id }) => {
      const entity = this.#table(table).get(id);
      return entity === undefined ? { table, id } : { table, id, entity };
    });
  }

  /** Whether anything has changed in tables that fit since the last commit. */
  changed(fits: (table: TableName) => boolean): boolean {
    return this.#undo.some(({ table }) => fits(table));
  }

  /** Makes everything since the last commit final. */
  commit(): void {
    if (this.#undo.length === 0) return;
    if (this.#log !== undefined) for (const undo of this.#undo) if (tracked.has(undo.table)) this.#log.record(undo);
    this.#undo = [];
  }

  /** Takes back everything since the last commit. */
  rollback(): void {
    for (const { table, id, before, place, grown } of this.#undo.reverse()) {
      const last = grown?.pop();
      if (grown !== undefined && last !== undefined) {
        this.#related.get(grown)?.delete(last.id);
        this.#table(table).version++;
        continue;
      }
      const rows = this.#table(table);
      const after = rows.get(id);
      if (before === undefined) rows.delete(id);
      else if (place === undefined) rows.set(before);
      else {
        rows.restore(place, before);
        this.#forgetIndexes(table);
        continue;
      }
      this.#reindex(table, after, before);
    }
    this.#undo = [];
  }

  /** What is back in its old place is not the last of its table: only new indexes have the order right. */
  #forgetIndexes(table: TableName): void {
    for (const index of this.#indexes.keys()) if (index.table === table) this.#indexes.delete(index);
  }
}

function undoOf(table: TableName, id: string, before: Entity | undefined): Undo {
  const lengthOf = (relation: string) => (before === undefined ? 0 : asList(before[relation]).length);
  return { table, id, before, members: lengthOf("members"), owners: lengthOf("owners") };
}

function touchedOnce(undo: readonly Undo[]): readonly Pick<Undo, "table" | "id">[] {
  return [...new Map(undo.map((each) => [`${each.table}\n${each.id}`, each])).values()];
}

function addTo(entries: Map<string, string[]>, index: Index, entity: Entity): void {
  const key = index.keyOf(entity);
  if (key === undefined) return;
  const ids = entries.get(key);
  if (ids === undefined) entries.set(key, [entity.id]);
  else ids.push(entity.id);
}
