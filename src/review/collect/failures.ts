/** What could not be read, one entry for each collection, part and reason. */

import type { CollectionName, PartName, Unreadable } from "../../tenant/snapshot.ts";
import { GraphReadError } from "./read-error.ts";

/** Code for what nobody asked for. */
export const notAsked = "NotAsked";

interface Entry {
  readonly collection: CollectionName;
  readonly part: PartName | undefined;
  readonly what: string[];
  readonly error: GraphReadError;
}

export class Failures {
  readonly #entries = new Map<string, Entry>();

  /**
   * @param what as in "… : Insufficient privileges"
   * @throws whatever is no failed read: a defect, or a disk that is full
   */
  add(collection: CollectionName, what: string, error: unknown, part?: PartName): void {
    if (!(error instanceof GraphReadError)) throw error;
    const key = `${collection} ${part ?? ""} ${error.status} ${error.code}`;
    const entry = this.#entries.get(key) ?? { collection, part, what: [], error };
    entry.what.push(what);
    this.#entries.set(key, entry);
  }

  /** Why a collection itself was not read. */
  of(collection: CollectionName): GraphReadError | undefined {
    return [...this.#entries.values()].find((entry) => entry.collection === collection && entry.part === undefined)
      ?.error;
  }

  /** Why not everything of a collection, or not everybody in its objects, is known; what was not asked for is no failure. */
  ofMembers(collection: CollectionName): GraphReadError | undefined {
    const failed = [...this.#entries.values()].filter(({ error }) => error.code !== notAsked);
    return failed.find(
      (entry) => entry.collection === collection && (entry.part === undefined || entry.part === "members"),
    )?.error;
  }

  list(): Unreadable[] {
    const ordered = [...this.#entries].toSorted(([left], [right]) => (left < right ? -1 : 1));
    return ordered.map(([, { collection, part, what, error }]) => ({
      collection,
      ...(part !== undefined && { part }),
      status: error.status,
      code: error.code,
      message: `${what.toSorted()[0]}${what.length > 1 ? ` and ${what.length - 1} more` : ""}: ${error.message}`,
    }));
  }
}
