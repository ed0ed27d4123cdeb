/** Fragments of objects on disk, one file for each collection, until all that belongs to an object was read. */

import { join } from "node:path";
import { LineWriter, linesOf } from "../../../lines.ts";
import type { CollectionName } from "../../../tenant/snapshot.ts";
import { sortedByKey } from "../external-sort.ts";
import { type Fragment, putTogether } from "../fragments.ts";
import type { GraphObject } from "../read-error.ts";
import type { SortRecord } from "../sorted-run.ts";
import type { Corrections } from "./export-format.ts";

export class Spool {
  readonly #folder: string;
  readonly #writers = new Map<CollectionName, LineWriter>();

  /** @param folder one that may be filled */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param key id of the object, or another that `Corrections` know it by */
  async add(collection: CollectionName, key: string, fragment: Fragment): Promise<void> {
    let writer = this.#writers.get(collection);
    if (writer === undefined) {
      writer = await LineWriter.create(this.#file(collection));
      this.#writers.set(collection, writer);
    }
    // JSON has no raw tabs.
    await writer.write(`${JSON.stringify(key)}\t${JSON.stringify(fragment)}`);
  }

  /** Collections of which anything was added. */
  get collections(): ReadonlySet<CollectionName> {
    return new Set(this.#writers.keys());
  }

  async close(): Promise<void> {
    await Promise.all([...this.#writers.values()].map((writer) => writer.close()));
  }

  /** The objects of a collection, sorted by id, each put together. Only when everything was added and `close` is done. */
  async *objects(collection: CollectionName, { idOf, correct }: Corrections): AsyncGenerator<GraphObject> {
    if (!this.#writers.has(collection)) return;
    const file = this.#file(collection);
    const records = async function* (): AsyncGenerator<SortRecord[]> {
      for await (const { text } of linesOf(file)) {
        const tab = text.indexOf("\t");
        // Written by this process a moment ago.
        const key = JSON.parse(text.slice(0, tab)) as string;
        const id = idOf?.(collection, key) ?? key;
        yield [{ key: collection === "armResources" ? id.toLowerCase() : id, text: text.slice(tab + 1) }];
      }
    };
    let key: string | undefined;
    let group: Fragment[] = [];
    const finished = (): GraphObject[] => {
      if (group.length === 0) return [];
      // Whose members or owners are known is there, even where nothing else tells of it.
      if (!group.some(({ kind }) => kind === "object")) group.unshift({ kind: "object", value: { id: key } });
      const object = putTogether(group);
      return object === undefined ? [] : [correct?.(collection, object) ?? object];
    };
    for await (const part of sortedByKey(records(), { folder: this.#folder })) {
      for (const record of part) {
        if (record.key !== key) {
          yield* finished();
          [key, group] = [record.key, []];
        }
        group.push(JSON.parse(record.text) as Fragment);
      }
    }
    yield* finished();
  }

  #file(collection: CollectionName): string {
    return join(this.#folder, `${collection}.spool`);
  }
}
