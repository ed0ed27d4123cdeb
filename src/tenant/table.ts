/** The rows of one table, each in a place of its own that it keeps, so that a page costs the same wherever in a list it begins. */

import type { Entity } from "./entity.ts";

/** A list that is read by places; a place may be empty. */
export interface Rows {
  /** How many places there are, empty ones included. */
  readonly length: number;
  at(place: number): Entity | undefined;
  /** Changes whenever anything in the list does; absent for a list that is made for one answer. */
  readonly version?: number;
}

/** Rows in the order of creation. A deleted row leaves its place empty, so that the links to further pages stay true. */
export class Table implements Rows, Iterable<Entity> {
  readonly #places: (Entity | undefined)[] = [];
  readonly #placeOf = new Map<string, number>();
  version = 0;

  get length(): number {
    return this.#places.length;
  }

  get size(): number {
    return this.#placeOf.size;
  }

  at(place: number): Entity | undefined {
    return this.#places[place];
  }

  get(id: string): Entity | undefined {
    const place = this.#placeOf.get(id);
    return place === undefined ? undefined : this.#places[place];
  }

  /** Creates or replaces a row. */
  set(row: Entity): void {
    this.version++;
    const place = this.#placeOf.get(row.id);
    if (place !== undefined) {
      this.#places[place] = row;
      return;
    }
    this.#placeOf.set(row.id, this.#places.length);
    this.#places.push(row);
  }

  /** Deletes a row and says which place it had; undefined when there is none. */
  delete(id: string): number | undefined {
    const place = this.#placeOf.get(id);
    if (place === undefined) return undefined;
    this.version++;
    this.#placeOf.delete(id);
    if (place === this.#places.length - 1) this.#places.pop();
    else this.#places[place] = undefined;
    return place;
  }

  /** Puts a deleted row back where it was. */
  restore(place: number, row: Entity): void {
    this.version++;
    this.#places[place] = row;
    this.#placeOf.set(row.id, place);
  }

  *[Symbol.iterator](): IterableIterator<Entity> {
    // Rows that are added meanwhile are seen too.
    for (let place = 0; place < this.#places.length; place++) {
      const row = this.#places[place];
      if (row !== undefined) yield row;
    }
  }
}
