/** What every part of a tenant of any size is made with: numbers, ids and dates that depend on nothing but the seed. */

import { derivedId, type Entity, type Reference } from "../../entity.ts";
import { graphDate } from "../../graph/schedule.ts";
import type { Change, TableName } from "../../store.ts";

/** A provider whose people are guests of the tenant. */
export interface ScaleProvider {
  readonly name: string;
  readonly tenantId: string;
  /** The first one is that of its people's addresses. */
  readonly domains: readonly string[];
  /** Last day of its contract, `2028-12-31`. */
  readonly contractEnd?: string;
}

export interface ScaleOptions {
  /** Users altogether, those of the base included. */
  readonly users: number;
  /** The same seed, the same tenant; 1 when absent. */
  readonly seed?: number;
  /** ISO 8601; nothing in the tenant is younger. */
  readonly today: string;
  readonly tenantId: string;
  readonly initialDomain: string;
  /** Domain of the staff's addresses. */
  readonly domain: string;
  readonly company: string;
  readonly providers: readonly ScaleProvider[];
}

export type Row = Required<Change>;

const day = 86_400_000;

/** The tenant's numbers, ids and dates. */
export class Frame {
  readonly options: ScaleOptions;
  readonly today: number;
  readonly #seed: number;

  constructor(options: ScaleOptions) {
    this.options = options;
    this.today = Date.parse(options.today);
    this.#seed = options.seed ?? 1;
  }

  /** A part of all users, at least `least`. */
  share(part: number, least = 1): number {
    return Math.max(least, Math.round(this.options.users * part));
  }

  /** Id of the nth thing of a kind. */
  id(kind: string, number: number | string = 0): string {
    return derivedId("scale", String(this.#seed), kind, String(number));
  }

  /** A source of numbers for one purpose. */
  random(purpose: string): Random {
    return new Random(Number.parseInt(derivedId("random", String(this.#seed), purpose).slice(0, 8), 16));
  }

  /** So many days before today. */
  daysAgo(days: number): string {
    return graphDate(this.today - Math.round(days * day));
  }
}

/** Numbers that look random: mulberry32 (public domain, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c). */
export class Random {
  #state: number;
  constructor(state: number) {
    this.#state = state;
  }

  /** From 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** One of a list that is not empty. */
  of<T>(list: readonly T[]): T {
    const found = list[this.below(list.length)];
    if (found === undefined) throw new RangeError("nothing to choose from");
    return found;
  }
}

export function row(table: TableName, entity: Entity): Row {
  return { table, id: entity.id, entity };
}

export function userReference(id: string): Reference {
  return { "@odata.type": "#microsoft.graph.user", id };
}

export function groupReference(id: string): Reference {
  return { "@odata.type": "#microsoft.graph.group", id };
}
