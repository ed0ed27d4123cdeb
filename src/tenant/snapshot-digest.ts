/**
 * The digest of a snapshot: of its canonical JSON. While a large one is read, each object is at hand once; to come back to all of them
 * later takes several times as long.
 */

import { CanonicalHash } from "./canonical-json.ts";
import type { Snapshot } from "./snapshot.ts";

/** Of snapshots that were digested while they were read. */
const known = new WeakMap<Snapshot, string>();

/** SHA-256, hexadecimal. */
export function snapshotDigest(snapshot: Snapshot): string {
  const before = known.get(snapshot);
  if (before !== undefined) return before;
  const hash = new CanonicalHash();
  hash.value(snapshot);
  return hash.digest();
}

/** Made of the objects of a snapshot as they are read: collections in alphabetical order, each from its first object to its last. */
export class ReadingDigest {
  readonly #hash = new CanonicalHash();
  readonly #collectedAt: string;
  #collections = 0;
  #objects = 0;

  constructor(collectedAt: string) {
    this.#collectedAt = collectedAt;
    this.#hash.text(`{"collectedAt":${JSON.stringify(collectedAt)},"collections":{`);
  }

  begin(collection: string): void {
    this.#hash.text(`${this.#collections++ === 0 ? "" : ","}${JSON.stringify(collection)}:[`);
    this.#objects = 0;
  }

  add(entity: unknown): void {
    if (this.#objects++ > 0) this.#hash.text(",");
    this.#hash.item(entity);
  }

  end(): void {
    this.#hash.text("]");
  }

  /** @param snapshot of these very objects */
  finish(snapshot: Snapshot): void {
    const { collectedAt, collections, ...frame } = snapshot;
    if (collectedAt !== this.#collectedAt || Object.keys(collections).length !== this.#collections) return;
    this.#hash.text("}");
    for (const [name, value] of Object.entries(frame).toSorted(([left], [right]) => (left < right ? -1 : 1))) {
      this.#hash.text(`,${JSON.stringify(name)}:`);
      this.#hash.value(value);
    }
    this.#hash.text("}");
    known.set(snapshot, this.#hash.digest());
  }
}
