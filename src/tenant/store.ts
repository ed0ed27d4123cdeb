/** The tables of the embedded tenant, with transactions: a refused request leaves nothing behind. */

import type { Entity } from "./entity.ts";
import { type CollectionName, emptyCollections } from "./snapshot.ts";

/** What a tenant remembers beyond a snapshot: objects in the recycle bin, and requests that schedules came from. */
export const internalTables = [
  "deletedItems",
  "roleAssignmentScheduleRequests",
  "roleEligibilityScheduleRequests",
  "groupAssignmentScheduleRequests",
  "groupEligibilityScheduleRequests",
  "claimsMappingPolicies",
  "invitations",
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

interface Undo {
  readonly table: TableName;
  readonly id: string;
  readonly before: Entity | undefined;
}

export class TenantStore {
  readonly #tables: ReadonlyMap<TableName, Map<string, Entity>>;
  #undo: Undo[] = [];

  constructor() {
    this.#tables = new Map(tableNames.map((name) => [name, new Map<string, Entity>()]));
  }

  #table(name: TableName): Map<string, Entity> {
    const table = this.#tables.get(name);
    if (table === undefined) throw new Error(`no table ${name}`);
    return table;
  }

  /** The object, or undefined. GUIDs match in any case. */
  get(table: TableName, id: string): Entity | undefined {
    const rows = this.#table(table);
    return rows.get(id) ?? rows.get(id.toLowerCase());
  }

  /** Every object of a table, in the order of creation. */
  all(table: TableName): MapIterator<Entity> {
    return this.#table(table).values();
  }

  size(table: TableName): number {
    return this.#table(table).size;
  }

  /** The first object that fits. */
  find(table: TableName, fits: (entity: Entity) => boolean): Entity | undefined {
    for (const entity of this.all(table)) if (fits(entity)) return entity;
    return undefined;
  }

  /** Every object that fits, as a list that stays valid while the table changes. */
  filter(table: TableName, fits: (entity: Entity) => boolean): Entity[] {
    const found: Entity[] = [];
    for (const entity of this.all(table)) if (fits(entity)) found.push(entity);
    return found;
  }

  /** Creates or replaces an object. */
  put(table: TableName, entity: Entity): void {
    const rows = this.#table(table);
    this.#undo.push({ table, id: entity.id, before: rows.get(entity.id) });
    rows.set(entity.id, entity);
  }

  /** Deletes an object; says nothing when there is none. */
  remove(table: TableName, id: string): void {
    const rows = this.#table(table);
    const before = rows.get(id);
    if (before === undefined) return;
    this.#undo.push({ table, id, before });
    rows.delete(id);
  }

  /** The net changes since the last commit. */
  pending(): readonly Change[] {
    if (this.#undo.length === 0) return [];
    const touched = new Map(this.#undo.map(({ table, id }) => [`${table}\n${id}`, { table, id }]));
    return [...touched.values()].map(({ table, id }) => {
      const entity = this.#table(table).get(id);
      return entity === undefined ? { table, id } : { table, id, entity };
    });
  }

  /** Makes everything since the last commit final. */
  commit(): void {
    this.#undo = [];
  }

  /** Takes back everything since the last commit. */
  rollback(): void {
    for (const { table, id, before } of this.#undo.reverse()) {
      if (before === undefined) this.#table(table).delete(id);
      else this.#table(table).set(id, before);
    }
    this.#undo = [];
  }
}
