/**
 * Objects that were listed and whose details are not found. Either they were deleted meanwhile, which is no failure, or the answer came
 * from a replica that does not know them yet, which would make the snapshot smaller than the tenant: the object itself is asked for.
 */

import type { CollectionName } from "../../tenant/snapshot.ts";
import type { GraphClient } from "./client.ts";
import type { PageStore } from "./page-store.ts";
import { GraphReadError } from "./read-error.ts";
import { readers } from "./readers.ts";
import { goneStream } from "./stream-names.ts";
import { mostDoubts } from "./streams.ts";

export class Vanished {
  readonly #client: GraphClient;
  readonly #store: PageStore;
  readonly #known = new Map<string, Promise<boolean>>();
  #count = 0;

  constructor(client: GraphClient, store: PageStore) {
    this.#client = client;
    this.#store = store;
  }

  /** How many were deleted. */
  get count(): number {
    return this.#count;
  }

  /** Whether an object that was listed is there no more; then the snapshot does not show it either. */
  isGone(collection: CollectionName, id: string): Promise<boolean> {
    const key = `${collection} ${id}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const asked = this.#ask(collection, id);
    this.#known.set(key, asked);
    return asked;
  }

  async #ask(collection: CollectionName, id: string): Promise<boolean> {
    if (!(await this.isAbsent(collection, id))) return false;
    this.#count++;
    await this.#store.append(goneStream, [{ of: collection, items: [{ id }] }]);
    return true;
  }

  /** Whether there is no such object: false also where that cannot be told. One answer of 404 is no proof. */
  async isAbsent(collection: CollectionName, id: string): Promise<boolean> {
    const reader = readers.find((each) => each.collection === collection && each.each === undefined);
    if (reader === undefined) return false;
    for (let doubts = 0; ; doubts++) {
      try {
        await this.#client.get(`/${reader.version}/${reader.path}/${encodeURIComponent(id)}`);
        return false;
      } catch (error) {
        if (!(error instanceof GraphReadError)) throw error;
        if (error.status !== 404) return false;
        if (doubts >= mostDoubts) return true;
      }
    }
  }
}
