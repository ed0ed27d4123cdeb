/** What changed in a tenant since when: what Graph's delta queries are answered from (https://learn.microsoft.com/graph/delta-query-overview). */

import type { Entity } from "./entity.ts";
import type { TableName } from "./store.ts";

/** An object as it was before a change. */
export interface Touch {
  readonly table: TableName;
  readonly id: string;
  /** Undefined when the change created it. */
  readonly before: Entity | undefined;
  /** How many members and owners it had then: lists that grow in place hold later ones by now. */
  readonly members: number;
  readonly owners: number;
}

/** So many changes are remembered; whoever asks about older ones has to read everything again. */
const rememberedChanges = 50_000;

/** Remembers the latest changes of directory objects, in memory only. */
export class ChangeLog {
  #touches: Touch[] = [];
  /** Changes that came before the first one remembered. */
  #forgotten = 0;

  /** Number of the latest change. */
  get revision(): number {
    return this.#forgotten + this.#touches.length;
  }

  record(touch: Touch): void {
    this.#touches.push(touch);
    if (this.#touches.length < 2 * rememberedChanges) return;
    this.#touches = this.#touches.slice(rememberedChanges);
    this.#forgotten += rememberedChanges;
  }

  /**
   * Objects of a table that changed after one revision, up to another: each once, as it was at the first.
   * Undefined when that is too long ago to know.
   */
  between(table: TableName, after: number, upTo: number): readonly Touch[] | undefined {
    if (after < this.#forgotten || after > this.revision) return undefined;
    const first = new Map<string, Touch>();
    for (const touch of this.#touches.slice(after - this.#forgotten, upTo - this.#forgotten)) {
      if (touch.table === table && !first.has(touch.id)) first.set(touch.id, touch);
    }
    return [...first.values()];
  }
}
