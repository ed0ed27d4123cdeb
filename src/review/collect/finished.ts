/** The collections of a snapshot from the pages that were read: sorted by id, each object whole, one at a time. */

import { asText, objectsOf } from "../../tenant/entity.ts";
import type { CollectionName } from "../../tenant/snapshot.ts";
import { azureReaders } from "./azure-readers.ts";
import { type SortRecord, sortedByKey } from "./external-sort.ts";
import { type Fragment, putTogether } from "./fragments.ts";
import type { PageStore } from "./page-store.ts";
import type { GraphObject } from "./read-error.ts";
import type { Reader, RelationReader } from "./reader.ts";
import { readers } from "./readers.ts";
import {
  azureScopeStream,
  azureStream,
  deltaStream,
  goneStream,
  moreOf,
  relationStream,
  streamOf,
} from "./stream-names.ts";

/** What the pages are put together with. */
export interface Finish {
  readonly store: PageStore;
  /** Streams that broke off: what came of them is no list. */
  readonly broken: ReadonlySet<string>;
  /** Collections of an earlier snapshot that a delta query brought up to date. */
  readonly base: ReadonlyMap<CollectionName, () => AsyncIterable<GraphObject>>;
}

/** The objects of a collection, in the order of their ids. */
export async function* finished(name: CollectionName, finish: Finish): AsyncGenerator<GraphObject> {
  const keyOf = name === "armResources" ? (id: string) => id.toLowerCase() : (id: string) => id;
  const records = async function* (): AsyncGenerator<SortRecord> {
    for await (const [id, fragment] of fragmentsOf(name, finish)) {
      yield { key: keyOf(id), text: JSON.stringify(fragment) };
    }
  };
  let key: string | undefined;
  let group: Fragment[] = [];
  for await (const record of sortedByKey(records(), { folder: finish.store.scratch })) {
    if (record.key !== key) {
      const object = putTogether(group);
      if (object !== undefined) yield object;
      [key, group] = [record.key, []];
    }
    // Written by this process a moment ago.
    group.push(JSON.parse(record.text) as Fragment);
  }
  const last = putTogether(group);
  if (last !== undefined) yield last;
}

type Part = readonly [id: string, fragment: Fragment];

async function* fragmentsOf(name: CollectionName, finish: Finish): AsyncGenerator<Part> {
  if (name === "armResources") {
    for (const stream of azureStreams()) yield* objectsIn(stream, finish);
    return;
  }
  for (const reader of readers) if (reader.collection === name) yield* partsOf(reader, finish);
  for await (const { of, items } of finish.store.pages(goneStream)) {
    if (of !== name) continue;
    for (const { id } of items) yield [String(id), { kind: "gone" }];
  }
}

function azureStreams(): string[] {
  return [
    azureScopeStream("management-group"),
    azureScopeStream("subscription"),
    ...azureReaders.map((_, index) => azureStream(index)),
  ];
}

async function* partsOf(reader: Reader, finish: Finish): AsyncGenerator<Part> {
  const stream = streamOf(reader);
  const base = finish.base.get(reader.collection);
  if (base !== undefined) {
    for await (const value of base()) yield [String(value["id"]), { kind: "object", value }];
    for await (const { items } of finish.store.pages(deltaStream(reader.collection))) {
      for (const value of items) yield [String(value["id"]), { kind: "change", value }];
    }
  } else if (reader.flatten === "appRoleAssignments") {
    yield* flattened(stream, reader.flatten, finish);
  } else yield* objectsIn(stream, finish);
  for (const relation of reader.relations ?? []) {
    if (base !== undefined && relation.kind === "expanded") continue;
    yield* relationParts(relation, relationStream(reader, relation.name), finish);
  }
}

async function* objectsIn(stream: string, { store, broken }: Finish): AsyncGenerator<Part> {
  if (broken.has(stream)) return;
  for await (const { items } of store.pages(stream)) {
    for (const value of items) yield [String(value["id"]), { kind: "object", value }];
  }
}

/** Elements that were listed inside other objects, and the lists that had to be read on. */
async function* flattened(stream: string, inside: string, finish: Finish): AsyncGenerator<Part> {
  if (finish.broken.has(stream)) return;
  for await (const { items } of finish.store.pages(stream)) {
    for (const item of items) {
      for (const value of objectsOf(item[inside])) yield [String(value["id"]), { kind: "object", value }];
    }
  }
  for await (const { items } of finish.store.pages(moreOf(stream))) {
    for (const value of items) yield [String(value["id"]), { kind: "object", value }];
  }
}

async function* relationParts(relation: RelationReader, stream: string, finish: Finish): AsyncGenerator<Part> {
  if (finish.broken.has(stream)) return;
  const { name } = relation;
  for await (const { of, items } of finish.store.pages(stream)) {
    if (relation.kind === "detail") {
      const value = relation.single ? (items[0] ?? null) : items;
      yield [
        of,
        relation.single ? { kind: "property", name, value } : { kind: "elements", name, elements: items, whole: true },
      ];
      continue;
    }
    for (const item of items) {
      const id = String(item["id"]);
      if (relation.kind === "expanded") {
        yield [id, { kind: "elements", name, elements: objectsOf(item[name]), whole: false }];
      } else if (relation.kind === "property") {
        if (name in item) yield [id, { kind: "property", name, value: item[name] }];
      } else if (relation.kind === "manager") {
        yield [id, { kind: "property", name, value: { "@odata.type": "#microsoft.graph.user", id: of } }];
      } else {
        const parent = asText(item[relation.by])?.split("/").at(-1);
        const { [relation.by]: _, ...element } = item;
        if (parent !== undefined) yield [parent, { kind: "elements", name, elements: [element], whole: false }];
      }
    }
  }
  if (relation.kind !== "expanded") return;
  for await (const { of, items } of finish.store.pages(moreOf(stream))) {
    yield [of, { kind: "elements", name, elements: items, whole: true }];
  }
}
